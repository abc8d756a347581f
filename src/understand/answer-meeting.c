/* answer-meeting.c - see answer-meeting.h.
 *
 * Most answers ask little of the subject and the quote, so that each is cut into words, and what
 * follows from these is found, when it is first asked for. Days are compared as far as they are
 * said; nothing is resolved against a calendar.
 */
#include "understand/answer-meeting.h"

#include "understand/answer-clause.h"
#include "understand/answer-day.h"
#include "understand/term.h"

#include <string.h>

enum { ITEMS_MAXIMUM = 50, ITEM_WORDS = 16, WORDS_OF_A_MEETING = 3 };

/* What may take place in one half only. */
static const char *const halved_stems[] = {"atelier", "audition", "redaction",
                                           "vote",    "plenier",  "visite"};

/* A subject or a quote. NULL: not looked for yet. */
typedef struct {
    char *text;
    GfWords *words;
    GArray *days;  /* of GfDay */
    GArray *times; /* of int: minutes after midnight */
    gboolean quote, learned, weighed;
    int halves[G_N_ELEMENTS(halved_stems)]; /* GF_HALF_ of what is named with each stem */
    gboolean asks_absence, speaks_of_presence;
} Source;

struct GfMeeting {
    Source *subject, *quote; /* subject: NULL where it does not count */
};

/* In lines that say when a mail was written, not when the meeting is. */
static const char *const header_marks[] = {"a écrit", "wrote:",      "Envoyé",     "Date :",
                                           "Date:",   "Sent:",       "Message du", "escribió",
                                           "@",       "va escriure", NULL};

/* The place of the first of `header_marks` at or behind `text`, the end of the text where there is
 * none. */
static const char *next_mark(const char *text)
{
    const char *first = text + strlen(text);
    for (gsize i = 0; header_marks[i] != NULL; i++) {
        const char *found = strstr(text, header_marks[i]);
        first = found != NULL ? MIN(first, found) : first;
    }
    return first;
}

static char *without_headers(const char *quote)
{
    GString *kept = g_string_sized_new(strlen(quote) + 2);
    const char *mark = next_mark(quote);
    for (const char *line = quote, *end; line != NULL; line = *end != '\0' ? end + 1 : NULL) {
        end = strchrnul(line, '\n');
        const char *text = line + strspn(line, "> \t");
        if (mark >= end)
            g_string_append_c(g_string_append_len(kept, text, end - text), '\n');
        else
            mark = next_mark(end);
    }
    return g_string_free(kept, FALSE);
}

static GfWords *words_of(Source *source)
{
    if (source->words == NULL) {
        if (source->quote) {
            char *body = without_headers(source->text);
            g_free(source->text);
            source->text = body;
        }
        source->words = gf_words_new(source->text);
    }
    return source->words;
}

static GArray *days_of(Source *source)
{
    if (source->days == NULL) {
        const GfWords *words = words_of(source);
        source->days = gf_days_find(words, 0, gf_words_count(words));
    }
    return source->days;
}

static gboolean in_range(const GfDay *range, const GfDay *day)
{
    if (range->until_day == 0 || day->day == 0)
        return FALSE;
    int first = range->month * 31 + range->day, last = range->until_month * 31 + range->until_day;
    int wanted = day->month * 31 + day->day;
    if (range->month == 0 || day->month == 0) {
        first = range->day;
        last = range->until_day;
        wanted = day->day;
    }
    return first <= wanted && wanted <= last;
}

static gboolean same_day(const GfDay *a, const GfDay *b)
{
    if (a->day != 0 && b->day != 0)
        return a->day == b->day && (a->month == 0 || b->month == 0 || a->month == b->month);
    return a->weekday != 0 && a->weekday == b->weekday;
}

typedef enum { DAY_UNKNOWN, DAY_OF_MEETING, DAY_ELSEWHERE } Whose;

/* Those of the subject, where it names any. Borrowed. */
static const GArray *days_of_meeting(const GfMeeting *meeting)
{
    const GArray *days = meeting->subject != NULL ? days_of(meeting->subject) : NULL;
    return days != NULL && days->len > 0 ? days : days_of(meeting->quote);
}

static Whose whose_day(const GfMeeting *meeting, const GfDay *day)
{
    const GArray *days = days_of_meeting(meeting);
    gboolean comparable = FALSE;
    for (guint i = 0; i < days->len; i++) {
        const GfDay *wanted = &g_array_index(days, GfDay, i);
        if (same_day(day, wanted) || in_range(day, wanted))
            return DAY_OF_MEETING;
        comparable = comparable || (day->day != 0 && wanted->day != 0) ||
                     (day->day == 0 && day->month != 0 && wanted->month != 0 &&
                      day->month != wanted->month) ||
                     (day->weekday != 0 && wanted->weekday != 0);
    }
    return comparable ? DAY_ELSEWHERE : DAY_UNKNOWN;
}

GfRelation gf_meeting_relation(const GfMeeting *meeting, const GfWords *words, guint from, guint to,
                               gboolean *ret_more)
{
    g_autoptr(GArray) days = gf_days_find(words, from, to);
    gboolean meant = FALSE, elsewhere = FALSE;
    for (guint i = 0; i < days->len; i++) {
        Whose whose = whose_day(meeting, &g_array_index(days, GfDay, i));
        meant = meant || whose == DAY_OF_MEETING;
        elsewhere = elsewhere || whose == DAY_ELSEWHERE;
    }
    *ret_more = meant && elsewhere;
    return meant ? GF_RELATION_MEETING : elsewhere ? GF_RELATION_OTHER : GF_RELATION_NONE;
}

/* Words [from, to). */
typedef struct {
    guint from, to;
} Range;

/* Which half a stretch of the programme names; both or none are 0. */
static int half_named(const GfWords *words, guint from, guint to)
{
    int half = 0;
    for (guint i = from; i < to; i++) {
        const char *fold = gf_words_at(words, i)->fold;
        if (gf_word_among(" matin matinee ", fold))
            half |= GF_HALF_MORNING;
        if (gf_word_among(" apresmidi ", fold) ||
            (gf_word_among(" apres ", fold) && i + 1 < to &&
             gf_word_is(gf_words_at(words, i + 1)->fold, "midi")))
            half |= GF_HALF_AFTERNOON;
    }
    return half == GF_HALF_BOTH ? 0 : half;
}

/* Which of halved_stems begins `fold`, from 1; 0: none. */
static int halved_stem(const char *fold)
{
    int stem = 0;
    if (gf_term_recall(halved_stems, fold, &stem))
        return stem;
    for (guint i = 0; i < G_N_ELEMENTS(halved_stems); i++)
        if (g_str_has_prefix(fold, halved_stems[i]))
            stem = (int) i + 1;
    return gf_term_remember(halved_stems, fold, stem);
}

static void learn_half(Source *source, const GfWords *words, Range range, int half)
{
    for (guint i = range.from; i < range.to; i++) {
        int stem = halved_stem(gf_words_at(words, i)->fold);
        if (stem > 0)
            source->halves[stem - 1] |= half;
    }
}

static void learn_stretch(Source *source, guint from, guint to)
{
    int half = half_named(source->words, from, to);
    if (half != 0)
        learn_half(source, source->words, (Range){from, to}, half);
}

/* Brackets and colons belong to an item of the programme: "Après-midi (14h-17h) : ateliers". */
static gboolean parts_programme(const GfWords *words, guint at)
{
    const GfWord *word = gf_words_at(words, at), *before = gf_words_at(words, at - 1);
    gsize length = word->start > before->end ? word->start - before->end : 0;
    return word->before == GF_BREAK_COMMA || word->before >= GF_BREAK_LINE ||
           memchr(words->text + before->end, ';', length) != NULL;
}

/* "- Ateliers, de 14 h à 16 h 30", "14h-17h : ateliers": an item of the programme with its hours.
 */
static void learn_item(Source *source, const char *line)
{
    g_autoptr(GfWords) words = gf_words_new(line);
    guint count = gf_words_count(words), times = 0;
    if (count > ITEM_WORDS)
        return;
    int first = -1, last = -1;
    for (guint i = 0; i < count; i++) {
        int minutes = gf_time_at(words, i, count);
        if (minutes < 0)
            continue;
        *(times == 0 ? &first : &last) = minutes;
        times++;
    }
    int half = first >= 12 * 60 ? GF_HALF_AFTERNOON : last <= 14 * 60 ? GF_HALF_MORNING : 0;
    if (times == 2 && first < last && half != 0)
        learn_half(source, words, (Range){0, count}, half);
}

static void learn_items(Source *source)
{
    g_auto(GStrv) lines = g_strsplit(source->text, "\n", -1);
    guint read = 0;
    for (char **line = lines; *line != NULL && read < ITEMS_MAXIMUM; line++) {
        const char *text = *line + strspn(*line, " \t");
        if (strpbrk(text, "0123456789") != NULL) {
            learn_item(source, text);
            read++;
        }
    }
}

static GArray *times_of(Source *source)
{
    if (source->times != NULL)
        return source->times;
    const GfWords *words = words_of(source);
    guint count = gf_words_count(words);
    source->times = g_array_new(FALSE, FALSE, sizeof(int));
    for (guint at = 0; at < count;) {
        int minutes = -1;
        guint next = gf_time_read(words, at, count, &minutes);
        if (next > at)
            g_array_append_val(source->times, minutes);
        at = MAX(next, at + 1);
    }
    return source->times;
}

/* "Le matin, séance ; l'après-midi, visite": the comma divides nothing. */
static gboolean names_only_half(const GfWords *words, guint from, guint to)
{
    for (guint i = from; i < to; i++)
        if (!gf_word_among(" le la l matin matinee apres midi apresmidi ",
                           gf_words_at(words, i)->fold))
            return FALSE;
    return half_named(words, from, to) != 0;
}

/* Which halves what is named with a stem belongs to. */
static int halves_of(Source *source, int stem)
{
    if (!source->learned) {
        const GfWords *words = words_of(source);
        guint from = 0;
        source->learned = TRUE;
        for (guint i = 1; i < gf_words_count(words); i++) {
            if (parts_programme(words, i) && !names_only_half(words, from, i)) {
                learn_stretch(source, from, i);
                from = i;
            }
        }
        learn_stretch(source, from, gf_words_count(words));
        if (source->quote)
            learn_items(source);
    }
    return source->halves[stem - 1];
}

static gboolean names_presence(const char *fold)
{
    static const char *const stems[] = {"presen", "particip", "assist", "viendr", "venir", "venez"};
    for (gsize i = 0; i < G_N_ELEMENTS(stems); i++)
        if (g_str_has_prefix(fold, stems[i]))
            return TRUE;
    return FALSE;
}

static void weigh(Source *source)
{
    const GfWords *words = words_of(source);
    gboolean absence = FALSE;
    for (guint i = 0; i < gf_words_count(words); i++) {
        const GfWord *word = gf_words_at(words, i);
        source->speaks_of_presence = source->speaks_of_presence || names_presence(word->fold);
        absence =
            (absence && word->before < GF_BREAK_LINE) || g_str_has_prefix(word->fold, "absen");
        source->asks_absence = source->asks_absence || (absence && word->question);
    }
    source->weighed = TRUE;
}

static const Source *weighed(Source *source)
{
    if (!source->weighed)
        weigh(source);
    return source;
}

gboolean gf_meeting_asks_absence(const GfMeeting *meeting)
{
    return weighed(meeting->quote)->asks_absence ||
           (meeting->subject != NULL && weighed(meeting->subject)->asks_absence);
}

gboolean gf_meeting_speaks_of_presence(const GfMeeting *meeting)
{
    return weighed(meeting->quote)->speaks_of_presence ||
           (meeting->subject != NULL && weighed(meeting->subject)->speaks_of_presence);
}

static Source *source_new(const char *text, gboolean quote)
{
    Source *source = g_rc_box_new0(Source);
    source->text = g_strdup(text != NULL ? text : "");
    source->quote = quote;
    return source;
}

static void source_clear(gpointer data)
{
    Source *source = data;
    g_free(source->text);
    gf_words_free(source->words);
    g_clear_pointer(&source->days, g_array_unref);
    g_clear_pointer(&source->times, g_array_unref);
}

GfMeeting *gf_meeting_new(const char *subject, const char *quote)
{
    GfMeeting *meeting = g_new0(GfMeeting, 1);
    meeting->subject = source_new(subject, FALSE);
    meeting->quote = source_new(quote, TRUE);
    return meeting;
}

GfMeeting *gf_meeting_new_without_subject(const GfMeeting *meeting)
{
    GfMeeting *rest = g_new0(GfMeeting, 1);
    rest->quote = g_rc_box_acquire(meeting->quote);
    return rest;
}

void gf_meeting_free(GfMeeting *meeting)
{
    if (meeting == NULL)
        return;
    if (meeting->subject != NULL)
        g_rc_box_release_full(meeting->subject, source_clear);
    g_rc_box_release_full(meeting->quote, source_clear);
    g_free(meeting);
}

static gboolean holds(Source *source, const char *fold)
{
    const GfWords *words = source != NULL ? words_of(source) : NULL;
    for (guint i = 0; words != NULL && i < gf_words_count(words); i++) {
        const char *said = gf_words_at(words, i)->fold;
        if (said == fold || gf_word_is(said, fold)) /* mostly one term */
            return TRUE;
    }
    return FALSE;
}

gboolean gf_meeting_says(const GfMeeting *meeting, const char *fold)
{
    return holds(meeting->subject, fold) || holds(meeting->quote, fold);
}

gboolean gf_meeting_names_time(const GfMeeting *meeting, int minutes)
{
    Source *const sources[] = {meeting->subject, meeting->quote};
    for (gsize i = 0; i < G_N_ELEMENTS(sources); i++) {
        const GArray *times = sources[i] != NULL ? times_of(sources[i]) : NULL;
        for (guint at = 0; times != NULL && at < times->len; at++)
            if (g_array_index(times, int, at) == minutes)
                return TRUE;
    }
    return FALSE;
}

/* TRUE where subject and quote have fewer different words than tell a meeting. */
static gboolean says_little(const GfMeeting *meeting)
{
    Source *const sources[] = {meeting->subject, meeting->quote};
    const char *met[WORDS_OF_A_MEETING];
    guint count = 0;
    for (gsize i = 0; i < G_N_ELEMENTS(sources); i++) {
        const GfWords *words = sources[i] != NULL ? words_of(sources[i]) : NULL;
        for (guint at = 0; words != NULL && at < gf_words_count(words); at++) {
            const char *fold = gf_words_at(words, at)->fold;
            guint same = 0;
            while (same < count && strcmp(met[same], fold) != 0)
                same++;
            if (same == count)
                met[count++] = fold;
            if (count == WORDS_OF_A_MEETING)
                return FALSE;
        }
    }
    return TRUE;
}

gboolean gf_meeting_is_foreign(const GfMeeting *meeting, const GfWords *words, guint from, guint to,
                               gboolean places)
{
    for (guint i = from; i < to; i++) {
        const GfWord *word = gf_words_at(words, i);
        const char *before = i > from ? gf_words_at(words, i - 1)->fold : "";
        gboolean place = places && word->capital && !word->masked && strlen(word->fold) > 3 &&
                         i > from && gf_word_is(before, "a") &&
                         !gf_answer_class("title", word->fold) &&
                         g_ascii_islower(words->text[word->end - 1]);
        if ((place || (!word->masked && gf_answer_class("body", word->fold))) &&
            !gf_meeting_says(meeting, word->fold))
            return !says_little(meeting);
    }
    return FALSE;
}

static gboolean is_title(const GfMeeting *meeting, int stem)
{
    const GfWords *words = meeting->subject != NULL ? words_of(meeting->subject) : NULL;
    for (guint i = 0; words != NULL && i < gf_words_count(words); i++)
        if (halved_stem(gf_words_at(words, i)->fold) == stem)
            return TRUE;
    return FALSE;
}

static int half_of(const GfMeeting *meeting, const GfWords *words, Range range, gboolean title)
{
    int half = 0;
    for (guint i = range.from; i < range.to; i++) {
        int stem = halved_stem(gf_words_at(words, i)->fold);
        if (stem == 0)
            continue;
        if (!title && is_title(meeting, stem))
            return 0;
        half |= halves_of(meeting->quote, stem);
        if (meeting->subject != NULL)
            half |= halves_of(meeting->subject, stem);
    }
    return half == GF_HALF_BOTH ? 0 : half;
}

int gf_meeting_half(const GfMeeting *meeting, const GfWords *words, guint from, guint to)
{
    return half_of(meeting, words, (Range){from, to}, TRUE);
}

int gf_meeting_part(const GfMeeting *meeting, const GfWords *words, guint from, guint to)
{
    return half_of(meeting, words, (Range){from, to}, FALSE);
}
