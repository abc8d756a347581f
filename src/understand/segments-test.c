/* Where quotes, signatures and banners begin and end. Marks in `want`: N new, Q quote, S signature,
 * B banner, F forward, one letter for each segment. */
#include "understand/understand.h"

#include <string.h>

static const struct {
    const char *name, *subject, *text, *kinds, *fresh;
} rows[] = {
    {"plain", NULL, "Je viens.\n", "N", "Je viens.\n"},
    {"empty", NULL, "", "", ""},
    {"quote-marks", NULL, "Oui\n> Venez-vous ?\n> Merci\n", "NQ", "Oui\n"},
    {"inline-answers", NULL, "> Matin ?\nOui\n> Après-midi ?\nNon\n", "QNQN", "Oui\nNon\n"},
    {"nested-marks", NULL, "Oui\n> > Venez ?\n>> Merci\n", "NQ", "Oui\n"},
    {"le-a-ecrit", NULL, "Oui\n\nLe 24/02/2025 à 10:12, Greffe a écrit :\n> Venez\n", "NQ",
     "Oui\n\n"},
    {"le-a-ecrit-wrapped", NULL,
     "Oui\n\nLe lun. 24 févr. 2025 à 10:12, Secrétariat de l'assemblée <\ngreffe@cat.example> a "
     "écrit "
     ":\n\n> Venez\n",
     "NQ", "Oui\n\n"},
    {"le-a-ecrit-three-lines", NULL,
     "Oui\n\nLe lundi 24 février 2025 à 10:12,\nSecrétariat <greffe@cat.example>\na écrit :\n> "
     "Venez\n",
     "NQ", "Oui\n\n"},
    {"le-a-ecrit-bare-quote", NULL,
     "Oui\n\nLe 24/02/2025, Greffe a écrit :\n\nVenez tous.\nMerci\n", "NQ", "Oui\n\n"},
    {"below-the-quote", NULL, "Le 24/02/2025 à 10:12, Greffe a écrit :\n> Venez\n\nJe viens.\n",
     "QN", "Je viens.\n"},
    {"he-wrote-in-prose", NULL, "Le maire m'a écrit :\nje viens.\n", "N",
     "Le maire m'a écrit :\nje viens.\n"},
    {"on-wrote", NULL,
     "Yes\n\nOn Mon, Feb 24, 2025 at 10:12 AM, Greffe <g@cat.example> wrote:\n> Come\n", "NQ",
     "Yes\n\n"},
    {"on-in-prose", NULL, "On 14 March I will come.\nRegards\n", "N",
     "On 14 March I will come.\nRegards\n"},
    {"spanish", NULL,
     "Sí\n\nEl lun, 24 feb 2025 a las 10:12, Greffe (<g@cat.example>) escribió:\n> Ven\n", "NQ",
     "Sí\n\n"},
    {"catalan", NULL,
     "Sí\n\nEl dl., 24 de febr. 2025, Greffe <g@cat.example> va escriure:\n> Vine\n", "NQ",
     "Sí\n\n"},
    {"german", NULL, "Ja\n\nAm 24.02.2025 um 10:12 schrieb Greffe <g@cat.example>:\n> Komm\n", "NQ",
     "Ja\n\n"},
    {"italian", NULL,
     "Sì\n\nIl giorno lun 24 feb 2025 alle ore 10:12 Greffe <g@cat.example> ha "
     "scritto:\n> Vieni\n",
     "NQ", "Sì\n\n"},
    {"portuguese", NULL,
     "Sim\n\nEm seg., 24 de fev. de 2025 às 10:12, Greffe <g@cat.example> "
     "escreveu:\n> Vem\n",
     "NQ", "Sim\n\n"},
    {"dutch", NULL, "Ja\n\nOp ma 24 feb 2025 om 10:12 schreef Greffe <g@cat.example>:\n> Kom\n",
     "NQ", "Ja\n\n"},
    {"outlook-french", NULL,
     "Oui\n\nDe : Greffe <g@cat.example>\nEnvoyé : lundi 24 février 2025 10:12\nÀ : "
     "Membres\nObjet : Convocation\n\nVenez.\n",
     "NQ", "Oui\n\n"},
    {"outlook-nbsp", NULL,
     "Oui\n\nDe\302\240: Greffe\nEnvoyé\302\240: lundi\nÀ\302\240: Membres\nObjet\302\240: "
     "Convocation\n\nVenez.\n",
     "NQ", "Oui\n\n"},
    {"outlook-rule", NULL,
     "Oui\n________________________________\nDe : Greffe\nEnvoyé : lundi\nObjet : "
     "Convocation\n\nVenez\n",
     "NQ", "Oui\n"},
    {"outlook-bold", NULL,
     "Oui\n\n*De :* Greffe\n*Envoyé :* lundi\n*À :* Membres\n*Objet :* C\n\nVenez\n", "NQ",
     "Oui\n\n"},
    {"outlook-english", NULL,
     "Yes\n\nFrom: Greffe\nSent: Monday\nTo: Members\nSubject: C\n\nCome\n", "NQ", "Yes\n\n"},
    {"message-d-origine", NULL,
     "Oui\n\n-----Message d'origine-----\nDe : Greffe\nEnvoyé : lundi\nÀ : M\nObjet : C\n\nVenez\n",
     "NQ", "Oui\n\n"},
    {"mail-original", NULL, "Oui\n\n----- Mail original -----\nDe: \"Greffe\"\nÀ: \"M\"\nVenez\n",
     "NQ", "Oui\n\n"},
    {"original-message", NULL, "Yes\n\n-----Original Message-----\nCome\n", "NQ", "Yes\n\n"},
    {"orange", NULL,
     "Oui\n\n> Message du 24/02/25 10:12\n> De : \"Greffe\"\n> A : \"M\"\n> Objet : C\n> \n> "
     "Venez\n",
     "NQ", "Oui\n\n"},
    {"sfr", NULL,
     "Oui\n\n====\nMessage du : 24/02/2025 10:12\nDe : \"Greffe\"\nA : m@cat.example\nSujet : "
     "C\n\nVenez\n",
     "NQ", "Oui\n\n"},
    {"gmx-order", NULL, "Oui\n\nEnvoyé: lundi\nDe: Greffe\nÀ: M\nObjet: C\n\nVenez\n", "NQ",
     "Oui\n\n"},
    {"two-labels-are-prose", NULL, "Je viens.\nDe : Albi\nÀ : Toulouse\n", "N",
     "Je viens.\nDe : Albi\nÀ : Toulouse\n"},
    {"forwarded-gmail", NULL,
     "À traiter\n\n---------- Forwarded message ---------\nDe : Greffe\nDate: lun.\nSubject: "
     "C\nTo: "
     "M\n\nVenez\n",
     "NF", "À traiter\n\n"},
    {"forwarded-apple", NULL,
     "À traiter\n\nDébut du message transféré :\n\nDe: Greffe\nDate: lundi\nÀ: M\nObjet: "
     "C\n\nVenez\n",
     "NF", "À traiter\n\n"},
    {"forwarded-outlook", "TR: Convocation",
     "Pour toi\n\nDe : Greffe\nEnvoyé : lundi\nÀ : M\nObjet : C\n\nVenez\n", "NF", "Pour toi\n\n"},
    {"calendar-text", "Accepté : C",
     "Quand : vendredi\nOù : Toulouse\n\n*~*~*~*~*~*~*~*~*~*\n\nVenez\n", "Q", ""},
    {"signature", NULL, "Je viens.\n-- \nJean Pons\nMaire\n", "NS", "Je viens.\n"},
    {"signature-trimmed", NULL, "Je viens.\n--\nJean Pons\n", "NS", "Je viens.\n"},
    {"signature-then-quote", NULL, "Oui\n-- \nJean\n\nLe 24/02/2025, G a écrit :\n> Venez\n", "NSQ",
     "Oui\n"},
    {"signature-postscript", NULL, "Oui\n-- \nJean\nPS : j'arriverai à 10h\n", "NSN",
     "Oui\nPS : j'arriverai à 10h\n"},
    {"not-a-signature", NULL,
     "A\n--\n1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13\n14\n15\n16\n17\n18\n19\n20\n21\n22\n", "N",
     "A\n--\n1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13\n14\n15\n16\n17\n18\n19\n20\n21\n22\n"},
    {"phone", NULL, "Oui\n\nEnvoyé de mon iPhone\n", "NS", "Oui\n\n"},
    {"phone-link", NULL, "Oui\n\nTélécharger Outlook pour Android<https://outlook.example/a>\n",
     "NS", "Oui\n\n"},
    {"phone-between", NULL, "Oui\nEnvoyé de mon iPhone\nEt j'arrive à 10h.\n", "NSN",
     "Oui\nEt j'arrive à 10h.\n"},
    {"phone-in-prose", NULL, "Envoyé de mon bureau, ce mot pour dire que je viens.\n", "N",
     "Envoyé de mon bureau, ce mot pour dire que je viens.\n"},
    {"town-hall", NULL,
     "Je viens.\nCordialement,\nJean Pons\nMaire de Lauzerac\nTél. : 05 61 00 00 12\n", "NS",
     "Je viens.\nCordialement,\n"},
    {"name-stays", NULL, "Je viens.\nCordialement,\nJean Pons\n", "N",
     "Je viens.\nCordialement,\nJean Pons\n"},
    {"speech-below-closing", NULL,
     "Bonjour\nCordialement,\nJe serai absent\nTél. : 05 61 00 00 12\n", "N",
     "Bonjour\nCordialement,\nJe serai absent\nTél. : 05 61 00 00 12\n"},
    {"external-banner", NULL, "[EXTERNE] Ce message vient d'ailleurs.\n\nJe viens.\n", "BN",
     "Je viens.\n"},
    {"disclaimer", NULL,
     "Je viens.\n\nCe message et ses pièces jointes sont confidentiels.\nNon à l'impression !\n",
     "NB", "Je viens.\n\n"},
    {"list-footer", NULL, "Oui\n____\nmembres mailing list\nhttp://cat.example/\n", "NB", "Oui\n"},
    {"html-left-over", NULL, "<div>Oui</div><blockquote>Venez</blockquote>", "NQ",
     "<div>Oui</div>"},
    {"html-breaks", NULL, "Oui<br>Le 24/02/2025, Greffe a écrit :<br>Venez<br>", "NQ", "Oui<br>"},
    {"wrapped-quote", NULL,
     "Oui\n> Vous êtes convoqués à la séance plénière du vendredi 14 mars 2025 et aux "
     "ateliers\nqui "
     "suivent\n> Merci\n",
     "NQ", "Oui\n"},
    {"said-in-prose", NULL, "Le 12 mars 2027, M. Pons a écrit :\nje refuse.\n", "N",
     "Le 12 mars 2027, M. Pons a écrit :\nje refuse.\n"},
    {"any-language", NULL, "Tak\n\npon., 8 mar 2027 o 09:12 G <g@cat.example> napisze:\n\nVenez\n",
     "NQ", "Tak\n\n"},
    {"bracket-on-the-next-line", NULL,
     "Oui\n\nLe 8 mars 2027 à 09:12, G <g@cat.example\n> a écrit :\n\n> Venez\n", "NQ", "Oui\n\n"},
    {"dated-line-above-attribution", NULL,
     "Je viens le 19/03/2027 à 14:00\nLe 8 mars 2027 à 09:12, G a écrit :\n> Venez\n", "NQ",
     "Je viens le 19/03/2027 à 14:00\n"},
    {"memo", NULL, "De : Jean\nÀ : Anne\nDate : 3 mars\nObjet : plan\n\nVoici.\n", "N",
     "De : Jean\nÀ : Anne\nDate : 3 mars\nObjet : plan\n\nVoici.\n"},
    {"foreign-headers-below-a-rule", NULL,
     "Oui\n________________________________\nOd: G <g@cat.example>\nWysłano: 8 mars 09:12\nDo: "
     "A\n\nVenez\n",
     "NQ", "Oui\n"},
    {"forward-with-marks", NULL, "Voici\n\nDébut du message transféré :\n\n> De: G\n> Venez\n",
     "NF", "Voici\n\n"},
    {"more-than", NULL, "Il y avait :\n> 50 personnes\n", "N", "Il y avait :\n> 50 personnes\n"},
    {"dash-between-parts", NULL, "Un.\n—\nDeux.\n", "N", "Un.\n—\nDeux.\n"},
    {"written-below-a-block", NULL,
     "Oui\nCordialement,\nJean Pons\nMaire de Lauzerac\n\nPouvez-vous inscrire Anne ?\n", "NSN",
     "Oui\nCordialement,\n\nPouvez-vous inscrire Anne ?\n"},
    {"this-mail-is", NULL, "Ce mail est pour confirmer.\n", "N", "Ce mail est pour confirmer.\n"},
    {"no-final-newline", NULL, "Oui\n> Venez", "NQ", "Oui\n"},
};

static char *kinds_of(const GfLetter *letter)
{
    GString *kinds = g_string_new(NULL);
    for (guint i = 0; i < letter->segments->len; i++) {
        const GfSegment *segment = g_ptr_array_index(letter->segments, i);
        g_string_append_c(kinds, "NQSBF"[segment->kind]);
    }
    return g_string_free(kinds, FALSE);
}

static char *joined(const GfLetter *letter)
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < letter->segments->len; i++) {
        const GfSegment *segment = g_ptr_array_index(letter->segments, i);
        g_string_append(text, segment->text);
    }
    return g_string_free(text, FALSE);
}

static void test_rows(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GfLetter) letter = gf_letter_new();
        letter->subject = g_strdup(rows[i].subject);
        g_free(letter->text);
        letter->text = g_strdup(rows[i].text);
        gf_understand_segments(letter, NULL);
        g_autofree char *kinds = kinds_of(letter), *all = joined(letter);
        g_autofree char *fresh = gf_letter_new_text(letter);
        g_autofree char *got = g_strdup_printf("%s: %s {%s}", rows[i].name, kinds, fresh);
        g_autofree char *want =
            g_strdup_printf("%s: %s {%s}", rows[i].name, rows[i].kinds, rows[i].fresh);
        g_assert_cmpstr(got, ==, want);
        g_assert_cmpstr(all, ==, rows[i].text);
    }
}

/* What its HTML says of a text. */
static void test_outline(void)
{
    static const struct {
        const char *name, *text, *outline, *kinds;
    } tests[] = {
        {"quote-without-marks", "Le 8/3/2027 à 09:12, G a écrit :\n\nVenez\n\nOui\n",
         "nLe 8/3/2027 à 09:12, G a écrit :\nqVenez\nnOui\n", "QN"},
        {"unknown-language", "Oui\nVen 8 G kirjutas\nVenez\n", "nOui\nqVen 8 G kirjutas\nqVenez\n",
         "NQ"},
        {"set-in-by-the-writer", "Voici :\n> mon texte\n", "nVoici :\nmmon texte\n", "N"},
        {"signature", "Oui\nAnne Vidal\n", "nOui\nsAnne Vidal\n", "NS"},
        {"said-inside-the-signature", "Oui\nje serai là\n", "nOui\nsje serai là\n", "N"},
        {"of-another-text", "Oui\n", "qAutre chose\n", "N"},
        {"headers", "Ano\nOd: G\nKomu: A\nKdy: 8\nVenez\n",
         "nAno\nhOd: G\nhKomu: A\nhKdy: 8\nnVenez\n", "NQ"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(tests); i++) {
        g_autoptr(GfLetter) letter = gf_letter_new();
        g_free(letter->text);
        letter->text = g_strdup(tests[i].text);
        gf_understand_segments(letter, tests[i].outline);
        g_autofree char *kinds = kinds_of(letter), *all = joined(letter);
        g_autofree char *got = g_strdup_printf("%s: %s", tests[i].name, kinds);
        g_autofree char *want = g_strdup_printf("%s: %s", tests[i].name, tests[i].kinds);
        g_assert_cmpstr(got, ==, want);
        g_assert_cmpstr(all, ==, tests[i].text);
    }
}

/* Every cut of every row: nothing is lost, nothing invented. */
static void test_no_byte_is_lost(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        for (const char *at = rows[i].text; *at != '\0'; at = g_utf8_next_char(at)) {
            g_autoptr(GfLetter) letter = gf_letter_new();
            g_free(letter->text);
            letter->text = g_strndup(rows[i].text, (gsize) (at - rows[i].text));
            gf_understand_segments(letter, NULL);
            g_autofree char *all = joined(letter);
            g_assert_cmpstr(all, ==, letter->text);
        }
    }
}

/* Long texts of quote openers stay quick. */
static void test_many_lines(void)
{
    static const char *const pieces[] = {"Le 24 De : Envoyé : a <b@c\n",
                                         "Cordialement\nAnne Martin\n", "--\n",
                                         "Ce message est externe\n"};
    for (gsize i = 0; i < G_N_ELEMENTS(pieces); i++) {
        g_autoptr(GString) text = g_string_new(NULL);
        while (text->len < 1000000)
            g_string_append(text, pieces[i]);
        g_autoptr(GfLetter) letter = gf_letter_new();
        g_free(letter->text);
        letter->text = g_strdup(text->str);
        gint64 before = g_get_monotonic_time();
        gf_understand_segments(letter, NULL);
        g_assert_cmpint(g_get_monotonic_time() - before, <, 60 * G_USEC_PER_SEC);
        g_autofree char *all = joined(letter);
        g_assert_true(strcmp(all, letter->text) == 0);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
    g_test_add_func("/understand/segments/rows", test_rows);
    g_test_add_func("/understand/segments/outline", test_outline);
    g_test_add_func("/understand/segments/no-byte-is-lost", test_no_byte_is_lost);
    g_test_add_func("/understand/segments/many-lines", test_many_lines);
    return g_test_run();
}
