/* speaker.h - private to workflow: who wrote a letter, as far as that can be known. */
#pragma once

#include "rules/rules.h"
#include "workflow/clerk.h"

typedef struct {
    gboolean known;            /* From, or Reply-To, is an address of the member */
    const char *known_address; /* that one; borrowed from the letter */
    gboolean other;            /* From is an address of other members, and not of this one */
    gboolean attendee_other;   /* the calendar's ATTENDEE is an address of other members only */
    GfDmarc dmarc;             /* as our own server says */
} GfSpeaker;

/* What is known of the writer of `letter` with regard to `member`. */
gboolean gf_speaker_of(const GfClerk *clerk, const GfLetter *letter, const GfMember *member,
                       GfSpeaker *ret, GError **error);

/* What the trust table says of them; `proved`: K, a secret of the member's came with the letter. */
GfTrust gf_speaker_trust(const GfSpeaker *speaker, gboolean proved, const char **ret_rule);

/* What our own server says of the domain in From. */
GfDmarc gf_speaker_dmarc(const GfClerk *clerk, const GfLetter *letter);

/* The ATTENDEE who speaks in a calendar reply of `member`: the only one, or the one with an address
 * of theirs; NULL where that is not clear. Borrowed. */
gboolean gf_speaker_attendee(const GfClerk *clerk, const GfLetter *letter, const GfMember *member,
                             const GfAttendee **ret, GError **error);
