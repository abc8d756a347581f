/* reminder.h - the silent get their reminders by the plan of the session, each step exactly once.
 *
 * DOMAIN.md section 3: never on a closed day; steps past at creation are left out; after an outage
 * only the newest missed step goes, at the next fixed hour of a working day; none once the session
 * is over, cancelled, or nobody is silent.
 */
#pragma once

#include "workflow/clerk.h"

/* Writes the steps of the session's plan, seen from now. Inside the caller's transaction. */
gboolean gf_reminder_plan(const GfClerk *clerk, const GfSession *session, GError **error);

/* Sends, moves or stops the steps that are due. Inside the caller's transaction. */
gboolean gf_reminder_act(const GfClerk *clerk, GError **error);
