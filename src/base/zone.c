/* zone.c - see zone.h.
 *
 * Of a file only the second part counts, with times of 64 bits, and the rule in its footer for all
 * times behind (RFC 8536 section 3). A file that is not whole is no zone. The oldest files, without
 * that part, are no longer made.
 */
#include "base/zone.h"

#include <string.h>

enum {
    HEADER_BYTES = 44,
    DAY_SECONDS = 24 * 60 * 60,
    NAME_MAXIMUM = 64,
    FOOTER_MAXIMUM = 100,
};

struct GfZone {
    char *bytes;
    const guint8 *times; /* of 8 bytes each: when the offset changes */
    const guint8 *types; /* to which of the offsets */
    const guint8 *infos; /* of 6 bytes each: offset, whether it is of summer, abbreviation */
    guint32 changes, offsets;
    const char *rule; /* "CET-1CEST,M3.5.0,M10.5.0/3" (POSIX TZ), "": none */
};

/* --- the file --- */

/* How many there are of each thing, as the header tells. */
typedef struct {
    guint32 utc_marks, standard_marks, leaps, changes, offsets, letters;
} Counts;

static guint32 read_32(const void *bytes)
{
    guint32 value;
    memcpy(&value, bytes, sizeof value);
    return GUINT32_FROM_BE(value);
}

static gint64 read_64(const void *bytes)
{
    guint64 value;
    memcpy(&value, bytes, sizeof value);
    return (gint64) GUINT64_FROM_BE(value);
}

/* FALSE where no header with sensible counts stands there. */
static gboolean read_header(const char *bytes, gsize size, Counts *ret_counts)
{
    if (size < HEADER_BYTES || memcmp(bytes, "TZif", 4) != 0 || bytes[4] < '2')
        return FALSE;
    const char *at = bytes + 20;
    *ret_counts = (Counts){read_32(at),      read_32(at + 4),  read_32(at + 8),
                           read_32(at + 12), read_32(at + 16), read_32(at + 20)};
    return ret_counts->utc_marks <= size && ret_counts->standard_marks <= size &&
           ret_counts->leaps <= size && ret_counts->changes <= size &&
           ret_counts->offsets <= size && ret_counts->letters <= size;
}

/* Bytes of a part with its header; `width`: of its times. */
static gsize part_size(const Counts *c, gsize width)
{
    return HEADER_BYTES + c->changes * (width + 1) + c->offsets * (gsize) 6 + c->letters +
           c->leaps * (width + 4) + c->standard_marks + c->utc_marks;
}

/* The footer, "\nRULE\n" at the end, as text of its own; FALSE where it is none. */
static gboolean take_footer(GfZone *zone, char *footer, gsize size)
{
    if (size < 2 || size > FOOTER_MAXIMUM || footer[0] != '\n' || footer[size - 1] != '\n')
        return FALSE;
    footer[size - 1] = '\0';
    zone->rule = footer + 1;
    return TRUE;
}

static gboolean take_part(GfZone *zone, char *bytes, gsize size)
{
    Counts counts;
    if (!read_header(bytes, size, &counts) || counts.offsets == 0 || part_size(&counts, 8) > size)
        return FALSE;
    zone->changes = counts.changes;
    zone->offsets = counts.offsets;
    zone->times = (const guint8 *) bytes + HEADER_BYTES;
    zone->types = zone->times + counts.changes * (gsize) 8;
    zone->infos = zone->types + counts.changes;
    for (guint32 i = 0; i < counts.changes; i++)
        if (zone->types[i] >= counts.offsets)
            return FALSE;
    return take_footer(zone, bytes + part_size(&counts, 8), size - part_size(&counts, 8));
}

static GfZone *load(const char *name)
{
    g_autofree char *path = g_build_filename("/usr/share/zoneinfo", name, NULL);
    g_autofree char *bytes = NULL;
    gsize size = 0;
    Counts first;
    if (!g_file_get_contents(path, &bytes, &size, NULL) || !read_header(bytes, size, &first) ||
        part_size(&first, 4) > size)
        return NULL;
    GfZone zone = {.bytes = bytes};
    if (!take_part(&zone, bytes + part_size(&first, 4), size - part_size(&first, 4)))
        return NULL;
    bytes = NULL;
    return g_memdup2(&zone, sizeof zone);
}

static gboolean is_zone_name(const char *zone)
{
    static const char *const odd[] = {"localtime", "posixrules", "Factory"};
    for (guint i = 0; i < G_N_ELEMENTS(odd); i++)
        if (g_str_equal(zone, odd[i]))
            return FALSE;
    if (!g_ascii_isalpha(*zone) || g_str_has_prefix(zone, "right/") || strlen(zone) > NAME_MAXIMUM)
        return FALSE;
    for (const char *c = zone; *c != '\0'; c++)
        if (!g_ascii_isalnum(*c) && strchr("_+-/", *c) == NULL)
            return FALSE;
    return TRUE;
}

const GfZone *gf_zone_open(const char *name)
{
    /* Known without any file. */
    static const guint8 no_offset[6] = {0};
    static const GfZone utc = {.infos = no_offset, .offsets = 1, .rule = ""};
    static GMutex mutex;
    static GHashTable *opened;
    if (strcmp(name, "UTC") == 0)
        return &utc;
    if (!is_zone_name(name))
        return NULL;
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&mutex);
    if (opened == NULL)
        opened = g_hash_table_new(g_str_hash, g_str_equal);
    GfZone *zone = g_hash_table_lookup(opened, name);
    if (zone != NULL)
        return zone;
    zone = load(name);
    if (zone != NULL)
        g_hash_table_insert(opened, g_strdup(name), zone);
    return zone;
}

/* --- the rule --- */

/* When in a year the offset changes: a day, and seconds of its wall clock. */
typedef struct {
    char form; /* 'M': month, week, weekday; 'J': 1 to 365 without 29 February; '0': 0 to 365 */
    int numbers[3];
    gint64 seconds;
} Change;

typedef struct {
    gint64 standard, summer; /* offsets */
    Change start, end;       /* of summer */
} Rule;

static gboolean read_number(const char **text, int *ret_number)
{
    if (!g_ascii_isdigit(**text))
        return FALSE;
    int number = 0;
    for (; g_ascii_isdigit(**text) && number < 1000; (*text)++)
        number = number * 10 + (**text - '0');
    *ret_number = number;
    return TRUE;
}

/* "-1", "3:30", "+167:00:00": seconds. */
static gboolean read_clock(const char **text, gint64 *ret_seconds)
{
    int sign = **text == '-' ? -1 : 1, number = 0;
    gint64 seconds = 0;
    *text += **text == '-' || **text == '+';
    for (gint64 unit = 3600; unit > 0; unit /= 60) {
        if (!read_number(text, &number))
            return FALSE;
        seconds += number * unit;
        if (**text != ':')
            break;
        (*text)++;
    }
    *ret_seconds = sign * seconds;
    return TRUE;
}

/* An abbreviation, "CET" or "<+0330>", and an offset, which is written west of UTC. */
static gboolean read_offset(const char **text, gint64 standard, gint64 *ret_offset)
{
    gboolean bracket = **text == '<';
    const char *start = *text;
    while (bracket ? **text != '>' && **text != '\0' : g_ascii_isalpha(**text))
        (*text)++;
    if (*text == start || (bracket && *(*text)++ != '>'))
        return FALSE;
    *ret_offset = standard;
    if (**text == '\0' || **text == ',')
        return TRUE;
    if (!read_clock(text, ret_offset))
        return FALSE;
    *ret_offset = -*ret_offset;
    return TRUE;
}

/* ",M3.5.0/2", ",J60", ",59". */
static gboolean read_change(const char **text, Change *change)
{
    if (*(*text)++ != ',')
        return FALSE;
    change->form = **text == 'M' || **text == 'J' ? *(*text)++ : '0';
    change->seconds = 2 * 3600;
    int count = change->form == 'M' ? 3 : 1;
    for (int i = 0; i < count; i++)
        if ((i > 0 && *(*text)++ != '.') || !read_number(text, &change->numbers[i]))
            return FALSE;
    if (change->form == 'M' && (change->numbers[0] < 1 || change->numbers[0] > 12))
        return FALSE;
    if (**text != '/')
        return TRUE;
    (*text)++;
    return read_clock(text, &change->seconds);
}

/* FALSE where there is none; one that has no summer has the same offset twice. */
static gboolean read_rule(const char *text, Rule *rule)
{
    if (!read_offset(&text, 0, &rule->standard))
        return FALSE;
    rule->summer = rule->standard;
    return *text == '\0' ||
           (read_offset(&text, rule->standard + 3600, &rule->summer) &&
            read_change(&text, &rule->start) && read_change(&text, &rule->end) && *text == '\0');
}

static gboolean is_leap(gint64 year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

/* Days from 1 January 1970 to that of `year`. */
static gint64 days_before(gint64 year)
{
    gint64 y = year - 1;
    return y * 365 + y / 4 - y / 100 + y / 400 - 719162;
}

static int days_before_month(gint64 year, int month)
{
    static const int days[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365};
    return days[month - 1] + (month > 2 && is_leap(year));
}

/* The day of the year, from 0. */
static gint64 day_of(const Change *change, gint64 year)
{
    const int *n = change->numbers;
    if (change->form == '0')
        return n[0];
    if (change->form == 'J')
        return n[0] - 1 + (n[0] >= 60 && is_leap(year));
    int first = days_before_month(year, n[0]);
    int behind = n[0] == 12 ? 365 + is_leap(year) : days_before_month(year, n[0] + 1);
    /* 1 January 1970 was a Thursday. */
    gint64 weekday = ((days_before(year) + first + 4) % 7 + 7) % 7;
    gint64 day = first + (n[2] - weekday + 7) % 7 + (n[1] - 1) * 7;
    while (day >= behind)
        day -= 7;
    return day;
}

static gint64 change_instant(const Change *change, gint64 year, gint64 offset)
{
    return (days_before(year) + day_of(change, year)) * DAY_SECONDS + change->seconds - offset;
}

/* The year at an offset from UTC, from 1 on. */
static gint64 year_of(gint64 seconds)
{
    gint64 days = seconds / DAY_SECONDS - (seconds % DAY_SECONDS < 0);
    gint64 year = 1970 + days * 400 / 146097;
    while (year > 1 && days_before(year) > days)
        year--;
    while (days_before(year + 1) <= days)
        year++;
    return MAX(year, 1);
}

static gint64 offset_by_rule(const Rule *rule, gint64 instant)
{
    if (rule->standard == rule->summer)
        return rule->standard;
    gint64 year = year_of(instant + rule->standard);
    gint64 start = change_instant(&rule->start, year, rule->standard);
    gint64 end = change_instant(&rule->end, year, rule->summer);
    gboolean summer =
        start < end ? instant >= start && instant < end : instant >= start || instant < end;
    return summer ? rule->summer : rule->standard;
}

/* --- the offset --- */

/* How many changes are at or before the instant. */
static guint32 changes_until(const GfZone *zone, gint64 instant)
{
    guint32 low = 0, high = zone->changes;
    while (low < high) {
        guint32 middle = low + (high - low) / 2;
        if (read_64(zone->times + middle * (gsize) 8) <= instant)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

gint64 gf_zone_offset(const GfZone *zone, gint64 instant)
{
    Rule rule = {0};
    guint32 done = changes_until(zone, instant);
    if (done == zone->changes && read_rule(zone->rule, &rule))
        return offset_by_rule(&rule, instant);
    /* Before the first change the first offset holds (RFC 8536 section 3.2). */
    guint type = done > 0 ? zone->types[done - 1] : 0;
    return (gint32) read_32(zone->infos + type * (gsize) 6);
}
