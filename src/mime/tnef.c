/* tnef.c - see tnef.h. The stream is described in [MS-OXTNEF] section 2.1.3, properties in
 * [MS-OXPROPS].
 *
 * A stream is a list of attributes with lengths and checksums; two of them hold lists of
 * properties. Reading stops at the first thing that does not fit, and what was read before stays.
 */
#include "mime/tnef.h"

#include <string.h>

#include "base/limits.h"
#include "base/text.h"
#include "mime/charset.h"
#include "mime/sniff.h"

#define SIGNATURE 0x223e9f78u

enum {
    ATTRIBUTES_MAXIMUM = 10000,
    PROPERTIES_MAXIMUM = 4000,
    /* Attributes. */
    ATTRIBUTE_SUBJECT_CLASS = 0x8008,
    ATTRIBUTE_BODY = 0x800c,
    ATTRIBUTE_ATTACH_DATA = 0x800f,
    ATTRIBUTE_ATTACH_TITLE = 0x8010,
    ATTRIBUTE_ATTACH_BEGIN = 0x9002,
    ATTRIBUTE_PROPERTIES = 0x9003,
    ATTRIBUTE_ATTACH_PROPERTIES = 0x9005,
    ATTRIBUTE_CODE_PAGE = 0x9007,
    /* Properties. */
    PROPERTY_CLASS = 0x001a,
    PROPERTY_BODY = 0x1000,
    PROPERTY_BODY_HTML = 0x1013,
    PROPERTY_ATTACH_CONTENT = 0x3701,
    PROPERTY_LONG_FILENAME = 0x3707,
    PROPERTY_MIME_TAG = 0x370e,
    /* Types of properties. */
    TYPE_OBJECT = 0x000d,
    TYPE_TEXT = 0x001e,
    TYPE_UNICODE = 0x001f,
    TYPE_BINARY = 0x0102,
    TYPE_MANY = 0x1000,
};

/* Bytes that are still to be read. */
typedef struct {
    const guint8 *data;
    gsize size;
    gboolean failed;
} Reader;

typedef struct {
    const GfPart *part;
    GfLetter *letter;
    GPtrArray *leaves;
    GfLeaf *attachment; /* the one being read, borrowed */
    guint attachments;
    char *charset; /* of texts that are not Unicode */
    char *class;
    gboolean has_body;
} Stream;

/* The next `count` bytes; NULL, and failed from then on, where there are fewer. */
static const guint8 *take(Reader *reader, gsize count)
{
    if (reader->failed || count > reader->size) {
        reader->failed = TRUE;
        return NULL;
    }
    const guint8 *data = reader->data;
    reader->data += count;
    reader->size -= count;
    return data;
}

static guint32 take_number(Reader *reader, gsize count)
{
    const guint8 *data = take(reader, count);
    guint32 number = 0;
    for (gsize i = count; data != NULL && i > 0; i--)
        number = number << 8 | data[i - 1];
    return number;
}

/* --- leaves --- */

static char *text_of(const Stream *stream, const guint8 *data, gsize size, guint type)
{
    const char *charset = type == TYPE_UNICODE ? "UTF-16LE" : stream->charset;
    gsize length;
    g_autofree char *utf8 = gf_charset_decode((const char *) data, size, charset, NULL, &length);
    return gf_text_clean(utf8, (gssize) strnlen(utf8, length));
}

static GfLeaf *add_leaf(Stream *stream, const char *type, GBytes *bytes)
{
    g_autofree char *path = g_strdup_printf("%s.%u", stream->part->path, stream->leaves->len + 1);
    GfLeaf *leaf = gf_leaf_new(path, type, bytes);
    g_ptr_array_add(stream->leaves, leaf);
    return leaf;
}

static void add_body(Stream *stream, const char *type, char *text)
{
    if (*text != '\0') {
        GfLeaf *leaf = add_leaf(stream, type, g_bytes_new(text, strlen(text)));
        leaf->part->charset = g_strdup("utf-8");
        leaf->part->text = g_strdup(text);
        leaf->fallback = TRUE;
        stream->has_body = TRUE;
    }
    g_free(text);
}

static void begin_attachment(Stream *stream)
{
    if (++stream->attachments > GF_LIMIT_ATTACHMENTS) {
        stream->attachment = NULL;
        return;
    }
    stream->attachment = add_leaf(stream, "application/octet-stream", g_bytes_new(NULL, 0));
    stream->attachment->kept = TRUE;
}

static void set_content(Stream *stream, const guint8 *data, gsize size)
{
    if (stream->attachment == NULL)
        return;
    g_bytes_unref(stream->attachment->part->bytes);
    stream->attachment->part->bytes = g_bytes_new(data, size);
}

/* `better` names replace others. */
static void set_name(Stream *stream, char *name, gboolean better)
{
    GfPart *part = stream->attachment != NULL ? stream->attachment->part : NULL;
    if (part != NULL && *name != '\0' && (better || part->name == NULL)) {
        g_free(part->name);
        part->name = gf_sniff_safe_name(name);
    }
    g_free(name);
}

/* The names of [MS-OXTNEF] section 2.1.3.3.1 that stand for others. */
static const struct {
    const char *written, *meant;
} classes[] = {
    {"IPM.Microsoft Mail.Note", "IPM.Note"},
    {"IPM.Microsoft Mail.Read Receipt", "Report.IPM.Note.IPNRN"},
    {"IPM.Microsoft Mail.Non-Delivery", "Report.IPM.Note.NDR"},
    {"IPM.Microsoft Schedule.MtgRespP", "IPM.Schedule.Meeting.Resp.Pos"},
    {"IPM.Microsoft Schedule.MtgRespN", "IPM.Schedule.Meeting.Resp.Neg"},
    {"IPM.Microsoft Schedule.MtgRespA", "IPM.Schedule.Meeting.Resp.Tent"},
    {"IPM.Microsoft Schedule.MtgReq", "IPM.Schedule.Meeting.Request"},
    {"IPM.Microsoft Schedule.MtgCncl", "IPM.Schedule.Meeting.Canceled"},
};

static void set_class(Stream *stream, char *text)
{
    g_autofree char *class = gf_text_line(text, 100);
    g_free(text);
    if (stream->class != NULL || *class == '\0')
        return;
    const char *meant = class;
    for (gsize i = 0; i < G_N_ELEMENTS(classes); i++)
        if (strcmp(class, classes[i].written) == 0)
            meant = classes[i].meant;
    stream->class = g_strdup(meant);
}

/* --- properties --- */

static void message_property(Stream *stream, guint id, guint type, const guint8 *data, gsize size)
{
    if (id == PROPERTY_CLASS)
        set_class(stream, text_of(stream, data, size, type));
    else if (id == PROPERTY_BODY && !stream->has_body)
        add_body(stream, "text/plain", text_of(stream, data, size, type));
    else if (id == PROPERTY_BODY_HTML)
        add_body(stream, "text/html", text_of(stream, data, size, type));
}

static void attachment_property(Stream *stream, guint id, guint type, const guint8 *data,
                                gsize size)
{
    if (stream->attachment == NULL)
        return;
    GfPart *part = stream->attachment->part;
    if (id == PROPERTY_LONG_FILENAME) {
        set_name(stream, text_of(stream, data, size, type), TRUE);
    } else if (id == PROPERTY_MIME_TAG) {
        g_autofree char *tag = text_of(stream, data, size, type);
        if (strchr(tag, '/') == NULL)
            return;
        g_free(part->type);
        part->type = g_ascii_strdown(tag, -1);
    } else if (id == PROPERTY_ATTACH_CONTENT && g_bytes_get_size(part->bytes) == 0) {
        /* An object begins with the identifier of its interface; a message is a TNEF stream again.
         */
        gsize skip = type == TYPE_OBJECT && size >= 16 ? 16 : 0;
        set_content(stream, data + skip, size - skip);
    }
}

/* Bytes of one value of a type of fixed size; 0: another kind of type. */
static gsize fixed_size(guint type)
{
    switch (type) {
    case 0x0001: /* null, short, long, float, error, boolean: padded to four */
    case 0x0002:
    case 0x0003:
    case 0x0004:
    case 0x000a:
    case 0x000b:
        return 4;
    case 0x0005: /* double, currency, date, 64 bits, time */
    case 0x0006:
    case 0x0007:
    case 0x0014:
    case 0x0040:
        return 8;
    case 0x0048: /* GUID */
        return 16;
    default:
        return 0;
    }
}

/* Named properties carry their name between identifier and value. */
static void skip_property_name(Reader *reader)
{
    take(reader, 16);
    if (take_number(reader, 4) == 0) {
        take(reader, 4);
        return;
    }
    gsize length = take_number(reader, 4);
    take(reader, (length + 3) / 4 * 4);
}

/* One value of variable size, padded to four bytes. */
static const guint8 *take_value(Reader *reader, gsize *ret_size)
{
    *ret_size = take_number(reader, 4);
    return take(reader, (*ret_size + 3) / 4 * 4);
}

typedef void (*PropertyFunc)(Stream *stream, guint id, guint type, const guint8 *data, gsize size);

static void read_property(Stream *stream, Reader *reader, PropertyFunc use)
{
    guint type = take_number(reader, 2);
    guint id = take_number(reader, 2);
    if (id >= 0x8000)
        skip_property_name(reader);
    gsize fixed = fixed_size(type & ~(guint) TYPE_MANY);
    gboolean variable = fixed == 0;
    gsize count = variable || (type & TYPE_MANY) ? take_number(reader, 4) : 1;
    if (!variable) {
        take(reader, count > reader->size ? reader->size + 1 : count * fixed);
        return;
    }
    for (gsize i = 0; i < count && !reader->failed; i++) {
        gsize size;
        const guint8 *data = take_value(reader, &size);
        if (data != NULL && i == 0 && !(type & TYPE_MANY))
            use(stream, id, type, data, size);
    }
}

static gboolean read_properties(Stream *stream, Reader reader, PropertyFunc use)
{
    guint32 count = take_number(&reader, 4);
    for (guint32 i = 0; i < count && i < PROPERTIES_MAXIMUM && !reader.failed; i++)
        read_property(stream, &reader, use);
    return !reader.failed;
}

/* --- attributes --- */

static void set_charset(Stream *stream, Reader reader)
{
    guint32 page = take_number(&reader, 4);
    g_free(stream->charset);
    stream->charset = page == 65001 ? g_strdup("utf-8") : g_strdup_printf("cp%u", (guint) page);
}

/* FALSE where its content does not fit. */
static gboolean use_attribute(Stream *stream, guint id, Reader content)
{
    const guint8 *data = content.data;
    switch (id) {
    case ATTRIBUTE_SUBJECT_CLASS:
        set_class(stream, text_of(stream, data, content.size, TYPE_TEXT));
        return TRUE;
    case ATTRIBUTE_BODY:
        if (!stream->has_body)
            add_body(stream, "text/plain", text_of(stream, data, content.size, TYPE_TEXT));
        return TRUE;
    case ATTRIBUTE_CODE_PAGE:
        set_charset(stream, content);
        return TRUE;
    case ATTRIBUTE_PROPERTIES:
        return read_properties(stream, content, message_property);
    case ATTRIBUTE_ATTACH_BEGIN:
        begin_attachment(stream);
        return TRUE;
    case ATTRIBUTE_ATTACH_TITLE:
        set_name(stream, text_of(stream, data, content.size, TYPE_TEXT), FALSE);
        return TRUE;
    case ATTRIBUTE_ATTACH_DATA:
        set_content(stream, data, content.size);
        return TRUE;
    case ATTRIBUTE_ATTACH_PROPERTIES:
        return read_properties(stream, content, attachment_property);
    default:
        return TRUE;
    }
}

static gboolean checksum_is_right(const guint8 *data, gsize size, guint expected)
{
    guint sum = 0;
    for (gsize i = 0; i < size; i++)
        sum += data[i];
    return (sum & 0xffff) == expected;
}

/* FALSE where something did not fit. */
static gboolean read_attributes(Stream *stream, Reader *reader)
{
    gboolean sound = TRUE;
    for (int i = 0; i < ATTRIBUTES_MAXIMUM && reader->size > 0; i++) {
        guint level = take_number(reader, 1);
        guint id = take_number(reader, 4) & 0xffff;
        gsize size = take_number(reader, 4);
        const guint8 *data = take(reader, size);
        guint checksum = take_number(reader, 2);
        if (reader->failed || (level != 1 && level != 2))
            return FALSE;
        /* A wrong sum alone is no reason to drop an attachment; it is one to say so. */
        sound &= checksum_is_right(data, size, checksum);
        sound &= use_attribute(stream, id, (Reader){data, size, FALSE});
    }
    return sound;
}

gboolean gf_tnef_read(const GfPart *part, GfLetter *letter, GPtrArray *leaves)
{
    Reader reader = {.data = g_bytes_get_data(part->bytes, &reader.size)};
    reader.size = g_bytes_get_size(part->bytes);
    if (take_number(&reader, 4) != SIGNATURE)
        return FALSE;
    if (reader.size > GF_LIMIT_TNEF_BYTES) {
        gf_letter_add_problem(letter, "tnef-too-large", part->path, NULL);
        return FALSE;
    }
    take(&reader, 2); /* a key that nobody needs */
    Stream stream = {.part = part, .letter = letter, .leaves = leaves};
    if (!read_attributes(&stream, &reader))
        gf_letter_add_problem(letter, "tnef-damaged", part->path, NULL);
    /* An ordinary message needs no remark. */
    if (stream.class != NULL && strcmp(stream.class, "IPM.Note") != 0)
        gf_letter_add_problem(letter, "tnef-class", part->path, stream.class);
    g_free(stream.charset);
    g_free(stream.class);
    return TRUE;
}
