/* consent.c - yes or no; see report-kind.h.
 *
 * A yes lets a report go out to a group: it counts only where every word of the answer is
 * understood. A no only stops it.
 */
#include "understand/report-kind.h"

#include "understand/gist.h"

typedef enum {
    CONSENT_NONE,
    CONSENT_YES,
    CONSENT_NO,
    CONSENT_BARE_NO, /* "non": only first; elsewhere it contradicts a yes */
    CONSENT_PRAISE,  /* goes with either */
} Consent;

static const GfVocabulary vocabulary[] = {
    {"confirm", "confirme confirmons valide validons approuve approuvons accepte acceptons agree "
                "confirm approve"},
    {"object",
     "le la l les ce cette ceci cela votre notre du de d rapport document note version "
     "texte contenu envoi chantier etape final finale definitif definitive diffusion "
     "groupe membres au aux tous tout entierement pleinement volontiers bien donc aussi en l etat "
     "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre "
     "decembre it the this report"},
    {"adv", "tout a fait entierement pleinement totalement absolument parfaitement completement"},
    {"article", "la le l les une un"},
    {"confirmer", "confirmer valider approuver accepter cautionner"},
    {"spread", "diffuser envoyer transmettre publier diffusez envoyez transmettez partager"},
    {"remark", "remarque remarques objection objections reserve reserves observation observations "
               "modification modifications correction corrections changement changements "
               "probleme problemes souci commentaire commentaires"},
    {"me", "moi nous ma notre part me mon cote pour de d"},
    {NULL, NULL},
};

static const GfPhraseSpec answers[] = {
    {CONSENT_YES, "oui|yes|yep|si|ok|oc", NULL},
    {CONSENT_YES, "oui|ok|yes|bon pour moi|nous|ma|notre part?", NULL},
    {CONSENT_YES, "je|nous|i? le|la|l|vous|te? @confirm @object|#*", NULL},
    {CONSENT_YES, "je|nous|i? @confirm oui", NULL},
    {CONSENT_YES, "je|nous? suis|sommes? @adv* de|d accord @adv* pour? moi|nous?", NULL},
    {CONSENT_YES, "je|nous? suis|sommes? @adv* de|d accord avec @object|#*", NULL},
    {CONSENT_YES, "je|nous? vous|te? confirme|confirmons? mon|notre accord", NULL},
    {CONSENT_YES, "accord >", NULL},
    {CONSENT_YES, "mon|notre? feu vert", NULL},
    {CONSENT_YES, "je|nous? donne|donnons mon|notre plein|entier? accord @object*", NULL},
    {CONSENT_YES, "i agree", NULL},
    {CONSENT_YES, "agreed|approved|confirmed|valide|validee|confirme|approuve|accepte|conforme",
     NULL},
    {CONSENT_YES, "document|rapport|version|note valide|validee|approuve|approuvee|conforme", NULL},
    {CONSENT_YES,
     "ce|c|tout|rapport? est @adv* ok|bon|bien|valide|confirme|parfait|conforme|note "
     "pour? moi|nous?",
     NULL},
    {CONSENT_YES, "ce|c est @adv* bon|ok @me*", NULL},
    {CONSENT_YES, "ras|parfait|parfaitement|nickel|impeccable|entendu|perfect", NULL},
    {CONSENT_YES, "je|nous? ne? ai|avons? rien a redire|signaler|modifier|changer|ajouter|corriger",
     NULL},
    {CONSENT_YES, "je|nous? ne? ai|avons|a? pas|aucune|aucun|sans|no de|d? @remark @me*", NULL},
    {CONSENT_YES,
     "bon|ok|oui|favorable pour @article* accord|diffusion|envoi|validation|transmission @object*",
     NULL},
    {CONSENT_YES, "lu et approuve|approuvee", NULL},
    {CONSENT_YES, "avis favorable", NULL},
    {CONSENT_YES, "accord donne|favorable", NULL},
    {CONSENT_YES, "vous pouvez le|la|l? @spread @object* au|a? le? groupe|tous|membres?", NULL},
    {CONSENT_YES, "ca|cela me|nous va|convient @adv* bien?", NULL},
    {CONSENT_YES, "allez y", NULL},
    {CONSENT_YES, "looks good to? me?", NULL},
    {CONSENT_YES, "conforme a|aux nos|notre? echanges|discussions|travaux|attentes|debats", NULL},
    {CONSENT_BARE_NO, "non|no|nein merci?", NULL},
    {CONSENT_NO, "je|nous|i? ne? le|la|l|vous? @confirm pas|point|nullement", NULL},
    {CONSENT_NO, "je|nous? ne? suis|sommes|serai? pas|point|nullement @adv* de|d accord", NULL},
    {CONSENT_NO, "pas|aucunement @adv* de|d accord du? tout?", NULL},
    {CONSENT_NO, "i|we do not agree|confirm|approve", NULL},
    {CONSENT_NO, "disagree|rejected|refuse|refusee|refusons|rejete", NULL},
    {CONSENT_NO, "je|nous refuse|refusons|desapprouve|rejette", NULL},
    {CONSENT_NO, "je|nous me|m|nous oppose|opposons", NULL},
    {CONSENT_NO, "merci|veuillez|priere? de|d? ne pas le|la|l? @spread", NULL},
    {CONSENT_NO, "ne diffusez|envoyez|transmettez|publiez pas", NULL},
    {CONSENT_NO,
     "je|nous? ne? peux|pouvons|puis|souhaite|souhaitons|veux|voulons pas le|la|l? @confirmer",
     NULL},
    {CONSENT_NO, "impossible de|d le|la|l? @confirmer", NULL},
    {CONSENT_NO, "surtout pas", NULL},
    {CONSENT_NO, "je|nous suis|sommes contre|opposee|oppose|opposes|defavorable", NULL},
    {CONSENT_NO,
     "ce|le|la document|rapport|version|note ne est pas valide|confirme|conforme|validee", NULL},
    {CONSENT_NO, "avis defavorable", NULL},
    {CONSENT_NO, "non|pas valide|validee|confirme|conforme|approuve|confirmee", NULL},
    {CONSENT_NO, "pas en l|le etat", NULL},
    {CONSENT_PRAISE,
     "bravo|felicitations|beau|bon|bonne|excellent|super|joli|tres|merci|bien|nice|great bon|beau|"
     "bien|good? travail|boulot|rapport|document|note|synthese|equipe|work? encore|beaucoup?",
     NULL},
    {CONSENT_PRAISE,
     "bravo|felicitations|merci pour|a|de|au|aux|d le|la|l|votre|ce|tout|toute|vous|les|cet|tous* "
     "beau|excellent? travail|boulot|rapport|document|note|synthese|equipe|rapporteur|rapporteure?",
     NULL},
    {CONSENT_PRAISE, "merci a ^ ^? ^? ^? pour ce|le|son|leur? travail", NULL},
    {CONSENT_PRAISE, "absolument|volontiers|effectivement|exactement", NULL},
    {CONSENT_PRAISE, "avec plaisir", NULL},
    {CONSENT_PRAISE, "tout a fait", NULL},
    {CONSENT_PRAISE, "je|nous? le|la|l? ai|avons? bien? vu|lu|lue|relu|relue @object*", NULL},
    {CONSENT_PRAISE, "< version # >", NULL},
    {CONSENT_PRAISE, "bien certain|sur|entendu", NULL},
    {CONSENT_PRAISE, "thanks|thank you?", NULL},
    {CONSENT_PRAISE, "sans hesiter|hesitation", NULL},
    {CONSENT_PRAISE, "et|donc|pour ma|notre part|bonne|continuation?", NULL},
    {CONSENT_PRAISE, "et", NULL},
    {CONSENT_PRAISE, "de|d ma|notre part", NULL},
    {CONSENT_NONE, NULL, NULL},
};

static const GfPhrasebook *consent_book(void)
{
    static const GfPhraseSpec *const tables[] = {answers, NULL};
    static gsize book = 0;
    if (g_once_init_enter(&book))
        g_once_init_leave(&book, (gsize) gf_phrasebook_new(vocabulary, tables));
    return (const GfPhrasebook *) book;
}

typedef struct {
    gboolean yes, no, first_no, question;
    guint unread; /* words that no phrase took */
} Said;

/* "Merci Claire": who is thanked is no reservation. */
static gboolean is_name(const GfGist *gist, guint at)
{
    return at > 0 && gf_gist_at(gist, at)->capital;
}

static Said read_answer(const GfGist *gist)
{
    Said said = {.unread = gist->cut};
    int before = CONSENT_NONE;
    for (guint at = 0; at < gist->said->len; at++)
        said.question = said.question || gf_gist_at(gist, at)->question;
    for (guint at = 0; at < gist->said->len;) {
        guint end = at + 1;
        const GfPhraseSpec *spec = gf_gist_match(gist, consent_book(), at, GF_BREAK_COMMA, &end);
        int sense = spec != NULL ? spec->sense : CONSENT_NONE;
        gboolean thanked = sense == CONSENT_NONE && before == CONSENT_PRAISE && is_name(gist, at);
        said.unread += sense == CONSENT_NONE && !thanked;
        before = sense;
        said.yes = said.yes || sense == CONSENT_YES;
        gboolean no = sense == CONSENT_NO || sense == CONSENT_BARE_NO;
        said.no = said.no || no;
        said.first_no = said.first_no || (no && at == 0);
        at = end;
    }
    return said;
}

GfConsent gf_consent(const char *new_text)
{
    static const char *const spelt[] = {"confirme", "accord", "valide", NULL};
    const GfPhrasebook *const books[] = {consent_book(), NULL};
    g_autoptr(GfGist) gist = gf_gist_new(new_text, books);
    gf_gist_mend(gist, spelt);
    Said said = read_answer(gist);
    if (said.question || said.yes == said.no)
        return GF_CONSENT_UNCLEAR;
    if (said.yes)
        return said.unread == 0 ? GF_CONSENT_YES : GF_CONSENT_UNCLEAR;
    return said.first_no ? GF_CONSENT_NO : GF_CONSENT_UNCLEAR;
}
