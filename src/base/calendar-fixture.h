/* calendar-fixture.h - for tests: the days of 1990 to 2100 as a printed calendar has them.
 *
 * Counted out one by one from Monday 1 January 1990; Easter is typed in from the published table.
 * Shares nothing with the code that is held against it. Nothing here is used by the programs.
 */
#pragma once

#include <glib.h>

#define PAPER_FIRST_YEAR 1990
#define PAPER_LAST_YEAR 2100
#define PAPER_YEARS (PAPER_LAST_YEAR - PAPER_FIRST_YEAR + 1)
#define PAPER_DAYS 40542     /* 111 years, 27 of them leap years */
#define PAPER_EPOCH_DAY 7305 /* days from 1 January 1970 to 1 January 1990 */

/* Easter Sundays, month and day. */
static const int PAPER_EASTER[PAPER_YEARS] = {
    /* 1990 */ 415, 331, 419, 411, 403, 416, 407, 330, 412, 404,
    /* 2000 */ 423, 415, 331, 420, 411, 327, 416, 408, 323, 412,
    /* 2010 */ 404, 424, 408, 331, 420, 405, 327, 416, 401, 421,
    /* 2020 */ 412, 404, 417, 409, 331, 420, 405, 328, 416, 401,
    /* 2030 */ 421, 413, 328, 417, 409, 325, 413, 405, 425, 410,
    /* 2040 */ 401, 421, 406, 329, 417, 409, 325, 414, 405, 418,
    /* 2050 */ 410, 402, 421, 406, 329, 418, 402, 422, 414, 330,
    /* 2060 */ 418, 410, 326, 415, 406, 329, 411, 403, 422, 414,
    /* 2070 */ 330, 419, 410, 326, 415, 407, 419, 411, 403, 423,
    /* 2080 */ 407, 330, 419, 404, 326, 415, 331, 420, 411, 403,
    /* 2090 */ 416, 408, 330, 412, 404, 424, 415, 331, 420, 412,
    /* 2100 */ 328,
};

typedef enum { PAPER_WINTER, PAPER_SUMMER_BEGINS, PAPER_SUMMER, PAPER_SUMMER_ENDS } PaperSeason;

typedef struct {
    int year, month, day;
    int weekday; /* 1 is Monday */
    gboolean holiday, closed;
    PaperSeason season; /* in Paris; the days of change are seasons of their own */
} PaperDay;

static PaperDay paper[PAPER_DAYS];

static inline int paper_month_length(int year, int month)
{
    static const int lengths[] = {0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    gboolean leap = year % 4 == 0 && year != 2100; /* 2000 was one */
    return lengths[month] + (leap && month == 2 ? 1 : 0);
}

static inline gboolean paper_is_last_sunday(const PaperDay *day, int month)
{
    return day->month == month && day->weekday == 7 &&
           day->day + 7 > paper_month_length(day->year, month);
}

static inline void paper_next_day(PaperDay *day)
{
    day->weekday = day->weekday % 7 + 1;
    if (++day->day <= paper_month_length(day->year, day->month))
        return;
    day->day = 1;
    if (++day->month <= 12)
        return;
    day->month = 1;
    day->year++;
}

/* Summer time in the European Union: from the last Sunday of March to that of September, since 1996
 * to that of October. */
static inline PaperSeason paper_next_season(const PaperDay *day, PaperSeason before)
{
    if (paper_is_last_sunday(day, 3))
        return PAPER_SUMMER_BEGINS;
    if (paper_is_last_sunday(day, day->year < 1996 ? 9 : 10))
        return PAPER_SUMMER_ENDS;
    return before == PAPER_SUMMER_BEGINS || before == PAPER_SUMMER ? PAPER_SUMMER : PAPER_WINTER;
}

static inline gboolean paper_is_fixed_holiday(const PaperDay *day)
{
    static const int fixed[] = {101, 501, 508, 714, 815, 1101, 1111, 1225};
    for (guint i = 0; i < G_N_ELEMENTS(fixed); i++)
        if (day->month * 100 + day->day == fixed[i])
            return TRUE;
    return FALSE;
}

/* Writes the calendar; before anything else here. */
static inline void paper_write(void)
{
    PaperDay day = {.year = PAPER_FIRST_YEAR, .month = 1, .day = 1, .weekday = 1};
    for (int i = 0; i < PAPER_DAYS; i++, paper_next_day(&day)) {
        day.season = paper_next_season(&day, day.season);
        day.holiday = paper_is_fixed_holiday(&day);
        paper[i] = day;
    }
    for (int i = 0; i < PAPER_DAYS; i++)
        if (paper[i].month * 100 + paper[i].day == PAPER_EASTER[paper[i].year - PAPER_FIRST_YEAR])
            paper[i + 1].holiday = paper[i + 39].holiday = paper[i + 50].holiday = TRUE;
    for (int i = 0; i < PAPER_DAYS; i++)
        paper[i].closed = paper[i].holiday || paper[i].weekday >= 6;
}

static inline GDate paper_date(int index)
{
    GDate date;
    g_date_clear(&date, 1);
    g_date_set_dmy(&date, (GDateDay) paper[index].day, (GDateMonth) paper[index].month,
                   (GDateYear) paper[index].year);
    return date;
}

static inline int paper_find(int year, int month, int day)
{
    for (int i = 0; i < PAPER_DAYS; i++)
        if (paper[i].year == year && paper[i].month == month && paper[i].day == day)
            return i;
    g_assert_not_reached();
}

/* Shows a day in the messages of a test that fails. Owned. */
static inline char *paper_show(int index)
{
    return g_strdup_printf("%04d-%02d-%02d", paper[index].year, paper[index].month,
                           paper[index].day);
}

/* Midnight of a day as if Paris were Greenwich. */
static inline gint64 paper_midnight(int index)
{
    return (gint64) (PAPER_EPOCH_DAY + index) * 86400;
}

/* The instant of a wall clock in Paris: from 2:00 to 3:00 is skipped where summer begins, and means
 * 3:00; it comes twice where summer ends, the first is meant. */
static inline gint64 paper_instant(int index, int hour, int minute)
{
    gint64 local = paper_midnight(index) + hour * 3600 + minute * 60;
    switch (paper[index].season) {
    case PAPER_SUMMER_BEGINS:
        if (hour == 2)
            return paper_midnight(index) + 3600;
        return local - (hour < 2 ? 3600 : 7200);
    case PAPER_SUMMER:
        return local - 7200;
    case PAPER_SUMMER_ENDS:
        return local - (hour < 3 ? 7200 : 3600);
    case PAPER_WINTER:
    default:
        return local - 3600;
    }
}

/* The day of an instant in Paris. */
static inline int paper_day_of(gint64 instant)
{
    int index = (int) ((instant + 3600) / 86400) - PAPER_EPOCH_DAY; /* in winter time */
    if (index + 1 < PAPER_DAYS && instant >= paper_instant(index + 1, 0, 0))
        index++;
    return index;
}
