/* sql-test.c - every statement of the store can be prepared, and none reads a table from end to end
 * but those that list everything.
 */
#include "store/fixture.h"

/* They list or count everything, on purpose. */
static const char *const lists_everything[] = {
    "select_territories",
    "select_bodies",
    "select_members",
    "select_plenary",
    "select_without",
    "select_sessions",
    "select_all_lines",
    "select_deadlines",
    "select_saisines",
    "select_reports",
    "select_hits",
    "select_newest_hits",
    "count_hits", /* the word index, by MATCH */
    "quick_check_table",
    "select_file_bytes",      /* pragmas */
    "select_tables_to_check", /* the schema */
};

/* A partial index holds open work only: walking it is no scan of the table. */
static gboolean is_partial_index(Fixture *fixture, const char *name)
{
    g_autofree char *sql = g_strdup_printf("SELECT count(*) FROM sqlite_schema WHERE type = 'index'"
                                           " AND name = '%s' AND sql LIKE '%% WHERE %%'",
                                           name);
    return fixture_count(fixture, sql) == 1;
}

static gboolean is_scan(Fixture *fixture, const char *step)
{
    if (!g_str_has_prefix(step, "SCAN ") || g_str_equal(step, "SCAN CONSTANT ROW") ||
        g_str_has_prefix(step, "SCAN (subquery"))
        return FALSE;
    const char *index = strstr(step, " INDEX ");
    return index == NULL || !is_partial_index(fixture, index + strlen(" INDEX "));
}

static gboolean is_sort(G_GNUC_UNUSED Fixture *fixture, const char *step)
{
    return strstr(step, "TEMP B-TREE") != NULL;
}

/* The first step of the plan that is bad; NULL where there is none. Owned. */
static char *find_step(Fixture *fixture, const GfSql *sql,
                       gboolean (*is_bad)(Fixture *fixture, const char *step))
{
    g_autofree char *explain = g_strconcat("EXPLAIN QUERY PLAN ", sql->text, NULL);
    sqlite3_stmt *plan = NULL;
    char *found = NULL;
    g_assert_cmpint(sqlite3_prepare_v2(gf_store_handle(fixture->store), explain, -1, &plan, NULL),
                    ==, SQLITE_OK);
    while (found == NULL && sqlite3_step(plan) == SQLITE_ROW) {
        const char *step = (const char *) sqlite3_column_text(plan, 3);
        if (is_bad(fixture, step))
            found = g_strdup(step);
    }
    sqlite3_finalize(plan);
    return found;
}

static void test_every_statement(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    gsize count;
    const GfSql *const *all = gf_sql_all(&count);
    g_assert_cmpuint(count, >, 80);
    for (gsize i = 0; i < count; i++) {
        ASSERT_DONE(gf_store_prepare(fixture->store, all[i], ERROR) != NULL);
        g_autofree char *scan = find_step(fixture, all[i], is_scan);
        gboolean allowed = FALSE;
        for (gsize j = 0; j < G_N_ELEMENTS(lists_everything); j++)
            allowed = allowed || g_str_equal(lists_everything[j], all[i]->name);
        if (allowed)
            g_assert_nonnull(scan);
        else if (scan != NULL)
            g_test_message("%s: %s", all[i]->name, scan);
        if (!allowed)
            g_assert_null(scan);
    }
}

/* What runs once a batch reads a batch: to sort all that waits would make a large mailing
 * quadratic. */
static void test_batches_do_not_sort(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    const char *const batches[] = {"claim_alone",           "claim_of_mailings",
                                   "select_places_to_file", "select_next_outgoing",
                                   "select_next_reminder",  "select_files_to_extract"};
    guint found = 0;
    gsize count;
    const GfSql *const *all = gf_sql_all(&count);
    for (gsize i = 0; i < count; i++) {
        for (gsize j = 0; j < G_N_ELEMENTS(batches); j++) {
            if (!g_str_equal(all[i]->name, batches[j]))
                continue;
            g_autofree char *sort = find_step(fixture, all[i], is_sort);
            g_assert_null(sort);
            found++;
        }
    }
    g_assert_cmpuint(found, ==, G_N_ELEMENTS(batches));
    const GfSql sorts = {"sorts", "SELECT id FROM outgoing WHERE state = 'ready' ORDER BY due_at"};
    g_autofree char *sort = find_step(fixture, &sorts, is_sort);
    g_assert_nonnull(sort);
}

static void test_names_are_unique(G_GNUC_UNUSED Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    gsize count;
    const GfSql *const *all = gf_sql_all(&count);
    g_autoptr(GHashTable) names = g_hash_table_new(g_str_hash, g_str_equal);
    for (gsize i = 0; i < count; i++)
        g_assert_true(g_hash_table_add(names, (gpointer) all[i]->name));
}

static void test_the_check_can_fail(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    const GfSql slow = {"slow", "SELECT id FROM member WHERE given_name = ?"};
    const GfSql slow_by_index = {"slow", "SELECT count(*) FROM member WHERE slug LIKE ?"};
    const GfSql fast = {"fast", "SELECT given_name FROM member WHERE slug = ?"};
    const struct {
        const GfSql *sql;
        gboolean scans;
    } rows[] = {{&slow, TRUE}, {&slow_by_index, TRUE}, {&fast, FALSE}};
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *scan = find_step(fixture, rows[i].sql, is_scan);
        g_assert_cmpint(scan != NULL, ==, rows[i].scans);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
    TEST("/store/sql/every-statement", test_every_statement);
    TEST("/store/sql/batches-do-not-sort", test_batches_do_not_sort);
    TEST("/store/sql/names-are-unique", test_names_are_unique);
    TEST("/store/sql/the-check-can-fail", test_the_check_can_fail);
    return g_test_run();
}
