/* event.h - what the other threads tell the main thread: one queue, one event descriptor.
 *
 * A thread posts, the main thread drains; nothing else is shared. Each event owns its payload.
 */
#pragma once

#include <glib.h>

typedef enum {
    GF_EVENT_RECEIVED,       /* payload: GfReceived */
    GF_EVENT_FILED,          /* payload: GfFiling */
    GF_EVENT_EXTRACTED,      /* payload: GfExtraction */
    GF_EVENT_MAILBOX_OPENED, /* no payload */
    GF_EVENT_OUTCOME,        /* payload: GfOutcome */
    GF_EVENT_TROUBLE,        /* payload: GError; gf_events_post_trouble() */
} GfEventKind;

typedef struct {
    GfEventKind kind;
    gpointer payload;
    /* of GF_EVENT_TROUBLE: what fails (static), and when it is tried again */
    const char *where;
    int retry_seconds;
} GfEvent;

typedef struct GfEvents GfEvents;

GfEvents *gf_events_new(void);
/* Frees what nobody drained, too. */
void gf_events_free(GfEvents *events);

/* From any thread; takes ownership of the payload. */
void gf_events_post(GfEvents *events, GfEventKind kind, gpointer payload);
/* A trouble of `where` (static), which is tried again so soon. Takes ownership of `problem`. */
void gf_events_post_trouble(GfEvents *events, const char *where, GError *problem,
                            int retry_seconds);

/* Becomes readable when there is something. */
int gf_events_fd(const GfEvents *events);

/* All there is, oldest first: GPtrArray of GfEvent that owns the events but not their payloads. */
GPtrArray *gf_events_drain(GfEvents *events);

/* Frees a payload by its kind. */
void gf_event_free_payload(GfEvent *event);
