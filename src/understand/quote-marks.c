/* quote-marks.c - see quote-marks.h.
 *
 * Languages that members' programs speak: French, English, Spanish, Catalan, German, Italian,
 * Portuguese, Dutch. Words are folded.
 */
#include "understand/quote-marks.h"

#include "understand/beginnings.h"

#include <string.h>

enum { ATTRIBUTION_LINES = 4, ATTRIBUTION_BYTES = 300, RULE_LENGTH = 4, LONG_RULE = 20 };

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
    "opprinnelig melding",     "oprindelig meddelelse",    "ursprungligt meddelande",
};
static const char *const forwards[] = {
    "forwarded message",
    "message transfere",
    "debut du message transfere",
    "begin forwarded message",
    "mensaje reenviado",
    "missatge reenviat",
    "weitergeleitete nachricht",
    "messaggio inoltrato",
    "mensagem encaminhada",
    "debut du message reexpedie",
    "message reexpedie",
    "doorgestuurd bericht",
    "courriel transfere",
    "message transmis",
    "anfang der weitergeleiteten nachricht",
    "inizio messaggio inoltrato",
    "inicio del mensaje reenviado",
    "inicio da mensagem reencaminhada",
    "inici del missatge reenviat",
};

static gboolean ends_with_any(const char *text, const char *const *list, gsize count)
{
    for (gsize i = 0; i < count; i++)
        if (g_str_has_suffix(text, list[i]))
            return TRUE;
    return FALSE;
}

static gsize digits_at(const char *text)
{
    return strspn(text, "0123456789");
}

/* The next figures at or behind `text`, its end where there are none. */
static const char *figures_from(const char *text)
{
    return text + strcspn(text, "0123456789");
}

gboolean gf_quote_has_clock(const char *fold)
{
    for (const char *p = figures_from(fold); *p != '\0'; p = figures_from(p + digits_at(p))) {
        gsize hour = digits_at(p);
        if (hour == 0 || hour > 2 || (p > fold && strchr("./-:", p[-1]) != NULL))
            continue;
        char mark = p[hour];
        if ((mark == ':' || mark == 'h' || mark == '.') && digits_at(p + hour + 1) == 2 &&
            (mark != '.' || p[hour + 3] != '.'))
            return TRUE;
    }
    return FALSE;
}

/* 24/02/2025, 24.2.25, 2025-02-24. */
static gboolean has_numeric_date(const char *fold)
{
    for (const char *p = figures_from(fold); *p != '\0'; p = figures_from(p + digits_at(p))) {
        gsize day = digits_at(p);
        if (day == 0 || day > 4 || p[day] == '\0' || strchr("/.-", p[day]) == NULL)
            continue;
        gsize month = digits_at(p + day + 1);
        if (month > 0 && month <= 2 && p[day + 1 + month] == p[day] &&
            g_ascii_isdigit(p[day + month + 2]))
            return TRUE;
    }
    return FALSE;
}

static gboolean has_year(const char *fold)
{
    for (const char *p = figures_from(fold); *p != '\0'; p = figures_from(p + digits_at(p)))
        if (digits_at(p) == 4 && (gf_begins(p, "20") || gf_begins(p, "19")))
            return TRUE;
    return has_numeric_date(fold);
}

/* Behind "<a@b.c>" or "(a@b.c)"; NULL where there is no address in brackets. */
static const char *behind_address(const char *fold)
{
    const char *at = strrchr(fold, '@');
    const char *end = at != NULL ? strpbrk(at, " >)]") : NULL;
    if (end == NULL)
        return NULL;
    end += strspn(end, " ");
    return strchr(">)]", *end) != NULL && *end != '\0' ? end + 1 : NULL;
}

/* `fold` without the dashes and stars around it. Owned. */
static char *undecorated(const char *fold)
{
    char *bare = g_strdup(fold + strspn(fold, "-_=*> #"));
    for (gsize length = strlen(bare); length > 0 && strchr("-_=*:> #.", bare[length - 1]) != NULL;)
        bare[--length] = '\0';
    return bare;
}

/* What a line says of whose words follow. */
typedef enum {
    SAID_NOTHING,
    SAID,          /* as a person may say it: "Le 12 mars M. Pons a écrit :" */
    SAID_BY_CLIENT /* with what only programs add: time, address, a date in figures */
} Attribution;

/* "M. Pons m'a écrit :" is said by a person; programs name nobody to whom. */
static gboolean says_to_whom(const char *fold)
{
    static const char *const whom[] = {" m'a ecrit",    " t'a ecrit",   " nous a ecrit",
                                       " vous a ecrit", " lui a ecrit", " leur a ecrit"};
    for (gsize i = 0; i < G_N_ELEMENTS(whom); i++)
        if (strstr(fold, whom[i]) != NULL)
            return TRUE;
    return FALSE;
}

static gboolean says_wrote(const char *fold)
{
    if (says_to_whom(fold))
        return FALSE;
    if (ends_with_any(fold, wrote, G_N_ELEMENTS(wrote)) ||
        (g_str_has_suffix(fold, " wrote") && strchr(fold, '@') != NULL))
        return TRUE;
    for (gsize i = 0; i < G_N_ELEMENTS(wrote_inside); i++)
        if (strstr(fold, wrote_inside[i]) != NULL && g_str_has_suffix(fold, ":"))
            return TRUE;
    return FALSE;
}

static gboolean is_opened(const char *fold)
{
    return gf_begins_with_any(fold, openers, G_N_ELEMENTS(openers)) || g_ascii_isdigit(fold[0]);
}

/* In any language: a date, a time and an address in brackets, at most two words, a colon. */
static gboolean is_dated_address(const char *fold)
{
    const char *behind = behind_address(fold);
    if (behind == NULL || !g_str_has_suffix(fold, ":") || !has_year(fold) ||
        !gf_quote_has_clock(fold))
        return FALSE;
    guint words = 0;
    for (const char *p = behind; *p != '\0'; p++)
        words += *p == ' ' && p[1] != ':';
    return words <= 2 || gf_quote_has_clock(behind);
}

/* The quote may begin in the same line: "Le 8 mars 2027 à 9:12, X<a@b.c> a écrit :   Merci". */
static gboolean is_attribution_with_quote(const char *fold)
{
    const char *bracket = strchr(fold, '>');
    if (bracket == NULL || memchr(fold, '@', (gsize) (bracket - fold)) == NULL || !has_year(fold) ||
        !gf_quote_has_clock(fold))
        return FALSE;
    const char *behind = bracket + 1 + strspn(bracket + 1, " ");
    for (gsize i = 0; i < G_N_ELEMENTS(wrote); i++)
        if (g_str_has_suffix(wrote[i], ":") && gf_begins(behind, wrote[i]))
            return TRUE;
    return FALSE;
}

static Attribution attribution_of(const char *fold)
{
    if (strlen(fold) > ATTRIBUTION_BYTES)
        return SAID_NOTHING;
    if (says_wrote(fold) && behind_address(fold) != NULL)
        return SAID_BY_CLIENT;
    if (says_wrote(fold) && is_opened(fold) && strpbrk(fold, "0123456789") != NULL)
        return gf_quote_has_clock(fold) || strchr(fold, '@') != NULL || has_numeric_date(fold)
                   ? SAID_BY_CLIENT
                   : SAID;
    if (is_dated_address(fold) || (is_opened(fold) && is_attribution_with_quote(fold)))
        return SAID_BY_CLIENT;
    /* In any language: "2013.02.08. 7:31 keltezéssel, X írta:". */
    return g_ascii_isdigit(fold[0]) && g_str_has_suffix(fold, ":") && has_year(fold) &&
                   gf_quote_has_clock(fold)
               ? SAID
               : SAID_NOTHING;
}

static const char *undashed(const GfLine *line)
{
    return line->fold + strspn(line->fold, "- ");
}

/* Whether a line begins with the end of an address, "<a@b.c" above and "> a écrit :" here, and not
 * with a quote mark. */
static gboolean closes_address(const GfLine *above, const GfLine *line)
{
    const char *open = strrchr(above->fold, '<');
    return line->depth == above->depth + 1 && open != NULL && strchr(open, '@') != NULL &&
           strchr(open, '>') == NULL;
}

/* The lines [at, at + count) in one, without dashes around them. Owned. */
static char *joined(const GArray *lines, guint at, guint count)
{
    g_autoptr(GString) all = g_string_new(undashed(gf_line_at(lines, at)));
    for (guint i = 1; i < count; i++) {
        const GfLine *line = gf_line_at(lines, at + i);
        gboolean closing = closes_address(gf_line_at(lines, at + i - 1), line);
        g_string_append_printf(all, "%s%s", closing ? ">" : " ", line->fold);
    }
    while (all->len > 0 && strchr("- ", all->str[all->len - 1]) != NULL)
        g_string_truncate(all, all->len - 1);
    return g_string_free(g_steal_pointer(&all), FALSE);
}

/* Whether what a client says begins below `at`, so that the line `at` is somebody's. */
static gboolean begins_later(const GArray *lines, guint at, guint count)
{
    for (guint later = 1; later < count; later++) {
        g_autofree char *rest = joined(lines, at + later, count - later);
        if (is_opened(rest) && has_year(rest) && gf_quote_has_clock(rest) &&
            attribution_of(rest) == SAID_BY_CLIENT)
            return TRUE;
    }
    return FALSE;
}

static gboolean marks_follow(const GArray *lines, guint at)
{
    while (at < lines->len && gf_line_at(lines, at)->blank && gf_line_at(lines, at)->depth == 0)
        at++;
    return at < lines->len && gf_line_at(lines, at)->depth > 0;
}

guint gf_quote_attribution(const GArray *lines, guint at)
{
    const GfLine *first = gf_line_at(lines, at);
    const char *head = undashed(first);
    if (!is_opened(head) && strchr(head, '@') == NULL && !has_year(head) &&
        !gf_quote_has_clock(head))
        return 0;
    gboolean figures = FALSE; /* every attribution has an address or a date */
    for (guint n = 1; n <= ATTRIBUTION_LINES && at + n <= lines->len; n++) {
        const GfLine *line = gf_line_at(lines, at + n - 1);
        gboolean goes_on = line->depth == first->depth ||
                           (n > 1 && closes_address(gf_line_at(lines, at + n - 2), line));
        if (line->blank || !goes_on || (n > 1 && gf_quote_header(lines, at + n - 1) > 0))
            return 0;
        figures = figures || strpbrk(line->fold, "@0123456789") != NULL;
        if (!figures)
            continue;
        g_autofree char *all = joined(lines, at, n);
        Attribution said = attribution_of(all);
        if (said == SAID_BY_CLIENT || (said == SAID && marks_follow(lines, at + n)))
            return begins_later(lines, at, n) ? 0 : n;
    }
    return 0;
}

static gboolean is_decorated(const char *fold)
{
    return gf_begins(fold, "--") || gf_begins(fold, "__") || gf_begins(fold, "==") ||
           gf_begins(fold, "**") || gf_begins(fold, "- -") || gf_begins(fold, "##");
}

/* "##- Répondre au-dessus de cette ligne -##", of ticket systems. */
static gboolean asks_to_reply_above(const char *fold)
{
    static const char *const places[] = {"au-dessus de cette ligne", "au dessus de cette ligne",
                                         "above this line", "encima de esta linea",
                                         "uber dieser zeile"};
    for (gsize i = 0; i < G_N_ELEMENTS(places); i++)
        if (strstr(fold, places[i]) != NULL)
            return is_decorated(fold);
    return FALSE;
}

gboolean gf_quote_is_separator(const GfLine *line)
{
    /* Of Tobit David. */
    if (gf_begins(line->fold, "original message processed by "))
        return TRUE;
    if (!is_decorated(line->fold) && !g_str_has_suffix(line->fold, "--"))
        return FALSE;
    g_autofree char *bare = undecorated(line->fold);
    for (gsize i = 0; i < G_N_ELEMENTS(separators); i++) {
        gsize length = strlen(separators[i]);
        /* Samsung's headers go on behind it in the same line. */
        if (strncmp(bare, separators[i], length) == 0 &&
            (bare[length] == '\0' || strspn(bare + length, " -") >= 4))
            return TRUE;
    }
    return asks_to_reply_above(line->fold);
}

gboolean gf_quote_is_forward(const GfLine *line)
{
    g_autofree char *bare = undecorated(line->fold);
    gboolean marked = is_decorated(line->fold) || g_str_has_suffix(line->fold, ":");
    for (gsize i = 0; i < G_N_ELEMENTS(forwards); i++)
        if (marked &&
            (strcmp(bare, forwards[i]) == 0 ||
             (gf_begins(bare, forwards[i]) && strlen(bare) < 60 && is_decorated(line->fold))))
            return TRUE;
    return FALSE;
}

gboolean gf_quote_is_rule(const GfLine *line)
{
    gsize length = strlen(line->plain);
    return length >= RULE_LENGTH &&
           (strspn(line->plain, "_") == length || strspn(line->plain, "-") == length ||
            strspn(line->plain, "=") == length || strspn(line->plain, "*") == length);
}

gboolean gf_quote_is_long_rule(const GfLine *line)
{
    return strlen(line->plain) >= LONG_RULE && gf_quote_is_rule(line) && *line->plain == '_';
}
