"""What others do with the same letters and members, in the same run and on the same processors: mbsync and Mailman 3.

They are Debian's (scripts/install-deps peers), run by the scripts of ../shared/bench, and are servers only while they
are measured. Where one is not installed its lines of the table say so; with PEERS=required the bench fails.
"""
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

from stand import HARNESS, PASSWORD, free_port, pinned

MAILMAN = Path("/usr/lib/mailman3/bin/mailman")
LETTERS = 300  # what Mailman is given of them: it takes seconds for a hundred
OUTBOUND_SECONDS = 30
IDLE_SECONDS = 20
MBSYNC = """FSync yes

IMAPStore remote
Host 127.0.0.1
Port {port}
User bench
Pass {password}
SSLType None
AuthMechs LOGIN
PipelineDepth 50

MaildirStore local
Path {folder}/
Inbox {folder}/INBOX
SubFolders Verbatim

Channel all
Far :remote:
Near :local:
Patterns INBOX
Create Near
Sync Pull New
SyncState *
"""


def missing():
    """Why a peer cannot be measured: name -> reason."""
    found = {}
    if shutil.which("mbsync") is None:
        found["mbsync"] = "not installed (scripts/install-deps peers)"
    if not MAILMAN.exists():
        found["Mailman 3"] = "not installed (scripts/install-deps peers)"
    elif os.geteuid() != 0:
        found["Mailman 3"] = "its script wants root"
    return found


def announce():
    """Says what is missing; ends the bench where all are required."""
    lack = missing()
    for name, reason in lack.items():
        print(f"bench: {name} is SKIPPED: {reason}", file=sys.stderr)
    if lack and os.environ.get("PEERS") == "required":
        sys.exit("bench: PEERS=required, and not all peers are there")


def mbsync(stand, count):
    """Letters a second, of the mailbox that Dovecot serves, each flushed to the disk; None where it is missing."""
    if "mbsync" in missing():
        return None
    folder = stand.folder / "mbsync"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    conf = stand.folder / "mbsyncrc"
    conf.write_text(MBSYNC.format(port=stand.imap_port, password=PASSWORD, folder=folder))
    began = time.monotonic()
    subprocess.run(pinned("mbsync", "-q", "-c", conf, "all"), check=True, stdin=subprocess.DEVNULL)
    seconds = time.monotonic() - began
    assert sum(1 for path in folder.rglob("*") if path.parent.name in ("new", "cur")) >= count
    shutil.rmtree(folder)
    return count / seconds


class Mailman:
    """The harness's Mailman 3; made once a run, with as many members as mails are to leave."""

    def __init__(self, stand, count):
        self.stand = stand
        self.count = count
        self.environment = dict(stand.environment, N=str(count), LMTP_PORT=str(free_port()), REST_PORT=str(free_port()))
        for name, kind in (("in", "inbound"), ("out", "outbound")):
            link = stand.folder / name
            if not link.exists():
                link.symlink_to(stand.generate(kind, count))
        self.script("setup")

    def script(self, *arguments, **environment):
        """The figures that the script prints. It gives its servers twenty seconds to start: once more where those were
        too few."""
        try:
            return self.call(*arguments, **environment)
        except RuntimeError:
            return self.call(*arguments, **environment)

    def call(self, *arguments, **environment):
        log = self.stand.folder / "mailman.log"
        with open(log, "w") as output:
            done = subprocess.run(pinned(HARNESS / "peers" / "mailman.sh", *arguments), stdin=subprocess.DEVNULL,
                                  stdout=output, stderr=output, env={**self.environment, **environment}, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"mailman.sh {arguments[0]}: {log.read_text()[-400:]}")
        # What comes first counts: figures of the parts follow those of the whole.
        return {name: float(value) for name, value in reversed(re.findall(r"(\w+)=([0-9.]+)", log.read_text()))}

    def letters_a_second(self):
        """With its archive, for otherwise it keeps nothing."""
        return self.script("inbound", LETTERS, "archive")["per_s"]

    def mails_a_second(self):
        """Each with its own text: as long as the first one takes, then as fast as those of half a minute left."""
        found = self.script("outbound", "personalize", LIMIT=str(OUTBOUND_SECONDS))
        return self.count / (found["first_after"] + self.count / found["steady_per_s"])

    def kib_at_rest(self):
        return self.script("idle", IDLE_SECONDS)["sum_pss_kib"]


def mailman(stand, count):
    """None where it is missing."""
    if "Mailman 3" in missing():
        return None
    if stand.mailman is None:
        stand.mailman = Mailman(stand, count)
    return stand.mailman
