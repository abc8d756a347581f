/* deadline.h - what is due, on which day, who owes it, and when they are reminded.
 *
 * Every matter sets its own deadlines and closes them when the thing is done; the steps of their
 * plans are acted upon by reminder.c. All inside the caller's transaction.
 */
#pragma once

#include "store/deadline.h"
#include "workflow/clerk.h"

/* The fixed hour of a plan. */
typedef struct {
    int hour, minute;
} GfPlanHour;
GfPlanHour gf_plan_hour(const char *text);

typedef struct {
    const char *kind;    /* "stage", "report", "term", "rhythm", "manual" */
    const char *subject; /* "saisine/2017-01", "body/gt1-2", "member/anne", "assembly" */
    const char *detail;  /* of a stage its name; NULL: "" */
    const char *title;
    const char *due_on; /* 'YYYY-MM-DD' */
    const char *role;   /* of GfDeadline */
    const char *plan;   /* "J-15, J+1"; NULL: that of the rules */
} GfDeadlineSpec;

/* Opens the deadline, or changes the open one of that kind, subject and detail: another date or
 * plan plans its steps anew, a step of the same date that has gone stays gone (I8). Steps whose
 * hour is past are left out; what changes nothing leaves no line in the journal. GF_ERROR_STATE
 * where the plan or the date cannot be read. `ret_id` may be NULL. */
gboolean gf_deadline_set(const GfClerk *clerk, const GfDeadlineSpec *spec, gint64 *ret_id,
                         GError **error);
/* Writes the steps of a plan for a deadline, in that sequence, from `from` on; without those that
 * have gone. `escalated`: to the co-presidents. Inside the caller's transaction. */
typedef struct {
    const GfDeadline *deadline;
    const GArray *offsets; /* of gf_rule_plan_parse() */
    int sequence;
    gboolean escalated;
    gint64 from;
} GfPlan;
gboolean gf_deadline_plan(const GfClerk *clerk, const GfPlan *plan, GError **error);

/* What a deadline is about, as people call it: the title of its saisine, the name of its body;
 * NULL. Owned. */
gboolean gf_deadline_about(const GfClerk *clerk, const GfDeadline *deadline, char **ret,
                           GError **error);

/* Closes the open one of that kind, subject and detail, if there is one: its reminders stop.
 * `state`: "done", "dropped". */
gboolean gf_deadline_close(const GfClerk *clerk, const GfDeadlineSpec *key, const char *state,
                           const char *actor, GError **error);
/* Closes one that is known to be open. */
gboolean gf_deadline_end(const GfClerk *clerk, const GfDeadline *deadline, const char *state,
                         const char *actor, GError **error);
/* Staff says of one, by its number, that it is done. GF_ERROR_STATE where there is none that is
 * open, or where it is closed by other means (a session's answers). */
gboolean gf_deadline_done(const GfClerk *clerk, gint64 id, GError **error);
