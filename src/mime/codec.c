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
