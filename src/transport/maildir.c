/* maildir.c - see maildir.h: written to tmp/, made durable, then renamed into new/. */
#include "transport/maildir.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/reason.h"
#include "transport/shipment.h"

#define BUFFER_BYTES (64 * 1024)

struct GfMaildirOut {
    char *path;
    guint count; /* of files this process made, for their names */
};

/* A file under way: LF line ends, buffered. */
typedef struct {
    int fd;
    GString *buffer;
    gboolean held_cr; /* the last byte met was a CR */
    int error;        /* errno of the first failure, 0: none */
} Writer;

GfMaildirOut *gf_maildir_out_new(const char *path, GError **error)
{
    static const char *const FOLDERS[] = {"tmp", "new", "cur"};
    if (path == NULL || path[0] == '\0') {
        g_set_error(error, GF_ERROR, GF_ERROR_CONFIG, "[transport] path: missing (a Maildir)");
        return NULL;
    }
    for (gsize i = 0; i < G_N_ELEMENTS(FOLDERS); i++) {
        g_autofree char *folder = g_build_filename(path, FOLDERS[i], NULL);
        if (g_mkdir_with_parents(folder, 0700) != 0 || access(folder, R_OK | W_OK | X_OK) != 0) {
            g_autofree char *reason = gf_reason(errno);
            g_set_error(error, GF_ERROR, GF_ERROR_CONFIG, "[transport] path: \"%s\": %s", folder,
                        reason);
            return NULL;
        }
    }
    GfMaildirOut *maildir = g_new0(GfMaildirOut, 1);
    maildir->path = g_strdup(path);
    return maildir;
}

void gf_maildir_out_free(GfMaildirOut *maildir)
{
    if (maildir == NULL)
        return;
    g_free(maildir->path);
    g_free(maildir);
}

/* "TIME.PPID_COUNT.HOST": no two processes and no two files of one make the same. Owned. */
static char *unique_name(GfMaildirOut *maildir)
{
    g_autofree char *host = g_strdup(g_get_host_name());
    g_strdelimit(host, "/:", '_');
    return g_strdup_printf("%" G_GINT64_FORMAT ".P%d_%u.%s", g_get_real_time(), (int) getpid(),
                           ++maildir->count, host);
}

static void write_out(Writer *writer)
{
    const char *bytes = writer->buffer->str;
    gsize left = writer->buffer->len;
    while (left > 0 && writer->error == 0) {
        ssize_t written = write(writer->fd, bytes, left);
        if (written > 0) {
            bytes += written;
            left -= (gsize) written;
        } else if (written == 0 || errno != EINTR) {
            writer->error = written == 0 ? EIO : errno;
        }
    }
    g_string_truncate(writer->buffer, 0);
}

/* CRLF becomes LF, also where it lies across two chunks. */
static void put(Writer *writer, const char *bytes, gsize length)
{
    for (gsize i = 0; i < length && writer->error == 0;) {
        const char *cr = memchr(bytes + i, '\r', length - i);
        gsize part = cr == NULL ? length - i : (gsize) (cr - bytes) - i;
        if (writer->held_cr && bytes[i] != '\n')
            g_string_append_c(writer->buffer, '\r');
        writer->held_cr = cr != NULL;
        g_string_append_len(writer->buffer, bytes + i, (gssize) part);
        i += part + (cr == NULL ? 0 : 1);
        if (writer->buffer->len >= BUFFER_BYTES)
            write_out(writer);
    }
}

static void put_shipment(Writer *writer, const GfShipment *shipment)
{
    g_autofree char *head = g_strdup_printf("Return-Path: <%s>\nDelivered-To: %s\n",
                                            shipment->envelope_from, shipment->recipient);
    put(writer, head, strlen(head));
    for (guint i = 0; i < shipment->chunks->len; i++) {
        gsize length = 0;
        const char *bytes = g_bytes_get_data(g_ptr_array_index(shipment->chunks, i), &length);
        put(writer, bytes, length);
    }
    write_out(writer);
}

/* 0 where the file is there and durable, else errno; nothing is left then. */
static int write_file(const char *path, const GfShipment *shipment)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return errno;
    Writer writer = {.fd = fd, .buffer = g_string_sized_new(BUFFER_BYTES)};
    put_shipment(&writer, shipment);
    g_string_free(writer.buffer, TRUE);
    if (writer.error == 0 && fsync(fd) != 0)
        writer.error = errno;
    if (close(fd) != 0 && writer.error == 0)
        writer.error = errno;
    if (writer.error != 0)
        (void) unlink(path);
    return writer.error;
}

static int sync_directory(const char *path)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return errno;
    int error = fsync(fd) == 0 ? 0 : errno;
    (void) close(fd);
    return error;
}

static GfOutcome *failed(gint64 id, const char *path, int error)
{
    gboolean mend =
        error == EACCES || error == EPERM || error == EROFS || error == ENOENT || error == ENOTDIR;
    g_autofree char *reason = gf_reason(error);
    g_autofree char *words = g_strdup_printf("\"%s\": %s", path, reason);
    /* A full disk refuses every mail alike: none of them was tried. */
    gboolean full = error == ENOSPC || error == EDQUOT;
    GfOutcomeKind later = full ? GF_OUTCOME_UNREACHABLE : GF_OUTCOME_DEFERRED;
    return gf_outcome_new(id, mend ? GF_OUTCOME_ACCOUNT : later, words);
}

GfOutcome *gf_maildir_out_deliver(GfMaildirOut *maildir, const GfShipment *shipment)
{
    guint64 size = 0;
    gboolean eight_bit = FALSE;
    g_autofree char *why = gf_shipment_why_not(shipment, &size, &eight_bit);
    if (why != NULL)
        return gf_outcome_new(shipment->id, GF_OUTCOME_REFUSED, why);
    g_autofree char *name = unique_name(maildir);
    g_autofree char *written = g_build_filename(maildir->path, "tmp", name, NULL);
    g_autofree char *folder = g_build_filename(maildir->path, "new", NULL);
    g_autofree char *final = g_build_filename(folder, name, NULL);
    int error = write_file(written, shipment);
    if (error != 0)
        return failed(shipment->id, written, error);
    if (g_rename(written, final) != 0) {
        error = errno;
        (void) unlink(written);
        return failed(shipment->id, final, error);
    }
    error = sync_directory(folder);
    if (error != 0) {
        GfOutcome *outcome = failed(shipment->id, folder, error);
        outcome->kind = GF_OUTCOME_UNCERTAIN;
        return outcome;
    }
    g_autofree char *words = g_strdup_printf("written to \"%s\"", name);
    return gf_outcome_new(shipment->id, GF_OUTCOME_TAKEN, words);
}

GfOutcome *gf_maildir_out_probe(GfMaildirOut *maildir)
{
    g_autofree char *name = unique_name(maildir);
    g_autofree char *path = g_build_filename(maildir->path, "tmp", name, NULL);
    g_autofree char *folder = g_build_filename(maildir->path, "new", NULL);
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return failed(0, path, errno);
    (void) close(fd);
    (void) unlink(path);
    if (access(folder, W_OK | X_OK) != 0)
        return failed(0, folder, errno);
    g_autofree char *words = g_strdup_printf("Maildir \"%s\" can be written", maildir->path);
    return gf_outcome_new(0, GF_OUTCOME_TAKEN, words);
}
