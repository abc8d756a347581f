/* term.c - see term.h. */
#include "understand/term.h"

#include <string.h>

enum {
    SPELLING_BUCKETS = 8192,
    BLOCK_BYTES = 4 * 1024 * 1024, /* untouched pages cost nothing */
#ifdef GF_SANITIZED
    BLOCK_MANY = 1, /* terms go as soon as they may: who holds one for longer is found */
#else
    BLOCK_MANY = 512 * 1024, /* some ten thousand words; more, made to collide, would be slow */
#endif
};

typedef struct Written Written;
struct Written {
    GfSpelling spelling;
    const Written *next; /* of its bucket */
    guint32 hash;
    guint32 length;
    char written[];
};

typedef struct {
    char *block;       /* terms and Written, one behind the other */
    GHashTable *terms; /* of strings in the block */
    const Written *spellings[SPELLING_BUCKETS];
    GfTermAnswer answers[GF_TERM_ANSWERS];
    guint holders;
} Lexicon;

static void lexicon_free(gpointer data)
{
    Lexicon *lexicon = data;
    g_hash_table_unref(lexicon->terms);
    g_free(lexicon->block);
    g_free(lexicon);
}

static guint32 hash_of(const char *written, gsize length)
{
    guint64 hash = length, bytes = 0;
    for (; length > sizeof bytes; written += sizeof bytes, length -= sizeof bytes) {
        memcpy(&bytes, written, sizeof bytes);
        hash = (hash ^ bytes) * G_GUINT64_CONSTANT(0x9e3779b97f4a7c15);
        hash ^= hash >> 32;
    }
    bytes = 0;
    for (gsize i = 0; i < length; i++)
        bytes = bytes << 8 | (guchar) written[i];
    hash = (hash ^ bytes) * G_GUINT64_CONSTANT(0x9e3779b97f4a7c15);
    return (guint32) (hash >> 32);
}

_Thread_local GfTermMemory gf_term_memory;
static _Thread_local Lexicon *lexicon; /* of this thread, NULL: not yet */

static Lexicon *lexicon_get(void)
{
    static GPrivate owner = G_PRIVATE_INIT(lexicon_free); /* frees it with its thread */
    if (lexicon == NULL) {
        lexicon = g_new0(Lexicon, 1);
        lexicon->block = g_malloc(BLOCK_BYTES);
        lexicon->terms = g_hash_table_new(g_str_hash, g_str_equal);
        g_private_set(&owner, lexicon);
        gf_term_memory = (GfTermMemory){lexicon->block, 0, lexicon->answers};
    }
    return lexicon;
}

/* Room in the block, NULL: none left. */
static gpointer take(gsize bytes)
{
    Lexicon *own = lexicon_get();
    gsize whole = (bytes + 7) & ~(gsize) 7;
    if (whole > BLOCK_BYTES - gf_term_memory.used)
        return NULL;
    gpointer taken = own->block + gf_term_memory.used;
    gf_term_memory.used += whole;
    return taken;
}

const char *gf_term_of(const char *fold)
{
    Lexicon *own = lexicon_get();
    if (gf_term_is(fold))
        return fold;
    const char *known = g_hash_table_lookup(own->terms, fold);
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

const GfSpelling *gf_term_spelling(const char *written, gsize length)
{
    guint32 hash = hash_of(written, length);
    const Written *known = lexicon_get()->spellings[hash % SPELLING_BUCKETS];
    while (known != NULL && (known->hash != hash || known->length != length ||
                             memcmp(known->written, written, length) != 0))
        known = known->next;
    return known != NULL ? &known->spelling : NULL;
}

void gf_term_set_spelling(const char *written, gsize length, GfSpelling spelling)
{
    gboolean terms = gf_term_is(spelling.fold) && gf_term_is(spelling.meant);
    Written *kept = terms ? take(sizeof(Written) + length) : NULL;
    if (kept == NULL)
        return;
    guint32 hash = hash_of(written, length);
    const Written **bucket = &lexicon->spellings[hash % SPELLING_BUCKETS];
    *kept = (Written){spelling, *bucket, hash, (guint32) length};
    memcpy(kept->written, written, length);
    *bucket = kept;
}

int gf_term_remember(gconstpointer question, const char *fold, int answer)
{
    if (!gf_term_is(fold))
        return answer;
    guint32 term = (guint32) (fold - lexicon->block);
    GfTermAnswer *kept = gf_term_answers(question, term);
    kept[1] = kept[0];
    kept[0] = (GfTermAnswer){question, term, answer};
    return answer;
}

void gf_terms_hold(void)
{
    lexicon_get()->holders++;
}

void gf_terms_release(void)
{
    if (--lexicon->holders > 0 || gf_term_memory.used < BLOCK_MANY)
        return;
    g_hash_table_remove_all(lexicon->terms);
    memset(lexicon->spellings, 0, sizeof lexicon->spellings);
    memset(lexicon->answers, 0, sizeof lexicon->answers);
#ifdef GF_SANITIZED
    g_free(lexicon->block);
    lexicon->block = g_malloc(BLOCK_BYTES);
    gf_term_memory.block = lexicon->block;
#endif
    gf_term_memory.used = 0;
}
