/* text.c - see text.h.
 *
 * Works on code points, never on locale tables: g_utf8_strdown() and friends change with LC_CTYPE,
 * the g_unichar_ functions do not. Nothing here fails; bytes that are no UTF-8 become U+FFFD.
 */
#include "base/text.h"

#include "base/sha256.h"

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

/* Which bytes of a word are no visible ASCII and no space: the high bit of each such byte. */
static guint64 odd_bytes(guint64 word)
{
    const guint64 ones = G_GUINT64_CONSTANT(0x0101010101010101);
    guint64 controls = word - 0x20 * ones, rubout = word + ones;
    return (word | controls | rubout) & (0x80 * ones);
}

/* How many bytes from `text` on are visible ASCII or spaces: nearly all of most texts. */
static gsize plain_run(const char *text, gsize length)
{
    gsize run = 0;
    guint64 word;
    for (; run + sizeof word <= length; run += sizeof word) {
        memcpy(&word, text + run, sizeof word);
        if (odd_bytes(word) != 0)
            break;
    }
    while (run < length && (guchar) text[run] >= 0x20 && (guchar) text[run] < 0x7f)
        run++;
    return run;
}

/* Length of the character at `text` that stays in a clean text, 0: it does not. */
static gsize clean_character(const char *text, gsize length)
{
    if (*text == '\t' || *text == '\n')
        return 1;
    if ((guchar) *text < 0xc2)
        return 0;
    gunichar c = g_utf8_get_char_validated(text, (gssize) length);
    return (gint32) c < 0xa0 ? 0 : (gsize) (g_utf8_next_char(text) - text);
}

/* How many bytes from `text` on stay as they are in a clean text. */
static gsize clean_run(const char *text, gsize length)
{
    gsize run = 0;
    for (gsize size = 1; size > 0;) {
        run += plain_run(text + run, length - run);
        size = run < length ? clean_character(text + run, length - run) : 0;
        run += size;
    }
    return run;
}

gboolean gf_text_is_plain(const char *text, gsize length)
{
    return plain_run(text, length) == length;
}

gboolean gf_text_is_clean(const char *text, gsize length)
{
    return clean_run(text, length) == length;
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

/* Without the look for an end that g_strndup() takes. Owned. */
static char *copy_of(const char *text, gsize size)
{
    char *copy = g_malloc(size + 1);
    memcpy(copy, text, size);
    copy[size] = '\0';
    return copy;
}

char *gf_text_clean(const char *text, gssize length)
{
    if (text == NULL)
        return g_strdup("");
    gsize size = length < 0 ? strlen(text) : (gsize) length;
    gsize kept = clean_run(text, size);
    if (kept == size)
        return copy_of(text, size);
    g_autofree char *valid = g_utf8_validate_len(text, size, NULL) ? NULL : without_nul(text, size);
    const char *p = valid != NULL ? valid : text;
    const char *end = valid != NULL ? valid + strlen(valid) : text + size;
    GString *out = g_string_sized_new(size);
    while (p < end) {
        kept = clean_run(p, (gsize) (end - p));
        g_string_append_len(out, p, (gssize) kept);
        p += kept;
        if (p == end)
            break;
        gboolean next_line = (guchar) p[0] == 0xc2 && (guchar) p[1] == 0x85; /* U+0085 */
        if (next_line || (*p == '\r' && (p + 1 == end || p[1] != '\n')))
            g_string_append_c(out, '\n');
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

static gboolean is_plain_line(const char *text, gsize size)
{
    return size == 0 || (text[0] != ' ' && text[size - 1] != ' ' && plain_run(text, size) == size);
}

char *gf_text_line(const char *text, gsize max_characters)
{
    text = text != NULL ? text : "";
    gsize size = strlen(text);
    if (is_plain_line(text, size) && (max_characters == 0 || size <= max_characters))
        return copy_of(text, size);
    g_autofree char *valid = g_utf8_make_valid(text, -1);
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
static void decompose(GString *out, gunichar c)
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

enum { LATIN_FIRST = 0xa0, LATIN_END = 0x180, LATIN_BYTES = 8 };

/* What a letter of Latin-1 or Latin Extended-A becomes; all are worked out once. */
static const char *fold_latin(gunichar letter)
{
    static char folded[LATIN_END - LATIN_FIRST][LATIN_BYTES];
    static gsize done = 0;
    if (g_once_init_enter(&done)) {
        for (gunichar c = LATIN_FIRST; c < LATIN_END; c++) {
            g_autoptr(GString) out = g_string_new("-");
            decompose(out, c);
            g_strlcpy(folded[c - LATIN_FIRST], out->str + 1, LATIN_BYTES);
        }
        g_once_init_leave(&done, 1);
    }
    return folded[letter - LATIN_FIRST];
}

static void fold_character(GString *out, gunichar c)
{
    const char *folded = c >= LATIN_FIRST && c < LATIN_END ? fold_latin(c) : " ";
    /* A space depends on what stands before it. */
    if (*folded == ' ')
        decompose(out, c);
    else
        g_string_append(out, folded);
}

/* What ASCII becomes; NUL ends it, as do all other bytes. */
static const char folded_ascii[256] =
    "\0                                !\"#$%&'()*+,-./0123456789:;<=>?@abcdefghijklmnopqrstuvwxyz"
    "[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~ ";

/* Most of a text, which ends at `end`. Returns what is behind it. */
static const char *fold_ascii(GString *out, const char *text, const char *end)
{
    gsize before = out->len;
    g_string_set_size(out, before + (gsize) (end - text));
    char *to = out->str + before, before_it = before > 0 ? to[-1] : ' ';
    for (char c; (c = folded_ascii[(guchar) *text]) != '\0'; text++) {
        if (c != ' ' || before_it != ' ')
            *to++ = c;
        before_it = c;
    }
    g_string_truncate(out, (gsize) (to - out->str));
    return text;
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

/* FALSE where the neighbours alone show that a line may end between them, as nearly always. (\253
 * is the last byte of an opening guillemet, \302 the first of a closing one.) */
static gboolean may_be_bound(char before, char after)
{
    return strchr(";:!?\302", after) != NULL || strchr("\253.eh", before) != NULL ||
           g_ascii_isdigit(before);
}

/* Whether no line may end at the space `at`, `start` being where the text begins. */
static gboolean is_bound(const char *start, const char *at)
{
    if (!may_be_bound(at > start ? at[-1] : ' ', at[1]))
        return FALSE;
    if (at[1] != '\0' && strchr(";:!?", at[1]) != NULL)
        return TRUE;
    return g_str_has_prefix(at + 1, "»") || follows(start, at, "«") ||
           is_after_civility(start, at) || is_before_unit(start, at) || is_within_number(start, at);
}

char *gf_text_bind(const char *text)
{
    GString *out = g_string_sized_new(strlen(text) + strlen(text) / 16);
    const char *rest = text, *space = strchr(text, ' ');
    for (; space != NULL; space = strchr(space + 1, ' ')) {
        if (!is_bound(text, space))
            continue;
        g_string_append_len(out, rest, space - rest);
        g_string_append(out, NO_BREAK_SPACE);
        rest = space + 1;
    }
    g_string_append(out, rest);
    return g_string_free(out, FALSE);
}

/* NULL where the text is no UTF-8. */
static char *fold_valid(const char *text)
{
    const char *end = text + strlen(text);
    g_autoptr(GString) out = g_string_sized_new((gsize) (end - text) + 1);
    for (const char *p = fold_ascii(out, text, end); p < end; p = fold_ascii(out, p, end)) {
        gunichar c = g_utf8_get_char_validated(p, end - p);
        if ((gint32) c < 0)
            return NULL;
        fold_character(out, c);
        p = g_utf8_next_char(p);
    }
    if (out->len > 0 && out->str[out->len - 1] == ' ')
        g_string_truncate(out, out->len - 1);
    return g_string_free(g_steal_pointer(&out), FALSE);
}

char *gf_text_fold(const char *text)
{
    char *folded = fold_valid(text != NULL ? text : "");
    if (folded != NULL)
        return folded;
    g_autofree char *mended = g_utf8_make_valid(text, -1);
    return fold_valid(mended);
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
    g_autoptr(GfSha256) sum = gf_sha256_new();
    gf_sha256_add(sum, bytes, length);
    return g_strdup(gf_sha256_end(sum));
}
