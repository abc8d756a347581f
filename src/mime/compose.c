/* compose.c - see compose.h.
 *
 * The layout is ours, and is always the same; GMime encodes words and quotes what is not ASCII.
 * (Its tree of objects takes five times as long, for each of ten thousand mails.) Refuses
 * addresses, zones and tokens that are not fit for a header; texts are made one line. Boundaries
 * hold "=_", which neither base 64 nor quoted-printable can.
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
    FIRST_BYTES = 8192,
    SHORT_NAME = 50, /* of a file, written in one piece */
    MEMORIES = 1024, /* lines that are remembered */
    TELLING = 24,    /* bytes at the end of a line that tell it from others */
    LONGEST_MEMORY = 4096,
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

/* A field whose value is folded at its spaces (RFC 5322 section 2.2.3). */
static void append_field(GString *out, const char *name, const char *value)
{
    gsize column = strlen(name) + 1;
    g_string_append(out, name);
    g_string_append_c(out, ':');
    for (const char *word = value; word != NULL;) {
        const char *space = strchr(word, ' ');
        gsize length = space != NULL ? (gsize) (space - word) : strlen(word);
        if (column + 1 + length > LINE_MAXIMUM) {
            g_string_append(out, "\r\n");
            column = 0;
        }
        g_string_append_c(out, ' ');
        g_string_append_len(out, word, (gssize) length);
        column += 1 + length;
        word = space != NULL ? space + 1 : NULL;
    }
    g_string_append(out, "\r\n");
}

static gboolean is_made_of(const char *text, const char *characters)
{
    return text[strspn(text, characters)] == '\0';
}

static void append_person(GString *out, const char *field, const char *name, const char *address)
{
    static const char atoms[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-' ";
    g_autofree char *line = gf_text_line(name, NAME_MAXIMUM);
    g_autofree char *phrase = is_made_of(line, atoms)
                                  ? g_strdup(line)
                                  : g_mime_utils_header_encode_phrase(NULL, line, "utf-8");
    g_autofree char *value =
        *phrase != '\0' ? g_strdup_printf("%s <%s>", phrase, address) : g_strdup(address);
    append_field(out, field, value);
}

static void append_text(GString *out, const char *field, const char *text)
{
    g_autofree char *line = gf_text_line(text, SUBJECT_MAXIMUM);
    g_autofree char *encoded = g_mime_utils_header_encode_text(NULL, line, "utf-8");
    append_field(out, field, encoded);
}

/* Identifiers of other people's mail: those that are not fit are left out. */
static void append_thread(GString *out, const GfMail *mail)
{
    if (is_identifier(mail->in_reply_to))
        g_string_append_printf(out, "In-Reply-To: <%s>\r\n", mail->in_reply_to);
    guint count = mail->references != NULL ? g_strv_length((char **) mail->references) : 0;
    g_autoptr(GString) value = g_string_new(NULL);
    /* The first begins the thread, the last ones place the mail in it. */
    for (guint i = 0; i < count; i++)
        if ((i == 0 || i + REFERENCES_MAXIMUM > count) && is_identifier(mail->references[i]))
            g_string_append_printf(value, "%s<%s>", value->len > 0 ? " " : "", mail->references[i]);
    if (value->len > 0)
        append_field(out, "References", value->str);
}

static gboolean append_date(GString *out, const GfMail *mail, GError **error)
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
    g_autofree char *value = g_mime_utils_header_format_date(local);
    append_field(out, "Date", value);
    return TRUE;
}

static gboolean append_headers(GString *out, const GfMail *mail, GError **error)
{
    append_person(out, "From", mail->from_name, mail->from_address);
    append_person(out, "To", mail->to_name, mail->to_address);
    if (mail->reply_to != NULL)
        append_person(out, "Reply-To", mail->from_name, mail->reply_to);
    append_text(out, "Subject", mail->subject);
    if (!append_date(out, mail, error))
        return FALSE;
    g_string_append_printf(out, "Message-Id: <%s>\r\n", mail->message_id);
    append_thread(out, mail);
    if (mail->auto_submitted != NULL)
        append_field(out, "Auto-Submitted", mail->auto_submitted);
    /* Exchange must send no automatic answer to a mail; about an invitation it may. */
    if (mail->calendar == NULL)
        append_field(out, "X-Auto-Response-Suppress", "All");
    append_field(out, "MIME-Version", "1.0");
    if (mail->language != NULL)
        append_field(out, "Content-Language", mail->language);
    if (mail->calendar != NULL)
        append_field(out, "Content-Class", "urn:content-classes:calendarmessage");
    return TRUE;
}

/* --- parts: each with its fields, the empty line and its content --- */

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

static void append_with_crlf(GString *out, const char *text, gsize length)
{
    const char *end = text + length;
    while (text < end) {
        const char *newline = memchr(text, '\n', (gsize) (end - text));
        const char *line_end = newline != NULL ? newline : end;
        g_string_append_len(out, text, line_end - text);
        if (newline != NULL)
            g_string_append(out, "\r\n");
        text = newline != NULL ? newline + 1 : end;
    }
}

static void append_quoted(GString *out, const char *text, gsize length)
{
    GMimeEncoding encoding;
    g_mime_encoding_init_encode(&encoding, GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
    g_autofree char *quoted = g_malloc(g_mime_encoding_outlen(&encoding, length));
    append_with_crlf(out, quoted, g_mime_encoding_flush(&encoding, text, length, quoted));
}

/* A line as it was quoted the last time: most lines of a mail stand in the next one too. */
typedef struct {
    GString *line, *quoted;
    gboolean flowed;
} Memory;

static void forget(gpointer memories)
{
    for (Memory *memory = memories; memory < (Memory *) memories + MEMORIES; memory++) {
        if (memory->line == NULL)
            continue;
        (void) g_string_free(memory->line, TRUE);
        (void) g_string_free(memory->quoted, TRUE);
    }
    g_free(memories);
}

/* The one place where such a line may be remembered, of this thread. */
static Memory *memory_of(const char *line, gsize length)
{
    static GPrivate all = G_PRIVATE_INIT(forget);
    Memory *memories = g_private_get(&all);
    guint32 place = (guint32) length;
    if (memories == NULL) {
        memories = g_new0(Memory, MEMORIES);
        g_private_set(&all, memories);
    }
    for (gsize i = length - MIN(length, TELLING); i < length; i++)
        place = place * 31 + (guchar) line[i];
    return &memories[place % MEMORIES];
}

static void append_line(GString *out, const char *line, gsize length, gboolean flowed)
{
    g_autofree char *alone = g_strndup(line, length);
    g_autofree char *broken = flowed ? gf_flowed_break(alone, TEXT_COLUMNS) : NULL;
    const char *text = flowed ? broken : alone;
    append_quoted(out, text, strlen(text));
}

static void remember(Memory *memory, const char *line, gsize length, gboolean flowed)
{
    if (memory->line == NULL) {
        memory->line = g_string_new(NULL);
        memory->quoted = g_string_new(NULL);
    }
    g_string_truncate(memory->line, 0);
    g_string_append_len(memory->line, line, (gssize) length);
    g_string_truncate(memory->quoted, 0);
    memory->flowed = flowed;
    append_line(memory->quoted, line, length, flowed);
}

/* Line by line: neither flowed text nor quoted-printable looks beyond the end of one. */
static void append_quoted_lines(GString *out, const char *text, gboolean flowed)
{
    while (*text != '\0') {
        const char *end = strchrnul(text, '\n');
        gsize length = (gsize) (end - text) + (*end == '\n');
        if (length > LONGEST_MEMORY) {
            append_line(out, text, length, flowed);
            text += length;
            continue;
        }
        Memory *memory = memory_of(text, length);
        if (memory->line == NULL || memory->flowed != flowed || memory->line->len != length ||
            memcmp(memory->line->str, text, length) != 0)
            remember(memory, text, length, flowed);
        g_string_append_len(out, memory->quoted->str, (gssize) memory->quoted->len);
        text += length;
    }
}

/* Lines of base 64, the last one without an end. */
static void append_base64(GString *out, const void *bytes, gsize size)
{
    for (gsize start = 0; start < size; start += BASE64_LINE_BYTES) {
        char line[LINE_MAXIMUM + 4];
        int state = 0, save = 0;
        gsize count = MIN(size - start, BASE64_LINE_BYTES);
        gsize length =
            g_base64_encode_step((const guchar *) bytes + start, count, FALSE, line, &state, &save);
        length += g_base64_encode_close(FALSE, line + length, &state, &save);
        if (start > 0)
            g_string_append(out, "\r\n");
        g_string_append_len(out, line, (gssize) length);
    }
}

/* `type`: with its parameters. Flowed text: short lines for those who see them as they are; who
 * knows of it fills the screen. */
static void append_text_part(GString *out, const char *type, const char *text, gboolean flowed)
{
    g_autofree char *clean = gf_text_clean(text, -1);
    g_autofree char *broken =
        flowed && g_str_is_ascii(clean) ? gf_flowed_break(clean, TEXT_COLUMNS) : NULL;
    const char *lines = broken != NULL ? broken : clean;
    gboolean plain = is_plain_enough(lines);
    g_string_append_printf(out, "Content-Type: %s\r\nContent-Transfer-Encoding: %s\r\n\r\n", type,
                           plain ? "7bit" : "quoted-printable");
    if (plain)
        append_with_crlf(out, lines, strlen(lines));
    else
        append_quoted_lines(out, clean, flowed);
}

static void append_html(GString *out, const char *html)
{
    append_text_part(out, "text/html; charset=utf-8", html, FALSE);
}

static void append_plain(GString *out, const char *text)
{
    append_text_part(out, "text/plain; charset=utf-8; format=flowed", text, TRUE);
}

static void append_calendar(GString *out, const GfMail *mail, const char *encoded)
{
    g_string_append(out, "Content-Type: text/calendar; charset=UTF-8");
    if (mail->calendar_method != NULL)
        g_string_append_printf(out, "; method=%s", mail->calendar_method);
    g_string_append_printf(out, "\r\nContent-Transfer-Encoding: base64\r\n\r\n%s", encoded);
}

/* The copy for clients that only see attachments. */
static void append_calendar_file(GString *out, const char *encoded)
{
    g_string_append_printf(out,
                           "Content-Type: application/ics; name=invite.ics\r\n"
                           "Content-Disposition: attachment; filename=invite.ics\r\n"
                           "Content-Transfer-Encoding: base64\r\n\r\n%s",
                           encoded);
}

/* The text in all its forms. `calendar`: in base 64, or NULL. */
static void append_letter(GString *out, const GfMail *mail, const char *calendar)
{
    if (mail->html == NULL && calendar == NULL) {
        append_plain(out, mail->text);
        return;
    }
    g_string_append(out, "Content-Type: multipart/alternative; boundary=\"" INNER "\"\r\n");
    g_string_append(out, "\r\n--" INNER "\r\n");
    append_plain(out, mail->text);
    if (mail->html != NULL) {
        g_string_append(out, "\r\n--" INNER "\r\n");
        append_html(out, mail->html);
    }
    /* Last, and within the first part of the whole: Outlook looks nowhere else. */
    if (calendar != NULL) {
        g_string_append(out, "\r\n--" INNER "\r\n");
        append_calendar(out, mail, calendar);
    }
    g_string_append(out, "\r\n--" INNER "--\r\n");
}

/* What stands before the documents; whole where there are none. */
static void append_content(GString *out, const GfMail *mail)
{
    g_autoptr(GString) calendar = mail->calendar != NULL ? g_string_new(NULL) : NULL;
    if (calendar != NULL)
        append_base64(calendar, mail->calendar, strlen(mail->calendar));
    if (calendar == NULL && !mail->has_documents) {
        append_letter(out, mail, NULL);
        return;
    }
    g_string_append(out, "Content-Type: multipart/mixed; boundary=\"" OUTER "\"\r\n");
    g_string_append(out, "\r\n--" OUTER "\r\n");
    append_letter(out, mail, calendar != NULL ? calendar->str : NULL);
    if (calendar != NULL) {
        g_string_append(out, "\r\n--" OUTER "\r\n");
        append_calendar_file(out, calendar->str);
    }
    if (!mail->has_documents)
        g_string_append(out, TAIL);
}

/* --- the whole --- */

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
    g_autoptr(GString) out = g_string_sized_new(FIRST_BYTES);
    if (!append_headers(out, mail, error))
        return NULL;
    append_content(out, mail);
    return g_string_free_to_bytes(g_steal_pointer(&out));
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
    gsize size;
    const void *bytes = g_bytes_get_data(content, &size);
    append_base64(head, bytes, size);
    return g_string_free_to_bytes(g_steal_pointer(&head));
}
