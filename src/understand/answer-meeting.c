/* answer-meeting.c - see answer-meeting.h.
 *
 * Dates as people write them: "vendredi 14 mars", "le 14", "14/03/2025", "du 4 au 12 octobre",
 * "March 14". Nothing is resolved against a calendar; days are compared as far as they are said.
 */
#include "understand/answer-meeting.h"

#include "understand/answer-clause.h"

#include <stdlib.h>
#include <string.h>

static const struct {
    const char *names;
    int month;
} months[] = {
    {" janvier janv jan january enero gener genier ", 1},
    {" fevrier fevr fev feb february febrero febrer febrier ", 2},
    {" mars march marzo marc ", 3},
    {" avril avr apr april abril ", 4},
    {" mai may mayo maig ", 5},
    {" juin jun june junio juny junh ", 6},
    {" juillet juil jul july julio juliol julhet ", 7},
    {" aout aug august agosto agost ", 8},
    {" septembre sept sep september septiembre setembre setiembre ", 9},
    {" octobre oct october octubre ", 10},
    {" novembre nov november noviembre ", 11},
    {" decembre dec december diciembre desembre ", 12},
};

static const struct {
    const char *names;
    int weekday;
} weekdays[] = {
    {" lundi lun monday lunes dilluns diluns ", 1},
    {" mardi mar tuesday martes dimarts dimars ", 2},
    {" mercredi mer wednesday miercoles dimecres ", 3},
    {" jeudi jeu thursday jueves dijous ", 4},
    {" vendredi ven friday viernes divendres ", 5},
    {" samedi sam saturday sabado dissabte ", 6},
    {" dimanche dim sunday domingo diumenge ", 7},
};

enum { ITEMS_MAXIMUM = 50, ITEM_WORDS = 16 };

/* What stands before a bare day of the month. */
static const char day_leaders[] = " le du au el lo al del dia the for on ";
/* What after a number makes it no day. */
static const char units[] =
    " h heures heure minutes minute mn km euros ans personnes membres places pm am ";
static const char *const halved_stems[] = {"atelier", "audition", "redaction",
                                           "vote",    "plenier",  "visite"};

/* Months count from 1, weekdays from WEEKDAY. */
enum { WEEKDAY = 100 };

static void add_names(GHashTable *table, const char *names, int value)
{
    g_auto(GStrv) list = g_strsplit(names, " ", -1);
    for (char **name = list; *name != NULL; name++)
        if (**name != '\0')
            g_hash_table_insert(table, g_strdup(*name), GINT_TO_POINTER(value));
}

/* The month or weekday that a word names; 0: neither. */
static int calendar_name(const char *fold)
{
    static GHashTable *names = NULL;
    if (g_once_init_enter(&names)) {
        GHashTable *table = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
        for (gsize i = 0; i < G_N_ELEMENTS(months); i++)
            add_names(table, months[i].names, months[i].month);
        for (gsize i = 0; i < G_N_ELEMENTS(weekdays); i++)
            add_names(table, weekdays[i].names, WEEKDAY + weekdays[i].weekday);
        g_once_init_leave(&names, table);
    }
    return GPOINTER_TO_INT(g_hash_table_lookup(names, fold));
}

static int month_of(const char *fold)
{
    int value = calendar_name(fold);
    return value < WEEKDAY ? value : 0;
}

static int weekday_of(const char *fold)
{
    int value = calendar_name(fold);
    return value > WEEKDAY ? value - WEEKDAY : 0;
}

static int number_of(const char *fold)
{
    char *end = NULL;
    gint64 value = g_ascii_strtoll(fold, &end, 10);
    gboolean plain =
        end != fold && (*end == '\0' || strcmp(end, "er") == 0 || strcmp(end, "th") == 0 ||
                        strcmp(end, "st") == 0 || strcmp(end, "rd") == 0);
    return plain && value >= 1 && value <= 31 ? (int) value : 0;
}

static const char *fold_at(const GfWords *words, guint at, guint to)
{
    return at < to ? gf_words_at(words, at)->fold : "";
}

/* "14/03", "14/03/2025", "14.3.2025". */
static gboolean numeric_date(const char *fold, GfDay *ret_day)
{
    char *end = NULL;
    gint64 day = g_ascii_strtoll(fold, &end, 10);
    if (end == fold || (*end != '/' && *end != '.') || day < 1 || day > 31)
        return FALSE;
    const char *rest = end + 1;
    gint64 month = g_ascii_strtoll(rest, &end, 10);
    if (end == rest || month < 1 || month > 12 || (*end != '\0' && *end != '/' && *end != '.'))
        return FALSE;
    *ret_day = (GfDay){.day = (int) day, .month = (int) month};
    return TRUE;
}

/* The month after a day, over "d'", "de", "of"; moves `at` behind it. */
static int month_after(const GfWords *words, guint *at, guint to)
{
    guint next = *at;
    if (gf_word_among(" de d of ", fold_at(words, next, to)))
        next++;
    int month = month_of(fold_at(words, next, to));
    if (month != 0)
        *at = next + 1;
    return month;
}

/* "Votre courrier du 19 mai": when a letter was written, not when anybody meets. */
static gboolean is_of_letter(const GfWords *words, guint from, guint at)
{
    static const char letters[] =
        " courrier courriel mail message lettre email electronique mel rappel relance ";
    static const char between[] = " en date du de d electronique ";
    guint i = at;
    while (i > from && gf_word_among(between, gf_words_at(words, i - 1)->fold))
        i--;
    return i > from && i < at && gf_word_among(letters, gf_words_at(words, i - 1)->fold);
}

/* A day at words[at]; returns the index behind it, `at` where there is none. */
static guint read_day(const GfWords *words, guint at, guint to, GfDay *ret_day)
{
    GfDay day = {0};
    const char *fold = fold_at(words, at, to);
    if (numeric_date(fold, ret_day))
        return at + 1;
    guint next = at;
    day.weekday = weekday_of(fold);
    if (day.weekday != 0)
        next++;
    if (day.weekday == 0 && month_of(fold) != 0 && number_of(fold_at(words, at + 1, to)) != 0 &&
        !gf_word_among(" le au ", fold_at(words, at + 1, to))) {
        *ret_day = (GfDay){.day = number_of(fold_at(words, at + 1, to)), .month = month_of(fold)};
        return at + 2;
    }
    if (day.weekday != 0 && gf_word_among(" le the ", fold_at(words, next, to)))
        next++;
    int number = number_of(fold_at(words, next, to));
    if (number != 0) {
        guint after = next + 1;
        int month = month_after(words, &after, to);
        gboolean led = at > 0 && gf_word_among(day_leaders, gf_words_at(words, at - 1)->fold);
        gboolean unit = gf_word_among(units, fold_at(words, next + 1, to));
        if (month != 0 || ((led || day.weekday != 0) && !unit)) {
            day.day = number;
            day.month = month;
            next = after;
        }
    }
    /* "en juillet", "à partir de septembre" */
    gboolean led = at > 0 && gf_word_among(" en de d depuis fin debut mi a ",
                                           gf_words_at(words, at - 1)->fold);
    if (day.day == 0 && day.weekday == 0 && led && month_of(fold) != 0) {
        day.month = month_of(fold);
        next = at + 1;
    }
    *ret_day = day;
    return next;
}

GArray *gf_days_find(const GfWords *words, guint from, guint to)
{
    GArray *days = g_array_new(FALSE, TRUE, sizeof(GfDay));
    for (guint at = from; at < to;) {
        GfDay day, last;
        guint next = read_day(words, at, to, &day);
        if (next == at || is_of_letter(words, from, at)) {
            at = MAX(next, at + 1);
            continue;
        }
        guint after = 0;
        if (gf_word_among(" au a to al ", fold_at(words, next, to)) &&
            (after = read_day(words, next + 1, to, &last)) > next + 1 && last.day != 0) {
            day.until_day = last.day;
            day.until_month = last.month;
            day.month = day.month != 0 ? day.month : last.month;
            next = after;
        }
        g_array_append_val(days, day);
        at = next;
    }
    return days;
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

static Whose whose_day(const GfMeeting *meeting, const GfDay *day)
{
    gboolean comparable = FALSE;
    for (guint i = 0; i < meeting->days->len; i++) {
        const GfDay *wanted = &g_array_index(meeting->days, GfDay, i);
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

/* Lines that say when a mail was written, not when the meeting is. */
static gboolean is_mail_header(const char *line)
{
    static const char *const marks[] = {"a écrit", "wrote:",     "Envoyé",   "Date :",      "Date:",
                                        "Sent:",   "Message du", "escribió", "va escriure", "@"};
    for (gsize i = 0; i < G_N_ELEMENTS(marks); i++)
        if (strstr(line, marks[i]) != NULL)
            return TRUE;
    return FALSE;
}

static char *without_headers(const char *quote)
{
    GString *kept = g_string_new(NULL);
    g_auto(GStrv) lines = g_strsplit(quote, "\n", -1);
    for (char **line = lines; *line != NULL; line++) {
        const char *text = *line + strspn(*line, "> \t");
        if (!is_mail_header(text))
            g_string_append_printf(kept, "%s\n", text);
    }
    return g_string_free(kept, FALSE);
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
        if (strcmp(fold, "matin") == 0 || strcmp(fold, "matinee") == 0)
            half |= GF_HALF_MORNING;
        if (strcmp(fold, "apresmidi") == 0 ||
            (strcmp(fold, "apres") == 0 && strcmp(fold_at(words, i + 1, to), "midi") == 0))
            half |= GF_HALF_AFTERNOON;
    }
    return half == GF_HALF_BOTH ? 0 : half;
}

static const char *halved_stem(const char *fold)
{
    for (gsize i = 0; i < G_N_ELEMENTS(halved_stems); i++)
        if (g_str_has_prefix(fold, halved_stems[i]))
            return halved_stems[i];
    return NULL;
}

static void learn_half(GfMeeting *meeting, const GfWords *words, Range range, int half)
{
    for (guint i = range.from; i < range.to; i++) {
        const char *stem = halved_stem(gf_words_at(words, i)->fold);
        if (stem == NULL)
            continue;
        int before = GPOINTER_TO_INT(g_hash_table_lookup(meeting->halves, stem));
        g_hash_table_insert(meeting->halves, (gpointer) stem, GINT_TO_POINTER(before | half));
    }
}

static void learn_stretch(GfMeeting *meeting, const GfWords *words, guint from, guint to)
{
    int half = half_named(words, from, to);
    if (half != 0)
        learn_half(meeting, words, (Range){from, to}, half);
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
static void learn_item(GfMeeting *meeting, const char *line)
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
        learn_half(meeting, words, (Range){0, count}, half);
}

static void learn_items(GfMeeting *meeting, const char *body)
{
    g_auto(GStrv) lines = g_strsplit(body, "\n", -1);
    guint read = 0;
    for (char **line = lines; *line != NULL && read < ITEMS_MAXIMUM; line++) {
        const char *text = *line + strspn(*line, " \t");
        if (strpbrk(text, "0123456789") != NULL) {
            learn_item(meeting, text);
            read++;
        }
    }
}

static void learn_times(GfMeeting *meeting, const GfWords *words)
{
    guint count = gf_words_count(words);
    for (guint at = 0; at < count;) {
        int minutes = -1;
        guint next = gf_time_read(words, at, count, &minutes);
        if (next > at)
            g_array_append_val(meeting->times, minutes);
        at = MAX(next, at + 1);
    }
}

static void learn_title(GfMeeting *meeting, const GfWords *words)
{
    for (guint i = 0; i < gf_words_count(words); i++) {
        const char *stem = halved_stem(gf_words_at(words, i)->fold);
        if (stem != NULL)
            g_hash_table_add(meeting->title, (gpointer) stem);
    }
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

static gboolean names_presence(const char *fold)
{
    static const char *const stems[] = {"presen", "particip", "assist", "viendr", "venir", "venez"};
    for (gsize i = 0; i < G_N_ELEMENTS(stems); i++)
        if (g_str_has_prefix(fold, stems[i]))
            return TRUE;
    return FALSE;
}

static void learn(GfMeeting *meeting, const GfWords *words)
{
    guint count = gf_words_count(words), from = 0;
    gboolean absence = FALSE;
    for (guint i = 0; i < count; i++) {
        const GfWord *word = gf_words_at(words, i);
        g_hash_table_add(meeting->said, g_strdup(word->fold));
        if (i > 0 && parts_programme(words, i) && !names_only_half(words, from, i)) {
            learn_stretch(meeting, words, from, i);
            from = i;
        }
        meeting->speaks_of_presence = meeting->speaks_of_presence || names_presence(word->fold);
        absence =
            (absence && word->before < GF_BREAK_LINE) || g_str_has_prefix(word->fold, "absen");
        meeting->asks_absence = meeting->asks_absence || (absence && word->question);
    }
    learn_stretch(meeting, words, from, count);
}

GfMeeting *gf_meeting_new(const char *subject, const char *quote)
{
    GfMeeting *meeting = g_new0(GfMeeting, 1);
    meeting->said = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    meeting->halves = g_hash_table_new(g_str_hash, g_str_equal);
    g_autofree char *body = without_headers(quote != NULL ? quote : "");
    g_autoptr(GfWords) in_subject = gf_words_new(subject != NULL ? subject : "");
    g_autoptr(GfWords) in_quote = gf_words_new(body);
    meeting->title = g_hash_table_new(g_str_hash, g_str_equal);
    meeting->times = g_array_new(FALSE, FALSE, sizeof(int));
    learn(meeting, in_subject);
    learn(meeting, in_quote);
    learn_items(meeting, body);
    learn_title(meeting, in_subject);
    learn_times(meeting, in_subject);
    learn_times(meeting, in_quote);
    meeting->days = gf_days_find(in_subject, 0, gf_words_count(in_subject));
    if (meeting->days->len == 0) {
        g_array_unref(meeting->days);
        meeting->days = gf_days_find(in_quote, 0, gf_words_count(in_quote));
    }
    return meeting;
}

void gf_meeting_free(GfMeeting *meeting)
{
    if (meeting == NULL)
        return;
    g_array_unref(meeting->days);
    g_hash_table_unref(meeting->said);
    g_hash_table_unref(meeting->halves);
    g_hash_table_unref(meeting->title);
    g_array_unref(meeting->times);
    g_free(meeting);
}

gboolean gf_meeting_is_foreign(const GfMeeting *meeting, const GfWords *words, guint from, guint to,
                               gboolean places)
{
    if (g_hash_table_size(meeting->said) < 3)
        return FALSE;
    for (guint i = from; i < to; i++) {
        const GfWord *word = gf_words_at(words, i);
        const char *before = i > from ? gf_words_at(words, i - 1)->fold : "";
        gboolean known = g_hash_table_contains(meeting->said, word->fold);
        gboolean place = places && word->capital && !word->masked && strlen(word->fold) > 3 &&
                         i > from && strcmp(before, "a") == 0 &&
                         !gf_answer_class("title", word->fold) &&
                         g_ascii_islower(words->text[word->end - 1]);
        if (!known && (place || (!word->masked && gf_answer_class("body", word->fold))))
            return TRUE;
    }
    return FALSE;
}

static int half_of(const GfMeeting *meeting, const GfWords *words, Range range, gboolean title)
{
    int half = 0;
    for (guint i = range.from; i < range.to; i++) {
        const char *stem = halved_stem(gf_words_at(words, i)->fold);
        if (stem != NULL && !title && g_hash_table_contains(meeting->title, stem))
            return 0;
        if (stem != NULL)
            half |= GPOINTER_TO_INT(g_hash_table_lookup(meeting->halves, stem));
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

/* Two digits behind "9 h". */
static int minutes_after(const GfWords *words, guint at, guint to)
{
    const char *fold = fold_at(words, at, to);
    if (strlen(fold) != 2 || strspn(fold, "0123456789") != 2 || atoi(fold) >= 60 ||
        gf_words_at(words, at)->before != GF_BREAK_NONE)
        return -1;
    return atoi(fold);
}

guint gf_time_read(const GfWords *words, guint at, guint to, int *ret_minutes)
{
    const char *fold = fold_at(words, at, to);
    gboolean after = at > 0 && at < to && strcmp(gf_words_at(words, at - 1)->fold, "apres") == 0;
    *ret_minutes = -1;
    if (strcmp(fold, "midi") == 0) {
        *ret_minutes = after ? -1 : 12 * 60;
        return after ? at : at + 1;
    }
    char *end = NULL;
    gint64 hour = g_ascii_strtoll(fold, &end, 10);
    if (end == fold || hour < 0 || hour > 23)
        return at;
    gint64 minute = 0;
    guint next = at + 1;
    if ((*end == 'h' || *end == ':') && end[1] != '\0') {
        minute = g_ascii_strtoll(end + 1, NULL, 10);
    } else if (*end == 'h' ||
               (*end == '\0' && gf_word_among(" h heures heure ", fold_at(words, next, to)))) {
        next += *end == '\0';
        int more = minutes_after(words, next, to);
        minute = MAX(more, 0);
        next += more >= 0;
    } else {
        return at;
    }
    if (minute < 0 || minute >= 60)
        return at;
    *ret_minutes = (int) (hour * 60 + minute);
    return next;
}

int gf_time_at(const GfWords *words, guint at, guint to)
{
    int minutes = -1;
    gf_time_read(words, at, to, &minutes);
    return minutes;
}
