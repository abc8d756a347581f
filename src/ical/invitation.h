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

/* What the invitations of one session have in common, written once. */
typedef struct GfInvitationForm GfInvitationForm;
/* With the times, the place and the organizer of `invitation`. GF_ERROR_CONFIG where they are not
 * fit to send. Owned. */
GfInvitationForm *gf_invitation_form_new(const GfInvitationText *invitation, GError **error);
void gf_invitation_form_free(GfInvitationForm *form);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GfInvitationForm, gf_invitation_form_free)
/* As gf_invitation_text(), with the UID, the texts and the attendee of `invitation`. Owned. */
char *gf_invitation_fill(const GfInvitationForm *form, const GfInvitationText *invitation,
                         GError **error);

/* The VCALENDAR text with CRLF line ends. GF_ERROR_CONFIG where an address or the times are not fit
 * to send. Owned. */
char *gf_invitation_text(const GfInvitationText *invitation, GError **error);
