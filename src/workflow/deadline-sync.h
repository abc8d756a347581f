/* deadline-sync.h - the deadlines that set themselves: terms that end, and the rhythm of plenaries
 * (DOMAIN.md section 4), both staff's; and those of sessions, which end with them.
 *
 * What is wanted is computed anew from the roll and the sessions. A date that changes moves, what
 * is renewed or given up goes, and what staff has said is done stays done.
 */
#pragma once

#include "workflow/clerk.h"

/* Brings them up to date, once a day. Own transaction. No template is needed: `*ret_problem` stays
 * as it is. */
gboolean gf_deadline_sync(const GfClerk *clerk, GError **ret_problem, GError **error);
/* The same whatever the day, inside the caller's transaction: after the roll has changed. */
gboolean gf_deadline_sync_now(const GfClerk *clerk, GError **error);
