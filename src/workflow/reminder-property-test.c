/* reminder-property-test.c - whatever is due, and whenever the daemon runs: nobody has two lists on
 * one day, no list on a closed day or far from the fixed hour, no line of what is closed or done,
 * no step that goes twice (I8).
 *
 * Each round draws deadlines of some people over two months of holidays, moves and closes some, and
 * wakes the daemon at random moments. G_TEST's seed repeats a failure (--seed).
 */
#include "workflow/deadline-fixture.h"

#define ROUNDS 12
#define DEADLINES 8
#define DAYS 75
#define WAKES 120
#define DRAWS 1000 /* more than a round needs */
#define GRACE_SECONDS 3600

static const char *const owners[] = {"anne", "bruno", "claire", "david", "emma"};
static const char *const plans[] = {"J-15, J-7, J-1, J+1", "J-3, J-2, J-1", "J, J+1, J+2", "J-30"};

static gint64 draw_instant(void)
{
    gint64 day = g_test_rand_int_range(0, DAYS);
    /* Often near the hour: that is where things happen. */
    gint64 second = g_test_rand_int_range(0, 3) == 0 ? g_test_rand_int_range(0, 86400)
                                                     : g_test_rand_int_range(8 * 3600, 10 * 3600);
    return instant("2027-04-05 00:00") + day * 86400 + second;
}

static int compare_instants(gconstpointer a, gconstpointer b)
{
    gint64 x = *(const gint64 *) a, y = *(const gint64 *) b;
    return (x > y) - (x < y);
}

static void draw_deadline(Fixture *fixture, int number)
{
    g_autofree char *subject =
        g_strconcat("member/", owners[g_test_rand_int_range(0, G_N_ELEMENTS(owners))], NULL);
    g_autofree char *detail = g_strdup_printf("%d", number);
    GDate date = gf_date_of(draw_instant() + 20 * 86400, ZONE);
    g_autofree char *day = gf_date_format(&date);
    const GfDeadlineSpec spec = {
        .kind = "manual",
        .subject = subject,
        .detail = detail,
        .title = "Note",
        .due_on = day,
        .role = "member",
        .plan = plans[g_test_rand_int_range(0, G_N_ELEMENTS(plans))],
    };
    ASSERT_DONE_INSIDE(fixture, gf_deadline_set(&fixture->clerk, &spec, NULL, ERROR));
}

/* One of them is done, by its owner's word or staff's, or another date is set. */
static void draw_event(Fixture *fixture)
{
    g_autoptr(GPtrArray) open = NULL;
    ASSERT_DONE(gf_store_deadlines(fixture->store, FALSE, &open, ERROR));
    if (open->len == 0)
        return;
    const GfDeadline *one = open->pdata[g_test_rand_int_range(0, (int) open->len)];
    int what = g_test_rand_int_range(0, 3);
    if (what == 0)
        ASSERT_DONE_INSIDE(fixture, gf_deadline_done(&fixture->clerk, one->id, ERROR));
    else if (what == 1)
        ASSERT_DONE_INSIDE(fixture, gf_store_add_deadline_done(
                                        fixture->store, one->id,
                                        member_id(fixture, one->subject + strlen("member/")),
                                        gf_clock_now(fixture->clock), ERROR));
    else {
        GDate date = gf_date_of(gf_clock_now(fixture->clock), ZONE);
        g_date_add_days(&date, (guint) g_test_rand_int_range(0, 20));
        g_autofree char *day = gf_date_format(&date);
        const GfDeadlineSpec spec = {one->kind, one->subject, one->detail, one->title,
                                     day,       one->role,    one->plan};
        ASSERT_DONE_INSIDE(fixture, gf_deadline_set(&fixture->clerk, &spec, NULL, ERROR));
    }
}

static void check_moment(gint64 at)
{
    GDate day = gf_date_of(at, ZONE);
    gint64 hour = gf_instant_of(&day, 9, 0, ZONE);
    g_assert_true(gf_date_is_working(&day));
    g_assert_cmpint(at, >=, hour);
    g_assert_cmpint(at, <=, hour + GRACE_SECONDS);
}

/* The lists so far: one a day for each person, of open things, each by a step of its own. */
static void check_sheets(Fixture *fixture)
{
    g_autoptr(GHashTable) days = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (gint64 id = 1;; id++) {
        g_autoptr(GfSheet) sheet = NULL;
        ASSERT_DONE(gf_store_sheet(fixture->store, id, &sheet, ERROR));
        if (sheet == NULL)
            return;
        g_assert_true(g_hash_table_add(
            days, g_strdup_printf("%s %" G_GINT64_FORMAT, sheet->day, sheet->member_id)));
        check_moment(sheet->created_at);
        for (guint i = 0; i < sheet->lines->len; i++) {
            const char *subject = sheet->lines->pdata[i];
            gint64 deadline_id = g_ascii_strtoll(strchr(subject, '/') + 1, NULL, 10);
            gboolean escalated = g_str_has_prefix(subject, "late/");
            g_autoptr(GfDeadline) deadline = NULL;
            g_autoptr(GPtrArray) steps = NULL;
            guint going = 0;
            ASSERT_DONE(gf_store_deadline(fixture->store, deadline_id, &deadline, ERROR));
            ASSERT_DONE(gf_store_reminders(fixture->store, deadline_id, &steps, ERROR));
            g_assert_true(deadline->closed_at == 0 || deadline->closed_at >= sheet->created_at);
            for (guint j = 0; j < steps->len; j++) {
                const GfReminder *step = steps->pdata[j];
                going += step->escalated == escalated && g_str_equal(step->state, "sent") &&
                         step->acted_at == sheet->created_at;
            }
            g_assert_cmpuint(going, ==, 1);
        }
    }
}

/* What has gone of every deadline: no step twice for one date, and none that waits once closed. */
static void check_steps(Fixture *fixture)
{
    g_autoptr(GPtrArray) all = NULL;
    ASSERT_DONE(gf_store_deadlines(fixture->store, TRUE, &all, ERROR));
    for (guint i = 0; i < all->len; i++) {
        const GfDeadline *deadline = all->pdata[i];
        g_autoptr(GPtrArray) steps = NULL;
        g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
        ASSERT_DONE(gf_store_reminders(fixture->store, deadline->id, &steps, ERROR));
        for (guint j = 0; j < steps->len; j++) {
            const GfReminder *step = steps->pdata[j];
            g_assert_true(g_hash_table_add(
                seen, g_strdup_printf("%d %d %d", step->sequence, step->step, step->escalated)));
            if (g_str_equal(step->state, "planned"))
                g_assert_cmpstr(deadline->state, ==, "open");
            if (g_str_equal(step->state, "sent"))
                check_moment(step->acted_at);
        }
    }
}

static void play(Fixture *fixture)
{
    g_autoptr(GArray) wakes = g_array_new(FALSE, FALSE, sizeof(gint64));
    for (int i = 0; i < WAKES; i++) {
        gint64 at_this = draw_instant();
        g_array_append_val(wakes, at_this);
    }
    g_array_sort(wakes, compare_instants);
    for (guint i = 0; i < wakes->len; i++) {
        gf_clock_set(fixture->clock, g_array_index(wakes, gint64, i));
        if (g_test_rand_int_range(0, 8) == 0)
            draw_event(fixture);
        ASSERT_DONE(gf_reminder_act(&fixture->clerk, &fixture->problem, ERROR));
        g_assert_no_error(fixture->problem);
    }
    check_sheets(fixture);
    check_steps(fixture);
}

/* Every test begins with the same seed: each round goes on from another place. */
static void begin_round(void)
{
    static int round = 0;
    for (int i = 0; i < round * DRAWS; i++)
        g_test_rand_int();
    round++;
}

static guint rounds_with_lists; /* a round in which all was done in time proves little */

static void test_random(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    begin_round();
    group(fixture);
    preside(fixture);
    at(fixture, "2027-04-05 00:00");
    for (int i = 0; i < DEADLINES; i++)
        draw_deadline(fixture, i);
    play(fixture);
    g_autoptr(GfSheet) some = NULL;
    ASSERT_DONE(gf_store_sheet(fixture->store, 1, &some, ERROR));
    rounds_with_lists += some != NULL;
}

static void test_not_empty(G_GNUC_UNUSED Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    g_assert_cmpuint(rounds_with_lists, >, ROUNDS / 2);
}

int main(int argc, char **argv)
{
    fixture_init(&argc, &argv);
    for (int i = 0; i < ROUNDS; i++) {
        g_autofree char *path = g_strdup_printf("/reminder-property/%d", i);
        TEST(path, test_random);
    }
    TEST("/reminder-property/not-empty", test_not_empty);
    return g_test_run();
}
