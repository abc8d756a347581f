/* roll-check-test.c - what DOMAIN.md section 4 asks of the roll, each rule kept and broken. */
#include "workflow/roll-check.h"
#include "workflow/roll-fixture.h"

#define BODIES                                                                                     \
    "[body p]\nname = Plénière\nkind = plenary\n"                                                \
    "[body g]\nname = Groupe 1\nkind = group\nparent = p\n%s"                                      \
    "[body c1]\nname = Chantier 1\nkind = chantier\nparent = g\nrapporteurs = %s\n"                \
    "[body c2]\nname = Chantier 2\nkind = chantier\nparent = g\nrapporteurs = anne-martin\n%s"

#define PEOPLE                                                                                     \
    "civilité;prénom;nom;courriel;groupes;fin de mandat\n"                                       \
    "Mme;Anne;Martin;a@b.example;g;2028-06-30\nM.;Bruno;Petit;b@b.example;g;2028-06-30\n"          \
    "M.;David;Roux;d@b.example;g;2027-03-31\n%s"

static const struct Row {
    const char *name, *group, *rapporteurs, *more, *people;
    const char *french; /* a sentence that must be there; NULL: none at all */
} rows[] = {
    {"all is well", "copilotes = anne-martin; bruno-petit\n", "bruno-petit", "", "", NULL},
    {"two men", "copilotes = bruno-petit; david-roux\n", "bruno-petit", "", "",
     "Groupe 1 : le binôme (copilote) n'est pas une femme et un homme : M. Bruno Petit, M. David "
     "Roux"},
    {"a vacancy", "copilotes = anne-martin\n", "bruno-petit", "", "",
     "Groupe 1 : 1 fonction(s) sur 2 du binôme (copilote) à pourvoir"},
    {"two rapporteurs", "copilotes = anne-martin; bruno-petit\n", "bruno-petit; david-roux", "", "",
     "Chantier 1 : ce chantier a 2 rapporteurs au lieu d'un"},
    {"three chantiers", "copilotes = anne-martin; bruno-petit\n", "bruno-petit",
     "[body c3]\nname = Chantier 3\nkind = chantier\nparent = g\nrapporteurs = bruno-petit\n", "",
     "Groupe 1 : 3 chantier(s), un groupe en a 2"},
    {"in no group", "copilotes = anne-martin; bruno-petit\n", "bruno-petit", "",
     "Mme;Emma;Noir;e@b.example;;\n", "membres dans aucun groupe de travail (1) : Mme Emma Noir"},
    {"a committee of women", "copilotes = anne-martin; bruno-petit\n", "bruno-petit",
     "[body k]\nname = Comité\nkind = committee\n",
     "Mme;Emma;Noir;e@b.example;g, k;\nMme;Fanny;Bleu;f@b.example;g, k;\n",
     "Comité : 2 femmes et 0 hommes, au-delà de l'écart admis (1)"},
    {"a group past its end", "copilotes = anne-martin; bruno-petit\n", "bruno-petit",
     "[body t]\nname = Éphémère\nkind = temporary\nends_on = 2027-01-10\n", "",
     "Éphémère : ce groupe devait prendre fin le 2027-01-10"},
};

/* The clock of the fixture stands in January 2027: David's term ends within six months. */
#define TERM "mandats qui prennent fin le 2027-03-31 (1) : M. David Roux"

static gboolean has(const GPtrArray *sentences, const char *wanted)
{
    for (guint i = 0; i < sentences->len; i++)
        if (g_str_equal(sentences->pdata[i], wanted))
            return TRUE;
    for (guint i = 0; i < sentences->len; i++)
        g_test_message("there is: %s", (char *) sentences->pdata[i]);
    return FALSE;
}

static void test_row(Fixture *fixture, gconstpointer data)
{
    const struct Row *row = data;
    g_autofree char *text = g_strdup_printf(BODIES, row->group, row->rapporteurs, row->more);
    g_autofree char *people = g_strdup_printf(PEOPLE, row->people);
    g_autoptr(GBytes) bytes = g_bytes_new(text, strlen(text));
    g_autoptr(GfAssemblyReport) applied = NULL;
    ASSERT_DONE(gf_assembly_apply(&fixture->clerk, "a.conf", bytes, &applied, ERROR));
    g_autoptr(GfRollReport) report = import_text(fixture, people, FALSE);
    g_autoptr(GPtrArray) notes = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) warnings = g_ptr_array_new_with_free_func(g_free);
    ASSERT_DONE(gf_roll_check(&fixture->clerk, "fr", notes, warnings, ERROR));
    g_assert_true(has(notes, TERM));
    if (row->french != NULL)
        g_assert_true(has(warnings, row->french));
    else
        g_assert_cmpuint(warnings->len, ==, 0);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *path = g_strconcat("/roll-check/", rows[i].name, NULL);
        g_test_add(path, Fixture, &rows[i], fixture_make, test_row, fixture_clear);
    }
    return g_test_run();
}
