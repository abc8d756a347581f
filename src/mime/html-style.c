/* html-style.c - see html-style.h. */
#include "mime/html-style.h"

#include <string.h>

const char *gf_html_attribute(const xmlChar **attributes, const char *name)
{
    for (; attributes != NULL && attributes[0] != NULL; attributes += 2)
        if (strcmp((const char *) attributes[0], name) == 0)
            return attributes[1] != NULL ? (const char *) attributes[1] : "";
    return NULL;
}

char *gf_html_folded_style(const xmlChar **attributes)
{
    const char *style = gf_html_attribute(attributes, "style");
    GString *out = g_string_new(NULL);
    for (const char *p = style != NULL ? style : ""; *p != '\0'; p++)
        if (!g_ascii_isspace(*p))
            g_string_append_c(out, g_ascii_tolower(*p));
    return g_string_free(out, FALSE);
}

const char *gf_html_style_value(const char *style, const char *property)
{
    for (const char *p = strstr(style, property); p != NULL; p = strstr(p + 1, property))
        if (p == style || p[-1] == ';')
            return p + strlen(property);
    return NULL;
}

gboolean gf_html_style_is_zero(const char *style, const char *property)
{
    const char *value = gf_html_style_value(style, property), *end = value;
    return value != NULL && g_ascii_strtod(value, (char **) &end) == 0 && end > value;
}

gboolean gf_html_is_hidden(const xmlChar **attributes, const char *style)
{
    return gf_html_attribute(attributes, "hidden") != NULL ||
           strstr(style, "display:none") != NULL || strstr(style, "mso-hide:all") != NULL ||
           strstr(style, "visibility:hidden") != NULL || gf_html_style_is_zero(style, "opacity:") ||
           (gf_html_style_is_zero(style, "max-height:") &&
            strstr(style, "overflow:hidden") != NULL);
}

gboolean gf_html_is_pixel(const xmlChar **attributes, const char *style)
{
    static const char *const sides[][2] = {{"width", "width:"}, {"height", "height:"}};
    for (gsize i = 0; i < G_N_ELEMENTS(sides); i++) {
        const char *said = gf_html_attribute(attributes, sides[i][0]);
        said = said != NULL ? said : gf_html_style_value(style, sides[i][1]);
        char *end = NULL;
        if (said != NULL && g_ascii_strtoull(said, &end, 10) <= 2 && end > said && *end != '.' &&
            *end != '%')
            return TRUE;
    }
    return FALSE;
}

gboolean gf_html_is_grid(const xmlChar **attributes)
{
    const char *border = gf_html_attribute(attributes, "border"),
               *class = gf_html_attribute(attributes, "class");
    return (border != NULL && g_ascii_strtoull(border, NULL, 10) > 0) ||
           (class != NULL && strstr(class, "MsoTableGrid") != NULL);
}

gboolean gf_html_is_tight(const xmlChar **attributes, const char *style)
{
    const char *class = gf_html_attribute(attributes, "class");
    return (class != NULL && g_str_has_prefix(class, "Mso")) || strstr(style, "margin:0") != NULL ||
           strstr(style, "margin-bottom:0") != NULL;
}

static void append_roman(GString *out, int number, gboolean capital)
{
    static const struct {
        int value;
        const char *letters;
    } steps[] = {{100, "c"}, {90, "xc"}, {50, "l"}, {40, "xl"}, {10, "x"},
                 {9, "ix"},  {5, "v"},   {4, "iv"}, {1, "i"}};
    for (gsize i = 0; i < G_N_ELEMENTS(steps); i++)
        for (; number >= steps[i].value; number -= steps[i].value)
            for (const char *p = steps[i].letters; *p != '\0'; p++)
                g_string_append_c(out, capital ? g_ascii_toupper(*p) : *p);
}

void gf_html_append_label(GString *out, char numbering, int number)
{
    gboolean roman = g_ascii_tolower(numbering) == 'i' && number > 0 && number < 400;
    gboolean letter = g_ascii_tolower(numbering) == 'a' && number > 0 && number <= 26;
    if (numbering == '\0')
        g_string_append_c(out, '-');
    else if (roman)
        append_roman(out, number, numbering == 'I');
    else if (letter)
        g_string_append_c(out, (char) (numbering + number - 1));
    else
        g_string_append_printf(out, "%d", number);
    g_string_append(out, numbering != '\0' ? ". " : " ");
}

int gf_html_number(const xmlChar **attributes, const char *name, int otherwise)
{
    const char *value = gf_html_attribute(attributes, name);
    char *end = NULL;
    gint64 number = value != NULL ? g_ascii_strtoll(value, &end, 10) : 0;
    return value != NULL && end > value ? (int) CLAMP(number, -9999, 99999) : otherwise;
}

char *gf_html_without_declarations(const char *html)
{
    GString *out = g_string_sized_new(strlen(html));
    const char *p = html, *mark, *end;
    while ((mark = strstr(p, "<!")) != NULL) {
        gboolean comment = g_str_has_prefix(mark, "<!--");
        gboolean dropped = !comment && mark[2] == '[';
        end = comment ? strstr(mark + 2, "-->") : dropped ? strchr(mark, '>') : mark;
        if (end == NULL)
            break;
        end += comment ? 3 : dropped ? 1 : 2;
        g_string_append_len(out, p, (dropped ? mark : end) - p);
        p = end;
    }
    g_string_append(out, p);
    return g_string_free(out, FALSE);
}

/* The last letter is of a script whose letters join. */
static gboolean ends_joined(const GString *out)
{
    const char *last = g_utf8_find_prev_char(out->str, out->str + out->len);
    return last != NULL && g_utf8_get_char(last) >= 0x600;
}

gsize gf_html_invisible(const char *text, gsize left, const GString *before)
{
    static const char *const characters[] = {
        "\xc2\xad" /* soft hyphen */,          "\xcd\x8f" /* combining grapheme joiner */,
        "\xe2\x80\x8b" /* zero width space */, "\xe2\x81\xa0" /* word joiner */,
        "\xef\xbb\xbf" /* byte order mark */,  "\xe2\x80\x8c" /* zero width non-joiner */};
    for (gsize i = 0; i < G_N_ELEMENTS(characters); i++) {
        gsize size = strlen(characters[i]);
        if (left >= size && memcmp(text, characters[i], size) == 0)
            return i + 1 == G_N_ELEMENTS(characters) && ends_joined(before) ? 0 : size;
    }
    return 0;
}
