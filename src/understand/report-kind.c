/* report-kind.c - see report-kind.h. Phrases that only sound like it are read first and set aside.
 */
#include "understand/report-kind.h"

#include "understand/gist.h"

enum { HEAD_CHARACTERS = 300, ALONE_WORDS = 6 };

typedef enum {
    KIND_NONE,
    KIND_PROGRESS,
    KIND_FINAL,
    KIND_PROGRESS_ALONE, /* only as the first words of a few */
    KIND_FINAL_ALONE,
    KIND_OTHER, /* another document, or not this one */
} Kind;

static const GfVocabulary vocabulary[] = {
    {"doc", "rapport version rendu document note livrable texte synthese bilan report restitution "
            "dossier"},
    {"final", "final finale finaux definitif definitive finalise finalisee"},
    {"step", "etape avancement"},
    {"interim", "intermediaire provisoire temporaire preliminaire transitoire interim"},
    {"article", "un une le la l du de d des au ma mon notre votre ce cette son ledit a the our"},
    {"forward", "avant vers pour attendant vue attente prepare preparons preparer prepares "
                "finalise finalisons finaliser jusque au redige redigeons rediger relis relisons "
                "relire lire lu relu before futur prochain"},
    {"after", "suite apres depuis remplace remplacant complete completant succede prolonge"},
    {NULL, NULL},
};

static const GfPhraseSpec kinds[] = {
    /* Announced, denied, former. */
    {KIND_OTHER, "@forward @article* @doc? @final", NULL},
    {KIND_OTHER, "@forward @article* @doc de|d|en? @step|@interim", NULL},
    {KIND_OTHER,
     "@doc @final qui? vous? sera|seront|suivra|suit|suivront|viendra|arrivera|parviendra|devrait|"
     "attendra|will",
     NULL},
    {KIND_OTHER, "@doc @final est prevu|prevue|attendu|attendue|encore|pour|en|a", NULL},
    {KIND_OTHER, "@doc @final ne|n", NULL},
    {KIND_OTHER, "pas|plus|nullement|not encore|yet|tout|a|fait* @article* @doc? @final", NULL},
    {KIND_OTHER,
     "pas|plus|nullement|not encore|yet* @article* @doc|point|etat de|d? @step|@interim", NULL},
    {KIND_OTHER, "quasi|quasiment|presque|pre|semi @final", NULL},
    {KIND_OTHER, "projet|brouillon|ebauche|draft|esquisse|jet de|d|of @article* @doc? @final",
     NULL},
    {KIND_OTHER, "@doc quasi|quasiment|presque|pre|semi @final", NULL},
    {KIND_OTHER, "@after a? @article* @doc|point|etat de|d? @step|@interim", NULL},
    /* What it is. */
    {KIND_FINAL, "@doc @final", NULL},
    {KIND_FINAL, "@doc est|is|as|and|et complet|complete? @final", NULL},
    {KIND_FINAL, "final report|version|paper", NULL},
    {KIND_FINAL, "rapport|bilan de|d fin de|d", NULL},
    {KIND_FINAL_ALONE, "< ce|c? est? @article* @final >", NULL},
    {KIND_PROGRESS, "@doc|point|etat|compte|rendu|fiche|premier en|de|d? l|le? @step", NULL},
    {KIND_PROGRESS, "@doc @interim", NULL},
    {KIND_PROGRESS, "@doc|point a|de mi parcours", NULL},
    {KIND_PROGRESS, "document|version|texte de|d travail", NULL},
    {KIND_PROGRESS, "premiere version", NULL},
    {KIND_PROGRESS, "progress|interim|intermediate|preliminary report|note|update|paper", NULL},
    {KIND_PROGRESS_ALONE, "< ce|c? est? @article* @step|@interim|progress >", NULL},
    {KIND_NONE, NULL, NULL},
};

static const GfPhrasebook *kind_book(void)
{
    static const GfPhraseSpec *const tables[] = {kinds, NULL};
    static gsize book = 0;
    if (g_once_init_enter(&book))
        g_once_init_leave(&book, (gsize) gf_phrasebook_new(vocabulary, tables));
    return (const GfPhrasebook *) book;
}

typedef struct {
    gboolean progress, final;
} Said;

static gboolean is_asked(const GfGist *gist, guint at)
{
    guint end = gf_gist_clause_end(gist, at, GF_BREAK_LINE);
    for (guint i = at; i < end; i++)
        if (gf_gist_at(gist, i)->question)
            return TRUE;
    return FALSE;
}

static void take(const GfGist *gist, const GfPhraseSpec *spec, guint at, Said *said)
{
    gboolean alone = at == 0 && gist->said->len <= ALONE_WORDS;
    if (spec->sense == KIND_OTHER || is_asked(gist, at))
        return;
    said->progress = said->progress || spec->sense == KIND_PROGRESS ||
                     (spec->sense == KIND_PROGRESS_ALONE && alone);
    said->final =
        said->final || spec->sense == KIND_FINAL || (spec->sense == KIND_FINAL_ALONE && alone);
}

static Said read_kind(const char *text)
{
    static const char *const spelt[] = {"intermediaire", "definitif", "definitive", "provisoire",
                                        "avancement",    "rapport",   "finale",     NULL};
    const GfPhrasebook *const books[] = {kind_book(), NULL};
    g_autoptr(GfGist) gist = gf_gist_new(text, books);
    gf_gist_mend(gist, spelt);
    Said said = {FALSE, FALSE};
    gsize first = gist->said->len > 0 ? gf_gist_at(gist, 0)->start : 0;
    for (guint at = 0; at < gist->said->len;) {
        guint end = at + 1;
        if (gf_gist_at(gist, at)->start - first > HEAD_CHARACTERS)
            break;
        const GfPhraseSpec *spec = gf_gist_match(gist, kind_book(), at, GF_BREAK_COMMA, &end);
        if (spec != NULL)
            take(gist, spec, at, &said);
        at = end;
    }
    return said;
}

static GfReportKind kind_of(Said said)
{
    if (said.progress == said.final)
        return GF_REPORT_UNCLEAR;
    return said.final ? GF_REPORT_FINAL : GF_REPORT_PROGRESS;
}

GfReportKind gf_report_kind(const char *subject, const char *new_text)
{
    GfReportKind of_subject = kind_of(read_kind(subject)), of_text = kind_of(read_kind(new_text));
    if (of_subject == GF_REPORT_UNCLEAR || of_subject == of_text)
        return of_text;
    return of_text == GF_REPORT_UNCLEAR ? of_subject : GF_REPORT_UNCLEAR;
}
