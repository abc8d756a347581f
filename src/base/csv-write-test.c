/* csv-write-test.c - tables of our own read as they were meant. */
#include "base/csv.h"

static const char *const header[] = {"nom", "texte", "nombre", NULL};
static const char *const odd[] = {"Mme d'Œuvre; élue", "Deux\nlignes, \"citées\"", "12", NULL};
static const char *const formula[] = {"=HYPERLINK(\"http://a\")", "-1+2", "@somme", NULL};

static void test_bytes(void)
{
    g_autoptr(GString) table = g_string_new(NULL);
    gf_csv_append(table, header);
    gf_csv_append(table, odd);
    gf_csv_append(table, formula);
    g_assert_cmpstr(table->str, ==,
                    "nom;texte;nombre\r\n"
                    "\"Mme d'Œuvre; élue\";\"Deux\nlignes, \"\"citées\"\"\";12\r\n"
                    "\"'=HYPERLINK(\"\"http://a\"\")\";\"'-1+2\";\"'@somme\"\r\n");
}

static void test_read_back(void)
{
    g_autoptr(GString) table = g_string_new(GF_CSV_MARK);
    gf_csv_append(table, header);
    gf_csv_append(table, odd);
    g_autoptr(GBytes) bytes = g_bytes_new(table->str, table->len);
    g_autoptr(GError) error = NULL;
    g_autoptr(GfCsv) read = gf_csv_parse("table.csv", bytes, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(gf_csv_rows(read), ==, 1);
    g_assert_cmpint(gf_csv_separator(read), ==, ';');
    g_assert_cmpstr(gf_csv_header(read, 0), ==, "nom");
    for (guint i = 0; odd[i] != NULL; i++)
        g_assert_cmpstr(gf_csv_cell(read, 0, i), ==, odd[i]);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
    g_test_add_func("/base/csv-write/bytes", test_bytes);
    g_test_add_func("/base/csv-write/read-back", test_read_back);
    return g_test_run();
}
