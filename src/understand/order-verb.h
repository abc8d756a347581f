/* order-verb.h - what an order says about its number. */
#pragma once

#include "understand/gist.h"
#include "understand/orders.h"

typedef struct {
    GfOrderVerb verb;
    guint from, to; /* words of it; from == to: none */
    char *matter;   /* of a matter what it names, folded; else NULL */
    gboolean same;  /* "5 idem": what the order before says */
} GfOrderSaid;
void gf_order_said_clear(GfOrderSaid *said);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(GfOrderSaid, gf_order_said_clear)

/* What stands at word `at`; GF_ORDER_UNKNOWN where no table knows it. */
GfOrderSaid gf_order_said(const GfGist *gist, guint at);

/* The table, for gf_gist_new(). */
const GfPhrasebook *gf_order_book(void);
