/* sender.h - the sender thread: takes ready bytes to the transport and hands back what became of
 * them.
 *
 * Every shipment submitted comes back as exactly one GF_EVENT_OUTCOME, also when stopped.
 */
#pragma once

#include "daemon/event.h"
#include "transport/transport.h"

typedef struct GfSender GfSender;

/* Starts the thread on `transport`, which it owns. */
GfSender *gf_sender_start(GfTransport *transport, GfEvents *events);

/* Takes ownership of what is in the array (of GfShipment), and wakes the thread once. */
void gf_sender_submit(GfSender *sender, GPtrArray *shipments);

/* Monotonic microseconds of its last sign of life; G_MAXINT64: it rests until it is woken. */
gint64 gf_sender_heartbeat(const GfSender *sender);

/* Ends what is under way (before DATA: cancelled, after: uncertain), posts the outcomes, joins. */
void gf_sender_stop(GfSender *sender);
