/* reminder.h - the silent get their reminders by the plan of the session, each step exactly once.
 *
 * DOMAIN.md section 3: never on a closed day; steps past at creation are left out; after an outage
 * only the newest missed step goes, at the next fixed hour of a working day; none once the session
 * is over, cancelled, or nobody is silent.
 */
#pragma once

#include "store/deadline.h"
#include "workflow/clerk.h"

/* Writes the steps of the session's plan that come after `from`, when what convenes leaves. Inside
 * the caller's transaction. */
gboolean gf_reminder_plan(const GfClerk *clerk, const GfSession *session, gint64 from,
                          GError **error);

/* Stops the planned steps of a session; plans those again that were stopped at `since` or later (a
 * recall). */
gboolean gf_reminder_stop(const GfClerk *clerk, const GfSession *session, GError **error);
gboolean gf_reminder_resume(const GfClerk *clerk, const GfSession *session, gint64 since,
                            GError **error);

/* Sends, moves or stops the steps that are due, each in a transaction of its own. A step that a
 * template keeps from being written is put off to the next fixed hour; `*ret_problem` is the first
 * of these. */
gboolean gf_reminder_act(const GfClerk *clerk, GError **ret_problem, GError **error);
