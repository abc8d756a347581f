/* gist.c - see gist.h.
 *
 * Lines go first (quotes, telephones, banners, what stands under "-- "), then clauses: a courtesy
 * goes where it is all that its clause says. Below a closing short clauses go, and names at the
 * end. Where that is not certain, words stay.
 */
#include "understand/gist.h"
#include "understand/banner.h"

#include "understand/answer-table.h"
#include "understand/answer-vocabulary.h"
#include "understand/signature.h"

#include <string.h>

enum {
    READ_BYTES = 64 * 1024,
    BELOW_CLOSING = 8,
    CLOSING_WORDS = 30,
    NAME_WORDS = 8,
    MENDABLE_LETTERS = 5
};

typedef enum { POLITE_NONE, POLITE_GREETING, POLITE_PHRASE, POLITE_CLOSING } Polite;

static const GfPhraseSpec courtesies[] = {
    {POLITE_GREETING,
     "< bonjour|bonsoir|bonjorn|salut|hello|hi|dear|coucou|re|tr|fwd|fw @addressee|@office*", NULL},
    {POLITE_GREETING, "< bonjour|bonsoir|salut|hello|hi|dear|coucou @addressee|@office* ^? ^? ^? >",
     NULL},
    {POLITE_GREETING,
     "< chere|cher|chers|cheres|madame|monsieur|mesdames|messieurs|mme|m @addressee|@office* ^? ^? "
     ">",
     NULL},
    {POLITE_PHRASE, "< un? grand|mille? merci|remerciements @thanked* >", NULL},
    {POLITE_PHRASE, "< un? grand|mille? merci|thanks @thanked* @addressee|@office* ^? ^? ^? >",
     NULL},
    {POLITE_PHRASE, "< thank|thanks|many|best you|thanks? @thanked* >", NULL},
    {POLITE_PHRASE, "< je|nous|en? vous? en|vous? remercie|remercions|remerciant @thanked* >",
     NULL},
    {POLITE_PHRASE, "< merci|thanks|remercie|remercions pour|for ... ... >", NULL},
    {POLITE_PHRASE, "< merci|remercie|remercions de votre|vos|ta|ton ... >", NULL},
    {POLITE_PHRASE, "< je|nous? ai|avons? bien|bonne recu|recue|recus|reception|note|notee >",
     NULL},
    {POLITE_PHRASE,
     "< je|nous? ai|avons? bien recu|recue|recus|note|notee votre|vos|le|la|les|ce|cette @mail "
     "@thanked* >",
     NULL},
    {POLITE_PHRASE, "< ce|ca|cela est bien? note|recu >", NULL},
    {POLITE_PHRASE, "< je|nous? ai|avons? pris|prends|prenons bonne? note >", NULL},
    {POLITE_PHRASE, "< merci? bonne|belle|excellente @wished @wished* >", NULL},
    {POLITE_PHRASE, "< bon courage|dimanche|weekend|week|apresmidi|aprem|ete end? >", NULL},
    {POLITE_PHRASE, "< si? il? vous plait >", NULL},
    {POLITE_PHRASE, "< svp|please|stp >", NULL},
    {POLITE_PHRASE,
     "< je|nous|suis|sommes|vraiment|tres|toutes? mes|nos? desole|desolee|desoles|pardon|oups|"
     "zut|excuses|sorry|navre|navree >",
     NULL},
    {POLITE_PHRASE, "< veuillez? excuser|excusez moi|me|nous >", NULL},
    {POLITE_PHRASE,
     "< reste|restons|restant a? votre? entiere? disposition|disponible|disponibles ... ... >",
     NULL},
    {POLITE_PHRASE, "< envoye|envoyee|expedie de|depuis mon|ma|le|l|un|mobile ... >", NULL},
    {POLITE_PHRASE, "< envoye a partir de|d ... >", NULL},
    {POLITE_PHRASE, "< sent from|via ... >", NULL},
    {POLITE_CLOSING,
     "< bien|tres|tout? cordialement|amicalement|respectueusement|sincerement|fraternellement a? "
     "vous|tous|toutes?",
     NULL},
    {POLITE_CLOSING, "< bien a vous|toi|tous", NULL},
    {POLITE_CLOSING, "< cordialy|cordially|coralament|sincerely|amities|salutations|cheers", NULL},
    {POLITE_CLOSING,
     "< avec? mes|nos? cordiales|sinceres|meilleures|respectueuses|amicales salutations|sentiments|"
     "pensees|respects",
     NULL},
    {POLITE_CLOSING, "< kind|best|warm|kindest? regards", NULL},
    {POLITE_CLOSING, "< yours sincerely|faithfully|truly", NULL},
    {POLITE_CLOSING, "< je|nous? vous? veuillez|prie|prions de|d? agreer|croire|accepter", NULL},
    {POLITE_CLOSING, "< je|nous? vous? veuillez|prie|prions de|d? recevoir @own|l|les|le", NULL},
    {POLITE_CLOSING, "< recevez|agreez|croyez|veuillez madame|monsieur|mes|nos|l|en|a", NULL},
    {POLITE_CLOSING, "< a bientot|demain|vendredi|lundi|mardi|mercredi|jeudi >", NULL},
    {POLITE_CLOSING, "< dans l|le attente ... ... >", NULL},
    {POLITE_NONE, NULL, NULL},
};

static const GfVocabulary extra_vocabulary[] = {
    {"thanked",
     "beaucoup bien infiniment encore vivement a vous tous toutes all again much very so "
     "d de avance par in advance et bonne journee soiree reception"},
    {"mail", "message messages mail mails courriel courriels courrier demande envoi saisine "
             "invitation rappel information informations documents"},
    {"office", "rapporteur rapporteure rapporteurs copilote copilotes secretaire"},
    {"wished", "journee soiree reception continuation semaine fin apresmidi annee lecture de d "
               "week weekend end la et a vous tous toutes"},
    {"particle", "de du des la le les l d a en sur sous et au aux lez saint sainte st ste the of"},
    {NULL, NULL},
};

/* The vocabulary of answers knows titles and whom one addresses; ours adds to it. */
static const GfVocabulary *vocabulary(void)
{
    static gsize joined = 0;
    if (g_once_init_enter(&joined)) {
        GArray *all = g_array_new(TRUE, TRUE, sizeof(GfVocabulary));
        for (const GfVocabulary *v = gf_answer_vocabulary; v->name != NULL; v++)
            g_array_append_val(all, *v);
        for (const GfVocabulary *v = extra_vocabulary; v->name != NULL; v++)
            g_array_append_val(all, *v);
        g_once_init_leave(&joined, (gsize) g_array_free(all, FALSE));
    }
    return (const GfVocabulary *) joined;
}

static const GfPhrasebook *courtesy_book(void)
{
    static const GfPhraseSpec *const tables[] = {courtesies, NULL};
    static gsize book = 0;
    if (g_once_init_enter(&book))
        g_once_init_leave(&book, (gsize) gf_phrasebook_new(vocabulary(), tables));
    return (const GfPhrasebook *) book;
}

typedef struct {
    guint from, to;
    gboolean said;
} Span;

typedef struct {
    GfWords *words;
    GArray *spans; /* of Span: clauses between commas */
    const GfPhrasebook *const *books;
    gboolean closed; /* a closing was read, and only a signature since */
} Reading;

/* The writer's own lines, as they stand. */
static char *own_lines(const char *text)
{
    g_autoptr(GArray) lines = gf_lines_new(text);
    GString *own = g_string_new(NULL);
    for (guint at = 0; at < lines->len; at++) {
        const GfLine *line = gf_line_at(lines, at);
        if (gf_signature_is_delimiter(lines, at, lines->len, text))
            break;
        guint banner = gf_banner_lines(lines, at, own->len == 0);
        if (banner > 0)
            at += banner - 1;
        else if (line->depth == 0 && !gf_signature_is_phone(line))
            g_string_append_len(own, text + line->start, (gssize) (line->end - line->start));
    }
    return g_string_free(own, FALSE);
}

/* What `book` makes of word `at` in the clause [from, to). */
static const GfPhraseSpec *match(const Reading *reading, const GfPhrasebook *book, Span clause,
                                 guint at, guint *ret_end)
{
    g_autofree GfWord **list = g_new(GfWord *, clause.to - clause.from);
    for (guint i = clause.from; i < clause.to; i++)
        list[i - clause.from] = gf_words_at(reading->words, i);
    guint end = 0;
    const GfPhraseSpec *spec =
        gf_phrasebook_match(book, list, clause.to - clause.from, at - clause.from, &end);
    *ret_end = clause.from + end;
    return spec;
}

/* Some phrase of the tables begins in this clause. */
static gboolean known(const Reading *reading, Span clause)
{
    guint end = 0;
    for (const GfPhrasebook *const *book = reading->books; book != NULL && *book != NULL; book++)
        for (guint at = clause.from; at < clause.to; at++)
            if (match(reading, *book, clause, at, &end) != NULL)
                return TRUE;
    return FALSE;
}

static void read_span(Reading *reading, Span *span)
{
    guint end = 0;
    const GfPhraseSpec *spec = match(reading, courtesy_book(), *span, span->from, &end);
    span->said = TRUE;
    if (spec != NULL && spec->sense == POLITE_CLOSING) {
        reading->closed = TRUE;
        span->from = end;
    } else if (spec != NULL) {
        span->from = end;
        if (span->from < span->to) /* "Bonjour je retire" begins with "je" */
            gf_words_at(reading->words, span->from)->before =
                MAX(gf_words_at(reading->words, span->from)->before, GF_BREAK_COMMA);
    }
    if (span->from == span->to) {
        span->said = FALSE;
        return;
    }
    gboolean same_sentence = gf_words_at(reading->words, span->from)->before < GF_BREAK_LINE;
    if (reading->closed &&
        span->to - span->from <= (same_sentence ? CLOSING_WORDS : BELOW_CLOSING) &&
        !known(reading, *span))
        span->said = FALSE;
    else
        reading->closed = FALSE;
}

static void read_spans(Reading *reading)
{
    guint count = gf_words_count(reading->words);
    for (guint from = 0, to = 0; from < count; from = to) {
        for (to = from + 1; to < count && gf_words_at(reading->words, to)->before < GF_BREAK_COMMA;)
            to++;
        Span span = {from, to, FALSE};
        read_span(reading, &span);
        g_array_append_val(reading->spans, span);
    }
}

/* "Paul Pons", "Maire de Saint-Blaise", "Le secrétariat de la mairie". */
static gboolean is_name(const Reading *reading, const Span *span)
{
    gboolean names = FALSE;
    if (span->to - span->from > NAME_WORDS)
        return FALSE;
    for (guint i = span->from; i < span->to; i++) {
        const GfWord *word = gf_words_at(reading->words, i);
        gboolean particle = gf_phrasebook_in(courtesy_book(), "particle", word->fold);
        gboolean title = gf_answer_class("title", word->fold) ||
                         gf_answer_class("staff", word->fold) ||
                         gf_word_among(" secretariat mairie copilote rapporteur rapporteure "
                                       "municipal municipale communautaire service ",
                                       word->fold);
        if (!particle && !title && !word->capital)
            return FALSE;
        names = names || !particle;
    }
    return names && !known(reading, *span);
}

static void drop_names(Reading *reading)
{
    for (guint i = reading->spans->len; i > 0; i--) {
        Span *span = &g_array_index(reading->spans, Span, i - 1);
        if (!span->said)
            continue;
        if (!is_name(reading, span))
            return;
        span->said = FALSE;
    }
}

GfGist *gf_gist_new(const char *text, const GfPhrasebook *const *books)
{
    GfGist *gist = g_new0(GfGist, 1);
    g_autofree char *head = g_strndup(text != NULL ? text : "", READ_BYTES);
    g_autofree char *valid = g_utf8_make_valid(head, -1);
    g_autofree char *own = own_lines(valid);
    gist->words = gf_words_new(own);
    gist->cut = gist->words->cut || (text != NULL && strlen(text) > READ_BYTES);
    gist->said = g_ptr_array_new();
    g_autoptr(GArray) spans = g_array_new(FALSE, FALSE, sizeof(Span));
    Reading reading = {gist->words, spans, books, FALSE};
    read_spans(&reading);
    if (books != NULL)
        drop_names(&reading);
    for (guint i = 0; i < spans->len; i++) {
        const Span *span = &g_array_index(spans, Span, i);
        for (guint at = span->from; span->said && at < span->to; at++)
            g_ptr_array_add(gist->said, gf_words_at(gist->words, at));
    }
    return gist;
}

void gf_gist_free(GfGist *gist)
{
    if (gist == NULL)
        return;
    g_ptr_array_unref(gist->said);
    gf_words_free(gist->words);
    g_free(gist);
}

guint gf_gist_clause_end(const GfGist *gist, guint at, GfBreak level)
{
    guint end = at + 1;
    while (end < gist->said->len && gf_gist_at(gist, end)->before < level)
        end++;
    return MIN(end, gist->said->len);
}

const GfPhraseSpec *gf_gist_match(const GfGist *gist, const GfPhrasebook *book, guint at,
                                  GfBreak level, guint *ret_end)
{
    if (at >= gist->said->len)
        return NULL;
    guint from = at;
    while (from > 0 && gf_gist_at(gist, from)->before < level)
        from--;
    guint end = 0;
    const GfPhraseSpec *spec =
        gf_phrasebook_match(book, (GfWord *const *) gist->said->pdata + from,
                            gf_gist_clause_end(gist, at, level) - from, at - from, &end);
    if (spec != NULL)
        *ret_end = from + end;
    return spec;
}

static gboolean is_misspelt(const char *fold, const char *meant)
{
    gsize length = strlen(fold);
    return length >= MENDABLE_LETTERS && !g_str_has_prefix(fold, meant) &&
           !g_str_has_prefix(meant, fold) && fold[length - 1] == meant[strlen(meant) - 1] &&
           gf_word_one_edit(fold, meant);
}

void gf_gist_mend(GfGist *gist, const char *const *meant)
{
    for (guint at = 0; at < gist->said->len; at++) {
        GfWord *word = gf_gist_at(gist, at);
        if (g_strv_contains(meant, word->fold))
            continue;
        for (const char *const *m = meant; *m != NULL; m++) {
            if (!is_misspelt(word->fold, *m))
                continue;
            gf_words_mean(gist->words, word, *m);
            break;
        }
    }
}
