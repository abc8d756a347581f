/* check.c - whether the file is sound; see store.h.
 *
 * To read a file of years from end to end takes longer than a start may: beyond a size only the
 * tables that everything else hangs on are read. The pages of the others are found damaged where
 * they are met, and by each backup, which reads them all.
 */
#include "base/text.h"
#include "store/sql.h"

#define DAMAGE_CHARACTERS 200

static gboolean refuse(GfStore *store, const char *words, GError **error)
{
    g_autofree char *line = gf_text_line(words != NULL ? words : "", DAMAGE_CHARACTERS);
    g_set_error(error, GF_ERROR, GF_ERROR_STATE,
                "database: '%s' is damaged: %s (restore the last backup)",
                sqlite3_db_filename(gf_store_handle(store), "main"), line);
    return FALSE;
}

/* The verdict of a check that was begun. */
static gboolean end_check(GfStore *store, GfRows *rows, GError **error)
{
    g_autofree char *words = gf_rows_next(rows) ? gf_rows_text(rows, 0) : NULL;
    if (!gf_rows_end(rows, error))
        return FALSE;
    return g_strcmp0(words, "ok") == 0 || refuse(store, words, error);
}

GF_SQL(quick_check, "PRAGMA quick_check(1)");

static gboolean check_whole(GfStore *store, GError **error)
{
    GfRows rows;
    return gf_sql_query(store, &quick_check, &rows, error, "") && end_check(store, &rows, error);
}

/* All but what grows with every mail. */
GF_SQL(select_tables_to_check,
       "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT IN ('blob', 'message',"
       " 'place', 'token', 'outgoing', 'invitation', 'answer', 'journal', 'search_entry')"
       " AND name NOT LIKE 'search\\_index%' ESCAPE '\\' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
       " ORDER BY name");
GF_SQL(quick_check_table, "SELECT * FROM pragma_quick_check(?)");

static gpointer read_name(GfRows *rows)
{
    return gf_rows_text(rows, 0);
}

static gboolean check_small_tables(GfStore *store, GError **error)
{
    GfRows rows;
    g_autoptr(GPtrArray) names = NULL;
    if (!gf_sql_query(store, &select_tables_to_check, &rows, error, "") ||
        !gf_rows_list(&rows, read_name, g_free, &names, error))
        return FALSE;
    for (guint i = 0; i < names->len; i++)
        if (!gf_sql_query(store, &quick_check_table, &rows, error, "t", names->pdata[i]) ||
            !end_check(store, &rows, error))
            return FALSE;
    return TRUE;
}

GF_SQL(select_file_bytes, "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size");

gboolean gf_store_bytes(GfStore *store, gint64 *ret, GError **error)
{
    return gf_sql_integer(store, &select_file_bytes, ret, error, "");
}

gboolean gf_store_check(GfStore *store, gint64 whole_bytes, GError **error)
{
    gint64 bytes = 0;
    if (!gf_store_bytes(store, &bytes, error))
        return FALSE;
    return bytes <= whole_bytes ? check_whole(store, error) : check_small_tables(store, error);
}
