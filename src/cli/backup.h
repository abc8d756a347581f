/* backup.h - what a backup holds, and reading it back: for `backup`, which proves what it wrote,
 * and for `restore`.
 *
 * The archive begins with MANIFEST: the facts in comment lines, then the SHA-256 of every other
 * member as sha256sum(1) writes and checks them. After it config/, templates/ and greffe.db.
 */
#pragma once

#include "cli/made.h"

#define GF_MANIFEST "MANIFEST"
/* The setting that tells when the last one was made, in UTC seconds. */
#define GF_LAST_BACKUP "backup.last_at"

typedef struct {
    gint64 made_at;
    int schema;
    char *greffe;   /* the version that made it */
    char *instance; /* its name */
    gint64 journal_lines;
    char *journal_head;
    GHashTable *sums; /* name -> SHA-256 */
} GfManifest;

GfManifest *gf_manifest_new(void);
void gf_manifest_free(GfManifest *manifest);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GfManifest, gf_manifest_free)

/* As it stands in the archive; times in `timezone`. Owned. */
GBytes *gf_manifest_write(const GfManifest *manifest, const char *timezone);
/* NULL with GF_ERROR_STATE where it is none, or of a later greffe. Owned. */
GfManifest *gf_manifest_read(GBytes *bytes, GError **error);

/* Reads all of the backup `path` and checks each sum; nothing may be missing and nothing may be
 * more. Where `folder` is not NULL its files are written there, and `made` notes them. */
gboolean gf_backup_read(const char *path, const char *folder, GfMade *made, GfManifest **ret,
                        GError **error);

/* The SHA-256 of a file. Owned; NULL with GF_ERROR_STATE. */
char *gf_backup_sum(const char *path, GError **error);
