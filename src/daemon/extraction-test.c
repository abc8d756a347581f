/* extraction-test.c - files on their way out of their messages, and messages to their folders: the
 * desk gives out a little at a time, nothing twice at once, and after any failure all that is not
 * recorded again. */
#include "daemon/desk.h"

#include "base/assert.h"
#include "base/error.h"
#include "base/text.h"
#include "reader/fixture.h"
#include "store/journal.h"
#include "store/message-fixture.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>

#define NOW G_GINT64_CONSTANT(1800000000)
#define MIXED "Subject: Contribution\nContent-Type: multipart/mixed; boundary=M\n\n"
#define PDF "%PDF-1.4\n"
#define PDF_PART                                                                                   \
    "--M\nContent-Type: application/pdf\nContent-Transfer-Encoding: base64\n\nJVBERi0xLjQK\n"

typedef struct {
    char *directory;
    GfStore *store; /* of somebody else, beside the desk's */
    GfDesk *desk;
} Fixture;

static void open_desk(Fixture *fixture)
{
    const GfInstance instance = {.directory = fixture->directory};
    g_clear_pointer(&fixture->desk, gf_desk_free);
    ASSERT_DONE((fixture->desk = gf_desk_new(&instance, 0, ERROR)) != NULL);
}

static void fixture_make(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    fixture->directory = g_dir_make_tmp("greffe-extraction-XXXXXX", NULL);
    g_autofree char *path = gf_instance_database(fixture->directory);
    ASSERT_DONE((fixture->store = gf_store_create(path, ERROR)) != NULL);
    open_desk(fixture);
}

static void fixture_clear(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    ASSERT_DONE(gf_store_journal_verify(fixture->store, NULL, NULL, ERROR));
    gf_desk_free(fixture->desk);
    gf_store_close(fixture->store);
    g_autoptr(GDir) directory = g_dir_open(fixture->directory, 0, NULL);
    for (const char *name = NULL; (name = g_dir_read_name(directory)) != NULL;) {
        g_autofree char *path = g_build_filename(fixture->directory, name, NULL);
        g_unlink(path);
    }
    g_rmdir(fixture->directory);
    g_free(fixture->directory);
}

static gint64 add_message(Fixture *fixture, GBytes *raw)
{
    g_autoptr(GfMessage) message = gf_message_new();
    message->kind = g_strdup("message");
    message->state = g_strdup(GF_STATE_APPLIED);
    message->reason = g_strdup("token-from-known");
    message->arrived_at = message->recorded_at = NOW;
    ASSERT_DONE(gf_store_begin(fixture->store, ERROR));
    ASSERT_DONE(store_message(fixture->store, raw, message, NULL, ERROR));
    ASSERT_DONE(gf_store_commit(fixture->store, ERROR));
    return message->id;
}

static gint64 add_text(Fixture *fixture, const char *raw)
{
    g_autoptr(GBytes) bytes = g_bytes_new(raw, strlen(raw));
    return add_message(fixture, bytes);
}

/* A file with these contents, said to lie in a message. */
static gint64 add_file(Fixture *fixture, gint64 message_id, const char *contents)
{
    g_autofree char *sha256 = gf_text_sha256(contents, strlen(contents));
    GfFile file = {.name = (char *) "avis.pdf",
                   .media_type = (char *) "application/pdf",
                   .size = 7,
                   .sha256 = sha256,
                   .message_id = message_id};
    ASSERT_DONE(gf_store_begin(fixture->store, ERROR));
    ASSERT_DONE(gf_store_add_file(fixture->store, &file, ERROR));
    ASSERT_DONE(gf_store_commit(fixture->store, ERROR));
    return file.id;
}

static GPtrArray *hand_out(Fixture *fixture)
{
    GPtrArray *extractions = NULL;
    ASSERT_DONE(gf_desk_extractions(fixture->desk, &extractions, ERROR));
    return extractions;
}

/* How many are handed out now; they do not come back. */
static guint count_handed_out(Fixture *fixture)
{
    g_autoptr(GPtrArray) extractions = hand_out(fixture);
    return extractions->len;
}

static void find(GPtrArray *extractions, guint i, const char *contents)
{
    GfExtraction *extraction = extractions->pdata[i];
    extraction->bytes = g_bytes_new(contents, strlen(contents));
}

static void assert_blob(Fixture *fixture, gint64 file_id, const char *contents)
{
    g_autoptr(GfFile) file = NULL;
    ASSERT_DONE(gf_store_file(fixture->store, file_id, &file, ERROR));
    g_assert_cmpint(file->blob_id, !=, 0);
    g_assert_null(file->lost);
    if (file->blob_id == 0)
        return;
    g_autoptr(GBytes) bytes = NULL;
    ASSERT_DONE(gf_store_blob(fixture->store, file->blob_id, &bytes, ERROR));
    gsize size = 0;
    const void *data = g_bytes_get_data(bytes, &size);
    g_assert_cmpmem(data, size, contents, strlen(contents));
    g_assert_cmpint(file->size, ==, (gint64) size);
}

static void assert_lost(Fixture *fixture, gint64 file_id, const char *why)
{
    g_autoptr(GfFile) file = NULL;
    ASSERT_DONE(gf_store_file(fixture->store, file_id, &file, ERROR));
    g_assert_cmpint(file->blob_id, ==, 0);
    g_assert_cmpstr(file->lost, ==, why);
}

static guint count_lines(Fixture *fixture)
{
    g_autoptr(GPtrArray) lines = NULL;
    ASSERT_DONE(gf_store_journal_lines(fixture->store, 0, &lines, ERROR));
    return lines->len;
}

/* --- handing out --- */

static void test_few_at_a_time(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    gint64 first = 0, last = 0;
    for (guint i = 0; i < 25; i++) {
        g_autofree char *raw = g_strdup_printf("Subject: %u\n\nx\n", i);
        last = add_file(fixture, add_text(fixture, raw), raw);
        first = first == 0 ? last : first;
    }
    static const guint batches[] = {10, 10, 5, 0};
    for (gsize i = 0; i < G_N_ELEMENTS(batches); i++) {
        g_autoptr(GPtrArray) batch = hand_out(fixture);
        g_assert_cmpuint(batch->len, ==, batches[i]);
        for (guint j = 0; j < batch->len; j++) {
            g_assert_cmpint(((GfExtraction *) batch->pdata[j])->file_id, ==, first + j);
            find(batch, j, "x");
            g_assert_cmpuint(count_handed_out(fixture), ==, 0);
        }
        first += batch->len;
        ASSERT_DONE(gf_desk_extracted(fixture->desk, batch, ERROR));
    }
    g_assert_cmpint(first, ==, last + 1);
}

/* A result at a time, as the daemon may get them. */
static void test_nothing_before_all_is_back(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    gint64 message_id = add_text(fixture, "Subject: a\n\nx\n");
    gint64 files[] = {add_file(fixture, message_id, "a"), add_file(fixture, message_id, "b")};
    g_autoptr(GPtrArray) second = hand_out(fixture);
    g_assert_cmpuint(second->len, ==, 2);
    g_autoptr(GPtrArray) first =
        g_ptr_array_new_with_free_func((GDestroyNotify) gf_extraction_free);
    add_file(fixture, message_id, "c");
    find(second, 0, "a");
    find(second, 1, "b");
    g_ptr_array_add(first, g_ptr_array_steal_index(second, 0));
    ASSERT_DONE(gf_desk_extracted(fixture->desk, first, ERROR));
    assert_blob(fixture, files[0], "a");
    g_assert_cmpuint(count_handed_out(fixture), ==, 0);
    ASSERT_DONE(gf_desk_extracted(fixture->desk, second, ERROR));
    assert_blob(fixture, files[1], "b");
    g_assert_cmpuint(count_handed_out(fixture), ==, 1);
}

/* Large messages come alone, and once for all their files. */
static void test_large_messages(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    for (guint i = 0; i < 2; i++) {
        g_autofree char *text = g_strnfill((gsize) 9 * 1024 * 1024, (char) ('a' + i));
        gint64 message_id = add_text(fixture, text);
        add_file(fixture, message_id, "one");
        add_file(fixture, message_id, "two");
    }
    for (guint i = 0; i < 2; i++) {
        g_autoptr(GPtrArray) batch = hand_out(fixture);
        g_assert_cmpuint(batch->len, ==, 2);
        if (batch->len != 2)
            return;
        const GfExtraction *one = batch->pdata[0], *two = batch->pdata[1];
        g_assert_cmpint(one->message_id, ==, i + 1);
        g_assert_true(one->raw == two->raw);
        find(batch, 0, "one");
        find(batch, 1, "two");
        ASSERT_DONE(gf_desk_extracted(fixture->desk, batch, ERROR));
    }
    g_assert_cmpuint(count_handed_out(fixture), ==, 0);
}

/* --- results --- */

static void test_results(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    const char *raw = "Subject: a\n\nx\n";
    gint64 message_id = add_text(fixture, raw);
    gint64 found = add_file(fixture, message_id, "avis");
    gint64 lost = add_file(fixture, message_id, "autre");
    gint64 again = add_file(fixture, add_text(fixture, "Subject: b\n\nx\n"), "avis");
    g_autoptr(GPtrArray) batch = hand_out(fixture);
    find(batch, 0, "avis");
    ((GfExtraction *) batch->pdata[1])->lost = g_strdup("the message holds no such file");
    find(batch, 2, "avis");
    ASSERT_DONE(gf_desk_extracted(fixture->desk, batch, ERROR));
    assert_blob(fixture, found, "avis");
    assert_lost(fixture, lost, "the message holds no such file");
    assert_blob(fixture, again, "avis");
    g_assert_cmpuint(count_handed_out(fixture), ==, 0);

    g_autoptr(GPtrArray) lines = NULL;
    g_autofree char *subject = g_strdup_printf("message/%" G_GINT64_FORMAT, message_id);
    g_autofree char *evidence = gf_text_sha256(raw, strlen(raw));
    ASSERT_DONE(gf_store_journal_about(fixture->store, subject, &lines, ERROR));
    g_assert_cmpuint(lines->len, ==, 1);
    const GfJournalLine *line = lines->pdata[0];
    g_assert_cmpstr(line->act, ==, "file.lost");
    g_assert_cmpstr(line->actor, ==, "greffe");
    g_assert_cmpstr(line->evidence, ==, evidence);
}

/* Where the reader cannot work nothing is said of the files, and nobody turns in circles. */
static void test_undone(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    gint64 message_id = add_text(fixture, "Subject: a\n\nx\n");
    gint64 id = add_file(fixture, message_id, "avis");
    add_file(fixture, message_id, "autre");
    g_autoptr(GPtrArray) batch = hand_out(fixture);
    find(batch, 0, "avis");
    ASSERT_DONE(gf_desk_extracted(fixture->desk, batch, ERROR));
    assert_blob(fixture, id, "avis");
    g_assert_cmpuint(count_lines(fixture), ==, 0);
    g_assert_cmpuint(count_handed_out(fixture), ==, 0);
    gf_desk_retry(fixture->desk);
    g_assert_cmpuint(count_handed_out(fixture), ==, 1);
}

static void test_recalled(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    add_file(fixture, add_text(fixture, "Subject: a\n\nx\n"), "avis");
    g_assert_cmpuint(count_handed_out(fixture), ==, 1);
    gf_desk_retry(fixture->desk);
    g_assert_cmpuint(count_handed_out(fixture), ==, 0);
    gf_desk_recall(fixture->desk);
    g_assert_cmpuint(count_handed_out(fixture), ==, 1);
    /* Another process has only the database. */
    open_desk(fixture);
    g_assert_cmpuint(count_handed_out(fixture), ==, 1);
}

/* What could not be recorded is taken out once more. */
static void test_locked(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    gint64 message_id = add_text(fixture, "Subject: a\n\nx\n");
    gint64 found = add_file(fixture, message_id, "avis");
    gint64 lost = add_file(fixture, message_id, "autre");
    gf_desk_set_patience(fixture->desk, 1);
    for (guint round = 0; round < 2; round++) {
        g_autoptr(GPtrArray) batch = hand_out(fixture);
        g_autoptr(GError) error = NULL;
        g_assert_cmpuint(batch->len, ==, 2);
        find(batch, 0, "avis");
        ((GfExtraction *) batch->pdata[1])->lost = g_strdup("no");
        if (round == 0)
            ASSERT_DONE(gf_store_begin(fixture->store, ERROR));
        g_assert_cmpint(gf_desk_extracted(fixture->desk, batch, &error), ==, round == 1);
        if (round == 0)
            g_assert_error(error, GF_ERROR, GF_ERROR_RETRY);
        gf_store_rollback(fixture->store);
        g_assert_cmpuint(count_lines(fixture), ==, round);
    }
    assert_blob(fixture, found, "avis");
    assert_lost(fixture, lost, "no");
}

/* --- with the reader --- */

static void test_tried(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(GfReader) reader = new_reader(-1);
    gint64 message_id = add_text(fixture, MIXED PDF_PART "--M--\n");
    gint64 found = add_file(fixture, message_id, PDF);
    gint64 lost = add_file(fixture, message_id, "autre");
    g_autoptr(GPtrArray) batch = hand_out(fixture);
    g_assert_cmpuint(batch->len, ==, 2);
    for (guint i = 0; i < batch->len; i++) {
        GfExtraction *extraction = batch->pdata[i];
        ASSERT_DONE(gf_extraction_try(extraction, reader, ERROR));
        g_assert_null(extraction->raw);
    }
    ASSERT_DONE(gf_desk_extracted(fixture->desk, batch, ERROR));
    assert_blob(fixture, found, PDF);
    assert_lost(fixture, lost, "the message holds no such file");
}

/* The program of the reader is gone: that says nothing of the file. */
static void test_no_reader(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    g_autofree char *path = program();
    g_autofree char *absolute = g_canonicalize_filename(path, NULL);
    g_autofree char *link = g_build_filename(fixture->directory, "reader", NULL);
    g_assert_cmpint(symlink(absolute, link), ==, 0);
    g_autoptr(GfReader) reader = NULL;
    ASSERT_DONE((reader = gf_reader_new(link, -1, ERROR)) != NULL);
    g_unlink(link);
    kill(gf_reader_pid(reader), SIGKILL);
    gint64 id = add_file(fixture, add_text(fixture, MIXED PDF_PART), PDF);
    g_autoptr(GPtrArray) batch = hand_out(fixture);
    g_assert_cmpuint(batch->len, ==, 1);
    g_autoptr(GError) error = NULL;
    g_assert_false(gf_extraction_try(batch->pdata[0], reader, &error));
    g_assert_error(error, GF_ERROR, GF_ERROR_STATE);
    g_assert_false(gf_extraction_is_done(batch->pdata[0]));
    ASSERT_DONE(gf_desk_extracted(fixture->desk, batch, ERROR));
    assert_lost(fixture, id, NULL);
    g_assert_cmpuint(count_lines(fixture), ==, 0);
}

static void add_place(Fixture *fixture, gint64 message_id)
{
    GfPlaceRow place = {.message_id = message_id,
                        .mailbox = (char *) "INBOX",
                        .uidvalidity = 1,
                        .uid = 1,
                        .folder = (char *) "done"};
    ASSERT_DONE(gf_store_begin(fixture->store, ERROR));
    ASSERT_DONE(gf_store_add_place(fixture->store, &place, ERROR));
    ASSERT_DONE(gf_store_commit(fixture->store, ERROR));
}

static GPtrArray *hand_out_filings(Fixture *fixture)
{
    GPtrArray *filings = NULL;
    ASSERT_DONE(gf_desk_filings(fixture->desk, &filings, ERROR));
    return filings;
}

/* A filing whose record the database refused is handed out again, once its rest is over. */
static void test_filing_locked(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(GError) error = NULL;
    gf_desk_set_patience(fixture->desk, 1);
    add_place(fixture, add_text(fixture, MIXED PDF_PART));
    g_autoptr(GPtrArray) filings = hand_out_filings(fixture);
    g_assert_cmpuint(filings->len, ==, 1);
    ((GfFiling *) filings->pdata[0])->filed = TRUE;
    ASSERT_DONE(gf_store_begin(fixture->store, ERROR));
    g_assert_false(gf_desk_filed(fixture->desk, filings, &error));
    gf_store_rollback(fixture->store);
    g_autoptr(GPtrArray) resting = hand_out_filings(fixture);
    g_assert_cmpuint(resting->len, ==, 0);
    gf_desk_retry(fixture->desk);
    g_autoptr(GPtrArray) again = hand_out_filings(fixture);
    g_assert_cmpuint(again->len, ==, 1);
    ((GfFiling *) again->pdata[0])->filed = TRUE;
    ASSERT_DONE(gf_desk_filed(fixture->desk, again, ERROR));
    gf_desk_retry(fixture->desk);
    g_autoptr(GPtrArray) none = hand_out_filings(fixture);
    g_assert_cmpuint(none->len, ==, 0);
}

#define TEST(PATH, FUNCTION) g_test_add(PATH, Fixture, NULL, fixture_make, FUNCTION, fixture_clear)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
    quiet_log();
    TEST("/daemon/extraction/few-at-a-time", test_few_at_a_time);
    TEST("/daemon/extraction/nothing-before-all-is-back", test_nothing_before_all_is_back);
    TEST("/daemon/extraction/large-messages", test_large_messages);
    TEST("/daemon/extraction/results", test_results);
    TEST("/daemon/extraction/undone", test_undone);
    TEST("/daemon/extraction/recalled", test_recalled);
    TEST("/daemon/extraction/locked", test_locked);
    TEST("/daemon/extraction/tried", test_tried);
    TEST("/daemon/extraction/no-reader", test_no_reader);
    TEST("/daemon/filing/locked", test_filing_locked);
    return g_test_run();
}
