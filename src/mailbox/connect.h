/* connect.h - a TCP connection to a named host, which being told to stop interrupts at any point.
 *
 * getaddrinfo() cannot be interrupted: it runs in a thread that may outlive the call and then frees
 * what it holds. Addresses are tried in their order.
 */
#pragma once

#include <glib.h>

/* A connected, non-blocking socket with keep-alive; -1 with GF_ERROR_MAILBOX or GF_ERROR_CANCELLED.
 */
int gf_connect(const char *host, guint16 port, int stop_fd, gint64 until_us, GError **error);

/* TRUE where the other end is this machine. */
gboolean gf_connect_is_loopback(int fd);
