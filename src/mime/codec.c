/* codec.c - see codec.h. Decoders for strangers' bytes: they skip what they cannot read. */
#include "mime/codec.h"

#include <string.h>

static int base64_value(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    if (c == '+' || c == '-')
        return 62;
    return c == '/' || c == '_' ? 63 : -1;
}

void gf_codec_base64(GByteArray *out, const char *text, gsize length)
{
    guint32 buffer = 0;
    int bits = 0;
    for (gsize i = 0; i < length; i++) {
        int value = base64_value(text[i]);
        if (text[i] == '=') {
            bits = 0;
        } else if (value >= 0) {
            buffer = (buffer << 6) | (guint32) value;
            bits += 6;
        }
        if (bits >= 8) {
            bits -= 8;
            guint8 byte = (guint8) (buffer >> bits);
            g_byte_array_append(out, &byte, 1);
        }
    }
}

typedef struct {
    gsize odd_words;    /* words, not as long as a whole number of groups */
    gsize marks, rules; /* signs of prose and of addresses; of a rule */
    gsize strange;      /* outside of the alphabet */
    gsize length;       /* without blanks */
} Line;

static Line look_at(const char *text, gsize length)
{
    Line line = {0, 0, 0, 0, 0};
    gsize word = 0;
    for (gsize i = 0; i <= length; i++) {
        char c = i < length ? text[i] : ' ';
        if (!g_ascii_isspace(c)) {
            word++;
            line.marks += (guchar) c >= 0x80 || strchr(".,:;@?'", c) != NULL;
            line.rules += strchr("_-=*#~", c) != NULL;
            line.strange += base64_value(c) < 0 && c != '=';
        } else if (word > 0) {
            line.odd_words += word % 4 != 0;
            line.length += word;
            word = 0;
        }
    }
    return line;
}

static gboolean is_prose(const Line *line)
{
    return line->odd_words > 1 || line->marks > 1 ||
           (line->rules == line->length && line->length > 4);
}

/* Nothing but the alphabet, as nearly all lines of code are. */
static gboolean is_code(const char *text, gsize length)
{
    while (length > 0 && g_ascii_isspace(text[length - 1]))
        length--;
    for (gsize i = 0; i < length; i++)
        if (!g_ascii_isalnum(text[i]) && text[i] != '+' && text[i] != '/' && text[i] != '=')
            return FALSE;
    return length > 0 && length % 4 == 0;
}

/* Where the first line of prose begins, with the short lines right above it; `length`: nowhere. */
static gsize prose_offset(const char *text, gsize length)
{
    gsize after_code = 0;
    for (gsize i = 0, next; i < length; i = next) {
        const char *end = memchr(text + i, '\n', length - i);
        next = end != NULL ? (gsize) (end - text) + 1 : length;
        if (is_code(text + i, next - i)) {
            after_code = next;
            continue;
        }
        Line line = look_at(text + i, next - i);
        if (is_prose(&line))
            return after_code;
        if (line.length > 0 && line.length % 4 == 0 && line.strange == 0)
            after_code = next;
    }
    return length;
}

gboolean gf_codec_base64_text(GByteArray *out, const char *text, gsize length)
{
    gsize prose = prose_offset(text, length);
    gf_codec_base64(out, text, prose);
    if (prose > 0 && prose < length && out->len > 0 && out->data[out->len - 1] != '\n')
        g_byte_array_append(out, (const guint8 *) "\n", 1);
    g_byte_array_append(out, (const guint8 *) text + prose, (guint) (length - prose));
    return prose == length;
}

static void append_character(GByteArray *out, char c)
{
    g_byte_array_append(out, (const guint8 *) &c, 1);
}

/* One "=XX" or "%XX" at `text`. */
static gboolean append_escape(GByteArray *out, const char *text, gsize left)
{
    if (left < 3 || !g_ascii_isxdigit(text[1]) || !g_ascii_isxdigit(text[2]))
        return FALSE;
    append_character(out,
                     (char) (g_ascii_xdigit_value(text[1]) * 16 + g_ascii_xdigit_value(text[2])));
    return TRUE;
}

/* Length of "=", blanks and line end at `text`, a soft line break; 0 where it is none. */
static gsize soft_break(const char *text, gsize left)
{
    gsize i = 1;
    while (i < left && (text[i] == ' ' || text[i] == '\t'))
        i++;
    if (i == left)
        return i;
    if (text[i] == '\n')
        return i + 1;
    if (text[i] == '\r' && i + 1 < left && text[i + 1] == '\n')
        return i + 2;
    return 0;
}

void gf_codec_quoted_printable(GByteArray *out, const char *text, gsize length)
{
    for (gsize i = 0; i < length;) {
        gsize skip = text[i] == '=' ? soft_break(text + i, length - i) : 0;
        if (skip > 0) {
            i += skip;
        } else if (text[i] == '=' && append_escape(out, text + i, length - i)) {
            i += 3;
        } else {
            append_character(out, text[i++]);
        }
    }
}

void gf_codec_q(GByteArray *out, const char *text, gsize length)
{
    for (gsize i = 0; i < length;) {
        if (text[i] == '=' && append_escape(out, text + i, length - i)) {
            i += 3;
        } else {
            append_character(out, text[i] == '_' ? ' ' : text[i]);
            i++;
        }
    }
}

void gf_codec_percent(GByteArray *out, const char *text, gsize length)
{
    for (gsize i = 0; i < length;) {
        if (text[i] == '%' && append_escape(out, text + i, length - i))
            i += 3;
        else
            append_character(out, text[i++]);
    }
}
