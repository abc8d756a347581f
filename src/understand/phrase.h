/* phrase.h - phrases of words, as tables write them.
 *
 * A pattern is words between spaces. `a|b` one of them, `stem~` a beginning, `@class` a word of the
 * vocabulary, `#` a number, `^` a word with a capital, `...` up to three words of any kind; `?`
 * after an element makes it optional, `*` lets it repeat; `<` first and `>` last bind to the ends
 * of the clause. Bad patterns are programming errors. Matching takes time linear in the words,
 * without recursion.
 */
#pragma once

#include "understand/words.h"

typedef struct {
    const char *name;  /* "be" for @be */
    const char *words; /* separated by spaces; `stem~` allowed */
} GfVocabulary;

typedef struct {
    int sense;
    const char *pattern;
    const char *why; /* may be NULL */
} GfPhraseSpec;

typedef struct GfPhrasebook GfPhrasebook;

/* Compiles `tables`, a list ended by NULL of tables that each end with an entry of zeros; all stay
 * borrowed. Never freed: what is known about words is kept under the addresses in it (term.h). */
GfPhrasebook *gf_phrasebook_new(const GfVocabulary *vocabulary, const GfPhraseSpec *const *tables);

/* The phrase that begins at words[at] and reaches farthest, the first of equals; NULL where there
 * is none. `words` of `count` GfWord pointers. */
const GfPhraseSpec *gf_phrasebook_match(const GfPhrasebook *book, GfWord *const *words, guint count,
                                        guint at, guint *ret_end);

/* TRUE where `fold` stands in `name` of the vocabulary. */
gboolean gf_phrasebook_in(const GfPhrasebook *book, const char *name, const char *fold);

/* TRUE where any phrase or class names this word. */
gboolean gf_phrasebook_knows(const GfPhrasebook *book, const char *fold);
