/* answer-statement.c - see answer-statement.h.
 *
 * Sign by parity: a predicate, turned round by a negation and by what makes it impossible. Where
 * more than one reading is possible the clause is `odd` and decides nothing.
 */
#include "understand/answer-statement.h"

#include <string.h>

static gboolean is(const char *a, const char *b)
{
    return strcmp(a, b) == 0;
}

static gboolean among(const char *list, const char *word)
{
    char key[40];
    return (gsize) g_snprintf(key, sizeof key, " %s ", word) < sizeof key &&
           strstr(list, key) != NULL;
}

static const guint64 positive = GF_SENSE_BIT(GF_SENSE_ATTEND) | GF_SENSE_BIT(GF_SENSE_ATTEND_VERB) |
                                GF_SENSE_BIT(GF_SENSE_ARRIVE) | GF_SENSE_BIT(GF_SENSE_TRAVEL) |
                                GF_SENSE_BIT(GF_SENSE_CONNECT);
static const guint64 negative = GF_SENSE_BIT(GF_SENSE_ABSENT) | GF_SENSE_BIT(GF_SENSE_IMPOSSIBLE);

/* What was found in a clause while reading it. */
typedef struct {
    GPtrArray *words; /* of GfWord, without idioms */
    int first_sign;   /* of the first predicate */
    int last_sign;    /* of the last one */
    guint predicates;
    guint predicate_at; /* of the first, in words */
    gboolean governed, verb_only;
    const char *why;
} Reading;

static void read_idioms(GfClause *clause, const GfWords *words, Reading *reading)
{
    for (guint i = clause->from; i < clause->to; i++) {
        GfWord *word = gf_words_at(words, i);
        clause->senses |= word->sense != 0 ? GF_SENSE_BIT(word->sense) : 0;
        if (!word->masked)
            g_ptr_array_add(reading->words, word);
    }
}

static void add_predicate(Reading *reading, int sign, guint at, const char *why)
{
    if (reading->predicates == 0) {
        reading->first_sign = sign;
        reading->predicate_at = at;
    }
    reading->last_sign = sign;
    reading->predicates++;
    if (reading->why == NULL || sign < 0)
        reading->why = why;
}

/* "pour participer" is a purpose, no statement. */
static gboolean is_purpose(const Reading *reading, guint at)
{
    if (at == 0)
        return FALSE;
    const GfWord *before = g_ptr_array_index(reading->words, at - 1);
    return among(" pour avant afin to comment modalites ", before->fold);
}

static void read_phrase(GfClause *clause, Reading *reading, const GfPhraseSpec *spec, guint at)
{
    guint64 bit = GF_SENSE_BIT(spec->sense);
    if (spec->sense == GF_SENSE_ATTEND_VERB && is_purpose(reading, at))
        return;
    clause->senses |= bit;
    reading->governed = reading->governed || spec->sense == GF_SENSE_GOVERN;
    if ((bit & positive) != 0) {
        reading->verb_only =
            (reading->predicates == 0 || reading->verb_only) && spec->sense == GF_SENSE_ATTEND_VERB;
        add_predicate(reading, 1, at, spec->why);
    }
    if ((bit & negative) != 0)
        add_predicate(reading, -1, at, spec->why);
}

static void read_phrases(GfClause *clause, Reading *reading)
{
    GfWord *const *list = (GfWord *const *) reading->words->pdata;
    for (guint at = 0; at < reading->words->len;) {
        guint end = at + 1;
        const GfPhraseSpec *spec =
            gf_phrasebook_match(gf_answer_statements(), list, reading->words->len, at, &end);
        if (spec != NULL)
            read_phrase(clause, reading, spec, at);
        else
            clause->unread++;
        at = end;
    }
}

static gboolean follows(const GPtrArray *words, guint from, const char *list)
{
    for (guint i = from; i < words->len; i++)
        if (among(list, ((GfWord *) g_ptr_array_index(words, i))->fold))
            return TRUE;
    return FALSE;
}

static void count_negations(GfClause *clause, const GPtrArray *words)
{
    guint without = 0, with = 0;
    guint first = G_MAXUINT;
    for (guint i = 0; i < words->len; i++) {
        const GfWord *word = g_ptr_array_index(words, i);
        gboolean bare_no = is(word->fold, "no") && i == 0 && words->len > 1 &&
                           ((GfWord *) g_ptr_array_index(words, 1))->before != GF_BREAK_NONE;
        if (is(word->fold, "ne")) {
            without++;
            first = MIN(first, i);
        } else if ((gf_answer_class("neg", word->fold) && !bare_no) ||
                   (is(word->fold, "plus") && first != G_MAXUINT)) {
            with += !(is(word->fold, "non") && i == 0);
        }
    }
    if (with > 0) {
        gboolean neither = follows(words, 0, " ni ");
        gboolean jamais = with == 2 && follows(words, 0, " jamais plus ");
        clause->negations = with == 1 || neither || jamais ? 1 : 2;
    } else if (without > 0) {
        clause->only_what = follows(words, first, " que ");
        gboolean literary = follows(words, first,
                                    " peux peut puis pourrai pourra pourrons pouvoir "
                                    "pouvant saurai saura sachant puisse pouvons ");
        clause->negations = clause->only_what ? 0 : literary ? 1 : 2;
    }
}

/* "je ne pourrai pas" and no more: what one cannot do is come. */
static gboolean cannot(const GfClause *clause, const GPtrArray *words)
{
    static const char infinitives[] = " etre avoir faire ";
    gboolean can = FALSE;
    for (guint i = 0; i < words->len; i++) {
        const char *fold = ((GfWord *) g_ptr_array_index(words, i))->fold;
        gsize length = strlen(fold);
        gboolean infinitive =
            length > 3 && (g_str_has_suffix(fold, "er") || g_str_has_suffix(fold, "ir") ||
                           g_str_has_suffix(fold, "re"));
        if (gf_answer_class("can", fold))
            can = TRUE;
        else if (can &&
                 ((infinitive && !among(" hier premier dernier fevrier janvier septembre octobre "
                                        "novembre decembre notre votre ",
                                        fold)) ||
                  among(infinitives, fold)))
            return FALSE;
    }
    return can && clause->negations == 1;
}

static void set_sign(GfClause *clause, const Reading *reading)
{
    gboolean before_time = gf_clause_has(clause, GF_SENSE_BEFORE);
    gboolean turned = clause->negations == 1;
    if (clause->negations > 1) {
        clause->odd = reading->predicates > 0;
        return;
    }
    if (reading->predicates == 0)
        return;
    if (reading->first_sign > 0 && reading->last_sign < 0) {
        clause->odd = TRUE;
        return;
    }
    /* Not before ten is: from ten on. */
    if (before_time && (turned || gf_clause_has(clause, GF_SENSE_IMPOSSIBLE))) {
        clause->sign = reading->last_sign > 0 ? 1 : 0;
        return;
    }
    clause->sign = reading->first_sign * (turned ? -1 : 1);
}

static void weigh(GfClause *clause, const Reading *reading)
{
    if (clause->sign != 0) {
        clause->weight = GF_WEIGHT_STRONG;
        clause->why = reading->why;
        return;
    }
    if (clause->odd)
        return;
    if (gf_clause_has(clause, GF_SENSE_EXCUSE) || gf_clause_has(clause, GF_SENSE_REASON)) {
        clause->sign = clause->negations == 0 ? -1 : 0;
        clause->weight = GF_WEIGHT_SOFT;
        clause->why = gf_clause_has(clause, GF_SENSE_EXCUSE) ? "excused" : "reason";
    } else if (gf_clause_has(clause, GF_SENSE_NO)) {
        clause->sign = -1;
        clause->weight = GF_WEIGHT_WEAK;
        clause->why = "no";
    } else if (gf_clause_has(clause, GF_SENSE_YES)) {
        clause->sign = clause->negations == 0 ? 1 : 0;
        clause->weight = GF_WEIGHT_WEAK;
        clause->why = "yes";
    } else if ((gf_clause_has(clause, GF_SENSE_OKAY) || gf_clause_has(clause, GF_SENSE_SEE_YOU)) &&
               clause->negations == 0) {
        clause->sign = 1;
        clause->weight = GF_WEIGHT_WEAK;
        clause->why = gf_clause_has(clause, GF_SENSE_OKAY) ? "agreed" : "see-you";
    }
}

/* "pas l'après-midi": negates what the clause before says. */
static void read_exception(GfClause *clause)
{
    guint64 object = GF_SENSE_BIT(GF_SENSE_MORNING) | GF_SENSE_BIT(GF_SENSE_AFTERNOON) |
                     GF_SENSE_BIT(GF_SENSE_REMOTE) | GF_SENSE_BIT(GF_SENSE_ONSITE) |
                     GF_SENSE_BIT(GF_SENSE_MEAL);
    if (clause->sign == 0 && !clause->odd && clause->negations == 1 && clause->unread <= 3 &&
        (clause->senses & object) != 0) {
        clause->sign = -1;
        clause->weight = GF_WEIGHT_WEAK;
        clause->why = "except";
    }
}

typedef struct {
    GfWho strong, faint;
    gboolean reader, thing;
} Subject;

static gboolean is_named(const GfWords *words, const GfWord *word, guint index, guint from)
{
    gboolean first = index == from || word->before != GF_BREAK_NONE;
    return word->capital && !first && strlen(word->fold) > 1 &&
           !gf_phrasebook_knows(gf_answer_statements(), word->fold) && words != NULL;
}

/* Who is said to come: the nearest subject before the predicate. */
static void look_at_subject(GfClause *clause, const GfWord *word, guint index, Subject *subject)
{
    const char *fold = word->fold;
    GfWho who = GF_WHO_ELLIPTIC;
    if (among(" je moi nous on i we yo ieu ", fold))
        who = GF_WHO_SENDER;
    else if (gf_answer_class("suppleant", fold) || gf_answer_class("relation", fold) ||
             gf_answer_class("colleague", fold))
        who = GF_WHO_OTHER;
    else if (among(" il elle ", fold) || gf_answer_class("title", fold))
        who = GF_WHO_NAMED;
    if (who != GF_WHO_ELLIPTIC && subject->strong == GF_WHO_ELLIPTIC) {
        subject->strong = who;
        clause->plural = clause->plural || is(fold, "nous");
    }
    if (who == GF_WHO_NAMED)
        clause->name = index;
    if (gf_answer_class("first", fold) || gf_answer_class("own", fold))
        subject->faint = subject->faint == GF_WHO_ELLIPTIC ? GF_WHO_SENDER : subject->faint;
    if (among(" lui son sa ses leur ", fold))
        subject->faint = subject->faint == GF_WHO_ELLIPTIC ? GF_WHO_NAMED : subject->faint;
    subject->reader = subject->reader || among(" vous tu votre vos ", fold);
}

static gboolean third_person(const char *fold)
{
    gsize length = strlen(fold);
    return among(" est sont vient peut doit va a ont aura sera fait participe assiste prend ",
                 fold) ||
           (length > 4 && (g_str_has_suffix(fold, "ra") || g_str_has_suffix(fold, "ront")));
}

static gboolean first_person(const char *fold)
{
    gsize length = strlen(fold);
    return among(" suis ai viens peux puis vais dois prends assiste participe confirme serai ",
                 fold) ||
           (length > 4 && (g_str_has_suffix(fold, "rai") || g_str_has_suffix(fold, "rons")));
}

static void find_person(GfClause *clause, const GfWords *words, guint64 before_byte)
{
    Subject subject = {GF_WHO_ELLIPTIC, GF_WHO_ELLIPTIC, FALSE, FALSE};
    gboolean first = FALSE, third = FALSE, name = FALSE;
    for (guint i = clause->to; i > clause->from; i--) {
        const GfWord *word = gf_words_at(words, i - 1);
        if (word->start <= before_byte) {
            look_at_subject(clause, word, i - 1, &subject);
            name = name || is_named(words, word, i - 1, clause->from);
        }
        third = third || (!word->masked && third_person(word->fold));
        first = first || (!word->masked && first_person(word->fold));
    }
    if (subject.strong != GF_WHO_ELLIPTIC)
        clause->who = subject.strong;
    else if (subject.faint != GF_WHO_ELLIPTIC)
        clause->who = subject.faint;
    else if (first)
        clause->who = GF_WHO_SENDER;
    else if (third && name)
        clause->who = GF_WHO_NAMED;
    else if (subject.reader)
        clause->who = GF_WHO_READER;
    else if (third)
        clause->who = GF_WHO_THING;
}

/* Between the middle of the day and the end of lunch. */
static gboolean around_lunch(int minutes)
{
    return minutes >= 11 * 60 && minutes <= 14 * 60;
}

/* The halves that times and meals leave: "je partirai à midi", "j'arriverai pour 14 h". */
static int halves_by_time(const GfClause *clause, const GfWords *words)
{
    gboolean arrives =
        gf_clause_has(clause, GF_SENSE_ARRIVE) || gf_clause_has(clause, GF_SENSE_BEFORE);
    gboolean leaves = gf_clause_has(clause, GF_SENSE_LEAVE) && !arrives;
    for (guint i = clause->from; i < clause->to; i++) {
        const char *before = i > clause->from ? gf_words_at(words, i - 1)->fold : "";
        gboolean from_on = among(" partir des depuis apres ", before) ||
                           (i > clause->from + 1 && is(gf_words_at(words, i - 2)->fold, "partir"));
        gboolean up_to = is(gf_words_at(words, i > clause->from + 1 ? i - 2 : i)->fold, "jusque") ||
                         is(before, "jusque");
        gboolean lunch = among(" dejeuner repas ", gf_words_at(words, i)->fold);
        int minutes = gf_time_at(words, i, clause->to);
        if (minutes < 0 && !lunch)
            continue;
        gboolean noon = lunch || around_lunch(minutes);
        if (leaves || up_to)
            return noon || (minutes >= 0 && minutes < 11 * 60) ? GF_HALF_MORNING : 0;
        if ((arrives || from_on) && (lunch || minutes >= 12 * 60))
            return minutes < 17 * 60 ? GF_HALF_AFTERNOON : 0;
    }
    return 0;
}

static void find_halves(GfClause *clause, const GfWords *words, const GfMeeting *meeting)
{
    gboolean arrives = gf_clause_has(clause, GF_SENSE_ARRIVE);
    gboolean leaves = gf_clause_has(clause, GF_SENSE_LEAVE);
    clause->hinted = gf_meeting_half(meeting, words, clause->from, clause->to);
    if (gf_clause_has(clause, GF_SENSE_DAY))
        return;
    if (gf_clause_has(clause, GF_SENSE_MORNING) && !arrives)
        clause->halves |= GF_HALF_MORNING;
    if (gf_clause_has(clause, GF_SENSE_AFTERNOON) && !(leaves && clause->negations == 0))
        clause->halves |= GF_HALF_AFTERNOON;
    if (clause->halves == 0)
        clause->halves = halves_by_time(clause, words);
    if (clause->halves == 0 && (gf_clause_has(clause, GF_SENSE_ONLY) || clause->only_what))
        clause->halves = clause->hinted;
}

void gf_statement_read(GfClause *clause, const GfWords *words, const GfMeeting *meeting)
{
    g_autoptr(GPtrArray) list = g_ptr_array_new();
    Reading reading = {.words = list};
    read_idioms(clause, words, &reading);
    if (gf_clause_has(clause, GF_SENSE_IMPOSSIBLE))
        add_predicate(&reading, -1, 0, "not-possible");
    count_negations(clause, list);
    read_phrases(clause, &reading);
    gboolean ungoverned = reading.verb_only && !reading.governed && clause->negations == 0 &&
                          !gf_clause_has(clause, GF_SENSE_IMPOSSIBLE) &&
                          !gf_clause_has(clause, GF_SENSE_EMPHASIS);
    if (reading.predicates == 0 && cannot(clause, list)) {
        clause->negations = 0;
        add_predicate(&reading, -1, 0, "cannot");
    }
    if (!ungoverned)
        set_sign(clause, &reading);
    weigh(clause, &reading);
    read_exception(clause);
    guint64 before = G_MAXUINT64;
    if (reading.predicates > 0 && reading.predicate_at < list->len)
        before = ((GfWord *) g_ptr_array_index(list, reading.predicate_at))->start;
    find_person(clause, words, before);
    find_halves(clause, words, meeting);
    clause->relation = gf_meeting_relation(meeting, words, clause->from, clause->to);
    if (gf_clause_has(clause, GF_SENSE_THIS_DAY))
        clause->relation = GF_RELATION_MEETING;
    else if (gf_clause_has(clause, GF_SENSE_NOW) || gf_clause_has(clause, GF_SENSE_ANOTHER_TIME))
        clause->relation = GF_RELATION_OTHER;
    clause->foreign = gf_meeting_is_foreign(meeting, words, clause->from, clause->to);
}

static gboolean states(const GfClause *clause)
{
    return clause->sign != 0 || clause->odd;
}

/* What stands in front holds for what follows: "Le 14 mars, ...", "L'après-midi, ...". */
static void inherit(GfClause *clause, const GfClause *before)
{
    if (clause->relation == GF_RELATION_NONE)
        clause->relation = before->relation;
    if (clause->halves == 0 && !gf_clause_has(clause, GF_SENSE_DAY))
        clause->halves = before->halves;
    clause->foreign = clause->foreign || before->foreign;
}

/* A verb without a subject takes the one before: "M. Faure, maire, sera présent". */
static void inherit_person(GfClause *clause, const GfClause *before)
{
    if (clause->who == GF_WHO_THING && clause->from + 1 <= clause->to &&
        (before->who == GF_WHO_NAMED || before->who == GF_WHO_OTHER || before->name != G_MAXUINT)) {
        clause->who = before->who == GF_WHO_OTHER ? GF_WHO_OTHER : GF_WHO_NAMED;
        clause->name = before->name;
    }
}

void gf_statements_link(GArray *clauses, const GfWords *words)
{
    (void) words;
    for (guint i = 1; i < clauses->len; i++) {
        GfClause *before = &g_array_index(clauses, GfClause, i - 1);
        GfClause *clause = &g_array_index(clauses, GfClause, i);
        if (before->sentence != clause->sentence)
            continue;
        inherit_person(clause, before);
        if (!states(before) && states(clause))
            inherit(clause, before);
        gboolean narrows = gf_clause_has(clause, GF_SENSE_ONLY) && clause->halves != 0;
        if (!states(clause) && states(before) && before->halves == 0 && narrows)
            before->halves = clause->halves;
    }
}
