/* roll-member.c - see roll-member.h. */
#include "workflow/roll-member.h"

#include <string.h>

#include "base/address.h"
#include "base/date.h"
#include "base/error.h"
#include "base/text.h"
#include "workflow/roll-value.h"

/* Of those who may be meant by a name, so many are named. */
#define CALLED_SO 5

/* Whether every word of a name is one of theirs. */
static gboolean is_called(const GfMember *member, char *const *words)
{
    g_autofree char *all =
        g_strdup_printf("%s %s %s", member->given_name, member->family_name, member->slug);
    g_autofree char *slug = gf_text_slug(all);
    g_auto(GStrv) own = g_strsplit(slug, "-", -1);
    for (gsize i = 0; words[i] != NULL; i++)
        if (!g_strv_contains((const char *const *) own, words[i]))
            return FALSE;
    return words[0] != NULL;
}

/* "anne-martin, anne-martin-2"; `*ret_count`: how many are called so. Owned. */
static char *called(const GPtrArray *members, const char *name, guint *ret_count)
{
    g_autofree char *slug = gf_text_slug(name);
    g_auto(GStrv) words = gf_text_split(slug, "-");
    GString *list = g_string_new(NULL);
    for (guint i = 0; i < members->len; i++) {
        const GfMember *member = members->pdata[i];
        if (!is_called(member, words) || ++*ret_count > CALLED_SO)
            continue;
        g_string_append_printf(list, "%s%s", list->len > 0 ? ", " : "", member->slug);
    }
    if (*ret_count > CALLED_SO)
        g_string_append(list, ", ...");
    return g_string_free(list, FALSE);
}

static gboolean refuse_name(const GfClerk *clerk, const char *name, GError **error)
{
    g_autoptr(GPtrArray) members = NULL;
    guint count = 0;
    if (!gf_store_members(clerk->store, &members, error))
        return FALSE;
    g_autofree char *slugs = called(members, name, &count);
    g_autofree char *line = gf_text_line(name, 80);
    if (count == 0)
        g_set_error(error, GF_ERROR, GF_ERROR_STATE,
                    gf_clerk_words(clerk,
                                   "member '%s': there is none of that name (see: greffe member "
                                   "list)",
                                   "« %s » : aucun membre ne porte cet identifiant"),
                    line);
    else
        g_set_error(error, GF_ERROR, GF_ERROR_STATE,
                    count == 1
                        ? gf_clerk_words(clerk, "member '%s': that is no identifier (perhaps: %s)",
                                         "« %s » n'est pas un identifiant (peut-être : %s)")
                        : gf_clerk_words(clerk,
                                         "member '%s': several people are called so (say "
                                         "which: %s)",
                                         "« %s » : plusieurs membres s'appellent ainsi "
                                         "(dites lequel : %s)"),
                    line, slugs);
    return FALSE;
}

gboolean gf_roll_member(const GfClerk *clerk, const char *slug, GfMember **ret, GError **error)
{
    if (!gf_store_member(clerk->store, slug, ret, error))
        return FALSE;
    return *ret != NULL || refuse_name(clerk, slug, error);
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
