/* secret.c - where passwords and tokens come from: a file, a systemd credential, a command.
 *
 * Refuses a file that others can read, a value that would break a protocol line, and a command that
 * fails, says nothing or takes longer than ten seconds. No message holds a secret or the arguments
 * of a command.
 */
#include "base/config.h"
#include "base/error.h"
#include "base/reason.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define SECRET_BYTES (64 * 1024)
#define COMMAND_MS (10 * 1000)

G_GNUC_PRINTF(3, 4)
static gboolean refuse(const char *source, GError **error, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *why = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_set_error(error, GF_ERROR, GF_ERROR_CONFIG, "secret \"%s\": %s", source, why);
    return FALSE;
}

static void close_fd(int *fd)
{
    if (*fd >= 0)
        close(*fd);
}
#define AUTO_CLOSE __attribute__((cleanup(close_fd)))

static gint64 milliseconds_left(gint64 deadline)
{
    return MAX(0, (deadline - g_get_monotonic_time()) / 1000);
}

/* All that `fd` gives until its end. FALSE beyond the deadline (monotonic microseconds), the size,
 * or on a failure. */
static gboolean read_all(int fd, gint64 deadline, GString *bytes)
{
    char buffer[4096];
    while (bytes->len <= SECRET_BYTES) {
        struct pollfd wait = {.fd = fd, .events = POLLIN};
        int ready = poll(&wait, 1, (int) milliseconds_left(deadline));
        if (ready == 0 || (ready < 0 && errno != EINTR))
            return FALSE;
        if (ready < 0)
            continue;
        gssize got = read(fd, buffer, sizeof buffer);
        if (got == 0)
            return TRUE;
        if (got > 0)
            g_string_append_len(bytes, buffer, got);
        else if (errno != EINTR && errno != EAGAIN)
            return FALSE;
    }
    return FALSE;
}

/* How to mend a secret that is not there or may not be read. */
static const char *remedy(int reason, gboolean own_file)
{
    if (!own_file)
        return "LoadCredential= in the systemd unit has to give it";
    if (reason == ENOENT)
        return "write the secret there, alone on one line, then chmod 600 it";
    return "it has to belong to the account that runs greffe";
}

/* `own_file`: one of the configuration, not a credential, which systemd guards. */
static gboolean read_file(const char *path, gboolean own_file, GString *bytes, GError **error)
{
    AUTO_CLOSE int fd = g_open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK, 0);
    struct stat status;
    if (fd < 0 || fstat(fd, &status) != 0) {
        int code = errno;
        g_autofree char *reason = gf_reason(code);
        return refuse(path, error, "cannot be read: %s (%s)", reason, remedy(code, own_file));
    }
    if (!S_ISREG(status.st_mode))
        return refuse(path, error, "not a file");
    if (own_file && (status.st_mode & (S_IRWXG | S_IRWXO)) != 0)
        return refuse(path, error, "others can read it (chmod 600 %s)", path);
    if (!read_all(fd, g_get_monotonic_time() + COMMAND_MS * 1000, bytes))
        return refuse(path, error, "cannot be read, or longer than %d bytes", SECRET_BYTES);
    return TRUE;
}

static gboolean read_credential(const char *name, GString *bytes, GError **error)
{
    const char *directory = g_getenv("CREDENTIALS_DIRECTORY");
    if (strchr(name, '/') != NULL || g_str_equal(name, "..") || g_str_equal(name, "."))
        return refuse(name, error, "not the name of a credential");
    if (directory == NULL)
        return refuse(
            name, error,
            "no credentials here (LoadCredential=%s:PATH in the systemd unit; by hand: set "
            "CREDENTIALS_DIRECTORY)",
            name);
    g_autofree char *path = g_build_filename(directory, name, NULL);
    return read_file(path, FALSE, bytes, error);
}

/* In the child: a group of its own, so that a time-out ends what it started as well. */
static void lead_group(gpointer unused)
{
    (void) unused;
    setpgid(0, 0);
}

/* The wait status of the child; FALSE where it does not end before the deadline. */
static gboolean wait_for(GPid pid, gint64 deadline, int *ret_status)
{
    while (waitpid(pid, ret_status, WNOHANG) == 0) {
        if (milliseconds_left(deadline) == 0)
            return FALSE;
        g_usleep(2000);
    }
    return TRUE;
}

/* Why the command gave nothing to use, static, or NULL. Ends it in every case. */
static const char *collect(GPid pid, int output, GString *bytes)
{
    gint64 deadline = g_get_monotonic_time() + COMMAND_MS * 1000;
    int status = 0;
    gboolean complete = read_all(output, deadline, bytes);
    gboolean ended = complete && wait_for(pid, deadline, &status);
    if (!ended) {
        kill(-pid, SIGKILL);
        kill(pid, SIGKILL);
        waitpid(pid, &status, 0);
        return bytes->len > SECRET_BYTES ? "says far too much" : "took longer than 10 seconds";
    }
    return g_spawn_check_wait_status(status, NULL) ? NULL : "failed (run it by hand to see why)";
}

static gboolean read_command(const GfConfig *config, const char *line, GString *bytes,
                             GError **error)
{
    g_auto(GStrv) argv = NULL;
    if (!g_shell_parse_argv(line, NULL, &argv, NULL))
        return refuse("command", error, "cannot be split into words (check its quotes)");
    GPid pid = 0;
    AUTO_CLOSE int output = -1;
    GSpawnFlags flags = G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_CLOEXEC_PIPES;
    if (!g_spawn_async_with_pipes(config->directory, argv, NULL, flags, lead_group, NULL, &pid,
                                  NULL, &output, NULL, NULL))
        return refuse(argv[0], error, "no such command, or not executable");
    const char *why = collect(pid, output, bytes);
    return why == NULL || refuse(argv[0], error, "the command %s", why);
}

static gboolean read_secret(const GfConfig *config, const char *secret, GString *bytes,
                            GError **error)
{
    if (g_str_has_prefix(secret, "file:")) {
        g_autofree char *path =
            g_canonicalize_filename(secret + strlen("file:"), config->directory);
        return read_file(path, TRUE, bytes, error);
    }
    if (g_str_has_prefix(secret, "credential:"))
        return read_credential(secret + strlen("credential:"), bytes, error);
    g_assert(g_str_has_prefix(secret, "command:"));
    return read_command(config, secret + strlen("command:"), bytes, error);
}

/* What a message may say of a secret: where it comes from. Owned. */
static char *source_of(const char *secret)
{
    return g_strndup(secret, strcspn(secret, " "));
}

char *gf_config_secret(const GfConfig *config, const char *secret, GError **error)
{
    GString *bytes = g_string_new(NULL);
    if (!read_secret(config, secret, bytes, error)) {
        g_string_free(bytes, TRUE);
        return NULL;
    }
    if (bytes->len > 0 && bytes->str[bytes->len - 1] == '\n')
        g_string_truncate(bytes, bytes->len - 1);
    if (bytes->len > 0 && bytes->str[bytes->len - 1] == '\r')
        g_string_truncate(bytes, bytes->len - 1);
    gsize length = bytes->len;
    g_autofree char *value = g_string_free(bytes, FALSE);
    g_autofree char *source = source_of(secret);
    if (length == 0)
        refuse(source, error, "empty");
    else if (strlen(value) != length || strpbrk(value, "\r\n") != NULL)
        refuse(source, error, "more than one line (keep the secret alone, on one line)");
    else
        return g_steal_pointer(&value);
    return NULL;
}
