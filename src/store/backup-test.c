/* backup-test.c - a copy beside a writer, without room, of a damaged file; and what verify finds.
 */
#include "store/backup.h"

#include "store/fixture.h"
#include "store/journal.h"

#include <sys/stat.h>

static char *copy_path(const Fixture *fixture)
{
    return g_build_filename(fixture->directory, "copy.db", NULL);
}

static void add_lines(Fixture *fixture, guint count)
{
    for (guint i = 0; i < count; i++)
        ASSERT_DONE(gf_store_journal(fixture->store, NOW, "greffe", "act", "x", NULL, NULL, ERROR));
}

/* Another process copies while this one is in the middle of a transaction, and writes on. */
static void test_beside_a_writer(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    g_autofree char *path = copy_path(fixture);
    g_autoptr(GfStore) other = NULL;
    g_autoptr(GfStore) copy = NULL;
    struct stat status;
    gint64 lines = -1;
    add_lines(fixture, 500);
    ASSERT_DONE(gf_store_commit(fixture->store, ERROR));
    ASSERT_DONE((other = gf_store_open(fixture->path, ERROR)) != NULL);
    ASSERT_DONE(gf_store_begin(fixture->store, ERROR));
    add_lines(fixture, 7);
    gf_store_set_patience(other, 0); /* it never waits */
    ASSERT_DONE(gf_store_copy(other, path, ERROR));
    add_lines(fixture, 7);
    ASSERT_DONE(gf_store_commit(fixture->store, ERROR));
    g_assert_cmpint(stat(path, &status), ==, 0);
    g_assert_cmpint(status.st_mode & 0777, ==, 0600);
    ASSERT_DONE((copy = gf_store_open(path, ERROR)) != NULL);
    ASSERT_DONE(gf_store_verify(copy, &lines, ERROR));
    g_assert_cmpint(lines, ==, 500);
    ASSERT_REFUSED(gf_store_copy(other, path, ERROR), "exists");
}

/* Where nothing can be made. */
static void test_elsewhere(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    g_autofree char *nowhere = g_build_filename(fixture->directory, "no", "copy.db", NULL);
    g_autoptr(GfStore) other = NULL;
    ASSERT_DONE(gf_store_commit(fixture->store, ERROR));
    ASSERT_DONE((other = gf_store_open(fixture->path, ERROR)) != NULL);
    ASSERT_REFUSED(gf_store_copy(other, nowhere, ERROR), "cannot be written");
}

static void test_verify(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    const struct {
        const char *sql, *words, *mend;
    } rows[] = {
        {"PRAGMA foreign_keys = OFF; INSERT INTO seat VALUES (1, 1)", "refers to a row of",
         "DELETE FROM seat"},
        {"PRAGMA writable_schema = ON; UPDATE sqlite_master SET rootpage = (SELECT rootpage FROM"
         " sqlite_master WHERE name = 'seat') WHERE name = 'address_by_folded'",
         "it is damaged", NULL},
    };
    add_lines(fixture, 3);
    fixture_close(fixture);
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GfStore) store = NULL;
        fixture_raw(fixture, rows[i].sql);
        ASSERT_DONE((store = gf_store_open(fixture->path, ERROR)) != NULL);
        ASSERT_REFUSED(gf_store_verify(store, NULL, ERROR), rows[i].words);
        g_clear_pointer(&store, gf_store_close);
        if (rows[i].mend != NULL)
            fixture_raw(fixture, rows[i].mend);
    }
}

/* A chain that does not hold is no good copy either (I15). */
static void test_verify_journal(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    add_lines(fixture, 3);
    fixture_close(fixture);
    fixture_raw(fixture, "DROP TRIGGER journal_no_update; UPDATE journal SET at = 0 WHERE id = 2");
    ASSERT_DONE((fixture->store = gf_store_open(fixture->path, ERROR)) != NULL);
    ASSERT_REFUSED(gf_store_verify(fixture->store, NULL, ERROR), "line 2 does not hold");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
    TEST("/store/backup/beside-a-writer", test_beside_a_writer);
    TEST("/store/backup/elsewhere", test_elsewhere);
    TEST("/store/backup/verify", test_verify);
    TEST("/store/backup/verify-journal", test_verify_journal);
    return g_test_run();
}
