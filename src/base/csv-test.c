/* csv-test.c - tables in every form that spreadsheets and people give them. */
#include "base/csv.h"

#include <string.h>

#include "base/error.h"

/* What a table holds, as "header|header/cell|cell/...", a line end in a cell as "~". Owned. */
static char *outline(const GfCsv *csv)
{
    GString *text = g_string_new(NULL);
    for (guint column = 0; column < gf_csv_columns(csv); column++)
        g_string_append_printf(text, "%s%s", column > 0 ? "|" : "", gf_csv_header(csv, column));
    for (guint row = 0; row < gf_csv_rows(csv); row++)
        for (guint column = 0; column < gf_csv_columns(csv); column++)
            g_string_append_printf(text, "%s%s", column > 0 ? "|" : "/",
                                   gf_csv_cell(csv, row, column));
    g_strdelimit(text->str, "\n", '~');
    return g_string_free(text, FALSE);
}

static GfCsv *parse(const char *text, gsize length, GError **error)
{
    g_autoptr(GBytes) bytes = g_bytes_new(text, length);
    return gf_csv_parse("roll.csv", bytes, error);
}

typedef struct {
    const char *name, *text, *outline;
} Row;

static const Row good[] = {
    {"semicolons", "a;b\n1;2\n", "a|b/1|2"},
    {"commas", "a,b\n1,2\n", "a|b/1|2"},
    {"tabs", "a\tb\n1\t2\n", "a|b/1|2"},
    {"declared", "sep=|\na|b;c\n1|2\n", "a|b;c/1|2"},
    {"declared-crlf", "SEP=,\r\na;b,c\r\n1,2\r\n", "a;b|c/1|2"},
    {"not-a-declaration", "sep=x\n1\n", "sep=x/1"},
    {"crlf", "a;b\r\n1;2\r\n3;4\r\n", "a|b/1|2/3|4"},
    {"cr", "a;b\r1;2\r3;4\r", "a|b/1|2/3|4"},
    {"mixed-line-ends", "a;b\r1;2\n3;4\r\n5;6", "a|b/1|2/3|4/5|6"},
    {"no-last-line-end", "a;b\n1;2", "a|b/1|2"},
    {"mark",
     "\xef\xbb\xbf"
     "a;b\n\xc3\xa9;2\n",
     "a|b/é|2"},
    {"windows-1252",
     "pr\xe9nom;\x9cuvre\n\x80;\x93"
     "a\x94\n",
     "prénom|œuvre/€|“a”"},
    {"windows-1252-chance-pair", "pr\xe9nom;\xe9t\xe9\nCAF\xc9\xbb;\xe0\n", "prénom|été/CAFÉ»|à"},
    {"quoted", "a;b\n\"1;1\";\"2\"\"2\"\n", "a|b/1;1|2\"2"},
    {"quoted-line-ends", "a;b\n\"1\r\n1\";\"2\r2\n2\"\r\n3;4\n", "a|b/1~1|2~2~2/3|4"},
    {"quoted-empty", "a;b\n\"\";2\n", "a|b/|2"},
    {"quoted-header", "\"a\nx\";\"b\"\n1;2\n", "a x|b/1|2"},
    {"quoted-separators-in-header", "\"a,a,a\";b\n1;2\n", "a,a,a|b/1|2"},
    {"spaces-around-quotes", "a;b\n  \"1\" ; \"2\"  \n", "a|b/1|2"},
    {"spaces-stay", "a;b\n 1 ;2\n", "a|b/ 1 |2"},
    {"short-row", "a;b;c\n1\n2;3\n", "a|b|c/1||/2|3|"},
    {"empty-cells-too-many", "a;b\n1;2;;  ;\n", "a|b/1|2"},
    {"empty-header-cells-at-the-end", "a;b;;\n1;2;;\n", "a|b/1|2"},
    {"empty-header-cell-inside", "a;;b\n1;x;2\n", "a||b/1|x|2"},
    {"blank-lines", "\n;;\na;b\n\n1;2\n;\n  ;\xc2\xa0\n3;4\n\n", "a|b/1|2/3|4"},
    {"one-column", "a\n1\n2\n", "a/1/2"},
    {"header-alone", "a;b", "a|b"},
};

static void test_good(gconstpointer data)
{
    const Row *row = data;
    g_autoptr(GError) error = NULL;
    g_autoptr(GfCsv) csv = parse(row->text, strlen(row->text), &error);
    g_assert_no_error(error);
    g_assert_nonnull(csv);
    if (csv == NULL)
        return;
    g_autofree char *found = outline(csv);
    g_assert_cmpstr(found, ==, row->outline);
    for (guint i = 0; i < gf_csv_rows(csv); i++)
        g_assert_cmpstr(gf_csv_fault(csv, i), ==, NULL);
}

typedef struct {
    const char *name, *text;
    gsize length; /* 0: strlen */
    const char *why;
} Wrong;

static const Wrong wrong[] = {
    {"empty", "", 0, "roll.csv: empty"},
    {"blank", "\n ; \n\n", 0, "roll.csv: empty"},
    {"nul", "a;b\n1;\0\n", 8, "roll.csv: holds NUL"},
    {"utf-16-little",
     "\xff\xfe"
     "a\0;\0b\0",
     8, "roll.csv: UTF-16"},
    {"utf-16-big", "\xfe\xff\0a\0;\0b", 8, "roll.csv: UTF-16"},
    {"utf-16-unmarked", "a\0;\0b\0\n\0", 8, "roll.csv: holds NUL"},
    {"two-encodings", "pr\xc3\xa9nom;\xc3\xa9t\xc3\xa9\n\nH\xe9l\xe8ne;x\n", 0, "roll.csv:3: not"},
    {"marked-but-not-utf-8",
     "\xef\xbb\xbf"
     "a;b\r\n\xe9\xe8\xe0;x\r\n",
     0, "roll.csv:2: not UTF-8"},
    {"neither", "a\xe9;b\r\r\n\x81;x\n", 0, "roll.csv:3: neither"},
    {"open-quote", "a;b\n1;2\n3;\"4\n5;6\n", 0, "roll.csv:3: a quote (\") opens here"},
    {"open-quote-in-header", "a;\"b\n1;2\n", 0, "roll.csv:1: a quote"},
    {"quote-inside-header", "a;b \"c\" d\n1;2\n", 0, "roll.csv:1: a quote"},
};

static void test_wrong(gconstpointer data)
{
    const Wrong *row = data;
    g_autoptr(GError) error = NULL;
    g_autoptr(GfCsv) csv =
        parse(row->text, row->length > 0 ? row->length : strlen(row->text), &error);
    g_assert_null(csv);
    g_assert_error(error, GF_ERROR, GF_ERROR_CONFIG);
    if (error != NULL && !g_str_has_prefix(error->message, row->why))
        g_test_message("got: %s", error->message);
    g_assert_true(error != NULL && g_str_has_prefix(error->message, row->why));
}

/* A wrong row does not hide the rows around it. */
static void test_faults(void)
{
    static const char text[] = "a;b\n"
                               "1;2\n"
                               "Rue \"des Lilas\";2\n"
                               "\"3\"x;4\n"
                               "5;6;7\n"
                               "\"8\n8\";9\n"
                               "10;11\n";
    static const struct {
        guint line;
        const char *fault;
    } expected[] = {
        {2, NULL},
        {3, "a quote (\") inside"},
        {4, "text after a closing quote"},
        {5, "more cells than the header"},
        {6, NULL},
        {8, NULL},
    };
    g_autoptr(GfCsv) csv = parse(text, strlen(text), NULL);
    g_assert_nonnull(csv);
    g_assert_cmpuint(gf_csv_rows(csv), ==, G_N_ELEMENTS(expected));
    for (guint i = 0; i < G_N_ELEMENTS(expected); i++) {
        g_assert_cmpuint(gf_csv_line(csv, i), ==, expected[i].line);
        const char *fault = gf_csv_fault(csv, i);
        if (expected[i].fault == NULL)
            g_assert_cmpstr(fault, ==, NULL);
        else
            g_assert_true(fault != NULL && g_str_has_prefix(fault, expected[i].fault));
    }
}

static void test_encoding_and_separator(void)
{
    g_autoptr(GfCsv) utf_8 = parse("a,\xc3\xa9\n1,2\n", 9, NULL);
    g_assert_cmpstr(gf_csv_encoding(utf_8), ==, "UTF-8");
    g_assert_cmpint(gf_csv_separator(utf_8), ==, ',');
    g_autoptr(GfCsv) windows = parse("a;\xe9\n1;2\n", 8, NULL);
    g_assert_cmpstr(gf_csv_encoding(windows), ==, "Windows-1252");
    g_assert_cmpint(gf_csv_separator(windows), ==, ';');
}

/* A text of `count` times `piece` after `head`. Owned. */
static char *repeated(const char *head, const char *piece, guint count)
{
    GString *text = g_string_new(head);
    for (guint i = 0; i < count; i++)
        g_string_append(text, piece);
    return g_string_free(text, FALSE);
}

static void test_limits(void)
{
    const struct {
        char *text;
        const char *why; /* NULL: within the limit */
    } rows[] = {
        {repeated("a\n", "1\n", GF_CSV_LIMIT_ROWS), NULL},
        {repeated("a\n", "1\n", GF_CSV_LIMIT_ROWS + 1), "more than 20000 rows"},
        {repeated("a", ";a", GF_CSV_LIMIT_COLUMNS - 1), NULL},
        {repeated("a", ";a", GF_CSV_LIMIT_COLUMNS), "more than 100 columns"},
        {repeated("a\n", "1234567\n", GF_CSV_LIMIT_BYTES / 8), "larger than 5 MB"},
        {repeated("a\n1", ";", 1000000), NULL},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *text = rows[i].text;
        g_autoptr(GError) error = NULL;
        g_autoptr(GfCsv) csv = parse(text, strlen(text), &error);
        g_test_message("limit %u", i);
        g_assert_cmpint(csv != NULL, ==, rows[i].why == NULL);
        g_assert_true(rows[i].why == NULL ||
                      (error != NULL && strstr(error->message, rows[i].why) != NULL));
    }
}

enum { ROUNDS = 400, MOST = 6 };

/* A cell of signs that all mean something to a reader of tables. Owned. */
static char *random_cell(GRand *rand)
{
    static const char *const pieces[] = {"a",  "é", ";", ",", "\t",  "\"",
                                         "\n", " ", "œ", "0", "\"\""};
    GString *cell = g_string_new("x");
    for (int left = g_rand_int_range(rand, 0, 8); left > 0; left--)
        g_string_append(cell, pieces[g_rand_int_range(rand, 0, G_N_ELEMENTS(pieces))]);
    return g_string_free(cell, FALSE);
}

static void write_cell(GString *text, const char *cell)
{
    g_string_append_c(text, '"');
    for (const char *c = cell; *c != '\0'; c++)
        g_string_append_printf(text, *c == '"' ? "\"%c" : "%c", *c);
    g_string_append_c(text, '"');
}

/* What is written as a table is read as that table. */
static void test_round_trip(void)
{
    static const char separators[] = ";,\t";
    static const char *const line_ends[] = {"\n", "\r\n", "\r"};
    g_autoptr(GRand) rand = g_rand_new_with_seed(20170331);
    for (guint round = 0; round < ROUNDS; round++) {
        char separator = separators[g_rand_int_range(rand, 0, 3)];
        const char *line_end = line_ends[g_rand_int_range(rand, 0, 3)];
        guint columns = (guint) g_rand_int_range(rand, 2, MOST);
        guint rows = (guint) g_rand_int_range(rand, 1, MOST);
        g_autoptr(GString) text = g_string_new(NULL);
        g_autoptr(GPtrArray) cells = g_ptr_array_new_with_free_func(g_free);
        for (guint i = 0; i < columns * (rows + 1); i++) {
            g_ptr_array_add(cells, i < columns ? g_strdup("name") : random_cell(rand));
            write_cell(text, cells->pdata[i]);
            if ((i + 1) % columns != 0)
                g_string_append_c(text, separator);
            else
                g_string_append(text, line_end);
        }
        g_autoptr(GfCsv) csv = parse(text->str, text->len, NULL);
        g_assert_nonnull(csv);
        g_assert_cmpuint(gf_csv_rows(csv), ==, rows);
        for (guint i = columns; i < cells->len; i++)
            g_assert_cmpstr(gf_csv_cell(csv, i / columns - 1, i % columns), ==, cells->pdata[i]);
    }
}

/* Any bytes are a table or a refusal that names the file. */
static void test_any_bytes(void)
{
    static const char alphabet[] = ";;,,\t\"\"\"\r\n\n ab\xc3\xa9\xe9\x81\xef\xbb\xbf=";
    g_autoptr(GRand) rand = g_rand_new_with_seed(232);
    guint tables = 0, refusals = 0;
    for (guint round = 0; round < 20 * ROUNDS; round++) {
        char text[64];
        gsize length = (gsize) g_rand_int_range(rand, 0, sizeof text);
        for (gsize i = 0; i < length; i++)
            text[i] = round % 4 == 0 ? (char) g_rand_int_range(rand, 1, 256)
                                     : alphabet[g_rand_int_range(rand, 0, sizeof alphabet - 1)];
        g_autoptr(GError) error = NULL;
        g_autoptr(GfCsv) csv = parse(text, length, &error);
        g_assert_cmpint(csv == NULL, ==, error != NULL);
        if (csv == NULL) {
            refusals++;
            g_assert_true(g_str_has_prefix(error->message, "roll.csv:"));
            continue;
        }
        tables++;
        g_autofree char *held = outline(csv);
        g_assert_true(g_utf8_validate(held, -1, NULL));
    }
    g_assert_cmpuint(tables, >, ROUNDS);
    g_assert_cmpuint(refusals, >, ROUNDS);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
    for (guint i = 0; i < G_N_ELEMENTS(good); i++) {
        g_autofree char *path = g_strdup_printf("/csv/good/%s", good[i].name);
        g_test_add_data_func(path, &good[i], test_good);
    }
    for (guint i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_autofree char *path = g_strdup_printf("/csv/wrong/%s", wrong[i].name);
        g_test_add_data_func(path, &wrong[i], test_wrong);
    }
    g_test_add_func("/csv/faults", test_faults);
    g_test_add_func("/csv/encoding-and-separator", test_encoding_and_separator);
    g_test_add_func("/csv/limits", test_limits);
    g_test_add_func("/csv/round-trip", test_round_trip);
    g_test_add_func("/csv/any-bytes", test_any_bytes);
    return g_test_run();
}
