/* drag-test.c - what staff drags into the folders Présent, Absent and Ignoré: on a real Dovecot,
 * with and without a prefix of folders, and on a server that misbehaves.
 *
 * Staff's mail program is a rename in the Maildir of Dovecot, which keeps the arrival as MOVE does.
 */
#include "mailbox/bench.h"

#define MESSAGE "Subject: Réponse\r\n\r\nprésent %d\r\n"
#define ARRIVED_AT 1800000000

/* --- the scripted server --- */

static const struct {
    const char *name;
    int code;          /* -1: no error */
    const char *words; /* of the error */
    guint count;
    const char *told, *never;
} LOOKS[] = {
    {"honest", -1, NULL, 0,
     "SELECT INBOX|STATUS Greffe/Pr&AOk-sent (MESSAGES)|STATUS Greffe/Absent (MESSAGES)|"
     "STATUS Greffe/Ignor&AOk- (MESSAGES)",
     "SELECT Greffe"},
    /* The first in which there is something, and back. */
    {"dragged", -1, NULL, 3, "STATUS Greffe/Absent|SELECT Greffe/Absent|UID SEARCH|SELECT INBOX",
     "SELECT Greffe/Ignor"},
    {"drag-odd", -1, NULL, 3,
     "SELECT Greffe/Absent|UID FETCH|LOGIN|SELECT INBOX|SELECT Greffe/Absent|UID FETCH 2|"
     "SELECT INBOX",
     NULL},
    {"drag-closed", -1, NULL, 0, "STATUS Greffe/Ignor&AOk-|SELECT Greffe/Absent|SELECT INBOX",
     "UID FETCH"},
    {"drag-bye", GF_ERROR_MAILBOX, "closed the connection", 0, "SELECT Greffe/Absent|UID FETCH",
     NULL},
    {"no-status", -1, NULL, 0, "STATUS Greffe/Ignor|CREATE Greffe/Absent|CREATE Greffe/Ignor",
     NULL},
    {"empty-status", -1, NULL, 0, "STATUS Greffe/Ignor&AOk-", "SELECT Greffe"},
    {"mixed-status", -1, NULL, 3,
     "STATUS Greffe/Ignor|SELECT Greffe/Absent|UID SEARCH|SELECT INBOX", "SELECT Greffe/Ignor"},
    {"bad-status", GF_ERROR_RETRY, "looking into the folders of staff: the server says 'BAD what?'",
     0, "STATUS Greffe/Ignor", "SELECT Greffe"},
};

static void assert_all_absent(const GPtrArray *incoming)
{
    for (guint i = 0; incoming != NULL && i < incoming->len; i++) {
        const GfIncoming *one = g_ptr_array_index(incoming, i);
        g_assert_cmpstr(one->verdict, ==, "absent");
        g_assert_cmpstr(one->place->mailbox, ==, "Greffe/Absent");
    }
}

static guint count_of(const char *text, const char *word)
{
    g_auto(GStrv) pieces = g_strsplit(text, word, -1);
    return g_strv_length(pieces) - 1;
}

static void test_look(void)
{
    for (guint i = 0; i < G_N_ELEMENTS(LOOKS); i++) {
        g_test_message("%s", LOOKS[i].name);
        g_auto(Server) server;
        server_start(&server, LOOKS[i].name);
        g_autoptr(GError) error = NULL;
        g_autoptr(GfMailbox) mailbox = gf_mailbox_open(&server.options, server.stop_fd, &error);
        g_assert_no_error(error);
        if (mailbox == NULL)
            continue;
        g_autoptr(GPtrArray) incoming = gf_mailbox_fetch_dragged(mailbox, 10, NULL, NULL, &error);
        if (LOOKS[i].code < 0)
            g_assert_no_error(error);
        else
            assert_error(error, LOOKS[i].code, LOOKS[i].words);
        g_assert_cmpuint(incoming != NULL ? incoming->len : 0, ==, LOOKS[i].count);
        assert_all_absent(incoming);
        g_autofree char *log = server_log(&server);
        assert_told(log, LOOKS[i].told);
        g_assert_true(LOOKS[i].never == NULL || strstr(log, LOOKS[i].never) == NULL);
        if (i == 0) /* nothing is asked twice */
            g_assert_cmpuint(count_of(log, "STATUS"), ==, 3);
    }
}

static gboolean is_all_known(G_GNUC_UNUSED const GfPlace *place, G_GNUC_UNUSED gpointer user_data)
{
    return TRUE;
}

/* As the daemon does it: what came in, what was dragged, then wait. The milliseconds it took. */
static gint64 one_turn(GfMailbox *mailbox, int wait_ms)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) incoming = gf_mailbox_fetch(mailbox, 10, is_all_known, NULL, &error);
    g_assert_no_error(error);
    g_autoptr(GPtrArray) dragged =
        gf_mailbox_fetch_dragged(mailbox, 10, is_all_known, NULL, &error);
    g_assert_no_error(error);
    gint64 start = g_get_monotonic_time();
    g_assert_true(gf_mailbox_wait(mailbox, wait_ms, -1, &error));
    g_assert_no_error(error);
    return (g_get_monotonic_time() - start) / 1000;
}

static const struct {
    const char *name;
    gboolean waits; /* although something stays in a folder of staff */
} TURNS[] = {
    {"honest", TRUE},
    {"dragged", TRUE},
    {"drag-news", FALSE},
};

static void test_wait(void)
{
    for (guint i = 0; i < G_N_ELEMENTS(TURNS); i++) {
        g_test_message("%s", TURNS[i].name);
        g_auto(Server) server;
        server_start(&server, TURNS[i].name);
        g_autoptr(GfMailbox) mailbox = gf_mailbox_open(&server.options, server.stop_fd, NULL);
        one_turn(mailbox, 300); /* whether there is news is not known yet */
        g_assert_cmpint(one_turn(mailbox, 300) >= 290, ==, TURNS[i].waits);
        g_assert_cmpint(one_turn(mailbox, 300) >= 290, ==, TURNS[i].waits);
        g_assert_cmpint(gf_mailbox_was_quiet(mailbox), ==, TURNS[i].waits);
    }
}

/* --- Dovecot --- */

static void deliver_number(const Account *account, int number)
{
    g_autofree char *text = g_strdup_printf(MESSAGE, number);
    deliver(account, text, -1, ARRIVED_AT + number);
}

/* The only file in a directory of the account. Owned. */
static char *only_file(const Account *account, const char *folder, const char *part)
{
    g_autofree char *directory_path =
        g_build_filename(account->new_directory, "..", folder, part, NULL);
    g_autoptr(GDir) dir = g_dir_open(directory_path, 0, NULL);
    const char *name = dir != NULL ? g_dir_read_name(dir) : NULL;
    return name != NULL ? g_build_filename(directory_path, name, NULL) : NULL;
}

/* From INBOX to `folder`, as it is called on the disk. */
static void drag(const Account *account, const char *folder)
{
    g_autofree char *path = only_file(account, ".", "cur");
    if (path == NULL)
        path = only_file(account, ".", "new");
    g_assert_nonnull(path);
    g_autofree char *name = g_path_get_basename(path);
    g_autofree char *target =
        g_build_filename(account->new_directory, "..", folder, "cur", name, NULL);
    g_assert_cmpint(rename(path, target), ==, 0);
}

static gboolean is_in(const GfPlace *place, gpointer user_data)
{
    g_autofree char *key = gf_place_key(place);
    return g_hash_table_contains(user_data, key);
}

static const struct {
    const char *verdict;
    const char *on_disk;
    const char *name, *prefixed; /* as people write it, without and with INBOX. */
} FOLDERS[] = {
    {"present", ".Greffe.Pr&AOk-sent", "Greffe/Présent", "INBOX.Greffe.Présent"},
    {"absent", ".Greffe.Absent", "Greffe/Absent", "INBOX.Greffe.Absent"},
    {"ignore", ".Greffe.Ignor&AOk-", "Greffe/Ignoré", "INBOX.Greffe.Ignoré"},
};

/* One message in each folder; each comes with its verdict, and can be filed from there. */
static void check_folders(const char *user, gboolean prefixed)
{
    g_auto(Account) account;
    account_open(&account, user);
    g_autoptr(GError) error = NULL;
    g_autoptr(GHashTable) known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GfMailbox) mailbox = gf_mailbox_open(&account.options, -1, &error);
    g_assert_no_error(error);
    for (int i = 0; i < (int) G_N_ELEMENTS(FOLDERS); i++) {
        deliver_number(&account, i);
        drag(&account, FOLDERS[i].on_disk);
    }
    deliver_number(&account, 9); /* somebody else's, in INBOX */
    for (int i = 0; i < (int) G_N_ELEMENTS(FOLDERS); i++) {
        g_autoptr(GPtrArray) incoming = gf_mailbox_fetch_dragged(mailbox, 10, is_in, known, &error);
        g_assert_no_error(error);
        g_assert_cmpuint(incoming->len, ==, 1);
        const GfIncoming *one = g_ptr_array_index(incoming, 0);
        g_autofree char *text = g_strdup_printf(MESSAGE, i);
        g_autofree char *got =
            g_strndup(g_bytes_get_data(one->raw, NULL), g_bytes_get_size(one->raw));
        g_assert_cmpstr(one->verdict, ==, FOLDERS[i].verdict);
        g_assert_cmpstr(one->place->mailbox, ==, prefixed ? FOLDERS[i].prefixed : FOLDERS[i].name);
        g_assert_cmpint(one->arrived_at, ==, ARRIVED_AT + i);
        g_assert_cmpstr(got, ==, text);
        g_hash_table_add(known, gf_place_key(one->place));
        if (i == 1) /* is left there */
            continue;
        g_autoptr(GfPlace) now = NULL;
        g_assert_true(file_one(mailbox, one->place, GF_FOLDER_DONE, &now, &error));
        g_assert_cmpstr(now != NULL ? now->mailbox : NULL, ==,
                        prefixed ? "INBOX.Greffe.Traité" : "Greffe/Traité");
    }
    g_autoptr(GPtrArray) none = gf_mailbox_fetch_dragged(mailbox, 10, is_in, known, &error);
    g_assert_cmpuint(none->len, ==, 0);
    g_autoptr(GPtrArray) inbox = gf_mailbox_fetch(mailbox, 10, is_in, known, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(inbox->len, ==, 1);
    g_assert_null(((const GfIncoming *) g_ptr_array_index(inbox, 0))->verdict);
}

static void test_folders(void)
{
    if (!is_skipped())
        check_folders("folders", FALSE);
}

static gpointer deliver_soon(gpointer data)
{
    g_usleep(300 * 1000);
    deliver_number(data, 2);
    return NULL;
}

/* Something that stays in a folder of staff neither keeps the waiting from beginning nor news from
 * ending it. */
static void test_idle(void)
{
    if (is_skipped())
        return;
    g_auto(Account) account;
    account_open(&account, "drag-idle");
    g_autoptr(GfMailbox) mailbox = gf_mailbox_open(&account.options, -1, NULL);
    deliver_number(&account, 1);
    drag(&account, ".Greffe.Absent");
    one_turn(mailbox, 400);
    g_assert_cmpint(one_turn(mailbox, 400), >=, 400);
    g_assert_cmpint(one_turn(mailbox, 400), >=, 400);
    GThread *thread = g_thread_new("deliver", deliver_soon, &account);
    g_assert_cmpint(one_turn(mailbox, 20000), <, 2300);
    g_thread_join(thread);
}

/* A message that comes while a folder of staff is open is not slept on. */
static void test_meanwhile(void)
{
    if (is_skipped())
        return;
    g_auto(Account) account;
    account_open(&account, "drag-meanwhile");
    g_autoptr(GError) error = NULL;
    g_autoptr(GfMailbox) mailbox = gf_mailbox_open(&account.options, -1, &error);
    deliver_number(&account, 1);
    drag(&account, ".Greffe.Absent");
    one_turn(mailbox, 0);
    one_turn(mailbox, 0);
    g_autoptr(GPtrArray) inbox = gf_mailbox_fetch(mailbox, 10, NULL, NULL, &error);
    g_assert_cmpuint(inbox->len, ==, 0);
    deliver_number(&account, 2); /* after the last look at INBOX */
    g_autoptr(GPtrArray) dragged = gf_mailbox_fetch_dragged(mailbox, 10, NULL, NULL, &error);
    g_assert_cmpuint(dragged->len, ==, 1);
    gint64 start = g_get_monotonic_time();
    g_assert_true(gf_mailbox_wait(mailbox, 20000, -1, &error));
    g_assert_cmpint((g_get_monotonic_time() - start) / 1000, <, 2300);
    g_assert_no_error(error);
}

/* Somebody has removed a folder. */
static void test_removed(void)
{
    if (is_skipped())
        return;
    g_auto(Account) account;
    account_open(&account, "drag-removed");
    g_autoptr(GError) error = NULL;
    g_autoptr(GfMailbox) mailbox = gf_mailbox_open(&account.options, -1, &error);
    g_autofree char *folder =
        g_build_filename(account.new_directory, "..", ".Greffe.Pr&AOk-sent", NULL);
    const char *const argv[] = {"rm", "-rf", folder, NULL};
    g_spawn_sync(NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL,
                 NULL);
    g_assert_false(g_file_test(folder, G_FILE_TEST_EXISTS));
    g_autoptr(GPtrArray) none = gf_mailbox_fetch_dragged(mailbox, 10, NULL, NULL, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(none->len, ==, 0);
    g_assert_true(g_file_test(folder, G_FILE_TEST_IS_DIR));
}

/* The last test: another server, whose folders are below "INBOX.". */
static void test_prefix(void)
{
    if (is_skipped())
        return;
    stop_server();
    g_auto(GStrv) environment = g_environ_setenv(g_get_environ(), "DOVECOT_SEPARATOR", ".", TRUE);
    environment = g_environ_setenv(environment, "DOVECOT_PREFIX", "INBOX.", TRUE);
    server_environment = environment;
    start_server();
    server_environment = NULL;
    check_folders("prefix", TRUE);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
    start_server();
    g_test_add_func("/mailbox/drag/look", test_look);
    g_test_add_func("/mailbox/drag/wait", test_wait);
    g_test_add_func("/mailbox/drag/folders", test_folders);
    g_test_add_func("/mailbox/drag/idle", test_idle);
    g_test_add_func("/mailbox/drag/meanwhile", test_meanwhile);
    g_test_add_func("/mailbox/drag/removed", test_removed);
    g_test_add_func("/mailbox/drag/prefix", test_prefix);
    int failed = g_test_run();
    stop_server();
    return failed;
}
