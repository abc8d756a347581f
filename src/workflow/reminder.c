/* reminder.c - see reminder.h. */
#include "workflow/reminder.h"

#include "base/date.h"
#include "base/error.h"
#include "rules/rules.h"
#include "workflow/mailing.h"
#include "workflow/tally.h"

#include <stdio.h>

/* Later than this after its hour, a step has been missed. */
#define GRACE_SECONDS 3600

static void plan_hour(const char *text, int *hour, int *minute)
{
    *hour = 9;
    *minute = 0;
    sscanf(text, "%d:%d", hour, minute);
}

/* A step that has gone at this very hour is not planned anew (I8); one that was stopped is. */
static gboolean is_done(const GPtrArray *known, int sequence, int step)
{
    for (guint i = 0; i < known->len; i++) {
        const GfReminder *reminder = known->pdata[i];
        if (reminder->sequence == sequence && reminder->step == step &&
            !g_str_equal(reminder->state, "stopped"))
            return TRUE;
    }
    return FALSE;
}

/* The session's deadline, made or brought up to date. */
static gboolean save_deadline(const GfClerk *clerk, const GfSession *session, const GDate *date,
                              gint64 *ret_id, GError **error)
{
    g_autoptr(GfDeadline) known = NULL;
    g_autofree char *subject = g_strconcat("session/", session->slug, NULL);
    g_autofree char *day = gf_date_format(date);
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
    if (!gf_store_save_deadline(clerk->store, &deadline, error))
        return FALSE;
    *ret_id = deadline.id;
    return TRUE;
}

gboolean gf_reminder_plan(const GfClerk *clerk, const GfSession *session, gint64 from,
                          GError **error)
{
    g_autoptr(GArray) offsets = NULL;
    if (session->plan[0] == '\0' || !gf_rule_plan_parse(session->plan, &offsets, NULL))
        return TRUE;
    int hour, minute;
    plan_hour(session->plan_hour, &hour, &minute);
    const char *zone = clerk->config->timezone;
    GDate date = gf_date_of(session->starts_at, zone);
    gint64 deadline_id;
    g_autoptr(GPtrArray) known = NULL;
    if (!save_deadline(clerk, session, &date, &deadline_id, error) ||
        !gf_store_reminders(clerk->store, deadline_id, &known, error))
        return FALSE;
    g_autoptr(GArray) steps = gf_rule_plan_steps(offsets, &date, hour, minute, zone, from);
    for (guint i = 0; i < steps->len; i++) {
        const GfReminderStep *step = &g_array_index(steps, GfReminderStep, i);
        if (is_done(known, session->sequence, step->offset))
            continue;
        g_autofree char *day = gf_date_format(&step->day);
        GfReminder reminder = {
            .deadline_id = deadline_id,
            .sequence = session->sequence,
            .step = step->offset,
            .day = day,
            .due_at = gf_instant_of(&step->day, hour, minute, zone),
            .state = (char *) "planned",
        };
        if (!gf_store_add_reminder(clerk->store, &reminder, error))
            return FALSE;
    }
    return TRUE;
}

gboolean gf_reminder_stop(const GfClerk *clerk, const GfSession *session, GError **error)
{
    g_autoptr(GfDeadline) deadline = NULL;
    if (!gf_store_deadline_of_session(clerk->store, session->id, &deadline, error))
        return FALSE;
    return deadline == NULL ||
           gf_store_stop_reminders(clerk->store, deadline->id, gf_clerk_now(clerk), error);
}

gboolean gf_reminder_resume(const GfClerk *clerk, const GfSession *session, gint64 since,
                            GError **error)
{
    g_autoptr(GfDeadline) deadline = NULL;
    if (!gf_store_deadline_of_session(clerk->store, session->id, &deadline, error))
        return FALSE;
    return deadline == NULL ||
           gf_store_resume_reminders(clerk->store, deadline->id, session->sequence, since, error);
}

/* The silent members with an address: those who are counted, not guests. */
static gboolean gather_silent(const GfClerk *clerk, const GfSession *session, GfTally **ret_tally,
                              GArray **ret, GError **error)
{
    g_autoptr(GfTally) tally = NULL;
    if (!gf_tally_session(clerk, session, &tally, error))
        return FALSE;
    GArray *recipients = g_array_new(FALSE, FALSE, sizeof(GfRecipient));
    for (guint i = 0; i < tally->people->len; i++) {
        const GfTallyPerson *person = tally->people->pdata[i];
        GfRecipient recipient = {person->member, person->invitation};
        if (person->silent && !person->invitation->guest && person->member->main_address != NULL)
            g_array_append_val(recipients, recipient);
    }
    *ret_tally = g_steal_pointer(&tally);
    *ret = recipients;
    return TRUE;
}

static gboolean send_step(const GfClerk *clerk, const GfSession *session,
                          const GfReminder *reminder, GError **error)
{
    g_autoptr(GfTally) tally = NULL;
    g_autoptr(GArray) recipients = NULL;
    gint64 now = gf_clerk_now(clerk), mailing_id = 0;
    if (!gather_silent(clerk, session, &tally, &recipients, error))
        return FALSE;
    if (recipients->len > 0 &&
        !gf_mailing_queue(clerk, &(GfMailingPlan){"reminder", session, recipients, now},
                          &mailing_id, error))
        return FALSE;
    return gf_store_act_reminder(clerk->store, reminder->id,
                                 recipients->len > 0 ? "sent" : "skipped", reminder->due_at, now,
                                 mailing_id, error) &&
           gf_clerk_journal(
               clerk,
               &(GfAct){"greffe", recipients->len > 0 ? "reminder.sent" : "reminder.skipped",
                        recipients->len > 0 ? "silent-members" : "nobody-is-silent", NULL},
               error, "session/%s/reminder/%d/J%+d", session->slug, reminder->sequence,
               reminder->step);
}

static gboolean set_aside(const GfClerk *clerk, const GfSession *session,
                          const GfReminder *reminder, const char *state, const char *rule,
                          GError **error)
{
    return gf_store_act_reminder(clerk->store, reminder->id, state, reminder->due_at,
                                 gf_clerk_now(clerk), 0, error) &&
           gf_clerk_journal(clerk, &(GfAct){"greffe", "reminder.skipped", rule, NULL}, error,
                            "session/%s/reminder/%d/J%+d", session->slug, reminder->sequence,
                            reminder->step);
}

/* When the convocation or change of a session that has not left yet will leave; 0: nothing waits.
 * No reminder goes before what it reminds of. */
static gboolean waits_until(const GfClerk *clerk, gint64 session_id, gint64 *ret, GError **error)
{
    g_autoptr(GPtrArray) mailings = NULL;
    *ret = 0;
    if (!gf_store_mailings(clerk->store, session_id, &mailings, error))
        return FALSE;
    for (guint i = 0; i < mailings->len; i++) {
        const GfMailing *mailing = mailings->pdata[i];
        if (!g_str_equal(mailing->state, "recalled") && mailing->release_at > gf_clerk_now(clerk))
            *ret = MAX(*ret, mailing->release_at);
    }
    return TRUE;
}

static gboolean put_off(const GfClerk *clerk, const GfReminder *reminder, gint64 due,
                        GError **error)
{
    return gf_store_act_reminder(clerk->store, reminder->id, "planned", due, 0, 0, error);
}

static gboolean load_session(const GfClerk *clerk, const GfReminder *reminder, GfSession **ret,
                             GError **error)
{
    g_autoptr(GfDeadline) deadline = NULL;
    if (!gf_store_deadline(clerk->store, reminder->deadline_id, &deadline, error))
        return FALSE;
    return deadline->session_id == 0 ||
           gf_store_session_by_id(clerk->store, deadline->session_id, 0, ret, error);
}

static gboolean act_on(const GfClerk *clerk, const GfReminder *reminder, gboolean newest,
                       GError **error)
{
    g_autoptr(GfSession) session = NULL;
    gint64 now = gf_clerk_now(clerk), leaves;
    if (!load_session(clerk, reminder, &session, error))
        return FALSE;
    if (session == NULL) /* not a session's: staff reads of it in the digest */
        return gf_store_act_reminder(clerk->store, reminder->id, "sent", reminder->due_at, now, 0,
                                     error);
    if (!waits_until(clerk, session->id, &leaves, error))
        return FALSE;
    if (!g_str_equal(session->state, "convened") || reminder->sequence != session->sequence)
        return set_aside(clerk, session, reminder, "stopped", "session-changed", error);
    if (session->starts_at <= now)
        return set_aside(clerk, session, reminder, "stopped", "session-over", error);
    if (leaves != 0)
        return put_off(clerk, reminder, leaves, error);
    if (!newest)
        return set_aside(clerk, session, reminder, "skipped", "newer-step-missed-too", error);
    int hour, minute;
    plan_hour(session->plan_hour, &hour, &minute);
    GDate day = gf_date_of(reminder->due_at, clerk->config->timezone);
    gint64 due =
        gf_rule_reminder_due(&day, hour, minute, clerk->config->timezone, now, GRACE_SECONDS);
    return due > now ? put_off(clerk, reminder, due, error)
                     : send_step(clerk, session, reminder, error);
}

/* The next fixed hour after today, for a step that cannot be written now. */
static gboolean put_off_to_next(const GfClerk *clerk, const GfReminder *reminder, GError **error)
{
    g_autoptr(GfTransaction) transaction = gf_transaction_begin(clerk->store, error);
    g_autoptr(GfSession) session = NULL;
    int hour, minute;
    if (transaction == NULL || !load_session(clerk, reminder, &session, error))
        return FALSE;
    plan_hour(session->plan_hour, &hour, &minute);
    GDate day = gf_clerk_today(clerk);
    g_date_add_days(&day, 1);
    day = gf_date_to_working(&day, 1);
    return put_off(clerk, reminder, gf_instant_of(&day, hour, minute, clerk->config->timezone),
                   error) &&
           gf_transaction_commit(transaction, error);
}

static gboolean act_alone(const GfClerk *clerk, const GfReminder *reminder, gboolean newest,
                          GError **ret_problem, GError **error)
{
    g_autoptr(GfTransaction) transaction = gf_transaction_begin(clerk->store, error);
    g_autoptr(GError) problem = NULL;
    if (transaction == NULL)
        return FALSE;
    if (act_on(clerk, reminder, newest, &problem))
        return gf_transaction_commit(transaction, error);
    g_clear_pointer(&transaction, gf_transaction_end);
    if (!g_error_matches(problem, GF_ERROR, GF_ERROR_CONFIG)) {
        g_propagate_error(error, g_steal_pointer(&problem));
        return FALSE;
    }
    if (*ret_problem == NULL)
        *ret_problem = g_steal_pointer(&problem);
    return put_off_to_next(clerk, reminder, error);
}

gboolean gf_reminder_act(const GfClerk *clerk, GError **ret_problem, GError **error)
{
    g_autoptr(GPtrArray) due = NULL;
    if (!gf_store_reminders_due(clerk->store, gf_clerk_now(clerk), &due, error))
        return FALSE;
    for (guint i = 0; i < due->len; i++) {
        const GfReminder *reminder = due->pdata[i];
        gboolean newest = TRUE;
        for (guint j = i + 1; j < due->len; j++)
            newest = newest &&
                     ((const GfReminder *) due->pdata[j])->deadline_id != reminder->deadline_id;
        if (!act_alone(clerk, reminder, newest, ret_problem, error))
            return FALSE;
    }
    return TRUE;
}
