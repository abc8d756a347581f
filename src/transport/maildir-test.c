/* maildir-test.c - mail into a directory, through the public interface. */
#include <errno.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/error.h"
#include "transport/transport.h"

#define UNPRIVILEGED_UID 65534

static GfTransport *open_maildir(const char *path, GError **error)
{
    GfTransportOptions options = {.smtp = FALSE, .path = path};
    return gf_transport_new(&options, error);
}

static char *make_directory(void)
{
    char *directory = g_dir_make_tmp("greffe-maildir-XXXXXX", NULL);
    g_assert_nonnull(directory);
    return directory;
}

static void remove_directory(const char *path)
{
    g_autofree char *command = g_strdup_printf("rm -rf %s", path);
    g_assert_true(g_spawn_command_line_sync(command, NULL, NULL, NULL, NULL));
}

/* Files of a folder; the text of the last one. */
static guint count_files(const char *path, const char *folder, char **ret_text)
{
    g_autofree char *full = g_build_filename(path, folder, NULL);
    g_autoptr(GDir) directory = g_dir_open(full, 0, NULL);
    guint count = 0;
    const char *name = NULL;
    while (directory != NULL && (name = g_dir_read_name(directory)) != NULL) {
        g_autofree char *file = g_build_filename(full, name, NULL);
        g_clear_pointer(ret_text, g_free);
        g_assert_true(g_file_get_contents(file, ret_text, NULL, NULL));
        count++;
    }
    return count;
}

static GfOutcome *send(GfTransport *transport, const char *from, const char *recipient,
                       const char *const *chunks)
{
    GfShipment *shipment = gf_shipment_new(42, from, recipient);
    for (gsize i = 0; chunks[i] != NULL; i++)
        g_ptr_array_add(shipment->chunks, g_bytes_new(chunks[i], strlen(chunks[i])));
    gf_transport_submit(transport, shipment);
    return gf_transport_next(transport, 0);
}

static void test_files(void)
{
    static const struct {
        const char *name, *from, *recipient;
        const char *chunks[5];
        GfOutcomeKind kind;
        const char *file;
    } ROWS[] = {
        {"plain",
         "greffe+abc@assemblee.example",
         "anna@a.example",
         {"Subject: x\r\n\r\n", "Bonjour.\r\n"},
         GF_OUTCOME_TAKEN,
         "Return-Path: <greffe+abc@assemblee.example>\nDelivered-To: anna@a.example\n"
         "Subject: x\n\nBonjour.\n"},
        {"null sender",
         "",
         "anna@a.example",
         {"S: x\r\n\r\n"},
         GF_OUTCOME_TAKEN,
         "Return-Path: <>\nDelivered-To: anna@a.example\nS: x\n\n"},
        {"borders in line ends, dots stay",
         "",
         "anna@a.example",
         {"S: x\r", "\n\r", "\n.\r\n..\r", "\n"},
         GF_OUTCOME_TAKEN,
         "Return-Path: <>\nDelivered-To: anna@a.example\nS: x\n\n.\n..\n"},
        {"bare LF", "", "anna@a.example", {"S: x\n\r\n"}, GF_OUTCOME_REFUSED, NULL},
        {"line end in recipient", "", "a@b.example\nX: y", {"S: x\r\n"}, GF_OUTCOME_REFUSED, NULL},
        {"line end in sender",
         "a@b.example\r\nX: y",
         "a@b.example",
         {""},
         GF_OUTCOME_REFUSED,
         NULL},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_test_message("%s", ROWS[i].name);
        g_autofree char *path = make_directory();
        g_autoptr(GError) error = NULL;
        g_autoptr(GfTransport) transport = open_maildir(path, &error);
        g_assert_no_error(error);
        GfOutcome *outcome = send(transport, ROWS[i].from, ROWS[i].recipient, ROWS[i].chunks);
        g_assert_nonnull(outcome);
        g_assert_cmpint(outcome->kind, ==, ROWS[i].kind);
        g_assert_cmpint(outcome->id, ==, 42);
        gf_outcome_free(outcome);
        g_autofree char *text = NULL;
        g_assert_cmpuint(count_files(path, "new", &text), ==, ROWS[i].file == NULL ? 0 : 1);
        g_assert_cmpstr(text, ==, ROWS[i].file);
        g_assert_cmpuint(count_files(path, "tmp", &text), ==, 0);
        remove_directory(path);
    }
}

static void test_many(void)
{
    static const char *const CHUNKS[] = {"S: x\r\n\r\n", NULL};
    g_autofree char *path = make_directory();
    g_autofree char *deep = g_build_filename(path, "queue", "outgoing", NULL);
    g_autoptr(GfTransport) transport = open_maildir(deep, NULL);
    for (int i = 0; i < 200; i++)
        gf_outcome_free(send(transport, "", "anna@a.example", CHUNKS));
    g_autofree char *text = NULL;
    g_assert_cmpuint(count_files(deep, "new", &text), ==, 200);
    g_assert_cmpuint(gf_transport_pending(transport), ==, 0);
    remove_directory(path);
}

static void test_cancel(void)
{
    g_autofree char *path = make_directory();
    g_autoptr(GfTransport) transport = open_maildir(path, NULL);
    for (gint64 i = 0; i < 3; i++)
        gf_transport_submit(transport, gf_shipment_new(i, "", "anna@a.example"));
    gf_transport_cancel(transport);
    g_assert_cmpuint(gf_transport_pending(transport), ==, 3);
    for (gint64 i = 0; i < 3; i++) {
        GfOutcome *outcome = gf_transport_next(transport, 0);
        g_assert_nonnull(outcome);
        g_assert_cmpint(outcome == NULL ? -1 : (int) outcome->kind, ==, GF_OUTCOME_CANCELLED);
        gf_outcome_free(outcome);
    }
    g_assert_null(gf_transport_next(transport, 0));
    g_autofree char *text = NULL;
    g_assert_cmpuint(count_files(path, "new", &text), ==, 0);
    remove_directory(path);
}

/* What a disk that is full does, by a limit on the size of files. */
static void test_full_disk(void)
{
    static const char *const CHUNKS[] = {"S: x\r\n\r\n", NULL};
    g_autofree char *path = make_directory();
    g_autoptr(GfTransport) transport = open_maildir(path, NULL);
    struct rlimit before;
    g_assert_cmpint(getrlimit(RLIMIT_FSIZE, &before), ==, 0);
    struct rlimit tight = {.rlim_cur = 10, .rlim_max = before.rlim_max};
    signal(SIGXFSZ, SIG_IGN);
    g_assert_cmpint(setrlimit(RLIMIT_FSIZE, &tight), ==, 0);
    GfOutcome *outcome = send(transport, "", "anna@a.example", CHUNKS);
    g_assert_cmpint(setrlimit(RLIMIT_FSIZE, &before), ==, 0);
    g_assert_cmpint(outcome->kind, ==, GF_OUTCOME_DEFERRED);
    g_assert_nonnull(strstr(outcome->reply, "file too large"));
    gf_outcome_free(outcome);
    g_autofree char *text = NULL;
    g_assert_cmpuint(count_files(path, "new", &text), ==, 0);
    g_assert_cmpuint(count_files(path, "tmp", &text), ==, 0);
    outcome = send(transport, "", "anna@a.example", CHUNKS);
    g_assert_cmpint(outcome->kind, ==, GF_OUTCOME_TAKEN);
    gf_outcome_free(outcome);
    remove_directory(path);
}

/* A folder that went away or became a file while we run: staff must mend it. */
static void test_broken_folder(void)
{
    static const char *const CHUNKS[] = {"S: x\r\n\r\n", NULL};
    static const char *const FOLDERS[] = {"tmp", "new"};
    for (gsize i = 0; i < G_N_ELEMENTS(FOLDERS); i++) {
        g_autofree char *path = make_directory();
        g_autoptr(GfTransport) transport = open_maildir(path, NULL);
        g_autofree char *folder = g_build_filename(path, FOLDERS[i], NULL);
        g_assert_cmpint(g_rmdir(folder), ==, 0);
        GfOutcome *outcome = send(transport, "", "anna@a.example", CHUNKS);
        g_assert_cmpint(outcome->kind, ==, GF_OUTCOME_ACCOUNT);
        g_assert_nonnull(strstr(outcome->reply, FOLDERS[i]));
        gf_outcome_free(outcome);
        outcome = gf_transport_probe(transport, 1000);
        g_assert_cmpint(outcome->kind, ==, GF_OUTCOME_ACCOUNT);
        gf_outcome_free(outcome);
        remove_directory(path);
    }
}

static void test_unwritable(void)
{
    g_autofree char *path = make_directory();
    g_autofree char *file = g_build_filename(path, "file", NULL);
    g_assert_true(g_file_set_contents(file, "x", -1, NULL));
    g_autoptr(GError) error = NULL;
    g_assert_null(open_maildir(file, &error));
    g_assert_error(error, GF_ERROR, GF_ERROR_CONFIG);
    g_clear_error(&error);
    g_assert_null(open_maildir("", &error));
    g_assert_error(error, GF_ERROR, GF_ERROR_CONFIG);
    g_clear_error(&error);
    remove_directory(path);
}

/* Permissions mean nothing to root: as somebody else, in a process of its own. */
static void test_no_permission(void)
{
    if (g_test_subprocess()) {
        const char *path = g_getenv("GF_TEST_MAILDIR");
        if (geteuid() == 0)
            g_assert_cmpint(setuid(UNPRIVILEGED_UID), ==, 0);
        g_autoptr(GError) error = NULL;
        g_assert_null(open_maildir(path, &error));
        g_assert_error(error, GF_ERROR, GF_ERROR_CONFIG);
        g_assert_nonnull(error == NULL ? NULL : strstr(error->message, "permission denied"));
        return;
    }
    g_autofree char *path = make_directory();
    g_assert_cmpint(g_chmod(path, 0555), ==, 0);
    g_setenv("GF_TEST_MAILDIR", path, TRUE);
    g_test_trap_subprocess(NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
    g_test_trap_assert_passed();
    g_assert_cmpint(g_chmod(path, 0755), ==, 0);
    remove_directory(path);
}

static void test_probe(void)
{
    g_autofree char *path = make_directory();
    g_autoptr(GfTransport) transport = open_maildir(path, NULL);
    GfOutcome *outcome = gf_transport_probe(transport, 1000);
    g_assert_cmpint(outcome->kind, ==, GF_OUTCOME_TAKEN);
    gf_outcome_free(outcome);
    g_autofree char *text = NULL;
    g_assert_cmpuint(count_files(path, "tmp", &text), ==, 0);
    remove_directory(path);
}

static void test_wake(void)
{
    g_autofree char *path = make_directory();
    g_autoptr(GfTransport) transport = open_maildir(path, NULL);
    gf_transport_wake(transport);
    gint64 begun_us = g_get_monotonic_time();
    g_assert_null(gf_transport_next(transport, 10000));
    g_assert_cmpint(g_get_monotonic_time() - begun_us, <, 5 * G_USEC_PER_SEC);
    remove_directory(path);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
    g_test_add_func("/maildir/files", test_files);
    g_test_add_func("/maildir/many", test_many);
    g_test_add_func("/maildir/cancel", test_cancel);
    g_test_add_func("/maildir/full-disk", test_full_disk);
    g_test_add_func("/maildir/broken-folder", test_broken_folder);
    g_test_add_func("/maildir/unwritable", test_unwritable);
    g_test_add_func("/maildir/no-permission", test_no_permission);
    g_test_add_func("/maildir/probe", test_probe);
    g_test_add_func("/maildir/wake", test_wake);
    return g_test_run();
}
