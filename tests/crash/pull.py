#!/usr/bin/python3
"""pull.py DIR SHIM PLUG PHASE... - the plug is pulled after a step of the work: what was not synced is lost.

Phases and steps as in driver.py; PLUG is plug.c, which keeps what is durable. When the daemon has died its instance is
made anew from that: alone, or with some of what was written and not synced, as a disk may have it, by sectors of 512 or
4,096 bytes, with names that may have changed or not. Then the database must be whole, and know every letter that the
IMAP server filed and every mail that the SMTP server took, this as being sent at least; and rounds must lead to the
facts of an undisturbed one. In the end synchronous is weakened, which must be found out. SEED repeats what reaches the
disk. Prints TAP without numbers and plan. CRASH_FULL=1: many more steps.
"""
import os
import random
import shutil
import sqlite3
import sys
import time
from pathlib import Path

from phase import LETTER_STEPS, MAIL_STEPS, Phase
from worker import Worker, message_ids, tap

DIR, SHIM, PLUG = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
PHASES = [phase.split(":", 1) for phase in sys.argv[4:]]
SEED = int(os.environ.get("SEED") or random.SystemRandom().randrange(1_000_000))
FULL = os.environ.get("CRASH_FULL") == "1"
SECTORS = [None, 512, 4096]  # None: nothing that was not synced
# How many steps of each kind; "file" is every change of a file.
STEPS = {"file": 200 if FULL else 8, "sync": 40 if FULL else 2}
OTHERS = 5 if FULL else 1
OUTSIDE = ["after-dot", "file-it"]  # after these another server has what must be known here


class Disk:
    """What is durable of a directory; see plug.c."""

    def __init__(self, home, root):
        self.home, self.root = home / "disk", root
        shutil.rmtree(self.home, ignore_errors=True)
        for kind in ("data", "names"):
            (self.home / kind).mkdir(parents=True)
        for folder, files in regular_files(root):
            names = self.home / "names" / str(os.stat(folder).st_ino)
            names.write_text("".join("%d %s\n" % (inode, name) for name, inode in files.items()))
            for name, inode in files.items():
                shutil.copyfile(folder / name, self.home / "data" / str(inode))

    def names(self, folder):
        """Name -> inode, as they last were durable."""
        path = self.home / "names" / str(os.stat(folder).st_ino)
        lines = path.read_text().splitlines() if path.exists() else []
        return {name: int(inode) for inode, name in (line.split(" ", 1) for line in lines)}

    def data(self, inode):
        path = self.home / "data" / str(inode)
        return path.read_bytes() if path.exists() else b""

    def come_back(self, sector, chance):
        """The directory as it is found when the power is back. A file that was renamed has one of its names: no file
        system that keeps a journal does half of that."""
        changed = {}  # inode -> whether the changes of its names have reached the disk
        for folder, live in list(regular_files(self.root)):
            durable = self.names(folder)
            for name in sorted(live.keys() | durable.keys()):
                inode = durable.get(name)
                if sector is not None and live.get(name) != inode:
                    about = live.get(name) or inode
                    if changed.setdefault(about, chance.random() < 0.5):
                        inode = live.get(name)
                self.put(folder / name, inode, live.get(name), sector, chance)

    def put(self, path, inode, live, sector, chance):
        """One name: it is the file of that inode now (None: it is not there)."""
        if inode is None or path.name.endswith("-shm"):
            path.unlink(missing_ok=True)
            return
        content = self.data(inode)
        if inode != live:
            path.unlink(missing_ok=True)
        elif sector is not None:
            content = mixed(content, path.read_bytes(), sector, chance)
        path.write_bytes(content)


def regular_files(root):
    """(Folder, {name: inode}) of every folder below a directory, itself too."""
    for folder, _, names in os.walk(root):
        paths = [Path(folder) / name for name in names]
        yield Path(folder), {path.name: path.stat().st_ino for path in paths if path.is_file()}


def mixed(synced, live, sector, chance):
    """What was synced, with some sectors of what was written since; the new length or the former one."""
    length = chance.choice([len(synced), len(live)])
    bytes_now = bytearray(synced[:length].ljust(length, b"\0"))
    for at in range(0, length, sector):
        piece = live[at:at + sector]
        if chance.random() < 0.5:
            bytes_now[at:at + len(piece)] = piece
    return bytes(bytes_now[:length])


def faults_in_database(worker):
    """Of a copy, for whoever opens it first must be the daemon."""
    copy = worker.home / "copy"
    shutil.rmtree(copy, ignore_errors=True)
    copy.mkdir()
    for path in worker.instance.glob("greffe.db*"):
        shutil.copyfile(path, copy / path.name)
    database = sqlite3.connect(copy / "greffe.db")
    try:
        words = [row[0] for row in database.execute("PRAGMA integrity_check(3)")]
        return ([] if words == ["ok"] else words) + faults_outside(worker, database)
    except sqlite3.DatabaseError as problem:
        return ["the database: %s" % problem]
    finally:
        database.close()


def faults_outside(worker, database):
    """What the servers have and the database does not know."""
    letters = {row[0] for row in database.execute("SELECT trim(message_id, '<>') FROM message")}
    mails = dict(database.execute("SELECT message_id, state FROM outgoing"))
    filed = {key[1] for folder in worker.inbox().glob(".*") for key in message_ids(folder)}
    taken = {key[1] for key in message_ids(worker.post)}
    return ["filed and not recorded: %s" % each for each in filed - letters] + [
        "taken by the server, and here it is %s: %s" % (mails.get(each), each)
        for each in taken if mails.get(each) in (None, "queued", "ready")]


def pull(phase, worker, kind, step, sector, chance, **variables):
    """Whether it died there, what is wrong when the power is back, and in the end."""
    phase.restore(worker)
    disk = Disk(worker.home, worker.instance)
    died = phase.die(worker, kind, step, PLUG_ROOT=str(worker.instance), PLUG_DISK=str(disk.home), **variables)
    disk.come_back(sector, chance)
    faults = faults_in_database(worker)
    if faults or variables:
        return died, faults
    return died, phase.go_on(worker)[0]


def steps_of(phase, kind):
    """Some steps, from the first to the last; fewer of the daemon itself, which takes longer."""
    count, most = phase.steps[kind], STEPS.get(kind, OTHERS)
    most = min((most + 1) // 2 if phase.now == "-" else most, count)
    return sorted({1 + round(i * (count - 1) / max(most - 1, 1)) for i in range(most)})


def pull_often(phase, worker, chance):
    begun, pulls, deaths, faulty = time.monotonic(), 0, 0, 0
    for kind in ["file", "sync", *LETTER_STEPS, *MAIL_STEPS]:
        for step in steps_of(phase, kind):
            for sector in SECTORS if kind in OUTSIDE else [SECTORS[pulls % len(SECTORS)]]:
                died, faults = pull(phase, worker, kind, step, sector, chance)
                pulls, deaths, faulty = pulls + 1, deaths + died, faulty + bool(faults)
                for fault in faults[:5]:
                    print("# %s: pulled after %s %d, sectors of %s: %s" % (phase.name, kind, step, sector, fault[:300]))
    print("# %s: pulled %d times, %d deaths, of %d changes of files and %d syncs, %.1f s" % (
        phase.name, pulls, deaths, phase.steps["file"], phase.steps["sync"], time.monotonic() - begun))
    tap(faulty == 0 and deaths * 2 > pulls,
        "%s: the plug is pulled, and all that was promised is there (I1, I3, I6)" % phase.name)


def weaken(phase, worker, synchronous, chance):
    """Less than FULL must be found out: after the last step of each kind that others know of."""
    found = []
    for kind in OUTSIDE:
        if phase.steps[kind] > 0:
            _, faults = pull(phase, worker, kind, phase.steps[kind], None, chance, PLUG_SYNCHRONOUS=synchronous)
            found += faults
    print("# %s: synchronous = %s: %d faults%s" % (
        phase.name, synchronous, len(found), ", such as: " + found[0] if found else ""))
    tap(found, "%s: synchronous = %s would be found out" % (phase.name, synchronous))


def main():
    print("# seed %d (SEED=%d repeats it)" % (SEED, SEED))
    chance, worker = random.Random(SEED), Worker(DIR, "plug")
    try:
        for name, now in PHASES:
            phase = Phase(worker, "%s %s" % (SHIM, PLUG), name, now)
            pull_often(phase, worker, chance)
            for synchronous in ("NORMAL", "OFF"):
                weaken(phase, worker, synchronous, chance)
    finally:
        worker.close()


main()
