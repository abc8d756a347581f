/* absence-date.c - see absence-date.h.
 *
 * A return that is named goes before the end of the absence ("absent du 3 au 7, de retour le 10").
 * Only dates behind words that give them this meaning count ("jusqu'au", "until", "du 3 au 7").
 * Whatever is no day of the calendar, or has no year and no date to take it from, is nothing.
 */
#include "understand/absence-date.h"

#include <stdlib.h>
#include <string.h>

enum { REACH = 40, PAST_DAYS = 60, WEEK = 7 };

/* What gives a date behind it its meaning. */
typedef struct {
    const char *words;
    const char *then; /* must follow in its sentence: "ab dem 17. August wieder" */
    gboolean english; /* the month may come first: "03/12/2027" */
    gboolean first;   /* counts only where the sentence begins so: not in "votre retour" */
} Mark;

/* Somebody is there again. Where a letter tells this, the end of the absence is no news. */
static const Mark returns[] = {
    {"de retour ", NULL, FALSE},
    {"mon retour ", NULL, FALSE},
    {"notre retour ", NULL, FALSE},
    {"retour le ", NULL, FALSE},
    {"retour au bureau ", NULL, FALSE},
    {"retour prevu ", NULL, FALSE},
    {"retour : ", NULL, FALSE},
    {"retour: ", NULL, FALSE},
    {"retour ", NULL, FALSE, .first = TRUE},
    {"reviens ", NULL, FALSE},
    {"reviendrai ", NULL, FALSE},
    {"reprendrai ", NULL, FALSE},
    {"reprends ", NULL, FALSE},
    {"reprise ", NULL, FALSE},
    {"rentrerai ", NULL, FALSE},
    {"rentre le ", NULL, FALSE},
    {"reouverture ", NULL, FALSE},
    {"rouvrira ", NULL, FALSE},
    {"rouvrirons ", NULL, FALSE},
    {"nouveau joignable ", NULL, FALSE},
    {"nouveau disponible ", NULL, FALSE},
    {"returning ", NULL, TRUE},
    {"will return ", NULL, TRUE},
    {"return on ", NULL, TRUE},
    {"i return ", NULL, TRUE},
    {"return to work on ", NULL, TRUE},
    {"return to the office on ", NULL, TRUE},
    {"back on ", NULL, TRUE},
    {"be back ", NULL, TRUE},
    {"am back ", NULL, TRUE},
    {"i'm back ", NULL, TRUE},
    {"back in the office ", NULL, TRUE},
    {"back in office ", NULL, TRUE},
    {"back at work ", NULL, TRUE},
    {"back at my desk ", NULL, TRUE},
    {"vuelta ", NULL, FALSE},
    {"vuelvo ", NULL, FALSE},
    {"volvere ", NULL, FALSE},
    {"regreso ", NULL, FALSE},
    {"regresare ", NULL, FALSE},
    {"reincorporo ", NULL, FALSE},
    {"reincorporare ", NULL, FALSE},
    {"reincorporacion ", NULL, FALSE},
    {"tornare ", NULL, FALSE},
    {"torno ", NULL, FALSE},
    {"tornada ", NULL, FALSE},
    {"wieder ab ", NULL, FALSE},
    {"wieder am ", NULL, FALSE},
    {"ab ", "wieder", FALSE},
    {"ab ", "zuruck", FALSE},
    {"am ", "wieder", FALSE},
    {"am ", "zuruck", FALSE},
    {"zuruck am ", NULL, FALSE},
    {"zuruck ab ", NULL, FALSE},
    {"ruckkehr ", NULL, FALSE},
};
/* The absence ends. */
static const Mark ends[] = {
    {"jusqu'au ", NULL, FALSE},
    {"jusqu'a ", NULL, FALSE},
    {"jusque ", NULL, FALSE},
    {"jusqu'", NULL, FALSE},
    {"until ", NULL, TRUE},
    {"till ", NULL, TRUE},
    {"through ", NULL, TRUE},
    {"hasta el ", NULL, FALSE},
    {"hasta ", NULL, FALSE},
    {"bis zum ", NULL, FALSE},
    {"bis einschliesslich ", NULL, FALSE},
    {"bis ", NULL, FALSE},
    {"fins al ", NULL, FALSE},
    {"fins el ", NULL, FALSE},
    {"fins a ", NULL, FALSE},
};

/* "du 3 au 17 mars": what opens a span, what divides it. */
static const struct {
    const char *open, *divide;
    gboolean english;
} spans[] = {
    {"du ", " au ", FALSE},       {"entre le ", " et le ", FALSE}, {"from ", " to ", TRUE},
    {"from ", " through ", TRUE}, {"between ", " and ", TRUE},     {"del ", " al ", FALSE},
    {"vom ", " bis ", FALSE},     {"von ", " bis ", FALSE},
};

/* French, English, Spanish, Catalan, German; beginnings, longest first where one begins another. */
static const char *const months[12] = {
    "janvier january janv jan enero ene gener gen januar",
    "fevrier february fevr fev feb febrero febrer februar",
    "mars march mar marzo marc marz maerz",
    "avril april avr apr abril abr",
    "mai may mayo maig",
    "juin june jun junio juny juni",
    "juillet july juil jul julio juliol juli",
    "aout august aug agosto ago agost",
    "septembre september sept sep septiembre setembre",
    "octobre october oct octubre oktober okt",
    "novembre november nov noviembre novembre",
    "decembre december dec diciembre dic desembre dezember dez",
};

/* The same for days, Monday first. */
static const char *const weekdays[7] = {
    "lundi monday lunes dilluns montag",
    "mardi tuesday martes dimarts dienstag",
    "mercredi wednesday miercoles dimecres mittwoch",
    "jeudi thursday jueves dijous donnerstag",
    "vendredi friday viernes divendres freitag",
    "samedi saturday sabado dissabte samstag",
    "dimanche sunday domingo diumenge sonntag",
};

typedef struct {
    int day, month, year; /* 0: not said */
    int weekday;          /* GDateWeekday, 0: not said; read only where no month is */
    gboolean either;      /* day and month may have changed places */
} Date;

static gboolean is_word_start(const char *words, const char *at)
{
    return at == words || !g_ascii_isalnum(at[-1]);
}

/* Which of the `count` lists holds the word at `at`, from 1 on; 0 where none does. */
static int listed_at(const char *at, const char *const *lists, int count, const char **ret_end)
{
    gsize length = 0;
    while (g_ascii_isalpha(at[length]))
        length++;
    if (length < 3 || length > 12)
        return 0;
    char key[16];
    g_snprintf(key, sizeof key, " %.*s ", (int) length, at);
    for (int i = 0; i < count; i++) {
        g_autofree char *names = g_strdup_printf(" %s ", lists[i]);
        if (strstr(names, key) != NULL) {
            *ret_end = at + length;
            return i + 1;
        }
    }
    return 0;
}

/* 1 to 12, 0 where no month's name begins at `at`. */
static int month_at(const char *at, const char **ret_end)
{
    int month = listed_at(at, months, G_N_ELEMENTS(months), ret_end);
    if (month > 0 && **ret_end == '.')
        (*ret_end)++;
    return month;
}

/* A number of at most `digits`, -1 where there is none. */
static int number_at(const char *at, gsize digits, const char **ret_end)
{
    gsize length = strspn(at, "0123456789");
    if (length == 0 || length > digits)
        return -1;
    *ret_end = at + length;
    return atoi(at);
}

static const char *skip_any(const char *at, const char *const *list, gsize count)
{
    for (gsize i = 0; i < count; i++)
        if (g_str_has_prefix(at, list[i]))
            return at + strlen(list[i]);
    return at;
}

/* " 2027", ", 2027", " de 2027": the year behind a day and a month. */
static int year_at(const char *at)
{
    static const char *const fillers[] = {", ", " de ", " del ", " "};
    const char *end = NULL;
    const char *digits = skip_any(at, fillers, G_N_ELEMENTS(fillers));
    int year = digits > at ? number_at(digits, 4, &end) : -1;
    return year >= 2000 && year < 2200 ? year : 0;
}

/* "2027-03-12". */
static gboolean parse_iso(const char *at, Date *date)
{
    const char *end = NULL;
    int year = number_at(at, 4, &end);
    if (year < 2000 || year > 2199 || *end != '-')
        return FALSE;
    date->year = year;
    date->month = number_at(end + 1, 2, &end);
    if (date->month < 1 || *end != '-')
        return FALSE;
    date->day = number_at(end + 1, 2, &end);
    return date->day > 0;
}

/* "12/03/2027", "12.3.", "12/03". */
static gboolean parse_numeric(const char *at, Date *date)
{
    const char *end = NULL;
    int first = number_at(at, 2, &end);
    if (first < 1 || strchr("/.-", *end) == NULL || *end == '\0')
        return FALSE;
    char between = *end;
    int second = number_at(end + 1, 2, &end);
    if (second < 1)
        return FALSE;
    const char *years = end + 1;
    int year = *end == between ? number_at(years, 4, &end) : -1;
    if (year >= 0 && end - years != 2 && end - years != 4)
        return FALSE;
    date->day = second > 12 ? second : first;
    date->month = second > 12 ? first : second;
    date->either = first <= 12 && second <= 12 && first != second && between == '/';
    date->year = year >= 2000 && year < 2200 ? year : year >= 0 && year < 100 ? 2000 + year : 0;
    return between == '/' || date->year != 0 || (between == '.' && year < 0 && *end == '.');
}

/* "12 mars 2027", "1er avril", "12th of March", "12 de marc". */
static gboolean parse_day_month(const char *at, Date *date)
{
    static const char *const ordinals[] = {"er", "st", "nd", "rd", "th", "eme", "."};
    static const char *const firsts[] = {"premier", "primero", "primer"};
    static const char *const links[] = {" of ", " de ", " d'", " del ", " "};
    const char *end = skip_any(at, firsts, G_N_ELEMENTS(firsts));
    date->day = end > at ? 1 : number_at(at, 2, &end);
    if (date->day < 1)
        return FALSE;
    end = skip_any(end, ordinals, G_N_ELEMENTS(ordinals));
    const char *name = skip_any(end, links, G_N_ELEMENTS(links));
    date->month = name > end ? month_at(name, &end) : 0;
    date->year = date->month > 0 ? year_at(end) : 0;
    return date->month > 0;
}

/* "lundi 3", "vendredi 1er": which month it is, the letter's date tells. */
static gboolean parse_weekday_day(const char *at, Date *date)
{
    static const char *const fillers[] = {", den ", " den ", " the ", " le ", ", ", " "};
    static const char *const ordinals[] = {"er", "st", "nd", "rd", "th", "."};
    const char *end = NULL;
    date->weekday = listed_at(at, weekdays, G_N_ELEMENTS(weekdays), &end);
    if (date->weekday == 0)
        return FALSE;
    date->day = number_at(skip_any(end, fillers, G_N_ELEMENTS(fillers)), 2, &end);
    end = skip_any(end, ordinals, G_N_ELEMENTS(ordinals));
    return date->day > 0 && !g_ascii_isalnum(*end) && (*end == '\0' || strchr(":/-", *end) == NULL);
}

/* "March 12, 2027". */
static gboolean parse_month_day(const char *at, Date *date)
{
    static const char *const ordinals[] = {"st", "nd", "rd", "th"};
    const char *end = NULL;
    date->month = month_at(at, &end);
    if (date->month == 0 || *end != ' ')
        return FALSE;
    date->day = number_at(end + 1, 2, &end);
    if (date->day < 1)
        return FALSE;
    end = skip_any(end, ordinals, G_N_ELEMENTS(ordinals));
    date->year = year_at(end);
    return !g_ascii_isalnum(*end);
}

static gboolean parse(const char *at, Date *date)
{
    static gboolean (*const forms[])(const char *, Date *) = {parse_iso, parse_numeric,
                                                              parse_day_month, parse_month_day};
    for (gsize i = 0; i < G_N_ELEMENTS(forms); i++) {
        memset(date, 0, sizeof *date);
        if (forms[i](at, date))
            return TRUE;
    }
    return FALSE;
}

static gboolean ends_sentence(const char *at)
{
    return (*at == '.' || *at == ';' || *at == '!') && at[1] == ' ';
}

/* The date within REACH of `at`, in the same sentence. "lundi 3 août" is read from its number on;
 * "lundi 3" alone is the last resort. */
static gboolean date_near(const char *at, Date *date)
{
    const char *start = at;
    Date bare = {0};
    for (; *at != '\0' && at - start < REACH && !ends_sentence(at); at++) {
        if (!is_word_start(start, at) || (at > start && strchr("./-", at[-1]) != NULL))
            continue;
        if (parse(at, date))
            return TRUE;
        if (bare.weekday == 0 && !parse_weekday_day(at, &bare))
            memset(&bare, 0, sizeof bare);
    }
    *date = bare;
    return bare.weekday > 0;
}

/* --- the year --- */

static gboolean make(const Date *date, int year, gboolean swapped, GDate *ret_day)
{
    int day = swapped ? date->month : date->day, month = swapped ? date->day : date->month;
    if (month > 12 || day > 31 ||
        !g_date_valid_dmy((GDateDay) day, (GDateMonth) month, (GDateYear) year))
        return FALSE;
    g_date_set_dmy(ret_day, (GDateDay) day, (GDateMonth) month, (GDateYear) year);
    return TRUE;
}

/* How many days after the letter; people send old absences too, but rarely. */
static int distance(const GDate *letter, const GDate *day)
{
    int days = g_date_days_between(letter, day);
    return days >= -PAST_DAYS ? (days < 0 ? -days * 10 : days) : 100000 - days;
}

/* The likeliest meaning of `date` in a letter of the day `letter` (invalid: not known). */
static gboolean choose(const Date *date, const GDate *letter, GDate *ret_day)
{
    gboolean dated = g_date_valid(letter), found = FALSE;
    int first = date->year > 0 ? date->year : dated ? g_date_get_year(letter) - 1 : 0;
    int last = date->year > 0 ? date->year : dated ? first + 2 : -1;
    for (int year = first; year <= last; year++)
        for (int swapped = 0; swapped <= (date->either && dated ? 1 : 0); swapped++) {
            GDate day;
            g_date_clear(&day, 1);
            if (!make(date, year, swapped, &day))
                continue;
            if (!found || distance(letter, &day) < distance(letter, ret_day))
                *ret_day = day;
            found = TRUE;
        }
    return found;
}

/* "lundi 3": the next one, or one just past. */
static gboolean choose_weekday(const Date *date, const GDate *letter, GDate *ret_day)
{
    for (int days = 0; days <= PAST_DAYS + WEEK; days++) {
        /* Forward first, then back over the last week. */
        GDate day = *letter;
        if (days <= PAST_DAYS)
            g_date_add_days(&day, (guint) days);
        else
            g_date_subtract_days(&day, (guint) (days - PAST_DAYS));
        if (g_date_get_day(&day) == date->day && (int) g_date_get_weekday(&day) == date->weekday) {
            *ret_day = day;
            return TRUE;
        }
    }
    return FALSE;
}

static char *format_day(const GDate *day)
{
    return g_strdup_printf("%04d-%02d-%02d", g_date_get_year(day), (int) g_date_get_month(day),
                           g_date_get_day(day));
}

static char *format(const Date *date, const GDate *letter)
{
    GDate day;
    g_date_clear(&day, 1);
    gboolean bare = date->month == 0;
    if (bare ? !g_date_valid(letter) || !choose_weekday(date, letter, &day)
             : !choose(date, letter, &day))
        return NULL;
    return format_day(&day);
}

/* The end of a span that opens at `at`; its days stand close together. */
static const char *span_end(const char *at, gboolean *ret_english)
{
    for (gsize i = 0; i < G_N_ELEMENTS(spans); i++) {
        if (!g_str_has_prefix(at, spans[i].open))
            continue;
        const char *divide = strstr(at, spans[i].divide);
        if (divide == NULL || divide - at >= REACH || strpbrk(at, "0123456789") > divide)
            continue;
        *ret_english = spans[i].english;
        return divide + strlen(spans[i].divide);
    }
    return NULL;
}

/* --- marks --- */

/* The end of the sentence; behind a number a full stop only makes it an ordinal. */
static gsize sentence_length(const char *at)
{
    const char *end = at;
    while (*end != '\0' && (!ends_sentence(end) || (end > at && g_ascii_isdigit(end[-1]))))
        end++;
    return (gsize) (end - at);
}

static gboolean begins_sentence(const char *words, const char *at)
{
    while (at > words && at[-1] == ' ')
        at--;
    return at == words || strchr(".,;:!?(-*", at[-1]) != NULL;
}

/* What stands behind the mark at `at`, NULL where it is not there. */
static const char *behind(const Mark *mark, const char *words, const char *at)
{
    if (!g_str_has_prefix(at, mark->words) || (mark->first && !begins_sentence(words, at)))
        return NULL;
    const char *rest = at + strlen(mark->words);
    gssize length = (gssize) sentence_length(rest);
    return mark->then == NULL || g_strstr_len(rest, length, mark->then) != NULL ? rest : NULL;
}

static gboolean date_behind(const Mark *mark, const char *words, const char *at, Date *ret_date)
{
    const char *rest = behind(mark, words, at);
    if (rest == NULL || !date_near(rest, ret_date))
        return FALSE;
    ret_date->either &= mark->english;
    return TRUE;
}

static gboolean returns_at(const char *words, const char *at, Date *ret_date)
{
    for (gsize i = 0; i < G_N_ELEMENTS(returns); i++)
        if (date_behind(&returns[i], words, at, ret_date))
            return TRUE;
    return FALSE;
}

static gboolean ends_at(const char *words, const char *at, Date *ret_date)
{
    for (gsize i = 0; i < G_N_ELEMENTS(ends); i++)
        if (date_behind(&ends[i], words, at, ret_date))
            return TRUE;
    gboolean english = FALSE;
    const char *end = span_end(at, &english);
    if (end == NULL || !date_near(end, ret_date))
        return FALSE;
    ret_date->either &= english;
    return TRUE;
}

/* The first day that `read` finds and that is not past when the letter is written: who names two
 * absences is in the one that is not over. Else the first one. Owned, may be NULL. */
static char *first_day(const char *words, const GDate *letter,
                       gboolean (*read)(const char *, const char *, Date *))
{
    g_autofree char *today = g_date_valid(letter) ? format_day(letter) : g_strdup("");
    char *first = NULL;
    for (const char *at = words; *at != '\0'; at++) {
        Date date = {0};
        char *day =
            is_word_start(words, at) && read(words, at, &date) ? format(&date, letter) : NULL;
        if (day != NULL && strcmp(day, today) >= 0) {
            g_free(first);
            return day;
        }
        if (first == NULL)
            first = day;
        else
            g_free(day);
    }
    return first;
}

char *gf_absence_until(const char *words, gint64 written)
{
    GDate letter;
    g_date_clear(&letter, 1);
    g_autoptr(GDateTime) instant = written > 0 ? g_date_time_new_from_unix_utc(written) : NULL;
    if (instant != NULL)
        g_date_set_dmy(&letter, (GDateDay) g_date_time_get_day_of_month(instant),
                       (GDateMonth) g_date_time_get_month(instant),
                       (GDateYear) g_date_time_get_year(instant));
    char *day = first_day(words, &letter, returns_at);
    return day != NULL ? day : first_day(words, &letter, ends_at);
}
