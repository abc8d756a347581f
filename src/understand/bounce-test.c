/* Reports about our own mail, for machines and in words, and what only looks like one. */
#include "understand/understand.h"

#include <string.h>

static const char *const kinds[] = {"message", "bounce",   "delay",   "auto-reply",
                                    "receipt", "feedback", "calendar"};
static const char *const faults[] = {"unknown", "address", "mailbox",
                                     "policy",  "content", "network"};

static GfPart *part_of(const char *path, const char *type, const char *text, gboolean nested)
{
    GfPart *part = g_new0(GfPart, 1);
    part->path = g_strdup(path);
    part->type = g_strdup(type);
    part->nested = nested;
    part->bytes = g_bytes_new(text, strlen(text));
    part->text = g_strdup(text);
    return part;
}

/* A report whose machine part is `type`; NULL: only words. */
static GfLetter *understood(const char *headers, const char *text, const char *type,
                            const char *report)
{
    GfLetter *letter = gf_letter_new();
    g_free(letter->text);
    letter->text = g_strdup(text);
    letter->from = gf_person_new("Mail Delivery System", "mailer-daemon@mx.example");
    letter->return_path = g_strdup("");
    g_autoptr(GPtrArray) parts = g_ptr_array_new_with_free_func((GDestroyNotify) gf_part_free);
    if (headers != NULL)
        g_ptr_array_add(parts, part_of(GF_PART_HEADER, "text/rfc822-headers", headers, FALSE));
    g_ptr_array_add(parts, part_of("1", "text/plain", text, FALSE));
    if (type != NULL)
        g_ptr_array_add(parts, part_of("2", type, report, FALSE));
    gf_understand(letter, parts, NULL);
    return letter;
}

static char *summary(const GfLetter *letter)
{
    GString *line = g_string_new(kinds[letter->kind]);
    guint count = letter->bounce != NULL ? letter->bounce->recipients->len : 0;
    for (guint i = 0; letter->kind != GF_KIND_FEEDBACK && i < count; i++) {
        const GfBounceRecipient *r = g_ptr_array_index(letter->bounce->recipients, i);
        g_string_append_printf(line, " | %s %s %s %s", r->address != NULL ? r->address : "-",
                               r->action != NULL ? r->action : "-",
                               r->permanence == GF_PERMANENCE_HARD ? "hard" : "soft",
                               faults[r->fault]);
    }
    return g_string_free(line, FALSE);
}

#define DSN "message/delivery-status"
#define MDN "message/disposition-notification"
#define ARF "message/feedback-report"

static const struct {
    const char *name, *headers, *text, *type, *report, *want;
} rows[] = {
    {"user-unknown", NULL, "could not be delivered", DSN,
     "Reporting-MTA: dns; mx.example\n\nFinal-Recipient: rfc822; pons@mairie.example\nAction: "
     "failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 User unknown\n",
     "bounce | pons@mairie.example failed hard address"},
    {"original-recipient-wins", NULL, "", DSN,
     "Final-Recipient: rfc822; boite@autre.example\nOriginal-Recipient: "
     "rfc822;pons+2Ba@mairie.example\nAction: failed\nStatus: 5.1.1\n",
     "bounce | pons+a@mairie.example failed hard address"},
    {"folded-diagnostic", NULL, "", DSN,
     "Final-Recipient: rfc822; <pons@mairie.example>\nAction: failed\nStatus: 5.0.0 (permanent "
     "failure)\nDiagnostic-Code: smtp; 550-5.1.1 The email account\n that you tried to reach does "
     "not "
     "exist\n",
     "bounce | pons@mairie.example failed hard address"},
    {"two-recipients", NULL, "", DSN,
     "Reporting-MTA: dns; mx\n\nFinal-Recipient: rfc822; a@x.example\nAction: failed\nStatus: "
     "5.2.2\n\nFinal-Recipient: rfc822; b@x.example\nAction: delayed\nStatus: 4.4.1\n",
     "bounce | a@x.example failed soft mailbox | b@x.example delayed soft network"},
    {"delayed", NULL, "", DSN,
     "Final-Recipient: rfc822; a@x.example\nAction: delayed\nStatus: 4.4.7\n",
     "delay | a@x.example delayed soft network"},
    {"delivered", NULL, "", DSN,
     "Final-Recipient: rfc822; a@x.example\nAction: delivered\nStatus: 2.0.0\n",
     "receipt | a@x.example delivered soft unknown"},
    {"full-mailbox-550", NULL, "", DSN,
     "Final-Recipient: rfc822; a@x.example\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; "
     "550 "
     "Receiving user is over quota\n",
     "bounce | a@x.example failed soft mailbox"},
    {"policy-is-our-fault", NULL, "", DSN,
     "Final-Recipient: rfc822; a@x.example\nAction: failed\nStatus: 5.7.1\nDiagnostic-Code: smtp; "
     "550 "
     "5.7.1 Message rejected as spam\n",
     "bounce | a@x.example failed soft policy"},
    {"too-large", NULL, "", DSN,
     "Final-Recipient: rfc822; a@x.example\nAction: failed\nStatus: 5.3.4\nDiagnostic-Code: smtp; "
     "552 "
     "Message size exceeds limit\n",
     "bounce | a@x.example failed soft content"},
    {"unknown-but-temporary", NULL, "", DSN,
     "Final-Recipient: rfc822; a@x.example\nAction: failed\nStatus: 4.1.1\nDiagnostic-Code: smtp; "
     "450 "
     "4.1.1 User unknown\n",
     "bounce | a@x.example failed soft address"},
    {"unknown-after-data", NULL, "said: 550 User unknown (in reply to end of DATA command)", DSN,
     "Final-Recipient: rfc822; a@x.example\nAction: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; "
     "550 "
     "User unknown\n",
     "bounce | a@x.example failed soft policy"},
    {"orange", NULL, "", DSN,
     "Final-Recipient: rfc822; a@orange.example\nAction: failed\nStatus: 5.5.0\nDiagnostic-Code: "
     "smtp; "
     "550 5.5.0 Adresse d au moins un destinataire invalide. Invalid recipient. OFR204_416\n",
     "bounce | a@orange.example failed hard address"},
    {"no-recipient-block", NULL, "Undelivered", DSN, "Reporting-MTA: dns; mx\n",
     "bounce | - failed soft unknown"},
    {"read-receipt", NULL, "Votre message a été lu", MDN,
     "Final-Recipient: rfc822; a@x.example\nOriginal-Message-ID: <1@greffe>\nDisposition: "
     "manual-action/MDN-sent-manually; displayed\n",
     "receipt"},
    {"deleted-unread", NULL, "supprimé sans être lu", MDN,
     "Final-Recipient: rfc822; a@x.example\nDisposition: manual-action/MDN-sent-automatically; "
     "deleted\n",
     "receipt"},
    {"refusing-receipt", NULL, "Your message was automatically rejected:\nQuota exceeded", MDN,
     "Final-Recipient: rfc822; a@x.example\nOriginal-Message-ID: <1@greffe>\nDisposition: "
     "automatic-action/MDN-sent-automatically; deleted\n",
     "bounce | a@x.example failed soft mailbox"},
    {"feedback", NULL, "This is an email abuse report", ARF,
     "Feedback-Type: abuse\nUser-Agent: Loop/1.0\nOriginal-Rcpt-To: <a@x.example>\n", "feedback"},
    {"qmail", NULL,
     "Hi. This is the qmail-send program.\nI'm afraid I wasn't able to deliver your message.\nThis "
     "is a "
     "permanent error; I've given up.\n\n<a@x.example>:\nSorry, no mailbox here by that name. "
     "(#5.1.1)\n\n--- Below this line is a copy of the message.\n\nTo: autre@x.example\n",
     NULL, NULL, "bounce | a@x.example failed hard address"},
    {"exim-header", "X-Failed-Recipients: a@x.example, b@x.example\nSubject: failed\n",
     "A message that you sent could not be delivered.\n\n  a@x.example\n    Unrouteable address\n  "
     "b@x.example\n    retry timeout exceeded\n\n------ This is a copy of the message ------\n",
     NULL, NULL, "bounce | a@x.example failed hard address | b@x.example failed soft network"},
    {"old-exchange", NULL,
     "Your message\n\n  Subject: C\n\ndid not reach the following recipient(s):\n\na@x.example on "
     "Thu, 29 "
     "Apr 2010\n    The recipient name is not recognized\n",
     NULL, NULL, "bounce | a@x.example failed hard address"},
    {"domino", NULL,
     "Your message\n\nwas not delivered to:\n\n  a@x.example\n\nbecause:\n\n  User a not listed in "
     "Domino "
     "Directory\n",
     NULL, NULL, "bounce | a@x.example failed hard address"},
    {"gmail-words", NULL,
     "Delivery to the following recipient failed permanently:\n\n     a@x.example\n\nThe error "
     "was: 550 "
     "5.1.1 User Unknown\n\n----- Original message -----\n",
     NULL, NULL, "bounce | a@x.example failed hard address"},
    {"postfix-words", NULL,
     "I'm sorry to have to inform you that your message could not\nbe delivered.\n\n<a@x.example>: "
     "host "
     "mx[192.0.2.1] said: 554 5.7.1 Spam detected\n",
     NULL, NULL, "bounce | a@x.example failed soft policy"},
    {"french-words", NULL,
     "Votre message n'a pas pu être remis aux destinataires suivants :\n\n<a@x.example>: "
     "utilisateur "
     "inconnu\n",
     NULL, NULL, "bounce | a@x.example failed hard address"},
    {"still-trying", NULL,
     "Warning: message still being retried. No action is required on your part.\n\n  a@x.example\n "
     "   "
     "Connection timed out\n",
     NULL, NULL, "delay | a@x.example delayed soft network"},
    {"no-further-attempt", NULL,
     "La remise de votre message a échoué.\n\n<a@x.example>\n  Utilisateur inconnu\n\nAucune "
     "nouvelle "
     "tentative ne sera faite.\n",
     NULL, NULL, "bounce | a@x.example failed hard address"},
    {"beyond-ascii", NULL, "", "message/global-delivery-status",
     "Final-Recipient: utf-8; h\\x{E9}l\303\250ne@x.example\nAction: failed\nStatus: 5.1.1\n",
     "bounce | h\303\251l\303\250ne@x.example failed hard address"},
    {"wrapped-by-exchange", NULL, "", DSN,
     "Final-Recipient: rfc822;IMCEAEX-_O=A_CN=b@x.example\nAction: failed\nStatus: 5.1.1\n",
     "bounce | - failed hard address"},
    {"stage-of-each", NULL,
     "<a@x.example>: host mx said: 550 5.2.1 User unknown (in reply to RCPT TO\n    command)\n\n"
     "<b@x.example>: host mx said: 550 5.2.1 User unknown\n",
     DSN,
     "Final-Recipient: rfc822; a@x.example\nAction: failed\nStatus: 5.2.1\nDiagnostic-Code: smtp; "
     "550 "
     "5.2.1 User unknown\n\nFinal-Recipient: rfc822; b@x.example\nAction: failed\nStatus: 5.2.1\n"
     "Diagnostic-Code: smtp; 550 5.2.1 User unknown\n",
     "bounce | a@x.example failed hard address | b@x.example failed soft mailbox"},
    {"relay-in-json", "x-amz-sns-message-id: 1\n",
     "{\"notificationType\":\"Bounce\",\"bounce\":{\"bouncedRecipients\":[{\"emailAddress\":"
     "\"a@x.example\",\"action\":\"failed\",\"status\":\"5.1.1\",\"diagnosticCode\":\"smtp; 550 "
     "5.1.1\n user unknown\"}]},\"mail\":{\"headers\":[]}}",
     NULL, NULL, "bounce | a@x.example failed hard address"},
    {"complaint-in-json-in-json", "x-amz-sns-message-id: 1\n",
     "{ \"Type\" : \"Notification\", \"Message\" : "
     "\"{\\\"notificationType\\\":\\\"Complaint\\\"}\" }",
     NULL, NULL, "feedback"},
    {"list-refuses", "X-MLServer: fml 4.0\n",
     "You are not a member of this mailing list <gt1@x.example>.\nWrite to\n\n  "
     "gt1-ctl@x.example\n",
     NULL, NULL, "bounce | gt1@x.example failed soft policy"},
    {"daemon-says-nothing", NULL, "Maintenance ce soir.", NULL, NULL, "message"},
};

static void test_rows(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GfLetter) letter =
            understood(rows[i].headers, rows[i].text, rows[i].type, rows[i].report);
        g_autofree char *line = summary(letter);
        g_autofree char *got = g_strdup_printf("%s: %s", rows[i].name, line);
        g_autofree char *want = g_strdup_printf("%s: %s", rows[i].name, rows[i].want);
        g_assert_cmpstr(got, ==, want);
        g_assert_cmpint(letter->answer->presence, ==, GF_PRESENCE_UNCLEAR);
    }
}

/* Numbers come out as the server gave them. */
static void test_numbers(void)
{
    g_autoptr(GfLetter) letter = understood(
        NULL, "", DSN,
        "Final-Recipient: rfc822; a@x.example\nAction: failed\nStatus: 5.0.0 (permanent)\n"
        "Diagnostic-Code: smtp; 550-5.1.1 The account\n you tried does not exist\n");
    const GfBounceRecipient *recipient = g_ptr_array_index(letter->bounce->recipients, 0);
    g_assert_cmpstr(recipient->status, ==, "5.1.1");
    g_assert_cmpint(recipient->code, ==, 550);
    g_assert_nonnull(
        g_strstr_len(recipient->diagnostic, -1, "The account you tried does not exist"));
}

/* The Message-ID of what came back: in the third part, the receipt, or the copy in the text. */
static void test_original(void)
{
    g_autoptr(GPtrArray) parts = g_ptr_array_new_with_free_func((GDestroyNotify) gf_part_free);
    g_ptr_array_add(parts,
                    part_of(GF_PART_HEADER, "text/rfc822-headers", "Message-ID: <no@mx>\n", FALSE));
    g_ptr_array_add(parts, part_of("2", DSN, "Action: failed\nStatus: 5.1.1\n", FALSE));
    g_ptr_array_add(parts, part_of("3", "text/rfc822-headers",
                                   "Subject: C\nMessage-ID:\n <41@greffe.example>\n", FALSE));
    g_autoptr(GfLetter) letter = gf_letter_new();
    gf_understand(letter, parts, NULL);
    g_assert_cmpstr(letter->bounce->original_message_id, ==, "41@greffe.example");
    g_autoptr(GfLetter) receipt = understood(
        NULL, "lu", MDN, "Original-Message-ID: <42@greffe>\nDisposition: a; displayed\n");
    g_assert_cmpstr(receipt->bounce->original_message_id, ==, "42@greffe");
    g_autoptr(GfLetter) words = understood(NULL,
                                           "failure notice\n<a@x.example>:\nno\n\n--- Below this "
                                           "line is a copy of the message.\n\nMessage-ID: "
                                           "<43@greffe>\n",
                                           NULL, NULL);
    g_assert_cmpstr(words->bounce->original_message_id, ==, "43@greffe");
}

/* What people write about bounces is people's mail. */
static void test_people(void)
{
    static const char text[] =
        "Bonjour, mon message could not be delivered, voyez <a@x.example>: User unknown";
    g_autoptr(GfLetter) person = gf_letter_new();
    g_free(person->text);
    person->text = g_strdup(text);
    person->subject = g_strdup("TR: Undelivered Mail Returned to Sender");
    person->from = gf_person_new("Jean Pons", "pons@mairie.example");
    person->return_path = g_strdup("pons@mairie.example");
    g_autoptr(GPtrArray) parts = g_ptr_array_new_with_free_func((GDestroyNotify) gf_part_free);
    g_ptr_array_add(parts, part_of("1", "text/plain", text, FALSE));
    g_ptr_array_add(
        parts, part_of("2.2", DSN, "Action: failed\nFinal-Recipient: rfc822;a@x.example\n", TRUE));
    gf_understand(person, parts, NULL);
    g_assert_cmpint(person->kind, ==, GF_KIND_MESSAGE);
    g_assert_null(person->bounce);
}

/* A provider that calls its user by the name before the @; a machine of it has other users. */
static void test_local_name(void)
{
    static const struct {
        const char *from, *want;
    } cases[] = {{"mailer-daemon@fai.example", "dupont@fai.example"},
                 {"mailer-daemon@mx3.fai.example", NULL}};
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GfLetter) letter = gf_letter_new();
        g_free(letter->text);
        letter->text =
            g_strdup("Your mail to these recipients could not be delivered:\n\n\tdupont\n");
        letter->subject = g_strdup("Mail Delivery Problem");
        letter->from = gf_person_new(NULL, cases[i].from);
        g_autoptr(GPtrArray) parts = g_ptr_array_new_with_free_func((GDestroyNotify) gf_part_free);
        gf_understand(letter, parts, NULL);
        const GfBounceRecipient *only = g_ptr_array_index(letter->bounce->recipients, 0);
        g_assert_cmpstr(only->address, ==, cases[i].want);
    }
}

/* More recipients than anybody has are cut, not believed. */
static void test_flood(void)
{
    g_autoptr(GString) report = g_string_new("Reporting-MTA: dns; mx\n");
    for (guint i = 0; i < 5000; i++)
        g_string_append_printf(report, "\nFinal-Recipient: rfc822;a%u@x.example\nAction: failed\n",
                               i);
    g_autoptr(GfLetter) letter = understood(NULL, "", DSN, report->str);
    g_assert_cmpuint(letter->bounce->recipients->len, ==, 200);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
    g_test_add_func("/understand/bounce/rows", test_rows);
    g_test_add_func("/understand/bounce/numbers", test_numbers);
    g_test_add_func("/understand/bounce/original", test_original);
    g_test_add_func("/understand/bounce/people", test_people);
    g_test_add_func("/understand/bounce/local-name", test_local_name);
    g_test_add_func("/understand/bounce/flood", test_flood);
    return g_test_run();
}
