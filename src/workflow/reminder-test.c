/* reminder-test.c - the silent are reminded: each step once, on working days, whatever happened to
 * the daemon in between (I8).
 *
 * The council is on Friday 12 March 2027: J-15 is Thursday 25 February, J-7 Friday 5 March, J-2
 * Wednesday 10 March, each at 9:00.
 */
#include "workflow/fixture.h"
#include "workflow/settle.h"

static const char *const everybody[] = {"anne", "bruno", "claire", "david"};

static void staff_says(Fixture *fixture, const char *slug, const char *presence)
{
    GfStaffAnswer answer = {.presence = presence};
    ASSERT_DONE_INSIDE(fixture, gf_settle_answer(&fixture->clerk, "conseil", slug, &answer, ERROR));
}

/* The steps in the order of their days, as "J-15:sent J-7:planned". Owned. */
static char *steps(Fixture *fixture)
{
    g_autoptr(GfSession) session = session_of(fixture);
    g_autoptr(GPtrArray) reminders = NULL;
    GString *text = g_string_new(NULL);
    ASSERT_DONE(gf_store_session_reminders(fixture->store, session->id, &reminders, ERROR));
    for (guint i = 0; i < reminders->len; i++) {
        const GfReminder *reminder = reminders->pdata[i];
        g_string_append_printf(text, "%sJ%+d/%d:%s", i > 0 ? " " : "", reminder->step,
                               reminder->sequence, reminder->state);
    }
    return g_string_free(text, FALSE);
}

static void assert_steps(Fixture *fixture, const char *wanted)
{
    g_autofree char *got = steps(fixture);
    g_assert_cmpstr(got, ==, wanted);
}

static void test_plan(Fixture *fixture, gconstpointer data)
{
    (void) data;
    people(fixture);
    convened(fixture);
    assert_steps(fixture, "J-15/0:planned J-7/0:planned J-2/0:planned");
    at(fixture, "2027-02-25 08:59");
    g_assert_cmpuint(turn(fixture), ==, 0);
    at(fixture, "2027-02-25 09:00");
    g_assert_cmpuint(turn(fixture), ==, 4);
    g_assert_cmpuint(turn(fixture), ==, 0);
    at(fixture, "2027-02-25 09:30");
    g_assert_cmpuint(turn(fixture), ==, 0);
    assert_steps(fixture, "J-15/0:sent J-7/0:planned J-2/0:planned");
    g_assert_cmpuint(count_mails(fixture, "reminder", "anne@bourg.example"), ==, 1);
    /* Guests are not asked twice. */
    g_assert_cmpuint(count_mails(fixture, "reminder", "hugo@prefecture.example"), ==, 0);
    g_assert_cmpuint(count_lines(fixture, "reminder.sent", "session/conseil/reminder/0/J-15", NULL),
                     ==, 1);
    /* No document a second time, and the same event. */
    g_autoptr(GfOutgoing) mail = mail_to(fixture, "reminder", "anne@bourg.example");
    g_autoptr(GfCalendar) calendar = NULL;
    g_autoptr(GfLetter) letter = read_mail(fixture, mail, NULL, &calendar);
    g_autoptr(GfInvitation) anne = invitation_of(fixture, "anne");
    g_assert_cmpstr(calendar->uid, ==, anne->uid);
    g_assert_cmpint(calendar->sequence, ==, 0);
    g_assert_true(g_str_has_prefix(letter->subject, "Rappel"));
}

/* Never to somebody who has answered; a half of the day, or "perhaps", is an answer. */
static void test_silent_only(Fixture *fixture, gconstpointer data)
{
    GfStaffAnswer half = {.presence = "present", .part = "morning"};
    (void) data;
    people(fixture);
    member(fixture, "Eve Sans", "woman", "titulaire", NULL);
    convened(fixture);
    staff_says(fixture, "anne", "present");
    staff_says(fixture, "bruno", "tentative");
    ASSERT_DONE_INSIDE(fixture,
                       gf_settle_answer(&fixture->clerk, "conseil", "claire", &half, ERROR));
    at(fixture, "2027-02-25 09:00");
    g_assert_cmpuint(turn(fixture), ==, 1);
    g_assert_cmpuint(count_mails(fixture, "reminder", "david@bourg.example"), ==, 1);
    /* Who takes the answer back is asked again. */
    staff_says(fixture, "anne", "silent");
    at(fixture, "2027-03-05 09:00");
    g_assert_cmpuint(turn(fixture), ==, 2);
    g_assert_cmpuint(count_mails(fixture, "reminder", "anne@bourg.example"), ==, 1);
}

static void test_nobody_is_silent(Fixture *fixture, gconstpointer data)
{
    (void) data;
    people(fixture);
    convened(fixture);
    for (gsize i = 0; i < G_N_ELEMENTS(everybody); i++)
        staff_says(fixture, everybody[i], "present");
    at(fixture, "2027-02-25 09:00");
    g_assert_cmpuint(turn(fixture), ==, 0);
    assert_steps(fixture, "J-15/0:skipped J-7/0:planned J-2/0:planned");
    g_assert_cmpuint(count_lines(fixture, "reminder.skipped", "session/conseil/reminder/0/J-15",
                                 "nobody-is-silent"),
                     ==, 1);
}

/* The daemon was down. */
static const struct Outage {
    const char *name, *back; /* when it runs again */
    guint sent;              /* at once */
    const char *steps;
    const char *then; /* when the missed one goes; NULL: it has gone */
} outages[] = {
    {"half an hour late", "2027-02-25 09:30", 4, "J-15/0:sent J-7/0:planned J-2/0:planned", NULL},
    {"in the afternoon: next morning", "2027-02-25 15:00", 0,
     "J-15/0:planned J-7/0:planned J-2/0:planned", "2027-02-26 09:00"},
    {"in the night of Friday: Monday", "2027-02-27 02:00", 0,
     "J-15/0:planned J-7/0:planned J-2/0:planned", "2027-03-01 09:00"},
    {"two steps missed: the newest goes", "2027-03-05 15:00", 0,
     "J-15/0:skipped J-7/0:planned J-2/0:planned", "2027-03-08 09:00"},
    {"back at the hour of the second", "2027-03-05 09:00", 4,
     "J-15/0:skipped J-7/0:sent J-2/0:planned", NULL},
    {"all missed, the eve", "2027-03-11 20:00", 0, "J-15/0:skipped J-7/0:skipped J-2/0:planned",
     "2027-03-12 09:00"},
    {"all missed, the session has begun", "2027-03-12 09:30", 0,
     "J-15/0:stopped J-7/0:stopped J-2/0:stopped", NULL},
};

static void test_outage(Fixture *fixture, gconstpointer data)
{
    const struct Outage *row = data;
    people(fixture);
    convened(fixture);
    at(fixture, row->back);
    g_assert_cmpuint(turn(fixture), ==, row->sent);
    assert_steps(fixture, row->steps);
    g_assert_cmpuint(turn(fixture), ==, 0);
    if (row->then == NULL)
        return;
    gf_clock_set(fixture->clock, instant(row->then) - 1);
    g_assert_cmpuint(turn(fixture), ==, 0);
    at(fixture, row->then);
    g_assert_cmpuint(turn(fixture), ==, 4);
    g_assert_cmpuint(turn(fixture), ==, 0);
}

/* Whatever the plan says of holidays: 8 May 2027 is a Saturday, 6 May Ascension Day. */
static void test_closed_days(Fixture *fixture, gconstpointer data)
{
    (void) data;
    people(fixture);
    draft(fixture,
          HEAD PLACE "reminders = J-7, J-5, J-1\nreminder_hour = 10:15\n" MORNING("2027-05-13"));
    g_autoptr(GfOrder) order = convene(fixture);
    at(fixture, "2027-02-15 10:00");
    g_assert_cmpuint(turn(fixture), ==, 5);
    /* J-7 is Ascension Day, hence Wednesday the 5th; J-5 is Saturday, hence Friday. */
    assert_steps(fixture, "J-7/0:planned J-5/0:planned J-1/0:planned");
    at(fixture, "2027-05-05 10:14");
    g_assert_cmpuint(turn(fixture), ==, 0);
    at(fixture, "2027-05-05 10:15");
    g_assert_cmpuint(turn(fixture), ==, 4);
    at(fixture, "2027-05-06 10:15");
    g_assert_cmpuint(turn(fixture), ==, 0);
    at(fixture, "2027-05-07 10:15");
    g_assert_cmpuint(turn(fixture), ==, 4);
    at(fixture, "2027-05-08 10:15");
    g_assert_cmpuint(turn(fixture), ==, 0);
}

/* Steps past at creation are left out, and a plan may be empty. */
static void test_late_creation(Fixture *fixture, gconstpointer data)
{
    (void) data;
    people(fixture);
    draft(fixture, COUNCIL);
    at(fixture, "2027-02-26 09:00");
    g_autoptr(GfOrder) order = convene(fixture);
    assert_steps(fixture, "J-7/0:planned J-2/0:planned");
}

static void test_stops_on_move(Fixture *fixture, gconstpointer data)
{
    (void) data;
    people(fixture);
    convened(fixture);
    g_autoptr(GfOrder) order = move(fixture, COUNCIL_ON("2027-03-19"));
    assert_steps(fixture, "J-15/0:stopped J-15/1:planned J-7/0:stopped J-2/0:stopped "
                          "J-7/1:planned J-2/1:planned");
    at(fixture, "2027-02-15 11:00");
    g_assert_cmpuint(turn(fixture), ==, 5); /* the move itself */
    at(fixture, "2027-02-25 09:00");
    g_assert_cmpuint(turn(fixture), ==, 0);
    at(fixture, "2027-03-04 09:00");
    g_assert_cmpuint(turn(fixture), ==, 4);
    g_autoptr(GfOutgoing) mail = mail_to(fixture, "reminder", "anne@bourg.example");
    g_autoptr(GfLetter) letter = read_mail(fixture, mail, NULL, NULL);
    assert_contains(letter->subject, "vendredi 19 mars 2027");
}

/* A correction of the agenda leaves the plan as it is. */
static void test_correction(Fixture *fixture, gconstpointer data)
{
    (void) data;
    people(fixture);
    convened(fixture);
    g_autoptr(GfOrder) order = move(fixture, HEAD PLACE VIDEO MORNING(DAY) AFTERNOON(DAY));
    at(fixture, "2027-02-15 11:00");
    g_assert_cmpuint(turn(fixture), ==, 5);
    assert_steps(fixture, "J-15/0:planned J-7/0:planned J-2/0:planned");
    at(fixture, "2027-02-25 09:00");
    g_assert_cmpuint(turn(fixture), ==, 4);
}

static void test_stops_on_cancel(Fixture *fixture, gconstpointer data)
{
    GfDirective directive = {.yes = TRUE, .reason = "Neige"};
    g_autoptr(GfOrder) order = NULL;
    (void) data;
    people(fixture);
    convened(fixture);
    ASSERT_DONE(gf_convocation_cancel(&fixture->clerk, "conseil", &directive, &order, ERROR));
    assert_steps(fixture, "J-15/0:stopped J-7/0:stopped J-2/0:stopped");
}

/* None once the session is over, even where the plan has a step after it. */
static void test_after_the_session(Fixture *fixture, gconstpointer data)
{
    (void) data;
    people(fixture);
    draft(fixture, HEAD PLACE "reminders = J-2, J+3\n" MORNING(DAY));
    g_autoptr(GfOrder) order = convene(fixture);
    at(fixture, "2027-02-15 10:00");
    g_assert_cmpuint(turn(fixture), ==, 5);
    at(fixture, "2027-03-10 09:00");
    g_assert_cmpuint(turn(fixture), ==, 4);
    at(fixture, "2027-03-15 09:00");
    g_assert_cmpuint(turn(fixture), ==, 0);
    assert_steps(fixture, "J-2/0:sent J+3/0:stopped");
}

int main(int argc, char **argv)
{
    fixture_init(&argc, &argv);
    TEST("/reminder/plan", test_plan);
    TEST("/reminder/silent-only", test_silent_only);
    TEST("/reminder/nobody-is-silent", test_nobody_is_silent);
    for (gsize i = 0; i < G_N_ELEMENTS(outages); i++)
        TEST_ROW("/reminder/outage", &outages[i], test_outage);
    TEST("/reminder/closed-days", test_closed_days);
    TEST("/reminder/late-creation", test_late_creation);
    TEST("/reminder/stops-on-move", test_stops_on_move);
    TEST("/reminder/correction", test_correction);
    TEST("/reminder/stops-on-cancel", test_stops_on_cancel);
    TEST("/reminder/after-the-session", test_after_the_session);
    return g_test_run();
}
