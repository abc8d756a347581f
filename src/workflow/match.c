/* match.c - whose matter is it? Secrets first (UID, token, Message-ID of ours), then what anybody
 * could write (subject tag, From). All tokens of a letter are considered. */
#include "workflow/case.h"

#include "base/address.h"
#include "base/text.h"

#include <string.h>

void gf_match_clear(GfMatch *match)
{
    g_clear_pointer(&match->invitation, gf_invitation_free);
    g_clear_pointer(&match->member, gf_member_free);
    g_clear_pointer(&match->session, gf_session_free);
}

gboolean gf_match_load(const GfClerk *clerk, gint64 invitation_id, GfMatch *match, GError **error)
{
    if (!gf_store_invitation(clerk->store, invitation_id, &match->invitation, error))
        return FALSE;
    if (match->invitation == NULL)
        return TRUE;
    return gf_store_member_by_id(clerk->store, match->invitation->member_id, &match->member,
                                 error) &&
           gf_store_session_by_id(clerk->store, match->invitation->session_id, 0, &match->session,
                                  error);
}

/* The sub-addresses under which a letter reached us. */
static GPtrArray *details_of(const GfClerk *clerk, const GfLetter *letter)
{
    GPtrArray *details = g_ptr_array_new_with_free_func(g_free);
    const GPtrArray *lists[] = {letter->to, letter->cc};
    for (gsize l = 0; l < G_N_ELEMENTS(lists); l++) {
        for (guint i = 0; i < lists[l]->len; i++) {
            const GfPerson *person = lists[l]->pdata[i];
            char *detail = gf_address_detail(person->address, clerk->config->address);
            if (detail != NULL)
                g_ptr_array_add(details, detail);
        }
    }
    for (gsize i = 0; letter->delivered_to[i] != NULL; i++) {
        char *detail = gf_address_detail(letter->delivered_to[i], clerk->config->address);
        if (detail != NULL)
            g_ptr_array_add(details, detail);
    }
    return details;
}

static void add_unique(GArray *ids, gint64 id)
{
    for (guint i = 0; i < ids->len; i++)
        if (g_array_index(ids, gint64, i) == id)
            return;
    g_array_append_val(ids, id);
}

/* Invitations named by tokens; a confirmation token ends the search. */
static gboolean collect_tokens(const GfClerk *clerk, const GfLetter *letter, GArray *invitations,
                               gint64 *ret_confirmation, GError **error)
{
    g_autoptr(GPtrArray) details = details_of(clerk, letter);
    for (guint i = 0; i < details->len; i++) {
        g_autofree char *kind = NULL;
        g_autofree char *token = NULL;
        gint64 object = 0;
        if (!gf_store_find_token(clerk->store, details->pdata[i], &kind, &object, &token, error))
            return FALSE;
        if (g_strcmp0(kind, "invitation") == 0)
            add_unique(invitations, object);
        else if (g_strcmp0(kind, "confirmation") == 0)
            *ret_confirmation = object;
    }
    return TRUE;
}

gboolean gf_match_has_token(const GfClerk *clerk, const GfLetter *letter, gboolean *ret,
                            GError **error)
{
    g_autoptr(GArray) invitations = g_array_new(FALSE, FALSE, sizeof(gint64));
    gint64 confirmation = 0;
    if (!collect_tokens(clerk, letter, invitations, &confirmation, error))
        return FALSE;
    *ret = invitations->len > 0 || confirmation != 0;
    return TRUE;
}

/* The newest mail of ours in In-Reply-To and References; NULL where there is none. */
static gboolean find_answered(const GfClerk *clerk, const GfLetter *letter, GfOutgoing **ret,
                              GError **error)
{
    if (letter->in_reply_to != NULL &&
        !gf_store_outgoing_by_message_id(clerk->store, letter->in_reply_to, ret, error))
        return FALSE;
    for (guint i = g_strv_length(letter->references); *ret == NULL && i > 0; i--)
        if (!gf_store_outgoing_by_message_id(clerk->store, letter->references[i - 1], ret, error))
            return FALSE;
    return TRUE;
}

static gboolean sequence_of(const GfClerk *clerk, const GfOutgoing *outgoing, int *ret,
                            GError **error)
{
    if (outgoing->mailing_id == 0)
        return TRUE;
    g_autoptr(GfMailing) mailing = NULL;
    g_autoptr(GfSession) session = NULL;
    if (!gf_store_mailing(clerk->store, outgoing->mailing_id, &mailing, error) ||
        !gf_store_session_by_id(clerk->store, mailing->session_id, mailing->version, &session,
                                error))
        return FALSE;
    *ret = session->sequence;
    return TRUE;
}

/* Whether an address is one of the member's. */
static gboolean speaks_from(const GfClerk *clerk, const char *address, gint64 member_id,
                            gboolean *ret, GError **error)
{
    g_autoptr(GArray) ids = NULL;
    *ret = FALSE;
    if (address == NULL)
        return TRUE;
    if (!gf_store_members_by_address(clerk->store, address, &ids, error))
        return FALSE;
    for (guint i = 0; i < ids->len; i++)
        *ret = *ret || g_array_index(ids, gint64, i) == member_id;
    return TRUE;
}

/* Of several invitations, the one whose member is the sender; 0 where that is not exactly one. */
static gboolean choose(const GfClerk *clerk, const GfLetter *letter, GArray *invitations,
                       gint64 *ret, GError **error)
{
    gint64 chosen = invitations->len == 1 ? g_array_index(invitations, gint64, 0) : 0;
    guint fitting = 0;
    for (guint i = 0; invitations->len > 1 && i < invitations->len; i++) {
        g_autoptr(GfInvitation) invitation = NULL;
        gboolean fits = FALSE;
        gint64 id = g_array_index(invitations, gint64, i);
        if (!gf_store_invitation(clerk->store, id, &invitation, error))
            return FALSE;
        if (invitation != NULL && letter->from != NULL &&
            !speaks_from(clerk, letter->from->address, invitation->member_id, &fits, error))
            return FALSE;
        if (fits) {
            fitting++;
            chosen = id;
        }
    }
    *ret = fitting > 1 ? 0 : chosen;
    return TRUE;
}

static gboolean match_uid(const GfClerk *clerk, const GfLetter *letter, GfMatch *match,
                          GError **error)
{
    if (letter->calendar == NULL || letter->calendar->uid == NULL)
        return TRUE;
    g_autoptr(GfInvitation) invitation = NULL;
    if (!gf_store_invitation_by_uid(clerk->store, letter->calendar->uid, &invitation, error))
        return FALSE;
    if (invitation == NULL)
        return TRUE;
    match->how = "uid";
    match->proved = TRUE;
    match->answered_sequence = letter->calendar->sequence;
    return gf_match_load(clerk, invitation->id, match, error);
}

static gboolean match_token(const GfClerk *clerk, const GfLetter *letter, GfMatch *match,
                            GError **error)
{
    g_autoptr(GArray) invitations = g_array_new(FALSE, FALSE, sizeof(gint64));
    if (!collect_tokens(clerk, letter, invitations, &match->confirmation, error))
        return FALSE;
    if (invitations->len == 0)
        return TRUE;
    gint64 chosen;
    if (!choose(clerk, letter, invitations, &chosen, error))
        return FALSE;
    match->how = "token";
    match->proved = TRUE;
    match->ambiguous = chosen == 0;
    return chosen == 0 || gf_match_load(clerk, chosen, match, error);
}

static gboolean match_thread(const GfClerk *clerk, const GfLetter *letter, GfMatch *match,
                             GError **error)
{
    g_autoptr(GfOutgoing) answered = NULL;
    if (!find_answered(clerk, letter, &answered, error))
        return FALSE;
    if (answered == NULL || answered->invitation_id == 0)
        return TRUE;
    /* "Yes" to "is it you?" is not "yes, I come". */
    if (g_str_equal(answered->kind, "confirmation")) {
        match->confirmation = answered->answers_id;
        return TRUE;
    }
    if (match->answered_sequence < 0 &&
        !sequence_of(clerk, answered, &match->answered_sequence, error))
        return FALSE;
    if (match->invitation != NULL || match->ambiguous)
        return TRUE;
    match->how = "thread";
    match->proved = TRUE;
    return gf_match_load(clerk, answered->invitation_id, match, error);
}

gboolean gf_match_sequence(const GfClerk *clerk, const GfLetter *letter, gint64 session_id,
                           int *ret, GError **error)
{
    g_auto(GfMatch) match = {.answered_sequence = -1};
    if (letter != NULL &&
        (!match_uid(clerk, letter, &match, error) ||
         (match.invitation == NULL && !match_thread(clerk, letter, &match, error))))
        return FALSE;
    *ret = match.session != NULL && match.session->id == session_id ? match.answered_sequence : -1;
    return TRUE;
}

/* The session named by a tag "[pleniere-2027-03-12]" in the subject, for the member who is the
 * sender. */
static gboolean tagged(const char *subject, const GfSession *session)
{
    g_autofree char *tag = g_strdup_printf("[%s]", session->slug);
    return subject != NULL && strstr(subject, tag) != NULL;
}

/* What anybody could write: From, with a subject tag or the one invitation that is open. */
static gboolean match_from(const GfClerk *clerk, const GfLetter *letter, GfMatch *match,
                           GError **error)
{
    g_autoptr(GArray) ids = NULL;
    if (letter->from == NULL ||
        !gf_store_members_by_address(clerk->store, letter->from->address, &ids, error))
        return letter->from == NULL;
    guint open = 0;
    gint64 chosen = 0;
    gboolean by_tag = FALSE;
    for (guint i = 0; i < ids->len; i++) {
        g_autoptr(GPtrArray) invitations = NULL;
        if (!gf_store_open_invitations_of(clerk->store, g_array_index(ids, gint64, i),
                                          gf_clerk_now(clerk), &invitations, error))
            return FALSE;
        for (guint j = 0; j < invitations->len; j++) {
            const GfInvitation *invitation = invitations->pdata[j];
            g_autoptr(GfSession) session = NULL;
            if (!gf_store_session_by_id(clerk->store, invitation->session_id, 0, &session, error))
                return FALSE;
            gboolean tag = tagged(letter->subject, session);
            if (tag && !by_tag)
                open = 0;
            if (tag || !by_tag) {
                by_tag = by_tag || tag;
                chosen = invitation->id;
                open++;
            }
        }
    }
    match->ambiguous = open > 1;
    if (open != 1)
        return TRUE;
    match->how = by_tag ? "tag" : "from";
    return gf_match_load(clerk, chosen, match, error);
}

gboolean gf_match_letter(const GfClerk *clerk, const GfLetter *letter, GfMatch *match,
                         GError **error)
{
    match->answered_sequence = -1;
    if (!match_uid(clerk, letter, match, error))
        return FALSE;
    if (match->invitation != NULL)
        return TRUE;
    if (!match_token(clerk, letter, match, error) || !match_thread(clerk, letter, match, error))
        return FALSE;
    if (match->invitation != NULL || match->ambiguous || match->confirmation != 0)
        return TRUE;
    return match_from(clerk, letter, match, error);
}

gboolean gf_match_bounced(const GfClerk *clerk, const GfLetter *letter, GfOutgoing **ret,
                          GError **error)
{
    const char *original = letter->bounce != NULL ? letter->bounce->original_message_id : NULL;
    if (original != NULL && !gf_store_outgoing_by_message_id(clerk->store, original, ret, error))
        return FALSE;
    if (*ret == NULL && !find_answered(clerk, letter, ret, error))
        return FALSE;
    if (*ret != NULL)
        return TRUE;
    g_autoptr(GArray) invitations = g_array_new(FALSE, FALSE, sizeof(gint64));
    gint64 confirmation = 0;
    if (!collect_tokens(clerk, letter, invitations, &confirmation, error))
        return FALSE;
    if (invitations->len != 1)
        return TRUE;
    return gf_store_last_outgoing_of(clerk->store, g_array_index(invitations, gint64, 0), ret,
                                     error);
}
