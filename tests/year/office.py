"""office.py - the office of the story: an embedded instance in rehearsal, its two programs, its post."""
import datetime
import email
import email.policy
import os
import re
import subprocess
import sys
import zoneinfo
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(TOP / "tests" / "demo"))
import correspondent  # noqa: E402

PARIS = zoneinfo.ZoneInfo("Europe/Paris")
BUILD = Path(os.environ.get("GREFFE_BUILD", TOP / "build" / "dev")).resolve()
CONFIG = TOP / "config"
GREFFE, STAFF = "greffe@assemblee.example", "secretariat@region.example"
SETTINGS = {"address": GREFFE, "staff": STAFF, "authserv_id": "mx.assemblee.example"}


def at(text):
    return datetime.datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=PARIS)


class Office:
    def __init__(self, directory):
        self.directory = Path(directory).resolve()
        self.instance = self.directory / "instance"

    def found(self):
        """An instance, not opened yet."""
        subprocess.run([BUILD / "greffe", "init", self.instance, "--rehearsal"], check=True, capture_output=True)
        path = self.instance / "config" / "greffe.conf"
        text = path.read_text()
        for key, value in SETTINGS.items():
            text = re.sub(r"(?m)^#?%s = .*" % key, "%s = %s" % (key, value), text)
        path.write_text(text)

    def process(self, command):
        """One run of a program; a crash test has another."""
        return subprocess.run(command, capture_output=True, text=True)

    def run(self, program, *arguments, now, may_refuse=False):
        command = [BUILD / program, "-C", self.instance, "--now", at(now).isoformat(), *arguments]
        done = self.process(command)
        if done.returncode != 0 and not may_refuse:
            sys.exit("%s %s, at %s: %s" % (program, " ".join(arguments), now, done.stderr + done.stdout))
        return done.stdout


class Post(correspondent.Post):
    """The instance's own Maildirs, without a server."""

    def __init__(self, office):
        super().__init__(office.directory, 0, None, GREFFE)
        self.queue = office.instance / "queue"
        self.known = set()
        self.repeated = []

    def send(self, message, sender, recipient):
        self.count += 1
        head = "Return-Path: <%s>\nDelivered-To: %s\n" % (sender, recipient)
        name = "1.P%d.story" % self.count
        content = message.as_bytes(policy=email.policy.SMTP.clone(linesep="\n"))
        box = self.queue / "incoming"
        (box / "tmp" / name).write_bytes(head.encode() + content)
        (box / "tmp" / name).rename(box / "new" / name)

    def fresh(self):
        """What left since the last look, as messages; what comes twice, once."""
        found = []
        for path in sorted((self.queue / "outgoing" / "new").iterdir()):
            message = correspondent.read_mail(path)
            path.unlink()
            (self.repeated if message["Message-ID"] in self.known else found).append(message)
            self.known.add(message["Message-ID"])
        return found
