/* answer-requests.c - phrases after which somebody must read: requests, needs, wrong persons, ends
 * of mandates.
 *
 * Idioms like those of answer-idioms.c. Better one too many here than one missed.
 */
#include "understand/answer-table.h"
#include "understand/answer-vocabulary.h"

const GfPhraseSpec gf_answer_request_table[] = {
    {GF_SENSE_REQUEST, "ne? oubliez pas", "request"},
    {GF_SENSE_SIDE_MATTER,
     "ne? ai|avons pas reussi|pu|parvenu|su a? vous? repondre present|absent?", "matter"},
    {GF_SENSE_REQUEST, "pouvez|pourriez|pouvons|peux|peut vous|tu|on", "request"},
    {GF_SENSE_REQUEST, "serait|est|sera il possible", "request"},
    {GF_SENSE_REQUEST, "merci de|d bien? vouloir? me|nous|m? @ask", "request"},
    {GF_SENSE_REQUEST,
     "merci de|d bien? vouloir? me|nous confirmer ... ... recu|reception|prise|bien", "request"},
    {GF_SENSE_REQUEST, "aurai|aurais|ai|avons|aurait|aura|aurons besoin", "request"},
    {GF_SENSE_REQUEST,
     "voudrais|aimerais|souhaite|souhaiterais|desire|souhaitons|demande|voudrai|souhaiterai ... "
     "@ask",
     "request"},
    {GF_SENSE_REQUEST, "je|nous demande|demandons|exige|reclame|proteste", "request"},
    {GF_SENSE_REQUEST, "veuillez|priere de? ... @ask", "request"},
    {GF_SENSE_REQUEST,
     "dites|envoyez|transmettez|rappelez|confirmez|indiquez|adressez|contactez moi|nous|le",
     "request"},
    {GF_SENSE_REQUEST,
     "me|nous|m "
     "envoyer|transmettre|rappeler|contacter|communiquer|adresser|repondre|preciser|prevenir",
     "request"},
    {GF_SENSE_REQUEST,
     "prevenir|informer|avertir|contacter|appeler|relancer "
     "qui|le|la|les|mon|ma|monsieur|madame|m|mme",
     "request"},
    {GF_SENSE_REQUEST, "please|can|could you|i|send", "request"},
    {GF_SENSE_SIDE_MATTER, "je remplace|remplacerai|represente|representerai|supplee",
     "acts-for-another"},
    {GF_SENSE_SIDE_MATTER, "@civility ^ ^? egalement|aussi", "another-member"},
    {GF_SENSE_SIDE_MATTER, "ainsi que @civility ^", "another-member"},
    {GF_SENSE_SIDE_MATTER, "avec|accompagne|accompagnee par|de|d? @civility ^", "another-member"},
    {GF_SENSE_SIDE_MATTER, "et celle|celui de|du @civility|^", "another-member"},
    {GF_SENSE_SIDE_MATTER, "interviendrai|intervenir|prendre la? parole", "matter"},
    {GF_SENSE_SIDE_MATTER,
     "vegetarien|vegetarienne|vegan|vegane|allergique|allergie|allergies|gluten|halal|casher|"
     "regime|diabetique|vegetariens|intolerant|intolerante|intolerance",
     "needs"},
    {GF_SENSE_SIDE_MATTER,
     "fauteuil|pmr|accessible|accessibilite|handicap|handicape|malentendant|malentendante|"
     "malvoyant|malvoyante|bequilles|interprete|ascenseur",
     "needs"},
    {GF_SENSE_SIDE_MATTER,
     "parking|stationnement|stationner|garer|covoiturage|covoiturer|navette|taxi|voiturage",
     "needs"},
    {GF_SENSE_SIDE_MATTER,
     "remboursement|remboursements|rembourse|rembourses|defraiement|frais|indemnite|indemnites|"
     "kilometriques",
     "needs"},
    {GF_SENSE_SIDE_MATTER, "hebergement|hotel|nuitee|nuitees|chambre|loger", "needs"},
    {GF_SENSE_SIDE_MATTER, "attestation|justificatif|employeur|badge|macaron", "needs"},
    {GF_SENSE_SIDE_MATTER, "jointe|joint|jointes|joints|pj|annexe|attached|ci-joint|enclosed",
     "document"},
    {GF_SENSE_SIDE_MATTER,
     "contribution|contributions|amendement|amendements|proposition|propositions|remarque|"
     "remarques|question|questions|observations",
     "matter"},
    {GF_SENSE_SIDE_MATTER, "lien|liens|code|identifiants|link|zoom|connexion de|d|pour|vers?",
     "link"},
    {GF_SENSE_SIDE_MATTER, "mal|toujours|jamais|pas recu", "matter"},
    {GF_SENSE_SIDE_MATTER,
     "protestation|proteste|inadmissible|scandaleux|inacceptable|moquer|moque|honteux|plainte|"
     "deplore|mecontent|mecontentement|indigne|lamentable|colere|ras",
     "complaint"},
    {GF_SENSE_SIDE_MATTER,
     "nouvelle|nouveau|changement|changer|modifier|autre|mon ... "
     "adresse|mail|telephone|numero|coordonnees",
     "matter"},
    {GF_SENSE_SIDE_MATTER,
     "changer|decaler|reporter|deplacer|modifier|avancer la|le|cette|ce "
     "date|horaire|seance|reunion|heure",
     "matter"},
    {GF_SENSE_SIDE_MATTER, "< par ailleurs", "matter"},
    {GF_SENSE_SIDE_MATTER, "signale|signaler|precise|preciser|rappelle que", "matter"},
    {GF_SENSE_SIDE_MATTER, "en retour|attente votre reponse|confirmation", "matter"},
    {GF_SENSE_SIDE_MATTER, "compte rendu|pv|minutes|proces verbal?", "matter"},
    {GF_SENSE_GONE,
     "ne? suis|sommes|est|fais|fait plus ... "
     "membre|elu|elue|maire|conseiller|conseillere|adjoint|adjointe|president|presidente|fonction|"
     "fonctions|concerne|concernee|delegue|deleguee|representant|representante|partie|mandat|poste",
     "no-longer-member"},
    {GF_SENSE_GONE, "ne? siege|siegeons plus", "no-longer-member"},
    {GF_SENSE_GONE, "ai|a|avons|ont ete remplace|remplacee|remplaces", "no-longer-member"},
    {GF_SENSE_GONE, "mon|ma|son successeur|successeure|successrice", "no-longer-member"},
    {GF_SENSE_GONE, "me|lui succede|succedera", "no-longer-member"},
    {GF_SENSE_GONE, "deces de|du m|mme|monsieur|madame", "deceased"},
    {GF_SENSE_GONE, "plus membre|elu|elue|maire|fonction", "no-longer-member"},
    {GF_SENSE_GONE, "demission|demissionne|demissionner|demissionnaire|demissionnee|demissionnera",
     "resignation"},
    {GF_SENSE_GONE, "mandat ... termine|acheve|expire|fin|echeance|expiration|echu",
     "no-longer-member"},
    {GF_SENSE_GONE, "fin de|a mon|son mandat", "no-longer-member"},
    {GF_SENSE_GONE, "fin a mes|ses fonctions", "no-longer-member"},
    {GF_SENSE_GONE,
     "retirer|enlever|supprimer|desinscrire|radier|retirez|supprimez|enlevez|rayer ... "
     "liste|fichier|fichiers|listing|destinataires|diffusion|adresse|contacts|listes",
     "no-longer-member"},
    {GF_SENSE_GONE,
     "trompez|trompe|erreur|mauvais|tromper de|d? "
     "personne|destinataire|adresse|interlocuteur|interlocutrice",
     "wrong-person"},
    {GF_SENSE_GONE, "ne connais|connait|sais pas votre|ce|cette|qui", "wrong-person"},
    {GF_SENSE_GONE, "ne me concerne pas|plus", "wrong-person"},
    {GF_SENSE_GONE, "pas|jamais|plus ... destinataire|concerne|concernee", "wrong-person"},
    {GF_SENSE_GONE, "decede|decedee", "deceased"},
    {GF_SENSE_GONE,
     "ai|a|avons quitte ... "
     "conseil|assemblee|mairie|fonctions|mandat|poste|collectivite|territoire",
     "no-longer-member"},
    {GF_SENSE_RELATIVE,
     "suis le|la|l? "
     "epouse|femme|mari|epoux|fille|fils|mere|pere|soeur|frere|voisin|voisine|compagne|compagnon|"
     "conjoint|conjointe|ami|amie|niece|neveu",
     "relative-writes"},
    {GF_SENSE_RELATIVE,
     "ici le|la|l? "
     "epouse|femme|mari|epoux|fille|fils|mere|pere|soeur|frere|voisin|voisine|compagne|compagnon",
     "relative-writes"},
    {GF_SENSE_RELATIVE,
     "< son|sa|votre? "
     "epouse|femme|mari|epoux|fille|fils|mere|pere|soeur|frere|voisin|voisine|compagne|compagnon >",
     "relative-writes"},
    {GF_SENSE_RELATIVE,
     "ecris|reponds|previens pour|a mon|la place|ma|de|du "
     "mari|femme|epouse|pere|mere|voisin|voisine?",
     "relative-writes"},
    {GF_SENSE_RELATIVE, "mon|ma @relation me|m ... charge|demande|prie", "relative-writes"},
    {GF_SENSE_BULK, "vous|se desinscrire|desabonner|unsubscribe ... cliquez|ici|lien|here?",
     "bulk"},
    {GF_SENSE_BULK, "desabonnez|desinscrivez vous", "bulk"},
    {GF_SENSE_BULK, "votre message|mail|courriel sera traite|lu|repondu ... mon|notre retour",
     "bulk"},
    {GF_SENSE_BULK, "unsubscribe|desinscription|desabonnement cliquez|ici|lien|here", "bulk"},
    {GF_SENSE_GONE,
     "me|nous|moi|m desinscrire|desabonner|desabonnez|desinscrivez|radier|rayer|retirer",
     "unsubscribe"},
    {GF_SENSE_GONE, "retirez|enlevez|supprimez|desinscrivez|desabonnez|otez|rayez moi|nous",
     "unsubscribe"},
    {GF_SENSE_GONE,
     "souhaite|souhaitons|voudrais|veux|demande|desire? a? etre|suis|sois|soit "
     "desinscrit|desinscrite|desabonne|desabonnee|raye|rayee ... liste|listes?",
     "unsubscribe"},
    {GF_SENSE_GONE, "desinscription|desabonnement|unsubscribe", "unsubscribe"},
    {GF_SENSE_BULK, "voir|lire|afficher ... dans|version votre? navigateur|ligne", "bulk"},
    {0, NULL, NULL},
};
