/* read.c - one message, from bytes to letter: parts, calendar, meaning.
 *
 * Picks the one calendar that the message is about. A calendar that is doubtful (several, cut off,
 * no event) never decides an answer: a human does.
 */
#include "ical/read.h"
#include "base/limits.h"
#include "mime/html.h"
#include "mime/parse.h"
#include "mime/word.h"
#include "reader/reader.h"
#include "understand/understand.h"

#include <string.h>

/* Where Debian's tzdata lists its zones. */
#define ZONE_LIST "/usr/share/zoneinfo/tzdata.zi"

/* One of everything that a library sets up when it first meets it. */
static const char warm_up[] =
    "From: =?iso-8859-1?q?H=E9l=E8ne?= <a@exemple.fr>\r\n"
    "Date: Fri, 12 Mar 2027 09:30:00 +0100\r\n"
    "MIME-Version: 1.0\r\n"
    "Content-Type: multipart/alternative; boundary=b\r\n\r\n"
    "--b\r\nContent-Type: text/plain; charset=windows-1252\r\n"
    "Content-Transfer-Encoding: quoted-printable\r\n\r\nPr=E9sent=85\r\n"
    "--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>Pr&eacute;sent</p>\r\n"
    "--b\r\nContent-Type: text/calendar; method=REPLY\r\n\r\n"
    "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:a\r\nDTSTART;TZID=Europe/Paris:20270312T093000\r\n"
    "END:VEVENT\r\nEND:VCALENDAR\r\n--b--\r\n";

/* A calendar found in the message, and how likely it is the one meant. */
typedef struct {
    GfCalendar *calendar;
    const char *problem; /* static, may be NULL */
    const char *path;    /* of the part, borrowed */
    int rank;
} Candidate;

static gboolean has_suffix(const char *name, const char *suffix)
{
    gsize length = name == NULL ? 0 : strlen(name), end = strlen(suffix);
    return length >= end && g_ascii_strcasecmp(name + length - end, suffix) == 0;
}

static gboolean is_calendar_type(const char *type)
{
    return g_strcmp0(type, "text/calendar") == 0 || g_strcmp0(type, "application/ics") == 0 ||
           g_strcmp0(type, "text/x-vcalendar") == 0;
}

/* What was forwarded is not the sender's own act. */
static gboolean may_be_calendar(const GfPart *part)
{
    return !part->nested && (is_calendar_type(part->type) || has_suffix(part->name, ".ics"));
}

/* The part's bytes are better than its text where both are UTF-8: characters cut by folding
 * survive. */
static gboolean bytes_are_utf8(const char *charset)
{
    return charset == NULL || g_ascii_strcasecmp(charset, "utf-8") == 0 ||
           g_ascii_strcasecmp(charset, "utf8") == 0 || g_ascii_strcasecmp(charset, "us-ascii") == 0;
}

/* Text of a calendar in UTF-16, which an attachment may be; else NULL. */
static char *from_utf16(const char *bytes, gsize size)
{
    if (size < 2 || size > GF_LIMIT_HTML_BYTES ||
        (memcmp(bytes, "\xff\xfe", 2) != 0 && memcmp(bytes, "\xfe\xff", 2) != 0))
        return NULL;
    return g_convert(bytes, (gssize) size, "UTF-8", "UTF-16", NULL, NULL, NULL);
}

static GfCalendar *read_part(const GfPart *part, const char **ret_problem)
{
    gsize size = 0;
    const char *bytes = g_bytes_get_data(part->bytes, &size);
    g_autofree char *converted = from_utf16(bytes, size);
    const char *text = converted;
    if (text == NULL && part->text != NULL && !bytes_are_utf8(part->charset))
        text = part->text;
    if (text != NULL)
        return gf_ical_read(text, strlen(text), part->method, ret_problem);
    return gf_ical_read(bytes == NULL ? "" : bytes, size, part->method, ret_problem);
}

/* What only who was invited sends (RFC 5546 section 1.4). */
static gboolean is_of_attendee(GfMethod method)
{
    return method == GF_METHOD_REPLY || method == GF_METHOD_COUNTER || method == GF_METHOD_REFRESH;
}

static Candidate read_candidate(const GfPart *part)
{
    Candidate candidate = {.path = part->path};
    candidate.calendar = read_part(part, &candidate.problem);
    if (candidate.calendar == NULL)
        return candidate;
    GfMethod method = candidate.calendar->method;
    gboolean is_event = g_strcmp0(candidate.problem, "calendar-not-event") != 0;
    candidate.rank = (is_event ? 16 : 0) + (is_of_attendee(method) ? 8 : 0) +
                     (method != GF_METHOD_NONE ? 4 : 0) + (part->method != NULL ? 2 : 0) +
                     (is_calendar_type(part->type) ? 1 : 0);
    return candidate;
}

static GfPartstat first_partstat(const GfCalendar *calendar)
{
    if (calendar->attendees->len == 0)
        return GF_PARTSTAT_NONE;
    const GfAttendee *attendee = calendar->attendees->pdata[0];
    return attendee->partstat;
}

/* TRUE where both are messages of the protocol and do not say the same. The same calendar twice, as
 * body and as attachment, is ordinary; so is beside an answer an .ics without a method, or the
 * invitation that it answers. */
static gboolean contradicts(const GfCalendar *one, const GfCalendar *other)
{
    if (one->method <= GF_METHOD_PUBLISH || other->method <= GF_METHOD_PUBLISH)
        return FALSE;
    if (one->uid != NULL && other->uid != NULL && strcmp(one->uid, other->uid) != 0)
        return TRUE;
    if (is_of_attendee(one->method) != is_of_attendee(other->method))
        return FALSE;
    return one->method != other->method || first_partstat(one) != first_partstat(other);
}

static void decode_words(char **text)
{
    if (*text == NULL || strstr(*text, "=?") == NULL)
        return;
    char *decoded = gf_word_decode(*text);
    g_free(*text);
    *text = decoded;
}

/* Programs that make a calendar out of header fields leave their encoded words in it. */
static void decode_texts(GfCalendar *calendar)
{
    decode_words(&calendar->summary);
    for (guint i = 0; i < calendar->attendees->len; i++)
        decode_words(&((GfAttendee *) calendar->attendees->pdata[i])->name);
}

/* Sets letter->calendar. Gives what is doubtful about it (static), NULL: nothing. */
static const char *choose_calendar(GfLetter *letter, GPtrArray *parts)
{
    Candidate best = {.rank = -1};
    const char *doubt = NULL, *unreadable = NULL;
    guint seen = 0;
    for (guint i = 0; i < parts->len && seen < GF_LIMIT_CALENDARS; i++) {
        if (!may_be_calendar(parts->pdata[i]))
            continue;
        seen++;
        Candidate candidate = read_candidate(parts->pdata[i]);
        if (candidate.problem != NULL)
            gf_letter_add_problem(letter, candidate.problem, candidate.path, NULL);
        if (candidate.calendar == NULL) {
            unreadable = candidate.problem;
            continue;
        }
        if (best.calendar != NULL && contradicts(best.calendar, candidate.calendar)) {
            doubt = "calendar-several";
            gf_letter_add_problem(letter, doubt, candidate.path, NULL);
        }
        gboolean better = candidate.rank > best.rank;
        gf_calendar_free(better ? best.calendar : candidate.calendar);
        if (better)
            best = candidate;
    }
    letter->calendar = best.calendar;
    if (best.calendar == NULL)
        return unreadable;
    decode_texts(best.calendar);
    return doubt != NULL ? doubt : best.problem;
}

/* TRUE where only the words of a client's subject ("Accepté : ...") stand for a calendar that is
 * there and cannot be read: they may belong to anything. */
static gboolean subject_stands_for_calendar(const GfLetter *letter, const char *doubt)
{
    return letter->calendar == NULL && doubt != NULL && letter->answer->why != NULL &&
           strcmp(letter->answer->why, "calendar-subject") == 0;
}

/* A meeting in winmail.dat of which no calendar could be made: its class says only that it is one.
 */
static const char *meeting_in_tnef(const GfLetter *letter)
{
    for (guint i = 0; i < letter->problems->len; i++) {
        const GfProblem *problem = letter->problems->pdata[i];
        if (strcmp(problem->code, "tnef-class") == 0 && problem->detail != NULL &&
            letter->calendar == NULL &&
            (strstr(problem->detail, "Schedule") != NULL || strstr(problem->detail, "Mtg") != NULL))
            return "tnef-meeting";
    }
    return NULL;
}

/* Only what would otherwise decide an answer needs to be beyond doubt. */
static gboolean doubt_matters(const GfCalendar *calendar, const char *doubt)
{
    if (calendar == NULL || doubt == NULL || strcmp(doubt, "calendar-too-large") == 0 ||
        strcmp(doubt, "calendar-unclosed") == 0)
        return FALSE;
    return calendar->method == GF_METHOD_REPLY || calendar->method == GF_METHOD_COUNTER;
}

static void leave_to_human(GfLetter *letter, const char *why)
{
    if (letter->kind != GF_KIND_CALENDAR && letter->kind != GF_KIND_MESSAGE)
        return;
    /* What is answered is plain, only not to which meeting. */
    if (strcmp(why, "calendar-without-uid") == 0) {
        letter->answer->needs_human = TRUE;
        return;
    }
    letter->answer->presence = GF_PRESENCE_UNCLEAR;
    letter->answer->parts = GF_PARTS_NONE;
    letter->answer->needs_human = TRUE;
    g_free(letter->answer->why);
    letter->answer->why = g_strdup(why);
}

void gf_read_prepare(void)
{
    g_autofree char *zone_list = NULL;
    g_file_get_contents(ZONE_LIST, &zone_list, NULL, NULL);
    gf_ical_init(zone_list);
    gf_mime_init();
    /* And what libraries set up only when they first meet it. */
    g_autoptr(GBytes) raw = g_bytes_new_static(warm_up, sizeof warm_up - 1);
    g_autoptr(GfLetter) letter = gf_read_letter(raw);
    g_autoptr(GBytes) bytes = gf_letter_to_bytes(letter);
}

GfLetter *gf_read_letter(GBytes *raw)
{
    GfLetter *letter = gf_letter_new();
    g_autoptr(GPtrArray) parts = NULL;
    g_autofree char *html = NULL;
    gf_mime_parse(raw, letter, &parts, &html);
    const char *doubt = choose_calendar(letter, parts);
    g_autofree char *outline = html != NULL ? gf_html_outline(html) : NULL;
    gf_understand(letter, parts, outline);
    if (!doubt_matters(letter->calendar, doubt) && !subject_stands_for_calendar(letter, doubt))
        doubt = meeting_in_tnef(letter);
    if (doubt != NULL)
        leave_to_human(letter, doubt);
    return letter;
}
