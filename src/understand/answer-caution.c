/* answer-caution.c - see answer-caution.h: what is said of buttons, fields, parts and hours. */
#include "understand/answer-caution.h"
#include "understand/answer-day.h"

#include <string.h>

enum { EXCEPT_WORDS = 3 };

static void drop(GfClause *clause)
{
    clause->sign = 0;
    clause->odd = FALSE;
    clause->weight = GF_WEIGHT_NONE;
}

/* "Je ne peux pas cliquer sur présent": the word on the button is nobody's answer. */
static gboolean is_about_device(const GfClause *clause, const GfWords *words)
{
    static const char devices[] =
        " bouton boutons case cases cliquer clique cliquez cliquant cocher coche cochee cochant "
        "affiche affichent afficher telecharger formulaire apparais apparait figure ";
    for (guint i = clause->from; i < clause->to; i++)
        if (gf_word_among(devices, gf_words_at(words, i)->fold))
            return TRUE;
    return FALSE;
}

/* "absent = non": a field whose sense only its writer knows. */
static gboolean is_equated(const GfClause *clause, const GfWords *words)
{
    for (guint i = clause->from; i < clause->to; i++) {
        const GfWord *word = gf_words_at(words, i);
        gsize end =
            i + 1 < gf_words_count(words) ? gf_words_at(words, i + 1)->start : strlen(words->text);
        if (end > word->end && memchr(words->text + word->end, '=', end - word->end) != NULL)
            return TRUE;
    }
    return FALSE;
}

/* "Mais pas aux ateliers". */
static gboolean excepts_part(const GfClause *clause)
{
    return clause->sign == 0 && !clause->odd && clause->negations == 1 && clause->part != 0 &&
           clause->unread <= EXCEPT_WORDS && clause->halves == 0;
}

static void read_part(GfClause *clause, const GfWords *words, const GfMeeting *meeting)
{
    if (clause->halves != 0 || gf_clause_has(clause, GF_SENSE_DAY))
        return;
    clause->part = gf_meeting_part(meeting, words, clause->from, clause->to);
    if (excepts_part(clause)) {
        clause->sign = -1;
        clause->weight = GF_WEIGHT_WEAK;
        clause->why = "except";
    }
    if (clause->sign < 0 && clause->part != 0)
        clause->halves = clause->part;
}

/* "En visio l'après-midi": a yes by the way it names. */
static void read_way(GfClause *clause)
{
    gboolean half = clause->halves == GF_HALF_MORNING || clause->halves == GF_HALF_AFTERNOON;
    if (clause->sign == 0 && !clause->odd && clause->negations == 0 && clause->unread == 0 &&
        half &&
        (gf_clause_has(clause, GF_SENSE_REMOTE) || gf_clause_has(clause, GF_SENSE_ONSITE))) {
        clause->sign = 1;
        clause->weight = GF_WEIGHT_WEAK;
        clause->why = "way-half";
    }
}

/* "Présent sauf le matin", "présente, sauf aux ateliers". */
static void read_except(GfClause *clause, const GfWords *words)
{
    gboolean except = FALSE;
    for (guint i = clause->from; i < clause->to; i++) {
        const GfWord *word = gf_words_at(words, i);
        except = except || (!word->masked &&
                            gf_word_among(" sauf hormis excepte exception hors ", word->fold));
    }
    int half = clause->halves != 0 ? clause->halves : clause->part;
    if (gf_clause_has(clause, GF_SENSE_DAY))
        half = (gf_clause_has(clause, GF_SENSE_MORNING) ? GF_HALF_MORNING : 0) |
               (gf_clause_has(clause, GF_SENSE_AFTERNOON) ? GF_HALF_AFTERNOON : 0);
    if (!except || clause->odd || (half != GF_HALF_MORNING && half != GF_HALF_AFTERNOON))
        return;
    if (clause->sign > 0) {
        clause->halves = GF_HALF_BOTH & ~half;
    } else if (clause->sign == 0) {
        clause->sign = -1;
        clause->halves = half;
        clause->weight = GF_WEIGHT_WEAK;
        clause->why = "except";
    }
}

/* "Je ne viendrai pas seul", "pas en voiture": the negation is of how, not of whether. */
static gboolean negates_manner(const GfClause *clause, const GfWords *words)
{
    static const char vehicles[] = " voiture train bus avion ter tgv velo moto metro pied ";
    for (guint i = clause->from; clause->negations == 1 && i + 1 < clause->to; i++) {
        const char *next = gf_words_at(words, i + 1)->fold;
        const char *second = i + 2 < clause->to ? gf_words_at(words, i + 2)->fold : "";
        if (gf_word_among(" seul seule seuls seules ", next))
            return TRUE;
        if (gf_word_among(" pas plus jamais ", gf_words_at(words, i)->fold) &&
            (gf_word_is(next, "sans") ||
             (gf_word_among(" en a par ", next) && gf_word_among(vehicles, second))))
            return TRUE;
    }
    return FALSE;
}

/* "Annulez mon absence" may mean anything but that one stays away. */
static gboolean cancels_absence(const GfClause *clause, const GfWords *words)
{
    gboolean cancels = FALSE, absence = FALSE;
    for (guint i = clause->from; i < clause->to; i++) {
        const char *fold = gf_words_at(words, i)->fold;
        cancels = cancels || g_str_has_prefix(fold, "annul");
        absence = absence || gf_word_among(" absence indisponibilite desistement ", fold);
    }
    return cancels && absence;
}

/* "Je dois partir à 12 h 30", "je ne reste pas après le déjeuner": whoever leaves was there. */
static void read_leaving(GfClause *clause, const GfWords *words)
{
    gboolean silent = clause->sign == 0 || g_strcmp0(clause->why, "except") == 0;
    gboolean half = clause->negations == 1 && gf_clause_has(clause, GF_SENSE_AFTERNOON);
    gboolean lunch = gf_clause_has(clause, GF_SENSE_MEAL) || gf_clause_has(clause, GF_SENSE_BEFORE);
    gboolean when = half || lunch;
    for (guint i = clause->from; clause->timed && i < clause->to; i++)
        when = when || gf_time_at(words, i, clause->to) >= 0;
    gboolean own = clause->who == GF_WHO_SENDER || clause->who == GF_WHO_ELLIPTIC;
    if (!gf_clause_has(clause, GF_SENSE_LEAVE) || !silent || clause->odd || !when || !own ||
        clause->unread > 1 || clause->negations > 1)
        return;
    clause->sign = 1;
    clause->weight = GF_WEIGHT_WEAK;
    clause->why = "leaves";
    if (clause->negations == 1)
        clause->halves = half || lunch ? GF_HALF_MORNING : 0;
}

/* "Uniquement les ateliers", "pas avant 14 h". */
static void read_bound(GfClause *clause)
{
    gboolean only =
        gf_clause_has(clause, GF_SENSE_ONLY) && clause->hinted != 0 && clause->negations == 0;
    gboolean from = gf_clause_has(clause, GF_SENSE_BEFORE) && clause->negations == 1;
    if (clause->sign != 0 || clause->odd || clause->unread > 1 || (!only && !from))
        return;
    clause->sign = 1;
    clause->weight = GF_WEIGHT_WEAK;
    clause->why = only ? "only-half" : "not-before";
    if (only)
        clause->halves = clause->hinted;
}

/* "Oui" to "Pouvez-vous nous confirmer que vous serez absent ?", where nothing else is asked. */
static void read_yes_to_absence(GfClause *clause, const GfMeeting *meeting)
{
    if (clause->weight == GF_WEIGHT_WEAK && g_strcmp0(clause->why, "yes") == 0 &&
        gf_meeting_asks_absence(meeting) && !gf_meeting_speaks_of_presence(meeting)) {
        clause->sign = -1;
        clause->why = "yes-absent";
    }
}

void gf_caution_read(GArray *clauses, const GfWords *words, const GfMeeting *meeting)
{
    gboolean states = FALSE;
    for (guint i = 0; i < clauses->len; i++)
        states = states || g_array_index(clauses, GfClause, i).weight == GF_WEIGHT_STRONG;
    for (guint i = 0; i < clauses->len; i++) {
        GfClause *clause = &g_array_index(clauses, GfClause, i);
        read_yes_to_absence(clause, meeting);
        if (!states) {
            read_leaving(clause, words);
            read_bound(clause);
        }
        read_part(clause, words, meeting);
        read_except(clause, words);
        read_way(clause);
        if (is_about_device(clause, words) || cancels_absence(clause, words) ||
            (clause->sign != 0 && negates_manner(clause, words))) {
            clause->device = TRUE;
            drop(clause);
        }
        if ((clause->sign != 0 || clause->odd) && is_equated(clause, words)) {
            drop(clause);
            clause->odd = TRUE;
        }
        if (clause->sign != 0 && gf_hours_restrict(clause, words, meeting)) {
            clause->hours = TRUE;
            if (clause->sign < 0)
                drop(clause);
        }
    }
}
