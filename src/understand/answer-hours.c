/* answer-hours.c - see answer-caution.h: hours, minutes and beginnings that restrict a statement.
 *
 * Coming late and leaving early are answers; being away, or there, from ten to eleven is none that
 * can be recorded by halves. Hours that merely cite the programme restrict nothing.
 */
#include "understand/answer-caution.h"
#include "understand/answer-day.h"

#include <stdlib.h>
#include <string.h>

enum { WHOLE_MINUTES = 6 * 60, HALF_MINUTES = 2 * 60, HOURS_A_DAY = 24 };

typedef struct {
    const GfClause *clause;
    const GfWords *words;
    const GfMeeting *meeting;
} Looking;

static const char *fold_at(const Looking *looking, guint at)
{
    return at >= looking->clause->from && at < looking->clause->to
               ? gf_words_at(looking->words, at)->fold
               : "";
}

/* "9" of "de 9 à 12 h". */
static int bare_hour(const Looking *looking, guint at)
{
    const char *fold = fold_at(looking, at);
    gboolean led = gf_word_among(" de entre ", fold_at(looking, at - 1));
    if (!led || !gf_word_among(" a et ", fold_at(looking, at + 1)) ||
        strspn(fold, "0123456789") != strlen(fold) || strlen(fold) > 2)
        return -1;
    int hour = atoi(fold);
    return hour < HOURS_A_DAY ? hour * 60 : -1;
}

/* "De 10 h à 11 h", "entre 10 h et 11 h", "10h-11h" at words[at]. */
static gboolean stretch_at(const Looking *looking, guint at, int *ret_first, int *ret_last)
{
    guint to = looking->clause->to;
    guint next = gf_time_read(looking->words, at, to, ret_first);
    if (next == at) {
        *ret_first = bare_hour(looking, at);
        next = at + 1;
    }
    if (*ret_first < 0 || next >= to)
        return FALSE;
    guint second = next + gf_word_among(" a et jusque ", fold_at(looking, next));
    second += gf_word_among(" a ", fold_at(looking, second));
    gboolean joined = second > next || gf_words_at(looking->words, next)->hyphened;
    return joined && second < to && gf_time_read(looking->words, second, to, ret_last) > second &&
           *ret_last > *ret_first;
}

/* "De 10 h à 12 h": most of a half. */
static gboolean is_half(const Looking *looking, int first, int last)
{
    return looking->clause->sign > 0 && looking->clause->halves != 0 &&
           looking->clause->halves != GF_HALF_BOTH && last - first >= HALF_MINUTES;
}

static gboolean is_stretched(const Looking *looking)
{
    int first = -1, last = -1;
    for (guint i = looking->clause->from; looking->clause->timed && i < looking->clause->to; i++)
        if (stretch_at(looking, i, &first, &last))
            return last - first < WHOLE_MINUTES && !is_half(looking, first, last) &&
                   !(gf_meeting_names_time(looking->meeting, first) &&
                     gf_meeting_names_time(looking->meeting, last));
    return FALSE;
}

/* "Deux heures", "une heure" without what would make it a time of day. */
static gboolean is_span(const Looking *looking, guint at)
{
    static const char spans[] =
        " heure heures minute minutes mn min quart moment instant instants ";
    static const char counts[] = " une un deux trois quatre cinq dix quinze vingt trente premiere "
                                 "premieres derniere dernieres quelques demi petit petite ";
    static const char leads[] = " a de d des vers jusque partir avant apres pour et entre ";
    const char *fold = fold_at(looking, at), *before = fold_at(looking, at - 1);
    const char *first = fold_at(looking, at - 2);
    gboolean latest = gf_word_among(" derniere dernier ", before) && fold[0] != 'h';
    if (!gf_word_among(spans, fold) || latest)
        return FALSE; /* "un empêchement de dernière minute" */
    return !gf_word_among(leads, first) &&
           (gf_word_among(counts, before) || g_ascii_isdigit(before[0]));
}

/* "Une heure", "les dix premières minutes", "une partie de la séance", "partiellement". */
static gboolean has_duration(const Looking *looking)
{
    static const char partial[] = " partiellement partielle partiel intermittence pointille "
                                  "pointilles brievement momentanement ponctuellement ";
    for (guint i = looking->clause->from; i < looking->clause->to; i++) {
        const char *fold = fold_at(looking, i), *before = fold_at(looking, i - 1);
        gboolean part = (gf_word_is(fold, "partie") && gf_word_among(" une en ", before)) ||
                        (gf_word_is(fold, "temps") && gf_word_is(before, "mi")) ||
                        (gf_word_is(fold, "journee") && gf_word_is(before, "demi"));
        if (!gf_words_at(looking->words, i)->masked &&
            (part || is_span(looking, i) || gf_word_among(partial, fold)))
            return TRUE;
    }
    return FALSE;
}

/* "Au début", "en fin de séance"; "fin mars" and "en début d'année" are dates. */
static gboolean has_edge(const Looking *looking)
{
    gboolean begins = FALSE, ends = FALSE;
    for (guint i = looking->clause->from + 1; i < looking->clause->to; i++) {
        const char *fold = fold_at(looking, i), *before = fold_at(looking, i - 1);
        if (!gf_word_is(fold, "debut") && !gf_word_is(fold, "fin"))
            continue;
        guint next = i + 1;
        while (gf_word_among(" de d du la le l ", fold_at(looking, next)))
            next++;
        gboolean date =
            gf_answer_class("month", fold_at(looking, next)) ||
            gf_word_among(" annee semaine mois mandat trimestre an ", fold_at(looking, next));
        gboolean led = gf_word_among(" au en le la a l ", before) &&
                       !gf_word_among(" des depuis jusque ", fold_at(looking, i - 2)) &&
                       !gf_word_among(" jusque ", fold_at(looking, i - 3));
        if (gf_words_at(looking->words, i)->masked || date || !led)
            continue;
        begins = begins || gf_word_is(fold, "debut");
        ends = ends || gf_word_is(fold, "fin");
    }
    return begins != ends;
}

/* "Dès 11 h", "à 9 h 30": one time, which is not the way to name the meeting. */
static gboolean has_time(const Looking *looking)
{
    static const char leads[] = " des partir de entre apres avant vers jusque a pour depuis ";
    for (guint i = looking->clause->from + 1; looking->clause->timed && i < looking->clause->to;
         i++) {
        int minutes = gf_time_at(looking->words, i, looking->clause->to);
        const char *before = fold_at(looking, i - 1);
        if (minutes < 0 || !gf_word_among(leads, before) ||
            strcmp(fold_at(looking, i), "midi") == 0)
            continue;
        gboolean cites =
            gf_word_is(before, "de") ||
            (gf_word_is(before, "a") && looking->clause->relation == GF_RELATION_MEETING &&
             strcmp(fold_at(looking, i - 2), "jusque") != 0);
        if (!cites || !gf_meeting_names_time(looking->meeting, minutes))
            return TRUE;
    }
    return FALSE;
}

static gboolean has_late(const Looking *looking)
{
    for (guint i = looking->clause->from; i < looking->clause->to; i++)
        if (gf_word_among(" retard retards avance tard ", fold_at(looking, i)))
            return TRUE;
    return FALSE;
}

/* A stretch of time that covers the day is no restriction. */
static gboolean is_whole_day(const Looking *looking)
{
    int first = -1, last = -1;
    for (guint i = looking->clause->from; looking->clause->timed && i < looking->clause->to; i++)
        if (stretch_at(looking, i, &first, &last) && last - first >= WHOLE_MINUTES)
            return TRUE;
    return FALSE;
}

gboolean gf_hours_restrict(const GfClause *clause, const GfWords *words, const GfMeeting *meeting)
{
    Looking looking = {clause, words, meeting};
    gboolean moves = gf_clause_has(clause, GF_SENSE_ARRIVE) ||
                     gf_clause_has(clause, GF_SENSE_LEAVE) ||
                     g_strcmp0(clause->why, "joins") == 0 || has_late(&looking);
    if (is_whole_day(&looking))
        return FALSE;
    if (is_stretched(&looking) || (!moves && (has_duration(&looking) || has_edge(&looking))))
        return TRUE;
    return clause->sign < 0 && clause->halves == 0 && has_time(&looking);
}
