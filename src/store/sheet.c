/* sheet.c - numbered lists that were sent and may be answered line by line; see deadline.h. */
#include "store/deadline.h"
#include "store/sql.h"

GfSheet *gf_sheet_new(void)
{
    GfSheet *sheet = g_new0(GfSheet, 1);
    sheet->lines = g_ptr_array_new_with_free_func(g_free);
    return sheet;
}

void gf_sheet_free(GfSheet *sheet)
{
    if (sheet == NULL)
        return;
    g_free(sheet->kind);
    g_free(sheet->recipient);
    g_free(sheet->day);
    g_free(sheet->token);
    g_ptr_array_unref(sheet->lines);
    g_free(sheet);
}

GF_SQL(insert_sheet, "INSERT INTO sheet (kind, recipient, member_id, day, token, created_at)"
                     " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING");
GF_SQL(insert_sheet_line, "INSERT INTO sheet_line (sheet_id, number, subject) VALUES (?, ?, ?)");

gboolean gf_store_add_sheet(GfStore *store, GfSheet *sheet, GError **error)
{
    if (!gf_sql_run(store, &insert_sheet, error, "ttztti", sheet->kind, sheet->recipient,
                    sheet->member_id, sheet->day, sheet->token, sheet->created_at))
        return FALSE;
    if (gf_sql_changes(store) != 1) {
        g_set_error(error, GF_ERROR, GF_ERROR_STATE,
                    "digest: that of %s has gone to %s already (each goes once)", sheet->day,
                    sheet->recipient);
        return FALSE;
    }
    sheet->id = gf_sql_last_id(store);
    for (guint i = 0; i < sheet->lines->len; i++)
        if (!gf_sql_run(store, &insert_sheet_line, error, "iit", sheet->id, (gint64) i + 1,
                        sheet->lines->pdata[i]))
            return FALSE;
    return TRUE;
}

GF_SQL(select_sheet, "SELECT id, kind, recipient, member_id, day, token, created_at FROM sheet"
                     " WHERE id = ?");
enum {
    SHEET_ID,
    SHEET_KIND,
    SHEET_RECIPIENT,
    SHEET_MEMBER_ID,
    SHEET_DAY,
    SHEET_TOKEN,
    SHEET_CREATED_AT,
};

static gpointer read_sheet(GfRows *rows)
{
    GfSheet *sheet = gf_sheet_new();
    sheet->id = gf_rows_integer(rows, SHEET_ID);
    sheet->kind = gf_rows_text(rows, SHEET_KIND);
    sheet->recipient = gf_rows_text(rows, SHEET_RECIPIENT);
    sheet->member_id = gf_rows_integer(rows, SHEET_MEMBER_ID);
    sheet->day = gf_rows_text(rows, SHEET_DAY);
    sheet->token = gf_rows_text(rows, SHEET_TOKEN);
    sheet->created_at = gf_rows_integer(rows, SHEET_CREATED_AT);
    return sheet;
}

GF_SQL(select_sheet_lines, "SELECT subject FROM sheet_line WHERE sheet_id = ? ORDER BY number");

gboolean gf_store_sheet(GfStore *store, gint64 id, GfSheet **ret, GError **error)
{
    GfRows rows;
    g_autoptr(GfSheet) sheet = NULL;
    if (!gf_sql_query(store, &select_sheet, &rows, error, "i", id) ||
        !gf_rows_first(&rows, read_sheet, (GDestroyNotify) gf_sheet_free, &sheet, error))
        return FALSE;
    if (sheet != NULL) {
        if (!gf_sql_query(store, &select_sheet_lines, &rows, error, "i", id))
            return FALSE;
        while (gf_rows_next(&rows))
            g_ptr_array_add(sheet->lines, gf_rows_text(&rows, 0));
        if (!gf_rows_end(&rows, error))
            return FALSE;
    }
    *ret = g_steal_pointer(&sheet);
    return TRUE;
}

GF_SQL(select_listed_on, "SELECT s.member_id || ' ' || l.subject FROM sheet s"
                         " JOIN sheet_line l ON l.sheet_id = s.id"
                         " WHERE s.kind = 'reminder' AND s.day = ?");

gboolean gf_store_listed_on(GfStore *store, const char *day, GHashTable **ret, GError **error)
{
    GfRows rows;
    if (!gf_sql_query(store, &select_listed_on, &rows, error, "t", day))
        return FALSE;
    g_autoptr(GHashTable) listed = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    while (gf_rows_next(&rows))
        g_hash_table_add(listed, gf_rows_text(&rows, 0));
    if (!gf_rows_end(&rows, error))
        return FALSE;
    *ret = g_steal_pointer(&listed);
    return TRUE;
}

GF_SQL(select_last_digest, "SELECT day, created_at FROM sheet WHERE kind = 'digest'"
                           " AND day <= ? ORDER BY day DESC LIMIT 1");

gboolean gf_store_last_digest(GfStore *store, const char *until, char **ret_day, gint64 *ret_at,
                              GError **error)
{
    GfRows rows;
    char *day = NULL;
    gint64 at = 0;
    if (!gf_sql_query(store, &select_last_digest, &rows, error, "t", until))
        return FALSE;
    if (gf_rows_next(&rows)) {
        day = gf_rows_text(&rows, 0);
        at = gf_rows_integer(&rows, 1);
    }
    if (!gf_rows_end(&rows, error)) {
        g_free(day);
        return FALSE;
    }
    *ret_day = day;
    *ret_at = at;
    return TRUE;
}
