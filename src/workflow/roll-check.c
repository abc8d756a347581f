/* roll-check.c - see roll-check.h. */
#include "workflow/roll-check.h"

#include "base/date.h"
#include "workflow/text.h"

#include <string.h>

#define NAMED_MOST 10

/* One sentence, in English as the command speaks or in French as staff reads it; both take the same
 * arguments. */
#define SAY(SENTENCES, ENGLISH, FRENCH, ...)                                                       \
    g_ptr_array_add(SENTENCES, g_strcmp0(language, "en") != 0                                      \
                                   ? g_strdup_printf(FRENCH, __VA_ARGS__)                          \
                                   : g_strdup_printf(ENGLISH, __VA_ARGS__))

static int compare_texts(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *) a, *(char *const *) b);
}

/* By the identifier in commands, by name in mail. Owned. */
static char *label(const GfMember *member, const char *language)
{
    return g_strcmp0(language, "en") == 0 ? g_strdup(member->slug) : gf_member_full_name(member);
}

/* Everybody who is named to an office, once each; owned. */
static gboolean collect_named(const GfClerk *clerk, GPtrArray **ret_slugs, GError **error)
{
    g_autoptr(GPtrArray) bodies = NULL;
    g_autoptr(GPtrArray) slugs = g_ptr_array_new_with_free_func(g_free);
    if (!gf_store_bodies(clerk->store, &bodies, error))
        return FALSE;
    for (guint i = 0; i < bodies->len; i++) {
        const GfBody *body = g_ptr_array_index(bodies, i);
        g_autoptr(GPtrArray) offices = NULL;
        if (!gf_store_offices(clerk->store, body->slug, &offices, error))
            return FALSE;
        for (guint j = 0; body->ended_on == NULL && j < offices->len; j++) {
            const GfOffice *office = g_ptr_array_index(offices, j);
            if (!g_ptr_array_find_with_equal_func(slugs, office->member_slug, g_str_equal, NULL))
                g_ptr_array_add(slugs, g_strdup(office->member_slug));
        }
    }
    g_ptr_array_sort(slugs, compare_texts);
    *ret_slugs = g_steal_pointer(&slugs);
    return TRUE;
}

/* The assembly may be described before its members are imported. */
static gboolean check_nobody(const GfClerk *clerk, const char *language, GPtrArray *notes,
                             GError **error)
{
    g_autoptr(GPtrArray) slugs = NULL;
    if (!collect_named(clerk, &slugs, error))
        return FALSE;
    g_autofree char *names = gf_wording_names(slugs, NAMED_MOST, language);
    if (slugs->len > 0)
        SAY(notes, "offices held by people who are not on the roll yet (%u): %s",
            "fonctions confiées à des personnes qui ne sont pas encore dans la liste (%u) : %s",
            slugs->len, names);
    return TRUE;
}

static void check_members(const GPtrArray *members, const char *today, const char *language,
                          GPtrArray *notes, GPtrArray *warnings)
{
    g_autoptr(GPtrArray) mute = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) unknown = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < members->len; i++) {
        const GfMember *member = g_ptr_array_index(members, i);
        if (!gf_member_in_force(member, today))
            continue;
        if (member->main_address == NULL)
            g_ptr_array_add(mute, label(member, language));
        if (member->gender == NULL && g_str_equal(member->quality, "titulaire"))
            g_ptr_array_add(unknown, label(member, language));
    }
    g_autofree char *mute_names = gf_wording_names(mute, NAMED_MOST, language);
    g_autofree char *unknown_names = gf_wording_names(unknown, NAMED_MOST, language);
    if (mute->len > 0)
        SAY(warnings, "people without an address, who cannot be convened (%u): %s",
            "personnes sans adresse, qui ne peuvent être convoquées (%u) : %s", mute->len,
            mute_names);
    if (unknown->len > 0)
        SAY(notes, "members not known to be a woman or a man (%u): %s",
            "membres dont on ne sait s'il s'agit d'une femme ou d'un homme (%u) : %s", unknown->len,
            unknown_names);
}

gboolean gf_roll_check(const GfClerk *clerk, const char *language, GPtrArray *notes,
                       GPtrArray *warnings, GError **error)
{
    g_autoptr(GPtrArray) members = NULL;
    if (!gf_store_members(clerk->store, &members, error))
        return FALSE;
    GDate date = gf_clerk_today(clerk);
    g_autofree char *today = gf_date_format(&date);
    check_members(members, today, language, notes, warnings);
    return members->len > 0 || check_nobody(clerk, language, notes, error);
}
