/* smtp.h - mail to a relay over SMTP: the queue, the fair turn of domains, the pool of connections.
 */
#pragma once

#include <glib.h>

#include "transport/transport.h"

typedef struct GfSmtp GfSmtp;

/* Outcomes are put into `outcomes` (borrowed); a readable `wake_fd` (borrowed) ends waiting.
 * GF_ERROR_CONFIG. */
GfSmtp *gf_smtp_new(const GfTransportOptions *options, GQueue *outcomes, int wake_fd,
                    GError **error);
void gf_smtp_free(GfSmtp *smtp);

/* Takes ownership. */
void gf_smtp_submit(GfSmtp *smtp, GfShipment *shipment);
/* Does what can be done at once; then waits for the network, at most `timeout_ms`. */
void gf_smtp_work(GfSmtp *smtp);
void gf_smtp_wait(GfSmtp *smtp, int timeout_ms);
void gf_smtp_cancel(GfSmtp *smtp);
GfOutcome *gf_smtp_probe(GfSmtp *smtp, int timeout_ms);
