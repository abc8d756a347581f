/* lines.c - see lines.h. */
#include "understand/lines.h"

#include "base/text.h"
#include "understand/plain.h"

#include <string.h>

enum { FOLDED_BYTES = 400 };

static void line_clear(gpointer data)
{
    GfLine *line = data;
    g_free(line->plain);
    g_free(line->fold);
}

/* Over quote marks and the spaces between them. */
static const char *skip_marks(const char *text, guint *ret_depth)
{
    guint depth = 0;
    const char *at = text;
    for (const char *next = text;;) {
        gsize spaces = strspn(next, " \t");
        if (strncmp(next + spaces, "\302\240", 2) == 0) {
            next += spaces + 2;
            continue;
        }
        if (next[spaces] != '>')
            break;
        depth++;
        next += spaces + 1;
        at = next;
    }
    *ret_depth = depth;
    return at;
}

static void add_line(GArray *lines, const char *text, gsize start, gsize end)
{
    GfLine line = {.start = start, .end = end};
    g_autofree char *raw = g_strndup(text + start, end - start);
    g_autofree char *bare = strpbrk(raw, "<&") != NULL ? gf_plain_text(raw) : NULL;
    line.plain = g_strdup(skip_marks(bare != NULL ? bare : raw, &line.depth));
    g_strstrip(line.plain);
    g_autofree char *head =
        strlen(line.plain) > FOLDED_BYTES ? g_strndup(line.plain, FOLDED_BYTES) : NULL;
    line.fold = gf_text_fold(head != NULL ? head : line.plain);
    line.blank = *line.fold == '\0';
    g_array_append_val(lines, line);
}

GArray *gf_lines_new(const char *text)
{
    GArray *lines = g_array_new(FALSE, FALSE, sizeof(GfLine));
    g_array_set_clear_func(lines, line_clear);
    gsize start = 0;
    for (gsize at = 0; text[at] != '\0';) {
        gboolean breaks = FALSE;
        const char *tag = text[at] == '<' ? gf_plain_tag_end(text + at, &breaks) : NULL;
        gsize next = tag != NULL ? (gsize) (tag - text) : at + 1;
        if (text[at] == '\n' || (tag != NULL && breaks && text[next] != '\n')) {
            add_line(lines, text, start, next);
            start = next;
        }
        at = next;
    }
    if (text[start] != '\0')
        add_line(lines, text, start, strlen(text));
    return lines;
}
