#!/usr/bin/python3
"""load.py DIR KILLS - greffed killed at so many random moments as letters come in and a convocation goes out.

The beginning lies in DIR/load: an instance whose session is convened and not sent, and the inbox. Once without a death,
then with KILLS: each time the daemon has begun to write to the database it lives until it has done a random part of the
work, so that what is left is shared among the deaths that are left, and a moment longer. It is stopped first and its database looked at: how many
mails are under way is counted (so many may come twice); where one of them was twice in doubt already the daemon lives
on a little, for a third time would leave it to staff (I6). After the last death it works to its end, and does one more
round. Then the database must project to the same facts (projection.py), the IMAP server have each letter once and in
the same folder, the SMTP server each mail. SEED repeats the moments. Prints TAP without numbers and plan.
"""
import collections
import json
import os
import random
import shutil
import signal
import sqlite3
import sys
import time
from pathlib import Path

from projection import differences, projection, sent
from worker import Worker, message_id_of, tap

DIR, KILLS = Path(sys.argv[1]), int(sys.argv[2])
SEED = int(os.environ.get("SEED") or random.SystemRandom().randrange(1_000_000))
CONNECTIONS = 4  # what the stand gives: as many mails are under way at most
SECONDS = 3000   # for all that a daemon does undisturbed
LONGEST_LIFE = 9.0  # less than a daemon lives before it repeats what is in doubt
COVERED = 95 if KILLS >= 100 else 50  # per cent of the work is done when the last death comes, at least
SPARED = 0.01    # and looked at again
LOOK_AGAIN = 0.005
SHARE = 0.6      # of its share of the work that is left is done in a life: enough is left for the last death
NOT_TAKEN = "state <> 'taken' AND state "  # names the index: it must be quick to ask


class Load(Worker):
    """The beginning, taken up anew."""

    def __init__(self, name):
        super().__init__(DIR, name, keeps_mail=False)
        self.restore("load")
        self.letters = sum(1 for _ in (DIR / "load" / "inbox" / "cur").iterdir())

    def left(self):
        """Letters that are not filed, and mails without an outcome."""
        filed, mails = self.look("SELECT (SELECT count(*) FROM place WHERE filed_at IS NOT NULL),"
                                 " (SELECT count(*) FROM outgoing WHERE " + NOT_TAKEN + "IN ('queued', 'ready', 'sending'))")
        return self.letters - filed + mails

    def to_do(self):
        """Of that, what a daemon does at once: what is in doubt it repeats after a while, and last."""
        doubts, = self.look("SELECT count(*) FROM outgoing WHERE " + NOT_TAKEN + "IN ('ready', 'sending')"
                            " AND unknown_outcomes > 0")
        return self.left() - doubts

    def under_way(self):
        """Mails being sent, and how often one of them was in doubt before. As a restart would find it: a commit may be
        in the log that its writer, stopped as it syncs, has not announced. So the log is read anew, beside a copy."""
        look = self.home / "look"
        shutil.rmtree(look, ignore_errors=True)
        look.mkdir()
        os.link(self.database, look / self.database.name)
        shutil.copy(str(self.database) + "-wal", look)
        database = sqlite3.connect("file:%s?mode=ro" % (look / self.database.name), uri=True)
        count, doubts = database.execute(
            "SELECT count(*), max(unknown_outcomes) FROM outgoing WHERE " + NOT_TAKEN + "= 'sending'").fetchone()
        database.close()
        return count, doubts or 0

    def work_to_the_end(self):
        if self.left() == 0:
            return 0
        daemon, begun = self.start(), time.monotonic()
        while self.left() > 0 and daemon.poll() is None and time.monotonic() - begun < SECONDS:
            time.sleep(0.2)
        daemon.send_signal(signal.SIGTERM)
        return daemon.wait()

    def folders(self):
        """How often the letters lie in each folder of the clerk."""
        paths = [path for place in ("new/*", "cur/*", ".*/new/*", ".*/cur/*") for path in self.inbox().glob(place)]
        return collections.Counter((str(path.parent.parent.relative_to(self.inbox())), message_id_of(path)) for path in paths)

    def taken(self):
        """How often the SMTP server took each mail."""
        with open(self.home / "smtpd.log", encoding="utf-8") as log:
            lines = [json.loads(line) for line in log]
        return collections.Counter(line["message_id"] for line in lines if line["code"] == 250)

    def changed(self):
        """When the daemon last wrote to its database."""
        try:
            return os.stat(str(self.database) + "-wal").st_mtime_ns
        except FileNotFoundError:
            return 0


class Killer:
    """Deaths, and what was seen at each."""

    def __init__(self, load):
        self.load, self.chance = load, random.Random(SEED)
        self.deaths = self.spared = self.under_way = self.most = 0
        self.remaining = self.all = load.to_do()

    def live(self, daemon):
        """Until so much of the work that is left is done as leaves the others their share, and a moment longer."""
        share = SHARE * self.remaining / (KILLS - self.deaths)
        target = self.remaining - min(self.chance.uniform(0, 2 * share), SHARE * self.remaining)
        deadline = time.monotonic() + LONGEST_LIFE
        while daemon.poll() is None and self.load.to_do() > target and time.monotonic() < deadline:
            time.sleep(LOOK_AGAIN)
        time.sleep(self.chance.uniform(0, LOOK_AGAIN))

    def wait_for_work(self, daemon, before):
        deadline = time.monotonic() + 60
        while self.load.changed() == before and daemon.poll() is None and time.monotonic() < deadline:
            time.sleep(0.002)
        return time.monotonic() < deadline and daemon.poll() is None

    def kill_once(self):
        before = self.load.changed()
        daemon = self.load.start()
        worked = self.wait_for_work(daemon, before)
        self.live(daemon)
        while worked:
            daemon.send_signal(signal.SIGSTOP)
            os.waitid(os.P_PID, daemon.pid, os.WSTOPPED | os.WEXITED | os.WNOWAIT)
            count, doubts = self.load.under_way()
            if doubts < 2:
                break
            self.spared += 1
            daemon.send_signal(signal.SIGCONT)
            time.sleep(SPARED)
        daemon.kill()
        if daemon.wait() != -signal.SIGKILL or not worked:
            return False
        self.deaths += 1
        self.under_way += count
        self.most = max(self.most, count)
        self.remaining = self.load.to_do()
        return True

    def kill_all(self):
        while self.deaths < KILLS and self.remaining > 0:
            if not self.kill_once():
                return


def faults_in_mail(load, killer):
    """What the SMTP server has too little, too much or too often; and how many came twice."""
    delivered, faults = load.taken(), []
    mails = {message_id: unknown for message_id, _, unknown in sent(load.database)}
    faults += ["a mail did not come: %s" % each for each in mails.keys() - delivered.keys()]
    faults += ["a mail that nobody sent: %s" % each for each in delivered.keys() - mails.keys()]
    faults += ["came twice and was never in doubt: %s" % each
               for each, count in delivered.items() if count > 1 and not mails.get(each)]
    twice = delivered.total() - len(delivered)
    if twice > killer.under_way:
        faults.append("%d came twice, %d were under way at a death" % (twice, killer.under_way))
    return faults, twice


def faults_in_folders(wanted, got, letters):
    faults = ["a letter is in a folder %d times: %s" % (count, each) for each, count in got.items() if count > 1]
    faults += ["%s %s" % (sign, each) for sign, some in (("-", wanted - got), ("+", got - wanted)) for each in some]
    return faults + ([] if got.total() == letters else ["%d letters, %d came" % (got.total(), letters)])


def check(faults, name):
    tap(not faults, name)
    for fault in faults[:10]:
        print("#   " + fault[:300])


def undisturbed():
    load, begun = Load("calm"), time.monotonic()
    status, done = load.work_to_the_end(), load.round()
    found = projection(load.database), load.folders()
    print("# undisturbed: %d letters, %d mails, %.0f s" % (
        load.letters, load.taken().total(), time.monotonic() - begun), flush=True)
    check([str(word) for word in (status, done.returncode) if word != 0], "undisturbed, it works and ends")
    load.close()
    return found


def main():
    print("# seed %d (SEED=%d repeats it)" % (SEED, SEED))
    facts, folders = undisturbed()
    load, begun = Load("killed"), time.monotonic()
    killer = Killer(load)
    killer.kill_all()
    alone, covered = load.left(), 100 - 100 * killer.remaining / killer.all
    status, done = load.work_to_the_end(), load.round()
    wrong, twice = faults_in_mail(load, killer)
    print("# killed: %d deaths, %d let live, %d mails under way then (%d at most), %d came twice; %d letters, %d mails, "
          "the deaths cover %.0f %% of them, %d of both were left; %.0f s" % (
              killer.deaths, killer.spared, killer.under_way, killer.most, twice, load.letters,
              load.taken().total() - twice, covered, alone, time.monotonic() - begun))
    check([] if killer.deaths == KILLS else ["asked for %d" % KILLS], "it died %d times" % killer.deaths)
    check([str(word) for word in (status, done.returncode) if word != 0],
          "after them it works and ends")
    check([] if covered >= COVERED else ["%.0f %%" % covered], "the deaths cover the whole work")
    check(differences(facts, projection(load.database)), "the same facts (I2, I3)")
    check(faults_in_folders(folders, load.folders(), load.letters), "each letter once, in its folder (I1, I2)")
    check(wrong, "each mail came, none twice but what was under way (I6, I7)")
    check([] if killer.most <= CONNECTIONS else ["%d" % killer.most], "no more under way than connections (I6)")
    check(load.journal_faults(), "the journal holds together (I15)")
    load.close()


main()
