#!/usr/bin/python3
"""year.py DIR SHIM FIRST LAST KILLS - the story of the year (tests/year), its programs killed as they work.

Twice from FIRST to LAST: undisturbed, then with at least KILLS deaths, each in a run of a program drawn among
all that change a file, right after one of its changes (kill-after.c, kind "file"). A round that died is
begun anew; so is a command, unless its line stands in the journal. In the end the mails must be the
same, by day, person, subject and words; the database must project to the same facts (projection.py),
the journal hold together, and table and books of the story agree. A mail may come twice where its
outcome was in doubt, with the same Message-ID; where that is so twice, the next run lives, for a third
time would leave it to staff (I6). CRASH_SEED repeats a run, CRASH_KILLS says another number. Prints
TAP without numbers and plan.
"""
import os
import random
import re
import sqlite3
import subprocess
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path

from projection import differences, projection, sent

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "year"))
import story  # noqa: E402
from office import BUILD, Office  # noqa: E402

DIR, SHIM, FIRST, LAST = Path(sys.argv[1]), *sys.argv[2:5]
KILLS = int(os.environ.get("CRASH_KILLS") or sys.argv[5])
SEED = int(os.environ.get("CRASH_SEED") or random.SystemRandom().randrange(1_000_000))
CONNECTIONS = 4  # mails under way at once
# What differs from one run to the next: tokens, Message-IDs, the head of the journal.
RANDOM = re.compile(r"(?<=\+)[a-z2-7]{16}(?=@)|Empreinte du registre\s*: \w+|boundary=\S+")


class MortalOffice(Office):
    """Its programs die where it is said: {number of a run: steps, one for each time that it is tried}."""

    def __init__(self, directory, deaths):
        super().__init__(directory)
        self.deaths, self.died = deaths, Counter()
        self.steps = []  # of each run, in the end
        self.directory.mkdir()

    def process(self, command):
        """One run, and another one after a death."""
        before, counts = self.look("SELECT count(*) FROM journal"), self.directory / "counts"
        deaths = self.deaths.get(len(self.steps), [])
        while True:
            after = str(deaths.pop() if deaths and not self.is_in_doubt() else 0)
            done = subprocess.run(command, capture_output=True, text=True, env=dict(
                os.environ, LD_PRELOAD=SHIM, KILL_KIND="file", KILL_AFTER=after, KILL_COUNTS=str(counts)))
            if done.returncode != -9:
                words = counts.read_text().split()
                self.steps.append(int(words[words.index("file") + 1]))
                return done
            self.died[self.name_of(command)] += 1
            # With its line in the journal an act is there, or not at all (I3).
            if Path(command[0]).name == "greffe" and self.look("SELECT count(*) FROM journal") > before:
                self.steps.append(int(after))
                return subprocess.CompletedProcess(command, 0, "", "")

    def is_in_doubt(self):
        """Whether one more death would leave a mail to staff."""
        return self.look("SELECT max(unknown_outcomes + (state = 'sending')) FROM outgoing "
                         "WHERE state IN ('ready', 'sending')") >= 2

    def look(self, query):
        """A number in the database; 0 where there is none yet."""
        if not (self.instance / "greffe.db").exists():
            return 0
        database = sqlite3.connect("file:%s?mode=ro" % (self.instance / "greffe.db"), uri=True)
        try:
            return database.execute(query).fetchone()[0] or 0
        except sqlite3.OperationalError:  # it died while it made the schema
            return 0
        finally:
            database.close()

    def name_of(self, command):
        program, words = Path(command[0]).name, [word for word in map(str, command[5:]) if not word.startswith("--")]
        return " ".join([program, *words[:2]]) if program == "greffe" else "a round"


def play(office):
    """The story, told to its end."""
    begun = time.monotonic()
    told = story.the_year(office, FIRST, LAST)
    told.begin()
    told.play()
    print("# %s: %d mails, %d steps, %d deaths (%s), %d mails came twice, %.0f s" % (
        office.directory.name, len(told.mails), sum(told.office.steps), sum(told.office.died.values()),
        ", ".join("%d in %s" % (count, what) for what, count in told.office.died.most_common(5)),
        len(told.post.repeated), time.monotonic() - begun))
    return told


def mails_of(told):
    """What people read, without what is random."""
    read = Counter()
    for now, message in told.mails:
        words = RANDOM.sub("*", story.correspondent.text_of(message))
        files = sorted(part.get_filename() or "" for part in message.iter_attachments())
        read[now[:10], str(message["To"]), str(message["Subject"]), words, tuple(files)] += 1
    return read


def ok(faults, name):
    print("%sok - %s" % ("not " if faults else "", name))
    for fault in faults[:20]:
        print("#   " + " ".join(fault.split())[:300])


def draw(steps):
    """Where to die, of a year whose runs have taken so many steps; some more often than asked, for those that do not
    come (a run may end sooner than in the calm year, and one that would leave a mail to staff is let live)."""
    chance, deaths = random.Random(SEED), defaultdict(list)
    for run in chance.choices([run for run, count in enumerate(steps) if count > 0], k=KILLS + 5 + KILLS // 20):
        deaths[run].append(chance.randint(1, steps[run]))
    return deaths


def lost_or_added(wanted, got):
    faults = []
    for sign, mails in (("-", wanted - got), ("+", got - wanted)):
        faults += ["%s %s" % (sign, " | ".join(map(str, mail))) for mail in mails]
    return sorted(faults)


def unexplained(told):
    """Mails that came twice though nothing was in doubt, or more than one death explains."""
    doubted = {message_id for message_id, _, unknown in sent(told.office.instance / "greffe.db") if unknown}
    faults = [message["Subject"] for message in told.post.repeated if message["Message-ID"].strip("<>") not in doubted]
    most = CONNECTIONS * sum(told.office.died.values())
    return faults + (["more than %d" % most] if len(told.post.repeated) > most else [])


def journal_faults(told):
    done = subprocess.run([BUILD / "greffe", "-C", told.office.instance, "journal", "verify"],
                          capture_output=True, text=True)
    return [done.stderr] if done.returncode != 0 else []


def main():
    print("# seed %d (CRASH_SEED=%d repeats it)" % (SEED, SEED))
    calm = play(MortalOffice(DIR / "calm", {}))
    killed = play(MortalOffice(DIR / "killed", draw(calm.office.steps)))
    deaths = sum(killed.office.died.values())
    ok([] if deaths >= KILLS else ["asked for %d" % KILLS], "it died %d times" % deaths)
    ok(lost_or_added(mails_of(calm), mails_of(killed)), "the same mails, day by day (I3, I6, I8)")
    ok(unexplained(killed), "none came twice but what was in doubt (I6)")
    ok(differences(*(projection(told.office.instance / "greffe.db") for told in (calm, killed))),
       "the same facts (I2, I3)")
    ok(journal_faults(killed), "the journal holds together (I15)")
    ok(killed.faults(), "as the table and the books of the story say")


main()
