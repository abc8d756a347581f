/* tnef-meeting.c - see tnef-meeting.h.
 *
 * The class of the message says what is answered, the global object id which meeting. The note is
 * the body of the letter, as Outlook sends it.
 */
#include "mime/tnef-meeting.h"

#include <string.h>

#include "base/text.h"

/* [MS-OXOCAL] section 2.2.1.27: the date of one meeting of a series, and where the data begins. */
enum { ID_DATE = 16, ID_SIZE = 36, ID_DATA = 40 };

static const struct {
    const char *written, *meant;
} classes[] = {
    {"IPM.Microsoft Mail.Note", "IPM.Note"},
    {"IPM.Microsoft Mail.Read Receipt", "Report.IPM.Note.IPNRN"},
    {"IPM.Microsoft Mail.Non-Delivery", "Report.IPM.Note.NDR"},
    {"IPM.Microsoft Schedule.MtgRespP", "IPM.Schedule.Meeting.Resp.Pos"},
    {"IPM.Microsoft Schedule.MtgRespN", "IPM.Schedule.Meeting.Resp.Neg"},
    {"IPM.Microsoft Schedule.MtgRespA", "IPM.Schedule.Meeting.Resp.Tent"},
    {"IPM.Microsoft Schedule.MtgReq", "IPM.Schedule.Meeting.Request"},
    {"IPM.Microsoft Schedule.MtgCncl", "IPM.Schedule.Meeting.Canceled"},
};

static const struct {
    const char *class, *method, *partstat;
} meetings[] = {
    {"IPM.Schedule.Meeting.Resp.Pos", "REPLY", "ACCEPTED"},
    {"IPM.Schedule.Meeting.Resp.Neg", "REPLY", "DECLINED"},
    {"IPM.Schedule.Meeting.Resp.Tent", "REPLY", "TENTATIVE"},
    {"IPM.Schedule.Meeting.Request", "REQUEST", NULL},
    {"IPM.Schedule.Meeting.Canceled", "CANCEL", NULL},
};

void gf_tnef_meeting_clear(GfTnefMeeting *meeting)
{
    g_clear_pointer(&meeting->message_class, g_free);
    g_clear_pointer(&meeting->global_id, g_bytes_unref);
    g_clear_pointer(&meeting->clean_global_id, g_bytes_unref);
    g_clear_pointer(&meeting->subject, g_free);
}

const char *gf_tnef_meant_class(const char *written)
{
    for (gsize i = 0; i < G_N_ELEMENTS(classes); i++)
        if (g_ascii_strcasecmp(written, classes[i].written) == 0)
            return classes[i].meant;
    return written;
}

/* Classes are compared without case, and one derived from another ("….Resp.Pos.Mairie") is read as
 * that one. */
static gboolean is_of_class(const char *class, const char *wanted)
{
    gsize length = strlen(wanted);
    return g_ascii_strncasecmp(class, wanted, length) == 0 &&
           (class[length] == '\0' || class[length] == '.');
}

static void add_line(GString *out, const char *property, const char *text)
{
    g_autofree char *line = gf_text_line(text, 0);
    g_string_append_printf(out, "%s:", property);
    for (const char *c = line; *c != '\0'; c++) {
        g_string_append(out, strchr("\\;,", *c) != NULL ? "\\" : "");
        g_string_append_c(out, *c);
    }
    g_string_append(out, "\r\n");
}

static void add_time(GString *out, const char *property, gint64 instant)
{
    g_autoptr(GDateTime) time = instant > 0 ? g_date_time_new_from_unix_utc(instant) : NULL;
    g_autofree char *text = time != NULL ? g_date_time_format(time, "%Y%m%dT%H%M%SZ") : NULL;
    if (text != NULL)
        add_line(out, property, text);
}

/* [MS-OXCICAL] section 2.1.3.1.1.20.26: the UID of a calendar of another system is in the data;
 * else the whole id in hexadecimal, without the date of one meeting. */
static void add_uid(GString *out, const guint8 *id, gsize size)
{
    static const guint8 foreign[] = "vCal-Uid\x01\0\0";
    if (size > ID_DATA + sizeof foreign && memcmp(id + ID_DATA, foreign, sizeof foreign) == 0) {
        const char *text = (const char *) id + ID_DATA + sizeof foreign;
        g_autofree char *uid = g_strndup(text, size - ID_DATA - sizeof foreign);
        if (g_utf8_validate(uid, -1, NULL) && *uid != '\0')
            add_line(out, "UID", uid);
        return;
    }
    g_autoptr(GString) uid = g_string_new(NULL);
    for (gsize i = 0; i < size; i++)
        g_string_append_printf(uid, "%02X", i >= ID_DATE && i < ID_DATE + 4 ? 0 : id[i]);
    add_line(out, "UID", uid->str);
}

static void add_instance(GString *out, const guint8 *id)
{
    int year = id[ID_DATE] << 8 | id[ID_DATE + 1], month = id[ID_DATE + 2], day = id[ID_DATE + 3];
    if (year > 0 && g_date_valid_dmy((GDateDay) day, (GDateMonth) month, (GDateYear) year))
        g_string_append_printf(out, "RECURRENCE-ID;VALUE=DATE:%04d%02d%02d\r\n", year, month, day);
}

static void add_ids(GString *out, const GfTnefMeeting *meeting)
{
    GBytes *whole = meeting->global_id, *clean = meeting->clean_global_id;
    gsize size = 0;
    const guint8 *id = clean != NULL || whole != NULL
                           ? g_bytes_get_data(clean != NULL ? clean : whole, &size)
                           : NULL;
    if (size > ID_SIZE)
        add_uid(out, id, size);
    id = whole != NULL ? g_bytes_get_data(whole, &size) : NULL;
    if (id != NULL && size > ID_SIZE)
        add_instance(out, id);
}

static void add_person(GString *out, const char *property, const char *address)
{
    g_autofree char *escaped = g_uri_escape_string(address, "@!$&'*+-/=^_`{|}~", FALSE);
    g_string_append_printf(out, "%s:mailto:%s\r\n", property, escaped);
}

static char *to_calendar(const GfTnefMeeting *meeting, gsize kind, const char *sender)
{
    const char *partstat = meetings[kind].partstat;
    gboolean counter = partstat != NULL && meeting->counter;
    GString *out = g_string_new("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n");
    add_line(out, "METHOD", counter ? "COUNTER" : meetings[kind].method);
    g_string_append(out, "BEGIN:VEVENT\r\n");
    add_ids(out, meeting);
    g_string_append_printf(out, "SEQUENCE:%u\r\n", MIN(meeting->sequence, G_MAXINT32));
    add_time(out, "DTSTAMP", meeting->stamp);
    gboolean proposed = counter && meeting->proposed_start > 0;
    add_time(out, "DTSTART", proposed ? meeting->proposed_start : meeting->start);
    add_time(out, "DTEND", proposed ? meeting->proposed_end : meeting->end);
    if (meeting->subject != NULL)
        add_line(out, "SUMMARY", meeting->subject);
    g_autofree char *attendee = g_strconcat("ATTENDEE;PARTSTAT=", partstat, NULL);
    if (sender != NULL)
        add_person(out, partstat != NULL ? attendee : "ORGANIZER", sender);
    g_string_append(out, "END:VEVENT\r\nEND:VCALENDAR\r\n");
    return g_string_free(out, FALSE);
}

char *gf_tnef_meeting_to_calendar(const GfTnefMeeting *meeting, const char *sender)
{
    for (gsize i = 0; meeting->message_class != NULL && i < G_N_ELEMENTS(meetings); i++)
        if (is_of_class(meeting->message_class, meetings[i].class))
            return to_calendar(meeting, i, sender);
    return NULL;
}
