/* phrase.c - see phrase.h. Each pattern is run as a set of states, one bit for each element. */
#include "understand/phrase.h"

#include <string.h>

enum { ELEMENTS_MAXIMUM = 30, GAP = 3 };

/* Words that an element accepts. */
typedef struct {
    GHashTable *exact;
    GPtrArray *stems;
    gboolean any, number, capital;
} WordSet;

typedef struct {
    WordSet *set;
    gboolean optional, repeats;
} Element;

typedef struct {
    const GfPhraseSpec *spec;
    Element elements[ELEMENTS_MAXIMUM];
    guint count;
    gboolean at_start, at_end;
} Phrase;

struct GfPhrasebook {
    GPtrArray *phrases;  /* of Phrase */
    GHashTable *classes; /* name -> WordSet, borrowed from sets */
    GPtrArray *sets;     /* of WordSet, all of them */
    GHashTable *known;   /* every exact word */
};

static void word_set_free(gpointer data)
{
    WordSet *set = data;
    g_hash_table_unref(set->exact);
    g_ptr_array_unref(set->stems);
    g_free(set);
}

static void add_word(GfPhrasebook *book, WordSet *set, const char *word)
{
    gsize length = strlen(word);
    if (length > 1 && word[length - 1] == '~') {
        g_ptr_array_add(set->stems, g_strndup(word, length - 1));
    } else if (length > 0) {
        g_hash_table_add(set->exact, g_strdup(word));
        g_hash_table_add(book->known, g_strdup(word));
    }
}

static void add_class(GfPhrasebook *book, WordSet *set, const char *name)
{
    const WordSet *class = g_hash_table_lookup(book->classes, name);
    if (class == NULL)
        g_error("phrase: no class \"%s\"", name);
    GHashTableIter iterator;
    gpointer word = NULL;
    g_hash_table_iter_init(&iterator, class->exact);
    while (g_hash_table_iter_next(&iterator, &word, NULL))
        g_hash_table_add(set->exact, g_strdup(word));
    for (guint i = 0; i < class->stems->len; i++)
        g_ptr_array_add(set->stems, g_strdup(g_ptr_array_index(class->stems, i)));
}

/* One of `words`; classes and marks may stand among them. */
static WordSet *word_set_new(GfPhrasebook *book, const char *words, const char *separator)
{
    WordSet *set = g_new0(WordSet, 1);
    set->exact = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    set->stems = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(book->sets, set);
    g_auto(GStrv) list = g_strsplit(words, separator, -1);
    for (char **word = list; *word != NULL; word++) {
        if (**word == '@')
            add_class(book, set, *word + 1);
        else if (strcmp(*word, "#") == 0)
            set->number = TRUE;
        else if (strcmp(*word, "^") == 0)
            set->capital = TRUE;
        else if (strcmp(*word, "...") == 0)
            set->any = TRUE;
        else
            add_word(book, set, *word);
    }
    return set;
}

static gboolean word_set_has(const WordSet *set, const char *fold)
{
    if (g_hash_table_contains(set->exact, fold))
        return TRUE;
    for (guint i = 0; i < set->stems->len; i++)
        if (g_str_has_prefix(fold, g_ptr_array_index(set->stems, i)))
            return TRUE;
    return FALSE;
}

static gboolean accepts(const WordSet *set, const GfWord *word)
{
    return set->any || (set->number && g_ascii_isdigit(word->fold[0])) ||
           (set->capital && word->capital) || word_set_has(set, word->fold);
}

static void add_element(Phrase *phrase, WordSet *set, gboolean optional, gboolean repeats)
{
    g_assert(phrase->count < ELEMENTS_MAXIMUM);
    phrase->elements[phrase->count++] = (Element){set, optional, repeats};
}

static void compile_token(GfPhrasebook *book, Phrase *phrase, char *token)
{
    gsize length = strlen(token);
    char mark = token[length - 1];
    gboolean marked = length > 1 && (mark == '?' || mark == '*');
    if (strcmp(token, "<") == 0) {
        phrase->at_start = TRUE;
        return;
    }
    if (strcmp(token, ">") == 0) {
        phrase->at_end = TRUE;
        return;
    }
    if (marked)
        token[length - 1] = '\0';
    WordSet *set = word_set_new(book, token, "|");
    if (!set->any) {
        add_element(phrase, set, marked, marked && mark == '*');
        return;
    }
    for (guint i = 0; i < GAP; i++)
        add_element(phrase, set, TRUE, FALSE);
}

static Phrase *compile(GfPhrasebook *book, const GfPhraseSpec *spec)
{
    Phrase *phrase = g_new0(Phrase, 1);
    phrase->spec = spec;
    g_auto(GStrv) tokens = g_strsplit(spec->pattern, " ", -1);
    for (char **token = tokens; *token != NULL; token++)
        if (**token != '\0')
            compile_token(book, phrase, *token);
    g_assert(phrase->count > 0);
    return phrase;
}

GfPhrasebook *gf_phrasebook_new(const GfVocabulary *vocabulary, const GfPhraseSpec *const *tables)
{
    GfPhrasebook *book = g_new0(GfPhrasebook, 1);
    book->phrases = g_ptr_array_new_with_free_func(g_free);
    book->classes = g_hash_table_new(g_str_hash, g_str_equal);
    book->sets = g_ptr_array_new_with_free_func(word_set_free);
    book->known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (const GfVocabulary *v = vocabulary; v->name != NULL; v++)
        g_hash_table_insert(book->classes, (gpointer) v->name, word_set_new(book, v->words, " "));
    for (; *tables != NULL; tables++)
        for (const GfPhraseSpec *spec = *tables; spec->pattern != NULL; spec++)
            g_ptr_array_add(book->phrases, compile(book, spec));
    return book;
}

void gf_phrasebook_free(GfPhrasebook *book)
{
    if (book == NULL)
        return;
    g_ptr_array_unref(book->phrases);
    g_hash_table_unref(book->classes);
    g_ptr_array_unref(book->sets);
    g_hash_table_unref(book->known);
    g_free(book);
}

/* States that follow without a word: optional elements may be left out. */
static guint32 closure(const Phrase *phrase, guint32 states)
{
    for (guint i = 0; i < phrase->count; i++)
        if ((states & (1u << i)) != 0 && phrase->elements[i].optional)
            states |= 1u << (i + 1);
    return states;
}

static guint32 step(const Phrase *phrase, guint32 states, const GfWord *word)
{
    guint32 next = 0;
    for (guint i = 0; i < phrase->count; i++)
        if ((states & (1u << i)) != 0 && accepts(phrase->elements[i].set, word))
            next |= 1u << (phrase->elements[i].repeats ? i : i + 1);
    return closure(phrase, next);
}

static guint longest(const Phrase *phrase, GfWord *const *words, guint count, guint at)
{
    if (phrase->at_start && at > 0)
        return 0;
    guint32 accepting = 1u << phrase->count;
    guint32 states = closure(phrase, 1);
    guint end = 0;
    for (guint i = at; i < count && states != 0; i++) {
        states = step(phrase, states, words[i]);
        if ((states & accepting) != 0 && (!phrase->at_end || i + 1 == count))
            end = i + 1;
    }
    return end;
}

const GfPhraseSpec *gf_phrasebook_match(const GfPhrasebook *book, GfWord *const *words, guint count,
                                        guint at, guint *ret_end)
{
    const GfPhraseSpec *best = NULL;
    guint farthest = at;
    for (guint i = 0; i < book->phrases->len; i++) {
        const Phrase *phrase = g_ptr_array_index(book->phrases, i);
        guint end = longest(phrase, words, count, at);
        if (end > farthest) {
            farthest = end;
            best = phrase->spec;
        }
    }
    if (best != NULL)
        *ret_end = farthest;
    return best;
}

gboolean gf_phrasebook_in(const GfPhrasebook *book, const char *name, const char *fold)
{
    const WordSet *class = g_hash_table_lookup(book->classes, name);
    g_assert(class != NULL);
    return word_set_has(class, fold);
}

gboolean gf_phrasebook_knows(const GfPhrasebook *book, const char *fold)
{
    return g_hash_table_contains(book->known, fold);
}
