/* archive.h - the one file of a backup: a plain tar (POSIX pax) of ordinary files, by libarchive.
 *
 * Knows members and their bytes, and nothing of what they mean (cli/backup.h). Names that lead
 * outside a folder, and anything that is no ordinary file, are refused when read.
 *
 * Errors: GF_ERROR_STATE, with the path of the archive.
 */
#pragma once

#include <glib.h>

/* Being written. */
typedef struct GfArchive GfArchive;

/* Makes the file `path`, which must not exist, of mode 0600; `at`: the time its members bear.
 * Owned. */
GfArchive *gf_archive_create(const char *path, gint64 at, GError **error);
/* Without gf_archive_finish() before it, what is there is good for nothing. */
void gf_archive_free(GfArchive *archive);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GfArchive, gf_archive_free)

gboolean gf_archive_add_bytes(GfArchive *archive, const char *name, GBytes *bytes, GError **error);
/* The bytes of a file, in pieces. */
gboolean gf_archive_add_file(GfArchive *archive, const char *name, const char *path,
                             GError **error);
/* Writes the end; the bytes are on the disk then. */
gboolean gf_archive_finish(GfArchive *archive, GError **error);

/* Being read, from its first member to its last. */
typedef struct GfArchiveReader GfArchiveReader;

GfArchiveReader *gf_archive_open(const char *path, GError **error);
void gf_archive_reader_free(GfArchiveReader *reader);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GfArchiveReader, gf_archive_reader_free)

/* The next member's name, owned; NULL at the end, or with an error. */
char *gf_archive_next(GfArchiveReader *reader, GError **error);
/* Up to `size_bytes` of the member: how many, 0 at its end, -1 with an error. */
gssize gf_archive_read(GfArchiveReader *reader, void *buffer, gsize size_bytes, GError **error);
