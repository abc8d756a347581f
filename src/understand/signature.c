/* signature.c - see signature.h. Folded words; a line is taken only where it says nothing else. */
#include "understand/signature.h"

#include <string.h>

enum { PHONE_LINE = 90, PHONE_WORDS = 7, BELOW_DELIMITER = 20, BLOCK_LINES = 12, BLOCK_LINE = 100 };

static const char *const phones[] = {
    "envoye de mon ",      "envoye depuis ",
    "envoye a partir de ", "envoye de l'appli",
    "envoye avec ",        "envoye par mon ",
    "envoye du ",          "sent from my ",
    "sent from ",          "sent via ",
    "telecharger outlook", "telechargez outlook",
    "get outlook for ",    "obtenir outlook",
    "obtenez outlook",     "enviado desde ",
    "enviat des ",         "enviat del ",
    "von meinem ",         "gesendet von ",
    "inviato da ",         "enviado do ",
    "verzonden vanaf ",    "verstuurd vanaf ",
    "enviado de mi",       "provenance : courrier ",
    "envoye via ",         "mandat de mon ",
    "sent with ",          "yahoo mail",
    "mail envoye depuis ", "message envoye depuis ",
    "obtener outlook",     "envoye en ",
    "descarga outlook",    "outlook pour ",
};

/* The first words of a banner or disclaimer; the rest of its paragraph goes with them. */
static const char *const banners[] = {
    "[externe]",
    "[external]",
    "[ext]",
    "externe :",
    "*** attention",
    "attention : ce message provient",
    "attention: ce message provient",
    "attention : ce mail provient",
    "attention : ce courriel provient",
    "attention : cet email provient",
    "attention : courriel externe",
    "attention ! ce message",
    "attention : message externe",
    "attention : mail externe",
    "caution: this email",
    "caution: external",
    "warning: this email",
    "external email",
    "this email originated from outside",
    "ce message provient d'un expediteur externe",
    "ce mail provient de l'exterieur",
    "ce message provient de l'exterieur",
    "ce courriel provient de l'exterieur",
    "mail externe",
    "message externe",
    "courriel externe",
    "vous ne recevez pas souvent",
    "vous n'obtenez pas souvent",
    "certaines personnes qui ont recu ce message",
    "you don't often get email",
    "some people who received this message",
    "la plupart du temps, vous ne recevez",
    "ce message et ses pieces",
    "ce message et toutes les pieces",
    "ce message et les pieces",
    "ce message et tous les fichiers",
    "ce message est confidentiel",
    "ce message electronique",
    "ce message peut contenir",
    "ce message ainsi que",
    "ce message, ainsi que",
    "ce courriel et ",
    "ce courriel est ",
    "ce courriel peut",
    "ce mail et ses",
    "ce mail est ",
    "cet email et ",
    "cet e-mail et ",
    "le present message",
    "les informations contenues dans ce",
    "this e-mail and any",
    "this email and any",
    "this message and any",
    "this message is confidential",
    "si vous n'etes pas le destinataire",
    "si vous avez recu ce message par erreur",
    "if you are not the intended",
    "pensez a l'environnement",
    "n'imprimez",
    "avant d'imprimer",
    "pensez environnement",
    "please consider the environment",
    "adoptez l'eco",
    "merci de n'imprimer",
    "l'absence de virus dans",
    "garanti sans virus",
    "avast",
    "virus-free",
    "cet e-mail a ete verifie",
    "je cree ma boite mail",
    "une messagerie gratuite",
    "afin de preserver l'environnement",
    "eco-geste",
    "ecogeste",
    "confidentialite :",
    "confidentialite:",
    "avis de confidentialite",
    "este mensaje",
    "aquest missatge",
    "preservons l'environnement",
};

static const char *const closings[] = {
    "cordialement",
    "bien cordialement",
    "tres cordialement",
    "bien a vous",
    "salutations",
    "meilleures salutations",
    "sinceres salutations",
    "respectueusement",
    "bien respectueusement",
    "sincerement",
    "amicalement",
    "bien amicalement",
    "bonne reception",
    "kind regards",
    "best regards",
    "regards",
    "veuillez agreer",
    "je vous prie d'agreer",
    "avec mes salutations",
    "coralament",
    "saludos",
    "un saludo",
    "salutacions",
    "bonne journee",
    "tout cordialement",
    "cdt",
    "cdlt",
    "avec mes remerciements",
    "sentiments distingues",
    "je vous prie de croire",
    "nous vous prions",
    "bonne soiree",
    "salutations distinguees",
    "recevez",
    "cordiales salutations",
    "sincere regards",
    "bon courage",
    "merci d'avance",
    "warm regards",
    "sincerely",
};

/* Words with which somebody says something, even below a closing. */
static const char *const speech[] = {
    " je ",     " j'",         " nous ",  " vous ",  " ai ",         " serai ",    " pouvoir ",
    " present", " absent",     " merci ", " viendr", " procuration", " excus",     " oui ",
    " non ",    " mon ",       " ma ",    " votre ", " peux ",       " i ",        " will ",
    " pourrai", " participer", " ps ",    " p.s",    " sera ",       " suppleant",
};

static gboolean begins_with_any(const char *text, const char *const *list, gsize count)
{
    for (gsize i = 0; i < count; i++)
        if (g_str_has_prefix(text, list[i]))
            return TRUE;
    return FALSE;
}

static guint word_count(const char *fold)
{
    guint words = *fold != '\0';
    for (; *fold != '\0'; fold++)
        words += *fold == ' ';
    return words;
}

gboolean gf_signature_is_phone(const GfLine *line)
{
    const char *link = strpbrk(line->fold, "<([");
    g_autofree char *said =
        link != NULL ? g_strndup(line->fold, (gsize) (link - line->fold)) : g_strdup(line->fold);
    return strlen(said) <= PHONE_LINE && word_count(said) <= PHONE_WORDS &&
           begins_with_any(said, phones, G_N_ELEMENTS(phones)) && strpbrk(said, ",;!?") == NULL;
}

gboolean gf_signature_is_delimiter(const GArray *lines, guint at, const char *text)
{
    const GfLine *line = gf_line_at(lines, at);
    if (strcmp(line->plain, "--") != 0 && strcmp(line->plain, "—") != 0)
        return FALSE;
    gboolean exact = line->end - line->start >= 3 && strncmp(text + line->start, "-- ", 3) == 0;
    guint filled = 0;
    for (guint i = at + 1;
         i < lines->len && gf_line_at(lines, i)->depth == 0 && filled <= BELOW_DELIMITER; i++)
        filled += !gf_line_at(lines, i)->blank;
    return exact || filled <= BELOW_DELIMITER;
}

gboolean gf_signature_is_postscript(const GfLine *line)
{
    return g_str_has_prefix(line->fold, "ps ") || g_str_has_prefix(line->fold, "ps:") ||
           g_str_has_prefix(line->fold, "p.s.") || g_str_has_prefix(line->fold, "p.-s.") ||
           g_str_has_prefix(line->fold, "p.s ") || g_str_has_prefix(line->fold, "post-scriptum");
}

gboolean gf_signature_is_closing(const GfLine *line)
{
    return strlen(line->fold) < 100 &&
           begins_with_any(line->fold, closings, G_N_ELEMENTS(closings));
}

/* A telephone number, an address on the net: no prose has them alone on a short line. */
static gboolean is_contact(const GfLine *line)
{
    guint digits = 0;
    for (const char *at = line->plain; *at != '\0'; at++)
        digits += g_ascii_isdigit(*at) != 0;
    return digits >= 9 || strchr(line->plain, '@') != NULL || strstr(line->fold, "www.") != NULL ||
           strstr(line->fold, "http") != NULL || g_str_has_prefix(line->fold, "tel") ||
           g_str_has_prefix(line->fold, "ouvert ") || g_str_has_prefix(line->fold, "port");
}

gboolean gf_signature_is_block(const GArray *lines, guint from, guint to)
{
    gboolean contact = FALSE;
    guint filled = 0;
    for (guint i = from; i < to; i++) {
        const GfLine *line = gf_line_at(lines, i);
        if (line->blank)
            continue;
        g_autofree char *padded = g_strdup_printf(" %s ", line->fold);
        for (gsize s = 0; s < G_N_ELEMENTS(speech); s++)
            if (strstr(padded, speech[s]) != NULL)
                return FALSE;
        if (strlen(line->plain) > BLOCK_LINE || strchr(line->plain, '?') != NULL ||
            ++filled > BLOCK_LINES)
            return FALSE;
        contact = contact || is_contact(line);
    }
    return contact;
}

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

guint gf_signature_banner(const GArray *lines, guint at)
{
    const char *fold = gf_line_at(lines, at)->fold;
    if (!is_list_footer(lines, at) &&
        !begins_with_any(fold + strspn(fold, "*!-=# >\"'"), banners, G_N_ELEMENTS(banners)) &&
        !begins_with_any(fold, banners, G_N_ELEMENTS(banners)))
        return 0;
    guint end = at;
    while (end < lines->len && !gf_line_at(lines, end)->blank && gf_line_at(lines, end)->depth == 0)
        end++;
    return end - at;
}
