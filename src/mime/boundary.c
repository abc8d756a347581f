/* boundary.c - see boundary.h.
 *
 * The written boundary is the first line of dashes that the header of a part follows. Ours takes
 * its place: it may have been lost because it is too long, or holds what a header cannot quote.
 */
#include "mime/boundary.h"

#include <string.h>

#define BOUNDARY "=_greffe_restored"

/* Length of the line at `p` without its end and the blanks before that. */
static gsize line_length(const char *p)
{
    gsize length = strcspn(p, "\n");
    while (length > 0 && g_ascii_isspace(p[length - 1]))
        length--;
    return length;
}

static const char *next_line(const char *p)
{
    p += strcspn(p, "\n");
    return p + (*p == '\n');
}

/* The first delimiter line, NULL where there is none. */
static const char *first_delimiter(const char *text)
{
    for (const char *p = text; *p != '\0'; p = next_line(p))
        if (line_length(p) > 2 && p[0] == '-' && p[1] == '-' &&
            g_ascii_strncasecmp(next_line(p), "Content-", 8) == 0)
            return p;
    return NULL;
}

GBytes *gf_boundary_restore(const char *text, const char *type)
{
    const char *first = first_delimiter(text);
    if (first == NULL)
        return NULL;
    gsize size = line_length(first);
    GString *out = g_string_new(NULL);
    g_string_append_printf(out, "Content-Type: %s; boundary=\"" BOUNDARY "\"\n\n", type);
    for (const char *p = text; *p != '\0'; p = next_line(p)) {
        gsize length = line_length(p);
        gboolean end = length == size + 2 && memcmp(p + size, "--", 2) == 0;
        if ((length == size || end) && memcmp(p, first, size) == 0)
            g_string_append_printf(out, "--" BOUNDARY "%s\n", end ? "--" : "");
        else
            g_string_append_len(out, p, next_line(p) - p);
    }
    return g_string_free_to_bytes(out);
}
