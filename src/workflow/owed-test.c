/* owed-test.c - who owes what, by role and by the roll of the day. */
#include "workflow/deadline-fixture.h"
#include "workflow/owed.h"

/* "anne claire", or "vacant" where nobody ever owed it. Owned. */
static char *owing(Fixture *fixture, gint64 deadline_id)
{
    g_autoptr(GfDeadline) deadline = NULL;
    g_autoptr(GPtrArray) people = NULL;
    gboolean vacant = FALSE;
    GString *text = g_string_new(NULL);
    ASSERT_DONE(gf_store_deadline(fixture->store, deadline_id, &deadline, ERROR));
    ASSERT_DONE(gf_owed_by(&fixture->clerk, deadline, &people, &vacant, ERROR));
    for (guint i = 0; i < people->len; i++)
        g_string_append_printf(text, "%s%s", i > 0 ? " " : "",
                               ((const GfOwed *) people->pdata[i])->member->slug);
    g_assert_true(!vacant || people->len == 0);
    if (vacant)
        g_string_append(text, "vacant");
    return g_string_free(text, FALSE);
}

#define ASSERT_OWING(ID, WANTED)                                                                   \
    do {                                                                                           \
        g_autofree char *owing_ = owing(fixture, ID);                                              \
        g_assert_cmpstr(owing_, ==, WANTED);                                                       \
    } while (0)

static const struct Role {
    const char *name, *subject, *role, *owing;
} role_table[] = {
    {"one member", "member/emma", "member", "emma"},
    {"nobody of that name", "member/nobody", "member", "vacant"},
    {"staff has its digest", "assembly", "staff", "vacant"},
    {"the pair of a group", "body/gt1", "copilotes", "anne"},
    {"that of a chantier is its group's", "body/gt1-2", "copilotes", "anne"},
    {"who writes for a chantier", "body/gt1-2", "rapporteurs", "david claire"},
    {"who runs a group that nobody writes for", "body/gt1", "rapporteurs", "anne"},
    {"of all bodies of a saisine, each once", "saisine/2027-01", "rapporteurs", "david claire"},
    {"and of their pairs", "saisine/2027-01", "copilotes", "anne"},
    {"those asked, by name", "saisine/2027-01", "contributors", "bruno anne claire david"},
    {"who presides", "saisine/2027-01", "co-presidents", "lucile michel"},
    {"of no saisine", "saisine/2027-09", "contributors", "vacant"},
    {"of no body", "assembly", "copilotes", "vacant"},
};

static void test_roles(Fixture *fixture, gconstpointer data)
{
    const struct Role *row = data;
    asked(fixture);
    preside(fixture);
    ASSERT_OWING(due(fixture, row->subject, "2027-05-10", row->role, NULL), row->owing);
}

/* Who has contributed, has nothing to say, or says it is done; a contribution that is withdrawn. */
static void test_done(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    asked(fixture);
    g_autoptr(GfDeadline) open = stage_of(fixture, "open");
    g_autoptr(GfDeadline) synthesis = stage_of(fixture, "synthesis");
    contribute(fixture, "anne", 0, FALSE);
    say_nothing(fixture, "bruno");
    ASSERT_OWING(open->id, "claire david");
    ASSERT_DONE_INSIDE(fixture, gf_store_add_deadline_done(fixture->store, synthesis->id,
                                                           member_id(fixture, "claire"), 1, ERROR));
    ASSERT_OWING(synthesis->id, "david");
    ASSERT_DONE_INSIDE(fixture, gf_store_add_deadline_done(fixture->store, synthesis->id,
                                                           member_id(fixture, "david"), 1, ERROR));
    ASSERT_OWING(synthesis->id, ""); /* all have done it: nobody else is asked */
    g_autoptr(GfSaisine) saisine = the_saisine(fixture);
    g_autoptr(GfContribution) contribution = NULL;
    ASSERT_DONE(gf_store_contribution_of(fixture->store, saisine->id, member_id(fixture, "anne"),
                                         &contribution, ERROR));
    ASSERT_DONE_INSIDE(fixture,
                       gf_store_withdraw_contribution(fixture->store, contribution->id, 2, ERROR));
    ASSERT_OWING(open->id, "anne claire david");
    go(fixture, "open");
    ASSERT_OWING(open->id, "anne claire david");
    go(fixture, "synthesis");
    ASSERT_OWING(open->id, "vacant");
}

static void leave(Fixture *fixture, const char *slug, const char *ended_on)
{
    ASSERT_DONE_INSIDE(
        fixture, gf_store_end_member(fixture->store, member_id(fixture, slug), ended_on, ERROR));
}

/* An office whose term is over, and a holder who has left, hold nothing. */
static void test_vacancy(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    group(fixture);
    gint64 report = due(fixture, "body/gt1-2", "2027-05-10", "rapporteurs", NULL);
    leave(fixture, "claire", "2027-03-12");
    ASSERT_OWING(report, "david");
    leave(fixture, "david", "2027-03-12");
    ASSERT_OWING(report, "anne");
    g_autoptr(GPtrArray) pair = NULL;
    g_autoptr(GfBody) gt1 = NULL;
    ASSERT_DONE(gf_store_body(fixture->store, "gt1", &gt1, ERROR));
    ASSERT_DONE(gf_store_offices(fixture->store, "gt1", &pair, ERROR));
    GfOffice *office = pair->pdata[0];
    office->ends_on = g_strdup("2027-03-12");
    ASSERT_DONE_INSIDE(fixture, gf_store_set_offices(fixture->store, gt1->id, pair, ERROR));
    ASSERT_OWING(report, "anne"); /* her last day */
    at(fixture, "2027-03-13 09:00");
    ASSERT_OWING(report, "vacant");
}

static void test_co_presidents(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(GPtrArray) none = NULL;
    g_autoptr(GPtrArray) both = NULL;
    group(fixture);
    ASSERT_DONE(gf_owed_co_presidents(&fixture->clerk, &none, ERROR));
    g_assert_cmpuint(none->len, ==, 0);
    preside(fixture);
    ASSERT_DONE(gf_owed_co_presidents(&fixture->clerk, &both, ERROR));
    g_assert_cmpuint(both->len, ==, 2);
    g_assert_cmpstr(((const GfOwed *) both->pdata[0])->member->slug, ==, "lucile");
}

/* Late, or due within the days asked for; each once, whatever they owe. */
static void test_unreachable(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    static const struct {
        const char *due_on;
        guint found;
    } rows[] = {{"2027-03-10", 1}, {"2027-03-12", 1}, {"2027-03-19", 1}, {"2027-03-20", 0}};
    group(fixture);
    gint64 eve = member(fixture, "Eve Sans", "woman", "titulaire", NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GPtrArray) found = NULL;
        gint64 id = due(fixture, "member/eve", rows[i].due_on, "member", "J-1");
        due(fixture, "member/emma", rows[i].due_on, "member", "J-1");
        ASSERT_DONE(gf_owed_unreachable(&fixture->clerk, 7, &found, ERROR));
        g_assert_cmpuint(found->len, ==, rows[i].found);
        if (found->len > 0)
            g_assert_cmpint(((const GfMember *) found->pdata[0])->id, ==, eve);
        const GfDeadlineSpec key = {.kind = "manual", .subject = "member/eve"};
        ASSERT_DONE_INSIDE(fixture,
                           gf_deadline_close(&fixture->clerk, &key, "done", "staff", ERROR));
        g_autoptr(GPtrArray) none = NULL;
        ASSERT_DONE(gf_owed_unreachable(&fixture->clerk, 7, &none, ERROR));
        g_assert_cmpuint(none->len, ==, 0);
        (void) id;
    }
    due(fixture, "member/eve", "2027-03-12", "member", "J-1");
    due(fixture, "body/gt1", "2027-03-12", "copilotes", "J-1");
    g_autoptr(GPtrArray) once = NULL;
    ASSERT_DONE(gf_owed_unreachable(&fixture->clerk, 7, &once, ERROR));
    g_assert_cmpuint(once->len, ==, 1);
    /* Whose address refused the last mails is reached no better than who has none. */
    due(fixture, "member/emma", "2027-03-12", "member", "J-1");
    g_autoptr(GfMember) emma = member_of(fixture, "emma");
    ASSERT_DONE_INSIDE(fixture, gf_store_mark_address(fixture->store, emma->id, emma->main_address,
                                                      gf_clock_now(fixture->clock), "550", ERROR));
    g_autoptr(GPtrArray) both = NULL;
    ASSERT_DONE(gf_owed_unreachable(&fixture->clerk, 7, &both, ERROR));
    g_assert_cmpuint(both->len, ==, 2);
}

int main(int argc, char **argv)
{
    fixture_init(&argc, &argv);
    for (gsize i = 0; i < G_N_ELEMENTS(role_table); i++)
        TEST_ROW("/owed/role", &role_table[i], test_roles);
    TEST("/owed/done", test_done);
    TEST("/owed/vacancy", test_vacancy);
    TEST("/owed/co-presidents", test_co_presidents);
    TEST("/owed/unreachable", test_unreachable);
    return g_test_run();
}
