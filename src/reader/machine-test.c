/* What machines send, whole messages: reports, automatic replies, and people who look like either.
 */
#include "reader/reader.h"

#include <string.h>

#define DATA "tests/data/understand/"
#define OURS "41.k4x7@greffe.exemple.example"
#define PONS "pons@mairie.example"

static GfLetter *read_message(const char *folder, const char *name)
{
    g_autofree char *path = g_strconcat(DATA, folder, "/", name, ".eml", NULL);
    g_autofree char *text = NULL;
    gsize length = 0;
    g_autoptr(GError) error = NULL;
    g_file_get_contents(path, &text, &length, &error);
    g_assert_no_error(error);
    g_autoptr(GBytes) raw = g_bytes_new(text, length);
    return gf_read_letter(raw);
}

/* --- reports: "address action status code permanence fault" of each recipient --- */

static const struct {
    const char *file;
    GfKind kind;
    const char *recipients;
    const char *original;
} reports[] = {
    {"postfix-unknown", GF_KIND_BOUNCE, PONS " failed 5.1.1 550 hard address", OURS},
    {"postfix-alias", GF_KIND_BOUNCE, PONS " failed 5.2.2 552 soft mailbox", OURS},
    {"postfix-delay", GF_KIND_DELAY, PONS " delayed 4.4.1 0 soft network", OURS},
    {"expired", GF_KIND_BOUNCE, PONS " failed 4.4.7 0 soft network", OURS},
    {"success-only", GF_KIND_RECEIPT, PONS " delivered 2.0.0 0 soft unknown", OURS},
    {"relayed-only", GF_KIND_RECEIPT, PONS " relayed 2.1.9 0 soft unknown", OURS},
    {"two-recipients", GF_KIND_BOUNCE,
     PONS " failed 5.1.1 550 hard address, durand@mairie.example failed 5.2.2 552 soft mailbox",
     OURS},
    {"blank-lines-lost", GF_KIND_BOUNCE,
     PONS " failed 5.1.1 0 hard address, durand@mairie.example delayed 4.2.2 0 soft mailbox", OURS},
    {"exchange-online", GF_KIND_BOUNCE, PONS " failed 5.1.10 550 hard address", OURS},
    {"policy-spf", GF_KIND_BOUNCE, PONS " failed 5.7.26 550 soft policy", OURS},
    {"spam", GF_KIND_BOUNCE, PONS " failed 5.7.1 554 soft policy", OURS},
    {"too-large", GF_KIND_BOUNCE, PONS " failed 5.3.4 552 soft content", OURS},
    {"domain-gone", GF_KIND_BOUNCE, "pons@commune-nouvelle.example failed 5.4.4 0 hard address",
     OURS},
    {"orange", GF_KIND_BOUNCE, "pons@orange.example failed 5.1.1 550 hard address", OURS},
    {"orange-too-many", GF_KIND_BOUNCE, "pons@orange.example failed 4.0.0 421 soft policy", OURS},
    {"international", GF_KIND_BOUNCE, PONS " failed 5.1.1 0 hard address", OURS},
    {"headers-only", GF_KIND_BOUNCE, PONS " failed 5.1.1 0 hard address", OURS},
    {"xtext", GF_KIND_BOUNCE, "pons+cese@mairie.example failed 5.1.1 0 hard address", OURS},
    {"copy-in-base64", GF_KIND_BOUNCE, PONS " failed 5.1.1 0 hard address", OURS},
    {"report-wrapped", GF_KIND_BOUNCE, PONS " failed 5.1.1 0 hard address", OURS},
    {"receipt-read", GF_KIND_RECEIPT, "", OURS},
    {"receipt-deleted", GF_KIND_RECEIPT, "", OURS},
    {"receipt-refused", GF_KIND_BOUNCE, PONS " failed 5.2.2 0 soft mailbox", OURS},
    {"receipt-denied", GF_KIND_BOUNCE, PONS " failed 5.0.0 0 soft unknown", OURS},
    {"complaint", GF_KIND_FEEDBACK, "", NULL},
    {"qmail", GF_KIND_BOUNCE, PONS " failed 5.1.1 550 hard address", OURS},
    {"exim", GF_KIND_BOUNCE,
     PONS " failed 5.1.1 0 hard address, durand@mairie.example failed 5.2.2 552 soft mailbox",
     OURS},
    {"exim-alias", GF_KIND_BOUNCE, PONS " failed 5.7.1 550 soft policy", OURS},
    {"exim-delay", GF_KIND_DELAY, PONS " delayed 4.4.7 0 soft network", NULL},
    {"exchange-old", GF_KIND_BOUNCE, PONS " failed 5.1.1 0 hard address", NULL},
    {"gmail", GF_KIND_BOUNCE, "pons@gmail.example failed 5.1.1 550 hard address", OURS},
    {"domino", GF_KIND_BOUNCE, PONS " failed 5.1.1 0 hard address", NULL},
    {"yahoo", GF_KIND_BOUNCE, "pons@yahoo.example failed 5.2.1 554 soft mailbox", OURS},
    {"sendmail-old", GF_KIND_BOUNCE, PONS " failed 5.1.1 550 hard address", OURS},
    {"laposte", GF_KIND_BOUNCE, "pons@laposte.example failed 5.5.0 550 soft mailbox", OURS},
    {"fields-among-words", GF_KIND_BOUNCE, PONS " failed 5.1.1 550 hard address", NULL},
    {"no-address-but-copy", GF_KIND_BOUNCE, PONS " failed 5.0.0 0 soft unknown", OURS},
    {"no-address-at-all", GF_KIND_BOUNCE, "- failed 5.0.0 0 soft unknown", NULL},
};

static char *recipients_of(const GfLetter *letter)
{
    GString *out = g_string_new(NULL);
    for (guint i = 0; letter->bounce != NULL && i < letter->bounce->recipients->len; i++) {
        const GfBounceRecipient *r = letter->bounce->recipients->pdata[i];
        g_string_append_printf(out, "%s%s %s %s %d %s %s", i > 0 ? ", " : "",
                               r->address != NULL ? r->address : "-", r->action, r->status, r->code,
                               gf_permanence_name(r->permanence), gf_fault_name(r->fault));
    }
    return g_string_free(out, FALSE);
}

static void test_report(gconstpointer data)
{
    gsize i = GPOINTER_TO_SIZE(data);
    g_autoptr(GfLetter) letter = read_message("bounce", reports[i].file);
    g_autofree char *recipients = recipients_of(letter);
    g_assert_cmpstr(gf_kind_name(letter->kind), ==, gf_kind_name(reports[i].kind));
    g_assert_cmpstr(recipients, ==, reports[i].recipients);
    g_assert_cmpstr(letter->bounce != NULL ? letter->bounce->original_message_id : NULL, ==,
                    reports[i].original);
    g_assert_null(letter->auto_reply);
}

/* --- automatic replies --- */

static const struct {
    const char *file, *reason, *until, *replacement;
} replies[] = {
    {"rfc3834", "auto-submitted", "2027-03-14", NULL},
    {"rfc3834-parameter", "auto-submitted", "2027-03-15", NULL},
    {"generated", "auto-submitted", NULL, NULL},
    {"x-autoreply", "header", NULL, NULL},
    {"x-autorespond", "header", NULL, NULL},
    {"x-auto-reply", "header", NULL, NULL},
    {"x-autoresponder", "header", NULL, NULL},
    {"precedence", "header", "2027-03-12", NULL},
    {"vacation-program", "header", "2027-03-09", NULL},
    {"exchange-agent", "header", NULL, NULL},
    {"message-class", "header", "2027-03-12", NULL},
    {"subject-fr", "subject", "2027-03-17", "Mme Roques"},
    {"subject-fr-nbsp", "subject", NULL, "accueil@mairie.example"},
    {"subject-fr-office", "subject", "2027-03-22", "Paul Vidal"},
    {"subject-en", "subject", "2027-03-15", "Ms Mary Hall"},
    {"subject-en-office", "subject", "2027-03-22", NULL},
    {"subject-es", "subject", "2027-04-09", NULL},
    {"subject-ca", "subject", "2027-04-09", NULL},
    {"subject-de", "subject", "2027-03-19", NULL},
    {"subject-de-note", "subject", NULL, NULL},
    {"subject-domino", "subject", "2027-03-08", NULL},
    {"subject-domino-auto", "subject", "2027-03-15", NULL},
    {"subject-tagged", "subject", NULL, NULL},
    {"absence-confessed", "body", "2027-04-14", "M. Thierry Bousquet"},
    {"rule-of-outlook", "body", "2027-03-19", NULL},
    {"null-sender", "null-sender", "2027-03-08", NULL},
    {"null-sender-receipt", "null-sender", NULL, NULL},
    {"through-a-list", "subject", "2027-03-10", NULL},
    {"quotes-the-invitation", "subject", NULL, NULL},
};

static void test_reply(gconstpointer data)
{
    gsize i = GPOINTER_TO_SIZE(data);
    g_autoptr(GfLetter) letter = read_message("auto-reply", replies[i].file);
    const GfAutoReply *reply = letter->auto_reply;
    g_assert_cmpstr(gf_kind_name(letter->kind), ==, "auto-reply");
    g_assert_cmpstr(reply != NULL ? reply->reason : NULL, ==, replies[i].reason);
    g_assert_cmpstr(reply != NULL ? reply->until : NULL, ==, replies[i].until);
    g_assert_cmpstr(reply != NULL ? reply->replacement : NULL, ==, replies[i].replacement);
    g_assert_null(letter->bounce);
    g_assert_cmpint(letter->answer->presence, ==, GF_PRESENCE_UNCLEAR);
}

/* --- people --- */

static const char *const people[] = {
    "absence-at-the-plenary", "absence-colon",
    "absent-of-the-bureau",   "absent-until",
    "answers-a-bounce",       "answers-an-auto-reply",
    "daemon-in-subject",      "declared-person",
    "english-person",         "failed-recipients-quoted",
    "forwarded-bounce",       "forwarded-bounce-attached",
    "list-mailing",           "null-sender-person",
    "null-sender-regrets",    "on-leave",
    "outlook-suppress",       "postmaster-writes",
    "precedence-bulk",        "precedence-list",
    "quotes-our-footer",      "receipt-in-words",
    "report-as-attachment",   "secretary",
    "speaks-of-auto-reply",   "talks-about-bounces",
    "x-autogenerated-group",  "x-autoreply-no",
};

static void test_person(gconstpointer data)
{
    g_autoptr(GfLetter) letter = read_message("people", data);
    g_assert_cmpstr(gf_kind_name(letter->kind), ==, "message");
    g_assert_null(letter->bounce);
    g_assert_null(letter->auto_reply);
}

/* A file that no row names would prove nothing. */
static void test_complete(void)
{
    const struct {
        const char *folder;
        guint rows;
    } folders[] = {{"bounce", G_N_ELEMENTS(reports)},
                   {"auto-reply", G_N_ELEMENTS(replies)},
                   {"people", G_N_ELEMENTS(people)}};
    for (gsize i = 0; i < G_N_ELEMENTS(folders); i++) {
        g_autofree char *path = g_strconcat(DATA, folders[i].folder, NULL);
        g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
        guint files = 0;
        while (dir != NULL && g_dir_read_name(dir) != NULL)
            files++;
        g_assert_cmpuint(files, ==, folders[i].rows);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
    gf_read_prepare();
    for (gsize i = 0; i < G_N_ELEMENTS(reports); i++) {
        g_autofree char *path = g_strconcat("/reader/machine/report/", reports[i].file, NULL);
        g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_report);
    }
    for (gsize i = 0; i < G_N_ELEMENTS(replies); i++) {
        g_autofree char *path = g_strconcat("/reader/machine/reply/", replies[i].file, NULL);
        g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_reply);
    }
    for (gsize i = 0; i < G_N_ELEMENTS(people); i++) {
        g_autofree char *path = g_strconcat("/reader/machine/person/", people[i], NULL);
        g_test_add_data_func(path, people[i], test_person);
    }
    g_test_add_func("/reader/machine/complete", test_complete);
    return g_test_run();
}
