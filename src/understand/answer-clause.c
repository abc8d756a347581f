/* answer-clause.c - see answer-clause.h: idioms taken out, sentences cut into clauses.
 *
 * Cutting follows punctuation, conjunctions, and subject pronouns, because many people write
 * without commas. What a clause states is read in answer-statement.c.
 */
#include "understand/answer-clause.h"

#include "understand/answer-caution.h"

#include "understand/answer-statement.h"
#include "understand/answer-subject.h"

#include <string.h>

static void mend_words(GfWords *words)
{
    for (guint i = 0; i < gf_words_count(words); i++) {
        GfWord *word = gf_words_at(words, i);
        const char *meant = gf_answer_mend(word->fold);
        if (meant != NULL)
            gf_words_mean(words, word, meant);
    }
}

/* An idiom between two commas is an aside: what it interrupts belongs together. */
static void join_aside(GfWords *words, guint from, guint to)
{
    GfWord *first = gf_words_at(words, from);
    GfWord *next = to < gf_words_count(words) ? gf_words_at(words, to) : NULL;
    if (next != NULL && next->before == GF_BREAK_COMMA && first->before <= GF_BREAK_COMMA)
        next->before = first->before = GF_BREAK_NONE;
}

static void mask_stretch(GfWords *words, guint from, guint to)
{
    g_autoptr(GPtrArray) stretch = g_ptr_array_new();
    for (guint i = from; i < to; i++)
        g_ptr_array_add(stretch, gf_words_at(words, i));
    GfWord *const *list = (GfWord *const *) stretch->pdata;
    for (guint at = 0; at < stretch->len;) {
        guint end = at + 1;
        const GfPhraseSpec *spec =
            gf_phrasebook_match(gf_answer_idioms(), list, stretch->len, at, &end);
        if (spec != NULL) {
            list[at]->sense = spec->sense;
            for (guint i = at; i < end; i++)
                list[i]->masked = TRUE;
            if (at == 0 && end == stretch->len)
                join_aside(words, from, to);
        }
        at = end;
    }
}

static void mask_idioms(GfWords *words)
{
    guint from = 0;
    for (guint i = 1; i <= gf_words_count(words); i++) {
        if (i < gf_words_count(words) && gf_words_at(words, i)->before == GF_BREAK_NONE)
            continue;
        mask_stretch(words, from, i);
        from = i;
    }
}

/* "Si" before anything but what it merely heightens ("si facilement"). */
static gboolean is_condition(const GfWords *words, guint at)
{
    static const char heightened[] =
        " facilement bien nombreux nombreuses tard tot vite peu souvent loin "
        "longtemps important rapidement gentiment possible aimable gentil gentille "
        "court brusquement mal non oui ";
    if (at + 1 >= gf_words_count(words) ||
        (at > 0 && gf_word_is(gf_words_at(words, at - 1)->fold, "meme")) ||
        !gf_word_among(" si lorsque if ", gf_words_at(words, at)->fold))
        return FALSE;
    const GfWord *next = gf_words_at(words, at + 1);
    return next->before == GF_BREAK_NONE && !gf_word_among(heightened, next->fold);
}

/* A subject pronoun begins a clause, unless the word before leads it in. */
static gboolean is_subject(const GfWords *words, guint at, guint from)
{
    static const char leads[] =
        " que quoi si ou quand comme dont lorsque puisque parce qui auquel laquelle "
        "lequel quel quelle ni et mais donc car alors ";
    const GfWord *word = gf_words_at(words, at);
    return gf_word_among(" je il elle on ieu ", word->fold) && !word->hyphened && at > from &&
           !gf_word_among(leads, gf_words_at(words, at - 1)->fold);
}

static gboolean begins_clause(const GfWords *words, guint at, guint from)
{
    static const char conjunctions[] =
        " mais car puisque parce afin tandis but because pero perque mes_ ";
    static const char after_and[] =
        " je ne me il elle on nous vous donc mon ma ce serai suis sera "
        "pas non pouvoir procuration i aussi absent absente present presente indisponible ";
    const GfWord *word = gf_words_at(words, at);
    gboolean last = at + 1 >= gf_words_count(words);
    const char *before = gf_words_at(words, at - 1)->fold;
    if (word->before != GF_BREAK_NONE || gf_word_among(conjunctions, word->fold) ||
        is_condition(words, at))
        return TRUE;
    if (gf_word_among(" et and y i ou ", word->fold) && !last)
        return (gf_word_among(after_and, gf_words_at(words, at + 1)->fold) ||
                gf_answer_class("give", gf_words_at(words, at + 1)->fold) ||
                (gf_answer_class("civility", gf_words_at(words, at + 1)->fold) &&
                 gf_subject_has_verb(words, from, at))) &&
               !(gf_word_is(word->fold, "y") || gf_word_is(word->fold, "i"));
    /* "J'ai pu décaler mon rendez-vous donc je viens" */
    if (gf_word_among(" donc alors ", word->fold) && !last)
        return gf_word_among(" je on nous il elle ", gf_words_at(words, at + 1)->fold);
    if (gf_word_is(word->fold, "qui"))
        return !gf_word_among(" moi nous ", before);
    if (gf_word_among(" meme bien alors pour ", word->fold) && !last)
        return (gf_word_is(word->fold, "meme") &&
                gf_word_is(gf_words_at(words, at + 1)->fold, "si")) ||
               (!gf_word_is(word->fold, "meme") &&
                gf_word_is(gf_words_at(words, at + 1)->fold, "que"));
    return is_subject(words, at, from);
}

static GfLead lead_of(const GfWords *words, guint from)
{
    const char *fold = gf_words_at(words, from)->fold;
    if (is_condition(words, from) && !gf_words_at(words, from)->masked)
        return GF_LEAD_IF;
    if (gf_word_is(fold, "qui"))
        return GF_LEAD_WHO;
    return gf_word_among(" mais but pero ", fold) ? GF_LEAD_BUT : GF_LEAD_NONE;
}

/* "Je ne sais pas si ...": no condition, but what is not known. */
static gboolean asks_indirectly(const GArray *clauses, const GfWords *words, guint from)
{
    if (clauses->len == 0 || gf_words_at(words, from)->before != GF_BREAK_NONE)
        return FALSE;
    for (guint i = g_array_index(clauses, GfClause, clauses->len - 1).from; i < from; i++)
        if (gf_words_at(words, i)->sense == GF_SENSE_LATER)
            return TRUE;
    return FALSE;
}

static void add_clause(GArray *clauses, const GfWords *words, guint from, guint to)
{
    GfClause clause = {.from = from, .to = to, .name = G_MAXUINT};
    GfBreak before = gf_words_at(words, from)->before;
    if (clauses->len > 0) {
        const GfClause *last = &g_array_index(clauses, GfClause, clauses->len - 1);
        clause.sentence = last->sentence + (before >= GF_BREAK_LINE);
    }
    clause.lead = lead_of(words, from);
    if (clause.lead == GF_LEAD_IF && asks_indirectly(clauses, words, from))
        clause.lead = GF_LEAD_WHO;
    g_array_append_val(clauses, clause);
}

static GArray *cut(const GfWords *words)
{
    GArray *clauses = g_array_new(FALSE, TRUE, sizeof(GfClause));
    guint from = 0;
    for (guint i = 1; i < gf_words_count(words); i++) {
        if (!begins_clause(words, i, from))
            continue;
        add_clause(clauses, words, from, i);
        from = i;
    }
    if (gf_words_count(words) > 0)
        add_clause(clauses, words, from, gf_words_count(words));
    return clauses;
}

/* "Est-ce que", "pouvez-vous", "quel": where the question of a sentence begins. */
static gboolean begins_question(const GfClause *clause, const GfWords *words)
{
    static const char askers[] =
        " quel quelle quels quelles comment pourquoi combien qui ou quand est ";
    if (clause->lead == GF_LEAD_BUT)
        return TRUE;
    for (guint i = clause->from; i < clause->to; i++)
        if (gf_words_at(words, i)->sense == GF_SENSE_REQUEST)
            return TRUE;
    if (gf_word_among(" ou ", gf_words_at(words, clause->from)->fold) &&
        clause->from + 1 < clause->to)
        return !gf_word_among(" pas non absent absente present presente bien ",
                              gf_words_at(words, clause->from + 1)->fold);
    /* "Quand", "à quelle heure" */
    const char *second =
        clause->from + 1 < clause->to ? gf_words_at(words, clause->from + 1)->fold : "";
    return gf_word_among(askers, gf_words_at(words, clause->from)->fold) ||
           gf_word_among(" quel quelle quels quelles ", second);
}

/* A question mark makes a question of its sentence, back to where that begins. */
static void mark_questions(GArray *clauses, const GfWords *words)
{
    gboolean question = FALSE;
    for (guint i = clauses->len; i > 0; i--) {
        GfClause *clause = &g_array_index(clauses, GfClause, i - 1);
        const GfClause *next = i < clauses->len ? &g_array_index(clauses, GfClause, i) : NULL;
        question = question && next != NULL && next->sentence == clause->sentence &&
                   !begins_question(next, words);
        question = question || gf_words_at(words, clause->to - 1)->question;
        clause->question = question;
    }
}

/* A closing leaves only signatures after it, until a postscript. */
static void mark_closing(GArray *clauses, const GfWords *words)
{
    gboolean closing = FALSE;
    for (guint i = 0; i < clauses->len; i++) {
        GfClause *clause = &g_array_index(clauses, GfClause, i);
        gboolean postscript = gf_word_among(" ps post ", gf_words_at(words, clause->from)->fold);
        closing = closing && !postscript;
        clause->after_closing = closing;
        for (guint at = clause->from; at < clause->to; at++)
            closing = closing || gf_words_at(words, at)->sense == GF_SENSE_CLOSING;
    }
}

GArray *gf_clauses_read(GfWords *words, const GfMeeting *meeting)
{
    mend_words(words);
    mask_idioms(words);
    GArray *clauses = cut(words);
    mark_questions(clauses, words);
    mark_closing(clauses, words);
    for (guint i = 0; i < clauses->len; i++)
        gf_statement_read(&g_array_index(clauses, GfClause, i), words, meeting);
    gf_statements_link(clauses, words);
    gf_caution_read(clauses, words, meeting);
    return clauses;
}
