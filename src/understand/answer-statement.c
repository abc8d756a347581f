/* answer-statement.c - see answer-statement.h.
 *
 * Sign by parity: a predicate, turned round by a negation and by what makes it impossible. Where
 * more than one reading is possible the clause is `odd` and decides nothing.
 */
#include "understand/answer-statement.h"

#include "understand/answer-subject.h"

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
    guint predicate_at, predicate_end; /* of the first, in words */
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
        reading->predicate_end = at;
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

/* Phrases that name the sender themselves: "compter sur moi", "ma présence", "la présence de M.
 * Faure". */
static gboolean names_somebody(const GfPhraseSpec *spec)
{
    return among(" count-on-me own-presence own-absence registers without-me ", spec->why);
}

static void read_phrase(GfClause *clause, Reading *reading, const GfPhraseSpec *spec, guint at,
                        guint end)
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
    if (reading->predicates == 1 && (bit & (positive | negative)) != 0 && names_somebody(spec))
        reading->predicate_end = end - 1;
}

/* Words that mean something by themselves. */
static gboolean is_content(const char *fold)
{
    static const char small[] =
        " je vous nous me te se le la les un une des du de a au aux et ou "
        "ce cet cette ces en y il elle on "
        "que qui mon ma mes son sa ses notre votre vos nos pour par sur "
        "dans avec est sont suis ai avons "
        "ne pas plus tres bien donc mais car si tout tous toute toutes the "
        "i to of and for my your ici ete "
        "cher chere chers moi lui leur meme aussi dont etre serai sera serons ";
    return !among(small, fold);
}

static void read_phrases(GfClause *clause, Reading *reading)
{
    GfWord *const *list = (GfWord *const *) reading->words->pdata;
    for (guint at = 0; at < reading->words->len;) {
        guint end = at + 1;
        const GfPhraseSpec *spec =
            gf_phrasebook_match(gf_answer_statements(), list, reading->words->len, at, &end);
        if (spec != NULL)
            read_phrase(clause, reading, spec, at, end);
        else
            clause->unread += is_content(list[at]->fold);
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

/* "Non, ..." answers; "non disponible" negates. */
static gboolean is_interjection(const GPtrArray *words, guint at)
{
    const GfWord *word = g_ptr_array_index(words, at);
    if (at > 0 || !is(word->fold, "non"))
        return FALSE;
    const char *next = words->len > 1 ? ((GfWord *) g_ptr_array_index(words, 1))->fold : "";
    return !among(" disponible present presente libre participant participante ", next);
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
            with += !is_interjection(words, i);
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

static gboolean is_infinitive(const char *fold)
{
    static const char nouns[] = " hier premier dernier fevrier janvier septembre octobre novembre "
                                "decembre notre votre autre mer lettre titre cadre pouvoir ";
    gsize length = strlen(fold);
    return length > 3 && !among(nouns, fold) &&
           (g_str_has_suffix(fold, "er") || g_str_has_suffix(fold, "ir") ||
            g_str_has_suffix(fold, "re"));
}

/* "je ne pourrai pas" and no more: what one cannot do is come. */
static gboolean cannot(const GfClause *clause, const GPtrArray *words)
{
    gboolean can = FALSE;
    for (guint i = 0; i < words->len; i++) {
        const char *fold = ((GfWord *) g_ptr_array_index(words, i))->fold;
        if (is_infinitive(fold))
            return FALSE;
        can = can || (gf_answer_class("can", fold) && !is(fold, "pouvoir"));
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

/* Consent in other words. */
static void weigh_consent(GfClause *clause)
{
    static const struct {
        GfSense sense;
        const char *why;
    } consents[] = {
        {GF_SENSE_GLAD, "agreed"}, {GF_SENSE_SEE_YOU, "see-you"}, {GF_SENSE_OKAY, "no-problem"}};
    for (gsize i = 0; i < G_N_ELEMENTS(consents); i++) {
        if (!gf_clause_has(clause, consents[i].sense))
            continue;
        clause->sign = 1;
        clause->weight = GF_WEIGHT_WEAK;
        clause->why = consents[i].why;
        return;
    }
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
    } else if (clause->negations == 0) {
        weigh_consent(clause);
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

/* Between the middle of the day and the end of lunch. */
static gboolean around_lunch(int minutes)
{
    return minutes >= 11 * 60 && minutes <= 14 * 60;
}

/* The halves that times and meals leave: "je partirai à midi", "j'arriverai pour 14 h". */
static int halves_by_time(const GfClause *clause, const GfWords *words)
{
    gboolean arrives = gf_clause_has(clause, GF_SENSE_ARRIVE) ||
                       gf_clause_has(clause, GF_SENSE_BEFORE) ||
                       g_strcmp0(clause->why, "joins") == 0;
    gboolean leaves = gf_clause_has(clause, GF_SENSE_LEAVE) && !arrives;
    if (leaves && clause->negations > 0)
        return 0;
    for (guint i = clause->from; i < clause->to; i++) {
        const char *before = i > clause->from ? gf_words_at(words, i - 1)->fold : "";
        gboolean from_on = among(" partir des depuis apres ", before) ||
                           (i > clause->from + 1 && is(gf_words_at(words, i - 2)->fold, "partir"));
        gboolean up_to = is(gf_words_at(words, i > clause->from + 1 ? i - 2 : i)->fold, "jusque") ||
                         is(before, "jusque");
        gboolean lunch = among(" dejeuner repas ", gf_words_at(words, i)->fold);
        from_on = from_on ||
                  (lunch && i > clause->from + 1 && is(gf_words_at(words, i - 2)->fold, "apres"));
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
    /* "Je ne peux pas venir, sauf en visio" is neither. */
    if (clause->sign < 0 && gf_clause_has(clause, GF_SENSE_REMOTE) &&
        follows(list, 0, " sauf hormis excepte qu que ")) {
        clause->sign = 0;
        clause->odd = TRUE;
    }
    weigh(clause, &reading);
    read_exception(clause);
    if (clause->sign > 0 && follows(list, 0, " pourrais pourrait pourrions might could "))
        clause->senses |= GF_SENSE_BIT(GF_SENSE_HEDGE);
    gsize before = G_MAXSIZE;
    if (reading.predicates > 0 && reading.predicate_at < list->len)
        before = ((GfWord *) g_ptr_array_index(list, reading.predicate_end))->start;
    gf_subject_find(clause, words, before);
    find_halves(clause, words, meeting);
    clause->relation =
        gf_meeting_relation(meeting, words, clause->from, clause->to, &clause->more_days);
    if (gf_clause_has(clause, GF_SENSE_THIS_DAY) && clause->relation == GF_RELATION_NONE)
        clause->relation = GF_RELATION_MEETING;
    else if (gf_clause_has(clause, GF_SENSE_NOW) || gf_clause_has(clause, GF_SENSE_ANOTHER_TIME))
        clause->relation = GF_RELATION_OTHER;
    gboolean elsewhere =
        clause->why != NULL && among(" held-elsewhere prevented reason ", clause->why);
    guint64 there = positive & ~GF_SENSE_BIT(GF_SENSE_CONNECT);
    clause->foreign = !elsewhere && gf_meeting_is_foreign(meeting, words, clause->from, clause->to,
                                                          (clause->senses & there) != 0);
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

/* "Présence : oui", "Absent : non": a form filled in by hand. */
static void fill_in(GfClause *label, GfClause *value, const GfWords *words)
{
    gboolean yes = gf_clause_has(value, GF_SENSE_YES), no = gf_clause_has(value, GF_SENSE_NO);
    if (gf_words_at(words, value->from)->before != GF_BREAK_COLON || value->unread > 0 ||
        (!yes && !no) || value->weight != GF_WEIGHT_WEAK)
        return;
    const char *fold = gf_words_at(words, value->from - 1)->fold;
    int sign = label->sign != 0                                                    ? label->sign
               : among(" presence participation participera viendra venue ", fold) ? 1
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

void gf_statements_link(GArray *clauses, const GfWords *words)
{
    for (guint i = 1; i < clauses->len; i++) {
        GfClause *before = &g_array_index(clauses, GfClause, i - 1);
        GfClause *clause = &g_array_index(clauses, GfClause, i);
        if (before->sentence != clause->sentence)
            continue;
        fill_in(before, clause, words);
        inherit_person(clause, before);
        if (!states(before) && states(clause))
            inherit(clause, before);
        gboolean narrows = gf_clause_has(clause, GF_SENSE_ONLY) && clause->halves != 0;
        if (!states(clause) && states(before) && before->halves == 0 && narrows)
            before->halves = clause->halves;
    }
}
