/* framing.c - see framing.h. Writing is given correct values and checks nothing; reading believes
 * nothing, and never reads a byte that it has not found to be there. */
#include "letter/framing.h"

#include <string.h>

#include "base/text.h"

static const char not_normal[] = "it is not in normal form";

/* Bytes of each end in a container of `size` bytes. */
static guint width_in(gsize size)
{
    return size > G_MAXUINT32 ? 8 : size > G_MAXUINT16 ? 4 : size > G_MAXUINT8 ? 2 : size > 0;
}

/* The same for one that is not written yet: the smallest that is right for what comes out. */
static guint width_for(gsize body, gsize ends)
{
    guint width = 1;
    while (width < 8 && width_in(body + ends * width) > width)
        width *= 2;
    return width;
}

/* --- out --- */

void gf_framer_init(GfFramer *framer)
{
    framer->out = g_byte_array_sized_new(4096);
    framer->ends = g_array_new(FALSE, FALSE, sizeof(gsize));
}

GBytes *gf_framer_finish(GfFramer *framer)
{
    g_array_unref(framer->ends);
    return g_byte_array_free_to_bytes(framer->out);
}

void gf_framer_align(GfFramer *framer, guint alignment)
{
    static const guint8 zeros[8] = {0};
    guint over = framer->out->len & (alignment - 1);
    if (over > 0)
        g_byte_array_append(framer->out, zeros, alignment - over);
}

GfContainer gf_framer_open(GfFramer *framer, guint alignment)
{
    gf_framer_align(framer, alignment);
    return (GfContainer){framer->out->len, framer->ends->len};
}

void gf_framer_member(GfFramer *framer)
{
    gsize end = framer->out->len;
    g_array_append_val(framer->ends, end);
}

static void write_end(GfFramer *framer, const GfContainer *container, guint index, guint width)
{
    guint64 end = GUINT64_TO_LE(g_array_index(framer->ends, gsize, index) - container->start);
    g_byte_array_append(framer->out, (const guint8 *) &end, width);
}

/* The ends that the container has got, in the order of writing or from the last to the first. */
static void write_ends(GfFramer *framer, const GfContainer *container, gboolean backwards)
{
    guint first = container->first_end, count = framer->ends->len - first;
    guint width = width_for(framer->out->len - container->start, count);
    for (guint i = 0; i < count; i++)
        write_end(framer, container, first + (backwards ? count - 1 - i : i), width);
    g_array_set_size(framer->ends, first);
}

void gf_framer_end_tuple(GfFramer *framer, const GfContainer *tuple)
{
    write_ends(framer, tuple, TRUE);
}

void gf_framer_end_array(GfFramer *framer, const GfContainer *array)
{
    write_ends(framer, array, FALSE);
}

void gf_framer_byte(GfFramer *framer, guint8 value)
{
    g_byte_array_append(framer->out, &value, 1);
}

void gf_framer_end_maybe(GfFramer *framer)
{
    gf_framer_byte(framer, 0);
}

void gf_framer_int32(GfFramer *framer, gint32 value)
{
    gf_framer_align(framer, sizeof value);
    g_byte_array_append(framer->out, (const guint8 *) &value, sizeof value);
}

void gf_framer_int64(GfFramer *framer, gint64 value)
{
    gf_framer_align(framer, sizeof value);
    g_byte_array_append(framer->out, (const guint8 *) &value, sizeof value);
}

void gf_framer_text(GfFramer *framer, const char *text)
{
    g_byte_array_append(framer->out, (const guint8 *) text, (guint) strlen(text) + 1);
}

void gf_framer_maybe_text(GfFramer *framer, const char *text)
{
    if (text == NULL)
        return;
    gf_framer_text(framer, text);
    gf_framer_end_maybe(framer);
}

/* --- in --- */

void gf_unframer_refuse(GfUnframer *in, const char *why)
{
    if (in->why == NULL)
        in->why = why;
}

static gsize read_end(const GfUnframer *in, gsize at, guint width)
{
    guint64 end = 0;
    memcpy(&end, in->bytes + at, width);
    return (gsize) GUINT64_FROM_LE(end);
}

/* Nothing, where nothing more can be read. */
static GfMembers no_members(GfUnframer *in)
{
    gf_unframer_refuse(in, not_normal);
    return (GfMembers){.in = in};
}

GfMembers gf_unframer_tuple(GfUnframer *in, GfSpan span, guint ends)
{
    gsize size = span.end - span.start;
    guint width = width_in(size);
    if (size == 0 || ends * width > size || width_for(size - ends * width, ends) != width)
        return no_members(in);
    return (GfMembers){.in = in,
                       .start = span.start,
                       .position = span.start,
                       .end = span.end - ends * width,
                       .next = span.end - width,
                       .width = width};
}

GfMembers gf_unframer_array(GfUnframer *in, GfSpan span)
{
    gsize size = span.end - span.start;
    if (size == 0)
        return (GfMembers){.in = in};
    guint width = width_in(size);
    gsize body = size >= width ? read_end(in, span.end - width, width) : size;
    gsize count = body < size ? (size - body) / width : 0;
    if (count == 0 || (size - body) % width != 0 || width_for(body, count) != width)
        return no_members(in);
    return (GfMembers){.in = in,
                       .start = span.start,
                       .position = span.start,
                       .end = span.start + body,
                       .next = span.start + body,
                       .width = width,
                       .count = count};
}

/* Over the padding, which is zero. */
static void align(GfMembers *members, guint alignment)
{
    while ((members->position & (alignment - 1)) != 0 && members->position < members->end)
        if (members->in->bytes[members->position++] != 0)
            gf_unframer_refuse(members->in, not_normal);
    if ((members->position & (alignment - 1)) != 0)
        gf_unframer_refuse(members->in, not_normal);
}

static GfSpan take_to(GfMembers *members, gsize end)
{
    GfSpan span = {members->position, end};
    members->position = end;
    return span;
}

GfSpan gf_members_next(GfMembers *members, guint alignment)
{
    align(members, alignment);
    /* Nothing at all was there: it has been refused. */
    if (members->width == 0)
        return take_to(members, members->position);
    gsize end = read_end(members->in, members->next, members->width);
    members->next =
        members->count > 0 ? members->next + members->width : members->next - members->width;
    if (end > members->end - members->start || members->start + end < members->position) {
        gf_unframer_refuse(members->in, not_normal);
        return take_to(members, members->position);
    }
    return take_to(members, members->start + end);
}

GfSpan gf_members_last(GfMembers *members, guint alignment)
{
    align(members, alignment);
    return take_to(members, members->end);
}

void gf_members_end(GfMembers *members)
{
    if (members->position != members->end)
        gf_unframer_refuse(members->in, not_normal);
}

gboolean gf_unframer_maybe(GfUnframer *in, GfSpan span, GfSpan *ret_inner)
{
    if (span.start == span.end)
        return FALSE;
    if (in->bytes[span.end - 1] != 0) {
        gf_unframer_refuse(in, not_normal);
        return FALSE;
    }
    *ret_inner = (GfSpan){span.start, span.end - 1};
    return TRUE;
}

static void read_fixed(GfMembers *members, void *value, guint size)
{
    align(members, size);
    memset(value, 0, size);
    if (members->end - members->position < size) {
        gf_unframer_refuse(members->in, not_normal);
        return;
    }
    memcpy(value, members->in->bytes + members->position, size);
    members->position += size;
}

guint8 gf_members_byte(GfMembers *members)
{
    guint8 value;
    read_fixed(members, &value, sizeof value);
    return value;
}

gboolean gf_members_boolean(GfMembers *members)
{
    guint8 value = gf_members_byte(members);
    if (value > 1)
        gf_unframer_refuse(members->in, not_normal);
    return value == 1;
}

gint32 gf_members_int32(GfMembers *members)
{
    gint32 value;
    read_fixed(members, &value, sizeof value);
    return value;
}

gint64 gf_members_int64(GfMembers *members)
{
    gint64 value;
    read_fixed(members, &value, sizeof value);
    return value;
}

char *gf_unframer_text(GfUnframer *in, GfSpan span)
{
    const char *text = (const char *) in->bytes + span.start;
    gsize size = span.end - span.start;
    if (size == 0 || text[size - 1] != '\0') {
        gf_unframer_refuse(in, not_normal);
        return g_strdup("");
    }
    if (!gf_text_is_clean(text, size - 1)) {
        gboolean valid = g_utf8_validate_len(text, size - 1, NULL);
        gf_unframer_refuse(in, valid ? "a text holds control characters" : not_normal);
        return g_strdup("");
    }
    return g_memdup2(text, size);
}

char *gf_unframer_maybe_text(GfUnframer *in, GfSpan span)
{
    GfSpan inner;
    return gf_unframer_maybe(in, span, &inner) ? gf_unframer_text(in, inner) : NULL;
}

char *gf_members_text(GfMembers *members)
{
    return gf_unframer_text(members->in, gf_members_next(members, 1));
}

char *gf_members_maybe_text(GfMembers *members)
{
    return gf_unframer_maybe_text(members->in, gf_members_next(members, 1));
}
