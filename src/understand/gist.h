/* gist.h - what somebody wrote, without what everybody writes around it.
 *
 * Greetings, thanks, closings, the writer's name below, the line of a telephone and quoted lines
 * go; phrases of the asking tables are never taken for a name. Only the beginning of a long text is
 * read.
 */
#pragma once

#include "understand/phrase.h"

typedef struct {
    GfWords *words;
    GPtrArray *said; /* of GfWord, borrowed from `words`, in order */
    gboolean cut;    /* longer than what is read */
} GfGist;

/* `text` may be NULL. `books`, ended by NULL, are those that will be asked: clauses in which they
 * find a phrase are never taken for a name. NULL: nothing but a closing makes a name. Owned. */
GfGist *gf_gist_new(const char *text, const GfPhrasebook *const *books);
void gf_gist_free(GfGist *gist);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GfGist, gf_gist_free)

static inline GfWord *gf_gist_at(const GfGist *gist, guint index)
{
    return g_ptr_array_index(gist->said, index);
}

/* The word after the clause in which `at` stands; it ends before a break of at least `level`. */
guint gf_gist_clause_end(const GfGist *gist, guint at, GfBreak level);

/* The phrase of `book` at word `at`, within the clause that ends before `level`; as
 * gf_phrasebook_match(). `<` is the beginning of that clause. */
const GfPhraseSpec *gf_gist_match(const GfGist *gist, const GfPhrasebook *book, guint at,
                                  GfBreak level, guint *ret_end);

/* Words of five letters and more that are one letter away from one of `meant` (ended by NULL)
 * become it; other endings of the same word do not. */
void gf_gist_mend(GfGist *gist, const char *const *meant);
