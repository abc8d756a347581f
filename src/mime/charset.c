/* charset.c - see charset.h.
 *
 * The order of belief: a byte order mark; UTF-16 where every second byte is zero; UTF-8 where the
 * bytes are valid UTF-8 (unless the declared charset also writes itself in ASCII); the declared
 * charset; and line by line UTF-8 or windows-1252, which has a meaning for nearly every byte. What
 * still has none becomes U+FFFD. Nothing is dropped in silence.
 */
#include "mime/charset.h"

#include <errno.h>
#include <string.h>

#include "mime/twice.h"

enum { TWICE_MAXIMUM = 3 }; /* how often a text is believed to be encoded too much */

/* Names as iconv knows them. A superset stands for each charset that people mislabel. */
static const char *const preloaded[] = {
    "ISO-8859-1", "ISO-8859-2", "ISO-8859-3", "ISO-8859-4", "ISO-8859-5", "ISO-8859-6",
    "ISO-8859-7", "ISO-8859-8", "ISO-8859-9", "ISO-8859-10", "ISO-8859-13", "ISO-8859-14",
    "ISO-8859-15", "ISO-8859-16", "WINDOWS-1250", "WINDOWS-1251", "WINDOWS-1252", "WINDOWS-1253",
    "WINDOWS-1254", "WINDOWS-1255", "WINDOWS-1256", "WINDOWS-1257", "WINDOWS-1258", "KOI8-R",
    "KOI8-U", "MACINTOSH", "IBM437", "IBM850", "IBM852", "IBM858", "IBM866", "UTF-16", "UTF-16LE",
    "UTF-16BE", "UTF-32", "UTF-32LE", "UTF-32BE", "UTF-7", "ISO-2022-JP-2", "ISO-2022-KR", "CP932",
    "EUC-JP", "GB18030", "BIG5-HKSCS", "CP949", "TIS-620",
    /* What GMime asks for by itself. */
    "ISO-2022-JP", "SHIFT_JIS", "GB2312", "GBK", "BIG5", "EUC-KR", "HZ", "CP1252"};

/* What is written in mail, folded to letters and digits without "x" or "cs" in front, against what
 * iconv is asked for. */
static const struct {
    const char *written, *meant;
} aliases[] = {
    {"utf8", "UTF-8"},
    {"unicode11utf8", "UTF-8"},
    {"utf8mb4", "UTF-8"},
    {"utf7imap", "UTF-7"},
    {"usascii", "US-ASCII"},
    {"ascii", "US-ASCII"},
    {"ansix341968", "US-ASCII"},
    {"ansix34", "US-ASCII"},
    {"iso646us", "US-ASCII"},
    {"latin1", "ISO-8859-1"},
    {"l1", "ISO-8859-1"},
    {"isolatin1", "ISO-8859-1"},
    {"iso885911987", "ISO-8859-1"},
    {"iso8859", "ISO-8859-1"},
    {"ansi", "WINDOWS-1252"},
    {"latin2", "ISO-8859-2"},
    {"latin5", "WINDOWS-1254"},
    {"latin0", "ISO-8859-15"},
    {"latin9", "ISO-8859-15"},
    {"iso88598i", "ISO-8859-8"},
    {"iso88598e", "ISO-8859-8"},
    {"iso88599", "WINDOWS-1254"},
    {"unicode11utf7", "UTF-7"},
    {"macroman", "MACINTOSH"},
    {"mac", "MACINTOSH"},
    {"koi8ru", "KOI8-U"},
    {"koi8", "KOI8-R"},
    {"iso2022jp", "ISO-2022-JP-2"},
    {"iso2022jp1", "ISO-2022-JP-2"},
    {"shiftjis", "CP932"},
    {"sjis", "CP932"},
    {"windows31j", "CP932"},
    {"gb2312", "GB18030"},
    {"gbk", "GB18030"},
    {"cp936", "GB18030"},
    {"ms936", "GB18030"},
    {"windows936", "GB18030"},
    {"gb231280", "GB18030"},
    {"euccn", "GB18030"},
    {"big5", "BIG5-HKSCS"},
    {"cnbig5", "BIG5-HKSCS"},
    {"cp950", "BIG5-HKSCS"},
    {"windows950", "BIG5-HKSCS"},
    {"eucjp", "EUC-JP"},
    {"cp932", "CP932"},
    {"ms932", "CP932"},
    {"windows932", "CP932"},
    {"euckr", "CP949"},
    {"ksc56011987", "CP949"},
    {"ksc5601", "CP949"},
    {"uhc", "CP949"},
    {"cp949", "CP949"},
    {"windows949", "CP949"},
    {"tis620", "TIS-620"},
    {"windows874", "TIS-620"},
    {"iso885911", "TIS-620"},
    {"ucs2", "UTF-16BE"},
    {"unicode", "UTF-16"},
    {"unicodebig", "UTF-16BE"},
    {"unicodelittle", "UTF-16LE"},
};

/* Families that differ by a number only. */
static const struct {
    const char *written, *meant;
} families[] = {
    {"iso8859", "ISO-8859-"},
    {"8859", "ISO-8859-"},
    {"windows125", "WINDOWS-125"},
    {"cp125", "WINDOWS-125"},
    {"win125", "WINDOWS-125"},
    {"ms125", "WINDOWS-125"},
    {"cp", "IBM"},
    {"ibm", "IBM"},
    {"dos", "IBM"},
    {"koi8", "KOI8-"},
    {"utf16", "UTF-16"},
    {"utf32", "UTF-32"},
};

static GIConv converters[G_N_ELEMENTS(preloaded)];

void gf_charset_init(void)
{
    /* GLib reads a file when it is first asked this. */
    g_get_charset(NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(preloaded); i++) {
        converters[i] = g_iconv_open("UTF-8", preloaded[i]);
        if (converters[i] == (GIConv) -1)
            continue;
        /* glibc loads some modules only with the first character. */
        char in[] = "aaaa", out[64];
        char *from = in, *to = out;
        gsize in_left = 4, out_left = sizeof out;
        g_iconv(converters[i], &from, &in_left, &to, &out_left);
    }
}

/* The preloaded name that a folded one means; NULL: none. */
static const char *known_name(const char *folded)
{
    for (gsize i = 0; i < G_N_ELEMENTS(aliases); i++)
        if (strcmp(folded, aliases[i].written) == 0)
            return aliases[i].meant;
    for (gsize i = 0; i < G_N_ELEMENTS(families); i++) {
        if (!g_str_has_prefix(folded, families[i].written))
            continue;
        g_autofree char *name =
            g_strconcat(families[i].meant, folded + strlen(families[i].written), NULL);
        for (gsize j = 0; j < G_N_ELEMENTS(preloaded); j++)
            if (g_ascii_strcasecmp(name, preloaded[j]) == 0)
                return preloaded[j];
    }
    return NULL;
}

/* The name iconv knows, owned; NULL where nothing is declared. */
static char *canonical_name(const char *declared)
{
    if (declared == NULL)
        return NULL;
    g_autoptr(GString) folded = g_string_new(NULL);
    g_autoptr(GString) name = g_string_new(NULL);
    /* A slash would be an instruction to iconv ("//TRANSLIT"). */
    for (const char *p = declared; *p != '\0' && *p != '/' && name->len < 40; p++) {
        if (g_ascii_isalnum(*p))
            g_string_append_c(folded, g_ascii_tolower(*p));
        if (g_ascii_isalnum(*p) || strchr("-_.:()", *p) != NULL)
            g_string_append_c(name, *p);
    }
    gsize mark = g_str_has_prefix(folded->str, "cs") ? 2 : folded->str[0] == 'x';
    const char *known = known_name(folded->str + mark);
    if (known != NULL)
        return g_strdup(known);
    return name->len > 0 ? g_strdup(name->str) : NULL;
}

/* Charsets whose bytes may all be ASCII while meaning something else. */
static gboolean hides_in_ascii(const char *name)
{
    return name != NULL && (g_ascii_strncasecmp(name, "UTF-7", 5) == 0 ||
                            g_ascii_strncasecmp(name, "UTF-16", 6) == 0 ||
                            g_ascii_strncasecmp(name, "UTF-32", 6) == 0 ||
                            g_ascii_strncasecmp(name, "ISO-2022", 8) == 0 ||
                            g_ascii_strncasecmp(name, "HZ", 2) == 0);
}

static GIConv open_converter(const char *name, gboolean *ret_ours)
{
    for (gsize i = 0; i < G_N_ELEMENTS(preloaded); i++) {
        if (converters[i] != NULL && converters[i] != (GIConv) -1 &&
            g_ascii_strcasecmp(name, preloaded[i]) == 0) {
            g_iconv(converters[i], NULL, NULL, NULL, NULL);
            *ret_ours = FALSE;
            return converters[i];
        }
    }
    *ret_ours = TRUE;
    return g_iconv_open("UTF-8", name);
}

/* Converts all it can, U+FFFD for each byte that is wrong; `ret_wrong` counts them. FALSE where
 * iconv does not know the charset. */
static gboolean convert(GString *out, const char *bytes, gsize length, const char *name,
                        gsize *ret_wrong)
{
    gboolean ours;
    GIConv converter = open_converter(name, &ours);
    if (converter == (GIConv) -1)
        return FALSE;
    char *in = (char *) bytes;
    gsize left = length, wrong = 0;
    while (left > 0) {
        char buffer[4096];
        char *to = buffer;
        gsize room = sizeof buffer;
        gsize result = g_iconv(converter, &in, &left, &to, &room);
        int failure = errno;
        g_string_append_len(out, buffer, (gssize) (sizeof buffer - room));
        if (result != (gsize) -1 || failure == E2BIG)
            continue;
        g_string_append(out, "\xef\xbf\xbd");
        wrong++;
        /* The last character may be wrong and taken all the same: 0xA2 0xE8 of CP949. */
        gsize skipped = MIN(left, 1);
        in += skipped;
        left -= skipped;
    }
    if (ours)
        g_iconv_close(converter);
    *ret_wrong = wrong;
    return TRUE;
}

/* Bytes 0x80 to 0x9f of windows-1252; 0: no meaning. */
static const guint16 windows_1252[32] = {
    0x20ac, 0,      0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017d, 0,      0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
    0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0,      0x017e, 0x0178,
};

gunichar gf_charset_windows_1252(guint8 byte)
{
    if (byte < 0x80 || byte >= 0xa0)
        return byte;
    return windows_1252[byte - 0x80] != 0 ? windows_1252[byte - 0x80] : 0xfffd;
}

static void append_windows_1252(GString *out, const char *bytes, gsize length)
{
    for (gsize i = 0, plain = 0; i < length; plain = 0) {
        while (i + plain < length && (guchar) bytes[i + plain] < 0x80)
            plain++;
        g_string_append_len(out, bytes + i, (gssize) plain);
        i += plain;
        if (i < length)
            g_string_append_unichar(out, gf_charset_windows_1252((guint8) bytes[i++]));
    }
}

/* TRUE where these are UTF-8 with a few broken places rather than another charset: more characters
 * of several bytes that are right than bytes that are wrong. */
static gboolean is_mostly_utf8(const char *bytes, gsize length)
{
    gsize right = 0, wrong = 0;
    for (gsize i = 0; i < length;) {
        if ((guchar) bytes[i] < 0x80) {
            i++;
            continue;
        }
        gunichar c = g_utf8_get_char_validated(bytes + i, (gssize) (length - i));
        if ((gint32) c < 0) {
            wrong++;
            i++;
        } else {
            right++;
            i += (gsize) (g_utf8_next_char(bytes + i) - (bytes + i));
        }
    }
    return right > wrong;
}

/* NUL bytes are valid nowhere: g_utf8_validate() stops at them, gf_text_clean() drops them later.
 */
static gboolean is_utf8(const char *bytes, gsize length)
{
    const char *end = bytes + length;
    while (bytes < end) {
        const char *stop;
        if (g_utf8_validate(bytes, end - bytes, &stop))
            return TRUE;
        if (*stop != '\0')
            return FALSE;
        bytes = stop + 1;
    }
    return TRUE;
}

static gboolean is_ascii(const char *bytes, gsize length)
{
    guint64 word, all = 0;
    gsize i = 0;
    for (; i + sizeof word <= length; i += sizeof word) {
        memcpy(&word, bytes + i, sizeof word);
        all |= word;
    }
    for (; i < length; i++)
        all |= (guchar) bytes[i];
    return (all & G_GUINT64_CONSTANT(0x8080808080808080)) == 0;
}

static const char *byte_order_mark(const char *bytes, gsize length, gsize *ret_mark)
{
    static const struct {
        const char *mark, *name;
        gsize size;
    } marks[] = {
        {"\xef\xbb\xbf", "UTF-8", 3}, {"\xff\xfe", "UTF-16LE", 2}, {"\xfe\xff", "UTF-16BE", 2}};
    for (gsize i = 0; i < G_N_ELEMENTS(marks); i++) {
        if (length >= marks[i].size && memcmp(bytes, marks[i].mark, marks[i].size) == 0) {
            *ret_mark = marks[i].size;
            return marks[i].name;
        }
    }
    *ret_mark = 0;
    return NULL;
}

/* UTF-16 shows where one of each two bytes is zero, as in all Latin text and in each space. NULL
 * where it does not; `sure`: nothing but these bytes says that it is UTF-16. */
static const char *utf16_order(const char *bytes, gsize length, gboolean sure)
{
    gsize zeros[2] = {0, 0};
    if (length == 0 || memchr(bytes, '\0', length) == NULL)
        return NULL;
    for (gsize i = 0; i < length; i++)
        zeros[i & 1] += bytes[i] == '\0';
    gsize more = MAX(zeros[0], zeros[1]), less = MIN(zeros[0], zeros[1]);
    if (more == less || (sure && (length < 16 || more < length / 3 || less > more / 8)))
        return NULL;
    return zeros[1] > zeros[0] ? "UTF-16LE" : "UTF-16BE";
}

/* The declaration did not hold. A line has one charset, but servers and lists add lines of their
 * own below what a person wrote. Returns the name of what was believed. */
static const char *guess(GString *out, const char *bytes, gsize length)
{
    gboolean mostly = is_mostly_utf8(bytes, length), utf8 = FALSE, other = FALSE;
    for (gsize i = 0, line; i < length; i += line) {
        const char *end = memchr(bytes + i, '\n', length - i);
        line = end != NULL ? (gsize) (end - bytes) + 1 - i : length - i;
        gboolean plain = is_ascii(bytes + i, line);
        if (plain || is_utf8(bytes + i, line) || (mostly && is_mostly_utf8(bytes + i, line))) {
            g_string_append_len(out, bytes + i, (gssize) line);
            utf8 |= !plain;
        } else {
            append_windows_1252(out, bytes + i, line);
            other = TRUE;
        }
    }
    return utf8 && other ? "utf-8 and windows-1252" : other ? "windows-1252" : "utf-8";
}

/* Bytes that Latin-1, and those that ASCII, do not have for people. */
static gboolean exceeds(const char *bytes, gsize length, guchar first, guchar last)
{
    for (gsize i = 0; i < length; i++)
        if ((guchar) bytes[i] >= first && (guchar) bytes[i] <= last)
            return TRUE;
    return FALSE;
}

/* Charsets that stand for windows-1252; NULL where the declaration held. */
static const char *decode_western(GString *out, const char *bytes, gsize length, const char *name)
{
    const char *guessed = guess(out, bytes, length);
    if (strcmp(guessed, "windows-1252") != 0 || strcmp(name, "US-ASCII") == 0)
        return guessed;
    return strcmp(name, "ISO-8859-1") == 0 && exceeds(bytes, length, 0x80, 0x9f) ? guessed : NULL;
}

static gboolean is_western(const char *name)
{
    return g_ascii_strcasecmp(name, "WINDOWS-1252") == 0 ||
           g_ascii_strcasecmp(name, "ISO-8859-1") == 0 || strcmp(name, "US-ASCII") == 0;
}

static const char *decode(GString *out, const char *bytes, gsize length, const char *name)
{
    gboolean is_declared_utf8 = name != NULL && g_ascii_strcasecmp(name, "UTF-8") == 0;
    gboolean hides = hides_in_ascii(name);
    const char *wide =
        hides && strcmp(name, "UTF-16") != 0 ? NULL : utf16_order(bytes, length, !hides);
    gsize wrong = 0;
    if (wide != NULL && convert(out, bytes, length, wide, &wrong) && wrong <= length / 20)
        return hides ? NULL : "utf-16";
    g_string_truncate(out, 0);
    if (!hides && is_utf8(bytes, length)) {
        g_string_append_len(out, bytes, (gssize) length);
        return is_declared_utf8 || is_ascii(bytes, length) ? NULL : "utf-8";
    }
    if (name == NULL || is_declared_utf8)
        return guess(out, bytes, length);
    if (is_western(name))
        return decode_western(out, bytes, length, name);
    if (convert(out, bytes, length, name, &wrong) && wrong <= length / 20)
        return wrong == 0 ? NULL : "partly";
    g_string_truncate(out, 0);
    return guess(out, bytes, length);
}

char *gf_charset_decode(const char *bytes, gsize length, const char *declared,
                        const char **ret_guessed, gsize *ret_length)
{
    g_autofree char *name = canonical_name(declared);
    gsize mark;
    const char *marked = byte_order_mark(bytes, length, &mark);
    gboolean hides = hides_in_ascii(name);
    if (marked != NULL && !(hides && mark == 3)) {
        g_free(name);
        name = g_strdup(marked);
    } else {
        mark = 0;
    }
    GString *out = g_string_sized_new(length + length / 8);
    /* Nothing may be at no address at all. */
    const char *guessed = decode(out, length > 0 ? bytes + mark : "", length - mark, name);
    /* A mark that contradicts the declaration is believed, and told. */
    if (guessed == NULL && mark == 2 && declared != NULL && !hides)
        guessed = "utf-16";
    for (int i = 0; i < TWICE_MAXIMUM && gf_twice_undo(out); i++)
        guessed = "utf-8 twice";
    if (ret_guessed != NULL)
        *ret_guessed = guessed;
    if (ret_length != NULL)
        *ret_length = out->len;
    return g_string_free(out, FALSE);
}
