"""worker.py - a place to work and die in: an instance, a user of the IMAP server, an SMTP server of its own."""
import collections
import email
import itertools
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import time
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent.parent
BUILD = Path(os.environ["GREFFE_BUILD"])
USERS = itertools.count(1)


class Worker:
    """Below DIR/NAME, on the stand of DIR. It keeps the mail in Maildirs, or only the log of its SMTP server."""

    def __init__(self, directory, name, keeps_mail=True):
        self.directory, self.home = directory, directory / name
        self.home.mkdir()
        self.post = self.home / "mail"
        port_file, tls = self.home / "port", directory / "tls"
        self.server = subprocess.Popen(
            ["/usr/bin/python3", TOP / "tests/servers/smtpd.py", "--dir", self.home, "--port-file", port_file,
             "--tls", "starttls", "--cert", tls / "cert.pem", "--key", tls / "key.pem", "--user", "greffe",
             "--password", "secret", "--with-parent", *(["--deliver", self.post] if keeps_mail else [])],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while not port_file.exists():
            time.sleep(0.02)
        self.port = port_file.read_text().strip()
        self.instance = self.home / "instance"
        self.database = self.instance / "greffe.db"
        self.user, self.own_maildir = None, False

    def restore(self, beginning, own_maildir=False):
        """DIR/BEGINNING (instance/ and inbox/), with another IMAP user: nothing of an earlier run is in the way. With
        `own_maildir` there is no IMAP: the inbox is a Maildir within the instance."""
        shutil.rmtree(self.instance, ignore_errors=True)
        shutil.rmtree(self.post, ignore_errors=True)
        (self.home / "smtpd.log").unlink(missing_ok=True)
        self.post.mkdir()
        if self.user and not self.own_maildir:
            shutil.rmtree(self.inbox())
        self.user, self.own_maildir = "greffe%d" % next(USERS), own_maildir
        subprocess.run(["cp", "-a", self.directory / beginning / "instance", self.instance], check=True)
        subprocess.run(["cp", "-a", self.directory / beginning / "inbox", self.inbox()], check=True)
        config = self.instance / "config" / "greffe.conf"
        text = re.sub(r"(?s)(\[mailbox\].*?user = )\w+", r"\g<1>" + self.user, config.read_text(), count=1)
        text = re.sub(r"(?s)(\[transport\].*?port = )\d+", r"\g<1>" + self.port, text, count=1)
        if own_maildir:
            text = re.sub(r"(?s)\[mailbox\].*?(?=\n\[)", "[mailbox]\nkind = maildir\npath = queue/inbox\n", text, count=1)
        config.write_text(text)

    def inbox(self):
        return self.instance / "queue" / "inbox" if self.own_maildir else self.directory / "mail" / self.user

    def waiting(self):
        """The letters that are not filed; in a Maildir those of cur are."""
        return [path for folder in (["new"] if self.own_maildir else ["new", "cur"])
                for path in (self.inbox() / folder).glob("*")]

    def letters(self):
        """The Message-IDs in all folders of the clerk, as often as they lie there."""
        root = self.instance / "queue" if self.own_maildir else self.inbox()
        return [key[1] for key in message_ids(root).elements()]

    def round(self, now="-", **variables):
        """One round, at a time or on the machine's clock."""
        clock = [] if now == "-" else ["--now", now]
        return subprocess.run(
            [BUILD / "greffed", "-C", self.instance, "--once", *clock], env=dict(os.environ, **variables),
            capture_output=True, text=True)

    def start(self, stderr=subprocess.DEVNULL, **variables):
        """The daemon itself."""
        return subprocess.Popen([BUILD / "greffed", "-C", self.instance], env=dict(os.environ, **variables),
                                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=stderr, text=True)

    def run(self, now, **variables):
        """A round, or the daemon until it dies or has nothing left to do."""
        if now != "-":
            return self.round(now, **variables)
        daemon = self.start(subprocess.PIPE, **variables)
        deadline = time.monotonic() + 20
        while daemon.poll() is None and time.monotonic() < deadline and not self.is_idle():
            time.sleep(0.05)
        if daemon.poll() is None:
            daemon.send_signal(signal.SIGTERM)
        _, words = daemon.communicate()
        return subprocess.CompletedProcess(daemon.args, daemon.returncode, "", words)

    def look(self, query):
        """The first row of a query."""
        database = sqlite3.connect("file:%s?mode=ro" % self.database, uri=True, timeout=10)
        row = database.execute(query).fetchone()
        database.close()
        return row

    def is_idle(self):
        """Nothing in INBOX, nothing to send, nothing to file."""
        left, = self.look("SELECT (SELECT count(*) FROM outgoing WHERE state IN ('queued', 'ready', 'sending'))"
                          " + (SELECT count(*) FROM place WHERE filed_at IS NULL)")
        return left == 0 and not self.waiting()

    def journal_faults(self):
        verified = subprocess.run([BUILD / "greffe", "-C", self.instance, "journal", "verify"], capture_output=True)
        return [] if verified.returncode == 0 else ["the journal does not hold together"]

    def close(self):
        self.server.terminate()
        self.server.wait()


def message_id_of(path):
    with open(path, "rb") as file:
        head = re.split(rb"\r?\n\r?\n", file.read(65536), maxsplit=1)[0]
    return email.message_from_bytes(head)["Message-ID"].strip("<> ")


def message_ids(root):
    """How often each Message-ID lies in the Maildirs below a directory, by the name of the first one."""
    found = collections.Counter()
    for path in root.rglob("*"):
        if path.parent.name in ("new", "cur") and path.is_file():
            found[path.relative_to(root).parts[0], message_id_of(path)] += 1
    return found


def tap(good, name):
    print("%sok - %s" % ("" if good else "not ", name), flush=True)
