/* daylight-test.c - wall clocks in Paris on every day of 1990 to 2100, against a calendar on paper.
 */
#include "base/calendar-fixture.h"
#include "base/date.h"

#define ZONE "Europe/Paris"

/* Tells which day is wrong; the first ones are enough. */
static void agree(int index, const char *what, gint64 found, gint64 expected)
{
    static int told;
    if (found == expected)
        return;
    g_autofree char *shown = paper_show(index);
    if (told++ < 5)
        g_test_message("%s: %s: %" G_GINT64_FORMAT ", not %" G_GINT64_FORMAT, shown, what, found,
                       expected);
    g_test_fail();
}

/* That the wall clock of an instant shows this. */
static void shows(gint64 instant, int index, int hour, int minute)
{
    GDate expected = paper_date(index), found;
    int found_hour = -1, found_minute = -1;
    gf_wall_clock(instant, ZONE, &found, &found_hour, &found_minute);
    agree(index, "day shown", g_date_compare(&found, &expected), 0);
    agree(index, "time shown", found_hour * 60 + found_minute, hour * 60 + minute);
}

/* To the instant and back, at the hour of reminders, at midnight and in the last minute of the day.
 */
static void test_every_day(void)
{
    static const int clocks[][2] = {{9, 0}, {0, 0}, {23, 59}};
    for (int i = 0; i < PAPER_DAYS; i++)
        for (guint j = 0; j < G_N_ELEMENTS(clocks); j++) {
            GDate date = paper_date(i);
            gint64 instant = gf_instant_of(&date, clocks[j][0], clocks[j][1], ZONE);
            agree(i, "instant", instant, paper_instant(i, clocks[j][0], clocks[j][1]));
            shows(instant, i, clocks[j][0], clocks[j][1]);
        }
}

/* The day of an instant changes with the second of midnight. */
static void test_midnight(void)
{
    for (int i = 1; i < PAPER_DAYS; i++) {
        gint64 midnight = paper_instant(i, 0, 0);
        GDate before = gf_date_of(midnight - 1, ZONE), after = gf_date_of(midnight, ZONE);
        GDate yesterday = paper_date(i - 1), today = paper_date(i);
        agree(i, "a second before midnight", g_date_compare(&before, &yesterday), 0);
        agree(i, "midnight", g_date_compare(&after, &today), 0);
        agree(i, "paper", paper_day_of(midnight - 1), i - 1);
        agree(i, "paper", paper_day_of(midnight), i);
    }
}

/* From 2:00 to 3:00 does not exist: it means 3:00, and is refused where somebody writes it. */
static void check_gap(int index)
{
    GDate date = paper_date(index);
    gint64 change = paper_midnight(index) + 3600, instant = 0;
    for (int minute = 0; minute < 60; minute++)
        agree(index, "gap", gf_instant_of(&date, 2, minute, ZONE), change);
    shows(change - 1, index, 1, 59);
    shows(change, index, 3, 0);
    g_autofree char *day = paper_show(index);
    g_autofree char *skipped = g_strconcat(day, " 02:30", NULL);
    agree(index, "written", gf_instant_parse(skipped, ZONE, &instant), FALSE);
    agree(index, "last minute before", gf_instant_of(&date, 1, 59, ZONE), change - 60);
    agree(index, "first minute after", gf_instant_of(&date, 3, 1, ZONE), change + 60);
}

/* From 2:00 to 3:00 comes twice: the first is meant, both show it. */
static void check_fold(int index)
{
    GDate date = paper_date(index);
    gint64 change = paper_midnight(index) + 3600;
    for (int minute = 0; minute < 60; minute++) {
        gint64 instant = gf_instant_of(&date, 2, minute, ZONE);
        agree(index, "fold", instant, change - 3600 + minute * 60);
        shows(instant, index, 2, minute);
        shows(instant + 3600, index, 2, minute);
    }
    g_autofree char *summer = gf_instant_format(change - 1, ZONE);
    g_autofree char *winter = gf_instant_format(change, ZONE);
    agree(index, "offset before", g_str_has_suffix(summer, "T02:59:59+02:00"), TRUE);
    agree(index, "offset after", g_str_has_suffix(winter, "T02:00:00+01:00"), TRUE);
    agree(index, "first minute after", gf_instant_of(&date, 3, 0, ZONE), change + 3600);
}

static void test_changes(void)
{
    int begins = 0, ends = 0;
    for (int i = 0; i < PAPER_DAYS; i++)
        if (paper[i].season == PAPER_SUMMER_BEGINS) {
            check_gap(i);
            begins++;
        } else if (paper[i].season == PAPER_SUMMER_ENDS) {
            check_fold(i);
            ends++;
        }
    g_assert_cmpint(begins, ==, PAPER_YEARS);
    g_assert_cmpint(ends, ==, PAPER_YEARS);
}

/* The paper has the days on which the hour really changed: in September until 1995. */
static void test_paper(void)
{
    static const struct {
        int year, begins, ends;
    } rows[] = {{1990, 325, 930},  {1991, 331, 929},  {1992, 329, 927},  {1993, 328, 926},
                {1994, 327, 925},  {1995, 326, 924},  {1996, 331, 1027}, {1997, 330, 1026},
                {2000, 326, 1029}, {2010, 328, 1031}, {2026, 329, 1025}, {2027, 328, 1031},
                {2037, 329, 1025}, {2038, 328, 1031}};
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        int begins = paper_find(rows[i].year, rows[i].begins / 100, rows[i].begins % 100);
        int ends = paper_find(rows[i].year, rows[i].ends / 100, rows[i].ends % 100);
        g_assert_cmpint(paper[begins].season, ==, PAPER_SUMMER_BEGINS);
        g_assert_cmpint(paper[ends].season, ==, PAPER_SUMMER_ENDS);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
    paper_write();
    g_test_add_func("/daylight/paper", test_paper);
    g_test_add_func("/daylight/every-day", test_every_day);
    g_test_add_func("/daylight/midnight", test_midnight);
    g_test_add_func("/daylight/changes", test_changes);
    return g_test_run();
}
