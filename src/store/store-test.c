/* store-test.c - opening and refusing files, transactions, settings, blobs, a full disk. */
#include "base/text.h"
#include "store/backup.h"
#include "store/fixture.h"
#include "store/roll.h"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define NOBODY 65534

static void test_create(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    struct stat status;
    g_assert_cmpint(stat(fixture->path, &status), ==, 0);
    g_assert_cmpint(status.st_mode & 0777, ==, 0600);
    g_assert_cmpint(fixture_count(fixture, "PRAGMA user_version"), ==, gf_store_schema_version());
    g_assert_cmpint(fixture_count(fixture, "PRAGMA synchronous"), ==, 2);
    g_assert_cmpint(fixture_count(fixture, "PRAGMA foreign_keys"), ==, 1);
    ASSERT_REFUSED(gf_store_create(fixture->path, ERROR) != NULL, "exists already");
    g_autofree char *nowhere = g_build_filename(fixture->directory, "no", "greffe.db", NULL);
    ASSERT_REFUSED(gf_store_create(nowhere, ERROR) != NULL, "cannot be made");
    ASSERT_REFUSED(gf_store_open(nowhere, ERROR) != NULL, "greffe init");
}

static void test_reopen(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    ASSERT_DONE(gf_store_set_setting(fixture->store, "kept", "é", ERROR));
    fixture_close(fixture);
    ASSERT_DONE((fixture->store = gf_store_open(fixture->path, ERROR)) != NULL);
    g_autofree char *value = NULL;
    ASSERT_DONE(gf_store_setting(fixture->store, "kept", &value, ERROR));
    g_assert_cmpstr(value, ==, "é");
    ASSERT_DONE(gf_store_check(fixture->store, G_MAXINT64, ERROR));
}

/* Refused, and not one byte of it is changed (I21). */
static void check_untouched(const char *path, const char *words)
{
    g_autofree char *before = NULL;
    g_autofree char *after = NULL;
    gsize length_before = 0, length_after = 0;
    g_assert_true(g_file_get_contents(path, &before, &length_before, NULL));
    ASSERT_REFUSED(gf_store_open(path, ERROR) != NULL, words);
    g_assert_true(g_file_get_contents(path, &after, &length_after, NULL));
    g_assert_cmpmem(after, length_after, before, length_before);
}

static void test_refused_files(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    fixture_close(fixture);
    fixture_raw(fixture, "PRAGMA journal_mode = DELETE; PRAGMA user_version = 999");
    check_untouched(fixture->path, "newer greffe");
    fixture_raw(fixture, "PRAGMA user_version = 4; PRAGMA application_id = 7");
    check_untouched(fixture->path, "another program");

    g_autofree char *other = g_build_filename(fixture->directory, "other", NULL);
    g_autofree char *text = g_strnfill(8192, 'x');
    g_assert_true(g_file_set_contents(other, text, -1, NULL));
    check_untouched(other, "not a database");
    g_assert_true(g_file_set_contents(other, "", 0, NULL));
    check_untouched(other, "another program");
}

static void add_blobs(GfStore *store, guint count)
{
    for (guint i = 0; i < count; i++) {
        g_autofree char *text = g_strdup_printf("%u", i);
        g_autofree char *sha256 = gf_text_sha256(text, strlen(text));
        g_autoptr(GBytes) bytes = g_bytes_new(sha256, 64);
        gint64 id;
        ASSERT_DONE(gf_store_put_blob(store, bytes, &id, NULL, ERROR));
    }
}

static void test_damaged_file(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    add_blobs(fixture->store, 2000);
    fixture_close(fixture);
    g_autofree char *contents = NULL;
    gsize length = 0;
    g_assert_true(g_file_get_contents(fixture->path, &contents, &length, NULL));
    g_assert_cmpuint(length, >, 300 * 1024);
    memset(contents + length - 64 * 1024, 0x5a, 48 * 1024);
    g_assert_true(g_file_set_contents(fixture->path, contents, (gssize) length, NULL));
    ASSERT_DONE((fixture->store = gf_store_open(fixture->path, ERROR)) != NULL);
    ASSERT_REFUSED(gf_store_check(fixture->store, G_MAXINT64, ERROR), "damaged");
}

/* Of a file that is too large, what grows with every mail is left out, and nothing else. */
static void test_damage_in_a_large_file(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    const struct {
        const char *table;
        gboolean found;
    } rows[] = {{"journal", FALSE}, {"member", TRUE}, {"session_version", TRUE}};
    ASSERT_DONE(gf_store_commit(fixture->store, ERROR));
    ASSERT_DONE(gf_store_check(fixture->store, 0, ERROR));
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *name = g_strdup_printf("%s.db", rows[i].table);
        g_autofree char *path = g_build_filename(fixture->directory, name, NULL);
        g_autofree char *sql =
            g_strdup_printf("SELECT rootpage FROM sqlite_schema WHERE name = '%s'", rows[i].table);
        gint64 page_bytes = fixture_count(fixture, "PRAGMA page_size");
        gsize root = (gsize) ((fixture_count(fixture, sql) - 1) * page_bytes), length = 0;
        ASSERT_DONE(gf_store_copy(fixture->store, path, ERROR));
        g_autofree char *contents = NULL;
        g_assert_true(g_file_get_contents(path, &contents, &length, NULL));
        memset(contents + root, 0x5a, (gsize) page_bytes);
        g_assert_true(g_file_set_contents(path, contents, (gssize) length, NULL));
        g_autoptr(GfStore) copy = gf_store_open(path, NULL);
        g_autoptr(GError) error = NULL;
        g_assert_nonnull(copy);
        g_assert_false(gf_store_check(copy, G_MAXINT64, NULL));
        g_assert_cmpint(gf_store_check(copy, 0, &error), ==, !rows[i].found);
        g_assert_cmpint(error != NULL && strstr(error->message, "damaged") != NULL, ==,
                        rows[i].found);
    }
}

/* In a child of no privilege: 0 where opening was refused for want of the right to write. */
static int open_as_nobody(const char *path)
{
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        g_autoptr(GError) error = NULL;
        if (getuid() == 0 && setuid(NOBODY) != 0)
            _exit(3);
        g_autoptr(GfStore) store = gf_store_open(path, &error);
        gboolean refused =
            store == NULL && error->code == GF_ERROR_STATE && strstr(error->message, "the right");
        if (!refused)
            fprintf(stderr, "%s\n", error != NULL ? error->message : "opened");
        _exit(refused ? 0 : 1);
    }
    int status = -1;
    g_assert_cmpint(waitpid(child, &status, 0), ==, child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void test_read_only(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    fixture_close(fixture);
    const struct {
        const char *name;
        mode_t directory, file;
    } rows[] = {
        {"directory", 0555, 0666},
        {"file", 0777, 0444},
        {"unreadable", 0777, 0000},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_test_message("%s", rows[i].name);
        g_assert_cmpint(chmod(fixture->directory, rows[i].directory), ==, 0);
        g_assert_cmpint(chmod(fixture->path, rows[i].file), ==, 0);
        g_assert_cmpint(open_as_nobody(fixture->path), ==, 0);
    }
    g_assert_cmpint(chmod(fixture->directory, 0755), ==, 0);
}

static void test_transactions(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    gf_store_rollback(fixture->store);
    ASSERT_REFUSED(gf_store_set_setting(fixture->store, "a", "1", ERROR), "no transaction");
    {
        g_autoptr(GfTransaction) undone = NULL;
        ASSERT_DONE((undone = gf_transaction_begin(fixture->store, ERROR)) != NULL);
        ASSERT_DONE(gf_store_set_setting(fixture->store, "a", "1", ERROR));
        g_assert_true(gf_store_in_transaction(fixture->store));
    }
    g_assert_false(gf_store_in_transaction(fixture->store));
    g_assert_cmpint(fixture_count(fixture, "SELECT count(*) FROM setting"), ==, 0);
    g_autoptr(GfTransaction) kept = NULL;
    ASSERT_DONE((kept = gf_transaction_begin(fixture->store, ERROR)) != NULL);
    ASSERT_DONE(gf_store_set_setting(fixture->store, "a", "1", ERROR));
    ASSERT_DONE(gf_transaction_commit(kept, ERROR));
    g_assert_cmpint(fixture_count(fixture, "SELECT count(*) FROM setting"), ==, 1);
}

static void test_busy(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(GfStore) other = NULL;
    ASSERT_DONE(gf_store_commit(fixture->store, ERROR));
    ASSERT_DONE((other = gf_store_open(fixture->path, ERROR)) != NULL);
    ASSERT_DONE(gf_store_begin(fixture->store, ERROR));
    sqlite3_busy_timeout(gf_store_handle(other), 10);
    g_autoptr(GError) error = NULL;
    g_assert_false(gf_store_begin(other, &error));
    g_assert_error(error, GF_ERROR, GF_ERROR_RETRY);
    gf_store_rollback(fixture->store);
    ASSERT_DONE(gf_store_begin(other, ERROR));
    ASSERT_DONE(gf_store_commit(other, ERROR));
}

static void test_settings(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    const char *const pairs[][2] = {
        {"rule.notice", "12"}, {"rule.quorum", "1/2"}, {"rule.é", "x"},
        {"rule", "no"},        {"rulf", "no"},         {"ruld", "no"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(pairs); i++)
        ASSERT_DONE(gf_store_set_setting(fixture->store, pairs[i][0], pairs[i][1], ERROR));
    ASSERT_DONE(gf_store_set_setting(fixture->store, "rule.notice", "5", ERROR));
    g_autoptr(GHashTable) rules = NULL;
    ASSERT_DONE(gf_store_settings(fixture->store, "rule.", &rules, ERROR));
    g_assert_cmpuint(g_hash_table_size(rules), ==, 3);
    g_assert_cmpstr(g_hash_table_lookup(rules, "rule.notice"), ==, "5");
    g_assert_cmpstr(g_hash_table_lookup(rules, "rule.é"), ==, "x");
    g_autoptr(GHashTable) all = NULL;
    ASSERT_DONE(gf_store_settings(fixture->store, "", &all, ERROR));
    g_assert_cmpuint(g_hash_table_size(all), ==, 6);
    char *absent = fixture->path; /* anything but NULL */
    ASSERT_DONE(gf_store_setting(fixture->store, "absent", &absent, ERROR));
    g_assert_null(absent);
}

/* Words at random, of one kind, and a number. Owned. */
static char *letter_like(guint32 kind, int number)
{
    g_autoptr(GRand) rand = g_rand_new_with_seed(kind);
    GString *text = g_string_new(NULL);
    g_string_append_printf(text, "mail %d\n", number);
    for (int i = 0; i < 1000; i++)
        g_string_append_printf(text, "%x ", g_rand_int(rand));
    return g_string_free(text, FALSE);
}

static void test_blobs(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    g_autofree char *long_text = g_strnfill(100000, 'a');
    const struct {
        const char *name, *text;
        gint64 packed;
    } rows[] = {{"empty", "", 0}, {"short", "x\r\n", 0}, {"long", long_text, 1}};
    gint64 first_id = 0;
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_test_message("%s", rows[i].name);
        g_autoptr(GBytes) bytes = g_bytes_new(rows[i].text, strlen(rows[i].text));
        g_autoptr(GBytes) back = NULL;
        g_autofree char *sha256 = NULL;
        g_autofree char *sha256_again = NULL;
        gint64 id = 0, again = 0, found = 0;
        ASSERT_DONE(gf_store_put_blob(fixture->store, bytes, &id, &sha256, ERROR));
        ASSERT_DONE(gf_store_put_blob(fixture->store, bytes, &again, NULL, ERROR));
        g_assert_cmpint(id, ==, again);
        g_assert_cmpint(id, !=, first_id);
        first_id = id;
        ASSERT_DONE(gf_store_find_blob(fixture->store, sha256, &found, ERROR));
        g_assert_cmpint(found, ==, id);
        ASSERT_DONE(gf_store_blob_sha256(fixture->store, id, &sha256_again, ERROR));
        g_assert_cmpstr(sha256_again, ==, sha256);
        ASSERT_DONE(gf_store_blob(fixture->store, id, &back, ERROR));
        g_assert_cmpmem(g_bytes_get_data(back, NULL), g_bytes_get_size(back), rows[i].text,
                        strlen(rows[i].text));
    }
    g_assert_cmpint(fixture_count(fixture, "SELECT count(*) FROM blob"), ==, 3);
    g_assert_cmpint(fixture_count(fixture, "SELECT packed FROM blob WHERE size = 100000"), ==, 1);
    g_assert_cmpint(fixture_count(fixture, "SELECT max(length(bytes)) FROM blob"), <, 1000);
    GBytes *none = NULL;
    ASSERT_REFUSED(gf_store_blob(fixture->store, 99, &none, ERROR), "missing");
}

static GBytes *bytes_like(guint32 kind, int number)
{
    char *text = letter_like(kind, number);
    return g_bytes_new_take(text, strlen(text));
}

/* Packed by two models in turn; what is unpacked is what was packed, by its own model only. */
static void test_models(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    GfModel *models[2] = {NULL};
    GfStore *store = fixture->store;
    for (guint32 i = 0; i < 2; i++) {
        g_autoptr(GBytes) bytes = bytes_like(i, 0);
        gint64 id = 0;
        ASSERT_DONE(gf_store_put_blob(store, bytes, &id, NULL, ERROR));
        ASSERT_DONE((models[i] = gf_store_model(store, id, ERROR)) != NULL);
        g_assert_cmpint(gf_model_id(models[i]), ==, id);
    }
    for (guint32 i = 0; i < 6; i++) {
        g_autoptr(GBytes) bytes = bytes_like(i % 2, (int) i);
        g_autoptr(GBytes) packed = gf_model_pack(models[i % 2], bytes);
        g_assert_cmpuint(g_bytes_get_size(packed), <, 200);
        g_autoptr(GBytes) back = NULL;
        ASSERT_DONE((back = gf_model_unpack(models[i % 2], packed, ERROR)) != NULL);
        g_assert_true(g_bytes_equal(back, bytes));
        ASSERT_REFUSED(gf_model_unpack(models[1 - i % 2], packed, ERROR) != NULL, "damaged");
    }
    ASSERT_REFUSED(gf_store_model(store, 999, ERROR) != NULL, "missing");
    for (guint32 i = 0; i < 2; i++)
        gf_model_unref(models[i]);
}

/* Before schema 11 a mail of a mailing was a blob that is packed by another. */
static void test_blob_like(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    GfStore *store = fixture->store;
    g_autoptr(GBytes) first = bytes_like(1, 0);
    g_autoptr(GBytes) bytes = bytes_like(1, 1);
    g_autoptr(GBytes) back = NULL;
    gint64 id = 0;
    ASSERT_DONE(gf_store_put_blob(store, first, &id, NULL, ERROR));
    g_autoptr(GfModel) model = gf_store_model(store, id, NULL);
    g_autoptr(GBytes) packed = gf_model_pack(model, bytes);
    g_autoptr(GString) sql = g_string_new("INSERT INTO blob VALUES (77, 'aa', 1, 1, x'");
    const guint8 *data_of = g_bytes_get_data(packed, NULL);
    for (gsize i = 0; i < g_bytes_get_size(packed); i++)
        g_string_append_printf(sql, "%02x", data_of[i]);
    g_string_append(sql, "', (SELECT max(id) FROM blob)); SELECT 1");
    ASSERT_DONE(gf_store_commit(store, ERROR));
    fixture_raw(fixture, sql->str);
    ASSERT_DONE(gf_store_begin(store, ERROR));
    ASSERT_DONE(gf_store_blob(store, 77, &back, ERROR));
    g_assert_true(g_bytes_equal(back, bytes));
}

/* A model that was undone is no model, also where another one has its number. */
static void test_model_undone(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    GfStore *store = fixture->store;
    gint64 ids[2] = {0};
    g_autoptr(GBytes) bytes = bytes_like(2, 9);
    g_autoptr(GBytes) packed = NULL;
    g_autoptr(GBytes) back = NULL;
    for (guint32 i = 0; i < 2; i++) {
        g_autoptr(GBytes) first = bytes_like(2 - i, 1);
        ASSERT_DONE(gf_store_put_blob(store, first, &ids[i], NULL, ERROR));
        g_autoptr(GfModel) model = gf_store_model(store, ids[i], NULL);
        g_clear_pointer(&packed, g_bytes_unref);
        packed = gf_model_pack(model, bytes);
        if (i == 0) {
            gf_store_rollback(store);
            ASSERT_DONE(gf_store_begin(store, ERROR));
        }
    }
    g_assert_cmpint(ids[0], ==, ids[1]);
    ASSERT_DONE(gf_store_commit(store, ERROR));
    g_autoptr(GfStore) other = NULL;
    ASSERT_DONE((other = gf_store_open(fixture->path, ERROR)) != NULL);
    g_autoptr(GfModel) model = gf_store_model(other, ids[1], NULL);
    ASSERT_DONE((back = gf_model_unpack(model, packed, ERROR)) != NULL);
    g_assert_true(g_bytes_equal(back, bytes));
    ASSERT_DONE(gf_store_begin(store, ERROR));
}

/* What others commit is noticed, once; what one commits oneself is not. */
static void test_changed_by_others(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    GfStore *store = fixture->store;
    ASSERT_DONE(gf_store_set_setting(store, "a", "1", ERROR));
    ASSERT_DONE(gf_store_commit(store, ERROR));
    (void) gf_store_is_changed(store);
    ASSERT_DONE(gf_store_begin(store, ERROR));
    ASSERT_DONE(gf_store_set_setting(store, "a", "2", ERROR));
    ASSERT_DONE(gf_store_commit(store, ERROR));
    g_assert_false(gf_store_is_changed(store));
    fixture_raw(fixture, "UPDATE setting SET value = '3' WHERE key = 'a'");
    g_assert_true(gf_store_is_changed(store));
    g_assert_false(gf_store_is_changed(store));
    ASSERT_DONE(gf_store_begin(store, ERROR));
}

static void test_damaged_blob(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    g_autofree char *text = g_strnfill(100000, 'a');
    g_autoptr(GBytes) bytes = g_bytes_new(text, 100000);
    GBytes *back = NULL;
    gint64 id = 0;
    ASSERT_DONE(gf_store_put_blob(fixture->store, bytes, &id, NULL, ERROR));
    g_assert_cmpint(fixture_count(fixture, "UPDATE blob SET bytes = x'28b52ffd00' RETURNING 1"), ==,
                    1);
    ASSERT_REFUSED(gf_store_blob(fixture->store, id, &back, ERROR), "damaged");
}

#define PEOPLE 80

/* Writes a bit of everything that one act writes; FALSE and *error at the first failure. */
static gboolean tell_a_story(GfStore *store, GError **error)
{
    g_autoptr(GfTransaction) transaction = gf_transaction_begin(store, error);
    if (transaction == NULL)
        return FALSE;
    for (int i = 0; i < PEOPLE; i++) {
        g_autofree char *slug = g_strdup_printf("member-%d", i);
        g_autofree char *address = g_strdup_printf("member-%d@example.org", i);
        GfMember member = {.slug = slug,
                           .given_name = (char *) "Hélène",
                           .family_name = (char *) "Dupont",
                           .quality = (char *) "titulaire"};
        g_autofree char *body = g_strnfill(400, (char) ('a' + i % 26));
        g_autoptr(GBytes) bytes = g_bytes_new(slug, strlen(slug));
        gint64 id;
        if (!gf_store_save_member(store, &member, NOW, error) ||
            !gf_store_set_address(store, member.id, address, "main", error) ||
            !gf_store_set_setting(store, slug, body, error) ||
            !gf_store_put_blob(store, bytes, &id, NULL, error))
            return FALSE;
    }
    return gf_transaction_commit(transaction, error);
}

/* The disk gets one page larger each time: at every page that is missing, all or nothing (I3). */
static void test_full_disk(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    ASSERT_DONE(gf_store_commit(fixture->store, ERROR));
    gint64 pages = fixture_count(fixture, "PRAGMA page_count");
    gboolean done = FALSE;
    guint refused = 0;
    for (gint64 more = 0; more < 200 && !done; more++) {
        g_autofree char *limit =
            g_strdup_printf("PRAGMA max_page_count = %d", (int) (pages + more));
        g_autoptr(GError) error = NULL;
        fixture_count(fixture, limit);
        done = tell_a_story(fixture->store, &error);
        gint64 members = fixture_count(fixture, "SELECT count(*) FROM member");
        gint64 settings = fixture_count(fixture, "SELECT count(*) FROM setting");
        g_assert_false(gf_store_in_transaction(fixture->store));
        g_assert_cmpint(members, ==, done ? PEOPLE : 0);
        g_assert_cmpint(settings, ==, done ? PEOPLE : 0);
        if (done)
            break;
        refused++;
        g_assert_error(error, GF_ERROR, GF_ERROR_STATE);
        g_assert_nonnull(strstr(error->message, "full"));
    }
    g_assert_true(done);
    g_assert_cmpuint(refused, >, 3);
    ASSERT_DONE(gf_store_check(fixture->store, G_MAXINT64, ERROR));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
    TEST("/store/create", test_create);
    TEST("/store/reopen", test_reopen);
    TEST("/store/refused-files", test_refused_files);
    TEST("/store/damaged-file", test_damaged_file);
    TEST("/store/damage-in-a-large-file", test_damage_in_a_large_file);
    TEST("/store/read-only", test_read_only);
    TEST("/store/transactions", test_transactions);
    TEST("/store/busy", test_busy);
    TEST("/store/settings", test_settings);
    TEST("/store/blobs", test_blobs);
    TEST("/store/changed-by-others", test_changed_by_others);
    TEST("/store/models", test_models);
    TEST("/store/blob-like", test_blob_like);
    TEST("/store/model-undone", test_model_undone);
    TEST("/store/damaged-blob", test_damaged_blob);
    TEST("/store/full-disk", test_full_disk);
    return g_test_run();
}
