/* deadline-sync.c - see deadline-sync.h. */
#include "workflow/deadline-sync.h"

#include "base/date.h"
#include "workflow/deadline.h"
#include "workflow/reminder.h"
#include "workflow/text.h"

#include <string.h>

#define SYNCED_SETTING "deadline.synced"
/* The day from which the rhythm is counted where no plenary has been held yet. */
#define SINCE_SETTING "deadline.since"
/* Members that a title names. */
#define NAMES 3

typedef struct {
    const GfClerk *clerk;
    GfAssemblyRules *rules; /* borrowed */
    char *today;
    GHashTable *wanted; /* "SUBJECT DETAIL" of the terms that are on the roll */
} Sync;

static gboolean is_english(const Sync *sync)
{
    return g_strcmp0(sync->clerk->config->language, "en") == 0;
}

static gboolean is_past(const Sync *sync, const char *day)
{
    return strcmp(day, sync->today) < 0;
}

static gboolean find_newest(const Sync *sync, const GfDeadlineSpec *spec, GfDeadline **ret,
                            GError **error)
{
    const GfDeadline key = {.kind = (char *) spec->kind,
                            .subject = (char *) spec->subject,
                            .detail = (char *) spec->detail};
    return gf_store_deadline_like(sync->clerk->store, &key, ret, error);
}

static gboolean is_open(const GfDeadline *deadline)
{
    return deadline != NULL && g_str_equal(deadline->state, "open");
}

/* Somebody, not the greffe itself, has said of that very date that it is done. */
static gboolean is_settled(const GfDeadline *known, const char *due_on)
{
    return known != NULL && !is_open(known) && g_str_equal(known->due_on, due_on) &&
           g_strcmp0(known->closed_by, "greffe") != 0;
}

/* --- terms --- */

/* What is past already when it is first seen is the roll's to tell (roll-check.c). */
static gboolean want_term(Sync *sync, const GfDeadlineSpec *place, GError **error)
{
    g_autoptr(GfDeadline) known = NULL;
    GfDeadlineSpec spec = *place;
    spec.kind = "term";
    spec.role = "staff";
    spec.plan = sync->rules->term_plan;
    g_hash_table_add(sync->wanted, g_strdup_printf("%s %s", spec.subject, spec.detail));
    if (!find_newest(sync, &spec, &known, error))
        return FALSE;
    if (is_settled(known, spec.due_on) || (!is_open(known) && is_past(sync, spec.due_on)))
        return TRUE;
    return gf_deadline_set(sync->clerk, &spec, NULL, error);
}

/* The holders of offices, as they are called together. */
static const char *holders(const Sync *sync, const char *role)
{
    static const struct {
        const char *role, *french, *english;
    } table[] = {
        {"co-president", "co-présidence", "co-presidents"},
        {"copilote", "copilotes", "copilotes"},
        {"rapporteur", "rapporteurs", "rapporteurs"},
        {"co-rapporteur", "rapporteurs", "rapporteurs"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(table); i++)
        if (g_str_equal(table[i].role, role))
            return is_english(sync) ? table[i].english : table[i].french;
    return role;
}

/* "Fin de mandat : copilotes, rapporteurs (Attractivité et innovation)". Owned. */
static char *title_of_offices(const Sync *sync, const GfBody *body, const GPtrArray *offices,
                              const char *ends_on)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    for (guint i = 0; i < offices->len; i++) {
        const GfOffice *office = offices->pdata[i];
        const char *name = holders(sync, office->role);
        if (g_strcmp0(office->ends_on, ends_on) == 0 &&
            !g_ptr_array_find_with_equal_func(names, name, g_str_equal, NULL))
            g_ptr_array_add(names, (char *) name);
    }
    g_autofree char *all = gf_wording_names(names, names->len, sync->clerk->config->language);
    return g_strdup_printf(is_english(sync) ? "End of term: %s (%s)" : "Fin de mandat : %s (%s)",
                           all, body->name);
}

/* One for each body and day. */
static gboolean sync_offices(Sync *sync, const GfBody *body, GError **error)
{
    g_autoptr(GPtrArray) offices = NULL;
    g_autofree char *subject = g_strconcat("body/", body->slug, NULL);
    if (!gf_store_offices(sync->clerk->store, body->slug, &offices, error))
        return FALSE;
    for (guint i = 0; i < offices->len; i++) {
        const char *ends_on = ((const GfOffice *) offices->pdata[i])->ends_on;
        g_autofree char *detail = ends_on != NULL ? g_strconcat("offices ", ends_on, NULL) : NULL;
        g_autofree char *key = g_strdup_printf("%s %s", subject, detail);
        if (ends_on == NULL || g_hash_table_contains(sync->wanted, key))
            continue;
        g_autofree char *title = title_of_offices(sync, body, offices, ends_on);
        const GfDeadlineSpec place = {
            .subject = subject, .detail = detail, .title = title, .due_on = ends_on};
        if (!want_term(sync, &place, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean sync_end(Sync *sync, const GfBody *body, GError **error)
{
    if (body->ends_on == NULL)
        return TRUE;
    g_autofree char *subject = g_strconcat("body/", body->slug, NULL);
    g_autofree char *title = g_strdup_printf(
        is_english(sync) ? "End of a group: %s" : "Fin d'un groupe : %s", body->name);
    const GfDeadlineSpec place = {
        .subject = subject, .detail = "end", .title = title, .due_on = body->ends_on};
    return want_term(sync, &place, error);
}

static gboolean sync_bodies(Sync *sync, GError **error)
{
    g_autoptr(GPtrArray) bodies = NULL;
    if (!gf_store_bodies(sync->clerk->store, &bodies, error))
        return FALSE;
    for (guint i = 0; i < bodies->len; i++) {
        const GfBody *body = bodies->pdata[i];
        if (body->ended_on == NULL &&
            (!sync_offices(sync, body, error) || !sync_end(sync, body, error)))
            return FALSE;
    }
    return TRUE;
}

static gboolean want_members(Sync *sync, const char *day, const GPtrArray *names, GError **error)
{
    g_autofree char *detail = g_strconcat("members ", day, NULL);
    g_autofree char *all = gf_wording_names(names, NAMES, sync->clerk->config->language);
    g_autofree char *title =
        g_strdup_printf(is_english(sync) ? "End of the term of %s" : "Fin du mandat de %s", all);
    const GfDeadlineSpec place = {
        .subject = "assembly", .detail = detail, .title = title, .due_on = day};
    return want_term(sync, &place, error);
}

/* All members whose terms end on one day are one deadline. */
static gboolean sync_members(Sync *sync, GError **error)
{
    g_autoptr(GPtrArray) members = NULL;
    g_autoptr(GHashTable) names =
        g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_ptr_array_unref);
    if (!gf_store_members(sync->clerk->store, &members, error))
        return FALSE;
    for (guint i = 0; i < members->len; i++) {
        const GfMember *member = members->pdata[i];
        if (member->ends_on == NULL || member->ended_on != NULL)
            continue;
        GPtrArray *of_day = g_hash_table_lookup(names, member->ends_on);
        if (of_day == NULL) {
            of_day = g_ptr_array_new_with_free_func(g_free);
            g_hash_table_insert(names, member->ends_on, of_day);
        }
        g_ptr_array_add(of_day, gf_member_full_name(member));
    }
    g_autoptr(GList) days = g_list_sort(g_hash_table_get_keys(names), (GCompareFunc) strcmp);
    for (const GList *day = days; day != NULL; day = day->next)
        if (!want_members(sync, day->data, g_hash_table_lookup(names, day->data), error))
            return FALSE;
    return TRUE;
}

/* Terms that were renewed, moved or given up. */
static gboolean drop_unwanted(Sync *sync, GError **error)
{
    g_autoptr(GPtrArray) open = NULL;
    if (!gf_store_deadlines(sync->clerk->store, FALSE, &open, error))
        return FALSE;
    for (guint i = 0; i < open->len; i++) {
        const GfDeadline *deadline = open->pdata[i];
        g_autofree char *key = g_strdup_printf("%s %s", deadline->subject, deadline->detail);
        if (g_str_equal(deadline->kind, "term") && !g_hash_table_contains(sync->wanted, key) &&
            !gf_deadline_end(sync->clerk, deadline, "dropped", "greffe", error))
            return FALSE;
    }
    return TRUE;
}

/* --- rhythm --- */

/* The last plenary that was held, and whether another is planned in the months to come: one beyond
 * them does not keep the rhythm (DOMAIN.md section 4). */
static gboolean look_at_plenaries(Sync *sync, gint64 *ret_last, gboolean *ret_planned,
                                  GError **error)
{
    g_autoptr(GPtrArray) sessions = NULL;
    const char *zone = sync->clerk->config->timezone;
    gint64 now = gf_clerk_now(sync->clerk);
    GDate end = gf_clerk_today(sync->clerk);
    g_date_add_months(&end, (guint) sync->rules->plenary_months);
    g_date_add_days(&end, 1);
    gint64 until = gf_instant_of(&end, 0, 0, zone);
    *ret_last = 0;
    *ret_planned = FALSE;
    if (!gf_store_sessions(sync->clerk->store, &sessions, error))
        return FALSE;
    for (guint i = 0; i < sessions->len; i++) {
        const GfSession *session = sessions->pdata[i];
        g_autoptr(GfBody) body = NULL;
        if (g_str_equal(session->state, "cancelled"))
            continue;
        if (!gf_store_body_by_id(sync->clerk->store, session->body_id, &body, error))
            return FALSE;
        if (!g_str_equal(body->kind, "plenary"))
            continue;
        *ret_planned = *ret_planned || (session->starts_at > now && session->starts_at < until);
        if (session->starts_at <= now && !g_str_equal(session->state, "draft"))
            *ret_last = MAX(*ret_last, session->starts_at);
    }
    return TRUE;
}

/* The day from which months are counted: that of the last plenary, else the first on which there
 * was an assembly; FALSE in `*ret_known`: there is none yet. */
static gboolean find_base(const Sync *sync, gint64 last, GDate *ret, gboolean *ret_known,
                          GError **error)
{
    g_autofree char *since = NULL;
    g_autoptr(GPtrArray) members = NULL;
    *ret_known = last != 0;
    *ret = gf_date_of(last, sync->clerk->config->timezone);
    if (last != 0)
        return TRUE;
    if (!gf_store_setting(sync->clerk->store, SINCE_SETTING, &since, error) ||
        !gf_store_members(sync->clerk->store, &members, error))
        return FALSE;
    *ret_known = members->len > 0 && gf_date_parse(since != NULL ? since : sync->today, ret);
    return !*ret_known || since != NULL ||
           gf_store_set_setting(sync->clerk->store, SINCE_SETTING, sync->today, error);
}

/* Staff is warned while none is planned within so many months of the last one. */
static gboolean sync_rhythm(Sync *sync, GError **error)
{
    gint64 last;
    gboolean planned, known;
    g_autoptr(GfDeadline) newest = NULL;
    GDate day;
    GfDeadlineSpec spec = {.kind = "rhythm",
                           .subject = "assembly",
                           .title = is_english(sync) ? "Plan the next plenary"
                                                     : "Prévoir la prochaine assemblée plénière",
                           .role = "staff",
                           .plan = sync->rules->rhythm_plan};
    if (!look_at_plenaries(sync, &last, &planned, error) ||
        !find_base(sync, last, &day, &known, error) || !find_newest(sync, &spec, &newest, error))
        return FALSE;
    if (planned)
        return gf_deadline_close(sync->clerk, &spec, "done", "greffe", error);
    if (!known)
        return TRUE;
    g_date_add_months(&day, (guint) sync->rules->plenary_months);
    g_autofree char *due_on = gf_date_format(&day);
    spec.due_on = due_on;
    return is_settled(newest, due_on) || gf_deadline_set(sync->clerk, &spec, NULL, error);
}

/* --- sessions --- */

/* Nobody is asked to answer for what has begun, or does not take place. */
static gboolean end_session(const Sync *sync, const GfDeadline *deadline, GError **error)
{
    g_autoptr(GfSession) session = NULL;
    if (!gf_store_session_by_id(sync->clerk->store, deadline->session_id, 0, &session, error))
        return FALSE;
    if (!g_str_equal(session->state, "cancelled") && !g_str_equal(session->state, "draft"))
        return session->starts_at > gf_clerk_now(sync->clerk) ||
               gf_deadline_end(sync->clerk, deadline, "done", "greffe", error);
    return gf_deadline_end(sync->clerk, deadline, "dropped", "greffe", error);
}

static gboolean sync_sessions(Sync *sync, GError **error)
{
    g_autoptr(GPtrArray) open = NULL;
    if (!gf_store_deadlines(sync->clerk->store, FALSE, &open, error))
        return FALSE;
    for (guint i = 0; i < open->len; i++) {
        const GfDeadline *deadline = open->pdata[i];
        if (g_str_equal(deadline->kind, "session") && !end_session(sync, deadline, error))
            return FALSE;
    }
    return TRUE;
}

gboolean gf_deadline_sync_now(const GfClerk *clerk, GError **error)
{
    g_autoptr(GfAssemblyRules) rules = NULL;
    g_autoptr(GHashTable) wanted = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    GDate date = gf_clerk_today(clerk);
    g_autofree char *today = gf_date_format(&date);
    if (!gf_clerk_rules(clerk, NULL, &rules, error))
        return FALSE;
    Sync sync = {clerk, rules, today, wanted};
    return sync_bodies(&sync, error) && sync_members(&sync, error) && drop_unwanted(&sync, error) &&
           sync_rhythm(&sync, error) && sync_sessions(&sync, error);
}

gboolean gf_deadline_sync(const GfClerk *clerk, G_GNUC_UNUSED GError **ret_problem, GError **error)
{
    g_autofree char *last = NULL;
    GDate date = gf_clerk_today(clerk);
    g_autofree char *today = gf_date_format(&date);
    if (!gf_store_setting(clerk->store, SYNCED_SETTING, &last, error))
        return FALSE;
    if (g_strcmp0(last, today) == 0) /* the ordinary turn writes nothing */
        return TRUE;
    g_autoptr(GfTransaction) transaction = gf_transaction_begin(clerk->store, error);
    return transaction != NULL && gf_deadline_sync_now(clerk, error) &&
           gf_store_set_setting(clerk->store, SYNCED_SETTING, today, error) &&
           gf_transaction_commit(transaction, error);
}
