/* orders.h - numbered lines of an answer to a numbered list. */
#pragma once
#include <glib.h>
typedef enum {
    GF_ORDER_UNKNOWN,
    GF_ORDER_PRESENT,
    GF_ORDER_ABSENT,
    GF_ORDER_TENTATIVE,
    GF_ORDER_IGNORE,
    GF_ORDER_DONE,
    GF_ORDER_NOTHING,
    GF_ORDER_YES,
    GF_ORDER_MATTER,
} GfOrderKind;
typedef struct {
    int number; /* -1: none given */
    GfOrderKind kind;
    char *word, *rest, *line;
} GfOrderLine;
void gf_order_line_free(GfOrderLine *line);
GPtrArray *gf_orders_read(const char *new_text);
