#!/usr/bin/python3
"""story.py DIR [FIRST LAST] - a year of the assembly in rehearsal, held against a table of its own.

An embedded instance in DIR with the reference assembly: a plenary is convened, four saisines are
referred on its day and go their way, forty people contribute (contributions.py), reports come by
mail or stay away (reports.py), the office is silent for some days. Four rounds a day from FIRST to
LAST (2027-01-04 and 2027-12-31 where left out); each reminder and each digest that leaves must be
one that table.py worked out from the dates alone, and each of those must have left; what is recorded
and acknowledged must be what the people wrote. Exit status 1 where anything is off.
"""
import argparse
import configparser
import csv
import datetime
import email.utils
import json
import re
import sys
import unicodedata
from collections import Counter, defaultdict

import table
from contributions import ARRIVED, FOLLOW_UP, QUESTION, WORDS, Writers
from office import CONFIG, GREFFE, STAFF, Office, Post, at, correspondent
from reports import Chantiers

ROUNDS = ("08:00", "08:01", "09:00", "09:01")  # whatever goes at an hour goes in its first round
PLENARY = "Assemblée plénière"
STAGES = {"received": ("attribution", "staff"), "assigned": ("ouverture aux contributions", "staff"),
          "open": ("contributions", "contributors"), "synthesis": ("synthèse", "rapporteurs"),
          "plenary": ("passage en plénière", "co-presidents"),
          "opinion": ("transmission de l'avis", "co-presidents"), "follow-up": ("suites données", "staff")}
ENDS = {"open": ["assigned"], "synthesis": ["open"], "plenary": ["synthesis"], "opinion": ["plenary"],
        "follow-up": ["opinion", "follow-up"]}  # what is done when a saisine comes to a stage
ASKED = ": votre contribution"
# Beginnings or parts of subjects: the kinds of mail that may leave.
KINDS = {"digest": r"Point du ", "reminder": r"Rappel : |Pour information, en retard",
         "convocation": r"(Convocation|Invitation) : ", "copy of a convocation": r"Pour information : ",
         "saisine": r"\[Saisine \S+\].*" + ASKED, "follow-up": FOLLOW_UP,
         "about a contribution": "|".join([*WORDS.values(), re.escape(QUESTION), ARRIVED]),
         "about a report": r"\[GT\d-\d\] ", "transcript": r"C'est fait"}


# The assembly -----------------------------------------------------------------------------------------

def members():
    """Rows of the reference roll: {slug: row}."""
    with open(CONFIG / "members.csv", encoding="utf-8") as lines:
        return {row["identifiant"]: row for row in csv.DictReader(lines, delimiter=";")}


def bodies():
    parser = configparser.ConfigParser(interpolation=None, delimiters=("=",), comment_prefixes=("#",))
    parser.read(CONFIG / "assembly.conf", encoding="utf-8")
    return {name[5:]: parser[name] for name in parser.sections() if name.startswith("body ")}


def slugs(value):
    return [word.strip() for word in re.split("[,;]", value or "") if word.strip()]


def plain(text):
    return unicodedata.normalize("NFC", " ".join(text.split()))


# What greffe sent -------------------------------------------------------------------------------------

class Sent:
    """The reminders and digests that left, read as a person reads them."""

    def __init__(self, roll):
        self.titles, self.rows, self.copies = [], [], []
        self.by_name = defaultdict(dict)  # {name: {address: slug}}
        for slug, row in roll.items():
            name = plain("%(civilité)s %(prénom)s %(nom)s" % row)
            self.by_name[name][row["courriel"].lower()] = slug
            for copy in slugs(row["copie"]):
                self.by_name[name][copy.lower()] = slug + " (copy)"

    def who(self, message):
        name, address = email.utils.parseaddr(str(message["To"]))
        known = self.by_name[plain(name)]
        people = {slug for slug in known.values() if not slug.endswith(" (copy)")}
        if address.lower() in known or len(people) == 1:
            return known.get(address.lower()) or people.pop()
        return "%s <%s>" % (name, address) if name else address

    def titles_in(self, lines):
        found = []
        for line in lines:
            known = [title for title in self.titles if line.startswith(title)]
            if known:
                found.append(max(known, key=len))
        return found

    def take(self, day, hour, message):
        subject = plain(message["Subject"])
        hour = {"08:01": "08:00", "09:01": "09:00"}.get(hour, hour)
        lines = [plain(line) for line in correspondent.text_of(message).splitlines()]
        if subject.startswith("Point du "):
            self.rows.append((day, hour, "digest", "staff", tuple(sorted(self.digest(lines)))))
        elif subject.startswith(("Rappel : ", "Pour information, en retard")):
            items = self.titles_in([subject.partition(" : ")[2]] if "réponses attendues" not in subject else [])
            items += self.titles_in(re.sub(r"^(\d+\.|-) ", "", line) for line in lines
                                    if re.match(r"(\d+\.|-) ", line))
            row = (day, hour, "reminder", self.who(message), tuple(sorted(set(items))))
            (self.copies if row[3].endswith(" (copy)") else self.rows).append(row)

    def digest(self, lines):
        heads = {"En retard :": "overdue: ", "À faire ou à préparer :": "due: ", "Séances à venir :": "silent: ",
                 "Messages qui attendent une décision :": "waiting: ",
                 "Rapports que personne n'a confirmés à temps :": "waiting: "}
        head, found = None, []
        for line in lines:
            if line.endswith(" :"):
                head = heads.get(line)
            for title in self.titles_in([re.sub(r"^(\d+\.|-) ", "", line)]) if head else []:
                found.append(head + title)
        return found or ["in order"]


def expected(given):
    """table.py's rows, without what a mail does not print."""
    rows = []
    for day, hour, kind, who, items in table.table(given):
        items = tuple(sorted({re.sub(r" \([^)]*\)$", "", item) for item in items}))
        rows.append((day, hour, kind, who, items))
    return sorted(rows)


# The story --------------------------------------------------------------------------------------------

class Story:
    """Deeds by moment; what is owed, for the table; what people did, for the books."""

    def __init__(self, office, first, last):
        self.office, self.first, self.last, self.dir = office, first, last, office.directory
        self.roll, self.bodies = members(), bodies()
        self.post, self.sent = Post(office), Sent(self.roll)
        self.things, self.deeds, self.outages = {}, defaultdict(list), []
        self.co_presidents = slugs(self.bodies["pleniere"]["co_presidents"])
        self.kinds, self.about_saisines, self.about_reports = Counter(), Counter(), Counter()
        self.invited, self.clock, self.digest, self.mails = {}, None, None, []
        self.writers, self.chantiers = Writers(self), Chantiers(self)

    # What the deeds are made of.

    def thing(self, name, **given):
        self.things[name] = {"name": name, **given}
        self.sent.titles.append(name)

    def close(self, name, when):
        self.things[name].setdefault("closed", when)

    def on(self, when, deed):
        self.deeds[when].append(deed)

    def silent(self, begin, end):
        """The daemon does not run; letters come in and commands are given as ever."""
        self.outages.append((begin, end))
        self.on(end, lambda now: None)

    def met_at(self, now):
        """When a letter of now is met."""
        return next((end for begin, end in self.outages if begin <= now < end), now)

    def order(self, *arguments, now):
        self.office.run("greffe", *arguments, now=now)

    def ask(self, *arguments):
        """What greffe says, as JSON; None where it refuses."""
        now = self.clock.strftime("%Y-%m-%d %H:%M")
        words = self.office.run("greffe", "--json", *arguments, now=now, may_refuse=True)
        return json.loads(words) if words else None

    def group(self, body):
        return [slug for slug, row in self.roll.items() if body in slugs(row["groupes"])]

    def holders(self, body, office):
        return slugs(self.bodies[body].get(office))

    def rapporteurs(self, body):
        return self.holders(body, "rapporteurs") + self.holders(body, "co_rapporteurs")

    def contributions_of(self, number):
        return self.things["Saisine %s, contributions" % number]

    def answer_digest(self, name, words):
        """Staff answers the line of the newest digest that begins with a name."""
        text = correspondent.text_of(self.digest)
        found = re.search(r"(?m)^(\d+)\. " + re.escape(name), text)
        if found is None:
            sys.exit("no line of the digest begins with %r:\n%s" % (name, text))
        self.writers.write(None, "%s %s" % (found[1], words), answers=self.digest, sender=STAFF)

    def settle(self, sender, verdict, now):
        held = self.ask("inbox", "held")["messages"]
        self.order("inbox", "settle", str(next(one["id"] for one in held if one["from"] == sender)), verdict, now=now)

    # The days.

    def begin(self):
        self.office.found()
        for order in (("apply", CONFIG / "assembly.conf"), ("member", "import", CONFIG / "members.csv")):
            self.order(*map(str, order), now=self.first + " 07:00")

    def days(self):
        day = datetime.date.fromisoformat(self.first)
        while str(day) <= self.last:
            yield str(day)
            day += datetime.timedelta(days=1)

    def play(self):
        for day in self.days():
            for hour in sorted(set(ROUNDS) | {when[11:] for when in self.deeds if when.startswith(day)}):
                self.come_to("%s %s" % (day, hour))

    def come_to(self, now):
        self.clock = at(now)
        for deed in self.deeds.get(now, []):
            deed(now)
        if self.met_at(now) == now:
            self.office.run("greffed", "--once", now=now)
        for message in self.post.fresh():
            self.sent.take(now[:10], now[11:], message)
            self.reads(now, message)

    def reads(self, now, message):
        """What somebody keeps of a mail, and what kind it is of."""
        subject, who = plain(message["Subject"]), self.sent.who(message)
        kind = next((kind for kind, words in KINDS.items() if re.search(words, subject)), "unknown: " + subject)
        self.kinds[kind] += 1
        self.mails.append((now, message))
        if kind == "digest":
            self.digest = message
        if who.endswith(" (copy)"):
            return
        if correspondent.calendar_of(message) is not None:
            self.keep_invitation(message, who)
        self.writers.reads(message, who)
        self.chantiers.reads(message, who)
        if kind in ("saisine", "about a contribution", "follow-up"):
            number = re.search(r"[Ss]aisine (2027-\d\d)", subject)[1]
            words = next(words for words in (ASKED, *WORDS.values(), QUESTION, ARRIVED, FOLLOW_UP) if words in subject)
            self.about_saisines[number, who, words] += 1
        if kind == "about a report":
            tag, words = re.match(r"\[(GT\d-\d)\] (.*?) : ", subject).groups()
            self.about_reports[tag.lower(), who, words] += 1

    def keep_invitation(self, message, who):
        fields = correspondent.parse_event(correspondent.calendar_of(message))
        address = re.sub("(?i)^mailto:", "", fields["ATTENDEE"][1])
        name = email.utils.parseaddr(message["To"])[0]
        invitation = correspondent.Invitation("", message, fields, address, name)
        if not invitation.guest:
            self.invited[who] = invitation

    # The plenary: convened, answered by most, held.

    def plenary(self, day, convened):
        def convene(now):
            draft = (CONFIG / "session.conf").read_text().replace("2027-03-12", day)
            draft = re.sub(r"(?m)^\[documents\][^\[]*", "", draft)
            path = self.dir / "session.conf"
            path.write_text(draft)
            self.order("session", "new", str(path), now=now)
            self.order("session", "convene", "pleniere-" + day, "--yes", now=now)

        def answer(now):
            for slug in sorted(self.invited)[:200]:
                self.post.click(self.invited[slug], ("outlook", "google", "apple", "sogo")[len(slug) % 4],
                                "ACCEPTED", at(now))
                self.things[PLENARY]["done"][slug] = now
            self.things[PLENARY]["owed_by"] = sorted(self.invited)

        self.thing(PLENARY, kind="session", date=day, created=convened, owed_by=[], done={},
                   plan="J-15, J-7, J-2", closed=day + " 09:30")
        half_a_year_later = "2027-09-30"
        self.thing("Prévoir la prochaine assemblée plénière", kind="rhythm", date=half_a_year_later,
                   created=day + " 23:00", owed_by=["staff"], plan="J-90, J-60, J-30, J-7, J+1")
        self.on(convened, convene)
        self.on(convened[:11] + "09:30", lambda now: None)  # when it has left
        self.on(convened[:11] + "14:00", answer)

    # The saisines of the example, ten years later.

    def saisine(self, rank, assigned_to, when, moves):
        draft = re.sub(r"20(1[78])", lambda year: "20" + str(int(year[1]) + 10),
                       (CONFIG / "saisines" / ("2017-0%d.conf" % rank)).read_text())
        draft = re.sub(r"(?m)^\[documents\][^\[]*", "", draft)
        number, path = "2027-0%d" % rank, self.dir / ("saisine-%d.conf" % rank)
        path.write_text(draft)
        group = self.group(assigned_to[-1])

        def enter(now):
            self.order("saisine", "new", str(path), now=now)
            for body in assigned_to:
                self.order("saisine", "assign", number, body, now=now)
            for slug in group:
                self.writers.book.tell(number, slug, ASKED)

        def move(state):
            def deed(now):
                if state == "follow-up":
                    self.order("saisine", "advance", number, state, "--note", "La Région a retenu l'avis.", now=now)
                    self.writers.follow_up(number)
                else:
                    self.order("saisine", "advance", number, state, now=now)
            return deed

        self.on(when, enter)
        reporters = [slug for body in assigned_to for slug in self.rapporteurs(body)]
        owed = {"contributors": group, "rapporteurs": reporters or self.holders(assigned_to[-1], "copilotes"),
                "co-presidents": self.co_presidents, "staff": ["staff"]}
        ends = {"received": when, **{stage: then for state, then in moves.items() for stage in ENDS[state]}}
        for stage, due_on in re.findall(r"\[stage (\S+)\]\ndue_on = (\S+)", draft):
            title, role = STAGES[stage]
            more = {"closed": ends[stage]} if stage in ends else {}
            self.thing("Saisine %s, %s" % (number, title), kind="stage", date=due_on, created=when,
                       owed_by=owed[role], done={}, **more)
        for state, moment in moves.items():
            self.on(moment, move(state))

    # The end.

    def off_from_table(self):
        """Reminders and digests that are missing, too many, or came twice."""
        given = {"from": self.first, "to": self.last, "staff": "staff", "co_presidents": self.co_presidents,
                 "things": [thing for thing in self.things.values() if thing["created"] >= self.first],
                 "outages": self.outages}
        wanted, got = expected(given), list(self.sent.rows)
        got += [row for row in self.sent.copies if row[:3] + (row[3][:-7], row[4]) not in got]
        off = {"missing": set(wanted) - set(got), "surplus": set(got) - set(wanted),
               "twice": {row for row, count in Counter(got).items() if count > 1}}
        return {name: sorted(rows) for name, rows in off.items()}

    def off_from_books(self):
        return (self.writers.differences(self.about_saisines) + self.chantiers.differences(self.about_reports) +
                [kind for kind in self.kinds if kind.startswith("unknown")])

    def faults(self):
        return self.off_from_books() + ["%s: %s" % (name, " | ".join(map(str, row)))
                                        for name, rows in self.off_from_table().items() for row in rows]

    def tell(self):
        """What came of it, for people to read."""
        reminders = [row for row in self.sent.rows if row[2] == "reminder"]
        off, books = self.off_from_table(), self.off_from_books()
        books += ["came twice: " + message["Subject"] for message in self.post.repeated]
        print("From %s to %s: %d mails" % (self.first, self.last, len(self.mails)))
        print("  by kind: %s" % ", ".join("%d %s" % (count, kind) for kind, count in self.kinds.most_common()))
        for begin, end in self.outages:
            if self.first <= begin <= self.last:
                print("  the daemon did not run from %s to %s" % (begin, end))
        print("Contributions: %s" % self.writers.summary())
        print("Reports: %s" % self.chantiers.summary())
        print("  %d off from the books" % len(books))
        print("Reminders: %d; digests: %d" % (len(reminders), len(self.sent.rows) - len(reminders)))
        print("  %s" % ", ".join("%d %s" % (len(rows), name) for name, rows in off.items()))
        for fault in self.faults()[:40]:
            print("   OFF, " + fault)
        return not books and not any(off.values())


def the_year(office, first, last):
    story = Story(office, first, last)
    if first <= "2027-02-22":
        story.plenary("2027-03-31", "2027-02-22 09:00")
    story.saisine(1, ["gt3-2", "gt3"], "2027-03-31 18:00",
                  {"open": "2027-03-31 18:10", "synthesis": "2027-04-12 10:00", "plenary": "2027-05-10 10:00",
                   "opinion": "2027-06-23 17:00", "follow-up": "2027-07-12 10:00"})
    story.saisine(2, ["gt2"], "2027-03-31 18:00",
                  {"open": "2027-04-02 10:00", "synthesis": "2027-05-24 10:00", "plenary": "2027-06-18 10:00",
                   "opinion": "2027-06-23 17:00", "follow-up": "2027-07-06 10:00"})
    story.saisine(3, ["gt4"], "2027-03-31 18:00", {"open": "2027-10-04 10:00"})
    story.saisine(4, ["gt1"], "2027-03-31 18:00",
                  {"open": "2027-04-05 10:00", "synthesis": "2027-10-08 10:00", "plenary": "2027-11-22 10:00",
                   "opinion": "2027-12-10 17:00", "follow-up": "2027-12-20 10:00"})
    chantiers = story.chantiers
    chantiers.deadline("gt3-1", "Note d'étape du chantier gt3-1", "2027-04-09", "2027-03-01 10:00")
    chantiers.report("gt3-1", "vera-terral", ("Note d'étape", "accueillir de nouveaux habitants"),
                     sent="2027-04-06 11:00", confirmed="2027-04-07 10:00", by="anatole-rouquie")
    chantiers.deadline("gt1-2", "Rapport final du chantier gt1-2", "2027-05-28", "2027-04-12 15:00")
    chantiers.report("gt1-2", "pierre-yves-jougla", ("Rapport final", "usages numériques des vallées"),
                     sent="2027-05-20 11:00", confirmed="2027-05-21 10:00", by="khadija-negre")
    chantiers.deadline("gt4-1", "Rapport final du chantier gt4-1", "2027-10-22", "2027-09-06 15:00")
    chantiers.report("gt4-1", "theo-labrousse", ("Rapport final", "énergie des communes"),
                     sent="2027-10-18 10:00", confirmed="2027-10-25 10:00")
    chantiers.waits_for_staff("gt4-1", "2027-10-23 10:00")
    # Never comes: in the digests from 13 September, to the co-presidents on the 17th, ended by staff.
    chantiers.deadline("gt2-1", "Rapport final du chantier gt2-1", "2027-09-10", "2027-06-28 15:00")
    chantiers.is_given_up("gt2-1", "2027-10-11 10:00")
    # In the month of `make check` over a reminder of the session; in June over three of saisines; in July, a day, over
    # what only the digest tells.
    story.silent("2027-03-15 19:00", "2027-03-18 10:30")
    story.silent("2027-06-08 08:30", "2027-06-17 14:00")
    story.silent("2027-07-01 12:00", "2027-07-02 15:00")
    return story


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("dir")
    parser.add_argument("first", nargs="?", default="2027-01-04")
    parser.add_argument("last", nargs="?", default="2027-12-31")
    given = parser.parse_args()
    story = the_year(Office(given.dir), given.first, given.last)
    story.begin()
    story.play()
    sys.exit(0 if story.tell() else 1)


if __name__ == "__main__":
    main()
