/* Which questions a contribution answers: letters as they come, cut as the reader cuts them. */
#include "understand/questions.h"

#include "understand/understand.h"

#include <string.h>

#define TABLE "tests/data/understand/questions.tsv"

static const GfQuestionText set_a[] = {
    {1, "Quels freins rencontrez-vous pour introduire des produits locaux dans la restauration "
        "collective de votre territoire ?"},
    {2, "Quelles actions la Région pourrait-elle soutenir pour structurer les filières "
        "alimentaires de proximité ?"},
    {3, "Comment associer les agriculteurs, les gestionnaires de cantines et les parents "
        "d'élèves ?"},
    {4, "Quel calendrier vous paraît réaliste ?"},
    {5, "Souhaitez-vous que votre commune participe à une expérimentation ?"},
};
static const GfQuestionText set_b[] = {
    {1, "Quels sont les atouts de votre bourg-centre ?"},
    {2, "Quelles sont les faiblesses de votre bourg-centre ?"},
    {3, "Quels sont les besoins de votre bourg-centre en matière de mobilité ?"},
};

static guint64 answered(const char *text, const GfQuestionText *questions, gsize count)
{
    g_autoptr(GfLetter) letter = gf_letter_new();
    g_free(letter->text);
    letter->text = g_strdup(text);
    gf_understand_segments(letter, NULL);
    return gf_questions_answered(letter->segments, questions, count);
}

static char *numbers(guint64 questions)
{
    GString *out = g_string_new(NULL);
    for (guint n = 1; n <= 64; n++)
        if ((questions >> (n - 1) & 1) != 0)
            g_string_append_printf(out, "%s%u", out->len > 0 ? "," : "", n);
    return g_string_free(out->len > 0 ? out : g_string_append_c(out, '-'), FALSE);
}

static void test_table(void)
{
    g_autofree char *table = NULL;
    g_assert_true(g_file_get_contents(TABLE, &table, NULL, NULL));
    g_auto(GStrv) lines = g_strsplit(table, "\n", -1);
    guint rows = 0;
    for (char **line = lines; *line != NULL; line++) {
        if (**line == '#' || **line == '\0')
            continue;
        g_auto(GStrv) cells = g_strsplit(*line, "\t", -1);
        g_assert_cmpuint(g_strv_length(cells), ==, 3);
        const GfQuestionText *set = cells[1][0] == 'A' ? set_a : set_b;
        g_autofree char *text = g_strcompress(cells[2]);
        g_autofree char *found = numbers(answered(text, set, (gsize) (cells[1][1] - '0')));
        g_autofree char *got = g_strjoin("\t", found, cells[1], cells[2], NULL);
        g_assert_cmpstr(got, ==, *line);
        rows++;
    }
    g_assert_cmpuint(rows, >=, 80);
}

/* Numbers at the ends of what can be told, and questions that are none. */
static void test_limits(void)
{
    static const GfQuestionText far[] = {{64, "Que faire ?"}, {65, "Et après ?"}, {0, NULL}};
    g_assert_cmpuint(answered("Q64 : un marché", far, 3), ==, G_GUINT64_CONSTANT(1) << 63);
    g_assert_cmpuint(answered("Q65 : un marché", far, 3), ==, 0);
    g_assert_cmpuint(answered("Q0 : un marché", far, 3), ==, 0);
    g_assert_cmpuint(answered("Questions 1 à 99 : un marché", far, 3), ==, 0);
    g_assert_cmpuint(answered("1. un marché", NULL, 0), ==, 0);
}

/* Long or odd texts end. */
static void test_hostile(void)
{
    static const char *const pieces[] = {"Q1 : a\n",
                                         "1. a\n",
                                         "> Quels freins\n",
                                         "Q",
                                         "Q1,Q2,",
                                         "produits locaux ",
                                         "\n",
                                         "question 1 a ",
                                         "\xff",
                                         "Quels freins rencontrez-vous ?\n> "};
    for (gsize i = 0; i < G_N_ELEMENTS(pieces); i++) {
        g_autoptr(GString) flood = g_string_new(NULL);
        while (flood->len < 300000)
            g_string_append(flood, pieces[i]);
        g_autoptr(GPtrArray) segments =
            g_ptr_array_new_with_free_func((GDestroyNotify) gf_segment_free);
        for (guint k = 0; k < 3; k++) {
            g_autofree char *valid = g_utf8_make_valid(flood->str, -1);
            g_ptr_array_add(segments,
                            gf_segment_new(k == 1 ? GF_SEGMENT_QUOTE : GF_SEGMENT_NEW, valid, -1));
        }
        guint64 found = gf_questions_answered(segments, set_a, G_N_ELEMENTS(set_a));
        g_assert_cmpuint(found >> G_N_ELEMENTS(set_a), ==, 0);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
    g_test_add_func("/understand/questions/table", test_table);
    g_test_add_func("/understand/questions/limits", test_limits);
    g_test_add_func("/understand/questions/hostile", test_hostile);
    return g_test_run();
}
