/* bench.h - the two servers of the tests of this folder: a scripted one that misbehaves
 * (tests/servers/hostile-imap.py) and a private Dovecot. For *-test.c only.
 *
 * Everything is on loopback. Tests of Dovecot are skipped, loudly, where it is not installed.
 */
#pragma once

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utime.h>

#include "base/error.h"
#include "mailbox/fixture.h"
#include "mailbox/mailbox.h"

/* --- the scripted server --- */

#define SERVER "tests/servers/hostile-imap.py"

typedef struct {
    char *directory, *log;
    GSubprocess *process;
    GfMailboxOptions options;
    int stop_fd;
} Server;

static inline void server_start(Server *server, const char *name)
{
    g_autoptr(GError) error = NULL;
    *server = (Server){.stop_fd = eventfd(0, EFD_CLOEXEC)};
    server->directory = g_dir_make_tmp("greffe-imap-XXXXXX", &error);
    g_assert_no_error(error);
    server->log = g_build_filename(server->directory, "log", NULL);
    server->process =
        g_subprocess_new(G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error,
                         SERVER, name, server->log, NULL);
    g_assert_no_error(error);
    g_autoptr(GDataInputStream) lines =
        g_data_input_stream_new(g_subprocess_get_stdout_pipe(server->process));
    g_autofree char *port = g_data_input_stream_read_line(lines, NULL, NULL, NULL);
    if (port == NULL)
        g_error("the server does not start for the case '%s'", name);
    server->options = (GfMailboxOptions){
        .imap = TRUE,
        .host = "127.0.0.1",
        .port = (guint16) g_ascii_strtoull(port, NULL, 10),
        .tls = GF_TLS_NONE,
        .user = "marie",
        .secret = "secret",
        .folder = "INBOX",
        .max_message_bytes = 1024 * 1024,
    };
}

static inline void server_stop(Server *server)
{
    g_output_stream_close(g_subprocess_get_stdin_pipe(server->process), NULL, NULL);
    g_subprocess_force_exit(server->process);
    g_subprocess_wait(server->process, NULL, NULL);
    g_clear_object(&server->process);
    g_remove(server->log);
    g_rmdir(server->directory);
    g_free(server->log);
    g_free(server->directory);
    close(server->stop_fd);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Server, server_stop)

/* What the server was told so far. Owned. */
static inline char *server_log(const Server *server)
{
    char *text = NULL;
    if (!g_file_get_contents(server->log, &text, NULL, NULL))
        text = g_strdup("");
    return text;
}

static inline void assert_error(const GError *error, int code, const char *words)
{
    g_assert_error(error, GF_ERROR, code);
    if (error != NULL && strstr(error->message, words) == NULL)
        g_test_message("'%s' lacks '%s'", error->message, words);
    g_assert_true(error == NULL || strstr(error->message, words) != NULL);
}

/* Lines without their tag contain each of `told`, in order. The quotes are the sender's choice. */
static inline void assert_told(const char *log, const char *told)
{
    g_auto(GStrv) unquoted = g_strsplit(log, "\"", -1);
    g_autofree char *plain = g_strjoinv("", unquoted);
    g_auto(GStrv) lines = g_strsplit(told, "|", -1);
    const char *from = plain;
    for (char **line = lines; *line != NULL; line++) {
        g_auto(GStrv) parts = g_strsplit(*line, "\"", -1);
        g_autofree char *wanted = g_strjoinv("", parts);
        const char *at = strstr(from, wanted);
        if (at == NULL)
            g_test_message("not told in order: %s\n%s", wanted, plain);
        g_assert_nonnull(at);
        from = at != NULL ? at : from;
    }
}

/* --- Dovecot --- */

#define SCRIPT "tests/servers/dovecot.sh"
#define NOT_INSTALLED 77

static char *directory;           /* of the private Dovecot; NULL: not installed */
static char **server_environment; /* what it starts with; NULL: ours */

/* "NAME=value" of dovecot.env. Owned. */
static inline char *server_value(const char *name)
{
    g_autofree char *path = g_build_filename(directory, "dovecot.env", NULL);
    g_autofree char *text = NULL;
    g_file_get_contents(path, &text, NULL, NULL);
    g_auto(GStrv) lines = g_strsplit(text != NULL ? text : "", "\n", -1);
    g_autofree char *prefix = g_strconcat(name, "=", NULL);
    for (char **line = lines; *line != NULL; line++)
        if (g_str_has_prefix(*line, prefix))
            return g_shell_unquote(*line + strlen(prefix), NULL);
    g_error("no %s in %s", name, path);
}

static inline int server_number(const char *name)
{
    g_autofree char *value = server_value(name);
    return (int) g_ascii_strtoll(value, NULL, 10);
}

static inline int run_script(const char *command)
{
    const char *const argv[] = {SCRIPT, command, directory, NULL};
    int status = 0;
    g_autoptr(GError) error = NULL;
    g_spawn_sync(NULL, (char **) argv, server_environment, G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL,
                 NULL, NULL, &status, &error);
    g_assert_no_error(error);
    return WEXITSTATUS(status);
}

static inline void start_server(void)
{
    directory = g_dir_make_tmp("greffe-mailbox-XXXXXX", NULL);
    int status = run_script("start");
    if (status == NOT_INSTALLED)
        g_clear_pointer(&directory, g_free);
    else
        g_assert_cmpint(status, ==, 0);
}

static inline void stop_server(void)
{
    if (directory == NULL)
        return;
    run_script("stop");
    const char *const argv[] = {"rm", "-rf", directory, NULL};
    g_spawn_sync(NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL,
                 NULL);
    g_free(directory);
}

typedef struct {
    GfMailboxOptions options;
    char *user, *ca_file, *new_directory;
} Account;

static inline void make_directory(const char *path, int uid, int gid)
{
    if (g_mkdir(path, 0755) == 0 && geteuid() == 0)
        g_assert_cmpint(chown(path, (uid_t) uid, (gid_t) gid), ==, 0);
}

/* A user of one's own for each test, with an empty Maildir. */
static inline void account_open(Account *account, const char *user)
{
    g_autofree char *mail = server_value("MAIL_DIR");
    int uid = server_number("MAIL_UID"), gid = server_number("MAIL_GID");
    static const char *const PARTS[] = {"", "tmp", "cur", "new"};
    *account = (Account){.user = g_strdup(user), .ca_file = server_value("CA_FILE")};
    for (guint i = 0; i < G_N_ELEMENTS(PARTS); i++) {
        g_free(account->new_directory);
        account->new_directory = g_build_filename(mail, user, PARTS[i], NULL);
        make_directory(account->new_directory, uid, gid);
    }
    account->options = (GfMailboxOptions){
        .imap = TRUE,
        .host = "localhost",
        .port = (guint16) server_number("IMAPS_PORT"),
        .tls = GF_TLS_IMPLICIT,
        .ca_file = account->ca_file,
        .user = account->user,
        .secret = "secret",
        .folder = "INBOX",
        .max_message_bytes = 1024 * 1024,
    };
}

static inline void account_clear(Account *account)
{
    g_free(account->user);
    g_free(account->ca_file);
    g_free(account->new_directory);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Account, account_clear)

/* Puts a message into the Maildir; its arrival is what Dovecot makes INTERNALDATE. */
static inline void deliver(const Account *account, const char *text, gssize size, gint64 arrived_at)
{
    static int count;
    g_autofree char *name = g_strdup_printf("%d.test.localhost", ++count);
    g_autofree char *temporary = g_build_filename(account->new_directory, "..", "tmp", name, NULL);
    g_autofree char *final = g_build_filename(account->new_directory, name, NULL);
    g_assert_true(g_file_set_contents(temporary, text, size, NULL));
    g_assert_cmpint(chmod(temporary, 0644), ==, 0);
    g_assert_cmpint(utime(temporary, &(struct utimbuf){arrived_at, arrived_at}), ==, 0);
    g_assert_cmpint(rename(temporary, final), ==, 0);
}

static inline gboolean is_skipped(void)
{
    if (directory == NULL)
        g_test_skip("DOVECOT IS NOT INSTALLED: IMAP is not tested (apt-get install dovecot-imapd)");
    return directory == NULL;
}
