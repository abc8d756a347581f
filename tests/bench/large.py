"""Years of mail: 1,000,000 stored letters of 2 KB, each the answer to one of as many convocations to 500 sessions of an
assembly of 10,000; against an instance that has held one session.

Both have the same members and bodies, and the last session of the one is that of the other, with its invitations and
answers: a command that shows it, or the roll, prints the same on both sides. LETTERS (1000000) are made once a run, by
the program's own code (store-years.c). The bars are in milliseconds: what it takes on the small instance, of what it
takes on the large one. What is read lies in the memory of the system; what is written goes to the disk.
"""
import itertools
import os
import shutil
import subprocess
import time

import outbound
import replies
from stand import pinned, wait_for

MEMBERS = 10000
SESSIONS = 500
LETTERS = int(os.environ.get("LETTERS", 1000000))
NAME = f"{LETTERS:,} stored letters, {MEMBERS:,} members, {SESSIONS} sessions"
INVITED = LETTERS // SESSIONS
BODIES = MEMBERS // INVITED
ONCE = "it repeats each command itself"
BAR = 1 / 1.5
REPEATED = 3
ARRIVING = 1000
BUREAU = 20
LAST = f"seance-{SESSIONS - 1}"
SOMEBODY = f"m{(SESSIONS - 1) % BODIES * INVITED + 7:06}"
DEADLINE = "2035-01-01"


def write_assembly(path):
    names = ["bureau", *(f"corps-{i}" for i in range(BODIES))]
    path.write_text(outbound.ASSEMBLY + "\n" + "\n".join(
        f"[body {name}]\nname = {name}\nkind = committee\nparent = pleniere\n" for name in names))


def bodies_of(number):
    return f"corps-{number // INVITED}" + (",bureau" if number < BUREAU else "")


def make(stand, name, first):
    """An instance whose sessions are the numbers from `first` on."""
    stand.new_instance(name, connections=outbound.CONNECTIONS, per_domain=0)
    conf = stand.instance / "config" / "greffe.conf"
    conf.write_text(conf.read_text().replace("digest = false\n", "digest = false\nacknowledge = none\n"))
    stand.greffe("apply", stand.folder / "assembly.conf")
    stand.greffe("member", "import", stand.folder / "roll.csv")
    subprocess.run([stand.build / "bench" / "store-years", stand.instance, str(first), str(SESSIONS - 1)], check=True)
    return stand.instance


def prepare(stand):
    if not hasattr(stand, "years"):
        write_assembly(stand.folder / "assembly.conf")
        outbound.write_roll(stand.folder / "roll.csv", range(MEMBERS), bodies_of)
        stand.years = {"small": make(stand, "small", SESSIONS - 1), "large": make(stand, "large", 0)}
    return stand.years


class Commands:
    """What is timed: lists of arguments, for one instance; what can be done once only has another object each time."""

    def __init__(self, stand, instance):
        stand.use(instance)
        self.stand = stand
        self.letter = stand.count("SELECT max(id) FROM message")
        self.mail = stand.count("SELECT max(id) FROM outgoing")
        self.held = stand.ask("SELECT id FROM message WHERE state = 'held'")
        self.number = stand.count("SELECT count(*) FROM session") - 1

    def new_session(self):
        self.number += 1
        path = self.stand.folder / "another.conf"
        outbound.write_session(path, f"autre-{self.number}", "bureau")
        return ["session", "new", path]

    def draft(self):
        return f"autre-{self.number}"

    def all(self):
        return [
            ("member list", lambda: ["member", "list"]),
            ("member show", lambda: ["member", "show", SOMEBODY]),
            ("member import, nothing new", lambda: ["member", "import", self.stand.folder / "roll.csv"]),
            ("member address", lambda: ["member", "address", SOMEBODY, "autre@members.example", "from"]),
            ("member end", lambda: ["member", "end", "m000001", "--on", "2035-01-01"]),
            ("member end --undo", lambda: ["member", "end", "m000001", "--undo"]),
            ("apply, nothing new", lambda: ["apply", self.stand.folder / "assembly.conf"]),
            ("body list", lambda: ["body", "list"]),
            ("body show", lambda: ["body", "show", "corps-0"]),
            ("session show", lambda: ["session", "show", LAST]),
            ("session answer", lambda: ["session", "answer", LAST, SOMEBODY, "present"]),
            ("session new", self.new_session),
            ("session convene, a proof", lambda: ["session", "convene", self.draft()]),
            ("session convene --yes", lambda: ["session", "convene", self.draft(), "--yes"]),
            ("session recall", lambda: ["session", "recall", self.draft()]),
            ("queue list", lambda: ["queue", "list"]),
            ("queue show", lambda: ["queue", "show", self.mail]),
            ("inbox list", lambda: ["inbox", "list"]),
            ("inbox show", lambda: ["inbox", "show", self.letter]),
            ("inbox held", lambda: ["inbox", "held"]),
            ("inbox retry", lambda: ["inbox", "retry", self.held[-1]]),
            ("inbox settle, a session", lambda: ["inbox", "settle", self.held[-1], f"{LAST}/{SOMEBODY}"]),
            ("inbox settle ignore", lambda: ["inbox", "settle", self.held.pop(), "ignore"]),
            ("journal list --last 20", lambda: ["journal", "list", "--last", "20"]),
            ("why, a session", lambda: ["why", LAST]),
            ("why, a member of a session", lambda: ["why", f"{LAST}/{SOMEBODY}"]),
            ("why, a member", lambda: ["why", SOMEBODY]),
            ("why, a letter", lambda: ["why", f"message/{self.letter}"]),
            ("search, a rare word", lambda: ["search", "inconnu@ailleurs.example"]),
            ("search, a word of every letter", lambda: ["search", "présent"]),
            ("search, the beginning of a rare word", lambda: ["search", "inconn"]),
            ("search, a rare word and one of every letter", lambda: ["search", "inconnu", "présent"]),
            ("search, two words of every letter", lambda: ["search", "serai", "présent"]),
            ("deadline add", lambda: ["deadline", "add", "assembly", DEADLINE, f"Bilan {self.number}"]),
            ("deadline list", lambda: ["deadline", "list"]),
            ("saisine list", lambda: ["saisine", "list"]),
            ("contribution list", lambda: ["contribution", "list"]),
            ("report list", lambda: ["report", "list"]),
            ("doctor", lambda: ["doctor"]),
        ]


# What prints a line for each thing there is is judged by the line: what a thousand more of them take.
LISTS = (["session", "list"], ["deadline", "list", "--all"], ["queue", "list", "--state", "taken"],
         ["journal", "list", "--last", "100000"])
ALLOWED_MS_A_THOUSAND_LINES = 100


def milliseconds(stand, instance, arguments):
    began = time.monotonic()
    done = subprocess.run(pinned(stand.build / "greffe", "-C", instance, *arguments), capture_output=True, text=True,
                          check=False)
    taken = 1e3 * (time.monotonic() - began)
    if done.returncode != 0 and arguments[0] != "doctor":
        raise RuntimeError(f"{arguments}: {done.stderr}")
    return taken


def time_commands(stand, years):
    """Each command on each side in turn: name -> the least that it takes on each, for what else the machine does can only
    make it longer."""
    sides = {name: dict(Commands(stand, instance).all()) for name, instance in years.items()}
    taken = {command: {side: [] for side in sides} for command in sides["small"]}
    for _ in range(REPEATED):
        for command, times in taken.items():
            for side, arguments in sides.items():
                times[side].append(milliseconds(stand, years[side], arguments[command]()))
    return {command: {side: min(of_side) for side, of_side in times.items()}
            for command, times in taken.items()}


def time_lists(stand, years):
    """Beside a list of nothing, on the large instance."""
    for arguments in LISTS:
        began = time.monotonic()
        stand.use(years["large"])
        lines = stand.greffe(*arguments).count("\n")
        middle = time.monotonic()
        stand.greffe("contribution", "list")
        taken = (middle - began) - (time.monotonic() - middle)
        yield (f"ms a thousand lines of {' '.join(arguments)}: allowed, of taken", ALLOWED_MS_A_THOUSAND_LINES,
               max(1e6 * taken / lines, 0.01), 1)


def post(stand, letters):
    """All at once, into the mailbox that is being watched."""
    new = stand.folder / "maildir" / "new"
    for number, letter in enumerate(letters):
        path = stand.folder / "maildir" / "tmp" / f"{time.time_ns()}.bench{number}"
        path.write_bytes(letter)
        if os.geteuid() == 0:
            shutil.chown(path, "dovecot")
    for path in list((stand.folder / "maildir" / "tmp").iterdir()):
        path.rename(new / path.name)


def time_letters(stand, instance, run):
    """To the start of the daemon, and for each of ARRIVING letters to be recorded and filed, in ms."""
    stand.use(instance)
    stand.start_dovecot(0)
    stand.start_sink()
    began = time.monotonic()
    stand.start_daemon()
    stand.wait_for_mailbox()
    started = 1e3 * (time.monotonic() - began)
    before = stand.count("SELECT max(id) FROM message")
    padding = b"X-Padding: " + b"x" * 900 + b"\r\n"
    post(stand, [padding + replies.reply(*invitation, f"{run}-{number}", number)
                 for number, invitation in zip(range(ARRIVING), itertools.cycle(replies.invitations(stand, LAST)))])
    seconds = wait_for("letters recorded", 300, lambda: stand.count("SELECT max(id) FROM message") >= before + ARRIVING)
    seconds += wait_for("letters filed", 300, lambda: not stand.ask("SELECT id FROM place WHERE filed_at IS NULL LIMIT 1"))
    stand.stop_daemon()
    stand.stop_sink()
    stand.stop_dovecot()
    return started, 1e3 * seconds / ARRIVING


def run(stand, _count):
    years = prepare(stand)
    stand.start_dovecot(0)
    stand.start_sink()
    commands = time_commands(stand, years)
    lists = list(time_lists(stand, years))
    stand.stop_sink()
    stand.stop_dovecot()
    started, letter = zip(*(time_letters(stand, instance, time.time_ns()) for instance in years.values()))
    return [("ms: a letter recorded", *letter, BAR), ("ms: greffed, until its mailbox is open", *started, BAR),
            *((f"ms: {name}", taken["small"], taken["large"], BAR) for name, taken in commands.items()), *lists]
