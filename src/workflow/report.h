/* report.h - the reports of chantiers: received, confirmed by the pair, distributed to the group
 * (DOMAIN.md section 3).
 *
 * A copilote's is confirmed by the other copilote, a rapporteur's or co-rapporteur's by either, or
 * by staff: at once where there is nobody to ask, else after some days of silence; so is one
 * whose author does not answer which kind it is. A newer version
 * takes the place of one that was not confirmed yet; its author, where that is the other copilote,
 * becomes the one who confirms. Letters about reports are received by report.c and answered in
 * report-answer.c; report-act.c does what falls due.
 */
#pragma once

#include "store/report.h"
#include "workflow/clerk.h"

/* Staff enters a report that came by hand. `report` holds kind, title, text and files; the rest is
 * filled here. GF_ERROR_STATE where body or member are unknown, or the member may submit none
 * there. Own transaction. */
gboolean gf_report_add(const GfClerk *clerk, const char *body_slug, const char *member_slug,
                       GfReport *report, GError **error);

/* Staff confirms. `name` is what people say: "gt1-2" (its newest version) or "gt1-2/3". `kind`:
 * "progress" or "final", where its author has not said which; else NULL. Inside the caller's
 * transaction. */
gboolean gf_report_confirm(const GfClerk *clerk, const char *name, const char *kind,
                           GError **error);
/* The report of that name. GF_ERROR_STATE where there is none. `ret_body` may be NULL. Owned. */
gboolean gf_report_find(const GfClerk *clerk, const char *name, GfReport **ret, GfBody **ret_body,
                        GError **error);

/* What is due: asks for confirmation once the files are there, hands to staff what nobody confirmed
 * in time, distributes what is confirmed. Each report in a transaction of its own. `*ret_problem`:
 * the first template that could not be used; that report waits. */
gboolean gf_report_act(const GfClerk *clerk, GError **ret_problem, GError **error);
/* When a report that waits for confirmation goes to staff; 0: none does. */
gboolean gf_report_next(const GfClerk *clerk, gint64 *ret_due_at, GError **error);
