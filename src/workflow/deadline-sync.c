/* deadline-sync.c - see deadline-sync.h. What is wanted is computed anew from the roll; what is
 * open and not wanted any more is dropped. */
#include "workflow/deadline-sync.h"

#include "base/date.h"
#include "base/error.h"
#include "workflow/deadline.h"

#include <string.h>

#define SYNCED_SETTING "deadline.synced"

typedef struct {
    const GfClerk *clerk;
    GfAssemblyRules *rules; /* borrowed */
    char *today;
    GHashTable *wanted; /* "subject detail" of the terms that are open */
} Sync;

static gboolean is_english(const Sync *sync)
{
    return g_str_equal(sync->clerk->config->language, "en");
}

static gboolean want_term(Sync *sync, const char *subject, const char *detail, const char *title,
                          const char *due_on, GError **error)
{
    const GfDeadlineSpec spec = {.kind = "term",
                                 .subject = subject,
                                 .detail = detail,
                                 .title = title,
                                 .due_on = due_on,
                                 .role = "staff",
                                 .plan = sync->rules->term_plan};
    g_hash_table_add(sync->wanted, g_strdup_printf("%s %s", subject, detail));
    return gf_deadline_set(sync->clerk, &spec, NULL, error);
}

/* One for each office and day: "fin de mandat : copilote, Groupe 1". */
static gboolean sync_offices(Sync *sync, const GfBody *body, GError **error)
{
    g_autoptr(GPtrArray) offices = NULL;
    g_autofree char *subject = g_strconcat("body/", body->slug, NULL);
    if (!gf_store_offices(sync->clerk->store, body->slug, &offices, error))
        return FALSE;
    for (guint i = 0; i < offices->len; i++) {
        const GfOffice *office = offices->pdata[i];
        if (office->ends_on == NULL || strcmp(office->ends_on, sync->today) < 0)
            continue;
        g_autofree char *detail = g_strdup_printf("%s %s", office->role, office->ends_on);
        g_autofree char *title = g_strdup_printf(is_english(sync) ? "%s: term of its %s ends"
                                                                  : "%s : fin de mandat (%s)",
                                                 body->name, office->role);
        if (!want_term(sync, subject, detail, title, office->ends_on, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean sync_bodies(Sync *sync, GError **error)
{
    g_autoptr(GPtrArray) bodies = NULL;
    if (!gf_store_bodies(sync->clerk->store, &bodies, error))
        return FALSE;
    for (guint i = 0; i < bodies->len; i++) {
        const GfBody *body = bodies->pdata[i];
        if (body->ended_on != NULL)
            continue;
        g_autofree char *subject = g_strconcat("body/", body->slug, NULL);
        g_autofree char *title = g_strdup_printf(
            is_english(sync) ? "%s: this group comes to its end" : "%s : fin de ce groupe",
            body->name);
        if (!sync_offices(sync, body, error) ||
            (body->ends_on != NULL && strcmp(body->ends_on, sync->today) >= 0 &&
             !want_term(sync, subject, "end", title, body->ends_on, error)))
            return FALSE;
    }
    return TRUE;
}

/* All members whose terms end on one day are one deadline. */
static gboolean sync_members(Sync *sync, GError **error)
{
    g_autoptr(GPtrArray) members = NULL;
    g_autoptr(GHashTable) counts = g_hash_table_new(g_str_hash, g_str_equal);
    if (!gf_store_members(sync->clerk->store, &members, error))
        return FALSE;
    for (guint i = 0; i < members->len; i++) {
        const GfMember *member = members->pdata[i];
        if (member->ends_on == NULL || strcmp(member->ends_on, sync->today) < 0 ||
            !gf_member_in_force(member, sync->today))
            continue;
        guint count = GPOINTER_TO_UINT(g_hash_table_lookup(counts, member->ends_on));
        g_hash_table_insert(counts, member->ends_on, GUINT_TO_POINTER(count + 1));
    }
    g_autoptr(GList) days = g_list_sort(g_hash_table_get_keys(counts), (GCompareFunc) strcmp);
    for (const GList *day = days; day != NULL; day = day->next) {
        guint count = GPOINTER_TO_UINT(g_hash_table_lookup(counts, day->data));
        g_autofree char *title = g_strdup_printf(
            is_english(sync) ? "terms of %u members end" : "fin du mandat de %u membres", count);
        if (!want_term(sync, "assembly", day->data, title, day->data, error))
            return FALSE;
    }
    return TRUE;
}

/* Terms that were renewed, moved or given up. What is past stays until staff says that it is done.
 */
static gboolean drop_unwanted(Sync *sync, GError **error)
{
    g_autoptr(GPtrArray) open = NULL;
    if (!gf_store_deadlines(sync->clerk->store, FALSE, &open, error))
        return FALSE;
    for (guint i = 0; i < open->len; i++) {
        const GfDeadline *deadline = open->pdata[i];
        g_autofree char *key = g_strdup_printf("%s %s", deadline->subject, deadline->detail);
        const GfDeadlineSpec spec = {
            .kind = "term", .subject = deadline->subject, .detail = deadline->detail};
        if (g_str_equal(deadline->kind, "term") && strcmp(deadline->due_on, sync->today) >= 0 &&
            !g_hash_table_contains(sync->wanted, key) &&
            !gf_deadline_close(sync->clerk, &spec, "dropped", "greffe", error))
            return FALSE;
    }
    return TRUE;
}

/* The last plenary that was held, and whether another is planned. */
static gboolean look_at_plenaries(Sync *sync, gint64 *ret_last, gboolean *ret_planned,
                                  GError **error)
{
    g_autoptr(GPtrArray) sessions = NULL;
    gint64 now = gf_clerk_now(sync->clerk);
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
        *ret_planned = *ret_planned || session->starts_at > now;
        if (session->starts_at <= now && !g_str_equal(session->state, "draft"))
            *ret_last = MAX(*ret_last, session->starts_at);
    }
    return TRUE;
}

/* Staff is warned while none is planned within so many months of the last one. */
static gboolean sync_rhythm(Sync *sync, GError **error)
{
    gint64 last;
    gboolean planned;
    if (!look_at_plenaries(sync, &last, &planned, error))
        return FALSE;
    GfDeadlineSpec spec = {.kind = "rhythm",
                           .subject = "assembly",
                           .title = is_english(sync) ? "plan the next plenary"
                                                     : "prévoir la prochaine assemblée plénière",
                           .role = "staff",
                           .plan = sync->rules->rhythm_plan};
    if (last == 0)
        return TRUE;
    if (planned)
        return gf_deadline_close(sync->clerk, &spec, "done", "greffe", error);
    GDate day = gf_date_of(last, sync->clerk->config->timezone);
    g_date_add_months(&day, (guint) sync->rules->plenary_months);
    g_autofree char *due_on = gf_date_format(&day);
    spec.due_on = due_on;
    return gf_deadline_set(sync->clerk, &spec, NULL, error);
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
           sync_rhythm(&sync, error) &&
           gf_store_set_setting(clerk->store, SYNCED_SETTING, today, error);
}

gboolean gf_deadline_sync(const GfClerk *clerk, GError **ret_problem, GError **error)
{
    (void) ret_problem;
    g_autofree char *last = NULL;
    GDate date = gf_clerk_today(clerk);
    g_autofree char *today = gf_date_format(&date);
    if (!gf_store_setting(clerk->store, SYNCED_SETTING, &last, error))
        return FALSE;
    if (g_strcmp0(last, today) == 0)
        return TRUE;
    g_autoptr(GfTransaction) transaction = gf_transaction_begin(clerk->store, error);
    return transaction != NULL && gf_deadline_sync_now(clerk, error) &&
           gf_transaction_commit(transaction, error);
}
