/* smtpd-bench.h - the private SMTP server of the tests, started and asked: for *-test.c only. */
#pragma once

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <signal.h>
#include <stdlib.h>

#include "transport/transport.h"

#define BENCH_PYTHON "/usr/bin/python3"
#define BENCH_ANSWER_MS 20000

typedef struct {
    char *directory;
    GSubprocess *server;
    char *ca_file, *other_ca_file, *port;
    GfTransportOptions options; /* right for the server as started; tests change what they test */
} Bench;

/* FALSE, and the test is skipped, where the server cannot run here. */
static inline gboolean bench_is_possible(void)
{
    const char *const argv[] = {BENCH_PYTHON, "-c", "import aiosmtpd", NULL};
    int status = -1;
    g_autofree char *words = NULL;
    gboolean ran = g_spawn_sync(NULL, (char **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, NULL,
                                &words, &status, NULL);
    if (ran && status == 0)
        return TRUE;
    g_test_skip("python3-aiosmtpd is not installed: nothing was tested");
    return FALSE;
}

static inline void bench_run(const char *command)
{
    int status = -1;
    g_autoptr(GError) error = NULL;
    g_spawn_command_line_sync(command, NULL, NULL, &status, &error);
    g_assert_no_error(error);
    g_assert_cmpint(status, ==, 0);
}

static char *bench_certificate_directory = NULL;

static inline void bench_remove_certificates(void)
{
    g_autofree char *command = g_strdup_printf("rm -rf %s", bench_certificate_directory);
    bench_run(command);
    g_clear_pointer(&bench_certificate_directory, g_free);
}

/* Certificates are made once for a whole test program. */
static inline const char *bench_certificates(void)
{
    if (bench_certificate_directory == NULL) {
        bench_certificate_directory = g_dir_make_tmp("greffe-certs-XXXXXX", NULL);
        g_autofree char *command =
            g_strdup_printf("tests/servers/make-certs.sh %s", bench_certificate_directory);
        bench_run(command);
        (void) atexit(bench_remove_certificates);
    }
    return bench_certificate_directory;
}

static inline void bench_wait_for_port(Bench *bench, const char *path)
{
    g_autofree char *text = NULL;
    for (int i = 0; i < 1000 && !g_file_get_contents(path, &text, NULL, NULL); i++)
        g_usleep(10000);
    g_assert_nonnull(text);
    bench->options.port = (guint16) g_ascii_strtoull(text == NULL ? "0" : text, NULL, 10);
}

/* `tls` and further arguments of smtpd.py, a NULL at the end. */
static inline Bench *bench_start(GfSmtpTls tls, ...) G_GNUC_NULL_TERMINATED;
static inline Bench *bench_start(GfSmtpTls tls, ...)
{
    static const char *const NAMES[] = {"implicit", "starttls", "none"};
    Bench *bench = g_new0(Bench, 1);
    bench->directory = g_dir_make_tmp("greffe-smtpd-XXXXXX", NULL);
    const char *certificates = bench_certificates();
    bench->ca_file = g_build_filename(certificates, "ca.pem", NULL);
    bench->other_ca_file = g_build_filename(certificates, "other-ca.pem", NULL);
    g_autofree char *certificate = g_build_filename(certificates, "cert.pem", NULL);
    g_autofree char *key = g_build_filename(certificates, "key.pem", NULL);
    g_autofree char *port_file = g_build_filename(bench->directory, "port", NULL);
    g_autofree char *mail = g_build_filename(bench->directory, "mail", NULL);
    g_autoptr(GPtrArray) argv = g_ptr_array_new();
    const char *const fixed[] = {BENCH_PYTHON,
                                 "tests/servers/smtpd.py",
                                 "--dir",
                                 bench->directory,
                                 "--port-file",
                                 port_file,
                                 "--tls",
                                 NAMES[tls],
                                 "--cert",
                                 certificate,
                                 "--key",
                                 key,
                                 "--with-parent",
                                 "--deliver",
                                 mail};
    for (gsize i = 0; i < G_N_ELEMENTS(fixed); i++)
        g_ptr_array_add(argv, (char *) fixed[i]);
    va_list list;
    va_start(list, tls);
    for (const char *more = NULL; (more = va_arg(list, const char *)) != NULL;)
        g_ptr_array_add(argv, (char *) more);
    va_end(list);
    g_ptr_array_add(argv, NULL);
    g_autoptr(GError) error = NULL;
    bench->server =
        g_subprocess_newv((const char *const *) argv->pdata, G_SUBPROCESS_FLAGS_NONE, &error);
    g_assert_no_error(error);
    bench->options = (GfTransportOptions){.smtp = TRUE,
                                          .host = "localhost",
                                          .tls = tls,
                                          .ca_file = bench->ca_file,
                                          .ehlo_name = "greffe.test",
                                          .connections = 2};
    bench_wait_for_port(bench, port_file);
    return bench;
}

static inline void bench_stop(Bench *bench)
{
    g_subprocess_send_signal(bench->server, SIGTERM);
    g_subprocess_wait(bench->server, NULL, NULL);
    g_object_unref(bench->server);
    g_autofree char *command = g_strdup_printf("rm -rf %s", bench->directory);
    bench_run(command);
    g_free(bench->directory);
    g_free(bench->ca_file);
    g_free(bench->other_ca_file);
    g_free(bench);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Bench, bench_stop)

static inline GfTransport *bench_transport(const Bench *bench)
{
    g_autoptr(GError) error = NULL;
    GfTransport *transport = gf_transport_new(&bench->options, &error);
    g_assert_no_error(error);
    return transport;
}

/* The lines of a log of the server, parsed. */
static inline GPtrArray *bench_log(const Bench *bench, const char *name)
{
    GPtrArray *lines = g_ptr_array_new_with_free_func((GDestroyNotify) json_node_unref);
    g_autofree char *path = g_build_filename(bench->directory, name, NULL);
    g_autofree char *text = NULL;
    if (!g_file_get_contents(path, &text, NULL, NULL))
        return lines;
    g_auto(GStrv) rows = g_strsplit(text, "\n", -1);
    for (gsize i = 0; rows[i] != NULL; i++)
        if (rows[i][0] != '\0')
            g_ptr_array_add(lines, json_from_string(rows[i], NULL));
    return lines;
}

static inline guint bench_count_transactions(const Bench *bench)
{
    g_autoptr(GPtrArray) lines = bench_log(bench, "smtpd.log");
    return lines->len;
}

/* Lines of sessions.log of one kind: "connect", "auth". */
static inline guint bench_count_sessions(const Bench *bench, const char *event)
{
    g_autoptr(GPtrArray) lines = bench_log(bench, "sessions.log");
    guint count = 0;
    for (guint i = 0; i < lines->len; i++) {
        JsonObject *object = json_node_get_object(g_ptr_array_index(lines, i));
        count += g_str_equal(json_object_get_string_member(object, "event"), event) ? 1 : 0;
    }
    return count;
}

/* The contents of the one file in new/ of a user, NULL where there is none or more than one. */
static inline char *bench_mail_of(const Bench *bench, const char *user)
{
    g_autofree char *folder = g_build_filename(bench->directory, "mail", user, "new", NULL);
    g_autoptr(GDir) directory = g_dir_open(folder, 0, NULL);
    const char *name = directory == NULL ? NULL : g_dir_read_name(directory);
    if (name == NULL)
        return NULL;
    g_autofree char *path = g_build_filename(folder, name, NULL);
    char *text = NULL;
    if (g_dir_read_name(directory) == NULL)
        g_file_get_contents(path, &text, NULL, NULL);
    return text;
}

static inline GfShipment *bench_shipment(gint64 id, const char *recipient, const char *body)
{
    GfShipment *shipment = gf_shipment_new(id, "greffe+abc@assemblee.example", recipient);
    g_autofree char *head = g_strdup_printf("From: greffe@assemblee.example\r\nTo: %s\r\n"
                                            "Message-ID: <%" G_GINT64_FORMAT
                                            "@assemblee.example>\r\nSubject: essai\r\n\r\n",
                                            recipient, id);
    g_ptr_array_add(shipment->chunks, g_bytes_new(head, strlen(head)));
    g_ptr_array_add(shipment->chunks, g_bytes_new(body, strlen(body)));
    return shipment;
}

/* The outcome of one mail with a small body. */
static inline GfOutcome *bench_send(GfTransport *transport, gint64 id, const char *recipient)
{
    gf_transport_submit(transport, bench_shipment(id, recipient, "Bonjour.\r\n"));
    return gf_transport_next(transport, BENCH_ANSWER_MS);
}

static inline const char *bench_kind(const GfOutcome *outcome)
{
    static const char *const NAMES[] = {"taken",   "refused",   "deferred", "unreachable",
                                        "account", "uncertain", "cancelled"};
    return outcome == NULL ? "none" : NAMES[outcome->kind];
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC(GfOutcome, gf_outcome_free)

/* The kind that `outcome` must have; its words are told otherwise. */
#define bench_assert_kind(outcome, expected)                                                       \
    G_STMT_START                                                                                   \
    {                                                                                              \
        if (g_strcmp0(bench_kind(outcome), expected) != 0 && (outcome) != NULL)                    \
            g_test_message("%d %s", (outcome)->code, (outcome)->reply);                            \
        g_assert_cmpstr(bench_kind(outcome), ==, expected);                                        \
    }                                                                                              \
    G_STMT_END
