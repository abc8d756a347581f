/* cmd-inspect-page.c - see cmd-inspect-page.h. */
#include "cli/cmd-inspect-page.h"

#include "base/date.h"
#include "base/text.h"

#include <string.h>

enum {
    PAGE_COLUMNS = 80,
    MARGIN_COLUMNS = 2,
    LABEL_COLUMNS = 12,
    TEXT_COLUMNS = PAGE_COLUMNS - MARGIN_COLUMNS - LABEL_COLUMNS,
    LONGEST_TEXT = 2000, /* characters: a page without line ends is no line */
};

const char *gf_page_say(const GfPage *page, const char *english, const char *french)
{
    return page->french ? french : english;
}

/* --- lines --- */

/* How many bytes of `text` fit in a line: to a space where there is one, else to the edge. */
static gsize fitting(const char *text)
{
    int columns = 0;
    const char *space = text, *at = text;
    for (; *at != '\0'; at = g_utf8_next_char(at)) {
        gunichar character = g_utf8_get_char(at);
        columns += g_unichar_iszerowidth(character) ? 0 : g_unichar_iswide(character) ? 2 : 1;
        if (*at == ' ')
            space = at;
        if (columns > TEXT_COLUMNS)
            return (gsize) ((space > text ? space : at) - text);
    }
    return (gsize) (at - text);
}

void gf_page_put(const GfPage *page, const char *label, const char *text)
{
    g_autofree char *line = gf_text_line(text, LONGEST_TEXT);
    g_autofree char *bound = page->french ? gf_text_bind(line) : g_strdup(line);
    for (const char *at = bound; *at != '\0';) {
        gsize length = fitting(at);
        g_autofree char *side = gf_cli_padded(at == bound ? label : "", LABEL_COLUMNS);
        gf_cli_print("%*s%s%.*s\n", MARGIN_COLUMNS, "", side, (int) length, at);
        at += length;
        at += strspn(at, " ");
    }
}

void gf_page_put_owned(const GfPage *page, const char *label, char *text)
{
    gf_page_put(page, label, text);
    g_free(text);
}

void gf_page_put_others(const GfPage *page, guint total, guint shown)
{
    if (total <= shown)
        return;
    gf_page_put_owned(page, "",
                      page->french ? g_strdup_printf("et %u de plus", total - shown)
                                   : g_strdup_printf("and %u more", total - shown));
}

const char *gf_page_colon(const GfPage *page)
{
    return gf_page_say(page, ": ", " : ");
}

char *gf_page_person(const char *name, const char *address)
{
    gboolean named = name != NULL && *name != '\0';
    g_autofree char *text = named && *address != '\0' ? g_strdup_printf("%s <%s>", name, address)
                                                      : g_strdup(named ? name : address);
    return gf_text_line(text, GF_PAGE_CHARACTERS);
}

/* --- numbers --- */

char *gf_page_count(const GfPage *page, guint count, const char *english, const char *french)
{
    gboolean one = count == 1 || (page->french && count == 0);
    return g_strdup_printf("%u %s%s", count, gf_page_say(page, english, french), one ? "" : "s");
}

char *gf_page_size(const GfPage *page, guint64 bytes)
{
    static const char *const english[] = {"kB", "MB", "GB"}, *const french[] = {"ko", "Mo", "Go"};
    if (bytes < 1000)
        return gf_page_count(page, (guint) bytes, "byte", "octet");
    guint unit = 0;
    guint64 tenths = (bytes + 50) / 100;
    for (; tenths >= 9995 && unit + 1 < G_N_ELEMENTS(english); unit++)
        tenths = (tenths + 500) / 1000;
    const char *name = page->french ? french[unit] : english[unit];
    if (tenths >= 100 || tenths % 10 == 0)
        return g_strdup_printf("%" G_GUINT64_FORMAT " %s", (tenths + 5) / 10, name);
    return g_strdup_printf("%" G_GUINT64_FORMAT "%s%" G_GUINT64_FORMAT " %s", tenths / 10,
                           page->french ? "," : ".", tenths % 10, name);
}

/* --- days and hours --- */

/* The zone is named only where it is not that of the people who read. */
static const char *zone_words(const GfPage *page)
{
    return g_str_equal(page->zone, "UTC") ? " UTC" : "";
}

char *gf_page_span(const GfPage *page, gint64 start, gint64 end)
{
    if (start == 0)
        return NULL;
    GDate days[2];
    int hours[2], minutes[2];
    gf_wall_clock(start, page->zone, &days[0], &hours[0], &minutes[0]);
    gf_wall_clock(end, page->zone, &days[1], &hours[1], &minutes[1]);
    g_autofree char *day = gf_date_words(&days[0], page->language);
    g_autofree char *time = gf_time_words(hours[0], minutes[0], page->language);
    if (end <= start)
        return g_strdup_printf("%s, %s%s", day, time, zone_words(page));
    g_autofree char *last_day = gf_date_words(&days[1], page->language);
    g_autofree char *last_time = gf_time_words(hours[1], minutes[1], page->language);
    gboolean same = g_date_compare(&days[0], &days[1]) == 0;
    return g_strdup_printf("%s, %s – %s%s%s%s", day, time, same ? "" : last_day, same ? "" : ", ",
                           last_time, zone_words(page));
}

char *gf_page_when(const GfPage *page, gint64 instant)
{
    return gf_page_span(page, instant, 0);
}

char *gf_page_day(const GfPage *page, const char *text)
{
    GDate date;
    gint64 instant;
    if (text != NULL && gf_date_parse(text, &date))
        return gf_date_words(&date, page->language);
    if (text != NULL && gf_instant_parse_rfc3339(text, &instant))
        return gf_page_when(page, instant);
    return g_strdup(text);
}
