/* roll-member.h - single orders of staff about one member: ending, taking that back, addresses.
 */
#pragma once

#include "workflow/clerk.h"

/* The member of this identifier. GF_ERROR_STATE where there is none; a name is not taken for an
 * identifier, for two people may have it: the refusal says whom it may mean. `ret` owned. */
gboolean gf_roll_member(const GfClerk *clerk, const char *slug, GfMember **ret, GError **error);

/* From `date` on ("2027-03-12", NULL: today) no longer a member. `*ret_changed` FALSE where that is
 * so already. Inside the caller's transaction. */
gboolean gf_roll_end(const GfClerk *clerk, const char *slug, const char *date,
                     gboolean *ret_changed, GError **error);
/* Takes an ending back. */
gboolean gf_roll_unend(const GfClerk *clerk, const char *slug, gboolean *ret_changed,
                       GError **error);

/* Gives a member an address (`wanted`: the text and its role), or changes its role; an address said
 * again counts as reachable again. The former main address is still recognised; the main one only
 * goes by another taking its place. Inside the caller's transaction. */
gboolean gf_roll_set_address(const GfClerk *clerk, const char *slug, const GfAddress *wanted,
                             gboolean *ret_changed, GError **error);
