/* Calendar messages as clients send them, and as they break them. */
#include "ical/read.h"

#include "base/limits.h"
#include "ical/private.h"

#include <string.h>

#define DATA "tests/data/ical/"
#define CORPUS "../shared/corpus/"

/* --- one line that says all of a calendar --- */

static void say(GString *out, const char *name, const char *value)
{
    if (value != NULL)
        g_string_append_printf(out, " %s=%s", name, value);
}

static void say_time(GString *out, const char *name, gint64 instant)
{
    if (instant == 0)
        return;
    g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(instant);
    g_autofree char *text = g_date_time_format(utc, "%Y-%m-%dT%H:%MZ");
    say(out, name, text);
}

static void say_attendee(GString *out, const GfAttendee *attendee)
{
    g_string_append_printf(out, " | %s", attendee->address);
    say(out, "name", attendee->name);
    say(out, "partstat", gf_partstat_name(attendee->partstat));
    say(out, "role", attendee->role);
    say(out, "to", attendee->delegated_to);
    say(out, "from", attendee->delegated_from);
    say(out, "by", attendee->sent_by);
}

static char *describe(const GfCalendar *calendar)
{
    if (calendar == NULL)
        return g_strdup("nothing");
    const char *method = gf_method_name(calendar->method);
    g_autoptr(GString) out = g_string_new(method == NULL ? "-" : method);
    say(out, "uid", calendar->uid);
    g_string_append_printf(out, " seq=%d", calendar->sequence);
    say_time(out, "stamp", calendar->dtstamp);
    say(out, "recurrence", calendar->recurrence_id);
    say(out, "organizer", calendar->organizer);
    say_time(out, "start", calendar->start);
    say_time(out, "end", calendar->end);
    say(out, "summary", calendar->summary);
    say(out, "comment", calendar->comment);
    if (calendar->guests != 0)
        g_string_append_printf(out, " guests=%d", calendar->guests);
    for (guint i = 0; i < calendar->attendees->len; i++)
        say_attendee(out, calendar->attendees->pdata[i]);
    return g_strdup(out->str);
}

/* --- files --- */

#define SESSION "uid=pleniere-2027-03-12.k4x7@greffe.exemple.fr"

static const struct {
    const char *file, *problem, *expected;
} files[] = {
    {"outlook-accept", NULL,
     "REPLY " SESSION " seq=2 stamp=2027-02-20T10:11Z start=2027-03-12T08:30Z end=2027-03-12T16:00Z"
     " summary=Accepté : Séance plénière comment=Je viendrai avec ma suppléante, à l'heure."
     " | helene.dubois@mairie-exemple.fr name=Hélène Dubois partstat=ACCEPTED"},
    {"outlook-occurrence", NULL,
     "REPLY uid=bureau-mensuel@greffe.exemple.fr seq=0 stamp=2027-06-01T08:00Z"
     " recurrence=2027-07-06T12:00:00Z start=2027-07-06T12:00Z end=2027-07-06T14:00Z"
     " | paul.martin@exemple.fr name=Martin, Paul partstat=DECLINED"},
    {"outlook-display-zone", NULL,
     "REPLY uid=gt1-2027-01-15@greffe.exemple.fr seq=0 stamp=2027-01-02T08:00Z"
     " recurrence=2027-01-15T09:00:00Z | legoff@exemple.fr name=Le Goff partstat=TENTATIVE"},
    {"google-decline", NULL,
     "REPLY " SESSION " seq=0 stamp=2027-02-21T07:08Z organizer=greffe@exemple.fr"
     " start=2027-03-12T08:30Z end=2027-03-12T16:00Z summary=Séance plénière"
     " comment=Je donne pouvoir à Mme Petit\nMerci, désolé guests=2"
     " | ali.ben@exemple.fr name=Ali Ben partstat=DECLINED role=REQ-PARTICIPANT"},
    {"thunderbird-tentative", NULL,
     "REPLY " SESSION " seq=1 stamp=2027-02-22T12:05Z organizer=greffe+k4x7@exemple.fr"
     " start=2027-03-12T08:30Z end=2027-03-12T16:00Z summary=Séance plénière"
     " | zoe@exemple.fr name=Zoé partstat=TENTATIVE"},
    {"sogo-delegate", NULL,
     "REPLY " SESSION " seq=0 stamp=2027-02-01T00:00Z organizer=greffe@exemple.fr"
     " start=2027-03-12T08:30Z end=2027-03-12T16:00Z summary=Séance plénière"
     " | ines@exemple.fr name=Inès partstat=DELEGATED role=REQ-PARTICIPANT"
     " to=suppleant@exemple.fr by=secretariat@exemple.fr"
     " | suppleant@exemple.fr name=Suppléant partstat=NEEDS-ACTION role=REQ-PARTICIPANT"
     " from=ines@exemple.fr"},
    {"apple-accept", NULL,
     "REPLY uid=pleniere-2027-07-02@greffe.exemple.fr seq=0 stamp=2027-06-01T06:15Z"
     " organizer=greffe+k4x7@exemple.fr start=2027-07-02T07:30Z end=2027-07-02T15:00Z"
     " summary=Séance plénière | noel.roux@exemple.fr name=Noël Roux partstat=ACCEPTED"},
    {"counter", NULL,
     "COUNTER " SESSION " seq=0 stamp=2027-02-22T12:05Z start=2027-03-12T13:00Z"
     " end=2027-03-12T16:00Z comment=Plutôt l'après-midi ?"
     " | rose@exemple.fr name=Rose partstat=TENTATIVE"},
    {"notes-double-qp", NULL,
     "REPLY " SESSION " seq=0 stamp=2027-02-22T12:05Z"
     " | renee@exemple.fr name=Renée partstat=ACCEPTED role=REQ-PARTICIPANT"},
    {"broken-lines", "calendar-unclosed",
     "REPLY uid=pleniere-2027-03-12@greffe.exemple.fr seq=2147483647 stamp=2027-02-22T12:05Z"
     " comment=Bonjour\nje ne viendrai pas."
     " | jean.roy@exemple.fr name=Jean Jeannot Roy partstat=DECLINED role=REQ-PARTICIPANT"},
    {"mislabelled-latin", NULL,
     "REPLY uid=a@exemple.fr seq=0 | zoe@exemple.fr name=Zoé L’Héritier partstat=ACCEPTED"},
    {"fold-in-character", NULL,
     "REPLY uid=a@exemple.fr seq=0 | zoe@exemple.fr name=Zoé partstat=ACCEPTED"},
    {"truncated", "calendar-truncated",
     "REPLY uid=a@exemple.fr seq=0 | zoe@exemple.fr partstat=ACCEPTED"},
    {"several", "calendar-several",
     "REPLY uid=first@exemple.fr seq=0 | zoe@exemple.fr partstat=ACCEPTED"},
    {"series", "calendar-exceptions",
     "REPLY uid=serie@exemple.fr seq=0 start=2027-01-05T09:00Z"
     " | zoe@exemple.fr partstat=ACCEPTED"},
    {"task", "calendar-not-event",
     "REPLY uid=tache@exemple.fr seq=0 organizer=greffe@exemple.fr end=2027-03-01T17:00Z"
     " | zoe@exemple.fr partstat=OTHER"},
    {"all-day", NULL,
     "PUBLISH uid=journee@exemple.fr seq=0 stamp=2027-04-01T12:00Z recurrence=2027-05-14"
     " start=2027-05-14T00:00Z end=2027-05-15T00:00Z summary=Journée, des territoires; 2027"},
    {"floating", NULL,
     "REQUEST uid=saint-denis@exemple.fr seq=0 recurrence=2027-05-14T10:00:00"
     " start=2027-05-14T05:00Z"},
    {"winter-changes", NULL,
     "REQUEST uid=nuit@exemple.fr seq=0 recurrence=2027-03-28T01:00:00Z start=2027-10-31T00:30Z"
     " end=2027-10-31T02:30Z"},
};

static void test_file(gconstpointer data)
{
    gsize i = GPOINTER_TO_SIZE(data), length = 0;
    g_autofree char *path = g_strconcat(DATA, files[i].file, ".ics", NULL);
    g_autofree char *text = NULL;
    g_autoptr(GError) error = NULL;
    g_file_get_contents(path, &text, &length, &error);
    g_assert_no_error(error);
    const char *problem = "untouched";
    g_autoptr(GfCalendar) calendar = gf_ical_read(text, length, NULL, &problem);
    g_autofree char *described = describe(calendar);
    g_assert_cmpstr(described, ==, files[i].expected);
    g_assert_cmpstr(problem, ==, files[i].problem);
}

/* --- small texts --- */

#define EVENT(lines) "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n" lines "END:VEVENT\r\nEND:VCALENDAR\r\n"

static const struct {
    const char *name, *text, *method, *problem, *expected;
} texts[] = {
    {"empty", "", NULL, "calendar-unreadable", "nothing"},
    {"blank lines", "\r\n\r\n", NULL, "calendar-unreadable", "nothing"},
    {"not a calendar", "Bonjour: je serai absent", NULL, "calendar-unreadable", "nothing"},
    {"no event", "BEGIN:VCALENDAR\nMETHOD:REPLY\nEND:VCALENDAR\n", NULL, "calendar-unreadable",
     "nothing"},
    {"event without UID", EVENT("SUMMARY:x\r\n"), NULL, "calendar-without-uid",
     "- seq=0 summary=x"},
    {"folded before the colon",
     "BEGIN:VCALENDAR\r\nMETHOD\r\n :REPLY\r\nBEGIN:VEVENT\r\nUID\r\n :a\r\nATTENDEE\r\n"
     " ;PARTSTAT=DECLINED\r\n :mailto:a@x.fr\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
     NULL, NULL, "REPLY uid=a seq=0 | a@x.fr partstat=DECLINED"},
    {"method of the part", EVENT("UID:a\r\n"), "reply", NULL, "REPLY uid=a seq=0"},
    {"property beats parameter",
     "BEGIN:VCALENDAR\nMETHOD:CANCEL\nBEGIN:VEVENT\nUID:a\nEND:VEVENT\nEND:VCALENDAR\n", "REPLY",
     NULL, "CANCEL uid=a seq=0"},
    {"unknown method beats parameter",
     "BEGIN:VCALENDAR\nMETHOD:X-REPLY\nBEGIN:VEVENT\nUID:a\nEND:VEVENT\nEND:VCALENDAR\n", "REPLY",
     NULL, "- uid=a seq=0"},
    {"lower case throughout",
     "begin:vcalendar\nmethod:reply\nbegin:vevent\nuid:a\nattendee;partstat=accepted:mailto:a@x."
     "fr\n"
     "end:vevent\nend:vcalendar\n",
     NULL, NULL, "REPLY uid=a seq=0 | a@x.fr partstat=ACCEPTED"},
    {"event without calendar", "BEGIN:VEVENT\nUID:a\nEND:VEVENT\n", NULL, NULL, "- uid=a seq=0"},
    {"partstat unknown, absent, empty",
     EVENT("UID:a\r\nATTENDEE;PARTSTAT=MAYBE:mailto:a@x.fr\r\nATTENDEE:mailto:b@x.fr\r\n"
           "ATTENDEE;PARTSTAT=:mailto:c@x.fr\r\n"),
     NULL, NULL, "- uid=a seq=0 | a@x.fr partstat=OTHER | b@x.fr | c@x.fr"},
    {"addresses in every form",
     EVENT("UID:a\r\nATTENDEE:mailto:MAILTO:A@x.fr\r\nATTENDEE:b@x.fr\r\n"
           "ATTENDEE:mailto:<c@x.fr>\r\nATTENDEE:mailto:d%2Be@x.fr?subject=hello\r\n"
           "ATTENDEE:mailto: f@x.fr \r\nATTENDEE:mailto:\r\nATTENDEE:invalid:nomail\r\n"
           "ATTENDEE:mailto:g%0D%0AX@x.fr\r\nATTENDEE:mailto:%FF@x.fr\r\n"),
     NULL, NULL,
     "- uid=a seq=0 | A@x.fr | b@x.fr | c@x.fr | d+e@x.fr | f@x.fr | invalid:nomail | g X@x.fr"
     " | %FF@x.fr"},
    {"colon and comma in a bare name",
     EVENT("UID:a\r\nATTENDEE;CN=Petit, Anne: maire;PARTSTAT=DECLINED:mailto:a@x.fr\r\n"
           "ATTENDEE;PARTSTAT=ACCEPTED;CN=Petit, Anne:mailto:b@x.fr\r\n"),
     NULL, NULL,
     "- uid=a seq=0 | a@x.fr name=Petit, Anne: maire partstat=DECLINED"
     " | b@x.fr name=Petit, Anne partstat=ACCEPTED"},
    {"spaces around parameters",
     EVENT("UID:a\r\nATTENDEE; PARTSTAT = DECLINED ; CN=A :mailto:a@x.fr\r\n"), NULL, NULL,
     "- uid=a seq=0 | a@x.fr name=A partstat=DECLINED"},
    {"entities in a name",
     EVENT("UID:a\r\nATTENDEE;CN=&quot;A &amp; B&quot;;PARTSTAT=DECLINED:mailto:a@x.fr\r\n"), NULL,
     NULL, "- uid=a seq=0 | a@x.fr name=A & B partstat=DECLINED"},
    {"wrapped between parameters",
     EVENT("UID:a\r\nATTENDEE;ROLE=CHAIR;\r\nPARTSTAT=DECLINED;CN=Anne\r\nPetit:mailto:\r\na@x."
           "fr\r\n"),
     NULL, NULL, "- uid=a seq=0 | a@x.fr name=Anne Petit partstat=DECLINED role=CHAIR"},
    {"laid out as a tree",
     "BEGIN:VCALENDAR\n  BEGIN:VEVENT\n    UID:a\n    COMMENT:a long text of more than sixty "
     "bytes, "
     "not folded at all\n    SEQUENCE:4\n  END:VEVENT\nEND:VCALENDAR\n",
     NULL, NULL, "- uid=a seq=4 comment=a long text of more than sixty bytes, not folded at all"},
    {"fold that goes on with the name of a property",
     EVENT("UID:a\r\nCOMMENT:a long text of more than sixty bytes, with a fold before\r\n  "
           "UID:b\r\n"),
     NULL, NULL,
     "- uid=a seq=0 comment=a long text of more than sixty bytes, with a fold before UID:b"},
    {"times of other standards",
     EVENT("UID:a\r\nDTSTAMP:20270301T1200Z\r\nDTSTART:2027-03-12T13:00:00.000Z\r\n"
           "DTEND;TZID=Europe/Paris:2027-03-12 15:30\r\n"),
     NULL, NULL, "- uid=a seq=0 stamp=2027-03-01T12:00Z start=2027-03-12T13:00Z"},
    {"time with an offset is no time", EVENT("UID:a\r\nDTSTART:2027-03-12T14:00:00+01:00\r\n"),
     NULL, NULL, "- uid=a seq=0"},
    {"name and address as in mail", EVENT("UID:a\r\nATTENDEE:mailto:\"A B\" <a@x.fr>\r\n"), NULL,
     NULL, "- uid=a seq=0 | a@x.fr"},
    {"partstat twice",
     EVENT("UID:a\r\nATTENDEE;PARTSTAT=DECLINED;PARTSTAT=ACCEPTED:mailto:a@x.fr\r\n"), NULL, NULL,
     "- uid=a seq=0 | a@x.fr partstat=OTHER"},
    {"space before mailto", EVENT("UID:a\r\nATTENDEE;PARTSTAT=DECLINED: mailto:a@x.fr\r\n"), NULL,
     NULL, "- uid=a seq=0 | a@x.fr partstat=DECLINED"},
    {"encoded as vCalendar does",
     EVENT("UID:a\r\nCOMMENT;ENCODING=QUOTED-PRINTABLE:Retenue =C3=A0 Ca=\r\nhors\r\n"), NULL, NULL,
     "- uid=a seq=0 comment=Retenue à Cahors"},
    {"organizer without address", EVENT("UID:a\r\nORGANIZER;CN=x:invalid:nomail\r\n"), NULL, NULL,
     "- uid=a seq=0"},
    {"the series behind an exception",
     EVENT("UID:a\r\nRECURRENCE-ID:20270101T000000Z\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:a\r\n"
           "SEQUENCE:2\r\n"),
     NULL, NULL, "- uid=a seq=2"},
    {"only its own end missing", "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a\nEND:VEVENT\n", NULL,
     "calendar-unclosed", "- uid=a seq=0"},
    {"negative sequence", EVENT("UID:a\r\nSEQUENCE:-4\r\n"), NULL, NULL, "- uid=a seq=0"},
    {"sequence in words", EVENT("UID:a\r\nSEQUENCE:abc\r\n"), NULL, NULL, "- uid=a seq=0"},
    {"impossible times",
     EVENT("UID:a\r\nDTSTART:20270230T090000Z\r\nDTEND:99999999T999999Z\r\nDTSTAMP:now\r\n"
           "DURATION:P99999999999W\r\n"),
     NULL, NULL, "- uid=a seq=0"},
    {"date where a time is announced",
     EVENT("UID:a\r\nDTSTART:20270312\r\nDTEND;VALUE=DATE:20270313T120000Z\r\n"), NULL, NULL,
     "- uid=a seq=0 start=2027-03-12T00:00Z end=2027-03-13T12:00Z"},
    {"words in a broken comment",
     EVENT("UID:a\r\nCOMMENT:Bonjour\r\nNote: je ne viens pas\r\nSEQUENCE:3\r\n"), NULL, NULL,
     "- uid=a seq=3 comment=Bonjour\nNote: je ne viens pas"},
    {"blank comment, and two", EVENT("UID:a\r\nCOMMENT: \\n \r\nCOMMENT:un\r\nCOMMENT:deux\r\n"),
     NULL, NULL, "- uid=a seq=0 comment=un\ndeux"},
    {"comment before response comment",
     EVENT("UID:a\r\nATTENDEE;X-RESPONSE-COMMENT=\"autre\":mailto:a@x.fr\r\nCOMMENT:oui\r\n"), NULL,
     NULL, "- uid=a seq=0 comment=oui | a@x.fr"},
    {"guests beyond reason", EVENT("UID:a\r\nATTENDEE;X-NUM-GUESTS=99999999999:mailto:a@x.fr\r\n"),
     NULL, NULL, "- uid=a seq=0 guests=1000 | a@x.fr"},
    {"control characters in texts", EVENT("UID:a\x01\x1b[31mb\r\nSUMMARY:x\\ny\x07\r\n"), NULL,
     NULL, "- uid=a[31mb seq=0 summary=x y"},
    {"tab folding", EVENT("UID:abc\r\n\tdef\r\n"), NULL, NULL, "- uid=abcdef seq=0"},
    {"missing ends", "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a\nEND:VCALENDAR\n", NULL, NULL,
     "- uid=a seq=0"},
    {"stray ends",
     "END:VEVENT\nBEGIN:VCALENDAR\nEND:VALARM\nBEGIN:VEVENT\nEND:VTODO\nUID:a\n"
     "END:VEVENT\nEND:VCALENDAR\nEND:VCALENDAR\n",
     NULL, NULL, "- uid=a seq=0"},
    {"alarm with a UID of its own", EVENT("BEGIN:VALARM\r\nUID:alarm\r\nEND:VALARM\r\nUID:a\r\n"),
     NULL, NULL, "- uid=a seq=0"},
    {"the event behind a task",
     "BEGIN:VCALENDAR\nBEGIN:VTODO\nUID:t\nEND:VTODO\nBEGIN:VEVENT\nUID:a\nEND:VEVENT\n"
     "END:VCALENDAR\n",
     NULL, NULL, "- uid=a seq=0"},
};

static void test_text(gconstpointer data)
{
    gsize i = GPOINTER_TO_SIZE(data);
    const char *problem = "untouched";
    g_autoptr(GfCalendar) calendar =
        gf_ical_read(texts[i].text, strlen(texts[i].text), texts[i].method, &problem);
    g_autofree char *described = describe(calendar);
    g_assert_cmpstr(described, ==, texts[i].expected);
    g_assert_cmpstr(problem, ==, texts[i].problem);
}

/* --- hostile sizes --- */

static void repeat(GString *text, const char *piece, guint times)
{
    for (guint i = 0; i < times; i++)
        g_string_append(text, piece);
}

/* Reads in well under the second that libical alone would exceed by far. */
static GfCalendar *read_quickly(const GString *text, const char **ret_problem)
{
    gint64 before = g_get_monotonic_time();
    GfCalendar *calendar = gf_ical_read(text->str, text->len, NULL, ret_problem);
    g_assert_cmpint(g_get_monotonic_time() - before, <, 60 * G_USEC_PER_SEC);
    return calendar;
}

static void test_deep_nesting(void)
{
    g_autoptr(GString) text = g_string_new(NULL);
    repeat(text, "BEGIN:VEVENT\r\n", 100000);
    const char *problem = NULL;
    g_autoptr(GfCalendar) calendar = read_quickly(text, &problem);
    g_assert_null(calendar);
    g_assert_cmpstr(problem, ==, "calendar-too-large");
}

static void test_long_line(void)
{
    g_autoptr(GString) text = g_string_new("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:a\r\nSUMMARY:");
    repeat(text, "x", GF_LIMIT_CALENDAR_LINE_BYTES + 1);
    g_string_append(text, "\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n");
    const char *problem = NULL;
    g_autoptr(GfCalendar) calendar = read_quickly(text, &problem);
    g_assert_nonnull(calendar);
    g_assert_null(calendar->summary);
    g_assert_cmpstr(problem, ==, "calendar-too-large");
}

/* Attachments inside a reply are not read and must not make it unreadable. */
static void test_large_attachment(void)
{
    g_autoptr(GString) text = g_string_new("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nATTACH:");
    repeat(text, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\r\n ", 20000);
    g_string_append(text, "\r\nUID:a\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n");
    const char *problem = NULL;
    g_autoptr(GfCalendar) calendar = read_quickly(text, &problem);
    g_assert_nonnull(calendar);
    g_assert_cmpstr(calendar->uid, ==, "a");
    g_assert_null(problem);
}

static void test_many_attendees(void)
{
    g_autoptr(GString) text = g_string_new("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:a\r\n");
    repeat(text, "ATTENDEE:mailto:a@x.fr\r\n", GF_LIMIT_CALENDAR_ATTENDEES + 1);
    g_string_append(text, "END:VEVENT\r\nEND:VCALENDAR\r\n");
    const char *problem = NULL;
    g_autoptr(GfCalendar) calendar = read_quickly(text, &problem);
    g_assert_nonnull(calendar);
    g_assert_cmpuint(calendar->attendees->len, ==, GF_LIMIT_CALENDAR_ATTENDEES);
    g_assert_cmpstr(problem, ==, "calendar-too-large");
}

static void test_too_many_bytes(void)
{
    g_autoptr(GString) text = g_string_new("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:a\r\n");
    repeat(text, "COMMENT:xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\r\n", 20000);
    const char *problem = NULL;
    g_autoptr(GfCalendar) calendar = read_quickly(text, &problem);
    g_assert_nonnull(calendar);
    g_assert_cmpstr(problem, ==, "calendar-too-large");
}

/* Zone rules that never come to an end do not reach libical. */
static void test_endless_zone(void)
{
    static const char *const rules[] = {
        "FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=YEARLY;BYMONTH=13;BYDAY=9SU", "FREQ=YEARLY;INTERVAL=1;BYDAY=53SU;BYMONTH=2"};
    for (gsize i = 0; i < G_N_ELEMENTS(rules); i++) {
        g_autoptr(GString) text = g_string_new(NULL);
        g_string_printf(text,
                        "BEGIN:VCALENDAR\nBEGIN:VTIMEZONE\nTZID:Y\nBEGIN:STANDARD\n"
                        "DTSTART:16010101T000000\nTZOFFSETFROM:+0200\nTZOFFSETTO:+0100\nRRULE:%s\n"
                        "END:STANDARD\nEND:VTIMEZONE\nBEGIN:VEVENT\nUID:a\n"
                        "DTSTART;TZID=Y:99990101T000000\nEND:VEVENT\nEND:VCALENDAR\n",
                        rules[i]);
        g_autoptr(GfCalendar) calendar = read_quickly(text, NULL);
        g_assert_nonnull(calendar);
    }
}

/* --- damage --- */

/* One byte, range or line of `text` changed, as transport and gateways never should. */
static void damage(GRand *random, GString *text)
{
    if (text->len < 2)
        return;
    gint32 at = g_rand_int_range(random, 0, (gint32) text->len);
    gint32 wanted = g_rand_int_range(random, 1, 40);
    gint32 length = MIN(wanted, (gint32) text->len - at);
    static const char special[] = ";:,=\"\\\r\n \t\xff^%@";
    switch (g_rand_int_range(random, 0, 4)) {
    case 0:
        text->str[at] = (char) g_rand_int_range(random, 0, 256);
        break;
    case 1:
        text->str[at] = special[g_rand_int_range(random, 0, (gint32) sizeof special - 1)];
        break;
    case 2:
        g_string_erase(text, at, length);
        break;
    default: {
        g_autofree char *piece = g_strndup(text->str + at, (gsize) length);
        g_string_insert(text, g_rand_int_range(random, 0, (gint32) text->len), piece);
    }
    }
}

static void check_utf8(const char *text)
{
    if (text != NULL)
        g_assert_true(g_utf8_validate(text, -1, NULL));
}

/* However a calendar is damaged, what comes out is well formed. The seed is the file's place. */
static void test_damaged(gconstpointer data)
{
    gsize i = GPOINTER_TO_SIZE(data), length = 0;
    g_autofree char *path = g_strconcat(DATA, files[i].file, ".ics", NULL);
    g_autofree char *whole = NULL;
    g_assert_true(g_file_get_contents(path, &whole, &length, NULL));
    g_autoptr(GRand) random = g_rand_new_with_seed((guint32) i);
    for (guint round = 0; round < 300; round++) {
        g_autoptr(GString) text = g_string_new_len(whole, (gssize) length);
        for (int changes = g_rand_int_range(random, 1, 6); changes > 0; changes--)
            damage(random, text);
        const char *problem = NULL;
        g_autoptr(GfCalendar) calendar = gf_ical_read(text->str, text->len, NULL, &problem);
        g_assert_true(calendar != NULL || problem != NULL);
        g_autofree char *described = describe(calendar);
        check_utf8(described);
    }
}

/* --- zones --- */

static const struct {
    const char *tzid, *zone;
} zones[] = {
    {"Europe/Paris", "Europe/Paris"},
    {"europe/paris", "Europe/Paris"},
    {"Romance Standard Time", "Europe/Paris"},
    {"w. europe standard time", "Europe/Berlin"},
    {"/mozilla.org/20050126_1/America/Argentina/Ushuaia", "America/Argentina/Ushuaia"},
    {"/freeassociation.sourceforge.net/Tzfile/Indian/Reunion", "Indian/Reunion"},
    {"US/Pacific", "America/Los_Angeles"},
    {"Japan", "Asia/Tokyo"},
    {"tzone://Microsoft/Utc", "UTC"},
    {"UTC", "UTC"},
    {"", NULL},
    {"/", NULL},
    {"Nulle/Part", NULL},
    {"../../etc/passwd", NULL},
    {"Customized Time Zone", NULL},
    {NULL, NULL},
};

static void test_zones(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(zones); i++) {
        g_test_message("%s", zones[i].tzid);
        g_assert_cmpstr(gf_ical_zone(zones[i].tzid), ==, zones[i].zone);
    }
}

static void test_filter_keeps_little(void)
{
    static const char text[] = "BEGIN:VCALENDAR\r\nX-FOO:1\r\nBEGIN:VEVENT\r\nUID:a\r\n"
                               "RRULE:FREQ=DAILY\r\nATTACH:x\r\nBEGIN:VALARM\r\nTRIGGER:x\r\n"
                               "END:VALARM\r\nEND:VEVENT\r\nBEGIN:X-THING\r\nUID:b\r\n"
                               "END:X-THING\r\nEND:VCALENDAR\r\n";
    const char *problem = NULL;
    g_autofree char *kept = gf_ical_filter(text, strlen(text), &problem);
    g_assert_cmpstr(kept, ==, "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a\nEND:VEVENT\nEND:VCALENDAR\n");
    g_assert_null(problem);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
    g_autofree char *zones_of_system = NULL;
    g_file_get_contents("/usr/share/zoneinfo/tzdata.zi", &zones_of_system, NULL, NULL);
    gf_ical_init(zones_of_system);
    for (gsize i = 0; i < G_N_ELEMENTS(files); i++) {
        g_autofree char *path = g_strconcat("/ical/read/file/", files[i].file, NULL);
        g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_file);
        g_autofree char *damaged = g_strconcat("/ical/read/damaged/", files[i].file, NULL);
        g_test_add_data_func(damaged, GSIZE_TO_POINTER(i), test_damaged);
    }
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autofree char *path = g_strconcat("/ical/read/text/", texts[i].name, NULL);
        g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_text);
    }
    g_test_add_func("/ical/read/hostile/nesting", test_deep_nesting);
    g_test_add_func("/ical/read/hostile/long-line", test_long_line);
    g_test_add_func("/ical/read/hostile/attachment", test_large_attachment);
    g_test_add_func("/ical/read/hostile/attendees", test_many_attendees);
    g_test_add_func("/ical/read/hostile/bytes", test_too_many_bytes);
    g_test_add_func("/ical/read/hostile/endless-zone", test_endless_zone);
    g_test_add_func("/ical/zones", test_zones);
    g_test_add_func("/ical/filter", test_filter_keeps_little);
    return g_test_run();
}
