/* tnef.c - see tnef.h. The stream is described in [MS-OXTNEF] section 2.1.3, properties in
 * [MS-OXPROPS].
 *
 * A stream is a list of attributes with lengths and checksums; two of them hold lists of
 * properties. Reading stops at the first thing that does not fit, and what was read before stays.
 * A message attached inside is a stream again: of that one only the attachments are taken.
 */
#include "mime/tnef.h"

#include <string.h>

#include "base/limits.h"
#include "base/text.h"
#include "mime/charset.h"
#include "mime/rtf.h"
#include "mime/sniff.h"
#include "mime/tnef-meeting.h"

#define SIGNATURE 0x223e9f78u

enum {
    ATTRIBUTES_MAXIMUM = 10000,
    PROPERTIES_MAXIMUM = 4000,
    /* Attributes. */
    ATTRIBUTE_MESSAGE_CLASS = 0x8008,
    ATTRIBUTE_BODY = 0x800c,
    ATTRIBUTE_ATTACH_DATA = 0x800f,
    ATTRIBUTE_ATTACH_TITLE = 0x8010,
    ATTRIBUTE_ATTACH_BEGIN = 0x9002,
    ATTRIBUTE_PROPERTIES = 0x9003,
    ATTRIBUTE_ATTACH_PROPERTIES = 0x9005,
    ATTRIBUTE_CODE_PAGE = 0x9007,
    /* Properties. */
    PROPERTY_CLASS = 0x001a,
    PROPERTY_SUBJECT = 0x0037,
    PROPERTY_BODY = 0x1000,
    PROPERTY_RTF_COMPRESSED = 0x1009,
    PROPERTY_BODY_HTML = 0x1013,
    PROPERTY_DISPLAY_NAME = 0x3001,
    PROPERTY_ATTACH_CONTENT = 0x3701,
    PROPERTY_FILENAME = 0x3704,
    PROPERTY_LONG_FILENAME = 0x3707,
    PROPERTY_MIME_TAG = 0x370e,
    PROPERTY_CONTENT_ID = 0x3712,
    PROPERTY_INTERNET_CODE_PAGE = 0x3fde,
    PROPERTY_NAMED = 0x8000, /* from here on the name stands beside it */
    /* Names of properties of meetings: [MS-OXPROPS], sets PSETID_Meeting and PSETID_Appointment. */
    MEETING_ATTENDEE_CHANGE = 0x0001,
    MEETING_GLOBAL_ID = 0x0003,
    MEETING_CLEAN_GLOBAL_ID = 0x0023,
    APPOINTMENT_SEQUENCE = 0x8201,
    APPOINTMENT_START = 0x820d,
    APPOINTMENT_END = 0x820e,
    APPOINTMENT_PROPOSED_START = 0x8250,
    APPOINTMENT_PROPOSED_END = 0x8251,
    APPOINTMENT_COUNTER = 0x8257,
    /* Types of properties. */
    TYPE_LONG = 0x0003,
    TYPE_BOOLEAN = 0x000b,
    TYPE_OBJECT = 0x000d,
    TYPE_TEXT = 0x001e,
    TYPE_UNICODE = 0x001f,
    TYPE_TIME = 0x0040,
    TYPE_BINARY = 0x0102,
    TYPE_MANY = 0x1000,
};

/* {6ED8DA90-450B-101B-98DA-00AA003F1305} and {00062002-0000-0000-C000-000000000046}, as written. */
static const guint8 set_meeting[16] = {0x90, 0xda, 0xd8, 0x6e, 0x0b, 0x45, 0x1b, 0x10,
                                       0x98, 0xda, 0x00, 0xaa, 0x00, 0x3f, 0x13, 0x05};
static const guint8 set_appointment[16] = {0x02, 0x20, 0x06, 0x00, 0x00, 0x00, 0x00, 0x00,
                                           0xc0, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x46};

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
    GfTnefMeeting meeting;
    gboolean has_body;
    GBytes *html, *rtf; /* bodies, may be NULL */
    guint32 html_code_page;
    GQueue inner;    /* of GBytes: streams of attached messages, still to be read */
    gboolean inside; /* reading one of these */
} Stream;

/* One property: what it is called, and the bytes of its value. */
typedef struct {
    guint id, type;
    const guint8 *set; /* of a named one: 16 bytes, and the number in it */
    guint32 number;
    const guint8 *data;
    gsize size;
} Property;

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

static void set_class(Stream *stream, char *text)
{
    g_autofree char *class = gf_text_line(text, 100);
    g_free(text);
    if (stream->meeting.message_class == NULL && *class != '\0')
        stream->meeting.message_class = g_strdup(gf_tnef_meant_class(class));
}

/* --- properties --- */

static char *property_text(const Stream *stream, const Property *property)
{
    return text_of(stream, property->data, property->size, property->type);
}

static void keep_bytes(GBytes **bytes, const Property *property)
{
    if (*bytes == NULL)
        *bytes = g_bytes_new(property->data, property->size);
}

static guint32 property_number(const Property *property)
{
    Reader reader = {property->data, property->size, FALSE};
    return property->type == TYPE_LONG || property->type == TYPE_BOOLEAN ? take_number(&reader, 4)
                                                                         : 0;
}

/* UTC seconds; 100 nanoseconds from 1601 are counted in the stream. */
static gint64 property_time(const Property *property)
{
    Reader reader = {property->data, property->size, FALSE};
    if (property->type != TYPE_TIME)
        return 0;
    guint64 low = take_number(&reader, 4), high = take_number(&reader, 4);
    return (gint64) ((high << 32 | low) / 10000000) - 11644473600;
}

static void appointment_property(GfTnefMeeting *meeting, const Property *property)
{
    switch (property->number) {
    case APPOINTMENT_SEQUENCE:
        meeting->sequence = property_number(property);
        break;
    case APPOINTMENT_COUNTER:
        meeting->counter = (property_number(property) & 0xffff) != 0;
        break;
    case APPOINTMENT_START:
        meeting->start = property_time(property);
        break;
    case APPOINTMENT_END:
        meeting->end = property_time(property);
        break;
    case APPOINTMENT_PROPOSED_START:
        meeting->proposed_start = property_time(property);
        break;
    case APPOINTMENT_PROPOSED_END:
        meeting->proposed_end = property_time(property);
        break;
    default:
        break;
    }
}

static void named_property(GfTnefMeeting *meeting, const Property *property)
{
    if (memcmp(property->set, set_appointment, sizeof set_appointment) == 0)
        appointment_property(meeting, property);
    if (memcmp(property->set, set_meeting, sizeof set_meeting) != 0)
        return;
    if (property->number == MEETING_GLOBAL_ID)
        keep_bytes(&meeting->global_id, property);
    else if (property->number == MEETING_CLEAN_GLOBAL_ID)
        keep_bytes(&meeting->clean_global_id, property);
    else if (property->number == MEETING_ATTENDEE_CHANGE)
        meeting->stamp = property_time(property);
}

static void message_property(Stream *stream, const Property *property)
{
    if (stream->inside)
        return;
    if (property->set != NULL)
        named_property(&stream->meeting, property);
    else if (property->id == PROPERTY_CLASS)
        set_class(stream, property_text(stream, property));
    else if (property->id == PROPERTY_SUBJECT && stream->meeting.subject == NULL)
        stream->meeting.subject = property_text(stream, property);
    else if (property->id == PROPERTY_BODY && !stream->has_body)
        add_body(stream, "text/plain", property_text(stream, property));
    else if (property->id == PROPERTY_BODY_HTML && property->type != TYPE_BINARY)
        add_body(stream, "text/html", property_text(stream, property));
    else if (property->id == PROPERTY_BODY_HTML)
        keep_bytes(&stream->html, property);
    else if (property->id == PROPERTY_INTERNET_CODE_PAGE)
        stream->html_code_page = property_number(property);
    else if (property->id == PROPERTY_RTF_COMPRESSED)
        keep_bytes(&stream->rtf, property);
}

/* An object begins with the identifier of its interface; a message is a TNEF stream again. */
static void set_object(Stream *stream, const Property *property)
{
    gsize skip = property->type == TYPE_OBJECT && property->size >= 16 ? 16 : 0;
    GfPart *part = stream->attachment->part;
    set_content(stream, property->data + skip, property->size - skip);
    if (!gf_tnef_is_stream(part->bytes))
        return;
    g_free(part->type);
    part->type = g_strdup("application/ms-tnef");
    g_queue_push_tail(&stream->inner, g_bytes_ref(part->bytes));
}

static void set_type(GfPart *part, const char *tag)
{
    if (strchr(tag, '/') == NULL)
        return;
    g_free(part->type);
    part->type = g_ascii_strdown(tag, -1);
}

static void attachment_property(Stream *stream, const Property *property)
{
    if (stream->attachment == NULL || property->set != NULL)
        return;
    GfPart *part = stream->attachment->part;
    if (property->id == PROPERTY_LONG_FILENAME) {
        set_name(stream, property_text(stream, property), TRUE);
    } else if (property->id == PROPERTY_FILENAME || property->id == PROPERTY_DISPLAY_NAME) {
        set_name(stream, property_text(stream, property), FALSE);
    } else if (property->id == PROPERTY_MIME_TAG) {
        g_autofree char *tag = property_text(stream, property);
        set_type(part, tag);
    } else if (property->id == PROPERTY_CONTENT_ID) {
        g_free(stream->attachment->content_id);
        stream->attachment->content_id = property_text(stream, property);
    } else if (property->id == PROPERTY_ATTACH_CONTENT && g_bytes_get_size(part->bytes) == 0) {
        set_object(stream, property);
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

/* Named properties carry their name between identifier and value: a set, and a number in it or a
 * text, which none that is read here has. */
static void read_property_name(Reader *reader, Property *property)
{
    property->set = take(reader, 16);
    if (take_number(reader, 4) == 0) {
        property->number = take_number(reader, 4);
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

typedef void (*PropertyFunc)(Stream *stream, const Property *property);

static void read_property(Stream *stream, Reader *reader, PropertyFunc use)
{
    Property property = {.type = take_number(reader, 2)};
    property.id = take_number(reader, 2);
    if (property.id >= PROPERTY_NAMED)
        read_property_name(reader, &property);
    gboolean many = (property.type & TYPE_MANY) != 0;
    gsize fixed = fixed_size(property.type & ~(guint) TYPE_MANY);
    gsize count = fixed == 0 || many ? take_number(reader, 4) : 1;
    for (gsize i = 0; i < count && !reader->failed; i++) {
        property.size = fixed;
        property.data = fixed > 0 ? take(reader, fixed) : take_value(reader, &property.size);
        if (property.data != NULL && i == 0 && !many)
            use(stream, &property);
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

static char *charset_of_code_page(guint32 page)
{
    return page == 65001 ? g_strdup("utf-8") : g_strdup_printf("cp%u", (guint) page);
}

static void set_charset(Stream *stream, Reader reader)
{
    g_free(stream->charset);
    stream->charset = charset_of_code_page(take_number(&reader, 4));
}

/* FALSE where its content does not fit. */
static gboolean use_attribute(Stream *stream, guint id, Reader content)
{
    const guint8 *data = content.data;
    switch (id) {
    case ATTRIBUTE_MESSAGE_CLASS:
        if (!stream->inside)
            set_class(stream, text_of(stream, data, content.size, TYPE_TEXT));
        return TRUE;
    case ATTRIBUTE_BODY:
        if (!stream->has_body && !stream->inside)
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

gboolean gf_tnef_is_stream(GBytes *bytes)
{
    Reader reader = {.data = g_bytes_get_data(bytes, &reader.size)};
    reader.size = g_bytes_get_size(bytes);
    return take_number(&reader, 4) == SIGNATURE && !reader.failed;
}

/* FALSE where something did not fit. */
static gboolean read_stream(Stream *stream, GBytes *bytes)
{
    Reader reader = {.data = g_bytes_get_data(bytes, NULL), .size = g_bytes_get_size(bytes)};
    take(&reader, 6); /* the signature, and a key that nobody needs */
    return read_attributes(stream, &reader);
}

/* The bodies that need all of the stream to be understood, the better first. */
static void add_late_bodies(Stream *stream)
{
    gsize size = 0;
    const guint8 *data = stream->html != NULL ? g_bytes_get_data(stream->html, &size) : NULL;
    if (data != NULL) {
        if (stream->html_code_page != 0) {
            g_free(stream->charset);
            stream->charset = charset_of_code_page(stream->html_code_page);
        }
        add_body(stream, "text/html", text_of(stream, data, size, TYPE_BINARY));
    }
    data = stream->rtf != NULL ? g_bytes_get_data(stream->rtf, &size) : NULL;
    g_autoptr(GString) rtf = data != NULL && !stream->has_body ? gf_rtf_unpack(data, size) : NULL;
    if (rtf != NULL)
        add_body(stream, "text/plain", gf_rtf_text(rtf->str, rtf->len));
}

static void add_meeting(Stream *stream)
{
    const GfPerson *from = stream->letter->from;
    char *calendar =
        gf_tnef_meeting_to_calendar(&stream->meeting, from != NULL ? from->address : NULL);
    if (calendar != NULL)
        add_leaf(stream, "text/calendar", g_bytes_new_take(calendar, strlen(calendar)));
}

static void clear_stream(Stream *stream)
{
    g_clear_pointer(&stream->charset, g_free);
    g_clear_pointer(&stream->html, g_bytes_unref);
    g_clear_pointer(&stream->rtf, g_bytes_unref);
    gf_tnef_meeting_clear(&stream->meeting);
    g_queue_clear_full(&stream->inner, (GDestroyNotify) g_bytes_unref);
}

gboolean gf_tnef_read(const GfPart *part, GfLetter *letter, GPtrArray *leaves)
{
    if (!gf_tnef_is_stream(part->bytes))
        return FALSE;
    if (g_bytes_get_size(part->bytes) > GF_LIMIT_TNEF_BYTES) {
        gf_letter_add_problem(letter, "tnef-too-large", part->path, NULL);
        return FALSE;
    }
    Stream stream = {.part = part, .letter = letter, .leaves = leaves, .inner = G_QUEUE_INIT};
    gboolean sound = read_stream(&stream, part->bytes);
    stream.inside = TRUE;
    for (GBytes *inner; (inner = g_queue_pop_head(&stream.inner)) != NULL; g_bytes_unref(inner))
        sound &= read_stream(&stream, inner);
    if (!sound)
        gf_letter_add_problem(letter, "tnef-damaged", part->path, NULL);
    /* An ordinary message needs no remark. */
    const char *class = stream.meeting.message_class;
    if (class != NULL && g_ascii_strcasecmp(class, "IPM.Note") != 0)
        gf_letter_add_problem(letter, "tnef-class", part->path, class);
    add_late_bodies(&stream);
    add_meeting(&stream);
    clear_stream(&stream);
    return TRUE;
}
