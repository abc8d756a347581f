/* roster-test.c - what DOMAIN.md section 4 asks of the roll, each rule kept and broken; everything
 * that is found must be expected.
 */
#include "base/date.h"
#include "workflow/roll-fixture.h"
#include "workflow/roster.h"

/* The clock of the fixture stands on Friday 15 January 2027; 180 days later is 14 July. */
#define LINE "identifiant;civilité;prénom;nom;qualité;groupes;début de mandat;fin de mandat\n"
#define ANNE "anne;Mme;Anne;Martin;;gt1;;\n"
#define BRUNO "bruno;M.;Bruno;Petit;;gt1;;\n"
#define CHLOE "chloe;Mme;Chloé;Noir;;gt1;;\n"
#define DAVID "david;M.;David;Roux;;gt1;;\n"
#define PEOPLE LINE ANNE BRUNO CHLOE DAVID

#define PLENARY "[body p]\nname = Plénière\nkind = plenary\n"
#define GROUP(PAIR) "[body gt1]\nname = Accueil\nkind = group\n" PAIR
#define PAIR "copilotes = anne; bruno\n"
#define CHANTIER(SLUG, RAPPORTEURS)                                                                \
    "[body " SLUG "]\nname = Chantier\nkind = chantier\nparent = gt1\n" RAPPORTEURS
#define ONE_CHANTIER CHANTIER("gt1-1", "rapporteurs = chloe\n")
#define CHANTIERS ONE_CHANTIER CHANTIER("gt1-2", "rapporteurs = david\nco_rapporteurs = chloe\n")
#define GOOD PLENARY "co_presidents = chloe; david\n" GROUP(PAIR) CHANTIERS
#define COMMITTEE "[body k]\nname = Comité\nkind = committee\n"
#define TEMPORARY(DAY, MORE) "[body t]\nname = Crue\nkind = temporary\nends_on = " DAY "\n" MORE

typedef struct {
    const char *name, *language, *assembly, *people;
    const char *wanted; /* "code subjects: sentence", a line each */
} Row;

static const Row rows[] = {
    {"all is well", NULL, GOOD, PEOPLE, ""},
    {"an empty roll", NULL, GOOD, NULL, ""},
    {"a council without any of it", NULL, PLENARY,
     "civilité;prénom;nom\nMme;Anne;Martin\nMme;Chloé;Noir\n", ""},

    /* Working groups of members. */
    {"one in no group", NULL, GOOD, PEOPLE "emma;Mme;Emma;Bleu;;;;\n",
     "member-without-group emma: Mme Emma Bleu ne siège dans aucun groupe de travail\n"},
    {"three in no group", NULL, GOOD COMMITTEE,
     PEOPLE "emma;Mme;Emma;Bleu;;;;\nfarid;M.;Farid;Vert;;k;;\ngil;M.;Gil;Blanc;;gt1-1;;\n",
     "member-without-group gil,emma,farid: 3 membres ne siègent dans aucun groupe de travail : "
     "M. Gil Blanc, Mme Emma Bleu et M. Farid Vert\n"},
    {"in English", "en", GOOD, PEOPLE "emma;Mme;Emma;Bleu;;;;\nfarid;M.;Farid;Vert;;;;\n",
     "member-without-group emma,farid: 2 members sit in no working group: Mme Emma Bleu and M. "
     "Farid Vert\n"},
    {"guests, suppléants and those of other times need no group", NULL, GOOD,
     PEOPLE "emma;Mme;Emma;Bleu;invitée;;;\nfarid;M.;Farid;Vert;suppléant;;;\n"
            "gil;M.;Gil;Blanc;;;;14/01/2027\nhugo;M.;Hugo;Brun;;;16/01/2027;\n",
     ""},

    /* Pairs. */
    {"two men", NULL, PLENARY GROUP("copilotes = bruno; david\n") CHANTIERS, PEOPLE,
     "pair-same-gender gt1: GT1 : les deux copilotes sont des hommes (M. Bruno Petit et M. David "
     "Roux)\n"},
    {"two women", "en", PLENARY "co_presidents = chloe; anne\n" GROUP(PAIR) CHANTIERS, PEOPLE,
     "pair-same-gender p: Plénière: both co-presidents are women (Mme Anne Martin and Mme Chloé "
     "Noir)\n"},
    {"two women, in French", NULL, PLENARY "co_presidents = chloe; anne\n" GROUP(PAIR) CHANTIERS,
     PEOPLE,
     "pair-same-gender p: Plénière : les deux co-présidentes sont des femmes (Mme Anne Martin et "
     "Mme Chloé Noir)\n"},
    {"a vacancy", NULL, PLENARY GROUP("copilotes = anne\n") CHANTIERS, PEOPLE,
     "pair-vacant gt1: GT1 : un poste de copilote est vacant, aux côtés de Mme Anne Martin\n"},
    {"a vacancy of the presidency", NULL, PLENARY "co_presidents = david\n" GROUP(PAIR) CHANTIERS,
     PEOPLE,
     "pair-vacant p: Plénière : un poste de co-présidence est vacant, aux côtés de M. David "
     "Roux\n"},
    {"nobody, where another group has its pair", NULL,
     GOOD "[body gt2]\nname = Routes\nkind = group\nchantiers_per_group = 0\n", PEOPLE,
     "pair-vacant gt2: GT2 : les deux postes de copilote sont vacants\n"},
    {"nobody, where no group has a pair", NULL, PLENARY GROUP("") CHANTIERS, PEOPLE, ""},
    {"a workshop needs no pair", NULL, GOOD "[body w]\nname = Atelier\nkind = workshop\n", PEOPLE,
     ""},
    {"three", NULL, PLENARY GROUP("copilotes = anne; bruno; david\n") CHANTIERS, PEOPLE,
     "pair-too-many gt1: GT1 : 3 personnes pour les deux postes de copilote (Mme Anne Martin, "
     "M. Bruno Petit et M. David Roux)\n"},
    {"a gender that is not known", NULL, PLENARY GROUP("copilotes = anne; max\n") CHANTIERS,
     PEOPLE "max;;Max;Gris;;gt1;;\n",
     "pair-unsure gt1: GT1 : les deux postes de copilote sont-ils tenus par une femme et un homme "
     "? On ne peut le dire, faute de civilité (Max Gris)\n"},

    /* Committees. */
    {"a committee of women", NULL, GOOD COMMITTEE,
     PEOPLE "emma;Mme;Emma;Bleu;;gt1, k;;\nfanny;Mme;Fanny;Rose;;gt1, k;;\n",
     "committee-unbalanced k: Comité : 2 femmes et 0 homme, pour un écart admis de 1\n"},
    {"in English, one man", "en", GOOD COMMITTEE "parity_tolerance = 0\n",
     PEOPLE "emma;Mme;Emma;Bleu;;gt1, k;;\nfanny;Mme;Fanny;Rose;;gt1, k;;\n"
            "gil;M.;Gil;Blanc;;gt1, k;;\n",
     "committee-unbalanced k: Comité: 2 women and 1 man, where they may differ by 0\n"},
    {"within the tolerance", NULL, GOOD COMMITTEE,
     PEOPLE "emma;Mme;Emma;Bleu;;gt1, k;;\nfanny;Mme;Fanny;Rose;;gt1, k;;\n"
            "gil;M.;Gil;Blanc;;gt1, k;;\n",
     ""},
    {"its own tolerance", NULL, GOOD COMMITTEE "parity_tolerance = 2\n",
     PEOPLE "emma;Mme;Emma;Bleu;;gt1, k;;\nfanny;Mme;Fanny;Rose;;gt1, k;;\n", ""},
    {"the tolerance of all", NULL, "[rules]\nparity_tolerance = 0\n" GOOD COMMITTEE,
     PEOPLE "emma;Mme;Emma;Bleu;;gt1, k;;\n",
     "committee-unbalanced k: Comité : 1 femme et 0 homme, pour un écart admis de 0\n"},
    {"a working group needs no balance", NULL, GOOD,
     PEOPLE "emma;Mme;Emma;Bleu;;gt1;;\nfanny;Mme;Fanny;Rose;;gt1;;\n", ""},

    /* Chantiers. */
    {"one chantier", NULL, PLENARY GROUP(PAIR) ONE_CHANTIER, PEOPLE,
     "chantier-count gt1: GT1 : 1 chantier (GT1-1), au lieu de 2\n"},
    {"three chantiers", "en", GOOD CHANTIER("gt1-3", "rapporteurs = anne\n"), PEOPLE,
     "chantier-count gt1: GT1: 3 chantiers (GT1-1, GT1-2 and GT1-3) instead of 2\n"},
    {"none where others have some", NULL,
     GOOD "[body gt2]\nname = Routes\nkind = group\ncopilotes = chloe; david\n", PEOPLE,
     "chantier-count gt2: GT2 : aucun chantier, au lieu de 2\n"},
    {"none at all", NULL, PLENARY GROUP(PAIR), PEOPLE, ""},
    {"three, as the rule is", NULL,
     "[rules]\nchantiers_per_group = 3\n" GOOD CHANTIER("gt1-3", "rapporteurs = anne\n"), PEOPLE,
     ""},
    {"any number", NULL, "[rules]\nchantiers_per_group = 0\n" PLENARY GROUP(PAIR) ONE_CHANTIER,
     PEOPLE, ""},
    {"any number in one group", NULL, PLENARY GROUP(PAIR "chantiers_per_group = 1\n") ONE_CHANTIER,
     PEOPLE, ""},
    {"without rapporteur", NULL,
     PLENARY GROUP(PAIR) ONE_CHANTIER CHANTIER("gt1-2", "co_rapporteurs = david\n"), PEOPLE,
     "rapporteur-missing gt1-2: GT1-2, « Chantier » : ce chantier n'a ni rapporteure ni "
     "rapporteur\n"},
    {"two rapporteurs", NULL,
     PLENARY GROUP(PAIR) ONE_CHANTIER CHANTIER("gt1-2", "rapporteurs = david; chloe\n"), PEOPLE,
     "rapporteur-double gt1-2: GT1-2, « Chantier » : 2 personnes y sont nommées pour rapporter, au "
     "lieu d'une (Mme Chloé Noir et M. David Roux)\n"},

    /* Who is named and does not hold it. */
    {"unknown", NULL, PLENARY GROUP("copilotes = anne; zoe\n") CHANTIERS, PEOPLE,
     "office-holder-unknown zoe: zoe (copilote, GT1) n'est pas dans la liste des membres\n"},
    {"unknown, beside a vacancy", NULL, PLENARY GROUP("copilotes = zoe\n") CHANTIERS, PEOPLE,
     "pair-vacant gt1: GT1 : un poste de copilote est vacant\n"
     "office-holder-unknown zoe: zoe (copilote, GT1) n'est pas dans la liste des membres\n"},
    {"two unknown", NULL,
     PLENARY GROUP("copilotes = anne; zoe\n") ONE_CHANTIER CHANTIER("gt1-2", "rapporteurs = ana\n"),
     PEOPLE,
     "office-holder-unknown zoe,ana: 2 fonctions sont confiées à des personnes qui ne sont pas "
     "dans "
     "la liste des membres : zoe (copilote, GT1) et ana (rapporteur, GT1-2)\n"},
    {"left at the end of the term", NULL, PLENARY GROUP(PAIR) CHANTIERS,
     LINE ANNE "bruno;M.;Bruno;Petit;;gt1;;31/12/2026\n" CHLOE DAVID,
     "office-holder-left bruno: M. Bruno Petit (copilote, GT1) n'est plus membre depuis le "
     "vendredi 1er janvier 2027\n"},
    {"left together", "en", PLENARY GROUP(PAIR) CHANTIERS,
     LINE
     "anne;Mme;Anne;Martin;;gt1;;31/12/2026\nbruno;M.;Bruno;Petit;;gt1;;31/12/2026\n" CHLOE DAVID,
     "office-holder-left anne,bruno: 2 offices are held by people who are no longer members since "
     "Friday 1 January 2027: Mme Anne Martin (copilote, GT1) and M. Bruno Petit (copilote, "
     "GT1)\n"},
    {"left, and those who stay are of one gender", NULL,
     PLENARY GROUP("copilotes = anne; bruno; chloe\n") CHANTIERS,
     LINE ANNE "bruno;M.;Bruno;Petit;;gt1;;31/12/2026\n" CHLOE DAVID,
     "pair-same-gender gt1: GT1 : les deux copilotes sont des femmes (Mme Anne Martin et Mme Chloé "
     "Noir)\n"
     "office-holder-left bruno: M. Bruno Petit (copilote, GT1) n'est plus membre depuis le "
     "vendredi 1er janvier 2027\n"},
    {"too early", NULL, PLENARY "co_presidents = chloe; emma\n" GROUP(PAIR) CHANTIERS,
     PEOPLE "emma;Mme;Emma;Bleu;;gt1;01/03/2027;\n",
     "office-holder-early emma: Mme Emma Bleu (co-présidente, Plénière) ne sera membre qu'à partir "
     "du lundi 1er mars 2027\n"},
    {"the rapporteur left", NULL, PLENARY GROUP(PAIR) CHANTIERS,
     LINE ANNE BRUNO CHLOE "david;M.;David;Roux;;gt1;;14/01/2027\n",
     "office-holder-left david: M. David Roux (rapporteur, GT1-2) n'est plus membre depuis le "
     "vendredi 15 janvier 2027\n"},

    /* What ends. */
    {"an office that ended", NULL, PLENARY GROUP(PAIR "offices_end_on = 2027-01-14\n") CHANTIERS,
     PEOPLE,
     "office-expired anne,bruno: 2 fonctions ont pris fin le jeudi 14 janvier 2027 : Mme Anne "
     "Martin (copilote, GT1) et M. Bruno Petit (copilote, GT1)\n"},
    {"an office on its last day", NULL,
     PLENARY GROUP(PAIR)
         ONE_CHANTIER CHANTIER("gt1-2", "rapporteurs = david\noffices_end_on = 2027-01-15\n"),
     PEOPLE,
     "office-ending david: La fonction de M. David Roux (rapporteur, GT1-2) prend fin le vendredi "
     "15 janvier 2027\n"},
    {"offices by date", "en",
     PLENARY GROUP(PAIR "offices_end_on = 2027-07-14\n")
         ONE_CHANTIER CHANTIER("gt1-2", "rapporteurs = david\noffices_end_on = 2027-06-30\n"),
     PEOPLE,
     "office-ending david: The office of M. David Roux (rapporteur, GT1-2) ends on Wednesday 30 "
     "June 2027\n"
     "office-ending anne,bruno: 2 offices end on Wednesday 14 July 2027: Mme Anne Martin "
     "(copilote, GT1) and M. Bruno Petit (copilote, GT1)\n"},
    {"an office that ends later", NULL,
     PLENARY GROUP(PAIR "offices_end_on = 2027-07-15\n") CHANTIERS, PEOPLE, ""},
    {"terms by date", NULL, GOOD,
     PEOPLE "emma;Mme;Emma;Bleu;;gt1;;14/07/2027\nfarid;M.;Farid;Vert;;gt1;;30/06/2027\n"
            "gil;M.;Gil;Blanc;;gt1;;14/07/2027\nhugo;M.;Hugo;Brun;;gt1;;15/07/2027\n"
            "ines;Mme;Inès;Gris;suppléante;;;30/06/2027\njean;M.;Jean;Or;invité;;;30/06/2027\n",
     "member-term-ending farid: Le mandat de M. Farid Vert prend fin le mercredi 30 juin 2027\n"
     "member-term-ending gil,emma: 2 mandats prennent fin le mercredi 14 juillet 2027 : M. Gil "
     "Blanc et Mme Emma Bleu\n"
     "substitute-term-ending ines: La suppléance de Mme Inès Gris prend fin le mercredi 30 juin "
     "2027\n"},
    {"a shorter warning", NULL, "[rules]\nterm_warning_days = 30\n" GOOD,
     PEOPLE "emma;Mme;Emma;Bleu;;gt1;;14/02/2027\nfarid;M.;Farid;Vert;;gt1;;15/02/2027\n",
     "member-term-ending emma: Le mandat de Mme Emma Bleu prend fin le dimanche 14 février 2027\n"},
    {"a group past its date", NULL, GOOD TEMPORARY("2027-01-14", "rapporteurs = zoe\n"), PEOPLE,
     "body-past-date t: Crue : ce groupe éphémère devait prendre fin le jeudi 14 janvier 2027\n"},
    {"a group on its last day", NULL, GOOD TEMPORARY("2027-01-15", ""), PEOPLE, ""},
};

/* What is found, a line each. Owned. */
static char *found(Fixture *fixture, const char *language)
{
    g_autoptr(GPtrArray) findings = NULL;
    GString *text = g_string_new(NULL);
    char *usual = fixture->config.language;
    fixture->config.language = (char *) (language != NULL ? language : "fr");
    ASSERT_DONE(gf_roster_check(&fixture->clerk, &findings, ERROR));
    fixture->config.language = usual;
    for (guint i = 0; findings != NULL && i < findings->len; i++) {
        const GfFinding *finding = findings->pdata[i];
        g_autofree char *subjects = g_strjoinv(",", finding->subjects);
        g_string_append_printf(text, "%s %s: %s\n", finding->code, subjects, finding->sentence);
        g_assert_cmpstr(finding->severity, ==, "warning");
        g_assert_cmpstr(finding->remedy, !=, "");
    }
    return g_string_free(text, FALSE);
}

static void apply_text(Fixture *fixture, const char *text)
{
    g_autoptr(GBytes) bytes = g_bytes_new(text, strlen(text));
    g_autoptr(GfAssemblyReport) report = NULL;
    ASSERT_DONE(gf_assembly_apply(&fixture->clerk, "a.conf", bytes, &report, ERROR));
}

static void test_row(Fixture *fixture, gconstpointer data)
{
    const Row *row = data;
    apply_text(fixture, row->assembly);
    g_autoptr(GfRollReport) report =
        row->people != NULL ? import_text(fixture, row->people, FALSE) : NULL;
    g_assert_true(report == NULL || report->applied);
    g_autofree char *text = found(fixture, row->language);
    g_assert_cmpstr(text, ==, row->wanted);
}

/* A body that has ended has no rule left; who leaves before the term is told like the others. */
static void test_ended(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    apply_text(fixture, GOOD CHANTIER("gt1-3", "rapporteurs = zoe; ana\n") COMMITTEE);
    apply_text(fixture, GOOD);
    g_autoptr(GfRollReport) report =
        import_text(fixture, PEOPLE "emma;Mme;Emma;Bleu;;gt1;;\n", FALSE);
    g_autoptr(GfMember) emma = NULL;
    g_autoptr(GfMember) david = NULL;
    GfStore *store = fixture->clerk.store;
    ASSERT_DONE(gf_store_member(store, "emma", &emma, ERROR));
    ASSERT_DONE(gf_store_member(store, "david", &david, ERROR));
    ASSERT_DONE(gf_store_end_member(store, emma->id, "2027-02-01", ERROR));
    ASSERT_DONE(gf_store_end_member(store, david->id, "2027-01-15", ERROR));
    g_autofree char *text = found(fixture, NULL);
    g_assert_cmpstr(text, ==,
                    "office-holder-left david,david: 2 fonctions sont tenues par des personnes qui "
                    "ne sont plus membres depuis le vendredi 15 janvier 2027 : M. David Roux "
                    "(rapporteur, GT1-2) et M. David Roux (co-président, Plénière)\n"
                    "member-term-ending emma: Le mandat de Mme Emma Bleu prend fin le dimanche 31 "
                    "janvier 2027\n");
}

static void test_remedy(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    static const struct {
        const char *language, *remedy;
    } languages[] = {
        {"fr", "nommez une femme et un homme dans copilotes, [body gt1] (assembly.conf), puis "
               "greffe apply"},
        {"en", "name one woman and one man in copilotes, [body gt1] (assembly.conf), then greffe "
               "apply"},
    };
    apply_text(fixture, PLENARY GROUP("copilotes = bruno; david\n") CHANTIERS);
    g_autoptr(GfRollReport) report = import_text(fixture, PEOPLE, FALSE);
    for (gsize i = 0; i < G_N_ELEMENTS(languages); i++) {
        g_autoptr(GPtrArray) findings = NULL;
        ASSERT_DONE(gf_roster_check_in(&fixture->clerk, languages[i].language, &findings, ERROR));
        g_assert_cmpuint(findings->len, ==, 1);
        const GfFinding *finding = findings->pdata[0];
        g_assert_cmpstr(finding->remedy, ==, languages[i].remedy);
        g_assert_cmpstr(finding->about, ==, "body");
    }
}

/* The assembly that comes with greffe keeps its rules, until its terms end: Friday 30 June 2028. */
static void test_reference(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    apply_file(fixture, "config/assembly.conf");
    g_autoptr(GfRollReport) report = import_file(fixture, "config/members.csv");
    g_autofree char *now = found(fixture, NULL);
    g_assert_cmpstr(now, ==, "");
    g_autoptr(GPtrArray) findings = NULL;
    GDate date;
    g_date_clear(&date, 1);
    g_assert_true(gf_date_parse("2028-06-01", &date));
    gf_clock_set(fixture->clock, gf_instant_of(&date, 9, 0, "Europe/Paris"));
    ASSERT_DONE(gf_roster_check(&fixture->clerk, &findings, ERROR));
    static const struct {
        const char *code;
        guint subjects;
        const char *begin, *end;
    } wanted[] = {
        {"office-ending", 10,
         "10 fonctions prennent fin le vendredi 30 juin 2028 : Mme Khadija Nègre (copilote, GT1), "
         "M. Mathurin Escaich (copilote, GT1), ",
         " et M. Michel Ayral (co-président, Assemblée plénière)"},
        {"member-term-ending", 232,
         "232 mandats prennent fin le vendredi 30 juin 2028 : M. Alban Albarède, M. André "
         "Albarède, "
         "Mme Hélène Alquier, ",
         "M. Élie Arnal, Mme Adèle Astruc, Mme Marguerite Aubrespy et 222 autres"},
        {"substitute-term-ending", 6, "6 suppléances prennent fin le vendredi 30 juin 2028 : ", ""},
    };
    g_assert_cmpuint(findings->len, ==, G_N_ELEMENTS(wanted));
    for (guint i = 0; i < MIN(findings->len, G_N_ELEMENTS(wanted)); i++) {
        const GfFinding *finding = findings->pdata[i];
        g_test_message("%s", finding->sentence);
        g_assert_cmpstr(finding->code, ==, wanted[i].code);
        g_assert_cmpuint(g_strv_length(finding->subjects), ==, wanted[i].subjects);
        g_assert_true(g_str_has_prefix(finding->sentence, wanted[i].begin));
        g_assert_true(g_str_has_suffix(finding->sentence, wanted[i].end));
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *path = g_strconcat("/roster/", rows[i].name, NULL);
        g_test_add(path, Fixture, &rows[i], fixture_make, test_row, fixture_clear);
    }
    TEST("/roster/ended", test_ended);
    TEST("/roster/remedy", test_remedy);
    TEST("/roster/reference", test_reference);
    return g_test_run();
}
