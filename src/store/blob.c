/* blob.c - bytes by their content: stored once, packed with zstd where that helps.
 *
 * The mails of a mailing are packed with the first of them as dictionary: a twentieth of the bytes.
 * A model stands alone, so that no more than one is ever needed to read another. (like_id: before
 * schema 11 they were blobs too.)
 */
#include "base/limits.h"
#include "base/text.h"
#include "store/sql.h"

#include <zstd.h>

#define LEVEL 3       /* of models, made once */
#define ALONE_LEVEL 1 /* of what stands alone: as small, and faster by a quarter */
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

static void free_unpacking(gpointer context)
{
    ZSTD_freeDCtx(context);
}

static ZSTD_DCtx *unpacking_context(void)
{
    static GPrivate contexts = G_PRIVATE_INIT(free_unpacking);
    if (g_private_get(&contexts) == NULL)
        g_private_set(&contexts, ZSTD_createDCtx());
    return g_private_get(&contexts);
}

/* By a dictionary; with a checksum, for another dictionary would give other bytes. */
static gsize pack_like(void *packed, gsize bound, const void *data, gsize size,
                       const ZSTD_CDict *dictionary)
{
    ZSTD_CCtx *context = packing_context();
    ZSTD_CCtx_reset(context, ZSTD_reset_session_and_parameters);
    ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1);
    ZSTD_CCtx_refCDict(context, dictionary);
    return ZSTD_compress2(context, packed, bound, data, size);
}

/* As gf_pack(); `dictionary` NULL: none. */
static GBytes *pack(GBytes *bytes, const ZSTD_CDict *dictionary)
{
    gsize size;
    const void *data = g_bytes_get_data(bytes, &size);
    gsize bound = ZSTD_compressBound(size);
    g_autofree void *packed = g_malloc(bound);
    gsize length = dictionary != NULL ? pack_like(packed, bound, data, size, dictionary)
                                      : ZSTD_compressCCtx(packing_context(), packed, bound, data,
                                                          size, ALONE_LEVEL);
    if (ZSTD_isError(length) || length >= size)
        return NULL;
    return g_bytes_new(packed, length);
}

GBytes *gf_pack(GBytes *bytes)
{
    return pack(bytes, NULL);
}

/* As gf_unpack(); `dictionary` NULL: none. */
static GBytes *unpack(GBytes *packed, const ZSTD_DDict *dictionary, gsize size_limit,
                      GError **error)
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
    gsize got =
        ZSTD_decompress_usingDDict(unpacking_context(), bytes, size, data, length, dictionary);
    if (ZSTD_isError(got) || got != size) {
        g_set_error_literal(error, GF_ERROR, GF_ERROR_STATE,
                            "database: packed bytes are damaged (restore the last backup)");
        return NULL;
    }
    return g_bytes_new_take(g_steal_pointer(&bytes), size);
}

GBytes *gf_unpack(GBytes *packed, gsize size_limit, GError **error)
{
    return unpack(packed, NULL, size_limit, error);
}

struct GfModel {
    gatomicrefcount references;
    gint64 id; /* of its blob */
    ZSTD_CDict *packing;
    ZSTD_DDict *unpacking;
};

GfModel *gf_model_ref(GfModel *model)
{
    g_atomic_ref_count_inc(&model->references);
    return model;
}

void gf_model_unref(GfModel *model)
{
    if (model == NULL || !g_atomic_ref_count_dec(&model->references))
        return;
    ZSTD_freeCDict(model->packing);
    ZSTD_freeDDict(model->unpacking);
    g_free(model);
}

gint64 gf_model_id(const GfModel *model)
{
    return model->id;
}

GBytes *gf_model_pack(const GfModel *model, GBytes *bytes)
{
    return pack(bytes, model->packing);
}

GBytes *gf_model_unpack(const GfModel *model, GBytes *packed, GError **error)
{
    return unpack(packed, model->unpacking, SIZE_LIMIT, error);
}

GfModel *gf_store_model(GfStore *store, gint64 id, GError **error)
{
    GfModel *model = gf_store_cached_model(store);
    g_autoptr(GBytes) bytes = NULL;
    if (model != NULL && model->id == id)
        return gf_model_ref(model);
    if (!gf_store_blob(store, id, &bytes, error))
        return NULL;
    gsize size;
    const void *data = g_bytes_get_data(bytes, &size);
    model = g_new0(GfModel, 1);
    g_atomic_ref_count_init(&model->references);
    model->id = id;
    model->packing = ZSTD_createCDict(data, size, LEVEL);
    model->unpacking = ZSTD_createDDict(data, size);
    gf_store_cache_model(store, gf_model_ref(model));
    return model;
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

GF_SQL(select_blob, "SELECT packed, bytes, like_id FROM blob WHERE id = ?");

gboolean gf_store_blob(GfStore *store, gint64 id, GBytes **ret_bytes, GError **error)
{
    GfRows rows;
    if (!gf_sql_query(store, &select_blob, &rows, error, "i", id))
        return FALSE;
    gboolean found = gf_rows_next(&rows);
    gboolean packed = found && gf_rows_integer(&rows, 0) != 0;
    g_autoptr(GBytes) bytes = found ? gf_rows_bytes(&rows, 1) : NULL;
    gint64 like_id = found ? gf_rows_integer(&rows, 2) : 0;
    if (!gf_rows_end(&rows, error))
        return FALSE;
    if (bytes == NULL) {
        g_set_error(error, GF_ERROR, GF_ERROR_STATE,
                    "database: bytes %" G_GINT64_FORMAT " are missing (restore the last backup)",
                    id);
        return FALSE;
    }
    g_autoptr(GfModel) model = like_id != 0 ? gf_store_model(store, like_id, error) : NULL;
    if (like_id != 0 && model == NULL)
        return FALSE;
    GBytes *result = !packed         ? g_bytes_ref(bytes)
                     : model != NULL ? gf_model_unpack(model, bytes, error)
                                     : gf_unpack(bytes, SIZE_LIMIT, error);
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
