/* backup.c - reading a backup; see backup.h. */
#include "cli/backup.h"

#include "base/reason.h"
#include "base/sha256.h"
#include "cli/archive.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define PIECE_BYTES (256 * 1024)
#define MANIFEST_BYTES (16 * 1024 * 1024)

static gboolean refuse(const char *path, int code, GError **error)
{
    g_autofree char *reason = gf_reason(code);
    g_set_error(error, GF_ERROR, GF_ERROR_STATE, "'%s': %s%s", path, reason,
                code == ENOSPC ? " (free some space, or name another disk)" : "");
    return FALSE;
}

char *gf_backup_sum(const char *path, GError **error)
{
    g_autoptr(GfSha256) sum = gf_sha256_new();
    g_autofree char *piece = g_malloc(PIECE_BYTES);
    ssize_t got = -1;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    while (fd >= 0 && (got = read(fd, piece, PIECE_BYTES)) > 0)
        gf_sha256_add(sum, piece, (gsize) got);
    int code = errno;
    if (fd >= 0)
        close(fd);
    if (got == 0)
        return g_strdup(gf_sha256_end(sum));
    (void) refuse(path, code, error);
    return NULL;
}

static gboolean write_all(int fd, const char *bytes, gsize size_bytes)
{
    while (size_bytes > 0) {
        ssize_t written = write(fd, bytes, size_bytes);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return FALSE;
        bytes += written;
        size_bytes -= (gsize) written;
    }
    return TRUE;
}

/* The rest of a member into `fd` (-1: nowhere); its SHA-256 into `sum`. */
static gboolean drain(GfArchiveReader *reader, int fd, const char *path, GfSha256 *sum,
                      GError **error)
{
    g_autofree char *piece = g_malloc(PIECE_BYTES);
    gssize got = 0;
    while ((got = gf_archive_read(reader, piece, PIECE_BYTES, error)) > 0) {
        gf_sha256_add(sum, piece, (gsize) got);
        if (fd >= 0 && !write_all(fd, piece, (gsize) got))
            return refuse(path, errno, error);
    }
    return got == 0;
}

/* The folders between `folder` and the file `name` below it. */
static gboolean make_parents(GfMade *made, const char *folder, const char *name, GError **error)
{
    for (const char *slash = strchr(name, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        g_autofree char *below = g_strndup(name, (gsize) (slash - name));
        g_autofree char *path = g_build_filename(folder, below, NULL);
        if (!g_file_test(path, G_FILE_TEST_IS_DIR) && !gf_made_folder(made, path, error))
            return FALSE;
    }
    return TRUE;
}

/* A backup being read. */
typedef struct {
    GfArchiveReader *reader;
    GfManifest *manifest;
    GHashTable *met;    /* names */
    const char *folder; /* NULL: nothing is written */
    GfMade *made;
} Reading;

static void reading_clear(Reading *reading)
{
    g_clear_pointer(&reading->reader, gf_archive_reader_free);
    g_clear_pointer(&reading->manifest, gf_manifest_free);
    g_clear_pointer(&reading->met, g_hash_table_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Reading, reading_clear)

/* Writes a member to its place. */
static gboolean unpack(const Reading *reading, const char *name, GfSha256 *sum, GError **error)
{
    g_autofree char *path = g_build_filename(reading->folder, name, NULL);
    if (!make_parents(reading->made, reading->folder, name, error))
        return FALSE;
    gf_made_note(reading->made, path);
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0)
        return refuse(path, errno, error);
    gboolean good = drain(reading->reader, fd, path, sum, error);
    if (close(fd) != 0 && good)
        good = refuse(path, errno, error);
    return good;
}

static gboolean damaged(GError **error, const char *name, const char *what)
{
    g_set_error(error, GF_ERROR, GF_ERROR_STATE,
                "the backup is damaged: '%s' %s (take another backup)", name, what);
    return FALSE;
}

static gboolean take_member(const Reading *reading, const char *name, GError **error)
{
    g_autoptr(GfSha256) sum = gf_sha256_new();
    const char *wanted = g_hash_table_lookup(reading->manifest->sums, name);
    if (wanted == NULL || !g_hash_table_add(reading->met, g_strdup(name)))
        return damaged(error, name, "does not belong to it");
    gboolean good = reading->folder != NULL ? unpack(reading, name, sum, error)
                                            : drain(reading->reader, -1, NULL, sum, error);
    return good && (g_str_equal(gf_sha256_end(sum), wanted) ||
                    damaged(error, name, "is not what was written"));
}

static GfManifest *take_manifest(GfArchiveReader *reader, const char *path, GError **error)
{
    g_autofree guint8 *piece = g_malloc(PIECE_BYTES);
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    gssize got = 0;
    while (bytes->len < MANIFEST_BYTES &&
           (got = gf_archive_read(reader, piece, PIECE_BYTES, error)) > 0)
        g_byte_array_append(bytes, piece, (guint) got);
    g_autoptr(GBytes) text = g_bytes_new(bytes->data, bytes->len);
    GfManifest *manifest = got >= 0 ? gf_manifest_read(text, error) : NULL;
    if (manifest == NULL)
        g_prefix_error(error, "'%s': ", path);
    return manifest;
}

/* The members after the first one, until the archive ends. */
static gboolean take_members(const Reading *reading, GError **error)
{
    g_autoptr(GError) problem = NULL;
    g_autofree char *name = NULL;
    while ((name = gf_archive_next(reading->reader, &problem)) != NULL) {
        if (!take_member(reading, name, error))
            return FALSE;
        g_clear_pointer(&name, g_free);
    }
    if (problem == NULL)
        return TRUE;
    g_propagate_error(error, g_steal_pointer(&problem));
    return FALSE;
}

static gboolean nothing_missing(const Reading *reading, GError **error)
{
    static const char *const needed[] = {"greffe.db", "config/greffe.conf"};
    GHashTableIter iterator;
    gpointer name;
    for (gsize i = 0; i < G_N_ELEMENTS(needed); i++)
        if (!g_hash_table_contains(reading->met, needed[i]))
            return damaged(error, needed[i], "is missing");
    g_hash_table_iter_init(&iterator, reading->manifest->sums);
    while (g_hash_table_iter_next(&iterator, &name, NULL))
        if (!g_hash_table_contains(reading->met, name))
            return damaged(error, name, "is missing");
    return TRUE;
}

gboolean gf_backup_read(const char *path, const char *folder, GfMade *made, GfManifest **ret,
                        GError **error)
{
    g_auto(Reading) reading = {.folder = folder, .made = made};
    g_autoptr(GError) problem = NULL;
    reading.met = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    reading.reader = gf_archive_open(path, error);
    if (reading.reader == NULL)
        return FALSE;
    g_autofree char *first = gf_archive_next(reading.reader, &problem);
    if (g_strcmp0(first, GF_MANIFEST) != 0) {
        g_set_error(error, GF_ERROR, GF_ERROR_STATE, "'%s': it is no backup of greffe%s%s", path,
                    problem != NULL ? ": " : "", problem != NULL ? problem->message : "");
        return FALSE;
    }
    reading.manifest = take_manifest(reading.reader, path, error);
    if (reading.manifest == NULL || !take_members(&reading, error) ||
        !nothing_missing(&reading, error))
        return FALSE;
    *ret = g_steal_pointer(&reading.manifest);
    return TRUE;
}
