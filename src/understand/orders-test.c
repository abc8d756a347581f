/* Answers to numbered lists, line by line. */
#include "understand/orders.h"

#include "base/limits.h"

#include <string.h>

#define TABLE "tests/data/understand/orders.tsv"

/* "1 present | 2 absent [pouvoir à Mme Delmas]"; the rest of an unknown one is left out. */
static char *summary(const GPtrArray *orders)
{
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < orders->len; i++) {
        const GfOrderLine *order = orders->pdata[i];
        g_string_append(out, i > 0 ? " | " : "");
        if (order->number == GF_ORDER_ALL)
            g_string_append(out, "all");
        else if (order->number == GF_ORDER_NO_NUMBER)
            g_string_append(out, "-");
        else
            g_string_append_printf(out, "%d", order->number);
        g_string_append_printf(out, " %s", gf_order_verb_name(order->verb));
        if (order->verb != GF_ORDER_UNKNOWN && *order->rest != '\0')
            g_string_append_printf(out, " [%s]", order->rest);
    }
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
        g_autofree char *text = g_strcompress(cells[2]);
        g_autoptr(GPtrArray) skipped = NULL;
        g_autoptr(GPtrArray) orders = gf_orders_read(text, &skipped);
        g_autofree char *read = summary(orders);
        g_autofree char *got = g_strdup_printf("%s\t%u\t%s", read, skipped->len, cells[2]);
        g_assert_cmpstr(got, ==, *line);
        rows++;
    }
    g_assert_cmpuint(rows, >=, 120);
}

/* What the transcript shows is as it was written. */
static void test_words(void)
{
    static const struct {
        const char *text, *word, *rest, *line;
    } rows[] = {
        {"1 : Présente", "Présente", "", "1 : Présente"},
        {"4 c'est fait, merci", "fait", "", "4 c'est fait, merci"},
        {"6 rien à signaler", "rien à signaler", "", "6 rien à signaler"},
        {"1 voir avec Mme Roux", "voir", "avec Mme Roux", "1 voir avec Mme Roux"},
        {"7", "", "", "7"},
        {"3 Saisine n° 2017-01", "Saisine", "saisine 2017-01", "3 Saisine n° 2017-01"},
        {"2 absent, pouvoir à Mme Delmas", "absent", "pouvoir à Mme Delmas",
         "2 absent, pouvoir à Mme Delmas"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GPtrArray) orders = gf_orders_read(rows[i].text, NULL);
        g_assert_cmpuint(orders->len, ==, 1);
        const GfOrderLine *order = orders->pdata[0];
        g_assert_cmpstr(order->word, ==, rows[i].word);
        g_assert_cmpstr(order->rest, ==, rows[i].rest);
        g_assert_cmpstr(order->line, ==, rows[i].line);
    }
    g_autoptr(GPtrArray) skipped = NULL;
    g_autoptr(GPtrArray) none = gf_orders_read("Je vous appelle demain.", &skipped);
    g_assert_cmpuint(none->len, ==, 0);
    g_assert_cmpstr(skipped->pdata[0], ==, "Je vous appelle demain.");
}

static void test_limits(void)
{
    g_autoptr(GString) flood = g_string_new(NULL);
    for (guint i = 1; i <= 250; i++)
        g_string_append_printf(flood, "%u fait\n", i);
    g_autoptr(GPtrArray) skipped = NULL;
    g_autoptr(GPtrArray) many = gf_orders_read(flood->str, &skipped);
    g_assert_cmpuint(many->len, ==, GF_LIMIT_ORDERS);
    g_assert_cmpuint(skipped->len, ==, 1);
    g_assert_cmpstr(skipped->pdata[0], ==, "201 fait");
    g_autoptr(GPtrArray) range = gf_orders_read("1-150 fait\n151-300 ignoré\n3 fait", NULL);
    g_assert_cmpuint(range->len, ==, GF_LIMIT_ORDERS);
    g_autoptr(GPtrArray) none = gf_orders_read(NULL, NULL);
    g_assert_cmpuint(none->len, ==, 0);
}

/* Long or odd texts end, in one line or in many. */
static void test_hostile(void)
{
    static const char *const pieces[] = {"1 ",    "1,",       "1-",        "fait 1 ", "1 fait, ",
                                         "n n ",  "saisine ", "1/",        "\xff",    "\n",
                                         "tout ", "- ",       "1 2017-01 "};
    for (gsize i = 0; i < G_N_ELEMENTS(pieces); i++) {
        g_autoptr(GString) flood = g_string_new(NULL);
        while (flood->len < 100000)
            g_string_append(flood, flood->len % 450 < 10 ? "\n" : pieces[i]);
        g_autoptr(GPtrArray) skipped = NULL;
        g_autoptr(GPtrArray) orders = gf_orders_read(flood->str, &skipped);
        g_assert_cmpuint(orders->len, <=, GF_LIMIT_ORDERS);
        g_assert_cmpuint(skipped->len, <=, GF_LIMIT_ORDERS + 1);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
    g_test_add_func("/understand/orders/table", test_table);
    g_test_add_func("/understand/orders/words", test_words);
    g_test_add_func("/understand/orders/limits", test_limits);
    g_test_add_func("/understand/orders/hostile", test_hostile);
    return g_test_run();
}
