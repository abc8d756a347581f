/* match-test.c - whose matter is it? Secrets before what anybody could write (I11, I14). */
#include "store/saisine.h"
#include "workflow/case.h"
#include "workflow/fixture.h"

/* Whom a letter (taken over) is matched with, as "anne by token", "nobody", "several" ... Owned. */
static char *matched(Fixture *fixture, GfLetter *letter)
{
    g_auto(GfMatch) match = {0};
    g_autofree char *text = NULL;
    ASSERT_DONE(gf_match_letter(&fixture->clerk, letter, &match, ERROR));
    gf_letter_free(letter);
    if (match.confirmation != 0)
        return g_strdup_printf("confirmation %" G_GINT64_FORMAT, match.confirmation);
    if (match.ambiguous)
        return g_strdup("several");
    if (match.invitation == NULL)
        return g_strdup("nobody");
    g_assert_cmpint(match.invitation->member_id, ==, match.member->id);
    g_assert_cmpint(match.invitation->session_id, ==, match.session->id);
    return g_strdup_printf("%s by %s%s", match.member->slug, match.how,
                           match.proved ? ", proved" : "");
}

#define ASSERT_MATCH(LETTER, WANTED)                                                               \
    do {                                                                                           \
        g_autofree char *got_ = matched(fixture, LETTER);                                          \
        g_assert_cmpstr(got_, ==, WANTED);                                                         \
    } while (0)

static char *token_of(Fixture *fixture, const char *slug)
{
    g_autoptr(GfInvitation) invitation = invitation_of(fixture, slug);
    return g_strdup(invitation->token);
}

static void answer_thread(GfLetter *letter, const char *in_reply_to, const char *reference)
{
    letter->in_reply_to = g_strdup(in_reply_to);
    if (reference == NULL)
        return;
    g_strfreev(letter->references);
    letter->references = g_strsplit(reference, " ", -1);
}

static void test_uid(Fixture *fixture, gconstpointer data)
{
    (void) data;
    people(fixture);
    convened(fixture);
    ASSERT_MATCH(click_of(fixture, "anne", "anne@bourg.example", GF_PARTSTAT_ACCEPTED),
                 "anne by uid, proved");
    /* The secret names the invitation, whoever writes; trust is decided afterwards. */
    ASSERT_MATCH(click_of(fixture, "anne", "bruno@bourg.example", GF_PARTSTAT_ACCEPTED),
                 "anne by uid, proved");
    /* The UID comes before a token. */
    g_autofree char *bruno = token_of(fixture, "bruno");
    GfLetter *both = click_of(fixture, "anne", "anne@bourg.example", GF_PARTSTAT_ACCEPTED);
    add_token(both, bruno);
    ASSERT_MATCH(both, "anne by uid, proved");
    GfLetter *unknown = click_of(fixture, "anne", "inconnu@ailleurs.example", GF_PARTSTAT_ACCEPTED);
    g_free(unknown->calendar->uid);
    unknown->calendar->uid = g_strdup("other@calendar.example");
    ASSERT_MATCH(unknown, "nobody");
}

static void test_token(Fixture *fixture, gconstpointer data)
{
    (void) data;
    people(fixture);
    convened(fixture);
    g_autofree char *token = token_of(fixture, "anne");
    GfLetter *letter = letter_from(fixture, "inconnu@ailleurs.example");
    add_token(letter, token);
    ASSERT_MATCH(letter, "anne by token, proved");
    /* In Cc, in Delivered-To, in capitals. */
    letter = letter_from(fixture, "inconnu@ailleurs.example");
    g_autofree char *upper = g_ascii_strup(token, -1);
    g_autofree char *loud = g_strdup_printf("Greffe+%s@assemblee.example", upper);
    g_ptr_array_add(letter->cc, gf_person_new(NULL, loud));
    ASSERT_MATCH(letter, "anne by token, proved");
    letter = letter_from(fixture, "inconnu@ailleurs.example");
    g_strfreev(letter->delivered_to);
    letter->delivered_to = g_new0(char *, 2);
    letter->delivered_to[0] = g_strdup_printf("greffe+%s@assemblee.example", token);
    ASSERT_MATCH(letter, "anne by token, proved");
    /* One wrong character is repaired, two are not. */
    g_autofree char *wrong = g_strdup(token);
    wrong[3] = wrong[3] == 'a' ? 'b' : 'a';
    letter = letter_from(fixture, "inconnu@ailleurs.example");
    add_token(letter, wrong);
    ASSERT_MATCH(letter, "anne by token, proved");
    wrong[5] = wrong[5] == 'a' ? 'b' : 'a';
    letter = letter_from(fixture, "inconnu@ailleurs.example");
    add_token(letter, wrong);
    ASSERT_MATCH(letter, "nobody");
    /* Of another domain or another mailbox it is not our address. */
    letter = letter_from(fixture, "inconnu@ailleurs.example");
    g_autofree char *foreign = g_strdup_printf("greffe+%s@ailleurs.example", token);
    g_ptr_array_add(letter->to, gf_person_new(NULL, foreign));
    ASSERT_MATCH(letter, "nobody");
}

static void test_several_tokens(Fixture *fixture, gconstpointer data)
{
    (void) data;
    people(fixture);
    address(fixture, member_id(fixture, "anne"), "mairie@bourg.example", "from");
    address(fixture, member_id(fixture, "bruno"), "mairie@bourg.example", "from");
    convened(fixture);
    g_autofree char *anne = token_of(fixture, "anne");
    g_autofree char *bruno = token_of(fixture, "bruno");
    GfLetter *letter = letter_from(fixture, "bruno@bourg.example");
    add_token(letter, anne);
    add_token(letter, bruno);
    ASSERT_MATCH(letter, "bruno by token, proved");
    /* Whoever it is of both: nobody guesses. */
    letter = letter_from(fixture, "mairie@bourg.example");
    add_token(letter, anne);
    add_token(letter, bruno);
    ASSERT_MATCH(letter, "several");
    letter = letter_from(fixture, "inconnu@ailleurs.example");
    add_token(letter, anne);
    add_token(letter, bruno);
    ASSERT_MATCH(letter, "several");
    /* The same one twice is one. */
    letter = letter_from(fixture, "inconnu@ailleurs.example");
    add_token(letter, anne);
    add_token(letter, anne);
    ASSERT_MATCH(letter, "anne by token, proved");
}

static void test_thread(Fixture *fixture, gconstpointer data)
{
    (void) data;
    people(fixture);
    convened(fixture);
    g_autoptr(GfOutgoing) mail = mail_to(fixture, "convocation", "anne@bourg.example");
    GfLetter *letter = letter_from(fixture, "anne@perso.example");
    answer_thread(letter, mail->message_id, NULL);
    ASSERT_MATCH(letter, "anne by thread, proved");
    letter = letter_from(fixture, "anne@perso.example");
    g_autofree char *references = g_strdup_printf("%s other@client.example", mail->message_id);
    answer_thread(letter, "other@client.example", references);
    ASSERT_MATCH(letter, "anne by thread, proved");
    /* A token comes first; the thread then only says which mail is answered. */
    g_autofree char *bruno = token_of(fixture, "bruno");
    letter = letter_from(fixture, "inconnu@ailleurs.example");
    add_token(letter, bruno);
    answer_thread(letter, mail->message_id, NULL);
    ASSERT_MATCH(letter, "bruno by token, proved");
}

/* The mail that is answered tells its SEQUENCE, whatever is in force by now (I13). */
static void test_sequence(Fixture *fixture, gconstpointer data)
{
    (void) data;
    people(fixture);
    convened(fixture);
    g_autoptr(GfOutgoing) first = mail_to(fixture, "convocation", "anne@bourg.example");
    g_autoptr(GfOrder) order = move(fixture, COUNCIL_ON("2027-03-19"));
    at(fixture, "2027-02-15 11:00");
    turn(fixture);
    g_autoptr(GfOutgoing) second = mail_to(fixture, "move", "anne@bourg.example");
    const struct {
        const char *in_reply_to, *references;
        int sequence;
    } rows[] = {
        {first->message_id, NULL, 0},
        {second->message_id, NULL, 1},
        {NULL, first->message_id, 0},
        {NULL, NULL, -1},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_auto(GfMatch) match = {0};
        g_autoptr(GfLetter) letter =
            reply_of(fixture, "anne", "anne@bourg.example", GF_PRESENCE_PRESENT);
        answer_thread(letter, rows[i].in_reply_to, rows[i].references);
        ASSERT_DONE(gf_match_letter(&fixture->clerk, letter, &match, ERROR));
        g_assert_cmpstr(match.how, ==, "token");
        g_assert_cmpint(match.answered_sequence, ==, rows[i].sequence);
    }
    g_auto(GfMatch) match = {0};
    g_autoptr(GfLetter) click =
        click_of(fixture, "anne", "anne@bourg.example", GF_PARTSTAT_ACCEPTED);
    click->calendar->sequence = 0;
    ASSERT_DONE(gf_match_letter(&fixture->clerk, click, &match, ERROR));
    g_assert_cmpint(match.answered_sequence, ==, 0);
}

#define OTHER                                                                                      \
    "[session]\nid = budget\nbody = conseil\ntitle = Budget\n" PLACE                               \
    "[part matin]\ntitle = S\nstart = 2027-04-09 09:30\nend = 2027-04-09 12:30\n"

static void convene_other(Fixture *fixture)
{
    GfDirective directive = {.yes = TRUE};
    g_autoptr(GfOrder) order = NULL;
    draft(fixture, OTHER);
    ASSERT_DONE(gf_convocation_convene(&fixture->clerk, "budget", &directive, &order, ERROR));
    at(fixture, "2027-02-15 11:00");
    turn(fixture);
}

static GfLetter *with_subject(Fixture *fixture, const char *from, const char *subject)
{
    GfLetter *letter = letter_from(fixture, from);
    g_free(letter->subject);
    letter->subject = g_strdup(subject);
    return letter;
}

static void add_saisine(Fixture *fixture, const char *number)
{
    g_autoptr(GfSaisine) saisine = gf_saisine_new();
    saisine->number = g_strdup(number);
    saisine->title = g_strdup("Bourgs-centres");
    saisine->origin = g_strdup("region");
    saisine->referred_by = g_strdup("Région");
    saisine->referred_on = g_strdup("2027-02-01");
    saisine->state = g_strdup("follow-up");
    ASSERT_DONE_INSIDE(fixture, gf_store_add_saisine(fixture->store, saisine, ERROR));
}

static void test_from_and_tag(Fixture *fixture, gconstpointer data)
{
    (void) data;
    people(fixture);
    address(fixture, member_id(fixture, "claire"), "mairie@bourg.example", "from");
    address(fixture, member_id(fixture, "david"), "mairie@bourg.example", "from");
    convened(fixture);
    /* One open invitation: what anybody could write, and unproved. */
    ASSERT_MATCH(letter_from(fixture, "Anne@Bourg.example"), "anne by from");
    ASSERT_MATCH(letter_from(fixture, "inconnu@ailleurs.example"), "nobody");
    ASSERT_MATCH(with_subject(fixture, "inconnu@ailleurs.example", "[conseil]"), "nobody");
    ASSERT_MATCH(letter_from(fixture, "mairie@bourg.example"), "several");
    convene_other(fixture);
    ASSERT_MATCH(letter_from(fixture, "anne@bourg.example"), "several");
    ASSERT_MATCH(with_subject(fixture, "anne@bourg.example", "Re: Convocation [conseil]"),
                 "anne by tag");
    ASSERT_MATCH(with_subject(fixture, "anne@bourg.example", "Re: [budget]"), "anne by tag");
    ASSERT_MATCH(with_subject(fixture, "anne@bourg.example", "Re: [budget] et [conseil]"),
                 "several");
    ASSERT_MATCH(with_subject(fixture, "mairie@bourg.example", "Re: [conseil]"), "several");
    /* Once the first is over, the other is the only one. */
    at(fixture, "2027-03-12 16:30");
    ASSERT_MATCH(letter_from(fixture, "anne@bourg.example"), "anne by from");
}

/* The one open invitation is not what an answer to another mail of ours is about. */
static void test_elsewhere(Fixture *fixture, gconstpointer data)
{
    GfOutgoing sent = {.kind = (char *) "follow-up",
                       .message_id = (char *) "follow-up@assemblee.example",
                       .envelope_from = (char *) "greffe@assemblee.example",
                       .recipient = (char *) "anne@bourg.example",
                       .state = (char *) "taken"};
    (void) data;
    people(fixture);
    convened(fixture);
    add_saisine(fixture, "2027-01");
    ASSERT_DONE_INSIDE(fixture, gf_store_add_outgoing(fixture->store, &sent, ERROR));
    GfLetter *letter = letter_from(fixture, "anne@bourg.example");
    answer_thread(letter, sent.message_id, NULL);
    ASSERT_MATCH(letter, "nobody");
    letter = with_subject(fixture, "anne@bourg.example", "Re: [conseil]");
    answer_thread(letter, sent.message_id, NULL);
    ASSERT_MATCH(letter, "anne by tag");
    ASSERT_MATCH(with_subject(fixture, "anne@bourg.example", "Re: Saisine 2027-01, les suites"),
                 "nobody");
    ASSERT_MATCH(with_subject(fixture, "anne@bourg.example", "Re: Saisine 2029-01"),
                 "anne by from");
}

static void test_no_sender(Fixture *fixture, gconstpointer data)
{
    (void) data;
    people(fixture);
    convened(fixture);
    GfLetter *letter = letter_from(fixture, "anne@bourg.example");
    g_clear_pointer(&letter->from, gf_person_free);
    ASSERT_MATCH(letter, "nobody");
}

/* A confirmation is answered by its token, or, where that is lost, in its thread. */
static void test_confirmation(Fixture *fixture, gconstpointer data)
{
    (void) data;
    people(fixture);
    convened(fixture);
    g_autoptr(GfMessage) asked =
        arrive(fixture, words_from(fixture, "anne@bourg.example", GF_PRESENCE_ABSENT));
    g_assert_cmpstr(asked->state, ==, GF_STATE_CONFIRMING);
    g_autoptr(GfOutgoing) question = mail_to(fixture, "confirmation", "anne@bourg.example");
    g_autofree char *wanted = g_strdup_printf("confirmation %" G_GINT64_FORMAT, asked->id);
    GfLetter *letter = letter_from(fixture, "anne@bourg.example");
    answer_thread(letter, question->message_id, NULL);
    ASSERT_MATCH(letter, wanted);
    g_autoptr(GfLetter) sent = read_mail(fixture, question, NULL, NULL);
    letter = letter_from(fixture, "anne@bourg.example");
    g_ptr_array_add(letter->to,
                    gf_person_new(NULL, ((const GfPerson *) sent->reply_to->pdata[0])->address));
    ASSERT_MATCH(letter, wanted);
}

static void test_recalled_token(Fixture *fixture, gconstpointer data)
{
    (void) data;
    people(fixture);
    draft(fixture, COUNCIL);
    g_autoptr(GfOrder) order = convene(fixture);
    g_autofree char *token = token_of(fixture, "anne");
    g_autoptr(GfOrder) undone = NULL;
    ASSERT_DONE(gf_convocation_recall(&fixture->clerk, "conseil", &undone, ERROR));
    GfLetter *letter = letter_from(fixture, "inconnu@ailleurs.example");
    add_token(letter, token);
    ASSERT_MATCH(letter, "nobody");
}

int main(int argc, char **argv)
{
    fixture_init(&argc, &argv);
    TEST("/match/uid", test_uid);
    TEST("/match/token", test_token);
    TEST("/match/several-tokens", test_several_tokens);
    TEST("/match/thread", test_thread);
    TEST("/match/sequence", test_sequence);
    TEST("/match/from-and-tag", test_from_and_tag);
    TEST("/match/elsewhere", test_elsewhere);
    TEST("/match/no-sender", test_no_sender);
    TEST("/match/confirmation", test_confirmation);
    TEST("/match/recalled-token", test_recalled_token);
    return g_test_run();
}
