/* notify.h - the notification protocol of systemd: one datagram to $NOTIFY_SOCKET (sd_notify(3)).
 */
#pragma once

#include <glib.h>

/* "READY=1", "STATUS=...", "WATCHDOG=1", "STOPPING=1", "RELOADING=1\nMONOTONIC_USEC=...". Best
 * effort. */
void gf_notify(const char *format, ...) G_GNUC_PRINTF(1, 2);

/* Seconds between two signs of life that systemd wants, halved; 0: no watchdog. */
guint gf_notify_watchdog_seconds(void);
