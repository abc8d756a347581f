/* charset-test.c - charsets right, wrong and missing; transfer encodings; flowed text. */
#include "mime/charset.h"

#include <string.h>

#include "mime/codec.h"
#include "mime/flowed.h"

static void test_decode(void)
{
    static const struct {
        const char *name, *bytes, *declared, *text, *guessed;
    } rows[] = {
        {"ASCII", "abc", NULL, "abc", NULL},
        {"UTF-8", "\xc3\xa9", "utf-8", "é", NULL},
        {"UTF-8 not declared", "\xc3\xa9", NULL, "é", "utf-8"},
        {"UTF-8 declared as latin-1", "\xc3\xa9", "iso-8859-1", "é", "utf-8"},
        {"latin-1", "\xe9t\xe9", "ISO-8859-1", "été", NULL},
        {"latin-1 that is windows", "l\x92\x9cuvre", "iso-8859-1", "l’œuvre", "windows-1252"},
        {"latin-1 declared as UTF-8", "\xe9t\xe9", "utf-8", "été", "windows-1252"},
        {"latin-1 declared as ASCII", "\xe9t\xe9", "us-ascii", "été", "windows-1252"},
        {"latin-1 not declared", "\xe9t\xe9", NULL, "été", "windows-1252"},
        {"unknown charset", "\xe9t\xe9", "bogus", "été", "windows-1252"},
        {"wrong, and taken, at the end", "\xa2\xe8", "euc-kr", "¢è", "windows-1252"},
        {"slashes are no instructions", "\xe9", "iso-8859-15//TRANSLIT", "é", NULL},
        {"euro sign", "\xa4", "iso-8859-15", "€", NULL},
        {"quoted name", "\xe9", "\"iso-8859-1\"", "é", NULL},
        {"UTF-8 with one wrong byte", "\xc3\xa9\xc3\xa9\xff", "utf-8", "éé\xff", "utf-8"},
        {"undefined in windows-1252", "\x81\xe9", "windows-1252", "\xef\xbf\xbdé", NULL},
        {"shift JIS", "\x82\xa0", "Shift_JIS", "あ", NULL},
        {"ISO-2022-JP", "\x1b$B$\"\x1b(B", "iso-2022-jp", "あ", NULL},
        {"UTF-7", "+AOk-", "utf-7", "é", NULL},
        {"gb2312 that is gbk", "\x87\xe5", "gb2312", "囧", NULL},
        {"KOI8-R", "\xf0\xd2\xc9\xd7\xc5\xd4", "koi8-r", "Привет", NULL},
        {"byte order mark", "\xef\xbb\xbf\xc3\xa9", NULL, "é", NULL},
        {"UTF-16 mark", "\xff\xfe\xe9\x01", NULL, "ǩ", NULL},
        {"UTF-16 mark against UTF-8", "\xff\xfe\xe9\x01", "utf-8", "ǩ", "utf-16"},
        {"a footer in Latin-1", "\xc3\xa9t\xc3\xa9\nv\xe9rifi\xe9", "utf-8", "été\nvérifié",
         "utf-8 and windows-1252"},
        {"a footer in UTF-8", "\xe9t\xe9\nv\xc3\xa9rifi\xc3\xa9", "iso-8859-1", "été\nvérifié",
         "utf-8 and windows-1252"},
        {"UTF-8 twice", "\xc3\x83\xc2\xa9t\xc3\x83\xc2\xa9", "utf-8", "été", "utf-8 twice"},
        {"UTF-8 twice, hard space lost", "\xc3\x83 Paris", "utf-8", "à Paris", "utf-8 twice"},
        {"signs spoken of", "\xc3\x83\xc2\xa9 pour \xc3\xa9", "utf-8", "Ã© pour é", NULL},
        {"a letter before a quote", "Annul\xc3\xa9\xe2\x80\xa6\xc2\xbb", "utf-8", "Annulé…»", NULL},
        {"name of a code page", "\xcf\xf0\xe8\xe2\xe5\xf2", "x-cp1251", "Привет", NULL},
        {"name of a DOS page", "\x82", "cp-850", "é", NULL},
        {"name of Latin-2", "\xec", "latin2", "ě", NULL},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        const char *guessed = "unset";
        g_autofree char *text = gf_charset_decode(rows[i].bytes, strlen(rows[i].bytes),
                                                  rows[i].declared, &guessed, NULL);
        if (g_strcmp0(text, rows[i].text) != 0 || g_strcmp0(guessed, rows[i].guessed) != 0)
            g_test_message("row: %s", rows[i].name);
        g_assert_cmpstr(text, ==, rows[i].text);
        g_assert_cmpstr(guessed, ==, rows[i].guessed);
    }
}

/* Text with zero bytes: each second one, or here and there. */
static void test_wide(void)
{
    static const struct {
        const char *name, *bytes;
        gsize length;
        const char *declared, *text, *guessed;
    } rows[] = {
        {"little-endian", "O\0u\0i\0,\0 \0\xe0\0 \0d\0i\0x\0", 20, "utf-16", "Oui, à dix", NULL},
        {"big-endian", "\0O\0u\0i\0,\0 \0\xe0\0 \0d\0i\0x", 20, "utf-16", "Oui, à dix", NULL},
        {"not declared", "O\0u\0i\0,\0 \0\xe0\0 \0d\0i\0x\0", 20, NULL, "Oui, à dix", "utf-16"},
        {"stray zeros", "Oui,\0 je viens\0 a dix\0", 23, NULL, "Oui,", NULL},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        const char *guessed = "unset";
        g_test_message("%s", rows[i].name);
        g_autofree char *text =
            gf_charset_decode(rows[i].bytes, rows[i].length, rows[i].declared, &guessed, NULL);
        g_assert_cmpstr(text, ==, rows[i].text);
        g_assert_cmpstr(guessed, ==, rows[i].guessed);
    }
}

/* The same without preloaded converters and with them, twice. */
static void test_decode_preloaded(void)
{
    gf_charset_init();
    test_decode();
    test_decode();
}

static char *decoded(void (*decode)(GByteArray *, const char *, gsize), const char *text)
{
    g_autoptr(GByteArray) out = g_byte_array_new();
    decode(out, text, strlen(text));
    g_byte_array_append(out, (const guint8 *) "", 1);
    return g_strdup((const char *) out->data);
}

static void test_codecs(void)
{
    static const struct {
        const char *name, *text, *expected;
        void (*decode)(GByteArray *, const char *, gsize);
    } rows[] = {
        {"base 64", "Zm9vYmFy", "foobar", gf_codec_base64},
        {"padding", "Zm9vYg==", "foob", gf_codec_base64},
        {"no padding", "Zm9vYg", "foob", gf_codec_base64},
        {"lines and noise", "Zm 9v\r\n*YmFy!\n", "foobar", gf_codec_base64},
        {"inner padding", "Zm9vYg==\r\nYmFy", "foobbar", gf_codec_base64},
        {"URL alphabet", "w7_Dvw==", "ÿÿ", gf_codec_base64},
        {"nothing", "", "", gf_codec_base64},
        {"quoted-printable", "=C3=a9t", "ét", gf_codec_quoted_printable},
        {"soft break", "a=\r\nb=\nc= \t\r\nd", "abcd", gf_codec_quoted_printable},
        {"wrong escape", "a=ZZ=4 =", "a=ZZ=4 ", gf_codec_quoted_printable},
        {"underscore is no space here", "a_b", "a_b", gf_codec_quoted_printable},
        {"q", "a_b=C3=A9", "a bé", gf_codec_q},
        {"percent", "a%20b%C3%A9%zz%", "a bé%zz%", gf_codec_percent},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_test_message("%s", rows[i].name);
        g_autofree char *text = decoded(rows[i].decode, rows[i].text);
        g_assert_cmpstr(text, ==, rows[i].expected);
    }
}

static void test_base64_text(void)
{
    static const struct {
        const char *text, *expected;
        gboolean whole;
    } rows[] = {
        {"T3VpLCBq\nZSB2aWVucw==\n", "Oui, je viens", TRUE},
        {"T3VpLCBq!\n ~ZSB2\naWVucw==\n", "Oui, je viens", TRUE},
        {"T3VpCg==\n____________\nListe des membres\n", "Oui\n____________\nListe des membres\n",
         FALSE},
        {"T3Vp\n\nhttps://listes.example/a\n", "Oui\n\nhttps://listes.example/a\n", FALSE},
        {"Bonjour\n\nje viens demain\n", "Bonjour\n\nje viens demain\n", FALSE},
        {"", "", TRUE},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GByteArray) out = g_byte_array_new();
        g_assert_cmpint(gf_codec_base64_text(out, rows[i].text, strlen(rows[i].text)), ==,
                        rows[i].whole);
        g_byte_array_append(out, (const guint8 *) "", 1);
        g_assert_cmpstr((const char *) out->data, ==, rows[i].expected);
    }
}

static void test_flowed(void)
{
    static const struct {
        const char *name, *text, *expected;
        gboolean delete_space;
    } rows[] = {
        {"fixed", "a\nb\n", "a\nb\n", FALSE},
        {"soft", "a \nb\n", "a b\n", FALSE},
        {"soft twice", "a \nb \nc\nd", "a b c\nd", FALSE},
        {"stuffed", " From\n  x\n", "From\n x\n", FALSE},
        {"quotes", "> a \n> b\nc\n", "> a b\nc\n", FALSE},
        {"another depth ends", "> a \n>> b \nc\n", "> a \n>> b \nc\n", FALSE},
        {"signature", "a \n-- \nJean\n", "a \n-- \nJean\n", FALSE},
        {"delete space", "un  \ndeux  \ntrois\n", "un deux trois\n", TRUE},
        {"delete space within a word", "a  \nhttp:// \nx.fr\n", "a http://x.fr\n", TRUE},
        {"delete space between characters", "これは \n続き \n終わり\n", "これは続き終わり\n", TRUE},
        {"delete space announced only", "un \ndeux \ntrois\n", "un deux trois\n", TRUE},
        {"last line soft", "a ", "a ", FALSE},
        {"nothing", "", "", FALSE},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *text = gf_flowed_join(rows[i].text, rows[i].delete_space);
        if (strcmp(text, rows[i].expected) != 0)
            g_test_message("row: %s", rows[i].name);
        g_assert_cmpstr(text, ==, rows[i].expected);
    }
}

static void test_flowed_break(void)
{
    static const struct {
        const char *text, *flowed;
    } rows[] = {
        {"court\n", "court\n"},
        {"un deux trois quatre cinq\n\nsix\n", "un deux \ntrois \nquatre \ncinq\n\nsix\n"},
        {"été « à la plage »", "été « à \nla \nplage »"},
        {"été «\u00a0à la\u00a0plage\u00a0»", "été «\u00a0à \nla\u00a0plage\u00a0»"},
        {"voir https://un.example/chemin ici", "voir \nhttps://un.example/chemin \nici"},
        {"1234567 > non\n> si\nFrom là", "1234567 \n > non\n > si\n From là"},
        {"fin   \n-- \nmoi", "fin\n-- \nmoi"},
        {"", ""},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *flowed = gf_flowed_break(rows[i].text, 8);
        g_assert_cmpstr(flowed, ==, rows[i].flowed);
        g_autofree char *joined = gf_flowed_join(flowed, FALSE);
        g_autofree char *again = gf_flowed_break(joined, 8);
        g_assert_cmpstr(again, ==, flowed);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
    g_test_add_func("/charset/decode", test_decode);
    g_test_add_func("/charset/preloaded", test_decode_preloaded);
    g_test_add_func("/charset/wide", test_wide);
    g_test_add_func("/charset/codecs", test_codecs);
    g_test_add_func("/charset/base64-text", test_base64_text);
    g_test_add_func("/charset/flowed", test_flowed);
    g_test_add_func("/charset/flowed-break", test_flowed_break);
    return g_test_run();
}
