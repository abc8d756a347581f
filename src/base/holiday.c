/* holiday.c - French public holidays, working days and jours francs.
 *
 * All computed, for every year of the Gregorian calendar; the holidays that only Alsace, Moselle or
 * overseas territories have are not among the eleven of the Code du travail.
 */
#include "base/date.h"

/* The anonymous Gregorian computus (Nature, 1876), which holds for every year; names as its steps
 * go. */
GDate gf_easter(int year)
{
    int golden = year % 19, century = year / 100, of_century = year % 100;
    int correction = (century - (century + 8) / 25 + 1) / 3;
    int epact = (19 * golden + century - century / 4 - correction + 15) % 30;
    int weekday = (32 + 2 * (century % 4) + 2 * (of_century / 4) - epact - of_century % 4) % 7;
    int late = (golden + 11 * epact + 22 * weekday) / 451;
    int march_day = epact + weekday - 7 * late + 114;
    GDate easter;
    g_date_clear(&easter, 1);
    g_date_set_dmy(&easter, (GDateDay) (march_day % 31 + 1), (GDateMonth) (march_day / 31),
                   (GDateYear) year);
    return easter;
}

gboolean gf_date_is_holiday(const GDate *date)
{
    static const struct {
        int day, month;
    } fixed[] = {{1, 1}, {1, 5}, {8, 5}, {14, 7}, {15, 8}, {1, 11}, {11, 11}, {25, 12}};
    static const int days_after_easter[] = {1, 39, 50}; /* Easter Monday, Ascension, Whit Monday */
    int day = g_date_get_day(date), month = (int) g_date_get_month(date);
    for (guint i = 0; i < G_N_ELEMENTS(fixed); i++)
        if (fixed[i].day == day && fixed[i].month == month)
            return TRUE;
    GDate easter = gf_easter(g_date_get_year(date));
    int since = g_date_days_between(&easter, date);
    for (guint i = 0; i < G_N_ELEMENTS(days_after_easter); i++)
        if (days_after_easter[i] == since)
            return TRUE;
    return FALSE;
}

gboolean gf_date_is_working(const GDate *date)
{
    return g_date_get_weekday(date) < G_DATE_SATURDAY && !gf_date_is_holiday(date);
}

/* GDate holds its day in two forms; every change goes through this. */
static GDate moved(const GDate *date, int days)
{
    GDate result = *date;
    if (days >= 0)
        g_date_add_days(&result, (guint) days);
    else
        g_date_subtract_days(&result, (guint) -days);
    return result;
}

GDate gf_date_to_working(const GDate *date, int step)
{
    g_assert(step == 1 || step == -1);
    GDate day = *date;
    while (!gf_date_is_working(&day))
        day = moved(&day, step);
    return day;
}

int gf_jours_francs(const GDate *sent, const GDate *session)
{
    return g_date_days_between(sent, session) - 1;
}

GDate gf_last_day_to_convene(const GDate *session, int notice)
{
    return moved(session, -(notice + 1));
}
