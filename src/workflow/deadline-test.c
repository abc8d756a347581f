/* deadline-test.c - deadlines that matters set, and those that set themselves. */
#include "workflow/deadline-sync.h"
#include "workflow/deadline.h"
#include "workflow/fixture.h"

/* "2027-04-30 report body/gt1-2 J-30 J-15 ...", a line each, by date; planned steps only. Owned. */
static char *listing(Fixture *fixture, const char *kind)
{
    g_autoptr(GPtrArray) open = NULL;
    GString *text = g_string_new(NULL);
    ASSERT_DONE(gf_store_deadlines(fixture->store, FALSE, &open, ERROR));
    for (guint i = 0; i < open->len; i++) {
        const GfDeadline *deadline = open->pdata[i];
        g_autoptr(GPtrArray) steps = NULL;
        if (!g_str_equal(deadline->kind, kind))
            continue;
        ASSERT_DONE(gf_store_reminders(fixture->store, deadline->id, &steps, ERROR));
        g_string_append_printf(text, "%s %s%s%s", deadline->due_on, deadline->subject,
                               deadline->detail[0] != '\0' ? " " : "", deadline->detail);
        for (guint j = 0; j < steps->len; j++) {
            const GfReminder *step = steps->pdata[j];
            if (g_str_equal(step->state, "planned"))
                g_string_append_printf(text, " %s:%+d%s", step->day, step->step,
                                       step->escalated ? "!" : "");
        }
        g_string_append_c(text, '\n');
    }
    return g_string_free(text, FALSE);
}

#define ASSERT_LISTED(KIND, WANTED)                                                                \
    do {                                                                                           \
        g_autofree char *listed_ = listing(fixture, KIND);                                         \
        g_assert_cmpstr(listed_, ==, WANTED);                                                      \
    } while (0)

static void set(Fixture *fixture, const char *due_on, const char *plan)
{
    const GfDeadlineSpec spec = {.kind = "report",
                                 .subject = "body/gt1-2",
                                 .title = "Rapport final",
                                 .due_on = due_on,
                                 .role = "rapporteurs",
                                 .plan = plan};
    ASSERT_DONE_INSIDE(fixture, gf_deadline_set(&fixture->clerk, &spec, NULL, ERROR));
}

/* 30 April 2027 is a Friday; 1 May a holiday, 7 May a Friday. */
static void test_set(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    set(fixture, "2027-04-30", "J-15, J-1, J+1");
    ASSERT_LISTED("report", "2027-04-30 body/gt1-2 2027-04-15:-15 2027-04-29:-1 2027-05-03:+1 "
                            "2027-05-07:+7!\n");
    set(fixture, "2027-04-30", "J-15, J-1, J+1");
    ASSERT_LISTED("report", "2027-04-30 body/gt1-2 2027-04-15:-15 2027-04-29:-1 2027-05-03:+1 "
                            "2027-05-07:+7!\n");
    /* A date that moves after a step has gone plans all of its steps anew. */
    at(fixture, "2027-04-15 09:00");
    g_autoptr(GPtrArray) due = NULL;
    ASSERT_DONE(gf_store_reminders_due(fixture->store, gf_clock_now(fixture->clock), &due, ERROR));
    g_assert_cmpuint(due->len, ==, 1);
    ASSERT_DONE_INSIDE(fixture,
                       gf_store_act_reminder(fixture->store, ((GfReminder *) due->pdata[0])->id,
                                             "sent", 0, gf_clock_now(fixture->clock), 0, ERROR));
    set(fixture, "2027-05-31", "J-15, J-1, J+1");
    ASSERT_LISTED("report", "2027-05-31 body/gt1-2 2027-05-14:-15 2027-05-28:-1 2027-06-01:+1 "
                            "2027-06-07:+7!\n");
    const GfDeadlineSpec key = {.kind = "report", .subject = "body/gt1-2"};
    ASSERT_DONE_INSIDE(fixture, gf_deadline_close(&fixture->clerk, &key, "done", "staff", ERROR));
    ASSERT_LISTED("report", "");
    gint64 next = -1;
    ASSERT_DONE(gf_store_next_reminder(fixture->store, &next, ERROR));
    g_assert_cmpint(next, ==, 0);
}

static void test_refused(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    const struct {
        const char *due_on, *plan, *words;
    } rows[] = {
        {"2027-02-30", "J-1", "deadline of assembly: '2027-02-30' is no date (such as 2027-03-12)"},
        {"2027-03-30", "J-1, demain",
         "deadline of assembly: 'demain' is no step (such as J-15, J-7, J+1)"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        const GfDeadlineSpec spec = {.kind = "manual",
                                     .subject = "assembly",
                                     .title = "X",
                                     .due_on = rows[i].due_on,
                                     .role = "staff",
                                     .plan = rows[i].plan};
        ASSERT_DONE(gf_store_begin(fixture->store, ERROR));
        ASSERT_REFUSED(gf_deadline_set(&fixture->clerk, &spec, NULL, ERROR), rows[i].words);
        gf_store_rollback(fixture->store);
    }
    ASSERT_DONE(gf_store_begin(fixture->store, ERROR));
    ASSERT_REFUSED(gf_deadline_done(&fixture->clerk, 99, ERROR),
                   "deadline 99: there is none of that number (see: greffe deadline list)");
    gf_store_rollback(fixture->store);
}

static void bring_up(Fixture *fixture)
{
    GError *problem = NULL;
    ASSERT_DONE(gf_deadline_sync(&fixture->clerk, &problem, ERROR));
}

static void end_term(Fixture *fixture, const char *slug, const char *ends_on)
{
    g_autoptr(GfMember) member = member_of(fixture, slug);
    g_free(member->ends_on);
    member->ends_on = g_strdup(ends_on);
    ASSERT_DONE_INSIDE(fixture, gf_store_save_member(fixture->store, member, 0, ERROR));
}

/* Members whose terms end on one day are one deadline; an office's is its own; what is renewed
 * goes.
 */
static void test_terms(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    people(fixture);
    end_term(fixture, "anne", "2028-06-30");
    end_term(fixture, "bruno", "2028-06-30");
    gint64 gt1 = body(fixture, "gt1", "group");
    g_autoptr(GPtrArray) offices = g_ptr_array_new_with_free_func((GDestroyNotify) gf_office_free);
    GfOffice *office = g_new0(GfOffice, 1);
    office->role = g_strdup("copilote");
    office->member_slug = g_strdup("anne");
    office->ends_on = g_strdup("2027-06-30");
    g_ptr_array_add(offices, office);
    ASSERT_DONE_INSIDE(fixture, gf_store_set_offices(fixture->store, gt1, offices, ERROR));
    bring_up(fixture);
    bring_up(fixture);
    ASSERT_LISTED("term", "2027-06-30 body/gt1 offices 2027-06-30 2027-04-01:-90 2027-05-31:-30\n"
                          "2028-06-30 assembly members 2028-06-30 2027-12-31:-180 2028-03-31:-90 "
                          "2028-05-31:-30\n");
    g_free(office->ends_on);
    office->ends_on = g_strdup("2030-06-30");
    ASSERT_DONE_INSIDE(fixture, gf_store_set_offices(fixture->store, gt1, offices, ERROR));
    end_term(fixture, "anne", "2034-06-30");
    end_term(fixture, "bruno", "2034-06-30");
    at(fixture, "2027-02-16 09:00");
    bring_up(fixture);
    ASSERT_LISTED("term",
                  "2030-06-30 body/gt1 offices 2030-06-30 2029-12-31:-180 2030-04-01:-90 "
                  "2030-05-31:-30\n"
                  "2034-06-30 assembly members 2034-06-30 2033-12-30:-180 2034-03-31:-90 "
                  "2034-05-31:-30\n");
}

/* No plenary planned within six months of the last: staff's deadline, until one is. */
static void test_rhythm(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    people(fixture);
    convened(fixture);
    bring_up(fixture);
    ASSERT_LISTED("rhythm", "");
    at(fixture, "2027-03-13 09:00"); /* the day after */
    bring_up(fixture);
    ASSERT_LISTED("rhythm", "2027-09-12 assembly 2027-06-14:-90 2027-07-13:-60 2027-08-13:-30 "
                            "2027-09-03:-7 2027-09-13:+1\n");
    draft(fixture,
          "[session]\nid = automne\nbody = conseil\ntitle = Automne\n" PLACE MORNING("2027-10-01"));
    at(fixture, "2027-03-14 09:00");
    bring_up(fixture);
    ASSERT_LISTED("rhythm", "");
    g_assert_cmpuint(count_lines(fixture, "deadline.done", "assembly", NULL), ==, 1);
}

int main(int argc, char **argv)
{
    fixture_init(&argc, &argv);
    TEST("/deadline/set", test_set);
    TEST("/deadline/refused", test_refused);
    TEST("/deadline/terms", test_terms);
    TEST("/deadline/rhythm", test_rhythm);
    return g_test_run();
}
