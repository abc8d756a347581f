/* file.h - the files that belong to a matter: those that letters brought, and those given by hand.
 *
 * A file of a letter is recorded with the letter and lies inside the raw message until its bytes
 * are taken out (daemon/extraction.h) and become a blob, or it is known why they cannot.
 */
#pragma once

#include "store/store.h"

typedef struct {
    gint64 id;
    char *name, *media_type;
    gint64 size;       /* bytes */
    char *sha256;      /* of the bytes, GfAttachment.sha256 */
    gint64 message_id; /* whence it came; 0: by hand, and blob_id is set */
    gint64 blob_id;    /* 0: still inside its message */
    char *lost;        /* why it could not be taken out; NULL: it can, or was */
} GfFile;
void gf_file_free(GfFile *file);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GfFile, gf_file_free)

/* Records one and sets its id. */
gboolean gf_store_add_file(GfStore *store, GfFile *file, GError **error);
/* NULL where there is none. Owned. */
gboolean gf_store_file(GfStore *store, gint64 id, GfFile **ret, GError **error);
/* Those whose bytes are still inside their message, oldest first (of GfFile). `limit` 0: all. */
gboolean gf_store_files_to_extract(GfStore *store, guint limit, GPtrArray **ret, GError **error);
/* Its bytes are that blob, whose size is the true one. */
gboolean gf_store_set_extracted(GfStore *store, gint64 id, gint64 blob_id, GError **error);
/* Its bytes cannot be had. A file that has its bytes keeps them. */
gboolean gf_store_set_lost(GfStore *store, gint64 id, const char *why, GError **error);
