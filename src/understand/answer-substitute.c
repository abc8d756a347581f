/* answer-substitute.c - see answer-sentence.h: who comes instead of the member. */
#include "understand/answer-sentence.h"

#include <string.h>

static gboolean has_staff(const GfSentence *sentence)
{
    gboolean staff = FALSE;
    for (guint i = sentence->from; i < sentence->to; i++) {
        const char *fold = gf_words_fold(sentence->words, i);
        if (gf_answer_class("suppleant", fold))
            return FALSE;
        staff = staff || gf_answer_class("staff", fold);
    }
    return staff;
}

static void note_substitute(const GfSentence *sentence, guint at, char *name)
{
    GfNames *names = sentence->names;
    gboolean hedged = gf_sentence_is_conditional(sentence, at);
    for (guint i = sentence->first; i < sentence->last; i++) {
        const GfClause *clause = &g_array_index(sentence->clauses, GfClause, i);
        hedged = hedged || gf_clause_has(clause, GF_SENSE_HEDGE) ||
                 gf_clause_has(clause, GF_SENSE_LATER);
    }
    /* Asked, but not said to have agreed. */
    names->staff = names->staff || gf_sentence_has(sentence, " demande demander demandons ");
    hedged = hedged || gf_sentence_has(sentence, " voir contacter verifie ");
    names->unsure = names->unsure || hedged;
    names->staff = names->staff || has_staff(sentence);
    if (names->substitute == NULL || gf_word_is(names->substitute, "suppléant")) {
        g_free(names->substitute);
        names->substitute = name;
    } else {
        g_free(name);
    }
    gf_sentence_take(sentence, at);
    for (guint i = sentence->first; i < sentence->last; i++) {
        const GfClause *clause = &g_array_index(sentence->clauses, GfClause, i);
        if (clause->who == GF_WHO_OTHER ||
            (clause->from > at && clause->sign > 0 && clause->who != GF_WHO_SENDER))
            g_array_index(names->taken, gboolean, i) = TRUE;
    }
}

static const char replacing[] =
    " viendra participera assistera siegera remplacera representera remplacer representer remplace "
    "represente suppleera ira sera prendra replacera assurera presente present remplacee "
    "representee "
    "remplacerai assister participer sieger venir vient rendra rejoindra envoie enverrai enverra "
    "oui ";

static char *suppleant_name(const GfSentence *sentence, guint at)
{
    char *name =
        at + 1 < sentence->to ? gf_name_at(sentence->words, at + 1, sentence->to, NULL) : NULL;
    if (name == NULL && at > sentence->from + 1 && !gf_word_joined(sentence->words, at - 1))
        name = gf_sentence_name(sentence, sentence->from, at);
    return name != NULL ? name : g_strdup("suppléant");
}

/* "Mme Roux, suppléante, assistera". */
static gboolean is_apposed(const GfSentence *sentence, guint at)
{
    if (at < sentence->from + 2 || gf_word_joined(sentence->words, at))
        return FALSE;
    g_autofree char *name = gf_sentence_name(sentence, sentence->from, at);
    return name != NULL;
}

static gboolean sender_comes(const GfSentence *sentence)
{
    for (guint i = sentence->first; i < sentence->last; i++) {
        const GfClause *clause = &g_array_index(sentence->clauses, GfClause, i);
        if (clause->sign > 0 && clause->who == GF_WHO_SENDER && clause->weight == GF_WEIGHT_STRONG)
            return TRUE;
    }
    return FALSE;
}

static gboolean sender_is_absent(const GfSentence *sentence)
{
    for (guint i = sentence->first; i < sentence->last; i++) {
        const GfClause *clause = &g_array_index(sentence->clauses, GfClause, i);
        if (clause->sign < 0 && clause->who != GF_WHO_OTHER)
            return TRUE;
    }
    return FALSE;
}

void gf_substitute_read_suppleant(const GfSentence *sentence, guint at)
{
    const GfClause *clause = gf_sentence_clause(sentence, at);
    gboolean possessed =
        at > sentence->from &&
        gf_word_among(" mon ma son sa notre le la votre ", gf_words_fold(sentence->words, at - 1));
    gboolean label =
        at + 1 < sentence->to && gf_words_at(sentence->words, at + 1)->before == GF_BREAK_COLON;
    if (clause->negations > 0) {
        /* but "ni moi ni mon suppléant" */
        if (!gf_sentence_near(sentence, at, " moi nous je "))
            gf_sentence_take(sentence, at);
        return;
    }
    if (sender_comes(sentence) ||
        gf_sentence_near(sentence, at, " accompagne accompagnee avec accompagnes ")) {
        sentence->names->along = TRUE;
        return;
    }
    /* "Mon suppléant sera absent" says nothing of the member. */
    if (clause->sign < 0 && clause->who == GF_WHO_OTHER && !sender_is_absent(sentence))
        return;
    if (clause->question || (!possessed && !label && !is_apposed(sentence, at)))
        return;
    if (label || gf_sentence_has(sentence, replacing))
        note_substitute(sentence, at, suppleant_name(sentence, at));
}

/* "Mme Roux viendra à ma place", "en lieu et place de M. Pons", "je cède ma place à Mme Roux". */
static char *replacement_of_place(const GfSentence *sentence, guint at)
{
    const GfWords *words = sentence->words;
    const char *before = gf_words_fold(words, at - 1), *second = gf_words_fold(words, at - 2);
    gboolean titled = gf_word_among(" de du d ", gf_words_fold(words, at + 1)) &&
                      gf_answer_class("civility", gf_words_fold(words, at + 2));
    if (gf_word_among(" ma sa la ", before) &&
        gf_word_among(" a au ", gf_words_fold(words, at + 1)) &&
        gf_sentence_near(sentence, at,
                         " cede cederai laisse laisserai donne donnerai laissera cedera "))
        return gf_name_at(words, at + 2, sentence->to, NULL);
    gboolean instead = gf_word_is(second, "a") && gf_word_among(" ma sa ", before);
    gboolean instead_of = titled && ((gf_word_is(second, "a") && gf_word_is(before, "la")) ||
                                     (gf_word_is(before, "et") && gf_word_is(second, "lieu")));
    /* "Je viens à sa place": the sender acts for another. */
    if ((gf_word_is(before, "sa") || instead_of) &&
        gf_sentence_clause(sentence, at)->who == GF_WHO_SENDER) {
        sentence->names->along = TRUE;
        return NULL;
    }
    guint end = gf_word_is(before, "et") ? at - 3 : at - 2;
    return instead || instead_of ? gf_sentence_name(sentence, sentence->from, end) : NULL;
}

/* Where words[at] says that somebody comes instead, the place of the name: behind or before it. */
static char *replacement_at(const GfSentence *sentence, guint at)
{
    static const char passive[] =
        " represente representee remplace remplacee representer remplacer "
        "supplee suppleee represented replaced ";
    static const char active[] =
        " remplacera representera remplace represente suppleera remplaceront ";
    static const char sending[] =
        " designe delegue envoie enverra enverrai depeche charge mandate demande ";
    const GfWords *words = sentence->words;
    const char *fold = gf_words_fold(words, at);
    if (gf_word_among(passive, fold) && gf_word_among(" par by ", gf_words_fold(words, at + 1)))
        return gf_name_at(words, at + 2, sentence->to, NULL);
    if (gf_word_among(active, fold) && at > sentence->from) {
        gboolean object = gf_answer_class("civility", gf_words_fold(words, at + 1));
        if (gf_word_among(" me le la nous l ", gf_words_fold(words, at - 1)))
            return gf_sentence_name(sentence, sentence->from, at - 1);
        return object ? gf_sentence_name(sentence, sentence->from, at) : NULL;
    }
    /* "A désigné M. Roux pour le représenter" */
    if (gf_word_among(" representer remplacer suppleer ", fold) && at > sentence->from + 1 &&
        gf_word_among(" me le la nous l ", gf_words_fold(words, at - 1)) &&
        gf_word_among(" pour de d a ", gf_words_fold(words, at - 2)) &&
        gf_sentence_has(sentence, sending))
        return gf_sentence_name(sentence, sentence->from, at - 2);
    return gf_word_is(fold, "place") && at > sentence->from + 1 ? replacement_of_place(sentence, at)
                                                                : NULL;
}

void gf_substitute_read(const GfSentence *sentence, guint at)
{
    static const char turning[] =
        " represente representee remplace remplacee representer remplacer supplee suppleee "
        "suppleer "
        "represented replaced remplacera representera suppleera remplaceront place ";
    if (!gf_word_among(turning, gf_words_fold(sentence->words, at)))
        return;
    const GfClause *clause = gf_sentence_clause(sentence, at);
    /* Who votes in somebody's place holds a pouvoir. */
    if (clause->question || clause->negations > 0 ||
        gf_sentence_has(sentence, " pouvoir procuration mandate voter votera mandataire "))
        return;
    char *name = replacement_at(sentence, at);
    if (name != NULL)
        note_substitute(sentence, at, name);
    else if (gf_word_among(" representer remplacer suppleer ",
                           gf_words_fold(sentence->words, at)) &&
             gf_sentence_near(sentence, at, " ferai fera fais fait ferons "))
        sentence->names->unsure = TRUE;
}
