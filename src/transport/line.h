/* line.h - the queue before the connections: shipments by domain, domains in turn.
 *
 * Each domain has its own line; whoever asks for the next shipment gets it from the domain whose
 * turn it is, so that ten thousand mails for one provider do not hold up the one for another.
 */
#pragma once

#include <glib.h>

#include "transport/connection.h"

typedef struct GfLine GfLine;

typedef struct {
    GfTransaction transaction;
    GfShipment *shipment; /* owned */
    gpointer domain;      /* of the line */
} GfJob;

/* `per_domain`: jobs of one domain out at once, 0: no limit. */
GfLine *gf_line_new(guint per_domain);
void gf_line_free(GfLine *line);

/* Takes ownership of `shipment`. */
void gf_line_put(GfLine *line, GfShipment *shipment);
/* The next job that may be done now; NULL: none. Must come back by one of the two below. */
GfJob *gf_line_take(GfLine *line);
/* It is done: frees it and opens its place. */
void gf_line_done(GfLine *line, GfJob *job);
/* It was not done: first of its domain again. */
void gf_line_put_back(GfLine *line, GfJob *job);
/* Any waiting shipment, whatever the limits, for giving up. Owned; NULL: none. */
GfShipment *gf_line_drop(GfLine *line);
