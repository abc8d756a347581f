/* reminder-test.c - reminder plans: on paper for known weeks, by their laws for every day of years.
 */
#include "base/date.h"
#include "rules/rules.h"

#define ZONE "Europe/Paris"
#define GRACE_SECONDS (2 * 3600)

static GDate day(const char *text)
{
    GDate date;
    g_date_clear(&date, 1);
    g_assert_true(gf_date_parse(text, &date));
    return date;
}

static gint64 at(const char *text)
{
    gint64 instant = 0;
    g_assert_true(gf_instant_parse(text, ZONE, &instant));
    return instant;
}

static GArray *plan(const char *text)
{
    GArray *offsets = NULL;
    g_assert_true(gf_rule_plan_parse(text, &offsets, NULL));
    return offsets;
}

static void test_parse(void)
{
    static const struct {
        const char *text, *offsets, *wrong;
    } rows[] = {
        {"J-15, J-7, J-2, J+1", "-15 -7 -2 1", NULL},
        {"J+1,J-2 ;j - 7; J", "-7 -2 0 1", NULL},
        {"J-7, J-7, J-07", "-7", NULL},
        {"J\u22127, J\u20132", "-7 -2", NULL},
        {"J-0", "0", NULL},
        {"J-3660", "-3660", NULL},
        {"J-3661", NULL, "J-3661"},
        {"J-15, D-7", NULL, "D-7"},
        {"J-15, 7", NULL, "7"},
        {"J-", NULL, "J-"},
        {"J-7j", NULL, "J-7j"},
        {"J--7", NULL, "J--7"},
        {"JJ", NULL, "JJ"},
        {"J7", NULL, "J7"},
        {"", NULL, ""},
        {" , ", NULL, " , "},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GArray) offsets = NULL;
        g_autofree char *wrong = NULL;
        gboolean good = gf_rule_plan_parse(rows[i].text, &offsets, &wrong);
        g_assert_cmpint(good, ==, rows[i].offsets != NULL);
        g_assert_cmpstr(wrong, ==, rows[i].wrong);
        g_autoptr(GString) found = g_string_new(NULL);
        for (guint j = 0; offsets != NULL && j < offsets->len; j++)
            g_string_append_printf(found, "%s%d", j == 0 ? "" : " ",
                                   g_array_index(offsets, int, j));
        g_assert_cmpstr(found->str, ==, rows[i].offsets == NULL ? "" : rows[i].offsets);
        g_assert_false(gf_rule_plan_parse("x", &offsets, NULL));
    }
}

static void test_steps(void)
{
    static const struct {
        const char *name, *plan, *date, *created, *steps;
    } rows[] = {
        {"plain", "J-7, J-2, J, J+1", "2027-03-11", "2027-01-04 08:00",
         "-7=2027-03-04 -2=2027-03-09 0=2027-03-11 1=2027-03-12"},
        {"weekend: before to Friday, after to Monday", "J-5, J, J+2", "2027-03-12",
         "2027-01-04 08:00", "-5=2027-03-05 0=2027-03-12 2=2027-03-15"},
        {"the date itself on a Sunday", "J", "2027-03-14", "2027-01-04 08:00", "0=2027-03-12"},
        {"Easter weekend, both sides", "J-1, J+1", "2027-03-29", "2027-01-04 08:00",
         "-1=2027-03-26 1=2027-03-30"},
        {"steps that meet: nearest stays", "J-3, J-2, J-1, J", "2027-03-14", "2027-01-04 08:00",
         "-3=2027-03-11 0=2027-03-12"},
        {"after, meeting", "J+1, J+2, J+3, J+4", "2027-03-12", "2027-01-04 08:00",
         "1=2027-03-15 4=2027-03-16"},
        {"past at creation", "J-15, J-7, J-2", "2027-03-12", "2027-03-05 09:01", "-2=2027-03-10"},
        {"created at the very hour", "J-15, J-7, J-2", "2027-03-12", "2027-03-05 09:00",
         "-7=2027-03-05 -2=2027-03-10"},
        {"created on the day, before the hour", "J-7", "2027-03-12", "2027-03-05 08:59",
         "-7=2027-03-05"},
        {"a step moved into the past is past", "J-1", "2027-03-15", "2027-03-13 10:00", ""},
        {"all past", "J-7, J-1", "2027-03-12", "2027-04-01 00:00", ""},
        {"over the new year", "J-1, J+1", "2027-01-01", "2026-10-01 00:00",
         "-1=2026-12-31 1=2027-01-04"},
        {"four days of May", "J-1, J+1", "2026-05-09", "2026-04-01 00:00",
         "-1=2026-05-07 1=2026-05-11"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GArray) offsets = plan(rows[i].plan);
        GDate date = day(rows[i].date);
        g_autoptr(GArray) steps =
            gf_rule_plan_steps(offsets, &date, 9, 0, ZONE, at(rows[i].created));
        g_autoptr(GString) found = g_string_new(NULL);
        for (guint j = 0; j < steps->len; j++) {
            const GfReminderStep *step = &g_array_index(steps, GfReminderStep, j);
            g_autofree char *text = gf_date_format(&step->day);
            g_string_append_printf(found, "%s%d=%s", j == 0 ? "" : " ", step->offset, text);
        }
        g_test_message("%s", rows[i].name);
        g_assert_cmpstr(found->str, ==, rows[i].steps);
    }
}

/* TRUE where a working day lies strictly between two days. */
static gboolean working_day_between(GDate from, const GDate *to)
{
    for (g_date_add_days(&from, 1); g_date_compare(&from, to) < 0; g_date_add_days(&from, 1))
        if (gf_date_is_working(&from))
            return TRUE;
    return FALSE;
}

static void check_step(const GDate *date, const GfReminderStep *step)
{
    GDate wished = *date;
    if (step->offset >= 0)
        g_date_add_days(&wished, (guint) step->offset);
    else
        g_date_subtract_days(&wished, (guint) -step->offset);
    int moved = g_date_days_between(&wished, &step->day);
    g_assert_true(gf_date_is_working(&step->day));
    if (gf_date_is_working(&wished))
        g_assert_cmpint(moved, ==, 0);
    else if (step->offset > 0)
        g_assert_true(moved > 0 && !working_day_between(wished, &step->day));
    else
        g_assert_true(moved < 0 && !working_day_between(step->day, &wished));
}

/* The sentences of DOMAIN.md for each day of four years, seen from long before. */
static void test_laws(void)
{
    g_autoptr(GArray) offsets = plan("J-30, J-15, J-7, J-2, J-1, J, J+1, J+2, J+7");
    GDate date = day("2026-01-01");
    for (int i = 0; i < 4 * 365; i++, g_date_add_days(&date, 1)) {
        g_autoptr(GArray) steps = gf_rule_plan_steps(offsets, &date, 9, 0, ZONE, 0);
        gboolean near_before = FALSE, near_after = FALSE;
        g_assert_cmpuint(steps->len, >=, 5);
        for (guint j = 0; j < steps->len; j++) {
            const GfReminderStep *step = &g_array_index(steps, GfReminderStep, j);
            check_step(&date, step);
            near_before |= step->offset == 0;
            near_after |= step->offset == 1;
            if (j > 0)
                g_assert_cmpint(
                    g_date_compare(&g_array_index(steps, GfReminderStep, j - 1).day, &step->day), <,
                    0);
        }
        /* The nearest on either side always survive a merge. */
        g_assert_true(near_before && near_after);
    }
}

/* What is left out at creation is exactly what lies before it. */
static void test_created(void)
{
    g_autoptr(GArray) offsets = plan("J-30, J-15, J-7, J-2, J-1, J, J+1");
    GDate date = day("2027-05-17");
    g_autoptr(GArray) all = gf_rule_plan_steps(offsets, &date, 9, 0, ZONE, 0);
    for (gint64 created = at("2027-04-01 00:00"); created < at("2027-06-01 00:00");
         created += 1800) {
        g_autoptr(GArray) steps = gf_rule_plan_steps(offsets, &date, 9, 0, ZONE, created);
        guint expected = 0;
        for (guint j = 0; j < all->len; j++)
            expected +=
                gf_instant_of(&g_array_index(all, GfReminderStep, j).day, 9, 0, ZONE) >= created;
        g_assert_cmpuint(steps->len, ==, expected);
    }
}

typedef struct {
    const char *name, *day, *now, *due;
} Due;

static void check_due(const Due *row, int hour, int minute)
{
    GDate date = day(row->day);
    gint64 due = gf_rule_reminder_due(&date, hour, minute, ZONE, at(row->now), GRACE_SECONDS);
    g_autofree char *found = gf_instant_format(due, ZONE);
    g_autofree char *expected = gf_instant_format(at(row->due), ZONE);
    g_test_message("%s", row->name);
    g_assert_cmpstr(found, ==, expected);
}

static void test_due(void)
{
    static const Due rows[] = {
        {"long before", "2027-03-12", "2027-03-01 00:00", "2027-03-12 09:00"},
        {"just in time", "2027-03-12", "2027-03-12 09:00", "2027-03-12 09:00"},
        {"a little late", "2027-03-12", "2027-03-12 11:00", "2027-03-12 09:00"},
        {"too late: next working day", "2027-03-12", "2027-03-12 11:01", "2027-03-15 09:00"},
        {"in the night", "2027-03-10", "2027-03-11 03:00", "2027-03-11 09:00"},
        {"that hour has come", "2027-03-10", "2027-03-11 09:00", "2027-03-11 09:00"},
        {"and is just past", "2027-03-10", "2027-03-11 10:59", "2027-03-11 09:00"},
        {"missed as well", "2027-03-10", "2027-03-11 11:01", "2027-03-12 09:00"},
        {"on a Sunday", "2027-03-10", "2027-03-14 09:00", "2027-03-15 09:00"},
        {"on Good Friday night", "2027-03-10", "2027-03-26 20:00", "2027-03-30 09:00"},
        {"after weeks", "2027-03-10", "2027-07-14 09:00", "2027-07-15 09:00"},
        {"over the change of hour", "2027-03-26", "2027-03-28 03:00", "2027-03-30 09:00"},
        /* put off until something else has left, which may be on a closed day */
        {"of a Sunday, seen before", "2027-03-14", "2027-03-13 12:00", "2027-03-15 09:00"},
        {"of a Sunday, at its hour", "2027-03-14", "2027-03-14 09:00", "2027-03-15 09:00"},
        {"of a Sunday, a little late", "2027-03-14", "2027-03-14 10:30", "2027-03-15 09:00"},
        {"of Easter Monday", "2027-03-29", "2027-03-29 09:30", "2027-03-30 09:00"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
        check_due(&rows[i], 9, 0);
}

/* An hour so late that its grace would last into the next day, which may be closed. */
static void test_due_before_midnight(void)
{
    static const Due rows[] = {
        {"on the day", "2027-03-12", "2027-03-12 23:59", "2027-03-12 23:30"},
        {"already Saturday", "2027-03-12", "2027-03-13 00:15", "2027-03-15 23:30"},
        {"already Friday", "2027-03-11", "2027-03-12 00:15", "2027-03-12 23:30"},
        {"already the first of May", "2026-04-30", "2026-05-01 00:00", "2026-05-04 23:30"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
        check_due(&rows[i], 23, 30);
}

/* However long the outage: at the fixed hour of a working day, at most a grace ago, and as soon as
 * it comes it stays due. */
static void test_due_laws(void)
{
    GDate date = day("2027-03-25");
    for (gint64 now = at("2027-03-20 00:00"); now < at("2027-06-01 00:00"); now += 600) {
        gint64 due = gf_rule_reminder_due(&date, 9, 0, ZONE, now, GRACE_SECONDS);
        GDate due_day;
        int hour = 0, minute = -1;
        gf_wall_clock(due, ZONE, &due_day, &hour, &minute);
        g_assert_true(gf_date_is_working(&due_day));
        g_assert_cmpint(hour * 60 + minute, ==, 540);
        g_assert_cmpint(due, >=, MAX(now - GRACE_SECONDS, at("2027-03-25 09:00")));
        g_assert_cmpint(gf_rule_reminder_due(&date, 9, 0, ZONE, MAX(now, due), GRACE_SECONDS), ==,
                        due);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
    g_test_add_func("/reminder/parse", test_parse);
    g_test_add_func("/reminder/steps", test_steps);
    g_test_add_func("/reminder/laws", test_laws);
    g_test_add_func("/reminder/created", test_created);
    g_test_add_func("/reminder/due", test_due);
    g_test_add_func("/reminder/due-before-midnight", test_due_before_midnight);
    g_test_add_func("/reminder/due-laws", test_due_laws);
    return g_test_run();
}
