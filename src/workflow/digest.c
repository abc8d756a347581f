/* digest.c - when the digest goes, and to whom; see digest.h. */
#include "workflow/digest-private.h"

#include "base/date.h"
#include "base/error.h"
#include "base/random.h"
#include "store/deadline.h"
#include "store/journal.h"

#include <stdio.h>

#define TOKEN_BYTES 10
/* Not later than that: what was missed in the evening waits for the next morning. */
#define LAST_HOUR 20
/* When the office began to look at the clock: no digest of an hour before. */
#define SINCE_SETTING "digest.since"

static gint64 hour_of(const GfClerk *clerk, const GfAssemblyRules *rules, const GDate *day)
{
    int hour = 8, minute = 0;
    sscanf(rules->digest_hour, "%d:%d", &hour, &minute);
    return gf_instant_of(day, hour, minute, clerk->config->timezone);
}

static gboolean is_wanted(const GfClerk *clerk)
{
    return clerk->config->digest && clerk->config->staff[0] != NULL;
}

/* The next hour of the digest after `since` and after the day of the last one. */
static gint64 next_hour(const GfClerk *clerk, const GfAssemblyRules *rules, const char *last_day,
                        gint64 since)
{
    GDate day = gf_date_of(since, clerk->config->timezone);
    GDate last;
    if (last_day != NULL && gf_date_parse(last_day, &last)) {
        g_date_add_days(&last, 1);
        if (g_date_compare(&last, &day) > 0)
            day = last;
    }
    day = gf_date_to_working(&day, 1);
    while (hour_of(clerk, rules, &day) < since) {
        g_date_add_days(&day, 1);
        day = gf_date_to_working(&day, 1);
    }
    return hour_of(clerk, rules, &day);
}

/* When it is too late for the digest of that day; one that is for the evening has an hour. */
static gint64 evening_of(const GfClerk *clerk, const GfAssemblyRules *rules, const GDate *day)
{
    return MAX(gf_instant_of(day, LAST_HOUR, 0, clerk->config->timezone),
               hour_of(clerk, rules, day) + 3600);
}

/* Missed for good: later the same day is well, the evening is not. */
static gint64 not_at_night(const GfClerk *clerk, const GfAssemblyRules *rules, gint64 due)
{
    gint64 now = gf_clerk_now(clerk);
    GDate day = gf_date_of(due, clerk->config->timezone);
    if (now < evening_of(clerk, rules, &day))
        return due;
    day = gf_clerk_today(clerk);
    gboolean today_is_over = now >= evening_of(clerk, rules, &day);
    if (today_is_over)
        g_date_add_days(&day, 1);
    day = gf_date_to_working(&day, 1);
    return hour_of(clerk, rules, &day);
}

static gboolean find_due(const GfClerk *clerk, const GfAssemblyRules *rules, gint64 *ret,
                         GError **error)
{
    g_autofree char *since = NULL;
    g_autofree char *last = NULL;
    gint64 at;
    /* What a clock that went ahead has sent keeps none of today back. */
    GDate day = gf_clerk_today(clerk);
    g_autofree char *today = gf_date_format(&day);
    if (!gf_store_setting(clerk->store, SINCE_SETTING, &since, error) ||
        !gf_store_last_digest(clerk->store, today, &last, &at, error))
        return FALSE;
    gint64 from = since != NULL ? g_ascii_strtoll(since, NULL, 10) : gf_clerk_now(clerk);
    *ret = not_at_night(clerk, rules, next_hour(clerk, rules, last, from));
    return TRUE;
}

gboolean gf_digest_next(const GfClerk *clerk, gint64 *ret_due_at, GError **error)
{
    g_autoptr(GfAssemblyRules) rules = NULL;
    *ret_due_at = 0;
    if (!is_wanted(clerk))
        return TRUE;
    return gf_clerk_rules(clerk, NULL, &rules, error) && find_due(clerk, rules, ret_due_at, error);
}

static gboolean fill(GfDigest *digest, GError **error)
{
    static gboolean (*const sections[])(GfDigest * digest, GError * *error) = {
        gf_digest_held,     gf_digest_reports, gf_digest_deadlines,
        gf_digest_sessions, gf_digest_roster,  gf_digest_acts};
    g_autofree char *head = NULL;
    GDate today = gf_clerk_today(digest->clerk);
    g_autofree char *day = gf_date_words(&today, digest->clerk->config->language);
    for (gsize i = 0; i < G_N_ELEMENTS(sections); i++)
        if (!sections[i](digest, error))
            return FALSE;
    if (!gf_store_journal_head(digest->clerk->store, &head, error))
        return FALSE;
    g_variant_dict_insert(digest->dict, "day", "s", day);
    g_variant_dict_insert(digest->dict, "in_order", "b", !digest->news);
    g_variant_dict_insert(digest->dict, "has_numbers", "b", digest->subjects->len > 0);
    if (head[0] != '\0')
        g_variant_dict_insert(digest->dict, "journal_head", "s", head);
    return TRUE;
}

/* The numbered list as it goes to one address. */
static gboolean add_sheet(const GfClerk *clerk, const char *recipient, const GPtrArray *subjects,
                          char **ret_token, GError **error)
{
    g_autoptr(GfSheet) sheet = gf_sheet_new();
    GDate today = gf_clerk_today(clerk);
    sheet->kind = g_strdup("digest");
    sheet->recipient = g_strdup(recipient);
    sheet->day = gf_date_format(&today);
    sheet->token = gf_random_base32(TOKEN_BYTES);
    sheet->created_at = gf_clerk_now(clerk);
    for (guint i = 0; i < subjects->len; i++)
        g_ptr_array_add(sheet->lines, g_strdup(subjects->pdata[i]));
    *ret_token = g_strdup(sheet->token);
    return gf_store_add_sheet(clerk->store, sheet, error) &&
           gf_store_add_token(clerk->store, sheet->token, "sheet", sheet->id, error) &&
           gf_clerk_journal(clerk, &(GfAct){"greffe", "digest.sent", NULL, NULL}, error,
                            "digest/%s", sheet->day);
}

static gboolean send_to(const GfClerk *clerk, const char *recipient, const GPtrArray *subjects,
                        GVariant *values, GError **error)
{
    g_autofree char *token = NULL;
    if (!add_sheet(clerk, recipient, subjects, &token, error))
        return FALSE;
    GfNote note = {
        .kind = "digest",
        .template = "digest",
        .recipient = recipient,
        .reply_token = token,
        .values = values,
    };
    return gf_clerk_send(clerk, &note, error);
}

static gboolean send_all(const GfClerk *clerk, GfAssemblyRules *rules, GError **error)
{
    g_autoptr(GPtrArray) subjects = g_ptr_array_new_with_free_func(g_free);
    g_auto(GVariantDict) dict = G_VARIANT_DICT_INIT(NULL);
    GfDigest digest = {.clerk = clerk, .rules = rules, .subjects = subjects, .dict = &dict};
    gf_note_values(clerk, NULL, &dict);
    if (!fill(&digest, error))
        return FALSE;
    g_autoptr(GVariant) values = g_variant_ref_sink(g_variant_dict_end(&dict));
    for (gsize i = 0; clerk->config->staff[i] != NULL; i++)
        if (!send_to(clerk, clerk->config->staff[i], subjects, values, error))
            return FALSE;
    return TRUE;
}

static gboolean begin(const GfClerk *clerk, gboolean *ret_begun, GError **error)
{
    g_autofree char *since = NULL;
    g_autofree char *now = g_strdup_printf("%" G_GINT64_FORMAT, gf_clerk_now(clerk));
    if (!gf_store_setting(clerk->store, SINCE_SETTING, &since, error))
        return FALSE;
    *ret_begun = since != NULL;
    return since != NULL || gf_store_set_setting(clerk->store, SINCE_SETTING, now, error);
}

static gboolean act(const GfClerk *clerk, GError **error)
{
    g_autoptr(GfTransaction) transaction = gf_transaction_begin(clerk->store, error);
    g_autoptr(GfAssemblyRules) rules = NULL;
    gboolean begun;
    gint64 due;
    if (transaction == NULL || !begin(clerk, &begun, error) ||
        !gf_clerk_rules(clerk, NULL, &rules, error) || !find_due(clerk, rules, &due, error))
        return FALSE;
    if (begun && due <= gf_clerk_now(clerk) && !send_all(clerk, rules, error))
        return FALSE;
    return gf_transaction_commit(transaction, error);
}

/* To the next morning, rather than at every turn. */
static gboolean put_off(const GfClerk *clerk, GError **error)
{
    g_autoptr(GfTransaction) transaction = gf_transaction_begin(clerk->store, error);
    GDate day = gf_clerk_today(clerk);
    g_date_add_days(&day, 1);
    g_autofree char *since =
        g_strdup_printf("%" G_GINT64_FORMAT, gf_instant_of(&day, 0, 0, clerk->config->timezone));
    return transaction != NULL && gf_store_set_setting(clerk->store, SINCE_SETTING, since, error) &&
           gf_transaction_commit(transaction, error);
}

gboolean gf_digest_act(const GfClerk *clerk, GError **ret_problem, GError **error)
{
    gint64 due;
    g_autoptr(GError) problem = NULL;
    g_autofree char *since = NULL;
    if (!is_wanted(clerk))
        return TRUE;
    if (!gf_digest_next(clerk, &due, error) ||
        !gf_store_setting(clerk->store, SINCE_SETTING, &since, error))
        return FALSE;
    if (since != NULL && due > gf_clerk_now(clerk)) /* the ordinary turn writes nothing */
        return TRUE;
    if (act(clerk, &problem))
        return TRUE;
    if (!g_error_matches(problem, GF_ERROR, GF_ERROR_CONFIG)) {
        g_propagate_error(error, g_steal_pointer(&problem));
        return FALSE;
    }
    *ret_problem = g_steal_pointer(&problem);
    return put_off(clerk, error);
}
