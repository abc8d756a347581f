/* people.h - private to workflow: whom an order about a session concerns, with their invitations,
 * and what staff must know about them before anything leaves.
 */
#pragma once

#include "workflow/clerk.h"

typedef struct {
    GPtrArray *members, *invitations; /* owners */
    GArray *recipients;               /* of GfRecipient, borrowing from both */
    GPtrArray *warnings;              /* of char * */
} GfPeople;
void gf_people_free(GfPeople *people);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GfPeople, gf_people_free)

/* Everybody in force in the body on the day of the session; who is not invited yet gets an
 * invitation, kept where `keep`. GF_ERROR_STATE where nobody sits there. Owned. */
GfPeople *gf_people_of_body(const GfClerk *clerk, const GfSession *session, gboolean keep,
                            GError **error);
/* Leaves only those who have not been written to about the session yet (they joined late). */
gboolean gf_people_keep_newcomers(const GfClerk *clerk, GfPeople *people, GError **error);
/* Everybody who was invited. Owned. */
GfPeople *gf_people_invited(const GfClerk *clerk, const GfSession *session, GError **error);

/* How many of the recipients have an address. */
guint gf_people_reachable(const GfPeople *people);
