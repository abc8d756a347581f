/* sql.c - preparing, binding and stepping; see sql.h. Statements stay prepared with the connection.
 */
#include "store/sql.h"

#include <stdarg.h>

extern const GfSql *const __start_gf_sql[];
extern const GfSql *const __stop_gf_sql[];

const GfSql *const *gf_sql_all(gsize *ret_count)
{
    *ret_count = (gsize) (__stop_gf_sql - __start_gf_sql);
    return __start_gf_sql;
}

static GfErrorCode code_of(int status)
{
    switch (status & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return GF_ERROR_RETRY;
    default:
        return GF_ERROR_STATE;
    }
}

static const char *remedy_of(int status)
{
    switch (status & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return " (another program holds it; try again)";
    case SQLITE_FULL:
        return " (free some space; nothing was changed)";
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
        return " (give the user of greffe the right to write there)";
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return " (restore the last backup)";
    case SQLITE_IOERR:
        return " (look at the disk: it may be full or failing)";
    default:
        return "";
    }
}

void gf_sql_error(GfStore *store, const char *what, GError **error)
{
    sqlite3 *handle = gf_store_handle(store);
    int status = sqlite3_extended_errcode(handle);
    g_set_error(error, GF_ERROR, code_of(status), "database: %s: %s%s", what,
                sqlite3_errmsg(handle), remedy_of(status));
}

static gboolean bind_all(const GfRows *rows, const char *types, va_list arguments)
{
    sqlite3_stmt *statement = rows->statement;
    sqlite3_destructor_type keep = rows->passing ? SQLITE_TRANSIENT : SQLITE_STATIC;
    g_assert((int) strlen(types) == sqlite3_bind_parameter_count(statement));
    int status = SQLITE_OK;
    for (int i = 0; types[i] != '\0' && status == SQLITE_OK; i++) {
        switch (types[i]) {
        case 'i':
            status = sqlite3_bind_int64(statement, i + 1, va_arg(arguments, gint64));
            break;
        case 'z': {
            gint64 value = va_arg(arguments, gint64);
            status = value == 0 ? sqlite3_bind_null(statement, i + 1)
                                : sqlite3_bind_int64(statement, i + 1, value);
            break;
        }
        case 't':
            status = sqlite3_bind_text(statement, i + 1, va_arg(arguments, const char *), -1, keep);
            break;
        case 'b': {
            GBytes *bytes = va_arg(arguments, GBytes *);
            gsize size = 0;
            const void *data = bytes != NULL ? g_bytes_get_data(bytes, &size) : NULL;
            status = bytes == NULL
                         ? sqlite3_bind_null(statement, i + 1)
                         : sqlite3_bind_blob64(statement, i + 1, size > 0 ? data : "", size, keep);
            break;
        }
        default:
            g_assert_not_reached();
        }
    }
    return status == SQLITE_OK;
}

static gboolean begin(GfStore *store, const GfSql *sql, GfRows *rows, const char *types,
                      va_list arguments, GError **error)
{
    rows->store = store;
    rows->sql = sql;
    rows->status = SQLITE_ROW;
    rows->statement = gf_store_prepare(store, sql, error);
    if (rows->statement == NULL)
        return FALSE;
    g_assert(!sqlite3_stmt_busy(rows->statement));
    if (!sqlite3_stmt_readonly(rows->statement) && !gf_store_in_transaction(store)) {
        g_set_error(error, GF_ERROR, GF_ERROR_STATE,
                    "database: %s: no transaction is open, nothing was written", sql->name);
        return FALSE;
    }
    if (bind_all(rows, types, arguments))
        return TRUE;
    gf_sql_error(store, sql->name, error);
    sqlite3_clear_bindings(rows->statement);
    return FALSE;
}

gboolean gf_sql_query(GfStore *store, const GfSql *sql, GfRows *rows, GError **error,
                      const char *types, ...)
{
    va_list arguments;
    va_start(arguments, types);
    rows->passing = TRUE;
    gboolean begun = begin(store, sql, rows, types, arguments, error);
    va_end(arguments);
    return begun;
}

gboolean gf_rows_next(GfRows *rows)
{
    if (rows->status == SQLITE_ROW)
        rows->status = sqlite3_step(rows->statement);
    return rows->status == SQLITE_ROW;
}

gboolean gf_rows_end(GfRows *rows, GError **error)
{
    gboolean good = rows->status == SQLITE_ROW || rows->status == SQLITE_DONE;
    if (!good)
        gf_sql_error(rows->store, rows->sql->name, error);
    sqlite3_reset(rows->statement);
    sqlite3_clear_bindings(rows->statement);
    return good;
}

gboolean gf_rows_list(GfRows *rows, GfRowReader read, GDestroyNotify destroy, GPtrArray **ret,
                      GError **error)
{
    g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func(destroy);
    while (gf_rows_next(rows))
        g_ptr_array_add(list, read(rows));
    if (!gf_rows_end(rows, error))
        return FALSE;
    *ret = g_steal_pointer(&list);
    return TRUE;
}

gboolean gf_rows_ids(GfRows *rows, GArray **ret, GError **error)
{
    g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(gint64));
    while (gf_rows_next(rows)) {
        gint64 id = gf_rows_integer(rows, 0);
        g_array_append_val(ids, id);
    }
    if (!gf_rows_end(rows, error))
        return FALSE;
    *ret = g_steal_pointer(&ids);
    return TRUE;
}

gboolean gf_rows_first(GfRows *rows, GfRowReader read, GDestroyNotify destroy, void *ret,
                       GError **error)
{
    gpointer first = gf_rows_next(rows) ? read(rows) : NULL;
    if (!gf_rows_end(rows, error)) {
        if (first != NULL)
            destroy(first);
        return FALSE;
    }
    memcpy(ret, &first, sizeof first);
    return TRUE;
}

gboolean gf_sql_run(GfStore *store, const GfSql *sql, GError **error, const char *types, ...)
{
    GfRows rows = {.passing = FALSE};
    va_list arguments;
    va_start(arguments, types);
    gboolean begun = begin(store, sql, &rows, types, arguments, error);
    va_end(arguments);
    if (!begun)
        return FALSE;
    gf_rows_next(&rows);
    return gf_rows_end(&rows, error);
}

gboolean gf_sql_integer(GfStore *store, const GfSql *sql, gint64 *ret_value, GError **error,
                        const char *types, ...)
{
    GfRows rows = {.passing = FALSE};
    va_list arguments;
    va_start(arguments, types);
    gboolean begun = begin(store, sql, &rows, types, arguments, error);
    va_end(arguments);
    if (!begun)
        return FALSE;
    gboolean found = gf_rows_next(&rows);
    gint64 value = found ? gf_rows_integer(&rows, 0) : 0;
    while (gf_rows_next(&rows)) /* RETURNING: to the end, where constraints are checked */
        continue;
    if (!gf_rows_end(&rows, error))
        return FALSE;
    if (found)
        *ret_value = value;
    return TRUE;
}

char *gf_rows_text(GfRows *rows, int column)
{
    return g_strdup((const char *) sqlite3_column_text(rows->statement, column));
}

gint64 gf_rows_integer(GfRows *rows, int column)
{
    return sqlite3_column_int64(rows->statement, column);
}

GBytes *gf_rows_bytes(GfRows *rows, int column)
{
    if (sqlite3_column_type(rows->statement, column) == SQLITE_NULL)
        return NULL;
    const void *data = sqlite3_column_blob(rows->statement, column);
    return g_bytes_new(data, (gsize) sqlite3_column_bytes(rows->statement, column));
}

gint64 gf_sql_last_id(GfStore *store)
{
    return sqlite3_last_insert_rowid(gf_store_handle(store));
}

int gf_sql_changes(GfStore *store)
{
    return sqlite3_changes(gf_store_handle(store));
}
