/* notice-test.c - jours francs against days counted one by one on a calendar on paper, both ways,
 * for dates at random and for those where counting goes wrong (--seed repeats a run).
 */
#include "base/calendar-fixture.h"
#include "base/date.h"
#include "rules/rules.h"

#define ZONE "Europe/Paris"
#define RANDOM_CASES 100000
#define LONGEST_DAYS 120

/* The whole days that lie between two, ticked off one by one; as many as are missing, where the
 * session is not after sending. */
static int tick_off(int sent, int session)
{
    int days = 0;
    for (int i = sent + 1; i < session; i++)
        days++;
    for (int i = session; i <= sent; i++)
        days--;
    return days;
}

/* TRUE where the rule says of this sending what the calendar says. */
static gboolean check(int sent, int session, int required)
{
    GDate sent_on = paper_date(sent), session_on = paper_date(session);
    GfNotice notice = gf_rule_notice(&sent_on, &session_on, required);
    int there_are = tick_off(sent, session);
    GfNotice at_last = gf_rule_notice(&notice.last_day, &session_on, required);
    GDate late = notice.last_day;
    g_date_add_days(&late, 1);
    GfNotice too_late = gf_rule_notice(&late, &session_on, required);
    gboolean good = notice.jours_francs == there_are && notice.lawful == (there_are >= required) &&
                    notice.lawful == (g_date_compare(&sent_on, &notice.last_day) <= 0) &&
                    at_last.lawful && at_last.jours_francs == required && !too_late.lawful &&
                    g_date_compare(&at_last.last_day, &notice.last_day) == 0;
    if (good)
        return TRUE;
    g_autofree char *from = paper_show(sent), *to = paper_show(session);
    g_test_message("sent %s, session %s, %d asked for: %d, lawful %d; on paper %d", from, to,
                   required, notice.jours_francs, notice.lawful, there_are);
    g_test_fail();
    return FALSE;
}

static void test_random(void)
{
    for (int i = 0; i < RANDOM_CASES; i++) {
        int session = g_test_rand_int_range(LONGEST_DAYS, PAPER_DAYS - LONGEST_DAYS);
        int sent = session - g_test_rand_int_range(-5, LONGEST_DAYS);
        if (!check(sent, session, g_test_rand_int_range(0, 61)))
            return;
    }
}

/* A day where counting goes wrong, on one side of the count or the other. */
static gboolean is_edge(int index)
{
    const PaperDay *day = &paper[index];
    int in_year = day->month * 100 + day->day;
    return (in_year >= 228 && in_year <= 301) || in_year == 1231 || in_year == 101 ||
           day->season == PAPER_SUMMER_BEGINS || day->season == PAPER_SUMMER_ENDS;
}

static void test_edges(void)
{
    int edges = 0;
    for (int i = 40; i < PAPER_DAYS - 40; i++) {
        if (!is_edge(i))
            continue;
        edges++;
        for (int distance = -2; distance <= 35; distance++)
            if (!check(i, i + distance, 12) || !check(i - distance, i, 12) ||
                !check(i - distance, i, MAX(distance - 1, 0)))
                return;
    }
    /* Of 111 years: 28 February, 1 March, the turn of the year, both changes of hour; 27 leap days;
     * less the first of January, 1990, and the last of December, 2100. */
    g_assert_cmpint(edges, ==, 111 * 6 + 27 - 2);
}

/* Sending and session as instants: the day of each is that of Paris, also for a session that begins
 * at midnight and a convocation that leaves in the last second of a day. */
static void test_midnight(void)
{
    for (int session = 60; session < PAPER_DAYS; session += 1 + session % 3) {
        int sent = session - 13;
        gint64 begins = paper_instant(session, 0, 0), day_ends = paper_instant(sent + 1, 0, 0);
        GDate session_on = gf_date_of(begins, ZONE), in_time = gf_date_of(day_ends - 1, ZONE);
        GDate late = gf_date_of(day_ends, ZONE), eve = gf_date_of(begins - 1, ZONE);
        GfNotice lawful = gf_rule_notice(&in_time, &session_on, 12);
        GfNotice unlawful = gf_rule_notice(&late, &session_on, 12);
        GfNotice on_the_eve = gf_rule_notice(&eve, &session_on, 0);
        if (lawful.lawful && lawful.jours_francs == 12 && !unlawful.lawful &&
            unlawful.jours_francs == 11 && on_the_eve.lawful && on_the_eve.jours_francs == 0)
            continue;
        g_autofree char *shown = paper_show(session);
        g_test_message("session of %s at midnight", shown);
        g_test_fail();
        return;
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
    paper_write();
    g_test_add_func("/notice/random", test_random);
    g_test_add_func("/notice/edges", test_edges);
    g_test_add_func("/notice/midnight", test_midnight);
    return g_test_run();
}
