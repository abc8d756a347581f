/* file-test.c - files, from inside their message to a blob of their own, or to the reason why not.
 */
#include "store/file.h"
#include "store/message-fixture.h"

#include "store/fixture.h"
#include "store/inbox.h"

#define SHA256 "0e8a6b9a7d4a0d4b7f5b6c7d8e9f00112233445566778899aabbccddeeff0011"

static gint64 add_message(Fixture *fixture, const char *raw)
{
    g_autoptr(GfMessage) message = gf_message_new();
    g_autoptr(GBytes) bytes = g_bytes_new(raw, strlen(raw));
    message->kind = g_strdup("message");
    message->state = g_strdup(GF_STATE_APPLIED);
    message->reason = g_strdup("token-from-known");
    message->arrived_at = message->recorded_at = NOW;
    ASSERT_DONE(store_message(fixture->store, bytes, message, NULL, ERROR));
    return message->id;
}

static gint64 add_blob(Fixture *fixture, const char *text)
{
    g_autoptr(GBytes) bytes = g_bytes_new(text, strlen(text));
    gint64 id = 0;
    ASSERT_DONE(gf_store_put_blob(fixture->store, bytes, &id, NULL, ERROR));
    return id;
}

static GfFile *make_file(const char *name, gint64 message_id, gint64 blob_id)
{
    GfFile *file = g_new0(GfFile, 1);
    file->name = g_strdup(name);
    file->media_type = g_strdup("application/pdf");
    file->size = 12;
    file->sha256 = g_strdup(SHA256);
    file->message_id = message_id;
    file->blob_id = blob_id;
    return file;
}

static gint64 add(Fixture *fixture, const char *name, gint64 message_id)
{
    g_autoptr(GfFile) file = make_file(name, message_id, 0);
    ASSERT_DONE(gf_store_add_file(fixture->store, file, ERROR));
    return file->id;
}

/* The names of those still to be taken out, at most `limit`. */
static void assert_waiting(Fixture *fixture, guint limit, const char *names)
{
    g_autoptr(GPtrArray) files = NULL;
    g_autoptr(GString) found = g_string_new(NULL);
    ASSERT_DONE(gf_store_files_to_extract(fixture->store, limit, &files, ERROR));
    for (guint i = 0; i < files->len; i++)
        g_string_append_printf(found, "%s%s", i > 0 ? " " : "",
                               ((const GfFile *) files->pdata[i])->name);
    g_assert_cmpstr(found->str, ==, names);
}

static void test_file(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    gint64 message_id = add_message(fixture, "raw");
    gint64 id = add(fixture, "avis.pdf", message_id);
    g_autoptr(GfFile) file = NULL;
    g_autoptr(GfFile) none = NULL;
    ASSERT_DONE(gf_store_file(fixture->store, id, &file, ERROR));
    g_assert_nonnull(file);
    g_assert_cmpint(file->id, ==, id);
    g_assert_cmpstr(file->name, ==, "avis.pdf");
    g_assert_cmpstr(file->media_type, ==, "application/pdf");
    g_assert_cmpint(file->size, ==, 12);
    g_assert_cmpstr(file->sha256, ==, SHA256);
    g_assert_cmpint(file->message_id, ==, message_id);
    g_assert_cmpint(file->blob_id, ==, 0);
    g_assert_null(file->lost);
    ASSERT_DONE(gf_store_file(fixture->store, id + 1, &none, ERROR));
    g_assert_null(none);
}

static void test_waiting(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    gint64 message_id = add_message(fixture, "raw");
    gint64 blob_id = add_blob(fixture, "bytes");
    g_autoptr(GfFile) by_hand = make_file("by-hand", 0, blob_id);
    assert_waiting(fixture, 0, "");
    gint64 a = add(fixture, "a", message_id);
    gint64 b = add(fixture, "b", message_id);
    ASSERT_DONE(gf_store_add_file(fixture->store, by_hand, ERROR));
    add(fixture, "c", message_id);
    assert_waiting(fixture, 0, "a b c");
    assert_waiting(fixture, 2, "a b");
    ASSERT_DONE(gf_store_set_extracted(fixture->store, a, blob_id, ERROR));
    ASSERT_DONE(gf_store_set_lost(fixture->store, b, "no such file", ERROR));
    assert_waiting(fixture, 2, "c");
}

static void test_extracted(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    gint64 id = add(fixture, "a", add_message(fixture, "raw"));
    gint64 blob_id = add_blob(fixture, "bytes");
    g_autoptr(GfFile) lost = NULL;
    g_autoptr(GfFile) extracted = NULL;
    ASSERT_DONE(gf_store_set_lost(fixture->store, id, "no such file", ERROR));
    ASSERT_DONE(gf_store_file(fixture->store, id, &lost, ERROR));
    g_assert_cmpstr(lost->lost, ==, "no such file");
    g_assert_cmpint(lost->blob_id, ==, 0);
    /* Found after all; then it cannot be lost any more. */
    ASSERT_DONE(gf_store_set_extracted(fixture->store, id, blob_id, ERROR));
    ASSERT_DONE(gf_store_set_lost(fixture->store, id, "no such file", ERROR));
    ASSERT_DONE(gf_store_file(fixture->store, id, &extracted, ERROR));
    g_assert_null(extracted->lost);
    g_assert_cmpint(extracted->blob_id, ==, blob_id);
    g_assert_cmpint(extracted->size, ==, 5);
}

static void test_refused(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    gint64 id = add(fixture, "a", add_message(fixture, "raw"));
    const struct {
        const char *name;
        gint64 message_id, blob_id;
        const char *words;
    } rows[] = {
        {"from nowhere", 0, 0, "CHECK"},
        {"of no message", 99, 0, "FOREIGN KEY"},
        {"of no bytes", 0, 99, "FOREIGN KEY"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_test_message("%s", rows[i].name);
        g_autoptr(GfFile) file = make_file("x", rows[i].message_id, rows[i].blob_id);
        ASSERT_REFUSED(gf_store_add_file(fixture->store, file, ERROR), rows[i].words);
        g_assert_cmpint(file->id, ==, 0);
    }
    ASSERT_REFUSED(gf_store_set_extracted(fixture->store, id, 99, ERROR), "constraint");
    g_assert_cmpint(fixture_count(fixture, "SELECT count(*) FROM file"), ==, 1);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
    TEST("/store/file/file", test_file);
    TEST("/store/file/waiting", test_waiting);
    TEST("/store/file/extracted", test_extracted);
    TEST("/store/file/refused", test_refused);
    return g_test_run();
}
