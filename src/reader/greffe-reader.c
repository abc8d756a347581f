/* greffe-reader.c - the child that alone touches untrusted bytes.
 *
 * Loads all that its libraries will need, locks itself in (sandbox.h), then turns the messages that
 * come over the socket on descriptor 3 into letters, or takes one part out of them, until the
 * socket closes. It has no way to report trouble but to die: the parent counts that against the
 * message. Not meant to be run by hand.
 */
#include "base/limits.h"
#include "mime/extract.h"
#include "reader/hook.h"
#include "reader/reader.h"
#include "reader/sandbox.h"
#include "reader/wire.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

/* What libraries log about a message is the stranger's text: not for anybody's terminal or journal.
 */
static GLogWriterOutput drop_log(GLogLevelFlags level, const GLogField *fields, gsize count,
                                 gpointer user_data)
{
    (void) level;
    (void) fields;
    (void) count;
    (void) user_data;
    return G_LOG_WRITER_HANDLED;
}

static gboolean write_all(const void *bytes, gsize size)
{
    for (gsize done = 0; done < size;) {
        ssize_t written = write(GF_READER_SOCKET, (const char *) bytes + done, size - done);
        if (written < 0 && errno != EINTR)
            return FALSE;
        done += written > 0 ? (gsize) written : 0;
    }
    return TRUE;
}

static gboolean write_frame(const void *bytes, gsize size)
{
    guint32 length = (guint32) size;
    struct iovec pieces[] = {{&length, sizeof length}, {(void *) bytes, size}};
    struct msghdr message = {.msg_iov = pieces, .msg_iovlen = G_N_ELEMENTS(pieces)};
    ssize_t sent = 0;
    do
        sent = sendmsg(GF_READER_SOCKET, &message, 0);
    while (sent < 0 && errno == EINTR);
    if (sent < (ssize_t) sizeof length)
        return FALSE;
    gsize done = (gsize) sent - sizeof length;
    return write_all((const char *) bytes + done, size - done);
}

/* The next request; its descriptor, -1 where the message itself follows. FALSE where the parent is
 * gone. */
static gboolean receive(GfRequest *ret_request, int *ret_fd)
{
    union {
        char bytes[CMSG_SPACE(sizeof(int))];
        struct cmsghdr aligned;
    } control = {.bytes = {0}};
    struct iovec data = {ret_request, sizeof *ret_request};
    struct msghdr message = {.msg_iov = &data,
                             .msg_iovlen = 1,
                             .msg_control = control.bytes,
                             .msg_controllen = sizeof control.bytes};
    ssize_t got = 0;
    do
        got = recvmsg(GF_READER_SOCKET, &message, MSG_CMSG_CLOEXEC | MSG_WAITALL);
    while (got < 0 && errno == EINTR);
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    gboolean has_fd = header != NULL && header->cmsg_type == SCM_RIGHTS;
    if (got != sizeof *ret_request || has_fd != (ret_request->size > GF_READER_INLINE_BYTES))
        return FALSE;
    *ret_fd = -1;
    if (has_fd)
        memcpy(ret_fd, CMSG_DATA(header), sizeof *ret_fd);
    return TRUE;
}

/* The message that follows its request. */
static GBytes *receive_message(gsize size)
{
    g_autofree char *bytes = g_malloc(size);
    for (gsize done = 0; done < size;) {
        ssize_t got = read(GF_READER_SOCKET, bytes + done, size - done);
        if (got == 0 || (got < 0 && errno != EINTR))
            return NULL;
        done += got > 0 ? (gsize) got : 0;
    }
    return g_bytes_new_take(g_steal_pointer(&bytes), size);
}

typedef struct {
    void *start;
    gsize size;
} Mapping;

static void unmap(gpointer data)
{
    Mapping *mapping = data;
    munmap(mapping->start, mapping->size);
    g_free(mapping);
}

/* The message without a copy: the file is sealed, nobody can change it any more. */
static GBytes *map_message(int fd, gsize size)
{
    void *start = mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (start == MAP_FAILED)
        return NULL;
    Mapping *mapping = g_new(Mapping, 1);
    *mapping = (Mapping){start, size};
    return g_bytes_new_with_free_func(start, size, unmap, mapping);
}

static gboolean write_bytes(GBytes *bytes)
{
    gsize size = 0;
    const void *data = g_bytes_get_data(bytes, &size);
    return write_frame(data, size);
}

static gboolean answer_letter(GBytes *raw, const char *misdeed)
{
    g_autoptr(GfLetter) letter = gf_read_letter(raw);
    if (misdeed != NULL)
        gf_letter_add_problem(letter, "test", NULL, misdeed);
    g_autoptr(GBytes) bytes = gf_letter_to_bytes(letter);
    return write_bytes(bytes);
}

static gboolean answer(const GfRequest *request, GBytes *raw)
{
    g_autofree char *misdeed = gf_reader_hook(GF_READER_SOCKET, raw);
    if (request->operation != GF_READER_EXTRACT)
        return answer_letter(raw, misdeed);
    g_autoptr(GBytes) part = gf_mime_extract(raw, request->sha256);
    return part != NULL ? write_bytes(part) : write_frame(NULL, 0);
}

static void serve(void)
{
    GfRequest request = {0};
    int fd = -1;
    while (receive(&request, &fd)) {
        g_autoptr(GBytes) raw =
            fd < 0 ? receive_message(request.size) : map_message(fd, request.size);
        if (fd >= 0)
            close(fd);
        if (raw == NULL || !answer(&request, raw))
            return;
    }
}

int main(int argc, char **argv)
{
    struct stat status;
    if (argc != 2 || fstat(GF_READER_SOCKET, &status) != 0 || !S_ISSOCK(status.st_mode)) {
        static const char words[] =
            "greffe-reader: not run by hand: greffed and greffe start it themselves\n";
        (void) !write(STDERR_FILENO, words, sizeof words - 1);
        return 2;
    }
    gf_sandbox_close_descriptors();
    g_log_set_writer_func(drop_log, NULL, NULL);
    gf_read_prepare();
    g_autoptr(GError) error = NULL;
    if (!gf_sandbox_enter(atoi(argv[1]), &error)) {
        write_frame(error->message, strlen(error->message));
        return 1;
    }
    if (write_frame(GF_READER_HELLO, strlen(GF_READER_HELLO)))
        serve();
    return 0;
}
