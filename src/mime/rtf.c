/* rtf.c - see rtf.h. */
#include "mime/rtf.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/text.h"
#include "mime/charset.h"

/* --- [MS-OXRTFCP] section 2.1.3: LZ with a dictionary that holds the words of any RTF --- */

#define COMPRESSED 0x75465a4cu
#define UNCOMPRESSED 0x414c454du
#define HEADER_BYTES 16
#define DICTIONARY_BYTES 4096

static const char dictionary_start[] =
    "{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern "
    "\\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0"
    "\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";

typedef struct {
    char bytes[DICTIONARY_BYTES];
    gsize at;
    GString *out;
} Dictionary;

static guint32 number_at(const guint8 *data)
{
    return data[0] | (guint32) data[1] << 8 | (guint32) data[2] << 16 | (guint32) data[3] << 24;
}

static void give(Dictionary *dictionary, char byte)
{
    dictionary->bytes[dictionary->at] = byte;
    dictionary->at = (dictionary->at + 1) % DICTIONARY_BYTES;
    g_string_append_c(dictionary->out, byte);
}

/* One reference to the dictionary; FALSE for the one that ends the stream. */
static gboolean give_reference(Dictionary *dictionary, guint reference)
{
    gsize from = reference >> 4;
    if (from == dictionary->at)
        return FALSE;
    for (guint count = (reference & 15) + 2; count > 0; count--) {
        give(dictionary, dictionary->bytes[from]);
        from = (from + 1) % DICTIONARY_BYTES;
    }
    return TRUE;
}

static void decompress(Dictionary *dictionary, const guint8 *data, const guint8 *end)
{
    while (data < end) {
        guint control = *data++;
        for (guint bit = 0; bit < 8 && data < end; bit++) {
            if ((control >> bit & 1) == 0) {
                give(dictionary, (char) *data++);
                continue;
            }
            if (end - data < 2 || dictionary->out->len > GF_LIMIT_HTML_BYTES ||
                !give_reference(dictionary, (guint) data[0] << 8 | data[1]))
                return;
            data += 2;
        }
    }
}

GString *gf_rtf_unpack(const guint8 *data, gsize size)
{
    if (size < HEADER_BYTES)
        return NULL;
    guint32 kind = number_at(data + 8);
    const guint8 *start = data + HEADER_BYTES, *end = data + size;
    if (kind == UNCOMPRESSED)
        return g_string_new_len((const char *) start, end - start);
    if (kind != COMPRESSED)
        return NULL;
    Dictionary dictionary = {.at = sizeof dictionary_start - 1, .out = g_string_new(NULL)};
    memset(dictionary.bytes, ' ', sizeof dictionary.bytes);
    memcpy(dictionary.bytes, dictionary_start, sizeof dictionary_start - 1);
    decompress(&dictionary, start, end);
    return dictionary.out;
}

/* --- words --- */

#define GROUPS_MAXIMUM 200
#define FONTS_MAXIMUM 256

typedef enum {
    WORD_TEXT,        /* stands for characters */
    WORD_DESTINATION, /* its group is no text of the letter */
    WORD_CODEPAGE,
    WORD_FONTS,
    WORD_FONT,
    WORD_FONT_CHARSET,
    WORD_UNICODE,
    WORD_UNICODE_SKIP,
    WORD_BINARY,
} WordKind;

static const struct {
    const char *name;
    WordKind kind;
    const char *text;
} words[] = {
    {"par", WORD_TEXT, "\n"},
    {"line", WORD_TEXT, "\n"},
    {"row", WORD_TEXT, "\n"},
    {"sect", WORD_TEXT, "\n"},
    {"page", WORD_TEXT, "\n"},
    {"tab", WORD_TEXT, "\t"},
    {"cell", WORD_TEXT, "\t"},
    {"emdash", WORD_TEXT, "—"},
    {"endash", WORD_TEXT, "–"},
    {"lquote", WORD_TEXT, "‘"},
    {"rquote", WORD_TEXT, "’"},
    {"ldblquote", WORD_TEXT, "“"},
    {"rdblquote", WORD_TEXT, "”"},
    {"bullet", WORD_TEXT, "•"},
    {"ansicpg", WORD_CODEPAGE, NULL},
    {"fonttbl", WORD_FONTS, NULL},
    {"f", WORD_FONT, NULL},
    {"fcharset", WORD_FONT_CHARSET, NULL},
    {"u", WORD_UNICODE, NULL},
    {"uc", WORD_UNICODE_SKIP, NULL},
    {"bin", WORD_BINARY, NULL},
    {"colortbl", WORD_DESTINATION, NULL},
    {"stylesheet", WORD_DESTINATION, NULL},
    {"info", WORD_DESTINATION, NULL},
    {"pict", WORD_DESTINATION, NULL},
    {"objdata", WORD_DESTINATION, NULL},
    {"fldinst", WORD_DESTINATION, NULL},
    {"header", WORD_DESTINATION, NULL},
    {"footer", WORD_DESTINATION, NULL},
    {"listtable", WORD_DESTINATION, NULL},
    {"listoverridetable", WORD_DESTINATION, NULL},
    {"revtbl", WORD_DESTINATION, NULL},
    {"xe", WORD_DESTINATION, NULL},
    {"tc", WORD_DESTINATION, NULL},
};

/* The code page of a font's \fcharset; others have that of the document. */
static const struct {
    int charset, codepage;
} font_charsets[] = {
    {77, 10000}, {128, 932},  {129, 949},  {134, 936},  {136, 950},  {161, 1253}, {162, 1254},
    {163, 1258}, {177, 1255}, {178, 1256}, {186, 1257}, {204, 1251}, {222, 874},  {238, 1250},
};

/* What a group inherits from the one around it. */
typedef struct {
    gboolean skipped, fonts;
    int font, unicode_skip;
} Group;

typedef struct {
    const char *at, *end;
    GString *out;   /* UTF-8 */
    GString *bytes; /* of a code page, not yet converted */
    Group group, outer[GROUPS_MAXIMUM];
    guint depth, too_deep;
    int codepage, font_codepages[FONTS_MAXIMUM]; /* 0: that of the document */
    int to_skip;                                 /* characters that stand for a \u before them */
    gunichar high;                               /* first half of a pair */
} Rtf;

static int current_codepage(const Rtf *rtf)
{
    int font = rtf->group.font;
    int of_font = font >= 0 && font < FONTS_MAXIMUM ? rtf->font_codepages[font] : 0;
    return of_font != 0 ? of_font : rtf->codepage;
}

static void convert_bytes(Rtf *rtf)
{
    if (rtf->bytes->len == 0)
        return;
    int codepage = current_codepage(rtf);
    g_autofree char *charset =
        codepage == 10000 ? g_strdup("macintosh") : g_strdup_printf("cp%d", codepage);
    gsize length = 0;
    g_autofree char *text =
        gf_charset_decode(rtf->bytes->str, rtf->bytes->len, charset, NULL, &length);
    g_string_append_len(rtf->out, text, (gssize) length);
    g_string_truncate(rtf->bytes, 0);
}

/* TRUE where the character that comes now is only there for readers without Unicode. */
static gboolean is_substitute(Rtf *rtf)
{
    if (rtf->to_skip == 0)
        return FALSE;
    rtf->to_skip--;
    return TRUE;
}

static void add_text(Rtf *rtf, const char *text)
{
    convert_bytes(rtf);
    if (!rtf->group.skipped)
        g_string_append(rtf->out, text);
}

static void add_byte(Rtf *rtf, char byte)
{
    if (!is_substitute(rtf) && !rtf->group.skipped)
        g_string_append_c(rtf->bytes, byte);
}

static void add_unicode(Rtf *rtf, int number)
{
    gunichar c = (gunichar) (number < 0 ? number + 0x10000 : number);
    convert_bytes(rtf);
    rtf->to_skip = rtf->group.unicode_skip;
    if (c >= 0xd800 && c < 0xdc00) {
        rtf->high = c;
        return;
    }
    if (c >= 0xdc00 && c < 0xe000)
        c = rtf->high != 0 ? 0x10000 + ((rtf->high - 0xd800) << 10) + (c - 0xdc00) : 0xfffd;
    rtf->high = 0;
    if (!rtf->group.skipped && g_unichar_validate(c))
        g_string_append_unichar(rtf->out, c);
}

static void set_font_charset(Rtf *rtf, int charset)
{
    int font = rtf->group.font;
    if (!rtf->group.fonts || font < 0 || font >= FONTS_MAXIMUM)
        return;
    for (gsize i = 0; i < G_N_ELEMENTS(font_charsets); i++)
        if (font_charsets[i].charset == charset)
            rtf->font_codepages[font] = font_charsets[i].codepage;
}

static void use_word(Rtf *rtf, gsize index, int number)
{
    switch (words[index].kind) {
    case WORD_TEXT:
        add_text(rtf, words[index].text);
        break;
    case WORD_FONTS:
        rtf->group.fonts = TRUE;
        rtf->group.skipped = TRUE;
        break;
    case WORD_DESTINATION:
        rtf->group.skipped = TRUE;
        break;
    case WORD_CODEPAGE:
        rtf->codepage = number > 0 ? number : 1252;
        break;
    case WORD_FONT:
        convert_bytes(rtf);
        rtf->group.font = number;
        break;
    case WORD_FONT_CHARSET:
        set_font_charset(rtf, number);
        break;
    case WORD_UNICODE:
        add_unicode(rtf, number);
        break;
    case WORD_UNICODE_SKIP:
        rtf->group.unicode_skip = CLAMP(number, 0, 10);
        break;
    case WORD_BINARY:
        rtf->at += CLAMP(number, 0, (int) MIN(rtf->end - rtf->at, G_MAXINT));
        break;
    }
}

/* A word, its number, and the space that ends it: "\par ", "\u233 ". */
static void take_word(Rtf *rtf)
{
    const char *name = rtf->at;
    while (rtf->at < rtf->end && g_ascii_isalpha(*rtf->at))
        rtf->at++;
    gsize length = (gsize) (rtf->at - name);
    char digits[12] = "";
    gsize count = 0;
    while (rtf->at < rtf->end && count < sizeof digits - 1 &&
           (g_ascii_isdigit(*rtf->at) || (count == 0 && *rtf->at == '-')))
        digits[count++] = *rtf->at++;
    if (rtf->at < rtf->end && *rtf->at == ' ')
        rtf->at++;
    gint64 number = g_ascii_strtoll(digits, NULL, 10);
    for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
        if (strlen(words[i].name) == length && strncmp(words[i].name, name, length) == 0)
            use_word(rtf, i, (int) CLAMP(number, -65536, G_MAXINT));
}

static int hex_byte(const Rtf *rtf)
{
    if (rtf->end - rtf->at < 2 || !g_ascii_isxdigit(rtf->at[0]) || !g_ascii_isxdigit(rtf->at[1]))
        return -1;
    return g_ascii_xdigit_value(rtf->at[0]) * 16 + g_ascii_xdigit_value(rtf->at[1]);
}

/* What follows a backslash. */
static void take_control(Rtf *rtf)
{
    if (rtf->at == rtf->end)
        return;
    char c = *rtf->at;
    if (g_ascii_isalpha(c)) {
        take_word(rtf);
        return;
    }
    rtf->at++;
    if (c == '\'') {
        int byte = hex_byte(rtf);
        rtf->at += byte >= 0 ? 2 : 0;
        if (byte > 0)
            add_byte(rtf, (char) byte);
    } else if (c == '*') { /* of which a reader that does not know it leaves out all */
        rtf->group.skipped = TRUE;
    } else if (c == '~') {
        add_text(rtf, "\u00a0");
    } else if (c == '_') {
        add_text(rtf, "-");
    } else if (c == '\n' || c == '\r') {
        add_text(rtf, "\n");
    } else if (c == '\\' || c == '{' || c == '}') {
        add_byte(rtf, c);
    }
}

static void open_group(Rtf *rtf)
{
    convert_bytes(rtf);
    if (rtf->depth == GROUPS_MAXIMUM)
        rtf->too_deep++;
    else
        rtf->outer[rtf->depth++] = rtf->group;
    rtf->to_skip = 0;
}

static void close_group(Rtf *rtf)
{
    convert_bytes(rtf);
    if (rtf->too_deep > 0)
        rtf->too_deep--;
    else if (rtf->depth > 0)
        rtf->group = rtf->outer[--rtf->depth];
    rtf->to_skip = 0;
}

static void take(Rtf *rtf)
{
    char c = *rtf->at++;
    if (c == '\\')
        take_control(rtf);
    else if (c == '{')
        open_group(rtf);
    else if (c == '}')
        close_group(rtf);
    else if (c != '\r' && c != '\n' && c != '\0')
        add_byte(rtf, c);
}

char *gf_rtf_text(const char *rtf, gsize length)
{
    Rtf *state = g_new0(Rtf, 1);
    state->out = g_string_new(NULL);
    state->bytes = g_string_new(NULL);
    state->codepage = 1252;
    state->group.unicode_skip = 1;
    state->at = rtf;
    state->end = rtf + (length >= 5 && memcmp(rtf, "{\\rtf", 5) == 0 ? length : 0);
    while (state->at < state->end && state->out->len < GF_LIMIT_TEXT_BYTES)
        take(state);
    convert_bytes(state);
    char *text = gf_text_clean(state->out->str, (gssize) state->out->len);
    g_string_free(state->out, TRUE);
    g_string_free(state->bytes, TRUE);
    g_free(state);
    return g_strchomp(text);
}
