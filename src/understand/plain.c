/* plain.c - see plain.h.
 *
 * A small reader of HTML leftovers, not of HTML: bodies that are declared as HTML are the business
 * of `mime`. Unknown tags and entities stay as they are; nothing fails.
 */
#include "understand/plain.h"

#include <string.h>

enum { TAG_NAME_MAXIMUM = 12, TAG_BYTES_MAXIMUM = 2000 };

static const struct {
    const char *name;
    gboolean breaks;
} tags[] = {
    {"br", TRUE},    {"div", TRUE},    {"p", TRUE},      {"tr", TRUE},         {"li", TRUE},
    {"ul", TRUE},    {"ol", TRUE},     {"table", TRUE},  {"hr", TRUE},         {"h1", TRUE},
    {"h2", TRUE},    {"h3", TRUE},     {"body", TRUE},   {"html", TRUE},       {"head", TRUE},
    {"tbody", TRUE}, {"center", TRUE}, {"title", TRUE},  {"blockquote", TRUE}, {"span", FALSE},
    {"b", FALSE},    {"i", FALSE},     {"u", FALSE},     {"a", FALSE},         {"strong", FALSE},
    {"em", FALSE},   {"font", FALSE},  {"td", FALSE},    {"th", FALSE},        {"img", FALSE},
    {"meta", FALSE}, {"o:p", FALSE},   {"small", FALSE},
};

static const struct {
    const char *name;
    gunichar character;
} entities[] = {
    {"nbsp", 0xa0},    {"amp", '&'},      {"lt", '<'},       {"gt", '>'},        {"quot", '"'},
    {"apos", '\''},    {"eacute", 0xe9},  {"egrave", 0xe8},  {"ecirc", 0xea},    {"euml", 0xeb},
    {"agrave", 0xe0},  {"acirc", 0xe2},   {"aacute", 0xe1},  {"auml", 0xe4},     {"ccedil", 0xe7},
    {"icirc", 0xee},   {"iuml", 0xef},    {"iacute", 0xed},  {"ocirc", 0xf4},    {"oacute", 0xf3},
    {"ograve", 0xf2},  {"ouml", 0xf6},    {"ugrave", 0xf9},  {"ucirc", 0xfb},    {"uacute", 0xfa},
    {"uuml", 0xfc},    {"ntilde", 0xf1},  {"szlig", 0xdf},   {"oelig", 0x153},   {"aelig", 0xe6},
    {"Eacute", 0xc9},  {"Egrave", 0xc8},  {"Ecirc", 0xca},   {"Agrave", 0xc0},   {"Ccedil", 0xc7},
    {"rsquo", 0x2019}, {"lsquo", 0x2018}, {"rdquo", 0x201d}, {"ldquo", 0x201c},  {"laquo", 0xab},
    {"raquo", 0xbb},   {"ndash", 0x2013}, {"mdash", 0x2014}, {"hellip", 0x2026}, {"euro", 0x20ac},
    {"deg", 0xb0},     {"middot", 0xb7},
};

const char *gf_plain_tag_end(const char *text, gboolean *ret_breaks)
{
    if (*text != '<')
        return NULL;
    const char *name = text + 1 + (text[1] == '/');
    gsize length = 0;
    while (length < TAG_NAME_MAXIMUM && (g_ascii_isalnum(name[length]) || name[length] == ':'))
        length++;
    for (gsize i = 0; i < G_N_ELEMENTS(tags); i++) {
        if (strlen(tags[i].name) != length ||
            g_ascii_strncasecmp(tags[i].name, name, length) != 0 ||
            strchr(" \t\n/>", name[length]) == NULL || name[length] == '\0')
            continue;
        gsize rest = 0;
        while (rest < TAG_BYTES_MAXIMUM && name[length + rest] != '\0' &&
               name[length + rest] != '>')
            rest++;
        if (name[length + rest] != '>')
            return NULL;
        *ret_breaks = tags[i].breaks;
        return name + length + rest + 1;
    }
    return NULL;
}

static gunichar numeric_entity(const char *text, const char **ret_end)
{
    gboolean hexadecimal = text[2] == 'x' || text[2] == 'X';
    const char *digits = text + 2 + hexadecimal;
    char *end = NULL;
    guint64 value = g_ascii_strtoull(digits, &end, hexadecimal ? 16 : 10);
    if (end == digits || end - digits > 7 || *end != ';' || value < 0x20 ||
        !g_unichar_validate((gunichar) value) || (value >= 0x7f && value < 0xa0))
        return 0;
    *ret_end = end + 1;
    return (gunichar) value;
}

/* The character of the entity at `text`, 0 where there is none. */
static gunichar entity(const char *text, const char **ret_end)
{
    if (text[0] != '&')
        return 0;
    if (text[1] == '#' && (g_ascii_isdigit(text[2]) || text[2] == 'x' || text[2] == 'X'))
        return numeric_entity(text, ret_end);
    for (gsize i = 0; i < G_N_ELEMENTS(entities); i++) {
        gsize length = strlen(entities[i].name);
        if (strncmp(text + 1, entities[i].name, length) == 0 && text[1 + length] == ';') {
            *ret_end = text + length + 2;
            return entities[i].character;
        }
    }
    return 0;
}

gboolean gf_plain_has_html(const char *text)
{
    const char *end = NULL;
    gboolean breaks = FALSE;
    for (const char *p = text; *p != '\0'; p++)
        if ((*p == '<' && gf_plain_tag_end(p, &breaks) != NULL) ||
            (*p == '&' && entity(p, &end) != 0))
            return TRUE;
    return FALSE;
}

char *gf_plain_text(const char *text)
{
    GString *plain = g_string_sized_new(strlen(text));
    for (const char *p = text; *p != '\0';) {
        gsize ordinary = strcspn(p, "<&");
        g_string_append_len(plain, p, (gssize) ordinary);
        p += ordinary;
        const char *end = p + (*p != '\0');
        gboolean breaks = FALSE;
        gunichar character = 0;
        const char *tag_end = gf_plain_tag_end(p, &breaks);
        if (tag_end != NULL) {
            g_string_append_c(plain, breaks ? '\n' : ' ');
            end = tag_end;
        } else if ((character = entity(p, &end)) != 0) {
            g_string_append_unichar(plain, character);
        } else {
            g_string_append_len(plain, p, end - p);
        }
        p = end;
    }
    return g_string_free(plain, FALSE);
}
