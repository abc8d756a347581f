/* answer-tally.c - see answer-tally.h.
 *
 * Leaves out what is no answer of the sender for this meeting: questions, conditions, other days,
 * other people, what is above a change of mind. Each thing left out that somebody should see asks
 * for a human.
 */
#include "understand/answer-tally.h"

#include "understand/answer-about.h"

#include <string.h>

enum { WHOLE, MORNING, AFTERNOON };
/* A yes or no with more unknown words than this around it is no answer by itself. */
enum { BARE_WORDS = 2, LOOSE_WORDS = 3, NAME_WORDS = 4 };

typedef struct {
    GfTally *tally;
    const GfWords *words;
    const GArray *clauses;
    const GfNames *names;
    const GfMeeting *meeting;
    guint reversal;  /* first sentence that counts */
    gboolean sender; /* the sender speaks of himself */
    char *named;     /* of whom a secretariat speaks */
    int named_sign;
    gboolean sorry, strong;
} Taking;

static const GfClause *clause_of(const Taking *taking, guint index)
{
    return &g_array_index(taking->clauses, GfClause, index);
}

/* Behind "en cas d'empêchement" or under "si" nothing is stated. */
static gboolean is_contingent(const Taking *taking, guint index)
{
    const GfClause *clause = clause_of(taking, index);
    if (clause->lead == GF_LEAD_IF || gf_clause_has(clause, GF_SENSE_CONTINGENCY))
        return TRUE;
    for (guint i = index; i > 0; i--) {
        const GfClause *before = clause_of(taking, i - 1);
        if (before->sentence != clause->sentence)
            break;
        if (gf_clause_has(before, GF_SENSE_CONTINGENCY))
            return TRUE;
    }
    return FALSE;
}

static gboolean is_partial(const GfClause *clause)
{
    return gf_clause_has(clause, GF_SENSE_DAY) && clause->sign < 0 && clause->negations == 1;
}

static gboolean counts(const Taking *taking, guint index)
{
    const GfClause *clause = clause_of(taking, index);
    if (clause->sign == 0 || clause->question || clause->lead == GF_LEAD_WHO ||
        clause->sentence < taking->reversal || is_contingent(taking, index) ||
        g_array_index(taking->names->taken, gboolean, index))
        return FALSE;
    if (gf_clause_has(clause, GF_SENSE_UNREAL) || clause->relation == GF_RELATION_OTHER ||
        clause->foreign || gf_about_meals(clause) || is_partial(clause) ||
        gf_about_only_meals(clause, taking->words))
        return FALSE;
    if (clause->after_closing && clause->who != GF_WHO_SENDER)
        return FALSE;
    return clause->weight < GF_WEIGHT_STRONG || clause->who == GF_WHO_ELLIPTIC ||
           clause->who == GF_WHO_SENDER || clause->who == GF_WHO_NAMED;
}

/* A bare yes, no or "pas de souci" must be all that its sentence says. */
static gboolean is_bare(const Taking *taking, guint index)
{
    const GfClause *clause = clause_of(taking, index);
    guint unread = 0, loose = 0;
    gboolean elsewhere = FALSE;
    for (guint i = 0; i < taking->clauses->len; i++) {
        const GfClause *other = clause_of(taking, i);
        if (other->sentence == clause->sentence && !other->after_closing) {
            unread += other->unread;
            loose += other->loose;
        }
        elsewhere = elsewhere || (other->sentence == clause->sentence &&
                                  (other->question || gf_clause_has(other, GF_SENSE_RECEIPT)));
    }
    return unread <= BARE_WORDS && loose <= LOOSE_WORDS && !elsewhere;
}

static gboolean is_yes_or_no(const GfClause *clause)
{
    return clause->weight == GF_WEIGHT_WEAK && gf_word_among(" yes no ", clause->why);
}

static gboolean weak_counts(const Taking *taking, guint index)
{
    const GfClause *clause = clause_of(taking, index);
    gboolean placed = clause->relation == GF_RELATION_MEETING || clause->halves != 0 ||
                      gf_clause_has(clause, GF_SENSE_DAY);
    if (strcmp(clause->why, "except") == 0)
        return TRUE;
    if (is_yes_or_no(clause)) {
        /* "Pour le 12 juin c'est oui, pour le 3 juillet c'est non" */
        gboolean dated = clause->relation == GF_RELATION_MEETING && clause->unread == 0;
        return (dated || is_bare(taking, index)) && !gf_meeting_asks_absence(taking->meeting);
    }
    if (gf_word_among(" only-half not-before leaves ", clause->why))
        return clause->unread <= BARE_WORDS;
    /* "Parfait, à jeudi" */
    if (strcmp(clause->why, "see-you") == 0 && clause->relation == GF_RELATION_MEETING)
        return clause->unread <= BARE_WORDS;
    if (strcmp(clause->why, "no-problem") == 0)
        return placed;
    if (strcmp(clause->why, "agreed") == 0)
        return placed || is_bare(taking, index);
    return is_bare(taking, index);
}

static gboolean soft_counts(const Taking *taking, guint index)
{
    const GfClause *clause = clause_of(taking, index);
    if (gf_clause_has(clause, GF_SENSE_EXCUSE))
        return TRUE;
    /* "Je serai à Paris le 12": a mistaken place, unless it is regretted */
    if (strcmp(clause->why, "elsewhere") == 0)
        return taking->sorry;
    gboolean then = FALSE; /* "Je serai en vacances" */
    for (guint i = clause->from; i < clause->to; i++)
        then = then || gf_answer_class("will", gf_words_at(taking->words, i)->fold);
    return clause->relation == GF_RELATION_MEETING || taking->sorry || then;
}

static gboolean narrows(const GfClause *clause)
{
    return gf_clause_has(clause, GF_SENSE_ONLY) || clause->only_what ||
           gf_clause_has(clause, GF_SENSE_ARRIVE) || gf_clause_has(clause, GF_SENSE_BEFORE);
}

static void note_way(GfTally *tally, const GfClause *clause, gboolean remote)
{
    gboolean part = clause->halves == GF_HALF_MORNING || clause->halves == GF_HALF_AFTERNOON;
    gboolean way = remote || gf_clause_has(clause, GF_SENSE_ONSITE);
    if (part)
        *(remote ? &tally->remote_halves : &tally->other_halves) |= clause->halves;
    tally->human = tally->human || (clause->halves == GF_HALF_BOTH && way);
    tally->hinted |= part ? 0 : clause->part;
    tally->unhinted = tally->unhinted || part || clause->part == 0;
}

static void add_weight(Taking *taking, const GfClause *clause)
{
    GfTally *tally = taking->tally;
    gboolean yes = clause->sign > 0;
    gboolean remote =
        gf_clause_has(clause, GF_SENSE_REMOTE) || gf_clause_has(clause, GF_SENSE_CONNECT);
    gboolean part = clause->halves == GF_HALF_MORNING || clause->halves == GF_HALF_AFTERNOON;
    guint scope = !part ? WHOLE : clause->halves == GF_HALF_MORNING ? MORNING : AFTERNOON;
    if (strcmp(clause->why, "except") == 0 && !part)
        return; /* "pas en visio": says how, not whether */
    GfWeight *weight = &tally->weight[scope][yes];
    if (clause->weight > *weight || tally->why[yes] == NULL) {
        *weight = MAX(*weight, clause->weight);
        tally->why[yes] = clause->why;
    }
    if (yes)
        *(part ? &tally->half_sentence : &tally->whole_sentence) = clause->sentence;
    tally->narrowed = tally->narrowed || (part && yes && narrows(clause));
    tally->remote[yes] = tally->remote[yes] || remote;
    tally->human = tally->human || clause->plural;
    tally->plain_no = tally->plain_no || (!yes && !gf_about_mode(clause, taking->words));
    if (yes)
        note_way(tally, clause, remote);
}

static char *name_key(const GfWords *words, guint at)
{
    const char *key = NULL;
    for (guint i = at; i < gf_words_count(words) && i < at + 5; i++) {
        const GfWord *word = gf_words_at(words, i);
        gboolean title = gf_answer_class("title", word->fold);
        if (i > at && (word->before >= GF_BREAK_COLON || !(word->capital || title)) &&
            !gf_word_is(word->fold, "le") && !gf_word_is(word->fold, "la"))
            break;
        if (!gf_answer_class("civility", word->fold) && strlen(word->fold) > 2)
            key = word->fold;
    }
    return g_strdup(key);
}

/* A secretariat that speaks of two members answers for neither. */
static void note_named(Taking *taking, const GfClause *clause)
{
    if (clause->who != GF_WHO_NAMED || clause->weight != GF_WEIGHT_STRONG ||
        clause->name == G_MAXUINT)
        return;
    g_autofree char *key = name_key(taking->words, clause->name);
    if (key == NULL)
        return;
    if (taking->named != NULL && strcmp(taking->named, key) != 0) {
        taking->tally->human = TRUE;
        taking->tally->several = taking->tally->several || taking->named_sign != clause->sign;
    }
    g_free(taking->named);
    taking->named = g_steal_pointer(&key);
    taking->named_sign = clause->sign;
}

static void add_clause(Taking *taking, guint index)
{
    const GfClause *clause = clause_of(taking, index);
    if (!counts(taking, index))
        return;
    if (clause->weight == GF_WEIGHT_STRONG && clause->who == GF_WHO_NAMED && taking->sender) {
        taking->tally->human = TRUE;
        return;
    }
    if (taking->strong && clause->weight != GF_WEIGHT_STRONG &&
        !(clause->weight == GF_WEIGHT_WEAK &&
          (clause->halves == GF_HALF_MORNING || clause->halves == GF_HALF_AFTERNOON)))
        return;
    if ((clause->weight == GF_WEIGHT_WEAK && !weak_counts(taking, index)) ||
        (clause->weight == GF_WEIGHT_SOFT && !soft_counts(taking, index)))
        return;
    note_named(taking, clause);
    add_weight(taking, clause);
    g_array_append_val(taking->tally->counted, index);
}

/* A doubt about how or when, beside a firm answer, doubts only that. */
static gboolean is_side_doubt(const Taking *taking, guint index)
{
    static const guint64 side = GF_SENSE_BIT(GF_SENSE_REMOTE) | GF_SENSE_BIT(GF_SENSE_ONSITE) |
                                GF_SENSE_BIT(GF_SENSE_MORNING) | GF_SENSE_BIT(GF_SENSE_AFTERNOON) |
                                GF_SENSE_BIT(GF_SENSE_MEAL) | GF_SENSE_BIT(GF_SENSE_LEAVE);
    const GfClause *doubt = clause_of(taking, index);
    guint64 senses = doubt->senses;
    gboolean firm = FALSE;
    for (guint i = 0; i < taking->clauses->len; i++) {
        const GfClause *clause = clause_of(taking, i);
        if (clause->sentence == doubt->sentence && i > index && clause->sign == 0)
            senses |= clause->senses;
        if (i + 1 == index && clause->sentence == doubt->sentence && clause->sign == 0)
            senses |= clause->senses;
        firm = firm || (i != index && clause->weight == GF_WEIGHT_STRONG && counts(taking, i)) ||
               (i != index && clause->weight == GF_WEIGHT_WEAK && counts(taking, i) &&
                weak_counts(taking, i));
    }
    return firm && (senses & side) != 0 && doubt->sign == 0 && doubt->lead != GF_LEAD_IF;
}

/* Whether the doubt in this clause is about something that is stated. */
static gboolean doubts(const Taking *taking, guint index)
{
    const GfClause *clause = clause_of(taking, index);
    if (gf_clause_has(clause, GF_SENSE_LATER))
        return TRUE;
    gboolean stated = FALSE, anywhere = FALSE;
    for (guint i = 0; i < taking->clauses->len; i++) {
        const GfClause *other = clause_of(taking, i);
        gboolean here = other->sign != 0 && other->weight >= GF_WEIGHT_WEAK;
        stated = stated || (here && other->sentence == clause->sentence);
        anywhere = anywhere || counts(taking, i);
    }
    return stated || !anywhere || clause->unread == 0;
}

/* "Si la connexion tient", "je vois avec mon suppléant s'il est libre": a condition of how, or of
 * what another does, beside a firm no. */
static gboolean doubts_something_else(const Taking *taking, guint index)
{
    const GfClause *condition = clause_of(taking, index);
    for (guint i = condition->from; i < condition->to && condition->lead == GF_LEAD_IF; i++)
        if (gf_word_among(" connexion reseau debit wifi internet ",
                          gf_words_at(taking->words, i)->fold))
            return TRUE;
    gboolean another = FALSE, refuses = FALSE;
    for (guint k = 0; k <= index; k++) {
        const GfClause *clause = clause_of(taking, k);
        refuses = refuses || (clause->sign < 0 && clause->weight == GF_WEIGHT_STRONG &&
                              clause->who != GF_WHO_OTHER && counts(taking, k));
        for (guint i = clause->from; i < clause->to && clause->sentence == condition->sentence; i++)
            another = another ||
                      gf_answer_class("suppleant", gf_words_at(taking->words, i)->fold) ||
                      gf_answer_class("colleague", gf_words_at(taking->words, i)->fold);
    }
    return another &&
           ((refuses && condition->sign > 0) || (condition->who == GF_WHO_OTHER && taking->sender));
}

static void take_doubt(Taking *taking, guint index)
{
    GfTally *tally = taking->tally;
    const GfClause *clause = clause_of(taking, index);
    gboolean condition = clause->lead == GF_LEAD_IF && !clause->question &&
                         !gf_clause_has(clause, GF_SENSE_CONTINGENCY);
    gboolean hedge = gf_clause_has(clause, GF_SENSE_HEDGE) || gf_clause_has(clause, GF_SENSE_LATER);
    if ((!condition && !hedge) || clause->after_closing || clause->sentence < taking->reversal ||
        (clause->question && !gf_clause_has(clause, GF_SENSE_LATER)))
        return;
    tally->human = TRUE;
    if (is_side_doubt(taking, index)) {
        if (gf_clause_has(clause, GF_SENSE_REMOTE) || gf_clause_has(clause, GF_SENSE_ONSITE))
            tally->remote[1] = FALSE;
        return;
    }
    if (doubts_something_else(taking, index))
        return;
    if (condition) {
        gboolean stated = FALSE;
        for (guint i = 0; i < taking->clauses->len; i++)
            stated = stated || (clause_of(taking, i)->sentence == clause->sentence && i != index &&
                                clause_of(taking, i)->sign != 0);
        if (!stated && taking->strong)
            return;
    } else if (!doubts(taking, index)) {
        return;
    }
    tally->hedged = TRUE;
    tally->hedge = condition                               ? "condition"
                   : gf_clause_has(clause, GF_SENSE_LATER) ? "undecided"
                                                           : "hedged";
    tally->hedged_halves |= clause->halves;
}

/* Names below the last line, "Merci. Odile". */
static gboolean is_signature(const Taking *taking, guint index)
{
    const GfClause *clause = clause_of(taking, index);
    guint length = clause->to - clause->from;
    if (clause->after_closing)
        return TRUE;
    if (length > NAME_WORDS || gf_clause_has(clause, GF_SENSE_YES) ||
        gf_clause_has(clause, GF_SENSE_NO))
        return FALSE;
    for (guint i = clause->from; i < clause->to; i++) {
        const GfWord *word = gf_words_at(taking->words, i);
        if (!word->capital && strlen(word->fold) > 3 && !gf_answer_class("civility", word->fold))
            return FALSE;
    }
    return index + 1 == taking->clauses->len || (index + 2 == taking->clauses->len && length < 3);
}

/* "Je ne resterai pas l'après-midi" leaves the morning; "pas déjeuner" leaves everything. */
static int leaves_half(const GfClause *clause)
{
    if (clause->negations == 1)
        return gf_clause_has(clause, GF_SENSE_AFTERNOON) ? GF_HALF_MORNING : 0;
    return clause->halves;
}

static gboolean is_polite(const GfClause *clause)
{
    static const guint64 polite = GF_SENSE_BIT(GF_SENSE_IGNORE) | GF_SENSE_BIT(GF_SENSE_GREETING) |
                                  GF_SENSE_BIT(GF_SENSE_CLOSING) | GF_SENSE_BIT(GF_SENSE_THANKS) |
                                  GF_SENSE_BIT(GF_SENSE_RECEIPT) | GF_SENSE_BIT(GF_SENSE_SORRY);
    return (clause->senses & ~polite) == 0 && clause->loose == 0 && clause->sign == 0 &&
           !clause->odd && !clause->question;
}

static void take_signs(Taking *taking, guint index)
{
    static const guint64 human = GF_SENSE_BIT(GF_SENSE_REQUEST) |
                                 GF_SENSE_BIT(GF_SENSE_SIDE_MATTER) |
                                 GF_SENSE_BIT(GF_SENSE_RELATIVE);
    GfTally *tally = taking->tally;
    const GfClause *clause = clause_of(taking, index);
    gboolean signature = is_signature(taking, index);
    tally->thanked = tally->thanked || gf_clause_has(clause, GF_SENSE_THANKS) ||
                     gf_clause_has(clause, GF_SENSE_RECEIPT);
    tally->bulk = tally->bulk || gf_clause_has(clause, GF_SENSE_BULK);
    tally->okay = tally->okay || gf_clause_has(clause, GF_SENSE_OKAY) ||
                  gf_clause_has(clause, GF_SENSE_YES) || gf_clause_has(clause, GF_SENSE_NO);
    if (gf_clause_has(clause, GF_SENSE_RELATIVE))
        tally->human = TRUE;
    tally->polite = tally->polite && (is_polite(clause) || (signature && index > 0));
    if (signature)
        return;
    tally->denied = tally->denied || clause->negations > 0 || gf_clause_has(clause, GF_SENSE_NO);
    tally->not_remote =
        tally->not_remote || (g_strcmp0(clause->why, "except") == 0 && counts(taking, index) &&
                              gf_clause_has(clause, GF_SENSE_REMOTE) && clause->halves == 0);
    tally->hours = tally->hours || clause->hours;
    tally->human = tally->human || clause->hours || clause->device;
    if (clause->sign != 0 && (clause->more_days || gf_about_several(clause, taking->words) ||
                              gf_about_only_meals(clause, taking->words)))
        tally->human = TRUE;
    tally->unread += clause->unread;
    tally->human = tally->human || (clause->senses & human) != 0 || clause->question;
    tally->asked = tally->asked || clause->question;
    if (gf_clause_has(clause, GF_SENSE_GONE) && !clause->question)
        tally->gone = "no-longer-member";
    if (clause->odd && clause->lead != GF_LEAD_WHO && clause->sentence >= taking->reversal &&
        !is_contingent(taking, index) && !gf_clause_has(clause, GF_SENSE_UNREAL) &&
        !g_array_index(taking->names->taken, gboolean, index))
        tally->odd = TRUE;
    gboolean remote =
        gf_clause_has(clause, GF_SENSE_REMOTE) || gf_clause_has(clause, GF_SENSE_CONNECT);
    tally->asks_remote =
        tally->asks_remote || (remote && (clause->question || !counts(taking, index)) &&
                               !gf_about_even(clause, taking->words));
    /* "... mais pas à la visite": which half that is nobody said. */
    tally->human = tally->human ||
                   (clause->lead == GF_LEAD_BUT && clause->negations == 1 && clause->sign == 0 &&
                    clause->unread > 0 && !g_array_index(taking->names->taken, gboolean, index));
    gboolean leaves = gf_clause_has(clause, GF_SENSE_LEAVE) && clause->sign == 0;
    if (leaves && !clause->question && !is_contingent(taking, index))
        tally->left |= leaves_half(clause);
    /* "... mais pas le 3 juillet": about another day, whatever it says. */
    gboolean other_day = clause->relation == GF_RELATION_OTHER &&
                         (clause->negations > 0 || clause->odd || clause->sign != 0 ||
                          gf_clause_has(clause, GF_SENSE_LATER)) &&
                         !gf_clause_has(clause, GF_SENSE_REASON);
    tally->human = tally->human || (other_day && !gf_clause_has(clause, GF_SENSE_NOW) &&
                                    !gf_clause_has(clause, GF_SENSE_ANOTHER_TIME) &&
                                    !gf_about_habit(clause, taking->words));
    gboolean away = clause->sign != 0 &&
                    (clause->weight == GF_WEIGHT_STRONG || is_yes_or_no(clause)) &&
                    (clause->foreign || clause->relation == GF_RELATION_OTHER);
    if (away && !gf_about_habit(clause, taking->words) && !gf_clause_has(clause, GF_SENSE_NOW)) {
        tally->elsewhere = TRUE;
        tally->human = TRUE;
    }
    if (clause->sign != 0 && clause->weight == GF_WEIGHT_STRONG && clause->who == GF_WHO_OTHER &&
        !g_array_index(taking->names->taken, gboolean, index))
        tally->human = TRUE;
}

static void look_over(Taking *taking)
{
    for (guint i = 0; i < taking->clauses->len; i++) {
        const GfClause *clause = clause_of(taking, i);
        if (gf_clause_has(clause, GF_SENSE_REVERSAL))
            taking->reversal = clause->sentence;
        taking->sorry = taking->sorry || gf_clause_has(clause, GF_SENSE_SORRY) ||
                        gf_clause_has(clause, GF_SENSE_EXCUSE) ||
                        gf_about_wish(clause, taking->words);
    }
    for (guint i = 0; i < taking->clauses->len; i++) {
        const GfClause *clause = clause_of(taking, i);
        if (clause->weight != GF_WEIGHT_STRONG || !counts(taking, i))
            continue;
        taking->strong = TRUE;
        taking->sender = taking->sender || clause->who == GF_WHO_SENDER;
    }
}

static void set_mode(Taking *taking)
{
    GfTally *tally = taking->tally;
    for (guint i = 0; i < taking->clauses->len; i++) {
        const GfClause *clause = clause_of(taking, i);
        gboolean onsite =
            gf_clause_has(clause, GF_SENSE_ONSITE) || gf_clause_has(clause, GF_SENSE_TRAVEL);
        if (onsite && clause->sign > 0 && counts(taking, i))
            tally->mode = GF_MODE_ONSITE;
    }
    if (tally->mode == GF_MODE_NONE && tally->not_remote && gf_tally_any(tally, 1))
        tally->mode = GF_MODE_ONSITE;
    if (!tally->remote[1])
        return;
    if ((tally->other_halves & ~tally->remote_halves) != 0 && tally->remote_halves != 0) {
        tally->human = TRUE;
        tally->mode = GF_MODE_NONE;
        return;
    }
    /* Here for one half, at a distance for the other: no single mode says that. */
    tally->human = tally->human || tally->mode == GF_MODE_ONSITE;
    tally->mode = tally->mode == GF_MODE_ONSITE ? GF_MODE_NONE : GF_MODE_REMOTE;
}

void gf_tally_take(GfTally *tally, const GfWords *words, const GArray *clauses,
                   const GfNames *names, const GfMeeting *meeting)
{
    *tally = (GfTally){.cut = words->cut, .symbols = words->symbols > 0};
    tally->empty = gf_words_count(words) == 0 && words->symbols == 0;
    tally->counted = g_array_new(FALSE, FALSE, sizeof(guint));
    tally->polite = !tally->empty && words->symbols == 0;
    Taking taking = {tally, words, clauses, names, meeting, 0, FALSE, NULL, 0, FALSE, FALSE};
    look_over(&taking);
    for (guint i = 0; i < clauses->len; i++) {
        add_clause(&taking, i);
        take_signs(&taking, i);
    }
    for (guint i = 0; i < clauses->len; i++)
        take_doubt(&taking, i);
    tally->human = tally->human || names->held || names->alternatives || names->along ||
                   names->conditional || names->unsure || names->staff ||
                   (names->given && names->proxy_to == NULL);
    gboolean half_no = tally->weight[MORNING][0] > 0 || tally->weight[AFTERNOON][0] > 0;
    tally->human = tally->human || (tally->hinted != 0 && tally->hinted != GF_HALF_BOTH &&
                                    !tally->unhinted && !half_no);
    set_mode(&taking);
    g_free(taking.named);
}

void gf_tally_clear(GfTally *tally)
{
    g_array_unref(tally->counted);
    *tally = (GfTally){0};
}

gboolean gf_tally_any(const GfTally *tally, int sign)
{
    for (guint scope = WHOLE; scope <= AFTERNOON; scope++)
        if (tally->weight[scope][sign > 0] > GF_WEIGHT_NONE)
            return TRUE;
    return FALSE;
}

gboolean gf_tally_any_strong(const GfTally *tally)
{
    for (guint scope = WHOLE; scope <= AFTERNOON; scope++)
        if (tally->weight[scope][0] == GF_WEIGHT_STRONG ||
            tally->weight[scope][1] == GF_WEIGHT_STRONG)
            return TRUE;
    return FALSE;
}

gboolean gf_tally_is_split(const GfTally *tally)
{
    gboolean whole_yes = tally->weight[WHOLE][1] > 0, whole_no = tally->weight[WHOLE][0] > 0;
    gboolean halves_yes = tally->weight[MORNING][1] > 0 || tally->weight[AFTERNOON][1] > 0;
    for (guint half = MORNING; half <= AFTERNOON; half++)
        if (tally->weight[half][0] > 0 && tally->weight[half][1] > 0)
            return FALSE;
    /* "Je ne pourrai pas venir mais je me connecterai." */
    if (tally->remote[1] && !tally->remote[0])
        return TRUE;
    if (whole_yes && whole_no)
        return tally->remote[0] && !tally->remote[1];
    return !whole_no && (whole_yes || halves_yes);
}

gboolean gf_tally_is_half_open(const GfTally *tally)
{
    gboolean no_morning = tally->weight[MORNING][0] > 0;
    gboolean no_afternoon = tally->weight[AFTERNOON][0] > 0;
    return tally->weight[WHOLE][0] == 0 && no_morning != no_afternoon && !gf_tally_any(tally, 1);
}

int gf_tally_halves(const GfTally *tally)
{
    gboolean whole = tally->weight[WHOLE][1] > 0;
    gboolean morning = tally->weight[MORNING][1] > 0, afternoon = tally->weight[AFTERNOON][1] > 0;
    gboolean no_morning = tally->weight[MORNING][0] > 0,
             no_afternoon = tally->weight[AFTERNOON][0] > 0;
    if (no_morning && no_afternoon)
        return -1;
    if (morning && afternoon)
        return 0;
    if (no_morning || no_afternoon) {
        if (!whole && !morning && !afternoon)
            return -1;
        return no_morning ? GF_HALF_AFTERNOON : GF_HALF_MORNING;
    }
    /* Said of one half elsewhere, all stays all: "Je serai présent. L'après-midi j'irai à
     * l'atelier 2." */
    if (whole && !tally->narrowed && tally->whole_sentence != tally->half_sentence)
        morning = afternoon = FALSE;
    if (morning)
        return GF_HALF_MORNING;
    if (afternoon)
        return GF_HALF_AFTERNOON;
    return tally->left == GF_HALF_BOTH ? 0 : tally->left;
}
