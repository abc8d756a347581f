"""reports.py - the reports of the chantiers in the year: two confirmed by "oui", one that nobody
confirms in time and staff does, one that never comes and is told to the co-presidents.

check() counts every mail about them, person by person.
"""
from collections import Counter

GREFFE = "greffe@assemblee.example"


class Chantiers:
    def __init__(self, story):
        self.story = story
        self.mails = Counter()  # (chantier, who, beginning of the subject behind the tag)
        self.states = {}  # {chantier: state in the end}
        self.questions = {}  # {(chantier, who): mail}
        self.distributed = 0

    def deadline(self, chantier, title, date, created):
        """Staff sets the day of a report; its rapporteurs owe it."""
        self.story.thing(title, kind="report", date=date, created=created,
                         owed_by=self.story.rapporteurs(chantier), done={})
        self.story.on(created, lambda now: self.story.order("deadline", "add", "body/" + chantier, date, title,
                                                            now=now))

    def report(self, chantier, author, words, sent, confirmed=None, by=None):
        """Comes by mail; confirmed by one of the pair, or in the end by staff."""
        self.story.on(sent, lambda now: self.send(chantier, author, words, now))
        if by is not None:
            self.story.on(confirmed, lambda now: self.confirm(chantier, by))
        else:
            self.story.on(confirmed, lambda now: self.confirm_by_digest(chantier, now))

    def send(self, chantier, author, words, now):
        self.story.writers.write(author, "Bonjour,\n\nVoici notre document, bonne lecture.",
                                 to=GREFFE.replace("@", "+%s@" % chantier), subject="%s : %s" % words,
                                 files=["rapport.pdf", "carte.jpg"], dmarc="pass")
        self.mails[chantier, author, "Rapport bien reçu"] += 1
        for confirmer in self.pair(chantier):
            if confirmer != author:
                self.mails[chantier, confirmer, "À confirmer"] += 1
        self.states[chantier] = ("submitted", words[0])
        for name, thing in self.story.things.items():
            if thing["kind"] == "report" and name.endswith(chantier):
                self.story.close(name, now)

    def confirm(self, chantier, by):
        self.story.writers.write(by, "Oui", answers=self.questions[chantier, by])
        self.mails[chantier, by, "Confirmé"] += 1
        self.goes_out(chantier)

    def is_given_up(self, chantier, when):
        """Staff ends a deadline whose report never came."""
        def deed(now):
            found = self.story.ask("deadline", "list")["deadlines"]
            name = next(name for name, thing in self.story.things.items()
                        if thing["kind"] == "report" and name.endswith(chantier))
            self.story.order("deadline", "done", str(next(one["id"] for one in found if one["title"] == name)), now=now)
            self.story.close(name, now)
        self.story.on(when, deed)

    def waits_for_staff(self, chantier, since):
        """Nobody has confirmed it in time: a line of the digest."""
        self.story.thing(self.line(chantier), kind="waiting", date=since[:10], created=since,
                         owed_by=["staff"])

    def confirm_by_digest(self, chantier, now):
        self.story.answer_digest(self.line(chantier), "oui")
        self.story.close(self.line(chantier), now)
        self.goes_out(chantier)

    def line(self, chantier):
        """How the digest calls it."""
        return "%s, version 1" % chantier.upper()

    def pair(self, chantier):
        return self.story.holders(chantier.partition("-")[0], "copilotes")

    def goes_out(self, chantier):
        """To the group, and to all who hold an office here."""
        kind = self.states[chantier][1]
        group = chantier.partition("-")[0]
        people = {*self.story.group(group), *self.pair(chantier), *self.story.rapporteurs(chantier)}
        for slug in people:
            self.mails[chantier, slug, kind] += 1
        self.distributed += len(people)
        self.states[chantier] = ("distributed", kind)

    def reads(self, message, who):
        subject = " ".join(str(message["Subject"]).split())
        chantier = subject[1:subject.find("]")].lower()
        if subject.startswith("[GT") and "] À confirmer" in subject:
            self.questions[chantier, who] = message

    def differences(self, sent):
        faults = []
        for chantier, (state, _) in self.states.items():
            found = self.story.ask("report", "show", chantier)["state"]
            if found != state:
                faults.append("report of %s: %s, not %s" % (chantier, found, state))
        for key in sorted({*sent, *self.mails}):
            if sent[key] != self.mails[key]:
                faults.append("mails %s: %d, not %d" % (" ".join(key), sent[key], self.mails[key]))
        return faults

    def summary(self):
        states = Counter(state for state, _ in self.states.values())
        return "%d came, %d distributed to %d people" % (sum(states.values()), states["distributed"],
                                                         self.distributed)
