/* reminder-act.c - what becomes of the steps whose hour has come; see reminder.h.
 *
 * All in one transaction: a crash leaves either every mail of the moment and every step done, or
 * none of both (I3, I8).
 */
#include "workflow/reminder-private.h"

#include "base/date.h"
#include "base/error.h"
#include "rules/rules.h"
#include "store/journal.h"
#include "workflow/deadline.h"
#include "workflow/note.h"

#include <string.h>

/* Later than this after its hour, a step has been missed. */
#define GRACE_SECONDS 3600

static void step_free(GfStep *step)
{
    if (step == NULL)
        return;
    gf_deadline_free(step->deadline);
    gf_session_free(step->session);
    g_free(step->about);
    g_clear_pointer(&step->told_to, g_ptr_array_unref);
    g_clear_pointer(&step->above, g_ptr_array_unref);
    g_clear_pointer(&step->owing, g_ptr_array_unref);
    g_free(step);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GfStep, step_free)

/* What becomes of a step. */
typedef struct {
    enum { GOES, STOPPED, SKIPPED, PUT_OFF } fate;
    const char *rule; /* of STOPPED and SKIPPED */
    gint64 due;       /* of PUT_OFF: when it goes; of GOES: 0 */
} Verdict;

/* --- journal --- */

static gboolean journal(const GfClerk *clerk, const GfStep *step, const char *act, const char *rule,
                        GError **error)
{
    const GfReminder *reminder = step->reminder;
    g_autofree char *number =
        step->session != NULL ? g_strdup("")
                              : g_strdup_printf("/deadline/%" G_GINT64_FORMAT, step->deadline->id);
    return gf_clerk_journal(clerk, &(GfAct){"greffe", act, rule, NULL}, error,
                            "%s%s/reminder/%d/J%+d%s", step->deadline->subject, number,
                            reminder->sequence, reminder->step,
                            reminder->escalated ? "/escalated" : "");
}

static gboolean finish(const GfClerk *clerk, const GfStep *step, const char *state,
                       const char *rule, GError **error)
{
    const GfReminder *reminder = step->reminder;
    return gf_store_act_reminder(clerk->store, reminder->id, state, reminder->due_at,
                                 gf_clerk_now(clerk), step->mailing_id, error) &&
           journal(clerk, step, g_str_equal(state, "sent") ? "reminder.sent" : "reminder.skipped",
                   rule, error);
}

/* --- deciding --- */

static gboolean load(const GfClerk *clerk, const GfReminder *reminder, GfStep **ret, GError **error)
{
    g_autoptr(GfStep) step = g_new0(GfStep, 1);
    step->reminder = reminder;
    step->later = reminder->due_at > gf_clerk_now(clerk);
    if (!gf_store_deadline(clerk->store, reminder->deadline_id, &step->deadline, error) ||
        (step->deadline->session_id != 0 &&
         !gf_store_session_by_id(clerk->store, step->deadline->session_id, 0, &step->session,
                                 error)))
        return FALSE;
    *ret = g_steal_pointer(&step);
    return TRUE;
}

/* When the convocation or change of a session that has not left yet will leave; 0: nothing waits.
 * No reminder goes before what it reminds of. */
static gboolean waits_until(const GfClerk *clerk, const GfSession *session, gint64 *ret,
                            GError **error)
{
    g_autoptr(GPtrArray) mailings = NULL;
    *ret = 0;
    if (session == NULL)
        return TRUE;
    if (!gf_store_mailings(clerk->store, session->id, &mailings, error))
        return FALSE;
    for (guint i = 0; i < mailings->len; i++) {
        const GfMailing *mailing = mailings->pdata[i];
        if (!g_str_equal(mailing->state, "recalled") && mailing->release_at > gf_clerk_now(clerk))
            *ret = MAX(*ret, mailing->release_at);
    }
    return TRUE;
}

/* Why a step has nothing to remind of any more; NULL: it has. */
static const char *reason_to_stop(const GfClerk *clerk, const GfStep *step)
{
    const GfSession *session = step->session;
    if (session == NULL)
        return g_str_equal(step->deadline->state, "open") ? NULL : "deadline-closed";
    if (!g_str_equal(session->state, "convened") || step->reminder->sequence != session->sequence)
        return "session-changed";
    return session->starts_at <= gf_clerk_now(clerk) ? "session-over" : NULL;
}

/* Whether no later step of the same plan is due as well. */
static gboolean is_newest(const GfClerk *clerk, const GfReminder *reminder, const GPtrArray *all)
{
    gint64 until = MAX(reminder->due_at, gf_clerk_now(clerk));
    for (guint i = 0; i < all->len; i++) {
        const GfReminder *other = all->pdata[i];
        if (other->deadline_id == reminder->deadline_id && other->sequence == reminder->sequence &&
            other->escalated == reminder->escalated && other->step > reminder->step &&
            other->due_at <= until)
            return FALSE;
    }
    return TRUE;
}

/* When it goes by the working-day rules. */
static gint64 due_of(const GfClerk *clerk, const GfStep *step)
{
    const char *zone = clerk->config->timezone;
    GfPlanHour at = gf_plan_hour(step->deadline->plan_hour);
    GDate day = gf_date_of(step->reminder->due_at, zone);
    return gf_rule_reminder_due(&day, at.hour, at.minute, zone, gf_clerk_now(clerk), GRACE_SECONDS);
}

static gboolean judge(const GfClerk *clerk, const GfStep *step, const GPtrArray *all,
                      Verdict *verdict, GError **error)
{
    gint64 now = gf_clerk_now(clerk), leaves;
    const char *stop = reason_to_stop(clerk, step);
    if (!waits_until(clerk, step->session, &leaves, error))
        return FALSE;
    if (stop != NULL)
        *verdict = (Verdict){STOPPED, stop, 0};
    else if (leaves != 0)
        *verdict = (Verdict){PUT_OFF, NULL, leaves};
    else if (!is_newest(clerk, step->reminder, all))
        *verdict = (Verdict){SKIPPED, "newer-step-missed-too", 0};
    else {
        gint64 due = step->later ? now : due_of(clerk, step);
        *verdict = due > now ? (Verdict){PUT_OFF, NULL, due} : (Verdict){GOES, NULL, 0};
    }
    return TRUE;
}

/* --- gathering --- */

static gboolean is_of_staff(const GfStep *step)
{
    return g_str_equal(step->deadline->role, "staff") && !step->reminder->escalated;
}

/* Whether there is anything to tell the co-presidents: what all have done is not late. */
static gboolean is_late(const GfStep *step)
{
    return step->owing->len > 0 || step->vacant;
}

/* "Nous attendons encore" is no word for the day on which one is asked. */
static gboolean is_asked_today(const GfClerk *clerk, const GfOwed *owed)
{
    GDate today = gf_clerk_today(clerk);
    GDate asked = gf_date_of(owed->asked_at, clerk->config->timezone);
    return owed->asked_at != 0 && g_date_compare(&today, &asked) == 0;
}

static gboolean gather(const GfClerk *clerk, GfStep *step, GError **error)
{
    if (!gf_deadline_about(clerk, step->deadline, &step->about, error) ||
        !gf_owed_by(clerk, step->deadline, &step->owing, &step->vacant, error))
        return FALSE;
    if (step->reminder->escalated && is_late(step) &&
        !gf_owed_co_presidents(clerk, &step->above, error))
        return FALSE;
    const GPtrArray *people = step->reminder->escalated ? step->above : step->owing;
    step->told_to = g_ptr_array_new();
    for (guint i = 0; people != NULL && i < people->len; i++) {
        GfOwed *owed = people->pdata[i];
        if (is_asked_today(clerk, owed))
            step->asked_today = TRUE;
        else if (gf_note_reaches(clerk, owed->member))
            g_ptr_array_add(step->told_to, owed);
    }
    return TRUE;
}

/* --- what has gone --- */

static const char *reason_to_skip(const GfStep *step)
{
    if (step->session != NULL && step->owing->len == 0)
        return "nobody-is-silent";
    if (step->reminder->escalated && is_late(step))
        return "no-co-president";
    if (step->asked_today)
        return "asked-today";
    return step->owing->len == 0 ? "nobody-owes" : "no-address";
}

static const char *reason_to_send(const GfStep *step)
{
    if (step->session != NULL)
        return "silent-members";
    return step->reminder->escalated ? "co-presidents" : step->deadline->role;
}

/* Once for a date that has passed: from now on staff reads of it in every digest. */
static gboolean journal_overdue(const GfClerk *clerk, const GfStep *step, GError **error)
{
    const GfDeadline *deadline = step->deadline;
    g_autofree char *subject =
        g_strdup_printf("%s/deadline/%" G_GINT64_FORMAT, deadline->subject, deadline->id);
    g_autoptr(GPtrArray) lines = NULL;
    if (step->session != NULL || step->reminder->step <= 0)
        return TRUE;
    if (!gf_store_journal_about(clerk->store, subject, &lines, error))
        return FALSE;
    for (guint i = 0; i < lines->len; i++) {
        const GfJournalLine *line = lines->pdata[i];
        if (g_str_equal(line->act, "deadline.overdue") &&
            g_strcmp0(line->rule, deadline->due_on) == 0)
            return TRUE;
    }
    return gf_clerk_journal(clerk, &(GfAct){"greffe", "deadline.overdue", deadline->due_on, NULL},
                            error, "%s", subject);
}

static gboolean conclude(const GfClerk *clerk, const GfStep *step, GError **error)
{
    gboolean staff = is_of_staff(step);
    if ((staff || is_late(step)) && !journal_overdue(clerk, step, error))
        return FALSE;
    if (staff)
        return finish(clerk, step, "sent", "in-digest", error);
    return step->told > 0 ? finish(clerk, step, "sent", reason_to_send(step), error)
                          : finish(clerk, step, "skipped", reason_to_skip(step), error);
}

/* --- a round --- */

static gboolean carry_out(const GfClerk *clerk, const GfStep *step, const Verdict *verdict,
                          GError **error)
{
    if (verdict->fate == PUT_OFF)
        return gf_store_act_reminder(clerk->store, step->reminder->id, "planned", verdict->due, 0,
                                     0, error);
    return finish(clerk, step, verdict->fate == STOPPED ? "stopped" : "skipped", verdict->rule,
                  error);
}

/* Adds the step to `going`, or does at once what becomes of it else; one of later today that does
 * not go waits untouched. */
static gboolean meet(const GfClerk *clerk, const GfReminder *reminder, const GPtrArray *all,
                     GPtrArray *going, GError **error)
{
    g_autoptr(GfStep) step = NULL;
    Verdict verdict;
    if (!load(clerk, reminder, &step, error) || !judge(clerk, step, all, &verdict, error))
        return FALSE;
    if (verdict.fate != GOES)
        return step->later || carry_out(clerk, step, &verdict, error);
    if (!gather(clerk, step, error))
        return FALSE;
    g_ptr_array_add(going, g_steal_pointer(&step));
    return TRUE;
}

/* What is due now, and with it, where anything goes, what is due later today. */
static gboolean meet_all(const GfClerk *clerk, const GPtrArray *all, GPtrArray *going,
                         GError **error)
{
    gint64 now = gf_clerk_now(clerk);
    for (guint i = 0; i < all->len; i++) {
        const GfReminder *reminder = all->pdata[i];
        if (reminder->due_at > now && going->len == 0)
            return TRUE;
        if (!meet(clerk, reminder, all, going, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean load_due(const GfClerk *clerk, GPtrArray **ret, GError **error)
{
    GDate tomorrow = gf_clerk_today(clerk);
    g_date_add_days(&tomorrow, 1);
    gint64 midnight = gf_instant_of(&tomorrow, 0, 0, clerk->config->timezone);
    return gf_store_reminders_due(clerk->store, midnight - 1, ret, error);
}

static gboolean act(const GfClerk *clerk, GError **error)
{
    g_autoptr(GfTransaction) transaction = gf_transaction_begin(clerk->store, error);
    g_autoptr(GPtrArray) all = NULL;
    g_autoptr(GPtrArray) going = g_ptr_array_new_with_free_func((GDestroyNotify) step_free);
    if (transaction == NULL || !load_due(clerk, &all, error) ||
        !meet_all(clerk, all, going, error) || !gf_reminder_write(clerk, going, error))
        return FALSE;
    for (guint i = 0; i < going->len; i++) {
        const GfStep *step = going->pdata[i];
        if (!step->later && !conclude(clerk, step, error))
            return FALSE;
    }
    return gf_transaction_commit(transaction, error);
}

/* To the next fixed hour after today, for what cannot be written now. */
static gboolean put_off(const GfClerk *clerk, const GfReminder *reminder, GError **error)
{
    g_autoptr(GfDeadline) deadline = NULL;
    if (!gf_store_deadline(clerk->store, reminder->deadline_id, &deadline, error))
        return FALSE;
    GfPlanHour at = gf_plan_hour(deadline->plan_hour);
    GDate day = gf_clerk_today(clerk);
    g_date_add_days(&day, 1);
    day = gf_date_to_working(&day, 1);
    return gf_store_act_reminder(clerk->store, reminder->id, "planned",
                                 gf_instant_of(&day, at.hour, at.minute, clerk->config->timezone),
                                 0, 0, error);
}

static gboolean put_all_off(const GfClerk *clerk, GError **error)
{
    g_autoptr(GfTransaction) transaction = gf_transaction_begin(clerk->store, error);
    g_autoptr(GPtrArray) due = NULL;
    if (transaction == NULL ||
        !gf_store_reminders_due(clerk->store, gf_clerk_now(clerk), &due, error))
        return FALSE;
    for (guint i = 0; i < due->len; i++)
        if (!put_off(clerk, due->pdata[i], error))
            return FALSE;
    return gf_transaction_commit(transaction, error);
}

gboolean gf_reminder_act(const GfClerk *clerk, GError **ret_problem, GError **error)
{
    g_autoptr(GError) problem = NULL;
    gint64 next;
    if (!gf_store_next_reminder(clerk->store, &next, error))
        return FALSE;
    if (next == 0 || next > gf_clerk_now(clerk)) /* the ordinary turn writes nothing */
        return TRUE;
    if (act(clerk, &problem))
        return TRUE;
    if (!g_error_matches(problem, GF_ERROR, GF_ERROR_CONFIG)) {
        g_propagate_error(error, g_steal_pointer(&problem));
        return FALSE;
    }
    if (*ret_problem == NULL)
        *ret_problem = g_steal_pointer(&problem);
    return put_all_off(clerk, error);
}
