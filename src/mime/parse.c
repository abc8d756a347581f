/* parse.c - see parse.h: the order of reading, nothing else.
 *
 * source (limits, headers) - header (fields) - walk (leaves) - body (text, documents).
 */
#include "mime/parse.h"

#include <libxml/parser.h>
#include <string.h>

#include "base/limits.h"
#include "base/text.h"
#include "mime/body.h"
#include "mime/charset.h"
#include "mime/foreign.h"
#include "mime/header.h"
#include "mime/source.h"
#include "mime/walk.h"

void gf_mime_init(void)
{
    static gsize done = 0;
    if (!g_once_init_enter(&done))
        return;
    g_mime_init();
    xmlInitParser();
    gf_charset_init();
    g_once_init_leave(&done, 1);
}

/* The header block, as far as its empty line. */
static GfPart *header_part(const GfSource *source)
{
    gsize size = 0, end = 0;
    const char *data = g_bytes_get_data(source->bytes, &size);
    while (end < size && data[end] != '\n' && data[end] != '\r') {
        const char *line_end = memchr(data + end, '\n', size - end);
        end = line_end != NULL ? (gsize) (line_end - data) + 1 : size;
    }
    GfPart *part = g_new0(GfPart, 1);
    part->path = g_strdup(GF_PART_HEADER);
    part->type = g_strdup("text/rfc822-headers");
    part->bytes = g_bytes_new_from_bytes(source->bytes, 0, end);
    part->text = gf_text_clean(end > 0 ? data : "", (gssize) end);
    return part;
}

/* The parts alone are what others may see. */
static GPtrArray *take_parts(const GfSource *source, GPtrArray *leaves)
{
    GPtrArray *parts = g_ptr_array_new_full(leaves->len + 1, (GDestroyNotify) gf_part_free);
    if (!source->headless)
        g_ptr_array_add(parts, header_part(source));
    for (guint i = 0; i < leaves->len && parts->len < GF_LIMIT_PARTS; i++) {
        GfLeaf *leaf = leaves->pdata[i];
        g_ptr_array_add(parts, g_steal_pointer(&leaf->part));
    }
    return parts;
}

void gf_mime_parse(GBytes *raw, GfLetter *letter, GPtrArray **ret_parts, char **ret_html)
{
    g_autoptr(GfSource) source = gf_source_new(raw, letter, NULL);
    gf_header_fill(letter, source);
    g_autoptr(GPtrArray) leaves = gf_walk(source, letter);
    g_autofree char *html = NULL;
    gf_body_choose(letter, leaves, &html);
    gf_body_attachments(letter, leaves, html);
    *ret_parts = take_parts(source, leaves);
    if (ret_html != NULL)
        *ret_html = g_steal_pointer(&html);
}
