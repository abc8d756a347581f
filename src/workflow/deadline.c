/* deadline.c - see deadline.h. */
#include "workflow/deadline.h"

#include "base/date.h"
#include "base/error.h"
#include "rules/rules.h"

#include <stdio.h>

static gboolean is_escalated(const char *kind)
{
    return g_str_equal(kind, "stage") || g_str_equal(kind, "report") || g_str_equal(kind, "manual");
}

/* What is planned, and in which round: another date or plan begins a new one, so that each step of
 * each exists once. */
typedef struct {
    const GArray *offsets;
    gboolean escalated;
    int sequence;
} Plan;

static gboolean add_steps(const GfClerk *clerk, const GfDeadline *deadline, const Plan *plan,
                          GError **error)
{
    int hour = 9, minute = 0;
    GDate date;
    const char *zone = clerk->config->timezone;
    sscanf(deadline->plan_hour, "%d:%d", &hour, &minute);
    gf_date_parse(deadline->due_on, &date);
    g_autoptr(GArray) steps =
        gf_rule_plan_steps(plan->offsets, &date, hour, minute, zone, gf_clerk_now(clerk));
    for (guint i = 0; i < steps->len; i++) {
        const GfReminderStep *step = &g_array_index(steps, GfReminderStep, i);
        g_autofree char *day = gf_date_format(&step->day);
        GfReminder reminder = {
            .deadline_id = deadline->id,
            .sequence = plan->sequence,
            .step = step->offset,
            .escalated = plan->escalated,
            .day = day,
            .due_at = gf_instant_of(&step->day, hour, minute, zone),
            .state = (char *) "planned",
        };
        if (!gf_store_add_reminder(clerk->store, &reminder, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean next_sequence(const GfClerk *clerk, const GfDeadline *deadline, int *ret,
                              GError **error)
{
    g_autoptr(GPtrArray) known = NULL;
    if (!gf_store_reminders(clerk->store, deadline->id, &known, error))
        return FALSE;
    *ret = 0;
    for (guint i = 0; i < known->len; i++)
        *ret = MAX(*ret, ((const GfReminder *) known->pdata[i])->sequence + 1);
    return TRUE;
}

static gboolean plan(const GfClerk *clerk, const GfDeadline *deadline, const GArray *offsets,
                     int escalation_days, GError **error)
{
    g_autoptr(GArray) escalation = g_array_new(FALSE, FALSE, sizeof(int));
    int sequence;
    g_array_append_val(escalation, escalation_days);
    return gf_store_stop_reminders(clerk->store, deadline->id, gf_clerk_now(clerk), error) &&
           next_sequence(clerk, deadline, &sequence, error) &&
           add_steps(clerk, deadline, &(Plan){offsets, FALSE, sequence}, error) &&
           (!is_escalated(deadline->kind) ||
            add_steps(clerk, deadline, &(Plan){escalation, TRUE, sequence}, error));
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
    gboolean same = known != NULL && g_str_equal(known->due_on, spec->due_on) &&
                    g_str_equal(known->plan, plan_text);
    if (!save(clerk, spec, known, &deadline, error) ||
        (!same && !plan(clerk, &deadline, offsets, rules->escalation_days, error)))
        return FALSE;
    if (ret_id != NULL)
        *ret_id = deadline.id;
    return TRUE;
}

gboolean gf_deadline_close(const GfClerk *clerk, const GfDeadlineSpec *key, const char *state,
                           const char *actor, GError **error)
{
    g_autoptr(GfDeadline) known = NULL;
    g_autofree char *act = g_strconcat("deadline.", state, NULL);
    if (!find_open(clerk, key, &known, error))
        return FALSE;
    if (known == NULL)
        return TRUE;
    const GfDeadline closed = {.id = known->id,
                               .state = (char *) state,
                               .closed_at = gf_clerk_now(clerk),
                               .closed_by = (char *) actor};
    return gf_store_close_deadline(clerk->store, &closed, error) &&
           gf_clerk_journal(clerk, &(GfAct){actor, act, known->kind, NULL}, error,
                            "%s/deadline/%" G_GINT64_FORMAT, known->subject, known->id);
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
    const GfDeadline closed = {.id = id,
                               .state = (char *) "done",
                               .closed_at = gf_clerk_now(clerk),
                               .closed_by = (char *) "staff"};
    return gf_store_close_deadline(clerk->store, &closed, error) &&
           gf_clerk_journal(clerk, &(GfAct){"staff", "deadline.done", "order", NULL}, error,
                            "%s/deadline/%" G_GINT64_FORMAT, deadline->subject, id);
}
