/* deadline-sync.h - the deadlines that set themselves: terms that end, and the rhythm of plenaries
 * (DOMAIN.md section 4). Staff's, all of them.
 */
#pragma once

#include "workflow/clerk.h"

/* Brings them up to date with the roll and the sessions, once a day. Own transaction. No template
 * is needed: `*ret_problem` stays as it is. */
gboolean gf_deadline_sync(const GfClerk *clerk, GError **ret_problem, GError **error);
/* Inside the caller's transaction, whatever the day: after the roll or a session has changed. */
gboolean gf_deadline_sync_now(const GfClerk *clerk, GError **error);
