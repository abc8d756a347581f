/* archive.c - see archive.h. */
#include "cli/archive.h"

#include "base/error.h"
#include "base/reason.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BLOCK_BYTES (256 * 1024)

struct GfArchive {
    struct archive *archive;
    char *path;
    int fd;
    gint64 at;
};

struct GfArchiveReader {
    struct archive *archive;
    char *path;
};

/* The words of the system where it was at fault; of libarchive where the bytes are. */
static void refuse(struct archive *archive, const char *path, const char *what, GError **error)
{
    int code = archive_errno(archive);
    const char *words = archive_error_string(archive);
    gboolean system = code > 0 && code != EILSEQ /* "file format" */;
    g_autofree char *reason =
        system ? gf_reason(code) : g_strdup(words != NULL ? words : "it is damaged");
    reason[0] = g_ascii_tolower(reason[0]);
    g_set_error(error, GF_ERROR, GF_ERROR_STATE, "'%s': cannot be %s: %s%s", path, what, reason,
                code == ENOSPC ? " (free some space, or name another disk)" : "");
}

static gboolean refuse_system(const char *path, const char *what, int code, GError **error)
{
    g_autofree char *reason = gf_reason(code);
    g_set_error(error, GF_ERROR, GF_ERROR_STATE, "'%s': cannot be %s: %s", path, what, reason);
    return FALSE;
}

GfArchive *gf_archive_create(const char *path, gint64 at, GError **error)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) {
        (void) refuse_system(path, "written", errno, error);
        return NULL;
    }
    GfArchive *archive = g_new0(GfArchive, 1);
    archive->archive = archive_write_new();
    archive->path = g_strdup(path);
    archive->fd = fd;
    archive->at = at;
    if (archive_write_set_format_pax_restricted(archive->archive) == ARCHIVE_OK &&
        archive_write_set_bytes_per_block(archive->archive, BLOCK_BYTES) == ARCHIVE_OK &&
        archive_write_open_fd(archive->archive, fd) == ARCHIVE_OK)
        return archive;
    refuse(archive->archive, path, "written", error);
    gf_archive_free(archive);
    return NULL;
}

void gf_archive_free(GfArchive *archive)
{
    if (archive == NULL)
        return;
    (void) archive_write_free(archive->archive);
    if (archive->fd >= 0)
        close(archive->fd);
    g_free(archive->path);
    g_free(archive);
}

static gboolean add_header(GfArchive *archive, const char *name, gint64 size_bytes, GError **error)
{
    struct archive_entry *entry = archive_entry_new();
    archive_entry_set_pathname(entry, name);
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0600);
    archive_entry_set_size(entry, size_bytes);
    archive_entry_set_mtime(entry, archive->at, 0);
    int status = archive_write_header(archive->archive, entry);
    archive_entry_free(entry);
    if (status != ARCHIVE_OK)
        refuse(archive->archive, archive->path, "written", error);
    return status == ARCHIVE_OK;
}

static gboolean add_data(GfArchive *archive, const void *bytes, gsize size_bytes, GError **error)
{
    if (size_bytes == 0 ||
        archive_write_data(archive->archive, bytes, size_bytes) == (la_ssize_t) size_bytes)
        return TRUE;
    refuse(archive->archive, archive->path, "written", error);
    return FALSE;
}

gboolean gf_archive_add_bytes(GfArchive *archive, const char *name, GBytes *bytes, GError **error)
{
    gsize size = 0;
    const void *data = g_bytes_get_data(bytes, &size);
    return add_header(archive, name, (gint64) size, error) && add_data(archive, data, size, error);
}

static gboolean copy_in(GfArchive *archive, int fd, const char *path, gint64 size_bytes,
                        GError **error)
{
    g_autofree char *buffer = g_malloc(BLOCK_BYTES);
    gint64 done = 0;
    ssize_t got = 0;
    while ((got = read(fd, buffer, BLOCK_BYTES)) > 0) {
        if (!add_data(archive, buffer, (gsize) got, error))
            return FALSE;
        done += got;
    }
    return done == size_bytes || refuse_system(path, "read", got < 0 ? errno : EBUSY, error);
}

gboolean gf_archive_add_file(GfArchive *archive, const char *name, const char *path, GError **error)
{
    struct stat status;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &status) != 0) {
        int code = errno;
        if (fd >= 0)
            close(fd);
        return refuse_system(path, "read", code, error);
    }
    gboolean good = add_header(archive, name, status.st_size, error) &&
                    copy_in(archive, fd, path, status.st_size, error);
    close(fd);
    return good;
}

gboolean gf_archive_finish(GfArchive *archive, GError **error)
{
    if (archive_write_close(archive->archive) != ARCHIVE_OK) {
        refuse(archive->archive, archive->path, "written", error);
        return FALSE;
    }
    int code = fsync(archive->fd) == 0 ? 0 : errno;
    if (close(archive->fd) != 0 && code == 0)
        code = errno;
    archive->fd = -1;
    return code == 0 || refuse_system(archive->path, "written", code, error);
}

GfArchiveReader *gf_archive_open(const char *path, GError **error)
{
    g_autoptr(GfArchiveReader) reader = g_new0(GfArchiveReader, 1);
    reader->archive = archive_read_new();
    reader->path = g_strdup(path);
    if (archive_read_support_format_tar(reader->archive) == ARCHIVE_OK &&
        archive_read_open_filename(reader->archive, path, BLOCK_BYTES) == ARCHIVE_OK)
        return g_steal_pointer(&reader);
    refuse(reader->archive, path, "read", error);
    return NULL;
}

void gf_archive_reader_free(GfArchiveReader *reader)
{
    if (reader == NULL)
        return;
    (void) archive_read_free(reader->archive);
    g_free(reader->path);
    g_free(reader);
}

/* Below the folder it is written to, and readable. */
static gboolean is_name(const char *name)
{
    if (name == NULL || name[0] == '\0' || !g_utf8_validate(name, -1, NULL))
        return FALSE;
    g_auto(GStrv) parts = g_strsplit(name, "/", -1);
    for (gsize i = 0; parts[i] != NULL; i++)
        if (parts[i][0] == '\0' || g_str_equal(parts[i], ".") || g_str_equal(parts[i], ".."))
            return FALSE;
    return TRUE;
}

char *gf_archive_next(GfArchiveReader *reader, GError **error)
{
    struct archive_entry *entry = NULL;
    int status = archive_read_next_header(reader->archive, &entry);
    if (status == ARCHIVE_EOF)
        return NULL;
    if (status != ARCHIVE_OK) {
        refuse(reader->archive, reader->path, "read", error);
        return NULL;
    }
    const char *name = archive_entry_pathname(entry);
    if (archive_entry_filetype(entry) == AE_IFREG && archive_entry_hardlink(entry) == NULL &&
        is_name(name))
        return g_strdup(name);
    g_set_error(error, GF_ERROR, GF_ERROR_STATE,
                "'%s': it is no backup of greffe: a member is no ordinary file of a safe name",
                reader->path);
    return NULL;
}

gssize gf_archive_read(GfArchiveReader *reader, void *buffer, gsize size_bytes, GError **error)
{
    la_ssize_t got = archive_read_data(reader->archive, buffer, size_bytes);
    if (got >= 0)
        return (gssize) got;
    refuse(reader->archive, reader->path, "read", error);
    return -1;
}
