/* answer-about.c - see answer-about.h. */
#include "understand/answer-about.h"

#include <string.h>

gboolean gf_about_meals(const GfClause *clause)
{
    return gf_clause_has(clause, GF_SENSE_MEAL) && clause->sign < 0 &&
           !gf_clause_has(clause, GF_SENSE_LEAVE) && clause->halves == 0;
}

gboolean gf_about_only_meals(const GfClause *clause, const GfWords *words)
{
    if (!gf_clause_has(clause, GF_SENSE_MEAL) || clause->sign <= 0 ||
        gf_clause_has(clause, GF_SENSE_LEAVE) || gf_clause_has(clause, GF_SENSE_ARRIVE) ||
        clause->halves != 0)
        return FALSE;
    gboolean meeting = FALSE, led = FALSE;
    for (guint i = clause->from; i < clause->to; i++) {
        meeting = meeting || gf_answer_class("meeting", gf_words_at(words, i)->fold);
        led = led || (i + 2 < clause->to && gf_word_is(gf_words_at(words, i)->fold, "pour")) ||
              gf_word_is(gf_words_at(words, i)->fold, "au");
    }
    return led && !meeting && clause->relation == GF_RELATION_NONE;
}

gboolean gf_about_mode(const GfClause *clause, const GfWords *words)
{
    if (gf_clause_has(clause, GF_SENSE_ONSITE) || gf_clause_has(clause, GF_SENSE_TRAVEL) ||
        (!gf_clause_has(clause, GF_SENSE_REMOTE) && !gf_clause_has(clause, GF_SENSE_CONNECT)))
        return FALSE;
    gboolean connects = FALSE, then = FALSE;
    for (guint i = clause->from; i < clause->to; i++) {
        const char *fold = gf_words_at(words, i)->fold;
        if (gf_word_among(" meme ni plus ", fold))
            return FALSE;
        connects = connects || gf_word_is(fold, "connecter");
        then = then || gf_word_among(" pourrai pourra pourrons ", fold);
    }
    /* "Je ne peux pas me connecter" complains today; "je ne pourrai pas" speaks of the day. */
    return !(connects && then);
}

gboolean gf_about_habit(const GfClause *clause, const GfWords *words)
{
    for (guint i = clause->from; i + 1 < clause->to; i++) {
        const char *after = i + 2 < clause->to ? gf_words_at(words, i + 2)->fold : "";
        if (gf_word_among(" le les tous ", gf_words_at(words, i)->fold) &&
            gf_answer_class("weekday", gf_words_at(words, i + 1)->fold) &&
            !g_ascii_isdigit(after[0]))
            return TRUE;
    }
    return FALSE;
}

gboolean gf_about_even(const GfClause *clause, const GfWords *words)
{
    for (guint i = clause->from; i < clause->to; i++)
        if (gf_word_among(" meme ni ", gf_words_at(words, i)->fold))
            return TRUE;
    return FALSE;
}

gboolean gf_about_wish(const GfClause *clause, const GfWords *words)
{
    if (!gf_clause_has(clause, GF_SENSE_UNREAL))
        return FALSE;
    for (guint i = clause->from; i < clause->to; i++)
        if (gf_word_among(" aurais aurait aurions ", gf_words_at(words, i)->fold))
            return TRUE;
    return FALSE;
}

gboolean gf_about_several(const GfClause *clause, const GfWords *words)
{
    guint civilities = 0;
    for (guint i = clause->from; i < clause->to; i++)
        civilities += gf_answer_class("civility", gf_words_at(words, i)->fold) &&
                      (i == clause->from || gf_word_is(gf_words_at(words, i - 1)->fold, "et") ||
                       civilities == 0);
    return civilities > 1;
}
