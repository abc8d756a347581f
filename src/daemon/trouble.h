/* trouble.h - which troubles were told, so that one that lasts is one line now and then, and not
 * one at every try.
 */
#pragma once

#include "transport/transport.h"

typedef struct GfTroubles GfTroubles;

GfTroubles *gf_troubles_new(void);
void gf_troubles_free(GfTroubles *troubles);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GfTroubles, gf_troubles_free)

/* The line to log about a trouble of `where` ("database"), with what will be done when; NULL where
 * the same, by its letters alone, was told a moment ago. `now`: monotonic microseconds. Owned. */
char *gf_troubles_tell(GfTroubles *troubles, const char *where, const GError *problem,
                       int retry_seconds, gint64 now);

/* `where` works. The line to log, where a trouble of it was told; else NULL. Owned. */
char *gf_troubles_end(GfTroubles *troubles, const char *where);

/* What an outcome tells of the relay, and when that is tried again; NULL: no trouble. Owned. */
GError *gf_trouble_of_outcome(const GfOutcome *outcome, int *ret_retry_seconds);

/* A program that keeps an old view of `database` open makes its write-ahead log grow: what to say
 * of it, or NULL. Owned. */
GError *gf_trouble_of_log(const char *database);
