/* journal-test.c - the chain: how it is hashed, who may not change it, and what verify detects.
 *
 * GF_JOURNAL_LINES=1000000 measures with that many lines instead of 100,000.
 */
#include "store/journal.h"

#include "base/text.h"
#include "store/fixture.h"

static void add(Fixture *fixture, const char *act, const char *subject)
{
    ASSERT_DONE(gf_store_journal(fixture->store, NOW, "greffe", act, subject, "rule", "e1", ERROR));
}

static void add_lines(Fixture *fixture, guint count)
{
    for (guint i = 0; i < count; i++) {
        g_autofree char *subject = g_strdup_printf("message/%u", i + 1);
        add(fixture, "message.recorded", subject);
    }
}

/* Expected values written out by hand from the form that journal.c promises. */
static void test_hash(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    ASSERT_DONE(gf_store_journal(fixture->store, NOW, "staff", "session.convened", "session/é",
                                 NULL, NULL, ERROR));
    const char *written = "1:1,10:1800000000,5:staff,16:session.convened,10:session/é,0:,0:,0:,";
    g_autofree char *first = gf_text_sha256(written, strlen(written));
    g_autofree char *head = NULL;
    ASSERT_DONE(gf_store_journal_head(fixture->store, &head, ERROR));
    g_assert_cmpstr(head, ==, first);

    add(fixture, "a", "s");
    g_autofree char *next =
        g_strdup_printf("1:2,10:1800000000,6:greffe,1:a,1:s,4:rule,2:e1,64:%s,", first);
    g_autofree char *second = gf_text_sha256(next, strlen(next));
    g_autofree char *new_head = NULL;
    ASSERT_DONE(gf_store_journal_head(fixture->store, &new_head, ERROR));
    g_assert_cmpstr(new_head, ==, second);
}

static void test_lines(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    g_autofree char *head = NULL;
    g_autoptr(GPtrArray) none = NULL;
    g_autoptr(GPtrArray) all = NULL;
    g_autoptr(GPtrArray) last = NULL;
    ASSERT_DONE(gf_store_journal_head(fixture->store, &head, ERROR));
    g_assert_cmpstr(head, ==, "");
    ASSERT_DONE(gf_store_journal_lines(fixture->store, 5, &none, ERROR));
    g_assert_cmpuint(none->len, ==, 0);
    add_lines(fixture, 5);
    ASSERT_DONE(gf_store_journal_lines(fixture->store, 0, &all, ERROR));
    g_assert_cmpuint(all->len, ==, 5);
    ASSERT_DONE(gf_store_journal_lines(fixture->store, 2, &last, ERROR));
    g_assert_cmpuint(last->len, ==, 2);
    const GfJournalLine *fourth = last->pdata[0], *fifth = last->pdata[1];
    g_assert_cmpint(fourth->id, ==, 4);
    g_assert_cmpint(fourth->at, ==, NOW);
    g_assert_cmpstr(fourth->actor, ==, "greffe");
    g_assert_cmpstr(fourth->act, ==, "message.recorded");
    g_assert_cmpstr(fourth->subject, ==, "message/4");
    g_assert_cmpstr(fourth->rule, ==, "rule");
    g_assert_cmpstr(fourth->evidence, ==, "e1");
    g_assert_cmpstr(fifth->previous, ==, fourth->hash);
    g_autoptr(GPtrArray) page = NULL;
    g_autoptr(GPtrArray) after = NULL;
    ASSERT_DONE(gf_store_journal_after(fixture->store, 2, 2, &page, ERROR));
    g_assert_cmpuint(page->len, ==, 2);
    g_assert_cmpint(((const GfJournalLine *) page->pdata[0])->id, ==, 3);
    g_assert_cmpstr(((const GfJournalLine *) page->pdata[1])->hash, ==, fourth->hash);
    ASSERT_DONE(gf_store_journal_after(fixture->store, 5, 2, &after, ERROR));
    g_assert_cmpuint(after->len, ==, 0);
}

static void test_about(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    const char *const subjects[] = {"session/x/a", "session/x", "session/xy", "session/x.",
                                    "session/x0",  "session",   "session/x/", "session/x/b/c"};
    for (gsize i = 0; i < G_N_ELEMENTS(subjects); i++)
        add(fixture, "act", subjects[i]);
    const struct {
        const char *subject, *expected;
    } rows[] = {{"session/x", "1 2 7 8"},
                {"session/xy", "3"},
                {"session", "1 2 3 4 5 6 7 8"},
                {"none", ""}};
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GPtrArray) lines = NULL;
        g_autoptr(GString) ids = g_string_new(NULL);
        ASSERT_DONE(gf_store_journal_about(fixture->store, rows[i].subject, &lines, ERROR));
        for (guint j = 0; j < lines->len; j++)
            g_string_append_printf(ids, "%s%d", j > 0 ? " " : "",
                                   (int) ((GfJournalLine *) lines->pdata[j])->id);
        g_assert_cmpstr(ids->str, ==, rows[i].expected);
    }
}

/* I15: only ever appended to. */
static void test_triggers(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    const struct {
        GfSql sql;
        const char *words;
    } rows[] = {
        {{"update", "UPDATE journal SET actor = 'x' WHERE id = 2"}, "never changed"},
        {{"delete", "DELETE FROM journal WHERE id = 3"}, "never shortened"},
        {{"replace", "INSERT OR REPLACE INTO journal (id, at, actor, act, subject, previous, hash)"
                     " SELECT 3, 0, 'x', 'x', 'x', previous, 'x' FROM journal WHERE id = 3"},
         "in order"},
        {{"gap", "INSERT INTO journal (id, at, actor, act, subject, previous, hash)"
                 " SELECT 5, 0, 'x', 'x', 'x', hash, 'x' FROM journal WHERE id = 3"},
         "in order"},
        {{"fork", "INSERT INTO journal (id, at, actor, act, subject, previous, hash)"
                  " SELECT 4, 0, 'x', 'x', 'x', hash, 'x' FROM journal WHERE id = 2"},
         "in order"},
    };
    add_lines(fixture, 3);
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_test_message("%s", rows[i].sql.name);
        ASSERT_REFUSED(gf_sql_run(fixture->store, &rows[i].sql, ERROR, ""), rows[i].words);
    }
    gint64 lines = 0;
    ASSERT_DONE(gf_store_journal_verify(fixture->store, NULL, &lines, ERROR));
    g_assert_cmpint(lines, ==, 3);
}

#define UNGUARD                                                                                    \
    "DROP TRIGGER journal_no_update; DROP TRIGGER journal_no_delete; DROP TRIGGER "                \
    "journal_in_order;"

/* I15: a changed or missing line is found and named. */
static void test_tampering(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    const struct {
        const char *sql, *words;
    } rows[] = {
        {"UPDATE journal SET actor = 'staff' WHERE id = 3", "line 3 does not hold: its contents"},
        {"UPDATE journal SET at = at - 1 WHERE id = 1", "line 1 does not hold: its contents"},
        {"UPDATE journal SET rule = 'rulee', evidence = '1' WHERE id = 2", "line 2 does not hold"},
        {"DELETE FROM journal WHERE id = 2", "line 3 does not hold: a line before it"},
        {"DELETE FROM journal WHERE id = 1", "line 2 does not hold: a line before it"},
        {"DELETE FROM journal WHERE id = 2; UPDATE journal SET id = id - 1 WHERE id > 2",
         "line 2 does not hold: it does not follow"},
        {"UPDATE journal SET previous = 'x' WHERE id = 4", "line 4 does not hold: it does not"},
        {"UPDATE journal SET hash = 'x' WHERE id = 5", "line 5 does not hold: its contents"},
        {"UPDATE journal SET hash = substr(hash, 1, 63) WHERE id = 5", "line 5 does not hold"},
        {"UPDATE journal SET subject = substr(subject, 1, 3) WHERE id = 4",
         "line 4 does not hold: its contents"},
        {"UPDATE journal SET id = id + 10 WHERE id IN (2, 3);"
         "UPDATE journal SET id = 15 - id WHERE id > 10",
         "line 2 does not hold: it does not follow"}, /* they changed places */
    };
    add_lines(fixture, 5);
    fixture_close(fixture);
    fixture_raw(fixture, UNGUARD "CREATE TABLE kept AS SELECT * FROM journal");
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_test_message("%s", rows[i].sql);
        g_autoptr(GfStore) store = NULL;
        fixture_raw(fixture, rows[i].sql);
        ASSERT_DONE((store = gf_store_open(fixture->path, ERROR)) != NULL);
        ASSERT_REFUSED(gf_store_journal_verify(store, NULL, NULL, ERROR), rows[i].words);
        g_clear_pointer(&store, gf_store_close);
        fixture_raw(fixture, "DELETE FROM journal; INSERT INTO journal SELECT * FROM kept");
        ASSERT_DONE((store = gf_store_open(fixture->path, ERROR)) != NULL);
        ASSERT_DONE(gf_store_journal_verify(store, NULL, NULL, ERROR));
    }
}

/* A shorter chain is a good chain: only a head that somebody kept shows what is missing. */
static void test_shortened(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    g_autofree char *early = NULL;
    g_autofree char *head = NULL;
    add_lines(fixture, 3);
    ASSERT_DONE(gf_store_journal_head(fixture->store, &early, ERROR));
    add_lines(fixture, 2);
    ASSERT_DONE(gf_store_journal_head(fixture->store, &head, ERROR));
    g_autofree char *upper = g_ascii_strup(head, -1);
    ASSERT_DONE(gf_store_journal_verify(fixture->store, early, NULL, ERROR));
    ASSERT_DONE(gf_store_journal_verify(fixture->store, upper, NULL, ERROR));
    fixture_close(fixture);
    fixture_raw(fixture, UNGUARD "DELETE FROM journal WHERE id = 5");
    ASSERT_DONE((fixture->store = gf_store_open(fixture->path, ERROR)) != NULL);
    ASSERT_DONE(gf_store_journal_verify(fixture->store, NULL, NULL, ERROR));
    ASSERT_DONE(gf_store_journal_verify(fixture->store, early, NULL, ERROR));
    ASSERT_REFUSED(gf_store_journal_verify(fixture->store, head, NULL, ERROR), "shortened");
}

static void test_empty(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    gint64 lines = -1;
    ASSERT_DONE(gf_store_journal_verify(fixture->store, "", &lines, ERROR));
    g_assert_cmpint(lines, ==, 0);
    ASSERT_REFUSED(gf_store_journal_verify(fixture->store, "abc", NULL, ERROR), "'abc'");
}

/* What SQLite may hold while a chain of any length is verified: its page cache and little else. */
#define VERIFY_MEMORY_BYTES (12 * 1024 * 1024) /* the cache of the database among them */

/* Long chains in seconds, and none of it kept. */
static void test_many(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    const char *wanted = g_getenv("GF_JOURNAL_LINES");
    guint count = wanted != NULL ? (guint) g_ascii_strtoull(wanted, NULL, 10) : 100000;
    gint64 begun = g_get_monotonic_time();
    fixture_count(fixture, "PRAGMA cache_size = -400000"); /* to have it written sooner */
    add_lines(fixture, count);
    fixture_close(fixture);
    gint64 written = g_get_monotonic_time();
    gint64 lines = 0, peak = 0;
    ASSERT_DONE((fixture->store = gf_store_open(fixture->path, ERROR)) != NULL);
    (void) sqlite3_memory_highwater(1);
    gint64 reading = g_get_monotonic_time();
    ASSERT_DONE(gf_store_journal_verify(fixture->store, NULL, &lines, ERROR));
    gint64 verified = g_get_monotonic_time();
    peak = sqlite3_memory_highwater(0);
    g_assert_cmpint(lines, ==, count);
    g_assert_cmpint(peak, <, VERIFY_MEMORY_BYTES);
    g_test_message("%u lines: written in %.2f s, verified in %.2f s, with %.1f MiB at most", count,
                   (double) (written - begun) / 1e6, (double) (verified - reading) / 1e6,
                   (double) peak / 1024 / 1024);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
    TEST("/store/journal/hash", test_hash);
    TEST("/store/journal/lines", test_lines);
    TEST("/store/journal/about", test_about);
    TEST("/store/journal/triggers", test_triggers);
    TEST("/store/journal/tampering", test_tampering);
    TEST("/store/journal/shortened", test_shortened);
    TEST("/store/journal/empty", test_empty);
    TEST("/store/journal/many", test_many);
    return g_test_run();
}
