/* read.c - one calendar object to GfCalendar.
 *
 * Takes the first event of the first calendar that has one, of a series the series itself (else the
 * first task, journal or free-busy message, and says so). Never walks through recurrences, never
 * requires what clients leave out. What is missing is NULL or 0.
 */
#include "ical/read.h"

#include "base/date.h"
#include "base/limits.h"
#include "base/text.h"
#include "ical/private.h"

#include <string.h>

#define MAX_GUESTS 1000

static char *none_if_empty(char *text)
{
    if (text != NULL && *text != '\0')
        return text;
    g_free(text);
    return NULL;
}

static char *one_line(const char *text)
{
    return text == NULL ? NULL : none_if_empty(gf_text_line(text, 0));
}

/* "MAILTO:h%C3%A9l%C3%A8ne@x.fr?subject=y" -> the address. NULL where nothing is left. */
static char *address_of(const char *uri)
{
    if (uri == NULL)
        return NULL;
    g_autofree char *trimmed = g_strstrip(g_strdup(uri));
    const char *start = trimmed;
    gboolean is_mail = FALSE;
    while (g_ascii_strncasecmp(start, "mailto:", 7) == 0) {
        start += 7;
        is_mail = TRUE;
    }
    g_autofree char *plain = NULL;
    if (is_mail) {
        g_autofree char *path = g_strdup(start);
        path[strcspn(path, "?")] = '\0';
        plain = g_uri_unescape_string(path, NULL);
        if (plain == NULL || !g_utf8_validate(plain, -1, NULL))
            return one_line(path);
    } else {
        plain = g_strdup(start);
    }
    char *line = gf_text_line(plain, 0);
    /* "<a@x.fr>", also behind a name, as in a header of mail. */
    char *open = strrchr(line, '<');
    gsize length = strlen(line);
    if (open != NULL && line[length - 1] == '>') {
        line[length - 1] = '\0';
        memmove(line, open + 1, strlen(open + 1) + 1);
    }
    return none_if_empty(line);
}

/* --- parameters --- */

static const char *parameter_text(icalproperty *property, icalparameter_kind kind)
{
    icalparameter *parameter = icalproperty_get_first_parameter(property, kind);
    return parameter == NULL ? NULL : icalparameter_get_xvalue(parameter);
}

static const char *x_parameter_text(icalproperty *property, const char *name)
{
    icalparameter *parameter = icalproperty_get_first_parameter(property, ICAL_X_PARAMETER);
    for (; parameter != NULL;
         parameter = icalproperty_get_next_parameter(property, ICAL_X_PARAMETER)) {
        const char *x_name = icalparameter_get_xname(parameter);
        if (x_name != NULL && g_ascii_strcasecmp(x_name, name) == 0)
            return icalparameter_get_xvalue(parameter);
    }
    return NULL;
}

/* Words of a closed list are kept by libical as numbers: "ROLE=CHAIR" -> "CHAIR". Owned. */
static char *parameter_word(icalproperty *property, const char *name)
{
    char *text = icalproperty_get_parameter_as_string_r(property, name);
    if (text == NULL)
        return NULL;
    g_autofree char *upper = g_ascii_strup(text, -1);
    icalmemory_free_buffer(text);
    g_strdelimit(upper, "\"", ' ');
    return one_line(upper);
}

/* --- the person --- */

static GfPartstat partstat_of(icalproperty *property)
{
    g_autofree char *word = parameter_word(property, "PARTSTAT");
    if (word == NULL)
        return GF_PARTSTAT_NONE;
    icalproperty_get_first_parameter(property, ICAL_PARTSTAT_PARAMETER);
    if (icalproperty_get_next_parameter(property, ICAL_PARTSTAT_PARAMETER) != NULL)
        return GF_PARTSTAT_OTHER; /* said twice: not once for all */
    for (GfPartstat partstat = GF_PARTSTAT_NEEDS_ACTION; partstat < GF_PARTSTAT_OTHER; partstat++)
        if (g_strcmp0(gf_partstat_name(partstat), word) == 0)
            return partstat;
    return GF_PARTSTAT_OTHER;
}

/* The address of ATTENDEE or ORGANIZER. Apple writes a path there and the address in EMAIL. */
static char *person_address(icalproperty *property)
{
    char *address = address_of(icalproperty_get_value_as_string(property));
    const char *email = parameter_text(property, ICAL_EMAIL_PARAMETER);
    if (email == NULL || (address != NULL && strchr(address, '@') != NULL))
        return address;
    char *other = address_of(email);
    if (other == NULL)
        return address;
    g_free(address);
    return other;
}

/* The address of ORGANIZER; NULL where it is none ("invalid:nomail"). */
static char *organizer_address(icalproperty *property)
{
    g_autofree char *address = property == NULL ? NULL : person_address(property);
    return address != NULL && strchr(address, '@') != NULL ? g_steal_pointer(&address) : NULL;
}

static GfAttendee *read_attendee(icalproperty *property)
{
    g_autofree char *address = person_address(property);
    if (address == NULL)
        return NULL;
    GfAttendee *attendee = g_new0(GfAttendee, 1);
    attendee->address = g_steal_pointer(&address);
    attendee->name = one_line(parameter_text(property, ICAL_CN_PARAMETER));
    attendee->partstat = partstat_of(property);
    attendee->role = parameter_word(property, "ROLE");
    attendee->delegated_to = address_of(parameter_text(property, ICAL_DELEGATEDTO_PARAMETER));
    attendee->delegated_from = address_of(parameter_text(property, ICAL_DELEGATEDFROM_PARAMETER));
    attendee->sent_by = address_of(parameter_text(property, ICAL_SENTBY_PARAMETER));
    return attendee;
}

/* A text people wrote; NULL where it is blank. */
static char *own_words(const char *text)
{
    return text == NULL ? NULL : none_if_empty(g_strstrip(gf_text_clean(text, -1)));
}

static void read_attendees(icalcomponent *event, GfCalendar *calendar)
{
    icalproperty *property = icalcomponent_get_first_property(event, ICAL_ATTENDEE_PROPERTY);
    for (; property != NULL;
         property = icalcomponent_get_next_property(event, ICAL_ATTENDEE_PROPERTY)) {
        GfAttendee *attendee = read_attendee(property);
        if (attendee == NULL)
            continue;
        g_ptr_array_add(calendar->attendees, attendee);
        /* Google's places for the person's note and the people they bring. */
        if (calendar->comment == NULL)
            calendar->comment = own_words(x_parameter_text(property, "X-RESPONSE-COMMENT"));
        const char *guests = x_parameter_text(property, "X-NUM-GUESTS");
        if (guests != NULL && calendar->guests == 0)
            calendar->guests = (int) CLAMP(g_ascii_strtoll(guests, NULL, 10), 0, MAX_GUESTS);
    }
}

/* --- times --- */

static gboolean is_valid_time(const icaltimetype *time)
{
    return time->year >= 1900 && time->year <= 9999 && time->month >= 1 && time->month <= 12 &&
           time->day >= 1 &&
           g_date_valid_dmy((GDateDay) time->day, (GDateMonth) time->month,
                            (GDateYear) time->year) &&
           time->hour >= 0 && time->hour < 24 && time->minute >= 0 && time->minute < 60 &&
           time->second >= 0 && time->second <= 60;
}

/* The zone for times that name none: a vendor's property of the calendar. */
static const char *calendar_zone(icalcomponent *calendar)
{
    icalproperty *property = icalcomponent_get_first_property(calendar, ICAL_X_PROPERTY);
    for (; property != NULL;
         property = icalcomponent_get_next_property(calendar, ICAL_X_PROPERTY)) {
        const char *name = icalproperty_get_x_name(property);
        if (name != NULL && g_ascii_strcasecmp(name, "X-WR-TIMEZONE") == 0)
            return gf_ical_zone(icalproperty_get_value_as_string(property));
    }
    return NULL;
}

/* The zone of a time by its name; NULL where only an embedded definition can tell. DTSTAMP without
 * a zone is meant in UTC (RFC 5545 section 3.8.7.2). */
static const char *named_zone(icalproperty *property, icalcomponent *calendar,
                              const icaltimetype *time)
{
    const char *tzid = parameter_text(property, ICAL_TZID_PARAMETER);
    if (time->is_date || icaltime_is_utc(*time))
        return "UTC";
    if (tzid != NULL)
        return gf_ical_zone(tzid);
    return icalproperty_isa(property) == ICAL_DTSTAMP_PROPERTY ? "UTC" : calendar_zone(calendar);
}

/* UTC seconds of a date-time property; FALSE where its zone is unknown. */
static gboolean to_instant(icalproperty *property, icalcomponent *calendar,
                           const icaltimetype *time, gint64 *ret_instant)
{
    const char *tzid = parameter_text(property, ICAL_TZID_PARAMETER);
    const char *zone = named_zone(property, calendar, time);
    if (zone != NULL) {
        GDate date;
        g_date_clear(&date, 1);
        g_date_set_dmy(&date, (GDateDay) time->day, (GDateMonth) time->month,
                       (GDateYear) time->year);
        *ret_instant = gf_instant_of(&date, time->hour, time->minute, zone) + time->second;
        return TRUE;
    }
    icaltimezone *embedded = tzid == NULL ? NULL : icalcomponent_get_timezone(calendar, tzid);
    if (embedded == NULL)
        return FALSE;
    icaltimetype local = *time;
    local.zone = embedded;
    *ret_instant = (gint64) icaltime_as_timet_with_zone(local, embedded);
    return TRUE;
}

/* The property and its time, NULL where absent or no such day. */
static icalproperty *time_property(icalcomponent *event, icalproperty_kind kind,
                                   icaltimetype *ret_time)
{
    icalproperty *property = icalcomponent_get_first_property(event, kind);
    icalvalue *value = property == NULL ? NULL : icalproperty_get_value(property);
    if (value == NULL ||
        (icalvalue_isa(value) != ICAL_DATETIME_VALUE && icalvalue_isa(value) != ICAL_DATE_VALUE))
        return NULL;
    *ret_time = icalvalue_isa(value) == ICAL_DATE_VALUE ? icalvalue_get_date(value)
                                                        : icalvalue_get_datetime(value);
    return is_valid_time(ret_time) ? property : NULL;
}

static gint64 read_instant(icalcomponent *event, icalcomponent *calendar, icalproperty_kind kind)
{
    icaltimetype time;
    gint64 instant = 0;
    icalproperty *property = time_property(event, kind, &time);
    if (property == NULL)
        return 0;
    to_instant(property, calendar, &time, &instant);
    return instant;
}

static gint64 read_end(icalcomponent *event, icalcomponent *calendar, gint64 start)
{
    gint64 end = read_instant(event, calendar, ICAL_DTEND_PROPERTY);
    if (end == 0)
        end = read_instant(event, calendar, ICAL_DUE_PROPERTY);
    icalproperty *duration = icalcomponent_get_first_property(event, ICAL_DURATION_PROPERTY);
    if (end != 0 || start == 0 || duration == NULL)
        return end;
    struct icaldurationtype length = icalproperty_get_duration(duration);
    /* Each field is an int that a stranger wrote: add up in 64 bits. */
    gint64 seconds = (((gint64) length.weeks * 7 + length.days) * 24 + length.hours) * 3600 +
                     (gint64) length.minutes * 60 + length.seconds;
    gboolean sane = !length.is_neg && seconds > 0 && seconds < 366LL * 24 * 3600;
    return sane ? start + seconds : 0;
}

static char *read_recurrence_id(icalcomponent *event, icalcomponent *calendar)
{
    icaltimetype time;
    gint64 instant = 0;
    icalproperty *property = time_property(event, ICAL_RECURRENCEID_PROPERTY, &time);
    if (property == NULL)
        return NULL;
    if (time.is_date)
        return g_strdup_printf("%04d-%02d-%02d", time.year, time.month, time.day);
    if (to_instant(property, calendar, &time, &instant)) {
        g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(instant);
        return utc == NULL ? NULL : g_date_time_format(utc, "%Y-%m-%dT%H:%M:%SZ");
    }
    return g_strdup_printf("%04d-%02d-%02dT%02d:%02d:%02d", time.year, time.month, time.day,
                           time.hour, time.minute, time.second);
}

/* --- the event --- */

static icalproperty *first_property(icalcomponent *component, icalproperty_kind kind)
{
    return icalcomponent_get_first_property(component, kind);
}

static char *text_property(icalcomponent *component, icalproperty_kind kind)
{
    icalproperty *property = first_property(component, kind);
    icalvalue *value = property == NULL ? NULL : icalproperty_get_value(property);
    return value == NULL ? NULL : one_line(icalvalue_get_text(value));
}

static char *read_comment(icalcomponent *event)
{
    g_autoptr(GString) comment = g_string_new(NULL);
    icalproperty *property = first_property(event, ICAL_COMMENT_PROPERTY);
    for (; property != NULL;
         property = icalcomponent_get_next_property(event, ICAL_COMMENT_PROPERTY)) {
        g_autofree char *words = own_words(icalproperty_get_comment(property));
        if (words != NULL)
            g_string_append_printf(comment, "%s%s", comment->len > 0 ? "\n" : "", words);
    }
    return comment->len > 0 ? g_strdup(comment->str) : NULL;
}

static GfMethod method_named(const char *name)
{
    for (GfMethod method = GF_METHOD_PUBLISH; method <= GF_METHOD_DECLINECOUNTER; method++)
        if (name != NULL && g_ascii_strcasecmp(gf_method_name(method), name) == 0)
            return method;
    return GF_METHOD_NONE;
}

/* METHOD belongs to the calendar; some programs write it into the event. */
static GfMethod read_method(icalcomponent *calendar, icalcomponent *event, const char *parameter)
{
    icalproperty *property = first_property(calendar, ICAL_METHOD_PROPERTY);
    if (property == NULL)
        property = first_property(event, ICAL_METHOD_PROPERTY);
    if (property == NULL)
        return method_named(parameter);
    g_autofree char *name = g_strdup(icalproperty_get_value_as_string(property));
    return method_named(name == NULL ? NULL : g_strstrip(name));
}

static GfCalendar *read_event(icalcomponent *calendar, icalcomponent *event, const char *parameter)
{
    g_autoptr(GfCalendar) result = gf_calendar_new();
    icalproperty *sequence = first_property(event, ICAL_SEQUENCE_PROPERTY);
    result->method = read_method(calendar, event, parameter);
    result->uid = text_property(event, ICAL_UID_PROPERTY);
    result->sequence = sequence == NULL ? 0 : MAX(icalproperty_get_sequence(sequence), 0);
    result->dtstamp = read_instant(event, calendar, ICAL_DTSTAMP_PROPERTY);
    result->recurrence_id = read_recurrence_id(event, calendar);
    result->organizer = organizer_address(first_property(event, ICAL_ORGANIZER_PROPERTY));
    result->start = read_instant(event, calendar, ICAL_DTSTART_PROPERTY);
    result->end = read_end(event, calendar, result->start);
    result->summary = text_property(event, ICAL_SUMMARY_PROPERTY);
    result->comment = read_comment(event);
    read_attendees(event, result);
    if (result->uid == NULL && result->method == GF_METHOD_NONE && result->attendees->len == 0 &&
        result->start == 0 && result->summary == NULL)
        return NULL;
    return g_steal_pointer(&result);
}

/* --- which one --- */

static const icalcomponent_kind kinds[] = {ICAL_VEVENT_COMPONENT, ICAL_VTODO_COMPONENT,
                                           ICAL_VJOURNAL_COMPONENT, ICAL_VFREEBUSY_COMPONENT};

/* The calendar after `previous` (NULL: the first) in what libical parsed. */
static icalcomponent *next_calendar(icalcomponent *root, icalcomponent *previous)
{
    if (icalcomponent_isa(root) == ICAL_VCALENDAR_COMPONENT)
        return previous == NULL ? root : NULL;
    return previous == NULL ? icalcomponent_get_first_component(root, ICAL_VCALENDAR_COMPONENT)
                            : icalcomponent_get_next_component(root, ICAL_VCALENDAR_COMPONENT);
}

/* Each component of `kind` in all calendars. */
typedef struct {
    icalcomponent *root, *calendar, *component;
    icalcomponent_kind kind;
} Walk;

static gboolean next_component(Walk *walk)
{
    if (walk->component != NULL)
        walk->component = icalcomponent_get_next_component(walk->calendar, walk->kind);
    while (walk->component == NULL) {
        walk->calendar = next_calendar(walk->root, walk->calendar);
        if (walk->calendar == NULL)
            return FALSE;
        walk->component = icalcomponent_get_first_component(walk->calendar, walk->kind);
    }
    return TRUE;
}

static gboolean is_exception(icalcomponent *component)
{
    return first_property(component, ICAL_RECURRENCEID_PROPERTY) != NULL;
}

/* The first component of `kind`, or of the same UID the one that speaks of the whole series. */
static Walk find_component(icalcomponent *root, icalcomponent_kind kind)
{
    Walk walk = {.root = root, .kind = kind};
    if (!next_component(&walk) || !is_exception(walk.component))
        return walk;
    Walk first = walk;
    g_autofree char *uid = text_property(walk.component, ICAL_UID_PROPERTY);
    while (next_component(&walk)) {
        g_autofree char *other = text_property(walk.component, ICAL_UID_PROPERTY);
        if (!is_exception(walk.component) && g_strcmp0(other, uid) == 0)
            return walk;
    }
    return first;
}

static GfPartstat first_partstat(icalcomponent *component)
{
    icalproperty *attendee = first_property(component, ICAL_ATTENDEE_PROPERTY);
    return attendee == NULL ? GF_PARTSTAT_NONE : partstat_of(attendee);
}

/* Why components beside the one that was read matter; NULL: they do not. */
static const char *trouble_beside(const Walk *found, const GfCalendar *read)
{
    Walk walk = {.root = found->root, .kind = found->kind};
    GfPartstat partstat = first_partstat(found->component);
    const char *trouble = NULL;
    while (next_component(&walk)) {
        g_autofree char *other = text_property(walk.component, ICAL_UID_PROPERTY);
        if (g_strcmp0(other, read->uid) != 0)
            return "calendar-several";
        if (read->method == GF_METHOD_REPLY && first_partstat(walk.component) != partstat)
            trouble = "calendar-exceptions";
    }
    return trouble;
}

static GfCalendar *read_root(icalcomponent *root, const char *parameter, const char **problem)
{
    Walk found = {.component = NULL};
    for (gsize kind = 0; kind < G_N_ELEMENTS(kinds) && found.component == NULL; kind++)
        found = find_component(root, kinds[kind]);
    if (found.component == NULL)
        return NULL;
    GfCalendar *result = read_event(found.calendar, found.component, parameter);
    if (result == NULL)
        return NULL;
    if (found.kind != ICAL_VEVENT_COMPONENT)
        *problem = "calendar-not-event";
    else if (*problem == NULL && result->uid == NULL)
        *problem = "calendar-without-uid";
    else if (*problem == NULL)
        *problem = trouble_beside(&found, result);
    return result;
}

GfCalendar *gf_ical_read(const char *text, gsize length, const char *method_parameter,
                         const char **ret_problem)
{
    gf_ical_init(NULL);
    const char *problem = NULL;
    g_autofree char *filtered = gf_ical_filter(text, length, &problem);
    g_autoptr(icalcomponent) root = filtered == NULL ? NULL : icalparser_parse_string(filtered);
    GfCalendar *calendar = root == NULL ? NULL : read_root(root, method_parameter, &problem);
    if (calendar == NULL && problem == NULL)
        problem = "calendar-unreadable";
    if (ret_problem != NULL)
        *ret_problem = problem;
    return calendar;
}
