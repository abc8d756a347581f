/* sql.h - private to store: statements, written once and checked everywhere.
 *
 * A statement is a named constant beside the one function that uses it (GF_SQL); the store test
 * prepares every one and looks at its plan. Parameters are bound by a type string: i integer
 * (gint64), t text (NULL allowed), b GBytes (NULL allowed), z integer where 0 means NULL.
 */
#pragma once

#include "base/error.h"
#include "store/store.h"

#include <sqlite3.h>

typedef struct {
    const char *name;
    const char *text;
} GfSql;

/* Declares the statement NAME; the section collects all of them for the test. */
#define GF_SQL(NAME, TEXT)                                                                         \
    static const GfSql NAME = {#NAME, TEXT};                                                       \
    static const GfSql *const NAME##_entry __attribute__((used, section("gf_sql"))) = &NAME

sqlite3 *gf_store_handle(GfStore *store);
/* The statement, prepared once per connection; borrowed. */
sqlite3_stmt *gf_store_prepare(GfStore *store, const GfSql *sql, GError **error);

/* Sets *error from the connection's last failure, translated. */
void gf_sql_error(GfStore *store, const char *what, GError **error);

/* Runs a statement that gives no rows. Outside a transaction nothing is written: GF_ERROR_STATE. (A
 * full disk ends the transaction by itself; what follows must not be written alone.) */
gboolean gf_sql_run(GfStore *store, const GfSql *sql, GError **error, const char *types, ...);

/* A running statement. Read columns with sqlite3_column_...() on `statement`. One statement runs
 * once at a time: what a row leads to is read after gf_rows_end(). */
typedef struct {
    GfStore *store;
    const GfSql *sql;
    sqlite3_stmt *statement;
    int status;
    gboolean passing; /* what is bound may be gone before the last step */
} GfRows;

/* Begins a query: TRUE when it can be stepped. */
gboolean gf_sql_query(GfStore *store, const GfSql *sql, GfRows *rows, GError **error,
                      const char *types, ...);
/* The next row: FALSE at the end or on failure. */
gboolean gf_rows_next(GfRows *rows);
/* Ends the query in any state; FALSE and *error where a step failed. */
gboolean gf_rows_end(GfRows *rows, GError **error);

/* Columns: text copied (NULL for NULL), integers (0 for NULL), bytes copied (NULL for NULL). */
char *gf_rows_text(GfRows *rows, int column);
gint64 gf_rows_integer(GfRows *rows, int column);
GBytes *gf_rows_bytes(GfRows *rows, int column);

/* Makes an owned object of the current row. */
typedef gpointer (*GfRowReader)(GfRows *rows);
/* Ends the query with all its rows, as an owned array that frees with `destroy`. */
gboolean gf_rows_list(GfRows *rows, GfRowReader read, GDestroyNotify destroy, GPtrArray **ret,
                      GError **error);
/* Ends the query with the first column of all its rows (gint64). Owned. */
gboolean gf_rows_ids(GfRows *rows, GArray **ret, GError **error);
/* Ends the query with its first row; NULL where there is none. `ret` is the address of a pointer to
 * what `read` makes. */
gboolean gf_rows_first(GfRows *rows, GfRowReader read, GDestroyNotify destroy, void *ret,
                       GError **error);

/* One integer of one row; `*ret_value` untouched where there is no row. */
gboolean gf_sql_integer(GfStore *store, const GfSql *sql, gint64 *ret_value, GError **error,
                        const char *types, ...);

gint64 gf_sql_last_id(GfStore *store);
int gf_sql_changes(GfStore *store);

/* For columns that are NOT NULL DEFAULT ''. */
static inline const char *gf_sql_text(const char *text)
{
    return text != NULL ? text : "";
}

/* Appends to `files` (of GfFile) those whose ids `sql` gives for its one parameter, in order. */
gboolean gf_sql_files(GfStore *store, const GfSql *sql, gint64 owner, GPtrArray *files,
                      GError **error);

/* A limit for LIMIT, where 0 means all. */
static inline gint64 gf_sql_limit(guint limit)
{
    return limit == 0 ? -1 : (gint64) limit;
}

/* The bytes that others are packed like, ready for that; the one that was used last. */
typedef struct GfModel GfModel;
void gf_model_free(GfModel *model);
GfModel *gf_store_cached_model(GfStore *store);            /* borrowed; NULL: none */
void gf_store_cache_model(GfStore *store, GfModel *model); /* takes it */

/* The chunks of the mailing whose mails were read last: its documents are unpacked once and shared
 * by all its mails. Borrowed; NULL where the last one was another. */
GPtrArray *gf_store_cached_chunks(GfStore *store, gint64 mailing_id);
/* Keeps them instead of the former ones (`chunks` NULL: forgets); takes a reference. */
void gf_store_cache_chunks(GfStore *store, gint64 mailing_id, GPtrArray *chunks);

/* What is to be indexed before the transaction commits, in order (search.c); borrowed. */
GPtrArray *gf_store_to_index(GfStore *store);
void gf_store_to_index_free(gpointer entry);
gboolean gf_store_index_waiting(GfStore *store, GError **error);

/* zstd; packing gives NULL where it would not be smaller. Owned. */
GBytes *gf_pack(GBytes *bytes);
GBytes *gf_unpack(GBytes *packed, gsize size_limit, GError **error);

/* Every statement of the linked units, for the test. */
const GfSql *const *gf_sql_all(gsize *ret_count);
