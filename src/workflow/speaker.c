/* speaker.c - see speaker.h. */
#include "workflow/speaker.h"

#include "base/address.h"

/* Whether an address is the member's, or only other members'. */
static gboolean whose(const GfClerk *clerk, const char *address, gint64 member_id,
                      gboolean *ret_theirs, gboolean *ret_others, GError **error)
{
    g_autoptr(GArray) ids = NULL;
    *ret_theirs = *ret_others = FALSE;
    if (!gf_store_members_by_address(clerk->store, address, &ids, error))
        return FALSE;
    for (guint i = 0; i < ids->len; i++)
        *ret_theirs = *ret_theirs || g_array_index(ids, gint64, i) == member_id;
    *ret_others = ids->len > 0 && !*ret_theirs;
    return TRUE;
}

/* Only the topmost header of our own server counts (RFC 8601 section 5). */
GfDmarc gf_speaker_dmarc(const GfClerk *clerk, const GfLetter *letter)
{
    for (guint i = 0; clerk->config->authserv_id != NULL && i < letter->authentication->len; i++) {
        const GfAuthentication *seen = letter->authentication->pdata[i];
        if (g_ascii_strcasecmp(seen->authserv_id, clerk->config->authserv_id) != 0)
            continue;
        if (g_strcmp0(seen->dmarc, "fail") == 0)
            return GF_DMARC_FAIL;
        g_autofree char *domain =
            letter->from != NULL ? gf_address_domain(letter->from->address) : NULL;
        gboolean same = seen->from_domain == NULL || domain == NULL ||
                        g_ascii_strcasecmp(seen->from_domain, domain) == 0;
        return g_strcmp0(seen->dmarc, "pass") == 0 && same ? GF_DMARC_PASS : GF_DMARC_NONE;
    }
    return GF_DMARC_NONE;
}

gboolean gf_speaker_attendee(const GfClerk *clerk, const GfLetter *letter, const GfMember *member,
                             const GfAttendee **ret, GError **error)
{
    const GPtrArray *attendees = letter->calendar->attendees;
    *ret = NULL;
    if (attendees->len == 1) {
        *ret = attendees->pdata[0];
        return TRUE;
    }
    for (guint i = 0; *ret == NULL && i < attendees->len; i++) {
        const GfAttendee *attendee = g_ptr_array_index(attendees, i);
        gboolean theirs, others;
        if (!whose(clerk, attendee->address, member->id, &theirs, &others, error))
            return FALSE;
        if (theirs)
            *ret = attendee;
    }
    return TRUE;
}

gboolean gf_speaker_of(const GfClerk *clerk, const GfLetter *letter, const GfMember *member,
                       GfSpeaker *ret, GError **error)
{
    GfSpeaker speaker = {.dmarc = gf_speaker_dmarc(clerk, letter)};
    gboolean others;
    if (letter->from != NULL &&
        !whose(clerk, letter->from->address, member->id, &speaker.known, &speaker.other, error))
        return FALSE;
    speaker.known_address = speaker.known ? letter->from->address : NULL;
    /* Whoever writes as another member is that member, whatever Reply-To says. */
    for (guint i = 0; !speaker.known && !speaker.other && i < letter->reply_to->len; i++) {
        const GfPerson *person = letter->reply_to->pdata[i];
        if (!whose(clerk, person->address, member->id, &speaker.known, &others, error))
            return FALSE;
        speaker.known_address = speaker.known ? person->address : NULL;
    }
    const GfAttendee *attendee = NULL;
    gboolean theirs;
    if (letter->calendar != NULL && !gf_speaker_attendee(clerk, letter, member, &attendee, error))
        return FALSE;
    if (attendee != NULL &&
        !whose(clerk, attendee->address, member->id, &theirs, &speaker.attendee_other, error))
        return FALSE;
    *ret = speaker;
    return TRUE;
}

GfTrust gf_speaker_trust(const GfSpeaker *speaker, gboolean proved, const char **ret_rule)
{
    const GfTrustFacts facts = {
        .token = proved,
        .token_of_other = proved && speaker->other,
        .from_known = speaker->known,
        .attendee_other = speaker->attendee_other,
        .dmarc = speaker->dmarc,
    };
    return gf_rule_trust(&facts, ret_rule);
}
