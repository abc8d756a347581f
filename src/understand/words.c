/* words.c - see words.h.
 *
 * Works on any UTF-8; beyond WORDS_MAXIMUM it stops and says so, for an answer to a convocation is
 * never that long and what is longer is for a human.
 */
#include "understand/words.h"

#include "base/text.h"
#include "understand/plain.h"

#include <string.h>

enum { WORDS_MAXIMUM = 2000, WORD_BYTES_MAXIMUM = 80, WRAPPED_LINE = 50 };

/* How people shorten and misspell, as one word for another. */
static const struct {
    const char *written, *meant;
} spellings[] = {
    {"g", "ai"},
    {"jai", "ai"},
    {"pe", "peux"},
    {"pa", "pas"},
    {"jpeux", "peux"},
    {"jserai", "serai"},
    {"jsuis", "suis"},
    {"sui", "suis"},
    {"jy", "y"},
    {"jvais", "vais"},
    {"jviens", "viens"},
    {"jviendrai", "viendrai"},
    {"serrai", "serai"},
    {"sere", "serai"},
    {"serais", "serai"},
    {"dsl", "desole"},
    {"desoler", "desole"},
    {"bjr", "bonjour"},
    {"slt", "salut"},
    {"bsr", "bonsoir"},
    {"rdv", "rendezvous"},
    {"ds", "dans"},
    {"pr", "pour"},
    {"tjs", "toujours"},
    {"vs", "vous"},
    {"ns", "nous"},
    {"mr", "m"},
    {"dispo", "disponible"},
    {"dispos", "disponible"},
    {"indispo", "indisponible"},
    {"abs", "absent"},
    {"pb", "probleme"},
    {"pbs", "probleme"},
    {"soucis", "souci"},
    {"nn", "non"},
    {"ouais", "oui"},
    {"wi", "oui"},
    {"ouiii", "oui"},
    {"aprem", "apresmidi"},
    {"oki", "ok"},
    {"okay", "ok"},
    {"cdt", "cordialement"},
    {"cdlt", "cordialement"},
    {"cordlt", "cordialement"},
    {"crdlt", "cordialement"},
    {"bcp", "beaucoup"},
    {"visioconf", "visio"},
    {"visioconference", "visio"},
    {"visioconferences", "visio"},
    {"pourai", "pourrai"},
    {"vien", "viens"},
    {"viendrais", "viendrai"},
    {"participerais", "participerai"},
    {"assisterais", "assisterai"},
    {"apm", "apresmidi"},
    {"mme.", "mme"},
    {"mlle.", "mlle"},
    {"pcq", "parce"},
    {"stp", "svp"},
    {"prez", "president"},
    {"cpte", "compte"},
};

static const struct {
    const char *elided, *whole;
} elisions[] = {
    {"j", "je"}, {"n", "ne"},           {"m", "me"},           {"t", "te"},   {"s", "se"},
    {"d", "de"}, {"l", "le"},           {"c", "ce"},           {"qu", "que"}, {"jusqu", "jusque"},
    {"i", "i"},  {"lorsqu", "lorsque"}, {"puisqu", "puisque"},
};

/* After these a full stop ends nothing. */
static const char abbreviations[] =
    " m mr mm mme mmes mlle mgr dr me pr sr sra srta st ste tel cf ex janv fev "
    "fevr avr juil sept oct nov dec av bd "
    "no art al p lun mar mer jeu ven sam dim etc env min max ref ";

/* Words that never end a sentence: a line that ends with one goes on. */
static const char connectors[] = " a au aux de du des le la les l un une et ou par pour avec sans "
                                 "sur sous dans en que qui mon ma mes "
                                 "son sa ses notre votre ne pas m mme monsieur madame mlle je nous "
                                 "il elle chez vers donne donner ";

typedef struct {
    GfWords *words;
    const char *at;
    GfBreak pending;
    gboolean hyphen;
    const char *line; /* start of the current line */
} Scan;

static void word_clear(gpointer word)
{
    g_free(((GfWord *) word)->fold);
}

static gboolean is_apostrophe(gunichar c)
{
    return c == '\'' || c == 0x2019 || c == 0x2018 || c == 0x2bc || c == 0xb4 || c == '`';
}

static gboolean is_letter(const char *at)
{
    return (guchar) *at < 0x80 ? g_ascii_isalnum(*at) : g_unichar_isalnum(g_utf8_get_char(at));
}

/* Inclusive endings: "(e)", "(e)s", "(s)", "·e·s", ".e", "-e-s". */
static const char *skip_inclusive(const char *at)
{
    if (strchr("(.-\302", *at) == NULL || *at == '\0')
        return at;
    static const char *const endings[] = {"(e)(s)", "(e)s",    "(es)", "(e)", "(s)",
                                          "(ne)",   "(trice)", "·e·s", "·es", "·e",
                                          ".e.s",   ".es",     "-e-s", ".e"};
    for (gsize i = 0; i < G_N_ELEMENTS(endings); i++) {
        gsize length = strlen(endings[i]);
        if (strncmp(at, endings[i], length) == 0 && !is_letter(at + length))
            return at + length;
    }
    return at;
}

/* E-mail addresses and links are one word, which no phrase knows. */
static const char *address_end(const char *at)
{
    gsize length = strcspn(at, " \t\n<>()[]\",;");
    gboolean address = memchr(at, '@', length) != NULL || g_str_has_prefix(at, "http") ||
                       g_str_has_prefix(at, "www.");
    return address && length > 0 ? at + length : NULL;
}

static gboolean joins_digits(const char *at)
{
    return strchr("/.:", at[0]) != NULL && g_ascii_isdigit(at[-1]) && g_ascii_isdigit(at[1]);
}

static const char *word_end(const char *at)
{
    const char *end = at;
    for (;;) {
        while (g_ascii_isalnum(*end))
            end++;
        gboolean inside = (guchar) *end >= 0x80
                              ? is_letter(end) || g_unichar_ismark(g_utf8_get_char(end))
                              : *end != '\0' && end > at && joins_digits(end);
        if (!inside)
            return end;
        end = g_utf8_next_char(end);
    }
}

/* What is meant by a word, NULL: what is written. Borrowed. */
static const char *spelling_of(const char *fold)
{
    static gsize table = 0;
    if (g_once_init_enter(&table)) {
        GHashTable *meant = g_hash_table_new(g_str_hash, g_str_equal);
        for (gsize i = 0; i < G_N_ELEMENTS(spellings); i++)
            g_hash_table_insert(meant, (gpointer) spellings[i].written,
                                (gpointer) spellings[i].meant);
        g_once_init_leave(&table, (gsize) meant);
    }
    return g_hash_table_lookup((GHashTable *) table, fold);
}

static char *respell(char *fold)
{
    const char *meant = spelling_of(fold);
    if (meant == NULL)
        return fold;
    g_free(fold);
    return g_strdup(meant);
}

static const char *unelide(const char *fold, const char *after)
{
    if (strcmp(fold, "s") == 0 && g_ascii_strncasecmp(after, "il", 2) == 0)
        return "si";
    for (gsize i = 0; i < G_N_ELEMENTS(elisions); i++)
        if (strcmp(elisions[i].elided, fold) == 0)
            return elisions[i].whole;
    return NULL;
}

static void add(Scan *scan, char *fold, const char *end)
{
    GfWords *words = scan->words;
    GfWord word = {.fold = fold,
                   .start = (gsize) (scan->at - words->text),
                   .end = (gsize) (end - words->text),
                   .before = scan->pending,
                   .capital = g_unichar_isupper(g_utf8_get_char(scan->at)),
                   .hyphened = scan->hyphen};
    g_array_append_val(words->words, word);
    scan->pending = GF_BREAK_NONE;
    scan->hyphen = FALSE;
}

static GfWord *last_word(const Scan *scan)
{
    guint count = gf_words_count(scan->words);
    return count > 0 ? gf_words_at(scan->words, count - 1) : NULL;
}

/* "can't" is "can not"; TRUE where that was it. */
static gboolean add_english_not(Scan *scan, const char *end)
{
    if (end[-1] != 'n' || end == scan->at + 1 || !is_apostrophe(g_utf8_get_char(end)))
        return FALSE;
    const char *after = g_utf8_next_char(end);
    if (*after != 't' || is_letter(after + 1))
        return FALSE;
    g_autofree char *raw = g_strndup(scan->at, (gsize) (end - scan->at));
    g_autofree char *fold = gf_text_fold(raw);
    if (strcmp(fold, "can") != 0)
        fold[strlen(fold) - 1] = '\0';
    add(scan, g_strdup(strcmp(fold, "wo") == 0 ? "will" : fold), end);
    scan->at = end;
    add(scan, g_strdup("not"), after + 1);
    scan->at = after + 1;
    return TRUE;
}

/* A word of letters alone is most words; `*ret_written`: its valid UTF-8, owned. */
static char *fold_word(const char *from, const char *end, char **ret_written)
{
    gsize length = (gsize) MIN(end - from, (gssize) WORD_BYTES_MAXIMUM);
    char *fold = g_strndup(from, length);
    for (gsize i = 0; i < length; i++) {
        if ((guchar) fold[i] >= 0x80) {
            *ret_written = g_utf8_make_valid(fold, -1);
            g_free(fold);
            return gf_text_fold(*ret_written);
        }
        fold[i] = g_ascii_tolower(fold[i]);
    }
    *ret_written = NULL;
    return fold;
}

/* "j ai", "l apres midi", "D ACCORD": an elision without its apostrophe; but "M ALBERT". */
static gboolean is_parted_elision(const char *at, const char *end, const char *text)
{
    if (end != at + 1 || *end != ' ' || (at > text && !g_ascii_isspace(at[-1])) ||
        strchr("jntsdlcmJNTSDLC", *at) == NULL)
        return FALSE;
    const char *vowels = g_ascii_islower(*at) ? "aeiouyh" : "AEIOUYH";
    g_autofree char *next = g_strndup(end + 1, g_utf8_next_char(end + 1) - (end + 1));
    g_autofree char *fold = gf_text_fold(next);
    gboolean accented = (guchar) end[1] >= 0x80 && strchr("aeiouy", fold[0]) != NULL;
    return end[1] != '\0' && (strchr(vowels, end[1]) != NULL || accented);
}

static void take_word(Scan *scan)
{
    const char *end = address_end(scan->at);
    if (end != NULL) {
        add(scan, g_strdup("@"), end);
        scan->at = end;
        return;
    }
    end = word_end(scan->at);
    if (add_english_not(scan, end))
        return;
    g_autofree char *accented = NULL;
    char *fold = fold_word(scan->at, end, &accented);
    gboolean conditional = FALSE;
    gboolean elided = is_apostrophe(g_utf8_get_char(end)) && is_letter(g_utf8_next_char(end));
    gboolean parted = !elided && is_parted_elision(scan->at, end, scan->words->text);
    const char *whole = parted   ? unelide(fold, end + 1)
                        : elided ? unelide(fold, g_utf8_next_char(end))
                                 : NULL;
    if (whole != NULL) {
        g_free(fold);
        fold = g_strdup(whole);
    } else if (accented != NULL && strcmp(fold, "la") == 0) {
        /* "là" is a place, "la" mostly an article. */
        g_free(fold);
        fold = g_strdup("ici");
    } else if (g_str_has_prefix(fold, "sur") && strlen(fold) < 6 && accented != NULL &&
               strstr(accented, "û") != NULL) {
        /* "sûr" is certain, "sur" mostly a place. */
        g_free(fold);
        fold = g_strdup("certain");
    } else {
        conditional = g_str_has_suffix(fold, "rais");
        fold = respell(fold);
    }
    /* "je peu pas" */
    if (strcmp(fold, "peu") == 0 && last_word(scan) != NULL &&
        strcmp(last_word(scan)->fold, "je") == 0) {
        g_free(fold);
        fold = g_strdup("peux");
    }
    add(scan, fold, end);
    last_word(scan)->conditional = conditional;
    scan->at = elided ? g_utf8_next_char(end) : skip_inclusive(end);
}

static void raise_break(Scan *scan, GfBreak to)
{
    scan->pending = MAX(scan->pending, to);
}

/* A line end is mostly a wrapped line where the next one begins small. */
static void take_line_end(Scan *scan)
{
    const char *next = scan->at;
    guint ends = 0;
    while (*next == '\n' || *next == ' ' || *next == '\t') {
        ends += *next == '\n';
        next++;
    }
    const GfWord *last = last_word(scan);
    gsize length = (gsize) g_utf8_strlen(scan->line, scan->at - scan->line);
    gboolean small = g_unichar_islower(g_utf8_get_char(next));
    gboolean goes_on = last != NULL && scan->pending == GF_BREAK_NONE && ends == 1 &&
                       (small || gf_word_among(connectors, last->fold));
    if (ends > 1)
        raise_break(scan, GF_BREAK_PARAGRAPH);
    else if (scan->pending == GF_BREAK_COLON)
        raise_break(scan, GF_BREAK_COLON);
    else if (!goes_on && !(small && length >= WRAPPED_LINE))
        raise_break(scan, GF_BREAK_LINE);
    scan->at = next;
    scan->line = next;
}

static void take_full_stop(Scan *scan)
{
    const GfWord *last = last_word(scan);
    const char *after = scan->at + 1;
    gboolean adjacent = last != NULL && last->end == (gsize) (scan->at - scan->words->text);
    gboolean initial = adjacent && last->end - last->start == 1 && last->capital;
    if (!(adjacent && *after != '\n' && *after != '\0' &&
          (initial || gf_word_among(abbreviations, last->fold) || is_letter(after))))
        raise_break(scan, GF_BREAK_SENTENCE);
    scan->at = after;
}

static gboolean spaced(const char *at, const char *text)
{
    const char *after = g_utf8_next_char(at);
    return (at == text || g_ascii_isspace(at[-1])) && (*after == '\0' || g_ascii_isspace(*after));
}

static void take_dash(Scan *scan, gboolean hyphen)
{
    if (spaced(scan->at, scan->words->text) || !hyphen)
        raise_break(scan, GF_BREAK_CLAUSE);
    else if (last_word(scan) != NULL)
        scan->hyphen = last_word(scan)->end == (gsize) (scan->at - scan->words->text);
    scan->at = g_utf8_next_char(scan->at);
}

static void take_mark(Scan *scan, gunichar c)
{
    if (c == '?') {
        if (last_word(scan) != NULL)
            last_word(scan)->question = TRUE;
        raise_break(scan, GF_BREAK_SENTENCE);
    } else if (c == '!') {
        raise_break(scan, GF_BREAK_SENTENCE);
    } else if (c == ',' || c == '/') {
        raise_break(scan, GF_BREAK_COMMA);
    } else if (c == ':') {
        raise_break(scan, GF_BREAK_COLON);
    } else if (c == ';' || c == '(' || c == ')' || c == '|' || c == 0x2022 || c == 0x2026) {
        raise_break(scan, GF_BREAK_CLAUSE);
    } else if (g_unichar_type(c) == G_UNICODE_OTHER_SYMBOL) {
        scan->words->symbols++;
    }
    scan->at = g_utf8_next_char(scan->at);
}

static void take_percent(Scan *scan)
{
    add(scan, g_strdup("pourcent"), scan->at + 1);
    scan->at++;
}

static void take(Scan *scan)
{
    gunichar c = g_utf8_get_char(scan->at);
    if (g_unichar_isalnum(c))
        take_word(scan);
    else if (c == '%')
        take_percent(scan);
    else if (c == '\n')
        take_line_end(scan);
    else if (c == '.')
        take_full_stop(scan);
    else if (c == '-' || c == 0x2013 || c == 0x2014)
        take_dash(scan, c == '-');
    else
        take_mark(scan, c);
}

/* The words of a list in few bits, found once: most words stand in no list. Lists are constants,
 * known by their address. */
typedef struct {
    const char *list;
    guint64 bits[4];
} Sketch;

static guint sketch_bit(const char *word, gsize length)
{
    return ((guchar) word[0] * 31u + (guchar) word[length / 2] * 7u + (guchar) word[length - 1] +
            (guint) length * 5u) %
           256;
}

static const Sketch *sketch_of(const char *list)
{
    static _Thread_local Sketch sketches[1024];
    Sketch *sketch = &sketches[((gsize) list >> 3) % G_N_ELEMENTS(sketches)];
    if (sketch->list == list)
        return sketch;
    *sketch = (Sketch){.list = list};
    for (const char *at = list + strspn(list, " "); *at != '\0'; at += strspn(at, " ")) {
        gsize length = strcspn(at, " ");
        guint bit = sketch_bit(at, length);
        sketch->bits[bit / 64] |= G_GUINT64_CONSTANT(1) << (bit % 64);
        at += length;
    }
    return sketch;
}

gboolean gf_word_among(const char *list, const char *fold)
{
    gsize length = strlen(fold);
    if (length == 0)
        return FALSE;
    guint bit = sketch_bit(fold, length);
    if ((sketch_of(list)->bits[bit / 64] >> (bit % 64) & 1) == 0)
        return FALSE;
    for (const char *at = strstr(list, fold); at != NULL; at = strstr(at + 1, fold))
        if (at > list && at[-1] == ' ' && at[length] == ' ')
            return TRUE;
    return FALSE;
}

gboolean gf_word_one_edit(const char *a, const char *b)
{
    gsize length_a = strlen(a), length_b = strlen(b), head = 0, tail = 0;
    if (length_a > length_b + 1 || length_b > length_a + 1)
        return FALSE;
    while (a[head] != '\0' && a[head] == b[head])
        head++;
    while (tail < MIN(length_a, length_b) - head &&
           a[length_a - 1 - tail] == b[length_b - 1 - tail])
        tail++;
    gsize rest_a = length_a - head - tail, rest_b = length_b - head - tail;
    gboolean swapped =
        rest_a == 2 && rest_b == 2 && a[head] == b[head + 1] && a[head + 1] == b[head];
    return (rest_a <= 1 && rest_b <= 1) || swapped;
}

GfWords *gf_words_new(const char *text)
{
    GfWords *words = g_new0(GfWords, 1);
    words->text = gf_plain_text(text);
    words->words = g_array_new(FALSE, TRUE, sizeof(GfWord));
    g_array_set_clear_func(words->words, word_clear);
    Scan scan = {words, words->text, GF_BREAK_PARAGRAPH, FALSE, words->text};
    while (*scan.at != '\0' && gf_words_count(words) < WORDS_MAXIMUM)
        take(&scan);
    words->cut = *scan.at != '\0';
    return words;
}

void gf_words_free(GfWords *words)
{
    if (words == NULL)
        return;
    g_free(words->text);
    g_array_unref(words->words);
    g_free(words);
}
