/* rtf-test.c - words of Rich Text Format, and its compression. */
#include "mime/rtf.h"

#include <string.h>

static const struct {
    const char *name, *rtf, *expected;
} texts[] = {
    {"nothing", "", ""},
    {"no RTF", "Bonjour", ""},
    {"words and line ends", "{\\rtf1\\ansi Oui\\par non\\line peut-\\'eatre\\par}",
     "Oui\nnon\npeut-être"},
    {"line ends of the file are none", "{\\rtf1 O\r\nui\\\nnon}", "Oui\nnon"},
    {"escaped braces", "{\\rtf1 a\\{b\\}c\\\\d}", "a{b}c\\d"},
    {"code page of the document", "{\\rtf1\\ansi\\ansicpg1251 \\'cf\\'f0}", "Пр"},
    {"code page of the font",
     "{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0 Arial;}{\\f1\\fcharset204 Arial Cyr;}}"
     "\\f0\\'e9{\\f1\\'cf}\\'e9}",
     "éПé"},
    {"Unicode with what stands for it",
     "{\\rtf1\\uc1 \\u233?t\\u233\\'e9{\\uc2\\u8217??s}\\u233 ?}", "été’sé"},
    {"Unicode in halves", "{\\rtf1\\uc0\\u-10179 \\u-8704 !}", "\U0001f600!"},
    {"tables, pictures and what is unknown",
     "{\\rtf1{\\fonttbl{\\f0 Arial;}}{\\colortbl;}{\\*\\unknown a}{\\pict 00ff}{\\info{\\author "
     "B}}Oui}",
     "Oui"},
    {"a link shows its words",
     "{\\rtf1{\\field{\\*\\fldinst HYPERLINK \"http://x.example\"}{\\fldrslt ici}}}", "ici"},
    {"made from HTML",
     "{\\rtf1\\fromhtml1{\\*\\htmltag64 <p>}\\htmlrtf {\\htmlrtf0 Oui{\\*\\htmltag72 </p>}"
     "\\htmlrtf\\par}\\htmlrtf0 non}",
     "Oui\nnon"},
    {"binary data", "{\\rtf1{\\pict\\bin4 }}}}}Oui}", "Oui"},
    {"more binary than there is", "{\\rtf1\\bin2147483647 Oui}", ""},
    {"cut in a word", "{\\rtf1 Oui\\", "Oui"},
    {"cut in a byte", "{\\rtf1 Oui\\'e", "Ouie"},
    {"closed too often", "{\\rtf1 Oui}}}}\\par non", "Oui\nnon"},
    {"punctuation", "{\\rtf1 \\ldblquote a\\rdblquote\\~\\endash\\tab b\\_c}", "“a”\u00a0–\tb-c"},
};

static void test_text(gconstpointer data)
{
    gsize i = GPOINTER_TO_SIZE(data);
    g_autofree char *text = gf_rtf_text(texts[i].rtf, strlen(texts[i].rtf));
    g_assert_cmpstr(text, ==, texts[i].expected);
}

static void test_deep(void)
{
    g_autoptr(GString) rtf = g_string_new("{\\rtf1 ");
    for (int i = 0; i < 100000; i++)
        g_string_append(rtf, "{");
    for (int i = 0; i < 100000; i++)
        g_string_append(rtf, "}");
    g_string_append(rtf, "Oui}");
    g_autofree char *text = gf_rtf_text(rtf->str, rtf->len);
    g_assert_cmpstr(text, ==, "Oui");
}

/* The examples of [MS-OXRTFCP] section 4: a run that repeats itself, and references into what the
 * dictionary holds from the start. */
static void test_unpack(void)
{
    static const guint8 plain[] = "\x2d\0\0\0\x2b\0\0\0LZFu\xf1\xc5\xc7\xa7\x03\0\x0a\0rcpg125\x42"
                                  "2\x0a\xf3 hel\x09\0 bw\x05\xb0ld}\x0a\x80\x0f\xa0";
    static const guint8 repeated[] = "\x1a\0\0\0\x1c\0\0\0LZFu\xe2\xd4\x4b\x51\x41\0\x04 WXYZ"
                                     "\x0d\x6e}\x01\x0e\xb0";
    static const guint8 raw[] = "\x10\0\0\0\x04\0\0\0MELA\0\0\0\0Oui.";
    const struct {
        const guint8 *data;
        gsize size;
        const char *expected;
    } rows[] = {
        {plain, sizeof plain - 1, "{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"},
        {repeated, sizeof repeated - 1, "{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}"},
        {raw, sizeof raw - 1, "Oui."},
        {raw, 15, NULL},
        {(const guint8 *) "0123456789abcdefgh", 18, NULL},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        GString *rtf = gf_rtf_unpack(rows[i].data, rows[i].size);
        g_assert_cmpstr(rtf != NULL ? rtf->str : NULL, ==, rows[i].expected);
        if (rtf != NULL)
            g_string_free(rtf, TRUE);
    }
    for (gsize size = 0; size < sizeof plain; size++) {
        GString *rtf = gf_rtf_unpack(plain, size);
        if (rtf != NULL)
            g_string_free(rtf, TRUE);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autofree char *path = g_strconcat("/rtf/text/", texts[i].name, NULL);
        g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_text);
    }
    g_test_add_func("/rtf/deep", test_deep);
    g_test_add_func("/rtf/unpack", test_unpack);
    return g_test_run();
}
