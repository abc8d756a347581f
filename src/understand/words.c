/* words.c - see words.h.
 *
 * Works on any UTF-8; beyond WORDS_MAXIMUM it stops and says so, for an answer to a convocation is
 * never that long and what is longer is for a human.
 */
#include "understand/words.h"

#include "base/text.h"
#include "understand/beginnings.h"
#include "understand/plain.h"
#include "understand/term.h"

#include <string.h>

enum { WORDS_MAXIMUM = 2000, WORD_BYTES_MAXIMUM = 80, WORD_BYTES = 5, WRAPPED_LINE = 50 };

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

/* Nearly all are ASCII. */
static inline gunichar character_at(const char *at)
{
    return (guchar) *at < 0x80 ? (gunichar) *at : g_utf8_get_char(at);
}

static inline gboolean is_apostrophe(gunichar c)
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
    if (*at == ' ' || strchr("(.-\302", *at) == NULL || *at == '\0')
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

/* E-mail addresses and links are one word, which no phrase knows. `end`: of the word at `at`. */
static const char *address_end(const char *at, const char *end)
{
    static const char around[] = " \t\n<>()[]\",;";
    gboolean link = gf_begins(at, "http") || gf_begins(at, "www.");
    if (!link && (*end == ' ' || strchr(around, *end) != NULL)) /* the end of the text, too */
        return NULL;
    gsize length = strcspn(at, around);
    return link || memchr(at, '@', length) != NULL ? at + length : NULL;
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

static const char *unelide(const char *fold, const char *after)
{
    if (gf_word_is(fold, "s") && g_ascii_strncasecmp(after, "il", 2) == 0)
        return "si";
    for (gsize i = 0; i < G_N_ELEMENTS(elisions); i++)
        if (strcmp(elisions[i].elided, fold) == 0)
            return elisions[i].whole;
    return NULL;
}

/* A term; where there is no room for one more, a copy that lives as long as the words. */
static const char *keep(GfWords *words, const char *fold)
{
    const char *term = gf_term_is(fold) ? fold : gf_term_of(fold);
    if (term != NULL)
        return term;
    if (words->copies == NULL)
        words->copies = g_ptr_array_new_with_free_func(g_free);
    char *copy = g_strdup(fold);
    g_ptr_array_add(words->copies, copy);
    return copy;
}

static GfWord *add(Scan *scan, const char *fold, const char *end)
{
    GfWords *words = scan->words;
    guint count = gf_words_count(words);
    g_array_set_size(words->words, count + 1);
    GfWord *word = gf_words_at(words, count);
    *word = (GfWord){.fold = keep(words, fold),
                     .start = (gsize) (scan->at - words->text),
                     .end = (gsize) (end - words->text),
                     .before = scan->pending,
                     .capital = (guchar) *scan->at < 0x80
                                    ? g_ascii_isupper(*scan->at)
                                    : g_unichar_isupper(g_utf8_get_char(scan->at)),
                     .hyphened = scan->hyphen};
    scan->pending = GF_BREAK_NONE;
    scan->hyphen = FALSE;
    return word;
}

static GfWord *last_word(const Scan *scan)
{
    guint count = gf_words_count(scan->words);
    return count > 0 ? gf_words_at(scan->words, count - 1) : NULL;
}

/* "can't" is "can not"; TRUE where that was it. */
static gboolean add_english_not(Scan *scan, const char *end)
{
    if (end[-1] != 'n' || end == scan->at + 1 || !is_apostrophe(character_at(end)))
        return FALSE;
    const char *after = g_utf8_next_char(end);
    if (*after != 't' || is_letter(after + 1))
        return FALSE;
    g_autofree char *raw = g_strndup(scan->at, (gsize) (end - scan->at));
    g_autofree char *fold = gf_text_fold(raw);
    if (!gf_word_is(fold, "can"))
        fold[strlen(fold) - 1] = '\0';
    add(scan, gf_word_is(fold, "wo") ? "will" : fold, end);
    scan->at = end;
    add(scan, "not", after + 1);
    scan->at = after + 1;
    return TRUE;
}

/* What the writer of an accented word meant by it, NULL: what is written. */
static const char *accented_meaning(const char *written, const char *fold)
{
    /* "là" is a place, "la" mostly an article. */
    if (gf_word_is(fold, "la"))
        return "ici";
    /* "sûr" is certain, "sur" mostly a place. */
    gboolean sure =
        g_str_has_prefix(fold, "sur") && strlen(fold) < 6 && strstr(written, "û") != NULL;
    return sure ? "certain" : NULL;
}

static GfSpelling spell(GfWords *words, const char *from, gsize length)
{
    g_autofree char *raw = g_strndup(from, length);
    g_autofree char *written = g_utf8_make_valid(raw, -1);
    g_autofree char *fold =
        g_str_is_ascii(written) ? g_ascii_strdown(written, -1) : gf_text_fold(written);
    const char *meant = g_str_is_ascii(written) ? NULL : accented_meaning(written, fold);
    gboolean conditional = meant == NULL && g_str_has_suffix(fold, "rais");
    if (meant == NULL)
        meant = spelling_of(fold);
    const char *term = keep(words, fold);
    return (GfSpelling){term, meant != NULL ? keep(words, meant) : term, conditional};
}

static GfSpelling spelling_at(GfWords *words, const char *from, const char *end)
{
    gsize length = (gsize) MIN(end - from, (gssize) WORD_BYTES_MAXIMUM);
    const GfSpelling *known = gf_term_spelling(from, length);
    if (known != NULL)
        return *known;
    GfSpelling spelling = spell(words, from, length);
    gf_term_set_spelling(from, length, spelling);
    return spelling;
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
    const char *end = word_end(scan->at), *address = address_end(scan->at, end);
    if (address != NULL) {
        add(scan, "@", address);
        scan->at = address;
        return;
    }
    if (add_english_not(scan, end))
        return;
    GfSpelling spelling = spelling_at(scan->words, scan->at, end);
    gboolean elided = is_apostrophe(character_at(end)) && is_letter(g_utf8_next_char(end));
    gboolean parted = !elided && is_parted_elision(scan->at, end, scan->words->text);
    const char *whole = parted   ? unelide(spelling.fold, end + 1)
                        : elided ? unelide(spelling.fold, g_utf8_next_char(end))
                                 : NULL;
    const char *meant = whole != NULL ? whole : spelling.meant;
    /* "je peu pas" */
    if (gf_word_is(meant, "peu") && last_word(scan) != NULL &&
        gf_word_is(last_word(scan)->fold, "je"))
        meant = "peux";
    add(scan, meant, end)->conditional = whole == NULL && spelling.conditional;
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
    gboolean small = g_unichar_islower(character_at(next));
    gboolean goes_on = last != NULL && scan->pending == GF_BREAK_NONE && ends == 1 &&
                       (small || gf_word_among(connectors, last->fold));
    if (ends > 1)
        raise_break(scan, GF_BREAK_PARAGRAPH);
    else if (scan->pending == GF_BREAK_COLON)
        raise_break(scan, GF_BREAK_COLON);
    else if (!goes_on &&
             !(small && g_utf8_strlen(scan->line, scan->at - scan->line) >= WRAPPED_LINE))
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
    add(scan, "pourcent", scan->at + 1);
    scan->at++;
}

static void take(Scan *scan)
{
    gunichar c = character_at(scan->at);
    if (is_letter(scan->at))
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

static gboolean stands_in(const char *list, const char *fold)
{
    gsize length = strlen(fold);
    for (const char *at = strstr(list, fold); at != NULL && length > 0; at = strstr(at + 1, fold))
        if (at > list && at[-1] == ' ' && at[length] == ' ')
            return TRUE;
    return FALSE;
}

gboolean gf_word_find(const char *list, const char *fold)
{
    return gf_term_remember(list, fold, stands_in(list, fold));
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

void gf_words_mean(GfWords *words, GfWord *word, const char *meant)
{
    word->fold = keep(words, meant);
}

GfWords *gf_words_new(const char *text)
{
    GfWords *words = g_new0(GfWords, 1);
    words->text = gf_plain_text(text);
    words->words = g_array_sized_new(FALSE, FALSE, sizeof(GfWord),
                                     (guint) MIN(strlen(text) / WORD_BYTES + 1, WORDS_MAXIMUM));
    gf_terms_hold();
    Scan scan = {words, words->text, GF_BREAK_PARAGRAPH, FALSE, words->text};
    while (*scan.at != '\0' && gf_words_count(words) < WORDS_MAXIMUM) {
        if (*scan.at == ' ')
            scan.at++;
        else
            take(&scan);
    }
    words->cut = *scan.at != '\0';
    return words;
}

void gf_words_free(GfWords *words)
{
    if (words == NULL)
        return;
    g_free(words->text);
    g_array_unref(words->words);
    g_clear_pointer(&words->copies, g_ptr_array_unref);
    gf_terms_release();
    g_free(words);
}
