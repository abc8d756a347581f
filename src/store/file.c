/* file.c - the files that belong to a matter; see file.h. */
#include "store/file.h"

#include "store/sql.h"

void gf_file_free(GfFile *file)
{
    if (file == NULL)
        return;
    g_free(file->name);
    g_free(file->media_type);
    g_free(file->sha256);
    g_free(file->lost);
    g_free(file);
}

GF_SQL(insert_file, "INSERT INTO file (name, media_type, size, sha256, message_id, blob_id, lost)"
                    " VALUES (?, ?, ?, ?, ?, ?, ?)");

gboolean gf_store_add_file(GfStore *store, GfFile *file, GError **error)
{
    if (!gf_sql_run(store, &insert_file, error, "ttitzzt", file->name, file->media_type, file->size,
                    file->sha256, file->message_id, file->blob_id, file->lost))
        return FALSE;
    file->id = gf_sql_last_id(store);
    return TRUE;
}

#define FILE_COLUMNS "id, name, media_type, size, sha256, message_id, blob_id, lost"
enum {
    FILE_ID,
    FILE_NAME,
    FILE_MEDIA_TYPE,
    FILE_SIZE,
    FILE_SHA256,
    FILE_MESSAGE_ID,
    FILE_BLOB_ID,
    FILE_LOST,
};

static gpointer read_file(GfRows *rows)
{
    GfFile *file = g_new0(GfFile, 1);
    file->id = gf_rows_integer(rows, FILE_ID);
    file->name = gf_rows_text(rows, FILE_NAME);
    file->media_type = gf_rows_text(rows, FILE_MEDIA_TYPE);
    file->size = gf_rows_integer(rows, FILE_SIZE);
    file->sha256 = gf_rows_text(rows, FILE_SHA256);
    file->message_id = gf_rows_integer(rows, FILE_MESSAGE_ID);
    file->blob_id = gf_rows_integer(rows, FILE_BLOB_ID);
    file->lost = gf_rows_text(rows, FILE_LOST);
    return file;
}

GF_SQL(select_file, "SELECT " FILE_COLUMNS " FROM file WHERE id = ?");

gboolean gf_store_file(GfStore *store, gint64 id, GfFile **ret, GError **error)
{
    GfRows rows;
    return gf_sql_query(store, &select_file, &rows, error, "i", id) &&
           gf_rows_first(&rows, read_file, (GDestroyNotify) gf_file_free, ret, error);
}

static gpointer read_id(GfRows *rows)
{
    gint64 id = gf_rows_integer(rows, 0);
    return g_memdup2(&id, sizeof id);
}

gboolean gf_sql_files(GfStore *store, const GfSql *sql, gint64 owner, GPtrArray *files,
                      GError **error)
{
    GfRows rows;
    g_autoptr(GPtrArray) ids = NULL;
    if (!gf_sql_query(store, sql, &rows, error, "i", owner) ||
        !gf_rows_list(&rows, read_id, g_free, &ids, error))
        return FALSE;
    for (guint i = 0; i < ids->len; i++) {
        GfFile *file = NULL;
        if (!gf_store_file(store, *(const gint64 *) ids->pdata[i], &file, error))
            return FALSE;
        g_ptr_array_add(files, file);
    }
    return TRUE;
}

GF_SQL(select_files_to_extract,
       "SELECT " FILE_COLUMNS " FROM file WHERE blob_id IS NULL AND lost IS NULL"
       " ORDER BY id LIMIT ?");

gboolean gf_store_files_to_extract(GfStore *store, guint limit, GPtrArray **ret, GError **error)
{
    GfRows rows;
    return gf_sql_query(store, &select_files_to_extract, &rows, error, "i", gf_sql_limit(limit)) &&
           gf_rows_list(&rows, read_file, (GDestroyNotify) gf_file_free, ret, error);
}

GF_SQL(update_file_extracted,
       "UPDATE file SET blob_id = ?1, size = (SELECT size FROM blob WHERE id = ?1), lost = NULL"
       " WHERE id = ?2");

gboolean gf_store_set_extracted(GfStore *store, gint64 id, gint64 blob_id, GError **error)
{
    return gf_sql_run(store, &update_file_extracted, error, "ii", blob_id, id);
}

GF_SQL(update_file_lost, "UPDATE file SET lost = ? WHERE id = ? AND blob_id IS NULL");

gboolean gf_store_set_lost(GfStore *store, gint64 id, const char *why, GError **error)
{
    return gf_sql_run(store, &update_file_lost, error, "ti", why, id);
}
