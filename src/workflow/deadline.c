/* deadline.c - see deadline.h. */
#include "workflow/deadline.h"

#include "base/date.h"
#include "base/error.h"
#include "rules/rules.h"
#include "store/saisine.h"

#include <stdio.h>
#include <string.h>

static gboolean is_escalated(const char *kind)
{
    return g_str_equal(kind, "stage") || g_str_equal(kind, "report") || g_str_equal(kind, "manual");
}

GfPlanHour gf_plan_hour(const char *text)
{
    GfPlanHour at = {9, 0};
    sscanf(text, "%d:%d", &at.hour, &at.minute);
    return at;
}

/* A step that has gone at this very date is not planned anew (I8); one that was stopped is. */
static gboolean has_gone(const GPtrArray *known, const GfPlan *plan, int step)
{
    for (guint i = 0; i < known->len; i++) {
        const GfReminder *reminder = known->pdata[i];
        if (reminder->sequence == plan->sequence && reminder->step == step &&
            reminder->escalated == plan->escalated && !g_str_equal(reminder->state, "stopped"))
            return TRUE;
    }
    return FALSE;
}

static gboolean add_step(const GfClerk *clerk, const GfPlan *plan, const GfReminderStep *step,
                         GError **error)
{
    GfPlanHour at = gf_plan_hour(plan->deadline->plan_hour);
    g_autofree char *day = gf_date_format(&step->day);
    GfReminder reminder = {
        .deadline_id = plan->deadline->id,
        .sequence = plan->sequence,
        .step = step->offset,
        .escalated = plan->escalated,
        .day = day,
        .due_at = gf_instant_of(&step->day, at.hour, at.minute, clerk->config->timezone),
        .state = (char *) "planned",
    };
    return gf_store_add_reminder(clerk->store, &reminder, error);
}

gboolean gf_deadline_plan(const GfClerk *clerk, const GfPlan *plan, GError **error)
{
    g_autoptr(GPtrArray) known = NULL;
    GfPlanHour at = gf_plan_hour(plan->deadline->plan_hour);
    GDate date;
    gf_date_parse(plan->deadline->due_on, &date);
    if (!gf_store_reminders(clerk->store, plan->deadline->id, &known, error))
        return FALSE;
    g_autoptr(GArray) steps = gf_rule_plan_steps(plan->offsets, &date, at.hour, at.minute,
                                                 clerk->config->timezone, plan->from);
    for (guint i = 0; i < steps->len; i++) {
        const GfReminderStep *step = &g_array_index(steps, GfReminderStep, i);
        if (!has_gone(known, plan, step->offset) && !add_step(clerk, plan, step, error))
            return FALSE;
    }
    return TRUE;
}

/* How often the date of a deadline has changed: a step of a former date is none of the new one. */
static gboolean sequence_of(const GfClerk *clerk, gint64 deadline_id, gboolean changed, int *ret,
                            GError **error)
{
    g_autoptr(GPtrArray) known = NULL;
    int sequence = 0;
    if (!gf_store_reminders(clerk->store, deadline_id, &known, error))
        return FALSE;
    for (guint i = 0; i < known->len; i++)
        sequence = MAX(sequence, ((const GfReminder *) known->pdata[i])->sequence);
    *ret = changed && known->len > 0 ? sequence + 1 : sequence;
    return TRUE;
}

static gboolean plan(const GfClerk *clerk, const GfDeadline *deadline, GfPlan *steps,
                     int escalation_days, GError **error)
{
    g_autoptr(GArray) escalation = g_array_new(FALSE, FALSE, sizeof(int));
    g_array_append_val(escalation, escalation_days);
    steps->deadline = deadline;
    steps->from = gf_clerk_now(clerk);
    if (!gf_store_stop_reminders(clerk->store, deadline->id, steps->from, error) ||
        !gf_deadline_plan(clerk, steps, error))
        return FALSE;
    steps->offsets = escalation;
    steps->escalated = TRUE;
    return !is_escalated(deadline->kind) || gf_deadline_plan(clerk, steps, error);
}

static gboolean refuse(const GfDeadlineSpec *spec, const char *what, const char *word,
                       const char *example, GError **error)
{
    g_set_error(error, GF_ERROR, GF_ERROR_STATE, "deadline of %s: '%s' is no %s (such as %s)",
                spec->subject, word, what, example);
    return FALSE;
}

static gboolean check(const GfDeadlineSpec *spec, const char *plan_text, GArray **ret_offsets,
                      GError **error)
{
    GDate date;
    g_autofree char *wrong = NULL;
    if (!gf_date_parse(spec->due_on, &date))
        return refuse(spec, "date", spec->due_on, "2027-03-12", error);
    if (!gf_rule_plan_parse(plan_text, ret_offsets, &wrong))
        return refuse(spec, "step", wrong, "J-15, J-7, J+1", error);
    return TRUE;
}

static gboolean find_open(const GfClerk *clerk, const GfDeadlineSpec *spec, GfDeadline **ret,
                          GError **error)
{
    const GfDeadline key = {.kind = (char *) spec->kind,
                            .subject = (char *) spec->subject,
                            .detail = (char *) spec->detail};
    g_autoptr(GfDeadline) known = NULL;
    if (!gf_store_deadline_like(clerk->store, &key, &known, error))
        return FALSE;
    *ret = known != NULL && g_str_equal(known->state, "open") ? g_steal_pointer(&known) : NULL;
    return TRUE;
}

static gboolean save(const GfClerk *clerk, const GfDeadlineSpec *spec, const GfDeadline *known,
                     GfDeadline *deadline, GError **error)
{
    deadline->id = known != NULL ? known->id : 0;
    deadline->kind = (char *) spec->kind;
    deadline->subject = (char *) spec->subject;
    deadline->detail = (char *) spec->detail;
    deadline->title = (char *) spec->title;
    deadline->due_on = (char *) spec->due_on;
    deadline->role = (char *) spec->role;
    deadline->state = (char *) "open";
    deadline->created_at = gf_clerk_now(clerk);
    return gf_store_save_deadline(clerk->store, deadline, error) &&
           gf_clerk_journal(clerk,
                            &(GfAct){"greffe", known != NULL ? "deadline.changed" : "deadline.set",
                                     spec->kind, NULL},
                            error, "%s/deadline/%" G_GINT64_FORMAT, spec->subject, deadline->id);
}

/* What has to be done to make `known` what is wanted. */
typedef struct {
    gboolean words, date, plan;
} Change;

static Change compare(const GfDeadlineSpec *spec, const GfDeadline *known, const char *plan_text,
                      const char *plan_hour)
{
    if (known == NULL)
        return (Change){TRUE, TRUE, TRUE};
    return (Change){
        !g_str_equal(known->title, spec->title) || !g_str_equal(known->role, spec->role),
        !g_str_equal(known->due_on, spec->due_on),
        !g_str_equal(known->plan, plan_text) || !g_str_equal(known->plan_hour, plan_hour),
    };
}

gboolean gf_deadline_set(const GfClerk *clerk, const GfDeadlineSpec *spec, gint64 *ret_id,
                         GError **error)
{
    g_autoptr(GfAssemblyRules) rules = NULL;
    g_autoptr(GArray) offsets = NULL;
    g_autoptr(GfDeadline) known = NULL;
    if (!gf_clerk_rules(clerk, NULL, &rules, error))
        return FALSE;
    const char *plan_text = spec->plan != NULL ? spec->plan : rules->deadline_plan;
    if (!check(spec, plan_text, &offsets, error) || !find_open(clerk, spec, &known, error))
        return FALSE;
    GfDeadline deadline = {.plan = (char *) plan_text, .plan_hour = rules->plan_hour};
    Change change = compare(spec, known, plan_text, rules->plan_hour);
    GfPlan steps = {.offsets = offsets};
    if ((change.words || change.date || change.plan) && !save(clerk, spec, known, &deadline, error))
        return FALSE;
    if ((change.date || change.plan) &&
        (!sequence_of(clerk, deadline.id, change.date, &steps.sequence, error) ||
         !plan(clerk, &deadline, &steps, rules->escalation_days, error)))
        return FALSE;
    if (ret_id != NULL)
        *ret_id = known != NULL ? known->id : deadline.id;
    return TRUE;
}

gboolean gf_deadline_end(const GfClerk *clerk, const GfDeadline *deadline, const char *state,
                         const char *actor, GError **error)
{
    g_autofree char *act = g_strconcat("deadline.", state, NULL);
    const GfDeadline closed = {.id = deadline->id,
                               .state = (char *) state,
                               .closed_at = gf_clerk_now(clerk),
                               .closed_by = (char *) actor};
    return gf_store_close_deadline(clerk->store, &closed, error) &&
           gf_clerk_journal(clerk, &(GfAct){actor, act, deadline->kind, NULL}, error,
                            "%s/deadline/%" G_GINT64_FORMAT, deadline->subject, deadline->id);
}

gboolean gf_deadline_close(const GfClerk *clerk, const GfDeadlineSpec *key, const char *state,
                           const char *actor, GError **error)
{
    g_autoptr(GfDeadline) known = NULL;
    return find_open(clerk, key, &known, error) &&
           (known == NULL || gf_deadline_end(clerk, known, state, actor, error));
}

gboolean gf_deadline_about(const GfClerk *clerk, const GfDeadline *deadline, char **ret,
                           GError **error)
{
    g_autoptr(GfSaisine) saisine = NULL;
    g_autoptr(GfBody) body = NULL;
    const char *subject = deadline->subject;
    if (g_str_has_prefix(subject, "saisine/") &&
        !gf_store_saisine(clerk->store, subject + strlen("saisine/"), &saisine, error))
        return FALSE;
    if (g_str_has_prefix(subject, "body/") &&
        !gf_store_body(clerk->store, subject + strlen("body/"), &body, error))
        return FALSE;
    *ret = g_strdup(saisine != NULL ? saisine->title : body != NULL ? body->name : NULL);
    return TRUE;
}

gboolean gf_deadline_done(const GfClerk *clerk, gint64 id, GError **error)
{
    g_autoptr(GfDeadline) deadline = NULL;
    if (!gf_store_deadline(clerk->store, id, &deadline, error))
        return FALSE;
    const char *why = deadline == NULL ? "there is none of that number (see: greffe deadline list)"
                      : !g_str_equal(deadline->state, "open")  ? "it is closed already"
                      : g_str_equal(deadline->kind, "session") ? "a session's ends with it"
                                                               : NULL;
    if (why != NULL) {
        g_set_error(error, GF_ERROR, GF_ERROR_STATE, "deadline %" G_GINT64_FORMAT ": %s", id, why);
        return FALSE;
    }
    return gf_deadline_end(clerk, deadline, "done", "staff", error);
}
