/* csv.h - tables as spreadsheets save them (RFC 4180, and what people really have).
 *
 * Separators are guessed from the header line (; , or tab; a first line "sep=;" decides), line ends
 * may be CRLF, LF or CR, the bytes UTF-8 with or without a byte order mark, or Windows-1252. Quotes
 * are read strictly: a row whose quotes are wrong has a fault and is not guessed at. Refused as a
 * whole: NUL, UTF-16, text of two encodings, a quote that is never closed, anything over a limit.
 */
#pragma once

#include <glib.h>

#define GF_CSV_LIMIT_BYTES ((gsize) 5 * 1024 * 1024)
#define GF_CSV_LIMIT_ROWS 20000
#define GF_CSV_LIMIT_COLUMNS 100

typedef struct GfCsv GfCsv;

/* Reads a table; `name` stands for the file in messages. GF_ERROR_CONFIG as "NAME:LINE: why (how to
 * mend)". Owned. */
GfCsv *gf_csv_parse(const char *name, GBytes *bytes, GError **error);
void gf_csv_free(GfCsv *csv);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GfCsv, gf_csv_free)

/* "UTF-8" or "Windows-1252"; borrowed. */
const char *gf_csv_encoding(const GfCsv *csv);
char gf_csv_separator(const GfCsv *csv);

guint gf_csv_columns(const GfCsv *csv);
/* As written, on one line, without spaces around it; borrowed. */
const char *gf_csv_header(const GfCsv *csv, guint column);

/* Rows after the header; those without any text do not count. */
guint gf_csv_rows(const GfCsv *csv);
/* The line of the file on which a row begins, from 1. */
guint gf_csv_line(const GfCsv *csv, guint row);
/* A cell as written, line breaks as \n; "" where the row is shorter. Borrowed. */
const char *gf_csv_cell(const GfCsv *csv, guint row, guint column);
/* Why the row cannot be relied on, with how to mend it; NULL where nothing is wrong. Borrowed. */
const char *gf_csv_fault(const GfCsv *csv, guint row);

/* A row of a table of our own, as spreadsheets open it: `;` between cells, CRLF at the end, quotes
 * where they are needed. A cell that a spreadsheet would take for a formula gets an apostrophe
 * before it. `cells` ended by NULL. */
void gf_csv_append(GString *table, const char *const *cells);
/* What a table in UTF-8 begins with, so that spreadsheets know it. */
#define GF_CSV_MARK "\xEF\xBB\xBF"
