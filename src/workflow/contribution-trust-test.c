/* contribution-trust-test.c - whose contribution a letter is: the trust table row by row, people
 * who were not asked, strangers, two saisines in one letter, the question to the member, and staff.
 */
#include "workflow/contribution-fixture.h"
#include "workflow/search.h"
#include "workflow/settle-fixture.h"

#define WORDS "Il faut une maison de santé dans chaque bourg-centre."

typedef enum { BY_ADDRESS, BY_TAG, BY_TOKEN, BY_THREAD } Way;

/* A letter about the saisine; token and thread are always Anne's. */
static const struct Trust {
    const char *name;
    Way way;
    const char *from, *dmarc, *state, *reason;
    const char *actor; /* who is said to have contributed; NULL: nothing is kept */
    gboolean asked;    /* Anne is asked at her main address */
} trusts[] = {
    {"token", BY_TOKEN, ANNE, NULL, "applied", "token-from-known", "member/anne"},
    {"token, another address of hers", BY_TOKEN, ANNE_TOO, NULL, "applied", "token-from-known",
     "member/anne"},
    {"token, unknown address, pass", BY_TOKEN, STRANGER, "pass", "applied", "token-dmarc-pass",
     "somebody-for/anne"},
    {"token, unknown address", BY_TOKEN, STRANGER, NULL, "confirming", "token-from-unknown",
     .asked = TRUE},
    {"token, forged", BY_TOKEN, ANNE, "fail", "held", "dmarc-fail"},
    {"token of another member", BY_TOKEN, BRUNO, "pass", "held", "other-member"},
    {"thread", BY_THREAD, ANNE, NULL, "applied", "token-from-known", "member/anne"},
    {"thread of another member", BY_THREAD, BRUNO, NULL, "held", "other-member"},
    {"address, pass", BY_ADDRESS, ANNE, "pass", "applied", "from-dmarc-pass", "member/anne"},
    {"address", BY_ADDRESS, ANNE, NULL, "confirming", "from-alone", .asked = TRUE},
    {"address, forged", BY_ADDRESS, ANNE, "fail", "held", "dmarc-fail"},
    {"tag, pass", BY_TAG, ANNE, "pass", "applied", "from-dmarc-pass", "member/anne"},
    {"address, stranger", BY_ADDRESS, STRANGER, NULL, "held", "unknown-sender"},
    {"address, stranger, pass", BY_ADDRESS, STRANGER, "pass", "held", "unknown-sender"},
};

static GfLetter *letter_of(Fixture *fixture, Way way, const char *from)
{
    GfLetter *letter;
    switch (way) {
    case BY_TOKEN:
        return by_token(fixture, "anne", from);
    case BY_ADDRESS:
        return by_address(fixture, from);
    default:
        letter = letter_from(fixture, from);
        break;
    }
    g_autoptr(GfOutgoing) mail = mail_to(fixture, "saisine", ANNE);
    if (way == BY_THREAD)
        letter->in_reply_to = g_strdup(mail->message_id);
    set_subject(letter, way == BY_TAG ? "[Saisine 2027-01] Mon avis" : "Re: votre message");
    return letter;
}

/* I11 */
static void test_trust(Fixture *fixture, gconstpointer data)
{
    const struct Trust *row = data;
    asked(fixture);
    address(fixture, member_id(fixture, "anne"), ANNE_TOO, "from");
    GfLetter *letter = letter_of(fixture, row->way, row->from);
    say(letter, WORDS);
    if (row->dmarc != NULL)
        add_dmarc(letter, SERVER, row->dmarc);
    g_autoptr(GfMessage) message = arrive(fixture, letter);
    ASSERT_DECIDED(message, row->state, row->reason);
    g_assert_cmpstr(message->matter, ==, "saisine/2027-01");
    g_assert_cmpuint(count_mails(fixture, "confirmation", ANNE), ==, row->asked);
    g_assert_cmpuint(count_mails(fixture, "confirmation", NULL), ==, row->asked);
    ASSERT_VERSIONS("bruno", "");
    ASSERT_VERSIONS("anne", row->actor != NULL ? "v1 received" : "");
    g_autoptr(GfContribution) kept = counts(fixture, "anne");
    g_assert_cmpstr(kept != NULL ? kept->actor : NULL, ==, row->actor);
    /* Both addresses are told where the letter came from another one; a stranger only where the
     * domain is proved. */
    gboolean other = g_str_equal(row->reason, "token-dmarc-pass");
    gboolean proved = g_strcmp0(row->dmarc, "pass") == 0;
    g_assert_cmpuint(count_mails(fixture, "acknowledgement", ANNE), ==,
                     row->actor != NULL && !g_str_equal(row->from, ANNE_TOO));
    g_assert_cmpuint(count_mails(fixture, "acknowledgement", STRANGER), ==,
                     other || (proved && g_str_equal(row->from, STRANGER)));
}

/* Whoever writes to the saisine's address, asked or not, if only they are members. */
static void test_not_asked(Fixture *fixture, gconstpointer data)
{
    static const struct {
        const char *from, *slug, *reason;
    } rows[] = {{EMMA, "emma", "from-dmarc-pass"},
                {"hugo@prefecture.example", "hugo", "not-a-member"},
                {"nora@bourg.example", "nora", "member-ended"}};
    (void) data;
    asked(fixture);
    gint64 nora = member(fixture, "Nora Neuve", "woman", "suppleant", "nora@bourg.example");
    ASSERT_DONE_INSIDE(fixture, gf_store_end_member(fixture->store, nora, "2027-03-01", ERROR));
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        GfLetter *letter = by_address(fixture, rows[i].from);
        say(letter, WORDS);
        add_dmarc(letter, SERVER, "pass");
        g_autoptr(GfMessage) message = arrive(fixture, letter);
        ASSERT_DECIDED(message, i == 0 ? "applied" : "held", rows[i].reason);
        ASSERT_VERSIONS(rows[i].slug, i == 0 ? "v1 received" : "");
    }
    /* She has a token of her own from now on. */
    g_autoptr(GfSolicitation) emma = solicitation_of(fixture, "emma");
    g_assert_nonnull(emma);
    GfLetter *again = by_token(fixture, "emma", EMMA);
    say(again, "annule");
    g_autoptr(GfMessage) withdrawn = arrive(fixture, again);
    ASSERT_DECIDED(withdrawn, "applied", "token-from-known");
    ASSERT_VERSIONS("emma", "v1 withdrawn");
    g_assert_cmpuint(
        count_lines(fixture, "saisine.solicited", "saisine/2027-01/member/emma", "wrote-unasked"),
        ==, 1);
}

/* A stranger whose domain is proved is told once. */
static void test_stranger(Fixture *fixture, gconstpointer data)
{
    (void) data;
    asked(fixture);
    for (guint i = 0; i < 2; i++) {
        GfLetter *letter = by_address(fixture, STRANGER);
        say(letter, WORDS);
        add_dmarc(letter, SERVER, "pass");
        g_autoptr(GfMessage) message = arrive(fixture, letter);
        ASSERT_DECIDED(message, "held", "unknown-sender");
    }
    g_assert_cmpuint(count_mails(fixture, "acknowledgement", STRANGER), ==, 1);
    g_autoptr(GfLetter) mail = told(fixture, STRANGER, NULL);
    assert_contains(mail->text, "le secrétariat de l'assemblée le lira");
}

/* Of several people who share an address, the one who is named, else the one who was asked. */
static void test_shared_mailbox(Fixture *fixture, gconstpointer data)
{
    static const struct {
        const char *name, *shares, *reason, *slug; /* who shares it from now on */
    } rows[] = {{"MARTIN Anne (mairie)", "emma", "from-dmarc-pass", "anne"},
                {"Mairie du Bourg", NULL, "from-dmarc-pass", "anne"},
                {"Roux Emma", NULL, "from-dmarc-pass", "emma"},
                {"Mairie du Bourg", "bruno", "several-members", NULL},
                {"Anne Martin", NULL, "from-dmarc-pass", "anne"}};
    (void) data;
    asked(fixture);
    address(fixture, member_id(fixture, "anne"), "mairie@bourg.example", "from");
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        if (rows[i].shares != NULL)
            address(fixture, member_id(fixture, rows[i].shares), "mairie@bourg.example", "from");
        GfLetter *letter = by_address(fixture, "mairie@bourg.example");
        letter->from->name = g_strdup(rows[i].name);
        say(letter, WORDS);
        add_dmarc(letter, SERVER, "pass");
        g_autoptr(GfMessage) message = arrive(fixture, letter);
        g_assert_cmpstr(message->reason, ==, rows[i].reason);
        g_assert_cmpint(message->member_id, ==,
                        rows[i].slug != NULL ? member_id(fixture, rows[i].slug) : 0);
    }
}

static void enter_second(Fixture *fixture)
{
    g_autoptr(GfSaisine) second = enter(fixture, SAISINE_HEAD("2027-02") QUESTIONS STAGES);
    g_assert_nonnull(second);
}

/* One letter about two saisines is for a human, however it says so. */
static const struct Two {
    const char *name, *to, *subject;
    gboolean several;
} twos[] = {
    {"two addresses", "saisine-2027-02", "Notre avis", TRUE},
    {"the subject names the other", NULL, "Re: [Saisine 2027-02] Bourgs-centres", TRUE},
    {"the subject names both", NULL, "Saisines 2027-01 et 2027-02", TRUE},
    {"the subject names this one", NULL, "Saisine 2027-01", FALSE},
    {"a number that is none", NULL, "Notre avis du 12027-020", FALSE},
};

static void test_two(Fixture *fixture, gconstpointer data)
{
    const struct Two *row = data;
    asked(fixture);
    enter_second(fixture);
    GfLetter *letter = by_token(fixture, "anne", ANNE);
    set_subject(letter, row->subject);
    if (row->to != NULL)
        add_token(letter, row->to);
    say(letter, WORDS);
    g_autoptr(GfMessage) message = arrive(fixture, letter);
    ASSERT_DECIDED(message, row->several ? "held" : "applied",
                   row->several ? "several-matters" : "token-from-known");
    if (row->several)
        assert_contains(message->detail, "2027-02");
}

/* --- the question to the member --- */

static const struct Confirm {
    const char *name, *from, *dmarc, *words;
    const char *state, *reason;             /* of the answer */
    const char *first_state, *first_reason; /* of the letter that was asked about */
} confirms[] = {
    {"yes", ANNE, NULL, "Oui", "applied", "confirmation", "applied", "confirmed-by-member"},
    {"yes, with more words", ANNE, NULL, "Oui, c'est bien moi.", "applied", "confirmation",
     "applied", "confirmed-by-member"},
    {"no", ANNE, NULL, "non", "applied", "confirmation", "ignored", "denied-by-member"},
    {"yes, and what denies it", ANNE, NULL, "Oui bonjour, ce message n'est pas de moi.", "held",
     "confirmation-unclear", "confirming", "token-from-unknown"},
    {"a condition", ANNE, NULL, "Si ce message vient de ma secrétaire, je n'en veux pas.", "held",
     "confirmation-unclear", "confirming", "token-from-unknown"},
    {"si, alone", ANNE, NULL, "Si !", "applied", "confirmation", "applied", "confirmed-by-member"},
    {"no, and what denies it", ANNE, NULL, "Non non, oui c'est de moi", "held",
     "confirmation-unclear", "confirming", "token-from-unknown"},
    {"neither", ANNE, NULL, "Qui est-ce ?", "held", "confirmation-unclear", "confirming",
     "token-from-unknown"},
    {"forged", ANNE, "fail", "Oui", "held", "dmarc-fail", "confirming", "token-from-unknown"},
    {"by another member", BRUNO, NULL, "Oui", "held", "other-member", "confirming",
     "token-from-unknown"},
};

static void test_confirm(Fixture *fixture, gconstpointer data)
{
    const struct Confirm *row = data;
    asked(fixture);
    GfLetter *letter = by_token(fixture, "anne", STRANGER);
    say(letter, WORDS);
    attach(letter, "halle.jpg");
    g_autoptr(GfMessage) first = arrive(fixture, letter);
    ASSERT_DECIDED(first, "confirming", "token-from-unknown");
    g_autoptr(GfOutgoing) question = mail_to(fixture, "confirmation", ANNE);
    g_autoptr(GfLetter) asked_about = read_mail(fixture, question, NULL, NULL);
    assert_contains(asked_about->text, "Répondez à ce message par un seul mot : oui ou non.");
    assert_contains(asked_about->text, STRANGER);
    assert_contains(asked_about->text, WORDS);
    assert_contains(asked_about->text, "halle.jpg (1,2 Mo)");
    GfLetter *answer = letter_from(fixture, row->from);
    add_token(answer, question->token);
    say(answer, row->words);
    if (row->dmarc != NULL)
        add_dmarc(answer, SERVER, row->dmarc);
    g_autoptr(GfMessage) second = arrive(fixture, answer);
    ASSERT_DECIDED(second, row->state, row->reason);
    g_assert_cmpstr(second->matter, ==, "saisine/2027-01");
    g_autoptr(GfMessage) after = NULL;
    ASSERT_DONE(gf_store_message(fixture->store, first->id, &after, ERROR));
    ASSERT_DECIDED(after, row->first_state, row->first_reason);
    gboolean applied = g_str_equal(row->first_state, "applied");
    ASSERT_KEPT("anne", applied ? WORDS " | l'ensemble de la saisine | halle.jpg" : "nothing");
    /* Who confirmed is told, at the main address; nobody else. */
    g_assert_cmpuint(count_mails(fixture, "acknowledgement", NULL), ==, applied);
    g_assert_cmpuint(count_mails(fixture, "acknowledgement", ANNE), ==, applied);
}

/* Confirmed by the thread where there is no sub-addressing; once. */
static void test_confirm_by_thread(Fixture *fixture, gconstpointer data)
{
    (void) data;
    asked(fixture);
    GfLetter *letter = by_token(fixture, "anne", STRANGER);
    say(letter, WORDS);
    g_autoptr(GfMessage) first = arrive(fixture, letter);
    g_autoptr(GfOutgoing) question = mail_to(fixture, "confirmation", ANNE);
    const char *const reasons[] = {"confirmation", "confirmed-already"};
    for (guint i = 0; i < 2; i++) {
        GfLetter *answer = letter_from(fixture, ANNE);
        answer->in_reply_to = g_strdup(question->message_id);
        say(answer, "oui");
        g_autoptr(GfMessage) second = arrive(fixture, answer);
        ASSERT_DECIDED(second, i == 0 ? "applied" : "noted", reasons[i]);
    }
    ASSERT_VERSIONS("anne", "v1 received");
}

/* What is confirmed later neither pushes out nor withdraws what came in between. */
static const struct Late {
    const char *name, *words;
} lates[] = {
    {"another version", "Trois cabinets ont fermé en cinq ans, et les urgences sont à une heure."},
    {"a withdrawal", "Je retire ma contribution."},
};

static void test_confirmed_too_late(Fixture *fixture, gconstpointer data)
{
    const struct Late *row = data;
    asked(fixture);
    g_autoptr(GfMessage) earliest = anne_sends(fixture, "Des trottoirs.", NULL);
    GfLetter *letter = by_token(fixture, "anne", STRANGER);
    say(letter, row->words);
    g_autoptr(GfMessage) first = arrive(fixture, letter);
    ASSERT_DECIDED(first, "confirming", "token-from-unknown");
    at(fixture, "2027-03-14 09:00");
    g_autoptr(GfMessage) own = anne_sends(fixture, "Annule et remplace. " WORDS, NULL);
    g_autoptr(GfOutgoing) question = mail_to(fixture, "confirmation", ANNE);
    GfLetter *answer = letter_from(fixture, ANNE);
    add_token(answer, question->token);
    say(answer, "oui");
    g_autoptr(GfMessage) second = arrive(fixture, answer);
    g_autoptr(GfMessage) after = NULL;
    ASSERT_DONE(gf_store_message(fixture->store, first->id, &after, ERROR));
    ASSERT_DECIDED(after, "held", "older-than-known");
    ASSERT_VERSIONS("anne", "v1 replaced, v2 received");
}

/* --- staff --- */

static const SettleRow settles[] = {
    {"with a member", STRANGER, "saisine/2027-01/claire", "claire"},
    {"who wrote it", BRUNO, "saisine 2027-01", "bruno"},
    {"who wrote it, in one word", BRUNO, "saisine/2027-01", "bruno"},
    {"whose token it was", STRANGER, "saisine 2027-01", "anne"},
    {"no such member", STRANGER, "saisine/2027-01/personne", NULL,
     "member 'personne': there is none of that name (see: greffe member list)"},
    {"no such saisine", BRUNO, "saisine 2027-09", NULL,
     "saisine '2027-09': there is none of that number (see: greffe saisine list)"},
    {"no decision", BRUNO, "saisine", NULL,
     "'saisine': not a decision (present, absent, ignore, SESSION/MEMBER, "
     "saisine/NUMBER/MEMBER, or chantier/CHANTIER/MEMBER)"},
};

static void test_settle(Fixture *fixture, gconstpointer data)
{
    const SettleRow *row = data;
    asked(fixture);
    GfLetter *letter = by_token(fixture, "anne", row->from);
    say(letter, WORDS);
    attach(letter, "halle.jpg");
    add_dmarc(letter, SERVER, "fail");
    g_autoptr(GfMessage) message = arrive(fixture, letter);
    ASSERT_DECIDED(message, "held", "dmarc-fail");
    if (!settle_row(fixture, message, row))
        return;
    ASSERT_KEPT(row->slug, WORDS " | l'ensemble de la saisine | halle.jpg");
    g_autoptr(GfContribution) kept = counts(fixture, row->slug);
    g_assert_cmpstr(kept->actor, ==, "staff");
    g_assert_cmpint(kept->message_id, ==, message->id);
}

/* Staff overrules what greffe would not decide: a few words instead of many. */
static void test_settle_replaces(Fixture *fixture, gconstpointer data)
{
    (void) data;
    asked(fixture);
    g_autoptr(GfMessage) first = anne_sends(fixture, WORDS " " WORDS " " WORDS, "avis.pdf");
    g_autoptr(GfMessage) doubt =
        anne_sends(fixture, "Annule et remplace : nous sommes favorables.", NULL);
    ASSERT_DECIDED(doubt, "held", "replace-or-add");
    settle(fixture, doubt, "saisine 2027-01");
    ASSERT_KEPT("anne",
                "Annule et remplace : nous sommes favorables. | l'ensemble de la saisine | ");
}

/* What the server took for spam is no lost contribution: it is kept, and found. */
static void test_settle_junk(Fixture *fixture, gconstpointer data)
{
    (void) data;
    asked(fixture);
    GfLetter *letter = by_address(fixture, BRUNO);
    letter->spam = 1;
    say(letter, WORDS);
    g_autoptr(GfMessage) junk = arrive(fixture, letter);
    ASSERT_DECIDED(junk, "junk", "spam-verdict");
    settle(fixture, junk, "saisine 2027-01");
    ASSERT_KEPT("bruno", WORDS " | l'ensemble de la saisine | ");
    g_autoptr(GPtrArray) found = NULL;
    ASSERT_DONE(gf_search(&fixture->clerk, BRUNO, 10, &found, ERROR));
    g_assert_cmpuint(found->len, ==, 1);
}

/* Somebody sends the day that we attached back to us. */
static void test_with_calendar(Fixture *fixture, gconstpointer data)
{
    static const GfMethod methods[] = {GF_METHOD_PUBLISH, GF_METHOD_REQUEST, GF_METHOD_NONE};
    (void) data;
    asked(fixture);
    for (gsize i = 0; i < G_N_ELEMENTS(methods); i++) {
        GfLetter *letter = by_token(fixture, "anne", ANNE);
        say(letter, WORDS);
        letter->kind = GF_KIND_CALENDAR;
        letter->calendar = gf_calendar_new();
        letter->calendar->method = methods[i];
        letter->calendar->uid = g_strdup("saisine-2027-01@assemblee.example");
        g_autoptr(GfMessage) message = arrive(fixture, letter);
        ASSERT_DECIDED(message, "applied", "token-from-known");
        ASSERT_KEPT("anne", WORDS " | l'ensemble de la saisine | ");
    }
}

int main(int argc, char **argv)
{
    fixture_init(&argc, &argv);
    for (gsize i = 0; i < G_N_ELEMENTS(trusts); i++)
        TEST_ROW("/contribution/trust", &trusts[i], test_trust);
    TEST("/contribution/not-asked", test_not_asked);
    TEST("/contribution/stranger", test_stranger);
    TEST("/contribution/shared-mailbox", test_shared_mailbox);
    for (gsize i = 0; i < G_N_ELEMENTS(twos); i++)
        TEST_ROW("/contribution/two", &twos[i], test_two);
    for (gsize i = 0; i < G_N_ELEMENTS(confirms); i++)
        TEST_ROW("/contribution/confirm", &confirms[i], test_confirm);
    TEST("/contribution/confirm-by-thread", test_confirm_by_thread);
    for (gsize i = 0; i < G_N_ELEMENTS(lates); i++)
        TEST_ROW("/contribution/confirmed-too-late", &lates[i], test_confirmed_too_late);
    for (gsize i = 0; i < G_N_ELEMENTS(settles); i++)
        TEST_ROW("/contribution/settle", &settles[i], test_settle);
    TEST("/contribution/settle-replaces", test_settle_replaces);
    TEST("/contribution/settle-junk", test_settle_junk);
    TEST("/contribution/with-calendar", test_with_calendar);
    return g_test_run();
}
