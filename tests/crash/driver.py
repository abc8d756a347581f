#!/usr/bin/python3
"""driver.py DIR SHIM PHASE... - kills greffed after each durable step of its work, and looks at the end.

A PHASE is NAME:TIME; its beginning lies in DIR/NAME (instance/ and inbox/, the clerk's Maildir). With a
TIME, the work is one round (--once --now TIME); with "-" the daemon itself, on the machine's clock. For
every step: restore the beginning, work and die there, then do rounds that do not die; the database
must project to the same facts as after a round that never died (projection.py), each member's mailbox
must have each mail, none more than once but those under way, and the clerk's INBOX must be empty.
Several workers share the IMAP server (a user each time) and have an SMTP server of their own. Prints
TAP without numbers and plan: the steps of each phase by name with their number, a test for each phase and
group of steps, and the figures. CRASH_FULL=1 takes every step, else every sync and some of the others.
"""
import concurrent.futures
import os
import queue
import sys
import time
from pathlib import Path

from projection import differences, projection, sent
from worker import Worker, message_ids, tap

DIR, SHIM = Path(sys.argv[1]), sys.argv[2]
PHASES = [phase.split(":", 1) for phase in sys.argv[3:]]
FULL = os.environ.get("CRASH_FULL") == "1"
WORKERS = 2
CONNECTIONS = 4  # what the stand gives: as many mails are claimed at once

# Every durable and every external step, in the order in which a letter and a mail meet them (kill-after.c).
LETTER_STEPS = ["fetch", "fetched", "commit", "file-it", "moved", "filed"]
MAIL_STEPS = ["claim", "dialogue", "before-dot", "after-dot", "answered", "record"]
NAMED = 3  # how many steps of each such name a phase takes where not all are
# Whatever makes a file durable, and whatever leaves on a socket, with what those names leave out: log-in and TLS.
CALLS = {"sync": 100, "send": 8}


class Phase:
    """What the beginning is, and what comes of it where nothing dies."""

    def __init__(self, worker, name, now):
        self.name, self.now = name + (" (daemon)" if now == "-" else ""), now
        self.beginning = name
        beginning = DIR / name
        self.sent_before = {row[0] for row in sent(beginning / "instance" / "greffe.db")}
        self.letters = sorted(key[1] for key in message_ids(beginning / "inbox").elements())
        counts = worker.home / "counts"
        worker.restore(name)
        done = worker.run(now, LD_PRELOAD=SHIM, KILL_COUNTS=str(counts))
        if done.returncode != 0:
            sys.exit("Bail out! the undisturbed round failed: " + done.stderr)
        words = counts.read_text().split()
        self.steps = dict(zip(words[::2], map(int, words[1::2])))
        self.end = projection(worker.instance / "greffe.db")
        self.mails = len(sent(worker.instance / "greffe.db")) - len(self.sent_before)
        if self.mails == 0:
            sys.exit("Bail out! the phase %s sends nothing" % self.name)
        faults, _ = self.faults_in_mail(worker)
        steps = MAIL_STEPS + (LETTER_STEPS if self.letters_come() else [])
        faults += ["no step %s" % name for name in steps if self.steps[name] == 0]
        if faults:
            sys.exit("Bail out! the undisturbed round is wrong: " + "; ".join(faults))

    def letters_come(self):
        return any(any((DIR / self.beginning / "inbox" / folder).glob("*")) for folder in ("new", "cur"))

    def tell_steps(self):
        for what, names in (("letters", LETTER_STEPS), ("mails", MAIL_STEPS), ("calls", CALLS)):
            print("# %s: steps of %s: %s" % (
                self.name, what, ", ".join("%s %d" % (name, self.steps[name]) for name in names)))

    def faults_in_mail(self, worker):
        """What is wrong in the mailboxes after the last round, and how many mails came twice."""
        faults, repeated, delivered = [], 0, message_ids(worker.post)
        for message_id, recipient, unknown in sent(worker.instance / "greffe.db"):
            if message_id in self.sent_before:
                continue
            count = delivered[recipient.partition("@")[0], message_id]
            if count == 0:
                faults.append("%s did not get its mail" % recipient)
            elif count > 1 and not unknown:
                faults.append("%s got a mail %d times that was never in doubt" % (recipient, count))
            repeated += count > 1
        if repeated > CONNECTIONS:
            faults.append("%d mails came twice, at most %d were under way" % (repeated, CONNECTIONS))
        waiting = [path for folder in ("new", "cur") for path in (worker.inbox() / folder).glob("*")]
        if waiting:
            faults.append("%d letters are left in INBOX" % len(waiting))
        if sorted(key[1] for key in message_ids(worker.inbox()).elements()) != self.letters:
            faults.append("the letters in the folders of the clerk are not those that came")
        return faults, repeated

    def try_step(self, worker, kind, step):
        """Dies after one step, and goes on. The faults found, whether it died, and mails that came twice."""
        worker.restore(self.beginning)
        died = worker.run(self.now, LD_PRELOAD=SHIM, KILL_KIND=kind, KILL_AFTER=str(step))
        faults = []
        for _ in range(2):
            done = worker.round(self.now)
            if done.returncode != 0:
                faults.append("a round failed: " + done.stderr.strip().rpartition("\n")[2])
        faults += differences(self.end, projection(worker.instance / "greffe.db"))
        faults += worker.journal_faults()
        wrong, repeated = self.faults_in_mail(worker)
        return faults + wrong, died.returncode == -9, repeated


def steps_of(phase, kind):
    count, most = phase.steps[kind], CALLS.get(kind, NAMED)
    if FULL or count <= most:
        return list(range(1, count + 1))
    return sorted({1 + i * (count - 1) // (most - 1) for i in range(most)})


def try_all(phase, kind, workers):
    """All steps of one kind, shared out among the workers."""
    steps = steps_of(phase, kind)
    free = queue.Queue()
    for worker in workers:
        free.put(worker)

    def one(step):
        worker = free.get()
        try:
            return step, phase.try_step(worker, kind, step)
        finally:
            free.put(worker)

    with concurrent.futures.ThreadPoolExecutor(len(workers)) as pool:
        results = list(pool.map(one, steps))
    return results


def tell(phase, kinds, name, workers):
    """One test: the phase killed after steps of these kinds."""
    begun, deaths, twice, good = time.monotonic(), 0, 0, True
    for kind in kinds:
        results = try_all(phase, kind, workers)
        died = sum(result[1] for _, result in results)
        deaths, twice = deaths + died, twice + sum(result[2] for _, result in results)
        bad = [(step, result[0]) for step, result in results if result[0]]
        for step, faults in bad[:5]:
            print("# %s: killed after %s %d:" % (phase.name, kind, step))
            for fault in faults[:10]:
                print("#   " + fault)
        # A round takes fewer steps where more outcomes come at once: the last ones may not be there.
        good = good and not bad and died * 2 >= len(results)
    print("# %s: %d deaths, %d mails came twice, %.1f s" % (phase.name, deaths, twice, time.monotonic() - begun))
    tap(good, "%s: killed after %s, it ends as if it had not been (%d mails, %d letters)" % (
        phase.name, name, phase.mails, len(phase.letters)))


def main():
    workers = [Worker(DIR, "worker%d" % number) for number in range(WORKERS)]
    try:
        for name, now in PHASES:
            phase = Phase(workers[0], name, now)
            phase.tell_steps()
            tell(phase, LETTER_STEPS + MAIL_STEPS, "a step of a letter or a mail", workers)
            tell(phase, ["sync"], "any sync", workers)
            tell(phase, ["send"], "any send", workers)
    finally:
        for worker in workers:
            worker.close()


main()
