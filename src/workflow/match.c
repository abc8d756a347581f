/* match.c - whose matter is it? Secrets first (UID, token, Message-ID of ours), then what anybody
 * could write (subject tag, From). All tokens of a letter are considered. */
#include "workflow/case.h"

#include "base/address.h"
#include "base/text.h"

#include "store/saisine.h"

#include <string.h>

/* Tags in one subject that are looked at. */
#define TAGS 5
/* How a saisine's address and tag begin. */
#define SAISINE_PREFIX "saisine-"

void gf_match_clear(GfMatch *match)
{
    g_clear_pointer(&match->invitation, gf_invitation_free);
    g_clear_pointer(&match->member, gf_member_free);
    g_clear_pointer(&match->session, gf_session_free);
    g_clear_pointer(&match->token, g_free);
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

gboolean gf_match_came_to(const GfClerk *clerk, const GfLetter *letter, const char *detail)
{
    g_autoptr(GPtrArray) details = details_of(clerk, letter);
    for (guint i = 0; i < details->len; i++)
        if (g_ascii_strcasecmp(details->pdata[i], detail) == 0)
            return TRUE;
    return FALSE;
}

static void add_unique(GArray *ids, gint64 id)
{
    for (guint i = 0; i < ids->len; i++)
        if (g_array_index(ids, gint64, i) == id)
            return;
    g_array_append_val(ids, id);
}

/* What the tokens of a letter name. */
typedef struct {
    GArray *invitations; /* of gint64 */
    GfTopicKind topic;
    gint64 topic_id;
    char *token;      /* of the topic */
    gboolean several; /* topics that are not the same */
    gint64 confirmation;
} Named;

static void named_clear(Named *named)
{
    g_clear_pointer(&named->invitations, g_array_unref);
    g_clear_pointer(&named->token, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Named, named_clear)

static GfTopicKind topic_of_token(const char *kind)
{
    static const struct {
        const char *kind;
        GfTopicKind topic;
    } table[] = {{"solicitation", GF_TOPIC_SOLICITATION},
                 {"report", GF_TOPIC_REPORT},
                 {"sheet", GF_TOPIC_SHEET}};
    for (gsize i = 0; i < G_N_ELEMENTS(table); i++)
        if (g_strcmp0(kind, table[i].kind) == 0)
            return table[i].topic;
    return GF_TOPIC_NONE;
}

/* Takes `token` over. */
static void name_topic(Named *named, GfTopicKind topic, gint64 id, char *token)
{
    named->several = named->several || (named->topic != GF_TOPIC_NONE &&
                                        (named->topic != topic || named->topic_id != id));
    named->topic = topic;
    named->topic_id = id;
    g_free(named->token);
    named->token = token;
}

static gboolean name_by_token(const GfClerk *clerk, const char *word, Named *named, GError **error)
{
    g_autofree char *kind = NULL;
    g_autofree char *token = NULL;
    gint64 object = 0;
    if (!gf_store_find_token(clerk->store, word, &kind, &object, &token, error))
        return FALSE;
    GfTopicKind topic = topic_of_token(kind);
    if (topic != GF_TOPIC_NONE)
        name_topic(named, topic, object, g_steal_pointer(&token));
    else if (g_strcmp0(kind, "invitation") == 0)
        add_unique(named->invitations, object);
    else if (g_strcmp0(kind, "confirmation") == 0)
        named->confirmation = object;
    return TRUE;
}

static gboolean collect_tokens(const GfClerk *clerk, const GfLetter *letter, Named *named,
                               GError **error)
{
    g_autoptr(GPtrArray) details = details_of(clerk, letter);
    named->invitations = g_array_new(FALSE, FALSE, sizeof(gint64));
    for (guint i = 0; i < details->len; i++)
        if (!name_by_token(clerk, details->pdata[i], named, error))
            return FALSE;
    return TRUE;
}

gboolean gf_match_has_token(const GfClerk *clerk, const GfLetter *letter, gboolean *ret,
                            GError **error)
{
    g_auto(Named) named = {0};
    if (!collect_tokens(clerk, letter, &named, error))
        return FALSE;
    *ret = named.invitations->len > 0 || named.topic != GF_TOPIC_NONE || named.confirmation != 0;
    return TRUE;
}

static gboolean is_found(const GfMatch *match)
{
    return match->topic != GF_TOPIC_NONE || match->invitation != NULL || match->ambiguous ||
           match->confirmation != 0;
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
    g_auto(Named) named = {0};
    gint64 chosen = 0;
    if (!collect_tokens(clerk, letter, &named, error) ||
        !choose(clerk, letter, named.invitations, &chosen, error))
        return FALSE;
    gboolean session = named.invitations->len > 0, topic = named.topic != GF_TOPIC_NONE;
    match->confirmation = named.confirmation;
    if (!session && !topic)
        return TRUE;
    match->how = "token";
    match->proved = TRUE;
    match->ambiguous = named.several || (session && (topic || chosen == 0));
    if (match->ambiguous)
        return TRUE;
    match->topic = named.topic;
    match->topic_id = named.topic_id;
    match->token = g_steal_pointer(&named.token);
    return topic || gf_match_load(clerk, chosen, match, error);
}

static gboolean is_chantier(const GfBody *body)
{
    return g_str_equal(body->kind, "chantier");
}

static void match_body(const GfBody *body, const char *how, GfMatch *match)
{
    match->topic = is_chantier(body) ? GF_TOPIC_CHANTIER : GF_TOPIC_GROUP;
    match->topic_id = body->id;
    match->how = how;
}

/* A word that people write: "saisine-2017-01", "gt1-2"; that of a group only in an address. */
static gboolean match_name(const GfClerk *clerk, const char *name, const char *how, GfMatch *match,
                           GError **error)
{
    g_autoptr(GfSaisine) saisine = NULL;
    g_autoptr(GfBody) body = NULL;
    if (g_str_has_prefix(name, SAISINE_PREFIX) &&
        !gf_store_saisine(clerk->store, name + strlen(SAISINE_PREFIX), &saisine, error))
        return FALSE;
    if (saisine == NULL && !gf_store_body(clerk->store, name, &body, error))
        return FALSE;
    if (body != NULL && (is_chantier(body) || g_str_equal(how, "address")))
        match_body(body, how, match);
    if (saisine == NULL)
        return TRUE;
    match->topic = GF_TOPIC_SAISINE;
    match->topic_id = saisine->id;
    match->how = how;
    return TRUE;
}

static gboolean came_to(const GfLetter *letter, const char *address)
{
    const GPtrArray *lists[] = {letter->to, letter->cc};
    for (gsize l = 0; l < G_N_ELEMENTS(lists); l++)
        for (guint i = 0; i < lists[l]->len; i++)
            if (gf_address_equal(((const GfPerson *) lists[l]->pdata[i])->address, address))
                return TRUE;
    for (gsize i = 0; letter->delivered_to[i] != NULL; i++)
        if (gf_address_equal(letter->delivered_to[i], address))
            return TRUE;
    return FALSE;
}

/* The address of a saisine, a chantier or a group, with our sub-addressing or of its own. */
static gboolean match_address(const GfClerk *clerk, const GfLetter *letter, GfMatch *match,
                              GError **error)
{
    g_autoptr(GPtrArray) details = details_of(clerk, letter);
    g_autoptr(GPtrArray) bodies = NULL;
    for (guint i = 0; i < details->len && match->topic == GF_TOPIC_NONE; i++)
        if (!match_name(clerk, details->pdata[i], "address", match, error))
            return FALSE;
    if (match->topic != GF_TOPIC_NONE)
        return TRUE;
    if (!gf_store_bodies(clerk->store, &bodies, error))
        return FALSE;
    for (guint i = 0; i < bodies->len && match->topic == GF_TOPIC_NONE; i++) {
        const GfBody *body = bodies->pdata[i];
        if (body->address != NULL && came_to(letter, body->address))
            match_body(body, "address", match);
    }
    return TRUE;
}

/* What a thread says beside the address the letter went to: nothing was found yet, or the same
 * saisine, of which the thread also tells whom it was asked of. */
static gboolean agrees(const GfClerk *clerk, const GfMatch *match, const Named *named,
                       gboolean *ret, GError **error)
{
    g_autoptr(GfSolicitation) solicitation = NULL;
    *ret = !is_found(match);
    if (match->topic != GF_TOPIC_SAISINE || named->topic != GF_TOPIC_SOLICITATION)
        return TRUE;
    if (!gf_store_solicitation(clerk->store, named->topic_id, &solicitation, error))
        return FALSE;
    *ret = solicitation != NULL && solicitation->saisine_id == match->topic_id;
    return TRUE;
}

/* A mail of ours that carried a token: who answers it means the same. */
static gboolean match_thread_token(const GfClerk *clerk, const char *token, GfMatch *match,
                                   GError **error)
{
    g_auto(Named) named = {.invitations = g_array_new(FALSE, FALSE, sizeof(gint64))};
    gboolean fits;
    if (!name_by_token(clerk, token, &named, error) || !agrees(clerk, match, &named, &fits, error))
        return FALSE;
    if (!is_found(match))
        match->confirmation = named.confirmation;
    if (named.topic == GF_TOPIC_NONE || !fits)
        return TRUE;
    match->topic = named.topic;
    match->topic_id = named.topic_id;
    g_free(match->token);
    match->token = g_steal_pointer(&named.token);
    match->how = "thread";
    match->proved = TRUE;
    return TRUE;
}

static gboolean match_thread(const GfClerk *clerk, const GfLetter *letter, GfMatch *match,
                             GError **error)
{
    g_autoptr(GfOutgoing) answered = NULL;
    if (!find_answered(clerk, letter, &answered, error))
        return FALSE;
    if (answered == NULL)
        return TRUE;
    if (answered->invitation_id == 0 && answered->token == NULL) {
        /* The follow-up of a saisine, say; what answers a letter may be about anything. */
        match->elsewhere = answered->answers_id == 0;
        return TRUE;
    }
    if (answered->invitation_id == 0)
        return match_thread_token(clerk, answered->token, match, error);
    /* "Yes" to "is it you?" is not "yes, I come". */
    if (g_str_equal(answered->kind, "confirmation")) {
        match->confirmation = answered->answers_id;
        return TRUE;
    }
    if (match->answered_sequence < 0 &&
        !sequence_of(clerk, answered, &match->answered_sequence, error))
        return FALSE;
    if (match->topic != GF_TOPIC_NONE || match->invitation != NULL || match->ambiguous)
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

/* "[Saisine 2017-01]", "[GT1-2]": the words of a tag, as an address would write them. */
static gboolean match_tag(const GfClerk *clerk, const char *subject, GfMatch *match, GError **error)
{
    const char *at = subject != NULL ? strchr(subject, '[') : NULL;
    for (guint tags = 0; at != NULL && tags < TAGS && match->topic == GF_TOPIC_NONE; tags++) {
        const char *end = strchr(at, ']');
        if (end == NULL)
            return TRUE;
        g_autofree char *words = g_strndup(at + 1, (gsize) (end - at - 1));
        g_autofree char *name = gf_text_slug(words);
        if (!match_name(clerk, name, "tag", match, error))
            return FALSE;
        at = strchr(end, '[');
    }
    return TRUE;
}

/* "Re: Saisine 2017-01, ... : les suites données": a subject that names a saisine. */
static gboolean names_saisine(const GfClerk *clerk, const char *subject, gboolean *ret,
                              GError **error)
{
    g_autoptr(GPtrArray) saisines = NULL;
    g_autofree char *words = gf_text_slug(subject != NULL ? subject : "");
    *ret = FALSE;
    if (strstr(words, SAISINE_PREFIX) == NULL)
        return TRUE;
    if (!gf_store_saisines(clerk->store, &saisines, error))
        return FALSE;
    for (guint i = 0; i < saisines->len; i++) {
        const GfSaisine *saisine = saisines->pdata[i];
        g_autofree char *name = g_strconcat(SAISINE_PREFIX, saisine->number, NULL);
        *ret = *ret || strstr(words, name) != NULL;
    }
    return TRUE;
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
            if (tag || (!by_tag && !match->elsewhere)) {
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
    if (!match_token(clerk, letter, match, error))
        return FALSE;
    if (!is_found(match) && !match_address(clerk, letter, match, error))
        return FALSE;
    /* A thread of ours proves who writes; an address that anybody knows does not. */
    if (!match_thread(clerk, letter, match, error))
        return FALSE;
    if (!is_found(match) && !match_tag(clerk, letter->subject, match, error))
        return FALSE;
    if (is_found(match))
        return TRUE;
    if (!match->elsewhere && !names_saisine(clerk, letter->subject, &match->elsewhere, error))
        return FALSE;
    return match_from(clerk, letter, match, error);
}

/* What left under a token of the envelope for an address that the report is about. */
static gboolean find_returned(const GfClerk *clerk, const GfLetter *letter, GfOutgoing **ret,
                              GError **error)
{
    g_autoptr(GPtrArray) details = details_of(clerk, letter);
    for (guint i = 0; letter->bounce != NULL && i < letter->bounce->recipients->len; i++) {
        const GfBounceRecipient *recipient = letter->bounce->recipients->pdata[i];
        g_autofree char *address = gf_bounce_address_written(recipient);
        for (guint j = 0; j < details->len && address != NULL && *ret == NULL; j++)
            if (!gf_store_last_outgoing_to(clerk->store, address, details->pdata[j], ret, error))
                return FALSE;
    }
    return TRUE;
}

gboolean gf_match_bounced(const GfClerk *clerk, const GfLetter *letter, GfOutgoing **ret,
                          GError **error)
{
    const char *original = letter->bounce != NULL ? letter->bounce->original_message_id : NULL;
    if (original != NULL && !gf_store_outgoing_by_message_id(clerk->store, original, ret, error))
        return FALSE;
    if ((*ret == NULL && !find_answered(clerk, letter, ret, error)) ||
        (*ret == NULL && !find_returned(clerk, letter, ret, error)))
        return FALSE;
    if (*ret != NULL)
        return TRUE;
    g_auto(Named) named = {0};
    if (!collect_tokens(clerk, letter, &named, error))
        return FALSE;
    if (named.invitations->len != 1)
        return TRUE;
    return gf_store_last_outgoing_of(clerk->store, g_array_index(named.invitations, gint64, 0), ret,
                                     error);
}
