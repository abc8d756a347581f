/* invitation.h - invitations out: the one VEVENT of a session for one person (RFC 5545, 5546).
 *
 * Times in UTC, one ATTENDEE, our own ORGANIZER: see FIELD-GUIDE section 5 and MAIL-IN-THE-WILD c1.
 * Pure: the same input gives the same text.
 */
#pragma once

#include <glib.h>

typedef struct {
    gboolean cancel; /* METHOD:CANCEL, STATUS:CANCELLED; else REQUEST, CONFIRMED */
    const char *uid;
    int sequence;
    gint64 dtstamp;    /* UTC seconds */
    gint64 start, end; /* UTC seconds */
    const char *summary, *description, *location;
    const char *url; /* video link, may be NULL */
    const char *organizer_name, *organizer_address;
    const char *attendee_name, *attendee_address;
    gboolean optional; /* a guest: ROLE=OPT-PARTICIPANT */
} GfInvitationText;

/* The VCALENDAR text with CRLF line ends. GF_ERROR_CONFIG where an address or the times are not fit
 * to send. Owned. */
char *gf_invitation_text(const GfInvitationText *invitation, GError **error);
