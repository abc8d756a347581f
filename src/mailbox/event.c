#include "mailbox/event.h"

#include <errno.h>
#include <poll.h>

GfEvent gf_event_wait(int fd, short events, int stop_fd, int wake_fd, gint64 until_us)
{
    for (;;) {
        struct pollfd fds[] = {{fd, events, 0}, {stop_fd, POLLIN, 0}, {wake_fd, POLLIN, 0}};
        gint64 left_ms = (until_us - g_get_monotonic_time() + 999) / 1000;
        int ready = poll(fds, G_N_ELEMENTS(fds), (int) CLAMP(left_ms, 0, G_MAXINT));
        if (ready < 0 && errno == EINTR)
            continue;
        if (ready > 0 && fds[1].revents != 0)
            return GF_EVENT_STOP;
        if (ready > 0 && fds[0].revents != 0)
            return GF_EVENT_READY;
        if (ready > 0 && fds[2].revents != 0)
            return GF_EVENT_WAKE;
        if (ready < 0 || left_ms <= 0)
            return GF_EVENT_TIMEOUT;
    }
}
