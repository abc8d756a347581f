#!/usr/bin/python3
"""driver.py DIR SHIM PHASE... - kills greffed after each durable step of its work, and looks at the end.

A PHASE is NAME:TIME; its beginning lies in DIR/NAME (instance/ and inbox/, the clerk's Maildir). With a
TIME, the work is one round (--once --now TIME); with "-" the daemon itself, on the machine's clock. For
every step: restore the beginning, work and die there, then do rounds that do not die; the database
must project to the same facts as after a round that never died (projection.py), each member's mailbox
must have each mail, none more than once but those under way, and the clerk's INBOX must be empty.
Several workers share the IMAP server (a user each time) and have an SMTP server of their own. Prints
TAP without numbers and plan: a test for a phase and kind of step, and the figures. CRASH_FULL=1 takes
every step that leaves on a socket, else some of them.
"""
import collections
import concurrent.futures
import email
import itertools
import os
import queue
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

from projection import differences, projection, sent

DIR, SHIM = Path(sys.argv[1]), sys.argv[2]
PHASES = [phase.split(":", 1) for phase in sys.argv[3:]]
TOP = Path(__file__).resolve().parent.parent.parent
BUILD = Path(os.environ["GREFFE_BUILD"])
FULL = os.environ.get("CRASH_FULL") == "1"
WORKERS = 2
CONNECTIONS = 4
CLAIMED = 4 * CONNECTIONS  # what the daemon hands to its sender at once
SENDS = 30  # how many steps of the kind "send" a phase takes where not all are
USERS = itertools.count(1)


class Worker:
    """A place to work in, with an SMTP server of its own."""

    def __init__(self, number):
        self.home = DIR / ("worker%d" % number)
        self.home.mkdir()
        self.post = self.home / "mail"
        port_file = self.home / "port"
        tls = DIR / "tls"
        self.server = subprocess.Popen(
            ["/usr/bin/python3", TOP / "tests/servers/smtpd.py", "--dir", self.home, "--port-file", port_file,
             "--tls", "starttls", "--cert", tls / "cert.pem", "--key", tls / "key.pem", "--user", "greffe",
             "--password", "secret", "--deliver", self.post, "--with-parent"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while not port_file.exists():
            time.sleep(0.02)
        self.port = port_file.read_text().strip()
        self.instance = self.home / "instance"
        self.user = None

    def restore(self, phase):
        """The beginning of a phase, with another IMAP user: nothing of an earlier run is in the way."""
        shutil.rmtree(self.instance, ignore_errors=True)
        shutil.rmtree(self.post, ignore_errors=True)
        self.post.mkdir()
        if self.user:
            shutil.rmtree(self.inbox())
        self.user = "greffe%d" % next(USERS)
        subprocess.run(["cp", "-a", DIR / phase / "instance", self.instance], check=True)
        subprocess.run(["cp", "-a", DIR / phase / "inbox", self.inbox()], check=True)
        config = self.instance / "config" / "greffe.conf"
        text = re.sub(r"(?s)(\[mailbox\].*?user = )\w+", r"\g<1>" + self.user, config.read_text(), count=1)
        text = re.sub(r"(?s)(\[transport\].*?port = )\d+", r"\g<1>" + self.port, text, count=1)
        config.write_text(text)

    def inbox(self):
        return DIR / "mail" / self.user

    def round(self, now, **variables):
        clock = [] if now == "-" else ["--now", now]
        return subprocess.run(
            [BUILD / "greffed", "-C", self.instance, "--once", *clock], env=dict(os.environ, **variables),
            capture_output=True, text=True)

    def run(self, now, **variables):
        """A round, or the daemon until it dies or has nothing left to do."""
        if now != "-":
            return self.round(now, **variables)
        daemon = subprocess.Popen(
            [BUILD / "greffed", "-C", self.instance], env=dict(os.environ, **variables),
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        deadline = time.monotonic() + 20
        while daemon.poll() is None and time.monotonic() < deadline and not self.is_idle():
            time.sleep(0.05)
        if daemon.poll() is None:
            daemon.send_signal(signal.SIGTERM)
        _, words = daemon.communicate()
        return subprocess.CompletedProcess(daemon.args, daemon.returncode, "", words)

    def is_idle(self):
        """Nothing in INBOX, nothing to send, nothing to file."""
        waiting = any(any((self.inbox() / folder).glob("*")) for folder in ("new", "cur"))
        database = sqlite3.connect("file:%s?mode=ro" % (self.instance / "greffe.db"), uri=True, timeout=10)
        left, = database.execute("SELECT (SELECT count(*) FROM outgoing WHERE state IN ('queued', 'ready', 'sending'))"
                                 " + (SELECT count(*) FROM place WHERE filed_at IS NULL)").fetchone()
        database.close()
        return not waiting and left == 0

    def close(self):
        self.server.terminate()
        self.server.wait()


def message_ids(root):
    """How often each Message-ID lies in the Maildirs below a directory, by the name of the first one."""
    found = collections.Counter()
    for path in root.rglob("*"):
        if path.parent.name in ("new", "cur") and path.is_file():
            head = re.split(rb"\r?\n\r?\n", path.read_bytes(), maxsplit=1)[0]
            message_id = email.message_from_bytes(head)["Message-ID"].strip("<> ")
            found[path.relative_to(root).parts[0], message_id] += 1
    return found


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
        if faults:
            sys.exit("Bail out! the undisturbed round is wrong: " + "; ".join(faults))

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
        # A round records an outcome before it sends on; the daemon's sender does not wait for the disk.
        under_way = CLAIMED if self.now == "-" else CONNECTIONS
        if repeated > under_way:
            faults.append("%d mails came twice, at most %d were under way" % (repeated, under_way))
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
        verified = subprocess.run([BUILD / "greffe", "-C", worker.instance, "journal", "verify"], capture_output=True)
        if verified.returncode != 0:
            faults.append("the journal does not hold together")
        wrong, repeated = self.faults_in_mail(worker)
        return faults + wrong, died.returncode == -9, repeated


def steps_of(phase, kind):
    count = phase.steps[kind]
    if kind == "sync" or FULL or count <= SENDS:
        return list(range(1, count + 1))
    return sorted({1 + i * (count - 1) // (SENDS - 1) for i in range(SENDS)})


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

    begun = time.monotonic()
    with concurrent.futures.ThreadPoolExecutor(len(workers)) as pool:
        results = list(pool.map(one, steps))
    died = sum(result[1] for _, result in results)
    print("# %s: %d of %d steps of the kind %s, %d deaths, %d mails came twice, %.1f s" % (
        phase.name, len(steps), phase.steps[kind], kind, died, sum(result[2] for _, result in results),
        time.monotonic() - begun))
    bad = [(step, result[0]) for step, result in results if result[0]]
    for step, faults in bad[:5]:
        print("# %s: killed after %s %d:" % (phase.name, kind, step))
        for fault in faults[:10]:
            print("#   " + fault)
    # A round takes fewer steps where more outcomes come at once: the last ones may not be there.
    return not bad and died * 2 >= len(steps)


def main():
    workers = [Worker(number) for number in range(WORKERS)]
    try:
        for name, now in PHASES:
            phase = Phase(workers[0], name, now)
            for kind in ("sync", "send"):
                good = try_all(phase, kind, workers)
                print("%sok - %s: killed after any %s, it ends as if it had not been (%d mails, %d letters)" % (
                    "" if good else "not ", phase.name, kind, phase.mails, len(phase.letters)))
    finally:
        for worker in workers:
            worker.close()


main()
