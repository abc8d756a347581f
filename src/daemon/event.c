/* event.c - see event.h. */
#include "daemon/event.h"

#include "daemon/desk.h"

#include <sys/eventfd.h>
#include <unistd.h>

struct GfEvents {
    GAsyncQueue *queue;
    int fd;
};

GfEvents *gf_events_new(void)
{
    GfEvents *events = g_new0(GfEvents, 1);
    events->queue = g_async_queue_new();
    events->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    g_assert(events->fd >= 0);
    return events;
}

void gf_event_free_payload(GfEvent *event)
{
    switch (event->kind) {
    case GF_EVENT_RECEIVED:
        gf_received_free(event->payload);
        break;
    case GF_EVENT_FILED:
        gf_filing_free(event->payload);
        break;
    case GF_EVENT_EXTRACTED:
        gf_extraction_free(event->payload);
        break;
    case GF_EVENT_OUTCOME:
        gf_outcome_free(event->payload);
        break;
    case GF_EVENT_TROUBLE:
        g_error_free(event->payload);
        break;
    case GF_EVENT_MAILBOX_OPENED:
        break;
    }
    event->payload = NULL;
}

void gf_events_free(GfEvents *events)
{
    if (events == NULL)
        return;
    GfEvent *event;
    while ((event = g_async_queue_try_pop(events->queue)) != NULL) {
        gf_event_free_payload(event);
        g_free(event);
    }
    g_async_queue_unref(events->queue);
    close(events->fd);
    g_free(events);
}

static void post(GfEvents *events, GfEvent event)
{
    g_async_queue_lock(events->queue);
    gboolean first = g_async_queue_length_unlocked(events->queue) <= 0;
    g_async_queue_push_unlocked(events->queue, g_memdup2(&event, sizeof event));
    g_async_queue_unlock(events->queue);
    if (first) /* who takes one takes all */
        eventfd_write(events->fd, 1);
}

void gf_events_post(GfEvents *events, GfEventKind kind, gpointer payload)
{
    post(events, (GfEvent){.kind = kind, .payload = payload});
}

void gf_events_post_trouble(GfEvents *events, const char *where, GError *problem, int retry_seconds)
{
    post(events, (GfEvent){GF_EVENT_TROUBLE, problem, where, retry_seconds});
}

int gf_events_fd(const GfEvents *events)
{
    return events->fd;
}

GPtrArray *gf_events_drain(GfEvents *events)
{
    eventfd_t ignored;
    eventfd_read(events->fd, &ignored);
    GPtrArray *all = g_ptr_array_new_with_free_func(g_free);
    GfEvent *event;
    while ((event = g_async_queue_try_pop(events->queue)) != NULL)
        g_ptr_array_add(all, event);
    return all;
}
