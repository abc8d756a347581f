/* people.c - see people.h. */
#include "workflow/people.h"

#include "base/address.h"
#include "base/date.h"
#include "base/error.h"
#include "base/random.h"
#include "workflow/mailing.h"

#define TOKEN_BYTES 10

static GfPeople *people_new(void)
{
    GfPeople *people = g_new0(GfPeople, 1);
    people->members = g_ptr_array_new_with_free_func((GDestroyNotify) gf_member_free);
    people->invitations = g_ptr_array_new_with_free_func((GDestroyNotify) gf_invitation_free);
    people->recipients = g_array_new(FALSE, FALSE, sizeof(GfRecipient));
    people->warnings = g_ptr_array_new_with_free_func(g_free);
    return people;
}

void gf_people_free(GfPeople *people)
{
    if (people == NULL)
        return;
    g_ptr_array_unref(people->members);
    g_ptr_array_unref(people->invitations);
    g_array_unref(people->recipients);
    g_ptr_array_unref(people->warnings);
    g_free(people);
}

static void check_member(const GfClerk *clerk, const GfMember *member, GPtrArray *warnings)
{
    g_autofree char *name = gf_member_full_name(member);
    char *warning = NULL;
    if (member->main_address == NULL)
        warning = g_strdup_printf("%s n'a pas d'adresse : à convoquer par courrier", name);
    else if (gf_address_equal(member->main_address, clerk->config->address))
        warning = g_strdup_printf("%s a pour adresse celle du greffe", name);
    else if (member->unreachable_at != 0)
        warning = g_strdup_printf("%s <%s> : les derniers messages n'ont pas été remis", name,
                                  member->main_address);
    if (warning != NULL)
        g_ptr_array_add(warnings, warning);
}

static GfInvitation *new_invitation(const GfClerk *clerk, gint64 session_id, const GfMember *member)
{
    g_autofree char *unique = gf_random_base32(TOKEN_BYTES);
    GfInvitation *invitation = g_new0(GfInvitation, 1);
    invitation->session_id = session_id;
    invitation->member_id = member->id;
    invitation->uid = g_strdup_printf("%s@%s", unique, gf_clerk_domain(clerk));
    invitation->token = gf_random_base32(TOKEN_BYTES);
    invitation->guest = g_str_equal(member->quality, "guest");
    invitation->created_at = gf_clerk_now(clerk);
    return invitation;
}

/* The invitation of a member, made where there is none yet. */
static gboolean invite(const GfClerk *clerk, const GfSession *session, const GfMember *member,
                       GfInvitation **ret, GError **error)
{
    if (!gf_store_invitation_of(clerk->store, session->id, member->id, ret, error))
        return FALSE;
    if (*ret == NULL)
        *ret = new_invitation(clerk, session->id, member);
    return TRUE;
}

static gboolean keep_invitation(const GfClerk *clerk, GfInvitation *invitation, GError **error)
{
    return invitation->id != 0 || gf_store_add_invitation(clerk->store, invitation, error);
}

/* Takes `member` over, whatever happens. */
static gboolean add_person(const GfClerk *clerk, const GfSession *session, GfMember *member,
                           GfPeople *people, GError **error)
{
    GfRecipient recipient = {.member = member};
    g_ptr_array_add(people->members, member);
    if (!invite(clerk, session, member, &recipient.invitation, error))
        return FALSE;
    g_ptr_array_add(people->invitations, recipient.invitation);
    g_array_append_val(people->recipients, recipient);
    check_member(clerk, member, people->warnings);
    return TRUE;
}

static gboolean require_somebody(const GfSession *session, const GfBody *body, const char *day,
                                 const GfPeople *people, GError **error)
{
    if (people->recipients->len > 0)
        return TRUE;
    g_set_error(error, GF_ERROR, GF_ERROR_STATE,
                "session '%s': nobody sits in '%s' on %s (import the members first)", session->slug,
                body->slug, day);
    return FALSE;
}

GfPeople *gf_people_of_body(const GfClerk *clerk, const GfSession *session, gboolean keep,
                            GError **error)
{
    g_autoptr(GfPeople) people = people_new();
    g_autoptr(GfBody) body = NULL;
    g_autoptr(GPtrArray) members = NULL;
    GDate date = gf_date_of(session->starts_at, clerk->config->timezone);
    g_autofree char *day = gf_date_format(&date);
    if (!gf_store_body_by_id(clerk->store, session->body_id, &body, error) ||
        !gf_store_members_of(clerk->store, body, day, session->guests, &members, error))
        return NULL;
    for (guint i = 0; i < members->len; i++)
        if (!add_person(clerk, session, g_steal_pointer(&members->pdata[i]), people, error))
            return NULL;
    for (guint i = 0; keep && i < people->invitations->len; i++)
        if (!keep_invitation(clerk, people->invitations->pdata[i], error))
            return NULL;
    return require_somebody(session, body, day, people, error) ? g_steal_pointer(&people) : NULL;
}

GfPeople *gf_people_invited(const GfClerk *clerk, const GfSession *session, GError **error)
{
    g_autoptr(GfPeople) people = people_new();
    g_autoptr(GPtrArray) invitations = NULL;
    if (!gf_store_invitations(clerk->store, session->id, &invitations, error))
        return NULL;
    for (guint i = 0; i < invitations->len; i++) {
        const GfInvitation *invitation = invitations->pdata[i];
        GfMember *member = NULL;
        if (!gf_store_member_by_id(clerk->store, invitation->member_id, &member, error) ||
            !add_person(clerk, session, member, people, error))
            return NULL;
    }
    return g_steal_pointer(&people);
}

gboolean gf_people_keep_newcomers(const GfClerk *clerk, GfPeople *people, GError **error)
{
    for (guint i = people->recipients->len; i > 0; i--) {
        const GfRecipient *recipient = &g_array_index(people->recipients, GfRecipient, i - 1);
        g_autoptr(GfOutgoing) last = NULL;
        if (recipient->invitation->id != 0 &&
            !gf_store_last_outgoing_of(clerk->store, recipient->invitation->id, &last, error))
            return FALSE;
        if (last != NULL)
            g_array_remove_index(people->recipients, i - 1);
    }
    return TRUE;
}

guint gf_people_reachable(const GfPeople *people)
{
    guint count = 0;
    for (guint i = 0; i < people->recipients->len; i++)
        count += g_array_index(people->recipients, GfRecipient, i).member->main_address != NULL;
    return count;
}
