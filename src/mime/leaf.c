/* leaf.c - leaves: making them, and the text in them. See walk.h.
 *
 * What is too long is cut at a line end and noted; what is wrongly labelled is repaired and noted
 * where it is a body.
 */
#include <string.h>

#include "base/limits.h"
#include "base/text.h"
#include "mime/charset.h"
#include "mime/flowed.h"
#include "mime/html.h"
#include "mime/walk.h"
#include "mime/word.h"

GfLeaf *gf_leaf_new(const char *path, const char *type, GBytes *bytes)
{
    GfLeaf *leaf = g_new0(GfLeaf, 1);
    leaf->part = g_new0(GfPart, 1);
    leaf->part->path = g_strdup(path);
    leaf->part->type = g_strdup(type);
    leaf->part->bytes = bytes;
    return leaf;
}

void gf_leaf_free(GfLeaf *leaf)
{
    if (leaf == NULL)
        return;
    gf_part_free(leaf->part);
    g_free(leaf->content_id);
    g_free(leaf->location);
    g_free(leaf);
}

static gboolean holds_text(const char *type)
{
    static const char *const types[] = {
        "message/delivery-status",          "message/global-delivery-status",
        "message/disposition-notification", "message/global-disposition-notification",
        "message/feedback-report",          "message/rfc822-headers",
        "message/global-headers",           "application/ics",
    };
    if (g_str_has_prefix(type, "text/"))
        return TRUE;
    for (gsize i = 0; i < G_N_ELEMENTS(types); i++)
        if (strcmp(type, types[i]) == 0)
            return TRUE;
    return FALSE;
}

/* How many bytes to read: the limit, back to a line end or at least to a whole character. */
static gsize readable(const char *bytes, gsize length, gsize limit)
{
    if (length <= limit)
        return length;
    const char *line = memrchr(bytes + limit - 2000, '\n', 2000);
    if (line != NULL)
        return (gsize) (line - bytes) + 1;
    while (limit > 0 && ((guchar) bytes[limit] & 0xc0) == 0x80)
        limit--;
    return limit;
}

void gf_leaf_decode(GfLeaf *leaf, const char *content_type, GfLetter *letter)
{
    GfPart *part = leaf->part;
    if (!holds_text(part->type))
        return;
    gboolean is_html = strcmp(part->type, "text/html") == 0;
    gsize size;
    const char *data = g_bytes_get_data(part->bytes, &size);
    /* No bytes are NULL for GLib. */
    const char *bytes = data != NULL ? data : "";
    gsize length = readable(bytes, size, is_html ? GF_LIMIT_HTML_BYTES : GF_LIMIT_TEXT_BYTES);
    if (length < size)
        gf_letter_add_problem(letter, "text-cut", part->path, NULL);
    g_autofree char *meta =
        is_html && part->charset == NULL ? gf_html_declared_charset(bytes, length) : NULL;
    const char *guessed = NULL;
    g_autofree char *utf8 =
        gf_charset_decode(bytes, length, meta != NULL ? meta : part->charset, &guessed, &length);
    if (guessed != NULL && leaf->body && !part->nested)
        gf_letter_add_problem(letter, "charset-guessed", part->path, guessed);
    g_autofree char *text = gf_text_clean(utf8, (gssize) length);
    g_autofree char *format =
        content_type != NULL ? gf_word_parameter(content_type, "format") : NULL;
    if (format != NULL && g_ascii_strcasecmp(format, "flowed") == 0 &&
        strcmp(part->type, "text/plain") == 0) {
        g_autofree char *delete_space = gf_word_parameter(content_type, "delsp");
        part->text = gf_flowed_join(text, delete_space != NULL &&
                                              g_ascii_strcasecmp(delete_space, "yes") == 0);
    } else {
        part->text = g_steal_pointer(&text);
    }
}
