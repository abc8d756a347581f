"""One answer on a quiet day: from Dovecot's EXISTS line to the line that says that its acknowledgement was taken.

An observer idles beside the daemon and is told of the message when the daemon is. The bar is the limit: what is
allowed, of what is taken.
"""
import re
import socket
import statistics
import time

from replies import convene, invitations, reply
from stand import PASSWORD

NAME = "one answer, acknowledged"
ANSWERS = 30
ALLOWED_MS = 100


class Imap:
    """The little of IMAP that an observer needs."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.lines = self.socket.makefile("rb")
        self.lines.readline()
        self.ask(f"LOGIN bench {PASSWORD}")
        self.ask("SELECT INBOX")

    def send(self, line):
        self.socket.sendall(line + b"\r\n")

    def until(self, wanted):
        for line in self.lines:
            if re.match(wanted, line):
                return
        raise ConnectionError("the server hung up")

    def ask(self, command):
        self.send(b"a " + command.encode())
        self.until(rb"a OK")

    def idle(self):
        self.send(b"a IDLE")
        self.until(rb"\+")

    def wait_for_message(self):
        self.until(rb"\* \d+ EXISTS")
        moment = time.monotonic()
        self.send(b"DONE")
        self.until(rb"a OK")
        return moment

    def append(self, message):
        self.send(b"a APPEND INBOX {%d}" % len(message))
        self.until(rb"\+")
        self.send(message)
        self.until(rb"a OK")


def run(stand, _count):
    convene(stand, ANSWERS, acknowledge="all")
    log = stand.folder / "greffed.log"
    stand.start_daemon()
    stand.wait_for_mailbox()
    time.sleep(1)
    observer, sender = Imap(stand.imap_port), Imap(stand.imap_port)
    taken = []
    for number, invitation in enumerate(invitations(stand)):
        observer.idle()
        seen = log.stat().st_size
        sender.append(reply(*invitation, number))
        began = observer.wait_for_message()
        while not re.search(rb"kind=acknowledgement.*outcome=taken", log.read_bytes()[seen:]):
            time.sleep(0.0005)
            if time.monotonic() - began > 30:
                raise TimeoutError("no acknowledgement")
        taken.append(1e3 * (time.monotonic() - began))
        time.sleep(0.1)
    stand.stop_daemon()
    stand.stop_sink()
    stand.stop_dovecot()
    return [("ms, median: allowed, of taken", ALLOWED_MS, statistics.median(taken), 1)]
