/* word.c - see word.h. Total: what does not decode stays as it was written, made valid. */
#include "mime/word.h"

#include <string.h>

#include "base/text.h"
#include "mime/charset.h"
#include "mime/codec.h"

typedef struct {
    const char *charset, *text; /* borrowed from the header */
    gsize charset_length, text_length;
    char encoding; /* 'b' or 'q' */
    const char *end;
} Word;

/* Reads "=?charset*language?b|q?text?=". Spaces within the text are forbidden and common. */
static gboolean read_word(const char *p, Word *word)
{
    if (p[0] != '=' || p[1] != '?')
        return FALSE;
    word->charset = p + 2;
    word->charset_length = strcspn(word->charset, "?* \t\r\n");
    const char *mark = word->charset + word->charset_length;
    if (*mark == '*')
        mark += strcspn(mark, "? \t\r\n");
    if (word->charset_length == 0 || *mark != '?' || mark[1] == '\0' || mark[2] != '?')
        return FALSE;
    word->encoding = g_ascii_tolower(mark[1]);
    if (word->encoding != 'b' && word->encoding != 'q')
        return FALSE;
    word->text = mark + 3;
    const char *end = strstr(word->text, "?=");
    /* "=?utf-8?q?=41?=": the first "?=" may be the text's own beginning. */
    if (end == word->text && word->encoding == 'q' && g_ascii_isxdigit(end[2]) &&
        g_ascii_isxdigit(end[3]))
        end = strstr(end + 2, "?=");
    if (end == NULL)
        return FALSE;
    word->text_length = (gsize) (end - word->text);
    word->end = end + 2;
    /* A new word within: this one was never closed. */
    const char *inner = g_strstr_len(word->text, (gssize) word->text_length, "=?");
    return inner == NULL;
}

gsize gf_word_length(const char *text)
{
    Word word;
    return read_word(text, &word) ? (gsize) (word.end - text) : 0;
}

/* Decoded bytes that wait for the next word of the same charset. */
typedef struct {
    GString *out;
    GByteArray *bytes;
    char *charset;
    const char *guessed; /* see gf_charset_decode() */
} Joiner;

static void flush_bytes(Joiner *joiner)
{
    if (joiner->charset == NULL)
        return;
    gsize length;
    const char *guessed = NULL;
    g_autofree char *text = gf_charset_decode(
        (const char *) joiner->bytes->data, joiner->bytes->len, joiner->charset, &guessed, &length);
    joiner->guessed = guessed != NULL ? guessed : joiner->guessed;
    for (gsize i = 0; i < length; i++)
        g_string_append_c(joiner->out, text[i] != '\0' ? text[i] : ' ');
    g_byte_array_set_size(joiner->bytes, 0);
    g_clear_pointer(&joiner->charset, g_free);
}

static void add_word(Joiner *joiner, const Word *word)
{
    g_autofree char *charset = g_strndup(word->charset, word->charset_length);
    if (joiner->charset != NULL && g_ascii_strcasecmp(joiner->charset, charset) != 0)
        flush_bytes(joiner);
    if (joiner->charset == NULL)
        joiner->charset = g_steal_pointer(&charset);
    if (word->encoding == 'b')
        gf_codec_base64(joiner->bytes, word->text, word->text_length);
    else
        gf_codec_q(joiner->bytes, word->text, word->text_length);
}

/* Words replaced; all else, 8-bit bytes too, as it stands. */
static char *replace_words(const char *raw, const char **ret_guessed)
{
    Joiner joiner = {g_string_sized_new(strlen(raw)), g_byte_array_new(), NULL, NULL};
    for (const char *p = raw; *p != '\0';) {
        gsize blanks = strspn(p, " \t\r\n");
        Word word;
        if (read_word(p + blanks, &word)) {
            /* Space between two words separates nothing. */
            if (joiner.charset == NULL)
                g_string_append_len(joiner.out, p, (gssize) blanks);
            add_word(&joiner, &word);
            p = word.end;
        } else {
            flush_bytes(&joiner);
            gsize rest = blanks > 0 ? blanks : 1;
            g_string_append_len(joiner.out, p, (gssize) rest);
            p += rest;
        }
    }
    flush_bytes(&joiner);
    g_byte_array_unref(joiner.bytes);
    *ret_guessed = joiner.guessed != NULL ? joiner.guessed : *ret_guessed;
    return g_string_free(joiner.out, FALSE);
}

char *gf_word_read(const char *raw, const char **ret_guessed)
{
    /* Raw 8-bit text first: as a whole it tells its charset better than in pieces. Some charsets
     * hide in ASCII, but then only inside words. UTF-8 as it stands is allowed (RFC 6532). */
    const char *guessed = NULL;
    gsize length = strlen(raw);
    if (gf_text_is_plain(raw, length) && strstr(raw, "=?") == NULL) {
        if (ret_guessed != NULL)
            *ret_guessed = NULL;
        return gf_text_line(raw, 0);
    }
    g_autofree char *text = gf_charset_decode(raw, length, "utf-8", &guessed, NULL);
    /* Twice: gateways encode what was encoded before. */
    for (int i = 0; i < 2 && strstr(text, "=?") != NULL; i++) {
        char *replaced = replace_words(text, &guessed);
        g_free(text);
        text = replaced;
    }
    if (ret_guessed != NULL)
        *ret_guessed = guessed;
    return gf_text_line(text, 0);
}

char *gf_word_decode(const char *raw)
{
    return gf_word_read(raw, NULL);
}

/* --- parameters --- */

/* One "name*0*=value" as written. */
typedef struct {
    gboolean extended;
    int section; /* -1: no continuation */
    char *value; /* unquoted */
} Piece;

static void piece_free(Piece *piece)
{
    g_free(piece->value);
    g_free(piece);
}

/* The value at `p`, quoted or not; `ret_end` is behind it. */
static char *read_value(const char *p, const char **ret_end)
{
    GString *value = g_string_new(NULL);
    p += strspn(p, " \t\r\n");
    if (*p == '"') {
        for (p++; *p != '\0' && *p != '"'; p++) {
            if (*p == '\\' && (p[1] == '"' || p[1] == '\\'))
                p++;
            g_string_append_c(value, *p);
        }
        p += *p == '"';
    } else {
        gsize length = strcspn(p, ";");
        g_string_append_len(value, p, (gssize) length);
        p += length;
        g_strchomp(value->str);
        value->len = strlen(value->str);
    }
    *ret_end = p + strcspn(p, ";");
    return g_string_free(value, FALSE);
}

/* Splits "filename*1*" as `name`, section 1, extended. FALSE where it is another parameter. */
static gboolean read_name(const char *text, gsize length, const char *name, Piece *piece)
{
    gsize size = strlen(name);
    if (length < size || g_ascii_strncasecmp(text, name, size) != 0)
        return FALSE;
    g_autofree char *rest = g_strndup(text + size, length - size);
    g_strchomp(rest);
    piece->section = -1;
    piece->extended = g_str_has_suffix(rest, "*");
    if (piece->extended)
        rest[strlen(rest) - 1] = '\0';
    if (rest[0] == '*' && g_ascii_isdigit(rest[1]))
        piece->section = (int) CLAMP(g_ascii_strtoll(rest + 1, NULL, 10), 0, 9999);
    else if (rest[0] != '\0')
        return FALSE;
    return TRUE;
}

static gint compare_sections(gconstpointer a, gconstpointer b)
{
    const Piece *const *first = a, *const *second = b;
    return (*first)->section - (*second)->section;
}

static GPtrArray *collect_pieces(const char *header, const char *name)
{
    GPtrArray *pieces = g_ptr_array_new_with_free_func((GDestroyNotify) piece_free);
    /* Some programs leave out what comes before the parameters: "filename=a.pdf". */
    gsize head = strcspn(header, ";=");
    const char *p = header[head] == ';' ? header + head : header;
    while (*p != '\0') {
        p += strspn(p, "; \t\r\n");
        gsize length = strcspn(p, "=;");
        if (p[length] != '=') {
            p += length;
            continue;
        }
        Piece piece;
        const char *end;
        gboolean ours = read_name(p, length, name, &piece);
        piece.value = read_value(p + length + 1, &end);
        if (ours)
            g_ptr_array_add(pieces, g_memdup2(&piece, sizeof piece));
        else
            g_free(piece.value);
        p = end;
    }
    g_ptr_array_sort(pieces, compare_sections);
    return pieces;
}

/* Joins extended pieces: "charset'language'" leads the first one. */
static char *join_extended(GPtrArray *pieces)
{
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    g_autofree char *charset = NULL;
    for (guint i = 0; i < pieces->len; i++) {
        const Piece *piece = pieces->pdata[i];
        const char *value = piece->value;
        const char *quote = i == 0 && piece->extended ? strchr(value, '\'') : NULL;
        const char *second = quote != NULL ? strchr(quote + 1, '\'') : NULL;
        if (second != NULL) {
            charset = g_strndup(value, (gsize) (quote - value));
            value = second + 1;
        }
        if (piece->extended)
            gf_codec_percent(bytes, value, strlen(value));
        else
            g_byte_array_append(bytes, (const guint8 *) value, (guint) strlen(value));
    }
    if (charset == NULL) {
        /* Sections without a charset: raw, or an encoded word that was cut into sections. */
        g_byte_array_append(bytes, (const guint8 *) "", 1);
        return gf_word_decode((const char *) bytes->data);
    }
    g_autofree char *text = gf_charset_decode((const char *) bytes->data, bytes->len,
                                              *charset != '\0' ? charset : NULL, NULL, NULL);
    return gf_text_line(text, 0);
}

/* Without the name anywhere there is no such parameter: most are not there. */
static gboolean holds_name(const char *header, const char *name)
{
    gsize length = strlen(name);
    char lower = name[0], upper = g_ascii_toupper(name[0]);
    for (const char *p = header; *p != '\0'; p++)
        if ((*p == lower || *p == upper) && g_ascii_strncasecmp(p, name, length) == 0)
            return TRUE;
    return FALSE;
}

char *gf_word_parameter(const char *header, const char *name)
{
    if (!holds_name(header, name))
        return NULL;
    g_autoptr(GPtrArray) pieces = collect_pieces(header, name);
    gboolean extended = FALSE, plain = FALSE;
    for (guint i = 0; i < pieces->len; i++) {
        const Piece *piece = pieces->pdata[i];
        extended |= piece->extended || piece->section >= 0;
        plain |= !piece->extended && piece->section < 0;
    }
    if (pieces->len == 0)
        return NULL;
    /* Where both forms are given, the plain one is for old readers (RFC 6266 section 4.3). */
    while (extended && plain) {
        const Piece *piece = pieces->pdata[0];
        if (piece->extended || piece->section >= 0)
            break;
        g_ptr_array_remove_index(pieces, 0);
    }
    const Piece *first = pieces->pdata[0];
    return extended ? join_extended(pieces) : gf_word_decode(first->value);
}
