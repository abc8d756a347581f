/* body.c - dot-stuffing across chunks: see body.h. Pure. */
#include "transport/body.h"

#include <string.h>

static const char *const BARE = "message: a line does not end in CRLF (it was composed wrongly)";

/* Every LF has a CR before it and every CR an LF behind it, also across the borders of chunks. */
static gboolean lines_are_whole(const guint8 *data, gsize length, gboolean *after_cr)
{
    gsize i = 0;
    while (i < length) {
        if (*after_cr != (data[i] == '\n'))
            return FALSE;
        if (*after_cr) {
            *after_cr = FALSE;
            i++;
            continue;
        }
        const guint8 *cr = memchr(data + i, '\r', length - i);
        gsize end = cr == NULL ? length : (gsize) (cr - data);
        if (memchr(data + i, '\n', end - i) != NULL)
            return FALSE;
        *after_cr = cr != NULL;
        i = end + (cr == NULL ? 0 : 1);
    }
    return TRUE;
}

static gboolean has_eight_bit(const guint8 *data, gsize length)
{
    for (gsize i = 0; i < length; i++)
        if (data[i] >= 0x80)
            return TRUE;
    return FALSE;
}

gboolean gf_body_check(const GPtrArray *chunks, guint64 *ret_size, gboolean *ret_eight_bit,
                       const char **ret_why)
{
    guint64 size = 0;
    gboolean after_cr = FALSE, whole = TRUE, eight_bit = FALSE;
    for (guint i = 0; i < chunks->len && whole; i++) {
        gsize length = 0;
        const guint8 *data = g_bytes_get_data(g_ptr_array_index(chunks, i), &length);
        whole = lines_are_whole(data, length, &after_cr);
        eight_bit = eight_bit || has_eight_bit(data, length);
        size += length;
    }
    if (!whole || after_cr) {
        *ret_why = BARE;
        return FALSE;
    }
    *ret_size = size;
    *ret_eight_bit = eight_bit;
    return TRUE;
}

void gf_body_init(GfBody *body, const GPtrArray *chunks)
{
    *body = (GfBody){.chunks = chunks, .at_line_start = TRUE};
}

/* One line, or what there is of it and fits. */
static gsize copy_line(GfBody *body, const guint8 *data, gsize length, guint8 *buffer, gsize size)
{
    gsize used = 0;
    if (body->at_line_start && data[0] == '.')
        buffer[used++] = '.';
    body->at_line_start = FALSE;
    const guint8 *end = memchr(data, '\n', length);
    gsize line = end == NULL ? length : (gsize) (end - data) + 1;
    gsize part = MIN(line, size - used);
    memcpy(buffer + used, data, part);
    body->offset += part;
    body->at_line_start = end != NULL && part == line;
    return used + part;
}

static gsize copy_end(GfBody *body, guint8 *buffer, gsize size)
{
    /* Without CRLF at the end of the last line, it is supplied. */
    static const char END[] = "\r\n.\r\n";
    if (body->tail == 0 && body->at_line_start)
        body->tail = 2;
    gsize part = MIN(strlen(END) - body->tail, size);
    memcpy(buffer, END + body->tail, part);
    body->tail += part;
    return part;
}

gsize gf_body_fill(GfBody *body, guint8 *buffer, gsize size)
{
    gsize used = 0;
    while (used < size && body->chunk < body->chunks->len) {
        gsize length = 0;
        const guint8 *data =
            g_bytes_get_data(g_ptr_array_index(body->chunks, body->chunk), &length);
        if (body->offset < length) {
            used += copy_line(body, data + body->offset, length - body->offset, buffer + used,
                              size - used);
        } else {
            body->chunk++;
            body->offset = 0;
        }
    }
    return used + (used < size ? copy_end(body, buffer + used, size - used) : 0);
}
