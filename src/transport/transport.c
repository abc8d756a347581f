/* transport.c - the one interface over both ways out: see transport.h.
 *
 * Holds what both share: the outcomes that wait to be fetched, and the descriptor that ends
 * waiting.
 */
#include "transport/transport.h"

#include <errno.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/error.h"
#include "base/reason.h"
#include "transport/curl.h"
#include "transport/maildir.h"
#include "transport/shipment.h"
#include "transport/smtp.h"

struct GfTransport {
    GfSmtp *smtp;          /* NULL: a Maildir */
    GfMaildirOut *maildir; /* NULL: SMTP */
    GQueue waiting;        /* of GfShipment, for the Maildir */
    GQueue outcomes;       /* of GfOutcome */
    guint pending;
    int wake_fd;
};

static void init_curl(void)
{
    static gsize done = 0;
    if (g_once_init_enter(&done)) {
        (void) curl_global_init(CURL_GLOBAL_DEFAULT);
        g_once_init_leave(&done, 1);
    }
}

GfTransport *gf_transport_new(const GfTransportOptions *options, GError **error)
{
    init_curl();
    g_autoptr(GfTransport) transport = g_new0(GfTransport, 1);
    g_queue_init(&transport->waiting);
    g_queue_init(&transport->outcomes);
    transport->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (transport->wake_fd < 0) {
        g_autofree char *reason = gf_reason(errno);
        g_set_error(error, GF_ERROR, GF_ERROR_RETRY, "transport: %s", reason);
        return NULL;
    }
    if (options->smtp)
        transport->smtp = gf_smtp_new(options, &transport->outcomes, transport->wake_fd, error);
    else
        transport->maildir = gf_maildir_out_new(options->path, error);
    if (transport->smtp == NULL && transport->maildir == NULL)
        return NULL;
    return g_steal_pointer(&transport);
}

void gf_transport_free(GfTransport *transport)
{
    if (transport == NULL)
        return;
    gf_smtp_free(transport->smtp);
    gf_maildir_out_free(transport->maildir);
    g_queue_clear_full(&transport->waiting, (GDestroyNotify) gf_shipment_free);
    g_queue_clear_full(&transport->outcomes, (GDestroyNotify) gf_outcome_free);
    if (transport->wake_fd >= 0)
        (void) close(transport->wake_fd);
    g_free(transport);
}

void gf_transport_submit(GfTransport *transport, GfShipment *shipment)
{
    transport->pending++;
    if (transport->smtp != NULL)
        gf_smtp_submit(transport->smtp, shipment);
    else
        g_queue_push_tail(&transport->waiting, shipment);
}

guint gf_transport_pending(const GfTransport *transport)
{
    return transport->pending;
}

static void work(GfTransport *transport)
{
    if (transport->smtp != NULL) {
        gf_smtp_work(transport->smtp);
        return;
    }
    GfShipment *shipment = g_queue_pop_head(&transport->waiting);
    if (shipment == NULL)
        return;
    g_queue_push_tail(&transport->outcomes, gf_maildir_out_deliver(transport->maildir, shipment));
    gf_shipment_free(shipment);
}

static void wait_for(GfTransport *transport, int timeout_ms)
{
    if (transport->smtp != NULL) {
        gf_smtp_wait(transport->smtp, timeout_ms);
        return;
    }
    struct pollfd wake = {.fd = transport->wake_fd, .events = POLLIN};
    (void) poll(&wake, 1, timeout_ms);
}

static gboolean was_woken(GfTransport *transport)
{
    guint64 count = 0;
    return read(transport->wake_fd, &count, sizeof count) == (ssize_t) sizeof count;
}

static GfOutcome *fetch(GfTransport *transport)
{
    GfOutcome *outcome = g_queue_pop_head(&transport->outcomes);
    if (outcome != NULL)
        transport->pending--;
    return outcome;
}

GfOutcome *gf_transport_next(GfTransport *transport, int timeout_ms)
{
    gint64 deadline_us = g_get_monotonic_time() + (gint64) timeout_ms * 1000;
    for (;;) {
        /* Work comes before fetching: connections should not idle while outcomes are recorded. */
        work(transport);
        GfOutcome *outcome = fetch(transport);
        gint64 left_us = deadline_us - g_get_monotonic_time();
        if (outcome != NULL || was_woken(transport) || left_us <= 0)
            return outcome;
        wait_for(transport, (int) (left_us / 1000) + 1);
    }
}

void gf_transport_wake(GfTransport *transport)
{
    guint64 one = 1;
    /* Full is woken too. */
    ssize_t written = write(transport->wake_fd, &one, sizeof one);
    (void) written;
}

void gf_transport_cancel(GfTransport *transport)
{
    if (transport->smtp != NULL)
        gf_smtp_cancel(transport->smtp);
    GfShipment *shipment = NULL;
    while ((shipment = g_queue_pop_head(&transport->waiting)) != NULL) {
        g_queue_push_tail(&transport->outcomes,
                          gf_outcome_new(shipment->id, GF_OUTCOME_CANCELLED,
                                         "stopped before the message was written"));
        gf_shipment_free(shipment);
    }
}

GfOutcome *gf_transport_probe(GfTransport *transport, int timeout_ms)
{
    if (transport->smtp != NULL)
        return gf_smtp_probe(transport->smtp, timeout_ms);
    return gf_maildir_out_probe(transport->maildir);
}
