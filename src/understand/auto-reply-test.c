/* Programs that answer, people who do not look like people, and what an absence says. */
#include "understand/understand.h"

#include <string.h>

static const struct {
    const char *name, *auto_submitted, *headers, *return_path, *subject, *text;
    const char *want; /* reason, or "person" */
} rows[] = {
    {"rfc3834", "auto-replied", NULL, "p@m.example", "Re: C", "Absent", "auto-submitted"},
    {"generated", "auto-generated", NULL, "p@m.example", "Avis", "", "auto-submitted"},
    {"declared-person", "no", NULL, "", "Réponse automatique : C", "message automatique", "person"},
    {"x-autoreply", NULL, "X-Autoreply: yes\n", "p@m.example", "Re: C", "", "header"},
    {"x-autorespond", NULL, "X-Autorespond: C\n", "p@m.example", "Re: C", "", "header"},
    {"x-autoreply-no", NULL, "X-Autoreply: no\n", "p@m.example", "Re: C", "Oui", "person"},
    {"precedence-auto", NULL, "Precedence: auto_reply\n", "p@m.example", "Re: C", "", "header"},
    {"precedence-list", NULL, "Precedence: list\n", "p@m.example", "Re: C", "Oui", "person"},
    {"suppress-is-no-proof", NULL, "X-Auto-Response-Suppress: All\n", "p@m.example", "Re: C", "Oui",
     "person"},
    {"folded-header", NULL, "Subject: C\nX-Autoreply:\n yes\n", "p@m.example", "Re: C", "",
     "header"},
    {"french-outlook", NULL, NULL, "p@m.example", "Réponse automatique : Convocation", "",
     "subject"},
    {"french-nbsp", NULL, NULL, "p@m.example", "Réponse automatique\302\240: C", "", "subject"},
    {"english", NULL, NULL, "p@m.example", "Automatic reply: C", "", "subject"},
    {"spanish", NULL, NULL, "p@m.example", "Respuesta automática: C", "", "subject"},
    {"catalan", NULL, NULL, "p@m.example", "Resposta automàtica: C", "", "subject"},
    {"german", NULL, NULL, "p@m.example", "Automatische Antwort: C", "", "subject"},
    {"out-of-office", NULL, NULL, "p@m.example", "Out of Office: C", "", "subject"},
    {"lotus", NULL, NULL, "p@m.example", "Jean Pons is out of the office",
     "I will be out of the office until Monday.", "subject"},
    {"absence-with-confession", NULL, NULL, "p@m.example", "Absence : C",
     "En congé.\nCeci est un message automatique.", "body"},
    {"absence-by-a-person", NULL, NULL, "p@m.example", "Absence à la plénière", "Je serai absent.",
     "person"},
    {"null-sender-confesses", NULL, NULL, "", "Re: C", "Je suis absent du bureau.", "null-sender"},
    {"null-sender-silent", NULL, NULL, "", "Re: C", "Oui, je viens.", "person"},
    {"answer-to-a-program", NULL, NULL, "p@m.example", "RE: Réponse automatique : C", "Oui",
     "person"},
    {"plain", NULL, NULL, "p@m.example", "Re: C", "Je serai absent.", "person"},
    {"confession", NULL, NULL, "p@m.example", "Re: C",
     "Je suis en congé. Ceci est un message automatique.", "body"},
    {"confession-quoted", NULL, NULL, "p@m.example", "Re: C",
     "On me répond « Ceci est un message automatique, je suis absent ».", "person"},
    {"confession-below-a-quote", NULL, NULL, "p@m.example", "Re: C",
     "> Ceci est un message automatique.\n> Je suis absent.\n\nOui.", "person"},
    {"scanned", NULL, NULL, "p@m.example", "Re: C",
     "Je suis absent du bureau.\nThis email has been automatically scanned.", "person"},
    {"asks-no-answer", NULL, NULL, "p@m.example", "Re: C",
     "Je suis absent. Merci de ne pas répondre à ce mail.", "person"},
    {"no-reply-receipt", NULL, NULL, "p@m.example", "Votre demande",
     "Votre demande a été enregistrée. Merci de ne pas répondre à ce message.", "body"},
    {"question", NULL, NULL, "p@m.example", "Réponse automatique ?", "Est-ce vous ?", "person"},
    {"tag", NULL, NULL, "p@m.example", "[EXTERNE] Réponse automatique : C", "", "subject"},
    {"tag-is-it", NULL, NULL, "p@m.example", "[Réponse automatique] Re: C", "", "subject"},
    {"inclusive", NULL, NULL, "p@m.example", "Absent(e) du bureau : C", "", "subject"},
    {"car", NULL, NULL, "p@m.example", "Auto : covoiturage", "Deux places.", "person"},
    {"null-bulk", NULL, "Precedence: bulk\n", "", "Re: C", "Au ski !", "null-sender"},
    {"null-answer", NULL, NULL, "", "Re: C", "En congé, je ne viendrai pas.", "person"},
    {"second-field", NULL, "Delivered-To: g@a.example\nDelivered-To: Autoresponder\n",
     "p@m.example", "Re: C", "", "header"},
    {"rule-answers", NULL, "X-MS-Exchange-Generated-Message-Source: Mailbox Rules Agent\n",
     "p@m.example", "Merci", "", "header"},
    {"rule-forwards", NULL, "X-MS-Exchange-Generated-Message-Source: Mailbox Rules Agent\n",
     "p@m.example", "TR : C", "Je viens.", "person"},
    {"rule-redirects", NULL,
     "Resent-From: s@m.example\n"
     "X-MS-Exchange-Generated-Message-Source: Mailbox Rules Agent\n",
     "p@m.example", "Re: C", "Je viens.", "person"},
};

static GfLetter *understood(gsize i)
{
    GfLetter *letter = gf_letter_new();
    letter->auto_submitted = g_strdup(rows[i].auto_submitted);
    letter->return_path = g_strdup(rows[i].return_path);
    letter->subject = g_strdup(rows[i].subject);
    letter->from = gf_person_new("Jean Pons", "p@m.example");
    g_free(letter->text);
    letter->text = g_strdup(rows[i].text);
    g_autoptr(GPtrArray) parts = g_ptr_array_new_with_free_func((GDestroyNotify) gf_part_free);
    if (rows[i].headers != NULL) {
        GfPart *part = g_new0(GfPart, 1);
        part->path = g_strdup(GF_PART_HEADER);
        part->type = g_strdup("text/rfc822-headers");
        part->text = g_strdup(rows[i].headers);
        part->bytes = g_bytes_new(rows[i].headers, strlen(rows[i].headers));
        g_ptr_array_add(parts, part);
    }
    gf_understand(letter, parts, NULL);
    return letter;
}

static void test_rows(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GfLetter) letter = understood(i);
        const char *reason = letter->auto_reply != NULL ? letter->auto_reply->reason : "person";
        g_autofree char *got = g_strdup_printf("%s: %s", rows[i].name, reason);
        g_autofree char *want = g_strdup_printf("%s: %s", rows[i].name, rows[i].want);
        g_assert_cmpstr(got, ==, want);
        gboolean machine = letter->auto_reply != NULL;
        g_assert_cmpint(letter->kind, ==, machine ? GF_KIND_AUTO_REPLY : GF_KIND_MESSAGE);
    }
}

/* Written on 24 February 2025. */
static const struct {
    const char *name, *text, *until, *replacement;
} absences[] = {
    {"until-with-year", "Je suis absent jusqu'au 17 mars 2025 inclus.", "2025-03-17", NULL},
    {"until-this-year", "Absente jusqu'au 17 mars inclus.", "2025-03-17", NULL},
    {"until-next-year", "Absente jusqu'au 5 janvier.", "2026-01-05", NULL},
    {"return", "Je serai de retour le lundi 14 avril.", "2025-04-14", NULL},
    {"numeric", "De retour le 14/04/2025.", "2025-04-14", NULL},
    {"english", "I am out of the office until Monday 10 March.", "2025-03-10", NULL},
    {"english-order", "I will return on March 10, 2025.", "2025-03-10", NULL},
    {"weekday-only", "De retour lundi.", NULL, NULL},
    {"no-such-day", "De retour le 31 février.", NULL, NULL},
    {"address", "En cas d'urgence, contactez accueil@mairie.example.", NULL,
     "accueil@mairie.example"},
    {"name", "En cas d'urgence, contacter Mme Roques au 05 61 00 00 60.", NULL, "Mme Roques"},
    {"takes-over", "M. Thierry Bousquet prend le relais sur mes dossiers.", NULL,
     "M. Thierry Bousquet"},
    {"own-address", "Pour me contacter : p@m.example", NULL, NULL},
    {"name-then-address", "Contactez Mme Roques (a.roques@m2.example).", NULL, "Mme Roques"},
    {"bare-name", "Please contact Tom Barnes (t@m2.example).", NULL, "Tom Barnes"},
    {"spanish-title", "Puede contactar con la Sra. Gil.", NULL, "Sra. Gil"},
    {"german-title", "Wenden Sie sich an Frau Petra Lang.", NULL, "Frau Petra Lang"},
    {"office", "Please contact Human Resources.", NULL, NULL},
    {"role-alone", "Contacter le directeur Général.", NULL, NULL},
    {"shouted", "CONTACTER NOTRE STANDARD HABITUEL", NULL, NULL},
    {"nothing", "Je suis en congé.", NULL, NULL},
};

static void test_absences(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(absences); i++) {
        g_autoptr(GfLetter) letter = gf_letter_new();
        letter->auto_submitted = g_strdup("auto-replied");
        letter->from = gf_person_new(NULL, "p@m.example");
        letter->date = 1740388320;
        g_free(letter->text);
        letter->text = g_strdup(absences[i].text);
        g_autoptr(GPtrArray) none = g_ptr_array_new();
        gf_understand(letter, none, NULL);
        const char *until = letter->auto_reply->until, *to = letter->auto_reply->replacement;
        g_autofree char *got = g_strdup_printf("%s: %s %s", absences[i].name,
                                               until != NULL ? until : "-", to != NULL ? to : "-");
        g_autofree char *want = g_strdup_printf(
            "%s: %s %s", absences[i].name, absences[i].until != NULL ? absences[i].until : "-",
            absences[i].replacement != NULL ? absences[i].replacement : "-");
        g_assert_cmpstr(got, ==, want);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
    g_test_add_func("/understand/auto-reply/rows", test_rows);
    g_test_add_func("/understand/auto-reply/absences", test_absences);
    return g_test_run();
}
