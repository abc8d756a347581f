/* roll-fixture.h - for the tests of the roll: a clerk with a database of its own, in a transaction,
 * at a time that stands still. Nothing here is used by the programs.
 */
#pragma once

#include <glib/gstdio.h>
#include <string.h>

#include "base/error.h"
#include "store/journal.h"
#include "workflow/assembly.h"
#include "workflow/roll-import.h"

#define ROLL_DATA "tests/data/roll/"

typedef struct {
    char *directory;
    GfConfig config;
    GfClock *clock;
    GfClerk clerk;
} Fixture;

/* Asserts that a call went well, and shows why not; ERROR stands for its last argument. */
#define ASSERT_DONE(CALL)                                                                          \
    do {                                                                                           \
        GError *problem_ = NULL;                                                                   \
        gboolean done_ = (CALL);                                                                   \
        g_assert_no_error(problem_);                                                               \
        g_assert_true(done_);                                                                      \
        g_clear_error(&problem_);                                                                  \
    } while (0)
#define ERROR (&problem_)

/* Asserts that a call is refused with CODE and a message that contains WORDS. */
#define ASSERT_REFUSED(CALL, CODE, WORDS)                                                          \
    do {                                                                                           \
        GError *problem_ = NULL;                                                                   \
        gboolean done_ = (CALL);                                                                   \
        g_assert_false(done_);                                                                     \
        g_assert_error(problem_, GF_ERROR, CODE);                                                  \
        const char *said_ = problem_ != NULL ? problem_->message : "";                             \
        if (strstr(said_, WORDS) == NULL)                                                          \
            g_test_message("got: %s", said_);                                                      \
        g_assert_nonnull(strstr(said_, WORDS));                                                    \
        g_clear_error(&problem_);                                                                  \
    } while (0)

static inline void fixture_make(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    fixture->directory = g_dir_make_tmp("greffe-roll-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(fixture->directory, "greffe.db", NULL);
    fixture->config.address = g_strdup("greffe@example.org");
    fixture->config.timezone = g_strdup("Europe/Paris");
    /* 2027-01-15 09:00 in Paris. */
    fixture->clock = gf_clock_new_fixed(G_GINT64_CONSTANT(1800000000));
    fixture->clerk = (GfClerk){.config = &fixture->config, .clock = fixture->clock};
    ASSERT_DONE((fixture->clerk.store = gf_store_create(path, ERROR)) != NULL);
    ASSERT_DONE(gf_store_begin(fixture->clerk.store, ERROR));
}

static inline void fixture_clear(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    static const char *const files[] = {"greffe.db", "greffe.db-wal", "greffe.db-shm"};
    gf_store_rollback(fixture->clerk.store);
    gf_store_close(fixture->clerk.store);
    gf_clock_free(fixture->clock);
    for (gsize i = 0; i < G_N_ELEMENTS(files); i++) {
        g_autofree char *path = g_build_filename(fixture->directory, files[i], NULL);
        g_unlink(path);
    }
    g_rmdir(fixture->directory);
    g_free(fixture->directory);
    g_free(fixture->config.address);
    g_free(fixture->config.timezone);
}

/* The bytes of a file. Owned. */
static inline GBytes *bytes_of(const char *path)
{
    char *text = NULL;
    gsize length = 0;
    GError *problem = NULL;
    g_file_get_contents(path, &text, &length, &problem);
    g_assert_no_error(problem);
    return g_bytes_new_take(text, length);
}

static inline void apply_file(Fixture *fixture, const char *path)
{
    g_autoptr(GBytes) bytes = bytes_of(path);
    g_autoptr(GfAssemblyReport) report = NULL;
    ASSERT_DONE(gf_assembly_apply(&fixture->clerk, path, bytes, &report, ERROR));
}

/* Imports a file; the report, owned. */
static inline GfRollReport *import_file(Fixture *fixture, const char *path)
{
    g_autoptr(GBytes) bytes = bytes_of(path);
    const GfRollTable table = {path, bytes, FALSE};
    GfRollReport *report = NULL;
    ASSERT_DONE(gf_roll_import(&fixture->clerk, &table, &report, ERROR));
    return report;
}

static inline GfRollReport *import_text(Fixture *fixture, const char *text, gboolean skip_bad)
{
    g_autoptr(GBytes) bytes = g_bytes_new(text, strlen(text));
    const GfRollTable table = {"roll.csv", bytes, skip_bad};
    GfRollReport *report = NULL;
    ASSERT_DONE(gf_roll_import(&fixture->clerk, &table, &report, ERROR));
    return report;
}

static inline guint journal_lines(Fixture *fixture)
{
    g_autoptr(GPtrArray) lines = NULL;
    ASSERT_DONE(gf_store_journal_lines(fixture->clerk.store, 0, &lines, ERROR));
    return lines != NULL ? lines->len : 0;
}

/* All of the sentences, one a line. Owned. */
static inline char *sentences(const GPtrArray *texts)
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < texts->len; i++)
        g_string_append_printf(text, "%s\n", (const char *) texts->pdata[i]);
    return g_string_free(text, FALSE);
}

/* "kind object id field: 'a' → 'b'", one difference a line. Owned. */
static inline char *differences_text(const GPtrArray *differences)
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < differences->len; i++) {
        const GfDifference *difference = g_ptr_array_index(differences, i);
        g_autofree char *words = gf_difference_text(difference);
        g_string_append_printf(text, "%s %s %s %s\n", gf_difference_word(difference->kind),
                               difference->object, difference->id, words);
    }
    return g_string_free(text, FALSE);
}

#define TEST(PATH, FUNCTION) g_test_add(PATH, Fixture, NULL, fixture_make, FUNCTION, fixture_clear)
