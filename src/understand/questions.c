/* questions.c - see questions.h.
 *
 * A letter is walked as heads (a label, a question quoted or copied) and what was written between
 * them. Several heads with nothing between leave open which of them is meant: all the questions in
 * one block say nothing, else the last head does. Plain numbers are tried only where nothing else
 * speaks, for people number their own lists too.
 */
#include "understand/questions.h"

#include "base/limits.h"
#include "understand/contribution.h"
#include "understand/gist.h"
#include "understand/question-label.h"
#include "understand/question-text.h"

#include <string.h>

enum {
    SEGMENTS_MAXIMUM = 500,
    LINES_MAXIMUM = 5000,
    SPLITS_MAXIMUM = 2000,
    SPLIT_REACH = 200,   /* bytes of a line before it */
    QUOTE_TAIL = 4,      /* words of a quote between a question and the answer */
    BEFORE_QUESTION = 3, /* words of a line before a question copied into it */
};

typedef struct {
    GfQuestionTexts *texts;
    guint64 all;    /* questions there are */
    gboolean plain; /* plain numbers are heads */
    gboolean named; /* a named label was seen */
    guint64 answered;
    guint64 run, last; /* heads since something was written, the last of them */
    guint heads;
    GString *written;   /* since the last head */
    gboolean same_line; /* it began on the line of the head */
    guint lines;
} Walk;

/* What was written since the last head answers it. */
static void settle(Walk *walk)
{
    g_autofree char *text = g_strdup(walk->written->str);
    g_string_truncate(walk->written, 0);
    if (walk->heads == 0)
        return;
    g_autoptr(GfGist) gist = gf_gist_new(text, NULL);
    if (gist->said->len == 0)
        return;
    gboolean block = walk->heads > 1 && !walk->same_line && walk->run == walk->all &&
                     (walk->all & (walk->all - 1)) != 0;
    if (!block && !gf_contribution_is_nothing(text))
        walk->answered |= walk->last;
    walk->heads = 0;
    walk->run = 0;
}

static void take_head(Walk *walk, guint64 questions)
{
    settle(walk);
    walk->heads++;
    walk->last = questions & walk->all;
    walk->run |= walk->last;
    walk->same_line = FALSE;
}

/* Something else stands between the heads and what comes. */
static void break_off(Walk *walk)
{
    settle(walk);
    walk->heads = 0;
    walk->run = 0;
}

static void append(Walk *walk, const char *from, const char *to, gboolean after_head)
{
    if (walk->written->len > GF_LIMIT_TEXT_BYTES)
        return;
    g_string_append_len(walk->written, from, to - from);
    g_string_append_c(walk->written, '\n');
    for (const char *at = from; at < to && after_head; at = g_utf8_next_char(at))
        walk->same_line = walk->same_line || g_unichar_isalnum(g_utf8_get_char(at));
}

static gboolean has_words(const char *from, const char *to, guint more_than)
{
    g_autofree char *text = g_strndup(from, (gsize) (to - from));
    g_autoptr(GfWords) words = gf_words_new(text);
    return gf_words_count(words) > more_than;
}

/* One line of what was written; `places` are those of the segment, `*place` the next one. Returns
 * where reading goes on, which may be on a later line. */
static const char *take_line(Walk *walk, const char *text, const char *line, const GArray *places,
                             guint *place)
{
    const char *end = line + strcspn(line, "\n"), *at = line;
    g_autofree char *own = g_strndup(line, (gsize) (end - line));
    GfLabel label = gf_question_label(own);
    gboolean head = label.kind == GF_LABEL_NAMED || (label.kind == GF_LABEL_PLAIN && walk->plain);
    walk->named = walk->named || label.kind == GF_LABEL_NAMED;
    if (head) {
        take_head(walk, label.numbers);
        at = line + label.rest;
    }
    while (*place < places->len) {
        const GfQuestionPlace *next = &g_array_index(places, GfQuestionPlace, *place);
        const char *start = text + next->start;
        if (start >= end)
            break;
        if (start > at && has_words(at, start, BEFORE_QUESTION))
            append(walk, at, start, head);
        take_head(walk, next->question);
        head = TRUE;
        at = text + next->end;
        (*place)++;
        if (at >= end)
            return at;
    }
    append(walk, at, end, head);
    return end;
}

/* "Q2" or "question 2" at `at`, inside a line, begins an answer: a colon is in its label, or a
 * sentence ends before it. */
static gboolean begins_answer(const char *text, const char *at)
{
    const char *digit = at + 1 + strspn(at + 1, " .");
    if (!g_ascii_isdigit(*digit) && g_ascii_strncasecmp(at, "question ", 9) != 0)
        return FALSE;
    const char *before = at;
    while (before > text && before[-1] == ' ')
        before--;
    const char *line = at;
    while (line > text && line[-1] != '\n' && at - line < SPLIT_REACH)
        line--;
    GfLabel label = gf_question_label(at), list = gf_question_label(line);
    if (list.kind == GF_LABEL_NAMED && line + list.rest > at)
        return FALSE; /* "Q1 et Q2 :" */
    return label.kind == GF_LABEL_NAMED && before > text && before < at &&
           (strchr(".;,/!?", before[-1]) != NULL || memchr(at, ':', label.rest) != NULL);
}

/* One line for each answer: "Q1 : oui. Q2 : non." Owned. */
static char *split_answers(const char *segment)
{
    GString *out = g_string_sized_new(strlen(segment));
    guint tries = 0;
    for (const char *at = segment; *at != '\0'; at++) {
        gboolean label = (*at == 'Q' || *at == 'q') && at > segment && at[-1] == ' ' &&
                         tries++ < SPLITS_MAXIMUM && begins_answer(segment, at);
        if (label)
            g_string_append_c(out, '\n');
        g_string_append_c(out, *at);
    }
    return g_string_free(out, FALSE);
}

static void take_written(Walk *walk, const char *segment)
{
    g_autofree char *split = split_answers(segment);
    g_autoptr(GfWords) words = gf_words_new(split);
    g_autoptr(GArray) places = gf_question_places(walk->texts, words);
    guint place = 0;
    for (const char *at = words->text; *at != '\0' && walk->lines < LINES_MAXIMUM; walk->lines++) {
        at = take_line(walk, words->text, at, places, &place);
        at += *at == '\n';
    }
}

/* Without marks of quotation, which would stand between the words of a question and its mark. */
static void take_quote(Walk *walk, const char *segment)
{
    g_autofree char *plain = g_strdup(segment);
    g_strdelimit(plain, ">", ' ');
    g_autoptr(GfWords) words = gf_words_new(plain);
    g_autoptr(GArray) places = gf_question_places(walk->texts, words);
    if (gf_words_count(words) == 0)
        return;
    if (places->len == 0) {
        break_off(walk);
        return;
    }
    for (guint i = 0; i < places->len; i++)
        take_head(walk, g_array_index(places, GfQuestionPlace, i).question);
    guint end = g_array_index(places, GfQuestionPlace, places->len - 1).to;
    if (words->cut || gf_words_count(words) - end > QUOTE_TAIL)
        break_off(walk);
}

static void walk_letter(Walk *walk, const GPtrArray *segments)
{
    walk->answered = walk->run = walk->last = 0;
    walk->heads = walk->lines = 0;
    g_string_truncate(walk->written, 0);
    for (guint i = 0; i < segments->len && i < SEGMENTS_MAXIMUM; i++) {
        const GfSegment *segment = segments->pdata[i];
        if (segment->kind == GF_SEGMENT_NEW)
            take_written(walk, segment->text);
        else if (segment->kind == GF_SEGMENT_QUOTE)
            take_quote(walk, segment->text);
        else if (segment->kind == GF_SEGMENT_FORWARD)
            break_off(walk);
    }
    settle(walk);
}

/* The plain numbers of a letter, and what was written right above the first. */
typedef struct {
    guint64 numbers;
    int last;
    gboolean ordered;
    char *above;
} Numbering;

static void number_lines(Numbering *numbering, const char *segment)
{
    g_auto(GStrv) lines = g_strsplit(segment, "\n", LINES_MAXIMUM);
    for (char **line = lines; *line != NULL; line++) {
        GfLabel label = gf_question_label(g_strstrip(*line));
        if (label.kind == GF_LABEL_PLAIN) {
            numbering->ordered =
                numbering->ordered && label.plain > numbering->last && label.numbers != 0;
            numbering->numbers |= label.numbers;
            numbering->last = label.plain;
        } else if (numbering->numbers == 0 && **line != '\0') {
            g_free(numbering->above);
            numbering->above = g_strdup(*line);
        }
    }
}

/* "Nous proposons trois actions :" announces a list of the writer's own. */
static gboolean announces_own_list(const char *line)
{
    g_autoptr(GfWords) words = gf_words_new(line != NULL ? line : "");
    if (line == NULL || !g_str_has_suffix(line, ":"))
        return FALSE;
    for (guint i = 0; i < gf_words_count(words); i++) {
        const char *fold = gf_words_at(words, i)->fold;
        if (g_str_has_prefix(fold, "repon") || g_str_has_prefix(fold, "answer") ||
            g_str_has_prefix(fold, "question"))
            return FALSE;
    }
    return TRUE;
}

/* Whether the plain numbers of a letter are those of the questions. */
static gboolean numbers_answer(const GPtrArray *segments, guint64 all)
{
    Numbering numbering = {0, 0, TRUE, NULL};
    for (guint i = 0; i < segments->len && i < SEGMENTS_MAXIMUM; i++) {
        const GfSegment *segment = segments->pdata[i];
        if (segment->kind == GF_SEGMENT_NEW)
            number_lines(&numbering, segment->text);
    }
    gboolean answer = numbering.numbers != 0 && numbering.ordered &&
                      (numbering.numbers & ~all) == 0 && !announces_own_list(numbering.above);
    g_free(numbering.above);
    return answer;
}

guint64 gf_questions_answered(const GPtrArray *segments, const GfQuestionText *questions,
                              gsize count)
{
    g_autoptr(GfQuestionTexts) texts = gf_question_texts_new(questions, count);
    g_autoptr(GString) written = g_string_new(NULL);
    Walk walk = {.texts = texts, .written = written};
    for (gsize i = 0; i < count; i++)
        if (questions[i].number >= 1 && questions[i].number <= GF_QUESTIONS_MAXIMUM)
            walk.all |= G_GUINT64_CONSTANT(1) << (questions[i].number - 1);
    walk_letter(&walk, segments);
    if (walk.answered != 0 || walk.named || !numbers_answer(segments, walk.all))
        return walk.answered;
    walk.plain = TRUE;
    walk_letter(&walk, segments);
    return walk.answered;
}
