/* answer-statement.c - see answer-statement.h.
 *
 * Sign by parity: a predicate, turned round by a negation and by what makes it impossible. Where
 * more than one reading is possible the clause is `odd` and decides nothing.
 */
#include "understand/answer-statement.h"

#include "understand/answer-day.h"
#include "understand/answer-halves.h"
#include "understand/answer-subject.h"

#include <string.h>

static const guint64 positive = GF_SENSE_BIT(GF_SENSE_ATTEND) | GF_SENSE_BIT(GF_SENSE_ATTEND_VERB) |
                                GF_SENSE_BIT(GF_SENSE_ARRIVE) | GF_SENSE_BIT(GF_SENSE_TRAVEL) |
                                GF_SENSE_BIT(GF_SENSE_CONNECT);
/* Those of them that have infinitives. */
static const guint64 moving = GF_SENSE_BIT(GF_SENSE_ATTEND_VERB) | GF_SENSE_BIT(GF_SENSE_ARRIVE) |
                              GF_SENSE_BIT(GF_SENSE_TRAVEL) | GF_SENSE_BIT(GF_SENSE_CONNECT);
static const guint64 negative = GF_SENSE_BIT(GF_SENSE_ABSENT) | GF_SENSE_BIT(GF_SENSE_IMPOSSIBLE);

/* What was found in a clause while reading it. */
typedef struct {
    GPtrArray *words; /* of GfWord, without idioms */
    int first_sign;   /* of the first predicate */
    int last_sign;    /* of the last one */
    guint predicates;
    guint predicate_at, predicate_end; /* of the first, in words */
    gboolean verb_only, manages;
    guint end; /* behind the last predicate, in words */
    const char *why;
} Reading;

static void read_idioms(GfClause *clause, const GfWords *words, Reading *reading)
{
    for (guint i = clause->from; i < clause->to; i++) {
        GfWord *word = gf_words_at(words, i);
        clause->senses |= word->sense != 0 ? GF_SENSE_BIT(word->sense) : 0;
        clause->timed = clause->timed || gf_time_may_begin(word->fold);
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
    return gf_word_among(" pour avant afin to comment modalites ", before->fold);
}

static gboolean is_infinitive(const char *fold)
{
    static const char nouns[] = " hier premier dernier fevrier janvier septembre octobre novembre "
                                "decembre notre votre autre mer lettre titre cadre pouvoir ";
    gsize length = strlen(fold);
    return length > 3 && !gf_word_among(nouns, fold) &&
           (g_str_has_suffix(fold, "er") || g_str_has_suffix(fold, "ir") ||
            g_str_has_suffix(fold, "re"));
}

static gboolean holds_infinitive(const GPtrArray *words, guint from, guint to)
{
    for (guint i = from; i < to; i++)
        if (is_infinitive(((GfWord *) g_ptr_array_index(words, i))->fold))
            return TRUE;
    return FALSE;
}

/* Words that mean something by themselves. */
static gboolean is_content(const char *fold)
{
    static const char small[] =
        " je vous nous me te se le la les un une des du de a au aux et ou "
        "ce cet cette ces en y il elle on "
        "que qui mon ma mes son sa ses notre votre vos nos pour par sur vers "
        "dans avec est sont suis ai avons "
        "ne pas plus tres bien donc mais car si tout tous toute toutes the "
        "i to of and for my your ici ete "
        "cher chere chers moi lui leur meme aussi dont etre serai sera serons ";
    return !gf_word_among(small, fold);
}

/* "J'aurai du mal à venir", "il m'est interdit de me déplacer": a word that no phrase knows, right
 * before the infinitive, may turn it into anything. An idiom there has its own say. */
static gboolean is_governed_by_stranger(const Reading *reading, guint at)
{
    for (guint i = at; i > 0; i--) {
        const GfWord *word = g_ptr_array_index(reading->words, i - 1);
        const GfWord *next = i < reading->words->len ? g_ptr_array_index(reading->words, i) : NULL;
        if (next != NULL && next - word > 1)
            return FALSE;
        if (!is_content(word->fold) || gf_answer_class("adv", word->fold) || word->capital ||
            g_ascii_isdigit(word->fold[0]) || g_str_has_suffix(word->fold, "ment"))
            continue;
        return !gf_phrasebook_knows(gf_answer_statements(), word->fold);
    }
    return FALSE;
}

/* "Je n'arrive pas à me libérer": no arrival. */
static gboolean manages(const Reading *reading, guint at)
{
    guint next = at + 1;
    for (; next < reading->words->len; next++)
        if (!gf_word_among(" pas plus jamais guere malheureusement toujours ",
                           ((GfWord *) g_ptr_array_index(reading->words, next))->fold))
            break;
    if (next >= reading->words->len ||
        !gf_word_is(((GfWord *) g_ptr_array_index(reading->words, next))->fold, "a"))
        return FALSE;
    for (next++; next < reading->words->len; next++) {
        const char *fold = ((GfWord *) g_ptr_array_index(reading->words, next))->fold;
        if (!gf_word_among(" me m se nous vous y le la en te ", fold))
            return is_infinitive(fold);
    }
    return FALSE;
}

/* Phrases that name the sender themselves: "compter sur moi", "ma présence", "la présence de M.
 * Faure". */
static gboolean names_somebody(const GfPhraseSpec *spec)
{
    return gf_word_among(" count-on-me own-presence own-absence registers without-me ", spec->why);
}

/* "Je viens de changer d'adresse" is the past of another verb. */
static gboolean is_just_past(const Reading *reading, guint at)
{
    const GfWord *const *list = (const GfWord *const *) reading->words->pdata;
    if (at + 1 >= reading->words->len || !gf_word_among(" de d ", list[at + 1]->fold) ||
        !gf_word_among(" viens vient venons viennent ", list[at]->fold))
        return FALSE;
    /* An idiom may have taken that verb. */
    return at + 2 == reading->words->len || list[at + 2] - list[at + 1] > 1 ||
           is_infinitive(list[at + 2]->fold);
}

static void read_phrase(GfClause *clause, Reading *reading, const GfPhraseSpec *spec, guint at,
                        guint end)
{
    guint64 bit = GF_SENSE_BIT(spec->sense);
    if ((spec->sense == GF_SENSE_ATTEND_VERB && is_purpose(reading, at)) ||
        is_just_past(reading, at))
        return;
    if (spec->sense == GF_SENSE_ARRIVE && manages(reading, at)) {
        reading->manages = TRUE;
        clause->senses |= GF_SENSE_BIT(GF_SENSE_GOVERN);
        return;
    }
    if ((bit & moving) != 0 && holds_infinitive(reading->words, at, end) &&
        is_governed_by_stranger(reading, at)) {
        clause->unread++;
        return;
    }
    clause->senses |= bit;
    if ((bit & positive) != 0) {
        reading->verb_only =
            (reading->predicates == 0 || reading->verb_only) && spec->sense == GF_SENSE_ATTEND_VERB;
        add_predicate(reading, 1, at, spec->why);
    }
    if ((bit & negative) != 0)
        add_predicate(reading, -1, at, spec->why);
    if ((bit & (positive | negative)) != 0)
        reading->end = end;
    if (reading->predicates == 1 && (bit & (positive | negative)) != 0 && names_somebody(spec))
        reading->predicate_end = end - 1;
}

static void note_loose(GfClause *clause, const GfWord *word)
{
    gboolean date = g_ascii_isdigit(word->fold[0]) || gf_answer_class("month", word->fold) ||
                    gf_answer_class("weekday", word->fold);
    clause->unread += is_content(word->fold) && !date;
    clause->loose++;
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
            note_loose(clause, list[at]);
        at = end;
    }
}

static gboolean follows(const GPtrArray *words, guint from, const char *list)
{
    for (guint i = from; i < words->len; i++)
        if (gf_word_among(list, ((GfWord *) g_ptr_array_index(words, i))->fold))
            return TRUE;
    return FALSE;
}

/* "Non, ..." answers; "non disponible" negates. */
static gboolean is_interjection(const GPtrArray *words, guint at)
{
    const GfWord *word = g_ptr_array_index(words, at);
    if (at > 0 || !gf_word_is(word->fold, "non"))
        return FALSE;
    const char *next = words->len > 1 ? ((GfWord *) g_ptr_array_index(words, 1))->fold : "";
    return !gf_word_among(" disponible present presente libre participant participante ", next);
}

static void count_negations(GfClause *clause, const GPtrArray *words)
{
    guint without = 0, with = 0;
    guint first = G_MAXUINT;
    for (guint i = 0; i < words->len; i++) {
        const GfWord *word = g_ptr_array_index(words, i);
        gboolean bare_no = gf_word_is(word->fold, "no") && i == 0 && words->len > 1 &&
                           ((GfWord *) g_ptr_array_index(words, 1))->before != GF_BREAK_NONE;
        if (gf_word_is(word->fold, "ne")) {
            without++;
            first = MIN(first, i);
        } else if ((gf_answer_class("neg", word->fold) && !bare_no) ||
                   (gf_word_among(" plus point ", word->fold) && first != G_MAXUINT)) {
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
                                    "pouvant saurai saura saurais saurait saurions sachant puisse "
                                    "pouvons ");
        clause->negations = clause->only_what ? 0 : literary ? 1 : 2;
    }
}

/* "Impossible d'ouvrir le fichier": what is impossible is named, and it is not coming. */
static gboolean impossible_only(const Reading *reading)
{
    return reading->predicates == 1 && reading->why != NULL &&
           gf_word_among(" not-possible not-able prevented ", reading->why);
}

/* "je ne pourrai pas" and no more: what one cannot do is come. */
static gboolean cannot(const GfClause *clause, const GPtrArray *words)
{
    gboolean can = FALSE;
    for (guint i = 0; i < words->len; i++) {
        const char *fold = ((GfWord *) g_ptr_array_index(words, i))->fold;
        if (is_infinitive(fold))
            return FALSE;
        can = can || (gf_answer_class("can", fold) && !gf_word_is(fold, "pouvoir"));
    }
    return can && clause->negations == 1;
}

static const char *fold_of(const Reading *reading, guint at)
{
    return at < reading->words->len ? ((GfWord *) g_ptr_array_index(reading->words, at))->fold : "";
}

/* "Je n'arrive pas à me connecter" is a complaint; "ne vous inquiétez pas pour mon absence" negates
 * worry. */
static gboolean is_unsure(const GfClause *clause, const Reading *reading)
{
    if (reading->manages && clause->negations == 1 &&
        gf_word_among(" registers connects ", reading->why))
        return TRUE;
    gboolean orders = FALSE;
    for (guint i = 0; i + 1 < reading->words->len; i++)
        orders = orders || (gf_word_is(fold_of(reading, i), "ne") &&
                            (g_str_has_suffix(fold_of(reading, i + 1), "ez") ||
                             g_str_has_suffix(fold_of(reading, i + 2), "ez")));
    return orders && clause->negations == 1 && !gf_word_is(reading->why, "count-on-me");
}

/* What one does that belongs to no meeting: "participer au financement", "venir aux nouvelles". */
static gboolean has_strange_object(const Reading *reading, const GfMeeting *meeting)
{
    guint at = reading->end;
    if (reading->why != NULL &&
        gf_word_among(" count-on-me registers own-presence accepts ", reading->why))
        return FALSE;
    if (reading->why != NULL && gf_word_is(reading->why, "joins") &&
        gf_word_is(fold_of(reading, at), "sur"))
        return TRUE;
    while (gf_word_among(" bien donc egalement aussi volontiers tres y ", fold_of(reading, at)))
        at++;
    /* "J'assiste impuissant à la fermeture" */
    if (gf_word_among(" a au aux ", fold_of(reading, at + 1)) && is_content(fold_of(reading, at)) &&
        !gf_phrasebook_knows(gf_answer_statements(), fold_of(reading, at)))
        at++;
    /* "Je ne participerai pas au vote" */
    if (gf_word_is(fold_of(reading, at), "pas") &&
        gf_word_among(" a au aux ", fold_of(reading, at + 1)) &&
        !gf_word_among(" cause suite titre ", fold_of(reading, at + 2)))
        at++;
    if (!gf_word_among(" a au aux en de du d sur dans le la l les ", fold_of(reading, at)))
        return FALSE;
    for (at++; at < reading->words->len && at < reading->end + 5; at++) {
        const GfWord *word = g_ptr_array_index(reading->words, at);
        if (word->before != GF_BREAK_NONE)
            return FALSE;
        if (gf_word_among(
                " le la l les cette cet ce votre notre un une vos nos ce mes toute tout l ",
                word->fold))
            continue;
        return is_content(word->fold) && !word->capital && !g_ascii_isdigit(word->fold[0]) &&
               !gf_answer_class("object", word->fold) && !gf_answer_class("meeting", word->fold) &&
               !gf_phrasebook_knows(gf_answer_statements(), word->fold) &&
               !gf_meeting_says(meeting, word->fold);
    }
    return FALSE;
}

/* Free for something else, or until some hour, is not free for the meeting. */
static gboolean is_free_for_else(const Reading *reading)
{
    return reading->why != NULL && gf_word_is(reading->why, "free") &&
           gf_word_among(" de d jusque pour ", fold_of(reading, reading->end)) &&
           !gf_word_among(" le la cette l votre ce y participer venir etre ",
                          fold_of(reading, reading->end + 1)) &&
           !gf_answer_class("meeting", fold_of(reading, reading->end + 1));
}

static void set_sign(GfClause *clause, const Reading *reading)
{
    gboolean before_time = gf_clause_has(clause, GF_SENSE_BEFORE);
    /* "Ni le 5 ni le 12 ne me convient" is no less impossible. */
    gboolean neither = follows(reading->words, 0, " ni ");
    gboolean turned =
        clause->negations == 1 && !(neither && gf_clause_has(clause, GF_SENSE_IMPOSSIBLE));
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
    /* "Impossible de manquer cela", "pas question que je rate ce rendez-vous" */
    if (gf_clause_has(clause, GF_SENSE_IMPOSSIBLE) && !turned && gf_word_is(reading->why, "misses"))
        clause->sign = 1;
    if (is_unsure(clause, reading)) {
        clause->odd = clause->sign < 0;
        clause->sign = 0;
    }
}

static gboolean is_premises(const char *fold)
{
    return gf_word_among(" salle siege hotel maison mairie region departement prefecture ", fold);
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

/* "Seulement le matin pour moi": a yes by what it leaves out. */
static void read_restriction(GfClause *clause)
{
    gboolean half =
        gf_clause_has(clause, GF_SENSE_MORNING) != gf_clause_has(clause, GF_SENSE_AFTERNOON);
    if (clause->sign == 0 && !clause->odd && clause->negations == 0 && clause->unread <= 1 &&
        half && gf_clause_has(clause, GF_SENSE_ONLY)) {
        clause->sign = 1;
        clause->weight = GF_WEIGHT_WEAK;
        clause->why = "only-half";
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

/* "À Foix", "à la salle du Capitole": where the meeting is, or another place. */
static void place(GfClause *clause, const GfWords *words, const GfMeeting *meeting)
{
    gboolean known = FALSE;
    for (guint i = clause->from + 1; i < clause->to; i++) {
        const GfWord *word = gf_words_at(words, i);
        gboolean led = gf_word_among(" a au la l le dans sur ", gf_words_at(words, i - 1)->fold);
        known = known ||
                (led && ((word->capital && strlen(word->fold) > 3) || is_premises(word->fold)) &&
                 !gf_answer_class("title", word->fold) && !gf_answer_class("meeting", word->fold) &&
                 gf_meeting_says(meeting, word->fold));
    }
    if (known && clause->sign > 0 && !gf_clause_has(clause, GF_SENSE_CONNECT) &&
        !gf_clause_has(clause, GF_SENSE_REMOTE))
        clause->senses |= GF_SENSE_BIT(GF_SENSE_ONSITE);
    gboolean indirect = clause->lead == GF_LEAD_IF || clause->lead == GF_LEAD_WHO;
    if ((known && !indirect) || clause->sign == 0 || g_strcmp0(clause->why, "at-place") != 0)
        return;
    /* "Je serai à Paris ce jour-là" */
    gboolean away = clause->sign > 0 && !indirect;
    clause->sign = away ? -1 : 0;
    clause->weight = away ? GF_WEIGHT_SOFT : GF_WEIGHT_NONE;
    clause->why = gf_clause_has(clause, GF_SENSE_THIS_DAY) ? "reason" : "elsewhere";
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
    gboolean ungoverned = reading.verb_only && !gf_clause_has(clause, GF_SENSE_GOVERN) &&
                          clause->negations == 0 && !gf_clause_has(clause, GF_SENSE_IMPOSSIBLE) &&
                          !gf_clause_has(clause, GF_SENSE_EMPHASIS);
    if (reading.predicates == 0 && cannot(clause, list)) {
        clause->negations = 0;
        add_predicate(&reading, -1, 0, "cannot");
    }
    if (!ungoverned)
        set_sign(clause, &reading);
    if (clause->sign != 0 && reading.last_sign > 0 &&
        (has_strange_object(&reading, meeting) || is_free_for_else(&reading)))
        clause->sign = 0;
    if (clause->sign < 0 && impossible_only(&reading) && holds_infinitive(list, 0, list->len))
        clause->sign = 0;
    /* "Je ne peux pas venir, sauf en visio" is neither. */
    if (clause->sign < 0 && gf_clause_has(clause, GF_SENSE_REMOTE) &&
        follows(list, 0, " sauf hormis excepte qu que ")) {
        clause->sign = 0;
        clause->odd = TRUE;
    }
    weigh(clause, &reading);
    read_exception(clause);
    read_restriction(clause);
    if (clause->sign > 0 && follows(list, 0, " pourrais pourrait pourrions might could "))
        clause->senses |= GF_SENSE_BIT(GF_SENSE_HEDGE);
    gsize before = G_MAXSIZE;
    if (reading.predicates > 0 && reading.predicate_at < list->len)
        before = ((GfWord *) g_ptr_array_index(list, reading.predicate_end))->start;
    gf_subject_find(clause, words, before);
    for (guint i = 0; i < list->len; i++)
        clause->conditional =
            clause->conditional || ((GfWord *) g_ptr_array_index(list, i))->conditional;
    if (clause->conditional && clause->sign > 0 && gf_clause_has(clause, GF_SENSE_GLAD))
        clause->senses |= GF_SENSE_BIT(GF_SENSE_HEDGE);
    place(clause, words, meeting);
    gf_halves_find(clause, words, meeting);
    clause->relation =
        gf_meeting_relation(meeting, words, clause->from, clause->to, &clause->more_days);
    if (gf_clause_has(clause, GF_SENSE_THIS_DAY) && clause->relation == GF_RELATION_NONE)
        clause->relation = GF_RELATION_MEETING;
    else if (gf_clause_has(clause, GF_SENSE_NOW) || gf_clause_has(clause, GF_SENSE_ANOTHER_TIME))
        clause->relation = GF_RELATION_OTHER;
    gboolean elsewhere = clause->why != NULL &&
                         gf_word_among(" held-elsewhere prevented reason elsewhere ", clause->why);
    guint64 there = positive & ~GF_SENSE_BIT(GF_SENSE_CONNECT);
    clause->foreign = !elsewhere && gf_meeting_is_foreign(meeting, words, clause->from, clause->to,
                                                          (clause->senses & there) != 0);
}
