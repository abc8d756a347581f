/* chantier.c - see chantier.h. */
#include "workflow/chantier.h"

#include "base/address.h"
#include "base/date.h"

#include <string.h>

void gf_officer_free(GfOfficer *officer)
{
    if (officer == NULL)
        return;
    gf_member_free(officer->member);
    g_free(officer->role);
    g_free(officer);
}

void gf_chantier_free(GfChantier *chantier)
{
    if (chantier == NULL)
        return;
    gf_body_free(chantier->body);
    gf_body_free(chantier->group);
    g_ptr_array_unref(chantier->officers);
    g_free(chantier);
}

static gboolean is_over(const char *date, const char *today)
{
    return date != NULL && strcmp(date, today) < 0;
}

static gboolean add_officers(const GfClerk *clerk, GfChantier *chantier, const GfBody *body,
                             GError **error)
{
    g_autoptr(GPtrArray) offices = NULL;
    GDate date = gf_clerk_today(clerk);
    g_autofree char *today = gf_date_format(&date);
    if (!gf_store_offices(clerk->store, body->slug, &offices, error))
        return FALSE;
    for (guint i = 0; i < offices->len; i++) {
        const GfOffice *office = offices->pdata[i];
        g_autoptr(GfMember) member = NULL;
        if (!gf_store_member(clerk->store, office->member_slug, &member, error))
            return FALSE;
        if (member == NULL || is_over(office->ends_on, today) ||
            !gf_member_in_force(member, today) || g_str_equal(office->role, "co-president"))
            continue;
        GfOfficer *officer = g_new0(GfOfficer, 1);
        officer->member = g_steal_pointer(&member);
        officer->role = g_strdup(office->role);
        g_ptr_array_add(chantier->officers, officer);
    }
    return TRUE;
}

gboolean gf_chantier_load(const GfClerk *clerk, gint64 body_id, GfChantier **ret, GError **error)
{
    g_autoptr(GfChantier) chantier = g_new0(GfChantier, 1);
    chantier->officers = g_ptr_array_new_with_free_func((GDestroyNotify) gf_officer_free);
    if (!gf_store_body_by_id(clerk->store, body_id, &chantier->body, error))
        return FALSE;
    g_assert(chantier->body != NULL);
    if (chantier->body->parent_id != 0 &&
        !gf_store_body_by_id(clerk->store, chantier->body->parent_id, &chantier->group, error))
        return FALSE;
    if ((chantier->group != NULL && !add_officers(clerk, chantier, chantier->group, error)) ||
        !add_officers(clerk, chantier, chantier->body, error))
        return FALSE;
    *ret = g_steal_pointer(&chantier);
    return TRUE;
}

const GfOfficer *gf_chantier_officer(const GfChantier *chantier, gint64 member_id)
{
    for (guint i = 0; i < chantier->officers->len; i++) {
        const GfOfficer *officer = chantier->officers->pdata[i];
        if (officer->member->id == member_id)
            return officer;
    }
    return NULL;
}

GPtrArray *gf_chantier_confirmers(const GfChantier *chantier, gint64 author_id)
{
    GPtrArray *confirmers = g_ptr_array_new();
    for (guint i = 0; i < chantier->officers->len; i++) {
        GfOfficer *officer = chantier->officers->pdata[i];
        if (g_str_equal(officer->role, "copilote") && officer->member->id != author_id)
            g_ptr_array_add(confirmers, officer);
    }
    return confirmers;
}

gboolean gf_chantier_elsewhere(const GfClerk *clerk, const GfMember *member, gint64 not_body_id,
                               GfBody **ret, GError **error)
{
    g_autoptr(GPtrArray) offices = NULL;
    g_autoptr(GfBody) found = NULL;
    guint count = 0;
    if (!gf_store_offices_of(clerk->store, member->slug, &offices, error))
        return FALSE;
    for (guint i = 0; i < offices->len; i++) {
        const GfOffice *office = offices->pdata[i];
        g_autoptr(GfBody) body = NULL;
        if (!gf_store_body(clerk->store, office->body_slug, &body, error))
            return FALSE;
        if (body == NULL || body->id == not_body_id || !g_str_equal(body->kind, "chantier"))
            continue;
        count++;
        g_clear_pointer(&found, gf_body_free);
        found = g_steal_pointer(&body);
    }
    *ret = count == 1 ? g_steal_pointer(&found) : NULL;
    return TRUE;
}

char *gf_chantier_address(const GfClerk *clerk, const GfBody *body)
{
    if (body->address != NULL)
        return g_strdup(body->address);
    if (!clerk->config->subaddressing)
        return g_strdup(clerk->config->address);
    return gf_address_with_detail(clerk->config->address, body->slug);
}
