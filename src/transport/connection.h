/* connection.h - one SMTP connection: opened by libcurl, spoken to by us.
 *
 * libcurl resolves, connects, secures, verifies, greets and logs in (CURLOPT_CONNECT_ONLY). It
 * would also send the mail, but blocks its thread from the final dot to the answer and again at
 * QUIT, whatever the multi interface promises: so the transaction itself is ours, on
 * curl_easy_send() and curl_easy_recv(), which never block. That also makes known how far each
 * transaction came.
 */
#pragma once

#include <glib.h>

#include "transport/curl.h"
#include "transport/server.h"

typedef enum {
    GF_CONNECTION_OPENING, /* libcurl is at work */
    GF_CONNECTION_READY,   /* a transaction may begin */
    GF_CONNECTION_BUSY,
    GF_CONNECTION_DEAD,
} GfConnectionState;

typedef struct GfConnection GfConnection;

/* Begins to connect on `multi`; the easy handle's CURLINFO_PRIVATE is the connection. Owned. */
GfConnection *gf_connection_open(const GfServer *server, CURLM *multi);

/* To be called with the result of the multi handle's CURLMSG_DONE. */
void gf_connection_opened(GfConnection *connection, CURLcode result);

/* A shipment with what gf_body_check() found. */
typedef struct {
    const GfShipment
        *shipment; /* addresses and body checked; borrowed until the outcome is taken */
    guint64 size;
    gboolean eight_bit;
} GfTransaction;

/* Begins a transaction on a READY connection. */
void gf_connection_begin(GfConnection *connection, const GfTransaction *transaction);

/* Asks for a sign of life on a READY connection (NOOP); the outcome is TAKEN. */
void gf_connection_ask(GfConnection *connection);

/* Sends and reads what is possible without waiting: where the socket is ready, and now and then for
 * the time-outs. */
void gf_connection_step(GfConnection *connection);

GfConnectionState gf_connection_state(const GfConnection *connection);
/* TRUE where a transaction is under way whose body may have reached the server. */
gboolean gf_connection_is_past_data(const GfConnection *connection);
/* TRUE where a reused connection turned out to be dead before the server said anything good about
 * the transaction: it may begin anew on another connection. No outcome then. */
gboolean gf_connection_is_stale(const GfConnection *connection);
/* The outcome of the transaction or of a failed opening, once; NULL: none yet. Owned. */
GfOutcome *gf_connection_take_outcome(GfConnection *connection);
/* What was seen at opening: "localhost port 587, TLS verified, logged in as greffe". Owned. */
char *gf_connection_describe(const GfConnection *connection);

/* Socket and events (CURL_WAIT_POLL*) to wait for; FALSE where libcurl waits itself or nothing is
 * left. */
gboolean gf_connection_wants(const GfConnection *connection, struct curl_waitfd *ret_wait);
/* Microseconds of the monotonic clock since which the connection is READY. */
gint64 gf_connection_ready_since(const GfConnection *connection);

/* Says QUIT where that needs no waiting, and closes. */
void gf_connection_free(GfConnection *connection);
