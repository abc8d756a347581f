/* chantier.h - private to workflow: a chantier, its group, and who speaks for it (DOMAIN.md
 * sections 1 and 2).
 */
#pragma once

#include "workflow/clerk.h"

typedef struct {
    GfMember *member;
    char *role; /* "copilote" (of the group), "rapporteur", "co-rapporteur" */
} GfOfficer;
void gf_officer_free(GfOfficer *officer);

typedef struct {
    GfBody *body;
    GfBody *group;       /* NULL: it hangs on none */
    GPtrArray *officers; /* of GfOfficer: those in force today, copilotes first */
} GfChantier;
void gf_chantier_free(GfChantier *chantier);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GfChantier, gf_chantier_free)

/* The chantier of that body, with the holders of its offices who are members today. Owned. */
gboolean gf_chantier_load(const GfClerk *clerk, gint64 body_id, GfChantier **ret, GError **error);

/* The office of a member there; borrowed, NULL: none. */
const GfOfficer *gf_chantier_officer(const GfChantier *chantier, gint64 member_id);

/* Who may confirm a report of `author` (0: entered by staff for somebody without an office): the
 * other copilote of a copilote's, either copilote of a rapporteur's. Of GfOfficer, borrowed;
 * perhaps empty (a vacancy: staff confirms). Owned array. */
GPtrArray *gf_chantier_confirmers(const GfChantier *chantier, gint64 author_id);

/* The one other chantier in which the member is rapporteur or co-rapporteur; NULL: none, or
 * several. Owned. */
gboolean gf_chantier_elsewhere(const GfClerk *clerk, const GfMember *member, gint64 not_body_id,
                               GfBody **ret, GError **error);

/* The address that brings reports there, or, without sub-addressing, the plain one. Owned. */
char *gf_chantier_address(const GfClerk *clerk, const GfBody *body);
