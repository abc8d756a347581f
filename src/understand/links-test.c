/* Links to file drives, and links that only look like it. */
#include "understand/links.h"

#include "base/limits.h"

#define TABLE "tests/data/understand/links.tsv"

static char *joined(const GPtrArray *links)
{
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < links->len; i++)
        g_string_append_printf(out, "%s%s", i > 0 ? " " : "", (const char *) links->pdata[i]);
    return g_string_free(out, FALSE);
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
        g_assert_cmpuint(g_strv_length(cells), ==, 2);
        g_autofree char *text = g_strcompress(cells[1]);
        g_autoptr(GPtrArray) links = gf_links_to_drives(text);
        g_autofree char *found = joined(links);
        g_autofree char *got = g_strjoin("\t", *found != '\0' ? found : "-", cells[1], NULL);
        g_assert_cmpstr(got, ==, *line);
        rows++;
    }
    g_assert_cmpuint(rows, >=, 80);
}

static void test_limits(void)
{
    g_autoptr(GString) flood = g_string_new(NULL);
    for (guint i = 0; i < 1000; i++)
        g_string_append_printf(flood, "https://we.tl/t-%u ", i);
    g_autoptr(GPtrArray) many = gf_links_to_drives(flood->str);
    g_assert_cmpuint(many->len, ==, GF_LIMIT_DRIVE_LINKS);
    g_string_assign(flood, "https://we.tl/");
    while (flood->len < 2 * GF_LIMIT_LINK_BYTES)
        g_string_append(flood, "a");
    g_string_append(flood, " https://we.tl/t-b");
    g_autoptr(GPtrArray) after = gf_links_to_drives(flood->str);
    g_assert_cmpuint(after->len, ==, 1);
    g_autoptr(GPtrArray) none = gf_links_to_drives(NULL);
    g_assert_cmpuint(none->len, ==, 0);
}

/* Long runs of what might begin a link end soon. */
static void test_hostile(void)
{
    static const char *const pieces[] = {
        "a.",      "https://", "we.tl/", "(", "/s/",
        "we.tl/(", "é",        "\xff",   "%", "https://google.com/url?q="};
    for (gsize i = 0; i < G_N_ELEMENTS(pieces); i++) {
        g_autoptr(GString) flood = g_string_new(NULL);
        while (flood->len < 500000)
            g_string_append(flood, pieces[i]);
        g_autoptr(GPtrArray) links = gf_links_to_drives(flood->str);
        g_assert_cmpuint(links->len, <=, GF_LIMIT_DRIVE_LINKS);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
    g_test_add_func("/understand/links/table", test_table);
    g_test_add_func("/understand/links/limits", test_limits);
    g_test_add_func("/understand/links/hostile", test_hostile);
    return g_test_run();
}
