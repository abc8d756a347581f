/* fixture.h - for the tests of store: a database in a directory of its own, inside a transaction.
 *
 * Nothing here is used by the program.
 */
#pragma once

#include "base/assert.h"
#include "store/sql.h"
#include "store/store.h"

#include <glib/gstdio.h>

#define NOW G_GINT64_CONSTANT(1800000000) /* 2027-01-15 08:00:00 UTC */

typedef struct {
    char *directory, *path;
    GfStore *store;
} Fixture;

/* Asserts that it was refused with GF_ERROR_STATE and a message that contains WORDS. */
#define ASSERT_REFUSED(CALL, WORDS)                                                                \
    do {                                                                                           \
        GError *problem_ = NULL;                                                                   \
        gboolean done_ = (CALL);                                                                   \
        g_assert_false(done_);                                                                     \
        g_assert_error(problem_, GF_ERROR, GF_ERROR_STATE);                                        \
        if (problem_ != NULL)                                                                      \
            g_assert_nonnull(strstr(problem_->message, WORDS));                                    \
        if (problem_ != NULL && strstr(problem_->message, WORDS) == NULL)                          \
            g_test_message("got: %s", problem_->message);                                          \
        g_clear_error(&problem_);                                                                  \
    } while (0)

static inline void fixture_make(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    fixture->directory = g_dir_make_tmp("greffe-store-XXXXXX", NULL);
    fixture->path = g_build_filename(fixture->directory, "greffe.db", NULL);
    ASSERT_DONE((fixture->store = gf_store_create(fixture->path, ERROR)) != NULL);
    ASSERT_DONE(gf_store_begin(fixture->store, ERROR));
}

static inline void fixture_clear(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    if (fixture->store != NULL)
        gf_store_rollback(fixture->store);
    gf_store_close(fixture->store);
    g_autoptr(GDir) directory = g_dir_open(fixture->directory, 0, NULL);
    for (const char *name = NULL; (name = g_dir_read_name(directory)) != NULL;) {
        g_autofree char *path = g_build_filename(fixture->directory, name, NULL);
        g_unlink(path);
    }
    g_rmdir(fixture->directory);
    g_free(fixture->directory);
    g_free(fixture->path);
}

/* Ends the transaction and the connection. */
static inline void fixture_close(Fixture *fixture)
{
    ASSERT_DONE(gf_store_commit(fixture->store, ERROR));
    g_clear_pointer(&fixture->store, gf_store_close);
}

/* What somebody else does to the file, around the store. */
static inline void fixture_raw(Fixture *fixture, const char *sql)
{
    sqlite3 *handle = NULL;
    g_assert_cmpint(sqlite3_open(fixture->path, &handle), ==, SQLITE_OK);
    g_assert_cmpint(sqlite3_exec(handle, sql, NULL, NULL, NULL), ==, SQLITE_OK);
    sqlite3_close(handle);
}

/* The one integer of a query. */
static inline gint64 fixture_count(Fixture *fixture, const char *sql)
{
    sqlite3_stmt *statement = NULL;
    gint64 value = -1;
    int status = sqlite3_prepare_v2(gf_store_handle(fixture->store), sql, -1, &statement, NULL);
    g_assert_cmpint(status, ==, SQLITE_OK);
    if (sqlite3_step(statement) == SQLITE_ROW)
        value = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return value;
}

#define TEST(PATH, FUNCTION) g_test_add(PATH, Fixture, NULL, fixture_make, FUNCTION, fixture_clear)
