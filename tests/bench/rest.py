"""An instance of 232 members on a quiet day: what daemon and reader take of processor and memory while nothing comes.

Measured once all is quiet, for REST_SECONDS (300: as long as its longest sleep), and brought to an hour. The bars are
the limit: what is allowed, of what is taken.
"""
import os
import time
from pathlib import Path

import peers
from outbound import write_roll

NAME = "at rest, 232 members"
ONCE = "it waits for minutes"
MEMBERS = 232
ALLOWED_MS = 1000
ALLOWED_KIB = 40 * 1024
SETTLED_SECONDS = 5


def family(pid):
    """A process and its children."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(number for child in children for number in family(int(child)))]


def processor_ms(processes):
    """By the nanosecond: the ticks of stat are too coarse."""
    threads = [thread for pid in processes for thread in Path(f"/proc/{pid}/task").iterdir()]
    return sum(int((thread / "schedstat").read_text().split()[0]) for thread in threads) / 1e6


def share_kib(pid):
    """PSS: shared pages divided among who shares them."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1])
    raise ValueError("no Pss")


def run(stand, count):
    seconds = float(os.environ.get("REST_SECONDS", 300))
    stand.start_dovecot(0)
    stand.start_sink()
    stand.new_instance()
    roll = stand.folder / "rest.csv"
    write_roll(roll, range(MEMBERS))
    stand.greffe("member", "import", roll)
    stand.start_daemon()
    stand.wait_for_mailbox()
    time.sleep(SETTLED_SECONDS)
    processes = family(stand.daemon.pid)
    before = processor_ms(processes)
    time.sleep(seconds)
    taken = (processor_ms(processes) - before) * 3600 / seconds
    memory = sum(map(share_kib, processes))
    stand.stop_daemon()
    mailman = peers.mailman(stand, count)
    theirs = mailman.kib_at_rest() if mailman else None
    stand.stop_sink()
    stand.stop_dovecot()
    return [("ms of processor an hour: allowed, of taken", ALLOWED_MS, taken, 1),
            ("KiB of memory (PSS): allowed, of taken", ALLOWED_KIB, memory, 1),
            *([("KiB that Mailman 3 takes, of ours", theirs, memory, None)] if mailman else [])]
