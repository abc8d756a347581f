/* reader.c - the parent's side of the reader: start, feed, watch, replace.
 *
 * Whatever the child does - die, hang, answer nonsense - costs at most two time-outs and one
 * message. Its answer is hostile input: bounded before it is read, checked by
 * gf_letter_from_bytes() or by its SHA-256. Every child is waited for; every descriptor is
 * close-on-exec.
 */
#include "reader/reader.h"

#include "base/error.h"
#include "base/instance.h"
#include "base/limits.h"
#include "base/text.h"
#include "reader/wire.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define INSTALLED GF_PREFIX "/libexec/greffe/greffe-reader"
#define TRIES 2
#define ENDING_MS 1000
#define BUFFER_BYTES (64 * 1024)

struct GfReader {
    char *program;
    int stop_fd;
    pid_t pid;  /* -1: none */
    int socket; /* -1: none */
    guint served;
    int timeout_ms;
    guint8 *buffer; /* of BUFFER_BYTES: answers that are no longer, with their length */
    gsize buffered; /* of the next answer */
    GBytes *ahead;  /* what the child is to read next and has been sent, NULL: nothing */
    gsize ahead_sent;
};

/* What came of waiting for the child; GONE: it had ended before it was asked. */
typedef enum { ANSWERED, GONE, DIED, SLOW, NONSENSE, STOPPED } Result;

/* What the child is asked, how much it may answer, and what is in the answer: owned, NULL where it
 * cannot be true. */
typedef struct {
    GfRequest request;
    gsize limit;
    gpointer (*take)(const GfRequest *request, GBytes *answer);
    GBytes *next; /* NULL: not known */
} Errand;

/* --- the process --- */

static void close_fd(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

/* Its exit status, -1 where it cannot be had. */
static int wait_for(pid_t pid)
{
    int status = -1;
    while (waitpid(pid, &status, 0) < 0)
        if (errno != EINTR)
            return -1;
    return status;
}

/* Ends the child, if there is one. Gives how it ended. */
static int end_child(GfReader *reader)
{
    close_fd(&reader->socket);
    g_clear_pointer(&reader->ahead, g_bytes_unref);
    reader->buffered = 0;
    if (reader->pid < 0)
        return 0;
    kill(reader->pid, SIGKILL);
    int status = wait_for(reader->pid);
    reader->pid = -1;
    return status;
}

/* It has closed its socket, so it is at its end: killed now, it would seem to have died of our
 * signal. But one that was taken over may live on. */
static void wait_a_moment(pid_t pid, int timeout_ms)
{
    int fd = pidfd_open(pid, 0);
    if (fd < 0)
        return;
    struct pollfd ended = {.fd = fd, .events = POLLIN};
    poll(&ended, 1, timeout_ms);
    close(fd);
}

/* Ends a child that did nothing wrong. */
static void retire_child(GfReader *reader)
{
#ifdef GF_SANITIZED
    /* It looks for leaks at its end: a complaint must not pass unseen. */
    if (reader->pid >= 0 && reader->ahead == NULL) {
        close_fd(&reader->socket);
        wait_a_moment(reader->pid, 10 * ENDING_MS);
        int status = end_child(reader);
        if (status != 0)
            g_critical("the sanitized reader ended with wait status %d", status);
    }
#endif
    end_child(reader);
}

static char **child_environment(void)
{
    static const char *const passed[] = {GF_READER_TEST_VARIABLE, "ASAN_OPTIONS", "UBSAN_OPTIONS",
                                         "LSAN_OPTIONS"};
    /* What one message needed is kept for the next one, instead of being given back to the kernel
     * and asked for again page by page; beyond a mebibyte it is not (mallopt(3)). */
    static const char *const own[] = {"LC_ALL=C.UTF-8", "MALLOC_TRIM_THRESHOLD_=16777216",
                                      "MALLOC_TOP_PAD_=1048576", "MALLOC_MMAP_THRESHOLD_=1048576",
                                      "GLIBC_TUNABLES=glibc.malloc.tcache_count=127"};
    GPtrArray *environment = g_ptr_array_new();
    for (gsize i = 0; i < G_N_ELEMENTS(own); i++)
        g_ptr_array_add(environment, g_strdup(own[i]));
    for (gsize i = 0; i < G_N_ELEMENTS(passed); i++) {
        const char *value = g_getenv(passed[i]);
        if (value != NULL)
            g_ptr_array_add(environment, g_strconcat(passed[i], "=", value, NULL));
    }
    g_ptr_array_add(environment, NULL);
    return (char **) g_ptr_array_free(environment, FALSE);
}

/* Descriptors 0 to 3 of the child. A regular file as standard error would kill it at its first word
 * (RLIMIT_FSIZE), and what it says there is the stranger's text anyway; sanitizers must be heard.
 */
static void set_descriptors(posix_spawn_file_actions_t *actions, int socket)
{
    posix_spawn_file_actions_init(actions);
    posix_spawn_file_actions_adddup2(actions, socket, GF_READER_SOCKET);
    posix_spawn_file_actions_addopen(actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
#ifndef GF_SANITIZED
    posix_spawn_file_actions_addopen(actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
#endif
}

static int spawn(GfReader *reader, int socket)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    set_descriptors(&actions, socket);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    g_autofree char *parent = g_strdup_printf("%d", (int) getpid());
    char *arguments[] = {reader->program, parent, NULL};
    g_auto(GStrv) environment = child_environment();
    int code =
        posix_spawn(&reader->pid, reader->program, &actions, &attributes, arguments, environment);
    if (code != 0)
        reader->pid = -1;
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return code;
}

/* --- talking to it --- */

/* Waits until the child has written something, or (POLLOUT) will take more; ANSWERED then. */
static Result wait_until(GfReader *reader, short events, gint64 deadline)
{
    for (;;) {
        gint64 left = deadline - g_get_monotonic_time();
        if (left <= 0)
            return SLOW;
        struct pollfd fds[] = {{.fd = reader->socket, .events = events},
                               {.fd = reader->stop_fd, .events = POLLIN}};
        int ready = poll(fds, G_N_ELEMENTS(fds), (int) (left / 1000) + 1);
        if (ready > 0 && fds[1].revents != 0)
            return STOPPED;
        if (ready > 0 && fds[0].revents != 0)
            return ANSWERED;
    }
}

/* At least `least` bytes and at most `most`. */
static Result receive_bytes(GfReader *reader, guint8 *bytes, gsize least, gsize most,
                            gint64 deadline, gsize *ret_size)
{
    gsize done = 0;
    while (done < least) {
        Result result = wait_until(reader, POLLIN, deadline);
        if (result != ANSWERED)
            return result;
        ssize_t got = recv(reader->socket, bytes + done, most - done, MSG_DONTWAIT);
        if (got == 0 || (got < 0 && errno != EINTR && errno != EAGAIN))
            return DIED;
        done += got > 0 ? (gsize) got : 0;
    }
    *ret_size = done;
    return ANSWERED;
}

/* One frame of at most `limit` bytes. Behind it nothing can have been written yet, but where the
 * child has been sent what it is to read next: that answer's beginning is kept. */
static Result receive_frame(GfReader *reader, gsize limit, gint64 deadline, GBytes **ret_bytes)
{
    guint32 size = 0;
    gsize got = 0, had = reader->buffered;
    guint8 *buffer = reader->buffer;
    reader->buffered = 0;
    if (had < sizeof size) {
        Result result = receive_bytes(reader, buffer + had, sizeof size - had, BUFFER_BYTES - had,
                                      deadline, &got);
        if (result != ANSWERED)
            return result;
    }
    memcpy(&size, buffer, sizeof size);
    got += had - sizeof size;
    gsize own = MIN(got, size);
    if (size > limit || (got > size && reader->ahead == NULL))
        return NONSENSE;
    g_autofree guint8 *bytes = g_malloc(size + 1);
    memcpy(bytes, buffer + sizeof size, own);
    memmove(buffer, buffer + sizeof size + own, got - own);
    reader->buffered = got - own;
    Result result = receive_bytes(reader, bytes + own, size - own, size - own, deadline, &got);
    if (result == ANSWERED)
        *ret_bytes = g_bytes_new_take(g_steal_pointer(&bytes), size);
    return result;
}

static gint64 deadline_of(const GfReader *reader)
{
    return g_get_monotonic_time() + reader->timeout_ms * G_GINT64_CONSTANT(1000);
}

static gboolean is_inline(GBytes *raw)
{
    return g_bytes_get_size(raw) <= GF_READER_INLINE_BYTES;
}

/* The request with all that the socket takes at once; how many bytes, -1: none. */
static ssize_t send_first(GfReader *reader, int fd, GBytes *raw, const GfRequest *request)
{
    union {
        char bytes[CMSG_SPACE(sizeof(int))];
        struct cmsghdr aligned;
    } control = {.bytes = {0}};
    gsize size = 0;
    const void *data = g_bytes_get_data(raw, &size);
    struct iovec pieces[] = {{(void *) request, sizeof *request}, {(void *) data, size}};
    struct msghdr message = {.msg_iov = pieces, .msg_iovlen = fd < 0 ? 2 : 1};
    if (fd >= 0) {
        message.msg_control = control.bytes;
        message.msg_controllen = sizeof control.bytes;
        struct cmsghdr *header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN(sizeof fd);
        memcpy(CMSG_DATA(header), &fd, sizeof fd);
    }
    ssize_t sent = 0;
    do
        sent = sendmsg(reader->socket, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
    while (sent < 0 && errno == EINTR);
    return sent;
}

/* What is left of a message of which `done` bytes were sent. */
static Result send_rest(GfReader *reader, GBytes *raw, gsize done, gint64 deadline)
{
    gsize size = 0;
    const char *data = g_bytes_get_data(raw, &size);
    while (done < size) {
        Result result = wait_until(reader, POLLOUT, deadline);
        if (result != ANSWERED)
            return result;
        ssize_t sent = send(reader->socket, data + done, size - done, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent < 0 && errno != EINTR && errno != EAGAIN)
            return DIED;
        done += sent > 0 ? (gsize) sent : 0;
    }
    return ANSWERED;
}

/* The request, and the message behind it where no descriptor stands for it. */
static Result send_request(GfReader *reader, int fd, GBytes *raw, const GfRequest *request,
                           gint64 deadline)
{
    ssize_t sent = send_first(reader, fd, raw, request);
    if (sent < 0)
        return errno == EPIPE || errno == ECONNRESET ? GONE : DIED;
    if (sent < (ssize_t) sizeof *request)
        return DIED;
    return fd >= 0 ? ANSWERED : send_rest(reader, raw, (gsize) sent - sizeof *request, deadline);
}

static GfRequest reading_of(GBytes *raw)
{
    return (GfRequest){.size = g_bytes_get_size(raw), .operation = GF_READER_READ};
}

/* As much of the next message as the socket takes while the child is at work, so that it need not
 * wait for it. FALSE where the socket is of no use any more. */
static gboolean send_ahead(GfReader *reader, GBytes *raw)
{
    const GfRequest request = reading_of(raw);
    if (!is_inline(raw) || reader->served + 1 >= GF_LIMIT_READER_MESSAGES)
        return TRUE;
    ssize_t sent = send_first(reader, -1, raw, &request);
    if (sent < (ssize_t) sizeof request)
        return sent <= 0;
    reader->ahead = g_bytes_ref(raw);
    reader->ahead_sent = (gsize) sent - sizeof request;
    return TRUE;
}

static gboolean write_all(int fd, GBytes *bytes)
{
    gsize size = 0, done = 0;
    const char *data = g_bytes_get_data(bytes, &size);
    while (done < size) {
        ssize_t written = write(fd, data + done, size - done);
        if (written < 0 && errno != EINTR)
            return FALSE;
        done += written > 0 ? (gsize) written : 0;
    }
    return TRUE;
}

/* The message in a memory file that nobody can change any more. */
static int seal(GBytes *raw, GError **error)
{
    int fd = memfd_create("greffe-message", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (fd >= 0 && write_all(fd, raw) &&
        fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL) == 0)
        return fd;
    int code = errno;
    close_fd(&fd);
    g_set_error(error, GF_ERROR, GF_ERROR_RETRY, "reader: no memory for the message: %s",
                g_strerror(code));
    return -1;
}

/* --- results in words --- */

static char *ending(int status)
{
    if (status >= 0 && WIFSIGNALED(status))
        return g_strdup_printf("the reader died of signal %d", WTERMSIG(status));
    if (status >= 0 && WIFEXITED(status))
        return g_strdup_printf("the reader ended with status %d", WEXITSTATUS(status));
    return g_strdup("the reader died");
}

/* Ends the child after a failure and says what had happened. Owned. */
static char *give_up(GfReader *reader, Result result)
{
    gboolean died = result == DIED || result == GONE;
    if (died)
        wait_a_moment(reader->pid, ENDING_MS);
    int status = end_child(reader);
    if (died)
        return ending(status);
    if (result == SLOW)
        return g_strdup_printf("the reader took more than %g seconds", reader->timeout_ms / 1000.0);
    return g_strdup("the reader gave an answer that cannot be true");
}

static void set_cancelled(GError **error)
{
    g_set_error(error, GF_ERROR, GF_ERROR_CANCELLED, "reader: stopped");
}

static gboolean await_hello(GfReader *reader, GError **error)
{
    g_autoptr(GBytes) hello = NULL;
    Result result = receive_frame(reader, GF_READER_HELLO_BYTES, deadline_of(reader), &hello);
    if (result == STOPPED) {
        end_child(reader);
        set_cancelled(error);
        return FALSE;
    }
    g_autofree char *why = NULL;
    if (result == ANSWERED) {
        gsize size = 0;
        const char *text = g_bytes_get_data(hello, &size);
        g_autofree char *words = g_strndup(text, size);
        if (strcmp(words, GF_READER_HELLO) == 0)
            return TRUE;
        why = gf_text_line(words, 200);
        end_child(reader);
    } else {
        why = give_up(reader, result);
    }
    g_set_error(error, GF_ERROR, GF_ERROR_STATE,
                "%s: not ready to read mail: %s (install greffe and greffe-reader together)",
                reader->program, why);
    return FALSE;
}

static gboolean start_child(GfReader *reader, GError **error)
{
    int pair[2] = {-1, -1};
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0) {
        g_set_error(error, GF_ERROR, GF_ERROR_RETRY, "reader: no socket: %s", g_strerror(errno));
        return FALSE;
    }
    reader->socket = pair[0];
    reader->served = 0;
    /* dup2() onto itself would leave it close-on-exec: keep the child's end away from descriptor 3.
     */
    int child_end = fcntl(pair[1], F_DUPFD_CLOEXEC, GF_READER_SOCKET + 1);
    close_fd(&pair[1]);
    int code = child_end < 0 ? errno : spawn(reader, child_end);
    close_fd(&child_end);
    if (code == 0)
        return await_hello(reader, error);
    close_fd(&reader->socket);
    g_set_error(error, GF_ERROR, GF_ERROR_STATE,
                "%s: cannot be started: %s (it belongs to greffe: install it again)",
                reader->program, g_strerror(code));
    return FALSE;
}

/* --- one message --- */

static Result try_once(GfReader *reader, int fd, GBytes *raw, const Errand *errand,
                       gpointer *ret_found)
{
    gint64 deadline = deadline_of(reader);
    g_autoptr(GBytes) answer = NULL, ahead = g_steal_pointer(&reader->ahead);
    Result result = ahead != NULL ? send_rest(reader, raw, reader->ahead_sent, deadline)
                                  : send_request(reader, fd, raw, &errand->request, deadline);
    if (result == ANSWERED && errand->next != NULL && !send_ahead(reader, errand->next))
        return DIED;
    if (result == ANSWERED)
        result = receive_frame(reader, errand->limit, deadline, &answer);
    if (result != ANSWERED)
        return result;
    reader->served++;
    *ret_found = errand->take(&errand->request, answer);
    return *ret_found == NULL ? NONSENSE : ANSWERED;
}

static void set_unreadable(char *const *reasons, GError **error)
{
    gboolean same = strcmp(reasons[0], reasons[1]) == 0;
    g_set_error(error, GF_ERROR, GF_ERROR_MESSAGE, "the message could not be read: %s%s%s",
                reasons[0], same ? " twice" : ", then ", same ? "" : reasons[1]);
}

/* A child ready for one more message. */
static gboolean have_child(GfReader *reader, GError **error)
{
    if (reader->pid >= 0 && reader->served >= GF_LIMIT_READER_MESSAGES)
        retire_child(reader);
    return reader->pid >= 0 || start_child(reader, error);
}

/* What the child found in the message. */
static gpointer carry_out(GfReader *reader, GBytes *raw, const Errand *errand, GError **error)
{
    /* An answer that nobody waits for would be taken for this one. */
    if (reader->ahead != NULL &&
        (reader->ahead != raw || errand->request.operation != GF_READER_READ))
        end_child(reader);
    int fd = is_inline(raw) ? -1 : seal(raw, error);
    if (fd < 0 && !is_inline(raw))
        return NULL;
    gpointer found = NULL;
    gboolean was_gone = FALSE;
    g_autoptr(GPtrArray) reasons = g_ptr_array_new_with_free_func(g_free);
    Result result = DIED;
    while (reasons->len < TRIES && result != ANSWERED && have_child(reader, error)) {
        result = try_once(reader, fd, raw, errand, &found);
        if (result == STOPPED)
            break;
        /* A child that something else killed while it had nothing to do is nobody's fault. */
        if (result == GONE && !was_gone)
            end_child(reader);
        else if (result != ANSWERED)
            g_ptr_array_add(reasons, give_up(reader, result));
        was_gone = result == GONE;
    }
    close_fd(&fd);
    if (result == STOPPED) {
        end_child(reader);
        set_cancelled(error);
    } else if (reasons->len == TRIES) {
        set_unreadable((char *const *) reasons->pdata, error);
    }
    return found;
}

static gpointer take_letter(const GfRequest *request, GBytes *answer)
{
    (void) request;
    return gf_letter_from_bytes(answer, NULL);
}

GfLetter *gf_reader_read_before(GfReader *reader, GBytes *raw, GBytes *next, GError **error)
{
    const Errand errand = {reading_of(raw), GF_LIMIT_LETTER_BYTES, take_letter, next};
    return carry_out(reader, raw, &errand, error);
}

GfLetter *gf_reader_read(GfReader *reader, GBytes *raw, GError **error)
{
    return gf_reader_read_before(reader, raw, NULL, error);
}

static gboolean has_sha256(GBytes *bytes, const char *sha256)
{
    gsize size = 0;
    const void *data = g_bytes_get_data(bytes, &size);
    g_autofree char *found = gf_text_sha256(data, size);
    return strcmp(found, sha256) == 0;
}

/* Nothing is a true answer: there is no such part, or it is empty. */
static gpointer take_part(const GfRequest *request, GBytes *answer)
{
    gboolean good = g_bytes_get_size(answer) == 0 || has_sha256(answer, request->sha256);
    return good ? g_bytes_ref(answer) : NULL;
}

GBytes *gf_reader_extract(GfReader *reader, GBytes *raw, const char *sha256, GError **error)
{
    Errand errand = {{.size = g_bytes_get_size(raw), .operation = GF_READER_EXTRACT},
                     GF_LIMIT_MESSAGE_BYTES, /* no part is larger when decoded */
                     take_part,
                     NULL};
    g_strlcpy(errand.request.sha256, sha256, sizeof errand.request.sha256);
    g_autoptr(GBytes) part = carry_out(reader, raw, &errand, error);
    if (part == NULL || g_bytes_get_size(part) > 0 || has_sha256(part, sha256))
        return g_steal_pointer(&part);
    g_set_error_literal(error, GF_ERROR, GF_ERROR_MESSAGE, "the message holds no such file");
    return NULL;
}

/* --- the handle --- */

char *gf_reader_program(GError **error)
{
    char *program = gf_instance_companion("libexec/greffe-reader", INSTALLED);
    if (program == NULL)
        g_set_error(error, GF_ERROR, GF_ERROR_STATE,
                    "greffe-reader: it is not there: " INSTALLED " (install greffe again)");
    return program;
}

GfReader *gf_reader_new(const char *program, int stop_fd, GError **error)
{
    g_autoptr(GfReader) reader = g_new0(GfReader, 1);
    reader->program = g_strdup(program);
    reader->stop_fd = stop_fd;
    reader->pid = -1;
    reader->socket = -1;
    reader->timeout_ms = GF_LIMIT_READER_SECONDS * 1000;
    reader->buffer = g_malloc(BUFFER_BYTES);
    return start_child(reader, error) ? g_steal_pointer(&reader) : NULL;
}

void gf_reader_set_timeout(GfReader *reader, int timeout_ms)
{
    reader->timeout_ms = timeout_ms;
}

int gf_reader_pid(const GfReader *reader)
{
    return reader->pid;
}

void gf_reader_free(GfReader *reader)
{
    if (reader == NULL)
        return;
    retire_child(reader);
    g_free(reader->program);
    g_free(reader->buffer);
    g_free(reader);
}
