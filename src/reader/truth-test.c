/* What recorded mail is, against what others found it to be: bounces, automatic replies, people.
 *
 * Figures are printed; floors stand a little below what was measured, so that a worse rule fails
 * and a changed corpus does not. The truth of `sisimai` is that of another program: where it calls
 * a server's "user unknown" a filter, we do not follow.
 */
#include "letter/letter.h"
#include "reader/reader.h"

#include <json-glib/json-glib.h>
#include <stdlib.h>
#include <string.h>

#define CORPUS "../shared/corpus/"

/* A count of what was right. */
typedef struct {
    const char *what;
    guint right, all;
} Figure;

static void count(Figure *figure, gboolean right)
{
    figure->right += right;
    figure->all++;
}

/* At least `floor` in a hundred. */
static void check_floor(const Figure *figure, double floor)
{
    double share = figure->all > 0 ? 100.0 * figure->right / figure->all : 0;
    g_test_message("%s: %u of %u, %.1f %%, floor %.0f %%", figure->what, figure->right, figure->all,
                   share, floor);
    g_assert_cmpfloat(share, >=, floor);
}

static GfLetter *read_path(const char *path)
{
    g_autofree char *text = NULL;
    gsize length = 0;
    if (!g_file_get_contents(path, &text, &length, NULL))
        return NULL;
    g_autoptr(GBytes) raw = g_bytes_new(text, length);
    return gf_read_letter(raw);
}

static GfLetter *read_in(const char *folder, const char *name)
{
    g_autofree char *path = g_strconcat(CORPUS, folder, "/", name, NULL);
    return read_path(path);
}

/* The lines of a folder's TRUTH.tsv, without comments. Owned, NULL where it is not there. */
static char **truth_of(const char *folder)
{
    g_autofree char *path = g_strconcat(CORPUS, folder, "/TRUTH.tsv", NULL);
    g_autofree char *text = NULL;
    if (!g_file_get_contents(path, &text, NULL, NULL)) {
        g_test_skip("no corpus");
        return NULL;
    }
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    g_autoptr(GStrvBuilder) kept = g_strv_builder_new();
    for (char **line = lines; *line != NULL; line++)
        if (**line != '\0' && **line != '#')
            g_strv_builder_add(kept, *line);
    return g_strv_builder_end(kept);
}

static gboolean is_failure(const GfLetter *letter)
{
    return letter->kind == GF_KIND_BOUNCE || letter->kind == GF_KIND_DELAY;
}

static const GfBounceRecipient *recipient_of(const GfLetter *letter, guint index)
{
    if (letter->bounce == NULL || index >= letter->bounce->recipients->len)
        return NULL;
    return letter->bounce->recipients->pdata[index];
}

/* --- sisimai: file, index, status, code, reason, hard, extra --- */

enum { FILE_NAME, INDEX, STATUS, CODE, REASON, HARD };

typedef struct {
    Figure kind, recipient, permanence, class, status, code;
} Sisimai;

static GfKind kind_for(const char *reason)
{
    return strcmp(reason, "feedback") == 0    ? GF_KIND_FEEDBACK
           : strcmp(reason, "vacation") == 0  ? GF_KIND_AUTO_REPLY
           : strcmp(reason, "delivered") == 0 ? GF_KIND_RECEIPT
                                              : GF_KIND_BOUNCE;
}

static void compare_recipient(Sisimai *figures, const GfBounceRecipient *got, char **row)
{
    gboolean hard = got != NULL && got->permanence == GF_PERMANENCE_HARD;
    const char *status = got != NULL && got->status != NULL ? got->status : "";
    count(&figures->recipient, got != NULL && got->address != NULL);
    count(&figures->permanence, got != NULL && hard == (strcmp(row[HARD], "true") == 0));
    if (*row[STATUS] != '\0')
        count(&figures->class, status[0] == row[STATUS][0]);
    if (*row[STATUS] != '\0' && strncmp(row[STATUS] + 1, ".0.9", 4) != 0)
        count(&figures->status, strcmp(status, row[STATUS]) == 0);
    if (*row[CODE] != '\0')
        count(&figures->code, got != NULL && got->code == atoi(row[CODE]));
}

static void test_sisimai(void)
{
    g_auto(GStrv) lines = truth_of("bounce/sisimai");
    Sisimai figures = {{"kind", 0, 0},  {"recipient named", 0, 0}, {"hard or soft", 0, 0},
                       {"class", 0, 0}, {"status", 0, 0},          {"reply code", 0, 0}};
    g_autoptr(GfLetter) letter = NULL;
    g_autofree char *name = NULL;
    for (char **line = lines; line != NULL && *line != NULL; line++) {
        g_auto(GStrv) row = g_strsplit(*line, "\t", -1);
        if (g_strv_length(row) < 6)
            continue;
        GfKind kind = kind_for(row[REASON]);
        if (g_strcmp0(name, row[FILE_NAME]) != 0) {
            g_clear_pointer(&letter, gf_letter_free);
            g_free(name);
            name = g_strdup(row[FILE_NAME]);
            letter = read_in("bounce/sisimai", name);
            g_assert_nonnull(letter);
            count(&figures.kind,
                  kind == GF_KIND_BOUNCE ? is_failure(letter) : letter->kind == kind);
        }
        if (kind == GF_KIND_BOUNCE)
            compare_recipient(&figures, recipient_of(letter, (guint) atoi(row[INDEX]) - 1), row);
    }
    if (lines == NULL)
        return;
    check_floor(&figures.kind, 99);
    check_floor(&figures.recipient, 97);
    check_floor(&figures.permanence, 94);
    check_floor(&figures.class, 97);
    check_floor(&figures.status, 95);
    check_floor(&figures.code, 92);
}

/* --- commonlib: file, recipient, status, code, problem, message --- */

static void test_commonlib(void)
{
    g_auto(GStrv) lines = truth_of("bounce/mysociety-commonlib");
    Figure kind = {"kind", 0, 0}, address = {"address", 0, 0}, status = {"status", 0, 0},
           code = {"reply code", 0, 0};
    for (char **line = lines; line != NULL && *line != NULL; line++) {
        g_auto(GStrv) row = g_strsplit(*line, "\t", -1);
        if (g_strv_length(row) < 5)
            continue;
        g_autoptr(GfLetter) letter = read_in("bounce/mysociety-commonlib", row[0]);
        g_assert_nonnull(letter);
        gboolean away = strcmp(row[4], "out_of_office") == 0;
        count(&kind, away ? letter->kind == GF_KIND_AUTO_REPLY : is_failure(letter));
        const GfBounceRecipient *got = recipient_of(letter, 0);
        if (*row[1] != '\0')
            count(&address, got != NULL && g_strcmp0(got->address, row[1]) == 0);
        if (*row[2] != '\0')
            count(&status, got != NULL && g_strcmp0(got->status, row[2]) == 0);
        if (*row[3] != '\0')
            count(&code, got != NULL && got->code == atoi(row[3]));
    }
    if (lines == NULL)
        return;
    check_floor(&kind, 100);
    check_floor(&address, 100);
    check_floor(&status, 100);
    check_floor(&code, 100);
}

/* --- kinds alone --- */

static void test_automatic(void)
{
    g_auto(GStrv) lines = truth_of("autoreply/alaveteli");
    Figure kind = {"kind", 0, 0};
    for (char **line = lines; line != NULL && *line != NULL; line++) {
        g_auto(GStrv) row = g_strsplit(*line, "\t", -1);
        g_autoptr(GfLetter) letter = read_in("autoreply/alaveteli", row[0]);
        g_assert_nonnull(letter);
        g_assert_cmpstr(gf_kind_name(letter->kind), ==, row[1]);
        count(&kind, strcmp(gf_kind_name(letter->kind), row[1]) == 0);
    }
    if (lines != NULL)
        check_floor(&kind, 100);
}

static void test_rsvp(void)
{
    static const char *const automatic[] = {"dev-022", "dev-054", "dev-063",
                                            "dev-076", "dev-125", NULL};
    g_autofree char *text = NULL;
    if (!g_file_get_contents(CORPUS "rsvp-fr/dev.jsonl", &text, NULL, NULL)) {
        g_test_skip("no corpus");
        return;
    }
    Figure kind = {"person or program", 0, 0};
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (char **line = lines; *line != NULL; line++) {
        g_autoptr(JsonParser) parser = json_parser_new();
        if (**line == '\0' || !json_parser_load_from_data(parser, *line, -1, NULL))
            continue;
        JsonObject *row = json_node_get_object(json_parser_get_root(parser));
        const char *id = json_object_get_string_member(row, "id");
        g_autofree char *message = g_strdup_printf(
            "Subject: %s\nContent-Type: text/plain; charset=utf-8\nMIME-Version: 1.0\n\n%s",
            json_object_get_string_member(row, "subject"),
            json_object_get_string_member(row, "body"));
        g_autoptr(GBytes) raw = g_bytes_new(message, strlen(message));
        g_autoptr(GfLetter) letter = gf_read_letter(raw);
        gboolean right = (letter->kind != GF_KIND_MESSAGE) == g_strv_contains(automatic, id);
        if (!right)
            g_test_message("wrong: %s is %s", id, gf_kind_name(letter->kind));
        count(&kind, right);
    }
    check_floor(&kind, 100);
}

/* Every file under `root`; deeper ones too. */
static GPtrArray *files_under(const char *root)
{
    GPtrArray *files = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) pending = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(pending, g_strdup(root));
    for (guint i = 0; i < pending->len; i++) {
        g_autoptr(GDir) dir = g_dir_open(pending->pdata[i], 0, NULL);
        const char *name = NULL;
        while (dir != NULL && (name = g_dir_read_name(dir)) != NULL) {
            char *path = g_build_filename(pending->pdata[i], name, NULL);
            g_ptr_array_add(g_file_test(path, G_FILE_TEST_IS_DIR) ? pending : files, path);
        }
    }
    return files;
}

/* Replies of people, and what only looks like a bounce. */
static void test_people(gconstpointer folder)
{
    g_autofree char *root = g_strconcat(CORPUS, folder, NULL);
    g_autoptr(GPtrArray) files = files_under(root);
    gboolean bounces = strstr(folder, "bounce") != NULL;
    Figure kind = {"left alone", 0, 0};
    for (guint i = 0; i < files->len; i++) {
        const char *path = files->pdata[i];
        if (!g_str_has_suffix(path, ".eml") && !g_str_has_suffix(path, ".txt"))
            continue;
        g_autoptr(GfLetter) letter = read_path(path);
        gboolean right = bounces
                             ? !is_failure(letter)
                             : letter->kind == GF_KIND_MESSAGE || letter->kind == GF_KIND_CALENDAR;
        if (!right)
            g_test_message("wrong: %s is %s", path, gf_kind_name(letter->kind));
        count(&kind, right);
    }
    if (files->len == 0)
        g_test_skip("no corpus");
    else
        check_floor(&kind, 100);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
    gf_read_prepare();
    g_test_add_func("/reader/truth/sisimai", test_sisimai);
    g_test_add_func("/reader/truth/commonlib", test_commonlib);
    g_test_add_func("/reader/truth/automatic", test_automatic);
    g_test_add_func("/reader/truth/rsvp", test_rsvp);
    g_test_add_data_func("/reader/truth/people", "reply", test_people);
    g_test_add_data_func("/reader/truth/no-bounce", "bounce/sisimai-not-a-bounce", test_people);
    return g_test_run();
}
