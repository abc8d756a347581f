/* answer-power.c - see answer-sentence.h: pouvoirs, given, held and refused. */
#include "understand/answer-sentence.h"

enum { NEAR = 6 };

static gboolean given_before(const GfSentence *sentence, guint at)
{
    guint from = MAX(sentence->from, at > NEAR ? at - NEAR : 0);
    for (guint i = from; i < at; i++)
        if (gf_answer_class("give", gf_words_fold(sentence->words, i)))
            return TRUE;
    return FALSE;
}

gboolean gf_power_is(const GfSentence *sentence, guint at)
{
    const GfWords *words = sentence->words;
    const char *fold = gf_words_fold(words, at);
    if (!gf_word_among(" procuration procurations mandat voix vote pouvoir pouvoirs ", fold))
        return FALSE;
    const char *before = at > sentence->from ? gf_words_fold(words, at - 1) : "";
    const char *after = at + 1 < sentence->to ? gf_words_fold(words, at + 1) : "";
    if (gf_word_among(" procuration procurations ", fold))
        return TRUE;
    if (gf_word_among(" mandat voix vote ", fold))
        return given_before(sentence, at);
    gboolean led =
        gf_word_among(" un mon ma le son ce tout plein bon pas pour mes du joint joints ci ",
                      before) ||
        gf_answer_class("give", before);
    gboolean starts = at == sentence->from || gf_words_at(words, at)->before != GF_BREAK_NONE ||
                      gf_word_among(" et bonjour ", before);
    return led || (starts && gf_name_is_called(words, at + 1, sentence->to)) ||
           (starts && gf_word_among(" a au donne pour est de confie ", after)) ||
           (starts && at + 1 < sentence->to && !gf_word_joined(words, at + 1)) ||
           (gf_word_is(before, "de") && given_before(sentence, at));
}

/* The name after "pouvoir": over "donné à", "de vote à", ":". */
static char *name_after(const GfSentence *sentence, guint at)
{
    const GfWords *words = sentence->words;
    for (guint i = at + 1; i < MIN(sentence->to, at + 9); i++) {
        const char *fold = gf_words_fold(words, i);
        gboolean colon = gf_words_at(words, i)->before == GF_BREAK_COLON;
        gboolean towards =
            gf_word_among(" a au ", fold) || (i == at + 1 && gf_word_is(fold, "pour"));
        if (colon || towards) {
            char *name = gf_name_at(words, towards ? i + 1 : i, sentence->to, NULL);
            if (name != NULL)
                return name;
        }
        if (gf_word_among(" faveur profit benefice ", fold) &&
            gf_word_among(" de du d ", gf_words_fold(words, i + 1)))
            return gf_name_at(words, i + 2, sentence->to, NULL);
        if (gf_word_is(fold, "nom") && gf_word_is(gf_words_fold(words, i + 1), "de"))
            return gf_name_at(words, i + 2, sentence->to, NULL);
        gboolean relative =
            gf_word_is(fold, "que") && gf_word_is(gf_words_fold(words, i + 1), "je");
        if (gf_word_among(" par que qui ", fold) && !relative)
            return NULL;
    }
    return NULL;
}

/* The half a pouvoir is given for may stand in front: "Pour l'après-midi, je donne pouvoir à". */
static int halves_around(const GfSentence *sentence, const GfClause *clause)
{
    int halves = clause->halves;
    for (guint i = sentence->first; i < sentence->last; i++) {
        const GfClause *other = &g_array_index(sentence->clauses, GfClause, i);
        if (other->sign == 0)
            halves |= other->halves;
    }
    return halves;
}

static void note_proxy(const GfSentence *sentence, guint at, char *name)
{
    GfNames *names = sentence->names;
    const GfClause *clause = gf_sentence_clause(sentence, at);
    if (gf_sentence_is_conditional(sentence, at))
        names->conditional = TRUE;
    else
        names->given = TRUE;
    names->alternatives =
        names->alternatives || gf_sentence_has(sentence, " soit ") ||
        (!gf_sentence_is_conditional(sentence, at) && gf_clause_has(clause, GF_SENSE_CONTINGENCY));
    names->halves |= halves_around(sentence, clause);
    if (names->proxy_to == NULL)
        names->proxy_to = name;
    else
        g_free(name);
    gf_sentence_take(sentence, at);
}

/* "le pouvoir de Mme Vidal" is hers. */
static gboolean is_of_another(const GfSentence *sentence, guint at)
{
    g_autofree char *name = NULL;
    if (gf_word_among(" de du d ", gf_words_fold(sentence->words, at + 1)) && at + 2 < sentence->to)
        name = gf_name_at(sentence->words, at + 2, sentence->to, NULL);
    return name != NULL;
}

void gf_power_read(const GfSentence *sentence, guint at)
{
    static const char bearers[] =
        " aura a detiendra detient recevra portera prendra dispose disposera ";
    static const char holders[] =
        " recu detiens porteur porteuse porterai titulaire dispose possede aurai "
        "avec beneficie ";
    const GfClause *clause = gf_sentence_clause(sentence, at);
    const GfWords *words = sentence->words;
    if (clause->question)
        return;
    gboolean own =
        gf_word_among(" ma mon mes ", at > sentence->from ? gf_words_fold(words, at - 1) : "");
    gboolean to_me = gf_sentence_near(sentence, at, " me moi ") && given_before(sentence, at);
    gboolean held =
        (!own && gf_sentence_near(sentence, at, holders)) || to_me || is_of_another(sentence, at);
    if (clause->negations > 0 || gf_sentence_near(sentence, at, " sans aucun ")) {
        sentence->names->refused = TRUE;
        gf_sentence_take(sentence, at);
        return;
    }
    if (held) {
        sentence->names->held = TRUE;
        if (clause->sign <= 0) /* but "présent avec le pouvoir de M. Roux" */
            gf_sentence_take(sentence, at);
        return;
    }
    char *name = gf_name_is_called(words, at + 1, sentence->to)
                     ? gf_name_at(words, at + 1, sentence->to, NULL)
                     : name_after(sentence, at);
    if (name == NULL && own && gf_sentence_near(sentence, at, bearers))
        name = gf_sentence_name(sentence, sentence->from, at);
    /* "Paul Pons, à qui je donne pouvoir" */
    if (name == NULL && given_before(sentence, at) && gf_sentence_near(sentence, at, " qui "))
        name = gf_sentence_name(sentence, sentence->from, at);
    /* "Absent, pouvoir à suivre" */
    gboolean label = gf_word_is(gf_words_fold(words, at), "pouvoir") &&
                     gf_word_among(" a ", gf_words_fold(words, at + 1)) &&
                     (at == sentence->from || !gf_word_joined(words, at));
    if (name != NULL || own || label || given_before(sentence, at) ||
        gf_sentence_near(sentence, at, " un signe complete rempli joint jointe "))
        note_proxy(sentence, at, name);
}

void gf_power_read_mandate(const GfSentence *sentence, guint at)
{
    const GfWords *words = sentence->words;
    const char *fold = gf_words_fold(words, at);
    char *name = NULL;
    if (!gf_word_among(" mandate mandater charge designe mandataire votera voter ", fold))
        return;
    if (gf_sentence_clause(sentence, at)->question ||
        gf_sentence_clause(sentence, at)->negations > 0)
        return;
    if (gf_word_among(" mandate mandater ", fold) ||
        (gf_word_among(" charge designe ", fold) && gf_sentence_near(sentence, at, " je ") &&
         !gf_sentence_has(sentence, " representer remplacer suppleer ")))
        name = gf_name_at(words, at + 1, sentence->to, NULL);
    else if (gf_word_is(fold, "mandataire"))
        name = name_after(sentence, at);
    else if (gf_word_among(" votera voter ", fold) &&
             gf_word_among(" pour en a ", gf_words_fold(words, at + 1)) &&
             gf_word_among(" moi mon ma ", gf_words_fold(words, at + 2)))
        name = gf_sentence_name(sentence, sentence->from, at);
    if (name != NULL)
        note_proxy(sentence, at, name);
}
