/* answer-day.c - see answer-day.h.
 *
 * Dates as people write them: "vendredi 14 mars", "le 14", "14/03/2025", "du 4 au 12 octobre",
 * "March 14". Nothing is resolved against a calendar.
 */
#include "understand/answer-day.h"

#include "understand/term.h"

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

/* What stands before a bare day of the month. */
static const char day_leaders[] = " le du au el lo al del dia the for on ";
/* What after a number makes it no day. */
static const char units[] =
    " h heures heure minutes minute mn km euros ans personnes membres places pm am ";
/* Months count from 1, weekdays from WEEKDAY. */
enum { WEEKDAY = 100 };

static void add_names(GHashTable *table, const char *names, int value)
{
    g_auto(GStrv) list = g_strsplit(names, " ", -1);
    for (char **name = list; *name != NULL; name++)
        if (**name != '\0')
            g_hash_table_insert(table, g_strdup(*name), GINT_TO_POINTER(value));
}

static GHashTable *calendar_names(void)
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
    return names;
}

/* The month or weekday that a word names; 0: neither. */
static int calendar_name(const char *fold)
{
    int value = 0;
    if (gf_term_recall(months, fold, &value))
        return value;
    return gf_term_remember(months, fold,
                            GPOINTER_TO_INT(g_hash_table_lookup(calendar_names(), fold)));
}

static gboolean may_begin_day(const char *fold)
{
    return g_ascii_isdigit(fold[0]) || calendar_name(fold) != 0;
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
    if (!g_ascii_isdigit(fold[0]))
        return 0;
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
    *ret_day = day;
    if (!may_begin_day(fold))
        return at;
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
        if (!may_begin_day(gf_words_at(words, at)->fold)) {
            at++;
            continue;
        }
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
    *ret_minutes = -1;
    if (!gf_time_may_begin(fold))
        return at;
    gboolean after = at > 0 && at < to && gf_word_is(gf_words_at(words, at - 1)->fold, "apres");
    if (gf_word_is(fold, "midi")) {
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
