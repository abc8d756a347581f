/* keyfile-value.c - the types of values in the files that people write.
 *
 * Every refusal quotes the value and says what is allowed. A secret never comes here as a secret:
 * what the files hold is only where to find it.
 */
#include "base/address.h"
#include "base/date.h"
#include "base/keyfile-private.h"
#include "base/text.h"

#include <string.h>

/* The character that an escape stands for, '\0' where there is no such escape. */
static char escaped(char letter)
{
    static const char letters[] = "nts;\\", meanings[] = "\n\t ;\\";
    const char *found = letter == '\0' ? NULL : strchr(letters, letter);
    return found == NULL ? '\0' : meanings[found - letters];
}

/* The first unknown escape of `raw`, borrowed, or NULL. */
static const char *unknown_escape(const char *raw)
{
    for (const char *c = strchr(raw, '\\'); c != NULL; c = strchr(c + 2, '\\'))
        if (escaped(c[1]) == '\0')
            return c;
    return NULL;
}

char *gf_keyfile_value_text(const char *raw)
{
    GString *text = g_string_sized_new(strlen(raw));
    for (const char *c = raw; *c != '\0'; c++) {
        char meaning = *c == '\\' ? escaped(c[1]) : '\0';
        g_string_append_c(text, meaning == '\0' ? *c : meaning);
        if (meaning != '\0')
            c++;
    }
    return g_string_free(text, FALSE);
}

static void add_part(GPtrArray *parts, const char *begin, const char *end)
{
    g_autofree char *raw = g_strstrip(g_strndup(begin, (gsize) (end - begin)));
    if (*raw != '\0')
        g_ptr_array_add(parts, gf_keyfile_value_text(raw));
}

char **gf_keyfile_value_list(const char *raw)
{
    GPtrArray *parts = g_ptr_array_new();
    const char *begin = raw, *c = raw;
    for (; *c != '\0'; c++) {
        if (*c == '\\' && c[1] != '\0') {
            c++;
        } else if (*c == ';') {
            add_part(parts, begin, c);
            begin = c + 1;
        }
    }
    add_part(parts, begin, c);
    g_ptr_array_add(parts, NULL);
    return (char **) g_ptr_array_free(parts, FALSE);
}

static char *refuse_escape(const char *raw)
{
    const char *wrong = unknown_escape(raw);
    if (wrong == NULL)
        return NULL;
    g_autofree char *sign = g_utf8_substring(wrong, 0, MIN(2, g_utf8_strlen(wrong, -1)));
    return g_strdup_printf(
        "unknown escape %s (\\n line end, \\t tab, \\s space, \\; semicolon, \\\\ "
        "backslash)",
        sign);
}

static char *refuse_integer(const GfKeySpec *spec, const char *raw)
{
    gboolean bounded = spec->minimum != 0 || spec->maximum != 0;
    gint64 minimum = bounded ? spec->minimum : G_MININT64;
    gint64 maximum = bounded ? spec->maximum : G_MAXINT64;
    if (g_ascii_string_to_signed(raw, 10, minimum, maximum, NULL, NULL))
        return NULL;
    if (!bounded)
        return g_strdup_printf("\"%s\" is no whole number", raw);
    return g_strdup_printf("\"%s\" is no whole number from %" G_GINT64_FORMAT
                           " to %" G_GINT64_FORMAT,
                           raw, minimum, maximum);
}

static char *refuse_choice(const char *choices, const char *raw)
{
    g_auto(GStrv) words = g_strsplit(choices, " ", -1);
    if (g_strv_contains((const char *const *) words, raw))
        return NULL;
    g_autofree char *allowed = g_strjoinv(" | ", words);
    return g_strdup_printf("unknown value \"%s\" (allowed: %s)", raw, allowed);
}

static char *refuse_address(const char *raw)
{
    const char *why = NULL;
    if (gf_address_is_valid(raw, &why))
        return NULL;
    return g_strdup_printf("\"%s\" is no address we can write to: %s", raw, why);
}

static char *refuse_addresses(const char *raw)
{
    g_auto(GStrv) addresses = gf_keyfile_value_list(raw);
    for (char **address = addresses; *address != NULL; address++) {
        char *why = refuse_address(*address);
        if (why != NULL)
            return why;
    }
    return NULL;
}

static char *refuse_list(const char *raw)
{
    char *why = refuse_escape(raw);
    if (why != NULL)
        return why;
    g_auto(GStrv) parts = gf_keyfile_value_list(raw);
    return *parts == NULL ? g_strdup("empty list (remove the line or give a value)") : NULL;
}

static gboolean is_time(const char *raw)
{
    return strlen(raw) == 5 && g_ascii_isdigit(raw[0]) && g_ascii_isdigit(raw[1]) &&
           raw[2] == ':' && g_ascii_isdigit(raw[3]) && g_ascii_isdigit(raw[4]) &&
           g_ascii_strtoull(raw, NULL, 10) < 24 && raw[3] < '6';
}

static gboolean is_fraction(const char *raw)
{
    g_auto(GStrv) parts = g_strsplit(raw, "/", 3);
    guint64 numerator = 0, denominator = 0;
    return g_strv_length(parts) == 2 &&
           g_ascii_string_to_unsigned(parts[1], 10, 1, 1000, &denominator, NULL) &&
           g_ascii_string_to_unsigned(parts[0], 10, 1, denominator, &numerator, NULL);
}

/* The types whose only question is their form. */
static char *refuse_form(GfKeyType type, const char *raw)
{
    gint64 instant;
    GDate date;
    switch (type) {
    case GF_KEY_SLUG:
        return gf_text_is_slug(raw) ? NULL : g_strdup("a-z, 0-9 and single hyphens");
    case GF_KEY_DATE:
        return gf_date_parse(raw, &date) ? NULL : g_strdup("a day such as 2027-03-12");
    case GF_KEY_DATETIME:
        return gf_instant_parse(raw, "UTC", &instant) ? NULL
                                                      : g_strdup("a time such as 2027-03-12 09:30");
    case GF_KEY_TIME:
        return is_time(raw) ? NULL : g_strdup("a time of day such as 09:30");
    case GF_KEY_ZONE:
        return gf_zone_is_valid(raw) ? NULL : g_strdup("a time zone such as Europe/Paris");
    case GF_KEY_FRACTION:
        return is_fraction(raw) ? NULL : g_strdup("a fraction such as 1/2, at most 1");
    default:
        g_assert_not_reached();
    }
}

static char *refuse_type(const GfKeySpec *spec, const char *raw)
{
    switch (spec->type) {
    case GF_KEY_TEXT:
        return refuse_escape(raw);
    case GF_KEY_INTEGER:
        return refuse_integer(spec, raw);
    case GF_KEY_BOOLEAN:
        return refuse_choice("true false", raw);
    case GF_KEY_CHOICE:
        return refuse_choice(spec->choices, raw);
    case GF_KEY_LIST:
        return refuse_list(raw);
    case GF_KEY_ADDRESS:
        return refuse_address(raw);
    case GF_KEY_ADDRESSES: {
        char *why = refuse_list(raw);
        return why != NULL ? why : refuse_addresses(raw);
    }
    default: {
        g_autofree char *form = refuse_form(spec->type, raw);
        return form == NULL ? NULL : g_strdup_printf("\"%s\" is not allowed (%s)", raw, form);
    }
    }
}

char *gf_keyfile_value_refusal(const GfKeySpec *spec, const char *raw)
{
    if (*raw == '\0')
        return g_strdup("empty (remove the line or give a value)");
    char *why = refuse_type(spec, raw);
    gboolean comment = why != NULL && (strstr(raw, " #") != NULL || strstr(raw, "\t#") != NULL);
    if (!comment)
        return why;
    g_autofree char *plain = why;
    return g_strdup_printf("%s; a comment needs a line of its own", plain);
}
