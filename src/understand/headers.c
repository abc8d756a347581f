/* headers.c - see headers.h. Encoded words are left alone: nothing read here needs them. */
#include "understand/headers.h"

#include "base/text.h"

#include <string.h>

static gboolean ends_block(const char *line)
{
    return *line == '\0' || *line == '\n';
}

/* The field at `line` with its folded lines. Owned. */
static char *unfold(const char *value)
{
    GString *text = g_string_new(NULL);
    for (const char *line = value;;) {
        gsize length = strcspn(line, "\n");
        g_string_append_len(text, line, (gssize) length);
        if (line[length] == '\0' || (line[length + 1] != ' ' && line[length + 1] != '\t'))
            break;
        line += length + 1;
    }
    g_autofree char *raw = g_string_free(text, FALSE);
    return gf_text_line(raw, 0);
}

const char *gf_headers_line(const char *line)
{
    return line != NULL && !ends_block(line) ? line : NULL;
}

const char *gf_headers_next_line(const char *line)
{
    const char *end = strchr(line, '\n');
    return gf_headers_line(end != NULL ? end + 1 : NULL);
}

char *gf_headers_value(const char *line, const char *name)
{
    if (g_ascii_tolower(*line) != g_ascii_tolower(*name))
        return NULL;
    gsize length = strlen(name);
    if (g_ascii_strncasecmp(line, name, length) != 0)
        return NULL;
    const char *colon = line + length + strspn(line + length, " \t");
    return *colon == ':' ? g_strstrip(unfold(colon + 1)) : NULL;
}

char *gf_headers_next(const char **at, const char *name)
{
    for (const char *line = gf_headers_line(*at); line != NULL;) {
        char *value = gf_headers_value(line, name);
        line = gf_headers_next_line(line);
        if (value != NULL) {
            *at = line;
            return value;
        }
    }
    return NULL;
}

char *gf_headers_get(const char *block, const char *name)
{
    return gf_headers_next(&block, name);
}

const char *gf_headers_of(const GPtrArray *parts)
{
    for (guint i = 0; parts != NULL && i < parts->len; i++) {
        const GfPart *part = g_ptr_array_index(parts, i);
        if (g_strcmp0(part->path, GF_PART_HEADER) == 0)
            return part->text;
    }
    return NULL;
}

char *gf_headers_part_text(const GfPart *part, gsize maximum)
{
    if (part->text != NULL)
        return g_strndup(part->text, maximum);
    gsize size = 0;
    const char *bytes = g_bytes_get_data(part->bytes, &size);
    return gf_text_clean(bytes != NULL ? bytes : "", (gssize) MIN(size, maximum));
}
