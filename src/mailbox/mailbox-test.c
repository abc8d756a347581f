/* mailbox-test.c - the whole of IMAP against a real server: the private Dovecot of tests/servers.
 *
 * Messages are put into its Maildirs as files. Skipped, loudly, where Dovecot is not installed.
 */
#include "mailbox/bench.h"

#include <signal.h>

static gboolean is_text(GBytes *bytes, const char *text, gsize size)
{
    return g_bytes_get_size(bytes) == size &&
           memcmp(g_bytes_get_data(bytes, NULL), text, size) == 0;
}

#define MESSAGE "Subject: Réponse\r\n\r\nprésent\r\n"

static const struct {
    const char *name, *host;
    gboolean with_ca_file;
    GfTls tls;
    const char *secret;
    int code; /* -1: opens */
    const char *words;
} OPENINGS[] = {
    {"TLS", "localhost", TRUE, GF_TLS_IMPLICIT, "secret", -1, NULL},
    {"STARTTLS", "localhost", TRUE, GF_TLS_STARTTLS, "secret", -1, NULL},
    {"an address in the certificate", "127.0.0.1", TRUE, GF_TLS_IMPLICIT, "secret", -1, NULL},
    {"in the clear on this machine", "localhost", TRUE, GF_TLS_NONE, "secret", -1, NULL},
    {"wrong password", "localhost", TRUE, GF_TLS_IMPLICIT, "wrong", GF_ERROR_ACCOUNT,
     "mailbox localhost: log-in refused for 'opening': "},
    {"authority unknown", "localhost", FALSE, GF_TLS_IMPLICIT, "secret", GF_ERROR_ACCOUNT,
     "mailbox localhost: certificate not trusted: the certificate issuer is unknown (set ca_file"},
    {"authority unknown, STARTTLS", "localhost", FALSE, GF_TLS_STARTTLS, "secret", GF_ERROR_ACCOUNT,
     "certificate not trusted: the certificate issuer is unknown (set ca_file"},
    /* Another spelling of 127.0.0.1 that the certificate does not have. */
    {"wrong name", "127.1", TRUE, GF_TLS_IMPLICIT, "secret", GF_ERROR_ACCOUNT,
     "certificate not trusted: the name in the certificate does not match the expected"},
    {"password of a special kind", "localhost", TRUE, GF_TLS_IMPLICIT, "a\"b\\c é {5}",
     GF_ERROR_ACCOUNT, "log-in refused"},
};

static void test_open(void)
{
    if (is_skipped())
        return;
    for (guint i = 0; i < G_N_ELEMENTS(OPENINGS); i++) {
        g_test_message("%s", OPENINGS[i].name);
        g_auto(Account) account;
        account_open(&account, "opening");
        account.options.host = OPENINGS[i].host;
        account.options.tls = OPENINGS[i].tls;
        account.options.secret = OPENINGS[i].secret;
        if (!OPENINGS[i].with_ca_file)
            account.options.ca_file = NULL;
        if (OPENINGS[i].tls != GF_TLS_IMPLICIT)
            account.options.port = (guint16) server_number("IMAP_PORT");
        g_autoptr(GError) error = NULL;
        g_autoptr(GfMailbox) mailbox = gf_mailbox_open(&account.options, -1, &error);
        if (OPENINGS[i].code < 0) {
            g_assert_no_error(error);
            g_assert_nonnull(mailbox);
            continue;
        }
        g_assert_error(error, GF_ERROR, OPENINGS[i].code);
        if (error != NULL && strstr(error->message, OPENINGS[i].words) == NULL)
            g_test_message("'%s' lacks '%s'", error->message, OPENINGS[i].words);
        g_assert_true(error != NULL && strstr(error->message, OPENINGS[i].words) != NULL);
    }
}

static void test_ca_file_missing(void)
{
    if (is_skipped())
        return;
    g_auto(Account) account;
    account_open(&account, "no-ca-file");
    account.options.ca_file = "/nonexistent.pem";
    g_autoptr(GError) error = NULL;
    g_assert_null(gf_mailbox_open(&account.options, -1, &error));
    g_assert_error(error, GF_ERROR, GF_ERROR_ACCOUNT);
    g_assert_nonnull(strstr(error->message, "no certificate authorities in '/nonexistent.pem'"));
}

static gboolean is_known(const GfPlace *place, gpointer user_data)
{
    const guint32 *known = user_data;
    return place->uid == *known;
}

/* Oldest arrival first, whatever the order of delivery; what is known is left out. */
static void test_fetch(void)
{
    if (is_skipped())
        return;
    g_auto(Account) account;
    account_open(&account, "fetching");
    deliver(&account, "Subject: b\r\n\r\n2\r\n", -1, 1800000100);
    deliver(&account, "Subject: a\r\n\r\n1\r\n", -1, 1800000000);
    deliver(&account, "Subject: c\n\n3\n", -1, 1800000200);
    g_autoptr(GError) error = NULL;
    g_autoptr(GfMailbox) mailbox = gf_mailbox_open(&account.options, -1, &error);
    g_assert_no_error(error);
    g_autoptr(GPtrArray) incoming = gf_mailbox_fetch(mailbox, 10, NULL, NULL, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(incoming->len, ==, 3);
    static const struct {
        const char *text;
        gint64 arrived_at;
    } EXPECTED[] = {
        {"Subject: a\r\n\r\n1\r\n", 1800000000},
        {"Subject: b\r\n\r\n2\r\n", 1800000100},
        {"Subject: c\r\n\r\n3\r\n", 1800000200}, /* IMAP knows CRLF only */
    };
    guint32 newest = 0;
    for (guint i = 0; i < incoming->len && i < G_N_ELEMENTS(EXPECTED); i++) {
        const GfIncoming *one = g_ptr_array_index(incoming, i);
        g_assert_true(is_text(one->raw, EXPECTED[i].text, strlen(EXPECTED[i].text)));
        g_assert_cmpint(one->arrived_at, ==, EXPECTED[i].arrived_at);
        g_assert_cmpuint(one->size, ==, strlen(EXPECTED[i].text));
        g_assert_false(one->cut);
        g_assert_cmpstr(one->place->mailbox, ==, "INBOX");
        g_assert_cmpuint(one->place->uidvalidity, !=, 0);
        newest = one->place->uid;
    }
    g_autoptr(GPtrArray) others = gf_mailbox_fetch(mailbox, 10, is_known, &newest, &error);
    g_assert_cmpuint(others->len, ==, 2);
    g_autoptr(GPtrArray) one = gf_mailbox_fetch(mailbox, 1, NULL, NULL, &error);
    g_assert_cmpuint(one->len, ==, 1);
    g_assert_no_error(error);
}

/* Batches of 500, some messages longer than what is asked for at first, and a limit of one's own.
 */
static void test_many(void)
{
    if (is_skipped())
        return;
    g_auto(Account) account;
    account_open(&account, "many");
    g_autofree char *body = g_strnfill(20000, 'x');
    g_autofree char *longer = g_strconcat("Subject: long\r\n\r\n", body, "\r\n", NULL);
    for (int i = 0; i < 1050; i++)
        deliver(&account, i % 90 == 0 ? longer : MESSAGE, -1, 1800000000 + i);
    g_autoptr(GfMailbox) mailbox = gf_mailbox_open(&account.options, -1, NULL);
    g_autoptr(GPtrArray) all = gf_mailbox_fetch(mailbox, 2000, NULL, NULL, NULL);
    g_assert_cmpuint(all->len, ==, 1050);
    g_autoptr(GPtrArray) some = gf_mailbox_fetch(mailbox, 501, NULL, NULL, NULL);
    g_assert_cmpuint(some->len, ==, 501);
    for (guint i = 0; i < all->len; i++) {
        const GfIncoming *one = g_ptr_array_index(all, i);
        g_assert_cmpint(one->arrived_at, ==, 1800000000 + i);
        g_assert_cmpuint(g_bytes_get_size(one->raw), ==, one->size);
        g_assert_true((one->size > 20000) == (i % 90 == 0));
        g_assert_false(one->cut);
    }
}

/* Every byte as it was sent, except that lines end in CRLF. */
static void test_bytes(void)
{
    if (is_skipped())
        return;
    static const char ODD[] = "Subject: odd\r\n\r\nNUL \0 CR \r 8 bit \xe9 \xff\r\nend\r\n";
    g_auto(Account) account;
    account_open(&account, "bytes");
    deliver(&account, ODD, sizeof ODD - 1, 1800000000);
    g_autoptr(GfMailbox) mailbox = gf_mailbox_open(&account.options, -1, NULL);
    g_autoptr(GPtrArray) incoming = gf_mailbox_fetch(mailbox, 10, NULL, NULL, NULL);
    g_assert_cmpuint(incoming->len, ==, 1);
    const GfIncoming *one = g_ptr_array_index(incoming, 0);
    /* Dovecot cannot send NUL in a literal and says 0x80 instead. */
    g_autofree char *sent = g_memdup2(ODD, sizeof ODD);
    *(char *) memchr(sent, '\0', sizeof ODD) = '\x80';
    g_assert_true(is_text(one->raw, sent, sizeof ODD - 1));
}

static void test_large(void)
{
    if (is_skipped())
        return;
    g_auto(Account) account;
    account_open(&account, "large");
    g_autoptr(GString) text = g_string_new("Subject: large\r\nX-Last: yes\r\n\r\n");
    while (text->len < 2 * 1024 * 1024)
        g_string_append(text, "0123456789012345678901234567890123456789012345678901234567890\r\n");
    deliver(&account, text->str, (gssize) text->len, 1800000000);
    deliver(&account, MESSAGE, -1, 1800000001);
    g_autoptr(GfMailbox) mailbox = gf_mailbox_open(&account.options, -1, NULL);
    g_autoptr(GPtrArray) incoming = gf_mailbox_fetch(mailbox, 10, NULL, NULL, NULL);
    g_assert_cmpuint(incoming->len, ==, 2);
    const GfIncoming *large = g_ptr_array_index(incoming, 0);
    g_assert_true(large->cut);
    g_assert_cmpuint(large->size, ==, text->len);
    static const char HEADER[] = "Subject: large\r\nX-Last: yes\r\n\r\n";
    g_assert_true(is_text(large->raw, HEADER, sizeof HEADER - 1));
    const GfIncoming *small = g_ptr_array_index(incoming, 1);
    g_assert_false(small->cut);
    g_clear_pointer(&mailbox, gf_mailbox_close);

    account.options.max_message_bytes = 4 * 1024 * 1024;
    mailbox = gf_mailbox_open(&account.options, -1, NULL);
    g_autoptr(GPtrArray) whole = gf_mailbox_fetch(mailbox, 1, NULL, NULL, NULL);
    large = g_ptr_array_index(whole, 0);
    g_assert_false(large->cut);
    g_assert_true(is_text(large->raw, text->str, text->len));
}

/* To a folder that is not ASCII, on to another, and again what was done already. */
static void test_file(void)
{
    if (is_skipped())
        return;
    g_auto(Account) account;
    account_open(&account, "filing");
    deliver(&account, MESSAGE, -1, 1800000000);
    g_autoptr(GError) error = NULL;
    g_autoptr(GfMailbox) mailbox = gf_mailbox_open(&account.options, -1, &error);
    g_autoptr(GPtrArray) incoming = gf_mailbox_fetch(mailbox, 10, NULL, NULL, &error);
    g_assert_cmpuint(incoming->len, ==, 1);
    const GfPlace *first = ((GfIncoming *) g_ptr_array_index(incoming, 0))->place;

    g_autoptr(GfPlace) held = NULL;
    g_assert_true(file_one(mailbox, first, GF_FOLDER_HELD, &held, &error));
    g_assert_no_error(error);
    g_assert_nonnull(held);
    g_assert_cmpstr(held->mailbox, ==, "Greffe/À vérifier");
    g_assert_cmpuint(held->uid, ==, 1);
    g_autoptr(GPtrArray) rest = gf_mailbox_fetch(mailbox, 10, NULL, NULL, &error);
    g_assert_cmpuint(rest->len, ==, 0);

    g_autoptr(GfPlace) nothing = NULL;
    g_assert_true(file_one(mailbox, first, GF_FOLDER_HELD, &nothing, &error));
    g_assert_null(nothing);

    g_autoptr(GfPlace) done = NULL;
    g_assert_true(file_one(mailbox, held, GF_FOLDER_DONE, &done, &error));
    g_assert_cmpstr(done != NULL ? done->mailbox : NULL, ==, "Greffe/Traité");
    g_autoptr(GfPlace) same = NULL;
    g_assert_true(file_one(mailbox, done, GF_FOLDER_DONE, &same, &error));
    g_assert_cmpuint(same->uid, ==, done->uid);

    g_autoptr(GfPlace) other = gf_place_copy(done);
    other->uidvalidity++;
    g_assert_true(file_one(mailbox, other, GF_FOLDER_JUNK, NULL, &error));
    g_free(other->mailbox);
    other->mailbox = g_strdup("Nulle part");
    g_assert_true(file_one(mailbox, other, GF_FOLDER_JUNK, NULL, &error));
    g_assert_no_error(error);

    /* On the disk: read, in the folder for what is done, and nowhere else. */
    g_autofree char *mail = server_value("MAIL_DIR");
    g_autofree char *cur = g_build_filename(mail, account.user, ".Greffe.Trait&AOk-", "cur", NULL);
    g_autoptr(GDir) dir = g_dir_open(cur, 0, NULL);
    const char *name = dir != NULL ? g_dir_read_name(dir) : NULL;
    g_assert_true(name != NULL && g_str_has_suffix(name, ":2,S"));
    g_assert_true(dir == NULL || g_dir_read_name(dir) == NULL);
}

/* The folder watched may be another, and is given as people write it. */
static void test_other_folder(void)
{
    if (is_skipped())
        return;
    g_auto(Account) account;
    account_open(&account, "other-folder");
    deliver(&account, MESSAGE, -1, 1800000000);
    g_autoptr(GError) error = NULL;
    g_autoptr(GfMailbox) first = gf_mailbox_open(&account.options, -1, &error);
    g_autoptr(GPtrArray) incoming = gf_mailbox_fetch(first, 10, NULL, NULL, &error);
    const GfPlace *place = ((GfIncoming *) g_ptr_array_index(incoming, 0))->place;
    g_assert_true(file_one(first, place, GF_FOLDER_HELD, NULL, &error));
    account.options.folder = "Greffe/À vérifier";
    g_autoptr(GfMailbox) second = gf_mailbox_open(&account.options, -1, &error);
    g_assert_no_error(error);
    g_autoptr(GPtrArray) held = gf_mailbox_fetch(second, 10, NULL, NULL, &error);
    g_assert_cmpuint(held->len, ==, 1);
    const GfIncoming *one = g_ptr_array_index(held, 0);
    g_assert_cmpint(one->arrived_at, ==, 1800000000);
    g_assert_cmpstr(one->place->mailbox, ==, "Greffe/À vérifier");
}

static gpointer deliver_soon(gpointer data)
{
    g_usleep(300 * 1000);
    deliver(data, MESSAGE, -1, 1800000000);
    return NULL;
}

static void test_idle(void)
{
    if (is_skipped())
        return;
    g_auto(Account) account;
    account_open(&account, "idle");
    g_autoptr(GError) error = NULL;
    g_autoptr(GfMailbox) mailbox = gf_mailbox_open(&account.options, -1, &error);
    g_autoptr(GPtrArray) none = gf_mailbox_fetch(mailbox, 10, NULL, NULL, &error);
    g_assert_cmpuint(none->len, ==, 0);

    gint64 start = g_get_monotonic_time();
    g_assert_true(gf_mailbox_wait(mailbox, 400, -1, &error));
    gint64 quiet_ms = (g_get_monotonic_time() - start) / 1000;
    g_assert_cmpint(quiet_ms, >=, 400);
    g_assert_cmpint(quiet_ms, <, 2000);

    GThread *thread = g_thread_new("deliver", deliver_soon, &account);
    start = g_get_monotonic_time();
    g_assert_true(gf_mailbox_wait(mailbox, 20000, -1, &error));
    g_assert_cmpint((g_get_monotonic_time() - start) / 1000, <, 2300);
    g_thread_join(thread);
    g_autoptr(GPtrArray) incoming = gf_mailbox_fetch(mailbox, 10, NULL, NULL, &error);
    g_assert_cmpuint(incoming->len, ==, 1);
    g_assert_no_error(error);
}

static gpointer stop_soon(gpointer data)
{
    g_usleep(200 * 1000);
    eventfd_write(GPOINTER_TO_INT(data), 1);
    return NULL;
}

static void test_stop(void)
{
    if (is_skipped())
        return;
    g_auto(Account) account;
    account_open(&account, "stop");
    int stop_fd = eventfd(0, EFD_CLOEXEC);
    g_autoptr(GError) error = NULL;
    g_autoptr(GfMailbox) mailbox = gf_mailbox_open(&account.options, stop_fd, &error);
    g_autoptr(GPtrArray) none = gf_mailbox_fetch(mailbox, 10, NULL, NULL, &error);
    g_assert_no_error(error);
    gint64 start = g_get_monotonic_time();
    GThread *thread = g_thread_new("stop", stop_soon, GINT_TO_POINTER(stop_fd));
    g_assert_false(gf_mailbox_wait(mailbox, 20000, -1, &error));
    g_assert_error(error, GF_ERROR, GF_ERROR_CANCELLED);
    g_assert_cmpint((g_get_monotonic_time() - start) / 1000, <, 300);
    g_thread_join(thread);
    close(stop_fd);
}

/* The last test: it ends the server. */
static void test_killed(void)
{
    if (is_skipped())
        return;
    g_auto(Account) account;
    account_open(&account, "killed");
    deliver(&account, MESSAGE, -1, 1800000000);
    g_autoptr(GError) error = NULL;
    g_autoptr(GfMailbox) mailbox = gf_mailbox_open(&account.options, -1, &error);
    g_autoptr(GfMailbox) waiting = gf_mailbox_open(&account.options, -1, &error);
    g_autoptr(GPtrArray) incoming = gf_mailbox_fetch(waiting, 10, NULL, NULL, &error);
    g_assert_no_error(error);
    /* The process group is the server's own. */
    int pid = server_number("DOVECOT_PID");
    if (pid <= 1)
        g_error("no process of the server");
    g_assert_cmpint(kill(-pid, SIGKILL), ==, 0);
    g_assert_null(gf_mailbox_fetch(mailbox, 10, NULL, NULL, &error));
    g_assert_error(error, GF_ERROR, GF_ERROR_MAILBOX);
    g_clear_error(&error);
    g_assert_false(gf_mailbox_wait(waiting, 5000, -1, &error));
    g_assert_error(error, GF_ERROR, GF_ERROR_MAILBOX);
    g_clear_error(&error);
    g_assert_null(gf_mailbox_open(&account.options, -1, &error));
    g_assert_error(error, GF_ERROR, GF_ERROR_MAILBOX);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
    start_server();
    g_test_add_func("/mailbox/dovecot/open", test_open);
    g_test_add_func("/mailbox/dovecot/ca-file-missing", test_ca_file_missing);
    g_test_add_func("/mailbox/dovecot/fetch", test_fetch);
    g_test_add_func("/mailbox/dovecot/many", test_many);
    g_test_add_func("/mailbox/dovecot/bytes", test_bytes);
    g_test_add_func("/mailbox/dovecot/large", test_large);
    g_test_add_func("/mailbox/dovecot/file", test_file);
    g_test_add_func("/mailbox/dovecot/other-folder", test_other_folder);
    g_test_add_func("/mailbox/dovecot/idle", test_idle);
    g_test_add_func("/mailbox/dovecot/stop", test_stop);
    g_test_add_func("/mailbox/dovecot/killed", test_killed);
    int failed = g_test_run();
    stop_server();
    return failed;
}
