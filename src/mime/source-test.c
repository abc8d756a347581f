/* source-test.c - limits: what is too much comes out cut, with a problem, in bounded time and
 * memory. */
#include "mime/source.h"

#include <string.h>

#include "base/limits.h"
#include "mime/parse.h"

static gboolean has_problem(const GfLetter *letter, const char *code)
{
    for (guint i = 0; i < letter->problems->len; i++)
        if (strcmp(((GfProblem *) letter->problems->pdata[i])->code, code) == 0)
            return TRUE;
    return FALSE;
}

/* Parses and frees; the letter, owned. The number of parts where it is asked for. */
static GfLetter *parse(GString *raw, guint *ret_parts)
{
    g_autoptr(GBytes) bytes = g_string_free_to_bytes(raw);
    GfLetter *letter = gf_letter_new();
    g_autoptr(GPtrArray) parts = NULL;
    g_autofree char *html = NULL;
    gf_mime_parse(bytes, letter, &parts, &html);
    if (ret_parts != NULL)
        *ret_parts = parts->len;
    return letter;
}

static void append_times(GString *out, const char *text, guint times)
{
    for (guint i = 0; i < times; i++)
        g_string_append(out, text);
}

static void test_parts(void)
{
    GString *raw = g_string_new("Content-Type: multipart/mixed; boundary=M\n\n--M\n\nOui\n");
    append_times(raw, "--M\n\n", 100000);
    guint parts = 0;
    g_autoptr(GfLetter) letter = parse(raw, &parts);
    g_assert_true(has_problem(letter, "parts-too-many"));
    g_assert_cmpuint(parts, <=, GF_LIMIT_PARTS);
    g_assert_cmpuint(parts, >, GF_LIMIT_PARTS / 2);
    g_assert_cmpstr(letter->text, ==, "Oui");
}

static void test_dashes_in_a_text(void)
{
    GString *raw = g_string_new("Subject: a\n\n");
    append_times(raw, "-----\n", 500);
    g_string_append(raw, "-- \nJean\n");
    g_autoptr(GfLetter) letter = parse(raw, NULL);
    g_assert_cmpuint(letter->problems->len, ==, 0);
    g_assert_cmpuint(strlen(letter->text), ==, 500 * 6 + 9);
}

static void test_depth(void)
{
    GString *raw = g_string_new("");
    for (int i = 0; i < 2000; i++)
        g_string_append_printf(raw, "Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n", i, i);
    g_string_append(raw, "\nOui\n");
    g_autoptr(GfLetter) letter = parse(raw, NULL);
    g_assert_true(has_problem(letter, "nesting-too-deep") || has_problem(letter, "parts-too-many"));
}

static void test_nested_messages(void)
{
    GString *raw = g_string_new("");
    append_times(raw, "Content-Type: message/rfc822\n\n", 5000);
    g_string_append(raw, "Subject: x\n\nOui\n");
    g_autoptr(GfLetter) letter = parse(raw, NULL);
    g_assert_true(has_problem(letter, "nesting-too-deep"));
}

/* GMime recurses into groups: the header must reach it cut, wherever it stands. */
static void test_groups(void)
{
    static const char *const leads[] = {
        "Subject: a\nTo: ",
        "Content-Type: message/rfc822\n\nTo: ",
        "Content-Type: multipart/digest; boundary=D\n\n--D\n\nTo: ",
        "Content-Type: multipart/mixed; boundary=M\n\n--M\nContent-Type: MESSAGE/RFC822\n\nTo:\n ",
    };
    for (gsize i = 0; i < G_N_ELEMENTS(leads); i++) {
        GString *raw = g_string_new(leads[i]);
        append_times(raw, "a:", 200000);
        g_string_append(raw, "\n\nOui\n");
        g_autoptr(GfLetter) letter = parse(raw, NULL);
        g_test_message("%s", leads[i]);
        g_assert_true(has_problem(letter, "header-too-long"));
    }
}

/* A field of which not even the name fits. */
static void test_names(void)
{
    static const char *const leads[] = {
        "x",
        "Subject",
        "X-First: 1\nTo",
        "Content-Type: message/rfc822\n\nx",
        "Content-Type: message/rfc822\n\nTo",
    };
    static const char *const more[] = {"x", " "};
    for (gsize i = 0; i < G_N_ELEMENTS(leads) * G_N_ELEMENTS(more); i++) {
        GString *raw = g_string_new(leads[i / G_N_ELEMENTS(more)]);
        append_times(raw, more[i % G_N_ELEMENTS(more)], GF_LIMIT_HEADER_BYTES + 1000);
        g_string_append(raw, ": a@x.fr\nFrom: x@y.fr\n\nOui\n");
        g_autoptr(GfLetter) letter = parse(raw, NULL);
        g_test_message("%s", leads[i / G_N_ELEMENTS(more)]);
        g_assert_true(has_problem(letter, "header-too-long"));
        g_assert_cmpuint(letter->to->len, ==, 0);
        g_assert_null(letter->subject);
    }
}

static void test_recipients(void)
{
    GString *raw = g_string_new("From: x@y.fr\n");
    for (int i = 0; i < 2000; i++)
        g_string_append_printf(raw, "To: a%d@x.fr\n", i);
    g_string_append(raw, "\nOui\n");
    g_autoptr(GfLetter) many = parse(raw, NULL);
    g_assert_true(has_problem(many, "headers-too-many"));
    g_assert_cmpuint(many->to->len, ==, GF_LIMIT_HEADERS - 1);
    g_assert_cmpstr(many->text, ==, "Oui\n");
    GString *one = g_string_new("To: ");
    for (int i = 0; i < 10000; i++)
        g_string_append_printf(one, "a%04d@x.fr, ", i);
    g_string_append(one, "\nFrom: x@y.fr\n\nOui\n");
    g_autoptr(GfLetter) letter = parse(one, NULL);
    g_assert_true(has_problem(letter, "header-too-long"));
    g_assert_true(has_problem(letter, "recipients-too-many"));
    g_assert_cmpuint(letter->to->len, ==, GF_LIMIT_RECIPIENTS);
    g_assert_cmpstr(letter->from->address, ==, "x@y.fr");
}

static void test_headers(void)
{
    GString *raw = g_string_new("Subject: a");
    append_times(raw, "a", 10 * 1024 * 1024);
    g_string_append(raw, "\nFrom: x@y.fr\n\nOui\n");
    g_autoptr(GfLetter) letter = parse(raw, NULL);
    g_assert_true(has_problem(letter, "header-too-long"));
    g_assert_cmpuint(strlen(letter->subject), <=, GF_LIMIT_HEADER_BYTES);
    g_assert_cmpstr(letter->from->address, ==, "x@y.fr");
    g_assert_cmpstr(letter->text, ==, "Oui\n");
    GString *block = g_string_new("From: x@y.fr\n");
    g_autofree char *value = g_strnfill(1000, 'a');
    for (int i = 0; i < 900; i++)
        g_string_append_printf(block, "X-%d: %s\n", i, value);
    g_string_append(block, "\nOui\n");
    g_autoptr(GfLetter) large = parse(block, NULL);
    g_assert_true(has_problem(large, "header-block-too-large"));
    g_assert_cmpstr(large->text, ==, "Oui\n");
}

static void test_text(void)
{
    GString *raw = g_string_new("Content-Type: text/plain; charset=utf-8\n\n");
    append_times(raw, "é", 2 * 1024 * 1024);
    g_autoptr(GfLetter) letter = parse(raw, NULL);
    g_assert_true(has_problem(letter, "text-cut"));
    g_assert_false(has_problem(letter, "charset-guessed"));
    g_assert_cmpuint(strlen(letter->text), ==, GF_LIMIT_TEXT_BYTES);
    g_assert_true(g_utf8_validate(letter->text, -1, NULL));
    GString *lines = g_string_new("Content-Type: text/plain\n\n");
    append_times(lines, "Une ligne de texte.\n", 100000);
    g_autoptr(GfLetter) cut = parse(lines, NULL);
    g_assert_true(g_str_has_suffix(cut->text, "texte.\n"));
}

static void test_attachments(void)
{
    GString *raw = g_string_new("Content-Type: multipart/mixed; boundary=M\n\n");
    append_times(raw, "--M\nContent-Type: image/png\n\nx\n", 300);
    g_autoptr(GfLetter) letter = parse(raw, NULL);
    g_assert_true(has_problem(letter, "attachments-too-many"));
    g_assert_cmpuint(letter->attachments->len, ==, GF_LIMIT_ATTACHMENTS);
    g_assert_cmpuint(letter->problems->len, <=, GF_LIMIT_PROBLEMS);
}

static void test_message(void)
{
    GString *raw = g_string_new("Subject: a\n\nOui\n");
    append_times(raw, "0123456789012345678901234567890123456789012345678901234567890123456789\n",
                 GF_LIMIT_MESSAGE_BYTES / 71 + 10);
    g_autoptr(GfLetter) letter = parse(raw, NULL);
    g_assert_true(has_problem(letter, "message-too-large"));
    g_assert_true(g_str_has_prefix(letter->text, "Oui\n"));
}

/* A parameter name on which GMime loops when it writes it again. */
static void test_parameter_name(void)
{
    for (int length = 60; length < 80; length++) {
        GString *raw = g_string_new("Content-Type: multipart/mixed; ");
        for (int i = 0; i < length; i++)
            g_string_append_c(raw, i % 2 ? 'a' : (char) 0xe9);
        g_string_append(raw, "=x\n\nOui\n");
        g_autoptr(GfLetter) letter = parse(raw, NULL);
        g_assert_true(has_problem(letter, "multipart-empty"));
    }
}

static void test_odd_lines(void)
{
    GString *raw = g_string_new("From: a@x.fr\nSubject: a\n");
    append_times(raw, "odd\n", 500000);
    g_autoptr(GfLetter) letter = parse(raw, NULL);
    g_assert_true(has_problem(letter, "header-malformed"));
    g_assert_cmpstr(letter->from->address, ==, "a@x.fr");
}

static void test_fields(void)
{
    static const char raw[] =
        "\xef\xbb\xbf\r\nSubject : a\r\n  b\r\nX-Nul: a\0b\r\nTO: c\r\n\r\nOui";
    g_autoptr(GBytes) bytes = g_bytes_new_static(raw, sizeof raw - 1);
    g_autoptr(GfLetter) letter = gf_letter_new();
    g_autoptr(GfSource) source = gf_source_new(bytes, letter, NULL);
    g_assert_cmpuint(source->fields->len, ==, 3);
    g_assert_cmpstr(gf_source_field(source, "subject"), ==, "a  b");
    g_assert_cmpstr(gf_source_field(source, "x-nul"), ==, "a b");
    g_assert_cmpstr(gf_source_field(source, "to"), ==, "c");
    g_assert_null(gf_source_field(source, "cc"));
    g_assert_false(source->headless);
    /* Nothing was cut out: no copy was made. */
    g_assert_true(g_bytes_get_data(source->bytes, NULL) == raw + 5);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
    gf_mime_init();
    g_test_add_func("/source/fields", test_fields);
    g_test_add_func("/source/parts", test_parts);
    g_test_add_func("/source/dashes", test_dashes_in_a_text);
    g_test_add_func("/source/depth", test_depth);
    g_test_add_func("/source/nested-messages", test_nested_messages);
    g_test_add_func("/source/groups", test_groups);
    g_test_add_func("/source/names", test_names);
    g_test_add_func("/source/recipients", test_recipients);
    g_test_add_func("/source/headers", test_headers);
    g_test_add_func("/source/text", test_text);
    g_test_add_func("/source/attachments", test_attachments);
    g_test_add_func("/source/message", test_message);
    g_test_add_func("/source/parameter-name", test_parameter_name);
    g_test_add_func("/source/odd-lines", test_odd_lines);
    return g_test_run();
}
