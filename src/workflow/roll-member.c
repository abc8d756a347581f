/* roll-member.c - see roll-member.h. */
#include "workflow/roll-member.h"

#include <string.h>

#include "base/address.h"
#include "base/date.h"
#include "base/error.h"
#include "workflow/roll-value.h"

gboolean gf_roll_member(const GfClerk *clerk, const char *slug, GfMember **ret, GError **error)
{
    if (!gf_store_member(clerk->store, slug, ret, error))
        return FALSE;
    if (*ret != NULL)
        return TRUE;
    g_set_error(error, GF_ERROR, GF_ERROR_STATE,
                "member '%s': there is none of that identifier (see: greffe member list)", slug);
    return FALSE;
}

static gboolean set_end(const GfClerk *clerk, const GfMember *member, const char *date,
                        gboolean *ret_changed, GError **error)
{
    *ret_changed = g_strcmp0(member->ended_on, date) != 0;
    if (!*ret_changed)
        return TRUE;
    GfAct act = {"staff", date != NULL ? "member.ended" : "member.returned", "order", NULL};
    return gf_store_end_member(clerk->store, member->id, date, error) &&
           gf_clerk_journal(clerk, &act, error, "member/%s", member->slug);
}

gboolean gf_roll_end(const GfClerk *clerk, const char *slug, const char *date,
                     gboolean *ret_changed, GError **error)
{
    g_autoptr(GfMember) member = NULL;
    if (!gf_roll_member(clerk, slug, &member, error))
        return FALSE;
    GDate day = gf_clerk_today(clerk);
    if (date != NULL && !gf_date_parse(date, &day)) {
        g_set_error(error, GF_ERROR, GF_ERROR_USAGE, "member end: '%s' is no day (as 2027-03-12)",
                    date);
        return FALSE;
    }
    g_autofree char *text = gf_date_format(&day);
    if (member->starts_on != NULL && strcmp(text, member->starts_on) < 0) {
        g_set_error(error, GF_ERROR, GF_ERROR_STATE,
                    "member '%s': cannot end on %s, the term starts on %s", slug, text,
                    member->starts_on);
        return FALSE;
    }
    return set_end(clerk, member, text, ret_changed, error);
}

gboolean gf_roll_unend(const GfClerk *clerk, const char *slug, gboolean *ret_changed,
                       GError **error)
{
    g_autoptr(GfMember) member = NULL;
    return gf_roll_member(clerk, slug, &member, error) &&
           set_end(clerk, member, NULL, ret_changed, error);
}

/* The address as the member has it; NULL where it is new. Borrowed. */
static const GfAddress *find_address(const GPtrArray *addresses, const char *address)
{
    for (guint i = 0; i < addresses->len; i++) {
        const GfAddress *known = g_ptr_array_index(addresses, i);
        if (gf_address_equal(known->address, address))
            return known;
    }
    return NULL;
}

gboolean gf_roll_set_address(const GfClerk *clerk, const char *slug, const GfAddress *wanted,
                             gboolean *ret_changed, GError **error)
{
    const char *address = wanted->address, *role = wanted->role;
    g_autoptr(GfMember) member = NULL;
    g_autoptr(GPtrArray) addresses = NULL;
    const char *why = NULL;
    if (!gf_address_is_valid(address, &why)) {
        g_set_error(error, GF_ERROR, GF_ERROR_STATE, "'%s': no address: %s", address, why);
        return FALSE;
    }
    if (gf_roll_is_own_address(address, clerk->config->address)) {
        g_set_error(error, GF_ERROR, GF_ERROR_STATE,
                    "'%s': the address of greffe itself (give the person's own)", address);
        return FALSE;
    }
    if (!gf_roll_member(clerk, slug, &member, error) ||
        !gf_store_addresses(clerk->store, member->id, &addresses, error))
        return FALSE;
    const GfAddress *known = find_address(addresses, address);
    if (known != NULL && g_str_equal(known->role, "main") && !g_str_equal(role, "main")) {
        g_set_error(error, GF_ERROR, GF_ERROR_STATE,
                    "member '%s': '%s' is the main address (give another main address first)", slug,
                    address);
        return FALSE;
    }
    *ret_changed = known == NULL || !g_str_equal(known->role, role) || known->unreachable_at != 0 ||
                   !g_str_equal(known->address, address);
    if (!*ret_changed)
        return TRUE;
    return gf_store_set_address(clerk->store, member->id, address, role, error) &&
           gf_store_mark_address(clerk->store, member->id, address, 0, NULL, error) &&
           gf_clerk_journal(clerk, &(GfAct){"staff", "member.address", "order", NULL}, error,
                            "member/%s", slug);
}
