/* csv-write.c - tables of our own; see csv.h. */
#include "base/csv.h"

#include <string.h>

/* "=HYPERLINK(...)" in a contribution's title must stay a text (OWASP: CSV injection). */
static gboolean is_formula(const char *cell)
{
    return cell[0] != '\0' && strchr("=+-@\t\r", cell[0]) != NULL;
}

static void append_cell(GString *table, const char *cell)
{
    gboolean formula = is_formula(cell);
    if (!formula && strpbrk(cell, ";\"\n\r") == NULL) {
        g_string_append(table, cell);
        return;
    }
    g_string_append_c(table, '"');
    if (formula)
        g_string_append_c(table, '\'');
    for (const char *c = cell; *c != '\0'; c++) {
        if (*c == '"')
            g_string_append_c(table, '"');
        g_string_append_c(table, *c);
    }
    g_string_append_c(table, '"');
}

void gf_csv_append(GString *table, const char *const *cells)
{
    for (gsize i = 0; cells[i] != NULL; i++) {
        if (i > 0)
            g_string_append_c(table, ';');
        append_cell(table, cells[i]);
    }
    g_string_append(table, "\r\n");
}
