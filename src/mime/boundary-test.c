/* boundary-test.c - multiparts whose boundary is written but not named. */
#include "mime/boundary.h"

#include <string.h>

#define HEAD "Content-Type: multipart/mixed; boundary=\"=_greffe_restored\"\n\n"

static void test_restore(void)
{
    static const struct {
        const char *name, *text, *restored;
    } rows[] = {
        {"parts", "--x\nContent-Type: text/plain\n\na\n--x\n\nb\n--x--\n",
         HEAD "--=_greffe_restored\nContent-Type: text/plain\n\na\n--=_greffe_restored\n\nb\n"
              "--=_greffe_restored--\n"},
        {"a quote in it, line ends of mail", "--x\"y \r\ncontent-type: a/b\r\n\r\na\r\n--x\"y--",
         HEAD "--=_greffe_restored\ncontent-type: a/b\r\n\r\na\r\n--=_greffe_restored--\n"},
        {"lines of dashes", "a\n-----\nb\n-- \nAnne\n", NULL},
        {"nothing", "", NULL},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GBytes) bytes = gf_boundary_restore(rows[i].text, "multipart/mixed");
        g_test_message("%s", rows[i].name);
        g_assert_cmpint(bytes != NULL, ==, rows[i].restored != NULL);
        if (bytes != NULL && rows[i].restored != NULL)
            g_assert_cmpmem(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes),
                            rows[i].restored, strlen(rows[i].restored));
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
    g_test_add_func("/boundary/restore", test_restore);
    return g_test_run();
}
