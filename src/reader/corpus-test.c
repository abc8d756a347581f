/* Everybody's mail, in this process: nothing crashes, leaks or lingers, and what comes out keeps
 * the promises of letter.h. */
#include "letter/letter.h"
#include "reader/reader.h"

#include <string.h>

#define CORPUS "../shared/corpus/"
#define SLOW_US (60 * G_USEC_PER_SEC) /* it hangs */

static const char *const folders[] = {"autoreply", "bounce", "charset", "fuzz",    "ical",
                                      "itip",      "mime",   "reply",   "rsvp-fr", "tnef"};

static int compare_names(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *) a, *(char *const *) b);
}

/* Every regular file under `root`, sorted. */
static GPtrArray *list_files(const char *root)
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
    g_ptr_array_sort(files, compare_names);
    return files;
}

/* The segments, joined, are the text; the new ones, joined, the new text. */
static void check_segments(const GfLetter *letter)
{
    g_autoptr(GString) all = g_string_new(NULL), fresh = g_string_new(NULL);
    for (guint i = 0; i < letter->segments->len; i++) {
        const GfSegment *segment = letter->segments->pdata[i];
        g_string_append(all, segment->text);
        if (segment->kind == GF_SEGMENT_NEW)
            g_string_append(fresh, segment->text);
    }
    g_autofree char *new_text = gf_letter_new_text(letter);
    g_assert_cmpstr(all->str, ==, letter->text);
    g_assert_cmpstr(fresh->str, ==, new_text);
}

/* What the daemon would be given is what was read: the wire refuses nothing and loses nothing. */
static void check_wire(const GfLetter *letter)
{
    g_autoptr(GBytes) bytes = gf_letter_to_bytes(letter);
    g_autoptr(GError) error = NULL;
    g_autoptr(GfLetter) again = gf_letter_from_bytes(bytes, &error);
    g_assert_no_error(error);
    g_assert_nonnull(again);
    if (again == NULL)
        return;
    g_autoptr(GBytes) bytes_again = gf_letter_to_bytes(again);
    g_assert_true(g_bytes_equal(bytes, bytes_again));
}

static void check_file(const char *path, guint *kinds)
{
    g_autofree char *text = NULL;
    gsize length = 0;
    g_assert_true(g_file_get_contents(path, &text, &length, NULL));
    g_autoptr(GBytes) raw = g_bytes_new(text, length);
    gint64 before = g_get_monotonic_time();
    g_autoptr(GfLetter) letter = gf_read_letter(raw);
    if (g_get_monotonic_time() - before > SLOW_US) {
        g_test_message("slow: %s", path);
        g_test_fail();
    }
    kinds[letter->kind]++;
    check_segments(letter);
    check_wire(letter);
}

static void test_folder(gconstpointer data)
{
    g_autofree char *root = g_strconcat(CORPUS, data, NULL);
    g_autoptr(GPtrArray) files = list_files(root);
    guint kinds[GF_KIND_CALENDAR + 1] = {0};
    if (files->len == 0) {
        g_test_skip("no corpus");
        return;
    }
    for (guint i = 0; i < files->len; i++) {
        gboolean failed_before = g_test_failed();
        check_file(files->pdata[i], kinds);
        if (!failed_before && g_test_failed())
            g_test_message("first failure: %s", (const char *) files->pdata[i]);
    }
    g_autoptr(GString) line = g_string_new(NULL);
    for (GfKind kind = GF_KIND_MESSAGE; kind <= GF_KIND_CALENDAR; kind++)
        if (kinds[kind] > 0)
            g_string_append_printf(line, " %s %u", gf_kind_name(kind), kinds[kind]);
    g_test_message("%s: %u files:%s", (const char *) data, files->len, line->str);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
    gf_read_prepare();
    for (gsize i = 0; i < G_N_ELEMENTS(folders); i++) {
        g_autofree char *path = g_strconcat("/reader/corpus/", folders[i], NULL);
        g_test_add_data_func(path, folders[i], test_folder);
    }
    return g_test_run();
}
