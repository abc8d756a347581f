/* roll-fixture.h - for the tests of the roll: a clerk with a database of its own, in a transaction,
 * at a time that stands still. Nothing here is used by the programs.
 */
#pragma once

#include <glib/gstdio.h>
#include <string.h>

#include "base/assert.h"
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
    fixture->config.language = g_strdup("fr");
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
    g_free(fixture->config.language);
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

/* A member as one line: every field between bars, addresses with their roles. Owned. */
static inline char *outline(Fixture *fixture, const GfMember *member)
{
    GfStore *store = fixture->clerk.store;
    g_autoptr(GPtrArray) addresses = NULL;
    g_auto(GStrv) seats = NULL;
    ASSERT_DONE(gf_store_addresses(store, member->id, &addresses, ERROR));
    ASSERT_DONE(gf_store_seats(store, member->id, &seats, ERROR));
    const char *const fields[] = {
        member->slug,         member->civility,  member->given_name, member->family_name,
        member->gender,       member->college,   member->quality,    member->territory,
        member->organisation, member->telephone, member->language,   member->starts_on,
        member->ends_on,      member->ended_on,
    };
    GString *text = g_string_new(NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(fields); i++)
        g_string_append_printf(text, "%s%s", i > 0 ? "|" : "", fields[i] != NULL ? fields[i] : "");
    for (guint i = 0; i < addresses->len; i++) {
        const GfAddress *address = g_ptr_array_index(addresses, i);
        g_string_append_printf(text, "|%s=%s", address->role, address->address);
    }
    g_autofree char *bodies = g_strjoinv(",", seats);
    g_string_append_printf(text, "|%s\n", bodies);
    return g_string_free(text, FALSE);
}

/* The whole roll, a line each, by name. Owned. */
static inline char *roll(Fixture *fixture)
{
    g_autoptr(GPtrArray) members = NULL;
    ASSERT_DONE(gf_store_members(fixture->clerk.store, &members, ERROR));
    GString *text = g_string_new(NULL);
    for (guint i = 0; members != NULL && i < members->len; i++) {
        g_autofree char *line = outline(fixture, g_ptr_array_index(members, i));
        g_string_append(text, line);
    }
    return g_string_free(text, FALSE);
}

/* The outcomes of a report, a row each: "2 added anne-martin: reason, or field: 'a' → 'b'". Owned.
 */
static inline char *outcomes(const GfRollReport *report)
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < report->lines->len; i++) {
        const GfRollLine *line = g_ptr_array_index(report->lines, i);
        g_string_append_printf(text, "%u %s %s", line->line, gf_roll_outcome_word(line->outcome),
                               line->slug != NULL ? line->slug : "-");
        for (guint j = 0; j < line->differences->len; j++) {
            g_autofree char *words = gf_difference_text(line->differences->pdata[j]);
            g_string_append_printf(text, "; %s", words);
        }
        for (guint j = 0; j < line->reasons->len; j++)
            g_string_append_printf(text, "; %s", (char *) line->reasons->pdata[j]);
        g_string_append_c(text, '\n');
    }
    return g_string_free(text, FALSE);
}

static inline void roll_make(Fixture *fixture, gconstpointer data)
{
    fixture_make(fixture, data);
    apply_file(fixture, ROLL_DATA "assembly.conf");
}

static inline void assert_imported(Fixture *fixture, const char *text, const char *wanted)
{
    g_autoptr(GfRollReport) report = import_text(fixture, text, FALSE);
    g_autofree char *found = outcomes(report);
    g_assert_cmpstr(found, ==, wanted);
}

/* What the tables of ROLL_DATA in all forms say. */
G_GNUC_UNUSED static const char three_members[] =
    "lea-ben-salem|Mme|Léa|Ben Salem|woman|elu|suppleant|cc-causse|Conseil municipal, "
    "Foncaude||||||"
    "main=lea@foncaude.example|\n"
    "helene-d-oeuvre|Mme|Hélène|d’Œuvre|woman|elu|titulaire|pays-lauragais-haut|"
    "Mairie de Foncaude|05 36 49 00 01||2022-07-01|2028-06-30||main=helene@mairie.example|gt1\n"
    "joel-petit|M.|Joël|PETIT|man|citoyen|titulaire|cc-causse||05 36 49 00 02||2022-07-01|"
    "2028-06-30||main=joel.petit@poste.example|gt1,gt2\n";

#define TEST(PATH, FUNCTION) g_test_add(PATH, Fixture, NULL, fixture_make, FUNCTION, fixture_clear)
/* The same with the assembly of ROLL_DATA applied. */
#define ROLL_TEST(PATH, FUNCTION)                                                                  \
    g_test_add(PATH, Fixture, NULL, roll_make, FUNCTION, fixture_clear)
