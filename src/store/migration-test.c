/* migration-test.c - a database of every earlier schema, with something in each of its tables,
 * opened by today's program: all rows stay, the schema is that of a new database; a migration that
 * is refused or killed changes nothing or is whole, and is done again.
 */
#include "store/fixture.h"

#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static const struct {
    int version;
    const char *sql;
} schemas[] = {
#include "store/schema.inc"
};

/* What an assembly of that schema holds: at least one row in each table. */
static const char *const rows[G_N_ELEMENTS(schemas)] = {
    /* 1, roll */
    "INSERT INTO setting VALUES ('rule.notice', '12'), ('kept', 'é');"
    "INSERT INTO territory VALUES (1, 'bourg', 'Le Bourg', 'commune', '31');"
    "INSERT INTO body VALUES (1, 'pleniere', 'Plénière', 'plenary', NULL, '', NULL, NULL, NULL),"
    " (2, 'gt1', 'GT1', 'group', 1, 'eau', 'gt1@a.example', '2028-01-01', NULL);"
    "INSERT INTO member VALUES (1, 'anne', 'Mme', 'Anne', 'Martin', 'woman', 'elu', 'titulaire', 1,"
    " 'Mairie', '05', 'fr', '2026-01-01', NULL, NULL, 1700000000),"
    " (2, 'bruno', 'M.', 'Bruno', 'Petit', 'man', 'citoyen', 'suppleant', NULL, NULL, NULL, NULL,"
    " NULL, NULL, NULL, 1700000000);"
    "INSERT INTO address VALUES (1, 1, 'Anne@bourg.example', 'anne@bourg.example', 'main', NULL,"
    " NULL), (2, 1, 'a@b.example', 'a@b.example', 'copy', 1700000001, '550 5.1.1 unknown');"
    "INSERT INTO seat VALUES (2, 1); INSERT INTO office VALUES (2, 'copilote', 'anne', NULL);",
    /* 2, mail */
    "INSERT INTO blob (id, sha256, size, packed, bytes) VALUES (1, 'aa', 3, 0, x'0d0a00'),"
    " (2, 'bb', 9, 1, x'28b52ffd');"
    "INSERT INTO message VALUES (1, 1, 'm1@a.example', 1700000000, 1700000001, 'a@b.example', 's',"
    " 'message', 1, 'held', 'unclear', 'why', NULL, 1, NULL, x'00'),"
    " (2, 2, NULL, 1700000000, 1700000001, NULL, NULL, 'bounce', 1, 'noted', 'bounce', NULL, 1, 1,"
    " 'saisine/2017-01', NULL);"
    "INSERT INTO place VALUES (1, 1, 'INBOX', 7, 8, '', 'held', NULL),"
    " (2, 2, 'INBOX', 7, 9, '', 'done', 1700000002);"
    "INSERT INTO token VALUES ('abcdefghijklmnop', 'invitation', 1, NULL),"
    " ('bbcdefghijklmnop', 'solicitation', 1, 1700000003), ('cbcdefghijklmnop', 'report', 1, NULL),"
    " ('dbcdefghijklmnop', 'sheet', 1, NULL);"
    "INSERT INTO mailing VALUES (1, 'convocation', 'session/conseil', 1, 1, 'leaving', x'01',"
    " 1700000000, 1700000600, NULL); INSERT INTO mailing_chunk VALUES (1, 0, 2);"
    "INSERT INTO outgoing (id, kind, mailing_id, invitation_id, member_id, token, message_id,"
    " envelope_from, recipient, folded, blob_id, state, queued_at, due_at, bounce_message) VALUES"
    " (1, 'convocation', 1, 1, 1, 'abcdefghijklmnop', 'o1@a.example', '', 'a@b.example',"
    " 'a@b.example', 1, 'ready', 1700000000, 1700000600, NULL),"
    " (2, 'acknowledgement', NULL, NULL, 1, NULL, 'o2@a.example', '', 'a@b.example', 'a@b.example',"
    " 1, 'taken', 1700000000, 1700000000, 2);",
    /* 3, sessions */
    "INSERT INTO session VALUES (1, 'conseil', 1, 'convened', 1, 1700000000, 1700000001, NULL);"
    "INSERT INTO session_version VALUES (1, 1, 0, 'Conseil', 'Mairie', NULL, 'a', 1800000000,"
    " 1800009000, 0, 'J-7', '09:00', 12, NULL, 1700000000);"
    "INSERT INTO session_part VALUES (1, 1, 0, 'matin', 'Matin', 1800000000, 1800009000);"
    "INSERT INTO session_document VALUES (1, 1, 0, 'a.pdf', 'application/pdf', 2);"
    "INSERT INTO invitation VALUES (5, 1, 1, 'uid-1', 'abcdefghijklmnop', 0, 1700000000);"
    "INSERT INTO answer VALUES (1, 5, 0, 'all', 'present', 'onsite', NULL, 2, NULL, 'note', "
    "'words',"
    " 'member', 'token', 1700000000, 1700000000, 1700000001, 1);",
    /* 4, journal */
    "INSERT INTO journal VALUES (1, 1700000000, 'staff', 'session.convened', 'session/conseil', '',"
    " '', '', 'h1'), (2, 1700000001, 'greffe', 'mail.taken', 'outgoing/2', '250', 'aa', 'h1', "
    "'h2');",
    /* 5, files */
    "INSERT INTO file VALUES (1, 'a.pdf', 'application/pdf', 3, 'aa', 1, NULL, NULL),"
    " (2, 'b.pdf', 'application/pdf', 3, 'bb', NULL, 2, NULL);",
    /* 6, saisines */
    "INSERT INTO saisine VALUES (1, '2017-01', 'Eau', '', 'region', 'P', '2026-01-01', 'open', 0);"
    "INSERT INTO saisine_question VALUES (1, 1, 'Combien ?');"
    "INSERT INTO saisine_stage VALUES (1, 'open', '2027-01-01', 'contributors');"
    "INSERT INTO saisine_document VALUES (1, 0, 'a.pdf', 'application/pdf', 2);"
    "INSERT INTO saisine_body VALUES (1, 2, 1700000000);"
    "INSERT INTO saisine_move VALUES (1, 1, 'received', 'assigned', 'n', 1700000000);"
    "INSERT INTO solicitation VALUES (1, 1, 1, 'bbcdefghijklmnop', NULL, 1700000000);"
    "INSERT INTO contribution VALUES (1, 1, 1, 1, 'received', 't', 1, '', 0, 'mail', 'member', 'r',"
    " 1700000000, 1700000001, NULL, 1); INSERT INTO contribution_file VALUES (1, 0, 1);"
    "INSERT INTO report VALUES (1, 2, 1, 'final', 'submitted', 1, 'copilote', 'T', 't', '',"
    " 'cbcdefghijklmnop', 'mail', 1700000000, 1700000001, NULL, NULL, NULL, NULL, 1);"
    "INSERT INTO report_file VALUES (1, 0, 2);",
    /* 7, deadlines */
    "INSERT INTO deadline VALUES (1, 'session', 'session/conseil', '', 1, 'Réponses', '2027-01-01',"
    " 'silent', 'J-7', '09:00', 'open', 1700000000, NULL, NULL);"
    "INSERT INTO deadline_done VALUES (1, 1, 1700000000);"
    "INSERT INTO reminder VALUES (1, 1, 0, -7, 0, '2026-12-25', 1700000000, 'sent', 1700000000, 1);"
    "INSERT INTO sheet VALUES (1, 'digest', 's@a.example', NULL, '2026-12-25', 'dbcdefghijklmnop',"
    " 1700000000); INSERT INTO sheet_line VALUES (1, 1, 'message/1');",
    /* 8, search */
    "INSERT INTO search_entry VALUES (1, 'letter', 1, 1700000000);"
    "INSERT INTO search_index (rowid, title, body) VALUES (1, 'eau', 'de la riviere');",
    /* 9, blobs like others */
    "INSERT INTO blob VALUES (3, 'cc', 9, 1, x'28b52ffd', 1);",
    /* 10, no new table */
    "",
    /* 11, mails that are packed */
    "INSERT INTO outgoing (id, kind, message_id, envelope_from, recipient, folded, blob_id, state,"
    " queued_at, due_at, packed, sha256) VALUES (3, 'convocation', 'o3@a.example', '',"
    " 'a@b.example', 'a@b.example', 1, 'taken', 1700000000, 1700000000, x'28b52ffd', 'dd');",
};

static sqlite3 *open_raw(const char *path)
{
    sqlite3 *handle = NULL;
    g_assert_cmpint(sqlite3_open(path, &handle), ==, SQLITE_OK);
    return handle;
}

/* All rows of a query, a line each. Owned. */
static char *lines_of(sqlite3 *handle, const char *sql)
{
    g_autoptr(GString) lines = g_string_new(NULL);
    sqlite3_stmt *statement = NULL;
    int status = sqlite3_prepare_v2(handle, sql, -1, &statement, NULL);
    while (status == SQLITE_OK || status == SQLITE_ROW) {
        status = sqlite3_step(statement);
        for (int i = 0; status == SQLITE_ROW && i < sqlite3_column_count(statement); i++)
            g_string_append_printf(lines, "%s|", (const char *) sqlite3_column_text(statement, i));
        g_string_append_c(lines, '\n');
    }
    if (status != SQLITE_DONE)
        g_test_message("%s: %s", sql, sqlite3_errmsg(handle));
    g_assert_cmpint(status, ==, SQLITE_DONE);
    sqlite3_finalize(statement);
    return g_strdup(lines->str);
}

static char *lines_in(const char *path, const char *sql)
{
    sqlite3 *handle = open_raw(path);
    char *lines = lines_of(handle, sql);
    sqlite3_close(handle);
    return lines;
}

/* One query a table, which reads the columns that it has now. */
#define TABLES                                                                                     \
    "FROM sqlite_master t, pragma_table_info(t.name) c WHERE t.type = 'table' AND t.sql NOT LIKE " \
    "'CREATE VIRTUAL%' AND t.name NOT GLOB 'search_index_*' GROUP BY t.name ORDER BY t.name"
#define QUERIES                                                                                    \
    "SELECT 'SELECT ''' || t.name || ''', ' || group_concat('quote(\"' || c.name || '\")') || "    \
    "' FROM \"' || t.name || '\" ORDER BY 2, 3' " TABLES

#define WORDS "SELECT count(*) FROM search_index WHERE search_index MATCH 'riviere'"
#define SCHEMA                                                                                     \
    "SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_master ORDER BY type, name"

/* What a file holds: the queries that tell it, and what they told. */
typedef struct {
    char **queries, **answers;
} Contents;

static Contents contents_of(const char *path)
{
    sqlite3 *handle = open_raw(path);
    g_autofree char *queries = lines_of(handle, QUERIES);
    Contents contents = {.queries = g_strsplit(g_strstrip(queries), "|\n", -1)};
    g_autoptr(GPtrArray) answers = g_ptr_array_new();
    for (guint i = 0; contents.queries[i] != NULL; i++) {
        g_strdelimit(contents.queries[i], "|", ' ');
        char *answer = lines_of(handle, contents.queries[i]);
        if (strlen(answer) < 2)
            g_test_message("nothing in: %s", contents.queries[i]);
        g_assert_cmpuint(strlen(answer), >, 2); /* something in each table */
        g_ptr_array_add(answers, answer);
    }
    g_ptr_array_add(answers, NULL);
    contents.answers = (char **) g_ptr_array_steal(answers, NULL);
    sqlite3_close(handle);
    return contents;
}

static void contents_clear(Contents *contents)
{
    g_strfreev(contents->queries);
    g_strfreev(contents->answers);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Contents, contents_clear)

static void assert_kept(const Contents *contents, const char *path)
{
    sqlite3 *handle = open_raw(path);
    for (guint i = 0; contents->queries[i] != NULL; i++) {
        g_autofree char *answer = lines_of(handle, contents->queries[i]);
        g_assert_cmpstr(answer, ==, contents->answers[i]);
    }
    sqlite3_close(handle);
}

static void assert_sound(const char *path)
{
    g_autofree char *integrity = lines_in(path, "PRAGMA integrity_check");
    g_autofree char *keys = lines_in(path, "PRAGMA foreign_key_check");
    g_assert_cmpstr(integrity, ==, "ok|\n\n");
    g_assert_cmpstr(keys, ==, "\n");
}

/* The file as a program that knew only the first `count` schemas would have left it; its version.
 */
static int make_older(Fixture *fixture, gsize count)
{
    g_assert_cmpuint(count, <=, G_N_ELEMENTS(schemas));
    if (fixture->store != NULL)
        fixture_close(fixture);
    g_autoptr(GString) sql = g_string_new("PRAGMA application_id = 0x47726666;"
                                          "PRAGMA journal_mode = WAL;"
                                          "PRAGMA synchronous = OFF; BEGIN;");
    int version = 0;
    g_unlink(fixture->path);
    for (gsize i = 0; i < count; i++) {
        g_string_append(sql, schemas[i].sql);
        version = schemas[i].version;
    }
    for (gsize i = 0; i < count; i++)
        g_string_append(sql, rows[i]);
    g_string_append_printf(sql, "PRAGMA user_version = %d; COMMIT;", version);
    fixture_raw(fixture, sql->str);
    assert_sound(fixture->path);
    return version;
}

/* The schema of a new database whose migrations stop at `version`. Owned. */
static char *schema_at(Fixture *fixture, int version)
{
    sqlite3 *handle = open_raw(":memory:");
    (void) fixture;
    for (gsize i = 0; i < G_N_ELEMENTS(schemas) && schemas[i].version <= version; i++)
        g_assert_cmpint(sqlite3_exec(handle, schemas[i].sql, NULL, NULL, NULL), ==, SQLITE_OK);
    char *schema = lines_of(handle, SCHEMA);
    sqlite3_close(handle);
    return schema;
}

static gint64 version_of(const char *path)
{
    g_autofree char *version = lines_in(path, "PRAGMA user_version");
    return g_ascii_strtoll(version, NULL, 10);
}

#define SEARCH_SINCE 8 /* the schema with which what is found by words began */

/* A new one, and those of every earlier schema: the same in the end. */
static void test_every_schema(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    g_autofree char *fresh = lines_in(fixture->path, SCHEMA);
    for (gsize count = 1; count <= G_N_ELEMENTS(schemas); count++) {
        int version = make_older(fixture, count);
        g_test_message("schema %d", version);
        g_auto(Contents) contents = contents_of(fixture->path);
        ASSERT_DONE((fixture->store = gf_store_open(fixture->path, ERROR)) != NULL);
        g_autofree char *schema = lines_in(fixture->path, SCHEMA);
        g_assert_cmpstr(schema, ==, fresh);
        g_assert_cmpint(version_of(fixture->path), ==, gf_store_schema_version());
        assert_kept(&contents, fixture->path);
        assert_sound(fixture->path);
        g_autofree char *found = lines_in(fixture->path, WORDS);
        g_assert_cmpstr(found, ==, count >= SEARCH_SINCE ? "1|\n\n" : "0|\n\n");
        ASSERT_DONE(gf_store_begin(fixture->store, ERROR));
    }
}

/* A migration that is refused leaves the file as it was. */
static void test_refused(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    (void) make_older(fixture, 3);
    fixture_raw(fixture, "CREATE TRIGGER answer_no_update BEFORE UPDATE ON answer"
                         " BEGIN SELECT 1; END");
    g_autofree char *before = lines_in(fixture->path, SCHEMA);
    ASSERT_REFUSED(gf_store_open(fixture->path, ERROR) != NULL, "answer_no_update");
    g_autofree char *after = lines_in(fixture->path, SCHEMA);
    g_assert_cmpstr(after, ==, before);
    g_assert_cmpint(version_of(fixture->path), ==, 3);
    fixture_raw(fixture, "DROP TRIGGER answer_no_update");
    ASSERT_DONE((fixture->store = gf_store_open(fixture->path, ERROR)) != NULL);
}

/* In a child: killed as its statement number `fatal_statement` begins. */
static int fatal_statement;

static int count_statement(unsigned what, void *context, void *statement, void *text)
{
    static int statements;
    (void) what, (void) context, (void) statement, (void) text;
    if (++statements == fatal_statement)
        (void) kill(getpid(), SIGKILL);
    return 0;
}

static int watch(sqlite3 *handle, G_GNUC_UNUSED char **problem,
                 G_GNUC_UNUSED const struct sqlite3_api_routines *api)
{
    return sqlite3_trace_v2(handle, SQLITE_TRACE_STMT, count_statement, NULL);
}

/* Opens in a child that dies at that statement; TRUE where it lived. */
static gboolean open_until(const char *path, int statement)
{
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        fatal_statement = statement;
        (void) sqlite3_auto_extension((void (*)(void)) watch);
        g_autoptr(GfStore) store = gf_store_open(path, NULL);
        _exit(store != NULL ? 0 : 1);
    }
    int status = -1;
    g_assert_cmpint(waitpid(child, &status, 0), ==, child);
    g_assert_true(WIFSIGNALED(status) || WEXITSTATUS(status) == 0);
    return WIFEXITED(status);
}

/* Killed at each statement in turn: whole up to some version, never in between; and the next start
 * goes on from there (I3). */
static void test_killed(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    g_autofree char *fresh = schema_at(fixture, G_MAXINT);
    gboolean lived = FALSE;
    guint killed = 0, between = 0;
    while (!lived && killed < 1000) {
        int first = make_older(fixture, 1);
        g_auto(Contents) contents = contents_of(fixture->path);
        lived = open_until(fixture->path, (int) killed + 1);
        killed += !lived;
        gint64 version = version_of(fixture->path);
        g_autofree char *reached = lines_in(fixture->path, SCHEMA);
        g_autofree char *wanted = schema_at(fixture, (int) version);
        between += version > first && version < gf_store_schema_version();
        g_assert_cmpstr(reached, ==, wanted);
        assert_kept(&contents, fixture->path);
        ASSERT_DONE((fixture->store = gf_store_open(fixture->path, ERROR)) != NULL);
        g_autofree char *schema = lines_in(fixture->path, SCHEMA);
        g_assert_cmpstr(schema, ==, fresh);
        assert_kept(&contents, fixture->path);
        assert_sound(fixture->path);
        ASSERT_DONE(gf_store_begin(fixture->store, ERROR));
    }
    g_assert_true(lived);
    g_assert_cmpuint(between, >, 10);
    g_test_message("killed %u times, %u of them between two versions", killed, between);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
    TEST("/store/migration/every-schema", test_every_schema);
    TEST("/store/migration/refused", test_refused);
    TEST("/store/migration/killed", test_killed);
    return g_test_run();
}
