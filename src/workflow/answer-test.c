/* answer-test.c - what a letter says about coming: what is recorded, which date it is for, and what
 * a human must read. Who may say it is in trust-test.c, what is said back in acknowledge-test.c.
 */
#include "workflow/fixture.h"

static void test_clicks(Fixture *fixture, gconstpointer data)
{
    static const struct {
        GfPartstat partstat;
        const char *state, *said;
    } rows[] = {
        {GF_PARTSTAT_ACCEPTED, "applied", "present"},
        {GF_PARTSTAT_DECLINED, "applied", "present, absent"},
        {GF_PARTSTAT_TENTATIVE, "applied", "present, absent, tentative"},
        {GF_PARTSTAT_NEEDS_ACTION, "applied", "present, absent, tentative, silent"},
        {GF_PARTSTAT_OTHER, "held", "present, absent, tentative, silent"},
    };
    (void) data;
    people(fixture);
    convened(fixture);
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GfMessage) message =
            arrive(fixture, click_of(fixture, "anne", ANNE, rows[i].partstat));
        g_assert_cmpstr(message->state, ==, rows[i].state);
        ASSERT_SAID("anne", rows[i].said);
    }
}

static void test_counter(Fixture *fixture, gconstpointer data)
{
    (void) data;
    people(fixture);
    convened(fixture);
    GfLetter *letter = click_of(fixture, "anne", ANNE, GF_PARTSTAT_TENTATIVE);
    letter->calendar->method = GF_METHOD_COUNTER;
    letter->answer->needs_human = TRUE;
    g_autoptr(GfMessage) message = arrive(fixture, letter);
    ASSERT_DECIDED(message, "held", "needs-reading");
    ASSERT_SAID("anne", "tentative");
}

static const struct Half {
    const char *name;
    GfPresence presence;
    GfParts parts;
    gboolean needs_human, click;
    const char *said;
} halves[] = {
    {"the morning only says two things", GF_PRESENCE_PRESENT, GF_PARTS_MORNING, FALSE, FALSE,
     "afternoon absent, morning present"},
    {"the afternoon only", GF_PRESENCE_PRESENT, GF_PARTS_AFTERNOON, FALSE, FALSE,
     "morning absent, afternoon present"},
    {"absent in the morning says nothing of the afternoon", GF_PRESENCE_ABSENT, GF_PARTS_MORNING,
     FALSE, FALSE, "morning absent"},
    {"where a human must read, nothing is concluded", GF_PRESENCE_PRESENT, GF_PARTS_MORNING, TRUE,
     FALSE, "morning present"},
    {"tentative for one half", GF_PRESENCE_TENTATIVE, GF_PARTS_AFTERNOON, FALSE, FALSE,
     "afternoon tentative"},
    {"all", GF_PRESENCE_PRESENT, GF_PARTS_ALL, FALSE, FALSE, "present"},
    {"a click answers for all parts", GF_PRESENCE_PRESENT, GF_PARTS_ALL, FALSE, TRUE, "present"},
    {"a click whose note speaks of the morning", GF_PRESENCE_PRESENT, GF_PARTS_MORNING, FALSE, TRUE,
     "afternoon absent, morning present"},
};

static void test_half(Fixture *fixture, gconstpointer data)
{
    const struct Half *row = data;
    people(fixture);
    convened(fixture);
    GfLetter *letter = row->click ? click_of(fixture, "anne", ANNE, GF_PARTSTAT_ACCEPTED)
                                  : reply_of(fixture, "anne", ANNE, row->presence);
    letter->answer->parts = row->parts;
    letter->answer->needs_human = row->needs_human;
    g_autoptr(GfMessage) message = arrive(fixture, letter);
    g_assert_cmpstr(message->state, ==, row->needs_human ? "held" : "applied");
    ASSERT_SAID("anne", row->said);
}

/* I14: who speaks of a half that there is not is not understood. */
static void test_half_that_is_not(Fixture *fixture, gconstpointer data)
{
    (void) data;
    people(fixture);
    draft(fixture, HEAD PLACE MORNING(DAY));
    g_autoptr(GfOrder) order = convene(fixture);
    at(fixture, "2027-02-15 10:00");
    turn(fixture);
    GfLetter *letter = reply_of(fixture, "anne", ANNE, GF_PRESENCE_PRESENT);
    letter->answer->parts = GF_PARTS_AFTERNOON;
    g_autoptr(GfMessage) message = arrive(fixture, letter);
    ASSERT_DECIDED(message, "held", "no-such-half");
    ASSERT_SAID("anne", "");
    /* The only half there is, is all of it. */
    letter = reply_of(fixture, "anne", ANNE, GF_PRESENCE_PRESENT);
    letter->answer->parts = GF_PARTS_MORNING;
    g_autoptr(GfMessage) other = arrive(fixture, letter);
    g_assert_cmpstr(other->state, ==, "applied");
    ASSERT_SAID("anne", "present");
}

static void test_mode_and_note(Fixture *fixture, gconstpointer data)
{
    (void) data;
    people(fixture);
    convened(fixture);
    GfLetter *letter = reply_of(fixture, "anne", ANNE, GF_PRESENCE_PRESENT);
    letter->answer->mode = GF_MODE_REMOTE;
    g_autoptr(GfMessage) message = arrive(fixture, letter);
    g_autoptr(GfAnswerRow) anne = answer_of(fixture, "anne");
    g_assert_cmpstr(anne->mode, ==, "remote");
    g_assert_null(anne->note);
    letter = click_of(fixture, "bruno", BRUNO, GF_PARTSTAT_ACCEPTED);
    letter->calendar->comment = g_strdup("J'arriverai\nà 10 h");
    g_autoptr(GfMessage) click = arrive(fixture, letter);
    g_autoptr(GfAnswerRow) bruno = answer_of(fixture, "bruno");
    g_assert_cmpstr(bruno->note, ==, "J'arriverai à 10 h");
}

static void test_unclear(Fixture *fixture, gconstpointer data)
{
    (void) data;
    people(fixture);
    convened(fixture);
    g_autoptr(GfMessage) thanks =
        arrive(fixture, reply_of(fixture, "anne", ANNE, GF_PRESENCE_UNCLEAR));
    ASSERT_DECIDED(thanks, "noted", "no-answer-in-it");
    GfLetter *letter = reply_of(fixture, "anne", ANNE, GF_PRESENCE_UNCLEAR);
    letter->answer->needs_human = TRUE;
    g_autoptr(GfMessage) question = arrive(fixture, letter);
    ASSERT_DECIDED(question, "held", "unclear");
    letter = reply_of(fixture, "anne", ANNE, GF_PRESENCE_UNCLEAR);
    g_ptr_array_add(letter->attachments, g_new0(GfAttachment, 1));
    g_autoptr(GfMessage) attached = arrive(fixture, letter);
    ASSERT_DECIDED(attached, "held", "unclear");
    /* Nobody is asked to confirm what says nothing. */
    g_autoptr(GfMessage) stranger =
        arrive(fixture, reply_of(fixture, "anne", STRANGER, GF_PRESENCE_UNCLEAR));
    ASSERT_DECIDED(stranger, "held", "token-from-unknown");
    g_assert_cmpuint(count_mails(fixture, "confirmation", NULL), ==, 0);
    ASSERT_SAID("anne", "");
}

/* Recorded, and read by a human all the same. */
static void test_needs_reading(Fixture *fixture, gconstpointer data)
{
    (void) data;
    people(fixture);
    convened(fixture);
    GfLetter *letter = reply_of(fixture, "anne", ANNE, GF_PRESENCE_PRESENT);
    letter->answer->needs_human = TRUE;
    g_autoptr(GfMessage) words = arrive(fixture, letter);
    ASSERT_DECIDED(words, "held", "needs-reading");
    ASSERT_SAID("anne", "present");
    letter = click_of(fixture, "bruno", BRUNO, GF_PARTSTAT_ACCEPTED);
    letter->calendar->guests = 2;
    g_autoptr(GfMessage) guests = arrive(fixture, letter);
    ASSERT_DECIDED(guests, "held", "needs-reading");
    g_assert_cmpstr(guests->detail, ==, "la réponse annonce des accompagnants");
    ASSERT_SAID("bruno", "present");
}

/* --- pouvoirs --- */

static const struct Pouvoir {
    const char *name, *written;
    const char *holder; /* NULL: a human must say */
} pouvoirs[] = {
    {"one of that name", "Bruno Durand", "bruno"},
    {"family name and civility", "M. Durand", "bruno"},
    {"in capitals, without accents", "MONSIEUR BRUNO DURAND", "bruno"},
    {"family name first", "Durand Bruno", "bruno"},
    {"two Martins, the full name", "Monsieur David Martin", "david"},
    {"two Martins, but one gives the pouvoir", "M. Martin", "david"},
    {"M. is Monsieur, not Marie", "M. Petit", NULL},
    {"no Madame Martin but herself", "Mme Martin", NULL},
    {"another given name", "Paul Martin", NULL},
    {"an initial", "D. Martin", "david"},
    {"another initial", "P. Martin", NULL},
    {"with an office", "Monsieur le maire Durand", "bruno"},
    {"a longer family name", "M. Durand-Grand", NULL},
    {"with a comma", "DURAND, Bruno", "bruno"},
    {"three Martins, the family name alone", "M. Martin", NULL},
    {"three Martins, one full name", "Élodie Martin", "elodie"},
    {"nobody of that name", "Mme Inconnue", NULL},
    {"oneself", "Anne Martin", NULL},
    {"a guest holds none", "Hugo Grand", NULL},
    {"a name inside another", "Mme Dur", NULL},
    {"who has left", "Paul Parti", NULL},
};

static void test_pouvoir(Fixture *fixture, gconstpointer data)
{
    const struct Pouvoir *row = data;
    people(fixture);
    if (strstr(row->name, "three") != NULL) {
        GfMember elodie = {.slug = (char *) "elodie",
                           .given_name = (char *) "Élodie",
                           .family_name = (char *) "Martin",
                           .quality = (char *) "titulaire"};
        ASSERT_DONE_INSIDE(fixture, gf_store_save_member(fixture->store, &elodie, 1, ERROR));
    }
    member(fixture, "Marie Petit", "woman", "titulaire", NULL);
    gint64 paul = member(fixture, "Paul Parti", "man", "titulaire", NULL);
    ASSERT_DONE_INSIDE(fixture, gf_store_end_member(fixture->store, paul, "2027-02-01", ERROR));
    convened(fixture);
    GfLetter *letter = reply_of(fixture, "anne", ANNE, GF_PRESENCE_ABSENT);
    letter->answer->proxy_to = g_strdup(row->written);
    g_autoptr(GfMessage) message = arrive(fixture, letter);
    g_autoptr(GfAnswerRow) answer = answer_of(fixture, "anne");
    g_assert_cmpstr(answer->proxy_to, ==, row->written);
    g_assert_cmpint(answer->proxy_member, ==,
                    row->holder != NULL ? member_id(fixture, row->holder) : 0);
    g_assert_cmpstr(message->state, ==, row->holder != NULL ? "applied" : "held");
    g_assert_cmpstr(message->reason, ==,
                    row->holder != NULL ? "token-from-known" : "needs-reading");
}

static void test_substitute(Fixture *fixture, gconstpointer data)
{
    (void) data;
    people(fixture);
    convened(fixture);
    GfLetter *letter = reply_of(fixture, "anne", ANNE, GF_PRESENCE_ABSENT);
    letter->answer->substitute = g_strdup("Mme Remplaçante");
    g_autoptr(GfMessage) message = arrive(fixture, letter);
    g_autoptr(GfAnswerRow) answer = answer_of(fixture, "anne");
    g_assert_cmpstr(answer->substitute, ==, "Mme Remplaçante");
    g_assert_cmpstr(message->state, ==, "applied");
}

/* --- which date is answered, and when --- */

/* I13 */
static void test_former_date(Fixture *fixture, gconstpointer data)
{
    (void) data;
    people(fixture);
    convened(fixture);
    g_autoptr(GfOutgoing) first = mail_to(fixture, "convocation", ANNE);
    g_autoptr(GfOrder) order = move(fixture, COUNCIL_ON("2027-03-19"));
    /* In words, before the move has left: the old date is meant. */
    at(fixture, "2027-02-15 10:05");
    g_autoptr(GfMessage) early =
        arrive(fixture, reply_of(fixture, "bruno", BRUNO, GF_PRESENCE_PRESENT));
    at(fixture, "2027-02-15 11:00");
    turn(fixture);
    g_autoptr(GfMessage) late =
        arrive(fixture, reply_of(fixture, "claire", "claire@bourg.example", GF_PRESENCE_PRESENT));
    GfLetter *threaded = reply_of(fixture, "anne", ANNE, GF_PRESENCE_PRESENT);
    threaded->in_reply_to = g_strdup(first->message_id);
    g_autoptr(GfMessage) old_mail = arrive(fixture, threaded);
    GfLetter *click = click_of(fixture, "david", "david@bourg.example", GF_PARTSTAT_ACCEPTED);
    click->calendar->sequence = 0;
    g_autoptr(GfMessage) old_click = arrive(fixture, click);
    const struct {
        const char *slug;
        int sequence;
    } rows[] = {{"bruno", 0}, {"claire", 1}, {"anne", 0}, {"david", 0}};
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GfAnswerRow) answer = answer_of(fixture, rows[i].slug);
        g_assert_cmpint(answer->sequence, ==, rows[i].sequence);
    }
    /* A client that counts further than we do answers what is in force. */
    click = click_of(fixture, "claire", "claire@bourg.example", GF_PARTSTAT_DECLINED);
    click->calendar->sequence = 7;
    g_autoptr(GfMessage) ahead = arrive(fixture, click);
    g_autoptr(GPtrArray) answers = answers_of(fixture, "claire");
    g_assert_cmpint(((const GfAnswerRow *) answers->pdata[1])->sequence, ==, 1);
}

/* The time that the client gives counts between invitation and arrival. */
static void test_client_time(Fixture *fixture, gconstpointer data)
{
    static const struct {
        const char *dtstamp, *date, *client_at; /* arrived at 12:00, invited at 10:00 */
    } rows[] = {
        {"2027-02-15 11:00", "2027-02-15 11:30", "2027-02-15 11:00"},
        {"2027-02-15 09:00", "2027-02-15 11:30", "2027-02-15 11:30"}, /* the invitation's own */
        {"2027-02-15 13:00", "2027-02-15 11:30", "2027-02-15 11:30"}, /* a clock that is fast */
        {"2027-02-15 13:00", "2027-02-16 11:30", "2027-02-15 12:00"},
        {NULL, NULL, "2027-02-15 12:00"},
    };
    (void) data;
    people(fixture);
    convened(fixture);
    at(fixture, "2027-02-15 12:00");
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        GfLetter *letter = click_of(fixture, "anne", ANNE, GF_PARTSTAT_ACCEPTED);
        letter->calendar->dtstamp = rows[i].dtstamp != NULL ? instant(rows[i].dtstamp) : 0;
        letter->date = rows[i].date != NULL ? instant(rows[i].date) : 0;
        g_autoptr(GfMessage) message = arrive(fixture, letter);
        g_autoptr(GPtrArray) answers = answers_of(fixture, "anne");
        const GfAnswerRow *last = answers->pdata[answers->len - 1];
        g_assert_cmpint(last->client_at, ==, instant(rows[i].client_at));
        g_assert_cmpint(last->arrived_at, ==, instant("2027-02-15 12:00"));
    }
}

static void test_after_opening(Fixture *fixture, gconstpointer data)
{
    (void) data;
    people(fixture);
    convened(fixture);
    gf_clock_set(fixture->clock, instant(OPENING) - 1);
    g_autoptr(GfMessage) in_time =
        arrive(fixture, reply_of(fixture, "anne", ANNE, GF_PRESENCE_PRESENT));
    g_assert_cmpstr(in_time->state, ==, "applied");
    at(fixture, OPENING);
    g_autoptr(GfMessage) late =
        arrive(fixture, reply_of(fixture, "anne", ANNE, GF_PRESENCE_ABSENT));
    ASSERT_DECIDED(late, "held", "after-opening");
    g_assert_cmpint(late->member_id, ==, member_id(fixture, "anne"));
    ASSERT_SAID("anne", "present");
}

static void cancel(Fixture *fixture)
{
    GfDirective directive = {.yes = TRUE, .reason = "Neige"};
    g_autoptr(GfOrder) order = NULL;
    ASSERT_DONE(gf_convocation_cancel(&fixture->clerk, "conseil", &directive, &order, ERROR));
}

static void test_cancelled(Fixture *fixture, gconstpointer data)
{
    (void) data;
    people(fixture);
    convened(fixture);
    cancel(fixture);
    at(fixture, "2027-02-15 10:10");
    g_autoptr(GfMessage) message =
        arrive(fixture, reply_of(fixture, "anne", ANNE, GF_PRESENCE_PRESENT));
    ASSERT_DECIDED(message, "noted", "session-cancelled");
    ASSERT_SAID("anne", "");
    g_assert_cmpuint(count_mails(fixture, "acknowledgement", NULL), ==, 0);
}

/* Until the cancellation leaves nobody knows of it: what is answered then is for the date that a
 * recall puts back, and never for the next one (I13). */
static void test_cancelled_and_recalled(Fixture *fixture, gconstpointer data)
{
    (void) data;
    people(fixture);
    convened(fixture);
    cancel(fixture);
    at(fixture, "2027-02-15 10:05");
    g_autoptr(GfMessage) message =
        arrive(fixture, reply_of(fixture, "anne", ANNE, GF_PRESENCE_PRESENT));
    g_assert_cmpstr(message->state, ==, "applied");
    g_autoptr(GfAnswerRow) answer = answer_of(fixture, "anne");
    g_assert_cmpint(answer->sequence, ==, 0);
}

int main(int argc, char **argv)
{
    fixture_init(&argc, &argv);
    TEST("/answer/clicks", test_clicks);
    TEST("/answer/counter", test_counter);
    for (gsize i = 0; i < G_N_ELEMENTS(halves); i++)
        TEST_ROW("/answer/half", &halves[i], test_half);
    TEST("/answer/half-that-is-not", test_half_that_is_not);
    TEST("/answer/mode-and-note", test_mode_and_note);
    TEST("/answer/unclear", test_unclear);
    TEST("/answer/needs-reading", test_needs_reading);
    for (gsize i = 0; i < G_N_ELEMENTS(pouvoirs); i++)
        TEST_ROW("/answer/pouvoir", &pouvoirs[i], test_pouvoir);
    TEST("/answer/substitute", test_substitute);
    TEST("/answer/former-date", test_former_date);
    TEST("/answer/client-time", test_client_time);
    TEST("/answer/after-opening", test_after_opening);
    TEST("/answer/cancelled", test_cancelled);
    TEST("/answer/cancelled-and-recalled", test_cancelled_and_recalled);
    return g_test_run();
}
