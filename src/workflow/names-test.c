/* names-test.c - lists of names, in both languages. */
#include "workflow/names.h"

static void test_lists(void)
{
    static const struct {
        const char *names, *french, *english;
    } rows[] = {
        {"", "", ""},
        {"A", "A", "A"},
        {"A B", "A et B", "A and B"},
        {"A B C", "A, B et C", "A, B and C"},
        {"A B C D E F G H I J", "A, B, C, D, E, F, G, H, I et J",
         "A, B, C, D, E, F, G, H, I and J"},
        {"A B C D E F G H I J K", "A, B, C, D, E, F, G, H, I, J et K",
         "A, B, C, D, E, F, G, H, I, J and K"},
        {"A B C D E F G H I J K L", "A, B, C, D, E, F, G, H, I, J et 2 autres",
         "A, B, C, D, E, F, G, H, I, J and 2 others"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
        g_auto(GStrv) split = g_strsplit(rows[i].names, " ", -1);
        for (char **name = split; *name != NULL; name++)
            g_ptr_array_add(names, g_strdup(*name));
        g_autofree char *french = gf_names_list(names, "fr");
        g_autofree char *english = gf_names_list(names, "en");
        g_assert_cmpstr(french, ==, rows[i].french);
        g_assert_cmpstr(english, ==, rows[i].english);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
    g_test_add_func("/names/lists", test_lists);
    return g_test_run();
}
