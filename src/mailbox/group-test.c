/* group-test.c - several messages with one command: what a server is asked, and what is made of its
 * answers, true, strange and refusing.
 */
#include "mailbox/bench.h"

enum { MESSAGES = 3 };

/* Messages 3, 1 and 2 of INBOX, all to the folder for what is done. */
static GPtrArray *three_filings(void)
{
    static const guint32 uids[MESSAGES] = {3, 1, 2};
    GPtrArray *filings = g_ptr_array_new_with_free_func((GDestroyNotify) gf_filing_free);
    for (guint i = 0; i < MESSAGES; i++) {
        const GfPlace place = {(char *) "INBOX", 7, uids[i], NULL};
        g_ptr_array_add(filings, gf_filing_new(uids[i], gf_place_copy(&place), GF_FOLDER_DONE));
    }
    return filings;
}

static guint count_of(const char *text, const char *word)
{
    g_auto(GStrv) pieces = g_strsplit(text, word, -1);
    return g_strv_length(pieces) - 1;
}

/* Where each message is now, in the order of their UIDs: a UID, 0: not told, -1: not filed. */
static const struct {
    const char *name;
    int code; /* -1: success */
    int now[MESSAGES];
    const char *told;
    guint moves, copies;
} GROUPS[] = {
    {"group-together",
     -1,
     {41, 42, 43},
     "UID STORE 1:3 +FLAGS.SILENT (\\Seen)|UID MOVE 1:3 ",
     1,
     0},
    {"group-in-any-order", -1, {50, 0, 41}, "UID MOVE 1:3 ", 1, 0},
    {"group-endless", -1, {0, 0, 0}, "UID MOVE 1:3 ", 1, 0},
    {"group-twice", -1, {41, 0, 0}, "UID MOVE 1:3 ", 1, 0},
    {"group-one-refused",
     GF_ERROR_RETRY,
     {41, -1, 43},
     "UID MOVE 1:3 |UID MOVE 1 |UID MOVE 2 |UID MOVE 2 |UID MOVE 3 ",
     5,
     0},
    {"group-kept",
     GF_ERROR_RETRY,
     {-1, -1, -1},
     "UID COPY 1:3 |UID STORE 1:3 +FLAGS.SILENT (\\Deleted)",
     0,
     1},
};

static void test_file(void)
{
    for (guint i = 0; i < G_N_ELEMENTS(GROUPS); i++) {
        g_test_message("%s", GROUPS[i].name);
        g_auto(Server) server;
        server_start(&server, GROUPS[i].name);
        g_autoptr(GError) error = NULL;
        g_autoptr(GfMailbox) mailbox = gf_mailbox_open(&server.options, server.stop_fd, &error);
        g_assert_no_error(error);
        g_autoptr(GPtrArray) filings = three_filings();
        gboolean good = gf_mailbox_file(mailbox, filings, &error);
        g_assert_cmpint(good, ==, GROUPS[i].code < 0);
        if (good)
            g_assert_no_error(error);
        else
            g_assert_error(error, GF_ERROR, GROUPS[i].code);
        for (guint at = 0; at < MESSAGES; at++) {
            const GfFiling *filing = filings->pdata[at];
            int now = filing->moved != NULL ? (int) filing->moved->uid : 0;
            g_assert_cmpint(filing->filed ? now : -1, ==, GROUPS[i].now[filing->id - 1]);
        }
        g_autofree char *log = server_log(&server);
        assert_told(log, GROUPS[i].told);
        g_assert_cmpuint(count_of(log, "UID MOVE"), ==, GROUPS[i].moves);
        g_assert_cmpuint(count_of(log, "UID COPY"), ==, GROUPS[i].copies);
    }
}

/* A backlog is listed once; the listing after it finds nothing more. */
static void test_backlog(void)
{
    g_auto(Server) server;
    server_start(&server, "honest");
    g_autoptr(GError) error = NULL;
    g_autoptr(GfMailbox) mailbox = gf_mailbox_open(&server.options, server.stop_fd, &error);
    g_assert_no_error(error);
    g_autoptr(GHashTable) met = g_hash_table_new(NULL, NULL);
    for (guint i = 0; i < MESSAGES; i++) {
        g_autoptr(GPtrArray) incoming = gf_mailbox_fetch(mailbox, 1, NULL, NULL, &error);
        g_assert_no_error(error);
        g_assert_cmpuint(incoming->len, ==, 1);
        const GfIncoming *one = incoming->pdata[0];
        g_hash_table_add(met, GUINT_TO_POINTER(one->place->uid));
    }
    g_assert_cmpuint(g_hash_table_size(met), ==, MESSAGES);
    g_autofree char *log = server_log(&server);
    g_assert_cmpuint(count_of(log, "UID SEARCH UNDELETED"), ==, 1);
}

/* What a real server makes of it: each message lies where it is said to lie. */
static void test_real_server(void)
{
    if (is_skipped())
        return;
    g_auto(Account) account;
    account_open(&account, "group");
    for (guint i = 0; i < MESSAGES; i++) {
        g_autofree char *text = g_strdup_printf("Subject: number %u\r\n\r\ntext\r\n", i);
        deliver(&account, text, -1, 1800000000 + i);
    }
    g_autoptr(GError) error = NULL;
    g_autoptr(GfMailbox) mailbox = gf_mailbox_open(&account.options, -1, &error);
    g_assert_no_error(error);
    g_autoptr(GPtrArray) incoming = gf_mailbox_fetch(mailbox, 10, NULL, NULL, &error);
    g_assert_cmpuint(incoming->len, ==, MESSAGES);
    g_autoptr(GPtrArray) filings = g_ptr_array_new_with_free_func((GDestroyNotify) gf_filing_free);
    for (guint i = 0; i < incoming->len; i++) {
        const GfIncoming *one = incoming->pdata[i];
        GfFolder folder = i == 1 ? GF_FOLDER_HELD : GF_FOLDER_DONE;
        g_ptr_array_add(filings, gf_filing_new(i, gf_place_copy(one->place), folder));
    }
    g_assert_true(gf_mailbox_file(mailbox, filings, &error));
    g_assert_no_error(error);
    for (guint i = 0; i < filings->len; i++) {
        const GfFiling *filing = filings->pdata[i];
        g_assert_true(filing->filed && filing->moved != NULL);
        account.options.folder = filing->moved->mailbox;
        g_autoptr(GfMailbox) other = gf_mailbox_open(&account.options, -1, &error);
        g_autoptr(GPtrArray) there = gf_mailbox_fetch(other, 10, NULL, NULL, &error);
        const GfIncoming *found = NULL;
        for (guint at = 0; at < there->len; at++) {
            const GfIncoming *one = there->pdata[at];
            if (one->place->uid == filing->moved->uid)
                found = one;
        }
        const GfIncoming *before = incoming->pdata[i];
        g_assert_true(found != NULL && g_bytes_equal(found->raw, before->raw));
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
    start_server();
    g_test_add_func("/mailbox/group/file", test_file);
    g_test_add_func("/mailbox/group/backlog", test_backlog);
    g_test_add_func("/mailbox/group/real-server", test_real_server);
    int result = g_test_run();
    stop_server();
    return result;
}
