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
        gsize spaces = 0;
        while (next[spaces] == ' ' || next[spaces] == '\t')
            spaces++;
        if (next[spaces] == '\302' && next[spaces + 1] == '\240') {
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

/* What [from, end) holds between its white space. Owned. */
static char *stripped(const char *from, const char *end)
{
    while (from < end && g_ascii_isspace(*from))
        from++;
    while (end > from && g_ascii_isspace(end[-1]))
        end--;
    char *copy = g_malloc((gsize) (end - from) + 1);
    memcpy(copy, from, (gsize) (end - from));
    copy[end - from] = '\0';
    return copy;
}

static void add_line(GArray *lines, const char *text, gsize start, gsize end)
{
    GfLine line = {.start = start, .end = end};
    gsize length = end - start;
    g_autofree char *bare = NULL;
    if (memchr(text + start, '<', length) != NULL || memchr(text + start, '&', length) != NULL) {
        g_autofree char *raw = g_strndup(text + start, length);
        bare = gf_plain_text(raw);
    }
    /* Marks end before the end of the line. */
    const char *from = skip_marks(bare != NULL ? bare : text + start, &line.depth);
    line.plain = stripped(from, bare != NULL ? from + strlen(from) : text + end);
    g_autofree char *head =
        strlen(line.plain) > FOLDED_BYTES ? g_strndup(line.plain, FOLDED_BYTES) : NULL;
    line.fold = gf_text_fold(head != NULL ? head : line.plain);
    line.blank = *line.fold == '\0';
    g_array_append_val(lines, line);
}

/* Where a line may end next. (By hand: under the sanitizers strcspn() reads to the end of the text,
 * for every line.) */
static gsize next_break(const char *text, gsize at)
{
    while (text[at] != '\0' && text[at] != '<' && text[at] != '\n')
        at++;
    return at;
}

GArray *gf_lines_new(const char *text)
{
    GArray *lines = g_array_new(FALSE, FALSE, sizeof(GfLine));
    g_array_set_clear_func(lines, line_clear);
    gsize start = 0;
    for (gsize at = next_break(text, 0); text[at] != '\0'; at = next_break(text, at)) {
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
