/* csv.c - see csv.h.
 *
 * First the bytes become UTF-8, then one pass over the text makes rows of cells. A wrong quote
 * spoils its own row only, so that all wrong rows of a file can be told at once.
 */
#include "base/csv.h"

#include <string.h>

#include "base/error.h"
#include "base/text.h"

typedef struct {
    guint line;
    char **cells; /* as many as there are columns, at least */
    char *fault;
} Row;

struct GfCsv {
    const char *encoding;
    char separator;
    Row *header; /* its cells on one line each */
    guint columns;
    GPtrArray *rows; /* of Row */
};

typedef struct {
    const char *name; /* of the file */
    const char *at;   /* the text ends with NUL, and holds none before */
    guint line;
    char separator;
} Scan;

static void row_free(gpointer data)
{
    Row *row = data;
    if (row == NULL)
        return;
    g_strfreev(row->cells);
    g_free(row->fault);
    g_free(row);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Row, row_free)

void gf_csv_free(GfCsv *csv)
{
    if (csv == NULL)
        return;
    row_free(csv->header);
    g_clear_pointer(&csv->rows, g_ptr_array_unref);
    g_free(csv);
}

static guint line_of(const char *text, const char *point)
{
    guint line = 1;
    for (const char *c = text; c < point; c++)
        line += *c == '\n' || (*c == '\r' && c[1] != '\n');
    return line;
}

/* Always NULL, so that a function can end with it. */
static gpointer refuse(const char *name, guint line, const char *why, GError **error)
{
    if (line > 0)
        g_set_error(error, GF_ERROR, GF_ERROR_CONFIG, "%s:%u: %s", name, line, why);
    else
        g_set_error(error, GF_ERROR, GF_ERROR_CONFIG, "%s: %s", name, why);
    return NULL;
}

/* What Windows-1252 has at 0x80..0x9f; 0: nothing. Above it is Latin-1. */
static const gunichar windows_1252[] = {
    0x20ac, 0,      0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017d, 0,      0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
    0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0,      0x017e, 0x0178,
};

static char *from_windows_1252(const char *name, const char *text, GError **error)
{
    g_autoptr(GString) out = g_string_sized_new(strlen(text) * 5 / 4);
    for (const char *c = text; *c != '\0'; c++) {
        guchar byte = (guchar) *c;
        gunichar character = byte >= 0x80 && byte < 0xa0 ? windows_1252[byte - 0x80] : byte;
        if (character == 0)
            return refuse(name, line_of(text, c),
                          "neither UTF-8 nor Windows-1252 (save the file as CSV UTF-8)", error);
        g_string_append_unichar(out, character);
    }
    return g_string_free(g_steal_pointer(&out), FALSE);
}

/* Counts what speaks for UTF-8 (characters of several bytes) and what speaks against it. */
static void weigh(const char *text, guint *ret_characters, guint *ret_strays)
{
    *ret_characters = *ret_strays = 0;
    for (const char *c = text; *c != '\0';) {
        if ((guchar) *c < 0x80) {
            c++;
        } else if (g_utf8_get_char_validated(c, -1) < 0x110000) {
            (*ret_characters)++;
            c = g_utf8_next_char(c);
        } else {
            (*ret_strays)++;
            c++;
        }
    }
}

/* The text as UTF-8, without a byte order mark. Owned. */
static char *decode(const char *name, GBytes *bytes, const char **ret_encoding, GError **error)
{
    gsize size;
    const char *data = g_bytes_get_data(bytes, &size);
    if (size > GF_CSV_LIMIT_BYTES)
        return refuse(name, 0, "larger than 5 MB (split it)", error);
    if (size >= 2 && (memcmp(data, "\xff\xfe", 2) == 0 || memcmp(data, "\xfe\xff", 2) == 0))
        return refuse(name, 0, "UTF-16 (save the file as CSV UTF-8)", error);
    if (size > 0 && memchr(data, '\0', size) != NULL)
        return refuse(name, 0, "holds NUL bytes: no CSV text (save the table as CSV UTF-8)", error);
    gboolean marked = size >= 3 && memcmp(data, "\xef\xbb\xbf", 3) == 0;
    gsize skipped = marked ? 3 : 0;
    g_autofree char *text = g_strndup(size > 0 ? data + skipped : "", size - skipped);
    const char *stray = NULL;
    *ret_encoding = "UTF-8";
    if (g_utf8_validate(text, -1, &stray))
        return g_steal_pointer(&text);
    guint characters, strays;
    weigh(text, &characters, &strays);
    if (marked || characters >= strays)
        return refuse(name, line_of(text, stray),
                      "not UTF-8, though the rest of the file is (save it again as CSV UTF-8)",
                      error);
    *ret_encoding = "Windows-1252";
    return from_windows_1252(name, text, error);
}

static gboolean is_line_end(char c)
{
    return c == '\n' || c == '\r';
}

/* Passes over one line end, whatever its form. */
static void pass_line_end(Scan *scan)
{
    scan->at += scan->at[0] == '\r' && scan->at[1] == '\n' ? 2 : 1;
    scan->line++;
}

static void pass_blanks(Scan *scan)
{
    while (*scan->at == ' ' || (*scan->at == '\t' && scan->separator != '\t'))
        scan->at++;
}

static void note_fault(Row *row, const char *fault)
{
    if (row->fault == NULL)
        row->fault = g_strdup(fault);
}

/* Up to the end of the cell. */
static void scan_plain(Scan *scan, GString *cell, Row *row)
{
    const char *begin = scan->at;
    while (*scan->at != '\0' && *scan->at != scan->separator && !is_line_end(*scan->at))
        scan->at++;
    if (memchr(begin, '"', (gsize) (scan->at - begin)) != NULL)
        note_fault(row, "a quote (\") inside a cell that is not quoted (put the whole cell between "
                        "quotes and double those inside)");
    g_string_append_len(cell, begin, scan->at - begin);
}

/* From the opening quote to behind the closing one; FALSE where there is none. */
static gboolean scan_quoted(Scan *scan, GString *cell)
{
    scan->at++;
    while (*scan->at != '\0') {
        if (is_line_end(*scan->at)) {
            pass_line_end(scan);
            g_string_append_c(cell, '\n');
        } else if (scan->at[0] != '"') {
            g_string_append_c(cell, *scan->at++);
        } else if (scan->at[1] == '"') {
            g_string_append_c(cell, '"');
            scan->at += 2;
        } else {
            scan->at++;
            return TRUE;
        }
    }
    return FALSE;
}

/* One cell, up to the separator, line end or end of text behind it. Owned. */
static char *scan_cell(Scan *scan, Row *row, GError **error)
{
    g_autoptr(GString) cell = g_string_new(NULL);
    const char *begin = scan->at;
    guint line = scan->line;
    pass_blanks(scan);
    if (*scan->at != '"') {
        scan->at = begin;
        scan_plain(scan, cell, row);
        return g_string_free(g_steal_pointer(&cell), FALSE);
    }
    if (!scan_quoted(scan, cell))
        return refuse(scan->name, line, "a quote (\") opens here and is never closed (close it)",
                      error);
    pass_blanks(scan);
    if (*scan->at != '\0' && *scan->at != scan->separator && !is_line_end(*scan->at)) {
        note_fault(row, "text after a closing quote (double the quotes inside a cell)");
        scan_plain(scan, cell, row);
    }
    return g_string_free(g_steal_pointer(&cell), FALSE);
}

static gboolean is_blank(const char *cell)
{
    while (g_unichar_isspace(g_utf8_get_char(cell)) && *cell != '\0')
        cell = g_utf8_next_char(cell);
    return *cell == '\0';
}

/* One row and its line end. `columns` 0: it is the header. `*ret_row` NULL where it has no text. */
static gboolean scan_row(Scan *scan, guint columns, Row **ret_row, GError **error)
{
    g_autoptr(Row) row = g_new0(Row, 1);
    row->line = scan->line;
    g_autoptr(GPtrArray) cells = g_ptr_array_new_with_free_func(g_free);
    gboolean any = FALSE;
    for (guint column = 0;; column++) {
        g_autofree char *cell = scan_cell(scan, row, error);
        if (cell == NULL)
            return FALSE;
        gboolean blank = is_blank(cell);
        any = any || !blank;
        if (columns > 0 && column >= columns && !blank)
            note_fault(row, "more cells than the header has (quote the cell that holds a "
                            "separator)");
        if (column < GF_CSV_LIMIT_COLUMNS && (columns == 0 || column < columns))
            g_ptr_array_add(cells, g_steal_pointer(&cell));
        else if (columns == 0 && !blank)
            return refuse(scan->name, scan->line, "more than 100 columns", error) != NULL;
        if (*scan->at != scan->separator || *scan->at == '\0')
            break;
        scan->at++;
    }
    if (*scan->at != '\0')
        pass_line_end(scan);
    while (cells->len < columns)
        g_ptr_array_add(cells, g_strdup(""));
    g_ptr_array_add(cells, NULL);
    row->cells = (char **) g_ptr_array_steal(cells, NULL);
    *ret_row = any ? g_steal_pointer(&row) : NULL;
    return TRUE;
}

/* The separator that a first line "sep=;" gives, passed over; '\0' where there is no such line. */
static char pass_declaration(Scan *scan)
{
    const char *line = scan->at;
    if (g_ascii_strncasecmp(line, "sep=", 4) != 0 || line[4] == '\0' ||
        strchr(";,|\t", line[4]) == NULL || !(is_line_end(line[5]) || line[5] == '\0'))
        return '\0';
    scan->at += 5;
    if (*scan->at != '\0')
        pass_line_end(scan);
    return line[4];
}

/* The commonest of ; , and tab in the first line that has text, quoted cells apart. */
static char guess_separator(const char *text)
{
    static const char candidates[] = ";\t,";
    guint counts[G_N_ELEMENTS(candidates)] = {0};
    gboolean quoted = FALSE, any = FALSE;
    for (const char *c = text; *c != '\0' && (quoted || !any || !is_line_end(*c)); c++) {
        const char *found = strchr(candidates, *c);
        any = any || (found == NULL && !g_ascii_isspace(*c));
        if (*c == '"')
            quoted = !quoted;
        else if (found != NULL && !quoted)
            counts[found - candidates]++;
    }
    guint best = 0;
    for (guint i = 1; i < strlen(candidates); i++)
        if (counts[i] > counts[best])
            best = i;
    return candidates[best];
}

static gboolean read_header(GfCsv *csv, Scan *scan, GError **error)
{
    while (csv->header == NULL && *scan->at != '\0')
        if (!scan_row(scan, 0, &csv->header, error))
            return FALSE;
    if (csv->header == NULL)
        return refuse(scan->name, 0, "empty (the first line has to name the columns)", error) !=
               NULL;
    if (csv->header->fault != NULL)
        return refuse(scan->name, csv->header->line, csv->header->fault, error) != NULL;
    for (char **cell = csv->header->cells; *cell != NULL; cell++) {
        g_autofree char *written = *cell;
        *cell = gf_text_line(written, 0);
        if (**cell != '\0')
            csv->columns = (guint) (cell - csv->header->cells) + 1;
    }
    return TRUE;
}

GfCsv *gf_csv_parse(const char *name, GBytes *bytes, GError **error)
{
    g_autoptr(GfCsv) csv = g_new0(GfCsv, 1);
    csv->rows = g_ptr_array_new_with_free_func(row_free);
    g_autofree char *text = decode(name, bytes, &csv->encoding, error);
    if (text == NULL)
        return NULL;
    Scan scan = {.name = name, .at = text, .line = 1};
    scan.separator = pass_declaration(&scan);
    if (scan.separator == '\0')
        scan.separator = guess_separator(scan.at);
    csv->separator = scan.separator;
    if (!read_header(csv, &scan, error))
        return NULL;
    while (*scan.at != '\0') {
        Row *row = NULL;
        if (!scan_row(&scan, csv->columns, &row, error))
            return NULL;
        if (row != NULL)
            g_ptr_array_add(csv->rows, row);
        if (csv->rows->len > GF_CSV_LIMIT_ROWS)
            return refuse(name, scan.line, "more than 20000 rows (split the file)", error);
    }
    return g_steal_pointer(&csv);
}

const char *gf_csv_encoding(const GfCsv *csv)
{
    return csv->encoding;
}

char gf_csv_separator(const GfCsv *csv)
{
    return csv->separator;
}

guint gf_csv_columns(const GfCsv *csv)
{
    return csv->columns;
}

const char *gf_csv_header(const GfCsv *csv, guint column)
{
    g_assert(column < csv->columns);
    return csv->header->cells[column];
}

guint gf_csv_rows(const GfCsv *csv)
{
    return csv->rows->len;
}

static const Row *row_at(const GfCsv *csv, guint row)
{
    g_assert(row < csv->rows->len);
    return g_ptr_array_index(csv->rows, row);
}

guint gf_csv_line(const GfCsv *csv, guint row)
{
    return row_at(csv, row)->line;
}

const char *gf_csv_cell(const GfCsv *csv, guint row, guint column)
{
    g_assert(column < csv->columns);
    return row_at(csv, row)->cells[column];
}

const char *gf_csv_fault(const GfCsv *csv, guint row)
{
    return row_at(csv, row)->fault;
}
