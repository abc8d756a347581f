/* text.c - see text.h.
 *
 * Works on code points, never on locale tables: g_utf8_strdown() and friends change with LC_CTYPE,
 * the g_unichar_ functions do not. Nothing here fails; bytes that are no UTF-8 become U+FFFD.
 */
#include "base/text.h"

#include <nettle/sha2.h>
#include <string.h>

enum { SLUG_MAXIMUM = 80 };

static gboolean is_control(gunichar c)
{
    return c < 0x20 || (c >= 0x7f && c < 0xa0);
}

/* Characters that steer a terminal or the reading direction without being seen. */
static gboolean is_steering(gunichar c)
{
    return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0x200e ||
           c == 0x200f;
}

static gboolean is_line_end(gunichar c)
{
    return c == '\n' || c == '\r' || c == 0x85 || c == 0x2028 || c == 0x2029;
}

/* Valid UTF-8 of `size` bytes without those that are NUL. Owned. */
static char *without_nul(const char *text, gsize size)
{
    g_autofree char *kept = g_malloc(size + 1);
    gsize count = 0;
    for (gsize i = 0; i < size; i++)
        if (text[i] != '\0')
            kept[count++] = text[i];
    return g_utf8_make_valid(kept, (gssize) count);
}

/* The length of what stays as it is, up to the next control character. */
static gsize clean_length(const char *text)
{
    gsize length = 0;
    for (guchar c; (c = (guchar) text[length]) != '\0'; length++)
        if ((c < 0x20 && c != '\t' && c != '\n') || c == 0x7f ||
            (c == 0xc2 && (guchar) text[length + 1] < 0xa0))
            break;
    return length;
}

char *gf_text_clean(const char *text, gssize length)
{
    if (text == NULL)
        return g_strdup("");
    gsize size = length < 0 ? strlen(text) : (gsize) length;
    g_autofree char *valid = without_nul(text, size);
    GString *out = g_string_sized_new(size);
    for (const char *p = valid; *p != '\0';) {
        gsize kept = clean_length(p);
        g_string_append_len(out, p, (gssize) kept);
        p += kept;
        gboolean next_line = (guchar) p[0] == 0xc2 && (guchar) p[1] == 0x85; /* U+0085 */
        if (next_line || (*p == '\r' && p[1] != '\n'))
            g_string_append_c(out, '\n');
        if (*p != '\0')
            p = g_utf8_next_char(p);
    }
    return g_string_free(out, FALSE);
}

/* Cuts to `maximum` characters, the ellipsis among them. */
static void shorten(GString *line, gsize maximum)
{
    if (maximum == 0 || (gsize) g_utf8_strlen(line->str, (gssize) line->len) <= maximum)
        return;
    const char *end = g_utf8_offset_to_pointer(line->str, (glong) maximum - 1);
    g_string_truncate(line, (gsize) (end - line->str));
    while (line->len > 0 && line->str[line->len - 1] == ' ')
        g_string_truncate(line, line->len - 1);
    g_string_append(line, "…");
}

char *gf_text_line(const char *text, gsize max_characters)
{
    g_autofree char *valid = g_utf8_make_valid(text != NULL ? text : "", -1);
    GString *out = g_string_sized_new(strlen(valid));
    gboolean pending = FALSE;
    for (const char *p = valid; *p != '\0'; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (is_steering(c))
            continue;
        if (is_control(c) || is_line_end(c)) {
            pending = TRUE;
            continue;
        }
        gboolean space = c == ' ';
        if (pending && out->len > 0 && !space && out->str[out->len - 1] != ' ')
            g_string_append_c(out, ' ');
        pending = FALSE;
        if (!space || out->len > 0)
            g_string_append_len(out, p, g_utf8_next_char(p) - p);
    }
    while (out->len > 0 && out->str[out->len - 1] == ' ')
        g_string_truncate(out, out->len - 1);
    shorten(out, max_characters);
    return g_string_free(out, FALSE);
}

/* Letters that Unicode does not decompose, as one writes them without the special key. */
static const struct {
    gunichar letter;
    const char *plain;
} plain_letters[] = {
    {0x0153, "oe"}, {0x00e6, "ae"}, {0x00df, "ss"}, {0x00f8, "o"},
    {0x0142, "l"},  {0x0111, "d"},  {0x0131, "i"},
};

static gboolean is_apostrophe(gunichar c)
{
    return c == 0x2018 || c == 0x2019 || c == 0x201b || c == 0x02bc || c == 0x00b4 || c == 0xff07;
}

static void fold_space(GString *out)
{
    if (out->len > 0 && out->str[out->len - 1] != ' ')
        g_string_append_c(out, ' ');
}

/* One character of a decomposition. */
static void fold_piece(GString *out, gunichar c)
{
    c = g_unichar_tolower(c);
    for (gsize i = 0; i < G_N_ELEMENTS(plain_letters); i++) {
        if (c == plain_letters[i].letter) {
            g_string_append(out, plain_letters[i].plain);
            return;
        }
    }
    GUnicodeType type = g_unichar_type(c);
    if (type == G_UNICODE_NON_SPACING_MARK || type == G_UNICODE_FORMAT)
        return;
    if (g_unichar_isspace(c) || is_control(c) || is_line_end(c))
        fold_space(out);
    else if (type == G_UNICODE_DASH_PUNCTUATION || c == 0x2212)
        g_string_append_c(out, '-');
    else
        g_string_append_unichar(out, c);
}

/* An apostrophe is known before it is decomposed, which would turn the acute accent that stands
 * alone into a space. Marks are dropped, so that their order does not matter. */
static void fold_character(GString *out, gunichar c)
{
    gunichar pieces[G_UNICHAR_MAX_DECOMPOSITION_LENGTH];
    if (is_apostrophe(c)) {
        g_string_append_c(out, '\'');
        return;
    }
    gsize count = g_unichar_fully_decompose(c, TRUE, pieces, G_N_ELEMENTS(pieces));
    for (gsize i = 0; i < count; i++)
        fold_piece(out, pieces[i]);
}

enum { LATIN_FIRST = 0x80, LATIN_END = 0x250, LATIN_BYTES = 7 };

/* What Latin letters fold to, where that is not a space. */
typedef struct {
    char text[LATIN_BYTES];
    guint8 length; /* 0: to be folded by itself */
} Latin;

static Latin latin_of(gunichar c)
{
    g_autoptr(GString) out = g_string_new(NULL);
    fold_character(out, c);
    Latin latin = {.length = 0};
    if (out->len < LATIN_BYTES && strchr(out->str, ' ') == NULL) {
        memcpy(latin.text, out->str, out->len);
        latin.length = (guint8) out->len;
    }
    return latin;
}

static const Latin *latin_table(void)
{
    static Latin table[LATIN_END - LATIN_FIRST];
    static gsize made = 0;
    if (g_once_init_enter(&made)) {
        for (gunichar c = LATIN_FIRST; c < LATIN_END; c++)
            table[c - LATIN_FIRST] = latin_of(c);
        g_once_init_leave(&made, 1);
    }
    return table;
}

static void fold_other(GString *out, const Latin *latins, gunichar c)
{
    const Latin *latin = c < LATIN_END ? &latins[c - LATIN_FIRST] : NULL;
    if (latin != NULL && latin->length > 0)
        g_string_append_len(out, latin->text, latin->length);
    else
        fold_character(out, c);
}

/* Most of a text. */
static void fold_ascii(GString *out, char c)
{
    if (c <= ' ' || c == 0x7f)
        fold_space(out);
    else
        g_string_append_c(out, (char) (c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c));
}

#define NO_BREAK_SPACE "\302\240"

/* The bytes before `at`, as far as there are that many, are these. */
static gboolean follows(const char *start, const char *at, const char *word)
{
    gsize length = strlen(word);
    return (gsize) (at - start) >= length && memcmp(at - length, word, length) == 0;
}

/* After a civility that its name follows ("M. Pons", "Mme Roux"). */
static gboolean is_after_civility(const char *start, const char *at)
{
    static const char *const civilities[] = {"M.", "Mme"};
    for (gsize i = 0; i < G_N_ELEMENTS(civilities); i++) {
        gssize length = (gssize) strlen(civilities[i]);
        if (follows(start, at, civilities[i]) &&
            (at - start == length || !g_ascii_isalnum(at[-length - 1])))
            return TRUE;
    }
    return FALSE;
}

/* Before the unit of a number that counts bytes ("43 ko", "1,2 Mo"). */
static gboolean is_before_unit(const char *start, const char *at)
{
    gboolean unit = g_str_has_prefix(at + 1, "ko") || g_str_has_prefix(at + 1, "Mo");
    return unit && at > start && g_ascii_isdigit(at[-1]) && !g_ascii_isalnum(at[3]);
}

/* Within an hour ("9 h 30") or a number in groups ("05 61 00 00 00"). */
static gboolean is_within_number(const char *start, const char *at)
{
    gboolean digit_before = at > start && g_ascii_isdigit(at[-1]);
    gboolean digit_after = g_ascii_isdigit(at[1]);
    gboolean before_h = digit_before && at[1] == 'h' && !g_ascii_isalnum(at[2]);
    gboolean after_h =
        digit_after && follows(start, at, " h") && at - start > 2 && g_ascii_isdigit(at[-3]);
    return before_h || after_h || (digit_before && digit_after);
}

/* Whether no line may end at the space `at`, `start` being where the text begins. */
static gboolean is_bound(const char *start, const char *at)
{
    if (at[1] != '\0' && strchr(";:!?", at[1]) != NULL)
        return TRUE;
    return g_str_has_prefix(at + 1, "»") || follows(start, at, "«") ||
           is_after_civility(start, at) || is_before_unit(start, at) || is_within_number(start, at);
}

char *gf_text_bind(const char *text)
{
    GString *out = g_string_sized_new(strlen(text) + strlen(text) / 16);
    for (const char *p = text; *p != '\0'; p++) {
        if (*p == ' ' && is_bound(text, p))
            g_string_append(out, NO_BREAK_SPACE);
        else
            g_string_append_c(out, *p);
    }
    return g_string_free(out, FALSE);
}

char *gf_text_fold(const char *text)
{
    if (text == NULL)
        text = "";
    g_autofree char *mended = g_utf8_validate(text, -1, NULL) ? NULL : g_utf8_make_valid(text, -1);
    GString *out = g_string_sized_new(strlen(text));
    const Latin *latins = latin_table();
    for (const char *p = mended != NULL ? mended : text; *p != '\0'; p = g_utf8_next_char(p)) {
        if ((guchar) *p < 0x80)
            fold_ascii(out, *p);
        else
            fold_other(out, latins, g_utf8_get_char(p));
    }
    if (out->len > 0 && out->str[out->len - 1] == ' ')
        g_string_truncate(out, out->len - 1);
    return g_string_free(out, FALSE);
}

char *gf_text_slug(const char *text)
{
    g_autofree char *folded = gf_text_fold(text);
    GString *out = g_string_new(NULL);
    for (const char *p = folded; *p != '\0' && out->len < SLUG_MAXIMUM; p++) {
        if (g_ascii_isalnum(*p))
            g_string_append_c(out, *p);
        else if (out->len > 0 && out->str[out->len - 1] != '-')
            g_string_append_c(out, '-');
    }
    if (out->len > 0 && out->str[out->len - 1] == '-')
        g_string_truncate(out, out->len - 1);
    return g_string_free(out, FALSE);
}

gboolean gf_text_is_slug(const char *text)
{
    if (text == NULL || *text == '\0' || strlen(text) > SLUG_MAXIMUM)
        return FALSE;
    char before = '-';
    for (const char *p = text; *p != '\0'; p++) {
        if (!g_ascii_islower(*p) && !g_ascii_isdigit(*p) && (*p != '-' || before == '-'))
            return FALSE;
        before = *p;
    }
    return before != '-';
}

char **gf_text_split(const char *text, const char *separators)
{
    g_auto(GStrv) pieces = g_strsplit_set(text != NULL ? text : "", separators, -1);
    g_autoptr(GStrvBuilder) kept = g_strv_builder_new();
    for (char **piece = pieces; *piece != NULL; piece++)
        if (*g_strstrip(*piece) != '\0')
            g_strv_builder_add(kept, *piece);
    return g_strv_builder_end(kept);
}

char *gf_text_base32(const guint8 *bytes, gsize length)
{
    static const char alphabet[] = "abcdefghijklmnopqrstuvwxyz234567";
    GString *out = g_string_sized_new((length * 8 + 4) / 5);
    guint32 buffer = 0;
    int bits = 0;
    for (gsize i = 0; i < length; i++) {
        buffer = (buffer << 8) | bytes[i];
        for (bits += 8; bits >= 5; bits -= 5)
            g_string_append_c(out, alphabet[(buffer >> (bits - 5)) & 31]);
        buffer &= (1u << bits) - 1;
    }
    if (bits > 0)
        g_string_append_c(out, alphabet[(buffer << (5 - bits)) & 31]);
    return g_string_free(out, FALSE);
}

char *gf_text_sha256(const void *bytes, gsize length)
{
    static const char digits[] = "0123456789abcdef";
    guint8 digest[SHA256_DIGEST_SIZE];
    struct sha256_ctx context;
    sha256_init(&context);
    sha256_update(&context, length, bytes);
    sha256_digest(&context, sizeof digest, digest);
    char *text = g_malloc(2 * sizeof digest + 1);
    for (gsize i = 0; i < sizeof digest; i++) {
        text[2 * i] = digits[digest[i] >> 4];
        text[2 * i + 1] = digits[digest[i] & 15];
    }
    text[2 * sizeof digest] = '\0';
    return text;
}
