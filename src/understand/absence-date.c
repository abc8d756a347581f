/* absence-date.c - see absence-date.h.
 *
 * Only dates behind words that give them this meaning count ("jusqu'au", "until", "du 3 au 7").
 * Whatever is no day of the calendar, or has no year and no date to take it from, is nothing.
 */
#include "understand/absence-date.h"

#include <stdlib.h>
#include <string.h>

enum { REACH = 40, PAST_DAYS = 60 };

/* Behind these stands the last day, or the day of return. */
static const char *const marks[] = {
    "jusqu'au ",
    "jusqu'a ",
    "jusque ",
    "jusqu'",
    "de retour ",
    "mon retour ",
    "retour le ",
    "retour au bureau le ",
    "retour : ",
    "retour: ",
    "reviens ",
    "reviendrai ",
    "reprendrai ",
    "reprends ",
    "reprise le ",
    "hasta el ",
    "hasta ",
    "vuelta el ",
    "volvere el ",
    "bis zum ",
    "bis einschliesslich ",
    "bis ",
    "wieder ab ",
    "wieder am ",
    "fins al ",
    "fins el ",
    "fins a ",
    "tornare el ",
    "torno el ",
};
/* Behind these the month may come first: "03/12/2027". */
static const char *const english_marks[] = {
    "until ",   "till ",    "returning ",          "will return ", "return on ", "i return ",
    "back on ", "be back ", "back in the office ", "am back ",     "through ",
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

typedef struct {
    int day, month, year; /* 0: not said */
    gboolean either;      /* day and month may have changed places */
} Date;

static gboolean is_word_start(const char *words, const char *at)
{
    return at == words || !g_ascii_isalnum(at[-1]);
}

/* 1 to 12, 0 where no month's name begins at `at`. */
static int month_at(const char *at, const char **ret_end)
{
    gsize length = 0;
    while (g_ascii_isalpha(at[length]))
        length++;
    if (length < 3 || length > 12)
        return 0;
    char key[16];
    g_snprintf(key, sizeof key, " %.*s ", (int) length, at);
    for (int i = 0; i < 12; i++) {
        g_autofree char *names = g_strdup_printf(" %s ", months[i]);
        if (strstr(names, key) != NULL) {
            *ret_end = at + length + (at[length] == '.');
            return i + 1;
        }
    }
    return 0;
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
    static const char *const links[] = {" of ", " de ", " d'", " del ", " "};
    const char *end = NULL;
    date->day = number_at(at, 2, &end);
    if (date->day < 1)
        return FALSE;
    end = skip_any(end, ordinals, G_N_ELEMENTS(ordinals));
    const char *name = skip_any(end, links, G_N_ELEMENTS(links));
    date->month = name > end ? month_at(name, &end) : 0;
    date->year = date->month > 0 ? year_at(end) : 0;
    return date->month > 0;
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

/* The date within REACH of `at`, in the same sentence. */
static gboolean date_near(const char *at, Date *date)
{
    const char *start = at;
    for (; *at != '\0' && at - start < REACH; at++) {
        if ((*at == '.' || *at == ';' || *at == '!') && at[1] == ' ')
            return FALSE;
        if (!is_word_start(start, at) || (at > start && strchr("./-", at[-1]) != NULL))
            continue;
        memset(date, 0, sizeof *date);
        if (parse_iso(at, date) || parse_numeric(at, date) || parse_day_month(at, date))
            return TRUE;
        if (parse_month_day(at, date))
            return TRUE;
    }
    return FALSE;
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

static char *format(const Date *date, gint64 written)
{
    GDate letter, day;
    g_date_clear(&letter, 1);
    g_date_clear(&day, 1);
    g_autoptr(GDateTime) instant = written > 0 ? g_date_time_new_from_unix_utc(written) : NULL;
    if (instant != NULL)
        g_date_set_dmy(&letter, (GDateDay) g_date_time_get_day_of_month(instant),
                       (GDateMonth) g_date_time_get_month(instant),
                       (GDateYear) g_date_time_get_year(instant));
    if (!choose(date, &letter, &day))
        return NULL;
    return g_strdup_printf("%04d-%02d-%02d", g_date_get_year(&day), (int) g_date_get_month(&day),
                           g_date_get_day(&day));
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

/* What stands behind the mark that begins at `at`, NULL where none does. */
static const char *behind_mark(const char *at, gboolean *ret_english)
{
    const char *behind = skip_any(at, marks, G_N_ELEMENTS(marks));
    *ret_english = FALSE;
    if (behind == at) {
        behind = skip_any(at, english_marks, G_N_ELEMENTS(english_marks));
        *ret_english = behind != at;
    }
    return behind != at ? behind : span_end(at, ret_english);
}

char *gf_absence_until(const char *words, gint64 written)
{
    for (const char *at = words; *at != '\0'; at++) {
        gboolean english = FALSE;
        const char *behind = is_word_start(words, at) ? behind_mark(at, &english) : NULL;
        Date date;
        if (behind == NULL || !date_near(behind, &date))
            continue;
        date.either &= english;
        char *until = format(&date, written);
        if (until != NULL)
            return until;
    }
    return NULL;
}
