/* shipment.h - what both ways out need to know of shipments and outcomes. Private to this folder.
 */
#pragma once

#include "transport/transport.h"

/* `words` are made one clean line. Owned. */
GfOutcome *gf_outcome_new(gint64 id, GfOutcomeKind kind, const char *words);

/* Why these bytes or addresses must not go out, NULL: they may. Results as gf_body_check(). Owned.
 */
char *gf_shipment_why_not(const GfShipment *shipment, guint64 *ret_size, gboolean *ret_eight_bit);
