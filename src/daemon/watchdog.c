/* watchdog.c - see watchdog.h. */
#include "daemon/watchdog.h"

#include "daemon/notify.h"

#define THREAD_DEADLINE_US (1200 * (gint64) G_USEC_PER_SEC)
#define STATUS_US (60 * (gint64) G_USEC_PER_SEC)

gboolean gf_watchdog_is_alive(const GfFetcher *fetcher, const GfSender *sender)
{
    gint64 oldest = g_get_monotonic_time() - THREAD_DEADLINE_US;
    return (fetcher == NULL || gf_fetcher_heartbeat(fetcher) > oldest) &&
           (sender == NULL || gf_sender_heartbeat(sender) > oldest);
}

void gf_watchdog_tell_status(GfDesk *desk, gint64 *told_at)
{
    gint64 now = g_get_monotonic_time();
    if (g_getenv("NOTIFY_SOCKET") == NULL || (*told_at != 0 && now - *told_at < STATUS_US))
        return;
    g_autofree char *status = gf_desk_status(desk);
    gf_notify("STATUS=%s", status);
    *told_at = now;
}
