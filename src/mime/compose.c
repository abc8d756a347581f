/* compose.c - see compose.h.
 *
 * GMime lays the message out; what it would decide by itself (boundaries, encodings, charset,
 * dates) is set here, so that the same mail is the same bytes. Refuses addresses, zones and tokens
 * that are not fit for a header; texts are made one line. Boundaries hold "=_", which neither base
 * 64 nor quoted-printable can.
 */
#include "mime/compose.h"

#include <string.h>

#include "base/address.h"
#include "base/error.h"
#include "base/text.h"
#include "base/zone.h"
#include "mime/flowed.h"
#include "mime/foreign.h"

#define OUTER "=_greffe_outer"
#define INNER "=_greffe_inner"
#define TAIL "\r\n--" OUTER "--\r\n"

enum {
    LINE_MAXIMUM = 76,
    TEXT_COLUMNS = 72,
    NAME_MAXIMUM = 200,
    SUBJECT_MAXIMUM = 500,
    IDENTIFIER_MAXIMUM = 250,
    REFERENCES_MAXIMUM = 20,
    BASE64_LINE_BYTES = 57, /* 76 characters */
    SHORT_NAME = 50,        /* of a file, written in one piece */
};

/* --- checks --- */

static gboolean check_address(const char *what, const char *address, GError **error)
{
    const char *why;
    if (gf_address_is_valid(address, &why))
        return TRUE;
    g_autofree char *shown = gf_text_line(address, 80);
    g_set_error(error, GF_ERROR, GF_ERROR_CONFIG, "%s address \"%s\": %s", what, shown, why);
    return FALSE;
}

/* Letters, digits and hyphens: what a token of ours may be. */
static gboolean check_token(const char *what, const char *token, GError **error)
{
    gsize length = token != NULL ? strlen(token) : 0;
    if (token == NULL)
        return TRUE;
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-";
    if (length > 0 && length <= 40 && strspn(token, allowed) == length)
        return TRUE;
    g_autofree char *shown = gf_text_line(token, 80);
    g_set_error(error, GF_ERROR, GF_ERROR_CONFIG, "%s \"%s\": not fit for a header", what, shown);
    return FALSE;
}

static gboolean is_identifier(const char *id)
{
    if (id == NULL || *id == '\0' || strlen(id) > IDENTIFIER_MAXIMUM)
        return FALSE;
    for (const char *p = id; *p != '\0'; p++)
        if (*p <= ' ' || *p >= 0x7f || *p == '<' || *p == '>')
            return FALSE;
    return TRUE;
}

static gboolean check_mail(const GfMail *mail, GError **error)
{
    if (!check_address("sender", mail->from_address, error) ||
        !check_address("recipient", mail->to_address, error) ||
        (mail->reply_to != NULL && !check_address("reply", mail->reply_to, error)) ||
        !check_token("auto-submitted", mail->auto_submitted, error) ||
        !check_token("language", mail->language, error) ||
        !check_token("calendar method", mail->calendar_method, error))
        return FALSE;
    if (!is_identifier(mail->message_id)) {
        g_autofree char *shown = gf_text_line(mail->message_id, 80);
        g_set_error(error, GF_ERROR, GF_ERROR_CONFIG, "message-id \"%s\": not fit for a header",
                    shown);
        return FALSE;
    }
    return TRUE;
}

/* --- headers --- */

static void add_person(GMimeMessage *message, GMimeAddressType type, const char *name,
                       const char *address)
{
    g_autofree char *line = gf_text_line(name, NAME_MAXIMUM);
    g_autoptr(InternetAddress) mailbox =
        internet_address_mailbox_new(*line != '\0' ? line : NULL, address);
    internet_address_set_charset(mailbox, "utf-8");
    internet_address_list_add(g_mime_message_get_addresses(message, type), mailbox);
}

static void add_header(GMimeMessage *message, const char *name, const char *value)
{
    if (value != NULL)
        g_mime_object_append_header(GMIME_OBJECT(message), name, value, "utf-8");
}

/* Identifiers of other people's mail: those that are not fit are left out. */
static void add_thread(GMimeMessage *message, const GfMail *mail)
{
    if (is_identifier(mail->in_reply_to)) {
        g_autofree char *value = g_strdup_printf("<%s>", mail->in_reply_to);
        add_header(message, "In-Reply-To", value);
    }
    guint count = mail->references != NULL ? g_strv_length((char **) mail->references) : 0;
    g_autoptr(GString) value = g_string_new(NULL);
    /* The first begins the thread, the last ones place the mail in it. */
    for (guint i = 0; i < count; i++)
        if ((i == 0 || i + REFERENCES_MAXIMUM > count) && is_identifier(mail->references[i]))
            g_string_append_printf(value, "%s<%s>", value->len > 0 ? " " : "", mail->references[i]);
    if (value->len > 0)
        add_header(message, "References", value->str);
}

static gboolean add_date(GMimeMessage *message, const GfMail *mail, GError **error)
{
    const GfZone *zone = mail->timezone != NULL ? gf_zone_open(mail->timezone) : NULL;
    g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(mail->date);
    if (zone == NULL || utc == NULL) {
        g_autofree char *shown = gf_text_line(mail->timezone, 80);
        g_set_error(error, GF_ERROR, GF_ERROR_CONFIG,
                    "date of a mail: no time zone \"%s\" (give an IANA name such as Europe/Paris)",
                    shown);
        return FALSE;
    }
    g_autoptr(GTimeZone) offset = g_time_zone_new_offset((gint32) gf_zone_offset(zone, mail->date));
    g_autoptr(GDateTime) local = g_date_time_to_timezone(utc, offset);
    g_mime_message_set_date(message, local);
    return TRUE;
}

static gboolean add_headers(GMimeMessage *message, const GfMail *mail, GError **error)
{
    g_autofree char *subject = gf_text_line(mail->subject, SUBJECT_MAXIMUM);
    add_person(message, GMIME_ADDRESS_TYPE_FROM, mail->from_name, mail->from_address);
    add_person(message, GMIME_ADDRESS_TYPE_TO, mail->to_name, mail->to_address);
    if (mail->reply_to != NULL)
        add_person(message, GMIME_ADDRESS_TYPE_REPLY_TO, mail->from_name, mail->reply_to);
    g_mime_message_set_subject(message, subject, "utf-8");
    if (!add_date(message, mail, error))
        return FALSE;
    g_mime_message_set_message_id(message, mail->message_id);
    add_thread(message, mail);
    add_header(message, "Auto-Submitted", mail->auto_submitted);
    /* Exchange must send no automatic answer to a mail; about an invitation it may. */
    if (mail->calendar == NULL)
        add_header(message, "X-Auto-Response-Suppress", "All");
    return TRUE;
}

/* --- parts --- */

static gboolean is_plain_enough(const char *text)
{
    gsize column = 0;
    for (const char *p = text; *p != '\0'; p++) {
        column = *p == '\n' ? 0 : column + 1;
        gboolean blank_end = *p == ' ' && (p[1] == '\n' || p[1] == '\0');
        if ((guchar) *p >= 0x7f || column > LINE_MAXIMUM || blank_end)
            return FALSE;
    }
    return strstr(text, "=_") == NULL && strncmp(text, "From ", 5) != 0 &&
           strstr(text, "\nFrom ") == NULL;
}

static void set_content(GMimePart *part, const char *content, GMimeContentEncoding encoding)
{
    g_autoptr(GMimeStream) stream = g_mime_stream_mem_new_with_buffer(content, strlen(content));
    g_autoptr(GMimeDataWrapper) wrapper =
        g_mime_data_wrapper_new_with_stream(stream, GMIME_CONTENT_ENCODING_DEFAULT);
    g_mime_part_set_content(part, wrapper);
    g_mime_part_set_content_encoding(part, encoding);
}

static GMimePart *text_part(const char *subtype, const char *clean)
{
    GMimePart *part = g_mime_part_new_with_type("text", subtype);
    g_mime_object_set_content_type_parameter(GMIME_OBJECT(part), "charset", "utf-8");
    set_content(part, clean,
                is_plain_enough(clean) ? GMIME_CONTENT_ENCODING_7BIT
                                       : GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
    return part;
}

static GMimeObject *html_part(const char *html)
{
    g_autofree char *clean = gf_text_clean(html, -1);
    return GMIME_OBJECT(text_part("html", clean));
}

/* Short lines for those who see them as they are; who knows of flowed text fills the screen. */
static GMimeObject *plain_part(const char *text)
{
    g_autofree char *clean = gf_text_clean(text, -1);
    g_autofree char *lines = gf_flowed_break(clean, TEXT_COLUMNS);
    GMimePart *part = text_part("plain", lines);
    g_mime_object_set_content_type_parameter(GMIME_OBJECT(part), "format", "flowed");
    return GMIME_OBJECT(part);
}

static GMimeObject *calendar_part(const GfMail *mail)
{
    GMimePart *part = g_mime_part_new_with_type("text", "calendar");
    g_mime_object_set_content_type_parameter(GMIME_OBJECT(part), "charset", "UTF-8");
    if (mail->calendar_method != NULL)
        g_mime_object_set_content_type_parameter(GMIME_OBJECT(part), "method",
                                                 mail->calendar_method);
    set_content(part, mail->calendar, GMIME_CONTENT_ENCODING_BASE64);
    return GMIME_OBJECT(part);
}

/* The copy for clients that only see attachments. */
static GMimeObject *calendar_file(const GfMail *mail)
{
    GMimePart *part = g_mime_part_new_with_type("application", "ics");
    g_mime_object_set_content_type_parameter(GMIME_OBJECT(part), "name", "invite.ics");
    g_mime_object_set_disposition(GMIME_OBJECT(part), GMIME_DISPOSITION_ATTACHMENT);
    g_mime_object_set_content_disposition_parameter(GMIME_OBJECT(part), "filename", "invite.ics");
    set_content(part, mail->calendar, GMIME_CONTENT_ENCODING_BASE64);
    return GMIME_OBJECT(part);
}

static void add_part(GMimeMultipart *multipart, GMimeObject *part)
{
    g_mime_multipart_add(multipart, part);
    g_object_unref(part);
}

static GMimeMultipart *multipart_new(const char *subtype, const char *boundary)
{
    GMimeMultipart *multipart = g_mime_multipart_new_with_subtype(subtype);
    g_mime_multipart_set_boundary(multipart, boundary);
    return multipart;
}

/* The text in all its forms. */
static GMimeObject *letter_part(const GfMail *mail)
{
    if (mail->html == NULL && mail->calendar == NULL)
        return plain_part(mail->text);
    GMimeMultipart *alternative = multipart_new("alternative", INNER);
    add_part(alternative, plain_part(mail->text));
    if (mail->html != NULL)
        add_part(alternative, html_part(mail->html));
    /* Last, and within the first part of the whole: Outlook looks nowhere else. */
    if (mail->calendar != NULL)
        add_part(alternative, calendar_part(mail));
    return GMIME_OBJECT(alternative);
}

static GMimeObject *content_part(const GfMail *mail)
{
    if (mail->calendar == NULL && !mail->has_documents)
        return letter_part(mail);
    GMimeMultipart *mixed = multipart_new("mixed", OUTER);
    add_part(mixed, letter_part(mail));
    if (mail->calendar != NULL)
        add_part(mixed, calendar_file(mail));
    return GMIME_OBJECT(mixed);
}

/* --- the whole --- */

static GByteArray *serialise(GMimeMessage *message)
{
    g_autoptr(GMimeFormatOptions) options = g_mime_format_options_new();
    g_mime_format_options_set_newline_format(options, GMIME_NEWLINE_FORMAT_DOS);
    g_autoptr(GMimeStream) stream = g_mime_stream_mem_new();
    g_mime_object_write_to_stream(GMIME_OBJECT(message), options, stream);
    GByteArray *bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream));
    return g_byte_array_append(g_byte_array_sized_new(bytes->len), bytes->data, bytes->len);
}

/* Whoever composes need not know that GMime wants to be told first. */
static void init_once(void)
{
    static gsize done = 0;
    if (g_once_init_enter(&done)) {
        g_mime_init();
        g_once_init_leave(&done, 1);
    }
}

GBytes *gf_compose_head(const GfMail *mail, GError **error)
{
    init_once();
    if (!check_mail(mail, error))
        return NULL;
    g_autoptr(GMimeMessage) message = g_mime_message_new(FALSE);
    if (!add_headers(message, mail, error))
        return NULL;
    GMimeObject *content = content_part(mail);
    if (mail->language != NULL)
        g_mime_object_append_header(content, "Content-Language", mail->language, "utf-8");
    if (mail->calendar != NULL)
        g_mime_object_append_header(content, "Content-Class", "urn:content-classes:calendarmessage",
                                    "utf-8");
    g_mime_message_set_mime_part(message, content);
    g_object_unref(content);
    GByteArray *bytes = serialise(message);
    if (mail->has_documents) {
        gsize tail = strlen(TAIL);
        g_assert(bytes->len > tail && memcmp(bytes->data + bytes->len - tail, TAIL, tail) == 0);
        g_byte_array_set_size(bytes, bytes->len - (guint) tail);
    }
    return g_byte_array_free_to_bytes(bytes);
}

GBytes *gf_compose_tail(void)
{
    return g_bytes_new_static(TAIL, strlen(TAIL));
}

/* --- documents --- */

static gboolean is_media_type(const char *type)
{
    static const char token[] = "abcdefghijklmnopqrstuvwxyz"
                                "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$&^_.+-";
    gsize first = type != NULL ? strspn(type, token) : 0;
    gsize second = first > 0 && type[first] == '/' ? strspn(type + first + 1, token) : 0;
    return first > 0 && second > 0 && type[first + 1 + second] == '\0' &&
           first + second < LINE_MAXIMUM - 20;
}

/* A short ASCII name for readers that know no better, its suffix kept. Owned. */
static char *fallback_name(const char *name)
{
    g_autofree char *ascii = g_str_to_ascii(name, "C");
    for (char *p = ascii; *p != '\0'; p++)
        if (!g_ascii_isalnum(*p) && strchr(" ._-()'+,=@", *p) == NULL)
            *p = '_';
    gsize length = strlen(ascii);
    const char *dot = strrchr(ascii, '.');
    gsize suffix = dot != NULL && strlen(dot) <= 8 ? strlen(dot) : 0;
    if (length <= SHORT_NAME)
        return g_strdup(ascii);
    return g_strdup_printf("%.*s%s", (int) (SHORT_NAME - suffix), ascii, suffix > 0 ? dot : "");
}

/* RFC 2231: percent-encoded, in pieces that fit a line. */
static void append_extended(GString *out, const char *name)
{
    g_autofree char *escaped = g_uri_escape_string(name, NULL, FALSE);
    gsize length = strlen(escaped);
    if (length <= SHORT_NAME) {
        g_string_append_printf(out, ";\r\n filename*=utf-8''%s", escaped);
        return;
    }
    guint section = 0;
    for (gsize start = 0; start < length; section++) {
        gsize size = MIN(length - start, SHORT_NAME);
        /* Never within "%XX". */
        while (start + size < length &&
               (escaped[start + size - 1] == '%' || escaped[start + size - 2] == '%'))
            size--;
        g_string_append_printf(out, ";\r\n filename*%u*=%s%.*s", section,
                               section == 0 ? "utf-8''" : "", (int) size, escaped + start);
        start += size;
    }
}

static void append_base64(GByteArray *out, GBytes *content)
{
    gsize size;
    const guint8 *bytes = g_bytes_get_data(content, &size);
    for (gsize start = 0; start < size; start += BASE64_LINE_BYTES) {
        char line[LINE_MAXIMUM + 4];
        int state = 0, save = 0;
        gsize count = MIN(size - start, BASE64_LINE_BYTES);
        gsize length = g_base64_encode_step(bytes + start, count, FALSE, line, &state, &save);
        length += g_base64_encode_close(FALSE, line + length, &state, &save);
        if (start > 0)
            g_byte_array_append(out, (const guint8 *) "\r\n", 2);
        g_byte_array_append(out, (const guint8 *) line, (guint) length);
    }
}

/* Office programs write text in UTF-8 today; what is not is left for the reader to guess. */
static gboolean is_utf8_text(const char *media_type, GBytes *content)
{
    gsize size;
    const char *bytes = g_bytes_get_data(content, &size);
    return media_type != NULL && g_str_has_prefix(media_type, "text/") &&
           g_utf8_validate(bytes != NULL ? bytes : "", (gssize) size, NULL);
}

GBytes *gf_compose_document(const char *name, const char *media_type, GBytes *content)
{
    g_autofree char *line = gf_text_line(name, 0);
    g_autofree char *fallback = fallback_name(line);
    g_autoptr(GString) head = g_string_new("\r\n--" OUTER "\r\n");
    g_string_append_printf(
        head, "Content-Type: %s;\r\n%s name=\"%s\"\r\n",
        is_media_type(media_type) ? media_type : "application/octet-stream",
        is_media_type(media_type) && is_utf8_text(media_type, content) ? " charset=utf-8;\r\n" : "",
        fallback);
    g_string_append(head, "Content-Disposition: attachment");
    if (strcmp(fallback, line) == 0)
        g_string_append_printf(head, ";\r\n filename=\"%s\"", line);
    else
        append_extended(head, line);
    g_string_append(head, "\r\nContent-Transfer-Encoding: base64\r\n\r\n");
    gsize encoded = g_bytes_get_size(content) / 3 * 4 * 78 / 76 + 100;
    GByteArray *out = g_byte_array_sized_new((guint) (head->len + encoded));
    g_byte_array_append(out, (const guint8 *) head->str, (guint) head->len);
    append_base64(out, content);
    return g_byte_array_free_to_bytes(out);
}
