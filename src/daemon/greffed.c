/* greffed.c - the daemon: options, the reader child, the lock of the instance, then the loop or one
 * round.
 *
 * The reader is executed first, before database, TLS and secrets exist in this process. Exit
 * status: 0 stopped or round done, 1 refused (the reason on standard error), 2 usage.
 */
#include "base/date.h"
#include "base/error.h"
#include "base/log.h"
#include "daemon/daemon.h"
#include "transport/transport.h"

#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <unistd.h>

typedef struct {
    char *directory, *now;
    gboolean once, version;
} Options;

static gboolean parse(Options *options, int *argc, char ***argv, GError **error)
{
    const GOptionEntry entries[] = {
        {"directory", 'C', 0, G_OPTION_ARG_FILENAME, &options->directory,
         "The instance (default: here)", "DIR"},
        {"once", 0, 0, G_OPTION_ARG_NONE, &options->once, "Do one round and exit", NULL},
        {"now", 0, 0, G_OPTION_ARG_STRING, &options->now,
         "Rehearsal only, with --once: the time it is", "RFC3339"},
        {"version", 0, 0, G_OPTION_ARG_NONE, &options->version, "Show the version", NULL},
        {NULL},
    };
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);
    g_option_context_set_summary(context, "The clerk of an assembly, living in its mailbox.");
    g_option_context_add_main_entries(context, entries, NULL);
    g_autoptr(GError) problem = NULL;
    if (!g_option_context_parse(context, argc, argv, &problem) || *argc > 1) {
        g_autofree char *why =
            g_strdup(problem != NULL ? problem->message : "no arguments are expected");
        why[0] = g_ascii_tolower(why[0]);
        g_set_error(error, GF_ERROR, GF_ERROR_USAGE, "%s (see: greffed --help)", why);
        return FALSE;
    }
    if (options->now != NULL && !options->once) {
        g_set_error_literal(error, GF_ERROR, GF_ERROR_USAGE, "--now goes with --once");
        return FALSE;
    }
    return TRUE;
}

/* One daemon per instance: a lock that the kernel drops when the process ends, however it ends. */
static int lock_instance(const char *directory, GError **error)
{
    g_autofree char *path = gf_instance_lock(directory);
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) {
        g_set_error(
            error, GF_ERROR, GF_ERROR_STATE,
            "instance: cannot open '%s': %s (give the user of greffe the right to write there)",
            path, g_strerror(errno));
        return -1;
    }
    if (flock(fd, LOCK_EX | LOCK_NB) == 0) {
        g_autofree char *pid = g_strdup_printf("%d\n", (int) getpid());
        if (ftruncate(fd, 0) != 0 || write(fd, pid, strlen(pid)) < 0)
            gf_log_event(G_LOG_LEVEL_WARNING, "lock outcome=pid-not-written reason=%s",
                         g_strerror(errno));
        return fd;
    }
    char pid[16] = "";
    ssize_t length = read(fd, pid, sizeof pid - 1);
    g_set_error(error, GF_ERROR, GF_ERROR_STATE,
                "instance: another greffed runs on '%s' (process %s; stop it first)", directory,
                length > 0 ? g_strstrip(pid) : "?");
    close(fd);
    return -1;
}

static gboolean run(const Options *options, GError **error)
{
    gint64 now = 0;
    int stop_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    const char *directory = options->directory != NULL ? options->directory : ".";
    g_autofree char *program = gf_reader_program(error);
    g_autoptr(GfReader) reader = program != NULL ? gf_reader_new(program, stop_fd, error) : NULL;
    if (reader == NULL)
        return FALSE;
    if (options->now != NULL && !gf_instant_parse_rfc3339(options->now, &now)) {
        g_set_error(error, GF_ERROR, GF_ERROR_USAGE,
                    "--now: '%s' is no time (2027-03-12T09:30:00+01:00)", options->now);
        return FALSE;
    }
    g_autoptr(GfInstance) instance = gf_instance_load(directory, error);
    int lock = instance != NULL ? lock_instance(instance->directory, error) : -1;
    g_autoptr(GfDesk) desk = lock >= 0 ? gf_desk_new(instance, now, error) : NULL;
    gboolean good = FALSE;
    if (desk != NULL && options->once)
        good = gf_daemon_round(instance, desk, reader, error);
    else if (desk != NULL)
        good = gf_daemon_run(g_steal_pointer(&instance), g_steal_pointer(&desk), reader, stop_fd,
                             error);
    g_clear_pointer(&desk, gf_desk_free);
    if (lock >= 0)
        close(lock);
    close(stop_fd);
    return good;
}

int main(int argc, char **argv)
{
    Options options = {0};
    g_autoptr(GError) error = NULL;
    setlocale(LC_ALL, "C.UTF-8");
    signal(SIGPIPE, SIG_IGN);
    gf_log_init(gf_log_has_journal());
    gboolean good = parse(&options, &argc, &argv, &error);
    if (good && options.version)
        printf("greffed %s\n", GF_VERSION);
    else if (good)
        good = run(&options, &error);
    if (!good)
        fprintf(stderr, "greffed: %s\n", error->message);
    g_free(options.directory);
    g_free(options.now);
    if (good)
        return 0;
    return g_error_matches(error, GF_ERROR, GF_ERROR_USAGE) ? 2 : 1;
}
