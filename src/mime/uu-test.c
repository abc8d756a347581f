/* uu-test.c - files and OpenPGP armour written into a text. */
#include "mime/uu.h"

#include <string.h>

#include "mime/armor.h"

static void test_take(void)
{
    static const struct {
        const char *name, *text, *rest, *files;
    } rows[] = {
        {"one file", "a\nbegin 644 cat.txt\n#0V%T\n`\nend\nb\n", "a\nb\n", "cat.txt Cat"},
        {"line ends of mail", "a\r\nbegin 0644 cat.txt\r\n#0V%T\r\n`\r\nend\r\nb", "a\r\nb",
         "cat.txt Cat"},
        {"two files, a name with a space",
         "begin 644 a b.txt\n#0V%T\n`\nend\nbegin 600 c\n#0V%T\n#0V%T\n \nend\n", "",
         "a b.txt Cat, c CatCat"},
        {"blanks lost at line ends", "begin 644 z\n#8\n\nend\n", "", "z `"},
        {"a sum behind the line", "begin 644 z\n#0V%TX\n`\nend\n", "", "z Cat"},
        {"no end", "begin 644 a\n#0V%T\n", NULL, ""},
        {"no file", "begin 644 a\net la suite\nend\n", NULL, ""},
        {"no number", "begin the meeting\nend\n", NULL, ""},
        {"empty file", "begin 644 a\n`\nend\n", NULL, ""},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GBytes) text = g_bytes_new(rows[i].text, strlen(rows[i].text));
        g_autoptr(GPtrArray) files =
            g_ptr_array_new_with_free_func((GDestroyNotify) gf_uu_file_free);
        g_autoptr(GBytes) rest = gf_uu_take(text, files);
        g_autoptr(GString) said = g_string_new(NULL);
        for (guint j = 0; j < files->len; j++) {
            const GfUuFile *file = files->pdata[j];
            g_string_append_printf(
                said, "%s%s %.*s", j > 0 ? ", " : "", file->name,
                (int) strnlen(g_bytes_get_data(file->bytes, NULL), g_bytes_get_size(file->bytes)),
                (const char *) g_bytes_get_data(file->bytes, NULL));
        }
        g_test_message("%s", rows[i].name);
        g_assert_cmpstr(said->str, ==, rows[i].files);
        g_assert_cmpint(rest != NULL, ==, rows[i].rest != NULL);
        if (rest != NULL && rows[i].rest != NULL)
            g_assert_cmpmem(g_bytes_get_data(rest, NULL), g_bytes_get_size(rest), rows[i].rest,
                            strlen(rows[i].rest));
    }
}

#define SIGNATURE "-----BEGIN PGP SIGNATURE-----\n\nabcd\n-----END PGP SIGNATURE-----\n"

static void test_armor(void)
{
    static const struct {
        const char *name, *text, *read;
        gboolean encrypted;
    } rows[] = {
        {"plain", "Oui\n", NULL, FALSE},
        {"signed", "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nOui\n- - tiret\n" SIGNATURE,
         "Oui\n- tiret\n", FALSE},
        {"text around",
         "a\n-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nOui\n" SIGNATURE "- - b\n",
         "a\nOui\n- - b\n", FALSE},
        {"empty line lost", "-----BEGIN PGP SIGNED MESSAGE-----\nOui\n\nmerci\n" SIGNATURE,
         "Oui\n\nmerci\n", FALSE},
        {"no signature", "-----BEGIN PGP SIGNED MESSAGE-----\n\nOui\n", NULL, FALSE},
        {"sealed", "Bonjour\n-----BEGIN PGP MESSAGE-----\n\nabcd\n-----END PGP MESSAGE-----\n",
         NULL, TRUE},
        {"sealed, quoted", "> -----BEGIN PGP MESSAGE-----\n", NULL, FALSE},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *read = gf_armor_signed_text(rows[i].text);
        g_test_message("%s", rows[i].name);
        g_assert_cmpstr(read, ==, rows[i].read);
        g_assert_cmpint(gf_armor_is_encrypted(rows[i].text), ==, rows[i].encrypted);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
    g_test_add_func("/uu/take", test_take);
    g_test_add_func("/uu/armor", test_armor);
    return g_test_run();
}
