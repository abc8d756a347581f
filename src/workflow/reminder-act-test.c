/* reminder-act-test.c - what becomes of the steps of all kinds of deadlines: each goes once, on
 * working days, to those who still owe it; whatever happened to the daemon in between (I8).
 */
#include "workflow/deadline-fixture.h"

static void skip_to(Fixture *fixture, const char *moment)
{
    at(fixture, moment);
    turn(fixture);
}

/* The whole plan, met day by day. */
static void test_plan(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    static const struct {
        const char *moment, *reminded;
    } days[] = {
        {"2027-03-31 08:59", ""},
        {"2027-03-31 09:00", "anne 1, bruno 1, claire 1, david 1"},
        {"2027-03-31 09:10", "anne 1, bruno 1, claire 1, david 1"},
        {"2027-04-15 09:00", "anne 2, bruno 2, claire 2, david 2"},
        {"2027-04-23 09:00", "anne 3, bruno 3, claire 3, david 3"},
        {"2027-04-28 09:00", "anne 3, bruno 3, claire 4, david 4"}, /* the synthesis, J-30 */
        {"2027-04-29 09:00", "anne 4, bruno 4, claire 5, david 5"},
        {"2027-04-30 09:00", "anne 4, bruno 4, claire 5, david 5"},
        {"2027-05-01 09:00", "anne 4, bruno 4, claire 5, david 5"},
        {"2027-05-03 09:00", "anne 5, bruno 5, claire 6, david 6"},
        {"2027-05-07 09:00", "anne 5, bruno 5, claire 6, david 6, lucile 1, michel 1"},
        {"2027-05-07 10:00", "anne 5, bruno 5, claire 6, david 6, lucile 1, michel 1"},
        {"2027-05-12 09:00", "anne 5, bruno 5, claire 6, david 6, lucile 1, michel 1"},
    };
    asked(fixture);
    preside(fixture);
    for (gsize i = 0; i < G_N_ELEMENTS(days); i++) {
        g_test_message("%s", days[i].moment);
        go_on(fixture, days[i].moment);
        ASSERT_REMINDED(days[i].reminded);
    }
    g_autoptr(GfDeadline) open = stage_of(fixture, "open");
    ASSERT_STEPS(open->id, "J-30:sent J-15:sent J-7:sent J-1:sent J+1:sent J+7!:sent");
    g_autofree char *subject =
        g_strdup_printf("saisine/2027-01/deadline/%" G_GINT64_FORMAT, open->id);
    g_autofree char *step = g_strconcat(subject, "/reminder/0/J+1", NULL);
    g_autofree char *escalated = g_strconcat(subject, "/reminder/0/J+7/escalated", NULL);
    g_assert_cmpuint(count_lines(fixture, "reminder.sent", step, "contributors"), ==, 1);
    g_assert_cmpuint(count_lines(fixture, "reminder.sent", escalated, "co-presidents"), ==, 1);
    g_assert_cmpuint(count_lines(fixture, "deadline.overdue", subject, "2027-04-30"), ==, 1);
}

/* Nobody is asked and reminded on one day. */
static void test_asked_today(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    group(fixture);
    g_autoptr(GfSaisine) saisine = enter(fixture, SAISINE);
    at(fixture, "2027-03-31 08:30");
    g_autoptr(GfAssignment) assigned = assign(fixture, "gt1");
    go_on(fixture, "2027-03-31 09:00");
    ASSERT_REMINDED("");
    g_autoptr(GfDeadline) open = stage_of(fixture, "open");
    ASSERT_STEPS(open->id, "J-30:skipped J-15:planned J-7:planned J-1:planned J+1:planned "
                           "J+7!:planned");
    g_autofree char *step =
        g_strdup_printf("saisine/2027-01/deadline/%" G_GINT64_FORMAT "/reminder/0/J-30", open->id);
    g_assert_cmpuint(count_lines(fixture, "reminder.skipped", step, "asked-today"), ==, 1);
    go_on(fixture, "2027-04-15 09:00");
    ASSERT_REMINDED("anne 1, bruno 1, claire 1");
}

/* Two things on one day, for different people: each has one mail. */
static void test_different_people(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    group(fixture);
    due(fixture, "member/emma", "2027-04-30", "member", "J-7");
    due(fixture, "body/gt1", "2027-05-03", "copilotes", "J-10");
    go_on(fixture, "2027-04-23 09:00");
    ASSERT_REMINDED("anne 1, emma 1");
}

/* Who contributes between two steps is silent from then on; the last one ends it for all. */
static void test_contributed(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    asked(fixture);
    preside(fixture);
    go_on(fixture, "2027-04-15 09:00");
    contribute(fixture, "anne", 0, FALSE);
    say_nothing(fixture, "david");
    go_on(fixture, "2027-04-23 09:00");
    ASSERT_REMINDED("anne 1, bruno 2, claire 2, david 1");
    contribute(fixture, "bruno", 0, FALSE);
    contribute(fixture, "claire", 0, FALSE);
    go_on(fixture, "2027-04-29 09:00"); /* with the synthesis of Claire and David, of the 28th */
    ASSERT_REMINDED("anne 1, bruno 2, claire 3, david 2");
    go_on(fixture, "2027-05-03 09:00");
    go_on(fixture, "2027-05-07 09:00");
    ASSERT_REMINDED("anne 1, bruno 2, claire 3, david 2");
    g_autoptr(GfDeadline) open = stage_of(fixture, "open");
    ASSERT_STEPS(open->id, "J-30:skipped J-15:sent J-7:sent J-1:skipped J+1:skipped J+7!:skipped");
    g_assert_cmpuint(count_lines(fixture, "reminder.skipped", "saisine/2027-01", "nobody-owes"), ==,
                     3);
    g_assert_cmpuint(count_lines(fixture, "deadline.overdue", "saisine/2027-01", NULL), ==, 0);
}

/* The daemon was down: of each deadline only the newest step goes, at the next fixed hour. */
static const struct Outage {
    const char *name, *back, *then, *reminded, *steps;
} outages[] = {
    {"within the hour", "2027-04-23 10:00", NULL, "emma 1",
     "J-10:skipped J-7:sent J-1:planned "
     "J+7!:planned"},
    {"after it: Monday", "2027-04-23 10:01", "2027-04-26 09:00", "emma 1",
     "J-10:skipped J-7:sent J-1:planned J+7!:planned"},
    {"in the night of a holiday", "2027-05-01 00:10", "2027-05-03 09:00", "emma 1",
     "J-10:skipped J-7:skipped J-1:sent J+7!:planned"},
    {"beyond the escalation", "2027-05-10 09:00", NULL, "emma 1, lucile 1, michel 1",
     "J-10:skipped J-7:skipped J-1:sent J+7!:sent"},
};

static void test_outage(Fixture *fixture, gconstpointer data)
{
    const struct Outage *row = data;
    group(fixture);
    preside(fixture);
    gint64 id = due(fixture, "member/emma", "2027-04-30", "member", "J-10, J-7, J-1");
    skip_to(fixture, row->back);
    if (row->then != NULL) {
        ASSERT_REMINDED("");
        gf_clock_set(fixture->clock, instant(row->then) - 1);
        turn(fixture);
        ASSERT_REMINDED("");
        skip_to(fixture, row->then);
    }
    ASSERT_REMINDED(row->reminded);
    turn(fixture);
    ASSERT_REMINDED(row->reminded);
    ASSERT_STEPS(id, row->steps);
}

/* Nobody holds the office: nobody can be reminded, but the co-presidents learn of it. */
static void test_vacancy(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    static const char *const nobody[] = {NULL};
    group(fixture);
    preside(fixture);
    g_autoptr(GfBody) gt1 = NULL;
    ASSERT_DONE(gf_store_body(fixture->store, "gt1", &gt1, ERROR));
    offices(fixture, gt1->id, nobody);
    gint64 id = due(fixture, "body/gt1", "2027-04-30", "copilotes", "J-7, J+1");
    go_on(fixture, "2027-04-23 09:00");
    go_on(fixture, "2027-05-03 09:00");
    ASSERT_REMINDED("");
    go_on(fixture, "2027-05-07 09:00");
    ASSERT_REMINDED("lucile 1, michel 1");
    ASSERT_STEPS(id, "J-7:skipped J+1:skipped J+7!:sent");
    g_assert_cmpuint(count_lines(fixture, "deadline.overdue", "body/gt1", NULL), ==, 1);
    g_autoptr(GfLetter) lucile = reminder_to(fixture, LUCILE, NULL, NULL);
    g_assert_null(strstr(lucile->text, "Attendu de"));
}

/* Somebody owes it whom no mail reaches; there is no co-president either. */
static void test_no_address(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    group(fixture);
    member(fixture, "Eve Sans", "woman", "titulaire", NULL);
    gint64 id = due(fixture, "member/eve", "2027-04-30", "member", "J-7");
    go_on(fixture, "2027-04-23 09:00");
    go_on(fixture, "2027-05-07 09:00");
    ASSERT_REMINDED("");
    ASSERT_STEPS(id, "J-7:skipped J+7!:skipped");
    g_assert_cmpuint(count_lines(fixture, "reminder.skipped", "member/eve", "no-address"), ==, 1);
    g_assert_cmpuint(count_lines(fixture, "reminder.skipped", "member/eve", "no-co-president"), ==,
                     1);
}

/* Staff reads of its own in the digest: steps are done without a mail, late once. */
static void test_staff(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    group(fixture);
    preside(fixture);
    gint64 id = due(fixture, "assembly", "2027-04-30", "staff", "J-7, J+1, J+3");
    go_on(fixture, "2027-04-23 09:00");
    go_on(fixture, "2027-05-03 09:00"); /* J+1 and J+3 meet */
    ASSERT_REMINDED("");
    ASSERT_STEPS(id, "J-7:sent J+1:sent J+7!:planned");
    g_assert_cmpuint(count_lines(fixture, "reminder.sent", "assembly", "in-digest"), ==, 2);
    g_assert_cmpuint(count_lines(fixture, "deadline.overdue", "assembly", "2027-04-30"), ==, 1);
    go_on(fixture, "2027-05-07 09:00");
    ASSERT_REMINDED("lucile 1, michel 1");
}

/* Late is told once for a date, not at every step after it. */
static void test_overdue_once(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    group(fixture);
    due(fixture, "member/emma", "2027-04-28", "member", "J+1, J+5");
    go_on(fixture, "2027-04-29 09:00");
    go_on(fixture, "2027-05-03 09:00");
    ASSERT_REMINDED("emma 2");
    g_assert_cmpuint(count_lines(fixture, "deadline.overdue", "member/emma", NULL), ==, 1);
    due(fixture, "member/emma", "2027-05-10", "member", "J+1");
    go_on(fixture, "2027-05-11 09:00");
    ASSERT_REMINDED("emma 3");
    g_assert_cmpuint(count_lines(fixture, "deadline.overdue", "member/emma", "2027-05-10"), ==, 1);
}

/* Another date: its steps are its own. */
static void test_moved(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    group(fixture);
    gint64 id = due(fixture, "member/emma", "2027-04-30", "member", "J-7, J-1");
    go_on(fixture, "2027-04-23 09:00");
    g_assert_cmpint(due(fixture, "member/emma", "2027-05-14", "member", "J-7, J-1"), ==, id);
    go_on(fixture, "2027-04-29 09:00");
    go_on(fixture, "2027-05-07 09:00"); /* J-7 anew; the former J+7 is none */
    ASSERT_REMINDED("emma 2");
    /* Another plan of the same date: what has gone stays gone. */
    due(fixture, "member/emma", "2027-05-14", "member", "J-7, J-3, J-1");
    go_on(fixture, "2027-05-07 09:10");
    go_on(fixture, "2027-05-11 09:00");
    ASSERT_REMINDED("emma 3");
}

/* Over: nothing goes any more. */
static void test_closed(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    asked(fixture);
    go_on(fixture, "2027-04-23 09:00");
    go(fixture, "open");
    go(fixture, "synthesis");
    go_on(fixture, "2027-04-29 09:00"); /* that of the synthesis, of the day before */
    ASSERT_REMINDED("anne 1, bruno 1, claire 2, david 2");
    go_on(fixture, "2027-05-03 09:00");
    go_on(fixture, "2027-05-07 09:00");
    ASSERT_REMINDED("anne 1, bruno 1, claire 2, david 2");
}

/* A broken template puts all of the day off to the next hour, and loses nothing: neither the list
 * nor the session's own reminder of others has gone (I3). */
static void test_template(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    g_autofree char *good = g_strdup(g_hash_table_lookup(fixture->templates, "fr/reminders.html"));
    asked(fixture);
    session_on(fixture, HEAD PLACE "reminders = J-14\n" MORNING("2027-05-07"), "2027-03-12 15:00");
    g_hash_table_insert(fixture->templates, g_strdup("fr/reminders.html"), g_strdup("{{#broken}}"));
    skip_to(fixture, "2027-04-23 09:00");
    g_assert_error(fixture->problem, GF_ERROR, GF_ERROR_CONFIG);
    g_clear_error(&fixture->problem);
    ASSERT_REMINDED("");
    skip_to(fixture, "2027-04-23 09:05"); /* told once, not at every turn */
    g_assert_no_error(fixture->problem);
    g_hash_table_insert(fixture->templates, g_strdup("fr/reminders.html"), g_steal_pointer(&good));
    skip_to(fixture, "2027-04-25 09:00");
    ASSERT_REMINDED("");
    skip_to(fixture, "2027-04-26 09:00");
    g_assert_no_error(fixture->problem);
    ASSERT_REMINDED("anne 1, bruno 1, claire 1, david 1, emma 1");
}

/* When the daemon wakes for it. */
static void test_next(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    gint64 next = 0;
    group(fixture);
    due(fixture, "member/emma", "2027-04-30", "member", "J-7");
    ASSERT_DONE(gf_store_next_reminder(fixture->store, &next, ERROR));
    g_assert_cmpint(next, ==, instant("2027-04-23 09:00"));
    go_on(fixture, "2027-04-23 10:30");
    ASSERT_DONE(gf_store_next_reminder(fixture->store, &next, ERROR));
    g_assert_cmpint(next, ==, instant("2027-04-26 09:00"));
}

int main(int argc, char **argv)
{
    fixture_init(&argc, &argv);
    TEST("/reminder-act/plan", test_plan);
    TEST("/reminder-act/asked-today", test_asked_today);
    TEST("/reminder-act/different-people", test_different_people);
    TEST("/reminder-act/contributed", test_contributed);
    for (gsize i = 0; i < G_N_ELEMENTS(outages); i++)
        TEST_ROW("/reminder-act/outage", &outages[i], test_outage);
    TEST("/reminder-act/vacancy", test_vacancy);
    TEST("/reminder-act/no-address", test_no_address);
    TEST("/reminder-act/staff", test_staff);
    TEST("/reminder-act/overdue-once", test_overdue_once);
    TEST("/reminder-act/moved", test_moved);
    TEST("/reminder-act/closed", test_closed);
    TEST("/reminder-act/template", test_template);
    TEST("/reminder-act/next", test_next);
    return g_test_run();
}
