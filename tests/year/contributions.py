"""contributions.py - the forty who contribute to the four saisines of the year, and the book of it.

Each writes in a shape of its own: an answer, a mail to the saisine's address, a telephone with its
photos, several mails, a corrected version, "annule", numbered and quoted questions, nothing to say,
a link, late, from elsewhere, by hand. The book says what must have been kept of that, version by
version, and which mails must have gone out; check() holds greffe against it.
"""
import email.message
import email.policy
import email.utils
import hashlib
import re
from collections import Counter, defaultdict

GREFFE, STAFF, SERVER = "greffe@assemblee.example", "secretariat@region.example", "mx.assemblee.example"

# Saisine, shape, moments. The shapes are the methods of Writers of these names.
PLAN = """
    1 answers           03-31 19:00
    1 to_the_address    03-31 19:00
    1 telephones        03-31 19:10
    1 attaches_three    03-31 19:20
    1 numbers           03-31 19:30
    1 has_nothing       03-31 19:40
    1 from_elsewhere    04-01 10:00, 04-01 12:00
    1 answers           04-02 10:00
    1 is_not_known      04-05 11:00, 04-06 10:00
    1 by_hand           04-07 15:00, 04-08 11:30
    2 answers           04-08 10:00
    2 quotes            04-08 10:10
    2 in_two_mails      04-09 10:00, 04-09 10:30
    2 corrects          04-12 11:00, 05-03 09:30
    2 withdraws         04-12 11:10, 04-20 16:00
    2 answers           04-15 10:00
    2 sends_a_link      04-26 17:00
    2 has_no_remark     05-10 10:00
    2 to_the_address    05-11 18:00
    2 unasked           05-12 12:00
    2 answers           05-14 10:00
    4 answers           04-12 10:00
    4 telephones        05-18 10:00
    4 attaches_three    06-10 10:00
    4 comes_back        06-21 10:00, 07-05 11:00, 09-27 10:00
    4 of_two_matters    06-21 10:30, 06-22 10:00
    4 in_two_mails      06-24 10:00, 06-24 10:30
    4 by_another        07-20 10:00, 07-21 10:00
    4 quotes            08-26 10:00
    4 declines          08-30 11:00
    4 numbers           10-01 10:00
    3 answers           10-12 10:00
    3 to_the_address    10-13 10:00
    3 telephones        10-14 10:00
    3 attaches_three    10-19 10:00
    3 numbers           10-20 10:00
    3 answers           10-21 10:00
    3 corrects          10-26 10:00, 11-08 10:00
    3 sends_a_link      11-09 10:00
    3 denies            11-15 10:00, 11-15 14:00
    3 is_forged         11-16 10:00, 11-17 10:00
    3 by_hand           12-01 10:00, 12-02 10:00
"""
WORDS = {"new": "Contribution enregistrée", "added": "Contribution enregistrée",
         "replaced": "Contribution enregistrée", "withdrawn": "Retrait enregistré",
         "nothing": "Réponse enregistrée"}
QUESTION, ARRIVED, FOLLOW_UP = "Est-ce bien vous ?", "Message bien arrivé", "suites données"


def plan():
    for line in PLAN.strip().splitlines():
        rank, shape, moments = line.split(maxsplit=2)
        yield int(rank), shape, ["2027-" + moment for moment in moments.split(", ")]


def a_file(name):
    """Bytes that begin as a file of that name does."""
    head = {"jpg": b"\xff\xd8\xff\xe0\x00\x10JFIF\x00", "pdf": b"%PDF-1.4\n", "docx": b"PK\x03\x04"}
    return head[name.rpartition(".")[2]] + ("bytes of %s\n" % name).encode() * 50


TYPES = {"jpg": "image/jpeg", "pdf": "application/pdf",
         "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document"}


class Book:
    """What must be kept: {(number, slug): versions}, and the mails that must go out about it."""

    def __init__(self, story):
        self.story = story
        self.versions, self.nothing, self.mails = defaultdict(list), set(), Counter()
        self.letters = Counter()  # (state, reason) of letters

    def counting(self, number):
        """Those whose contribution counts."""
        return sorted(slug for (of, slug), versions in self.versions.items()
                      if of == number and versions[-1]["state"] == "received")

    def tell(self, number, slug, words):
        self.mails[number, slug, words] += 1

    def says(self, number, slug, how, now):
        """Whether they owe it changes with what they say."""
        done = self.story.contributions_of(number)["done"]
        if slug in self.story.contributions_of(number)["owed_by"]:
            moments = done.setdefault(slug, [])
            if (how == "withdrawn") == (len(moments) % 2 == 1):
                moments.append(now)
        if how == "nothing":
            self.nothing.add((number, slug))
        else:
            self.nothing.discard((number, slug))
        self.tell(number, slug, WORDS[how])

    def keep(self, number, slug, now, how="new", files=(), questions=(), links=0, source="mail"):
        versions = self.versions[number, slug]
        sums = {name: hashlib.sha256(a_file(name)).hexdigest() for name in files}
        version = {"state": "received", "files": sums, "questions": list(questions), "links": links,
                   "late": now[:10] > self.story.contributions_of(number)["date"], "source": source}
        if how == "added":
            former = versions[-1]
            version["files"] = {**former["files"], **sums}
            version["questions"] = sorted({*former["questions"], *questions})
            version["links"] += former["links"]
        if how != "new":
            versions[-1]["state"] = "replaced"
        versions.append(version)
        self.says(number, slug, how, now)

    def withdraw(self, number, slug, now):
        self.versions[number, slug][-1]["state"] = "withdrawn"
        self.says(number, slug, "withdrawn", now)


class Writers:
    def __init__(self, story):
        self.story, self.book = story, Book(story)
        self.chosen = defaultdict(list)  # {rank: slugs}
        self.asked, self.questions, self.reminders = {}, {}, {}
        groups = {1: "gt3", 2: "gt2", 3: "gt4", 4: "gt1"}
        addresses = Counter(row["courriel"] for row in story.roll.values())
        for rank, shape, moments in plan():
            group = "gt4" if shape == "unasked" else groups[rank]
            slug = next(slug for slug, row in story.roll.items()
                        if row["groupes"] == group and addresses[row["courriel"]] == 1
                        and "," not in row["courriel"] and slug not in sum(self.chosen.values(), []))
            self.chosen[rank].append(slug)
            for part, moment in enumerate(moments):
                self.schedule(rank, shape, slug, moment, part)

    def schedule(self, rank, shape, slug, moment, part):
        self.story.on(moment, lambda now: getattr(self, shape)("2027-%02d" % rank, slug,
                                                               self.story.met_at(now), part))

    def reads(self, message, who):
        """What they keep of the mails about saisines."""
        subject = " ".join(str(message["Subject"]).split())
        number = (re.search(r"[Ss]aisine (2027-\d\d)", subject) or [None, None])[1]
        for kind, box in ((": votre contribution", self.asked), (QUESTION, self.questions)):
            if number and kind in subject:
                box[number, who] = message
        if subject.startswith("Rappel"):
            self.reminders[who] = message

    # Writing --------------------------------------------------------------------------------------

    def person(self, slug):
        row = self.story.roll[slug]
        return "%s %s" % (row["prénom"], row["nom"]), row["courriel"]

    def write(self, slug, text, answers=None, to=None, files=(), sender=None, subject=None, dmarc=None):
        """A mail; `answers` is what it quotes, `dmarc` what the mail server found of its sender."""
        name, address = self.person(slug) if slug else ("", sender)
        sender = sender or address
        mail = email.message.EmailMessage(policy=email.policy.SMTP)
        if dmarc:
            mail["Authentication-Results"] = "%s; dmarc=%s header.from=%s" % (
                SERVER, dmarc, sender.partition("@")[2])
        mail["From"] = email.utils.formataddr((name, sender))
        mail["To"] = to or str(answers["Reply-To"])
        mail["Subject"] = subject or "Re: " + " ".join(str(answers["Subject"]).split())
        mail["Date"] = email.utils.format_datetime(self.story.clock)
        mail["Message-ID"] = self.story.post.message_id(sender.partition("@")[2])
        if answers is not None:
            mail["In-Reply-To"] = mail["References"] = answers["Message-ID"]
            if "\n> " not in text:
                text += "\n\nLe lun. 5 avr. 2027 à 09:11, Assemblée des Territoires <%s> a écrit :\n%s" % (
                    GREFFE, self.quoted(answers))
        mail.set_content(text + "\n")
        for file in files:
            main, sub = TYPES[file.rpartition(".")[2]].split("/")
            mail.add_attachment(a_file(file), maintype=main, subtype=sub, filename=file)
        self.story.post.send(mail, sender, email.utils.parseaddr(str(mail["To"]))[1])

    def quoted(self, message):
        return "".join("> %s\n" % line for line in message.get_body(("plain",)).get_content().splitlines())

    def address(self, number):
        return GREFFE.replace("@", "+saisine-%s@" % number)

    def answer(self, number, slug, text, **more):
        self.write(slug, text, answers=self.asked[number, slug], **more)

    # The shapes: (number, slug, now, part of it) ----------------------------------------------------

    def answers(self, number, slug, now, part):
        self.answer(number, slug, "Bonjour,\n\nNos villages ont besoin de commerces et d'une ligne de car le "
                    "dimanche.\n\nCordialement")
        self.book.keep(number, slug, now)

    def to_the_address(self, number, slug, now, part):
        self.write(slug, "Madame, Monsieur,\n\nNotre territoire propose une halle commune et un marché du soir.",
                   to=self.address(number), subject="Avis de notre territoire", dmarc="pass")
        self.book.keep(number, slug, now)

    def telephones(self, number, slug, now, part):
        photos = ("IMG_0412.jpg", "IMG_0413.jpg")
        self.answer(number, slug, "Voici la place du village, tout est fermé depuis un an.\n\n"
                    "Envoyé de mon iPhone", files=photos, dmarc="pass")
        self.book.keep(number, slug, now, files=photos)

    def attaches_three(self, number, slug, now, part):
        files = ("avis.docx", "plan.pdf", "budget.pdf")
        self.answer(number, slug, "Bonjour,\n\nVoici l'avis de notre communauté de communes, avec le plan et "
                    "le budget.", files=files)
        self.book.keep(number, slug, now, files=files)

    def numbers(self, number, slug, now, part):
        self.answer(number, slug, "Q1 : les marchés de plein vent et les tiers-lieux.\n\n"
                    "Q2 : les familles sans voiture, surtout l'hiver.")
        self.book.keep(number, slug, now, questions=[1, 2])

    def quotes(self, number, slug, now, part):
        """Below the first question, where it stands in the mail."""
        above, question, below = re.split(r"(?m)^(> Q1\. .*\n)", self.quoted(self.asked[number, slug]), maxsplit=1)
        self.answer(number, slug, "Bonjour, ma réponse est dans le texte.\n\n%s%s\nIl manque surtout du temps "
                    "et des personnes formées.\n\n%s" % (above, question, below))
        self.book.keep(number, slug, now, questions=[1])

    def in_two_mails(self, number, slug, now, part):
        if part == 0:
            self.answer(number, slug, "Voici la première partie de notre avis, la suite arrive.",
                        files=["partie-1.pdf"])
            self.book.keep(number, slug, now, files=["partie-1.pdf"])
        else:
            self.answer(number, slug, "Voici la suite.", files=["partie-2.pdf"])
            self.book.keep(number, slug, now, "added", files=["partie-2.pdf"])

    def corrects(self, number, slug, now, part):
        self.answer(number, slug, ("Notre avis est joint. Il porte sur l'ensemble du sujet, vu de la montagne."
                                   if part == 0 else
                                   "Annule et remplace : notre avis corrigé est joint, le premier avait une erreur "
                                   "de chiffre."), files=["avis-%d.pdf" % part])
        self.book.keep(number, slug, now, "replaced" if part else "new", files=["avis-%d.pdf" % part])

    def withdraws(self, number, slug, now, part):
        if part == 0:
            self.answers(number, slug, now, part)
        else:
            self.answer(number, slug, "annule")
            self.book.withdraw(number, slug, now)

    def comes_back(self, number, slug, now, part):
        if part == 1:
            self.answer(number, slug, "Je retire ma contribution.")
            self.book.withdraw(number, slug, now)
        else:
            self.answers(number, slug, now, part)

    def sends_a_link(self, number, slug, now, part):
        self.answer(number, slug, "Nos documents sont trop lourds, ils sont ici : https://we.tl/t-AbCdEf1234\n"
                    "Le lien est valable une semaine.")
        self.book.keep(number, slug, now, links=1)

    def has_nothing(self, number, slug, now, part):
        self.answer(number, slug, "Néant")
        self.book.says(number, slug, "nothing", now)

    def has_no_remark(self, number, slug, now, part):
        self.answer(number, slug, "Bonjour,\n\nPas de remarque.\n\nCordialement")
        self.book.says(number, slug, "nothing", now)

    def declines(self, number, slug, now, part):
        """In answer to a reminder."""
        self.write(slug, "néant", answers=self.reminders[slug])
        self.book.says(number, slug, "nothing", now)

    def unasked(self, number, slug, now, part):
        self.to_the_address(number, slug, now, part)

    def by_hand(self, number, slug, now, part):
        words, scan = self.story.dir / ("%s.txt" % slug), self.story.dir / "scan.pdf"
        if part == 0:
            words.write_text("Q1 : lettre reçue par la poste.\n")
            self.story.order("contribution", "add", number, slug, str(words), now=now)
            self.book.keep(number, slug, now, questions=[1], source="paper")
        else:
            scan.write_bytes(a_file("scan.pdf"))
            self.story.order("contribution", "add", number, slug, "--more", str(scan), now=now)
            self.book.keep(number, slug, now, "added", files=["scan.pdf"], source="paper")
        # Who sent a letter of paper reads no mail about it.
        self.book.mails -= Counter({(number, slug, WORDS["new"]): 1})

    # Those who are not sure -------------------------------------------------------------------------

    def waits(self, name, now):
        self.story.thing(name, kind="waiting", date=now[:10], created=now, owed_by=["staff"])

    def elsewhere(self, slug):
        return slug.split("-")[0] + "@perso.example"

    def writes_from_elsewhere(self, number, slug, now):
        name = self.person(slug)[0]
        self.answer(number, slug, "Je vous écris de chez moi : il faut une maison de santé.",
                    sender=self.elsewhere(slug))
        self.book.tell(number, slug, QUESTION)
        self.waits(name, now)

    def concludes(self, number, slug, now, word):
        self.write(slug, word, answers=self.questions[number, slug])
        self.story.close(self.person(slug)[0], now)
        self.book.letters["applied", "confirmation"] += 1

    def from_elsewhere(self, number, slug, now, part):
        if part == 0:
            return self.writes_from_elsewhere(number, slug, now)
        self.concludes(number, slug, now, "Oui, c'est bien moi.")
        self.book.letters["applied", "confirmed-by-member"] += 1
        return self.book.keep(number, slug, now)

    def denies(self, number, slug, now, part):
        if part == 0:
            return self.writes_from_elsewhere(number, slug, now)
        self.book.letters["ignored", "denied-by-member"] += 1
        return self.concludes(number, slug, now, "Non")

    def is_not_known(self, number, slug, now, part):
        """A secretary's office; staff says by a line of the digest whose contribution it is."""
        stranger = "accueil@mairie-inconnue.example"
        if part == 0:
            self.write(None, "Bonjour, voici l'avis de notre maire sur les médecins de la vallée.",
                       to=self.address(number), sender=stranger, subject="Avis", dmarc="pass")
            self.waits(stranger, now)
            return self.book.tell(number, stranger, ARRIVED)
        return self.settle_by_digest(stranger, "%s/%s" % (number, slug), now)

    def settle_by_digest(self, name, words, now):
        number, slug = words.split()[-1].split("/")
        self.story.answer_digest(name, words)
        self.story.close(name, now)
        self.book.letters["applied", "settled-by-staff"] += 1
        self.book.keep(number, slug, now)

    def of_two_matters(self, number, slug, now, part):
        name = self.person(slug)[0]
        if part == 0:
            self.answer(number, slug, "Ma réponse vaut pour les deux sujets : former les habitants.",
                        subject="Re: Saisine 2027-03 et saisine %s" % number)
            return self.waits(name, now)
        return self.settle_by_digest(name, "saisine %s/%s" % (number, slug), now)

    def by_another(self, number, slug, now, part):
        """A colleague answers the mail of another member; staff says that it is the colleague's own."""
        name, sender = self.person(slug)
        if part == 0:
            self.write(slug, "Mon avis, en réponse au message de ma collègue : plus de fibre.",
                       answers=self.asked[number, self.chosen[4][0]])
            return self.waits(name, now)
        self.story.settle(sender, "saisine/%s/%s" % (number, slug), now)
        self.story.close(name, now)
        self.book.letters["applied", "settled-by-staff"] += 1
        return self.book.keep(number, slug, now)

    def is_forged(self, number, slug, now, part):
        name, sender = self.person(slug)
        if part == 0:
            self.write(slug, "Je suis contre tout.", to=self.address(number), subject="Avis", dmarc="fail")
            return self.waits(name, now)
        self.story.settle(sender, "ignore", now)
        self.story.close(name, now)
        self.book.letters["ignored", "ignored-by-staff"] += 1
        return None

    # The end ----------------------------------------------------------------------------------------

    def follow_up(self, number):
        """The follow-up goes to all whose contribution counts."""
        for slug in self.book.counting(number):
            self.book.tell(number, slug, FOLLOW_UP)

    def differences(self, sent):
        """Where greffe's records, or the mails (number, who, words) that it sent, are not those of the book."""
        faults = []
        got = {}
        for number in sorted({name[8:15] for name in self.story.things if name.endswith(", contributions")}):
            people = self.story.ask("saisine", "show", number)["people"]
            got.update({(number, one["id"]): one["said"] for one in people if one["said"] != "silent"})
        for key in sorted({*self.book.versions, *self.book.nothing, *got}):
            faults += self.differences_of(key, got.get(key))
        for state_reason, count in self.book.letters.items():
            messages = self.story.ask("inbox", "list", "--all")["messages"]
            found = sum((one["state"], one["reason"]) == state_reason for one in messages)
            if found != count:
                faults.append("letters %s: %d, not %d" % (" ".join(state_reason), found, count))
        for key in sorted({*sent, *self.book.mails}):
            if sent[key] != self.book.mails[key]:
                faults.append("mails %s: %d, not %d" % (" ".join(key), sent[key], self.book.mails[key]))
        return faults

    def differences_of(self, key, said):
        wanted, got = self.book.versions.get(key, []), []
        if wanted:
            shown = (self.story.ask("contribution", "show", "/".join(key)) or {"versions": []})["versions"]
            got = [{"state": one["state"], "questions": one["questions"], "links": len(one["links"]),
                    "files": {file["name"]: file["sha256"] for file in one["files"] if file["where"] == "kept"},
                    "late": one["late"], "source": one["source"]} for one in reversed(shown)]
        word = ("contributed" if wanted and wanted[-1]["state"] == "received" else
                "nothing" if key in self.book.nothing else None)
        faults = [] if said == word else ["%s/%s: %s, not %s" % (*key, said, word)]
        return faults + (["%s/%s: %s, not %s" % (*key, got, wanted)] if got != wanted else [])

    def summary(self):
        all_of = [version for versions in self.book.versions.values() for version in versions]
        last = [versions[-1]["state"] for versions in self.book.versions.values()]
        return ("%d wrote, %d contributions count in %d versions, %d withdrawn, %d late, %d with links, %d files; "
                "%d had nothing to say" % (
                    len(self.book.versions) + len(self.book.nothing), last.count("received"), len(all_of),
                    sum(one["state"] == "withdrawn" for one in all_of), sum(one["late"] for one in all_of),
                    sum(one["links"] > 0 for one in all_of),
                    sum(len(versions[-1]["files"]) for versions in self.book.versions.values()),
                    len(self.book.nothing)))
