/* flowed.c - see flowed.h. The signature line "-- " is never joined (RFC 3676 section 4.3). */
#include "mime/flowed.h"

#include <string.h>

typedef struct {
    gsize depth;
    const char *text;
    gsize length;
    gboolean soft;
} Line;

static Line read_line(const char *start, gsize length)
{
    Line line = {0, start, length, FALSE};
    while (line.length > 0 && *line.text == '>') {
        line.depth++;
        line.text++;
        line.length--;
    }
    if (line.length > 0 && *line.text == ' ') {
        line.text++;
        line.length--;
    }
    gboolean signature = line.length == 3 && memcmp(line.text, "-- ", 3) == 0;
    line.soft = line.length > 0 && line.text[line.length - 1] == ' ' && !signature;
    return line;
}

static void append_marks(GString *out, gsize depth)
{
    for (gsize i = 0; i < depth; i++)
        g_string_append_c(out, '>');
    if (depth > 0)
        g_string_append_c(out, ' ');
}

/* Scripts that put no space between words are what DelSp is for. */
static gboolean is_unspaced(const char *text, const char *end)
{
    const char *last = g_utf8_find_prev_char(text, end);
    return last != NULL && g_utf8_get_char(last) >= 0x2e80;
}

/* Some mailers announce DelSp and then write one space where two are due: all words would stick
 * together. Believed where any line has the two, or there is too little to tell. */
static gboolean delete_space_is_meant(const char *text)
{
    guint soft = 0, doubled = 0;
    for (const char *end = strchr(text, '\n'); end != NULL; end = strchr(end + 1, '\n')) {
        gboolean one = end > text && end[-1] == ' ';
        soft += one && !is_unspaced(text, end - 1);
        doubled += one && end > text + 1 && end[-2] == ' ';
    }
    return doubled > 0 || soft < 2;
}

char *gf_flowed_join(const char *text, gboolean delete_space)
{
    delete_space = delete_space && delete_space_is_meant(text);
    GString *out = g_string_sized_new(strlen(text));
    gboolean open = FALSE;
    gsize depth = 0;
    for (const char *p = text; *p != '\0';) {
        gsize length = strcspn(p, "\n");
        Line line = read_line(p, length);
        gboolean signature = line.length == 3 && memcmp(line.text, "-- ", 3) == 0;
        if (open && (line.depth != depth || signature)) {
            g_string_append_c(out, '\n');
            open = FALSE;
        }
        if (!open)
            append_marks(out, line.depth);
        g_string_append_len(out, line.text,
                            (gssize) (line.length - (line.soft && delete_space ? 1 : 0)));
        open = line.soft;
        depth = line.depth;
        p += length;
        if (!open && *p == '\n')
            g_string_append_c(out, '\n');
        p += *p == '\n';
    }
    return g_string_free(out, FALSE);
}

/* One line as sent, without its end. */
static void append_stuffed(GString *out, const char *line, gsize length)
{
    gboolean stuffed = length > 0 && (*line == ' ' || *line == '>' ||
                                      (length >= 5 && memcmp(line, "From ", 5) == 0));
    g_string_append(out, stuffed ? " " : "");
    g_string_append_len(out, line, (gssize) length);
}

/* How many bytes of `line` come before the next soft break, its space among them; all of them where
 * there is none. */
static gsize room_on_line(const char *line, const char *end, gsize columns)
{
    gsize column = 0;
    const char *after_space = NULL;
    for (const char *p = line; p < end; p = g_utf8_next_char(p)) {
        column += (guchar) *p >= 0x80 && g_unichar_iszerowidth(g_utf8_get_char(p)) ? 0 : 1;
        if (column > columns && after_space != NULL)
            return (gsize) (after_space - line);
        if (*p == ' ' && p > line && p + 1 < end && p[1] != ' ')
            after_space = p + 1;
    }
    return (gsize) (end - line);
}

char *gf_flowed_break(const char *text, gsize columns)
{
    GString *out = g_string_sized_new(strlen(text) + strlen(text) / 32);
    while (*text != '\0') {
        const char *next = strchrnul(text, '\n'), *end = next;
        gboolean signature = end - text == 3 && memcmp(text, "-- ", 3) == 0;
        while (!signature && end > text && end[-1] == ' ')
            end--;
        for (gsize size = 0; text < end; text += size) {
            size = room_on_line(text, end, columns);
            append_stuffed(out, text, size);
            g_string_append(out, text + size < end ? "\n" : "");
        }
        if (*next == '\n')
            g_string_append_c(out, '\n');
        text = next + (*next == '\n');
    }
    return g_string_free(out, FALSE);
}
