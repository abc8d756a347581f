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

from phase import LETTER_STEPS, MAIL_STEPS, Phase
from worker import Worker, tap

DIR, SHIM = Path(sys.argv[1]), sys.argv[2]
PHASES = [phase.split(":", 1) for phase in sys.argv[3:]]
FULL = os.environ.get("CRASH_FULL") == "1"
WORKERS = 2
NAMED = 3  # how many steps of each such name a phase takes where not all are
# Whatever makes a file durable, and whatever leaves on a socket, with what those names leave out: log-in and TLS.
CALLS = {"sync": 100, "send": 8}


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
            phase = Phase(workers[0], SHIM, name, now)
            phase.tell_steps(CALLS)
            tell(phase, LETTER_STEPS + MAIL_STEPS, "a step of a letter or a mail", workers)
            tell(phase, ["sync"], "any sync", workers)
            tell(phase, ["send"], "any send", workers)
    finally:
        for worker in workers:
            worker.close()


main()
