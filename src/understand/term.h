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

/* Keeps `spelling` where there is room and its words are terms. */
void gf_term_set_spelling(const char *written, gsize length, GfSpelling spelling);

/* What recalling needs, of this thread; asked some thousand times a letter. Nobody else looks at
 * it. */
typedef struct {
    gconstpointer question;
    guint32 term; /* where in the block */
    int answer;
} GfTermAnswer;

typedef struct {
    const char *block;
    gsize used;
    GfTermAnswer *answers;
} GfTermMemory;

enum { GF_TERM_ANSWERS = 32768 };

extern _Thread_local GfTermMemory gf_term_memory;

static inline gboolean gf_term_is(const char *fold)
{
    return (guintptr) fold - (guintptr) gf_term_memory.block < gf_term_memory.used;
}

/* The first of two places where the answer about a term is kept; others may stand there. */
static inline GfTermAnswer *gf_term_answers(gconstpointer question, guint32 term)
{
    guint64 mixed =
        ((guint64) (guintptr) question << 20 ^ term) * G_GUINT64_CONSTANT(0x9e3779b97f4a7c15);
    return &gf_term_memory.answers[(mixed >> 40) % GF_TERM_ANSWERS & ~1u];
}

/* FALSE where `fold` is no term or `question` was not answered about it yet. `question`: address of
 * a constant. */
static inline gboolean gf_term_recall(gconstpointer question, const char *fold, int *ret_answer)
{
    if (!gf_term_is(fold))
        return FALSE;
    guint32 term = (guint32) (fold - gf_term_memory.block);
    const GfTermAnswer *answer = gf_term_answers(question, term);
    if (answer->question != question || answer->term != term)
        answer++;
    if (answer->question != question || answer->term != term)
        return FALSE;
    *ret_answer = answer->answer;
    return TRUE;
}

/* Keeps an answer and returns it. Nothing is kept where `fold` is no term. */
int gf_term_remember(gconstpointer question, const char *fold, int answer);

/* Between these two no term is forgotten. */
void gf_terms_hold(void);
void gf_terms_release(void);
