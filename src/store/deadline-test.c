/* deadline-test.c - deadlines, the steps of their plans, and numbered lists. */
#include "store/deadline.h"
#include "store/fixture.h"
#include "store/outbox.h"

#define DAY 86400

static gint64 add_deadline(Fixture *fixture, const char *subject, const char *due_on)
{
    GfDeadline deadline = {
        .kind = (char *) "stage",
        .subject = (char *) subject,
        .detail = (char *) "open",
        .title = (char *) "Contributions",
        .due_on = (char *) due_on,
        .role = (char *) "contributors",
        .plan = (char *) "J-15, J+1",
        .plan_hour = (char *) "09:00",
        .state = (char *) "open",
        .created_at = NOW,
    };
    ASSERT_DONE(gf_store_save_deadline(fixture->store, &deadline, ERROR));
    return deadline.id;
}

static void test_deadlines(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    GfStore *store = fixture->store;
    gint64 late = add_deadline(fixture, "saisine/2017-02", "2027-09-30");
    gint64 soon = add_deadline(fixture, "saisine/2017-01", "2027-03-31");
    GfReminder step = {.deadline_id = soon,
                       .step = -15,
                       .day = (char *) "2027-03-16",
                       .due_at = NOW + DAY,
                       .state = (char *) "planned"};
    g_autoptr(GPtrArray) open = NULL;
    ASSERT_DONE(gf_store_add_reminder(store, &step, ERROR));
    ASSERT_DONE(gf_store_deadlines(store, FALSE, &open, ERROR));
    g_assert_cmpuint(open->len, ==, 2);
    g_assert_cmpint(((GfDeadline *) open->pdata[0])->id, ==, soon);
    g_autoptr(GfDeadline) read = NULL;
    const GfDeadline key = {
        .kind = (char *) "stage", .subject = (char *) "saisine/2017-01", .detail = (char *) "open"};
    ASSERT_DONE(gf_store_deadline_like(store, &key, &read, ERROR));
    g_assert_cmpint(read->id, ==, soon);
    g_assert_cmpstr(read->due_on, ==, "2027-03-31");
    g_assert_cmpstr(read->role, ==, "contributors");
    g_assert_cmpint(read->created_at, ==, NOW);
    g_free(read->due_on);
    read->due_on = g_strdup("2027-04-15");
    ASSERT_DONE(gf_store_save_deadline(store, read, ERROR));

    const GfDeadline done = {.id = soon,
                             .state = (char *) "done",
                             .closed_at = NOW + 5,
                             .closed_by = (char *) "member/anne"};
    ASSERT_DONE(gf_store_close_deadline(store, &done, ERROR));
    g_autoptr(GfDeadline) closed = NULL;
    g_autoptr(GPtrArray) of_it = NULL;
    g_autoptr(GPtrArray) steps = NULL;
    ASSERT_DONE(gf_store_deadline(store, soon, &closed, ERROR));
    g_assert_cmpstr(closed->due_on, ==, "2027-04-15");
    g_assert_cmpstr(closed->state, ==, "done");
    g_assert_cmpint(closed->closed_at, ==, NOW + 5);
    g_assert_cmpstr(closed->closed_by, ==, "member/anne");
    ASSERT_DONE(gf_store_deadlines_of(store, "saisine/2017-01", &of_it, ERROR));
    g_assert_cmpuint(of_it->len, ==, 0);
    ASSERT_DONE(gf_store_reminders(store, soon, &steps, ERROR));
    g_assert_cmpstr(((GfReminder *) steps->pdata[0])->state, ==, "stopped");
    (void) late;
}

/* What is written to one person about several things, and to staff once a day (I8). */
static void test_sheets(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    GfStore *store = fixture->store;
    g_autoptr(GfSheet) sheet = gf_sheet_new();
    sheet->kind = g_strdup("digest");
    sheet->recipient = g_strdup("secretariat@assemblee.example");
    sheet->day = g_strdup("2027-03-16");
    sheet->token = g_strdup("aaaaaaaaaaaaaaaa");
    sheet->created_at = NOW;
    g_ptr_array_add(sheet->lines, g_strdup("message/12"));
    g_ptr_array_add(sheet->lines, g_strdup("deadline/7"));
    g_autofree char *before = NULL;
    gint64 at = -1;
    ASSERT_DONE(gf_store_last_digest(store, "9999-12-31", &before, &at, ERROR));
    g_assert_null(before);
    ASSERT_DONE(gf_store_add_sheet(store, sheet, ERROR));
    ASSERT_DONE(gf_store_add_token(store, sheet->token, "sheet", sheet->id, ERROR));
    g_autoptr(GfSheet) read = NULL;
    ASSERT_DONE(gf_store_sheet(store, sheet->id, &read, ERROR));
    g_assert_cmpuint(read->lines->len, ==, 2);
    g_assert_cmpstr(read->lines->pdata[1], ==, "deadline/7");
    g_assert_cmpstr(read->token, ==, sheet->token);
    ASSERT_REFUSED(gf_store_add_sheet(store, sheet, ERROR), "each goes once");
    g_autofree char *last = NULL;
    ASSERT_DONE(gf_store_last_digest(store, "9999-12-31", &last, &at, ERROR));
    g_assert_cmpstr(last, ==, "2027-03-16");
    g_assert_cmpint(at, ==, NOW);
}

static GfReminder step_of(gint64 deadline_id, int step, gint64 due_at)
{
    return (GfReminder){.deadline_id = deadline_id,
                        .step = step,
                        .day = (char *) (step < -10 ? "2027-01-01" : "2027-01-08"),
                        .due_at = due_at,
                        .state = (char *) "planned"};
}

/* A step exists once and is acted upon once (I8). */
static void test_reminders(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    GfStore *store = fixture->store;
    gint64 deadline_id = add_deadline(fixture, "saisine/2017-01", "2027-03-31");
    GfReminder late = step_of(deadline_id, -7, NOW + DAY),
               early = step_of(deadline_id, -15, NOW - DAY);
    gint64 next = -1;
    ASSERT_DONE(gf_store_next_reminder(store, &next, ERROR));
    g_assert_cmpint(next, ==, 0);
    ASSERT_DONE(gf_store_add_reminder(store, &late, ERROR));
    ASSERT_DONE(gf_store_add_reminder(store, &early, ERROR));
    ASSERT_REFUSED(gf_store_add_reminder(store, &early, ERROR), "exists already");

    g_autoptr(GPtrArray) all = NULL;
    g_autoptr(GPtrArray) due = NULL;
    g_autoptr(GPtrArray) none = NULL;
    ASSERT_DONE(gf_store_reminders(store, deadline_id, &all, ERROR));
    g_assert_cmpuint(all->len, ==, 2);
    g_assert_cmpint(((GfReminder *) all->pdata[0])->step, ==, -15);
    ASSERT_DONE(gf_store_reminders_due(store, NOW, &due, ERROR));
    g_assert_cmpuint(due->len, ==, 1);
    const GfReminder *read = due->pdata[0];
    g_assert_cmpint(read->id, ==, early.id);
    g_assert_cmpstr(read->day, ==, "2027-01-01");
    g_assert_cmpint(read->due_at, ==, NOW - DAY);
    g_assert_cmpstr(read->state, ==, "planned");
    ASSERT_DONE(gf_store_next_reminder(store, &next, ERROR));
    g_assert_cmpint(next, ==, NOW - DAY);

    ASSERT_DONE(gf_store_act_reminder(store, early.id, "planned", NOW + 60, 0, 0, ERROR));
    ASSERT_DONE(gf_store_reminders_due(store, NOW, &none, ERROR));
    g_assert_cmpuint(none->len, ==, 0);
    ASSERT_DONE(gf_store_act_reminder(store, early.id, "skipped", 0, NOW, 0, ERROR));
    ASSERT_REFUSED(gf_store_act_reminder(store, early.id, "sent", 0, NOW, 0, ERROR), "not planned");
    ASSERT_DONE(gf_store_next_reminder(store, &next, ERROR));
    g_assert_cmpint(next, ==, NOW + DAY);
}

/* A move that is recalled stops its steps and plans the former ones again; what was sent stays
 * sent. */
static void test_stopped_reminders(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    GfStore *store = fixture->store;
    gint64 deadline_id = add_deadline(fixture, "saisine/2017-01", "2027-03-31");
    GfReminder sent = step_of(deadline_id, -15, NOW), stopped = step_of(deadline_id, -7, NOW);
    GfReminder again = step_of(deadline_id, -7, NOW + DAY);
    ASSERT_DONE(gf_store_add_reminder(store, &sent, ERROR));
    ASSERT_DONE(gf_store_add_reminder(store, &stopped, ERROR));
    ASSERT_DONE(gf_store_act_reminder(store, sent.id, "sent", 0, NOW, 0, ERROR));
    ASSERT_DONE(gf_store_stop_reminders(store, deadline_id, NOW + 1, ERROR));
    g_autoptr(GPtrArray) all = NULL;
    ASSERT_DONE(gf_store_reminders(store, deadline_id, &all, ERROR));
    g_assert_cmpstr(((GfReminder *) all->pdata[0])->state, ==, "sent");
    g_assert_cmpint(((GfReminder *) all->pdata[0])->acted_at, ==, NOW);
    g_assert_cmpstr(((GfReminder *) all->pdata[1])->state, ==, "stopped");
    g_assert_cmpint(((GfReminder *) all->pdata[1])->acted_at, ==, NOW + 1);
    ASSERT_DONE(gf_store_add_reminder(store, &again, ERROR));
    g_assert_cmpint(again.id, ==, stopped.id);
    ASSERT_REFUSED(gf_store_add_reminder(store, &sent, ERROR), "exists already");
    gint64 next = 0;
    ASSERT_DONE(gf_store_next_reminder(store, &next, ERROR));
    g_assert_cmpint(next, ==, NOW + DAY);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
    TEST("/store/deadline/deadlines", test_deadlines);
    TEST("/store/deadline/reminders", test_reminders);
    TEST("/store/deadline/stopped-reminders", test_stopped_reminders);
    TEST("/store/deadline/sheets", test_sheets);
    return g_test_run();
}
