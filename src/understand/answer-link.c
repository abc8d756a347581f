/* answer-link.c - what the clauses of one sentence take from each other.
 *
 * "Le 14 mars, je serai absent", "M. Faure, maire, sera présent", "Présence : oui": a clause alone
 * would say less than the sentence does.
 */
#include "understand/answer-statement.h"

#include <string.h>

static gboolean states(const GfClause *clause)
{
    return clause->sign != 0 || clause->odd;
}

static gboolean has_pronoun(const GfClause *clause, const GfWords *words)
{
    for (guint i = clause->from; i < clause->to; i++)
        if (gf_word_among(" je nous on il elle ", gf_words_at(words, i)->fold))
            return TRUE;
    return FALSE;
}

/* What stands in front holds for what follows: "Le 14 mars, ...", "L'après-midi, ...". */
static void inherit(GfClause *clause, const GfClause *before)
{
    /* "Je me fais opérer le 4, je ne viendrai donc pas" says the day of something else. */
    if (clause->relation == GF_RELATION_NONE &&
        (before->relation != GF_RELATION_OTHER ||
         !(before->own_verb || (gf_clause_has(before, GF_SENSE_NOW) && before->unread > 0))))
        clause->relation = before->relation;
    if (clause->halves == 0 && !gf_clause_has(clause, GF_SENSE_DAY))
        clause->halves = before->halves;
    /* "Le conseil municipal se tenant le même soir, je partirai" */
    clause->foreign =
        clause->foreign || (before->foreign && !gf_clause_has(before, GF_SENSE_REASON));
}

/* A verb without a subject takes the one before: "M. Faure, maire, sera présent". */
static void inherit_person(GfClause *clause, const GfClause *before)
{
    if (clause->who == GF_WHO_ELLIPTIC && clause->name == G_MAXUINT)
        clause->name = before->name;
    if (clause->who == GF_WHO_THING && clause->from + 1 <= clause->to &&
        (before->who == GF_WHO_NAMED || before->who == GF_WHO_OTHER || before->name != G_MAXUINT)) {
        clause->who = before->who == GF_WHO_OTHER ? GF_WHO_OTHER : GF_WHO_NAMED;
        clause->name = before->name;
    }
}

/* "Présence : oui", "Absent : non": a form filled in by hand. */
static void fill_in(GfClause *label, GfClause *value, const GfWords *words)
{
    gboolean yes = gf_clause_has(value, GF_SENSE_YES), no = gf_clause_has(value, GF_SENSE_NO);
    if (gf_words_at(words, value->from)->before != GF_BREAK_COLON || value->unread > 0 ||
        (!yes && !no) || value->weight != GF_WEIGHT_WEAK)
        return;
    const char *fold = gf_words_at(words, value->from - 1)->fold;
    if (g_strcmp0(label->why, "way-only") == 0 && no) {
        label->sign = 0; /* "Sur place : non" */
        label->odd = TRUE;
        return;
    }
    int sign = label->sign != 0 ? label->sign
               : gf_word_among(" presence participation participera viendra venue ", fold) ? 1
                                                                                           : 0;
    if (sign == 0)
        return;
    label->sign = sign * (yes ? 1 : -1);
    label->weight = GF_WEIGHT_STRONG;
    label->who = GF_WHO_ELLIPTIC;
    label->why = "form-field";
    value->sign = 0;
    value->weight = GF_WEIGHT_NONE;
}

/* "Comptez sur moi pour vous dire que je ne viendrai pas". */
static void read_jest(GfClause *before, const GfClause *clause, const GfWords *words)
{
    if (g_strcmp0(before->why, "count-on-me") != 0 || clause->from + 1 >= clause->to ||
        !gf_word_is(gf_words_at(words, clause->from)->fold, "pour") ||
        !gf_word_among(" vous te le la les ne rester ", gf_words_at(words, clause->from + 1)->fold))
        return;
    before->sign = 0;
    before->weight = GF_WEIGHT_NONE;
}

void gf_statements_link(GArray *clauses, const GfWords *words)
{
    for (guint i = 1; i < clauses->len; i++) {
        GfClause *before = &g_array_index(clauses, GfClause, i - 1);
        GfClause *clause = &g_array_index(clauses, GfClause, i);
        before->own_verb = has_pronoun(before, words);
        if (before->sentence != clause->sentence)
            continue;
        fill_in(before, clause, words);
        read_jest(before, clause, words);
        if (before->sign < 0 && clause->lead == GF_LEAD_BUT && clause->sign == 0 && !clause->odd &&
            clause->negations == 0 && clause->unread == 0 &&
            (gf_clause_has(clause, GF_SENSE_REMOTE) || gf_clause_has(clause, GF_SENSE_ONSITE))) {
            /* "... pas sur place mais en visio", and the other way round */
            clause->sign = 1;
            clause->weight = GF_WEIGHT_STRONG;
            clause->who = before->who;
            clause->why = gf_clause_has(clause, GF_SENSE_REMOTE) ? "remote" : "on-site";
        }
        inherit_person(clause, before);
        /* "Je viendrais, mais ..." */
        if (before->conditional && before->sign > 0 && !gf_clause_has(before, GF_SENSE_UNREAL) &&
            clause->lead == GF_LEAD_BUT)
            before->senses |= GF_SENSE_BIT(GF_SENSE_HEDGE);
        if (!states(before) && states(clause))
            inherit(clause, before);
        gboolean narrows = gf_clause_has(clause, GF_SENSE_ONLY) && clause->halves != 0;
        if (!states(clause) && states(before) && before->halves == 0 && narrows)
            before->halves = clause->halves;
    }
}
