/* filename-test.c - names of strangers' files. */
#include "base/filename.h"

#include "base/limits.h"

#include <string.h>

static const struct {
    const char *name, *given, *safe;
} rows[] = {
    {"plain", "avis.pdf", "avis.pdf"},
    {"accents stay", "délibération n° 3.odt", "délibération n° 3.odt"},
    {"a path", "../../etc/passwd", "passwd"},
    {"a path of Windows", "C:\\scans\\..\\avis.pdf", "avis.pdf"},
    {"only a path", "dossier/", "document"},
    {"parent", "..", "document"},
    {"empty", "", "document"},
    {"spaces", "   ", "document"},
    {"hidden", ".bashrc", "bashrc"},
    {"a dot and spaces around", " .. avis.pdf. ", "avis.pdf"},
    {"forbidden", "avis: \"oui\"?*<b>|.pdf", "avis- -oui----b--.pdf"},
    {"control characters", "a\nvis\t\x1b[31m.pdf", "a vis [31m.pdf"},
    {"turned around", "photo\u202Egpj.exe", "photogpj.exe"},
    {"not seen", "av\u200Bis\uFEFF.pdf", "avis.pdf"},
    {"odd spaces", "avis\u00A0du\u2003maire.pdf", "avis du maire.pdf"},
    {"a device", "con.txt", "_con.txt"},
    {"another one", "COM1", "_COM1"},
    {"none", "console.txt", "console.txt"},
    {"broken bytes", "avis\xff.pdf", "avis.pdf"},
    {"a leading hyphen stays", "-rf", "-rf"},
};

static void test_safe(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *safe = gf_filename_safe(rows[i].given, "document");
        if (g_strcmp0(safe, rows[i].safe) != 0)
            g_test_message("%s", rows[i].name);
        g_assert_cmpstr(safe, ==, rows[i].safe);
    }
}

/* Whole characters, and the ending, remain. */
static void test_long(void)
{
    g_autoptr(GString) name = g_string_new(NULL);
    for (guint i = 0; i < 300; i++)
        g_string_append(name, "é");
    g_string_append(name, ".pdf");
    g_autofree char *safe = gf_filename_safe(name->str, "document");
    g_assert_cmpuint(strlen(safe), <=, GF_LIMIT_FILENAME_BYTES);
    g_assert_cmpuint(strlen(safe), >, GF_LIMIT_FILENAME_BYTES - 3);
    g_assert_true(g_utf8_validate(safe, -1, NULL));
    g_assert_true(g_str_has_suffix(safe, "é.pdf"));
    g_autoptr(GHashTable) taken = gf_filename_set();
    g_autofree char *first = gf_filename_unique(safe, taken);
    g_autofree char *second = gf_filename_unique(safe, taken);
    g_assert_cmpstr(first, ==, safe);
    g_assert_true(g_str_has_suffix(second, "-2.pdf"));
    g_assert_cmpuint(strlen(second), <=, GF_LIMIT_FILENAME_BYTES);
}

static void test_unique(void)
{
    static const char *const given[] = {"photo.jpg",   "Photo.JPG", "phôto.jpg",
                                        "photo-2.jpg", "sans fin",  "sans fin"};
    static const char *const wanted[] = {"photo.jpg",     "Photo-2.JPG", "phôto-3.jpg",
                                         "photo-2-2.jpg", "sans fin",    "sans fin-2"};
    g_autoptr(GHashTable) taken = gf_filename_set();
    for (gsize i = 0; i < G_N_ELEMENTS(given); i++) {
        g_autofree char *name = gf_filename_unique(given[i], taken);
        g_assert_cmpstr(name, ==, wanted[i]);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
    g_test_add_func("/base/filename/safe", test_safe);
    g_test_add_func("/base/filename/long", test_long);
    g_test_add_func("/base/filename/unique", test_unique);
    return g_test_run();
}
