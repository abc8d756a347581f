"""phase.py - a piece of work that is killed after a step: its beginning, its steps, and what comes of it undisturbed."""
import sys

from projection import differences, projection, sent
from worker import message_ids

CONNECTIONS = 4  # what the stand gives: no more mails are claimed at once

# Every durable and every external step, in the order in which a letter and a mail meet them (kill-after.c).
LETTER_STEPS = ["fetch", "fetched", "commit", "file-it", "moved", "filed"]
MAIL_STEPS = ["claim", "dialogue", "before-dot", "after-dot", "answered", "record"]


class Phase:
    """What the beginning is, and what comes of it where nothing dies."""

    def __init__(self, worker, shim, name, now):
        """`name`: of the beginning, then /maildir where the mailbox is one. `shim`: what is preloaded, kill-after.c first."""
        self.name, self.now = name + (" (daemon)" if now == "-" else ""), now
        self.beginning, _, mailbox = name.partition("/")
        self.own_maildir = mailbox == "maildir"
        beginning = worker.directory / self.beginning
        self.shim, self.inbox = shim, beginning / "inbox"
        self.sent_before = {row[0] for row in sent(beginning / "instance" / "greffe.db")}
        self.letters = sorted(key[1] for key in message_ids(self.inbox).elements())
        counts = worker.home / "counts"
        self.restore(worker)
        done = worker.run(now, LD_PRELOAD=shim, KILL_COUNTS=str(counts))
        if done.returncode != 0:
            sys.exit("Bail out! the undisturbed round failed: " + done.stderr)
        words = counts.read_text().split()
        self.steps = dict(zip(words[::2], map(int, words[1::2])))
        self.end = projection(worker.database)
        self.mails = len(sent(worker.database)) - len(self.sent_before)
        if self.mails == 0:
            sys.exit("Bail out! the phase %s sends nothing" % self.name)
        faults, _ = self.faults_in_mail(worker)
        steps = MAIL_STEPS + (LETTER_STEPS if self.letters_come() else [])
        if self.own_maildir:
            steps.remove("fetch")
        faults += ["no step %s" % name for name in steps if self.steps[name] == 0]
        if faults:
            sys.exit("Bail out! the undisturbed round is wrong: " + "; ".join(faults))

    def restore(self, worker):
        worker.restore(self.beginning, self.own_maildir)

    def letters_come(self):
        return any(any((self.inbox / folder).glob("*")) for folder in ("new", "cur"))

    def tell_steps(self, calls):
        for what, names in (("letters", LETTER_STEPS), ("mails", MAIL_STEPS), ("calls", calls)):
            print("# %s: steps of %s: %s" % (
                self.name, what, ", ".join("%s %d" % (name, self.steps[name]) for name in names)))

    def faults_in_mail(self, worker):
        """What is wrong in the mailboxes after the last round, and how many mails came twice."""
        faults, repeated, delivered = [], 0, message_ids(worker.post)
        for message_id, recipient, unknown in sent(worker.database):
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
        waiting = worker.waiting()
        if waiting:
            faults.append("%d letters are left in INBOX" % len(waiting))
        if sorted(worker.letters()) != self.letters:
            faults.append("the letters in the folders of the clerk are not those that came")
        return faults, repeated

    def die(self, worker, kind, step, **variables):
        """Works until that step; whether it died of it."""
        done = worker.run(self.now, LD_PRELOAD=self.shim, KILL_KIND=kind, KILL_AFTER=str(step), **variables)
        return done.returncode == -9

    def try_step(self, worker, kind, step):
        """Dies after one step, and goes on. The faults found, whether it died, and mails that came twice."""
        self.restore(worker)
        died = self.die(worker, kind, step)
        faults, repeated = self.go_on(worker)
        return faults, died, repeated

    def go_on(self, worker):
        """Rounds that do not die; the faults found in the end, and mails that came twice."""
        faults = []
        for _ in range(2):
            done = worker.round(self.now)
            if done.returncode != 0:
                faults.append("a round failed: " + done.stderr.strip().rpartition("\n")[2])
        faults += differences(self.end, projection(worker.database))
        faults += worker.journal_faults()
        wrong, repeated = self.faults_in_mail(worker)
        return faults + wrong, repeated
