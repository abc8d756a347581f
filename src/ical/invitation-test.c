/* Invitations out: the exact text, what is refused, and that reading gives back what was written.
 */
#include "ical/invitation.h"

#include "base/error.h"
#include "ical/read.h"

#include <string.h>

static GfInvitationText plain_invitation(void)
{
    GfInvitationText invitation = {
        .uid = "pleniere-2027-03-12.k4x7@greffe.exemple.fr",
        .sequence = 1,
        .dtstamp = 1803117600, /* 2027-02-20 10:00 UTC */
        .start = 1804840200,   /* 2027-03-12 08:30 UTC */
        .end = 1804867200,     /* 2027-03-12 16:00 UTC */
        .summary = "Séance plénière",
        .description = "Ordre du jour :\n1. Budget, suites ; divers",
        .location = "Hôtel du département",
        .url = "https://visio.exemple.fr/pleniere",
        .organizer_name = "Assemblée des Territoires",
        .organizer_address = "greffe@exemple.fr",
        .attendee_name = "Hélène d'Œuvre",
        .attendee_address = "helene@exemple.fr",
    };
    return invitation;
}

/* Long lines as they were before folding. */
static char *unfold(const char *text)
{
    g_auto(GStrv) pieces = g_strsplit(text, "\r\n ", -1);
    return g_strjoinv("", pieces);
}

static void test_text(void)
{
    GfInvitationText invitation = plain_invitation();
    g_autoptr(GError) error = NULL;
    g_autofree char *text = gf_invitation_text(&invitation, &error);
    g_assert_no_error(error);
    g_autofree char *unfolded = unfold(text);
    g_assert_cmpstr(
        unfolded, ==,
        "BEGIN:VCALENDAR\r\n"
        "PRODID:-//greffe//greffe " GF_VERSION "//FR\r\n"
        "VERSION:2.0\r\n"
        "CALSCALE:GREGORIAN\r\n"
        "METHOD:REQUEST\r\n"
        "BEGIN:VEVENT\r\n"
        "UID:pleniere-2027-03-12.k4x7@greffe.exemple.fr\r\n"
        "DTSTAMP:20270220T100000Z\r\n"
        "SUMMARY:Séance plénière\r\n"
        "DESCRIPTION:Ordre du jour :\\n1. Budget\\, suites \\; divers\r\n"
        "ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE;"
        "CN=Hélène d'Œuvre:mailto:helene@exemple.fr\r\n"
        "DTSTART:20270312T083000Z\r\n"
        "DTEND:20270312T160000Z\r\n"
        "SEQUENCE:1\r\n"
        "LOCATION:Hôtel du département\r\n"
        "URL:https://visio.exemple.fr/pleniere\r\n"
        "ORGANIZER;CN=Assemblée des Territoires:mailto:greffe@exemple.fr\r\n"
        "STATUS:CONFIRMED\r\n"
        "TRANSP:OPAQUE\r\n"
        "CLASS:PUBLIC\r\n"
        "X-MICROSOFT-CDO-BUSYSTATUS:BUSY\r\n"
        "X-MICROSOFT-DISALLOW-COUNTER:TRUE\r\n"
        "END:VEVENT\r\n"
        "END:VCALENDAR\r\n");
    g_autofree char *again = gf_invitation_text(&invitation, NULL);
    g_assert_cmpstr(again, ==, text);
}

static void test_cancel_and_guest(void)
{
    GfInvitationText invitation = plain_invitation();
    invitation.cancel = TRUE;
    invitation.optional = TRUE;
    invitation.url = invitation.description = invitation.location = NULL;
    invitation.organizer_name = NULL;
    g_autofree char *text = gf_invitation_text(&invitation, NULL);
    g_autofree char *unfolded = unfold(text);
    g_assert_nonnull(strstr(unfolded, "\r\nMETHOD:CANCEL\r\n"));
    g_assert_nonnull(strstr(unfolded, "\r\nSTATUS:CANCELLED\r\n"));
    g_assert_nonnull(strstr(unfolded, ";ROLE=OPT-PARTICIPANT;"));
    g_assert_nonnull(strstr(unfolded, "\r\nORGANIZER:mailto:greffe@exemple.fr\r\n"));
    g_assert_null(strstr(unfolded, "URL"));
    g_assert_null(strstr(unfolded, "DESCRIPTION"));
}

/* No line is longer than 75 octets, none is cut inside a character, all end with CRLF. */
static void test_folding(void)
{
    GfInvitationText invitation = plain_invitation();
    g_autoptr(GString) description = g_string_new(NULL);
    for (guint i = 0; i < 300; i++)
        g_string_append(description, i % 7 == 0 ? "œuvré\n" : "éàïôû😀");
    invitation.description = description->str;
    g_autofree char *text = gf_invitation_text(&invitation, NULL);
    g_auto(GStrv) lines = g_strsplit(text, "\r\n", -1);
    for (char **line = lines; *line != NULL; line++) {
        g_assert_cmpuint(strlen(*line), <=, 75);
        g_assert_true(g_utf8_validate(*line, -1, NULL));
        g_assert_null(strpbrk(*line, "\r\n"));
    }
    g_assert_true(g_str_has_suffix(text, "END:VCALENDAR\r\n"));
    g_autofree char *unfolded = unfold(text);
    g_auto(GStrv) escaped = g_strsplit(description->str, "\n", -1);
    g_autofree char *expected = g_strjoinv("\\n", escaped);
    g_assert_nonnull(strstr(unfolded, expected));
}

/* Names and texts of members and staff cannot add a property or break a parameter. */
static void test_nothing_injected(void)
{
    GfInvitationText invitation = plain_invitation();
    invitation.attendee_name = "Le \"Grand\"; Jean, dit: Jeannot\r\nATTENDEE:mailto:x@x.fr";
    invitation.summary = "Séance\r\nBEGIN:VALARM";
    invitation.location = "Salle\nEND:VEVENT";
    invitation.description = "a\r\nMETHOD:CANCEL\x07";
    g_autofree char *text = gf_invitation_text(&invitation, NULL);
    g_autofree char *unfolded = unfold(text);
    g_assert_nonnull(strstr(unfolded, "\r\nSUMMARY:Séance BEGIN:VALARM\r\n"));
    g_assert_nonnull(strstr(unfolded, "\r\nLOCATION:Salle END:VEVENT\r\n"));
    g_assert_nonnull(strstr(unfolded, "\r\nDESCRIPTION:a\\nMETHOD:CANCEL\r\n"));
    g_assert_nonnull(strstr(unfolded,
                            ";CN=\"Le 'Grand'; Jean, dit: Jeannot ATTENDEE:mailto:x@x.fr\""
                            ":mailto:helene@exemple.fr\r\n"));
    g_autoptr(GfCalendar) calendar = gf_ical_read(text, strlen(text), NULL, NULL);
    g_assert_nonnull(calendar);
    g_assert_cmpuint(calendar->attendees->len, ==, 1);
    const GfAttendee *attendee = calendar->attendees->pdata[0];
    g_assert_cmpstr(attendee->address, ==, "helene@exemple.fr");
}

static void test_round_trip(void)
{
    GfInvitationText invitation = plain_invitation();
    g_autofree char *text = gf_invitation_text(&invitation, NULL);
    const char *problem = "untouched";
    g_autoptr(GfCalendar) calendar = gf_ical_read(text, strlen(text), NULL, &problem);
    g_assert_null(problem);
    g_assert_nonnull(calendar);
    g_assert_cmpint(calendar->method, ==, GF_METHOD_REQUEST);
    g_assert_cmpstr(calendar->uid, ==, invitation.uid);
    g_assert_cmpint(calendar->sequence, ==, 1);
    g_assert_cmpint(calendar->dtstamp, ==, invitation.dtstamp);
    g_assert_cmpint(calendar->start, ==, invitation.start);
    g_assert_cmpint(calendar->end, ==, invitation.end);
    g_assert_cmpstr(calendar->summary, ==, invitation.summary);
    g_assert_cmpstr(calendar->organizer, ==, invitation.organizer_address);
    g_assert_cmpuint(calendar->attendees->len, ==, 1);
    const GfAttendee *attendee = calendar->attendees->pdata[0];
    g_assert_cmpstr(attendee->address, ==, invitation.attendee_address);
    g_assert_cmpstr(attendee->name, ==, invitation.attendee_name);
    g_assert_cmpstr(attendee->role, ==, "REQ-PARTICIPANT");
    g_assert_cmpint(attendee->partstat, ==, GF_PARTSTAT_NEEDS_ACTION);
}

/* --- what is refused --- */

typedef enum {
    NO_ATTENDEE,
    INJECTING_ATTENDEE,
    BAD_ORGANIZER,
    UID_WITH_SPACE,
    EMPTY_UID,
    NEGATIVE_SEQUENCE,
    ENDS_BEFORE_START,
    NEGATIVE_TIME,
    FAR_FUTURE,
    URL_WITH_LINE_END,
    URL_THAT_IS_NONE,
} Flaw;

static const struct {
    const char *name;
    Flaw flaw;
    const char *message; /* a part of it */
} flaws[] = {
    {"no attendee", NO_ATTENDEE, "attendee \"\""},
    {"line end in attendee", INJECTING_ATTENDEE, "attendee"},
    {"bad organizer", BAD_ORGANIZER, "organizer \"greffe\""},
    {"space in UID", UID_WITH_SPACE, "UID"},
    {"empty UID", EMPTY_UID, "UID"},
    {"negative sequence", NEGATIVE_SEQUENCE, "sequence"},
    {"ends before start", ENDS_BEFORE_START, "end after"},
    {"before 1970", NEGATIVE_TIME, "times"},
    {"after 9999", FAR_FUTURE, "times"},
    {"line end in URL", URL_WITH_LINE_END, "video link"},
    {"no URL", URL_THAT_IS_NONE, "video link"},
};

static GfInvitationText flawed(Flaw flaw)
{
    GfInvitationText invitation = plain_invitation();
    const char *attendees[] = {NULL, "x@x.fr\r\nSUMMARY:y"};
    if (flaw <= INJECTING_ATTENDEE)
        invitation.attendee_address = attendees[flaw];
    else if (flaw == BAD_ORGANIZER)
        invitation.organizer_address = "greffe";
    else if (flaw == UID_WITH_SPACE || flaw == EMPTY_UID)
        invitation.uid = flaw == EMPTY_UID ? "" : "a b";
    else if (flaw == NEGATIVE_SEQUENCE)
        invitation.sequence = -1;
    else if (flaw == ENDS_BEFORE_START)
        invitation.end = invitation.start;
    else if (flaw == NEGATIVE_TIME)
        invitation.dtstamp = -1;
    else if (flaw == FAR_FUTURE)
        invitation.end = G_MAXINT64;
    else
        invitation.url = flaw == URL_WITH_LINE_END ? "https://x.fr/\r\nSUMMARY:y" : "visio";
    return invitation;
}

static void test_refused(gconstpointer data)
{
    gsize i = GPOINTER_TO_SIZE(data);
    GfInvitationText invitation = flawed(flaws[i].flaw);
    g_autoptr(GError) error = NULL;
    g_autofree char *text = gf_invitation_text(&invitation, &error);
    g_assert_null(text);
    g_assert_error(error, GF_ERROR, GF_ERROR_CONFIG);
    if (error != NULL)
        g_assert_nonnull(strstr(error->message, flaws[i].message));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
    g_test_add_func("/ical/invitation/text", test_text);
    g_test_add_func("/ical/invitation/cancel-and-guest", test_cancel_and_guest);
    g_test_add_func("/ical/invitation/folding", test_folding);
    g_test_add_func("/ical/invitation/nothing-injected", test_nothing_injected);
    g_test_add_func("/ical/invitation/round-trip", test_round_trip);
    for (gsize i = 0; i < G_N_ELEMENTS(flaws); i++) {
        g_autofree char *path = g_strconcat("/ical/invitation/refused/", flaws[i].name, NULL);
        g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_refused);
    }
    return g_test_run();
}
