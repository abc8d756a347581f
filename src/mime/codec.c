/* codec.c - see codec.h. Decoders for strangers' bytes: they skip what they cannot read. */
#include "mime/codec.h"

#include <string.h>

/* The values of "A" to "Z", "a" to "z", "0" to "9", "+" and "/" (RFC 4648 section 4), and "-" and
 * "_" (section 5); -1: no such character. */
static const gint8 base64_values[256] = {
    -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
    -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 62, -1, 62, -1, 63,
    52, 53, 54, 55, 56, 57, 58, 59, 60, 61, -1, -1, -1, -1, -1, -1, -1, 0,  1,  2,  3,  4,  5,  6,
    7,  8,  9,  10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, -1, -1, -1, -1, 63,
    -1, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48,
    49, 50, 51, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
    -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
    -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
    -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
    -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
    -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
};

static int base64_value(char c)
{
    return base64_values[(guchar) c];
}

/* Whole groups of four characters at `text`; how many bytes of text they are. `ret_to` moves on by
 * three bytes for each, with one more that is written behind. */
static gsize base64_groups(guint8 **ret_to, const char *text, gsize length)
{
    guint8 *to = *ret_to;
    gsize i = 0;
    for (; i + 4 <= length; i += 4, to += 3) {
        int a = base64_value(text[i]), b = base64_value(text[i + 1]);
        int c = base64_value(text[i + 2]), d = base64_value(text[i + 3]);
        if ((a | b | c | d) < 0)
            break;
        guint32 group = GUINT32_TO_BE((guint32) (a << 18 | b << 12 | c << 6 | d) << 8);
        memcpy(to, &group, sizeof group);
    }
    *ret_to = to;
    return i;
}

void gf_codec_base64(GByteArray *out, const char *text, gsize length)
{
    guint before = out->len;
    /* Three bytes of four characters, a group that is broken off, and base64_groups(). */
    g_byte_array_set_size(out, before + (guint) (length / 4 * 3 + 4));
    guint8 *to = out->data + before;
    guint32 buffer = 0;
    int bits = 0;
    for (gsize i = 0; i < length; i++) {
        if (bits == 0)
            i += base64_groups(&to, text + i, length - i);
        if (i == length)
            break;
        int value = base64_value(text[i]);
        if (text[i] == '=') {
            bits = 0;
        } else if (value >= 0) {
            buffer = (buffer << 6) | (guint32) value;
            bits += 6;
        }
        if (bits >= 8) {
            bits -= 8;
            *to++ = (guint8) (buffer >> bits);
        }
    }
    g_byte_array_set_size(out, (guint) (to - out->data));
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
        if (text[i] == '-' || text[i] == '_' || (base64_value(text[i]) < 0 && text[i] != '='))
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

/* The byte of one "=XX" or "%XX" at `text`, -1 where it is none. */
static int escape_value(const char *text, gsize left)
{
    if (left < 3 || !g_ascii_isxdigit(text[1]) || !g_ascii_isxdigit(text[2]))
        return -1;
    return g_ascii_xdigit_value(text[1]) * 16 + g_ascii_xdigit_value(text[2]);
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

/* Room for `length` bytes behind what is there: nothing decoded is longer than its code. */
static guint8 *make_room(GByteArray *out, gsize length)
{
    guint before = out->len;
    g_byte_array_set_size(out, before + (guint) length + 1);
    return out->data + before;
}

static void end_at(GByteArray *out, const guint8 *to)
{
    g_byte_array_set_size(out, (guint) (to - out->data));
}

void gf_codec_quoted_printable(GByteArray *out, const char *text, gsize length)
{
    guint8 *to = make_room(out, length);
    for (gsize i = 0; i < length;) {
        const char *mark = memchr(text + i, '=', length - i);
        gsize plain = (mark != NULL ? (gsize) (mark - text) : length) - i;
        memcpy(to, text + i, plain);
        to += plain;
        i += plain;
        if (i == length)
            break;
        gsize skip = soft_break(text + i, length - i);
        int value = skip == 0 ? escape_value(text + i, length - i) : -1;
        if (skip == 0)
            *to++ = value >= 0 ? (guint8) value : (guint8) '=';
        i += skip > 0 ? skip : value >= 0 ? 3 : 1;
    }
    end_at(out, to);
}

/* Escapes behind `mark`; `blank` stands for a space. */
static void decode_escapes(GByteArray *out, const char *text, gsize length, char mark, char blank)
{
    guint8 *to = make_room(out, length);
    for (gsize i = 0; i < length;) {
        int value = text[i] == mark ? escape_value(text + i, length - i) : -1;
        *to++ = value >= 0 ? (guint8) value : (guint8) (text[i] == blank ? ' ' : text[i]);
        i += value >= 0 ? 3 : 1;
    }
    end_at(out, to);
}

void gf_codec_q(GByteArray *out, const char *text, gsize length)
{
    decode_escapes(out, text, length, '=', '_');
}

void gf_codec_percent(GByteArray *out, const char *text, gsize length)
{
    decode_escapes(out, text, length, '%', ' ');
}
