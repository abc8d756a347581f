/* quote-marks.c - see quote-marks.h.
 *
 * Languages that members' programs speak: French, English, Spanish, Catalan, German, Italian,
 * Portuguese, Dutch. Words are folded.
 */
#include "understand/quote-marks.h"

#include <string.h>

enum { ATTRIBUTION_LINES = 4, HEADER_LINES = 14, BLANKS_INSIDE = 1 };

/* "wrote" at the end of an attribution. */
static const char *const wrote[] = {
    "a ecrit :",   "a ecrit:",     "a ecrit",    "ecrit :",      "wrote:",
    "wrote :",     "escribio:",    "escribio :", "va escriure:", "ha escrit:",
    "ha scritto:", "escreveu:",    "escreveu :", "schrieb:",     "schreef:",
    "writes:",     "ha scritto :", "a scris:",   "a escrich :",  "nous a dit:",
    "skrev:",      "napisal(a):",  "napisal:",   "skrev :",      "kirjoitti:",
};
/* "wrote" in the middle, the name behind it. */
static const char *const wrote_inside[] = {" schrieb ", " schreef ", " escribio ", " skrev "};
static const char *const openers[] = {
    "le ",      "on ",          "el ",         "am ",        "il ",      "em ",     "op ",
    "lo ",      "missatge de ", "den ",        "lun ",       "mar ",     "mer ",    "jeu ",
    "ven ",     "sam ",         "dim ",        "a ",         "da: ",     "w dniu ", "en date ",
    "dia ",     "vom ",         "mon, ",       "tue, ",      "wed, ",    "thu, ",   "fri, ",
    "monday, ", "tuesday, ",    "wednesday, ", "thursday, ", "friday, ",
};

static const char *const separators[] = {
    "message d'origine",       "message original",         "mail original",
    "original message",        "courriel original",        "message initial",
    "ursprungliche nachricht", "original-nachricht",       "mensaje original",
    "missatge original",       "messaggio originale",      "mensagem original",
    "oorspronkelijk bericht",  "message d origine",        "original mail",
    "reply message",           "message d'origine envoye", "e-mail d'origine",
    "courrier original",       "mail d'origine",           "oprindelig besked",
    "opprinnelig melding",     "ursprungligt meddelande",
};
static const char *const forwards[] = {
    "forwarded message",          "message transfere",   "debut du message transfere",
    "begin forwarded message",    "mensaje reenviado",   "missatge reenviat",
    "weitergeleitete nachricht",  "messaggio inoltrato", "mensagem encaminhada",
    "debut du message reexpedie", "message reexpedie",   "doorgestuurd bericht",
    "courriel transfere",
};

typedef enum { LABEL_NONE, LABEL_FROM, LABEL_SENT, LABEL_TO, LABEL_SUBJECT, LABEL_OTHER } Label;
static const struct {
    const char *word;
    Label label;
} labels[] = {
    {"de", LABEL_FROM},
    {"from", LABEL_FROM},
    {"von", LABEL_FROM},
    {"da", LABEL_FROM},
    {"van", LABEL_FROM},
    {"expediteur", LABEL_FROM},
    {"envoye", LABEL_SENT},
    {"envoye le", LABEL_SENT},
    {"date", LABEL_SENT},
    {"sent", LABEL_SENT},
    {"gesendet", LABEL_SENT},
    {"enviado", LABEL_SENT},
    {"enviado el", LABEL_SENT},
    {"enviat", LABEL_SENT},
    {"data", LABEL_SENT},
    {"fecha", LABEL_SENT},
    {"datum", LABEL_SENT},
    {"verzonden", LABEL_SENT},
    {"inviato", LABEL_SENT},
    {"message du", LABEL_SENT},
    {"date d'envoi", LABEL_SENT},
    {"enviada", LABEL_SENT},
    {"a", LABEL_TO},
    {"to", LABEL_TO},
    {"an", LABEL_TO},
    {"para", LABEL_TO},
    {"per a", LABEL_TO},
    {"aan", LABEL_TO},
    {"pour", LABEL_TO},
    {"destinataire", LABEL_TO},
    {"destinataires", LABEL_TO},
    {"objet", LABEL_SUBJECT},
    {"sujet", LABEL_SUBJECT},
    {"subject", LABEL_SUBJECT},
    {"betreff", LABEL_SUBJECT},
    {"asunto", LABEL_SUBJECT},
    {"assumpte", LABEL_SUBJECT},
    {"oggetto", LABEL_SUBJECT},
    {"assunto", LABEL_SUBJECT},
    {"onderwerp", LABEL_SUBJECT},
    {"cc", LABEL_OTHER},
    {"copie a", LABEL_OTHER},
    {"copie", LABEL_OTHER},
    {"importance", LABEL_OTHER},
    {"reply-to", LABEL_OTHER},
    {"repondre a", LABEL_OTHER},
    {"bcc", LABEL_OTHER},
    {"cci", LABEL_OTHER},
    {"fra", LABEL_FROM},
    {"dato", LABEL_SENT},
    {"til", LABEL_TO},
    {"emne", LABEL_SUBJECT},
    {"fran", LABEL_FROM},
    {"skickat", LABEL_SENT},
    {"till", LABEL_TO},
    {"amne", LABEL_SUBJECT},
    {"pieces jointes", LABEL_OTHER},
    {"attachments", LABEL_OTHER},
    {"priorite", LABEL_OTHER},
};

static gboolean ends_with_any(const char *text, const char *const *list, gsize count)
{
    for (gsize i = 0; i < count; i++)
        if (g_str_has_suffix(text, list[i]))
            return TRUE;
    return FALSE;
}

static gboolean begins_with_any(const char *text, const char *const *list, gsize count)
{
    for (gsize i = 0; i < count; i++)
        if (g_str_has_prefix(text, list[i]))
            return TRUE;
    return FALSE;
}

static gboolean has_digit(const char *text)
{
    return strpbrk(text, "0123456789") != NULL;
}

/* `fold` without the dashes and stars around it. Owned. */
static char *undecorated(const char *fold)
{
    char *bare = g_strdup(fold + strspn(fold, "-_=*> #"));
    for (gsize length = strlen(bare); length > 0 && strchr("-_=*:> #.", bare[length - 1]) != NULL;)
        bare[--length] = '\0';
    return bare;
}

static gboolean is_attribution(const char *fold)
{
    gboolean said = ends_with_any(fold, wrote, G_N_ELEMENTS(wrote)) ||
                    (g_str_has_suffix(fold, " wrote") && strchr(fold, '@') != NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(wrote_inside); i++)
        said = said || (strstr(fold, wrote_inside[i]) != NULL && g_str_has_suffix(fold, ":"));
    gboolean opened = begins_with_any(fold, openers, G_N_ELEMENTS(openers));
    if (said)
        return (opened && has_digit(fold)) || (strchr(fold, '@') != NULL && strlen(fold) < 200) ||
               (g_ascii_isdigit(fold[0]) && strchr(fold, ':') != NULL);
    /* "2025-02-24 10:12 GMT+01:00 Name <a@b>:" */
    return (g_ascii_isdigit(fold[0]) || opened) && has_digit(fold) && strchr(fold, '@') != NULL &&
           g_str_has_suffix(fold, ">:");
}

guint gf_quote_attribution(const GArray *lines, guint at)
{
    const GfLine *first = gf_line_at(lines, at);
    /* "---- On Wed, 24 Feb 2021 ... wrote ----" */
    if (g_str_has_prefix(first->fold, "---- ")) {
        g_autofree char *bare = undecorated(first->fold);
        return g_str_has_prefix(bare, "on ") && g_str_has_suffix(bare, " wrote");
    }
    gboolean opened = begins_with_any(first->fold, openers, G_N_ELEMENTS(openers)) ||
                      g_ascii_isdigit(first->fold[0]) || strchr(first->fold, '@') != NULL;
    if (!opened)
        return 0;
    g_autoptr(GString) joined = g_string_new(NULL);
    for (guint n = 0; n < ATTRIBUTION_LINES && at + n < lines->len; n++) {
        const GfLine *line = gf_line_at(lines, at + n);
        if (line->blank || line->depth != first->depth ||
            (n > 0 && gf_quote_header(lines, at + n) > 0))
            return 0;
        g_string_append_printf(joined, "%s%s", n > 0 ? " " : "", line->fold);
        if (is_attribution(joined->str))
            return n + 1;
    }
    return 0;
}

/* The label that begins a line, over the stars of bold text. */
static Label label_of(const char *fold)
{
    fold += strspn(fold, "*_ ");
    const char *colon = strchr(fold, ':');
    if (colon == NULL)
        return LABEL_NONE;
    gsize length = (gsize) (colon - fold);
    while (length > 0 && strchr(" *_", fold[length - 1]) != NULL)
        length--;
    for (gsize i = 0; i < G_N_ELEMENTS(labels); i++)
        if (strlen(labels[i].word) == length && strncmp(labels[i].word, fold, length) == 0)
            return labels[i].label;
    if (g_str_has_prefix(fold, "message du ") && g_ascii_isdigit(fold[11]))
        return LABEL_SENT;
    return LABEL_NONE;
}

static Label label_at(const GArray *lines, guint at)
{
    const char *fold = gf_line_at(lines, at)->fold;
    /* "> Message du 24/02/25 10:12" has its colon in the time. */
    if (g_str_has_prefix(fold, "message du ") && g_ascii_isdigit(fold[11]))
        return LABEL_SENT;
    return label_of(fold);
}

/* All in one line: "De : x Envoyé : y À : z Objet : w". */
static gboolean is_one_line_header(const char *fold)
{
    return (label_of(fold) == LABEL_FROM || label_of(fold) == LABEL_SENT) &&
           (strstr(fold, "envoye") != NULL || strstr(fold, "sent:") != NULL) &&
           (strstr(fold, "objet :") != NULL || strstr(fold, "objet:") != NULL ||
            strstr(fold, "subject:") != NULL);
}

guint gf_quote_header(const GArray *lines, guint at)
{
    Label first = label_at(lines, at);
    if (first != LABEL_FROM && first != LABEL_SENT)
        return 0;
    if (is_one_line_header(gf_line_at(lines, at)->fold))
        return 1;
    guint depth = gf_line_at(lines, at)->depth, seen = 0, last = at, other = 0, blanks = 0;
    for (guint i = at; i < lines->len && i < at + HEADER_LINES; i++) {
        const GfLine *line = gf_line_at(lines, i);
        Label label = line->blank ? LABEL_NONE : label_at(lines, i);
        if (line->depth != depth)
            break;
        if (label != LABEL_NONE) {
            seen |= 1u << label;
            last = i;
            other = blanks = 0;
        } else if (line->blank ? ++blanks > BLANKS_INSIDE : blanks > 0 || ++other > 2) {
            break;
        }
    }
    guint count = ((seen >> LABEL_FROM) & 1) + ((seen >> LABEL_SENT) & 1) +
                  ((seen >> LABEL_TO) & 1) + ((seen >> LABEL_SUBJECT) & 1);
    return count >= 3 ? last - at + 1 : 0;
}

static gboolean is_decorated(const char *fold)
{
    return g_str_has_prefix(fold, "--") || g_str_has_prefix(fold, "__") ||
           g_str_has_prefix(fold, "==") || g_str_has_prefix(fold, "**") ||
           g_str_has_prefix(fold, "- -");
}

gboolean gf_quote_is_separator(const GfLine *line)
{
    if (!is_decorated(line->fold) && !g_str_has_suffix(line->fold, "--"))
        return FALSE;
    g_autofree char *bare = undecorated(line->fold);
    for (gsize i = 0; i < G_N_ELEMENTS(separators); i++)
        if (strcmp(bare, separators[i]) == 0)
            return TRUE;
    return FALSE;
}

gboolean gf_quote_is_forward(const GfLine *line)
{
    g_autofree char *bare = undecorated(line->fold);
    gboolean marked = is_decorated(line->fold) || g_str_has_suffix(line->fold, ":");
    for (gsize i = 0; i < G_N_ELEMENTS(forwards); i++)
        if (marked &&
            (strcmp(bare, forwards[i]) == 0 || (g_str_has_prefix(bare, forwards[i]) &&
                                                strlen(bare) < 60 && is_decorated(line->fold))))
            return TRUE;
    return FALSE;
}

gboolean gf_quote_is_rule(const GfLine *line)
{
    gsize length = strlen(line->plain);
    return length >= 4 &&
           (strspn(line->plain, "_") == length || strspn(line->plain, "-") == length ||
            strspn(line->plain, "=") == length || strspn(line->plain, "*") == length);
}
