/* roll-form-test.c - members' tables in every form that staff have them: encodings, separators,
 * headers, cells; and what is refused with which words.
 */
#include "workflow/roll-fixture.h"

/* --- the forms a table comes in --- */

typedef struct {
    const char *file, *encoding;
    char separator;
} Form;

static const Form forms[] = {
    {"semicolons.csv", "UTF-8", ';'},     {"mark-crlf.csv", "UTF-8", ';'},
    {"commas.csv", "UTF-8", ','},         {"windows-1252.csv", "Windows-1252", ';'},
    {"tabs-cr.csv", "UTF-8", '\t'},       {"line-breaks.csv", "UTF-8", ';'},
    {"headers.csv", "Windows-1252", ';'}, {"spaces.csv", "UTF-8", ';'},
};

static void test_form(Fixture *fixture, gconstpointer data)
{
    const Form *form = data;
    g_autofree char *path = g_strconcat(ROLL_DATA, form->file, NULL);
    g_autoptr(GfRollReport) report = import_file(fixture, path);
    g_assert_cmpstr(report->encoding, ==, form->encoding);
    g_assert_cmpint(report->separator, ==, form->separator);
    g_assert_cmpuint(report->counts[GF_ROLL_ADDED], ==, 3);
    g_assert_true(report->applied);
    g_autofree char *found = roll(fixture);
    g_assert_cmpstr(found, ==, three_members);
    /* A second run changes nothing, whatever the form of the first. */
    guint lines = journal_lines(fixture);
    for (gsize i = 0; i < G_N_ELEMENTS(forms); i++) {
        g_autofree char *other = g_strconcat(ROLL_DATA, forms[i].file, NULL);
        g_autoptr(GfRollReport) again = import_file(fixture, other);
        g_assert_cmpuint(again->counts[GF_ROLL_UNCHANGED], ==, 3);
    }
    g_assert_cmpuint(journal_lines(fixture), ==, lines);
}

static void test_ignored_columns(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(GfRollReport) report = import_file(fixture, ROLL_DATA "headers.csv");
    g_autofree char *ignored = sentences(report->ignored);
    g_assert_cmpstr(ignored, ==, "Commune\nRemarques\n");
}

/* --- columns --- */

typedef struct {
    const char *name, *text, *why;
} Row;

static const Row tables[] = {
    {"empty", "", "roll.csv: empty"},
    {"no-names", "courriel;groupes\na@b.example;gt1\n", "do not say who a row is about"},
    {"no-family-name", "prénom;courriel\nAnne;a@b.example\n", "do not say who a row is about"},
    {"two-columns-one-meaning", "prénom;nom;E-mail;courriel\n", "'E-mail' and 'courriel' mean"},
    {"open-quote", "prénom;nom\nAnne;\"Martin\nBruno;Roux\n", "roll.csv:2: a quote"},
    {"not-a-table", "bonjour\n", "do not say who a row is about"},
};

static void test_table_refused(Fixture *fixture, gconstpointer data)
{
    const Row *row = data;
    g_autoptr(GBytes) bytes = g_bytes_new(row->text, strlen(row->text));
    const GfRollTable table = {"roll.csv", bytes, TRUE};
    g_autoptr(GfRollReport) report = NULL;
    ASSERT_REFUSED(gf_roll_import(&fixture->clerk, &table, &report, ERROR), GF_ERROR_CONFIG,
                   row->why);
    g_assert_null(report);
}

/* --- cells --- */

typedef struct {
    const char *name, *header, *cell;
    const char *wanted; /* a part of the member's outline, or of the reason */
    gboolean refused;
} Cell;

static const Cell cells[] = {
    {"civility-madame", "Titre", "MADAME", "|Mme|Anne|Martin|woman|", FALSE},
    {"civility-mlle", "civilité", "Mlle", "|Mme|Anne|Martin|woman|", FALSE},
    {"civility-monsieur", "civilité", "monsieur", "|M.|Anne|Martin|man|", FALSE},
    {"civility-other", "civilité", "Dr", "|Dr|Anne|Martin||", FALSE},
    {"gender-f", "sexe", "f", "||Anne|Martin|woman|", FALSE},
    {"gender-h", "Genre (F/H)", "H", "||Anne|Martin|man|", FALSE},
    {"gender-homme", "SEXE", "Homme", "||Anne|Martin|man|", FALSE},
    {"gender-unknown", "sexe", "x", "sexe 'x': not known (F or M)", TRUE},
    {"college-elu-e", "collège", "élu(e)", "|elu|", FALSE},
    {"college-plural", "Collège", "Collège des citoyens", "|citoyen|", FALSE},
    {"college-unknown", "Collège", "maire", "Collège 'maire': not known (élu or citoyen)", TRUE},
    {"quality-default", "langue", "Français", "|titulaire||||fr|", FALSE},
    {"quality-suppleante", "qualité", "Suppléante", "|suppleant|", FALSE},
    {"quality-guest", "qualité", "Invitée", "|guest|", FALSE},
    {"quality-unknown", "qualité", "observateur", "not known (titulaire, suppléant or inv", TRUE},
    {"territory-slug", "territoire", "CC Causse", "|cc-causse|", FALSE},
    {"territory-name", "Territoire", "pays du haut lauragais", "|pays-lauragais-haut|", FALSE},
    {"territory-kind", "Territoire", "GAL Les Deux Rives", "|gal-rives|", FALSE},
    {"territory-ambiguous", "territoire", "Les deux rives", "several are called that", TRUE},
    {"territory-unknown", "territoire", "Atlantide", "'Atlantide': no territory is called", TRUE},
    {"language-unknown", "langue", "occitan", "langue 'occitan': not known (fr or en)", TRUE},
    {"telephone", "Tél.", "05.36.49.00.01 ", "|05.36.49.00.01|", FALSE},
    {"telephone-rounded", "tel", "5,36E+08", "rounded by the spreadsheet", TRUE},
    {"telephone-words", "téléphone", "voir mairie", "no number", TRUE},
    {"start-french", "début de mandat", "1/7/2022", "|2022-07-01||", FALSE},
    {"start-dots", "Début", "01.07.2022", "|2022-07-01||", FALSE},
    {"start-midnight", "Début", "01/07/2022 00:00", "|2022-07-01||", FALSE},
    {"end-iso", "fin de mandat", "2028-06-30", "||2028-06-30|", FALSE},
    {"leap-day", "fin", "29/02/2028", "||2028-02-29|", FALSE},
    {"no-leap-day", "fin", "29/02/2027", "no day (JJ/MM/AAAA or AAAA-MM-JJ)", TRUE},
    {"american-day", "fin", "06/30/2028", "no day", TRUE},
    {"short-year", "fin", "30/06/28", "no day", TRUE},
    {"serial-day", "fin", "46934", "no day", TRUE},
    {"body-name", "groupes", "qualité de vie", "|gt2\n", FALSE},
    {"body-name-with-comma", "groupes", "Attractivité, innovation et numérique", "|gt1\n", FALSE},
    {"body-spelling", "groupe", "GT 1; GT-2", "|gt1,gt2\n", FALSE},
    {"body-slug-and-name", "GT", "GT2 - Qualité de vie", "|gt2\n", FALSE},
    {"body-chantier", "groupes", "gt1-1", "|gt1-1\n", FALSE},
    {"body-plenary", "groupes", "Assemblée plénière, gt1", "|gt1\n", FALSE},
    {"body-unknown", "groupes", "gt1, gt9", "groupes 'gt1, gt9': 'gt9': no body is called", TRUE},
    {"address-numbered", "E-mail 1", "anne@b.example", "|main=anne@b.example|", FALSE},
    {"address-name", "mél", "Anne Martin <anne@b.example>", "|main=anne@b.example|", FALSE},
    {"address-mailto", "mail", "mailto:anne@b.example", "|main=anne@b.example|", FALSE},
    {"address-two", "courriel", "a@b.example / c@d.example", "|main=a@b.example|from=c@d.example|",
     FALSE},
    {"address-again", "courriel", "a@b.example; A@B.example", "|main=a@b.example|\n", FALSE},
    {"address-no-at", "e-mail", "anne.martin", "'anne.martin' is no address: no @", TRUE},
    {"address-accent", "courriel", "hélène@b.example", "outside ASCII", TRUE},
    {"address-second-bad", "courriel", "a@b.example, c@", "'c@' is no address", TRUE},
    {"copy", "Copie à", "c@b.example", "|copy=c@b.example|", FALSE},
    {"twice-encoded", "organisme", "Mairie de FoncÃ©", "its accents were lost", TRUE},
    {"function", "Fonction", "Maire", "|Maire|", FALSE},
    {"identifier", "ID", "anne-m", "anne-m||Anne|Martin|", FALSE},
    {"identifier-wrong", "ID", "Anne M",
     "no identifier (a-z, 0-9 and single hyphens, such as "
     "'anne-m')",
     TRUE},
};

static void test_cell(Fixture *fixture, gconstpointer data)
{
    const Cell *cell = data;
    g_autofree char *text =
        g_strdup_printf("Prénom;Nom;\"%s\"\nAnne;Martin;\"%s\"\n", cell->header, cell->cell);
    g_autoptr(GfRollReport) report = import_text(fixture, text, FALSE);
    g_autofree char *found = cell->refused ? outcomes(report) : roll(fixture);
    g_assert_cmpuint(report->counts[GF_ROLL_REFUSED], ==, cell->refused ? 1 : 0);
    if (strstr(found, cell->wanted) == NULL)
        g_test_message("got: %s", found);
    g_assert_nonnull(strstr(found, cell->wanted));
}

static void test_bad_rows(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    static const char wanted[] =
        "2 added anne-martin\n"
        "3 refused -; given name or family name is missing\n"
        "4 refused -; civility 'M.' and gender 'woman' contradict each other\n"
        "5 refused -; Collège 'maire': not known (élu or citoyen); Qualité 'remplaçant': not known "
        "(titulaire, suppléant or invité); Territoire 'Atlantide': no territory is called that "
        "(see "
        "assembly.conf); Groupes 'gt9': 'gt9': no body is called that (see assembly.conf)\n"
        "6 refused -; Territoire 'Les Deux Rives': several are called that (write the identifier "
        "of "
        "the territory); Téléphone '5,36E+08': rounded by the spreadsheet (make the column text); "
        "Courriel 'bruno@': 'bruno@' is no address: an empty part in the domain; "
        "Début de mandat '31/02/2022': no day (JJ/MM/AAAA or AAAA-MM-JJ); "
        "Fin de mandat '12/25': no day (JJ/MM/AAAA or AAAA-MM-JJ)\n"
        "7 refused -; the term ends on 2022-07-01, before it starts on 2028-06-30\n"
        "8 refused -; text after a closing quote (double the quotes inside a cell)\n"
        "9 refused -; more cells than the header has (quote the cell that holds a separator)\n"
        "10 refused -; Prénom 'HÃ©lÃ¨ne': its accents were lost (save the table again as CSV "
        "UTF-8); Nom 'R?ux': a name does not hold '?'\n"
        "11 added david-moreau\n";
    guint lines = journal_lines(fixture);
    g_autoptr(GfRollReport) report = import_file(fixture, ROLL_DATA "bad.csv");
    g_autofree char *found = outcomes(report);
    g_assert_cmpstr(found, ==, wanted);
    /* While a row is wrong, nothing changes. */
    g_assert_false(report->applied);
    g_autofree char *nobody = roll(fixture);
    g_assert_cmpstr(nobody, ==, "");
    g_assert_cmpuint(journal_lines(fixture), ==, lines);
}

static void test_skip_bad(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(GBytes) bytes = bytes_of(ROLL_DATA "bad.csv");
    const GfRollTable table = {"bad.csv", bytes, TRUE};
    g_autoptr(GfRollReport) report = NULL;
    ASSERT_DONE(gf_roll_import(&fixture->clerk, &table, &report, ERROR));
    g_assert_true(report->applied);
    g_assert_cmpuint(report->counts[GF_ROLL_REFUSED], ==, 8);
    g_autoptr(GPtrArray) members = NULL;
    ASSERT_DONE(gf_store_members(fixture->clerk.store, &members, ERROR));
    g_assert_cmpuint(members->len, ==, 2);
}

static void add_tables(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(forms); i++) {
        g_autofree char *path = g_strconcat("/roll/form/", forms[i].file, NULL);
        g_test_add(path, Fixture, &forms[i], roll_make, test_form, fixture_clear);
    }
    for (gsize i = 0; i < G_N_ELEMENTS(tables); i++) {
        g_autofree char *path = g_strconcat("/roll/table/", tables[i].name, NULL);
        g_test_add(path, Fixture, &tables[i], roll_make, test_table_refused, fixture_clear);
    }
    for (gsize i = 0; i < G_N_ELEMENTS(cells); i++) {
        g_autofree char *path = g_strconcat("/roll/cell/", cells[i].name, NULL);
        g_test_add(path, Fixture, &cells[i], roll_make, test_cell, fixture_clear);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
    add_tables();
    ROLL_TEST("/roll/ignored-columns", test_ignored_columns);
    ROLL_TEST("/roll/bad-rows", test_bad_rows);
    ROLL_TEST("/roll/skip-bad", test_skip_bad);
    return g_test_run();
}
