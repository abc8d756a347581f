/* What servers say, and what it means: "status code permanence fault". */
#include "understand/bounce-class.h"

static const struct {
    const char *name;
    const char *status; /* of the report, may be NULL */
    const char *diagnostic;
    const char *want;
} rows[] = {
    {"unknown", NULL, "550 5.1.1 <a@x.example>... User unknown", "5.1.1 550 hard address"},
    {"unknown in French", NULL, "550 Destinataire inconnu", "5.1.1 550 hard address"},
    {"domain unknown", NULL, "554 Host unknown", "5.1.2 554 hard address"},
    {"takes no mail", NULL, "556 5.1.10 Domain does not accept mail (nullMX)",
     "5.1.10 556 hard address"},
    {"moved", NULL, "551 5.1.6 The user has moved", "5.1.6 551 hard address"},
    {"full", "5.1.1", "550 Mailbox is full", "5.1.1 550 soft mailbox"},
    {"full in French", NULL, "552 Boîte aux lettres pleine", "5.2.2 552 soft mailbox"},
    {"inactive", NULL, "550 5.2.1 The account is disabled", "5.2.1 550 soft mailbox"},
    {"account blocked", NULL, "550 5.5.0 Le compte du destinataire est bloqué. LPN007_426",
     "5.5.0 550 soft mailbox"},
    {"blocked", NULL, "554 Service unavailable; Client host [192.0.2.1] blocked using zen",
     "5.7.1 554 soft policy"},
    {"list named in a link only", "5.1.3", "553 http://www.spamhaus.org/query/bl?ip=192.0.2.1",
     "5.1.3 553 soft policy"},
    {"our own name", NULL, "550 5.1.8 Sender address rejected: Domain not found",
     "5.1.8 550 soft policy"},
    {"relay", NULL, "554 5.7.1 <a@x.example>: Relay access denied", "5.7.1 554 soft policy"},
    {"spam", NULL, "550 Message refused as SPAM", "5.7.1 550 soft policy"},
    {"too large", NULL, "552 Message size exceeds fixed limit", "5.3.4 552 soft content"},
    {"virus", NULL, "554 infected by a virus", "5.6.0 554 soft content"},
    {"loop", NULL, "554 5.4.6 Too many hops", "5.4.6 554 soft network"},
    {"expired", NULL, "retry timeout exceeded", "5.4.7 0 soft network"},
    {"passing unknown", NULL, "450 4.1.1 User unknown", "4.1.1 450 soft address"},
    {"unknown after data", NULL, "550 User unknown (in reply to end of DATA command)",
     "5.7.1 550 soft policy"},
    {"unknown, says a number about the mailbox", "5.2.1", "550 5.2.1 <a@x.example>... User unknown",
     "5.2.1 550 soft mailbox"},
    {"unknown, whatever the number, to RCPT", "5.2.1",
     "550 5.2.1 <a@x.example>... User unknown (in reply to RCPT TO command)",
     "5.2.1 550 hard address"},
    {"unknown, of nobody named", NULL, "550 : User unknown", "5.7.1 550 soft policy"},
    {"given up as unknown", "4.1.1",
     "450 4.1.1 <a@x.example>: Recipient address rejected: User unknown in local recipient table",
     "4.1.1 450 hard address"},
    {"host amid the words", NULL, "DNS lookup failure: host mx.x.example not found",
     "5.1.2 0 hard address"},
    {"under another's heading", "5.0.0",
     "5.1.0 - Unknown address error 550-'5.7.1 <b@y.example>... Access denied'",
     "5.7.1 550 soft policy"},
    {"under the heading of Zoho", NULL, "Invalid Address, ERROR_CODE :550, ERROR_CODE :quota used",
     "5.2.2 550 soft mailbox"},
    {"written wrongly", NULL, "malformed address: <b@y.example> may not follow a@x.example",
     "5.1.3 0 soft address"},
    {"program that could not write", NULL, "can not open new email file, system error",
     "5.3.0 0 soft network"},
    {"its status notwithstanding", "5.1.1",
     "procmail: Couldn't create \"/var/mail/a\" id: a: No such user", "5.1.1 0 soft network"},
    {"recipient refused by the rules of Postfix", NULL,
     "554 5.7.1 <a@x.example>: Recipient address rejected: Access denied", "5.7.1 554 soft policy"},
    {"recipient refused by Exchange Online", NULL,
     "550 5.4.1 [a@x.example]: Recipient address rejected: Access denied",
     "5.4.1 550 hard address"},
    {"archived in French", "5.1.1", "550 5.1.1 Boîte du destinataire archivée. OFR_415 [415]",
     "5.1.1 550 soft mailbox"},
    {"number only", "5.2.2", NULL, "5.2.2 0 soft mailbox"},
    {"vague number made precise", "5.0.0", "550-5.1.1 no such address", "5.1.1 550 hard address"},
    {"number of another class", "4.0.0", "550 5.5.0 try later", "4.0.0 550 soft network"},
    {"inner reply", NULL, "5.1.0 - error 550-'5.2.2 <a@x.example> over quota'",
     "5.2.2 550 soft mailbox"},
    {"names are no reasons", NULL, "550 <spam.virus@quota.example>: see http://x.example/blocked",
     "5.0.0 550 soft unknown"},
    {"machines are no numbers", NULL, "mx [192.5.1.1] 5.5.2653.19: Mail Service 5.5.0a",
     "5.0.0 0 soft unknown"},
    {"ids are no codes", NULL, "id=550 q550 554.a: no", "5.0.0 0 soft unknown"},
    {"nothing", NULL, "Bonjour", "5.0.0 0 soft unknown"},
};

static void test_row(gconstpointer data)
{
    gsize i = GPOINTER_TO_SIZE(data);
    GfBounceRecipient *recipient = g_new0(GfBounceRecipient, 1);
    recipient->action = g_strdup("failed");
    recipient->status = g_strdup(rows[i].status);
    recipient->diagnostic = g_strdup(rows[i].diagnostic);
    gf_bounce_classify(recipient, NULL);
    g_autofree char *got =
        g_strdup_printf("%s %d %s %s", recipient->status, recipient->code,
                        gf_permanence_name(recipient->permanence), gf_fault_name(recipient->fault));
    g_assert_cmpstr(got, ==, rows[i].want);
    gf_bounce_recipient_free(recipient);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *path = g_strconcat("/understand/bounce-class/", rows[i].name, NULL);
        g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_row);
    }
    return g_test_run();
}
