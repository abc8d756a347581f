/* cms.c - see cms.h.
 *
 * Just enough of BER (X.690 section 8) to reach encapContentInfo: definite and indefinite lengths,
 * octet strings in one piece or in several. Iterative; every element lies within its parent.
 */
#include "mime/cms.h"

#include <string.h>

enum {
    TAG_OCTETS = 0x04,
    TAG_OBJECT = 0x06,
    TAG_OCTETS_IN_PIECES = 0x24,
    TAG_SEQUENCE = 0x30,
    TAG_SET = 0x31,
    TAG_EXPLICIT = 0xa0, /* [0] EXPLICIT */
    TAG_INTEGER = 0x02,
    DEPTH_MAXIMUM = 8, /* of octet strings in octet strings */
};

typedef struct {
    const guint8 *data;
    gsize size;
} Span;

typedef struct {
    guint8 tag;
    gboolean indefinite;
    Span content; /* of an indefinite one: all there is behind its head */
} Element;

/* Takes the head of the next element; the rest of `span` is its content and what follows. */
static gboolean take_head(Span *span, Element *element)
{
    if (span->size < 2)
        return FALSE;
    element->tag = span->data[0];
    guint8 first = span->data[1];
    gsize bytes = first & 0x80 ? first & 0x7f : 0;
    if (bytes > 4 || span->size < 2 + bytes)
        return FALSE;
    gsize length = first & 0x80 ? 0 : first;
    for (gsize i = 0; i < bytes; i++)
        length = length << 8 | span->data[2 + i];
    element->indefinite = first == 0x80;
    span->data += 2 + bytes;
    span->size -= 2 + bytes;
    /* What was cut off on its way is read as far as it goes. */
    element->content =
        (Span){span->data, element->indefinite ? span->size : MIN(length, span->size)};
    return TRUE;
}

static void skip(Span *span, gsize size)
{
    span->data += size;
    span->size -= size;
}

/* Enters the next element, which must have this tag: `span` becomes its content. */
static gboolean enter(Span *span, guint8 tag)
{
    Element element;
    if (!take_head(span, &element) || element.tag != tag)
        return FALSE;
    *span = element.content;
    return TRUE;
}

/* Steps over the next element, of definite length and with this tag. */
static gboolean step_over(Span *span, guint8 tag, Span *ret_content)
{
    Element element;
    if (!take_head(span, &element) || element.tag != tag || element.indefinite)
        return FALSE;
    skip(span, element.content.size);
    if (ret_content != NULL)
        *ret_content = element.content;
    return TRUE;
}

/* The set of digest algorithms, which may have an indefinite length. */
static gboolean step_over_set(Span *span)
{
    Element element;
    if (!take_head(span, &element) || element.tag != TAG_SET)
        return FALSE;
    if (!element.indefinite) {
        skip(span, element.content.size);
        return TRUE;
    }
    while (span->size >= 2 && span->data[0] != 0)
        if (!step_over(span, span->data[0], NULL))
            return FALSE;
    skip(span, MIN(span->size, 2));
    return TRUE;
}

/* An octet string, in one piece or as a tree of pieces whose ends are marked or counted. */
static GBytes *join_octets(Span span)
{
    g_autoptr(GByteArray) out = g_byte_array_new();
    const guint8 *ends[DEPTH_MAXIMUM]; /* NULL: of indefinite length */
    gsize depth = 0;
    Element element;
    do {
        while (depth > 0 && ends[depth - 1] != NULL && span.data >= ends[depth - 1])
            depth--;
        if (out->len > 0 && depth == 0)
            break;
        if (!take_head(&span, &element))
            break;
        if (element.tag == TAG_OCTETS) {
            g_byte_array_append(out, element.content.data, (guint) element.content.size);
            skip(&span, element.content.size);
        } else if (element.tag == TAG_OCTETS_IN_PIECES && depth < DEPTH_MAXIMUM) {
            ends[depth++] = element.indefinite ? NULL : element.content.data + element.content.size;
        } else if (element.tag == 0 && depth > 0) {
            depth--;
        } else {
            break;
        }
    } while (depth > 0);
    return g_byte_array_free_to_bytes(g_steal_pointer(&out));
}

/* SignedData (RFC 5652 section 5.1) as far as its content; NULL where the content is elsewhere. */
static GBytes *signed_content(Span span)
{
    Span type;
    if (!enter(&span, TAG_EXPLICIT) || !enter(&span, TAG_SEQUENCE) ||
        !step_over(&span, TAG_INTEGER, NULL) || !step_over_set(&span) ||
        !enter(&span, TAG_SEQUENCE) || !step_over(&span, TAG_OBJECT, &type) ||
        !enter(&span, TAG_EXPLICIT))
        return NULL;
    return join_octets(span);
}

/* The last byte of the content types 1.2.840.113549.1.7.x, or of id-smime-ct 1.9.16.1.x. */
static GfCmsKind kind_of(Span type)
{
    static const guint8 data[] = {0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07};
    static const guint8 sealed[] = {0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x01, 23};
    if (type.size == sizeof sealed && memcmp(type.data, sealed, sizeof sealed) == 0)
        return GF_CMS_ENCRYPTED; /* authEnvelopedData (RFC 5083) */
    if (type.size != sizeof data + 1 || memcmp(type.data, data, sizeof data) != 0)
        return GF_CMS_UNREADABLE;
    guint8 last = type.data[sizeof data];
    if (last == 2)
        return GF_CMS_SIGNED;
    return last == 3 || last == 4 || last == 6 ? GF_CMS_ENCRYPTED : GF_CMS_UNREADABLE;
}

GfCmsKind gf_cms_read(GBytes *bytes, GBytes **ret_content)
{
    *ret_content = NULL;
    Span span, type;
    span.data = g_bytes_get_data(bytes, &span.size);
    if (!enter(&span, TAG_SEQUENCE) || !step_over(&span, TAG_OBJECT, &type))
        return GF_CMS_UNREADABLE;
    GfCmsKind kind = kind_of(type);
    if (kind == GF_CMS_SIGNED)
        *ret_content = signed_content(span);
    return kind == GF_CMS_SIGNED && *ret_content == NULL ? GF_CMS_UNREADABLE : kind;
}
