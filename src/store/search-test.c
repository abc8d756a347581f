/* search-test.c - finding things by their words. */
#include "base/text.h"
#include "store/fixture.h"
#include "store/search.h"

static void add(Fixture *fixture, const char *kind, gint64 id, const char *title, const char *body)
{
    const GfHit object = {(char *) kind, id, NOW + id};
    ASSERT_DONE(gf_store_index(fixture->store, &object, title, body, ERROR));
}

static const struct Row {
    const char *name;
    const char *words[4];
    const char *found; /* "letter 1, saisine 2" */
} rows[] = {
    {"accents make no difference", {"energies renouvelables"}, "letter 1"},
    {"nor does the case", {"ENERGIES"}, "letter 1"},
    {"nor the ligature", {"oeuvre"}, "letter 3"},
    {"the ligature itself", {"œuvre"}, "letter 3"},
    {"the beginning of a word", {"bourg"}, "saisine 2, letter 1"},
    {"all words", {"bourgs", "énergies"}, "letter 1"},
    {"words in their order", {"de proximité"}, "letter 4"},
    {"an apostrophe, straight or curly", {"l’été"}, "letter 4"},
    {"nothing", {"absent"}, ""},
    {"quotes and signs are no syntax", {"\"OR NOT (*"}, ""},
    {"a field name is a word", {"title:"}, ""},
};

static void test_row(Fixture *fixture, gconstpointer data)
{
    const struct Row *row = data;
    g_autoptr(GPtrArray) folded = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) hits = NULL;
    g_autoptr(GString) found = g_string_new(NULL);
    add(fixture, "letter", 1, "Re: réunion", "Les énergies renouvelables dans nos bourgs");
    add(fixture, "saisine", 2, "La politique des bourgs-centres", "Quels bourgs ?");
    add(fixture, "letter", 3, "Mise en œuvre", "Voir ci-joint");
    add(fixture, "letter", 4, "Circuits de proximité", "À voir avant l'été");
    for (gsize i = 0; row->words[i] != NULL; i++)
        g_ptr_array_add(folded, gf_text_fold(row->words[i]));
    g_ptr_array_add(folded, NULL);
    ASSERT_DONE(
        gf_store_search(fixture->store, (const char *const *) folded->pdata, 10, &hits, ERROR));
    for (guint i = 0; i < hits->len; i++) {
        const GfHit *hit = hits->pdata[i];
        g_string_append_printf(found, "%s%s %" G_GINT64_FORMAT, i > 0 ? ", " : "", hit->kind,
                               hit->object_id);
    }
    g_assert_cmpstr(found->str, ==, row->found);
}

static void test_once(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    const char *words[] = {"bourgs", NULL};
    g_autoptr(GPtrArray) hits = NULL;
    add(fixture, "letter", 1, "bourgs", "");
    add(fixture, "letter", 1, "bourgs", "");
    ASSERT_DONE(gf_store_search(fixture->store, words, 10, &hits, ERROR));
    g_assert_cmpuint(hits->len, ==, 1);
    g_assert_cmpint(((GfHit *) hits->pdata[0])->at, ==, NOW + 1);
}

static void check_found(Fixture *fixture, const char *first, const char *second, const char *wanted)
{
    const char *words[] = {first, second, NULL};
    g_autoptr(GPtrArray) hits = NULL;
    g_autoptr(GString) found = g_string_new(NULL);
    ASSERT_DONE(gf_store_search(fixture->store, words, 3, &hits, ERROR));
    for (guint i = 0; i < hits->len; i++)
        g_string_append_printf(found, "%s%" G_GINT64_FORMAT, i > 0 ? " " : "",
                               ((const GfHit *) hits->pdata[i])->object_id);
    g_assert_cmpstr(found->str, ==, wanted);
}

/* Of what more than a thousand letters say, the newest are found. */
static void test_common(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    for (gint64 id = 1; id <= 1100; id++)
        add(fixture, "letter", id, id == 500 ? "conseil" : "", "le conseil de ce jour");
    add(fixture, "letter", 1101, "", "les conseils des bourgs");
    add(fixture, "letter", 1102, "", "un conseiller");
    check_found(fixture, "conseil", NULL, "1100 1099 1098");
    check_found(fixture, "jour", "conseil", "1100 1099 1098");
    check_found(fixture, "conseil", "bourg", "1101");     /* together only by their beginnings */
    check_found(fixture, "conseille", NULL, "1102");      /* itself no common word */
    check_found(fixture, "cons", NULL, "1102 1101 1100"); /* the beginning of common words */
    check_found(fixture, "d", NULL, "");                  /* too short for a beginning */
    check_found(fixture, "de", NULL, "1100 1099 1098");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *path = g_strconcat("/store/search/", rows[i].name, NULL);
        g_test_add(path, Fixture, &rows[i], fixture_make, test_row, fixture_clear);
    }
    TEST("/store/search/once", test_once);
    TEST("/store/search/common", test_common);
    return g_test_run();
}
