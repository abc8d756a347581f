/* Kinds of reports, and the answers that confirm one. */
#include "understand/report-kind.h"

#define DATA "tests/data/understand/"

static const char *const kinds[] = {"unclear", "progress", "final"};
static const char *const consents[] = {"unclear", "yes", "no"};

/* The rows of a table, of `cells` cells each; the last one is a text. */
static GPtrArray *rows_of(const char *path, guint cells)
{
    g_autofree char *table = NULL;
    g_assert_true(g_file_get_contents(path, &table, NULL, NULL));
    g_auto(GStrv) lines = g_strsplit(table, "\n", -1);
    GPtrArray *rows = g_ptr_array_new_with_free_func((GDestroyNotify) g_strfreev);
    for (char **line = lines; *line != NULL; line++) {
        if (**line == '#' || **line == '\0')
            continue;
        char **row = g_strsplit(*line, "\t", -1);
        g_assert_cmpuint(g_strv_length(row), ==, cells);
        g_ptr_array_add(rows, row);
    }
    return rows;
}

static void test_kinds(void)
{
    g_autoptr(GPtrArray) rows = rows_of(DATA "report-kinds.tsv", 3);
    for (guint i = 0; i < rows->len; i++) {
        char **row = rows->pdata[i];
        g_autofree char *text = g_strcompress(row[2]);
        GfReportKind kind = gf_report_kind(g_str_equal(row[1], "-") ? NULL : row[1], text);
        g_autofree char *got = g_strjoin("\t", kinds[kind], row[1], row[2], NULL);
        g_autofree char *want = g_strjoinv("\t", row);
        g_assert_cmpstr(got, ==, want);
    }
    g_assert_cmpuint(rows->len, >=, 80);
}

static void test_consents(void)
{
    g_autoptr(GPtrArray) rows = rows_of(DATA "consents.tsv", 2);
    for (guint i = 0; i < rows->len; i++) {
        char **row = rows->pdata[i];
        g_autofree char *text = g_strcompress(row[1]);
        g_autofree char *got = g_strjoin("\t", consents[gf_consent(text)], row[1], NULL);
        g_autofree char *want = g_strjoinv("\t", row);
        g_assert_cmpstr(got, ==, want);
    }
    g_assert_cmpuint(rows->len, >=, 100);
}

/* Only the beginning of a text says what it is. */
static void test_head(void)
{
    g_autoptr(GString) text = g_string_new("Le chantier s'est réuni trois fois.");
    while (text->len < 400)
        g_string_append(text, " Les communes ont apporté leur expérience.");
    g_string_append(text, " Voici le rapport final.");
    g_assert_cmpint(gf_report_kind(NULL, text->str), ==, GF_REPORT_UNCLEAR);
    g_assert_cmpint(gf_report_kind("Rapport final", text->str), ==, GF_REPORT_FINAL);
}

static void test_hostile(void)
{
    g_autoptr(GString) flood = g_string_new(NULL);
    for (guint i = 0; i < 50000; i++)
        g_string_append(flood, "oui rapport final ");
    g_assert_cmpint(gf_consent(flood->str), ==, GF_CONSENT_UNCLEAR);
    g_assert_cmpint(gf_report_kind(flood->str, flood->str), ==, GF_REPORT_FINAL);
    static const char *const odd[] = {"'", "’’’", "[", "(((", "<", "&#", "?", ">", "\xff", "-- \n"};
    for (gsize i = 0; i < G_N_ELEMENTS(odd); i++) {
        g_assert_cmpint(gf_consent(odd[i]), ==, GF_CONSENT_UNCLEAR);
        g_assert_cmpint(gf_report_kind(odd[i], odd[i]), ==, GF_REPORT_UNCLEAR);
    }
    g_assert_cmpint(gf_consent(NULL), ==, GF_CONSENT_UNCLEAR);
    g_assert_cmpint(gf_report_kind(NULL, NULL), ==, GF_REPORT_UNCLEAR);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
    g_test_add_func("/understand/report-kind/kinds", test_kinds);
    g_test_add_func("/understand/report-kind/consents", test_consents);
    g_test_add_func("/understand/report-kind/head", test_head);
    g_test_add_func("/understand/report-kind/hostile", test_hostile);
    return g_test_run();
}
