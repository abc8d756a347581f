/* acknowledge-test.c - what greffe says back: to whom, about what, and when it stays silent (I10).
 */
#include "workflow/fixture.h"

static GfLetter *words_of_anne(Fixture *fixture)
{
    return reply_of(fixture, "anne", ANNE, GF_PRESENCE_PRESENT);
}

static void receive(Fixture *fixture, GfLetter *letter)
{
    g_autoptr(GfMessage) message = arrive(fixture, letter);
    g_assert_cmpstr(message->state, ==, "applied");
}

static guint acknowledged(Fixture *fixture, const char *recipient)
{
    return count_mails(fixture, "acknowledgement", recipient);
}

/* The text of the newest acknowledgement to an address. Owned. */
static char *acknowledgement(Fixture *fixture, const char *recipient)
{
    g_autoptr(GfOutgoing) mail = mail_to(fixture, "acknowledgement", recipient);
    g_autoptr(GfLetter) letter = read_mail(fixture, mail, NULL, NULL);
    return g_strdup(letter->text);
}

/* RFC 3834: nothing answers it, and it says what it answers. */
static void test_form(Fixture *fixture, gconstpointer data)
{
    (void) data;
    people(fixture);
    convened(fixture);
    GfLetter *words = words_of_anne(fixture);
    g_autofree char *message_id = g_strdup(words->message_id);
    receive(fixture, words);
    g_autoptr(GfOutgoing) mail = mail_to(fixture, "acknowledgement", ANNE);
    g_autoptr(GfLetter) letter = read_mail(fixture, mail, NULL, NULL);
    g_autoptr(GfInvitation) anne = invitation_of(fixture, "anne");
    g_assert_cmpstr(mail->envelope_from, ==, "");
    g_assert_cmpstr(mail->state, ==, "ready");
    g_assert_cmpstr(letter->auto_submitted, ==, "auto-replied");
    g_assert_cmpstr(letter->in_reply_to, ==, message_id);
    /* Another answer comes back to the same invitation. */
    assert_contains(((const GfPerson *) letter->reply_to->pdata[0])->address, anne->token);
    assert_contains(letter->text, "présence");
}

/* By default words get one, clicks do not. */
static void test_wanted(Fixture *fixture, gconstpointer data)
{
    const char *lines = data;
    people(fixture);
    convened(fixture);
    receive(fixture, words_of_anne(fixture));
    receive(fixture, click_of(fixture, "bruno", BRUNO, GF_PARTSTAT_ACCEPTED));
    g_assert_cmpuint(acknowledged(fixture, ANNE), ==,
                     lines == NULL || strstr(lines, "all") != NULL);
    g_assert_cmpuint(acknowledged(fixture, BRUNO), ==,
                     lines != NULL && strstr(lines, "all") != NULL);
}

/* A click gets one where something needs saying. */
static void test_click_that_needs_words(Fixture *fixture, gconstpointer data)
{
    (void) data;
    people(fixture);
    convened(fixture);
    GfLetter *guests = click_of(fixture, "anne", ANNE, GF_PARTSTAT_ACCEPTED);
    guests->calendar->guests = 1;
    g_autoptr(GfMessage) held = arrive(fixture, guests);
    g_autofree char *text = acknowledgement(fixture, ANNE);
    assert_contains(text, "Le secrétariat lira aussi le reste de votre message");
    GfLetter *unproved = click_of(fixture, "bruno", BRUNO, GF_PARTSTAT_DECLINED);
    unproved->calendar->sequence = 0;
    g_autoptr(GfOrder) order = move(fixture, COUNCIL_ON("2027-03-19"));
    at(fixture, "2027-02-15 11:00");
    turn(fixture);
    receive(fixture, unproved);
    g_autofree char *former = acknowledgement(fixture, BRUNO);
    assert_contains(former, "concerne l'ancienne convocation : elle ne vaut plus");
    assert_contains(former, "vendredi 19 mars 2027");
}

/* From another address, proved: both are told. */
static void test_other_address(Fixture *fixture, gconstpointer data)
{
    (void) data;
    people(fixture);
    convened(fixture);
    GfLetter *letter = reply_of(fixture, "anne", STRANGER, GF_PRESENCE_ABSENT);
    add_dmarc(letter, SERVER, "pass");
    receive(fixture, letter);
    g_assert_cmpuint(acknowledged(fixture, STRANGER), ==, 1);
    g_assert_cmpuint(acknowledged(fixture, ANNE), ==, 1);
    g_autofree char *text = acknowledgement(fixture, ANNE);
    assert_contains(text, "d'une autre adresse que la vôtre");
}

/* Words that were matched by From alone, of a proved domain: told. */
static void test_told(Fixture *fixture, gconstpointer data)
{
    (void) data;
    people(fixture);
    convened(fixture);
    GfLetter *letter = words_from(fixture, ANNE, GF_PRESENCE_ABSENT);
    add_dmarc(letter, SERVER, "pass");
    receive(fixture, letter);
    g_assert_cmpuint(acknowledged(fixture, ANNE), ==, 1);
    g_assert_cmpuint(acknowledged(fixture, NULL), ==, 1);
}

/* Whoever confirms is told at the main address; the stranger hears nothing. */
static void test_confirmed(Fixture *fixture, gconstpointer data)
{
    (void) data;
    people(fixture);
    convened(fixture);
    g_autoptr(GfMessage) asked =
        arrive(fixture, reply_of(fixture, "anne", STRANGER, GF_PRESENCE_ABSENT));
    g_autoptr(GfOutgoing) question = mail_to(fixture, "confirmation", ANNE);
    g_autoptr(GfLetter) sent = read_mail(fixture, question, NULL, NULL);
    assert_contains(sent->text, STRANGER);
    assert_contains(sent->text, "absence");
    g_assert_cmpuint(acknowledged(fixture, NULL), ==, 0);
    GfLetter *yes = words_from(fixture, ANNE, GF_PRESENCE_PRESENT);
    g_ptr_array_add(yes->segments, gf_segment_new(GF_SEGMENT_NEW, "oui", -1));
    g_ptr_array_add(yes->to,
                    gf_person_new(NULL, ((const GfPerson *) sent->reply_to->pdata[0])->address));
    receive(fixture, yes);
    g_assert_cmpuint(acknowledged(fixture, ANNE), ==, 1);
    g_assert_cmpuint(acknowledged(fixture, NULL), ==, 1);
}

/* The question says what was claimed, half of the day included. */
static void test_question(Fixture *fixture, gconstpointer data)
{
    (void) data;
    people(fixture);
    convened(fixture);
    GfLetter *letter = words_from(fixture, ANNE, GF_PRESENCE_PRESENT);
    letter->answer->parts = GF_PARTS_MORNING;
    g_autoptr(GfMessage) asked = arrive(fixture, letter);
    g_autoptr(GfOutgoing) question = mail_to(fixture, "confirmation", ANNE);
    g_autoptr(GfLetter) sent = read_mail(fixture, question, NULL, NULL);
    assert_contains(sent->text, "présence le matin");
    g_assert_cmpstr(question->envelope_from, ==, "");
    g_assert_true(
        g_str_has_prefix(sent->text, "Répondez à ce message par un seul mot : oui ou non.\n"));
}

static const struct Silence {
    const char *name, *from, *auto_submitted;
    guint mails;
} silences[] = {
    {"a human", "anne@perso.example", NULL, 1},
    {"a human whose server says so", "anne@perso.example", "no", 1},
    {"a program", "anne@perso.example", "auto-replied", 0},
    {"another program", "anne@perso.example", "auto-generated", 0},
    {"no-reply", "no-reply@perso.example", NULL, 0},
    {"in capitals", "NoReply@perso.example", NULL, 0},
    {"in French", "ne-pas-repondre@perso.example", NULL, 0},
    {"a mailer", "postmaster@perso.example", NULL, 0},
};

static void test_silence(Fixture *fixture, gconstpointer data)
{
    const struct Silence *row = data;
    people(fixture);
    address(fixture, member_id(fixture, "anne"), row->from, "from");
    convened(fixture);
    GfLetter *letter = reply_of(fixture, "anne", row->from, GF_PRESENCE_PRESENT);
    letter->auto_submitted = g_strdup(row->auto_submitted);
    receive(fixture, letter);
    g_assert_cmpuint(acknowledged(fixture, NULL), ==, row->mails);
}

/* A program is not asked whether it is the member. */
static void test_program_is_not_asked(Fixture *fixture, gconstpointer data)
{
    (void) data;
    people(fixture);
    convened(fixture);
    GfLetter *letter = words_from(fixture, ANNE, GF_PRESENCE_PRESENT);
    letter->auto_submitted = g_strdup("auto-generated");
    g_autoptr(GfMessage) message = arrive(fixture, letter);
    g_assert_cmpstr(message->state, ==, "held");
    g_assert_cmpstr(message->reason, ==, "from-alone");
    g_assert_cmpuint(count_mails(fixture, "confirmation", NULL), ==, 0);
}

/* At most so many a day, by any kind; convocations are never held by it. */
static void test_fuse(Fixture *fixture, gconstpointer data)
{
    (void) data;
    people(fixture);
    convened(fixture);
    for (int i = 0; i < 4; i++)
        receive(fixture, words_of_anne(fixture));
    g_assert_cmpuint(acknowledged(fixture, ANNE), ==, 2);
    /* Nor does a question go; the letter waits for staff instead. */
    g_autoptr(GfMessage) message = arrive(fixture, words_from(fixture, ANNE, GF_PRESENCE_PRESENT));
    g_assert_cmpstr(message->state, ==, "held");
    g_assert_cmpuint(count_mails(fixture, "confirmation", NULL), ==, 0);
    /* Others have a fuse of their own. */
    receive(fixture, reply_of(fixture, "bruno", BRUNO, GF_PRESENCE_PRESENT));
    g_assert_cmpuint(acknowledged(fixture, BRUNO), ==, 1);
    g_autoptr(GfOrder) order = move(fixture, COUNCIL_ON("2027-03-19"));
    at(fixture, "2027-02-15 11:00");
    turn(fixture);
    g_assert_cmpuint(count_mails(fixture, "move", ANNE), ==, 1);
    /* The next day begins 24 hours later. */
    at(fixture, "2027-02-16 10:00");
    receive(fixture, words_of_anne(fixture));
    g_assert_cmpuint(acknowledged(fixture, ANNE), ==, 2);
    gf_clock_set(fixture->clock, instant("2027-02-16 10:00") + 1);
    receive(fixture, words_of_anne(fixture));
    g_assert_cmpuint(acknowledged(fixture, ANNE), ==, 3);
}

static void test_words(Fixture *fixture, gconstpointer data)
{
    (void) data;
    people(fixture);
    convened(fixture);
    GfLetter *letter = words_of_anne(fixture);
    letter->answer->parts = GF_PARTS_AFTERNOON;
    letter->answer->mode = GF_MODE_REMOTE;
    receive(fixture, letter);
    g_autofree char *afternoon = acknowledgement(fixture, ANNE);
    assert_contains(afternoon,
                    "Nous avons bien noté pour Madame Anne Martin : présence l'après-midi à "
                    "distance.");
    letter = reply_of(fixture, "anne", ANNE, GF_PRESENCE_ABSENT);
    letter->answer->proxy_to = g_strdup("M. Durand");
    receive(fixture, letter);
    g_autofree char *proxy = acknowledgement(fixture, ANNE);
    assert_contains(proxy, "absence, avec pouvoir à M. Durand");
}

int main(int argc, char **argv)
{
    static const char all[] = "acknowledge = all\n", none[] = "acknowledge = none\n";
    fixture_init(&argc, &argv);
    TEST("/acknowledge/form", test_form);
    TEST("/acknowledge/wanted/text", test_wanted);
    TEST_WITH("/acknowledge/wanted/all", all, test_wanted);
    TEST_WITH("/acknowledge/wanted/none", none, test_wanted);
    TEST("/acknowledge/click-that-needs-words", test_click_that_needs_words);
    TEST("/acknowledge/other-address", test_other_address);
    TEST("/acknowledge/told", test_told);
    TEST("/acknowledge/confirmed", test_confirmed);
    TEST("/acknowledge/question", test_question);
    for (gsize i = 0; i < G_N_ELEMENTS(silences); i++)
        TEST_ROW("/acknowledge/silence", &silences[i], test_silence);
    TEST("/acknowledge/program-is-not-asked", test_program_is_not_asked);
    TEST_WITH("/acknowledge/fuse", "[limits]\nautomatic_mails_per_day = 2\n", test_fuse);
    TEST("/acknowledge/words", test_words);
    return g_test_run();
}
