/* file.h - files that came with a contribution or report: still inside their message, or taken out
 * into a blob, or lost.
 */
#pragma once

#include "store/store.h"

typedef struct {
    gint64 id;
    char *name, *media_type;
    guint64 size; /* bytes */
    char *sha256;
    gint64 message_id; /* whence it came, 0: by hand */
    gint64 blob_id;    /* 0: still inside its message */
    char *lost;        /* why it could not be taken out, NULL */
} GfFile;
void gf_file_free(GfFile *file);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GfFile, gf_file_free)

/* Inserts; sets id. */
gboolean gf_store_add_file(GfStore *store, GfFile *file, GError **error);
gboolean gf_store_file(GfStore *store, gint64 id, GfFile **ret, GError **error);
/* Those still inside their messages, oldest first; `limit` 0: all. */
gboolean gf_store_files_to_extract(GfStore *store, guint limit, GPtrArray **ret, GError **error);
gboolean gf_store_set_extracted(GfStore *store, gint64 id, gint64 blob_id, GError **error);
gboolean gf_store_set_lost(GfStore *store, gint64 id, const char *why, GError **error);
