/* blob.c - bytes by their content: stored once, packed with zstd where that helps. */
#include "base/limits.h"
#include "base/text.h"
#include "store/sql.h"

#include <zstd.h>

#define LEVEL 3
#define SIZE_LIMIT ((gsize) 512 * 1024 * 1024)

static void free_context(gpointer context)
{
    ZSTD_freeCCtx(context);
}

/* Its tables are made once for each thread. */
static ZSTD_CCtx *packing_context(void)
{
    static GPrivate contexts = G_PRIVATE_INIT(free_context);
    if (g_private_get(&contexts) == NULL)
        g_private_set(&contexts, ZSTD_createCCtx());
    return g_private_get(&contexts);
}

GBytes *gf_pack(GBytes *bytes)
{
    gsize size;
    const void *data = g_bytes_get_data(bytes, &size);
    gsize bound = ZSTD_compressBound(size);
    g_autofree void *packed = g_malloc(bound);
    gsize length = ZSTD_compressCCtx(packing_context(), packed, bound, data, size, LEVEL);
    if (ZSTD_isError(length) || length >= size)
        return NULL;
    return g_bytes_new(packed, length);
}

GBytes *gf_unpack(GBytes *packed, gsize size_limit, GError **error)
{
    gsize length;
    const void *data = g_bytes_get_data(packed, &length);
    unsigned long long size = ZSTD_getFrameContentSize(data, length);
    if (size == ZSTD_CONTENTSIZE_UNKNOWN || size == ZSTD_CONTENTSIZE_ERROR || size > size_limit) {
        g_set_error_literal(error, GF_ERROR, GF_ERROR_STATE,
                            "database: packed bytes are damaged (restore the last backup)");
        return NULL;
    }
    g_autofree void *bytes = g_malloc(MAX(size, 1));
    gsize got = ZSTD_decompress(bytes, size, data, length);
    if (ZSTD_isError(got) || got != size) {
        g_set_error_literal(error, GF_ERROR, GF_ERROR_STATE,
                            "database: packed bytes are damaged (restore the last backup)");
        return NULL;
    }
    return g_bytes_new_take(g_steal_pointer(&bytes), size);
}

GF_SQL(select_blob_id, "SELECT id FROM blob WHERE sha256 = ?");

gboolean gf_store_find_blob(GfStore *store, const char *sha256, gint64 *ret_id, GError **error)
{
    gint64 id = 0;
    if (!gf_sql_integer(store, &select_blob_id, &id, error, "t", sha256))
        return FALSE;
    *ret_id = id;
    return TRUE;
}

GF_SQL(insert_blob, "INSERT INTO blob (sha256, size, packed, bytes) VALUES (?, ?, ?, ?)");

gboolean gf_store_put_known_blob(GfStore *store, GBytes *bytes, const char *sha256, gint64 *ret_id,
                                 GError **error)
{
    gint64 id = 0;
    if (!gf_store_find_blob(store, sha256, &id, error))
        return FALSE;
    if (id == 0) {
        g_autoptr(GBytes) packed = gf_pack(bytes);
        if (!gf_sql_run(store, &insert_blob, error, "tiib", sha256,
                        (gint64) g_bytes_get_size(bytes), (gint64) (packed != NULL),
                        packed != NULL ? packed : bytes))
            return FALSE;
        id = gf_sql_last_id(store);
    }
    *ret_id = id;
    return TRUE;
}

gboolean gf_store_put_blob(GfStore *store, GBytes *bytes, gint64 *ret_id, char **ret_sha256,
                           GError **error)
{
    gsize size;
    const void *data = g_bytes_get_data(bytes, &size);
    g_autofree char *sha256 = gf_text_sha256(data, size);
    if (!gf_store_put_known_blob(store, bytes, sha256, ret_id, error))
        return FALSE;
    if (ret_sha256 != NULL)
        *ret_sha256 = g_steal_pointer(&sha256);
    return TRUE;
}

GF_SQL(select_blob, "SELECT packed, bytes FROM blob WHERE id = ?");

gboolean gf_store_blob(GfStore *store, gint64 id, GBytes **ret_bytes, GError **error)
{
    GfRows rows;
    if (!gf_sql_query(store, &select_blob, &rows, error, "i", id))
        return FALSE;
    gboolean found = gf_rows_next(&rows);
    gboolean packed = found && gf_rows_integer(&rows, 0) != 0;
    g_autoptr(GBytes) bytes = found ? gf_rows_bytes(&rows, 1) : NULL;
    if (!gf_rows_end(&rows, error))
        return FALSE;
    if (bytes == NULL) {
        g_set_error(error, GF_ERROR, GF_ERROR_STATE,
                    "database: bytes %" G_GINT64_FORMAT " are missing (restore the last backup)",
                    id);
        return FALSE;
    }
    GBytes *result = packed ? gf_unpack(bytes, SIZE_LIMIT, error) : g_bytes_ref(bytes);
    if (result == NULL)
        return FALSE;
    *ret_bytes = result;
    return TRUE;
}

GF_SQL(select_blob_sha256, "SELECT sha256 FROM blob WHERE id = ?");

gboolean gf_store_blob_sha256(GfStore *store, gint64 id, char **ret_sha256, GError **error)
{
    GfRows rows;
    if (!gf_sql_query(store, &select_blob_sha256, &rows, error, "i", id))
        return FALSE;
    g_autofree char *sha256 = gf_rows_next(&rows) ? gf_rows_text(&rows, 0) : g_strdup("");
    if (!gf_rows_end(&rows, error))
        return FALSE;
    *ret_sha256 = g_steal_pointer(&sha256);
    return TRUE;
}
