/* store.c - opening, migrating and committing; see store.h.
 *
 * The schema is the numbered files of schema/, embedded; user_version says how many are applied,
 * and application_id that the file is ours. A migration and its number commit together.
 */
#include "store/store.h"

#include "store/sql.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#define APPLICATION_ID 0x47726666 /* "Grff" */
#define BUSY_TIMEOUT_MS 5000
/* What is looked at again and again while letters come in and a mailing leaves: 8 MiB. */
#define CACHE_KIB "-8192"
/* 16 MiB of log before it is brought home: a page that changed ten times is written once. */
#define CHECKPOINT_PAGES "4096"

typedef struct {
    int version;
    const char *text;
} Migration;

static const Migration migrations[] = {
#include "store/schema.inc"
};

struct GfStore {
    sqlite3 *handle;
    GHashTable *statements; /* GfSql -> sqlite3_stmt */
    char *path;
    gint64 cached_mailing;
    GPtrArray *cached_chunks;
    GfModel *cached_model;
    GPtrArray *to_index;
    guint to_index_at_point; /* how many there were */
    gint64 data_version;     /* see gf_store_is_changed() */
};

struct GfTransaction {
    GfStore *store;
    gboolean done;
};

int gf_store_schema_version(void)
{
    return migrations[G_N_ELEMENTS(migrations) - 1].version;
}

sqlite3 *gf_store_handle(GfStore *store)
{
    return store->handle;
}

sqlite3_stmt *gf_store_prepare(GfStore *store, const GfSql *sql, GError **error)
{
    sqlite3_stmt *statement = g_hash_table_lookup(store->statements, sql);
    if (statement != NULL)
        return statement;
    if (sqlite3_prepare_v3(store->handle, sql->text, -1, SQLITE_PREPARE_PERSISTENT, &statement,
                           NULL) != SQLITE_OK) {
        gf_sql_error(store, sql->name, error);
        return NULL;
    }
    g_hash_table_insert(store->statements, (gpointer) sql, statement);
    return statement;
}

GPtrArray *gf_store_cached_chunks(GfStore *store, gint64 mailing_id)
{
    return store->cached_mailing == mailing_id ? store->cached_chunks : NULL;
}

void gf_store_cache_chunks(GfStore *store, gint64 mailing_id, GPtrArray *chunks)
{
    g_clear_pointer(&store->cached_chunks, g_ptr_array_unref);
    store->cached_mailing = mailing_id;
    store->cached_chunks = chunks != NULL ? g_ptr_array_ref(chunks) : NULL;
}

GfModel *gf_store_cached_model(GfStore *store)
{
    return store->cached_model;
}

void gf_store_cache_model(GfStore *store, GfModel *model)
{
    g_clear_pointer(&store->cached_model, gf_model_unref);
    store->cached_model = model;
}

GPtrArray *gf_store_to_index(GfStore *store)
{
    return store->to_index;
}

/* What is remembered of rows that are undone: others may get their numbers. */
static void forget(GfStore *store)
{
    gf_store_cache_chunks(store, 0, NULL);
    gf_store_cache_model(store, NULL);
}

static gboolean execute(GfStore *store, const char *sql, GError **error)
{
    if (sqlite3_exec(store->handle, sql, NULL, NULL, NULL) == SQLITE_OK)
        return TRUE;
    gf_sql_error(store, store->path, error);
    return FALSE;
}

static gboolean pragma(GfStore *store, const char *sql, gint64 *ret_value, GError **error)
{
    sqlite3_stmt *statement = NULL;
    gboolean good = sqlite3_prepare_v2(store->handle, sql, -1, &statement, NULL) == SQLITE_OK &&
                    sqlite3_step(statement) == SQLITE_ROW;
    if (good)
        *ret_value = sqlite3_column_int64(statement, 0);
    else
        gf_sql_error(store, store->path, error);
    sqlite3_finalize(statement);
    return good;
}

/* The allocator's own books, which nobody reads, would cost a lock at every allocation. */
static void set_up_library(void)
{
    static gsize done;
    if (!g_once_init_enter(&done))
        return;
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    g_once_init_leave(&done, 1);
}

static GfStore *open_file(const char *path, int flags, GError **error)
{
    set_up_library();
    g_autoptr(GfStore) store = g_new0(GfStore, 1);
    store->path = g_strdup(path);
    store->to_index = g_ptr_array_new_with_free_func(gf_store_to_index_free);
    store->statements =
        g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify) (void (*)(void)) sqlite3_finalize);
    if (sqlite3_open_v2(path, &store->handle, flags | SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_NOMUTEX,
                        NULL) != SQLITE_OK) {
        gf_sql_error(store, path, error);
        return NULL;
    }
    sqlite3 *handle = store->handle;
    if (sqlite3_db_readonly(handle, "main") == 1) {
        g_set_error(error, GF_ERROR, GF_ERROR_STATE,
                    "database: '%s' cannot be written (give the user of greffe the right to)",
                    path);
        return NULL;
    }
    sqlite3_busy_timeout(handle, BUSY_TIMEOUT_MS);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_FKEY, 1, NULL);
    return g_steal_pointer(&store);
}

static gboolean apply_migration(GfStore *store, const Migration *migration, GError **error)
{
    g_autoptr(GfTransaction) transaction = gf_transaction_begin(store, error);
    if (transaction == NULL)
        return FALSE;
    gint64 version = 0;
    if (!pragma(store, "PRAGMA user_version", &version, error))
        return FALSE;
    if (version >= migration->version) /* another process was faster */
        return TRUE;
    g_autofree char *mark = g_strdup_printf("PRAGMA user_version = %d", migration->version);
    return execute(store, migration->text, error) && execute(store, mark, error) &&
           gf_transaction_commit(transaction, error);
}

static gboolean migrate(GfStore *store, GError **error)
{
    gint64 version = 0;
    if (!pragma(store, "PRAGMA user_version", &version, error))
        return FALSE;
    if (version >= gf_store_schema_version())
        return TRUE;
    /* A migration may say the schema's own words anew. */
    sqlite3_db_config(store->handle, SQLITE_DBCONFIG_DEFENSIVE, 0, NULL);
    gboolean good = TRUE;
    for (gsize i = 0; good && i < G_N_ELEMENTS(migrations); i++)
        good = migrations[i].version <= version || apply_migration(store, &migrations[i], error);
    sqlite3_db_config(store->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    return good;
}

static gboolean prepare_connection(GfStore *store, GError **error)
{
    /* A long reader makes the write-ahead log grow: it is cut again when that one has gone. */
    return execute(store, "PRAGMA journal_mode = WAL", error) &&
           execute(store, "PRAGMA journal_size_limit = 16777216", error) &&
           execute(store, "PRAGMA synchronous = FULL", error) &&
           execute(store, "PRAGMA cache_size = " CACHE_KIB, error) &&
           execute(store, "PRAGMA wal_autocheckpoint = " CHECKPOINT_PAGES, error) &&
           execute(store, "PRAGMA secure_delete = OFF", error) && migrate(store, error);
}

/* Exclusively, so that a failure later removes nobody else's file. */
static gboolean create_file(const char *path, GError **error)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd >= 0) {
        close(fd);
        return TRUE;
    }
    if (errno == EEXIST)
        g_set_error(error, GF_ERROR, GF_ERROR_STATE, "database: '%s' exists already", path);
    else
        g_set_error(error, GF_ERROR, GF_ERROR_STATE, "database: '%s' cannot be made: %s", path,
                    g_strerror(errno));
    return FALSE;
}

GfStore *gf_store_create(const char *path, GError **error)
{
    if (!create_file(path, error))
        return NULL;
    g_autoptr(GfStore) store = open_file(path, SQLITE_OPEN_READWRITE, error);
    g_autofree char *mark = g_strdup_printf("PRAGMA application_id = %d", APPLICATION_ID);
    if (store != NULL && execute(store, mark, error) && prepare_connection(store, error))
        return g_steal_pointer(&store);
    g_clear_pointer(&store, gf_store_close);
    unlink(path); /* half made, it would be taken for a file of another program */
    return NULL;
}

static gboolean check_version(GfStore *store, gint64 version, GError **error)
{
    if (version <= gf_store_schema_version())
        return TRUE;
    g_set_error(error, GF_ERROR, GF_ERROR_STATE,
                "database: '%s' was written by a newer greffe (schema %d, this one knows %d; "
                "install that version)",
                store->path, (int) version, gf_store_schema_version());
    return FALSE;
}

/* Before anything is written: what is not ours, or not ours yet, is not touched (I21). */
static gboolean check_is_ours(GfStore *store, GError **error)
{
    gint64 application = 0, version = 0;
    if (!pragma(store, "PRAGMA application_id", &application, error) ||
        !pragma(store, "PRAGMA user_version", &version, error))
        return FALSE;
    if (application != APPLICATION_ID) {
        g_set_error(error, GF_ERROR, GF_ERROR_STATE,
                    "database: '%s' belongs to another program (give the directory of an instance)",
                    store->path);
        return FALSE;
    }
    return check_version(store, version, error);
}

GfStore *gf_store_open(const char *path, GError **error)
{
    if (!g_file_test(path, G_FILE_TEST_EXISTS)) {
        g_set_error(error, GF_ERROR, GF_ERROR_STATE,
                    "database: there is no '%s' (make an instance with: greffe init DIR)", path);
        return NULL;
    }
    g_autoptr(GfStore) store = open_file(path, SQLITE_OPEN_READWRITE, error);
    if (store == NULL || !check_is_ours(store, error) || !prepare_connection(store, error))
        return NULL;
    return g_steal_pointer(&store);
}

void gf_store_close(GfStore *store)
{
    if (store == NULL)
        return;
    forget(store);
    g_ptr_array_unref(store->to_index);
    g_hash_table_unref(store->statements);
    sqlite3_close_v2(store->handle);
    g_free(store->path);
    g_free(store);
}

void gf_store_set_patience(GfStore *store, int milliseconds)
{
    sqlite3_busy_timeout(store->handle, milliseconds);
}

gboolean gf_store_in_transaction(const GfStore *store)
{
    return sqlite3_get_autocommit(store->handle) == 0;
}

/* Every act begins and ends with these: they stay prepared. */
GF_SQL(begin_immediate, "BEGIN IMMEDIATE");
GF_SQL(commit, "COMMIT");
GF_SQL(select_user_version, "PRAGMA user_version");

/* `*ret_value` (may be NULL): the row's first column, where there is a row. */
static gboolean step(GfStore *store, const GfSql *sql, gint64 *ret_value, GError **error)
{
    sqlite3_stmt *statement = gf_store_prepare(store, sql, error);
    if (statement == NULL)
        return FALSE;
    int status = sqlite3_step(statement);
    if (status == SQLITE_ROW && ret_value != NULL)
        *ret_value = sqlite3_column_int64(statement, 0);
    else if (status != SQLITE_ROW && status != SQLITE_DONE)
        gf_sql_error(store, store->path, error);
    sqlite3_reset(statement);
    return status == SQLITE_ROW || status == SQLITE_DONE;
}

GF_SQL(select_data_version, "PRAGMA data_version");

gboolean gf_store_is_changed(GfStore *store)
{
    gint64 version = 0;
    gboolean known = step(store, &select_data_version, &version, NULL);
    gboolean changed = !known || version != store->data_version;
    store->data_version = version;
    return changed;
}

gboolean gf_store_begin(GfStore *store, GError **error)
{
    gint64 version = 0;
    g_assert(!gf_store_in_transaction(store));
    if (!step(store, &begin_immediate, NULL, error))
        return FALSE;
    /* A newer greffe may have come while this one runs (I21). */
    if (step(store, &select_user_version, &version, error) && check_version(store, version, error))
        return TRUE;
    gf_store_rollback(store);
    return FALSE;
}

gboolean gf_store_commit(GfStore *store, GError **error)
{
    if (gf_store_index_waiting(store, error) && step(store, &commit, NULL, error))
        return TRUE;
    gf_store_rollback(store);
    return FALSE;
}

void gf_store_rollback(GfStore *store)
{
    forget(store);
    g_ptr_array_set_size(store->to_index, 0);
    if (gf_store_in_transaction(store))
        sqlite3_exec(store->handle, "ROLLBACK", NULL, NULL, NULL);
}

gboolean gf_store_set_point(GfStore *store, GError **error)
{
    g_assert(gf_store_in_transaction(store));
    store->to_index_at_point = store->to_index->len;
    return execute(store, "SAVEPOINT act", error);
}

gboolean gf_store_keep_point(GfStore *store, GError **error)
{
    return execute(store, "RELEASE act", error);
}

gboolean gf_store_undo_to_point(GfStore *store, GError **error)
{
    forget(store);
    g_assert(store->to_index->len >= store->to_index_at_point);
    g_ptr_array_set_size(store->to_index, (gint) store->to_index_at_point);
    return execute(store, "ROLLBACK TO act", error) && execute(store, "RELEASE act", error);
}

GfTransaction *gf_transaction_begin(GfStore *store, GError **error)
{
    if (!gf_store_begin(store, error))
        return NULL;
    GfTransaction *transaction = g_new0(GfTransaction, 1);
    transaction->store = store;
    return transaction;
}

gboolean gf_transaction_commit(GfTransaction *transaction, GError **error)
{
    g_assert(!transaction->done);
    transaction->done = TRUE;
    return gf_store_commit(transaction->store, error);
}

void gf_transaction_end(GfTransaction *transaction)
{
    if (transaction == NULL)
        return;
    if (!transaction->done)
        gf_store_rollback(transaction->store);
    g_free(transaction);
}

GF_SQL(select_setting, "SELECT value FROM setting WHERE key = ?");

gboolean gf_store_setting(GfStore *store, const char *key, char **ret_value, GError **error)
{
    GfRows rows;
    if (!gf_sql_query(store, &select_setting, &rows, error, "t", key))
        return FALSE;
    g_autofree char *value = gf_rows_next(&rows) ? gf_rows_text(&rows, 0) : NULL;
    if (!gf_rows_end(&rows, error))
        return FALSE;
    *ret_value = g_steal_pointer(&value);
    return TRUE;
}

GF_SQL(upsert_setting, "INSERT INTO setting (key, value) VALUES (?, ?)"
                       " ON CONFLICT (key) DO UPDATE SET value = excluded.value");

GF_SQL(delete_setting, "DELETE FROM setting WHERE key = ?");

gboolean gf_store_set_setting(GfStore *store, const char *key, const char *value, GError **error)
{
    if (value == NULL)
        return gf_sql_run(store, &delete_setting, error, "t", key);
    return gf_sql_run(store, &upsert_setting, error, "tt", key, value);
}

GF_SQL(
    select_settings,
    "SELECT key, value FROM setting WHERE key >= ?1 AND key < ?1 || char(0x10ffff) ORDER BY key");

gboolean gf_store_settings(GfStore *store, const char *prefix, GHashTable **ret_settings,
                           GError **error)
{
    GfRows rows;
    if (!gf_sql_query(store, &select_settings, &rows, error, "t", prefix))
        return FALSE;
    g_autoptr(GHashTable) settings = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    while (gf_rows_next(&rows))
        g_hash_table_insert(settings, gf_rows_text(&rows, 0), gf_rows_text(&rows, 1));
    if (!gf_rows_end(&rows, error))
        return FALSE;
    *ret_settings = g_steal_pointer(&settings);
    return TRUE;
}
