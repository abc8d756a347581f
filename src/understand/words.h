/* words.h - text as the grammar of answers sees it: folded words and what stands between them.
 *
 * Elisions are undone ("j'" is "je"), inclusive endings dropped ("présent(e)" is "present"), the
 * usual short forms spelt out. Every word keeps its place in the text, so that names come out as
 * written.
 */
#pragma once

#include "understand/term.h"

#include <glib.h>
#include <string.h>

/* What stands before a word, weakest first. */
typedef enum {
    GF_BREAK_NONE,
    GF_BREAK_COMMA,
    GF_BREAK_COLON,
    GF_BREAK_CLAUSE, /* semicolon, brackets, a dash between spaces */
    GF_BREAK_LINE,
    GF_BREAK_SENTENCE,
    GF_BREAK_PARAGRAPH,
} GfBreak;

typedef struct {
    const char *fold; /* a term (term.h), borrowed from there or from GfWords.copies */
    gsize start, end; /* bytes in GfWords.text */
    GfBreak before;
    gboolean capital;     /* begins with a capital letter */
    gboolean hyphened;    /* a hyphen joins it to the word before */
    gboolean question;    /* a question mark follows */
    gboolean conditional; /* "viendrais", mostly meant as "viendrai" */
    int sense;            /* of the idiom that begins here, 0: none */
    gboolean masked;      /* taken by an idiom */
} GfWord;

typedef struct {
    char *text;        /* without HTML leftovers */
    GArray *words;     /* of GfWord */
    GPtrArray *copies; /* of folds that there was no room for, NULL: none */
    guint symbols;     /* emoji and the like */
    gboolean cut;      /* longer than an answer ever is: the rest was not read */
} GfWords;

/* TRUE where a folded word is `word`. */
static inline gboolean gf_word_is(const char *fold, const char *word)
{
    return *fold == *word && strcmp(fold, word) == 0;
}

/* gf_word_among() of a word that was not looked at yet. */
gboolean gf_word_find(const char *list, const char *fold);

/* TRUE where `fold` stands in `list`, words with a space before and behind each: " un deux ". Lists
 * are constants: what stands at an address is looked at once. */
static inline gboolean gf_word_among(const char *list, const char *fold)
{
    int answer = 0;
    return gf_term_recall(list, fold, &answer) ? answer : gf_word_find(list, fold);
}

/* TRUE where one letter added, dropped or changed, or two neighbours swapped, make `a` into `b`. */
gboolean gf_word_one_edit(const char *a, const char *b);

/* Owned. */
GfWords *gf_words_new(const char *text);
void gf_words_free(GfWords *words);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GfWords, gf_words_free)

/* What `word` of `words` says is `meant`, not what is written. */
void gf_words_mean(GfWords *words, GfWord *word, const char *meant);

static inline guint gf_words_count(const GfWords *words)
{
    return words->words->len;
}

static inline GfWord *gf_words_at(const GfWords *words, guint index)
{
    return &g_array_index(words->words, GfWord, index);
}
