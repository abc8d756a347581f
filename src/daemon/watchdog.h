/* watchdog.h - what systemd is told of a daemon that works: that it lives, and what waits. */
#pragma once

#include "daemon/fetcher.h"
#include "daemon/sender.h"

/* Whether no thread (either may be NULL) has been at the same piece of work for too long. */
gboolean gf_watchdog_is_alive(const GfFetcher *fetcher, const GfSender *sender);

/* Tells how many mails wait, unless it did so a minute ago. `*told_at`: monotonic microseconds. */
void gf_watchdog_tell_status(GfDesk *desk, gint64 *told_at);
