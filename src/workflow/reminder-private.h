/* reminder-private.h - a step of a plan on its way to the people (reminder-act.c, reminder-mail.c).
 */
#pragma once

#include "workflow/owed.h"
#include "workflow/reminder.h"

/* A step whose hour has come, or comes later today. */
typedef struct {
    const GfReminder *reminder; /* borrowed */
    GfDeadline *deadline;
    GfSession *session;   /* kind session, else NULL */
    char *about;          /* the title of its saisine or the name of its body; NULL */
    gboolean later;       /* only those who are written to now anyway read of it */
    GPtrArray *owing;     /* of GfOwed: who owes it, reachable or not */
    gboolean vacant;      /* nobody ever owed it */
    GPtrArray *above;     /* of GfOwed: the co-presidents, where it goes to them; else NULL */
    gboolean asked_today; /* some were, and are not reminded yet */
    GPtrArray *told_to;   /* of GfOwed: whom it reaches by mail; borrowed from these two */
    guint told;           /* how many have been written to about it, now or earlier today */
    gint64 mailing_id;    /* of a session's own reminder, 0: none */
} GfStep;

/* Writes to everybody whom the steps that go now reach: one mail to each. Counts `told` and sets
 * `mailing_id` of the steps (of GfStep). */
gboolean gf_reminder_write(const GfClerk *clerk, GPtrArray *steps, GError **error);
