/* term.h - folded words, each kept once, and what was found out about them.
 *
 * The same few thousand words make up most letters. A term is a word at one place in memory, so
 * that a question once answered about it ("does it stand in this list?") need not be asked again:
 * the answer is kept under the addresses of both. Questions are known by the address of a constant.
 * Each thread has its own terms; they are forgotten, all at once, when they are many and nobody
 * holds them.
 */
#pragma once

#include <glib.h>

/* How a word is written, as gf_term_spelling() keeps it. */
typedef struct {
    const char *fold;     /* a term: gf_text_fold() of it */
    const char *meant;    /* a term: `fold`, or what its writer meant by it */
    gboolean conditional; /* "viendrais", mostly meant as "viendrai" */
} GfSpelling;

/* The term of `fold`, NULL where there is no room for more. Borrowed, as long as gf_terms_hold()
 * holds it. */
const char *gf_term_of(const char *fold);

/* What `written` of `length` bytes was found to be, NULL: not met yet. Borrowed, as above. */
const GfSpelling *gf_term_spelling(const char *written, gsize length);

/* Keeps `spelling`; its words must be terms. */
void gf_term_set_spelling(const char *written, gsize length, GfSpelling spelling);

/* FALSE where `fold` is no term or `question` was not answered about it yet. `question`: address of
 * a constant. */
gboolean gf_term_recall(gconstpointer question, const char *fold, int *ret_answer);

/* Keeps an answer, which must stay valid for ever or be a term. Nothing happens where `fold` is no
 * term. */
void gf_term_remember(gconstpointer question, const char *fold, int answer);

/* Between these two no term is forgotten. */
void gf_terms_hold(void);
void gf_terms_release(void);
