/* bounce-test.c - reports about our own mail: recorded, never answered, never held against anybody
 * for what is our own fault.
 */
#include "workflow/saisine-fixture.h"

static GfBounceRecipient *about(const char *address, const char *action, GfPermanence permanence,
                                GfFault fault)
{
    GfBounceRecipient *recipient = g_new0(GfBounceRecipient, 1);
    recipient->address = g_strdup(address);
    recipient->action = g_strdup(action);
    recipient->status = g_strdup("5.1.1");
    recipient->diagnostic = g_strdup("smtp; 550 5.1.1\tno such user");
    recipient->permanence = permanence;
    recipient->fault = fault;
    return recipient;
}

/* A report of `kind` about the mail with this Message-ID (may be NULL). Owned. */
static GfLetter *report_of(Fixture *fixture, GfKind kind, const char *message_id,
                           GfBounceRecipient *recipient)
{
    GfLetter *letter = letter_from(fixture, "mailer-daemon@bourg.example");
    letter->kind = kind;
    letter->return_path = g_strdup("");
    letter->bounce = gf_bounce_new();
    letter->bounce->original_message_id = g_strdup(message_id);
    if (recipient != NULL)
        g_ptr_array_add(letter->bounce->recipients, recipient);
    return letter;
}

static GfOutgoing *convocation(Fixture *fixture)
{
    return mail_to(fixture, "convocation", "anne@bourg.example");
}

static const struct Report {
    const char *name;
    GfPermanence permanence;
    GfFault fault;
    gboolean unreachable;
} reports[] = {
    {"no such address", GF_PERMANENCE_HARD, GF_FAULT_ADDRESS, TRUE},
    {"mailbox closed", GF_PERMANENCE_HARD, GF_FAULT_MAILBOX, TRUE},
    {"mailbox full", GF_PERMANENCE_SOFT, GF_FAULT_MAILBOX, FALSE},
    {"policy", GF_PERMANENCE_SOFT, GF_FAULT_POLICY, FALSE},
    {"content", GF_PERMANENCE_SOFT, GF_FAULT_CONTENT, FALSE},
    {"policy, said to be for ever", GF_PERMANENCE_HARD, GF_FAULT_POLICY, FALSE},
    {"network", GF_PERMANENCE_SOFT, GF_FAULT_NETWORK, FALSE},
    {"unknown", GF_PERMANENCE_HARD, GF_FAULT_UNKNOWN, FALSE},
};

static void test_report(Fixture *fixture, gconstpointer data)
{
    const struct Report *row = data;
    people(fixture);
    convened(fixture);
    g_autoptr(GfOutgoing) mail = convocation(fixture);
    g_autofree char *subject = g_strdup_printf("outgoing/%" G_GINT64_FORMAT, mail->id);
    guint before = count_mails(fixture, NULL, NULL);
    g_autoptr(GfMessage) message = arrive(
        fixture, report_of(fixture, GF_KIND_BOUNCE, mail->message_id,
                           about("anne@bourg.example", "failed", row->permanence, row->fault)));
    g_autoptr(GfOutgoing) bounced = convocation(fixture);
    g_autoptr(GfMember) anne = member_of(fixture, "anne");
    g_assert_cmpstr(message->state, ==, GF_STATE_APPLIED);
    g_assert_cmpstr(message->reason, ==, "bounce");
    g_assert_cmpint(message->member_id, ==, anne->id);
    g_assert_cmpint(bounced->bounced_at, ==, gf_clock_now(fixture->clock));
    g_assert_cmpint(bounced->bounce_message, ==, message->id);
    g_assert_cmpstr(bounced->bounce_status, ==, "5.1.1");
    g_assert_cmpstr(bounced->bounce_words, ==, "smtp; 550 5.1.1 no such user");
    /* Taken by the server it was, all the same: two facts. */
    g_assert_cmpstr(bounced->state, ==, "taken");
    g_assert_cmpint(anne->unreachable_at != 0, ==, row->unreachable);
    g_assert_cmpstr(anne->unreachable_why, ==,
                    row->unreachable ? "smtp; 550 5.1.1 no such user" : NULL);
    g_assert_cmpuint(count_lines(fixture, "mail.bounced", subject,
                                 row->unreachable ? "address-gone" : "not-delivered"),
                     ==, 1);
    /* I10: nothing is answered. */
    g_assert_cmpuint(count_mails(fixture, NULL, NULL), ==, before);
}

static void test_delay(Fixture *fixture, gconstpointer data)
{
    (void) data;
    people(fixture);
    convened(fixture);
    g_autoptr(GfOutgoing) mail = convocation(fixture);
    g_autoptr(GfMessage) message = arrive(
        fixture,
        report_of(fixture, GF_KIND_DELAY, mail->message_id,
                  about("anne@bourg.example", "delayed", GF_PERMANENCE_SOFT, GF_FAULT_NETWORK)));
    g_autoptr(GfOutgoing) delayed = convocation(fixture);
    g_assert_cmpstr(message->state, ==, GF_STATE_APPLIED);
    g_assert_cmpint(delayed->delayed_at, ==, gf_clock_now(fixture->clock));
    g_assert_cmpint(delayed->bounced_at, ==, 0);
}

/* By the token of the envelope, where the report does not say which mail it is about. */
static void test_by_token(Fixture *fixture, gconstpointer data)
{
    (void) data;
    people(fixture);
    convened(fixture);
    g_autoptr(GfInvitation) anne = invitation_of(fixture, "anne");
    GfLetter *letter =
        report_of(fixture, GF_KIND_BOUNCE, NULL,
                  about("anne@autre.example", "failed", GF_PERMANENCE_HARD, GF_FAULT_ADDRESS));
    add_token(letter, anne->token);
    g_autoptr(GfMessage) message = arrive(fixture, letter);
    g_autoptr(GfOutgoing) bounced = convocation(fixture);
    g_autoptr(GfMember) member_row = member_of(fixture, "anne");
    g_assert_cmpstr(message->state, ==, GF_STATE_APPLIED);
    g_assert_cmpint(bounced->bounced_at, !=, 0);
    g_assert_cmpint(member_row->unreachable_at, !=, 0);
}

/* The same of a mail about a saisine. */
static void test_by_token_of_saisine(Fixture *fixture, gconstpointer data)
{
    (void) data;
    asked(fixture);
    g_autoptr(GfSolicitation) anne = solicitation_of(fixture, "anne");
    GfLetter *letter = report_of(fixture, GF_KIND_BOUNCE, NULL,
                                 about(ANNE, "failed", GF_PERMANENCE_HARD, GF_FAULT_ADDRESS));
    add_token(letter, anne->token);
    g_autoptr(GfMessage) message = arrive(fixture, letter);
    g_autoptr(GfOutgoing) bounced = mail_to(fixture, "saisine", ANNE);
    g_autoptr(GfMember) member_row = member_of(fixture, "anne");
    g_assert_cmpstr(message->state, ==, GF_STATE_APPLIED);
    g_assert_cmpint(bounced->bounced_at, !=, 0);
    g_assert_cmpint(member_row->unreachable_at, !=, 0);
}

/* What success the report also tells of is no failure. */
static void test_about_whom(Fixture *fixture, gconstpointer data)
{
    (void) data;
    people(fixture);
    convened(fixture);
    g_autoptr(GfOutgoing) mail = convocation(fixture);
    GfLetter *letter =
        report_of(fixture, GF_KIND_BOUNCE, mail->message_id,
                  about("copie@autre.example", "relayed", GF_PERMANENCE_HARD, GF_FAULT_ADDRESS));
    GfBounceRecipient *second = about(NULL, "failed", GF_PERMANENCE_SOFT, GF_FAULT_MAILBOX);
    g_free(second->diagnostic);
    second->diagnostic = g_strdup("quota");
    g_ptr_array_add(letter->bounce->recipients, second);
    g_autoptr(GfMessage) message = arrive(fixture, letter);
    g_autoptr(GfOutgoing) bounced = convocation(fixture);
    g_autoptr(GfMember) anne = member_of(fixture, "anne");
    g_assert_cmpstr(bounced->bounce_words, ==, "quota");
    g_assert_cmpint(anne->unreachable_at, ==, 0);
    /* The one about the address we wrote to comes before any other. */
    letter =
        report_of(fixture, GF_KIND_BOUNCE, mail->message_id,
                  about("copie@autre.example", "failed", GF_PERMANENCE_HARD, GF_FAULT_ADDRESS));
    second = about("Anne@Bourg.example", "failed", GF_PERMANENCE_SOFT, GF_FAULT_POLICY);
    g_free(second->diagnostic);
    second->diagnostic = g_strdup("policy");
    g_ptr_array_add(letter->bounce->recipients, second);
    g_autoptr(GfMessage) other = arrive(fixture, letter);
    g_autoptr(GfOutgoing) again = convocation(fixture);
    g_assert_cmpstr(again->bounce_words, ==, "policy");
}

#define IRENE "irene@xn--fort-ipa.example"
#define IRENE_IN_LETTERS "ir\303\250ne@for\303\252t.example"

/* RFC 6533: a report may name our address with the letters of its domain, and addresses that greffe
 * would never write to. */
static void test_beyond_ascii(Fixture *fixture, gconstpointer data)
{
    (void) data;
    people(fixture);
    member(fixture, "Irene Foret", "woman", "titulaire", IRENE);
    convened(fixture);
    g_autoptr(GfOutgoing) mail = mail_to(fixture, "convocation", IRENE);
    g_autofree char *subject = g_strdup_printf("outgoing/%" G_GINT64_FORMAT, mail->id);
    /* Of two recipients the report about ours counts. */
    GfLetter *letter =
        report_of(fixture, GF_KIND_BOUNCE, mail->message_id,
                  about(IRENE_IN_LETTERS, "failed", GF_PERMANENCE_HARD, GF_FAULT_ADDRESS));
    GfBounceRecipient *ours =
        about("irene@For\303\252t.example", "failed", GF_PERMANENCE_SOFT, GF_FAULT_MAILBOX);
    g_free(ours->diagnostic);
    ours->diagnostic = g_strdup("quota");
    g_ptr_array_add(letter->bounce->recipients, ours);
    g_autoptr(GfMessage) message = arrive(fixture, letter);
    g_autoptr(GfOutgoing) bounced = mail_to(fixture, "convocation", IRENE);
    g_assert_cmpstr(message->state, ==, GF_STATE_APPLIED);
    g_assert_cmpstr(bounced->bounce_words, ==, "quota");
    /* One that no member has: what the report says of our mail is recorded all the same. */
    g_autoptr(GfMessage) other = arrive(
        fixture, report_of(fixture, GF_KIND_BOUNCE, mail->message_id,
                           about(IRENE_IN_LETTERS, "failed", GF_PERMANENCE_SOFT, GF_FAULT_POLICY)));
    g_assert_cmpstr(other->state, ==, GF_STATE_APPLIED);
    g_assert_cmpuint(count_lines(fixture, "mail.bounced", subject, "not-delivered"), ==, 2);
}

/* The mail about a saisine that came back is found by the address it went to, however the report
 * writes that. */
static void test_returned_beyond_ascii(Fixture *fixture, gconstpointer data)
{
    (void) data;
    group(fixture);
    member(fixture, "Irene Foret", "woman", "titulaire", IRENE);
    seat(fixture, "irene", "gt1");
    g_autoptr(GfSaisine) saisine = enter(fixture, SAISINE);
    g_autoptr(GfAssignment) of_group = assign(fixture, "gt1");
    g_autoptr(GfSolicitation) irene = solicitation_of(fixture, "irene");
    GfLetter *letter = report_of(
        fixture, GF_KIND_BOUNCE, NULL,
        about("irene@for\303\252t.example", "failed", GF_PERMANENCE_HARD, GF_FAULT_ADDRESS));
    add_token(letter, irene->token);
    g_autoptr(GfMessage) message = arrive(fixture, letter);
    g_autoptr(GfOutgoing) bounced = mail_to(fixture, "saisine", IRENE);
    g_autoptr(GfMember) member_row = member_of(fixture, "irene");
    g_assert_cmpstr(message->state, ==, GF_STATE_APPLIED);
    g_assert_cmpint(bounced->bounced_at, !=, 0);
    g_assert_cmpint(member_row->unreachable_at, !=, 0);
}

/* Nothing of ours: a letter that is noted, and a line of the journal, whatever the address is. */
static void test_strange_addresses(Fixture *fixture, gconstpointer data)
{
    (void) data;
    people(fixture);
    convened(fixture);
    static const char *const addresses[] = {
        IRENE_IN_LETTERS,
        "\347\224\250\346\210\267@\344\276\213\345\255\220.example",
        "\"h\303\251l\303\250ne\"@x.example",
        "anne@",
        "anne@\303\252..example",
        "anne@-\303\252-.example",
        "@",
        "",
        NULL,
    };
    for (gsize i = 0; i < G_N_ELEMENTS(addresses); i++) {
        GfLetter *letter =
            report_of(fixture, GF_KIND_BOUNCE, NULL,
                      about(addresses[i], "failed", GF_PERMANENCE_HARD, GF_FAULT_ADDRESS));
        g_autoptr(GfInvitation) anne = invitation_of(fixture, "anne");
        g_autoptr(GfInvitation) bruno = invitation_of(fixture, "bruno");
        add_token(letter, anne->token);
        add_token(letter, bruno->token);
        g_autoptr(GfMessage) message = arrive(fixture, letter);
        g_autofree char *subject = g_strdup_printf("message/%" G_GINT64_FORMAT, message->id);
        g_assert_cmpstr(message->state, ==, GF_STATE_NOTED);
        g_assert_cmpstr(message->reason, ==, "bounce-of-no-mail-of-ours");
        g_assert_cmpuint(
            count_lines(fixture, "message.noted", subject, "bounce-of-no-mail-of-ours"), ==, 1);
    }
}

/* A report that names no mail of ours proves nothing and changes nothing. */
static void test_of_no_mail(Fixture *fixture, gconstpointer data)
{
    (void) data;
    people(fixture);
    convened(fixture);
    static const GfKind kinds[] = {GF_KIND_BOUNCE, GF_KIND_DELAY};
    for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++) {
        g_autoptr(GfMessage) message = arrive(
            fixture,
            report_of(fixture, kinds[i], "unknown@ailleurs.example",
                      about("anne@bourg.example", "failed", GF_PERMANENCE_HARD, GF_FAULT_ADDRESS)));
        g_assert_cmpstr(message->state, ==, GF_STATE_NOTED);
        g_assert_cmpstr(message->reason, ==, "bounce-of-no-mail-of-ours");
    }
    g_autoptr(GfMember) anne = member_of(fixture, "anne");
    g_assert_cmpint(anne->unreachable_at, ==, 0);
}

static void test_noted(Fixture *fixture, gconstpointer data)
{
    (void) data;
    people(fixture);
    convened(fixture);
    g_autoptr(GfOutgoing) mail = convocation(fixture);
    static const GfKind kinds[] = {GF_KIND_RECEIPT, GF_KIND_FEEDBACK};
    for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++) {
        GfLetter *letter = report_of(fixture, kinds[i], mail->message_id, NULL);
        letter->answer->presence = GF_PRESENCE_PRESENT; /* "Lu : Convocation" */
        g_autoptr(GfMessage) message = arrive(fixture, letter);
        g_assert_cmpstr(message->state, ==, GF_STATE_NOTED);
        g_assert_cmpstr(message->reason, ==, gf_kind_name(kinds[i]));
    }
    g_autoptr(GfOutgoing) after = convocation(fixture);
    g_assert_cmpint(after->bounced_at, ==, 0);
    g_assert_cmpuint(count_answers(fixture, "anne"), ==, 0);
}

/* Who writes from an address can be reached there again. */
static void test_reachable_again(Fixture *fixture, gconstpointer data)
{
    (void) data;
    people(fixture);
    convened(fixture);
    g_autoptr(GfOutgoing) mail = convocation(fixture);
    g_autoptr(GfMessage) message = arrive(
        fixture,
        report_of(fixture, GF_KIND_BOUNCE, mail->message_id,
                  about("anne@bourg.example", "failed", GF_PERMANENCE_HARD, GF_FAULT_ADDRESS)));
    g_autoptr(GfMember) before = member_of(fixture, "anne");
    g_assert_cmpint(before->unreachable_at, !=, 0);
    g_autoptr(GfMessage) answer =
        arrive(fixture, reply_of(fixture, "anne", "anne@bourg.example", GF_PRESENCE_PRESENT));
    g_autoptr(GfMember) after = member_of(fixture, "anne");
    g_assert_cmpstr(answer->state, ==, GF_STATE_APPLIED);
    g_assert_cmpint(after->unreachable_at, ==, 0);
}

int main(int argc, char **argv)
{
    fixture_init(&argc, &argv);
    for (gsize i = 0; i < G_N_ELEMENTS(reports); i++)
        TEST_ROW("/bounce/report", &reports[i], test_report);
    TEST("/bounce/delay", test_delay);
    TEST("/bounce/by-token", test_by_token);
    TEST("/bounce/by-token-of-saisine", test_by_token_of_saisine);
    TEST("/bounce/about-whom", test_about_whom);
    TEST("/bounce/beyond-ascii", test_beyond_ascii);
    TEST("/bounce/returned-beyond-ascii", test_returned_beyond_ascii);
    TEST("/bounce/strange-addresses", test_strange_addresses);
    TEST("/bounce/of-no-mail", test_of_no_mail);
    TEST("/bounce/noted", test_noted);
    TEST("/bounce/reachable-again", test_reachable_again);
    return g_test_run();
}
