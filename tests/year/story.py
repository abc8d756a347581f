#!/usr/bin/python3
"""story.py DIR [FIRST LAST] - a year of the assembly in rehearsal, held against a table of its own.

An embedded instance in DIR with the reference assembly: a plenary is convened, four saisines are
referred on its day and go their way, contributions and a report come by mail, another report stays
away. Four rounds a day from FIRST to LAST (2027-01-04 and 2027-12-31 where left out); each reminder
and each digest that leaves must be one that table.py worked out from the dates alone, and each of
those must have left. Exit status 1 where one is off.
"""
import configparser
import csv
import datetime
import email
import email.policy
import json
import os
import re
import subprocess
import sys
import unicodedata
import zoneinfo
from collections import defaultdict
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(TOP / "tests" / "demo"))
import correspondent  # noqa: E402
import table  # noqa: E402

PARIS = zoneinfo.ZoneInfo("Europe/Paris")
DIR = Path(sys.argv[1]).resolve()
FIRST, LAST = (sys.argv[2:4] if len(sys.argv) > 3 else ("2027-01-04", "2027-12-31"))
BUILD = Path(os.environ.get("GREFFE_BUILD", TOP / "build" / "dev")).resolve()
INSTANCE = DIR / "instance"
CONFIG = TOP / "config"
GREFFE, STAFF = "greffe@assemblee.example", "secretariat@region.example"
ROUNDS = ("08:00", "08:01", "09:00", "09:01")
PLENARY = "Assemblée plénière"
STAGES = {"received": ("attribution", "staff"), "assigned": ("ouverture aux contributions", "staff"),
          "open": ("contributions", "contributors"), "synthesis": ("synthèse", "rapporteurs"),
          "plenary": ("passage en plénière", "co-presidents"),
          "opinion": ("transmission de l'avis", "co-presidents"), "follow-up": ("suites données", "staff")}
ENDS = {"open": ["assigned"], "synthesis": ["open"], "plenary": ["synthesis"], "opinion": ["plenary"],
        "follow-up": ["opinion", "follow-up"]}  # what is done when a saisine comes to a stage


def at(text):
    return datetime.datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=PARIS)


def run(program, *arguments, now=None):
    command = [BUILD / program, "-C", INSTANCE] + (["--now", at(now).isoformat()] if now else [])
    done = subprocess.run(command + list(arguments), capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit("%s %s, at %s: %s" % (program, " ".join(arguments), now, done.stderr + done.stdout))
    return done.stdout


def a_round(now):
    run("greffed", "--once", now=now)


class Post(correspondent.Post):
    """The instance's own Maildirs, without a server."""

    def __init__(self):
        super().__init__(DIR, 0, None, GREFFE)

    def send(self, message, sender, recipient):
        self.count += 1
        head = "Return-Path: <%s>\nDelivered-To: %s\n" % (sender, recipient)
        name = "1.P%d.story" % self.count
        content = message.as_bytes(policy=email.policy.SMTP.clone(linesep="\n"))
        box = INSTANCE / "queue" / "incoming"
        (box / "tmp" / name).write_bytes(head.encode() + content)
        (box / "tmp" / name).rename(box / "new" / name)

    def fresh(self):
        """What left since the last look, as messages."""
        found = []
        for path in sorted((INSTANCE / "queue" / "outgoing" / "new").iterdir()):
            found.append(correspondent.read_mail(path))
            path.unlink()
        return found


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


def rapporteurs(body):
    return slugs(body.get("rapporteurs")) + slugs(body.get("co_rapporteurs"))


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
        return known.get(address.lower()) or (people.pop() if len(people) == 1 else "%s <%s>" % (name, address))

    def titles_in(self, lines):
        found = []
        for line in lines:
            known = [title for title in self.titles if line.startswith(title)]
            if known:
                found.append(max(known, key=len))
        return found

    def take(self, day, hour, message):
        subject = plain(message["Subject"])
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
        heads = {"En retard :": "overdue: ", "À faire dans la semaine :": "due: ", "Séances à venir :": "silent: "}
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
    def __init__(self):
        self.roll, self.bodies = members(), bodies()
        self.post, self.sent = Post(), Sent(self.roll)
        self.things, self.deeds = {}, defaultdict(list)
        self.co_presidents = slugs(self.bodies["pleniere"]["co_presidents"])
        self.mails = 0
        self.invited, self.asked = {}, defaultdict(dict)

    def thing(self, name, **given):
        self.things[name] = {"name": name, **given}
        self.sent.titles.append(name)

    def close(self, name, when):
        self.things[name].setdefault("closed", when)

    def on(self, when, deed):
        self.deeds[when].append(deed)

    def begin(self):
        subprocess.run([BUILD / "greffe", "init", INSTANCE, "--rehearsal"], check=True, capture_output=True)
        path = INSTANCE / "config" / "greffe.conf"
        text = re.sub(r"(?m)^address = .*", "address = " + GREFFE, path.read_text())
        text = re.sub(r"(?m)^#?staff = .*", "staff = " + STAFF, text)
        path.write_text(text)
        run("greffe", "apply", CONFIG / "assembly.conf", now="2027-01-04 07:00")
        run("greffe", "member", "import", CONFIG / "members.csv", now="2027-01-04 07:00")

    def days(self):
        day = datetime.date.fromisoformat(FIRST)
        while str(day) <= LAST:
            yield str(day)
            day += datetime.timedelta(days=1)

    def play(self):
        for day in self.days():
            for hour in sorted(set(ROUNDS) | {when[11:] for when in self.deeds if when.startswith(day)}):
                now = "%s %s" % (day, hour)
                for deed in self.deeds.get(now, []):
                    deed(now)
                a_round(now)
                for message in self.post.fresh():
                    self.mails += 1
                    self.sent.take(day, hour[:2] + ":00", message)
                    self.reads(now, message)

    def reads(self, now, message):
        """What somebody keeps of a mail that is no reminder."""
        text = correspondent.calendar_of(message)
        if text is not None:
            fields = correspondent.parse_event(text)
            address = re.sub("(?i)^mailto:", "", fields["ATTENDEE"][1])
            name = email.utils.parseaddr(message["To"])[0]
            invitation = correspondent.Invitation("", message, fields, address, name)
            if not invitation.guest and not self.sent.who(message).endswith(" (copy)"):
                self.invited[self.sent.who(message)] = invitation
        number = re.match(r"\[Saisine (\S+)\].* : votre contribution", message["Subject"])
        if number:
            self.asked[number[1]][self.sent.who(message)] = message

    # The plenary: convened, answered by most, held.

    def plenary(self, day, convened):
        def convene(now):
            draft = (CONFIG / "session.conf").read_text().replace("2027-03-12", day)
            draft = re.sub(r"(?m)^\[documents\][^\[]*", "", draft)
            path = DIR / "session.conf"
            path.write_text(draft)
            run("greffe", "session", "new", str(path), now=now)
            run("greffe", "session", "convene", "pleniere-" + day, "--yes", now=now)

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
                   created=day + " 23:00", owed_by=["staff"])
        self.on(convened, convene)
        self.on(convened[:11] + "09:30", lambda now: None)  # when it has left
        self.on(convened[:11] + "14:00", answer)

    # The saisines of the example, ten years later.

    def saisine(self, rank, assigned_to, when, moves):
        draft = re.sub(r"20(1[78])", lambda year: "20" + str(int(year[1]) + 10),
                       (CONFIG / "saisines" / ("2017-0%d.conf" % rank)).read_text())
        draft = re.sub(r"(?m)^\[documents\][^\[]*", "", draft)
        number, path = "2027-0%d" % rank, DIR / ("saisine-%d.conf" % rank)
        path.write_text(draft)
        group = assigned_to[-1]

        def enter(now):
            run("greffe", "saisine", "new", str(path), now=now)
            for body in assigned_to:
                run("greffe", "saisine", "assign", number, body, now=now)

        def move(state):
            note = ["--note", "La Région a retenu l'avis."] if state == "follow-up" else []
            return lambda now: run("greffe", "saisine", "advance", number, state, *note, now=now)

        self.on(when, enter)
        self.on(when[:11] + "18:30", lambda now: None)
        reporters = [slug for body in assigned_to for slug in rapporteurs(self.bodies[body])]
        owed = {"contributors": [slug for slug, row in self.roll.items() if group in slugs(row["groupes"])],
                "rapporteurs": reporters or slugs(self.bodies[group].get("copilotes")),
                "co-presidents": self.co_presidents, "staff": ["staff"]}
        ends = {"received": when, **{stage: then for state, then in moves.items() for stage in ENDS[state]}}
        for stage, due_on in re.findall(r"\[stage (\S+)\]\ndue_on = (\S+)", draft):
            title, role = STAGES[stage]
            more = {"closed": ends[stage]} if stage in ends else {}
            self.thing("Saisine %s, %s" % (number, title), kind="stage", date=due_on, created=when,
                       owed_by=owed[role], done={}, **more)
        for state, moment in moves.items():
            self.on(moment, move(state))

    def compare(self):
        given = {"from": FIRST, "to": LAST, "things": list(self.things.values()), "staff": "staff",
                 "co_presidents": self.co_presidents}
        wanted, got = expected(given), sorted(self.sent.rows)
        got += [row for row in self.sent.copies if row[:3] + (row[3][:-7], row[4]) not in got]
        missing, surplus = sorted(set(wanted) - set(got)), sorted(set(got) - set(wanted))
        twice = sorted({row for row in got if got.count(row) > 1}) if len(got) != len(set(got)) else []
        for name, rows in (("missing", missing), ("surplus", surplus), ("twice", twice)):
            for row in rows[:20]:
                print("   OFF, %s: %s" % (name, "\t".join(row[:4]) + "\t" + "; ".join(row[4])))
        print("%d mails, of them %d reminders and %d digests; %d missing, %d surplus, %d twice" % (
            self.mails, sum(row[2] == "reminder" for row in got), sum(row[2] == "digest" for row in got),
            len(missing), len(surplus), len(twice)))
        return not (missing or surplus or twice)


def main():
    story = Story()
    story.begin()
    story.plenary("2027-03-31", "2027-02-22 09:00")
    story.saisine(1, ["gt3-2", "gt3"], "2027-03-31 18:00",
                  {"open": "2027-03-31 18:10", "synthesis": "2027-04-12 10:00", "plenary": "2027-05-10 10:00",
                   "opinion": "2027-06-23 17:00", "follow-up": "2027-07-12 10:00"})
    story.saisine(2, ["gt2"], "2027-03-31 18:00",
                  {"open": "2027-04-02 10:00", "synthesis": "2027-05-24 10:00", "plenary": "2027-06-11 10:00",
                   "opinion": "2027-06-23 17:00", "follow-up": "2027-07-06 10:00"})
    story.saisine(3, ["gt4"], "2027-03-31 18:00", {"open": "2027-10-04 10:00"})
    story.saisine(4, ["gt1"], "2027-03-31 18:00",
                  {"open": "2027-04-05 10:00", "synthesis": "2027-10-08 10:00", "plenary": "2027-11-22 10:00",
                   "opinion": "2027-12-10 17:00", "follow-up": "2027-12-20 10:00"})
    story.play()
    sys.exit(0 if story.compare() else 1)


if __name__ == "__main__":
    main()
