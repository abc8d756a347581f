/* answer-sentence.c - see answer-sentence.h. */
#include "understand/answer-sentence.h"

enum { NEAR = 6 };

const GfClause *gf_sentence_clause(const GfSentence *sentence, guint at)
{
    for (guint i = sentence->first; i < sentence->last; i++) {
        const GfClause *clause = &g_array_index(sentence->clauses, GfClause, i);
        if (at >= clause->from && at < clause->to)
            return clause;
    }
    return &g_array_index(sentence->clauses, GfClause, sentence->first);
}

void gf_sentence_take(const GfSentence *sentence, guint at)
{
    for (guint i = sentence->first; i < sentence->last; i++) {
        const GfClause *clause = &g_array_index(sentence->clauses, GfClause, i);
        if (at >= clause->from && at < clause->to)
            g_array_index(sentence->names->taken, gboolean, i) = TRUE;
    }
}

/* TRUE where an idiom of this sense stands in the clause before words[at]. */
static gboolean first_sense(const GfWords *words, const GfClause *clause, guint at, GfSense sense)
{
    for (guint i = clause->from; i < MIN(clause->to, at); i++)
        if (gf_words_at(words, i)->sense == (int) sense)
            return TRUE;
    return FALSE;
}

gboolean gf_sentence_is_conditional(const GfSentence *sentence, guint at)
{
    for (guint i = sentence->first; i < sentence->last; i++) {
        const GfClause *clause = &g_array_index(sentence->clauses, GfClause, i);
        if (clause->lead == GF_LEAD_IF ||
            (clause->from <= at && first_sense(sentence->words, clause, at, GF_SENSE_CONTINGENCY)))
            return TRUE;
    }
    return FALSE;
}

gboolean gf_sentence_near(const GfSentence *sentence, guint at, const char *list)
{
    guint from = MAX(sentence->from, at > NEAR ? at - NEAR : 0);
    for (guint i = from; i < at; i++)
        if (gf_word_among(list, gf_words_fold(sentence->words, i)))
            return TRUE;
    return FALSE;
}

char *gf_sentence_name(const GfSentence *sentence, guint from, guint to)
{
    char *found = NULL;
    for (guint i = from; i < to;) {
        guint end = i + 1;
        gboolean opens = i == from || gf_words_at(sentence->words, i)->capital ||
                         gf_answer_class("civility", gf_words_fold(sentence->words, i));
        char *name = opens ? gf_name_at(sentence->words, i, to, &end) : NULL;
        if (name != NULL) {
            g_free(found);
            found = name;
        }
        i = end;
    }
    return found;
}

gboolean gf_sentence_has(const GfSentence *sentence, const char *list)
{
    for (guint i = sentence->from; i < sentence->to; i++)
        if (gf_word_among(list, gf_words_fold(sentence->words, i)))
            return TRUE;
    return FALSE;
}
