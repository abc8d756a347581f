/* event.h - waiting for one descriptor, or for being told to stop.
 *
 * poll(), never select(): a daemon may have more than 1024 descriptors. Cannot fail.
 */
#pragma once

#include <glib.h>

typedef enum {
    GF_EVENT_READY,   /* the descriptor can be used, or is broken, which using it will tell */
    GF_EVENT_WAKE,    /* `wake_fd` is readable */
    GF_EVENT_STOP,    /* `stop_fd` is readable: before all others */
    GF_EVENT_TIMEOUT, /* the time has come */
} GfEvent;

/* Waits for `events` (POLLIN, POLLOUT) on `fd` until `until_us` of the monotonic clock. A
 * descriptor may be -1: never ready. */
GfEvent gf_event_wait(int fd, short events, int stop_fd, int wake_fd, gint64 until_us);
