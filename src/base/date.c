/* date.c - civil dates and wall clocks.
 *
 * Days are GDate arithmetic; only wall clocks need a zone. Which time is meant where daylight
 * saving skips or doubles one is decided here: the instant of a wall clock is found from the
 * offsets on both sides. Nothing here reads the locale or the zone of the process.
 */
#include "base/date.h"

#include "base/zone.h"

#include <string.h>

#define DAY_SECONDS (24 * 60 * 60)
/* Instants of the years 1 and 9999 that every zone can show. */
#define EARLIEST (G_GINT64_CONSTANT(-62135596800) + 2 * DAY_SECONDS)
#define LATEST (G_GINT64_CONSTANT(253402300799) - 2 * DAY_SECONDS)

gboolean gf_zone_is_valid(const char *zone)
{
    return zone != NULL && gf_zone_open(zone) != NULL;
}

/* A zone whose name has been checked. */
static const GfZone *checked_zone(const char *name)
{
    const GfZone *zone = gf_zone_open(name);
    g_assert(zone != NULL);
    return zone;
}

/* The number that `count` digits at `text` make, -1 where they are not digits. */
static int digits(const char *text, int count)
{
    int number = 0;
    for (int i = 0; i < count; i++) {
        if (!g_ascii_isdigit(text[i]))
            return -1;
        number = number * 10 + (text[i] - '0');
    }
    return number;
}

/* "2027-03-12" at the beginning of `text`. */
static gboolean parse_day(const char *text, GDate *ret_date)
{
    int year = digits(text, 4);
    if (year < 1 || text[4] != '-')
        return FALSE;
    int month = digits(text + 5, 2);
    if (month < 1 || text[7] != '-')
        return FALSE;
    int day = digits(text + 8, 2);
    if (day < 1 || !g_date_valid_dmy((GDateDay) day, (GDateMonth) month, (GDateYear) year))
        return FALSE;
    g_date_set_dmy(ret_date, (GDateDay) day, (GDateMonth) month, (GDateYear) year);
    return TRUE;
}

gboolean gf_date_parse(const char *text, GDate *ret_date)
{
    return text != NULL && strlen(text) == 10 && parse_day(text, ret_date);
}

char *gf_date_format(const GDate *date)
{
    return g_strdup_printf("%04d-%02d-%02d", g_date_get_year(date), (int) g_date_get_month(date),
                           g_date_get_day(date));
}

char *gf_date_words(const GDate *date, const char *language)
{
    static const char *const weekdays[2][8] = {
        {"", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"},
        {"", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"},
    };
    static const char *const months[2][13] = {
        {"", "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre",
         "octobre", "novembre", "décembre"},
        {"", "January", "February", "March", "April", "May", "June", "July", "August", "September",
         "October", "November", "December"},
    };
    guint english = g_strcmp0(language, "en") == 0 ? 1 : 0;
    int day = g_date_get_day(date);
    return g_strdup_printf("%s %d%s %s %d", weekdays[english][g_date_get_weekday(date)], day,
                           day == 1 && english == 0 ? "er" : "",
                           months[english][g_date_get_month(date)], g_date_get_year(date));
}

void gf_wall_clock(gint64 instant, const char *zone, GDate *ret_date, int *ret_hour,
                   int *ret_minute)
{
    const GfZone *place = checked_zone(zone);
    instant = CLAMP(instant, EARLIEST, LATEST);
    g_autoptr(GDateTime) local =
        g_date_time_new_from_unix_utc(instant + gf_zone_offset(place, instant));
    if (ret_date != NULL)
        g_date_set_dmy(ret_date, (GDateDay) g_date_time_get_day_of_month(local),
                       (GDateMonth) g_date_time_get_month(local),
                       (GDateYear) g_date_time_get_year(local));
    if (ret_hour != NULL)
        *ret_hour = g_date_time_get_hour(local);
    if (ret_minute != NULL)
        *ret_minute = g_date_time_get_minute(local);
}

GDate gf_date_of(gint64 instant, const char *zone)
{
    GDate date;
    g_date_clear(&date, 1);
    gf_wall_clock(instant, zone, &date, NULL, NULL);
    return date;
}

/* Seconds since 1970 of a wall clock read as if it were UTC. */
static gint64 seconds_of(const GDate *date, int hour, int minute)
{
    gint64 days = (gint64) g_date_get_julian(date) - 719163; /* 1 January 1970 */
    return days * DAY_SECONDS + hour * 3600 + minute * 60;
}

/* The first instant after `early` and not after `late` whose offset is no longer that of `early`.
 */
static gint64 transition(const GfZone *zone, gint64 early, gint64 late)
{
    gint64 before = gf_zone_offset(zone, early);
    while (late - early > 1) {
        gint64 middle = early + (late - early) / 2;
        if (gf_zone_offset(zone, middle) == before)
            early = middle;
        else
            late = middle;
    }
    return late;
}

gint64 gf_instant_of(const GDate *date, int hour, int minute, const char *zone)
{
    const GfZone *place = checked_zone(zone);
    gint64 local = seconds_of(date, hour, minute);
    gint64 with_before = local - gf_zone_offset(place, local - DAY_SECONDS);
    gint64 with_after = local - gf_zone_offset(place, local + DAY_SECONDS);
    gint64 first = MIN(with_before, with_after), second = MAX(with_before, with_after);
    if (first + gf_zone_offset(place, first) == local)
        return first;
    if (second + gf_zone_offset(place, second) == local)
        return second;
    return transition(place, first, second);
}

/* "09:30" */
static gboolean parse_clock(const char *text, int *ret_hour, int *ret_minute)
{
    int hour = digits(text, 2);
    if (hour < 0 || hour > 23 || text[2] != ':')
        return FALSE;
    int minute = digits(text + 3, 2);
    if (minute < 0 || minute > 59)
        return FALSE;
    *ret_hour = hour;
    *ret_minute = minute;
    return TRUE;
}

gboolean gf_instant_parse(const char *text, const char *zone, gint64 *ret_instant)
{
    GDate date, shown;
    int hour = 0, minute = 0, shown_hour = 0, shown_minute = 0;
    if (text == NULL || strlen(text) != 16 || text[10] != ' ' || !parse_day(text, &date) ||
        !parse_clock(text + 11, &hour, &minute))
        return FALSE;
    gint64 instant = gf_instant_of(&date, hour, minute, zone);
    gf_wall_clock(instant, zone, &shown, &shown_hour, &shown_minute);
    if (g_date_compare(&date, &shown) != 0 || hour != shown_hour || minute != shown_minute)
        return FALSE;
    *ret_instant = instant;
    return TRUE;
}

char *gf_instant_format(gint64 instant, const char *zone)
{
    const GfZone *place = checked_zone(zone);
    instant = CLAMP(instant, EARLIEST, LATEST);
    /* RFC 3339 knows no seconds in an offset: a zone of the days of local mean time loses them. */
    int offset_minutes = (int) (gf_zone_offset(place, instant) / 60);
    g_autoptr(GDateTime) local = g_date_time_new_from_unix_utc(instant + offset_minutes * 60);
    return g_strdup_printf("%04d-%02d-%02dT%02d:%02d:%02d%c%02d:%02d", g_date_time_get_year(local),
                           g_date_time_get_month(local), g_date_time_get_day_of_month(local),
                           g_date_time_get_hour(local), g_date_time_get_minute(local),
                           g_date_time_get_second(local), offset_minutes < 0 ? '-' : '+',
                           ABS(offset_minutes) / 60, ABS(offset_minutes) % 60);
}

/* "Z" or "+01:00" and nothing after it. */
static gboolean parse_offset(const char *text, gint64 *ret_seconds)
{
    int hour = 0, minute = 0;
    if ((*text == 'Z' || *text == 'z') && text[1] == '\0') {
        *ret_seconds = 0;
        return TRUE;
    }
    if ((*text != '+' && *text != '-') || strlen(text) != 6 ||
        !parse_clock(text + 1, &hour, &minute))
        return FALSE;
    *ret_seconds = (*text == '-' ? -1 : 1) * (hour * 3600 + minute * 60);
    return TRUE;
}

gboolean gf_instant_parse_rfc3339(const char *text, gint64 *ret_instant)
{
    GDate date;
    int hour = 0, minute = 0;
    if (text == NULL || strlen(text) < 20 || !parse_day(text, &date) ||
        (text[10] != 'T' && text[10] != 't') || !parse_clock(text + 11, &hour, &minute) ||
        text[16] != ':')
        return FALSE;
    int second = digits(text + 17, 2);
    const char *rest = text + 19;
    if (*rest == '.') {
        gsize length = strspn(rest + 1, "0123456789");
        if (length == 0)
            return FALSE;
        rest += 1 + length;
    }
    gint64 offset_seconds = 0;
    if (second < 0 || second > 59 || !parse_offset(rest, &offset_seconds))
        return FALSE;
    *ret_instant = seconds_of(&date, hour, minute) + second - offset_seconds;
    return TRUE;
}

char *gf_time_words(int hour, int minute, const char *language)
{
    if (g_strcmp0(language, "en") == 0)
        return g_strdup_printf("%d:%02d", hour, minute);
    if (minute == 0)
        return g_strdup_printf("%d h", hour);
    return g_strdup_printf("%d h %02d", hour, minute);
}
