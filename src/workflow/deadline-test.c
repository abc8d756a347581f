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
    ASSERT_LISTED(
        "term",
        "2030-06-30 body/gt1 offices 2030-06-30 2029-12-31:-180 2030-04-01:-90 "
        "2030-05-31:-30\n"
        "2034-06-30 assembly members 2034-06-30 2033-12-30:-180 2034-03-31:-90 2034-05-31:-30\n");
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
          "[session]\nid = automne\nbody = conseil\ntitle = Automne\n" PLACE MORNING("2027-09-15"));
    at(fixture, "2027-03-14 09:00"); /* too far: six months end the day before it */
    bring_up(fixture);
    ASSERT_LISTED("rhythm", "2027-09-12 assembly 2027-06-14:-90 2027-07-13:-60 2027-08-13:-30 "
                            "2027-09-03:-7 2027-09-13:+1\n");
    at(fixture, "2027-03-15 09:00");
    bring_up(fixture);
    ASSERT_LISTED("rhythm", "");
    g_assert_cmpuint(count_lines(fixture, "deadline.done", "assembly", NULL), ==, 1);
}

static GfDeadline *newest(Fixture *fixture, const char *kind, const char *subject,
                          const char *detail)
{
    GfDeadline *row = NULL;
    const GfDeadline key = {
        .kind = (char *) kind, .subject = (char *) subject, .detail = (char *) detail};
    ASSERT_DONE(gf_store_deadline_like(fixture->store, &key, &row, ERROR));
    g_assert_nonnull(row);
    return row;
}

#define ASSERT_TITLE(KIND, SUBJECT, DETAIL, WANTED)                                                \
    do {                                                                                           \
        g_autoptr(GfDeadline) row_ = newest(fixture, KIND, SUBJECT, DETAIL);                       \
        g_assert_cmpstr(row_->title, ==, WANTED);                                                  \
    } while (0)

/* What a title says; who has left is not named; a group that ends. */
static void test_titles(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    static const char *const roles[] = {"rapporteur", "co-rapporteur", "copilote"};
    GfBody temporary = {.slug = (char *) "ruches",
                        .name = (char *) "Ruches",
                        .kind = (char *) "temporary",
                        .ends_on = (char *) "2027-12-31"};
    people(fixture);
    member(fixture, "Eve Sans", "woman", "titulaire", NULL);
    ASSERT_DONE_INSIDE(fixture, gf_store_save_body(fixture->store, &temporary, ERROR));
    g_autoptr(GPtrArray) offices = g_ptr_array_new_with_free_func((GDestroyNotify) gf_office_free);
    for (gsize i = 0; i < G_N_ELEMENTS(roles); i++) {
        GfOffice *office = g_new0(GfOffice, 1);
        office->role = g_strdup(roles[i]);
        office->member_slug = g_strdup(i == 0 ? "anne" : i == 1 ? "bruno" : "claire");
        office->ends_on = g_strdup("2027-06-30");
        g_ptr_array_add(offices, office);
    }
    ASSERT_DONE_INSIDE(fixture, gf_store_set_offices(fixture->store, temporary.id, offices, ERROR));
    end_term(fixture, "anne", "2028-06-30");
    bring_up(fixture);
    ASSERT_TITLE("term", "body/ruches", "end", "Fin d'un groupe : Ruches");
    ASSERT_TITLE("term", "body/ruches", "offices 2027-06-30",
                 "Fin de mandat : rapporteurs et copilotes (Ruches)");
    ASSERT_TITLE("term", "assembly", "members 2028-06-30", "Fin du mandat de Madame Anne Martin");
    end_term(fixture, "bruno", "2028-06-30");
    end_term(fixture, "claire", "2028-06-30");
    end_term(fixture, "david", "2028-06-30");
    end_term(fixture, "eve", "2028-06-30");
    at(fixture, "2027-02-16 09:00");
    bring_up(fixture);
    ASSERT_TITLE("term", "assembly", "members 2028-06-30",
                 "Fin du mandat de Monsieur Bruno Durand, Madame Anne Martin, Monsieur David "
                 "Martin et 2 autres");
    ASSERT_DONE_INSIDE(fixture, gf_store_end_member(fixture->store, member_id(fixture, "eve"),
                                                    "2027-02-16", ERROR));
    at(fixture, "2027-02-17 09:00");
    bring_up(fixture);
    ASSERT_TITLE("term", "assembly", "members 2028-06-30",
                 "Fin du mandat de Monsieur Bruno Durand, Madame Anne Martin, Monsieur David "
                 "Martin et Madame Claire Petit");
    /* The same again leaves no line. */
    guint lines = count_lines(fixture, "deadline.changed", "assembly", NULL);
    g_assert_cmpuint(lines, ==, 2);
    at(fixture, "2027-02-18 09:00");
    bring_up(fixture);
    g_assert_cmpuint(count_lines(fixture, "deadline.changed", "assembly", NULL), ==, lines);
}

/* A term whose day has come stays until it is renewed, or staff says that it is done; neither comes
 * back the next morning. */
static void test_past_terms(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    people(fixture);
    end_term(fixture, "anne", "2027-03-01");
    end_term(fixture, "bruno", "2027-03-02");
    end_term(fixture, "claire", "2026-12-31"); /* past already: the roll tells it */
    end_term(fixture, "david", "2029-06-30");
    bring_up(fixture);
    g_autoptr(GfDeadline) david = newest(fixture, "term", "assembly", "members 2029-06-30");
    ASSERT_DONE_INSIDE(fixture, gf_deadline_done(&fixture->clerk, david->id, ERROR));
    at(fixture, "2027-03-10 09:00");
    bring_up(fixture);
    ASSERT_LISTED("term", "2027-03-01 assembly members 2027-03-01\n"
                          "2027-03-02 assembly members 2027-03-02\n");
    g_autoptr(GfDeadline) anne = newest(fixture, "term", "assembly", "members 2027-03-01");
    ASSERT_DONE_INSIDE(fixture, gf_deadline_done(&fixture->clerk, anne->id, ERROR));
    end_term(fixture, "bruno", "2033-03-02");
    at(fixture, "2027-03-11 09:00");
    bring_up(fixture);
    ASSERT_LISTED("term", "2033-03-02 assembly members 2033-03-02 2032-09-03:-180 "
                          "2032-12-02:-90 2033-01-31:-30\n");
    g_assert_cmpuint(count_lines(fixture, "deadline.dropped", "assembly", "term"), ==, 1);
}

/* No plenary has ever been held: counted from the day on which there was an assembly. What staff
 * says is done stays so, until there is another date. */
static void test_first_rhythm(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    bring_up(fixture);
    ASSERT_LISTED("rhythm", ""); /* nobody is there */
    at(fixture, "2027-02-16 09:00");
    people(fixture);
    bring_up(fixture);
    at(fixture, "2027-02-20 09:00");
    bring_up(fixture);
    ASSERT_LISTED("rhythm", "2027-08-16 assembly 2027-05-18:-90 2027-06-17:-60 2027-07-16:-30 "
                            "2027-08-09:-7 2027-08-17:+1\n");
    g_autoptr(GfDeadline) rhythm = newest(fixture, "rhythm", "assembly", "");
    ASSERT_DONE_INSIDE(fixture, gf_deadline_done(&fixture->clerk, rhythm->id, ERROR));
    at(fixture, "2027-02-21 09:00");
    bring_up(fixture);
    ASSERT_LISTED("rhythm", "");
    rule(fixture, "rules.plenary_months", "7");
    at(fixture, "2027-02-22 09:00");
    bring_up(fixture);
    ASSERT_LISTED("rhythm", "2027-09-16 assembly 2027-06-18:-90 2027-07-16:-60 2027-08-17:-30 "
                            "2027-09-09:-7 2027-09-17:+1\n");
}

/* Planned, and given up again: staff is asked anew. */
static void test_rhythm_again(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    const GfDirective directive = {.yes = TRUE, .reason = "Neige"};
    g_autoptr(GfOrder) order = NULL;
    people(fixture);
    bring_up(fixture);
    convened(fixture);
    at(fixture, "2027-02-16 09:00");
    bring_up(fixture);
    ASSERT_LISTED("rhythm", "");
    ASSERT_DONE(gf_convocation_cancel(&fixture->clerk, "conseil", &directive, &order, ERROR));
    at(fixture, "2027-02-17 09:00");
    bring_up(fixture);
    ASSERT_LISTED("rhythm", "2027-08-15 assembly 2027-05-14:-90 2027-06-16:-60 2027-07-16:-30 "
                            "2027-08-06:-7 2027-08-16:+1\n");
}

#define ASSERT_SESSION(WANTED)                                                                     \
    do {                                                                                           \
        g_autoptr(GfDeadline) row_ = newest(fixture, "session", "session/conseil", "");            \
        g_autofree char *got_ = g_strdup_printf("%s %s", row_->state,                              \
                                                row_->closed_by != NULL ? row_->closed_by : "-");  \
        g_assert_cmpstr(got_, ==, WANTED);                                                         \
    } while (0)

/* A session's deadline lives as the session does; a recall opens it again. */
static void test_sessions(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    const GfDirective directive = {.yes = TRUE, .reason = "Neige"};
    g_autoptr(GfOrder) cancel = NULL;
    g_autoptr(GfOrder) recall = NULL;
    people(fixture);
    convened(fixture);
    ASSERT_SESSION("open -");
    ASSERT_DONE(gf_convocation_cancel(&fixture->clerk, "conseil", &directive, &cancel, ERROR));
    ASSERT_SESSION("dropped staff");
    ASSERT_DONE(gf_convocation_recall(&fixture->clerk, "conseil", &recall, ERROR));
    ASSERT_SESSION("open -");
    ASSERT_LISTED("session", "2027-03-12 session/conseil 2027-02-25:-15 2027-03-05:-7 "
                             "2027-03-10:-2\n");
    at(fixture, "2027-03-12 09:00");
    bring_up(fixture);
    ASSERT_SESSION("open -");
    at(fixture, "2027-03-13 00:01");
    bring_up(fixture);
    ASSERT_SESSION("done greffe");
}

/* A move that is recalled puts the former day back; a convocation that is, is none. */
static void test_session_recalled(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(GfOrder) first = NULL;
    g_autoptr(GfOrder) second = NULL;
    people(fixture);
    draft(fixture, COUNCIL);
    g_autoptr(GfOrder) order = convene(fixture);
    ASSERT_DONE(gf_convocation_recall(&fixture->clerk, "conseil", &first, ERROR));
    ASSERT_SESSION("dropped staff");
    at(fixture, "2027-02-15 09:01");
    g_autoptr(GfOrder) again = convene(fixture);
    ASSERT_SESSION("open -");
    at(fixture, "2027-02-15 10:00");
    turn(fixture);
    g_autoptr(GfOrder) moved = move(fixture, COUNCIL_ON("2027-03-19"));
    ASSERT_LISTED("session", "2027-03-19 session/conseil 2027-03-04:-15 2027-03-12:-7 "
                             "2027-03-17:-2\n");
    ASSERT_DONE(gf_convocation_recall(&fixture->clerk, "conseil", &second, ERROR));
    ASSERT_LISTED("session", "2027-03-12 session/conseil 2027-02-25:-15 2027-03-05:-7 "
                             "2027-03-10:-2\n");
}

int main(int argc, char **argv)
{
    fixture_init(&argc, &argv);
    TEST("/deadline/set", test_set);
    TEST("/deadline/refused", test_refused);
    TEST("/deadline/terms", test_terms);
    TEST("/deadline/titles", test_titles);
    TEST("/deadline/past-terms", test_past_terms);
    TEST("/deadline/rhythm", test_rhythm);
    TEST("/deadline/first-rhythm", test_first_rhythm);
    TEST("/deadline/rhythm-again", test_rhythm_again);
    TEST("/deadline/sessions", test_sessions);
    TEST("/deadline/session-recalled", test_session_recalled);
    return g_test_run();
}
