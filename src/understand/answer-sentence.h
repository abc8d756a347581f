/* answer-sentence.h - the clauses of one sentence, as the search for names looks at them. */
#pragma once

#include "understand/answer-clause.h"
#include "understand/answer-name.h"

/* A stretch of clauses with one sentence number. */
typedef struct {
    const GfWords *words;
    const GArray *clauses;
    GfNames *names;
    guint first, last; /* clauses [first, last) */
    guint from, to;    /* words */
} GfSentence;

/* The folded word at `at`, "" beyond the end. */
static inline const char *gf_words_fold(const GfWords *words, guint at)
{
    return at < gf_words_count(words) ? gf_words_at(words, at)->fold : "";
}

/* TRUE where nothing stands between words[at] and the word before. */
static inline gboolean gf_word_joined(const GfWords *words, guint at)
{
    return gf_words_at(words, at)->before == GF_BREAK_NONE;
}

/* The clause that holds words[at]; the first one where none does. Borrowed. */
const GfClause *gf_sentence_clause(const GfSentence *sentence, guint at);

/* Marks that clause as spoken of somebody else. */
void gf_sentence_take(const GfSentence *sentence, guint at);

/* Under "si", or behind "en cas d'empêchement"; "à défaut" behind a name only adds another. */
gboolean gf_sentence_is_conditional(const GfSentence *sentence, guint at);

/* TRUE where a word of `list` stands shortly before words[at], or anywhere. */
gboolean gf_sentence_near(const GfSentence *sentence, guint at, const char *list);
gboolean gf_sentence_has(const GfSentence *sentence, const char *list);

/* The last name in [from, to), before "aura ma procuration"; may be NULL. Owned. */
char *gf_sentence_name(const GfSentence *sentence, guint from, guint to);

/* "Pouvoir" at words[at] as a thing that is given, and to whom. */
gboolean gf_power_is(const GfSentence *sentence, guint at);
void gf_power_read(const GfSentence *sentence, guint at);

/* "Je mandate Mme X", "Mme X votera en mon nom". */
void gf_power_read_mandate(const GfSentence *sentence, guint at);

/* "Mon suppléant" at words[at]. */
void gf_substitute_read_suppleant(const GfSentence *sentence, guint at);

/* "Représentée par Mme X", "Mme X me remplacera", "Mme X viendra à ma place". */
void gf_substitute_read(const GfSentence *sentence, guint at);
