/* orders.h - a numbered list answered line by line: "1 présent", "3 saisine 2017-01", "4 fait".
 *
 * What is doubted, asked or denied ("1 présent ?", "pas encore fait") is no order. Reading stops at
 * a signature and at GF_LIMIT_ORDERS.
 */
#pragma once

#include <glib.h>

typedef enum {
    GF_ORDER_UNKNOWN, /* a number, and nothing sure about it */
    GF_ORDER_PRESENT,
    GF_ORDER_ABSENT,
    GF_ORDER_TENTATIVE,
    GF_ORDER_IGNORE,
    GF_ORDER_DONE,
    GF_ORDER_NOTHING, /* "néant" */
    GF_ORDER_MATTER,  /* belongs to what `rest` names */
    GF_ORDER_YES,
    GF_ORDER_NO,
} GfOrderVerb;

#define GF_ORDER_ALL 0          /* "tout fait" */
#define GF_ORDER_NO_NUMBER (-1) /* "fait" */

typedef struct {
    GfOrderVerb verb;
    int number; /* from 1; or GF_ORDER_ALL, GF_ORDER_NO_NUMBER */
    char *word; /* as written: "Présente"; "" where there is none */
    char *rest; /* what follows, as written; of a matter, folded: "saisine 2017-01", "gt1-2",
                   "chantier gt1-2/anne-martin", "pleniere-2027-03-12/anne-martin" */
    char *line; /* the whole line, shortened */
} GfOrderLine;
void gf_order_line_free(GfOrderLine *line);

/* The orders in `new_text` (may be NULL), one for each number. Of GfOrderLine, owned. `ret_skipped`
 * (may be NULL): the lines that were not understood, of char *, owned; greetings, thanks, names and
 * signatures are not among them; where the limit ends reading, the first unread line is the last.
 */
GPtrArray *gf_orders_read(const char *new_text, GPtrArray **ret_skipped);

/* "present", "matter" ... */
const char *gf_order_verb_name(GfOrderVerb verb);
