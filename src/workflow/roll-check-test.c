/* roll-check-test.c - what is missing on the roll: people who hold an office, addresses, genders.
 */
#include "workflow/roll-check.h"
#include "workflow/roll-fixture.h"

static void assert_said(Fixture *fixture, const char *language, const char *notes,
                        const char *warnings)
{
    g_autoptr(GPtrArray) noted = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) warned = g_ptr_array_new_with_free_func(g_free);
    ASSERT_DONE(gf_roll_check(&fixture->clerk, language, noted, warned, ERROR));
    g_autofree char *note = sentences(noted);
    g_autofree char *warning = sentences(warned);
    g_assert_cmpstr(note, ==, notes);
    g_assert_cmpstr(warning, ==, warnings);
}

static void test_nobody(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    assert_said(fixture, "en",
                "offices held by people who are not on the roll yet (3): helene-d-oeuvre, "
                "joel-petit and lea-ben-salem\n",
                "");
    assert_said(fixture, "fr",
                "fonctions confiées à des personnes qui ne sont pas encore dans la liste (3) : "
                "helene-d-oeuvre, joel-petit et lea-ben-salem\n",
                "");
}

static void test_people(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(GfRollReport) report =
        import_text(fixture,
                    "civilité;prénom;nom;courriel;qualité;fin de mandat\nMme;Anne;Martin;;;\n"
                    ";Dominique;Roux;d@b.example;;\n;Claude;Blanc;c@b.example;invité;\n"
                    "Mme;Léa;Petit;;;31/12/2026\nM.;Bruno;Noir;b@b.example;;\n",
                    FALSE);
    g_assert_true(report->applied);
    assert_said(fixture, "en", "members not known to be a woman or a man (1): dominique-roux\n",
                "people without an address, who cannot be convened (1): anne-martin\n");
    assert_said(
        fixture, "fr",
        "membres dont on ne sait s'il s'agit d'une femme ou d'un homme (1) : Dominique Roux\n",
        "personnes sans adresse, qui ne peuvent être convoquées (1) : Mme Anne Martin\n");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
    ROLL_TEST("/roll-check/nobody", test_nobody);
    ROLL_TEST("/roll-check/people", test_people);
    return g_test_run();
}
