/* reminder.h - whoever owes something is reminded by the plan of its deadline, each step exactly
 * once, and in one mail a day.
 *
 * DOMAIN.md section 3: never on a closed day; steps past at creation are left out; after an outage
 * only the newest missed step of a deadline goes, at the next fixed hour of a working day; none
 * once the thing is done. Steps that go on one day are merged: a person whose only debt is the
 * answer to a session has that session's reminder, anybody else one numbered list (a sheet, see
 * store/deadline.h). Where the hours of a day differ, a list goes at the earliest and names what
 * has its step later that day too.
 */
#pragma once

#include "store/deadline.h"
#include "workflow/clerk.h"

/* Opens or changes the deadline of a session, and writes the steps of its plan that come after
 * `from`, when what convenes leaves. Inside the caller's transaction. */
gboolean gf_reminder_plan(const GfClerk *clerk, const GfSession *session, gint64 from,
                          GError **error);

/* Stops the planned steps of a session; plans those again that were stopped at `since` or later (a
 * recall) and opens its deadline again. */
gboolean gf_reminder_stop(const GfClerk *clerk, const GfSession *session, GError **error);
gboolean gf_reminder_resume(const GfClerk *clerk, const GfSession *session, gint64 since,
                            GError **error);
/* Closes the deadline of a session, if it is open: "done" (it has begun) or "dropped". */
gboolean gf_reminder_end(const GfClerk *clerk, const GfSession *session, const char *state,
                         const char *actor, GError **error);

/* Sends, moves or stops the steps that are due, all in one transaction. Where a template keeps one
 * mail from being written, all are put off to the next fixed hour; `*ret_problem` says why. */
gboolean gf_reminder_act(const GfClerk *clerk, GError **ret_problem, GError **error);
