/* word-test.c - encoded words and parameters, tables. */
#include "mime/word.h"

static void test_decode(void)
{
    static const struct {
        const char *name, *raw, *text;
    } rows[] = {
        {"plain", "Bonjour", "Bonjour"},
        {"empty", "", ""},
        {"q", "=?iso-8859-1?Q?Pl=E9ni=E8re_du_31?=", "Plénière du 31"},
        {"b", "=?utf-8?B?UGzDqW5pw6hyZQ==?=", "Plénière"},
        {"padded words in a row", "=?utf-8?B?Q29udm9jYXRpb24gw6AgbGEgcw==?= =?utf-8?B?w6lhbmNl?=",
         "Convocation à la séance"},
        {"a character in two words", "=?utf-8?B?w6nD?= =?utf-8?B?qQ==?=", "éé"},
        {"two charsets", "=?iso-8859-1?Q?=E9?= =?utf-8?Q?=C3=A9?=", "éé"},
        {"words beside text", "Re: =?utf-8?Q?=C3=A9?= et =?utf-8?Q?=C3=A0?= !", "Re: é et à !"},
        {"glued to text", "a=?utf-8?Q?=C3=A9?=b", "aéb"},
        {"folded", "=?utf-8?Q?a?=\r\n =?utf-8?Q?b?=", "ab"},
        {"language", "=?utf-8*fr?Q?=C3=A9?=", "é"},
        {"lower case", "=?UTF-8?q?=c3=a9?=", "é"},
        {"spaces within", "=?utf-8?Q?a b?=", "a b"},
        {"unknown charset", "=?bogus?Q?=E9t=E9?=", "été"},
        {"euro", "=?iso-8859-15?Q?=A4?= =?windows-1252?Q?=80?=", "€€"},
        {"wrong charset", "=?us-ascii?Q?=E9?=", "é"},
        {"Japanese", "=?ISO-2022-JP?B?GyRCJCIbKEI=?=", "あ"},
        {"raw UTF-8", "Pl\xc3\xa9ni\xc3\xa8re", "Plénière"},
        {"raw latin-1", "Pl\xe9ni\xe8re", "Plénière"},
        {"raw beside a word", "\xc3\xa9 =?utf-8?Q?=C3=A9?=", "é é"},
        {"unfinished", "=?utf-8?Q?abc", "=?utf-8?Q?abc"},
        {"no such encoding", "=?utf-8?X?abc?=", "=?utf-8?X?abc?="},
        {"unfinished before a word", "=?utf-8?Q?a =?utf-8?Q?b?=", "=?utf-8?Q?a b"},
        {"line ends inside", "=?utf-8?Q?a=0D=0ABcc:_x@y?=", "a Bcc: x@y"},
        {"NUL inside", "=?utf-8?Q?a=00b?=", "a b"},
        {"escaped first character", "=?utf-8?q?=41b?=", "Ab"},
        {"empty word",
         "a =?utf-8?Q?"
         "?= b",
         "a  b"},
        {"equals alone", "= =? =?= ?=", "= =? =?= ?="},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *text = gf_word_decode(rows[i].raw);
        if (g_strcmp0(text, rows[i].text) != 0)
            g_test_message("row: %s", rows[i].name);
        g_assert_cmpstr(text, ==, rows[i].text);
    }
}

static void test_parameter(void)
{
    static const struct {
        const char *name, *header, *parameter, *value;
    } rows[] = {
        {"plain", "text/plain; charset=utf-8", "charset", "utf-8"},
        {"quoted", "text/plain; charset=\"utf-8\"; x=y", "charset", "utf-8"},
        {"upper case, spaces", "text/plain ; CHARSET = utf-8 ; x=y", "charset", "utf-8"},
        {"absent", "text/plain; x=charset", "charset", NULL},
        {"no parameters", "text/plain", "charset", NULL},
        {"longer name", "a/b; filenamex=1; filename=2", "filename", "2"},
        {"spaces unquoted", "attachment; filename=mon fichier.pdf", "filename", "mon fichier.pdf"},
        {"semicolon quoted", "attachment; filename=\"a;b.pdf\"", "filename", "a;b.pdf"},
        {"escaped quote", "attachment; filename=\"a\\\"b.pdf\"", "filename", "a\"b.pdf"},
        {"never closed", "attachment; filename=\"a.pdf", "filename", "a.pdf"},
        {"extended", "attachment; filename*=utf-8'fr'r%C3%A9sum%C3%A9.pdf", "filename",
         "résumé.pdf"},
        {"extended latin-1", "attachment; filename*=iso-8859-1''r%E9sum%E9.pdf", "filename",
         "résumé.pdf"},
        {"extended wins", "attachment; filename=resume.pdf; filename*=utf-8''r%C3%A9sum%C3%A9.pdf",
         "filename", "résumé.pdf"},
        {"continued", "attachment; filename*0=abc; filename*1=\"def.pdf\"", "filename",
         "abcdef.pdf"},
        {"continued out of order", "a/b; name*1*=%A9b; name*0*=utf-8''a%C3", "name", "aéb"},
        {"mixed continuation", "a/b; name*0*=utf-8''%C3%A9; name*1=\"%41.pdf\"", "name",
         "é%41.pdf"},
        {"encoded word", "a/b; name=\"=?utf-8?B?w6k=?=.pdf\"", "name", "é.pdf"},
        {"padded words",
         "a/b; name=\"=?utf-8?B?cmFwcG9ydCBkJ8Opdg==?= =?utf-8?B?YWx1YXRpb24ucGRm?=\"", "name",
         "rapport d'évaluation.pdf"},
        {"raw latin-1", "a/b; name=\"r\xe9sum\xe9.pdf\"", "name", "résumé.pdf"},
        {"stray semicolons", "a/b;;; ; name=x;;", "name", "x"},
        {"empty", "", "name", NULL},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *value = gf_word_parameter(rows[i].header, rows[i].parameter);
        if (g_strcmp0(value, rows[i].value) != 0)
            g_test_message("row: %s", rows[i].name);
        g_assert_cmpstr(value, ==, rows[i].value);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
    g_test_add_func("/word/decode", test_decode);
    g_test_add_func("/word/parameter", test_parameter);
    return g_test_run();
}
