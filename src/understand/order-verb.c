/* order-verb.c - see order-verb.h. */
#include "understand/order-verb.h"

#include "base/text.h"

#include <string.h>

enum { MATTER_BYTES = 120 };

/* After the verbs proper. */
enum { SENSE_KEYWORD = GF_ORDER_NO + 1, SENSE_NAMED_KEYWORD, SENSE_DENIED, SENSE_SAME };

static const GfVocabulary vocabulary[] = {
    {"link", "est sera sont seront ce c a ete il elle ils etait pour la le l les de du d au aux "
             "concerne concernant rattacher rattache rattachee rattachez classer classez mettre "
             "ranger dans va vers to is are bien deja tous toutes tout y"},
    {NULL, NULL},
};

static const GfPhraseSpec verbs[] = {
    {GF_ORDER_PRESENT, "@link* present|presente|presents|presentes|presence|attending", NULL},
    {GF_ORDER_PRESENT,
     "@link* vient|viendra|viens|viendrai|viennent|participe|participera|participent|participerai",
     NULL},
    {GF_ORDER_ABSENT,
     "@link* absent|absente|absents|absentes|absence|excuse|excusee|excuses|excusees|empeche|"
     "empechee|indisponible",
     NULL},
    {GF_ORDER_ABSENT, "@link* absent|absente|absents excuse|excusee|excuses", NULL},
    {GF_ORDER_ABSENT, "@link* ne viendra|vient|participera|participe|viendront pas", NULL},
    {GF_ORDER_TENTATIVE, "@link* peut etre", NULL},
    {GF_ORDER_TENTATIVE, "@link* incertain|incertaine|incertains|tentative|maybe|confirmer", NULL},
    {GF_ORDER_IGNORE,
     "@link* ignore|ignoree|ignores|ignorees|ignorer|ignorez|spam|poubelle|jeter|supprimer|"
     "ecarter|ecarte|discard",
     NULL},
    {GF_ORDER_IGNORE, "@link* sans suite|objet", NULL},
    {GF_ORDER_IGNORE, "@link* rien a faire", NULL},
    {GF_ORDER_DONE,
     "@link* ok|oui? @link* "
     "fait|faite|faits|faites|done|regle|reglee|regles|reglees|termine|terminee|termines|clos|"
     "close|cloture|effectue|effectuee|realise|realisee|traite|traitee|traites|envoye|envoyee|"
     "envoyes|transmis|transmise|remis|rendu|accompli|fini|finie|finished",
     NULL},
    {GF_ORDER_NOTHING, "@link* neant|ras|rien|nothing|none", NULL},
    {GF_ORDER_NOTHING, "@link* r a s", NULL},
    {GF_ORDER_NOTHING, "@link* rien|nothing a|to signaler|dire|declarer|ajouter|report|add", NULL},
    {GF_ORDER_NOTHING, "@link* pas|aucune|sans de|d? contribution", NULL},
    {GF_ORDER_YES, "@link* oui|ok|yes|valide|validee|confirme|confirmee|approuve|accord|bon", NULL},
    {GF_ORDER_YES, "je confirme|valide|approuve", NULL},
    {GF_ORDER_NO, "@link* non|no|refuse|refusee", NULL},
    {SENSE_SAME, "@link* idem|aussi|pareil|egalement|itou|ditto", NULL},
    /* What is denied is not said. */
    {SENSE_DENIED,
     "@link* non|no|pas|ne|plus|jamais|not "
     "present|presente|presents|absent|absente|absents|excuse|fait|faite|done|regle|traite|"
     "confirme|"
     "valide|ignorer|accord",
     NULL},
    {SENSE_KEYWORD, "@link* saisine|saisines n|no|num|numero?", NULL},
    {SENSE_NAMED_KEYWORD,
     "@link* chantier|groupe|gt|seance|session|reunion|instance|commission|comite n|no|num|numero?",
     NULL},
    {0, NULL, NULL},
};

const GfPhrasebook *gf_order_book(void)
{
    static const GfPhraseSpec *const tables[] = {verbs, NULL};
    static gsize book = 0;
    if (g_once_init_enter(&book))
        g_once_init_leave(&book, (gsize) gf_phrasebook_new(vocabulary, tables));
    return (const GfPhrasebook *) book;
}

void gf_order_said_clear(GfOrderSaid *said)
{
    g_clear_pointer(&said->matter, g_free);
}

static gboolean is_link(const GfGist *gist, guint at)
{
    return gf_phrasebook_in(gf_order_book(), "link", gf_gist_at(gist, at)->fold);
}

/* The characters that stand together at word `at`, folded; `ret_to`: the word after them. */
static char *token_at(const GfGist *gist, guint at, guint *ret_to)
{
    const char *start = gist->words->text + gf_gist_at(gist, at)->start;
    gsize length = 0;
    while (start[length] != '\0' && strchr(" \t\n,;:!?()[]\"<>", start[length]) == NULL &&
           !g_str_has_prefix(start + length, "\302\240"))
        length++;
    while (length > 0 && strchr("./'-", start[length - 1]) != NULL)
        length--;
    const gsize end = gf_gist_at(gist, at)->start + length;
    for (*ret_to = at; *ret_to < gist->said->len && gf_gist_at(gist, *ret_to)->start < end;)
        (*ret_to)++;
    g_autofree char *raw = g_strndup(start, MIN(length, MATTER_BYTES));
    g_autofree char *valid = g_utf8_make_valid(raw, -1);
    return gf_text_fold(valid);
}

/* "2017-01", and with whose contribution it is: "2017-01/anne-martin". */
static gboolean is_of_saisine(const char *token)
{
    gsize year = strspn(token, "0123456789");
    gsize rest = token[year] == '-' ? strspn(token + year + 1, "0123456789") : 0;
    if (year != 4 || rest < 1 || rest > 3)
        return FALSE;
    const char *behind = token + year + 1 + rest;
    return *behind == '\0' || (*behind == '/' && gf_text_is_slug(behind + 1));
}

/* "gt1", "gt1-2", "pleniere-2027-03-12/anne-martin": letters first, and a digit or a slash. */
static gboolean is_identifier(const char *token)
{
    g_auto(GStrv) pieces = g_strsplit(token, "/", 3);
    if (g_strv_length(pieces) > 2 || !g_ascii_isalpha(*token))
        return FALSE;
    for (char **piece = pieces; *piece != NULL; piece++)
        if (!gf_text_is_slug(*piece))
            return FALSE;
    return pieces[0] != NULL && (pieces[1] != NULL || strpbrk(token, "0123456789") != NULL);
}

/* A verb where a name was expected: "chantier fait". */
static gboolean is_verb(const GfGist *gist, guint at)
{
    guint end = 0;
    return gf_gist_match(gist, gf_order_book(), at, GF_BREAK_COMMA, &end) != NULL;
}

/* Behind "saisine" (`named`: "chantier" and its kin) at word `keyword`, what it is called. */
static GfOrderSaid matter_behind(const GfGist *gist, guint keyword, guint at, gboolean named)
{
    GfOrderSaid said = {GF_ORDER_UNKNOWN, keyword, keyword + 1, NULL, FALSE};
    if (at >= gist->said->len || is_verb(gist, at))
        return said;
    guint to = at;
    g_autofree char *token = token_at(gist, at, &to);
    if (!is_of_saisine(token) && !is_identifier(token) && !(named && gf_text_is_slug(token)))
        return said;
    said.verb = GF_ORDER_MATTER;
    said.matter = g_strconcat(gf_gist_at(gist, keyword)->fold, " ", token, NULL);
    said.to = to;
    return said;
}

static GfOrderSaid matter_at(const GfGist *gist, guint at)
{
    GfOrderSaid said = {GF_ORDER_UNKNOWN, at, at, NULL, FALSE};
    while (at < gist->said->len && is_link(gist, at))
        at++;
    if (at == gist->said->len)
        return said;
    guint to = at;
    g_autofree char *token = token_at(gist, at, &to);
    if (!is_of_saisine(token) && !is_identifier(token))
        return said;
    return (GfOrderSaid){GF_ORDER_MATTER, at, to, g_steal_pointer(&token), FALSE};
}

static guint skip_links(const GfGist *gist, guint at, guint end)
{
    while (at + 1 < end && is_link(gist, at))
        at++;
    return at;
}

GfOrderSaid gf_order_said(const GfGist *gist, guint at)
{
    GfOrderSaid said = {GF_ORDER_UNKNOWN, at, at, NULL, FALSE};
    guint end = 0;
    if (at >= gist->said->len)
        return said;
    const GfPhraseSpec *spec = gf_gist_match(gist, gf_order_book(), at, GF_BREAK_COMMA, &end);
    if (spec == NULL || spec->sense == SENSE_DENIED)
        return spec == NULL ? matter_at(gist, at) : said;
    guint from = skip_links(gist, at, end);
    if (spec->sense == SENSE_KEYWORD || spec->sense == SENSE_NAMED_KEYWORD)
        return matter_behind(gist, from, end, spec->sense == SENSE_NAMED_KEYWORD);
    if (spec->sense == SENSE_SAME)
        return (GfOrderSaid){GF_ORDER_UNKNOWN, from, end, NULL, TRUE};
    return (GfOrderSaid){(GfOrderVerb) spec->sense, from, end, NULL, FALSE};
}
