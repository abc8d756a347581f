/* convocation.c - see convocation.h. Whom an order concerns is in people.c, what it says in
 * version.c, what leaves in mailing.c.
 */
#include "workflow/convocation.h"

#include "base/date.h"
#include "base/error.h"
#include "rules/rules.h"
#include "workflow/mailing.h"
#include "workflow/people.h"
#include "workflow/reminder.h"
#include "workflow/version.h"

#include <string.h>

void gf_order_free(GfOrder *order)
{
    if (order == NULL)
        return;
    g_clear_pointer(&order->warnings, g_ptr_array_unref);
    g_free(order);
}

static GfOrder *order_new(const GfPeople *people)
{
    GfOrder *order = g_new0(GfOrder, 1);
    order->warnings = g_ptr_array_ref(people->warnings);
    order->recipients = gf_people_reachable(people);
    return order;
}

gboolean gf_convocation_new(const GfClerk *clerk, const GfSessionFile *file, GfSession **ret,
                            GError **error)
{
    g_autoptr(GfTransaction) transaction = gf_transaction_begin(clerk->store, error);
    const char *slug = file->session->slug;
    return transaction != NULL && gf_version_add_draft(clerk, file, error) &&
           gf_clerk_journal(clerk, &(GfAct){"staff", "session.created", NULL, NULL}, error,
                            "session/%s", slug) &&
           gf_transaction_commit(transaction, error) && gf_version_load(clerk, slug, ret, error);
}

static gint64 release_time(const GfClerk *clerk)
{
    return gf_clerk_now(clerk) + clerk->config->transport_recall_delay_seconds;
}

/* What is mailed about a session that has begun would come too late for anybody. */
static gboolean require_future(const GfClerk *clerk, const GfSession *session, GError **error)
{
    if (session->starts_at > release_time(clerk))
        return TRUE;
    g_set_error(error, GF_ERROR, GF_ERROR_STATE, "session '%s': its date is past", session->slug);
    return FALSE;
}

/* Notice in jours francs, counted from the day the mailing leaves (I16). */
static gboolean check_notice(const GfClerk *clerk, const GfSession *session, const char *force,
                             GfOrder *order, GError **error)
{
    GDate sent = gf_date_of(release_time(clerk), clerk->config->timezone);
    GDate date = gf_date_of(session->starts_at, clerk->config->timezone);
    GfNotice notice = gf_rule_notice(&sent, &date, session->notice);
    order->jours_francs = notice.jours_francs;
    order->notice = session->notice;
    if (notice.lawful)
        return TRUE;
    g_autofree char *last = gf_date_format(&notice.last_day);
    if (force == NULL || force[0] == '\0') {
        g_set_error(
            error, GF_ERROR, GF_ERROR_STATE,
            "session '%s': convened too late: %d jours francs are left, %d are required, the last "
            "day to convene was %s (choose a later date, or --force REASON, which is journalled)",
            session->slug, notice.jours_francs, session->notice, last);
        return FALSE;
    }
    order->forced = TRUE;
    g_ptr_array_add(
        order->warnings,
        g_strdup_printf("délai de convocation non respecté : %d jours francs au lieu de %d",
                        notice.jours_francs, session->notice));
    return TRUE;
}

static GfMailingPlan plan_of(const char *kind, const GfSession *session, const GfPeople *people,
                             const GfOrder *order)
{
    GfMailingPlan plan = {kind, session, people->recipients, order->release_at};
    return plan;
}

/* The bon à tirer of a plan: staff sees it, nothing else happens. */
static gboolean prove(const GfClerk *clerk, const GfMailingPlan *plan, const GfOrder *order,
                      GError **error)
{
    const GfSession *session = plan->session;
    return gf_mailing_proof(clerk, plan, order->warnings, error) &&
           gf_store_set_session_proof(clerk->store, session->id, gf_clerk_now(clerk), error) &&
           gf_clerk_journal(clerk, &(GfAct){"staff", "session.proof", plan->kind, NULL}, error,
                            "session/%s", session->slug);
}

/* The journal line of an order, with staff's reason (may be NULL) as evidence. */
static gboolean journal_order(const GfClerk *clerk, const GfSession *session, const GfAct *order,
                              const char *reason, GError **error)
{
    GfAct act = *order;
    g_autofree char *evidence = NULL;
    gint64 blob_id;
    if (reason != NULL) {
        g_autoptr(GBytes) words = g_bytes_new(reason, strlen(reason));
        if (!gf_store_put_blob(clerk->store, words, &blob_id, &evidence, error))
            return FALSE;
    }
    act.evidence = evidence;
    return gf_clerk_journal(clerk, &act, error, "session/%s", session->slug);
}

static gboolean finish(GfTransaction *transaction, GfOrder **order, GfOrder **ret, GError **error)
{
    if (!gf_transaction_commit(transaction, error))
        return FALSE;
    *ret = g_steal_pointer(order);
    return TRUE;
}

static gboolean require_draft(const GfSession *session, GError **error)
{
    if (g_str_equal(session->state, "draft"))
        return TRUE;
    g_set_error(error, GF_ERROR, GF_ERROR_STATE,
                "session '%s': it is %s already (use move, or cancel)", session->slug,
                session->state);
    return FALSE;
}

static gboolean carry_out_convocation(const GfClerk *clerk, const GfMailingPlan *plan,
                                      const GfDirective *directive, GfOrder *order, GError **error)
{
    const GfSession *session = plan->session;
    GfAct act = {"staff", "session.convened", order->forced ? "force" : "notice", NULL};
    return gf_store_set_session_state(clerk->store, session->id, "convened", session->version,
                                      gf_clerk_now(clerk), error) &&
           journal_order(clerk, session, &act, order->forced ? directive->force : NULL, error) &&
           gf_mailing_queue(clerk, plan, &order->mailing_id, error) &&
           gf_reminder_plan(clerk, session, order->release_at, error);
}

gboolean gf_convocation_convene(const GfClerk *clerk, const char *slug,
                                const GfDirective *directive, GfOrder **ret, GError **error)
{
    g_autoptr(GfTransaction) transaction = gf_transaction_begin(clerk->store, error);
    g_autoptr(GfSession) session = NULL;
    if (transaction == NULL || !gf_version_load(clerk, slug, &session, error) ||
        !require_draft(session, error))
        return FALSE;
    g_autoptr(GfPeople) people = gf_people_of_body(clerk, session, directive->yes, error);
    if (people == NULL)
        return FALSE;
    g_autoptr(GfOrder) order = order_new(people);
    if (!require_future(clerk, session, error) ||
        !check_notice(clerk, session, directive->force, order, error))
        return FALSE;
    order->release_at = directive->yes ? release_time(clerk) : 0;
    GfMailingPlan plan = plan_of("convocation", session, people, order);
    if (directive->yes ? !carry_out_convocation(clerk, &plan, directive, order, error)
                       : !prove(clerk, &plan, order, error))
        return FALSE;
    return finish(transaction, &order, ret, error);
}

static gboolean require_convened(const GfSession *session, GError **error)
{
    if (g_str_equal(session->state, "convened"))
        return TRUE;
    g_set_error(error, GF_ERROR, GF_ERROR_STATE, "session '%s': it is %s, not convened%s",
                session->slug, session->state,
                g_str_equal(session->state, "draft") ? " (convene it first: greffe session convene)"
                                                     : "");
    return FALSE;
}

/* Two orders that contradict each other must not leave one after the other: the first is taken
 * back. */
static gboolean require_nothing_waiting(const GfClerk *clerk, const GfSession *session,
                                        GError **error)
{
    g_autoptr(GPtrArray) mailings = NULL;
    if (!gf_store_mailings(clerk->store, session->id, &mailings, error))
        return FALSE;
    for (guint i = 0; i < mailings->len; i++) {
        const GfMailing *mailing = mailings->pdata[i];
        if (!g_str_equal(mailing->state, "queued") || mailing->release_at <= gf_clerk_now(clerk))
            continue;
        g_set_error(
            error, GF_ERROR, GF_ERROR_STATE,
            "session '%s': its %s has not left yet (take it back first: greffe session recall %s)",
            session->slug, mailing->kind, session->slug);
        return FALSE;
    }
    return TRUE;
}

/* How many people have answered the date that changes. */
static gboolean count_answers(const GfClerk *clerk, const GfSession *former, guint *ret,
                              GError **error)
{
    g_autoptr(GPtrArray) answers = NULL;
    if (!gf_store_answers_of_session(clerk->store, former->id, &answers, error))
        return FALSE;
    g_autoptr(GHashTable) people = g_hash_table_new(NULL, NULL);
    for (guint i = 0; i < answers->len; i++) {
        const GfAnswerRow *answer = answers->pdata[i];
        if (answer->sequence == former->sequence)
            g_hash_table_add(people, GSIZE_TO_POINTER((gsize) answer->invitation_id));
    }
    *ret = g_hash_table_size(people);
    return TRUE;
}

static gboolean carry_out_move(const GfClerk *clerk, const GfMailingPlan *plan,
                               const GfDirective *directive, GfOrder *order, GError **error)
{
    const GfSession *session = plan->session;
    GfAct act = {"staff", order->significant ? "session.moved" : "session.corrected",
                 order->forced        ? "force"
                 : order->significant ? "notice"
                                      : "same-date",
                 NULL};
    return journal_order(clerk, session, &act, order->forced ? directive->force : NULL, error) &&
           gf_mailing_queue(clerk, plan, &order->mailing_id, error) &&
           (!order->replan || (gf_reminder_stop(clerk, session, error) &&
                               gf_reminder_plan(clerk, session, order->release_at, error)));
}

/* The version was only tried: it is undone, and the proof goes out alone. */
static gboolean prove_move(const GfClerk *clerk, GfTransaction **transaction,
                           const GfMailingPlan *plan, const GfOrder *order, GError **error)
{
    g_clear_pointer(transaction, gf_transaction_end);
    *transaction = gf_transaction_begin(clerk->store, error);
    return *transaction != NULL && prove(clerk, plan, order, error);
}

static gboolean refuse_unchanged(const GfSession *session, const GfSessionFile *file,
                                 GError **error)
{
    g_set_error(error, GF_ERROR, GF_ERROR_STATE,
                "session '%s': nothing changes (the file '%s' says what is in force)",
                session->slug, file->name);
    return FALSE;
}

/* Nobody has been told of a draft: its next version replaces it. */
static gboolean reword(const GfClerk *clerk, const GfSession *former, const GfSessionFile *file,
                       GfOrder **ret, GError **error)
{
    GfChange change;
    if (!gf_version_add_next(clerk, former, file, &change, error) ||
        !require_future(clerk, file->session, error))
        return FALSE;
    if (change == GF_CHANGE_NONE)
        return refuse_unchanged(former, file, error);
    *ret = g_new0(GfOrder, 1);
    (*ret)->reworded = TRUE;
    (*ret)->warnings = g_ptr_array_new_with_free_func(g_free);
    return gf_clerk_journal(clerk, &(GfAct){"staff", "session.reworded", NULL, NULL}, error,
                            "session/%s", former->slug);
}

/* Whom a move concerns: everybody, or, where nothing changes, those who joined late. */
static GfPeople *people_of_move(const GfClerk *clerk, const GfSession *session, GfChange change,
                                const GfDirective *directive, GError **error)
{
    g_autoptr(GfPeople) people = gf_people_of_body(clerk, session, directive->yes, error);
    if (people == NULL || change != GF_CHANGE_NONE)
        return g_steal_pointer(&people);
    if (!gf_people_keep_newcomers(clerk, people, error))
        return NULL;
    if (people->recipients->len > 0)
        return g_steal_pointer(&people);
    refuse_unchanged(session, directive->file, error);
    return NULL;
}

static gboolean move(const GfClerk *clerk, GfTransaction **transaction, const GfSession *former,
                     const GfDirective *directive, GfOrder *order, GError **error)
{
    static const char *const kinds[] = {[GF_CHANGE_NONE] = "convocation",
                                        [GF_CHANGE_WORDING] = "correction",
                                        [GF_CHANGE_DATE_OR_PLACE] = "move"};
    GfChange change;
    g_autoptr(GfSession) session = NULL;
    if (!gf_version_add_next(clerk, former, directive->file, &change, error) ||
        !gf_version_load(clerk, former->slug, &session, error) ||
        !require_future(clerk, session, error))
        return FALSE;
    g_autoptr(GfPeople) people = people_of_move(clerk, session, change, directive, error);
    if (people == NULL)
        return FALSE;
    order->warnings = g_ptr_array_ref(people->warnings);
    order->recipients = gf_people_reachable(people);
    order->significant = change == GF_CHANGE_DATE_OR_PLACE;
    order->replan = order->significant || !g_str_equal(former->plan, session->plan) ||
                    !g_str_equal(former->plan_hour, session->plan_hour);
    order->release_at = directive->yes ? release_time(clerk) : 0;
    if (order->significant && (!check_notice(clerk, session, directive->force, order, error) ||
                               !count_answers(clerk, former, &order->answers_kept, error)))
        return FALSE;
    GfMailingPlan plan = plan_of(kinds[change], session, people, order);
    return directive->yes ? carry_out_move(clerk, &plan, directive, order, error)
                          : prove_move(clerk, transaction, &plan, order, error);
}

gboolean gf_convocation_move(const GfClerk *clerk, const char *slug, const GfDirective *directive,
                             GfOrder **ret, GError **error)
{
    g_autoptr(GfTransaction) transaction = gf_transaction_begin(clerk->store, error);
    g_autoptr(GfSession) former = NULL;
    g_autoptr(GfOrder) order = NULL;
    if (transaction == NULL || !gf_version_load(clerk, slug, &former, error))
        return FALSE;
    if (g_str_equal(former->state, "draft"))
        return reword(clerk, former, directive->file, &order, error) &&
               finish(transaction, &order, ret, error);
    order = g_new0(GfOrder, 1);
    return require_convened(former, error) && require_nothing_waiting(clerk, former, error) &&
           move(clerk, &transaction, former, directive, order, error) &&
           finish(transaction, &order, ret, error);
}

static gboolean carry_out_cancel(const GfClerk *clerk, const GfMailingPlan *plan,
                                 const GfDirective *directive, GfOrder *order, GError **error)
{
    const GfSession *session = plan->session;
    GfAct act = {"staff", "session.cancelled", "order", NULL};
    return gf_store_add_session_version(clerk->store, session, error) &&
           gf_store_set_session_state(clerk->store, session->id, "cancelled", session->version, 0,
                                      error) &&
           journal_order(clerk, session, &act, directive->reason, error) &&
           gf_reminder_end(clerk, session, "dropped", "staff", error) &&
           gf_mailing_queue(clerk, plan, &order->mailing_id, error);
}

gboolean gf_convocation_cancel(const GfClerk *clerk, const char *slug, const GfDirective *directive,
                               GfOrder **ret, GError **error)
{
    g_autoptr(GfTransaction) transaction = gf_transaction_begin(clerk->store, error);
    g_autoptr(GfSession) session = NULL;
    int last;
    if (transaction == NULL || !gf_version_load(clerk, slug, &session, error) ||
        !require_convened(session, error) || !require_nothing_waiting(clerk, session, error) ||
        !require_future(clerk, session, error) ||
        !gf_store_last_session_version(clerk->store, session->id, &last, error))
        return FALSE;
    g_free(session->reason);
    session->reason = g_strdup(directive->reason);
    session->version = last + 1;
    session->sequence++;
    session->created_at = gf_clerk_now(clerk);
    g_autoptr(GfPeople) people = gf_people_invited(clerk, session, error);
    if (people == NULL)
        return FALSE;
    g_autoptr(GfOrder) order = order_new(people);
    order->release_at = directive->yes ? release_time(clerk) : 0;
    GfMailingPlan plan = plan_of("cancel", session, people, order);
    if (directive->yes ? !carry_out_cancel(clerk, &plan, directive, order, error)
                       : !prove(clerk, &plan, order, error))
        return FALSE;
    return finish(transaction, &order, ret, error);
}

/* The mailing that may still be taken back, and the version in force before it (0: it was the
 * first). */
static gboolean find_recallable(const GfClerk *clerk, const GfSession *session, GfMailing **ret,
                                int *ret_former_version, GError **error)
{
    g_autoptr(GPtrArray) mailings = NULL;
    if (!gf_store_mailings(clerk->store, session->id, &mailings, error))
        return FALSE;
    const GfMailing *last = NULL;
    *ret_former_version = 0;
    for (guint i = 0; i < mailings->len; i++) {
        const GfMailing *mailing = mailings->pdata[i];
        if (g_str_equal(mailing->kind, "reminder") || g_str_equal(mailing->state, "recalled"))
            continue;
        *ret_former_version = last != NULL ? last->version : 0;
        last = mailing;
    }
    if (last == NULL) {
        g_set_error(error, GF_ERROR, GF_ERROR_STATE,
                    "session '%s': nothing was sent that could be recalled", session->slug);
        return FALSE;
    }
    if (!g_str_equal(last->state, "queued") || last->release_at <= gf_clerk_now(clerk)) {
        g_autofree char *when = gf_instant_format(last->release_at, clerk->config->timezone);
        g_set_error(error, GF_ERROR, GF_ERROR_STATE,
                    "session '%s': the %s has been leaving since %s (send a correction with move, "
                    "or cancel)",
                    session->slug, last->kind, when);
        return FALSE;
    }
    return gf_store_mailing(clerk->store, last->id, ret, error);
}

/* Puts back what was in force before the mailing. */
static gboolean undo(const GfClerk *clerk, const GfSession *session, const GfMailing *mailing,
                     int former_version, GError **error)
{
    if (g_str_equal(mailing->kind, "convocation") && former_version != 0) /* of late joiners */
        return TRUE;
    if (g_str_equal(mailing->kind, "convocation"))
        return gf_reminder_end(clerk, session, "dropped", "staff", error) &&
               gf_store_remove_invitations(clerk->store, session->id, error) &&
               gf_store_set_session_state(clerk->store, session->id, "draft", session->version, 0,
                                          error);
    g_autoptr(GfSession) former = NULL;
    return gf_reminder_stop(clerk, session, error) &&
           gf_store_set_session_state(clerk->store, session->id, "convened", former_version, 0,
                                      error) &&
           gf_version_load(clerk, session->slug, &former, error) &&
           gf_reminder_resume(clerk, former, mailing->queued_at, error);
}

gboolean gf_convocation_recall(const GfClerk *clerk, const char *slug, GfOrder **ret,
                               GError **error)
{
    g_autoptr(GfTransaction) transaction = gf_transaction_begin(clerk->store, error);
    g_autoptr(GfSession) session = NULL;
    g_autoptr(GfMailing) mailing = NULL;
    int former_version;
    if (transaction == NULL || !gf_version_load(clerk, slug, &session, error) ||
        !find_recallable(clerk, session, &mailing, &former_version, error))
        return FALSE;
    g_autoptr(GfOrder) order = g_new0(GfOrder, 1);
    order->warnings = g_ptr_array_new_with_free_func(g_free);
    order->mailing_id = mailing->id;
    if (!gf_store_recall_mailing(clerk->store, mailing->id, gf_clerk_now(clerk), &order->recipients,
                                 error) ||
        !undo(clerk, session, mailing, former_version, error) ||
        !gf_clerk_journal(clerk, &(GfAct){"staff", "session.recalled", mailing->kind, NULL}, error,
                          "session/%s", slug) ||
        !gf_transaction_commit(transaction, error))
        return FALSE;
    *ret = g_steal_pointer(&order);
    return TRUE;
}
