/* invitation.c - the VEVENT of a session for one person.
 *
 * Addresses, URL and UID are checked first: libical writes URI values as they are, line ends
 * included. No alarm (Exchange is particular about them), no time zone (times are in UTC), one
 * attendee (anything else hides the buttons or tells others who is invited).
 */
#include "ical/invitation.h"

#include "base/address.h"
#include "base/error.h"
#include "base/text.h"
#include "ical/private.h"

#include <string.h>

#define PRODUCT "-//greffe//greffe " GF_VERSION "//FR"

/* Ends of the years that iCalendar and every client can write. */
#define EARLIEST G_GINT64_CONSTANT(0)
#define LATEST G_GINT64_CONSTANT(253402300799)

gboolean gf_ical_check_address(const char *what, const char *address, GError **error)
{
    const char *why = "it is missing";
    if (address != NULL && gf_address_is_valid(address, &why))
        return TRUE;
    g_set_error(error, GF_ERROR, GF_ERROR_CONFIG, "invitation: %s \"%s\" is not fit to send: %s",
                what, address == NULL ? "" : address, why);
    return FALSE;
}

static gboolean is_plain(const char *text)
{
    for (const char *c = text; *c != '\0'; c++)
        if (!g_ascii_isgraph(*c))
            return FALSE;
    return *text != '\0';
}

gboolean gf_ical_check_uid(const char *uid, GError **error)
{
    if (uid != NULL && is_plain(uid))
        return TRUE;
    g_set_error_literal(error, GF_ERROR, GF_ERROR_CONFIG,
                        "invitation: its UID must be printable ASCII");
    return FALSE;
}

static gboolean check_shared(const GfInvitationText *invitation, GError **error)
{
    if (!gf_ical_check_address("organizer", invitation->organizer_address, error))
        return FALSE;
    const char *why = NULL;
    if (invitation->sequence < 0)
        why = "its sequence must not be negative";
    else if (invitation->start < EARLIEST || invitation->end > LATEST)
        why = "its times must lie between 1970 and 9999";
    else if (invitation->end <= invitation->start)
        why = "it must end after it starts";
    else if (invitation->url != NULL && (!is_plain(invitation->url) ||
                                         !g_uri_is_valid(invitation->url, G_URI_FLAGS_NONE, NULL)))
        why = "its video link is not a URL (write https://...)";
    if (why == NULL)
        return TRUE;
    g_set_error(error, GF_ERROR, GF_ERROR_CONFIG, "invitation: %s", why);
    return FALSE;
}

static gboolean check_own(const GfInvitationText *invitation, GError **error)
{
    if (!gf_ical_check_address("attendee", invitation->attendee_address, error) ||
        !gf_ical_check_uid(invitation->uid, error))
        return FALSE;
    if (invitation->dtstamp >= EARLIEST && invitation->dtstamp <= LATEST)
        return TRUE;
    g_set_error_literal(error, GF_ERROR, GF_ERROR_CONFIG,
                        "invitation: its times must lie between 1970 and 9999");
    return FALSE;
}

static icaltimetype utc_time(gint64 instant)
{
    return icaltime_from_timet_with_zone((time_t) instant, 0, icaltimezone_get_utc_timezone());
}

static void add(icalcomponent *component, icalproperty *property)
{
    icalcomponent_add_property(component, property);
}

static void add_x(icalcomponent *component, const char *name, const char *value)
{
    icalproperty *property = icalproperty_new_x(value);
    icalproperty_set_x_name(property, name);
    add(component, property);
}

/* A display name as clients show it: one line, no double quotes (Outlook shows their encoding). */
static void add_name(icalproperty *property, const char *name)
{
    g_autofree char *line = gf_text_line(name == NULL ? "" : name, 0);
    g_strdelimit(line, "\"", '\'');
    if (*line != '\0')
        icalproperty_add_parameter(property, icalparameter_new_cn(line));
}

icalproperty *gf_ical_organizer(const char *name, const char *address)
{
    g_autofree char *uri = g_strconcat("mailto:", address, NULL);
    icalproperty *property = icalproperty_new_organizer(uri);
    add_name(property, name);
    return property;
}

static icalproperty *attendee(const GfInvitationText *invitation)
{
    g_autofree char *uri = g_strconcat("mailto:", invitation->attendee_address, NULL);
    icalproperty *property = icalproperty_new_attendee(uri);
    icalparameter_role role =
        invitation->optional ? ICAL_ROLE_OPTPARTICIPANT : ICAL_ROLE_REQPARTICIPANT;
    icalproperty_add_parameter(property, icalparameter_new_cutype(ICAL_CUTYPE_INDIVIDUAL));
    icalproperty_add_parameter(property, icalparameter_new_role(role));
    icalproperty_add_parameter(property, icalparameter_new_partstat(ICAL_PARTSTAT_NEEDSACTION));
    icalproperty_add_parameter(property, icalparameter_new_rsvp(ICAL_RSVP_TRUE));
    add_name(property, invitation->attendee_name);
    return property;
}

static icalcomponent *new_event(const GfInvitationText *invitation)
{
    icalcomponent *event = icalcomponent_new(ICAL_VEVENT_COMPONENT);
    add(event, icalproperty_new_dtstart(utc_time(invitation->start)));
    add(event, icalproperty_new_dtend(utc_time(invitation->end)));
    add(event, icalproperty_new_sequence(invitation->sequence));
    if (invitation->location != NULL) {
        g_autofree char *location = gf_text_line(invitation->location, 0);
        add(event, icalproperty_new_location(location));
    }
    if (invitation->url != NULL)
        add(event, icalproperty_new_url(invitation->url));
    add(event, gf_ical_organizer(invitation->organizer_name, invitation->organizer_address));
    add(event, icalproperty_new_status(invitation->cancel ? ICAL_STATUS_CANCELLED
                                                          : ICAL_STATUS_CONFIRMED));
    add(event, icalproperty_new_transp(ICAL_TRANSP_OPAQUE));
    add(event, icalproperty_new_class(ICAL_CLASS_PUBLIC));
    add_x(event, "X-MICROSOFT-CDO-BUSYSTATUS", "BUSY");
    add_x(event, "X-MICROSOFT-DISALLOW-COUNTER", "TRUE");
    return event;
}

icalcomponent *gf_ical_new_calendar(icalproperty_method method)
{
    icalcomponent *calendar = icalcomponent_new(ICAL_VCALENDAR_COMPONENT);
    add(calendar, icalproperty_new_prodid(PRODUCT));
    add(calendar, icalproperty_new_version("2.0"));
    add(calendar, icalproperty_new_calscale("GREGORIAN"));
    add(calendar, icalproperty_new_method(method));
    return calendar;
}

char *gf_ical_to_text(icalcomponent *calendar)
{
    char *written = icalcomponent_as_ical_string_r(calendar);
    char *text = g_strdup(written);
    icalmemory_free_buffer(written);
    return text;
}

struct GfInvitationForm {
    char *text;
    gsize own; /* where in it the lines of one person's own stand */
};

GfInvitationForm *gf_invitation_form_new(const GfInvitationText *invitation, GError **error)
{
    static const char begin[] = "BEGIN:VEVENT\r\n";
    if (!check_shared(invitation, error))
        return NULL;
    g_autoptr(icalcomponent) calendar =
        gf_ical_new_calendar(invitation->cancel ? ICAL_METHOD_CANCEL : ICAL_METHOD_REQUEST);
    icalcomponent_add_component(calendar, new_event(invitation));
    GfInvitationForm *form = g_new0(GfInvitationForm, 1);
    form->text = gf_ical_to_text(calendar);
    form->own = (gsize) (strstr(form->text, begin) - form->text) + strlen(begin);
    return form;
}

void gf_invitation_form_free(GfInvitationForm *form)
{
    if (form == NULL)
        return;
    g_free(form->text);
    g_free(form);
}

/* Takes `property`. */
static void append(GString *out, icalproperty *property)
{
    char *line = icalproperty_as_ical_string_r(property);
    g_string_append(out, line);
    icalmemory_free_buffer(line);
    icalproperty_free(property);
}

static void append_own(GString *out, const GfInvitationText *invitation)
{
    g_autofree char *summary = gf_text_line(invitation->summary ? invitation->summary : "", 0);
    append(out, icalproperty_new_uid(invitation->uid));
    append(out, icalproperty_new_dtstamp(utc_time(invitation->dtstamp)));
    append(out, icalproperty_new_summary(summary));
    if (invitation->description != NULL) {
        g_autofree char *description = gf_text_clean(invitation->description, -1);
        append(out, icalproperty_new_description(description));
    }
    append(out, attendee(invitation));
}

char *gf_invitation_fill(const GfInvitationForm *form, const GfInvitationText *invitation,
                         GError **error)
{
    if (!check_own(invitation, error))
        return NULL;
    GString *out = g_string_sized_new(strlen(form->text) * 2);
    g_string_append_len(out, form->text, (gssize) form->own);
    append_own(out, invitation);
    g_string_append(out, form->text + form->own);
    return g_string_free(out, FALSE);
}

char *gf_invitation_text(const GfInvitationText *invitation, GError **error)
{
    g_autoptr(GfInvitationForm) form = gf_invitation_form_new(invitation, error);
    return form != NULL ? gf_invitation_fill(form, invitation, error) : NULL;
}
