/* roll-check.c - see roll-check.h. */
#include "workflow/roll-check.h"

#include <string.h>

#include "base/date.h"
#include "rules/rules.h"

#define NAMED_MOST 8
/* Terms that end within so many days are told. */
#define TERM_DAYS 180
#define CHANTIERS_PER_GROUP 2

typedef struct {
    const GfClerk *clerk;
    GPtrArray *notes, *warnings; /* borrowed */
    GHashTable *members;         /* slug -> GfMember */
    char *today;
    gboolean french; /* in the words of staff's mail, with people's names */
} Check;

/* One sentence, in English as the command speaks or in French as staff reads it; both take the same
 * arguments. */
#define SAY(SENTENCES, ENGLISH, FRENCH, ...)                                                       \
    g_ptr_array_add(SENTENCES, check->french ? g_strdup_printf(FRENCH, __VA_ARGS__)                \
                                             : g_strdup_printf(ENGLISH, __VA_ARGS__))

/* Whom the sentence names: by the identifier in commands, by name in mail. Owned. */
static char *label(const Check *check, const char *slug)
{
    const GfMember *member = g_hash_table_lookup(check->members, slug);
    return check->french && member != NULL ? gf_member_full_name(member) : g_strdup(slug);
}

static const char *body_label(const Check *check, const GfBody *body)
{
    return check->french ? body->name : body->slug;
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
static char *some_of(const Check *check, const GPtrArray *slugs)
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < slugs->len && i < NAMED_MOST; i++) {
        g_autofree char *name = label(check, slugs->pdata[i]);
        g_string_append_printf(text, "%s%s", i > 0 ? ", " : "", name);
    }
    if (slugs->len > NAMED_MOST)
        g_string_append_printf(text, check->french ? " et %u autres" : " and %u more",
                               slugs->len - NAMED_MOST);
    return g_string_free(text, FALSE);
}

/* Those who hold the office today: their identifiers. Owned. */
static GPtrArray *holders_of(const Check *check, const GPtrArray *offices, const char *role)
{
    GPtrArray *holders = g_ptr_array_new();
    for (guint i = 0; i < offices->len; i++) {
        const GfOffice *office = g_ptr_array_index(offices, i);
        const GfMember *holder = g_hash_table_lookup(check->members, office->member_slug);
        if (g_str_equal(office->role, role) && holder != NULL && in_office(holder, check->today) &&
            (office->ends_on == NULL || strcmp(office->ends_on, check->today) >= 0))
            g_ptr_array_add(holders, office->member_slug);
    }
    return holders;
}

static guint count_gender(const Check *check, const GPtrArray *slugs, const char *gender)
{
    guint count = 0;
    for (guint i = 0; i < slugs->len; i++) {
        const GfMember *member = g_hash_table_lookup(check->members, slugs->pdata[i]);
        count += g_strcmp0(member->gender, gender) == 0;
    }
    return count;
}

/* A pair is one woman and one man (DOMAIN.md section 4). An office that was never filled is no
 * vacancy: a small assembly may have none. */
static void check_pair(const Check *check, const GfBody *body, const GPtrArray *offices,
                       const char *role)
{
    g_autoptr(GPtrArray) holders = holders_of(check, offices, role);
    guint women = count_gender(check, holders, "woman"), men = count_gender(check, holders, "man");
    gboolean named = FALSE, known = TRUE;
    for (guint i = 0; i < offices->len; i++) {
        const GfOffice *office = g_ptr_array_index(offices, i);
        if (!g_str_equal(office->role, role))
            continue;
        named = TRUE;
        known = known && g_hash_table_contains(check->members, office->member_slug);
    }
    g_autofree char *names = some_of(check, holders);
    if (!named || !known) /* told elsewhere: not on the roll yet */
        return;
    if (holders->len == 2 && women + men == 2 && women != 1)
        SAY(check->warnings,
            "body '%s': its pair of offices '%s' is not one woman and one man (%s)",
            "%s : le binôme (%s) n'est pas une femme et un homme : %s", body_label(check, body),
            role, names);
    if (holders->len < 2)
        SAY(check->warnings, "body '%s': %u of 2 offices '%s' are vacant",
            "%s : %u fonction(s) sur 2 du binôme (%s) à pourvoir", body_label(check, body),
            2 - holders->len, role);
}

/* Who holds an office and is not there; `missing` collects identifiers, once each. */
static void check_holders(const Check *check, const GfBody *body, const GPtrArray *offices,
                          GPtrArray *missing)
{
    for (guint i = 0; i < offices->len; i++) {
        GfOffice *office = g_ptr_array_index(offices, i);
        const GfMember *holder = g_hash_table_lookup(check->members, office->member_slug);
        g_autofree char *name = label(check, office->member_slug);
        if (office->ends_on != NULL && strcmp(office->ends_on, check->today) < 0)
            SAY(check->warnings, "body '%s': the term of '%s' as %s ended on %s",
                "%s : le mandat de %s (%s) a pris fin le %s", body_label(check, body), name,
                office->role, office->ends_on);
        else if (holder != NULL && !in_office(holder, check->today))
            SAY(check->warnings, "body '%s': '%s' is %s, but not in office today",
                "%s : %s en est %s, sans être membre aujourd'hui", body_label(check, body), name,
                office->role);
        if (holder == NULL &&
            !g_ptr_array_find_with_equal_func(missing, office->member_slug, g_str_equal, NULL))
            g_ptr_array_add(missing, g_strdup(office->member_slug));
    }
    check_pair(check, body, offices, "co-president");
    check_pair(check, body, offices, "copilote");
}

static guint count_role(const GPtrArray *offices, const char *role)
{
    guint count = 0;
    for (guint i = 0; i < offices->len; i++)
        count += g_str_equal(((const GfOffice *) offices->pdata[i])->role, role);
    return count;
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
        SAY(check->warnings, "body '%s': %d women and %d men, against parity within %d",
            "%s : %d femmes et %d hommes, au-delà de l'écart admis (%d)", body_label(check, body),
            women, men, rules->parity_tolerance);
    return TRUE;
}

static void check_chantier(const Check *check, const GfBody *body, const GPtrArray *offices)
{
    guint count = count_role(offices, "rapporteur");
    if (count == 0)
        SAY(check->warnings, "body '%s': a chantier without rapporteur",
            "%s : ce chantier n'a ni rapporteur ni rapporteure", body_label(check, body));
    if (count > 1)
        SAY(check->warnings,
            "body '%s': a chantier with %u rapporteurs (name one, and a "
            "co-rapporteur)",
            "%s : ce chantier a %u rapporteurs au lieu d'un", body_label(check, body), count);
}

/* Two a group (DOMAIN.md section 4), where there are chantiers at all. */
static void check_chantiers(const Check *check, const GfBody *group, const GPtrArray *bodies)
{
    guint own = 0, all = 0;
    for (guint i = 0; i < bodies->len; i++) {
        const GfBody *body = g_ptr_array_index(bodies, i);
        if (!g_str_equal(body->kind, "chantier") || body->ended_on != NULL)
            continue;
        all++;
        own += body->parent_id == group->id;
    }
    if (all > 0 && own != CHANTIERS_PER_GROUP)
        SAY(check->warnings, "body '%s': %u chantier(s), a group has %d",
            "%s : %u chantier(s), un groupe en a %d", body_label(check, group), own,
            CHANTIERS_PER_GROUP);
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
        check_holders(check, body, offices, missing);
        if (g_str_equal(body->kind, "chantier"))
            check_chantier(check, body, offices);
        if (g_str_equal(body->kind, "group")) {
            g_hash_table_add(groups, g_strdup(body->slug));
            check_chantiers(check, body, bodies);
        }
        if (body->ends_on != NULL && strcmp(body->ends_on, check->today) < 0)
            SAY(check->warnings, "body '%s': it was to end on %s",
                "%s : ce groupe devait prendre fin le %s", body_label(check, body), body->ends_on);
        if (g_str_equal(body->kind, "committee") && !check_committee(check, body, error))
            return FALSE;
    }
    g_ptr_array_sort(missing, compare_texts);
    g_autofree char *names = some_of(check, missing);
    if (missing->len > 0)
        SAY(check->notes, "offices held by people who are not on the roll yet (%u): %s",
            "fonctions confiées à des personnes qui ne sont pas encore dans la liste (%u) : %s",
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
    g_autofree char *idle_names = some_of(check, idle);
    g_autofree char *mute_names = some_of(check, mute);
    g_autofree char *unknown_names = some_of(check, unknown);
    if (idle->len > 0)
        SAY(check->warnings, "members in no working group (%u): %s",
            "membres dans aucun groupe de travail (%u) : %s", idle->len, idle_names);
    if (mute->len > 0)
        SAY(check->warnings, "people without an address, who cannot be convened (%u): %s",
            "personnes sans adresse, qui ne peuvent être convoquées (%u) : %s", mute->len,
            mute_names);
    if (unknown->len > 0)
        SAY(check->notes, "members who count neither as women nor as men (%u): %s",
            "membres qui ne comptent ni comme femmes ni comme hommes (%u) : %s", unknown->len,
            unknown_names);
    return TRUE;
}

static char *days_later(const char *day, guint days)
{
    GDate date;
    gf_date_parse(day, &date);
    g_date_add_days(&date, days);
    return gf_date_format(&date);
}

/* Terms that end soon, one sentence for all that end on one day. */
static void check_terms(const Check *check, const GPtrArray *members)
{
    g_autofree char *limit = days_later(check->today, TERM_DAYS);
    g_autoptr(GHashTable) told = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < members->len; i++) {
        const GfMember *member = g_ptr_array_index(members, i);
        g_autoptr(GPtrArray) same = g_ptr_array_new();
        if (member->ends_on == NULL || strcmp(member->ends_on, limit) > 0 ||
            !in_office(member, check->today) || !g_hash_table_add(told, member->ends_on))
            continue;
        for (guint j = i; j < members->len; j++) {
            const GfMember *other = g_ptr_array_index(members, j);
            if (g_strcmp0(other->ends_on, member->ends_on) == 0 && in_office(other, check->today))
                g_ptr_array_add(same, other->slug);
        }
        g_autofree char *names = some_of(check, same);
        SAY(check->notes, "terms that end on %s (%u): %s",
            "mandats qui prennent fin le %s (%u) : %s", member->ends_on, same->len, names);
    }
}

gboolean gf_roll_check(const GfClerk *clerk, const char *language, GPtrArray *notes,
                       GPtrArray *warnings, GError **error)
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
    Check check = {clerk, notes, warnings, by_slug, today, g_str_equal(language, "fr")};
    check_terms(&check, members);
    return check_bodies(&check, groups, error) && check_members(&check, members, groups, error);
}
