/* search-test.c - extracts, and letters found by their words. */
#include "workflow/fixture.h"
#include "workflow/search.h"

static const struct Row {
    const char *name;
    const char *text, *word, *extract;
} rows[] = {
    {"at the beginning", "Les énergies d'ici", "energies", "Les énergies d'ici"},
    {"accents and case", "Où sont les ÉNERGIES ?", "energies", "Où sont les ÉNERGIES ?"},
    {"a ligature", "La mise en œuvre.", "oeuvre", "La mise en œuvre."},
    {"on one line", "Un.\n\nDeux mots.", "deux", "Un. Deux mots."},
    {"far away, from the beginning of a word",
     "Nous avons beaucoup parlé de toutes sortes de choses avant d'en venir aux circuits courts",
     "circuits", "…de toutes sortes de choses avant d'en venir aux circuits courts"},
    {"inside a word is not there", "Courts-circuits, raccourci", "circuits",
     "Courts-circuits, raccourci"},
    {"not there", "Rien du tout", "bourg", "Rien du tout"},
};

static void test_extract(gconstpointer data)
{
    const struct Row *row = data;
    const char *words[] = {row->word, NULL};
    g_autofree char *extract = gf_search_extract(row->text, words, 80);
    g_assert_cmpstr(extract, ==, row->extract);
}

static void test_letters(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(GPtrArray) found = NULL;
    people(fixture);
    GfLetter *letter = letter_from(fixture, ANNE);
    g_free(letter->subject);
    letter->subject = g_strdup("Énergies renouvelables");
    g_ptr_array_add(letter->segments,
                    gf_segment_new(GF_SEGMENT_NEW, "Voici l'avis du bourg d'Œuilly.", -1));
    g_autoptr(GfMessage) message = arrive(fixture, letter);
    ASSERT_DONE(gf_search(&fixture->clerk, "energies oeuilly", 10, &found, ERROR));
    g_assert_cmpuint(found->len, ==, 1);
    const GfFound *first = found->pdata[0];
    g_assert_cmpstr(first->title, ==, "Énergies renouvelables");
    g_assert_cmpstr(first->who, ==, ANNE);
    g_assert_cmpstr(first->extract, ==, "Voici l'avis du bourg d'Œuilly.");
    g_autofree char *open = g_strdup_printf("inbox show %" G_GINT64_FORMAT, message->id);
    g_assert_cmpstr(first->open, ==, open);
    ASSERT_REFUSED(gf_search(&fixture->clerk, " ?! ", 10, &found, ERROR),
                   "search: ' ?! ' has no word to look for");
}

int main(int argc, char **argv)
{
    fixture_init(&argc, &argv);
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *path = g_strconcat("/search/extract/", rows[i].name, NULL);
        g_test_add_data_func(path, &rows[i], test_extract);
    }
    TEST("/search/letters", test_letters);
    return g_test_run();
}
