/* reminder.c - the plan of a session's reminders; see reminder.h. What is due is acted upon in
 * reminder-act.c and written in reminder-mail.c.
 */
#include "workflow/reminder.h"

#include "base/date.h"
#include "rules/rules.h"
#include "workflow/deadline.h"

/* The session's deadline, made or brought up to date; it is open. */
static gboolean save_deadline(const GfClerk *clerk, const GfSession *session, GfDeadline **ret,
                              GError **error)
{
    g_autoptr(GfDeadline) known = NULL;
    GDate date = gf_date_of(session->starts_at, clerk->config->timezone);
    g_autofree char *subject = g_strconcat("session/", session->slug, NULL);
    g_autofree char *day = gf_date_format(&date);
    if (!gf_store_deadline_of_session(clerk->store, session->id, &known, error))
        return FALSE;
    GfDeadline deadline = {
        .id = known != NULL ? known->id : 0,
        .kind = (char *) "session",
        .subject = subject,
        .detail = (char *) "",
        .session_id = session->id,
        .title = session->title,
        .due_on = day,
        .role = (char *) "silent",
        .plan = session->plan,
        .plan_hour = session->plan_hour,
        .state = (char *) "open",
        .created_at = gf_clerk_now(clerk),
    };
    return gf_store_save_deadline(clerk->store, &deadline, error) &&
           gf_store_deadline(clerk->store, deadline.id, ret, error);
}

gboolean gf_reminder_plan(const GfClerk *clerk, const GfSession *session, gint64 from,
                          GError **error)
{
    g_autoptr(GArray) offsets = NULL;
    g_autoptr(GfDeadline) deadline = NULL;
    if (!save_deadline(clerk, session, &deadline, error))
        return FALSE;
    if (session->plan[0] == '\0' || !gf_rule_plan_parse(session->plan, &offsets, NULL))
        return TRUE;
    const GfPlan plan = {deadline, offsets, session->sequence, FALSE, from};
    return gf_deadline_plan(clerk, &plan, error);
}

gboolean gf_reminder_stop(const GfClerk *clerk, const GfSession *session, GError **error)
{
    g_autoptr(GfDeadline) deadline = NULL;
    if (!gf_store_deadline_of_session(clerk->store, session->id, &deadline, error))
        return FALSE;
    return deadline == NULL ||
           gf_store_stop_reminders(clerk->store, deadline->id, gf_clerk_now(clerk), error);
}

static gboolean has_offset(const GArray *offsets, int step)
{
    for (guint i = 0; offsets != NULL && i < offsets->len; i++)
        if (g_array_index(offsets, int, i) == step)
            return TRUE;
    return FALSE;
}

/* What was stopped with a recalled correction is of two plans: only the steps of the plan in force
 * go on. */
static gboolean stop_others(const GfClerk *clerk, const GfDeadline *deadline, GError **error)
{
    g_autoptr(GPtrArray) known = NULL;
    g_autoptr(GArray) offsets = NULL;
    if (!gf_store_reminders(clerk->store, deadline->id, &known, error))
        return FALSE;
    gf_rule_plan_parse(deadline->plan, &offsets, NULL);
    for (guint i = 0; i < known->len; i++) {
        const GfReminder *reminder = known->pdata[i];
        if (g_str_equal(reminder->state, "planned") && !has_offset(offsets, reminder->step) &&
            !gf_store_act_reminder(clerk->store, reminder->id, "stopped", 0, gf_clerk_now(clerk), 0,
                                   error))
            return FALSE;
    }
    return TRUE;
}

gboolean gf_reminder_resume(const GfClerk *clerk, const GfSession *session, gint64 since,
                            GError **error)
{
    g_autoptr(GfDeadline) deadline = NULL;
    return save_deadline(clerk, session, &deadline, error) &&
           gf_store_resume_reminders(clerk->store, deadline->id, session->sequence, since, error) &&
           stop_others(clerk, deadline, error);
}

gboolean gf_reminder_end(const GfClerk *clerk, const GfSession *session, const char *state,
                         const char *actor, GError **error)
{
    g_autoptr(GfDeadline) deadline = NULL;
    if (!gf_store_deadline_of_session(clerk->store, session->id, &deadline, error))
        return FALSE;
    return deadline == NULL || !g_str_equal(deadline->state, "open") ||
           gf_deadline_end(clerk, deadline, state, actor, error);
}
