/* imap-test.c - IMAP against a scripted server that misbehaves (tests/servers/hostile-imap.py).
 *
 * One row a case: what the server does wrong, and what must come out of it. Everything is on
 * loopback.
 */
#include "mailbox/bench.h"

/* "1:Subject: one..first..|2?..." : uid, '!' where cut, the bytes with CR, LF and NUL as dots.
 * Owned. */
static char *summary(const GPtrArray *incoming)
{
    GString *out = g_string_new(NULL);
    for (guint i = 0; incoming != NULL && i < incoming->len; i++) {
        const GfIncoming *one = g_ptr_array_index(incoming, i);
        gsize size = 0;
        const char *bytes = g_bytes_get_data(one->raw, &size);
        g_string_append_printf(out, "%s%u%s", i > 0 ? "|" : "", one->place->uid,
                               one->cut ? "!" : ":");
        for (gsize j = 0; j < size; j++)
            g_string_append_c(out, g_ascii_isprint(bytes[j]) ? bytes[j] : '.');
    }
    return g_string_free(out, FALSE);
}

#define ONE "1:Subject: one....first.."
#define TWO "2:Subject: two....second.."
#define THREE "3:Subject: three....third.."
#define TWO_CUT "2!Subject: two....second.."

static const struct {
    const char *name;
    const char *expected; /* summary(); NULL: an error of `code` with `words` */
    int code;
    const char *words;
} FETCHES[] = {
    /* By arrival: 08:00, 11:30 and 10:00 UTC. */
    {"honest", ONE "|" THREE "|" TWO, 0, NULL},
    {"unsolicited", ONE "|" THREE "|" TWO, 0, NULL},
    {"vanished", ONE, 0, NULL},
    {"raw-bytes",
     "1:Subject: raw....a.b.c.d...|3:Subject: raw....a.b.c.d...|"
     "2:Subject: raw....a.b.c.d...",
     0, NULL},
    {"quoted-body", "1:Subject: 1|3:Subject: 3|2:Subject: 2", 0, NULL},
    {"nil-body", "", 0, NULL},
    /* The one at fault comes last: its arrival is now. Its header stands for it. */
    {"unknown-item", ONE "|" THREE "|" TWO_CUT, 0, NULL},
    {"bad-date", ONE "|" THREE "|" TWO_CUT, 0, NULL},
    {"odd-date", ONE "|" THREE "|" TWO_CUT, 0, NULL},
    {"garbled-body", ONE "|" THREE "|2!", 0, NULL},
    {"refused-body", ONE "|" THREE "|" TWO_CUT, 0, NULL},
    {"huge-size", "1!Subject: huge....|3!Subject: huge....|2!Subject: huge....", 0, NULL},
    {"garbled-everywhere", "1!|2!|3!", 0, NULL},
    {"endless-line", "1!|2!|3!", 0, NULL},
    {"bad-one", ONE "|" THREE, 0, NULL},
    {"bad-everywhere", NULL, GF_ERROR_MAILBOX, "answers BAD"},
    {"bye", NULL, GF_ERROR_MAILBOX, "closed the connection"},
};

static void test_fetch(void)
{
    for (guint i = 0; i < G_N_ELEMENTS(FETCHES); i++) {
        g_test_message("%s", FETCHES[i].name);
        g_auto(Server) server;
        server_start(&server, FETCHES[i].name);
        g_autoptr(GError) error = NULL;
        g_autoptr(GfMailbox) mailbox = gf_mailbox_open(&server.options, server.stop_fd, &error);
        g_assert_no_error(error);
        if (mailbox == NULL)
            continue;
        g_autoptr(GPtrArray) incoming = gf_mailbox_fetch(mailbox, 10, NULL, NULL, &error);
        if (FETCHES[i].expected == NULL) {
            assert_error(error, FETCHES[i].code, FETCHES[i].words);
            g_clear_error(&error);
            /* The session is lost, and says so. */
            g_assert_null(gf_mailbox_fetch(mailbox, 10, NULL, NULL, &error));
            assert_error(error, GF_ERROR_MAILBOX, "not connected");
            continue;
        }
        g_assert_no_error(error);
        g_autofree char *got = summary(incoming);
        g_assert_cmpstr(got, ==, FETCHES[i].expected);
    }
}

/* DATE of the honest server, with zones on both sides of Greenwich, in UTC. */
static void test_arrival(void)
{
    g_auto(Server) server;
    server_start(&server, "honest");
    g_autoptr(GfMailbox) mailbox = gf_mailbox_open(&server.options, server.stop_fd, NULL);
    g_autoptr(GPtrArray) incoming = gf_mailbox_fetch(mailbox, 10, NULL, NULL, NULL);
    g_assert_nonnull(incoming);
    g_assert_cmpuint(incoming->len, ==, 3);
    static const gint64 EXPECTED[] = {1738396800, 1738404000, 1738409400};
    for (guint i = 0; i < incoming->len; i++) {
        const GfIncoming *one = g_ptr_array_index(incoming, i);
        g_assert_cmpint(one->arrived_at, ==, EXPECTED[i]);
        g_assert_cmpstr(one->place->mailbox, ==, "INBOX");
        g_assert_cmpuint(one->place->uidvalidity, ==, 7);
        g_assert_cmpstr(one->place->name, ==, NULL);
    }
}

static const struct {
    const char *name;
    GfTls tls;
    GfAuth auth;
    const char *user, *secret;
    int code; /* 0: opens */
    const char *words;
    const char *never; /* the server must not have been told this */
} OPENINGS[] = {
    {"injection", GF_TLS_STARTTLS, GF_AUTH_PASSWORD, "marie", "secret", GF_ERROR_ACCOUNT,
     "tampered", "LOGIN"},
    {"no-starttls", GF_TLS_STARTTLS, GF_AUTH_PASSWORD, "marie", "secret", GF_ERROR_ACCOUNT,
     "STARTTLS is refused", "LOGIN"},
    {"preauth", GF_TLS_STARTTLS, GF_AUTH_PASSWORD, "marie", "secret", GF_ERROR_ACCOUNT,
     "skips STARTTLS", "LOGIN"},
    {"preauth", GF_TLS_NONE, GF_AUTH_PASSWORD, "marie", "secret", 0, NULL, "LOGIN"},
    {"honest", GF_TLS_IMPLICIT, GF_AUTH_PASSWORD, "marie", "secret", GF_ERROR_ACCOUNT,
     "does not speak TLS", "LOGIN"},
    {"no-capability", GF_TLS_NONE, GF_AUTH_PASSWORD, "marie", "secret", GF_ERROR_MAILBOX,
     "no capabilities", "LOGIN"},
    {"login-disabled", GF_TLS_NONE, GF_AUTH_PASSWORD, "marie", "secret", GF_ERROR_ACCOUNT,
     "takes no password", "LOGIN"},
    {"login-bad", GF_TLS_NONE, GF_AUTH_PASSWORD, "marie", "secret", GF_ERROR_ACCOUNT,
     "log-in refused for 'marie': too long", "SELECT"},
    {"login-refused", GF_TLS_NONE, GF_AUTH_PASSWORD, "marie", "secret", GF_ERROR_ACCOUNT,
     "log-in refused for 'marie': wrong words (check user and secret in [mailbox])", "SELECT"},
    {"unavailable", GF_TLS_NONE, GF_AUTH_PASSWORD, "marie", "secret", GF_ERROR_MAILBOX,
     "the directory is down", "SELECT"},
    {"honest", GF_TLS_NONE, GF_AUTH_PASSWORD, "marie", "secret\r\nX LOGOUT", GF_ERROR_ACCOUNT,
     "secret has a line end", "LOGIN"},
    {"honest", GF_TLS_NONE, GF_AUTH_PASSWORD, "ma\nrie", "secret", GF_ERROR_ACCOUNT,
     "user has a line end", "LOGIN"},
    {"honest", GF_TLS_NONE, GF_AUTH_PASSWORD, "marie", NULL, GF_ERROR_ACCOUNT, "secret is missing",
     "LOGIN"},
    {"token", GF_TLS_NONE, GF_AUTH_XOAUTH2, "marie", "token", 0, NULL, "LOGIN"},
    {"bad-token", GF_TLS_NONE, GF_AUTH_XOAUTH2, "marie", "token", GF_ERROR_ACCOUNT,
     "log-in refused for 'marie': token expired", "SELECT"},
    {"old", GF_TLS_NONE, GF_AUTH_XOAUTH2, "marie", "token", GF_ERROR_ACCOUNT,
     "does not offer XOAUTH2", "AUTHENTICATE"},
    {"bye-at-once", GF_TLS_NONE, GF_AUTH_PASSWORD, "marie", "secret", GF_ERROR_MAILBOX,
     "too many connections", "LOGIN"},
    {"http", GF_TLS_NONE, GF_AUTH_PASSWORD, "marie", "secret", GF_ERROR_MAILBOX, "no greeting",
     "LOGIN"},
    {"forbidden", GF_TLS_NONE, GF_AUTH_PASSWORD, "marie", "secret", GF_ERROR_ACCOUNT,
     "cannot create the folder 'Greffe/Traité': 'not for you'", "SELECT"},
    {"there-already", GF_TLS_NONE, GF_AUTH_PASSWORD, "marie", "secret", 0, NULL, NULL},
    {"no-inbox", GF_TLS_NONE, GF_AUTH_PASSWORD, "marie", "secret", GF_ERROR_ACCOUNT,
     "cannot open the folder 'INBOX': 'no such folder'", NULL},
    {"no-uidvalidity", GF_TLS_NONE, GF_AUTH_PASSWORD, "marie", "secret", GF_ERROR_MAILBOX,
     "UIDVALIDITY", NULL},
};

static void test_open(void)
{
    for (guint i = 0; i < G_N_ELEMENTS(OPENINGS); i++) {
        g_test_message("%s %u", OPENINGS[i].name, i);
        g_auto(Server) server;
        server_start(&server, OPENINGS[i].name);
        server.options.tls = OPENINGS[i].tls;
        server.options.auth = OPENINGS[i].auth;
        server.options.user = OPENINGS[i].user;
        server.options.secret = OPENINGS[i].secret;
        g_autoptr(GError) error = NULL;
        g_autoptr(GfMailbox) mailbox = gf_mailbox_open(&server.options, server.stop_fd, &error);
        g_assert_true((mailbox != NULL) == (error == NULL));
        if (OPENINGS[i].code == 0) {
            g_assert_no_error(error);
        } else {
            assert_error(error, OPENINGS[i].code, OPENINGS[i].words);
            g_assert_true(error != NULL && g_str_has_prefix(error->message, "mailbox 127.0.0.1: "));
        }
        g_autofree char *log = server_log(&server);
        g_assert_true(OPENINGS[i].never == NULL || strstr(log, OPENINGS[i].never) == NULL);
    }
}

/* The names of folders on the wire, with the server's delimiter and prefix. */
static const struct {
    const char *name;
    const char *told; /* lines that the server got, in this order */
    const char *never;
    const char *done, *held, *junk; /* COPYUID or not: the place after filing */
} HIERARCHIES[] = {
    {"honest",
     "CREATE \"Greffe/Trait&AOk-\"|SUBSCRIBE \"Greffe/Trait&AOk-\"|"
     "CREATE \"Greffe/&AMA- v&AOk-rifier\"|CREATE \"Greffe/Pr&AOk-sent\"|"
     "CREATE \"Greffe/Absent\"|CREATE \"Greffe/Ignor&AOk-\"|CREATE \"Junk\"",
     "INBOX.", "Greffe/Traité", "Greffe/À vérifier", "Junk"},
    {"prefix", "CREATE \"INBOX.Greffe.Trait&AOk-\"|CREATE \"INBOX.Greffe.Ignor&AOk-\"",
     "CREATE \"INBOX.Greffe.Absent\"", "INBOX.Greffe.Traité", "INBOX.Greffe.À vérifier",
     "INBOX.Indésirables"},
    {"old", "CREATE \"Greffe.Trait&AOk-\"|CREATE \"Junk\"", "NAMESPACE", NULL, NULL, NULL},
    {"flat", "CREATE \"Greffe-Trait&AOk-\"", "/", "Greffe-Traité", "Greffe-À vérifier", "Junk"},
};

static void test_hierarchy(void)
{
    for (guint i = 0; i < G_N_ELEMENTS(HIERARCHIES); i++) {
        g_test_message("%s", HIERARCHIES[i].name);
        g_auto(Server) server;
        server_start(&server, HIERARCHIES[i].name);
        g_autoptr(GError) error = NULL;
        g_autoptr(GfMailbox) mailbox = gf_mailbox_open(&server.options, server.stop_fd, &error);
        g_assert_no_error(error);
        if (mailbox == NULL)
            continue;
        const char *const names[] = {HIERARCHIES[i].done, HIERARCHIES[i].held, HIERARCHIES[i].junk};
        for (GfFolder folder = GF_FOLDER_DONE; folder <= GF_FOLDER_JUNK; folder++) {
            g_autoptr(GfPlace) now = NULL;
            const GfPlace place = {(char *) "INBOX", 7, 1, NULL};
            g_assert_true(file_one(mailbox, &place, folder, &now, &error));
            g_assert_no_error(error);
            g_assert_cmpstr(now != NULL ? now->mailbox : NULL, ==, names[folder]);
            g_assert_true(now == NULL || (now->uidvalidity == 9 && now->uid == 41));
        }
        g_autofree char *log = server_log(&server);
        assert_told(log, HIERARCHIES[i].told);
        g_assert_true(strstr(log, HIERARCHIES[i].never) == NULL);
    }
}

static const struct {
    const char *name;
    guint32 uidvalidity;
    int code; /* -1: success */
    const char *told, *never;
    gboolean has_place;
} FILINGS[] = {
    {"honest", 7, -1, "UID STORE 1 +FLAGS.SILENT (\\Seen)|UID MOVE 1 Greffe/Trait&AOk-", "COPY",
     TRUE},
    {"honest", 8, -1, "SELECT INBOX", "MOVE", FALSE},
    {"move-gone", 7, -1, "UID MOVE 1", "COPY", FALSE},
    {"move-refused", 7, GF_ERROR_RETRY, "UID MOVE 1|UID SEARCH UID 1|UID MOVE 1", NULL, FALSE},
    {"move-missing", 7, -1, "UID MOVE 1|UID SEARCH UID 1|CREATE Greffe/Trait&AOk-|UID MOVE 1", NULL,
     TRUE},
    /* Without UIDPLUS nothing may be expunged: others' messages would go too. */
    {"old", 7, -1, "UID COPY 1 Greffe.Trait&AOk-|UID STORE 1 +FLAGS.SILENT (\\Deleted)", "EXPUNGE",
     FALSE},
};

static void test_file(void)
{
    for (guint i = 0; i < G_N_ELEMENTS(FILINGS); i++) {
        g_test_message("%s %u", FILINGS[i].name, i);
        g_auto(Server) server;
        server_start(&server, FILINGS[i].name);
        g_autoptr(GError) error = NULL;
        g_autoptr(GfMailbox) mailbox = gf_mailbox_open(&server.options, server.stop_fd, &error);
        g_assert_no_error(error);
        g_autoptr(GfPlace) now = NULL;
        const GfPlace place = {(char *) "INBOX", FILINGS[i].uidvalidity, 1, NULL};
        gboolean filed = file_one(mailbox, &place, GF_FOLDER_DONE, &now, &error);
        g_assert_cmpint(filed, ==, FILINGS[i].code < 0);
        if (FILINGS[i].code < 0)
            g_assert_no_error(error);
        else
            g_assert_error(error, GF_ERROR, FILINGS[i].code);
        g_assert_cmpint(now != NULL, ==, FILINGS[i].has_place);
        g_autofree char *log = server_log(&server);
        assert_told(log, FILINGS[i].told);
        g_assert_true(FILINGS[i].never == NULL || strstr(log, FILINGS[i].never) == NULL);
    }
}

static const struct {
    const char *name;
    int timeout_ms;
    int at_least_ms, at_most_ms;
    int code; /* 0: returns TRUE */
    const char *told;
} WAITS[] = {
    {"honest", 300, 290, 2000, 0, "GRF IDLE|DONE"},
    {"exists-first", 5000, 0, 1000, 0, "GRF IDLE|DONE"},
    {"exists-together", 5000, 0, 1000, 0, "GRF IDLE|DONE"},
    {"half-line", 5000, 0, 1500, 0, "GRF IDLE|DONE"},
    {"idle-refused", 300, 290, 2000, 0, "GRF IDLE|NOOP"},
    {"idle-bye", 5000, 0, 1000, GF_ERROR_MAILBOX, "GRF IDLE"},
    {"flat", 300, 290, 2000, 0, "NOOP"},
};

static void test_wait(void)
{
    for (guint i = 0; i < G_N_ELEMENTS(WAITS); i++) {
        g_test_message("%s", WAITS[i].name);
        g_auto(Server) server;
        server_start(&server, WAITS[i].name);
        g_autoptr(GError) error = NULL;
        g_autoptr(GfMailbox) mailbox = gf_mailbox_open(&server.options, server.stop_fd, &error);
        g_assert_no_error(error);
        g_autoptr(GPtrArray) incoming = gf_mailbox_fetch(mailbox, 0, NULL, NULL, &error);
        g_assert_no_error(error);
        gint64 start = g_get_monotonic_time();
        gboolean good = gf_mailbox_wait(mailbox, WAITS[i].timeout_ms, -1, &error);
        gint64 took_ms = (g_get_monotonic_time() - start) / 1000;
        g_assert_cmpint(took_ms, >=, WAITS[i].at_least_ms);
        g_assert_cmpint(took_ms, <=, WAITS[i].at_most_ms);
        g_assert_cmpint(good, ==, WAITS[i].code == 0);
        if (WAITS[i].code != 0)
            g_assert_error(error, GF_ERROR, WAITS[i].code);
        g_autofree char *log = server_log(&server);
        assert_told(log, WAITS[i].told);
    }
}

/* News that another command brought since the listing: IDLE would never tell them again. */
static void test_news_before_wait(void)
{
    g_auto(Server) server;
    server_start(&server, "seen-before");
    g_autoptr(GfMailbox) mailbox = gf_mailbox_open(&server.options, server.stop_fd, NULL);
    g_autoptr(GPtrArray) incoming = gf_mailbox_fetch(mailbox, 10, NULL, NULL, NULL);
    const GfPlace place = {(char *) "INBOX", 7, 1, NULL};
    g_assert_true(file_one(mailbox, &place, GF_FOLDER_DONE, NULL, NULL));
    gint64 start = g_get_monotonic_time();
    g_assert_true(gf_mailbox_wait(mailbox, 5000, -1, NULL));
    g_assert_cmpint(g_get_monotonic_time() - start, <, G_USEC_PER_SEC);
    g_autofree char *log = server_log(&server);
    g_assert_null(strstr(log, "IDLE"));
}

/* Something else to do: the waiting ends, the session stays. */
static void test_wake(void)
{
    g_auto(Server) server;
    server_start(&server, "honest");
    g_autoptr(GError) error = NULL;
    g_autoptr(GfMailbox) mailbox = gf_mailbox_open(&server.options, server.stop_fd, &error);
    g_autoptr(GPtrArray) first = gf_mailbox_fetch(mailbox, 10, NULL, NULL, &error);
    int wake_fd = eventfd(1, EFD_CLOEXEC);
    gint64 start = g_get_monotonic_time();
    g_assert_true(gf_mailbox_wait(mailbox, 5000, wake_fd, &error));
    g_assert_cmpint(g_get_monotonic_time() - start, <, G_USEC_PER_SEC);
    g_autoptr(GPtrArray) second = gf_mailbox_fetch(mailbox, 10, NULL, NULL, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(second != NULL ? second->len : 0, ==, 3);
    close(wake_fd);
}

typedef struct {
    int stop_fd;
    gint64 stopped_at;
} Stopper;

static gpointer stop_soon(gpointer data)
{
    Stopper *stopper = data;
    g_usleep(200 * 1000);
    stopper->stopped_at = g_get_monotonic_time();
    eventfd_write(stopper->stop_fd, 1);
    return NULL;
}

/* Whatever the server does, being told to stop ends the call within 100 ms. */
static void test_stop(void)
{
    static const char *const CASES[] = {"silent-at-once", "silent", "drip", "honest"};
    for (guint i = 0; i < G_N_ELEMENTS(CASES); i++) {
        g_test_message("%s", CASES[i]);
        g_auto(Server) server;
        server_start(&server, CASES[i]);
        g_autoptr(GError) error = NULL;
        Stopper stopper = {.stop_fd = server.stop_fd};
        g_autoptr(GfMailbox) mailbox = NULL;
        if (i > 0)
            mailbox = gf_mailbox_open(&server.options, server.stop_fd, &error);
        g_assert_no_error(error);
        GThread *thread = g_thread_new("stopper", stop_soon, &stopper);
        g_autoptr(GPtrArray) incoming = NULL;
        if (mailbox == NULL)
            mailbox = gf_mailbox_open(&server.options, server.stop_fd, &error);
        else
            incoming = gf_mailbox_fetch(mailbox, 10, NULL, NULL, &error);
        if (incoming != NULL)
            gf_mailbox_wait(mailbox, 5000, -1, &error);
        gint64 ended_at = g_get_monotonic_time();
        g_thread_join(thread);
        g_assert_error(error, GF_ERROR, GF_ERROR_CANCELLED);
        g_assert_cmpint(ended_at - stopper.stopped_at, >=, 0);
        g_assert_cmpint(ended_at - stopper.stopped_at, <, 100 * 1000);
        gint64 start = g_get_monotonic_time();
        gf_mailbox_close(g_steal_pointer(&mailbox));
        g_assert_cmpint(g_get_monotonic_time() - start, <, 100 * 1000);
    }
}

static void test_unreachable(void)
{
    g_autoptr(GError) error = NULL;
    GfMailboxOptions options = {.imap = TRUE,
                                .host = "127.0.0.1",
                                .port = 1,
                                .user = "u",
                                .secret = "s",
                                .tls = GF_TLS_NONE};
    g_assert_null(gf_mailbox_open(&options, -1, &error));
    assert_error(error, GF_ERROR_MAILBOX, "cannot connect to port 1: Connection refused");
    g_clear_error(&error);
    options.host = "no such host";
    g_assert_null(gf_mailbox_open(&options, -1, &error));
    assert_error(error, GF_ERROR_MAILBOX, "cannot look up 'no such host'");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
    g_test_add_func("/mailbox/imap/fetch", test_fetch);
    g_test_add_func("/mailbox/imap/arrival", test_arrival);
    g_test_add_func("/mailbox/imap/open", test_open);
    g_test_add_func("/mailbox/imap/hierarchy", test_hierarchy);
    g_test_add_func("/mailbox/imap/file", test_file);
    g_test_add_func("/mailbox/imap/wait", test_wait);
    g_test_add_func("/mailbox/imap/news-before-wait", test_news_before_wait);
    g_test_add_func("/mailbox/imap/wake", test_wake);
    g_test_add_func("/mailbox/imap/stop", test_stop);
    g_test_add_func("/mailbox/imap/unreachable", test_unreachable);
    return g_test_run();
}
