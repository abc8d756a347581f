/* signature.c - see signature.h. Folded words; a line is taken only where it says nothing else. */
#include "understand/signature.h"

#include "understand/beginnings.h"

#include <string.h>

#include "base/text.h"

enum {
    PHONE_LINE = 90,
    PHONE_WORDS = 7,
    SENT_WORDS = 10,
    BELOW_DELIMITER = 20,
    BLOCK_LINES = 12,
    BLOCK_LINE = 100,
    SENTENCE_WORDS = 5,
    NAME_WORDS = 5,
    NAME_LINE = 50,
    NAME_SLACK = 12,
    OWN_WORD = 4
};

/* How a line begins that a program puts below a text by itself. */
static const char *const phones[] = {
    "envoye de mon ",      "envoye depuis mon ",  "envoye par mon ",     "sent from my ",
    "sent from ",          "enviado desde mi ",   "enviado do meu ",     "enviat des del meu ",
    "enviat del meu ",     "von meinem ",         "gesendet von mein",   "inviato dal mio ",
    "inviato da iphone",   "verzonden vanaf mij", "verstuurd vanaf mij", "telecharger outlook",
    "telechargez outlook", "get outlook for ",    "obtenir outlook",     "obtenez outlook",
    "obtener outlook",     "descarga outlook",    "outlook fur ",        "outlook pour ",
    "scarica outlook",     "obtingueu outlook",   "obter o outlook",     "download outlook",
    "provenance : cour",   "envoye en mobilite",  "mail envoye depuis ", "message envoye depuis ",
};

/* The same, where a device or a program is named behind. */
static const char *const sent_by[] = {
    "envoye depuis ", "envoye a partir de ", "envoye a partir d'", "envoye de l'appli",
    "envoye avec ",   "envoye via ",         "envoye du ",         "sent from ",
    "sent via ",      "sent with ",          "sent using ",        "enviado desde ",
    "enviado con ",   "enviado do ",         "enviado de ",        "enviat des ",
    "enviat amb ",    "gesendet von ",       "gesendet mit ",      "inviato da ",
    "inviato con ",   "verzonden vanaf ",    "verstuurd vanaf ",   "verzonden met ",
    "yahoo mail ",
};
static const char *const devices[] = {
    "iphone",    "ipad",          "android",   "samsung",    "galaxy",      "huawei",
    "xiaomi",    "smartphone",    "telephone", "tablet",     "blackberry",  "macbook",
    "outlook",   "gmail",         "yahoo",     "hotmail",    "protonmail",  "thunderbird",
    "zimbra",    "roundcube",     "sparrow",   "mon mobile", "proton mail", "mail orange",
    "mail pour", "courrier pour", "k-9 mail",  "mail for",   "app mail",    "appli",
    "windows",
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
    "pour le maire",
    "pour la maire",
    "le maire,",
    "la maire,",
    "le president,",
    "la presidente,",
    "p/o le maire",
    "warm regards",
    "sincerely",
};

/* How a line begins that tells somebody's function, or whose house this is. */
static const char *const roles[] = {
    "maire",       "mairie",     "adjoint",       "1er adjoint", "1ere adjointe", "1re adjointe",
    "premier adj", "premiere a", "2e adjoint",    "president",   "vice-presiden", "vice president",
    "conseil",     "directeur",  "directrice",    "direction",   "secretaire",    "secretariat",
    "delegue",     "chef ",      "cheffe ",       "responsable", "charge de",     "chargee de",
    "charge d'",   "chargee d'", "tresorier",     "depute",      "senat",         "communaute",
    "commune de",  "ville de",   "departement",   "region ",     "association",   "agent ",
    "assistant",   "elu ",       "elue ",         "membre ",     "service ",      "dgs",
    "mayor",       "alcalde",    "alcaldessa",    "director",    "manager",       "chairman",
    "regidor",     "concejal",   "burgermeister", "ceo ",        "head of ",
};
static const char *const greetings[] = {"bonjour",   "bonsoir", "madame", "monsieur", "mesdames",
                                        "messieurs", "cher",    "hello",  "dear",     "salut"};

/* Words with which somebody says something, even below a closing. */
static const char *const speech[] = {
    " je ",     " j'",         " nous ",  " vous ",  " ai ",         " serai ",    " pouvoir ",
    " present", " absent",     " merci ", " viendr", " procuration", " excus",     " oui ",
    " non ",    " mon ",       " ma ",    " votre ", " peux ",       " i ",        " will ",
    " pourrai", " participer", " ps ",    " p.s",    " sera ",       " suppleant",
};

static guint word_count(const char *fold)
{
    guint words = *fold != '\0';
    for (; *fold != '\0'; fold++)
        words += *fold == ' ';
    return words;
}

static gboolean has_any(const char *text, const char *const *list, gsize count)
{
    for (gsize i = 0; i < count; i++)
        if (strstr(text, list[i]) != NULL)
            return TRUE;
    return FALSE;
}

gboolean gf_signature_is_phone(const GfLine *line)
{
    gboolean phone = gf_begins_with_any(line->fold, phones, G_N_ELEMENTS(phones));
    if (!phone && !gf_begins_with_any(line->fold, sent_by, G_N_ELEMENTS(sent_by)))
        return FALSE;
    g_autofree char *said = g_strndup(line->fold, strcspn(line->fold, "<(["));
    guint words = word_count(said);
    if (strlen(said) > PHONE_LINE || strpbrk(said, ",;!?") != NULL)
        return FALSE;
    return phone ? words <= PHONE_WORDS
                 : words <= SENT_WORDS && has_any(line->fold, devices, G_N_ELEMENTS(devices));
}

gboolean gf_signature_is_postscript(const GfLine *line)
{
    return gf_begins(line->fold, "ps ") || gf_begins(line->fold, "ps:") ||
           gf_begins(line->fold, "p.s.") || gf_begins(line->fold, "p.-s.") ||
           gf_begins(line->fold, "p.s ") || gf_begins(line->fold, "post-scriptum");
}

gboolean gf_signature_is_closing(const GfLine *line)
{
    return strlen(line->fold) < 100 &&
           gf_begins_with_any(line->fold, closings, G_N_ELEMENTS(closings));
}

/* A telephone number, an address on the net: no prose has them alone on a short line. */
static gboolean is_contact(const GfLine *line)
{
    guint digits = 0;
    for (const char *at = line->plain; *at != '\0'; at++)
        digits += g_ascii_isdigit(*at) != 0;
    const char *host = strchr(line->plain, '@');
    return digits >= 9 || (host != NULL && host > line->plain && strchr(host, '.') != NULL) ||
           strstr(line->fold, "www.") != NULL || strstr(line->fold, "http") != NULL ||
           gf_begins(line->fold, "tel") || gf_begins(line->fold, "ouvert ") ||
           gf_begins(line->fold, "port");
}

static gboolean is_role(const GfLine *line)
{
    return gf_begins_with_any(line->fold, roles, G_N_ELEMENTS(roles)) &&
           word_count(line->fold) <= 10;
}

gboolean gf_signature_is_speech(const GfLine *line)
{
    g_autofree char *padded = g_strdup_printf(" %s ", line->fold);
    gsize length = strlen(line->plain);
    if (length > BLOCK_LINE || strchr(line->plain, '?') != NULL ||
        has_any(padded, speech, G_N_ELEMENTS(speech)))
        return TRUE;
    char last = length > 0 ? line->plain[length - 1] : '\0';
    return (last == '.' || last == '!') && word_count(line->fold) >= SENTENCE_WORDS &&
           !is_contact(line);
}

gboolean gf_signature_is_block(const GArray *lines, guint from, guint to, GfSignatureProof proof)
{
    gboolean contact = FALSE, role = FALSE;
    guint filled = 0;
    for (guint i = from; i < to; i++) {
        const GfLine *line = gf_line_at(lines, i);
        if (line->blank)
            continue;
        gboolean other = proof == GF_SIGNATURE_NO_PROOF ? strcmp(line->plain, "--") == 0
                                                        : gf_signature_is_closing(line);
        if (other || gf_signature_is_speech(line) || ++filled > BLOCK_LINES)
            return FALSE;
        contact = contact || is_contact(line);
        role = role || is_role(line);
    }
    return filled > 0 &&
           (proof == GF_SIGNATURE_NO_PROOF || contact || (role && proof == GF_SIGNATURE_ROLE));
}

gboolean gf_signature_is_delimiter(const GArray *lines, guint at, guint end, const char *text)
{
    const GfLine *line = gf_line_at(lines, at);
    gboolean dashes = strcmp(line->plain, "--") == 0, dash = strcmp(line->plain, "—") == 0;
    if (dashes && line->end - line->start >= 3 && strncmp(text + line->start, "-- ", 3) == 0)
        return TRUE;
    return (dashes && gf_signature_is_block(lines, at + 1, end, GF_SIGNATURE_NO_PROOF)) ||
           (dash && gf_signature_is_block(lines, at + 1, end, GF_SIGNATURE_CONTACT));
}

gboolean gf_signature_is_name(const GfLine *line)
{
    guint words = word_count(line->fold);
    if (words < 2 || words > NAME_WORDS || strlen(line->plain) > NAME_LINE ||
        gf_begins_with_any(line->fold, greetings, G_N_ELEMENTS(greetings)))
        return FALSE;
    gboolean start = TRUE;
    guint capitals = 0;
    for (const char *p = line->plain; *p != '\0'; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (!g_unichar_isalpha(c) && strchr(" -'.", (int) (c < 128 ? c : '?')) == NULL &&
            c != 0x2019)
            return FALSE;
        capitals += start && g_unichar_isupper(c);
        start = c == ' ';
    }
    return capitals >= 2;
}

/* Whether a word of `text` stands in `fold`, one that belongs to few: not "mairie" nor "gmail". */
static gboolean has_word_of(const char *fold, const char *text)
{
    static const char common[] =
        " mairie ville commune communaute contact secretariat accueil gmail "
        "orange wanadoo free hotmail outlook yahoo laposte region ";
    g_autofree char *slug = gf_text_slug(text);
    g_auto(GStrv) words = g_strsplit(slug, "-", 0);
    for (gsize i = 0; words[i] != NULL; i++) {
        g_autofree char *word = g_strdup_printf(" %s ", words[i]);
        if (strlen(words[i]) >= OWN_WORD && strstr(common, word) == NULL &&
            strstr(fold, words[i]) != NULL)
            return TRUE;
    }
    return FALSE;
}

gboolean gf_signature_is_of(const GArray *lines, guint from, guint to, const GfPerson *sender)
{
    for (guint at = from; sender != NULL && at < to; at++) {
        const char *fold = gf_line_at(lines, at)->fold;
        g_autofree char *host = g_strdup(sender->address != NULL ? sender->address : "");
        char *ending = strrchr(host, '.');
        if (ending != NULL)
            *ending = '\0';
        if (has_word_of(fold, sender->name != NULL ? sender->name : "") || has_word_of(fold, host))
            return TRUE;
    }
    return FALSE;
}

gboolean gf_signature_names(const GfLine *line, const char *name)
{
    if (*name == '\0' || strlen(line->fold) > strlen(name) + NAME_SLACK)
        return FALSE;
    g_autofree char *padded = g_strdup_printf(" %s ", line->fold);
    g_auto(GStrv) words = g_strsplit(name, " ", 0);
    for (gsize i = 0; words[i] != NULL; i++) {
        g_autofree char *word = g_strdup_printf(" %s ", words[i]);
        if (strstr(padded, word) == NULL)
            return FALSE;
    }
    return g_strv_length(words) >= 2;
}
