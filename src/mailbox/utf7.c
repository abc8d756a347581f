#include "mailbox/utf7.h"

#include <string.h>

/* Base 64 with a comma for the slash (RFC 3501). */
static const char ALPHABET[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,";

static gboolean is_plain(gunichar c)
{
    return c >= 0x20 && c <= 0x7e;
}

/* UTF-16 units of a run, six bits at a time. */
typedef struct {
    GString *out;
    guint32 bits;
    guint count;
} Packer;

static void pack_unit(Packer *packer, guint16 unit)
{
    packer->bits = packer->bits << 16 | unit;
    packer->count += 16;
    while (packer->count >= 6) {
        packer->count -= 6;
        g_string_append_c(packer->out, ALPHABET[packer->bits >> packer->count & 63]);
    }
    packer->bits &= (1u << packer->count) - 1;
}

static void pack_character(Packer *packer, gunichar c)
{
    if (c < 0x10000) {
        pack_unit(packer, (guint16) c);
        return;
    }
    pack_unit(packer, (guint16) (0xd800 + ((c - 0x10000) >> 10)));
    pack_unit(packer, (guint16) (0xdc00 + ((c - 0x10000) & 0x3ff)));
}

char *gf_utf7_encode(const char *text)
{
    GString *out = g_string_new(NULL);
    for (const char *p = text; *p != '\0';) {
        gunichar c = g_utf8_get_char(p);
        if (is_plain(c)) {
            g_string_append(out, c == '&' ? "&-" : (char[]){(char) c, '\0'});
            p = g_utf8_next_char(p);
            continue;
        }
        g_string_append_c(out, '&');
        Packer packer = {.out = out};
        for (; *p != '\0' && !is_plain(g_utf8_get_char(p)); p = g_utf8_next_char(p))
            pack_character(&packer, g_utf8_get_char(p));
        if (packer.count > 0)
            g_string_append_c(out, ALPHABET[packer.bits << (6 - packer.count) & 63]);
        g_string_append_c(out, '-');
    }
    return g_string_free(out, FALSE);
}

/* Appends the characters of one run, `p` after '&'. Returns what follows its '-', NULL where it is
 * malformed. */
static const char *decode_run(const char *p, GString *out)
{
    if (*p == '-') {
        g_string_append_c(out, '&');
        return p + 1;
    }
    g_autoptr(GArray) units = g_array_new(FALSE, FALSE, sizeof(gunichar2));
    guint32 bits = 0;
    guint count = 0;
    for (; *p != '-'; p++) {
        const char *digit = *p != '\0' ? strchr(ALPHABET, *p) : NULL;
        if (digit == NULL)
            return NULL;
        bits = (bits << 6 | (guint32) (digit - ALPHABET)) & 0x3fffff;
        count += 6;
        if (count >= 16) {
            count -= 16;
            gunichar2 unit = (gunichar2) (bits >> count);
            if (unit == 0)
                return NULL;
            g_array_append_val(units, unit);
        }
    }
    gboolean rest_is_padding = count < 6 && (bits & ((1u << count) - 1)) == 0;
    if (units->len == 0 || !rest_is_padding)
        return NULL;
    g_autofree char *text =
        g_utf16_to_utf8((const gunichar2 *) (gpointer) units->data, units->len, NULL, NULL, NULL);
    if (text == NULL)
        return NULL;
    g_string_append(out, text);
    return p + 1;
}

char *gf_utf7_decode(const char *wire)
{
    g_autoptr(GString) out = g_string_new(NULL);
    for (const char *p = wire; *p != '\0';) {
        if (*p == '&') {
            p = decode_run(p + 1, out);
            if (p == NULL)
                return NULL;
            continue;
        }
        if (!is_plain((guchar) *p))
            return NULL;
        g_string_append_c(out, *p++);
    }
    return g_string_free(g_steal_pointer(&out), FALSE);
}
