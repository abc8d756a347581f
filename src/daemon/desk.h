/* desk.h - what the main thread does with the one write connection: record what arrived and what
 * became of what was sent, do what is due, compose and claim what may leave.
 *
 * Each function is one or more short transactions; none waits for the network. Used alike by the
 * daemon's loop and by one round (--once).
 */
#pragma once

#include "base/instance.h"
#include "daemon/extraction.h"
#include "daemon/received.h"
#include "mailbox/mailbox.h"
#include "transport/transport.h"
#include "workflow/clerk.h"

typedef struct GfDesk GfDesk;

/* Opens the database of the instance. A rehearsal instance must stay on this machine; `now` (0:
 * none) makes its clock stand still. GF_ERROR_STATE or GF_ERROR_CONFIG otherwise. The instance is
 * borrowed. */
GfDesk *gf_desk_new(const GfInstance *instance, gint64 now, GError **error);
void gf_desk_free(GfDesk *desk);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GfDesk, gf_desk_free)

/* Another configuration and templates from now on (SIGHUP). Borrowed. */
void gf_desk_set_instance(GfDesk *desk, const GfInstance *instance);

/* How long a locked database is waited for, from now on. */
void gf_desk_set_patience(GfDesk *desk, int milliseconds);

/* The configuration is another, or somebody looked at it: a refused account is tried again. */
gboolean gf_desk_end_rest(GfDesk *desk, GError **error);

/* What a crashed daemon left behind, and what a clock that went ahead has put off. */
gboolean gf_desk_recover(GfDesk *desk, GError **error);
/* What is in doubt is not repeated for so long. */
void gf_desk_repeat_after(GfDesk *desk, int seconds);
/* The clock was set: what the former one has put off is due again. */
gboolean gf_desk_date_anew(GfDesk *desk, GError **error);

/* Records messages (of GfReceived), all in one commit; one that cannot be recorded is tried alone
 * and, if the fault is its own, held. Failing as a whole changes nothing. */
gboolean gf_desk_receive(GfDesk *desk, GPtrArray *received, GError **error);

/* Filings that are due and not handed out yet (of GfFiling, owned). */
gboolean gf_desk_filings(GfDesk *desk, GPtrArray **ret, GError **error);
/* Records their results (of GfFiling). */
gboolean gf_desk_filed(GfDesk *desk, GPtrArray *filings, GError **error);
/* Whether any of them came back undone and is not due again yet. */
gboolean gf_desk_has_put_off(const GfDesk *desk);
/* Extractions that are due (of GfExtraction, owned); none while any of the last ones has not come
 * back. */
gboolean gf_desk_extractions(GfDesk *desk, GPtrArray **ret, GError **error);
/* Records their results (of GfExtraction). What came back undone rests with all the others. */
gboolean gf_desk_extracted(GfDesk *desk, GPtrArray *extractions, GError **error);

/* What came back undone is due again: the mailbox was opened anew, or time has passed. FALSE where
 * nothing had. */
gboolean gf_desk_retry(GfDesk *desk);
/* So is what did not come back: the thread that had it has ended, and all its events are
 * recorded. */
void gf_desk_recall(GfDesk *desk);

/* Reminders, digests, closing of mailings. */
gboolean gf_desk_duties(GfDesk *desk, GError **error);

/* Records outcomes (of GfOutcome, may be empty) and claims up to `room` mails (of GfShipment,
 * owned), composing what is queued and not composed yet; one commit. */
gboolean gf_desk_exchange(GfDesk *desk, GPtrArray *outcomes, guint room, GPtrArray **ret_shipments,
                          GError **error);
/* Has the next mails composed meanwhile, in memory. */
void gf_desk_compose_ahead(GfDesk *desk);
/* Mails claimed and without outcome. */
guint gf_desk_under_way(const GfDesk *desk);

/* Whether another process has changed the database since this was last asked, as far as is known.
 */
gboolean gf_desk_is_changed(GfDesk *desk);
/* Seconds until something is due, at most `limit`. */
gboolean gf_desk_seconds_to_next(GfDesk *desk, gint64 limit, gint64 *ret, GError **error);

/* Counts for one status line. Owned. */
char *gf_desk_status(GfDesk *desk);
