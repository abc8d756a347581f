/* pouvoir.h - private to workflow: whom a pouvoir names. */
#pragma once

#include "workflow/clerk.h"

/* The member on the roll whom `giver` names with `name`, as written: "M. Durand", "DURAND Bruno".
 * 0 where that is not exactly one (I14): no other word may be left over, the civility must fit, and
 * guests hold none. */
gboolean gf_pouvoir_holder(const GfClerk *clerk, const GfMember *giver, const char *name,
                           gint64 *ret_member_id, GError **error);
