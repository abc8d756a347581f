/* clerk.c - see clerk.h. */
#include "workflow/clerk.h"

#include "base/address.h"
#include "base/date.h"
#include "base/error.h"
#include "base/random.h"
#include "store/journal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TOKEN_BYTES 10

gint64 gf_clerk_now(const GfClerk *clerk)
{
    return gf_clock_now(clerk->clock);
}

GDate gf_clerk_today(const GfClerk *clerk)
{
    return gf_date_of(gf_clerk_now(clerk), clerk->config->timezone);
}

const char *gf_clerk_words(const GfClerk *clerk, const char *english, const char *french)
{
    return clerk->in_mail && !g_str_equal(clerk->config->language, "en") ? french : english;
}

gboolean gf_clerk_journal(const GfClerk *clerk, const GfAct *act, GError **error,
                          const char *subject_format, ...)
{
    va_list arguments;
    va_start(arguments, subject_format);
    g_autofree char *subject = g_strdup_vprintf(subject_format, arguments);
    va_end(arguments);
    return gf_store_journal(clerk->store, gf_clerk_now(clerk), act->actor, act->act, subject,
                            act->rule, act->evidence, error);
}

void gf_assembly_rules_free(GfAssemblyRules *rules)
{
    if (rules == NULL)
        return;
    g_free(rules->plan);
    g_free(rules->plan_hour);
    g_free(rules->deadline_plan);
    g_free(rules->digest_hour);
    g_free(rules->term_plan);
    g_free(rules->rhythm_plan);
    g_free(rules);
}

/* The setting of the body where it has one, else that of the assembly, else `fallback`. */
static const char *setting(GHashTable *settings, const char *body_slug, const char *key,
                           const char *fallback)
{
    if (body_slug != NULL) {
        g_autofree char *own = g_strdup_printf("rules.%s.%s", key, body_slug);
        const char *value = g_hash_table_lookup(settings, own);
        if (value != NULL)
            return value;
    }
    g_autofree char *general = g_strdup_printf("rules.%s", key);
    const char *value = g_hash_table_lookup(settings, general);
    return value != NULL ? value : fallback;
}

gboolean gf_clerk_rules(const GfClerk *clerk, const char *body_slug, GfAssemblyRules **ret,
                        GError **error)
{
    g_autoptr(GHashTable) settings = NULL;
    if (!gf_store_settings(clerk->store, "rules.", &settings, error))
        return FALSE;
    GfAssemblyRules *rules = g_new0(GfAssemblyRules, 1);
    rules->notice = atoi(setting(settings, body_slug, "notice", "12"));
    if (sscanf(setting(settings, body_slug, "quorum", "1/2"), "%d/%d", &rules->quorum_numerator,
               &rules->quorum_denominator) != 2)
        rules->quorum_numerator = 1, rules->quorum_denominator = 2;
    rules->quorum_strictly_more =
        strcmp(setting(settings, body_slug, "quorum_strictly_more", "true"), "true") == 0;
    rules->quorum_counts_represented =
        strcmp(setting(settings, body_slug, "quorum_counts", "present"), "present") != 0;
    rules->parity_tolerance = atoi(setting(settings, body_slug, "parity_tolerance", "1"));
    rules->chantiers_per_group = atoi(setting(settings, body_slug, "chantiers_per_group", "2"));
    rules->pouvoirs = atoi(setting(settings, body_slug, "pouvoirs", "1"));
    rules->plan = g_strdup(setting(settings, body_slug, "reminders", "J-15, J-7, J-2"));
    rules->plan_hour = g_strdup(setting(settings, body_slug, "reminder_hour", "09:00"));
    rules->deadline_plan =
        g_strdup(setting(settings, body_slug, "deadline_reminders", "J-30, J-15, J-7, J-1, J+1"));
    rules->escalation_days = atoi(setting(settings, body_slug, "escalation_days", "7"));
    rules->confirmation_days = atoi(setting(settings, body_slug, "confirmation_days", "5"));
    rules->digest_hour = g_strdup(setting(settings, body_slug, "digest_hour", "08:00"));
    rules->term_plan =
        g_strdup(setting(settings, body_slug, "term_reminders", "J-180, J-90, J-30"));
    rules->rhythm_plan =
        g_strdup(setting(settings, body_slug, "rhythm_reminders", "J-90, J-60, J-30, J-7, J+1"));
    rules->plenary_months = atoi(setting(settings, body_slug, "plenary_months", "6"));
    rules->term_warning_days = atoi(setting(settings, body_slug, "term_warning_days", "180"));
    *ret = rules;
    return TRUE;
}

gboolean gf_clerk_has_half(const GfClerk *clerk, const GfSession *session, gboolean afternoon)
{
    for (guint i = 0; i < session->parts->len; i++) {
        int hour;
        gf_wall_clock(((const GfPartOfDay *) session->parts->pdata[i])->starts_at,
                      clerk->config->timezone, NULL, &hour, NULL);
        if ((hour >= GF_AFTERNOON_HOUR) == afternoon)
            return TRUE;
    }
    return FALSE;
}

const char *gf_clerk_domain(const GfClerk *clerk)
{
    const char *at = strrchr(clerk->config->address, '@');
    return at != NULL ? at + 1 : "localhost";
}

char *gf_clerk_message_id(const GfClerk *clerk)
{
    g_autofree char *unique = gf_random_base32(TOKEN_BYTES);
    return g_strdup_printf("greffe.%s@%s", unique, gf_clerk_domain(clerk));
}

char *gf_clerk_return_address(const GfClerk *clerk, const char *token)
{
    if (token == NULL || !clerk->config->subaddressing)
        return g_strdup(clerk->config->address);
    return gf_address_with_detail(clerk->config->address, token);
}
