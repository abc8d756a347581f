/* roll-check.c - see roll-check.h. */
#include "workflow/roll-check.h"

#include <string.h>

#include "base/date.h"
#include "rules/rules.h"

#define NAMED_MOST 8

typedef struct {
    const GfClerk *clerk;
    GPtrArray *notes, *warnings; /* borrowed */
    GHashTable *members;         /* slug -> GfMember */
    char *today;
} Check;

static void add(GPtrArray *sentences, const char *format, ...) G_GNUC_PRINTF(2, 3);
static void add(GPtrArray *sentences, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_ptr_array_add(sentences, g_strdup_vprintf(format, arguments));
    va_end(arguments);
}

static int compare_texts(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *) a, *(char *const *) b);
}

static gboolean in_office(const GfMember *member, const char *day)
{
    return (member->starts_on == NULL || strcmp(member->starts_on, day) <= 0) &&
           (member->ends_on == NULL || strcmp(member->ends_on, day) >= 0) &&
           (member->ended_on == NULL || strcmp(member->ended_on, day) > 0);
}

/* "a, b, c and 4 more". Owned. */
static char *some_of(const GPtrArray *names)
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < names->len && i < NAMED_MOST; i++)
        g_string_append_printf(text, "%s%s", i > 0 ? ", " : "", (char *) names->pdata[i]);
    if (names->len > NAMED_MOST)
        g_string_append_printf(text, " and %u more", names->len - NAMED_MOST);
    return g_string_free(text, FALSE);
}

static void check_pair(const Check *check, const GPtrArray *offices, const char *role)
{
    guint women = 0, men = 0, count = 0;
    const char *body = NULL;
    for (guint i = 0; i < offices->len; i++) {
        const GfOffice *office = g_ptr_array_index(offices, i);
        const GfMember *holder = g_hash_table_lookup(check->members, office->member_slug);
        if (!g_str_equal(office->role, role))
            continue;
        body = office->body_slug;
        count++;
        women += holder != NULL && g_strcmp0(holder->gender, "woman") == 0;
        men += holder != NULL && g_strcmp0(holder->gender, "man") == 0;
    }
    if (count == 2 && women + men == 2 && women != 1)
        add(check->warnings, "body '%s': its pair of offices '%s' is not one woman and one man",
            body, role);
}

/* Who holds an office and is not there; `missing` collects identifiers, once each. */
static void check_holders(const Check *check, const GPtrArray *offices, GPtrArray *missing)
{
    for (guint i = 0; i < offices->len; i++) {
        GfOffice *office = g_ptr_array_index(offices, i);
        const GfMember *holder = g_hash_table_lookup(check->members, office->member_slug);
        if (office->ends_on != NULL && strcmp(office->ends_on, check->today) < 0)
            add(check->warnings, "body '%s': the term of '%s' as %s ended on %s", office->body_slug,
                office->member_slug, office->role, office->ends_on);
        else if (holder != NULL && !in_office(holder, check->today))
            add(check->warnings, "body '%s': '%s' is %s, but not in office today",
                office->body_slug, office->member_slug, office->role);
        if (holder == NULL &&
            !g_ptr_array_find_with_equal_func(missing, office->member_slug, g_str_equal, NULL))
            g_ptr_array_add(missing, g_strdup(office->member_slug));
    }
    check_pair(check, offices, "co-president");
    check_pair(check, offices, "copilote");
}

static gboolean has_role(const GPtrArray *offices, const char *role)
{
    for (guint i = 0; i < offices->len; i++)
        if (g_str_equal(((const GfOffice *) offices->pdata[i])->role, role))
            return TRUE;
    return FALSE;
}

static gboolean check_committee(const Check *check, const GfBody *body, GError **error)
{
    g_autoptr(GPtrArray) seated = NULL;
    g_autoptr(GfAssemblyRules) rules = NULL;
    if (!gf_store_members_of(check->clerk->store, body, check->today, FALSE, &seated, error) ||
        !gf_clerk_rules(check->clerk, body->slug, &rules, error))
        return FALSE;
    int women = 0, men = 0;
    for (guint i = 0; i < seated->len; i++) {
        const GfMember *member = g_ptr_array_index(seated, i);
        women += g_strcmp0(member->gender, "woman") == 0;
        men += g_strcmp0(member->gender, "man") == 0;
    }
    if (!gf_rule_parity(women, men, rules->parity_tolerance))
        add(check->warnings, "body '%s': %d women and %d men, against parity within %d", body->slug,
            women, men, rules->parity_tolerance);
    return TRUE;
}

/* All bodies; `groups` collects the slugs of the working groups in force. */
static gboolean check_bodies(const Check *check, GHashTable *groups, GError **error)
{
    g_autoptr(GPtrArray) bodies = NULL;
    g_autoptr(GPtrArray) missing = g_ptr_array_new_with_free_func(g_free);
    if (!gf_store_bodies(check->clerk->store, &bodies, error))
        return FALSE;
    for (guint i = 0; i < bodies->len; i++) {
        const GfBody *body = g_ptr_array_index(bodies, i);
        g_autoptr(GPtrArray) offices = NULL;
        if (body->ended_on != NULL)
            continue;
        if (!gf_store_offices(check->clerk->store, body->slug, &offices, error))
            return FALSE;
        check_holders(check, offices, missing);
        if (g_str_equal(body->kind, "chantier") && !has_role(offices, "rapporteur"))
            add(check->warnings, "body '%s': a chantier without rapporteur", body->slug);
        if (g_str_equal(body->kind, "group"))
            g_hash_table_add(groups, g_strdup(body->slug));
        if (g_str_equal(body->kind, "committee") && !check_committee(check, body, error))
            return FALSE;
    }
    g_ptr_array_sort(missing, compare_texts);
    g_autofree char *names = some_of(missing);
    if (missing->len > 0)
        add(check->notes, "offices held by people who are not on the roll yet (%u): %s",
            missing->len, names);
    return TRUE;
}

static gboolean sits_in(const Check *check, const GfMember *member, GHashTable *groups,
                        gboolean *ret_sits, GError **error)
{
    g_auto(GStrv) seats = NULL;
    if (!gf_store_seats(check->clerk->store, member->id, &seats, error))
        return FALSE;
    *ret_sits = FALSE;
    for (char **seat = seats; *seat != NULL; seat++)
        *ret_sits = *ret_sits || g_hash_table_contains(groups, *seat);
    return TRUE;
}

static gboolean check_members(const Check *check, const GPtrArray *members, GHashTable *groups,
                              GError **error)
{
    g_autoptr(GPtrArray) idle = g_ptr_array_new();
    g_autoptr(GPtrArray) mute = g_ptr_array_new();
    g_autoptr(GPtrArray) unknown = g_ptr_array_new();
    for (guint i = 0; i < members->len; i++) {
        const GfMember *member = g_ptr_array_index(members, i);
        gboolean titulaire = g_str_equal(member->quality, "titulaire");
        gboolean sits = TRUE;
        if (!in_office(member, check->today))
            continue;
        if (member->main_address == NULL)
            g_ptr_array_add(mute, member->slug);
        if (titulaire && member->gender == NULL)
            g_ptr_array_add(unknown, member->slug);
        if (titulaire && g_hash_table_size(groups) > 0 &&
            !sits_in(check, member, groups, &sits, error))
            return FALSE;
        if (!sits)
            g_ptr_array_add(idle, member->slug);
    }
    g_autofree char *idle_names = some_of(idle);
    g_autofree char *mute_names = some_of(mute);
    g_autofree char *unknown_names = some_of(unknown);
    if (idle->len > 0)
        add(check->warnings, "members in no working group (%u): %s", idle->len, idle_names);
    if (mute->len > 0)
        add(check->warnings, "people without an address, who cannot be convened (%u): %s",
            mute->len, mute_names);
    if (unknown->len > 0)
        add(check->notes, "members who count neither as women nor as men (%u): %s", unknown->len,
            unknown_names);
    return TRUE;
}

gboolean gf_roll_check(const GfClerk *clerk, GPtrArray *notes, GPtrArray *warnings, GError **error)
{
    g_autoptr(GPtrArray) members = NULL;
    if (!gf_store_members(clerk->store, &members, error))
        return FALSE;
    g_autoptr(GHashTable) by_slug = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < members->len; i++) {
        GfMember *member = g_ptr_array_index(members, i);
        g_hash_table_insert(by_slug, member->slug, member);
    }
    g_autoptr(GHashTable) groups = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    GDate date = gf_clerk_today(clerk);
    g_autofree char *today = gf_date_format(&date);
    Check check = {clerk, notes, warnings, by_slug, today};
    return check_bodies(&check, groups, error) && check_members(&check, members, groups, error);
}
