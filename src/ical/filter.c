/* filter.c - the sieve between a stranger's calendar and libical.
 *
 * libical overflows its stack on deep nesting, is quadratic on long lines and many errors, and
 * expands recurrence rules that never end (FIELD-GUIDE section 4.2). It is given only what is read
 * here: four kinds of components and their time zones, a list of properties, plain yearly zone
 * rules, all unfolded and properly closed. Repairs what real senders break where there is one
 * reading: lines folded without a space or indented, quotes inside quotes, unquoted colons and
 * commas in names, quoted-printable encoded twice, HTML entities, missing END lines. One pass over
 * the bytes; never fails, at worst nothing is left.
 */
#include "base/limits.h"
#include "base/text.h"
#include "ical/private.h"

#include <string.h>

typedef enum { CALENDAR, EVENT, ZONE, RULE, LEVELS } Level;

static const struct {
    const char *name;
    Level level;
} components[] = {
    {"VCALENDAR", CALENDAR}, {"VEVENT", EVENT},   {"VTODO", EVENT},   {"VJOURNAL", EVENT},
    {"VFREEBUSY", EVENT},    {"VTIMEZONE", ZONE}, {"STANDARD", RULE}, {"DAYLIGHT", RULE},
};

/* The properties that are read, by the level of component that may hold them. */
static const char *const properties[LEVELS] = {
    [CALENDAR] = " METHOD VERSION PRODID X-WR-TIMEZONE ",
    [EVENT] =
        " UID SEQUENCE DTSTAMP RECURRENCE-ID ORGANIZER ATTENDEE DTSTART DTEND DUE DURATION SUMMARY"
        " COMMENT METHOD ",
    [ZONE] = " TZID ",
    [RULE] = " DTSTART TZOFFSETFROM TZOFFSETTO RRULE ",
};

/* A component that is open: VCALENDAR, one inside it, and inside a zone one rule. */
#define DEPTH 3

typedef struct {
    GString *out;
    int open[DEPTH]; /* indices of components[] */
    int depth;
    guint skipping; /* depth inside components that are not read */
    guint begins, calendars, attendees;
    gboolean full;     /* a limit was met: read no more */
    gboolean implicit; /* the VCALENDAR around it is ours */
    gboolean indented; /* its lines stand in from the edge, as people lay them out */
    gboolean capitals; /* names are in capitals, as nearly all programs write them */
    gboolean unterminated;
    const char *problem;
} Filter;

static void note(Filter *filter, const char *problem)
{
    if (filter->problem == NULL)
        filter->problem = problem;
}

static int component_index(const char *name)
{
    for (gsize i = 0; i < G_N_ELEMENTS(components); i++)
        if (g_ascii_strcasecmp(components[i].name, name) == 0)
            return (int) i;
    return -1;
}

static void close_to(Filter *filter, int depth)
{
    while (filter->depth > depth) {
        filter->depth--;
        g_string_append_printf(filter->out, "END:%s\n",
                               components[filter->open[filter->depth]].name);
    }
}

static void open_component(Filter *filter, int index)
{
    filter->open[filter->depth++] = index;
    g_string_append_printf(filter->out, "BEGIN:%s\n", components[index].name);
}

/* Depth at which a component of this level may begin. */
static int depth_for(Level level)
{
    return level == CALENDAR ? 0 : level == RULE ? 2 : 1;
}

static void begin(Filter *filter, const char *name)
{
    int index = component_index(name);
    if (filter->skipping > 0 || index < 0) {
        filter->skipping++;
        return;
    }
    Level level = components[index].level;
    if (level == RULE && (filter->depth < 2 || components[filter->open[1]].level != ZONE)) {
        filter->skipping++;
        return;
    }
    if (++filter->begins > GF_LIMIT_CALENDAR_BEGINS ||
        (level == CALENDAR && ++filter->calendars > GF_LIMIT_CALENDARS)) {
        filter->full = TRUE;
        note(filter, "calendar-too-large");
        return;
    }
    close_to(filter, depth_for(level));
    /* Some programs write a VEVENT on its own. */
    if (level == CALENDAR) {
        filter->implicit = FALSE;
    } else if (filter->depth == 0) {
        filter->implicit = TRUE;
        open_component(filter, component_index("VCALENDAR"));
    }
    open_component(filter, index);
}

static void end(Filter *filter, const char *name)
{
    int index = component_index(name);
    int depth = filter->depth;
    while (depth > 0 && filter->open[depth - 1] != index)
        depth--;
    gboolean is_open = index >= 0 && depth > 0;
    /* An alarm that was never closed must not swallow the event around it. */
    if (filter->skipping > 1 || (filter->skipping == 1 && !is_open)) {
        filter->skipping--;
        return;
    }
    filter->skipping = 0;
    if (is_open)
        close_to(filter, depth - 1);
}

static gboolean begins_with_any(const char *text, const char *const *prefixes)
{
    for (; *prefixes != NULL; prefixes++)
        if (g_ascii_strncasecmp(text, *prefixes, strlen(*prefixes)) == 0)
            return TRUE;
    return FALSE;
}

/* libical walks through a zone's rules: only those that cannot keep it busy pass. The hour, which
 * Notes repeats here, is that of DTSTART. */
static void append_rule(GString *out, const char *value)
{
    static const char *const kept[] = {
        "FREQ=YEARLY", "BYMONTH=", "BYDAY=", "WKST=", "UNTIL=", "INTERVAL=1", NULL};
    static const char *const left_out[] = {"BYHOUR=", "BYMINUTE=", "BYSECOND=", NULL};
    if (strlen(value) > 200)
        return;
    g_auto(GStrv) fields = g_strsplit(value, ";", -1);
    g_autoptr(GString) rule = g_string_new(NULL);
    gboolean yearly = FALSE;
    for (char **field = fields; *field != NULL; field++) {
        if (**field == '\0' || begins_with_any(*field, left_out))
            continue;
        if (!begins_with_any(*field, kept))
            return;
        yearly |= g_ascii_strcasecmp(*field, "FREQ=YEARLY") == 0;
        g_string_append_printf(rule, "%s%s", rule->len > 0 ? ";" : "", *field);
    }
    if (yearly)
        g_string_append_printf(out, "RRULE:%s\n", rule->str);
}

static gboolean is_name_character(char c)
{
    return g_ascii_isalnum(c) || c == '-';
}

/* Length of the property name at the start of `line`, 0 where there is none. */
static gsize name_length(const char *line, gsize length)
{
    gsize n = 0;
    while (n < length && is_name_character(line[n]))
        n++;
    return n < length && n < 64 && (line[n] == ':' || line[n] == ';') ? n : 0;
}

/* The quote that closes a value opened before `text`: the first one that a delimiter follows. */
static const char *closing_quote(const char *text)
{
    for (const char *quote = strchr(text, '"'); quote != NULL; quote = strchr(quote + 1, '"'))
        if (quote[1] == ';' || quote[1] == ':' || quote[1] == ',')
            return quote;
    return NULL;
}

static void append_without_quotes(GString *out, const char *from, const char *to)
{
    for (const char *c = from; c < to; c++)
        if (*c != '"')
            g_string_append_c(out, *c);
}

/* Copies one parameter value from `text`, quoted where it needs it, quotes inside it left out.
 * Gives where it ends. `stop`: the unquoted value may not go beyond (NULL: no such bound). */
static const char *append_parameter_value(GString *out, const char *text, const char *stop)
{
    const char *end = NULL;
    if (*text == '"' && (end = closing_quote(text + 1)) != NULL) {
        g_string_append_c(out, '"');
        append_without_quotes(out, text + 1, end);
        g_string_append_c(out, '"');
        return end + 1;
    }
    end = text;
    while (*end != '\0' && *end != ';' && (*end != ':' || (stop != NULL && end < stop)))
        end++;
    gboolean special = memchr(text, ',', (gsize) (end - text)) != NULL ||
                       memchr(text, ':', (gsize) (end - text)) != NULL;
    const char *last = end;
    while (last > text && g_ascii_isspace(last[-1]))
        last--;
    g_string_append(out, special ? "\"" : "");
    append_without_quotes(out, text, last);
    g_string_append(out, special ? "\"" : "");
    return end;
}

static const char *skip_spaces(const char *text)
{
    return text + strspn(text, " \t");
}

/* The line's parameters, repaired, into `out`; gives the value after the colon, NULL where there is
 * none. Spaces around names and values are nobody's. */
static const char *append_parameters(GString *out, const char *text, const char *stop)
{
    while (*text == ';') {
        const char *name = skip_spaces(text + 1), *end = name;
        while (is_name_character(*end) || *end == '_')
            end++;
        const char *value = skip_spaces(end);
        if (*value != '=') { /* not a parameter: drop it */
            while (*value != '\0' && *value != ';' && *value != ':')
                value++;
            text = value;
            continue;
        }
        g_string_append_printf(out, ";%.*s=", (int) (end - name), name);
        text = append_parameter_value(out, skip_spaces(value + 1), stop);
        while (*text == ',') { /* "mailto:a","mailto:b" */
            g_string_append_c(out, ',');
            text = append_parameter_value(out, skip_spaces(text + 1), stop);
        }
        text = skip_spaces(text);
        if (*text != ';' && *text != ':')
            return NULL;
    }
    return *text == ':' ? text + 1 : NULL;
}

static int hex_value(const char *text)
{
    if (!g_ascii_isxdigit(text[0]) || !g_ascii_isxdigit(text[1]))
        return -1;
    return g_ascii_xdigit_value(text[0]) * 16 + g_ascii_xdigit_value(text[1]);
}

/* Notes sends addresses with their quoted-printable encoded twice: ";CN=3DDupont". Programs of
 * vCalendar 1.0 encode single properties so, and say it. */
static void decode_encoded(GString *line, gboolean person)
{
    g_autofree char *upper = g_ascii_strup(line->str, -1);
    if (strstr(upper, "ENCODING=QUOTED-PRINTABLE") == NULL &&
        (!person || strstr(upper, "=3D") == NULL))
        return;
    g_autoptr(GString) decoded = g_string_sized_new(line->len);
    for (const char *c = line->str; *c != '\0'; c++) {
        int byte = *c == '=' ? hex_value(c + 1) : -1;
        g_string_append_c(decoded, byte >= 0x20 ? (char) byte : *c);
        if (byte >= 0x20)
            c += 2;
    }
    if (g_utf8_validate(decoded->str, (gssize) decoded->len, NULL))
        g_string_assign(line, decoded->str);
}

/* Programs of the web escape texts as in a page; a name so escaped would end at ";". */
static void decode_entities(GString *line)
{
    static const char *const entities[][2] = {
        {"&quot;", "\""}, {"&#34;", "\""}, {"&apos;", "'"}, {"&#39;", "'"},
        {"&lt;", "<"},    {"&gt;", ">"},   {"&amp;", "&"},
    };
    if (strchr(line->str, '&') == NULL)
        return;
    for (gsize i = 0; i < G_N_ELEMENTS(entities); i++)
        g_string_replace(line, entities[i][0], entities[i][1], 0);
}

/* libical's integers overflow: some programs put milliseconds here. */
static void append_sequence(GString *out, const char *value)
{
    gint64 sequence = g_ascii_strtoll(value, NULL, 10);
    g_string_append_printf(out, "%d", (int) CLAMP(sequence, 0, G_MAXINT32));
}

/* A time as RFC 5545 section 3.3.5 wants it: programs also write that of ISO 8601 with its marks
 * and parts of a second ("2027-03-12T13:00:00.000Z"), or leave out the seconds. */
static void append_time(GString *out, const char *value)
{
    g_autoptr(GString) time = g_string_new(NULL);
    for (const char *c = value; *c != '\0'; c++) {
        if (*c == '.')
            c += strspn(c + 1, "0123456789");
        else if (strchr("-: ", *c) == NULL)
            g_string_append_c(time, *c);
    }
    gboolean no_seconds = time->len == 13 || (time->len == 14 && time->str[13] == 'Z');
    if (no_seconds && time->str[8] == 'T')
        g_string_insert(time, 13, "00");
    g_string_append(out, time->str);
}

static gboolean is_person(const char *name)
{
    return strcmp(name, "ATTENDEE") == 0 || strcmp(name, "ORGANIZER") == 0;
}

static gboolean is_time(const char *name)
{
    return g_str_has_prefix(name, "DT") || strcmp(name, "RECURRENCE-ID") == 0 ||
           strcmp(name, "DUE") == 0;
}

/* The colon before the value of a line, where it is certain whatever colons stand unquoted before
 * it: a person's is that before the last "mailto:", or the last where an address follows; a time's
 * the last. NULL: not certain. */
static const char *certain_colon(const char *name, const char *line)
{
    const char *last = strrchr(line, ':');
    if (is_time(name))
        return last;
    if (!is_person(name))
        return NULL;
    if (last == NULL || strchr(last, '"') != NULL)
        return NULL;
    g_autofree char *before = g_ascii_strdown(line, last - line);
    if (!g_str_has_suffix(before, "mailto"))
        return strchr(last, '@') != NULL ? last : NULL;
    const char *colon = last - strlen("mailto") - 1;
    while (colon > line && *colon == ' ')
        colon--;
    return *colon == ':' ? colon : NULL;
}

/* A property that is read: name in capitals, parameters repaired, value as it is. */
static void append_property(Filter *filter, const char *name, GString *line)
{
    gsize length = strlen(name);
    decode_encoded(line, is_person(name));
    if (is_person(name) || strcmp(name, "SUMMARY") == 0 || strcmp(name, "COMMENT") == 0)
        decode_entities(line);
    g_autoptr(GString) property = g_string_new(name);
    const char *value =
        append_parameters(property, line->str + length, certain_colon(name, line->str));
    if (value == NULL)
        return;
    if (strcmp(name, "RRULE") == 0) {
        append_rule(filter->out, value);
        return;
    }
    g_string_append_printf(filter->out, "%s:", property->str);
    if (strcmp(name, "SEQUENCE") == 0)
        append_sequence(filter->out, value);
    else if (is_time(name))
        append_time(filter->out, value);
    else
        g_string_append(filter->out, value);
    g_string_append_c(filter->out, '\n');
}

/* Text as UTF-8: what is not must be Windows-1252, mislabelled. */
static void make_utf8(GString *line)
{
    if (!g_utf8_validate(line->str, (gssize) line->len, NULL)) {
        g_autofree char *converted =
            g_convert(line->str, (gssize) line->len, "UTF-8", "WINDOWS-1252", NULL, NULL, NULL);
        if (converted != NULL)
            g_string_assign(line, converted);
    }
    g_autofree char *clean = gf_text_clean(line->str, (gssize) line->len);
    g_string_assign(line, clean);
    g_strdelimit(line->str, "\n", ' ');
}

static void take_line(Filter *filter, GString *line)
{
    gsize length = name_length(line->str, line->len);
    if (length == 0)
        return;
    g_autofree char *name = g_ascii_strup(line->str, (gssize) length);
    gboolean is_begin = strcmp(name, "BEGIN") == 0;
    if (is_begin || strcmp(name, "END") == 0) {
        g_autofree char *component = g_strstrip(g_strdup(line->str + length + 1));
        if (is_begin)
            begin(filter, component);
        else
            end(filter, component);
        return;
    }
    if (filter->skipping > 0 || filter->depth == 0)
        return;
    Level level = components[filter->open[filter->depth - 1]].level;
    g_autofree char *key = g_strdup_printf(" %s ", name);
    if (strstr(properties[level], key) == NULL)
        return;
    gboolean too_many =
        strcmp(name, "ATTENDEE") == 0 && ++filter->attendees > GF_LIMIT_CALENDAR_ATTENDEES;
    if (line->len > GF_LIMIT_CALENDAR_LINE_BYTES || too_many) {
        note(filter, "calendar-too-large");
        return;
    }
    make_utf8(line);
    append_property(filter, name, line);
}

/* A relay wraps long lines, and short ones nobody: below this the break is not one of length. */
#define WRAPPED_BYTES 60

/* TRUE where a person's or time's line is cut before its value: it must go on. */
static gboolean wants_value(const char *line)
{
    static const char *const names[] = {"ATTENDEE;", "ORGANIZER;",     "DTSTART;",
                                        "DTEND;",    "RECURRENCE-ID;", NULL};
    return begins_with_any(line, names) &&
           (strchr(line, ':') == NULL || strchr(";:,@", line[strlen(line) - 1]) != NULL);
}

/* A physical line that continues the one before although nothing says so: folded without a space,
 * cut at a soft break of quoted-printable, or a line end left in a text. */
static void append_broken_fold(GString *line, const char *text, gsize length)
{
    gboolean is_text = g_ascii_strncasecmp(line->str, "SUMMARY", 7) == 0 ||
                       g_ascii_strncasecmp(line->str, "COMMENT", 7) == 0;
    char last = line->len > 0 ? line->str[line->len - 1] : '\0';
    if (last == '=')
        g_string_truncate(line, line->len - 1);
    else if (line->len < WRAPPED_BYTES && is_text)
        g_string_append(line, "\\n");
    else if (line->len < WRAPPED_BYTES && wants_value(line->str))
        g_string_append(line, strchr(";:,\"@", last) != NULL ? "" : " ");
    else if (line->len < WRAPPED_BYTES)
        return;
    g_string_append_len(line, text, (gssize) length);
}

/* Bytes to leave out before a line that is indented and begins a property all the same: a fold
 * comes after a long line, and goes on with anything but the name of a property that is read. */
static gsize indent_of_property(Filter *filter, gsize before, const char *text, gsize size)
{
    gsize indent = 0;
    while (indent < size && (text[indent] == ' ' || text[indent] == '\t'))
        indent++;
    gsize length = name_length(text + indent, size - indent);
    if (indent == 0 || length == 0 || (before >= WRAPPED_BYTES && !filter->indented))
        return 0;
    g_autofree char *name = g_ascii_strup(text + indent, (gssize) length);
    g_autofree char *key = g_strdup_printf(" %s ", name);
    filter->indented |= strcmp(name, "BEGIN") == 0;
    gboolean known = strcmp(name, "BEGIN") == 0 || strcmp(name, "END") == 0;
    for (gsize level = 0; level < LEVELS && !known; level++)
        known = strstr(properties[level], key) != NULL;
    return known ? indent : 0;
}

/* Old Mozilla folds between the name and the colon: "METHOD", then " :REPLY". */
static gsize folded_name_length(const char *text, gsize size, const char *end)
{
    gsize length = 0;
    while (length < size && is_name_character(text[length]))
        length++;
    const char *next = text + size;
    while (next < end && (*next == '\r' || *next == '\n'))
        next++;
    gboolean folded = end - next >= 2 && (next[0] == ' ' || next[0] == '\t') &&
                      (next[1] == ':' || next[1] == ';');
    return length == size && folded ? length : 0;
}

/* TRUE where a property begins and not, by chance, the rest of a broken text: "Note: ..." */
static gboolean begins_property(const Filter *filter, const char *text, gsize size, const char *end)
{
    gsize length = name_length(text, size);
    if (length == 0)
        length = folded_name_length(text, size, end);
    if (length == 0 || !filter->capitals || g_ascii_strncasecmp(text, "X-", 2) == 0)
        return length > 0;
    for (gsize i = 0; i < length; i++)
        if (g_ascii_islower(text[i]))
            return FALSE;
    return TRUE;
}

static gsize line_end(const char *bytes, gsize length)
{
    gsize end = 0;
    while (end < length && bytes[end] != '\n' && bytes[end] != '\r')
        end++;
    return end;
}

static void take_bytes(Filter *filter, const char *bytes, gsize length)
{
    g_autoptr(GString) line = g_string_new(NULL);
    gsize at = 0;
    while (at < length && !filter->full) {
        const char *text = bytes + at;
        gsize size = line_end(text, length - at);
        filter->unterminated = at + size == length;
        at += size + 1;
        if (size == 0)
            continue;
        gsize indent = indent_of_property(filter, line->len, text, size);
        text += indent;
        size -= indent;
        /* Beyond the limit a line is dropped anyway: do not gather it. */
        gboolean room = line->len <= GF_LIMIT_CALENDAR_LINE_BYTES;
        if (text[0] == ' ' || text[0] == '\t') {
            if (room)
                g_string_append_len(line, text + 1, (gssize) size - 1);
        } else if (begins_property(filter, text, size, bytes + length)) {
            filter->capitals |= size >= 6 && memcmp(text, "BEGIN:", 6) == 0;
            take_line(filter, line);
            g_string_truncate(line, 0);
            g_string_append_len(line, text, (gssize) size);
        } else if (room && line->len > 0) {
            append_broken_fold(line, text, size);
        }
        if (filter->out->len > GF_LIMIT_CALENDAR_BYTES) {
            filter->full = TRUE;
            note(filter, "calendar-too-large");
        }
    }
    /* The last line of a text that was cut may be half an address: it counts only as an END. */
    gboolean whole = !filter->unterminated || g_ascii_strncasecmp(line->str, "END:", 4) == 0;
    if (!filter->full && whole)
        take_line(filter, line);
}

char *gf_ical_filter(const char *bytes, gsize length, const char **ret_problem)
{
    static const char byte_order_mark[] = "\xef\xbb\xbf";
    Filter filter = {.out = g_string_new(NULL)};
    if (length >= 3 && memcmp(bytes, byte_order_mark, 3) == 0) {
        bytes += 3;
        length -= 3;
    }
    if (length > 16 * GF_LIMIT_CALENDAR_BYTES) {
        note(&filter, "calendar-too-large");
        length = 16 * GF_LIMIT_CALENDAR_BYTES;
    }
    take_bytes(&filter, bytes, length);
    if (filter.depth > 1)
        note(&filter, "calendar-truncated");
    else if (filter.depth == 1 && !filter.implicit)
        note(&filter, "calendar-unclosed");
    close_to(&filter, 0);
    *ret_problem = filter.problem;
    return g_string_free(filter.out, filter.out->len == 0);
}
