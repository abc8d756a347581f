/* answer-vocabulary.c - the classes of words that phrases name with @.
 *
 * Forms, not lemmas: a form is here because a sender uses it of himself or of the member he writes
 * for, which is why second persons are missing.
 */
#include "understand/answer-vocabulary.h"

const GfVocabulary gf_answer_vocabulary[] = {
    {"be", "suis serai sera serons seront est sommes sont etre soit etant soient es seras serait"},
    {"will", "serai sera serons seront"},
    {"can",
     "peux peut pouvons peuvent pourrai pourra pourrons pourront pourrait pourrais puis puisse "
     "saurai saura saurais saurait saurions pouvoir pouvant can could podre puedo podremos puedes "
     "poirai podi podem podrem pourrions"},
    {"adv",
     "bien donc malheureusement helas egalement aussi toujours evidemment naturellement volontiers "
     "effectivement vraiment personnellement moi meme tout fait exceptionnellement encore deja ici "
     "cependant toutefois neanmoins hereusement heureusement alors certes sincerement vivement "
     "fort tres trop desormais absolument forcement physiquement precisement ainsi pleinement ravi "
     "ravie heureux heureuse simplement definitivement fermement y en cette fois pas plus jamais "
     "point guere also unfortunately gladly sadly"},
    {"neg", "pas jamais aucun aucune rien ni guere nullement not no non never cap cannot"},
    {"subject", "je nous on il elle ils elles"},
    {"first", "je moi nous on me i we yo jo ieu my our em"},
    {"own", "mon ma mes notre nos mi mis"},
    {"third", "il elle son sa ses lui"},
    {"title", "m mm mme mmes mlle monsieur madame mademoiselle messieurs mesdames maire president "
              "presidente depute deputee senateur senatrice elu elue conseiller conseillere dr "
              "docteur vice directeur directrice mr mrs ms bourgmestre"},
    {"civility",
     "m mm mme mmes mlle monsieur madame mademoiselle messieurs mesdames dr docteur mr mrs ms"},
    {"suppleant", "suppleant suppleante suppleants suppleantes remplacant remplacante binome"},
    {"staff",
     "cabinet directeur directrice adjoint adjointe collaborateur collaboratrice dgs dga "
     "secretaire assistant assistante technicien technicienne charge chargee agent responsable "
     "conseiller conseillere premier premiere attache attachee chef stagiaire juriste services"},
    {"relation", "mari epouse epoux femme fils fille frere soeur mere pere compagnon compagne "
                 "conjoint conjointe voisin voisine neveu niece"},
    {"colleague", "collegue collegues consoeur confrere ami amie amis colistier colistiere "
                  "copilote copresident homologue camarade membre homologues"},
    {"meeting", "reunion seance pleniere commission assemblee conseil rencontre session atelier "
                "ateliers rendezvous bureau comite meeting sesion sessio asamblea assemblea "
                "session reunio convocation invitation journee travaux echanges debats"},
    {"object",
     "heure heures retard avance train voiture bus ter tgv avion plaisir joie honneur "
     "debut fin place placee titre compagnie suite evenement date jour jours midi soir "
     "personne principe retour invitation demande convocation ouverture cloture table "
     "tour moment temps region hotel siege salle adresse ensemble totalite integralite "
     "partie celle celui moitie rendez fois reprise matinees cote compte lieu sollicitation "
     "proposition appel echeance manifestation conference visite repas dejeuner"},
    {"body",
     "pleniere commission atelier bureau comite groupe copil municipal communautaire codir"},
    {"addressee",
     "a tous toutes et madame monsieur mesdames messieurs m mme le la les l president presidente "
     "maire directeur directrice chere cher chers cheres collegue collegues ami amis amie amies "
     "siatz all team totes totas vous membres secretariat mademoiselle vice de du des conseil "
     "colleagues sir everyone service equipe"},
    {"give",
     "donne donner donnerai donnons donnera donnant donnerons confie confier confierai confions "
     "laisse laisser laisserai remets remettre remettrai transmets transmettre transmettrai "
     "etablis etablir delegue deleguer attribue accorde accorder confere donnee"},
    {"power", "pouvoir procuration procurations mandat poder"},
    {"month", "janvier janv fevrier fevr fev mars avril avr mai juin juillet juil aout septembre "
              "sept octobre oct novembre nov decembre dec"},
    {"weekday", "lundi mardi mercredi jeudi vendredi samedi dimanche lun mar mer jeu ven sam dim "
                "monday tuesday wednesday thursday friday saturday sunday"},
    {"come", "venir participer assister sieger rejoindre attend come join asistir acudir assistir"},
    {"ask", "recevoir avoir savoir connaitre obtenir disposer transmettre envoyer preciser "
            "indiquer communiquer faire adresser reserver prevoir faxer expliquer repondre dire "
            "rappeler joindre contacter poser ajouter modifier changer corriger retirer confirmer"},
    {NULL, NULL},
};
