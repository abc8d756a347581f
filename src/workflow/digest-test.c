/* digest-test.c - staff's morning mail: when it goes, what it says, and what an answer to it does.
 */
#include "store/deadline.h"
#include "workflow/deadline.h"
#include "workflow/digest.h"
#include "workflow/fixture.h"

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
    assert_contains(text, "Conseil, vendredi 12 mars 2027 à 9 h 30 : présents 0, absents 0, "
                          "sans réponse 4 : Madame Anne Martin, Monsieur Bruno Durand, "
                          "Madame Claire Petit et Monsieur David Martin");
    assert_contains(text, "1 message reçu");
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
        answer_digest(fixture, STAFF, "1 présent\n2 fait\n7 fait\n1 absent\nMerci !\n");
    ASSERT_DECIDED(message, "applied", "lines-of-a-list");
    ASSERT_SAID("anne", "present");
    g_autoptr(GfOutgoing) mail = mail_to(fixture, "acknowledgement", STAFF);
    g_autoptr(GfLetter) transcript = read_mail(fixture, mail, NULL, NULL);
    assert_contains(transcript->text, "- 1 présent : c'est noté\n- 2 fait : c'est noté\n"
                                      "- 7 fait : il n'y a pas de ligne de ce numéro\n"
                                      "- 1 absent : ");
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

/* A reminder of two things, answered line by line by the member. */
static void test_member(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    people(fixture);
    convened(fixture);
    const GfDeadlineSpec spec = {.kind = "manual",
                                 .subject = "member/anne",
                                 .title = "Envoyer la note de frais",
                                 .due_on = "2027-02-20",
                                 .role = "member"};
    gint64 id = 0;
    ASSERT_DONE_INSIDE(fixture, gf_deadline_set(&fixture->clerk, &spec, &id, ERROR));
    g_autoptr(GfSheet) sheet = gf_sheet_new();
    sheet->kind = g_strdup("reminder");
    sheet->recipient = g_strdup(ANNE);
    sheet->member_id = member_id(fixture, "anne");
    sheet->day = g_strdup("2027-02-15");
    sheet->token = g_strdup("abcdefghijklmnop");
    g_ptr_array_add(sheet->lines, g_strdup("session/conseil"));
    g_ptr_array_add(sheet->lines, g_strdup_printf("deadline/%" G_GINT64_FORMAT, id));
    ASSERT_DONE_INSIDE(
        fixture, gf_store_add_sheet(fixture->store, sheet, ERROR) &&
                     gf_store_add_token(fixture->store, sheet->token, "sheet", sheet->id, ERROR));
    GfLetter *letter = letter_from(fixture, ANNE);
    add_token(letter, sheet->token);
    g_ptr_array_add(letter->segments, gf_segment_new(GF_SEGMENT_NEW, "1 absent\n2 fait", -1));
    g_autoptr(GfMessage) message = arrive(fixture, letter);
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
    TEST_WITH("/digest/off", "digest = false\n", test_off);
    TEST("/digest/sections", test_sections);
    TEST("/digest/answer", test_answer);
    TEST("/digest/others", test_others);
    TEST("/digest/member", test_member);
    TEST("/digest/unreachable", test_unreachable);
    TEST("/digest/template", test_template);
    return g_test_run();
}
