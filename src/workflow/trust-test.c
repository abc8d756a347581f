/* trust-test.c - who speaks in a letter: the trust table row by row to its effect, and the question
 * to the member where it is not sure (I11).
 */
#include "workflow/fixture.h"

typedef enum { BARE, TOKEN, THREAD, CLICK } Proof;

static const struct Trust {
    const char *name;
    Proof proof; /* always of Anne */
    const char *from, *dmarc, *state, *reason;
    const char *actor; /* NULL: nothing is recorded */
    gboolean asked;    /* Anne is asked at her main address */
} trusts[] = {
    {"token, main address", TOKEN, ANNE, NULL, "applied", "token-from-known", "member/anne"},
    {"token, another address of hers", TOKEN, ANNE_TOO, NULL, "applied", "token-from-known",
     "member/anne"},
    {"token, main address, pass", TOKEN, ANNE, "pass", "applied", "token-from-known",
     "member/anne"},
    {"token, unknown address, pass", TOKEN, STRANGER, "pass", "applied", "token-dmarc-pass",
     "somebody-for/anne"},
    {"token, unknown address", TOKEN, STRANGER, NULL, "confirming", "token-from-unknown",
     .asked = TRUE},
    {"token, unknown address, dmarc none", TOKEN, STRANGER, "none", "confirming",
     "token-from-unknown", .asked = TRUE},
    {"token, forged", TOKEN, ANNE, "fail", "held", "dmarc-fail"},
    {"token of another member", TOKEN, BRUNO, "pass", "held", "other-member"},
    {"thread, main address", THREAD, ANNE, NULL, "applied", "token-from-known", "member/anne"},
    {"thread, unknown address", THREAD, STRANGER, NULL, "confirming", "token-from-unknown",
     .asked = TRUE},
    {"thread of another member", THREAD, BRUNO, NULL, "held", "other-member"},
    {"from alone, pass", BARE, ANNE, "pass", "applied", "from-dmarc-pass", "member/anne"},
    {"from alone", BARE, ANNE, NULL, "confirming", "from-alone", .asked = TRUE},
    {"from alone, forged", BARE, ANNE, "fail", "held", "dmarc-fail"},
    {"nothing known, pass", BARE, STRANGER, "pass", "held", "unknown-sender"},
    {"click, main address", CLICK, ANNE, NULL, "applied", "token-from-known", "member/anne"},
    {"click, unknown address, pass", CLICK, STRANGER, "pass", "applied", "token-dmarc-pass",
     "somebody-for/anne"},
    {"click, unknown address", CLICK, STRANGER, NULL, "confirming", "token-from-unknown",
     .asked = TRUE},
    {"click, forged", CLICK, ANNE, "fail", "held", "dmarc-fail"},
    {"click of another member", CLICK, BRUNO, "pass", "held", "other-member"},
};

static GfLetter *letter_of(Fixture *fixture, Proof proof, const char *from)
{
    g_autoptr(GfOutgoing) mail = mail_to(fixture, "convocation", ANNE);
    GfLetter *letter;
    switch (proof) {
    case TOKEN:
        return reply_of(fixture, "anne", from, GF_PRESENCE_PRESENT);
    case CLICK:
        return click_of(fixture, "anne", from, GF_PARTSTAT_ACCEPTED);
    case THREAD:
        letter = words_from(fixture, from, GF_PRESENCE_PRESENT);
        letter->in_reply_to = g_strdup(mail->message_id);
        return letter;
    default:
        return words_from(fixture, from, GF_PRESENCE_PRESENT);
    }
}

/* I11 */
static void test_trust(Fixture *fixture, gconstpointer data)
{
    const struct Trust *row = data;
    people(fixture);
    address(fixture, member_id(fixture, "anne"), ANNE_TOO, "from");
    convened(fixture);
    GfLetter *letter = letter_of(fixture, row->proof, row->from);
    if (row->dmarc != NULL)
        add_dmarc(letter, SERVER, row->dmarc);
    g_autoptr(GfMessage) message = arrive(fixture, letter);
    ASSERT_DECIDED(message, row->state, row->reason);
    g_assert_cmpuint(count_mails(fixture, "confirmation", ANNE), ==, row->asked);
    g_assert_cmpuint(count_mails(fixture, "confirmation", NULL), ==, row->asked);
    /* No secret of Anne's ever moves another answer. */
    ASSERT_SAID("bruno", "");
    if (row->actor == NULL) {
        ASSERT_SAID("anne", "");
        g_assert_cmpuint(count_mails(fixture, "acknowledgement", NULL), ==, 0);
        return;
    }
    g_autoptr(GfAnswerRow) answer = answer_of(fixture, "anne");
    g_assert_cmpstr(answer->presence, ==, "present");
    g_assert_cmpstr(answer->actor, ==, row->actor);
    g_assert_cmpstr(answer->rule, ==, row->reason);
    g_assert_cmpstr(answer->source, ==, row->proof == CLICK ? "calendar" : "words");
    g_assert_cmpint(answer->message_id, ==, message->id);
    g_assert_cmpint(message->member_id, ==, member_id(fixture, "anne"));
    /* I3: the act is in the journal, with the bytes behind it. */
    g_assert_cmpuint(count_lines(fixture, "answer.recorded", "session/conseil/member/anne", NULL),
                     ==, 1);
}

/* What other servers say about a sender is what the sender says. */
static void test_authserv_id(Fixture *fixture, gconstpointer data)
{
    (void) data;
    people(fixture);
    convened(fixture);
    GfLetter *foreign = words_from(fixture, ANNE, GF_PRESENCE_PRESENT);
    add_dmarc(foreign, "mx.ailleurs.example", "pass");
    g_autoptr(GfMessage) first = arrive(fixture, foreign);
    ASSERT_DECIDED(first, "confirming", "from-alone");
    /* The topmost one of our own server counts. */
    GfLetter *two = words_from(fixture, ANNE, GF_PRESENCE_PRESENT);
    add_dmarc(two, "MX.Assemblee.example", "fail");
    add_dmarc(two, SERVER, "pass");
    g_autoptr(GfMessage) second = arrive(fixture, two);
    ASSERT_DECIDED(second, "held", "dmarc-fail");
    /* A pass for another domain says nothing about this one. */
    GfLetter *other = words_from(fixture, ANNE, GF_PRESENCE_PRESENT);
    add_dmarc(other, SERVER, "pass");
    ((GfAuthentication *) other->authentication->pdata[0])->from_domain =
        g_strdup("ailleurs.example");
    g_autoptr(GfMessage) third = arrive(fixture, other);
    ASSERT_DECIDED(third, "confirming", "from-alone");
}

/* A mailbox of two members answers for the one whose token it uses. */
static void test_shared_mailbox(Fixture *fixture, gconstpointer data)
{
    (void) data;
    people(fixture);
    address(fixture, member_id(fixture, "anne"), "mairie@bourg.example", "main");
    address(fixture, member_id(fixture, "bruno"), "mairie@bourg.example", "main");
    convened(fixture);
    g_autoptr(GfMessage) message =
        arrive(fixture, reply_of(fixture, "bruno", "mairie@bourg.example", GF_PRESENCE_ABSENT));
    ASSERT_DECIDED(message, "applied", "token-from-known");
    ASSERT_SAID("bruno", "absent");
    ASSERT_SAID("anne", "");
}

/* From may be the secretary's where Reply-To is the member's. */
static void test_reply_to(Fixture *fixture, gconstpointer data)
{
    (void) data;
    people(fixture);
    convened(fixture);
    GfLetter *letter = reply_of(fixture, "anne", STRANGER, GF_PRESENCE_PRESENT);
    g_ptr_array_add(letter->reply_to, gf_person_new(NULL, ANNE));
    g_autoptr(GfMessage) message = arrive(fixture, letter);
    ASSERT_DECIDED(message, "applied", "token-from-known");
}

/* A click whose From is Anne's but whose ATTENDEE is Bruno moves neither. */
static void test_attendee_of_other(Fixture *fixture, gconstpointer data)
{
    (void) data;
    people(fixture);
    convened(fixture);
    GfLetter *letter = click_of(fixture, "anne", ANNE, GF_PARTSTAT_ACCEPTED);
    GfAttendee *attendee = letter->calendar->attendees->pdata[0];
    g_free(attendee->address);
    attendee->address = g_strdup(BRUNO);
    g_autoptr(GfMessage) message = arrive(fixture, letter);
    ASSERT_DECIDED(message, "held", "other-member");
    ASSERT_SAID("anne", "");
    ASSERT_SAID("bruno", "");
}

/* Of several ATTENDEEs the member's own one speaks. */
static void test_several_attendees(Fixture *fixture, gconstpointer data)
{
    (void) data;
    people(fixture);
    convened(fixture);
    for (int i = 0; i < 2; i++) {
        GfLetter *letter = click_of(fixture, "anne", ANNE, GF_PARTSTAT_ACCEPTED);
        GfAttendee *mine = letter->calendar->attendees->pdata[0];
        GfAttendee *other = g_new0(GfAttendee, 1);
        other->address = g_strdup(STRANGER);
        other->partstat = GF_PARTSTAT_DECLINED;
        g_ptr_array_insert(letter->calendar->attendees, 0, other);
        if (i == 1) {
            g_free(mine->address);
            mine->address = g_strdup("autre@ailleurs.example");
        }
        g_autoptr(GfMessage) message = arrive(fixture, letter);
        g_assert_cmpstr(message->state, ==, i == 0 ? "applied" : "held");
    }
    ASSERT_SAID("anne", "present");
}

/* --- the round trip of a confirmation --- */

/* Anne's answer to our question: her words, and what the reader took them for. */
static GfLetter *reply_to_question(Fixture *fixture, const char *from, const char *text,
                                   GfPresence understood)
{
    g_autoptr(GfOutgoing) question = mail_to(fixture, "confirmation", ANNE);
    g_autoptr(GfLetter) sent = read_mail(fixture, question, NULL, NULL);
    GfLetter *letter = words_from(fixture, from, understood);
    g_ptr_array_add(letter->to,
                    gf_person_new(NULL, ((const GfPerson *) sent->reply_to->pdata[0])->address));
    g_ptr_array_add(letter->segments, gf_segment_new(GF_SEGMENT_NEW, text, -1));
    return letter;
}

/* A stranger says with Anne's token that she is absent. */
static GfMessage *ask(Fixture *fixture)
{
    people(fixture);
    convened(fixture);
    GfMessage *message = arrive(fixture, reply_of(fixture, "anne", STRANGER, GF_PRESENCE_ABSENT));
    ASSERT_DECIDED(message, "confirming", "token-from-unknown");
    return message;
}

static GfMessage *again(Fixture *fixture, const GfMessage *message)
{
    GfMessage *now = NULL;
    ASSERT_DONE(gf_store_message(fixture->store, message->id, &now, ERROR));
    return now;
}

static void test_confirmed(Fixture *fixture, gconstpointer data)
{
    (void) data;
    g_autoptr(GfMessage) asked = ask(fixture);
    g_autofree char *subject = g_strdup_printf("message/%" G_GINT64_FORMAT, asked->id);
    /* "Oui" is about the question: what is recorded is what the first letter said. */
    g_autoptr(GfMessage) yes =
        arrive(fixture, reply_to_question(fixture, ANNE, "Oui\n", GF_PRESENCE_PRESENT));
    ASSERT_DECIDED(yes, "applied", "confirmation");
    g_autoptr(GfMessage) settled = again(fixture, asked);
    ASSERT_DECIDED(settled, "applied", "confirmed-by-member");
    g_autoptr(GfAnswerRow) answer = answer_of(fixture, "anne");
    g_assert_cmpstr(answer->presence, ==, "absent");
    g_assert_cmpstr(answer->actor, ==, "member/anne");
    g_assert_cmpint(answer->message_id, ==, asked->id);
    g_assert_cmpuint(count_lines(fixture, "message.confirmed", subject, "confirmed-by-member"), ==,
                     1);
    /* A second yes adds nothing. */
    g_autoptr(GfMessage) second =
        arrive(fixture, reply_to_question(fixture, ANNE, "Oui\n", GF_PRESENCE_PRESENT));
    ASSERT_DECIDED(second, "noted", "confirmed-already");
    ASSERT_SAID("anne", "absent");
}

static void test_denied(Fixture *fixture, gconstpointer data)
{
    (void) data;
    g_autoptr(GfMessage) asked = ask(fixture);
    g_autoptr(GfMessage) no =
        arrive(fixture, reply_to_question(fixture, ANNE, "Non !\n", GF_PRESENCE_ABSENT));
    ASSERT_DECIDED(no, "applied", "confirmation");
    g_autoptr(GfMessage) settled = again(fixture, asked);
    ASSERT_DECIDED(settled, "ignored", "denied-by-member");
    ASSERT_SAID("anne", "");
}

/* What Anne answers to "is it you who is absent?" */
static const struct Consent {
    const char *name, *text;
    GfPresence understood;
    const char *state; /* of the first letter, afterwards */
} consents[] = {
    {"yes", "Oui", GF_PRESENCE_PRESENT, "applied"},
    {"yes, in capitals", "OUI.", GF_PRESENCE_UNCLEAR, "applied"},
    {"no", "Non, ce n'est pas moi", GF_PRESENCE_ABSENT, "ignored"},
    {"what was said, again", "Absent", GF_PRESENCE_ABSENT, "applied"},
    {"yes, and what was said", "Oui, je serai absente", GF_PRESENCE_ABSENT, "applied"},
    {"the contrary", "Présent", GF_PRESENCE_PRESENT, "confirming"},
    {"no, and the contrary", "Non, je viens", GF_PRESENCE_PRESENT, "confirming"},
    {"something else", "D'accord", GF_PRESENCE_UNCLEAR, "confirming"},
    {"a condition", "Si c'est possible", GF_PRESENCE_UNCLEAR, "confirming"},
    {"yes, what was said, and its limits", "Oui, absente, mais pas l'après-midi",
     GF_PRESENCE_ABSENT, "applied"},
    {"yes, and what denies it", "Oui bonjour, ce n'est pas moi", GF_PRESENCE_UNCLEAR, "confirming"},
};

static void test_consent(Fixture *fixture, gconstpointer data)
{
    const struct Consent *row = data;
    g_autoptr(GfMessage) asked = ask(fixture);
    g_autoptr(GfMessage) reply =
        arrive(fixture, reply_to_question(fixture, ANNE, row->text, row->understood));
    g_autoptr(GfMessage) afterwards = again(fixture, asked);
    g_assert_cmpstr(afterwards->state, ==, row->state);
    g_assert_cmpstr(reply->state, ==, g_str_equal(row->state, "confirming") ? "held" : "applied");
    ASSERT_SAID("anne", g_str_equal(row->state, "applied") ? "absent" : "");
}

static void test_confirmation_unclear(Fixture *fixture, gconstpointer data)
{
    (void) data;
    g_autoptr(GfMessage) asked = ask(fixture);
    g_autoptr(GfMessage) what = arrive(
        fixture, reply_to_question(fixture, ANNE, "Qui demande cela ?\n", GF_PRESENCE_UNCLEAR));
    ASSERT_DECIDED(what, "held", "confirmation-unclear");
    g_assert_cmpint(what->member_id, ==, member_id(fixture, "anne"));
    g_autoptr(GfMessage) waiting = again(fixture, asked);
    g_assert_cmpstr(waiting->state, ==, "confirming");
    /* The question stays open. */
    g_autoptr(GfMessage) yes =
        arrive(fixture, reply_to_question(fixture, ANNE, "Oui\n", GF_PRESENCE_PRESENT));
    ASSERT_SAID("anne", "absent");
}

/* Not by another member, nor by somebody who is found to forge. */
static void test_confirmation_of_other(Fixture *fixture, gconstpointer data)
{
    (void) data;
    g_autoptr(GfMessage) asked = ask(fixture);
    g_autoptr(GfMessage) bruno =
        arrive(fixture, reply_to_question(fixture, BRUNO, "Oui\n", GF_PRESENCE_PRESENT));
    ASSERT_DECIDED(bruno, "held", "other-member");
    GfLetter *letter = reply_to_question(fixture, ANNE, "Oui\n", GF_PRESENCE_PRESENT);
    add_dmarc(letter, SERVER, "fail");
    g_autoptr(GfMessage) forged = arrive(fixture, letter);
    ASSERT_DECIDED(forged, "held", "dmarc-fail");
    ASSERT_SAID("anne", "");
    g_autoptr(GfMessage) waiting = again(fixture, asked);
    g_assert_cmpstr(waiting->state, ==, "confirming");
}

/* I13: the date changed between the letter and the yes. */
static void test_confirmed_after_move(Fixture *fixture, gconstpointer data)
{
    (void) data;
    g_autoptr(GfMessage) asked = ask(fixture);
    at(fixture, "2027-02-16 09:00");
    g_autoptr(GfOrder) order = move(fixture, COUNCIL_ON("2027-03-19"));
    at(fixture, "2027-02-16 10:00");
    turn(fixture);
    g_autoptr(GfMessage) yes =
        arrive(fixture, reply_to_question(fixture, ANNE, "Oui\n", GF_PRESENCE_PRESENT));
    g_autoptr(GfAnswerRow) answer = answer_of(fixture, "anne");
    g_assert_cmpint(answer->sequence, ==, 0);
}

int main(int argc, char **argv)
{
    fixture_init(&argc, &argv);
    for (gsize i = 0; i < G_N_ELEMENTS(trusts); i++)
        TEST_ROW("/trust/row", &trusts[i], test_trust);
    TEST("/trust/authserv-id", test_authserv_id);
    TEST("/trust/shared-mailbox", test_shared_mailbox);
    TEST("/trust/reply-to", test_reply_to);
    TEST("/trust/attendee-of-other", test_attendee_of_other);
    TEST("/trust/several-attendees", test_several_attendees);
    TEST("/trust/confirmed", test_confirmed);
    TEST("/trust/denied", test_denied);
    for (gsize i = 0; i < G_N_ELEMENTS(consents); i++)
        TEST_ROW("/trust/consent", &consents[i], test_consent);
    TEST("/trust/confirmation-unclear", test_confirmation_unclear);
    TEST("/trust/confirmation-of-other", test_confirmation_of_other);
    TEST("/trust/confirmed-after-move", test_confirmed_after_move);
    return g_test_run();
}
