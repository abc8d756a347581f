/* fetcher.h - the mailbox thread: fetches, hands each message to the thread that has it read
 * (reading.h), files when told.
 *
 * Knows nothing of the database. Reconnects by itself, with growing delay and jitter; a refused
 * log-in waits longer. Taking files out goes on meanwhile. What it hands in and the main thread
 * could not record comes again after gf_fetcher_forget().
 */
#pragma once

#include "base/config.h"
#include "daemon/desk.h"
#include "daemon/event.h"
#include "reader/reader.h"

/* Orders to file that go out together. */
#define GF_FILING_BATCH 500

typedef struct GfFetcher GfFetcher;

/* `reader` and `config` are borrowed while it lives; `events` gets what it finds. */
GfFetcher *gf_fetcher_new(const GfConfig *config, GfReader *reader, GfEvents *events, int stop_fd);

/* Starts the thread; once. What it was told to file before is filed before anything is fetched. */
void gf_fetcher_start(GfFetcher *fetcher);

/* Orders to file (GfFiling), which the thread sees all at once; takes ownership. */
void gf_fetcher_file(GfFetcher *fetcher, GPtrArray *filings);

/* An order to take a file out of its message; takes ownership. Comes back as GF_EVENT_EXTRACTED,
 * unless the thread ends before. */
void gf_fetcher_extract(GfFetcher *fetcher, GfExtraction *extraction);

/* The main thread has dealt with one message of so many bytes: room for the next. */
void gf_fetcher_done(GfFetcher *fetcher, gsize bytes);

/* Messages fetched that the main thread has not dealt with. */
guint gf_fetcher_in_flight(const GfFetcher *fetcher);

/* What was handed in must be handed in again, after a pause. */
void gf_fetcher_forget(GfFetcher *fetcher);

/* Monotonic microseconds of its last sign of life. */
gint64 gf_fetcher_heartbeat(const GfFetcher *fetcher);

/* Joins the threads, which end when stop_fd is readable or this is called. */
void gf_fetcher_stop(GfFetcher *fetcher);
