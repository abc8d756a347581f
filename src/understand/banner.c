/* banner.c - see banner.h. Folded words.
 *
 * People also write "attention :" and "ce message est ...": most openings count only where the
 * paragraph goes on to say what such texts say.
 */
#include "understand/banner.h"

#include "understand/beginnings.h"

#include <string.h>

enum { PARAGRAPH_BYTES = 600, PARAGRAPH_LINES = 60, EVIDENCE = 2 };

/* How a banner or a disclaimer begins that nobody writes by hand; the rest of its paragraph goes
 * with it. */
static const char *const banners[] = {
    "[externe]",
    "[external]",
    "[ext]",
    "vous ne recevez pas souvent",
    "vous n'obtenez pas souvent",
    "certaines personnes qui ont recu ce message",
    "you don't often get email",
    "some people who received this message",
    "la plupart du temps, vous ne recevez",
    "les informations contenues dans ce",
    "si vous n'etes pas le destinataire",
    "si vous avez recu ce message par erreur",
    "if you are not the intended",
    "pensez a l'environnement",
    "pensez environnement",
    "please consider the environment",
    "avant d'imprimer",
    "adoptez l'eco",
    "preservons l'environnement",
    "afin de preserver l'environnement",
    "l'absence de virus dans",
    "garanti sans virus",
    "sans virus.",
    "virus-free",
    "cet e-mail a ete verifie",
    "cet e-mail a ete analyse",
    "this email has been checked",
    "je cree ma boite mail",
    "une messagerie gratuite",
    "eco-geste",
    "ecogeste",
    "avis de confidentialite",
};

/* How one may begin; the paragraph must say more of what such texts say. */
static const char *const perhaps_banners[] = {
    "externe",
    "external",
    "attention",
    "caution",
    "[caution",
    "[attention",
    "warning",
    "[warning",
    "avertissement",
    "prudence",
    "vigilance",
    "mail externe",
    "message externe",
    "courriel externe",
    "mail exterieur",
    "expediteur externe",
    "this email originated",
    "this message originated",
    "this email was sent from outside",
    "ce message ",
    "ce message,",
    "ce mail ",
    "ce courriel",
    "cet email ",
    "cet e-mail ",
    "le present message",
    "le present courriel",
    "this e-mail ",
    "this email ",
    "this message ",
    "the information ",
    "confidentialite",
    "confidential",
    "confidentiality",
    "n'imprimez",
    "merci de n'imprimer",
    "este mensaje",
    "este correo",
    "aquest missatge",
    "aquest correu",
    "diese e-mail",
    "questo messaggio",
    "esta mensagem",
    "dit bericht",
};
/* Two of these, or the one that stands for two. */
static const struct {
    const char *word;
    guint weight;
} evidence[] = {
    {"exterieur de", 2},
    {"de l'exterieur", 2},
    {"expediteur externe", 2},
    {"expediteur exterieur", 2},
    {"source externe", 2},
    {"origine externe", 2},
    {"adresse externe", 2},
    {"messagerie externe", 2},
    {"from outside", 2},
    {"outside of the org", 2},
    {"outside your org", 2},
    {"external sender", 2},
    {"external source", 2},
    {"external email", 2},
    {"ne cliquez pas", 2},
    {"ne pas cliquer", 2},
    {"do not click", 2},
    {"message externe", 1},
    {"courriel externe", 1},
    {"mail externe", 1},
    {"expediteur", 1},
    {"lien", 1},
    {"piece", 1},
    {"fichier", 1},
    {"link", 1},
    {"attach", 1},
    {"sender", 1},
    {"destinataire", 1},
    {"confidentiel", 1},
    {"par erreur", 1},
    {"intention exclusive", 2},
    {"usage exclusif", 2},
    {"strictement interdit", 2},
    {"strictly prohibited", 2},
    {"intended", 1},
    {"recipient", 1},
    {"addressee", 1},
    {"confidential", 1},
    {"in error", 1},
    {"unauthor", 1},
    {"non autorise", 1},
    {"divulg", 1},
    {"environnement", 2},
    {"que si necessaire", 2},
    {"que si c'est necessaire", 2},
    {"destinatari", 1},
    {"confidencial", 1},
    {"adjunt", 1},
    {"por error", 1},
    {"per error", 1},
    {"empfanger", 1},
    {"vertraulich", 1},
    {"riservat", 1},
    {"allegat", 1},
    {"vertrouwelijk", 1},
    {"virus", 2},
    {"avast", 2},
};

/* "____" over "X mailing list": what list programs put below every mail. */
static gboolean is_list_footer(const GArray *lines, guint at)
{
    static const char *const marks[] = {"mailing list", "liste de diffusion", "unsubscribe",
                                        "se desabonner", "desinscri"};
    const char *rule = gf_line_at(lines, at)->plain;
    if (strlen(rule) < 2 || strspn(rule, "_-") != strlen(rule) || at + 1 >= lines->len)
        return FALSE;
    for (gsize i = 0; i < G_N_ELEMENTS(marks); i++)
        if (strstr(gf_line_at(lines, at + 1)->fold, marks[i]) != NULL)
            return TRUE;
    return FALSE;
}

/* The text of a paragraph, folded. Owned. */
static char *paragraph_of(const GArray *lines, guint at, guint end)
{
    GString *text = g_string_new(NULL);
    for (; at < end && text->len < PARAGRAPH_BYTES; at++)
        g_string_append_printf(text, "%s ", gf_line_at(lines, at)->fold);
    return g_string_free(text, FALSE);
}

static guint weight_of(const char *paragraph)
{
    guint weight = 0;
    for (gsize i = 0; i < G_N_ELEMENTS(evidence); i++)
        weight += strstr(paragraph, evidence[i].word) != NULL ? evidence[i].weight : 0;
    return weight;
}

/* Over stars, trees and the like, and the P that is a tree in Wingdings. */
static const char *undecorated(const char *fold)
{
    while (*fold != '\0' && *fold != '[' && !g_unichar_isalnum(g_utf8_get_char(fold)))
        fold = g_utf8_next_char(fold);
    return gf_begins(fold, "p pensez") || gf_begins(fold, "p avant") ||
                   gf_begins(fold, "p n'imprimez")
               ? fold + 2
               : fold;
}

typedef enum { NO_BANNER, PERHAPS_BANNER, SURE_BANNER } Opening;

static Opening opening_of(const GfLine *line)
{
    const char *fold = undecorated(line->fold);
    if (gf_begins_with_any(fold, banners, G_N_ELEMENTS(banners)))
        return SURE_BANNER;
    return gf_begins_with_any(fold, perhaps_banners, G_N_ELEMENTS(perhaps_banners)) ? PERHAPS_BANNER
                                                                                    : NO_BANNER;
}

/* A banner above all else may have the first written line right below it. */
static guint end_of_top(const GArray *lines, guint at, guint end)
{
    guint next = at + 1;
    for (; next < end; next++) {
        const char *above = gf_line_at(lines, next - 1)->plain;
        gboolean ended = *above != '\0' && strchr(".!]*", above[strlen(above) - 1]) != NULL;
        if (ended && weight_of(gf_line_at(lines, next)->fold) == 0)
            break;
    }
    return next;
}

static gboolean is_rule(const GfLine *line)
{
    return *line->plain != '\0' && strspn(line->plain, "_-*=") == strlen(line->plain);
}

guint gf_banner_lines(const GArray *lines, guint at, gboolean top)
{
    const GfLine *line = gf_line_at(lines, at);
    guint first = at + (is_rule(line) && at + 1 < lines->len);
    Opening opening = opening_of(gf_line_at(lines, first));
    gboolean footer = is_list_footer(lines, at);
    if (gf_line_at(lines, first)->depth > 0 || (opening == NO_BANNER && !footer))
        return 0;
    guint end = first;
    while (end < lines->len && end - first < PARAGRAPH_LINES && !gf_line_at(lines, end)->blank &&
           gf_line_at(lines, end)->depth == 0)
        end++;
    g_autofree char *paragraph = paragraph_of(lines, first, end);
    if (!footer && opening == PERHAPS_BANNER && weight_of(paragraph) < EVIDENCE)
        return 0;
    return (top ? end_of_top(lines, first, end) : end) - at;
}
