/* deadline.h - deadlines, the steps of their reminder plans, and the numbered lists sent about
 * them.
 *
 * A deadline says what is due, on which day, and which role owes it; a step of its plan exists once
 * and is acted upon once; a sheet is a numbered list that somebody was sent and may answer line by
 * line.
 */
#pragma once

#include "store/store.h"

typedef struct {
    gint64 id;
    char *kind;        /* "session", "stage", "report", "term", "rhythm", "manual" */
    char *subject;     /* "session/conseil", "saisine/2017-01", "body/gt1-2", "member/anne",
                          "assembly" */
    char *detail;      /* of a stage its name, else "" */
    gint64 session_id; /* of kind session, else 0 */
    char *title;
    char *due_on; /* 'YYYY-MM-DD' */
    char *role;   /* who owes it: "silent" (members of the session), "contributors", "rapporteurs",
                     "copilotes", "co-presidents", "staff", "member" */
    char *plan, *plan_hour;
    char *state; /* "open", "done", "dropped" */
    gint64 created_at, closed_at;
    char *closed_by; /* actor, NULL */
} GfDeadline;
void gf_deadline_free(GfDeadline *deadline);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GfDeadline, gf_deadline_free)

/* Inserts (id 0; sets it) or changes title, due_on, role, plan, plan_hour and state, of one that is
 * open, or opens again. */
gboolean gf_store_save_deadline(GfStore *store, GfDeadline *deadline, GError **error);
gboolean gf_store_deadline(GfStore *store, gint64 id, GfDeadline **ret, GError **error);
/* The newest of the kind, subject and detail of `key`, whatever its state; NULL: there is none. */
gboolean gf_store_deadline_like(GfStore *store, const GfDeadline *key, GfDeadline **ret,
                                GError **error);
gboolean gf_store_deadline_of_session(GfStore *store, gint64 session_id, GfDeadline **ret,
                                      GError **error);
/* The open ones, or all, by date. */
gboolean gf_store_deadlines(GfStore *store, gboolean all, GPtrArray **ret, GError **error);
/* The open ones of a subject, by date. */
gboolean gf_store_deadlines_of(GfStore *store, const char *subject, GPtrArray **ret,
                               GError **error);
/* Writes state ("done", "dropped"), closed_at and closed_by, and stops the planned steps. */
gboolean gf_store_close_deadline(GfStore *store, const GfDeadline *deadline, GError **error);

/* A member said that their part is done; saying it again changes nothing. */
gboolean gf_store_add_deadline_done(GfStore *store, gint64 deadline_id, gint64 member_id, gint64 at,
                                    GError **error);
/* Who did: GArray of gint64, owned. */
gboolean gf_store_deadline_done(GfStore *store, gint64 deadline_id, GArray **ret, GError **error);

typedef struct {
    gint64 id, deadline_id;
    int sequence;       /* of the session; else how often the date has changed */
    int step;           /* days from the date */
    gboolean escalated; /* to the co-presidents */
    char *day;
    gint64 due_at;
    char *state; /* "planned", "sent", "skipped", "stopped" */
    gint64 acted_at, mailing_id;
} GfReminder;
void gf_reminder_free(GfReminder *reminder);

/* A stopped step of the same deadline, sequence and step is planned again; any other double is
 * refused. */
gboolean gf_store_add_reminder(GfStore *store, GfReminder *reminder, GError **error);
gboolean gf_store_reminders(GfStore *store, gint64 deadline_id, GPtrArray **ret,
                            GError **error); /* by day */
gboolean gf_store_session_reminders(GfStore *store, gint64 session_id, GPtrArray **ret,
                                    GError **error);
/* Planned steps of all deadlines that are due, oldest first. */
gboolean gf_store_reminders_due(GfStore *store, gint64 now, GPtrArray **ret, GError **error);
/* Acts on a planned step, once; `due_at` 0 leaves it. GF_ERROR_STATE where it is not planned any
 * more. */
gboolean gf_store_act_reminder(GfStore *store, gint64 id, const char *state, gint64 due_at,
                               gint64 at, gint64 mailing_id, GError **error);
/* When the next planned step is due; 0: none. */
gboolean gf_store_next_reminder(GfStore *store, gint64 *ret_due_at, GError **error);
/* Steps of that sequence that were stopped at `since` or later are planned again (a recall). */
gboolean gf_store_resume_reminders(GfStore *store, gint64 deadline_id, int sequence, gint64 since,
                                   GError **error);
gboolean gf_store_stop_reminders(GfStore *store, gint64 deadline_id, gint64 at, GError **error);

typedef struct {
    gint64 id;
    char *kind; /* "reminder", "digest" */
    char *recipient;
    gint64 member_id; /* 0: staff */
    char *day;
    char *token;
    gint64 created_at;
    GPtrArray *lines; /* of char *, the subjects: line 1 is the first */
} GfSheet;

/* The subjects of lines, by what they take for an answer. To a member (kind "reminder"):
 *   session/SLUG        "présent", "absent": the member's answer to the invitation
 *   saisine/NUMBER      "néant": the member has nothing to contribute
 *   deadline/ID         "fait": a report, a task; of a stage it silences this member only
 *   late/ID             nothing: a deadline that others owe, told to a co-president
 * To staff (kind "digest"):
 *   message/ID          what `inbox settle` takes
 *   report/SLUG/VERSION "oui": staff confirms it
 *   deadline/ID         "fait" */
GfSheet *gf_sheet_new(void);
void gf_sheet_free(GfSheet *sheet);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GfSheet, gf_sheet_free)

/* Inserts a sheet with its lines; sets id. A second digest of one day to one address is refused
 * with GF_ERROR_STATE. Its token (kind "sheet") is added by the caller, who knows the id then. */
gboolean gf_store_add_sheet(GfStore *store, GfSheet *sheet, GError **error);
gboolean gf_store_sheet(GfStore *store, gint64 id, GfSheet **ret, GError **error);
/* What members were reminded of on a day by sheets: "MEMBER-ID SUBJECT". A set, owned. */
gboolean gf_store_listed_on(GfStore *store, const char *day, GHashTable **ret, GError **error);
/* The day of the newest digest, not after the day `until`; NULL: none yet. Owned. */
gboolean gf_store_last_digest(GfStore *store, const char *until, char **ret_day, gint64 *ret_at,
                              GError **error);
