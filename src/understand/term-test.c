/* term-test.c - folded words, each kept once, and answers about them. */
#include "understand/term.h"

#include "understand/words.h"

#include <string.h>

enum { MANY = 200000, THREADS = 4 };

static void test_once(void)
{
    gf_terms_hold();
    g_autofree char *copy = g_strdup("présence");
    const char *term = gf_term_of("présence");
    g_assert_cmpstr(term, ==, "présence");
    g_assert_true(gf_term_of(copy) == term);
    g_assert_true(gf_term_of(term) == term);
    g_assert_true(gf_term_is(term));
    g_assert_false(gf_term_is(copy));
    gf_terms_release();
}

static void test_answers(void)
{
    static const char question[] = "a", other[] = "b";
    int answer = -1, kept = 0;
    gboolean known = FALSE;
    gf_terms_hold();
    const char *term = gf_term_of("vote");
    known = gf_term_recall(question, term, &answer);
    g_assert_false(known);
    kept = gf_term_remember(question, term, 7);
    g_assert_cmpint(kept, ==, 7);
    known = gf_term_recall(question, term, &answer);
    g_assert_true(known);
    g_assert_cmpint(answer, ==, 7);
    known = gf_term_recall(other, term, &answer);
    g_assert_false(known);
    g_assert_cmpint(answer, ==, 7);
    kept = gf_term_remember(question, "no term", 3);
    g_assert_cmpint(kept, ==, 3);
    known = gf_term_recall(question, "no term", &answer);
    g_assert_false(known);
    gf_terms_release();
}

static void test_spellings(void)
{
    gf_terms_hold();
    const char *term = gf_term_of("dispo"), *meant = gf_term_of("disponible");
    g_assert_null(gf_term_spelling("Dispo", 5));
    gf_term_set_spelling("Dispo", 5, (GfSpelling){term, meant, FALSE});
    const GfSpelling *known = gf_term_spelling("Dispo et", 5);
    g_assert_nonnull(known);
    g_assert_true(known->fold == term && known->meant == meant);
    g_assert_null(gf_term_spelling("Disp", 4));
    gf_term_set_spelling("x", 1, (GfSpelling){"no term", meant, FALSE});
    g_assert_null(gf_term_spelling("x", 1));
    gf_terms_release();
}

/* Letter after letter of words that were never met: memory is bounded, and answers stay right. */
static void test_many(void)
{
    for (guint i = 0; i < MANY / 100; i++) {
        g_autoptr(GString) text = g_string_new(NULL);
        for (guint word = 0; word < 100; word++)
            g_string_append_printf(text, "mot%u ", i * 100 + word);
        g_string_append(text, "oui");
        g_autoptr(GfWords) words = gf_words_new(text->str);
        g_assert_cmpuint(gf_words_count(words), ==, 101);
        g_assert_null(words->copies);
        g_assert_true(gf_word_among(" non oui ", gf_words_at(words, 100)->fold));
        g_assert_false(gf_word_among(" non oui ", gf_words_at(words, 99)->fold));
    }
}

/* More words held at once than there is room for terms: copies take their place. */
static void test_no_room(void)
{
    g_autoptr(GPtrArray) held = g_ptr_array_new_with_free_func((GDestroyNotify) gf_words_free);
    for (guint i = 0; i < MANY / 100; i++) {
        g_autoptr(GString) text = g_string_new(NULL);
        for (guint word = 0; word < 100; word++)
            g_string_append_printf(text, "unmotbienlong%u ", i * 100 + word);
        g_ptr_array_add(held, gf_words_new(text->str));
    }
    const GfWords *last = g_ptr_array_index(held, held->len - 1);
    g_assert_nonnull(last->copies);
    const char *fold = gf_words_at(last, 99)->fold;
    g_assert_cmpstr(fold, ==, "unmotbienlong199999");
    g_assert_false(gf_term_is(fold));
    g_assert_true(gf_word_among(" unmotbienlong199999 ", fold));
    g_assert_false(gf_word_among(" unmotbienlong199998 ", fold));
}

static gpointer run_thread(gpointer data)
{
    (void) data;
    test_answers();
    test_spellings();
    return NULL;
}

/* Each thread has its own. */
static void test_threads(void)
{
    GThread *threads[THREADS];
    for (guint i = 0; i < THREADS; i++)
        threads[i] = g_thread_new("terms", run_thread, NULL);
    for (guint i = 0; i < THREADS; i++)
        g_thread_join(threads[i]);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
    g_test_add_func("/term/once", test_once);
    g_test_add_func("/term/answers", test_answers);
    g_test_add_func("/term/spellings", test_spellings);
    g_test_add_func("/term/many", test_many);
    g_test_add_func("/term/no-room", test_no_room);
    g_test_add_func("/term/threads", test_threads);
    return g_test_run();
}
