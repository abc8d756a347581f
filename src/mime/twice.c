/* twice.c - see twice.h.
 *
 * Only characters that French, its neighbours and Russian write are undone (two-byte sequences
 * from C2 to C5, D0 and D1, three-byte ones from E2: dashes, quotes, the euro). Others would find
 * rare letters in what is a letter before a quotation mark.
 */
#include "mime/twice.h"

#include "mime/charset.h"

/* The byte that was taken for the character at `p`, which moves on; -1: none. */
static int take_byte(const char **p, const char *end)
{
    gunichar c = *p < end ? g_utf8_get_char_validated(*p, end - *p) : (gunichar) -1;
    if ((gint32) c < 0)
        return -1;
    *p = g_utf8_next_char(*p);
    if (c < 0x100)
        return (int) c;
    for (int byte = 0x80; byte < 0xa0; byte++)
        if (gf_charset_windows_1252((guint8) byte) == c)
            return byte;
    return -1;
}

/* How many bytes follow this first one. */
static int followers(int lead)
{
    if ((lead >= 0xc2 && lead <= 0xc5) || lead == 0xd0 || lead == 0xd1)
        return 1;
    return lead == 0xe2 ? 2 : 0;
}

/* The character that begins at `p`, undone; what is behind it, or NULL. */
static const char *undo_one(GString *out, const char *p, const char *end)
{
    int lead = take_byte(&p, end);
    int more = followers(lead);
    if (more == 0)
        return NULL;
    g_string_append_c(out, (char) lead);
    /* "Ã" and a no-break space are "à"; programs make that space a plain one, or merge it. */
    if ((lead == 0xc2 || lead == 0xc3 || lead == 0xd0) && p < end && *p == ' ') {
        g_string_append_c(out, '\xa0');
        return p + (lead != 0xc3 || (p + 1 < end && p[1] == ' '));
    }
    for (; more > 0; more--) {
        int byte = take_byte(&p, end);
        if (byte < 0x80 || byte > 0xbf)
            return NULL;
        g_string_append_c(out, (char) byte);
    }
    return p;
}

static gsize ascii_run(const char *p, const char *end)
{
    const char *start = p;
    while (p < end && (guchar) *p < 0x80)
        p++;
    return (gsize) (p - start);
}

gboolean gf_twice_undo(GString *text)
{
    const char *end = text->str + text->len;
    gsize plain = ascii_run(text->str, end);
    if (plain == text->len)
        return FALSE;
    g_autoptr(GString) out = g_string_sized_new(text->len);
    gboolean found = FALSE;
    for (const char *p = text->str; p < end; plain = ascii_run(p, end)) {
        g_string_append_len(out, p, (gssize) plain);
        p += plain;
        if (p == end)
            break;
        p = undo_one(out, p, end);
        if (p == NULL)
            return FALSE;
        found = TRUE;
    }
    if (!found || !g_utf8_validate_len(out->str, out->len, NULL))
        return FALSE;
    g_string_truncate(text, 0);
    g_string_append_len(text, out->str, (gssize) out->len);
    return TRUE;
}
