/* roll-member-test.c - single orders about one member, and how they are taken back. */
#include "workflow/roll-fixture.h"
#include "workflow/roll-member.h"

static void member_make(Fixture *fixture, gconstpointer data)
{
    fixture_make(fixture, data);
    g_autoptr(GfRollReport) report = import_text(
        fixture, "prénom;nom;courriel;début\nAnne;Martin;a@b.example;01/07/2022\n", FALSE);
}

/* The addresses of Anne: "main=... copy=...". Owned. */
static char *addresses(Fixture *fixture)
{
    g_autoptr(GfMember) member = NULL;
    g_autoptr(GPtrArray) rows = NULL;
    ASSERT_DONE(gf_roll_member(&fixture->clerk, "anne-martin", &member, ERROR));
    ASSERT_DONE(gf_store_addresses(fixture->clerk.store, member->id, &rows, ERROR));
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < rows->len; i++) {
        const GfAddress *row = g_ptr_array_index(rows, i);
        g_string_append_printf(text, "%s%s=%s%s", i > 0 ? " " : "", row->role, row->address,
                               row->unreachable_at != 0 ? "!" : "");
    }
    return g_string_free(text, FALSE);
}

static void assert_ended(Fixture *fixture, const char *wanted)
{
    g_autoptr(GfMember) member = NULL;
    ASSERT_DONE(gf_roll_member(&fixture->clerk, "anne-martin", &member, ERROR));
    g_assert_cmpstr(member->ended_on, ==, wanted);
}

static void test_end(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    gboolean changed = FALSE;
    guint lines = journal_lines(fixture);
    ASSERT_DONE(gf_roll_end(&fixture->clerk, "anne-martin", NULL, &changed, ERROR));
    g_assert_true(changed);
    assert_ended(fixture, "2027-01-15");
    ASSERT_DONE(gf_roll_end(&fixture->clerk, "anne-martin", NULL, &changed, ERROR));
    g_assert_false(changed);
    g_assert_cmpuint(journal_lines(fixture), ==, lines + 1);
    ASSERT_DONE(gf_roll_end(&fixture->clerk, "anne-martin", "2027-06-30", &changed, ERROR));
    g_assert_true(changed);
    assert_ended(fixture, "2027-06-30");
    ASSERT_DONE(gf_roll_unend(&fixture->clerk, "anne-martin", &changed, ERROR));
    g_assert_true(changed);
    assert_ended(fixture, NULL);
    ASSERT_DONE(gf_roll_unend(&fixture->clerk, "anne-martin", &changed, ERROR));
    g_assert_false(changed);
    g_assert_cmpuint(journal_lines(fixture), ==, lines + 3);
}

static void test_end_refused(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    gboolean changed = FALSE;
    ASSERT_REFUSED(gf_roll_end(&fixture->clerk, "personne", NULL, &changed, ERROR), GF_ERROR_STATE,
                   "member 'personne': there is none of that name");
    ASSERT_REFUSED(gf_roll_end(&fixture->clerk, "anne-martin", "hier", &changed, ERROR),
                   GF_ERROR_USAGE, "'hier' is no day");
    ASSERT_REFUSED(gf_roll_end(&fixture->clerk, "anne-martin", "2022-06-30", &changed, ERROR),
                   GF_ERROR_STATE, "cannot end on 2022-06-30, the term starts on 2022-07-01");
    assert_ended(fixture, NULL);
}

static void test_address(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    static const struct {
        const char *address, *role, *after;
        gboolean changed;
    } steps[] = {
        {"c@b.example", "copy", "main=a@b.example copy=c@b.example", TRUE},
        {"c@b.example", "copy", "main=a@b.example copy=c@b.example", FALSE},
        {"c@b.example", "from", "main=a@b.example from=c@b.example", TRUE},
        {"n@b.example", "main", "main=n@b.example from=a@b.example from=c@b.example", TRUE},
        {"a@b.example", "main", "main=a@b.example from=c@b.example from=n@b.example", TRUE},
        {"a@b.example", "main", "main=a@b.example from=c@b.example from=n@b.example", FALSE},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(steps); i++) {
        gboolean changed = FALSE;
        const GfAddress wanted = {.address = (char *) steps[i].address,
                                  .role = (char *) steps[i].role};
        ASSERT_DONE(gf_roll_set_address(&fixture->clerk, "anne-martin", &wanted, &changed, ERROR));
        g_assert_cmpint(changed, ==, steps[i].changed);
        g_autofree char *found = addresses(fixture);
        g_assert_cmpstr(found, ==, steps[i].after);
    }
}

static void test_address_refused(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    gboolean changed = FALSE;
    const GfAddress demoted = {.address = (char *) "A@b.example", .role = (char *) "copy"};
    const GfAddress broken = {.address = (char *) "a@b@c", .role = (char *) "main"};
    ASSERT_REFUSED(gf_roll_set_address(&fixture->clerk, "anne-martin", &demoted, &changed, ERROR),
                   GF_ERROR_STATE,
                   "'A@b.example' is the main address (give another main address first)");
    ASSERT_REFUSED(gf_roll_set_address(&fixture->clerk, "anne-martin", &broken, &changed, ERROR),
                   GF_ERROR_STATE, "'a@b@c': no address: more than one @");
    static const char *const own[] = {"greffe@example.org", "Greffe@Example.org",
                                      "greffe+gt1@example.org", "greffe+@example.org"};
    for (gsize i = 0; i < G_N_ELEMENTS(own); i++) {
        const GfAddress ours = {.address = (char *) own[i], .role = (char *) "from"};
        ASSERT_REFUSED(gf_roll_set_address(&fixture->clerk, "anne-martin", &ours, &changed, ERROR),
                       GF_ERROR_STATE, "the address of greffe itself");
    }
    g_autofree char *found = addresses(fixture);
    g_assert_cmpstr(found, ==, "main=a@b.example");
}

/* An address that was given up is used again once staff says it anew. */
static void test_reachable_again(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    gboolean changed = FALSE;
    const GfAddress same = {.address = (char *) "a@b.example", .role = (char *) "main"};
    g_autoptr(GfMember) member = NULL;
    ASSERT_DONE(gf_roll_member(&fixture->clerk, "anne-martin", &member, ERROR));
    ASSERT_DONE(gf_store_mark_address(fixture->clerk.store, member->id, "a@b.example", 1800000000,
                                      "no such mailbox", ERROR));
    g_autofree char *before = addresses(fixture);
    g_assert_cmpstr(before, ==, "main=a@b.example!");
    ASSERT_DONE(gf_roll_set_address(&fixture->clerk, "anne-martin", &same, &changed, ERROR));
    g_assert_true(changed);
    g_autofree char *after = addresses(fixture);
    g_assert_cmpstr(after, ==, "main=a@b.example");
}

/* A name is no identifier: two people may have it, and nobody is guessed. */
static void test_name(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    static const struct {
        const char *name, *words;
    } rows[] = {
        {"Anne Martin", "several people are called so (say which: anne-martin, anne-martin-2)"},
        {"MARTIN", "several people are called so (say which: anne-martin, anne-martin-2)"},
        {"Durand", "member 'Durand': that is no identifier (perhaps: helene-durand)"},
        {"hélène durand", "that is no identifier (perhaps: helene-durand)"},
        {"anne durand", "there is none of that name (see: greffe member list)"},
        {"anne-mart", "there is none of that name (see: greffe member list)"},
        {"", "there is none of that name (see: greffe member list)"},
        {"-", "there is none of that name (see: greffe member list)"},
    };
    g_autoptr(GfRollReport) report =
        import_text(fixture,
                    "identifiant;prénom;nom;courriel\nanne-martin-2;Anne;Martin;b@b.example\n"
                    ";Hélène;Durand;c@b.example\n",
                    FALSE);
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GfMember) member = NULL;
        ASSERT_REFUSED(gf_roll_member(&fixture->clerk, rows[i].name, &member, ERROR),
                       GF_ERROR_STATE, rows[i].words);
        g_assert_null(member);
    }
}

#define MEMBER_TEST(PATH, FUNCTION)                                                                \
    g_test_add(PATH, Fixture, NULL, member_make, FUNCTION, fixture_clear)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
    MEMBER_TEST("/member/end", test_end);
    MEMBER_TEST("/member/end-refused", test_end_refused);
    MEMBER_TEST("/member/name", test_name);
    MEMBER_TEST("/member/address", test_address);
    MEMBER_TEST("/member/address-refused", test_address_refused);
    MEMBER_TEST("/member/reachable-again", test_reachable_again);
    return g_test_run();
}
