"""One mailing to 100,000 recipients: the most memory that daemon and reader hold while it leaves, over what they hold at rest.

RECIPIENTS (100000). Looked at ten times a second, as the shares of pages that they have (PSS). The bar is the limit: what
is allowed, of what is taken.
"""
import os
import threading
import time

import outbound
from rest import SETTLED_SECONDS, family, share_kib
from stand import wait_for

RECIPIENTS = int(os.environ.get("RECIPIENTS", 100000))
NAME = f"one mailing to {RECIPIENTS:,} recipients"
ALLOWED_KIB = 64 * 1024


def share(pid):
    """Of a process and its children, in KiB; a child may end meanwhile."""
    total = 0
    for process in family(pid):
        try:
            total += share_kib(process)
        except (FileNotFoundError, ProcessLookupError):
            pass
    return total


class Watch(threading.Thread):
    """The most that is held until it is ended."""

    def __init__(self, pid):
        super().__init__()
        self.pid = pid
        self.most = 0
        self.ended = threading.Event()

    def run(self):
        while not self.ended.wait(0.1):
            self.most = max(self.most, share(self.pid))

    def end(self):
        self.ended.set()
        self.join()
        return self.most


def run(stand, _count):
    outbound.prepare(stand, RECIPIENTS)
    stand.start_dovecot(0)
    stand.start_sink()
    stand.start_daemon()
    stand.wait_for_mailbox()
    time.sleep(SETTLED_SECONDS)
    rest = share(stand.daemon.pid)
    watch = Watch(stand.daemon.pid)
    watch.start()
    began = time.monotonic()
    stand.greffe("session", "convene", "conseil", "--yes")
    queued = time.monotonic() - began
    wait_for("all mails taken", 1800, lambda: stand.taken() >= RECIPIENTS and stand.is_done())
    seconds = time.monotonic() - began
    most = watch.end()
    stand.stop_daemon()
    stand.stop_sink()
    stand.stop_dovecot()
    return [("KiB over rest: allowed, of taken", ALLOWED_KIB, max(most - rest, 1), 1),
            ("KiB at rest", rest, None, None),
            ("s until all are queued", queued, None, None),
            ("mails a second", RECIPIENTS / seconds, None, None)]
