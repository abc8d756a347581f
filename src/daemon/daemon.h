/* daemon.h - the loop that ties mailbox, workflow and transport together, and one round of it.
 */
#pragma once

#include "base/instance.h"
#include "daemon/desk.h"
#include "reader/reader.h"

/* Runs until SIGTERM or SIGINT. `stop_fd` is the reader's: an eventfd. Takes ownership of
 * `instance` (SIGHUP replaces it) and of `desk`. FALSE where it could not start. */
gboolean gf_daemon_run(GfInstance *instance, GfDesk *desk, GfReader *reader, int stop_fd,
                       GError **error);

/* One round (--once): receives everything that waits, does what is due, sends everything that is
 * ready. FALSE with the first trouble met; what could be done was done. */
gboolean gf_daemon_round(const GfInstance *instance, GfDesk *desk, GfReader *reader,
                         GError **error);
