/* outline.c - see outline.h. Both texts as words; a word is looked for a little ahead of the last
 * one found, and away from its place only with the word behind it, so that one « oui » is no other.
 */
#include "understand/outline.h"

#include <string.h>

enum { AHEAD = 40 };

typedef struct {
    guint32 hash;
    char place;
} Word;

static gboolean is_inside(gunichar c)
{
    return g_unichar_isalnum(c);
}

/* Adds the words of [text, end). */
static void add_words(GArray *words, const char *text, const char *end, char place)
{
    guint32 hash = 0;
    for (const char *p = text; p < end; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (is_inside(c))
            hash = (hash != 0 ? hash : 5381) * 33 + g_unichar_tolower(c);
        if (hash != 0 && (!is_inside(c) || g_utf8_next_char(p) >= end)) {
            Word word = {hash, place};
            g_array_append_val(words, word);
            hash = 0;
        }
    }
}

static GArray *outline_words(const char *outline)
{
    GArray *words = g_array_new(FALSE, FALSE, sizeof(Word));
    while (*outline != '\0') {
        const char *end = strchrnul(outline, '\n');
        if (*outline != '\n')
            add_words(words, outline + 1, end, *outline);
        outline = end + (*end == '\n');
    }
    return words;
}

static guint32 hash_at(const GArray *words, guint at)
{
    return at < words->len ? g_array_index(words, Word, at).hash : 0;
}

/* Where word `at` of a line stands in `words`, from `from` on; words->len: nowhere near. */
static guint find(const GArray *words, guint from, const GArray *line, guint at)
{
    guint32 hash = hash_at(line, at), next = hash_at(line, at + 1);
    if (hash_at(words, from) == hash)
        return from;
    for (guint i = from + 1; next != 0 && i < words->len && i < from + AHEAD; i++)
        if (hash_at(words, i) == hash && hash_at(words, i + 1) == next)
            return i;
    return words->len;
}

/* What the words of one line are, 0: unlike or mostly not found. */
static char place_of(const GArray *words, guint *from, const GArray *line)
{
    char place = 0;
    guint found = 0;
    gboolean alike = TRUE;
    for (guint at = 0; at < line->len; at++) {
        guint i = find(words, *from, line, at);
        if (i >= words->len)
            continue;
        char here = g_array_index(words, Word, i).place;
        alike = alike && (place == 0 || place == here);
        place = here;
        found++;
        *from = i + 1;
    }
    return alike && found * 2 > line->len ? place : 0;
}

void gf_outline_apply(GArray *lines, const char *outline)
{
    g_autoptr(GArray) words = outline_words(outline);
    g_autoptr(GArray) own = g_array_new(FALSE, FALSE, sizeof(Word));
    guint from = 0;
    for (guint at = 0; at < lines->len && from < words->len; at++) {
        GfLine *line = &g_array_index(lines, GfLine, at);
        g_array_set_size(own, 0);
        add_words(own, line->plain, line->plain + strlen(line->plain), 0);
        line->place = place_of(words, &from, own);
    }
}
