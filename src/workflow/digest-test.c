/* digest-test.c - staff's morning mail: when it goes, what it says, and what an answer to it does.
 */
#include "store/deadline.h"
#include "workflow/deadline.h"
#include "workflow/digest.h"
#include "workflow/fixture.h"
#include "workflow/note.h"
#include "workflow/reminder.h"

static void act(Fixture *fixture)
{
    ASSERT_DONE(gf_digest_act(&fixture->clerk, &fixture->problem, ERROR));
    g_assert_no_error(fixture->problem);
}

static guint digests(Fixture *fixture)
{
    return count_mails(fixture, "digest", STAFF);
}

static char *text_of_newest(Fixture *fixture)
{
    g_autoptr(GfOutgoing) mail = mail_to(fixture, "digest", STAFF);
    g_autoptr(GfLetter) letter = read_mail(fixture, mail, NULL, NULL);
    return g_strdup(letter->text);
}

static const struct Hour {
    const char *name;
    const char *begins; /* when the office opened */
    const char *last;   /* when it then acted, NULL */
    const char *next;   /* when the next digest goes */
} hours[] = {
    {"the next morning", "2027-02-15 09:00", NULL, "2027-02-16 08:00"},
    {"the same morning", "2027-02-15 07:00", NULL, "2027-02-15 08:00"},
    {"not at the weekend", "2027-02-19 09:00", NULL, "2027-02-22 08:00"},
    {"nor on a holiday", "2027-03-28 12:00", NULL, "2027-03-30 08:00"},
    {"once a day", "2027-02-15 07:00", "2027-02-15 08:00", "2027-02-16 08:00"},
    {"over a change of the clock", "2027-03-26 07:00", "2027-03-26 08:00", "2027-03-30 08:00"},
};

static void test_hour(Fixture *fixture, gconstpointer data)
{
    const struct Hour *row = data;
    gint64 next = 0;
    at(fixture, row->begins);
    act(fixture);
    g_assert_cmpuint(digests(fixture), ==, 0);
    if (row->last != NULL) {
        at(fixture, row->last);
        act(fixture);
        act(fixture);
        g_assert_cmpuint(digests(fixture), ==, 1);
    }
    ASSERT_DONE(gf_digest_next(&fixture->clerk, &next, ERROR));
    g_assert_cmpint(next, ==, instant(row->next));
}

/* A daemon that was down at eight sends it at ten, but not at nine in the evening. */
static void test_outage(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    act(fixture);
    at(fixture, "2027-02-16 21:00");
    act(fixture);
    g_assert_cmpuint(digests(fixture), ==, 0);
    at(fixture, "2027-02-17 10:00");
    act(fixture);
    g_assert_cmpuint(digests(fixture), ==, 1);
    at(fixture, "2027-02-17 11:00");
    act(fixture);
    g_assert_cmpuint(digests(fixture), ==, 1);
}

static void test_in_order(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    people(fixture);
    act(fixture);
    at(fixture, "2027-02-16 08:00");
    act(fixture);
    g_autoptr(GfOutgoing) mail = mail_to(fixture, "digest", STAFF);
    g_autoptr(GfLetter) letter = read_mail(fixture, mail, NULL, NULL);
    g_assert_cmpstr(letter->subject, ==, "Point du mardi 16 février 2027 : tout est en ordre");
    g_assert_true(g_str_has_prefix(letter->text, "Tout est en ordre.\n"));
    g_assert_true(strstr(letter->text, "répondez") == NULL);
}

static const struct Trouble {
    const char *name;
    GfDeliveryKind kind;
    int times; /* until greffe gives up */
    const char *words;
} troubles[] = {
    {"refused", GF_DELIVERY_REFUSED, 1, "1 envoi refusé"},
    {"unknown", GF_DELIVERY_UNCERTAIN, 3, "1 envoi dont on ne sait s'il est arrivé"},
};

/* A mail that did not leave is no good order, though nobody owes anything. */
static void test_trouble(Fixture *fixture, gconstpointer data)
{
    const struct Trouble *row = data;
    people(fixture);
    act(fixture);
    const GfNote note = {.kind = "notice", .template = "too-large", .recipient = ANNE};
    ASSERT_DONE_INSIDE(fixture, gf_clerk_send(&fixture->clerk, &note, ERROR));
    for (int i = 0; i < row->times; i++)
        send_all(fixture, row->kind);
    at(fixture, "2027-02-16 08:00");
    act(fixture);
    g_autoptr(GfOutgoing) mail = mail_to(fixture, "digest", STAFF);
    g_autoptr(GfLetter) letter = read_mail(fixture, mail, NULL, NULL);
    g_assert_cmpstr(letter->subject, ==, "Point du mardi 16 février 2027");
    assert_contains(letter->text, row->words);
}

/* For the evening, as somebody may want it. */
static void test_evening(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    gint64 next = 0;
    people(fixture);
    rule(fixture, "rules.digest_hour", "21:30");
    at(fixture, "2027-02-15 09:00");
    act(fixture);
    at(fixture, "2027-02-15 21:31");
    act(fixture);
    g_assert_cmpuint(count_mails(fixture, "digest", STAFF), ==, 1);
    ASSERT_DONE(gf_digest_next(&fixture->clerk, &next, ERROR));
    g_assert_cmpint(next, ==, instant("2027-02-16 21:30"));
}

/* What staff owes is told on the days of its plan, by nothing but the digest. */
static void test_plan(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    static const struct {
        const char *day;
        gboolean told;
    } mornings[] = {
        {"2027-02-17", FALSE}, {"2027-02-18", TRUE}, {"2027-02-19", FALSE},
        {"2027-04-21", FALSE}, {"2027-04-22", TRUE},
    };
    const GfDeadlineSpec spec = {.kind = "manual",
                                 .subject = "assembly",
                                 .title = "Prévoir la plénière",
                                 .due_on = "2027-04-29",
                                 .role = "staff",
                                 .plan = "J-70, J+1"};
    people(fixture);
    act(fixture);
    ASSERT_DONE_INSIDE(fixture, gf_deadline_set(&fixture->clerk, &spec, NULL, ERROR));
    for (gsize i = 0; i < G_N_ELEMENTS(mornings); i++) {
        g_autofree char *eight = g_strconcat(mornings[i].day, " 08:00", NULL);
        g_autofree char *nine = g_strconcat(mornings[i].day, " 09:00", NULL);
        at(fixture, eight);
        act(fixture);
        at(fixture, nine);
        ASSERT_DONE(gf_reminder_act(&fixture->clerk, &fixture->problem, ERROR));
        g_autofree char *text = text_of_newest(fixture);
        g_assert_cmpint(strstr(text, "Prévoir la plénière : ") != NULL, ==, mornings[i].told);
    }
}

static void test_off(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    gint64 next = 1;
    act(fixture);
    at(fixture, "2027-02-16 08:00");
    act(fixture);
    g_assert_cmpuint(digests(fixture), ==, 0);
    ASSERT_DONE(gf_digest_next(&fixture->clerk, &next, ERROR));
    g_assert_cmpint(next, ==, 0);
}

/* What others owe is told with their names; a reason that asks something ends as a question does.
 */
static void test_owing(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    people(fixture);
    act(fixture);
    const GfDeadlineSpec spec = {.kind = "manual",
                                 .subject = "member/claire",
                                 .title = "Note de frais",
                                 .due_on = "2027-02-17",
                                 .role = "member"};
    ASSERT_DONE_INSIDE(fixture, gf_deadline_set(&fixture->clerk, &spec, NULL, ERROR));
    g_autoptr(GfMessage) message = arrive(fixture, letter_from(fixture, ANNE));
    g_free(message->detail);
    message->detail = g_strdup("lequel contribue ?");
    ASSERT_DONE_INSIDE(fixture, gf_store_decide_message(fixture->store, message, ERROR));
    at(fixture, "2027-02-16 08:00");
    act(fixture);
    g_autofree char *text = text_of_newest(fixture);
    assert_contains(text, "Note de frais : mercredi 17 février 2027 (demain), attendu de "
                          "Madame Claire Petit\n");
    assert_contains(text, " : lequel contribue ?");
    g_assert_null(strstr(text, "?."));
}

/* A letter that waits, with the matters it may be about; a deadline; a session. */
static void full(Fixture *fixture)
{
    people(fixture);
    convened(fixture);
    act(fixture);
    const GfDeadlineSpec spec = {.kind = "manual",
                                 .subject = "assembly",
                                 .title = "Envoyer le relevé de décisions",
                                 .due_on = "2027-02-17",
                                 .role = "staff"};
    ASSERT_DONE_INSIDE(fixture, gf_deadline_set(&fixture->clerk, &spec, NULL, ERROR));
    const GfDeadlineSpec of_body = {.kind = "manual",
                                    .subject = "body/conseil",
                                    .title = "Rapport",
                                    .due_on = "2027-02-18",
                                    .role = "staff"};
    ASSERT_DONE_INSIDE(fixture, gf_deadline_set(&fixture->clerk, &of_body, NULL, ERROR));
    GfLetter *junk = letter_from(fixture, STRANGER);
    junk->spam = 1;
    g_autoptr(GfMessage) spam = arrive(fixture, junk);
    g_assert_cmpstr(spam->state, ==, "junk");
    GfLetter *letter = words_from(fixture, ANNE, GF_PRESENCE_PRESENT);
    add_dmarc(letter, SERVER, "fail");
    g_free(letter->subject);
    letter->subject = g_strdup("Conseil");
    g_autoptr(GfMessage) message = arrive(fixture, letter);
    g_assert_cmpstr(message->state, ==, "held");
    at(fixture, "2027-02-16 08:00");
    act(fixture);
}

static void test_sections(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    full(fixture);
    g_autofree char *text = text_of_newest(fixture);
    assert_contains(text, "1. anne@bourg.example, lundi 15 février 2027 à 10 h, « Conseil » : ");
    assert_contains(text, "Peut-être : 1 conseil/anne");
    assert_contains(text, "2. Envoyer le relevé de décisions : mercredi 17 février 2027 (demain)");
    assert_contains(text, "Conseil, vendredi 12 mars 2027 à 9 h 30 : 0 présent, 0 absent, "
                          "4 sans réponse : Madame Anne Martin, Monsieur Bruno Durand, "
                          "Madame Claire Petit et Monsieur David Martin");
    assert_contains(text, "3. Rapport (« conseil ») : jeudi 18 février 2027 (dans 2 jours)");
    assert_contains(text, "- 2 messages reçus\n- 1 message mis avec les indésirables\n");
    assert_contains(text, "Empreinte du registre : ");
}

static GfMessage *answer_digest(Fixture *fixture, const char *from, const char *words)
{
    g_autoptr(GfOutgoing) mail = mail_to(fixture, "digest", STAFF);
    GfLetter *letter = letter_from(fixture, from);
    add_token(letter, mail->token);
    g_ptr_array_add(letter->segments, gf_segment_new(GF_SEGMENT_NEW, words, -1));
    return arrive(fixture, letter);
}

static void test_answer(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    full(fixture);
    g_autoptr(GfMessage) message =
        answer_digest(fixture, STAFF, "1 présent\n2 fait\n3 fait\n7 fait\n1 absent\nMerci !\n");
    ASSERT_DECIDED(message, "applied", "lines-of-a-list");
    ASSERT_SAID("anne", "present");
    g_autoptr(GfOutgoing) mail = mail_to(fixture, "acknowledgement", STAFF);
    g_autoptr(GfLetter) transcript = read_mail(fixture, mail, NULL, NULL);
    assert_contains(transcript->text, "- 1 présent : c'est noté\n- 2 fait : c'est noté\n"
                                      "- 3 fait : c'est noté\n"
                                      "- 7 fait : il n'y a pas de ligne de ce numéro\n"
                                      "- 1 absent : c'est déjà réglé\n");
    g_autoptr(GPtrArray) open = NULL;
    ASSERT_DONE(gf_store_deadlines(fixture->store, FALSE, &open, ERROR));
    g_assert_cmpuint(open->len, ==, 1); /* the session's */
    g_assert_cmpuint(count_lines(fixture, "deadline.done", "assembly", "line-of-a-list"), ==, 1);
    /* The same in the next one: nothing is left. */
    at(fixture, "2027-02-17 08:00");
    act(fixture);
    g_autofree char *text = text_of_newest(fixture);
    g_assert_true(strstr(text, "1. ") == NULL);
}

/* What was done otherwise than its writer thinks is said, in words that staff can read. */
static void test_words(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    full(fixture);
    GfLetter *letter = letter_from(fixture, STRANGER);
    g_ptr_array_add(letter->segments, gf_segment_new(GF_SEGMENT_NEW, "Peut-être", -1));
    g_autoptr(GfMessage) vague = arrive(fixture, letter);
    g_assert_cmpstr(vague->state, ==, "held");
    at(fixture, "2027-02-17 08:00");
    act(fixture);
    g_autoptr(GfMessage) message =
        answer_digest(fixture, STAFF, "2 présent\n2 conseil/personne\n2 conseil/bruno\n");
    g_autoptr(GfOutgoing) mail = mail_to(fixture, "acknowledgement", STAFF);
    g_autoptr(GfLetter) transcript = read_mail(fixture, mail, NULL, NULL);
    assert_contains(transcript->subject, "tout n'a pas pu être fait");
    assert_contains(transcript->text, "2 présent : on ne sait pas encore de qui est cette réponse");
    assert_contains(transcript->text,
                    "2 conseil/personne : « personne » : aucun membre ne porte cet identifiant\n");
    assert_contains(transcript->text, "2 conseil/bruno : rattaché par le secrétariat ; reste à "
                                      "dire : présent ou absent");
}

static void test_others(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    full(fixture);
    g_autoptr(GfMessage) stranger = answer_digest(fixture, STRANGER, "1 présent");
    ASSERT_DECIDED(stranger, "held", "list-other-sender");
    g_autoptr(GfMessage) anne = answer_digest(fixture, ANNE, "1 présent");
    ASSERT_DECIDED(anne, "held", "list-other-sender");
    g_autoptr(GfMessage) vague = answer_digest(fixture, STAFF, "Merci, bonne journée");
    ASSERT_DECIDED(vague, "held", "list-without-numbers");
    g_assert_cmpuint(count_answers(fixture, "anne"), ==, 0);
}

/* A list of two things that Anne was sent now: the session's answer and a task of hers (`ret_id`).
 */
static GfSheet *list_of_anne(Fixture *fixture, gint64 *ret_id)
{
    const GfDeadlineSpec spec = {.kind = "manual",
                                 .subject = "member/anne",
                                 .title = "Envoyer la note de frais",
                                 .due_on = "2027-02-20",
                                 .role = "member"};
    people(fixture);
    convened(fixture);
    ASSERT_DONE_INSIDE(fixture, gf_deadline_set(&fixture->clerk, &spec, ret_id, ERROR));
    GfSheet *sheet = gf_sheet_new();
    sheet->kind = g_strdup("reminder");
    sheet->recipient = g_strdup(ANNE);
    sheet->member_id = member_id(fixture, "anne");
    sheet->day = g_strdup("2027-02-15");
    sheet->token = g_strdup("abcdefghijklmnop");
    sheet->created_at = gf_clock_now(fixture->clock);
    g_ptr_array_add(sheet->lines, g_strdup("session/conseil"));
    g_ptr_array_add(sheet->lines, g_strdup_printf("deadline/%" G_GINT64_FORMAT, *ret_id));
    ASSERT_DONE_INSIDE(
        fixture, gf_store_add_sheet(fixture->store, sheet, ERROR) &&
                     gf_store_add_token(fixture->store, sheet->token, "sheet", sheet->id, ERROR));
    return sheet;
}

static GfLetter *answer_list(Fixture *fixture, const GfSheet *sheet, const char *from,
                             const char *words)
{
    GfLetter *letter = letter_from(fixture, from);
    add_token(letter, sheet->token);
    g_ptr_array_add(letter->segments, gf_segment_new(GF_SEGMENT_NEW, words, -1));
    return letter;
}

/* A reminder of two things, answered line by line by the member. */
static void test_member(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    gint64 id = 0;
    g_autoptr(GfSheet) sheet = list_of_anne(fixture, &id);
    g_autoptr(GfMessage) message =
        arrive(fixture, answer_list(fixture, sheet, ANNE, "1 absent\n2 fait"));
    ASSERT_DECIDED(message, "applied", "lines-of-a-list");
    ASSERT_SAID("anne", "absent");
    g_autoptr(GfAnswerRow) answer = answer_of(fixture, "anne");
    g_assert_cmpstr(answer->actor, ==, "member/anne");
    g_assert_cmpstr(answer->source, ==, "words");
    g_assert_cmpint(answer->message_id, ==, message->id);
    g_autoptr(GfDeadline) deadline = NULL;
    ASSERT_DONE(gf_store_deadline(fixture->store, id, &deadline, ERROR));
    g_assert_cmpstr(deadline->state, ==, "done");
    g_assert_cmpstr(deadline->closed_by, ==, "member/anne");
}

/* An answer to a list from before a move does not count for the new date (I13). */
static void test_moved(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    gint64 id = 0;
    g_autoptr(GfSheet) sheet = list_of_anne(fixture, &id);
    at(fixture, "2027-02-16 09:00");
    g_autoptr(GfOrder) order = move(fixture, COUNCIL_ON("2027-03-19"));
    at(fixture, "2027-02-16 10:00");
    turn(fixture);
    g_autoptr(GfMessage) message =
        arrive(fixture, answer_list(fixture, sheet, ANNE, "1 présente\n2 fait"));
    g_autoptr(GfSession) session = session_of(fixture);
    g_autoptr(GfAnswerRow) answer = answer_of(fixture, "anne");
    g_assert_cmpint(answer->sequence, <, session->sequence);
    g_autoptr(GfOutgoing) mail = mail_to(fixture, "acknowledgement", ANNE);
    g_autoptr(GfLetter) transcript = read_mail(fixture, mail, NULL, NULL);
    assert_contains(transcript->text, "1 présente : noté, mais la réunion a changé depuis");
}

/* It counts from when it arrived, not from when it was read (I5, I12). */
static void test_late_reading(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    gint64 id = 0, arrived_at = instant("2027-02-16 09:00"), message_id = 0;
    g_autoptr(GfSheet) sheet = list_of_anne(fixture, &id);
    g_autoptr(GfLetter) letter = answer_list(fixture, sheet, ANNE, "1 présente");
    g_autoptr(GBytes) raw = g_bytes_new("list", 4);
    const GfArrival arrival = {.raw = raw,
                               .letter = letter,
                               .mailbox = "INBOX",
                               .uidvalidity = 1,
                               .uid = 99,
                               .name = "",
                               .arrived_at = arrived_at};
    at(fixture, "2027-02-16 12:00");
    ASSERT_DONE_INSIDE(fixture, gf_incoming_receive(&fixture->clerk, &arrival, &message_id, ERROR));
    g_autoptr(GfAnswerRow) answer = answer_of(fixture, "anne");
    g_assert_cmpint(answer->arrived_at, ==, arrived_at);
    g_assert_cmpint(answer->client_at, ==, arrived_at);
}

/* From an unknown address with the member's in Reply-To: the transcript goes to the known one
 * (I10).
 */
static void test_reply_to(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    gint64 id = 0;
    g_autoptr(GfSheet) sheet = list_of_anne(fixture, &id);
    GfLetter *letter = answer_list(fixture, sheet, STRANGER, "2 fait");
    g_ptr_array_add(letter->reply_to, gf_person_new(NULL, ANNE));
    g_autoptr(GfMessage) message = arrive(fixture, letter);
    ASSERT_DECIDED(message, "applied", "lines-of-a-list");
    g_assert_cmpuint(count_mails(fixture, "acknowledgement", STRANGER), ==, 0);
    g_assert_cmpuint(count_mails(fixture, "acknowledgement", ANNE), ==, 1);
}

/* Who owes something soon and has no address is to be telephoned. */
static void test_unreachable(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    people(fixture);
    act(fixture);
    member(fixture, "Eve Sans", "woman", "titulaire", NULL);
    const GfDeadlineSpec spec = {.kind = "manual",
                                 .subject = "member/eve",
                                 .title = "Envoyer la note de frais",
                                 .due_on = "2027-02-22",
                                 .role = "member"};
    ASSERT_DONE_INSIDE(fixture, gf_deadline_set(&fixture->clerk, &spec, NULL, ERROR));
    at(fixture, "2027-02-16 08:00");
    act(fixture);
    g_autofree char *text = text_of_newest(fixture);
    assert_contains(text, "Ne peuvent être joints par courriel, avant une séance ou une échéance "
                          ":\n- Madame Eve Sans, téléphone inconnu : pas d'adresse\n");
}

/* A broken template puts the digest off to the next morning; it is told once, not at every turn. */
static void test_template(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    g_autofree char *good = g_strdup(g_hash_table_lookup(fixture->templates, "fr/digest.txt"));
    act(fixture);
    g_hash_table_insert(fixture->templates, g_strdup("fr/digest.txt"), g_strdup("broken"));
    at(fixture, "2027-02-16 08:00");
    ASSERT_DONE(gf_digest_act(&fixture->clerk, &fixture->problem, ERROR));
    g_assert_error(fixture->problem, GF_ERROR, GF_ERROR_CONFIG);
    g_clear_error(&fixture->problem);
    act(fixture);
    g_hash_table_insert(fixture->templates, g_strdup("fr/digest.txt"), g_steal_pointer(&good));
    at(fixture, "2027-02-17 08:00");
    act(fixture);
    g_assert_cmpuint(digests(fixture), ==, 1);
}

int main(int argc, char **argv)
{
    fixture_init(&argc, &argv);
    for (gsize i = 0; i < G_N_ELEMENTS(hours); i++)
        TEST_ROW("/digest/hour", &hours[i], test_hour);
    TEST("/digest/outage", test_outage);
    TEST("/digest/in-order", test_in_order);
    for (gsize i = 0; i < G_N_ELEMENTS(troubles); i++)
        TEST_ROW("/digest/trouble", &troubles[i], test_trouble);
    TEST("/digest/evening", test_evening);
    TEST("/digest/plan", test_plan);
    TEST_WITH("/digest/off", "digest = false\n", test_off);
    TEST("/digest/owing", test_owing);
    TEST("/digest/sections", test_sections);
    TEST("/digest/answer", test_answer);
    TEST("/digest/others", test_others);
    TEST("/digest/words", test_words);
    TEST("/digest/member", test_member);
    TEST("/digest/moved", test_moved);
    TEST("/digest/late-reading", test_late_reading);
    TEST("/digest/reply-to", test_reply_to);
    TEST("/digest/unreachable", test_unreachable);
    TEST("/digest/template", test_template);
    return g_test_run();
}
