/* What contributions are for: the table of intents, and texts that nobody means. */
#include "understand/contribution.h"

#include <string.h>

#define TABLE "tests/data/understand/intents.tsv"

static const char *or_null(const char *cell)
{
    return g_str_equal(cell, "-") ? NULL : cell;
}

static void test_table(void)
{
    g_autofree char *table = NULL;
    g_assert_true(g_file_get_contents(TABLE, &table, NULL, NULL));
    g_auto(GStrv) lines = g_strsplit(table, "\n", -1);
    guint rows = 0;
    for (char **line = lines; *line != NULL; line++) {
        if (**line == '#' || **line == '\0')
            continue;
        g_auto(GStrv) cells = g_strsplit(*line, "\t", -1);
        g_assert_cmpuint(g_strv_length(cells), ==, 4);
        g_autofree char *text = g_strcompress(cells[3]);
        GfIntent intent =
            gf_contribution_intent(or_null(cells[2]), text, g_str_equal(cells[1], "yes"));
        g_autofree char *got =
            g_strjoin("\t", gf_intent_name(intent), cells[1], cells[2], cells[3], NULL);
        g_assert_cmpstr(got, ==, *line);
        rows++;
    }
    g_assert_cmpuint(rows, >=, 120);
}

static void test_nothing(void)
{
    static const struct {
        const char *text;
        gboolean nothing;
    } rows[] = {
        {"sans avis", TRUE},
        {"néant", TRUE},
        {" RAS.", TRUE},
        {"Sans objet", TRUE},
        {"pas d'avis", TRUE},
        {"non", FALSE},
        {"oui", FALSE},
        {"", FALSE},
        {"Sans avis du maire adjoint chargé des cantines", FALSE},
        {NULL, FALSE},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_test_message("%s", rows[i].text != NULL ? rows[i].text : "(null)");
        g_assert_cmpint(gf_contribution_is_nothing(rows[i].text), ==, rows[i].nothing);
    }
}

static void test_alone(void)
{
    static const struct {
        const char *text;
        gboolean order, question;
    } rows[] = {
        {"Merci de ne pas tenir compte de mon précédent message.", TRUE, FALSE},
        {"Veuillez ne pas tenir compte de mon message précédent, svp", TRUE, FALSE},
        {"Annule et remplace", TRUE, FALSE},
        {"Annule et remplace : il faut un médecin.", FALSE, FALSE},
        {"Il faut un médecin.", FALSE, FALSE},
        {"Merci !", FALSE, FALSE},
        {"Quand est la date limite ?", FALSE, TRUE},
        {"Bonjour, à qui faut-il écrire ? Et jusqu'à quand ?", FALSE, TRUE},
        {"Il faut un médecin. Qu'en dites-vous ?", FALSE, FALSE},
        {"", FALSE, FALSE},
        {NULL, FALSE, FALSE},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_test_message("%s", rows[i].text != NULL ? rows[i].text : "(null)");
        g_assert_cmpint(gf_contribution_is_order_alone(rows[i].text), ==, rows[i].order);
        g_assert_cmpint(gf_contribution_is_question(rows[i].text), ==, rows[i].question);
    }
}

static void test_aside(void)
{
    static const struct {
        const char *text;
        gboolean aside;
    } rows[] = {
        {"Je ne souhaite plus recevoir vos messages.", TRUE},
        {"Bonjour, merci de me retirer de votre liste. Cordialement, Paul Pons", TRUE},
        {"Désabonnement", TRUE},
        {"Je démissionne. Mon successeur est M. Blanc.", TRUE},
        {"Je ne suis plus élue depuis mars.", TRUE},
        {"Je n'ai pas le temps de répondre cette semaine, je vous réponds lundi.", TRUE},
        {"Bonjour,\nJe vous enverrai ma contribution la semaine prochaine.\nCordialement", TRUE},
        {"Je reviens vers vous rapidement.", TRUE},
        {"Il faut un train de nuit. Je vous enverrai le plan lundi.", FALSE},
        {"Je vous réponds que le train manque.", FALSE},
        {"Les habitants ne veulent plus recevoir de publicité.", FALSE},
        {"Nous proposons de retirer de la liste les communes de plus de 3 000 habitants.", FALSE},
        {"Q1 : un médecin.", FALSE},
        {"Merci !", FALSE},
        {"", FALSE},
        {NULL, FALSE},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_test_message("%s", rows[i].text != NULL ? rows[i].text : "(null)");
        g_assert_cmpint(gf_contribution_is_aside(rows[i].text), ==, rows[i].aside);
    }
}

/* Long or odd texts end; never is anything withdrawn. */
static void test_hostile(void)
{
    g_autoptr(GString) flood = g_string_new(NULL);
    for (guint i = 0; i < 20000; i++)
        g_string_append(flood, "Annule ma contribution. ");
    g_assert_cmpint(gf_contribution_intent(flood->str, flood->str, TRUE), ==, GF_INTENT_REPLACE);
    g_string_assign(flood, "");
    for (guint i = 0; i < 100000; i++)
        g_string_append(flood, "é");
    g_assert_cmpint(gf_contribution_intent(flood->str, flood->str, TRUE), ==, GF_INTENT_CONTRIBUTE);
    static const char *const odd[] = {"'",  "’’’", "[", "]]]",  "(((",          "<",     "&#", "/",
                                      "2/", "/3",  ">", "\xff", "\xe2\x80\xaf", "-- \n", "j'"};
    for (gsize i = 0; i < G_N_ELEMENTS(odd); i++)
        g_assert_cmpint(gf_contribution_intent(odd[i], odd[i], FALSE), ==, GF_INTENT_CONTRIBUTE);
    g_assert_cmpint(gf_contribution_intent(NULL, NULL, FALSE), ==, GF_INTENT_CONTRIBUTE);
    g_assert_cmpint(gf_contribution_intent(NULL, NULL, TRUE), ==, GF_INTENT_ADD);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
    g_test_add_func("/understand/contribution/table", test_table);
    g_test_add_func("/understand/contribution/nothing", test_nothing);
    g_test_add_func("/understand/contribution/alone", test_alone);
    g_test_add_func("/understand/contribution/aside", test_aside);
    g_test_add_func("/understand/contribution/hostile", test_hostile);
    return g_test_run();
}
