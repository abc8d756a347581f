/* text-test.c - tables for text.c; expected values written by hand. */
#include "base/text.h"

#include <locale.h>
#include <string.h>

static void test_clean(void)
{
    static const struct {
        const char *name, *input;
        gssize length;
        const char *expected;
    } rows[] = {
        {"nothing", "", -1, ""},
        {"line ends", "a\r\nb\rc\nd\r\r\ne", -1, "a\nb\nc\nd\n\ne"},
        {"next line",
         "a\xc2\x85"
         "b",
         -1, "a\nb"},
        {"control characters go, tab stays", "a\x01\x1b[31m\tb\x7f\xc2\x9b", -1, "a[31m\tb"},
        {"NUL inside", "a\0b", 3, "ab"},
        {"NUL beside a broken byte", "\0\xe9", 2, "\xef\xbf\xbd"},
        {"invalid byte", "\xe9t\xc3\xa9", -1, "\xef\xbf\xbdt\xc3\xa9"},
        {"length counts", "abcdef", 3, "abc"},
        {"cut character", "\xc3\xa9", 1, "\xef\xbf\xbd"},
        {"accents and emoji stay", "Hélène 🎉 œuvre", -1, "Hélène 🎉 œuvre"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_test_message("%s", rows[i].name);
        g_autofree char *clean = gf_text_clean(rows[i].input, rows[i].length);
        g_assert_cmpstr(clean, ==, rows[i].expected);
        gsize length = rows[i].length < 0 ? strlen(rows[i].input) : (gsize) rows[i].length;
        gboolean same = strlen(clean) == length && memcmp(clean, rows[i].input, length) == 0;
        g_assert_cmpint(gf_text_is_clean(rows[i].input, length), ==, same);
    }
    /* Found at every place of a word. */
    for (gsize i = 0; i < 20; i++) {
        char text[] = "abcdefghijklmnopqrst";
        g_assert_true(gf_text_is_clean(text, 20));
        for (const char *odd = "\x01\x1f\r\x7f\x80\xff"; *odd != '\0'; odd++) {
            text[i] = *odd;
            g_assert_false(gf_text_is_clean(text, 20));
            g_assert_true(gf_text_is_clean(text, i));
        }
    }
    g_autofree char *none = gf_text_clean(NULL, -1);
    g_assert_cmpstr(none, ==, "");
}

static void test_line(void)
{
    static const struct {
        const char *name, *input;
        gsize maximum;
        const char *expected;
    } rows[] = {
        {"plain", "bonjour", 0, "bonjour"},
        {"line ends become one space", "a\r\n\r\nb\tc", 0, "a b c"},
        {"no doubled space", "a \n b", 0, "a  b"},
        {"trimmed", "  \n a \n ", 0, "a"},
        {"header injection", "sujet\r\nBcc: x@y", 0, "sujet Bcc: x@y"},
        {"terminal escape", "a\x1b[2Jb", 0, "a [2Jb"},
        {"line separator", "a\u2028b", 0, "a b"},
        {"direction overrides go", "a\u202egpj.exe", 0, "agpj.exe"},
        {"exact length", "abcde", 5, "abcde"},
        {"cut", "abcdef", 5, "abcd…"},
        {"cut counts characters", "éééééé", 4, "ééé…"},
        {"no space before the ellipsis", "abc def", 5, "abc…"},
        {"invalid byte", "a\xff", 0, "a\xef\xbf\xbd"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_test_message("%s", rows[i].name);
        g_autofree char *line = gf_text_line(rows[i].input, rows[i].maximum);
        g_assert_cmpstr(line, ==, rows[i].expected);
    }
}

static void test_fold(void)
{
    static const struct {
        const char *name, *input, *expected;
    } rows[] = {
        {"accents", "Éléonore À ÇA ñ ü", "eleonore a ca n u"},
        {"decomposed accents", "e\u0301te\u0301", "ete"},
        {"ligatures", "Œuvre Æsope œ æ", "oeuvre aesope oe ae"},
        {"curly apostrophe", "d’accord l‘an s´il", "d'accord l'an s'il"},
        {"kinds of spaces", "a\u00a0b\u202fc\u2009d\te\n\nf", "a b c d e f"},
        {"kinds of dashes", "a–b—c‑d−e-f", "a-b-c-d-e-f"},
        {"runs and ends", "  a   b  ", "a b"},
        {"full width", "ＡＢ１", "ab1"},
        {"soft hyphen and joiners vanish", "pré\u00adsent\u200b", "present"},
        {"strokes", "Łódź Straße Søren", "lodz strasse soren"},
        {"invalid byte survives as a mark",
         "a\xff"
         "b",
         "a\xef\xbf\xbd"
         "b"},
        {"capital I is not Turkish", "I İ", "i i"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_test_message("%s", rows[i].name);
        g_autofree char *folded = gf_text_fold(rows[i].input);
        g_assert_cmpstr(folded, ==, rows[i].expected);
    }
}

static void test_slug(void)
{
    static const struct {
        const char *input, *expected;
        gboolean is_slug;
    } rows[] = {
        {"Hélène d'Œuvre", "helene-d-oeuvre", TRUE},
        {"GT 1", "gt-1", TRUE},
        {"2017-01", "2017-01", TRUE},
        {"--a--b--", "a-b", TRUE},
        {"...", "", FALSE},
        {"日本", "", FALSE},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *slug = gf_text_slug(rows[i].input);
        g_assert_cmpstr(slug, ==, rows[i].expected);
        g_assert_cmpint(gf_text_is_slug(slug), ==, rows[i].is_slug);
    }
    g_autofree char *eighty = g_strnfill(80, 'a');
    g_autofree char *longer = g_strnfill(81, 'a');
    g_autofree char *cut = gf_text_slug(longer);
    g_assert_cmpstr(cut, ==, eighty);
    g_assert_cmpint(gf_text_is_slug(eighty), ==, TRUE);
    g_assert_cmpint(gf_text_is_slug(longer), ==, FALSE);
    static const char *const refused[] = {"-a", "a-", "a--b", "A", "é", "a b", "a_b", "", NULL};
    for (gsize i = 0; i < G_N_ELEMENTS(refused); i++)
        g_assert_cmpint(gf_text_is_slug(refused[i]), ==, FALSE);
}

static void test_bind(void)
{
    static const struct {
        const char *text, *bound;
    } rows[] = {
        {"Vraiment ? Oui ; non : si !", "Vraiment\u00a0? Oui\u00a0; non\u00a0: si\u00a0!"},
        {"dites « oui », pas «non»", "dites «\u00a0oui\u00a0», pas «non»"},
        {"le 1er mars à 9 h 30, puis 14 h", "le 1er mars à 9\u00a0h\u00a030, puis 14\u00a0h"},
        {"2 halles, 3 heures, la ch 12", "2 halles, 3 heures, la ch 12"},
        {"M. Pons, 05 61 00", "M.\u00a0Pons, 05\u00a061\u00a000"},
        {"Mme Roux (43 ko, 1,2 Mo)", "Mme\u00a0Roux (43\u00a0ko, 1,2\u00a0Mo)"},
        {"le SIM. Bon, 4 koalas, un Mo", "le SIM. Bon, 4 koalas, un Mo"},
        {" :", "\u00a0:"},
        {"fin ", "fin "},
        {"a: b; https://x.example/?a=b", "a: b; https://x.example/?a=b"},
        {"", ""},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *bound = gf_text_bind(rows[i].text);
        g_assert_cmpstr(bound, ==, rows[i].bound);
    }
}

static void test_split(void)
{
    g_auto(GStrv) pieces = gf_text_split(" a ; b,, ;c d ", ";,");
    g_autofree char *joined = g_strjoinv("|", pieces);
    g_assert_cmpstr(joined, ==, "a|b|c d");
    g_auto(GStrv) none = gf_text_split(" ; ", ";");
    g_assert_cmpuint(g_strv_length(none), ==, 0);
}

/* RFC 4648 section 10, in lower case and without padding. */
static void test_base32(void)
{
    static const char *const rows[][2] = {
        {"", ""},
        {"f", "my"},
        {"fo", "mzxq"},
        {"foo", "mzxw6"},
        {"foob", "mzxw6yq"},
        {"fooba", "mzxw6ytb"},
        {"foobar", "mzxw6ytboi"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *out = gf_text_base32((const guint8 *) rows[i][0], strlen(rows[i][0]));
        g_assert_cmpstr(out, ==, rows[i][1]);
    }
    g_autofree char *high = gf_text_base32((const guint8 *) "\xff\xff\xff\xff\xff\xff", 6);
    g_assert_cmpstr(high, ==, "7777777774");
}

/* FIPS 180-2, appendix B.1. */
static void test_sha256(void)
{
    g_autofree char *sum = gf_text_sha256("abc", 3);
    g_assert_cmpstr(sum, ==, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

static void test_locale_is_irrelevant(void)
{
    g_autofree char *before = gf_text_fold("ÉCOLE I");
    setlocale(LC_ALL, "tr_TR.UTF-8");
    g_autofree char *after = gf_text_fold("ÉCOLE I");
    setlocale(LC_ALL, "C");
    g_assert_cmpstr(before, ==, after);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
    g_test_add_func("/text/clean", test_clean);
    g_test_add_func("/text/line", test_line);
    g_test_add_func("/text/fold", test_fold);
    g_test_add_func("/text/slug", test_slug);
    g_test_add_func("/text/bind", test_bind);
    g_test_add_func("/text/split", test_split);
    g_test_add_func("/text/base32", test_base32);
    g_test_add_func("/text/sha256", test_sha256);
    g_test_add_func("/text/locale", test_locale_is_irrelevant);
    return g_test_run();
}
