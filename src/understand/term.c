/* term.c - see term.h. */
#include "understand/term.h"

#include <string.h>

enum {
    BLOCK_BYTES = 4 * 1024 * 1024, /* untouched pages cost nothing */
    BLOCK_MANY = 1024 * 1024,      /* more than ordinary letters fill in years */
    ANSWERS = 32768,
};

typedef struct {
    gconstpointer question;
    guint32 term; /* where in the block */
    int answer;
} Answer;

typedef struct {
    GfSpelling spelling;
    gsize length;
    char written[];
} Written;

typedef struct {
    char *block;           /* terms and Written, one behind the other */
    gsize used;            /* bytes of it */
    GHashTable *terms;     /* of strings in the block */
    GHashTable *spellings; /* of Written in the block */
    Answer answers[ANSWERS];
    guint holders;
} Lexicon;

static void lexicon_free(gpointer data)
{
    Lexicon *lexicon = data;
    g_hash_table_unref(lexicon->terms);
    g_hash_table_unref(lexicon->spellings);
    g_free(lexicon->block);
    g_free(lexicon);
}

static guint written_hash(gconstpointer data)
{
    const Written *written = data;
    guint hash = (guint) written->length;
    for (gsize i = 0; i < written->length; i++)
        hash = hash * 33 + (guchar) written->written[i];
    return hash;
}

static gboolean written_equal(gconstpointer a, gconstpointer b)
{
    const Written *one = a, *other = b;
    return one->length == other->length && memcmp(one->written, other->written, one->length) == 0;
}

static _Thread_local Lexicon *lexicon; /* of this thread, NULL: not yet */

static Lexicon *lexicon_get(void)
{
    static GPrivate owner = G_PRIVATE_INIT(lexicon_free); /* frees it with its thread */
    if (lexicon == NULL) {
        lexicon = g_new0(Lexicon, 1);
        lexicon->block = g_malloc(BLOCK_BYTES);
        lexicon->terms = g_hash_table_new(g_str_hash, g_str_equal);
        lexicon->spellings = g_hash_table_new(written_hash, written_equal);
        g_private_set(&owner, lexicon);
    }
    return lexicon;
}

/* Room in the block, NULL: none left. */
static gpointer take(gsize bytes)
{
    Lexicon *own = lexicon_get();
    gsize whole = (bytes + 7) & ~(gsize) 7;
    if (whole > BLOCK_BYTES - own->used)
        return NULL;
    gpointer taken = own->block + own->used;
    own->used += whole;
    return taken;
}

static gboolean is_term(const char *fold)
{
    return lexicon != NULL && (guintptr) fold - (guintptr) lexicon->block < lexicon->used;
}

const char *gf_term_of(const char *fold)
{
    Lexicon *own = lexicon_get();
    const char *known = is_term(fold) ? fold : g_hash_table_lookup(own->terms, fold);
    if (known != NULL)
        return known;
    gsize length = strlen(fold);
    char *term = take(length + 1);
    if (term == NULL)
        return NULL;
    memcpy(term, fold, length + 1);
    g_hash_table_add(own->terms, term);
    return term;
}

enum { WRITTEN_MAXIMUM = 128 }; /* bytes of a word that is kept */

static const Written *written_key(gsize *room, const char *written, gsize length)
{
    Written *key = (Written *) room;
    key->length = length;
    memcpy(key->written, written, length);
    return key;
}

const GfSpelling *gf_term_spelling(const char *written, gsize length)
{
    gsize room[(sizeof(Written) + WRITTEN_MAXIMUM) / sizeof(gsize)];
    if (length > WRITTEN_MAXIMUM)
        return NULL;
    const Written *known =
        g_hash_table_lookup(lexicon_get()->spellings, written_key(room, written, length));
    return known != NULL ? &known->spelling : NULL;
}

void gf_term_set_spelling(const char *written, gsize length, GfSpelling spelling)
{
    Written *kept = length <= WRITTEN_MAXIMUM ? take(sizeof(Written) + length) : NULL;
    if (kept == NULL)
        return;
    kept->spelling = spelling;
    kept->length = length;
    memcpy(kept->written, written, length);
    g_hash_table_add(lexicon->spellings, kept);
}

/* The first of two places where the answer about a term is kept; others may stand there. */
static Answer *answers_at(gconstpointer question, guint32 term)
{
    guint64 mixed =
        ((guint64) (guintptr) question << 20 ^ term) * G_GUINT64_CONSTANT(0x9e3779b97f4a7c15);
    return &lexicon->answers[(mixed >> 40) % ANSWERS & ~1u];
}

gboolean gf_term_recall(gconstpointer question, const char *fold, int *ret_answer)
{
    if (!is_term(fold))
        return FALSE;
    guint32 term = (guint32) (fold - lexicon->block);
    const Answer *answer = answers_at(question, term);
    if (answer->question != question || answer->term != term)
        answer++;
    if (answer->question != question || answer->term != term)
        return FALSE;
    *ret_answer = answer->answer;
    return TRUE;
}

void gf_term_remember(gconstpointer question, const char *fold, int answer)
{
    if (!is_term(fold))
        return;
    guint32 term = (guint32) (fold - lexicon->block);
    Answer *kept = answers_at(question, term);
    kept[1] = kept[0];
    kept[0] = (Answer){question, term, answer};
}

void gf_terms_hold(void)
{
    lexicon_get()->holders++;
}

void gf_terms_release(void)
{
    if (--lexicon->holders > 0 || lexicon->used < BLOCK_MANY)
        return;
    g_hash_table_remove_all(lexicon->terms);
    g_hash_table_remove_all(lexicon->spellings);
    memset(lexicon->answers, 0, sizeof lexicon->answers);
    lexicon->used = 0;
}
