"""story.py - every mail that greffe can send, from the life of the reference assembly.

A plenary is convened, corrected, moved and held; another meeting cancelled; the four saisines are asked,
answered and closed; the chantiers report; what is due is reminded of; staff reads its digests. Each `keep`
is one mail of docs/mails.md, in the order of the story.
"""
import email
import re
from collections import namedtuple

from office import GREFFE, STAFF, TOP, Office, Page, correspondent

CONTRIBUTIONS, DUE = "Les contributions", "Ce qui est dû"
Kept = namedtuple("Kept", "chapter name title when to mail")


class Story:
    def __init__(self, folder, language="fr"):
        self.office = Office(folder, language)
        self.kept, self.chapter = [], None

    def keep(self, name, title, to, when, mail):
        mail.look()
        self.kept.append(Kept(self.chapter, name, title, when, to, mail))

    def also(self, name, mail):
        """Checked, but not told in docs/mails.md: the same mail with a little difference."""
        mail.look()
        self.kept.append(Kept(None, name, None, None, None, mail))

    def play(self):
        office = self.office
        office.now = "2027-02-01 07:00"
        office.greffe("apply", str(office.config / "assembly.conf"))
        office.greffe("member", "import", str(office.config / "members.csv"))
        office.round("2027-02-01 07:05")
        office.round("2027-02-02 08:00")
        self.in_order = office.mail(STAFF, "digest")
        office.greffe("member", "import", office.file("nouveaux.csv", (
            "identifiant;prénom;nom;qualité;courriel;groupes\n"
            "claude-bonnefont;Claude;Bonnefont;titulaire;claude.bonnefont@courriel.example;gt3\n"
            "camille-sicard;Camille;Sicard;invité;camille.sicard@conseil.example;\n")))
        for chapter, tell in (("La séance", self.session), ("Les réponses à la convocation", self.answers),
                              ("La séance change", self.changes), ("Les saisines", self.saisines),
                              (CONTRIBUTIONS, self.contributions), (DUE, self.first_reminders),
                              ("Les rapports des chantiers", self.reports), (DUE, self.deadlines),
                              ("Le secrétariat", self.staff), (CONTRIBUTIONS, self.opinion)):
            self.chapter = chapter
            tell()
        return self

    # The session ------------------------------------------------------------------------------------

    def session_file(self, name, day, title=None, agenda=None, documents=False):
        text = (TOP / "config" / "session.conf").read_text()
        text = re.sub(r"(start|end) = 2027-03-12", r"\1 = " + day, text)
        text = text.replace("Saisine 2017-01", "Saisine 2027-01")
        if title:
            text = re.sub(r"(?m)^title = Assemblée plénière", "title = " + title, text)
        if agenda:
            text = re.sub(r"(?m)^4 = .*", "4 = " + agenda, text)
        text = re.sub(r"(?m)^#\[documents\]\n#.*", "[documents]\nOrdre du jour détaillé = %s" % self.paper("ordre-du-jour.pdf"),
                      text) if documents else text
        return self.office.file(name, text)

    def paper(self, name, size=2000):
        return self.office.file(name, (b"%PDF-1.4\n" + name.encode() * (size // len(name)))[:size])

    def session(self):
        office = self.office
        office.now = "2027-02-15 09:00"
        office.greffe("session", "new", self.session_file("session.conf", "2027-03-12", documents=True))
        office.greffe("session", "convene", "pleniere-2027-03-12")
        office.round("2027-02-15 09:00")
        self.keep("bon-a-tirer", "Le bon à tirer", "le secrétariat", "dès que la convocation est préparée ; rien ne part avant",
                  office.mail(STAFF, "proof"))
        office.greffe("session", "convene", "pleniere-2027-03-12", "--yes")
        office.round("2027-02-15 09:11")
        self.keep("convocation", "La convocation d'un membre", "chaque membre", "dix minutes après la décision du secrétariat",
                  office.mail("marie-noelle-bessiere", "convocation"))
        self.keep("convocation-partagee", "La convocation dans une boîte partagée",
                  "chaque membre dont l'adresse sert à plusieurs : son nom est dans l'objet", "de même",
                  office.mail("mathurin-escaich", "convocation", "Escaich"))
        self.keep("invitation-invite", "L'invitation d'un invité permanent", "les invités, qui ne comptent pas dans le quorum",
                  "de même", office.mail("norbert-vialaret", "convocation"))
        self.also("convocation-sans-civilite", office.mail("claude.bonnefont@courriel.example", "convocation"))
        self.also("invitation-sans-civilite", office.mail("camille.sicard@conseil.example", "convocation"))
        self.also("invitation-invitee", office.mail("capucine-astruc", "convocation"))

    def answers(self):
        office = self.office
        here = {slug: office.mail(slug, "convocation") for slug in (
            "marie-noelle-bessiere", "firmin-de-lavaur", "albane-montagnac", "alban-albarede", "helene-bringuier",
            "jean-noel-o-connell", "alix-gourdou", "quentin-fourcade", "julie-lamarque", "therese-alquier",
            "loic-gaillac-roques", "magali-cros", "lila-tarayre")}
        office.now = "2027-02-16 10:00"
        said = (("presente", "« présente »", "marie-noelle-bessiere", "Présente"),
                ("absent-pouvoir", "« absent, je donne pouvoir à… »", "firmin-de-lavaur",
                 "Absent, je donne pouvoir à Mme Albane Montagnac."),
                ("absente-suppleant", "« absente, mon suppléant viendra »", "albane-montagnac", "Absente, mon suppléant viendra."),
                ("absent-remplacant", "un remplaçant est nommé", "alban-albarede",
                 "Je serai absent, M. Paul Roux me remplacera."),
                ("matin", "le matin seulement", "helene-bringuier", "Je serai présente le matin seulement."),
                ("a-distance", "en visioconférence", "jean-noel-o-connell", "Je serai présent en visioconférence."),
                ("incertain", "« peut-être »", "alix-gourdou", "Je ne suis pas sûre de venir le matin."),
                ("incertain-apres-midi", "« peut-être l'après-midi »", "lila-tarayre", "Peut-être l'après-midi."),
                ("presente-question", "une réponse et une question", "julie-lamarque",
                 "Présente. Y aura-t-il un repas sur place ?"),
                ("apres-midi", "l'après-midi seulement", "quentin-fourcade",
                 "Je serai présent l'après-midi seulement."))
        for _, _, slug, words in said:
            office.answer(here[slug], words)
        office.answer(here["therese-alquier"], "présente", sender="therese.perso@courriel.example")
        office.answer(here["loic-gaillac-roques"], "absent", sender="loic.perso@courriel.example", dmarc="none")
        office.click(here["magali-cros"], "ACCEPTED")
        office.round("2027-02-16 10:05")
        for name, title, slug, _ in said:
            self.keep("reponse-" + name, "Réponse notée : " + title, "qui a répondu par des mots", "aussitôt",
                      office.mail(slug, "acknowledgement"))
        self.keep("reponse-autre-adresse", "Réponse notée, venue d'une autre adresse", "le membre, à son adresse connue",
                  "aussitôt", office.mail("therese-alquier", "acknowledgement"))
        self.keep("est-ce-bien-vous", "Une réponse dont l'auteur n'est pas sûr", "le membre, à son adresse connue", "aussitôt",
                  office.mail("loic-gaillac-roques", "confirmation"))
        office.setting("acknowledge", "all")
        office.now = "2027-02-16 11:00"
        office.click(here["magali-cros"], "NEEDS-ACTION")
        office.round("2027-02-16 11:05")
        office.setting("acknowledge", "text")
        self.keep("reponse-retiree", "Réponse retirée par l'agenda", "qui retire sa réponse, si l'assemblée accuse aussi les clics",
                  "aussitôt", office.mail("magali-cros", "acknowledgement"))
        office.now = "2027-02-16 11:10"
        office.write("marie-noelle-bessiere", GREFFE, "Mes photos de la salle", "Bonjour, voici les photos.",
                     files=[("salle.jpg", 1500000)])
        office.round("2027-02-16 11:15")
        self.keep("trop-volumineux", "Un message trop volumineux", "le membre qui l'a envoyé", "aussitôt",
                  office.mail("marie-noelle-bessiere", "too-large"))

    def changes(self):
        office = self.office
        office.now = "2027-02-17 09:00"
        office.greffe("session", "move", "pleniere-2027-03-12", self.session_file(
            "corrected.conf", "2027-03-12", agenda="Élection au comité d'animation", documents=True), "--yes")
        office.round("2027-02-17 09:11")
        self.keep("precision", "Une correction, qui ne change ni la date ni le lieu", "chaque personne convoquée",
                  "dix minutes après la décision du secrétariat", office.mail("marie-noelle-bessiere", "correction"))
        self.also("precision-partagee", office.mail("mathurin-escaich", "correction", "Escaich"))
        before = office.mail("magali-cros", "convocation")
        office.now = "2027-02-22 09:00"
        office.greffe("session", "move", "pleniere-2027-03-12", self.session_file(
            "moved.conf", "2027-03-19", agenda="Élection au comité d'animation"), "--yes")
        office.round("2027-02-22 09:11")
        self.keep("changement", "La séance change de date, d'heure ou de lieu", "chaque personne convoquée",
                  "dix minutes après la décision du secrétariat", office.mail("marie-noelle-bessiere", "move"))
        self.also("changement-partage", office.mail("mathurin-escaich", "move", "Escaich"))
        office.now = "2027-02-22 10:00"
        office.click(before, "ACCEPTED")
        for slug in ("marie-noelle-bessiere", "helene-bringuier", "lucile-toulza"):
            office.answer(office.mail(slug, "move"), "présente")
        office.round("2027-02-22 10:05")
        self.keep("ancienne-date", "Une réponse à l'ancienne date", "qui a répondu à la convocation d'avant", "aussitôt",
                  office.mail("magali-cros", "acknowledgement"))
        office.round("2027-03-04 09:00")
        self.keep("rappel-seance", "Le rappel d'une séance", "qui n'a pas répondu",
                  "15, 7 et 2 jours avant (réglable), à 9 h, jamais un jour fermé", office.mail("firmin-de-lavaur", "reminder"))
        self.also("rappel-seance-partage", office.mail("mathurin-escaich", "reminder", "Escaich"))
        self.plain_address()

    def committee(self, day, place=""):
        return self.office.file("comite-%s.conf" % day, (
            "[session]\nid = comite\nbody = comite\ntitle = Comité d'animation\n%s"
            "video = https://visio.assemblee.example/comite\n\n"
            "[part matin]\ntitle = Réunion\nstart = %s 10:00\nend = %s 12:00\n" % (place, day, day)))

    def plain_address(self):
        """A meeting of the committee, where the server knows no addresses with +; cancelled in the end."""
        office = self.office
        office.setting("subaddressing", "false")
        office.now = "2027-03-05 15:00"
        office.greffe("session", "new", self.committee("2027-03-24"))
        office.greffe("session", "convene", "comite", "--yes")
        office.round("2027-03-08 07:30")
        self.keep("convocation-visio", "La convocation d'une réunion à distance, sans adresses en « + »",
                  "les membres du comité, si le serveur ne connaît pas ces adresses : l'objet dit alors l'affaire",
                  "dix minutes après la décision", office.mail("oceane-palous", "convocation"))
        self.keep("envois-a-verifier", "Des envois à vérifier", "le secrétariat",
                  "quand tout a été essayé, si un message a été refusé ou est parti un autre jour que prévu",
                  office.mail(STAFF, "delivery-report"))
        office.now = "2027-03-08 10:00"
        office.answer(office.mail("oceane-palous", "convocation"), "présente")
        office.answer(office.mail("michel-ayral", "convocation"), "absent", sender="michel.perso@courriel.example", dmarc="none")
        office.round("2027-03-08 10:05")
        self.also("reponse-sans-adresse", office.mail("oceane-palous", "acknowledgement", "Comité"))
        self.also("est-ce-bien-vous-sans-adresse", office.mail("michel-ayral", "confirmation"))
        office.now = "2027-03-08 11:00"
        office.greffe("session", "move", "comite", self.committee("2027-03-24", "notice = 4\n"), "--yes")
        office.round("2027-03-08 11:11")
        self.also("precision-sans-adresse", office.mail("oceane-palous", "correction", "Comité"))
        office.now = "2027-03-08 12:00"
        office.greffe("session", "move", "comite", self.committee("2027-03-26", "place = Mairie d'Aiguevives-le-Pont\n"), "--yes")
        office.round("2027-03-08 12:11")
        self.also("changement-sans-adresse", office.mail("oceane-palous", "move", "Comité"))
        office.round("2027-03-11 09:00")
        self.also("rappel-seance-sans-adresse", office.mail("oceane-palous", "reminder", "Comité"))
        office.now = "2027-03-12 14:00"
        office.greffe("session", "cancel", "comite", "--reason", "La salle et le réseau sont en travaux.", "--yes")
        office.round("2027-03-12 14:11")
        self.keep("annulation", "L'annulation", "chaque personne convoquée", "dix minutes après la décision",
                  office.mail("oceane-palous", "cancel"))
        self.also("annulation-partagee", office.mail("mathurin-escaich", "cancel", "Escaich"))
        office.setting("subaddressing", "true")
        office.now = "2027-03-15 09:00"
        office.greffe("session", "new", office.file("urgent.conf", (
            "[session]\nid = gt1-urgent\nbody = gt1\ntitle = Groupe « Attractivité et innovation »\nplace = Hôtel de Région, Toulouse\n\n"
            "[part matin]\ntitle = Réunion\nstart = 2027-03-24 10:00\nend = 2027-03-24 12:00\n")))
        office.greffe("session", "convene", "gt1-urgent", "--force", "La Région attend l'avis du groupe.")
        office.round("2027-03-15 09:05")
        self.keep("bon-a-tirer-tardif", "Le bon à tirer d'une convocation tardive", "le secrétariat", "de même",
                  office.mail(STAFF, "proof", "Groupe"))

    # The saisines -----------------------------------------------------------------------------------

    def saisine_file(self, rank, documents=False):
        text = (TOP / "config" / "saisines" / ("2017-0%d.conf" % rank)).read_text()
        text = re.sub(r"20(1[78])", lambda year: "20" + str(int(year[1]) + 10), text)
        if documents:
            text += "\n[documents]\nLettre de saisine = %s\n" % self.paper("lettre-de-saisine.pdf")
        return self.office.file("saisine-%d.conf" % rank, text)

    def saisines(self):
        office = self.office
        office.now = "2027-03-31 18:00"
        for rank, bodies in ((1, ["gt3-2", "gt3"]), (2, ["gt2"]), (3, []), (4, ["gt1"])):
            office.greffe("saisine", "new", self.saisine_file(rank, documents=rank == 2))
            for body in bodies:
                office.greffe("saisine", "assign", "2027-0%d" % rank, body)
        office.greffe("saisine", "advance", "2027-01", "open")
        office.greffe("saisine", "advance", "2027-02", "open")
        office.greffe("saisine", "new", office.file("auto.conf", (
            "[saisine]\nnumber = 2027-05\ntitle = L'accueil des nouveaux membres\norigin = auto\n"
            "referred_by = Comité d'animation\nreferred_on = 2027-03-31\n\n"
            "[questions]\n1 = Qu'est-ce qui vous a manqué à votre arrivée ?\n")))
        office.greffe("saisine", "assign", "2027-05", "gt2")
        office.round("2027-03-31 18:05")
        self.keep("saisine", "La demande de contribution", "les membres du groupe ou du chantier à qui la saisine est attribuée",
                  "dès l'attribution", office.mail("firmin-de-lavaur", "saisine", "2027-02"))
        self.keep("auto-saisine", "La demande de contribution à une auto-saisine, sans date", "de même", "de même",
                  office.mail("norbert-tournemire", "saisine", "2027-05"))
        self.also("saisine-partagee", office.mail("raphael-begue", "saisine", "2027-02"))
        # Who joins the group later is asked later.
        office.now = "2027-04-06 10:00"
        office.file("nouveau.csv", "identifiant;civilité;prénom;nom;qualité;courriel;groupes\n"
                    "luce-delmas;Mme;Luce;Delmas;titulaire;luce.delmas@courriel.example;gt3\n")
        office.greffe("member", "import", str(office.instance / "nouveau.csv"))
        office.greffe("saisine", "assign", "2027-01", "gt3")
        office.round("2027-04-06 10:05")
        self.keep("saisine-en-retard", "La demande de contribution, la date passée", "qui rejoint le groupe après la date",
                  "dès que la saisine est attribuée de nouveau", office.mail("luce.delmas@courriel.example", "saisine"))

    def contributions(self):
        office = self.office
        asked = {slug: office.mail(slug, "saisine", "2027-02") for slug in (
            "firmin-de-lavaur", "helene-bringuier", "jean-noel-o-connell", "alix-gourdou", "lucile-toulza",
            "quentin-fourcade", "julie-lamarque", "norbert-tournemire", "therese-alquier", "raphael-begue")}

        def told(slug):
            return office.mail(slug, "contribution", "2027-02")

        office.now = "2027-04-07 10:00"
        office.answer(asked["firmin-de-lavaur"], "Bonjour,\n\nQ1 : la fête de la transhumance, tenue par les éleveurs, et les "
                      "veillées contées du Haut-Salat.\n\nQ2 : il manque des hébergements ouverts toute l'année.\n\n"
                      "Cordialement,\nFirmin de Lavaur", files=[("transhumance.jpg", 234000), ("programme des veillées.pdf", 41000)])
        office.answer(asked["helene-bringuier"], "Nos photos sont ici : https://www.wetransfer.com/downloads/abcdef, "
                      "bonne lecture !")
        office.answer(asked["jean-noel-o-connell"], "", files=[("avis-du-conseil.pdf", 12000)])
        office.answer(asked["quentin-fourcade"], "Néant")
        office.answer(asked["julie-lamarque"], "Les habitants doivent garder la main sur les visites.",
                      sender="julie.perso@courriel.example")
        office.answer(asked["norbert-tournemire"], "Il faut former des guides parmi les habitants.",
                      sender="n.tournemire@ailleurs.example", dmarc="none")
        office.answer(asked["raphael-begue"], "Il faut former des guides.", sender="r.begue@ailleurs.example", dmarc="none",
                      who="raphael-begue")
        office.write("curieuse@ailleurs.example", "greffe+saisine-2027-02@assemblee.example", "Tourisme",
                     "Puis-je contribuer sans être membre ?")
        office.round("2027-04-07 10:05")
        self.keep("contribution", "La contribution reçue, avec des fichiers", "son auteur", "aussitôt", told("firmin-de-lavaur"))
        self.keep("contribution-lien", "La contribution reçue, avec un lien", "son auteur", "aussitôt", told("helene-bringuier"))
        self.keep("contribution-fichier", "La contribution reçue, un fichier seul", "son auteur", "aussitôt",
                  told("jean-noel-o-connell"))
        self.keep("contribution-neant", "Rien à ajouter", "qui répond « néant »", "aussitôt", told("quentin-fourcade"))
        self.keep("contribution-autre-adresse", "La contribution venue d'une autre adresse", "le membre, à son adresse connue",
                  "aussitôt", told("julie-lamarque"))
        self.keep("contribution-est-ce-bien-vous", "Une contribution dont l'auteur n'est pas sûr",
                  "le membre, à son adresse connue", "aussitôt", office.mail("norbert-tournemire", "confirmation-matter"))
        self.keep("contribution-inconnue", "Un message d'une personne inconnue", "qui écrit à l'adresse d'une saisine", "aussitôt, une fois",
                  office.mail("curieuse@ailleurs.example", "contribution-held"))
        self.also("contribution-est-ce-bien-vous-partagee", office.mail("raphael-begue", "confirmation-matter"))
        office.now = "2027-04-08 10:00"
        office.answer(asked["raphael-begue"], "Des visites guidées par les anciens ; les photos : https://we.tl/t-abcdef", who="raphael-begue")
        office.answer(told("firmin-de-lavaur"), "Complète : Q2 : et des ateliers ouverts l'hiver.")
        office.answer(told("helene-bringuier"), "Annule et remplace. Nos photos viendront par la poste ; voici l'essentiel : "
                      "les balades contées attirent des familles toute l'année.")
        office.answer(told("jean-noel-o-connell"), "néant")
        office.round("2027-04-08 10:05")
        self.keep("contribution-ajout", "Un envoi qui complète", "son auteur", "aussitôt", told("firmin-de-lavaur"))
        self.keep("contribution-remplacee", "Une nouvelle version", "son auteur", "aussitôt", told("helene-bringuier"))
        self.keep("contribution-conservee", "« Néant » après une contribution", "son auteur", "aussitôt", told("jean-noel-o-connell"))
        self.also("contribution-partagee", told("raphael-begue"))
        office.now = "2027-04-08 14:00"
        office.answer(told("julie-lamarque"), "annule")
        office.round("2027-04-08 14:05")
        self.keep("contribution-retiree", "La contribution retirée", "son auteur", "aussitôt", told("julie-lamarque"))

    # The reports ------------------------------------------------------------------------------------

    def reports(self):
        office = self.office
        to = "greffe+%s@assemblee.example"
        pdf, photos = [("rapport.pdf", 60000), ("carte.pdf", 30000)], [("photos de la visite.pdf", 150000), ("releve.pdf", 90000)]

        def rounds(now):
            office.round(now + ":05")
            office.round(now + ":06")

        office.now = "2027-04-13 10:00"
        office.write("gilles-raynal-faure", to % "gt3-2", "Rapport final : la politique des bourgs-centres",
                     "Bonjour,\n\nVoici le rapport du chantier. Les annexes sont ici : https://www.wetransfer.com/downloads/fedcba\n\n"
                     "Gilles Raynal-Faure", files=pdf)
        office.write("estelle-guiraud", to % "gt3-2", "Rapport final", "Voici notre rapport.", files=[("tourisme.pdf", 9000)])
        office.write("firmin-de-lavaur", to % "gt3-2", "Une note", "Voici ma note.", files=[("note.pdf", 9000)])
        office.write("pierre-yves-jougla", to % "gt1-2", "Note d'étape : les tiers-lieux", "Voici la note.",
                     files=[("note.pdf", 9000)], dmarc="none")
        rounds("2027-04-13 10")
        received = office.mail("gilles-raynal-faure", "report-received")
        self.keep("rapport-recu", "Le rapport reçu", "son auteur", "aussitôt", received)
        self.keep("rapport-ailleurs", "Un rapport envoyé au mauvais chantier", "son auteur", "aussitôt",
                  office.mail("estelle-guiraud", "report-refused"))
        self.keep("rapport-refuse", "Un rapport de qui ne peut en déposer", "son auteur", "aussitôt",
                  office.mail("firmin-de-lavaur", "report-refused"))
        self.keep("rapport-est-ce-bien-vous", "Un rapport dont l'auteur n'est pas sûr", "le membre, à son adresse connue", "aussitôt",
                  office.mail("pierre-yves-jougla", "confirmation-report"))
        self.keep("rapport-a-confirmer", "Le rapport à confirmer", "qui le confirme : les copilotes, ou l'autre copilote",
                  "dès que le rapport est reçu", office.mail("vera-terral", "report-confirm"))
        office.now = "2027-04-14 09:00"
        office.answer(office.mail("vera-terral", "report-confirm"), "Je le relis ce soir.")
        office.answer(office.mail("anatole-rouquie", "report-confirm"), "Oui")
        rounds("2027-04-14 09")
        self.keep("rapport-non", "La réponse n'est pas un oui", "qui a répondu", "aussitôt", office.mail("vera-terral", "report-answer"))
        self.keep("rapport-confirme", "Le rapport est confirmé", "qui l'a confirmé", "aussitôt",
                  office.mail("anatole-rouquie", "report-answer"))
        self.keep("rapport", "Le rapport diffusé", "les membres du groupe, et qui a une fonction dans le chantier", "dès qu'il est confirmé",
                  office.mail("albane-montagnac", "report"))

        # Both copilotes send their own; the rapporteur corrects, then withdraws.
        office.now = "2027-04-15 09:00"
        office.write("vera-terral", to % "gt3-2", "[GT3-2] Les halles", "Ci-joint.", files=[("halles.pdf", 9000)])
        rounds("2027-04-15 09")
        asking = office.mail("vera-terral", "report-received")
        self.keep("rapport-etape-ou-final", "Un document dont la nature n'est pas dite", "son auteur", "aussitôt", asking)
        office.now = "2027-04-15 10:00"
        office.answer(asking, "Étape")
        rounds("2027-04-15 10")
        office.now = "2027-04-15 10:30"
        office.write("anatole-rouquie", to % "gt3-2", "[GT3-2] Note d'étape : les halles et marchés", "Ma version.",
                     files=[("halles-et-marches.pdf", 9000)])
        office.round("2027-04-15 10:35")
        office.round("2027-04-15 10:36")
        self.keep("rapport-autre-version", "Un rapport qui en remplace un autre", "son auteur", "aussitôt",
                  office.mail("anatole-rouquie", "report-received"))
        self.keep("rapports-croises", "Deux versions se croisent", "l'auteur de la version remplacée", "aussitôt",
                  office.mail("vera-terral", "report-crossed"))
        self.keep("rapport-a-confirmer-autre", "À confirmer, en place d'un autre", "l'autre copilote", "aussitôt",
                  office.mail("vera-terral", "report-confirm"))
        office.now = "2027-04-15 11:00"
        office.answer(office.mail("vera-terral", "report-confirm"), "oui")
        rounds("2027-04-15 11")
        self.keep("note-d-etape", "La note d'étape diffusée", "les membres du groupe", "dès qu'elle est confirmée",
                  office.mail("albane-montagnac", "report"))
        office.now = "2027-04-16 09:00"
        office.write("gilles-raynal-faure", to % "gt3-2", "Note d'étape : le commerce", "Voici.", files=[("commerce.pdf", 9000)])
        rounds("2027-04-16 09")
        office.now = "2027-04-16 10:00"
        office.answer(office.mail("gilles-raynal-faure", "report-received"), "Avec une faute en moins.",
                      files=[("commerce-2.pdf", 9000)])
        rounds("2027-04-16 10")
        self.keep("rapport-corrige", "Un rapport corrigé par son auteur", "son auteur", "aussitôt",
                  office.mail("gilles-raynal-faure", "report-received"))
        office.now = "2027-04-16 11:00"
        office.answer(office.mail("gilles-raynal-faure", "report-received"), "annule")
        rounds("2027-04-16 11")
        self.keep("rapport-retire", "Un rapport retiré", "son auteur", "aussitôt", office.mail("gilles-raynal-faure", "report-received"))

        # A pair with a vacancy, files that are too large, and a chantier where nobody may report.
        self.offices(("copilotes = sandrine-bertrandias; jean-marc-bacquie", "copilotes = sandrine-bertrandias"))
        office.now = "2027-04-19 08:30"
        office.write("sandrine-bertrandias", to % "gt4-2", "Note d'étape : les légumeries", "Ci-joint.", files=[("note.pdf", 9000)])
        office.write("theo-labrousse", to % "gt4-1", "Rapport final : l'énergie au village", "Voici le rapport.", files=photos)
        office.round("2027-04-19 08:35")
        office.round("2027-04-19 08:36")
        self.keep("rapport-secretariat", "Le binôme est incomplet", "l'auteur", "aussitôt",
                  office.mail("sandrine-bertrandias", "report-received"))
        question = office.mail("sandrine-bertrandias", "report-confirm")
        self.keep("rapport-a-confirmer-lourd", "À confirmer, sans ses fichiers", "qui le confirme",
                  "dès que le rapport est reçu", question)
        office.now = "2027-04-19 08:40"
        office.answer(question, "oui", who="sandrine-bertrandias")
        office.round("2027-04-19 08:45")
        self.keep("rapport-lourd", "Le rapport diffusé sans ses fichiers", "les membres du groupe", "dès qu'il est confirmé",
                  office.mail("alban-albarede", "report"))
        self.offices(("copilotes = sandrine-bertrandias\noffices_end_on = 2028-06-30\n", ""), ("rapporteurs = marianne-toulza", ""))
        office.now = "2027-04-19 08:50"
        office.write("alban-albarede", to % "gt4-2", "Rapport final", "Voici.", files=[("note.pdf", 9000)])
        office.round("2027-04-19 08:55")
        self.keep("rapport-vacance", "Un chantier dont les fonctions sont vacantes", "qui écrit à son adresse", "aussitôt",
                  office.mail("alban-albarede", "report-refused"))

    def offices(self, *changes):
        path = self.office.config / "assembly.conf"
        text = path.read_text()
        for before, after in changes:
            assert before in text, before
            text = text.replace(before, after)
        path.write_text(text)
        self.office.greffe("apply", str(path))

    # What is due ------------------------------------------------------------------------------------

    def first_reminders(self):
        office = self.office
        office.now = "2027-04-08 15:00"
        office.greffe("deadline", "add", "gt2-2", "2027-05-12", "Rapport d'étape")
        office.greffe("deadline", "add", "gt1-2", "2027-05-12", "Rapport d'étape")
        office.greffe("deadline", "add", "estelle-guiraud", "2027-05-12", "Note de frais de la visite", "--plan", "J-15")
        office.greffe("deadline", "add", "gt1", "2027-04-20", "Programme de travail", "--plan", "J-1, J+1")
        office.greffe("deadline", "add", "gt3", "2027-04-20", "Calendrier des ateliers", "--plan", "J-1, J+1")
        office.greffe("deadline", "add", "gt1", "2027-04-21", "Liste des intervenants", "--plan", "J+1")
        office.now = "2027-04-08 16:00"
        office.greffe("session", "new", office.file("gt2.conf", (
            "[session]\nid = gt2-2027-05-12\nbody = gt2\ntitle = Groupe « Qualité de vie et cohésion sociale »\n"
            "place = Maison de la Région, 3 place du Marché, Albi\n\n"
            "[part matin]\ntitle = Réunion\nstart = 2027-05-12 10:00\nend = 2027-05-12 12:30\n"
            "[agenda]\n1 = Saisine 2027-02 : le tourisme expérientiel\n")))
        office.greffe("session", "convene", "gt2-2027-05-12", "--yes")
        office.round("2027-04-08 16:11")
        when = "les jours de son plan, à 9 h ; une seule lettre par personne et par jour"
        self.keep("rappel-contribution", "Le rappel d'une contribution", "qui n'a pas répondu", when,
                  self.reminded("2027-04-12 09:00", "magali-cros"))
        self.keep("rappel-rapport", "Le rappel d'un rapport", "les rapporteurs du chantier", when,
                  office.mail("pierre-yves-jougla", "reminders"))
        self.also("rappel-partage", office.mail("mairie@mairie-cazeres-haut-les-vignes.example", "reminders"))

    def deadlines(self):
        office = self.office
        when = "les jours de son plan, à 9 h ; une seule lettre par personne et par jour"
        self.keep("rappel-tache", "Le rappel d'une chose à faire", "qui la doit", when,
                  self.reminded("2027-04-19 09:00", "khadija-negre"))
        office.now = "2027-04-20 10:00"
        office.answer(office.mail("lucile-toulza", "saisine", "2027-02"), "Des séjours à la ferme, toute l'année.")
        office.answer(office.mail("magali-cros", "convocation", "Groupe"), "présente")
        office.round("2027-04-20 10:05")
        mail = self.reminded("2027-04-27 09:00", "estelle-guiraud")
        self.keep("rappel-plusieurs", "Le rappel de plusieurs choses", "qui les doit", when, mail)
        self.keep("rappel-et-retards", "Le rappel, et ce que d'autres doivent", "une co-présidente ou un co-président",
                  "de même ; ce qui est en retard, sept jours après la date (réglable)", office.mail("lucile-toulza", "reminders"))
        self.keep("retards", "Ce qui est en retard", "les co-présidents", "sept jours après la date (réglable)",
                  office.mail("michel-ayral", "reminders"))
        self.keep("retard", "Une chose en retard", "les co-présidents", "de même", self.reminded("2027-04-28 09:00", "michel-ayral"))
        office.now = "2027-04-28 10:00"
        office.answer(mail, "1 néant\n2 présente\n3 fait\n9 fait\nmerci pour tout")
        office.round("2027-04-28 10:05")
        self.keep("compte-rendu", "Le compte rendu d'une réponse ligne par ligne", "qui a répondu", "aussitôt",
                  office.mail("estelle-guiraud", "transcript"))
        office.now = "2027-04-28 11:00"
        office.answer(mail, "2 fait\n4 présente")
        office.round("2027-04-28 11:05")
        self.keep("compte-rendu-fait", "Le compte rendu, tout est fait", "qui a répondu", "aussitôt",
                  office.mail("estelle-guiraud", "transcript"))

        # Where the server knows no addresses with +, subjects carry the matter.
        office.setting("subaddressing", "false")
        office.now = "2027-05-04 10:00"
        office.greffe("deadline", "add", "myriam-baylac", "2027-05-11", "Note de frais", "--plan", "J-6")
        office.greffe("deadline", "add", "gt1-1", "2027-05-12", "Rapport d'étape")
        office.greffe("saisine", "assign", "2027-03", "gt4")
        self.keep("rappel-sans-adresse", "Le rappel de plusieurs choses, sans sous-adresses",
                  "qui les doit, si le serveur ne connaît pas les adresses en « + »", when,
                  self.reminded("2027-05-05 09:00", "alix-gourdou"))
        self.keep("rappel-rapport-sans-adresse", "Le rappel d'un rapport, sans sous-adresses", "de même", when,
                  office.mail("pierre-yves-jougla", "reminders"))
        self.also("rappel-taches-sans-adresse", office.mail("myriam-baylac", "reminders"))
        self.also("saisine-sans-adresse", office.mail("oceane-palous", "saisine"))
        office.setting("subaddressing", "true")

    def reminded(self, now, who):
        self.office.round(now)
        return self.office.mail(who, "reminders")

    # Staff ------------------------------------------------------------------------------------------

    def staff(self):
        office = self.office
        self.keep("point-en-ordre", "Le point du matin, tout est en ordre", "le secrétariat", "chaque jour ouvré à 8 h (réglable)",
                  self.in_order)
        self.bounce(office.mail("therese-alquier", "convocation", "Groupe"))
        office.round("2027-05-10 07:30")
        office.round("2027-05-10 08:00")
        digest = office.mail(STAFF, "digest")
        self.keep("point", "Le point du matin", "le secrétariat", "chaque jour ouvré à 8 h (réglable)", digest)
        office.now = "2027-05-10 09:00"
        office.answer(digest, "1 ignorer\n2 présent\n99 fait", who=STAFF, sender=STAFF)
        office.round("2027-05-10 09:05")
        self.keep("compte-rendu-secretariat", "Le compte rendu d'une réponse au point du matin", "le secrétariat", "aussitôt",
                  office.mail(STAFF, "transcript"))

    def bounce(self, mail):
        """The member's server gives a mail up (RFC 3464)."""
        back = correspondent.address_of(mail.message["Reply-To"])
        text = (
            "From: MAILER-DAEMON@mx.mairie.example\nTo: %s\nSubject: Undelivered Mail Returned to Sender\n"
            "Auto-Submitted: auto-replied\nMIME-Version: 1.0\n"
            "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
            "--b\nContent-Type: text/plain\n\nYour message could not be delivered.\n\n"
            "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.mairie.example\n\n"
            "Final-Recipient: rfc822; %s\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 User unknown\n\n"
            "--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: %s\n\n--b--\n"
            % (back, mail.to, mail.message["Message-ID"]))
        self.office.post(email.message_from_string(text), "MAILER-DAEMON@mx.mairie.example", back, "none")

    # The end of a saisine ---------------------------------------------------------------------------

    def opinion(self):
        office = self.office
        office.now = "2027-05-13 08:30"
        office.answer(office.mail("alix-gourdou", "saisine", "2027-02"),
                      "Le pass culture territorial a doublé les visites hors saison.")
        office.round("2027-05-13 08:35")
        self.keep("contribution-en-retard", "La contribution reçue après la date", "son auteur", "aussitôt",
                  office.mail("alix-gourdou", "contribution"))
        office.now = "2027-05-24 10:00"
        office.greffe("saisine", "advance", "2027-02", "synthesis")
        office.greffe("saisine", "advance", "2027-05", "open")
        office.greffe("saisine", "advance", "2027-05", "synthesis")
        office.write("magali-cros", "greffe+saisine-2027-05@assemblee.example", "Mon avis", "Un parrainage par un ancien membre.")
        office.round("2027-05-24 10:05")
        self.keep("contribution-apres-cloture", "La contribution reçue après la clôture", "son auteur", "aussitôt",
                  office.mail("magali-cros", "contribution"))
        office.now = "2027-06-24 10:00"
        office.greffe("contribution", "add", "2027-02", "therese-alquier", office.file(
            "lettre.txt", "Q2 : il manque un guichet commun.\n"), self.paper("plan.pdf"))
        office.greffe("contribution", "add", "2027-02", "claude-bonnefont", office.file("lettre.txt", "Q2 : des guides.\n"))
        office.greffe("contribution", "export", "2027-02", str(office.instance / "dossier"))
        for state, note in (("plenary", ()), ("opinion", ()), ("follow-up", ("--note", (
                "La Région inscrit les séjours chez l'habitant dans son schéma du tourisme.\n"
                "Elle ouvre une aide à la formation des guides, à partir de janvier 2028.")))):
            office.greffe("saisine", "advance", "2027-02", state, *note)
        office.round("2027-06-24 10:05")
        self.keep("suites-donnees", "Les suites données", "tous ceux qui ont contribué", "quand le secrétariat les enregistre",
                  office.mail("firmin-de-lavaur", "follow-up"))
        self.also("suites-donnees-partagees", office.mail("raphael-begue", "follow-up"))
        self.also("dossier", Page(office.instance / "dossier" / "index.html", office.marked))
