/* contribution-words.c - see contribution-words.h. Folded words without elisions (words.h). */
#include "understand/contribution-words.h"

static const GfVocabulary vocabulary[] = {
    {"own", "mon ma mes notre nos my our"},
    {"thing",
     "contribution contributions envoi envois message messages mail mails email emails courriel "
     "courriels mel reponse reponses texte textes document documents fichier fichiers note rapport "
     "version propositions proposition piece pieces pj courrier submission answer report avis "
     "photos annexe"},
    {"former",
     "precedent precedente precedents precedentes dernier derniere premier premiere ancien "
     "ancienne initial initiale earlier previous former last first"},
    {"ask", "merci veuillez priere please je nous vous me m permets permettons prie prions "
            "souhaite souhaitons souhaiterais souhaiterions voudrais voudrions desire demande "
            "demandons pouvez pourriez peut on de d bien vouloir possible i we would like to can "
            "could you donc finalement par la presente"},
    {"send", "voici voila veuillez trouver trouverez vous je nous ci joint jointe joints jointes "
             "dessous apres en piece pieces pj adresse adressons envoie envoyons transmets "
             "transmettons transmet fais faisons parvenir merci de d recevoir here is are "
             "attached please find the avec"},
    {"annul", "annule annulez annulons retire retirez retirons supprime supprimez supprimons "
              "withdraw cancel delete remove"},
    {"annuler", "annuler retirer supprimer effacer enlever withdraw cancel delete remove"},
    {"corrected", "corrige corrigee rectifie rectifiee modifie modifiee actualise actualisee "
                  "corrected updated revised amended"},
    {"carry", "voir voici voila veuillez trouver trouverez vous je nous ci joint jointe joints "
              "jointes dessous apres en piece pieces pj pjs adresse adressons envoie envoyons "
              "transmets transmettons fais faisons parvenir merci de d le la les l un une des mes "
              "nos mon ma notre photo photos annexe annexes fichier fichiers document documents "
              "demande demandes demandee demandees lien attache attachee attachment attachments "
              "attached see file files please find the here is are my bien a toutes utiles fins "
              "comme convenu prevu annonce promis promise promises manquant manquante manquants "
              "manquantes oublie oubliee oublies "
              "oubliees supplementaire supplementaires"},
    {"later", "lundi mardi mercredi jeudi vendredi samedi dimanche demain bientot prochainement "
              "ulterieurement rapidement vite plus des dans semaine apres avant sous debut fin"},
    {"remark", "remarque remarques observation observations contribution contributions commentaire "
               "commentaires avis suggestion suggestions proposition propositions objection "
               "element elements idee idees comment "
               "comments remark remarks complement complements ajout ajouts reponse"},
    {"say", "signaler ajouter dire declarer redire apporter proposer transmettre remonter formuler "
            "faire contribuer emettre communiquer verser add report say contribute"},
    {"scope", "de d du des la le les l ma mon mes notre nos part cote pour moi nous commune mairie "
              "conseil municipal territoire pays communaute collectivite intercommunalite sur ce "
              "cet cette ces sujet saisine question questions theme dossier point particulier "
              "particuliere particuliers particulieres special speciale a au en stade jour moment "
              "present actuellement fois ici concernant qui me concerne supplementaire "
              "supplementaires autre autres plus cela dessus merci svp from me us on this at stage "
              "for thank thanks you my side objet avis"},
    {NULL, NULL},
};

static const GfPhraseSpec withdrawing[] = {
    {GF_PURPOSE_WITHDRAW,
     "je|nous|i|we|donc|finalement* @annul @own|cette @former? @thing @former?", NULL},
    {GF_PURPOSE_WITHDRAW, "@ask* @annuler @own|cette @former? @thing @former?", NULL},
    {GF_PURPOSE_WITHDRAW, "@annul @own|cette @former? @thing @former?", NULL},
    {GF_PURPOSE_WITHDRAW,
     "annulation|retrait|suppression|withdrawal de|d|of @own @former? @thing @former?", NULL},
    {GF_PURPOSE_WITHDRAW,
     "@ask* que? @own @former? @thing soit|est a? retiree|retire|annulee|annule|supprimee|supprime|"
     "retirer|annuler|supprimer",
     NULL},
    {GF_PURPOSE_WITHDRAW,
     "@ask* considerer|considerez @own @former? @thing comme "
     "nulle|nul|annulee|annule|retiree|retire",
     NULL},
    {GF_PURPOSE_WITHDRAW,
     "@ask @ask* @annuler la @thing de|d|du la? commune|mairie|pays|communaute|conseil|petr", NULL},
    {GF_PURPOSE_WITHDRAW_ALONE, "je|nous? la|le|les? @annul la|le|les|tout|svp|merci|please*",
     NULL},
    {GF_PURPOSE_WITHDRAW_ALONE, "annulation|retrait|withdrawn|withdrawal|annuler|retirer", NULL},
    {GF_PURPOSE_WITHDRAW_ALONE, "a annuler|retirer|supprimer", NULL},
    {GF_PURPOSE_NONE, NULL, NULL},
};

static const GfPhraseSpec replacing_first[] = {
    {GF_PURPOSE_REPLACE, "remplace >", NULL},
    {GF_PURPOSE_REPLACE,
     "@send* la|une|ma|notre|le|un|mon|my|our|the? @thing @corrected|ajustee ci? joint|jointe?",
     NULL},
    {GF_PURPOSE_REPLACE,
     "@send* la|une|ma|notre|my|our|the? @corrected version|contribution|report", NULL},
    {GF_PURPOSE_REPLACE, "nouvelle|new version|mouture >", NULL},
    {GF_PURPOSE_REPLACE, "nouvelle|new version|mouture ci|en|jointe|attached", NULL},
    {GF_PURPOSE_REPLACE, "@send* la|une|ma|notre? nouvelle|new version|mouture de|d|du|of @own",
     NULL},
    {GF_PURPOSE_REPLACE, "@send @send* la|une|ma|notre nouvelle|bonne version|mouture >", NULL},
    {GF_PURPOSE_REPLACE,
     "@send @send* la|le|les bonne|bon|bons fichier|document|version|piece|pj|documents?  >", NULL},
    {GF_PURPOSE_REPLACE, "v2|v3|v4|v5 >", NULL},
    {GF_PURPOSE_REPLACE, "v2|v3|v4|v5 de|d @own", NULL},
    {GF_PURPOSE_REPLACE, "v|version 2|3|4|5 >", NULL},
    {GF_PURPOSE_REPLACE, "deuxieme|seconde|2e|2eme version >", NULL},
    {GF_PURPOSE_REPLACE, "rectificatif|rectification|erratum|errata|correctif|corrigendum >", NULL},
    {GF_PURPOSE_REPLACE, "rectificatif|rectification|erratum|correction|correctif a|de|d|du @own",
     NULL},
    {GF_PURPOSE_REPLACE, "mise a jour >", NULL},
    {GF_PURPOSE_REPLACE, "mise a jour de|d @own", NULL},
    {GF_PURPOSE_REPLACE,
     "@ask* corrige|corrigeons|rectifie|rectifions|corriger|modifie|modifions @own @former? @thing",
     NULL},
    {GF_PURPOSE_REPLACE, "@send* mauvais|mauvaise fichier|version|piece|document|pj|doc|mail",
     NULL},
    {GF_PURPOSE_REPLACE, "erreur de|d fichier|piece|pj|version|document", NULL},
    {GF_PURPOSE_REPLACE, "une? erreur dans|sur @own @former? @thing", NULL},
    {GF_PURPOSE_NONE, NULL, NULL},
};

static const GfPhraseSpec adding_first[] = {
    {GF_PURPOSE_ADD, "@send* la|ma|notre|une? suite >", NULL},
    {GF_PURPOSE_ADD, "@send* la|ma|notre|une? suite et fin", NULL},
    {GF_PURPOSE_ADD, "@send* la|ma|notre|une? suite de|d|a @own @former? @thing", NULL},
    {GF_PURPOSE_ADD, "@send* la|ma|notre|une? suite de|d la contribution", NULL},
    {GF_PURPOSE_ADD, "@send* un|le|en|mon|notre|petit|bref* complement|addendum|additif >", NULL},
    {GF_PURPOSE_ADD,
     "@send* un|le|en|mon|notre|des|quelques* complement|complements|addendum|additif a|au|de|d|du "
     "@own|information|informations|contribution|reponse",
     NULL},
    {GF_PURPOSE_ADD,
     "@send* des|quelques|les? elements|informations|precisions|pieces|documents|photos|chiffres "
     "complementaires|supplementaires",
     NULL},
    {GF_PURPOSE_ADD, "je|nous|i|we? ajoute|ajoutons|ajouterai|ajouterais|rajoute|rajoutons|add",
     NULL},
    {GF_PURPOSE_ADD, "@ask @ask* ajouter|rajouter", NULL},
    {GF_PURPOSE_ADD, "a? ajouter|rajouter a|dans|au @own @former? @thing", NULL},
    /* The acknowledgement says: begin with "complète", and what you send is added. */
    {GF_PURPOSE_ADD, "je|nous? complete|completons", NULL},
    {GF_PURPOSE_ADD_ALONE, "je|nous? complement|suite", NULL},
    {GF_PURPOSE_ADD, "ps >", NULL},
    {GF_PURPOSE_ADD, "post scriptum", NULL},
    {GF_PURPOSE_ADD, "je|nous ai|avais|avons|avions oublie|omis de|d|un|une|deux|trois", NULL},
    {GF_PURPOSE_ADD_FILES,
     "@send* les|des|mes|nos|quelques|une|la|le|deux|trois? photo|photos|annexe|annexes|plan|plans|"
     "carte|cartes|illustration|illustrations",
     NULL},
    {GF_PURPOSE_ADD, "further to my|our @former? @thing", NULL},
    {GF_PURPOSE_ADD, "in addition to my|our @former? @thing", NULL},
    {GF_PURPOSE_ADD, "partie|part|mail|message|envoi|email 2|3|4|5|6|7|8|9 sur|of|de? #? >", NULL},
    {GF_PURPOSE_ADD,
     "@send* la|le|ma|mon? deuxieme|second|seconde|troisieme|quatrieme|2e|2eme|3e|3eme "
     "partie|envoi|mail|message|volet|part >",
     NULL},
    {GF_PURPOSE_ADD,
     "la|le|les|ma? pj|piece|pieces|fichier|annexe|photo|photos jointe|jointes? "
     "oublie|oubliee|oubliees|manquante|manquant|manquantes >",
     NULL},
    {GF_PURPOSE_ADD,
     "je|nous|avec|moi* ai|avais|avons|avions oublie|omis @own|la|le|les|de|d joindre|mettre|"
     "attacher? @own|la|le|les|ma? piece|pj|fichier|photos|annexe|document|pieces|photo|jointe",
     NULL},
    {GF_PURPOSE_ADD, "oubli de|d la|le|ma|mon? piece|pj|fichier|annexe|document", NULL},
    {GF_PURPOSE_ADD, "avec la|le|sa? piece|pj|fichier|document jointe|joint? ce|c|est|cela", NULL},
    {GF_PURPOSE_ADD, "i? forgot the|my attachment|file|attachments|document", NULL},
    {GF_PURPOSE_NONE, NULL, NULL},
};

static const GfPhraseSpec replacing[] = {
    {GF_PURPOSE_REPLACE,
     "annule|annulent|annulant|annuler|annulera|annulez et "
     "remplace|remplacent|remplacant|remplacer|remplacera|remplacez",
     NULL},
    {GF_PURPOSE_REPLACE,
     "remplace|remplacent|remplacera|replaces|replace|remplacer @own @former? "
     "@thing",
     NULL},
    {GF_PURPOSE_REPLACE,
     "remplace|remplacent|remplacera|replaces celle|celui|ceux du|de|d|que|"
     "envoyee|envoye|adressee|adresse",
     NULL},
    {GF_PURPOSE_REPLACE, "remplace|remplacent|remplacera|replaces le|la|les|the|l @former", NULL},
    {GF_PURPOSE_REPLACE, "remplace|remplacent|remplacera le|la message|mail|version @former", NULL},
    {GF_PURPOSE_REPLACE,
     "ne? tenir|tenez pas|aucun|plus? compte de|d @own|le|la|l|ce|cette @former? @thing @former?",
     NULL},
    {GF_PURPOSE_REPLACE, "ne? tenir|tenez pas|aucun|plus? compte du|des @former? @thing @former?",
     NULL},
    {GF_PURPOSE_REPLACE,
     "ne pas|plus prendre|prenez en compte|consideration @own|le|la|l|ce|cette @former? @thing",
     NULL},
    {GF_PURPOSE_REPLACE,
     "ne prenez pas|plus en compte|consideration @own|le|la|l|ce|cette @former? @thing", NULL},
    {GF_PURPOSE_REPLACE, "ignorer|ignorez|disregard|ignore @own|le|la|the|l @former @thing?", NULL},
    {GF_PURPOSE_REPLACE, "ignorer|ignorez|disregard|ignore @own @thing @former?", NULL},
    {GF_PURPOSE_REPLACE, "la|le bonne|bon version|fichier|document est? ci? jointe|joint|attachee",
     NULL},
    {GF_PURPOSE_REPLACE, "voici|voila|joint|joints le|la|les bon|bonne|bons @thing", NULL},
    {GF_PURPOSE_REPLACE,
     "ce|cette|le|la|present @thing annule|annulent @own|le|la|l @former? @thing? @former?", NULL},
    {GF_PURPOSE_REPLACE, "plutot que|qu|a @own|le|la|l @former", NULL},
    {GF_PURPOSE_REPLACE, "a la place de|du @own|la|celle|celui? @former? @thing", NULL},
    /* What it denies, it is not. */
    {GF_PURPOSE_ADD, "ne remplace|annule|remplacent|annulent pas|rien|nullement", NULL},
    {GF_PURPOSE_NONE, NULL, NULL},
};

static const GfPhraseSpec adding[] = {
    {GF_PURPOSE_ADD,
     "complete|completer|completons|completera|completant @own|celle|celui @former? @thing?", NULL},
    {GF_PURPOSE_ADD, "ajoute|ajoutent a|aux? @own|celle|celui @former? @thing?", NULL},
    {GF_PURPOSE_ADD, "en complement de|d|a @own @former? @thing", NULL},
    {GF_PURPOSE_NONE, NULL, NULL},
};

static const GfPhraseSpec subject_endings[] = {
    {GF_PURPOSE_REPLACE, "v2|v3|v4|v5|bis >", NULL},
    {GF_PURPOSE_REPLACE, "v|version 2|3|4|5 >", NULL},
    {GF_PURPOSE_REPLACE, "version|contribution|reponse @corrected >", NULL},
    {GF_PURPOSE_REPLACE, "nouvelle version >", NULL},
    {GF_PURPOSE_REPLACE, "rectificatif|erratum >", NULL},
    {GF_PURPOSE_ADD, "suite >", NULL},
    {GF_PURPOSE_ADD, "suite et fin >", NULL},
    {GF_PURPOSE_ADD, "complement|addendum|additif >", NULL},
    {GF_PURPOSE_NONE, NULL, NULL},
};

/* About the writer, or about another day: not about the matter. */
static const GfPhraseSpec asides[] = {
    {GF_PURPOSE_LEAVE, "ne? souhaite|souhaitons|veux|voulons|desire|desirons plus recevoir", NULL},
    {GF_PURPOSE_LEAVE, "ne? plus me|nous envoyer|adresser|solliciter|ecrire|contacter", NULL},
    {GF_PURPOSE_LEAVE,
     "me|nous|moi desinscrire|desabonner|desabonnez|desinscrivez|radier|rayer|retirer", NULL},
    {GF_PURPOSE_LEAVE, "retirez|enlevez|desinscrivez|desabonnez|rayez moi|nous", NULL},
    {GF_PURPOSE_LEAVE, "< desinscription|desabonnement|unsubscribe >", NULL},
    {GF_PURPOSE_LEAVE, "je|nous demissionne|demissionnons", NULL},
    {GF_PURPOSE_LEAVE, "je ai demissionne", NULL},
    {GF_PURPOSE_LEAVE,
     "je ne? suis plus membre|elu|elue|maire|conseiller|conseillere|president|presidente|adjoint|"
     "adjointe|en",
     NULL},
    {GF_PURPOSE_LATER,
     "je|nous vous|te? repondrai|repondrons|enverrai|enverrons|transmettrai|transmettrons|"
     "adresserai|adresserons|contribuerai|contribuerons",
     NULL},
    {GF_PURPOSE_LATER, "je|nous vous|te reponds|repondons @later", NULL},
    {GF_PURPOSE_LATER, "je|nous reviens|revenons vers vous|toi", NULL},
    {GF_PURPOSE_LATER, "je|nous ne? ai|avons pas encore? eu? le temps", NULL},
    {GF_PURPOSE_NONE, NULL, NULL},
};

static const GfPhraseSpec nothings[] = {
    {GF_PURPOSE_NOTHING, "< mais? neant|ras|nada|nil @scope* >", NULL},
    {GF_PURPOSE_NOTHING, "< mais? r a s @scope* >", NULL},
    {GF_PURPOSE_NOTHING,
     "< mais|finalement? je|nous|il|elle|on? ne? ai|avons|a|y|vois|voyons? rien de|d? plus|autre? "
     "a "
     "@say de|d? particulier|plus? @scope* >",
     NULL},
    {GF_PURPOSE_NOTHING, "< mais? rien de|d? particulier|special|plus? @scope* >", NULL},
    {GF_PURPOSE_NOTHING, "< i? have? nothing to @say @scope* >", NULL},
    {GF_PURPOSE_NOTHING,
     "< mais|finalement? je|nous|il|elle|on? ne? ai|avons|a|y? a? pas|aucune|aucun|sans|no|plus "
     "@scope* @remark @scope* >",
     NULL},
    {GF_PURPOSE_NOTHING,
     "< mais|finalement? je|nous|il|elle|on? ne? ai|avons|a|y? a? pas|aucune|aucun|sans|no|plus "
     "@scope* @remark @scope* a|to @say @scope* >",
     NULL},
    {GF_PURPOSE_NOTHING,
     "< mais? je|nous|on ne? souhaite|souhaitons|souhaite|veux|voulons|peux|pouvons|compte|vais "
     "pas|point contribuer|participer|repondre|apporter|faire @scope* @remark? @scope* >",
     NULL},
    {GF_PURPOSE_NOTHING,
     "< mais? je|nous|on ne? contribuerai|contribuerons|contribue|contribuons|repondrai|repondrons|"
     "repondra|contribuera pas|point @scope* >",
     NULL},
    {GF_PURPOSE_NOTHING, "< i|we will|do not contribute @scope* >", NULL},
    {GF_PURPOSE_NOTHING, "< non concerne|concernee|concernes >", NULL},
    {GF_PURPOSE_NOTHING,
     "< @scope* je? ne? suis|sommes|est pas concerne|concernee|concernes|concernees par? @scope* >",
     NULL},
    {GF_PURPOSE_NOTHING, "< sans objet >", NULL},
    {GF_PURPOSE_ASIDE, "< pour|de|d|sur|concernant|quant|en|a @scope* >", NULL},
    {GF_PURPOSE_ASIDE, "< merci @scope* >", NULL},
    {GF_PURPOSE_ASIDE, "< comme convenu >", NULL},
    {GF_PURPOSE_ATTACHED, "< @carry* >", NULL},
    {GF_PURPOSE_NONE, NULL, NULL},
};

static const GfPhrasebook *compiled(gsize *book, const GfPhraseSpec *const *tables)
{
    if (g_once_init_enter(book))
        g_once_init_leave(book, (gsize) gf_phrasebook_new(vocabulary, tables));
    return (const GfPhrasebook *) *book;
}

const GfPhrasebook *gf_contribution_openings(void)
{
    static const GfPhraseSpec *const tables[] = {withdrawing, replacing_first, adding_first, NULL};
    static gsize book = 0;
    return compiled(&book, tables);
}

const GfPhrasebook *gf_contribution_anywhere(void)
{
    static const GfPhraseSpec *const tables[] = {replacing, adding, NULL};
    static gsize book = 0;
    return compiled(&book, tables);
}

const GfPhrasebook *gf_contribution_endings(void)
{
    static const GfPhraseSpec *const tables[] = {subject_endings, NULL};
    static gsize book = 0;
    return compiled(&book, tables);
}

const GfPhrasebook *gf_contribution_asides(void)
{
    static const GfPhraseSpec *const tables[] = {asides, NULL};
    static gsize book = 0;
    return compiled(&book, tables);
}

const GfPhrasebook *gf_contribution_nothings(void)
{
    static const GfPhraseSpec *const tables[] = {nothings, NULL};
    static gsize book = 0;
    return compiled(&book, tables);
}
