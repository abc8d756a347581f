/* saisine-people.c - who has to see to a stage of a saisine; see saisine-view.h. */
#include "workflow/saisine-view.h"

#include "base/date.h"
#include "workflow/chantier.h"

#include <string.h>

/* Each once, by the slug. */
static void add_member(GPtrArray *members, GfMember *member)
{
    for (guint i = 0; i < members->len; i++)
        if (((const GfMember *) members->pdata[i])->id == member->id) {
            gf_member_free(member);
            return;
        }
    g_ptr_array_add(members, member);
}

/* Those of the body, and of its group, whose role ends so: "rapporteur" is in "co-rapporteur". */
static gboolean add_officers(const GfClerk *clerk, const GfBody *body, const char *ending,
                             GPtrArray *members, GError **error)
{
    g_autoptr(GfChantier) chantier = NULL;
    if (!gf_chantier_load(clerk, body->id, &chantier, error))
        return FALSE;
    for (guint i = 0; i < chantier->officers->len; i++) {
        GfOfficer *officer = chantier->officers->pdata[i];
        if (g_str_has_suffix(officer->role, ending))
            add_member(members, g_steal_pointer(&officer->member));
    }
    return TRUE;
}

static gboolean add_of_bodies(const GfClerk *clerk, const GfSaisine *saisine, const char *ending,
                              GPtrArray *members, GError **error)
{
    for (guint i = 0; i < saisine->bodies->len; i++) {
        g_autoptr(GfBody) body = NULL;
        if (!gf_store_body(clerk->store, saisine->bodies->pdata[i], &body, error) ||
            !add_officers(clerk, body, ending, members, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean add_president(const GfClerk *clerk, const GfOffice *office, const char *today,
                              GPtrArray *members, GError **error)
{
    g_autoptr(GfMember) member = NULL;
    if (!g_str_equal(office->role, "co-president") ||
        (office->ends_on != NULL && strcmp(office->ends_on, today) < 0))
        return TRUE;
    if (!gf_store_member(clerk->store, office->member_slug, &member, error))
        return FALSE;
    if (member != NULL && gf_member_in_force(member, today))
        add_member(members, g_steal_pointer(&member));
    return TRUE;
}

static gboolean add_presidents(const GfClerk *clerk, GPtrArray *members, GError **error)
{
    g_autoptr(GPtrArray) bodies = NULL;
    GDate date = gf_clerk_today(clerk);
    g_autofree char *today = gf_date_format(&date);
    if (!gf_store_bodies(clerk->store, &bodies, error))
        return FALSE;
    for (guint i = 0; i < bodies->len; i++) {
        const GfBody *body = bodies->pdata[i];
        g_autoptr(GPtrArray) offices = NULL;
        if (body->ended_on != NULL)
            continue;
        if (!gf_store_offices(clerk->store, body->slug, &offices, error))
            return FALSE;
        for (guint j = 0; j < offices->len; j++)
            if (!add_president(clerk, offices->pdata[j], today, members, error))
                return FALSE;
    }
    return TRUE;
}

gboolean gf_saisine_responsible(const GfClerk *clerk, const GfSaisine *saisine, const char *role,
                                GPtrArray **ret, GError **error)
{
    g_autoptr(GPtrArray) members = g_ptr_array_new_with_free_func((GDestroyNotify) gf_member_free);
    if (g_str_equal(role, "co-presidents") && !add_presidents(clerk, members, error))
        return FALSE;
    if (g_str_equal(role, "rapporteurs") &&
        !add_of_bodies(clerk, saisine, "rapporteur", members, error))
        return FALSE;
    gboolean vacant = g_str_equal(role, "rapporteurs") && members->len == 0;
    if ((g_str_equal(role, "copilotes") || vacant) &&
        !add_of_bodies(clerk, saisine, "copilote", members, error))
        return FALSE;
    *ret = g_steal_pointer(&members);
    return TRUE;
}
