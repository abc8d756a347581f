/* holiday-test.c - holidays and working days of 1990 to 2100, every day against a calendar on
 * paper.
 */
#include "base/calendar-fixture.h"
#include "base/date.h"

/* Tells on which day the code and the paper part; the first ones are enough. */
static gboolean agree(int index, const char *what, gboolean found, gboolean expected)
{
    static int told;
    if (found == expected)
        return TRUE;
    g_autofree char *shown = paper_show(index);
    if (told++ < 5)
        g_test_message("%s: %s: %d, not %d", shown, what, found, expected);
    g_test_fail();
    return FALSE;
}

/* The paper is in order: it ends on Friday 31 December 2100, and each Easter is a Sunday. */
static void test_paper(void)
{
    const PaperDay *last = &paper[PAPER_DAYS - 1];
    g_assert_cmpint(last->year * 10000 + last->month * 100 + last->day, ==, 21001231);
    g_assert_cmpint(last->weekday, ==, 5);
    for (int i = 0; i < PAPER_YEARS; i++)
        g_assert_cmpint(
            paper[paper_find(PAPER_FIRST_YEAR + i, PAPER_EASTER[i] / 100, PAPER_EASTER[i] % 100)]
                .weekday,
            ==, 7);
}

static void test_easter(void)
{
    for (int i = 0; i < PAPER_YEARS; i++) {
        GDate found = gf_easter(PAPER_FIRST_YEAR + i);
        g_assert_cmpint(g_date_get_year(&found), ==, PAPER_FIRST_YEAR + i);
        g_assert_cmpint((int) g_date_get_month(&found) * 100 + g_date_get_day(&found), ==,
                        PAPER_EASTER[i]);
    }
}

static void test_every_day(void)
{
    for (int i = 0; i < PAPER_DAYS; i++) {
        GDate date = paper_date(i);
        agree(i, "weekday", (int) g_date_get_weekday(&date), paper[i].weekday);
        agree(i, "holiday", gf_date_is_holiday(&date), paper[i].holiday);
        agree(i, "working", gf_date_is_working(&date), !paper[i].closed);
    }
}

/* Eleven a year, ten where Ascension falls on the first or the eighth of May. */
static void test_coincidences(void)
{
    static const struct {
        int year, ascension;
    } rows[] = {{1997, 508}, {2008, 501}, {2059, 508}, {2070, 508}, {2081, 508}, {2092, 508}};
    guint row = 0;
    int year = PAPER_FIRST_YEAR, holidays = 0;
    for (int i = 0; i < PAPER_DAYS; i++) {
        GDate date = paper_date(i);
        holidays += gf_date_is_holiday(&date) ? 1 : 0;
        if (i + 1 < PAPER_DAYS && paper[i + 1].year == year)
            continue;
        gboolean meets = row < G_N_ELEMENTS(rows) && rows[row].year == year;
        g_assert_cmpint(holidays, ==, meets ? 10 : 11);
        row += meets ? 1 : 0;
        year++;
        holidays = 0;
    }
    g_assert_cmpuint(row, ==, G_N_ELEMENTS(rows));
    for (row = 0; row < G_N_ELEMENTS(rows); row++) {
        int ascension = paper_find(rows[row].year, 5, rows[row].ascension % 100);
        GDate easter = gf_easter(rows[row].year), date = paper_date(ascension);
        g_assert_cmpint(g_date_days_between(&easter, &date), ==, 39);
    }
}

/* From a day one by one to an open one, in the direction of `step`. */
static int walk_to_open(int index, int step)
{
    while (paper[index].closed)
        index += step;
    return index;
}

/* Open, the nearest in its direction, and there already. */
static void test_to_working(void)
{
    int first = paper_find(1990, 1, 2), longest = 0;
    for (int i = first; i < PAPER_DAYS; i++)
        for (int step = -1; step <= 1; step += 2) {
            GDate date = paper_date(i), expected = paper_date(walk_to_open(i, step));
            GDate found = gf_date_to_working(&date, step);
            GDate again = gf_date_to_working(&found, step),
                  back = gf_date_to_working(&found, -step);
            agree(i, "to working", (int) g_date_get_julian(&found),
                  (int) g_date_get_julian(&expected));
            agree(i, "working then", gf_date_is_working(&found), TRUE);
            agree(i, "again", g_date_compare(&again, &found), 0);
            agree(i, "and back", g_date_compare(&back, &found), 0);
            longest = MAX(longest, ABS(g_date_days_between(&date, &found)));
        }
    /* Ascension on Thursday 7 May, as in 2043: the eighth and the weekend follow. */
    g_assert_cmpint(longest, ==, 4);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
    paper_write();
    g_test_add_func("/holiday/paper", test_paper);
    g_test_add_func("/holiday/easter", test_easter);
    g_test_add_func("/holiday/every-day", test_every_day);
    g_test_add_func("/holiday/coincidences", test_coincidences);
    g_test_add_func("/holiday/to-working", test_to_working);
    return g_test_run();
}
