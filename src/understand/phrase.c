/* phrase.c - see phrase.h. Each pattern is run as a set of states, one bit for each element; an
 * index of the words that a phrase can begin with says which patterns are worth running. */
#include "understand/phrase.h"

#include "understand/term.h"

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

/* Which phrases can begin with a word: their numbers, by how their first element accepts it. */
typedef struct {
    GHashTable *exact;     /* word -> number of its list, from 1 */
    GPtrArray *lists;      /* of GArray of guint: the phrases of a word */
    GPtrArray *stems[256]; /* of Stem, by first byte; NULL: none */
    GArray *number, *capital, *any;
} Index;

typedef struct {
    char *stem;
    guint phrase;
} Stem;

typedef struct {
    const GfPhraseSpec *spec;
    guint count;
    gboolean at_start, at_end;
    guint32 reach[ELEMENTS_MAXIMUM + 1]; /* states that hold once an element is reached */
    Element elements[ELEMENTS_MAXIMUM];
} Phrase;

struct GfPhrasebook {
    GPtrArray *phrases;  /* of Phrase */
    GHashTable *classes; /* name -> WordSet, borrowed from sets */
    GPtrArray *sets;     /* of WordSet, all of them */
    GHashTable *known;   /* every exact word */
    Index index;
    GArray *follows; /* of guint64, by number: how the word behind the first may begin */
};

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
    set->stems = g_ptr_array_new();
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

static gboolean word_set_find(const WordSet *set, const char *fold)
{
    if (g_hash_table_contains(set->exact, fold))
        return TRUE;
    for (guint i = 0; i < set->stems->len; i++)
        if (g_str_has_prefix(fold, g_ptr_array_index(set->stems, i)))
            return TRUE;
    return FALSE;
}

static gboolean word_set_has(const WordSet *set, const char *fold)
{
    int answer = 0;
    if (gf_term_recall(set, fold, &answer))
        return answer;
    return gf_term_remember(set, fold, word_set_find(set, fold));
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

/* Optional elements may be left out: what is reached with one is reached with those behind it. */
static void find_reach(Phrase *phrase)
{
    phrase->reach[phrase->count] = 1u << phrase->count;
    for (guint i = phrase->count; i > 0; i--)
        phrase->reach[i - 1] =
            (1u << (i - 1)) | (phrase->elements[i - 1].optional ? phrase->reach[i] : 0);
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
    find_reach(phrase);
    return phrase;
}

static void index_stem(Index *index, const char *text, guint phrase)
{
    Stem *stem = g_new(Stem, 1);
    *stem = (Stem){g_strdup(text), phrase};
    GPtrArray **list = &index->stems[(guchar) text[0]];
    if (*list == NULL)
        *list = g_ptr_array_new();
    g_ptr_array_add(*list, stem);
}

static void index_exact(Index *index, const char *word, guint phrase)
{
    guint list = GPOINTER_TO_UINT(g_hash_table_lookup(index->exact, word));
    if (list == 0) {
        g_ptr_array_add(index->lists, g_array_new(FALSE, FALSE, sizeof(guint)));
        list = index->lists->len;
        g_hash_table_insert(index->exact, g_strdup(word), GUINT_TO_POINTER(list));
    }
    g_array_append_val((GArray *) g_ptr_array_index(index->lists, list - 1), phrase);
}

/* The words of an element that `phrase` can begin with. */
static void index_set(Index *index, const WordSet *set, guint phrase)
{
    GHashTableIter iterator;
    gpointer word = NULL;
    g_hash_table_iter_init(&iterator, set->exact);
    while (g_hash_table_iter_next(&iterator, &word, NULL))
        index_exact(index, word, phrase);
    for (guint i = 0; i < set->stems->len; i++)
        index_stem(index, set->stems->pdata[i], phrase);
    if (set->number)
        g_array_append_val(index->number, phrase);
    if (set->capital)
        g_array_append_val(index->capital, phrase);
    if (set->any)
        g_array_append_val(index->any, phrase);
}

#define ANY_BEGINNING G_MAXUINT64

/* How a word begins, as one of 64 bits: its first two bytes, of a number the first. */
static guint64 beginning(const char *word)
{
    guint second = g_ascii_isdigit(word[0]) || word[0] == '\0' ? 0 : (guchar) word[1];
    return G_GUINT64_CONSTANT(1) << (((guchar) word[0] * 7u + second) % 64);
}

/* The beginnings of all words that a set accepts. */
static guint64 beginnings_of(const WordSet *set)
{
    GHashTableIter iterator;
    gpointer word = NULL;
    guint64 all = 0;
    if (set->any || set->capital)
        return ANY_BEGINNING;
    for (char digit[] = "0"; set->number && *digit <= '9'; ++*digit)
        all |= beginning(digit);
    g_hash_table_iter_init(&iterator, set->exact);
    while (g_hash_table_iter_next(&iterator, &word, NULL))
        all |= beginning(word);
    for (guint i = 0; i < set->stems->len; i++) {
        const char *stem = set->stems->pdata[i];
        all |= stem[1] != '\0' ? beginning(stem) : ANY_BEGINNING;
    }
    return all;
}

/* How the second word of a phrase may begin: most phrases that share a first word are out by that.
 */
static guint64 follow_of(const Phrase *phrase)
{
    guint32 second = 0;
    guint64 all = 0;
    for (guint i = 0; i < phrase->count; i++)
        if ((phrase->reach[0] & (1u << i)) != 0)
            second |= phrase->reach[phrase->elements[i].repeats ? i : i + 1];
    if ((second & (1u << phrase->count)) != 0) /* one word may be all of it */
        return ANY_BEGINNING;
    for (guint i = 0; i < phrase->count; i++)
        if ((second & (1u << i)) != 0)
            all |= beginnings_of(phrase->elements[i].set);
    return all;
}

static void index_phrase(GfPhrasebook *book, const Phrase *phrase, guint number)
{
    guint64 follow = follow_of(phrase);
    g_array_append_val(book->follows, follow);
    for (guint i = 0; i < phrase->count; i++)
        if ((phrase->reach[0] & (1u << i)) != 0)
            index_set(&book->index, phrase->elements[i].set, number);
}

static void index_init(Index *index)
{
    index->exact = g_hash_table_new(g_str_hash, g_str_equal);
    index->lists = g_ptr_array_new();
    index->number = g_array_new(FALSE, FALSE, sizeof(guint));
    index->capital = g_array_new(FALSE, FALSE, sizeof(guint));
    index->any = g_array_new(FALSE, FALSE, sizeof(guint));
}

GfPhrasebook *gf_phrasebook_new(const GfVocabulary *vocabulary, const GfPhraseSpec *const *tables)
{
    GfPhrasebook *book = g_new0(GfPhrasebook, 1);
    book->phrases = g_ptr_array_new();
    book->classes = g_hash_table_new(g_str_hash, g_str_equal);
    book->sets = g_ptr_array_new();
    book->known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (const GfVocabulary *v = vocabulary; v->name != NULL; v++)
        g_hash_table_insert(book->classes, (gpointer) v->name, word_set_new(book, v->words, " "));
    for (; *tables != NULL; tables++)
        for (const GfPhraseSpec *spec = *tables; spec->pattern != NULL; spec++)
            g_ptr_array_add(book->phrases, compile(book, spec));
    book->follows = g_array_new(FALSE, FALSE, sizeof(guint64));
    index_init(&book->index);
    for (guint i = 0; i < book->phrases->len; i++)
        index_phrase(book, book->phrases->pdata[i], i);
    return book;
}

static guint32 step(const Phrase *phrase, guint32 states, const GfWord *word)
{
    guint32 next = 0, waiting = states & ~(1u << phrase->count);
    for (; waiting != 0; waiting &= waiting - 1) {
        guint i = (guint) g_bit_nth_lsf(waiting, -1);
        if (accepts(phrase->elements[i].set, word))
            next |= phrase->reach[phrase->elements[i].repeats ? i : i + 1];
    }
    return next;
}

static guint longest(const Phrase *phrase, GfWord *const *words, guint count, guint at)
{
    if (phrase->at_start && at > 0)
        return 0;
    guint32 accepting = 1u << phrase->count;
    guint32 states = phrase->reach[0];
    guint end = 0;
    for (guint i = at; i < count && states != 0; i++) {
        states = step(phrase, states, words[i]);
        if ((states & accepting) != 0 && (!phrase->at_end || i + 1 == count))
            end = i + 1;
    }
    return end;
}

/* One search: the words, where, and what reaches farthest so far. */
typedef struct {
    const GfPhrasebook *book;
    GfWord *const *words;
    guint count, at;
    guint64 next;         /* beginning of the word behind the first, 0: there is none */
    guint farthest, best; /* best: number of a phrase, G_MAXUINT: none */
} Search;

static void try_phrase(Search *search, guint number)
{
    guint64 follow = g_array_index(search->book->follows, guint64, number);
    if (search->next != 0 ? (follow & search->next) == 0 : follow != ANY_BEGINNING)
        return;
    const Phrase *phrase = g_ptr_array_index(search->book->phrases, number);
    guint end = longest(phrase, search->words, search->count, search->at);
    if (end > search->farthest || (end == search->farthest && number < search->best)) {
        search->farthest = end;
        search->best = number;
    }
}

static void try_phrases(Search *search, const GArray *numbers)
{
    for (guint i = 0; numbers != NULL && i < numbers->len; i++)
        try_phrase(search, g_array_index(numbers, guint, i));
}

static void try_stems(Search *search, const GPtrArray *stems, const char *fold)
{
    for (guint i = 0; stems != NULL && i < stems->len; i++) {
        const Stem *stem = g_ptr_array_index(stems, i);
        if (g_str_has_prefix(fold, stem->stem))
            try_phrase(search, stem->phrase);
    }
}

/* The phrases that begin with just this word; may be NULL. */
static const GArray *exact_phrases(const Index *index, const char *fold)
{
    int list = 0;
    if (!gf_term_recall(index->exact, fold, &list)) {
        list = GPOINTER_TO_INT(g_hash_table_lookup(index->exact, fold));
        gf_term_remember(index->exact, fold, list);
    }
    return list > 0 ? g_ptr_array_index(index->lists, list - 1) : NULL;
}

/* TRUE where a phrase begins with a stem of this word. */
static gboolean has_stem(const Index *index, const char *fold)
{
    const GPtrArray *stems = index->stems[(guchar) fold[0]];
    int answer = 0;
    if (stems == NULL || gf_term_recall(stems, fold, &answer))
        return answer;
    gboolean found = FALSE;
    for (guint i = 0; i < stems->len && !found; i++)
        found = g_str_has_prefix(fold, ((const Stem *) g_ptr_array_index(stems, i))->stem);
    return gf_term_remember(stems, fold, found);
}

const GfPhraseSpec *gf_phrasebook_match(const GfPhrasebook *book, GfWord *const *words, guint count,
                                        guint at, guint *ret_end)
{
    const Index *index = &book->index;
    const GfWord *first = words[at];
    Search search = {.book = book,
                     .words = words,
                     .count = count,
                     .at = at,
                     .next = at + 1 < count ? beginning(words[at + 1]->fold) : 0,
                     .farthest = at + 1,
                     .best = G_MAXUINT};
    try_phrases(&search, exact_phrases(index, first->fold));
    if (has_stem(index, first->fold))
        try_stems(&search, index->stems[(guchar) first->fold[0]], first->fold);
    if (g_ascii_isdigit(first->fold[0]))
        try_phrases(&search, index->number);
    if (first->capital)
        try_phrases(&search, index->capital);
    try_phrases(&search, index->any);
    if (search.best == G_MAXUINT)
        return NULL;
    *ret_end = search.farthest;
    return ((const Phrase *) g_ptr_array_index(book->phrases, search.best))->spec;
}

gboolean gf_phrasebook_in(const GfPhrasebook *book, const char *name, const char *fold)
{
    const WordSet *class = g_hash_table_lookup(book->classes, name);
    g_assert(class != NULL);
    return word_set_has(class, fold);
}

gboolean gf_phrasebook_knows(const GfPhrasebook *book, const char *fold)
{
    int answer = 0;
    if (gf_term_recall(book->known, fold, &answer))
        return answer;
    return gf_term_remember(book->known, fold, g_hash_table_contains(book->known, fold));
}
