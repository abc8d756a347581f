/* sender.c - see sender.h. */
#include "daemon/sender.h"

/* While something is under way, and at rest, when only gf_transport_wake() has news. */
#define WAIT_SLICE_MS 60000
#define REST_MS (24 * 3600 * 1000)

struct GfSender {
    GfTransport *transport;
    GfEvents *events;
    GThread *thread;
    GAsyncQueue *shipments;
    gint stopping; /* atomic */
    gint64 heartbeat;
};

static void beat(GfSender *sender, gint64 time)
{
    __atomic_store_n(&sender->heartbeat, time, __ATOMIC_RELAXED);
}

gint64 gf_sender_heartbeat(const GfSender *sender)
{
    return __atomic_load_n(&sender->heartbeat, __ATOMIC_RELAXED);
}

static void submit_all(GfSender *sender)
{
    GfShipment *shipment;
    while ((shipment = g_async_queue_try_pop(sender->shipments)) != NULL)
        gf_transport_submit(sender->transport, shipment);
}

static void post_outcomes(GfSender *sender, int timeout_ms)
{
    GfOutcome *outcome = gf_transport_next(sender->transport, timeout_ms);
    for (; outcome != NULL; outcome = gf_transport_next(sender->transport, 0))
        gf_events_post(sender->events, GF_EVENT_OUTCOME, outcome);
}

static gpointer run(gpointer user_data)
{
    GfSender *sender = user_data;
    while (!g_atomic_int_get(&sender->stopping)) {
        submit_all(sender);
        gboolean rests = gf_transport_pending(sender->transport) == 0;
        beat(sender, rests ? G_MAXINT64 : g_get_monotonic_time());
        post_outcomes(sender, rests ? REST_MS : WAIT_SLICE_MS);
    }
    submit_all(sender);
    gf_transport_cancel(sender->transport);
    while (gf_transport_pending(sender->transport) > 0)
        post_outcomes(sender, 0);
    post_outcomes(sender, 0);
    return NULL;
}

GfSender *gf_sender_start(GfTransport *transport, GfEvents *events)
{
    GfSender *sender = g_new0(GfSender, 1);
    sender->transport = transport;
    sender->events = events;
    sender->shipments = g_async_queue_new_full((GDestroyNotify) gf_shipment_free);
    beat(sender, G_MAXINT64);
    sender->thread = g_thread_new("sender", run, sender);
    return sender;
}

void gf_sender_submit(GfSender *sender, GPtrArray *shipments)
{
    for (guint i = 0; i < shipments->len; i++)
        g_async_queue_push(sender->shipments, shipments->pdata[i]);
    if (shipments->len == 0)
        return;
    beat(sender, g_get_monotonic_time());
    gf_transport_wake(sender->transport);
}

void gf_sender_stop(GfSender *sender)
{
    if (sender == NULL)
        return;
    g_atomic_int_set(&sender->stopping, 1);
    gf_transport_wake(sender->transport);
    g_thread_join(sender->thread);
    g_async_queue_unref(sender->shipments);
    gf_transport_free(sender->transport);
    g_free(sender);
}
