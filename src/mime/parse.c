/* parse.c - see parse.h: the order of reading, nothing else.
 *
 * source (limits, headers) - header (fields) - walk (leaves) - body (text, documents).
 */
#include "mime/parse.h"

#include <libxml/parser.h>

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

/* The parts alone are what others may see. */
static GPtrArray *take_parts(GPtrArray *leaves)
{
    GPtrArray *parts = g_ptr_array_new_full(leaves->len, (GDestroyNotify) gf_part_free);
    for (guint i = 0; i < leaves->len; i++) {
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
    *ret_parts = take_parts(leaves);
    if (ret_html != NULL)
        *ret_html = g_steal_pointer(&html);
}
