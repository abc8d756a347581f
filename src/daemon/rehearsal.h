/* rehearsal.h - what a rehearsal may do, and only a rehearsal. */
#pragma once

#include "base/instance.h"
#include "store/store.h"

/* A clock that is given (`now`, 0: none) is for a rehearsal only; and the mail of a rehearsal stays
 * on this machine. GF_ERROR_STATE, GF_ERROR_CONFIG. */
gboolean gf_rehearsal_check(GfStore *store, const GfInstance *instance, gint64 now, GError **error);
