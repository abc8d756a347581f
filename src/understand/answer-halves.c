/* answer-halves.c - see answer-halves.h.
 *
 * Leaving around lunch leaves the morning, coming around lunch the afternoon; what leaves some of
 * both halves is all. Meals do not count.
 */
#include "understand/answer-halves.h"
#include "understand/answer-day.h"

/* Between the middle of the day and the end of lunch. */
static gboolean around_lunch(int minutes)
{
    return minutes >= 11 * 60 && minutes <= 14 * 60;
}

/* "De 9 h 30 à 12 h 30": the halves that a stretch of time covers; -1 where there is none. */
static int halves_of_stretch(const GfClause *clause, const GfWords *words)
{
    int first = -1, last = -1;
    for (guint i = clause->from + 1; clause->timed && i < clause->to; i++) {
        int minutes = gf_time_at(words, i, clause->to);
        const char *before = gf_words_at(words, i - 1)->fold;
        if (minutes >= 0 && first < 0 && gf_word_is(before, "de"))
            first = minutes;
        else if (minutes >= 0 && first >= 0 && gf_word_is(before, "a"))
            last = minutes;
    }
    if (last <= first || first < 0)
        return -1;
    if (first >= 12 * 60)
        return GF_HALF_AFTERNOON;
    return last <= 14 * 60 ? GF_HALF_MORNING : 0;
}

/* The halves that times and meals leave: "je partirai à midi", "j'arriverai pour 14 h". */
static int halves_by_time(const GfClause *clause, const GfWords *words)
{
    int stretch = halves_of_stretch(clause, words);
    if (stretch >= 0)
        return stretch;
    gboolean comes = gf_clause_has(clause, GF_SENSE_ARRIVE) || clause->only_what ||
                     g_strcmp0(clause->why, "joins") == 0;
    gboolean leaves = gf_clause_has(clause, GF_SENSE_LEAVE) && !comes;
    /* "Départ avant le repas", but "pas avant midi" */
    gboolean arrives = comes || (gf_clause_has(clause, GF_SENSE_BEFORE) && !leaves);
    if (leaves && clause->negations > 0)
        return 0;
    for (guint i = clause->from; i < clause->to; i++) {
        gboolean lunch = gf_word_among(" dejeuner repas buffet ", gf_words_at(words, i)->fold);
        int minutes = clause->timed ? gf_time_at(words, i, clause->to) : -1;
        if (minutes < 0 && !lunch)
            continue;
        const char *before = i > clause->from ? gf_words_at(words, i - 1)->fold : "";
        gboolean from_on =
            gf_word_among(" partir des depuis apres ", before) ||
            (i > clause->from + 1 && gf_word_is(gf_words_at(words, i - 2)->fold, "partir"));
        gboolean up_to =
            gf_word_is(gf_words_at(words, i > clause->from + 1 ? i - 2 : i)->fold, "jusque") ||
            gf_word_is(before, "jusque");
        from_on = from_on || (lunch && i > clause->from + 1 &&
                              gf_word_is(gf_words_at(words, i - 2)->fold, "apres"));
        gboolean noon = lunch || around_lunch(minutes);
        /* Taken until eleven, one comes at eleven. */
        if (up_to && clause->sign < 0)
            return noon && minutes >= 11 * 60 + 30 ? GF_HALF_MORNING : 0;
        if (leaves || up_to)
            return noon || (minutes >= 0 && minutes < 11 * 60) ? GF_HALF_MORNING : 0;
        if ((arrives || from_on) && (lunch || minutes >= 12 * 60))
            return minutes < 17 * 60 ? GF_HALF_AFTERNOON : 0;
    }
    return 0;
}

/* "Pris jusqu'à 11 h": not away for the day. */
static gboolean is_for_a_time(const GfClause *clause, const GfWords *words)
{
    for (guint i = clause->from + 1; clause->timed && i < clause->to; i++) {
        gboolean until =
            gf_word_is(gf_words_at(words, i - 1)->fold, "jusque") ||
            (i > clause->from + 1 && gf_word_is(gf_words_at(words, i - 2)->fold, "jusque"));
        if (until && gf_time_at(words, i, clause->to) >= 0)
            return TRUE;
    }
    return FALSE;
}

void gf_halves_find(GfClause *clause, const GfWords *words, const GfMeeting *meeting)
{
    gboolean arrives = gf_clause_has(clause, GF_SENSE_ARRIVE);
    gboolean leaves = gf_clause_has(clause, GF_SENSE_LEAVE);
    gboolean only = gf_clause_has(clause, GF_SENSE_ONLY) || clause->only_what;
    clause->hinted = only ? gf_meeting_half(meeting, words, clause->from, clause->to) : 0;
    if (gf_clause_has(clause, GF_SENSE_DAY))
        return;
    if (gf_clause_has(clause, GF_SENSE_MORNING) && !arrives)
        clause->halves |= GF_HALF_MORNING;
    if (gf_clause_has(clause, GF_SENSE_AFTERNOON) && !(leaves && clause->negations == 0))
        clause->halves |= GF_HALF_AFTERNOON;
    if (clause->halves == 0)
        clause->halves = halves_by_time(clause, words);
    if (clause->halves == 0 && clause->sign < 0 && is_for_a_time(clause, words)) {
        clause->sign = 0;
        clause->weight = GF_WEIGHT_NONE;
    }
    if (clause->halves == 0 && only)
        clause->halves = clause->hinted;
}
