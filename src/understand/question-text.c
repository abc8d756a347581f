/* question-text.c - see question-text.h.
 *
 * A question is known by its longer words: most of them, close together. One pass over the words of
 * the text; for each question the last place of each of its words is kept.
 */
#include "understand/question-text.h"

#include <string.h>

enum {
    LETTERS = 4,         /* of words that count */
    QUESTION_WORDS = 40, /* of a question that are looked at */
    COVERED_PERCENT = 70,
    MARK_REACH = 6, /* words between the last known one and the question mark */
};

static const char common[] =
    " avec pour dans vous votre vos nous notre leur leurs quel quelle quels quelles comment "
    "pourquoi cette etre sont plus sous afin ainsi entre selon elle elles ceux celles tous toutes "
    "tout toute faire faut what which your with that from this are ";

typedef struct {
    guint64 bit;
    guint length; /* words of the whole question */
    guint count;  /* that count */
    gint last[QUESTION_WORDS];
    guint best; /* of them that were close together */
    guint from, to;
} Question;

typedef struct {
    guint question, word;
} Use;

struct GfQuestionTexts {
    GArray *questions;  /* of Question */
    GHashTable *usages; /* fold -> GArray of Use */
};

static void add_usage(GfQuestionTexts *texts, const char *fold, Use use)
{
    GArray *uses = g_hash_table_lookup(texts->usages, fold);
    if (uses == NULL) {
        uses = g_array_new(FALSE, FALSE, sizeof(Use));
        g_hash_table_insert(texts->usages, g_strdup(fold), uses);
    }
    for (guint i = 0; i < uses->len; i++)
        if (g_array_index(uses, Use, i).question == use.question)
            return;
    g_array_append_val(uses, use);
    g_array_index(texts->questions, Question, use.question).count++;
}

static void add_question(GfQuestionTexts *texts, const GfQuestionText *text)
{
    g_autoptr(GfWords) words = gf_words_new(text->text != NULL ? text->text : "");
    Question question = {.bit = G_GUINT64_CONSTANT(1) << (text->number - 1),
                         .length = gf_words_count(words)};
    g_array_append_val(texts->questions, question);
    guint index = texts->questions->len - 1;
    for (guint i = 0; i < question.length; i++) {
        const char *fold = gf_words_at(words, i)->fold;
        guint count = g_array_index(texts->questions, Question, index).count;
        if (count < QUESTION_WORDS && strlen(fold) >= LETTERS && !gf_word_among(common, fold))
            add_usage(texts, fold, (Use){index, count});
    }
}

GfQuestionTexts *gf_question_texts_new(const GfQuestionText *questions, gsize count)
{
    GfQuestionTexts *texts = g_new0(GfQuestionTexts, 1);
    texts->questions = g_array_new(FALSE, TRUE, sizeof(Question));
    texts->usages =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_array_unref);
    for (gsize i = 0; i < count; i++)
        if (questions[i].number >= 1 && questions[i].number <= GF_QUESTIONS_MAXIMUM)
            add_question(texts, &questions[i]);
    return texts;
}

void gf_question_texts_free(GfQuestionTexts *texts)
{
    if (texts == NULL)
        return;
    g_array_unref(texts->questions);
    g_hash_table_unref(texts->usages);
    g_free(texts);
}

/* Word `at` of the text is a word of the question: is this the best place so far? */
static void look_back(Question *question, guint at)
{
    guint window = question->length + question->length / 3 + 3, found = 0, first = at;
    for (guint i = 0; i < question->count; i++) {
        if (question->last[i] < 0 || (guint) question->last[i] + window <= at)
            continue;
        found++;
        first = MIN(first, (guint) question->last[i]);
    }
    if (found <= question->best)
        return;
    question->best = found;
    question->from = first;
    question->to = at + 1;
}

static void look_at(GfQuestionTexts *texts, const char *fold, guint at)
{
    const GArray *uses = g_hash_table_lookup(texts->usages, fold);
    for (guint i = 0; uses != NULL && i < uses->len; i++) {
        const Use *use = &g_array_index(uses, Use, i);
        Question *question = &g_array_index(texts->questions, Question, use->question);
        question->last[use->word] = (gint) at;
        look_back(question, at);
    }
}

static gboolean is_covered(const Question *question)
{
    return question->best >= MIN(2, question->count) && question->best > 0 &&
           question->best * 100 >= question->count * COVERED_PERCENT;
}

static gboolean overlaps(const Question *a, const Question *b)
{
    guint from = MAX(a->from, b->from), to = MIN(a->to, b->to);
    return to > from && (to - from) * 2 >= MIN(a->to - a->from, b->to - b->from);
}

/* 1 where `a` fits its place better than `b` does. */
static int compare_fit(const Question *a, const Question *b)
{
    guint fit_a = a->best * b->count, fit_b = b->best * a->count;
    return fit_a != fit_b ? (fit_a > fit_b ? 1 : -1)
                          : (int) (a->best > b->best) - (a->best < b->best);
}

static gboolean holds_its_place(const GfQuestionTexts *texts, guint index)
{
    const Question *question = &g_array_index(texts->questions, Question, index);
    for (guint i = 0; i < texts->questions->len; i++) {
        const Question *other = &g_array_index(texts->questions, Question, i);
        if (i != index && is_covered(other) && overlaps(question, other) &&
            compare_fit(question, other) <= 0)
            return FALSE;
    }
    return is_covered(question);
}

/* A question goes on to its mark. */
static guint up_to_mark(const GfWords *words, guint to)
{
    for (guint at = to > 0 ? to - 1 : 0; at < gf_words_count(words) && at < to + MARK_REACH; at++)
        if (gf_words_at(words, at)->question)
            return at + 1;
    return to;
}

static int compare_places(gconstpointer a, gconstpointer b)
{
    const GfQuestionPlace *first = a, *second = b;
    return (first->from > second->from) - (first->from < second->from);
}

GArray *gf_question_places(GfQuestionTexts *texts, const GfWords *words)
{
    for (guint i = 0; i < texts->questions->len; i++) {
        Question *question = &g_array_index(texts->questions, Question, i);
        memset(question->last, -1, sizeof question->last);
        question->best = 0;
    }
    for (guint at = 0; at < gf_words_count(words); at++)
        look_at(texts, gf_words_at(words, at)->fold, at);
    GArray *places = g_array_new(FALSE, FALSE, sizeof(GfQuestionPlace));
    for (guint i = 0; i < texts->questions->len; i++) {
        const Question *question = &g_array_index(texts->questions, Question, i);
        if (!holds_its_place(texts, i))
            continue;
        guint to = up_to_mark(words, question->to);
        GfQuestionPlace place = {question->bit, question->from, to,
                                 gf_words_at(words, question->from)->start,
                                 gf_words_at(words, to - 1)->end};
        g_array_append_val(places, place);
    }
    g_array_sort(places, compare_places);
    return places;
}
