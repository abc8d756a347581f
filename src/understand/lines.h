/* lines.h - the lines of a text, as the cutting of quotes and signatures sees them. */
#pragma once

#include <glib.h>

typedef struct {
    gsize start, end; /* bytes of the text, the line end among them */
    char *plain;      /* without HTML, quote marks and outer spaces */
    char *fold;       /* the same, folded */
    guint depth;      /* of quote marks */
    gboolean blank;
    char place; /* what its HTML says of it (outline.h), 0: nothing */
} GfLine;

/* Owned array of GfLine; together they are all of `text`. Lines end at newlines and at block tags.
 */
GArray *gf_lines_new(const char *text);

static inline const GfLine *gf_line_at(const GArray *lines, guint index)
{
    return &g_array_index(lines, GfLine, index);
}
