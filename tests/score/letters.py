"""Letters of the corpus, bare bodies wrapped into a minimal mail, and what `greffe inspect` reads in them."""
import json
import os
import subprocess
from concurrent.futures import ThreadPoolExecutor
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

CORPUS = Path("../shared/corpus")
GREFFE = os.path.join(os.environ["GREFFE_BUILD"], "greffe")


class Unreadable(Exception):
    """`greffe inspect` failed, hung or printed something that is no JSON."""


def minimal():
    """The headers of a mail from a member, of every wrapped body."""
    mail = EmailMessage(policy=SMTP)
    mail["From"] = "Membre Exemple <membre@mairie.example>"
    mail["To"] = "greffe@assemblee.example"
    mail["Subject"] = "Re: Convocation"
    mail["Date"] = "Mon, 24 Feb 2025 10:12:00 +0100"
    mail["Message-ID"] = "<wrapped@mairie.example>"
    return mail


def around(raw, content_type):
    """Bytes that are a body, as they are, under the headers of a mail."""
    headers = "".join(f"{name}: {value}\r\n" for name, value in minimal().items())
    return (f"{headers}MIME-Version: 1.0\r\nContent-Type: {content_type}\r\n"
            "Content-Transfer-Encoding: 8bit\r\n\r\n").encode() + raw


def around_tnef(raw):
    """A winmail.dat beside a line of text."""
    mail = minimal()
    mail.set_content("Bonjour.\n")
    mail.add_attachment(raw, maintype="application", subtype="ms-tnef", filename="winmail.dat")
    return mail.as_bytes()


def has_headers(raw):
    """Whether these bytes begin as a mail does."""
    name = raw.lstrip(b"\r\n").split(b":", 1)[0]
    return raw.startswith(b"From ") or 0 < len(name) < 40 and all(33 <= c < 127 for c in name)


def inspect(raw, greffe=GREFFE, environment=None, timeout=60):
    """What greffe reads, as bytes of JSON."""
    try:
        done = subprocess.run([greffe, "inspect", "--json", "-"], input=raw, capture_output=True, timeout=timeout,
                              env={**os.environ, **(environment or {})}, check=False)
    except subprocess.TimeoutExpired as hang:
        raise Unreadable("hangs") from hang
    if done.returncode != 0 or done.stderr:
        raise Unreadable(f"status {done.returncode}: {done.stderr.decode(errors='replace')[:400]}")
    return done.stdout


def read(raw):
    return json.loads(inspect(raw))


def read_all(raws):
    """What is read in each, in their order; two at a time."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(read, raws))
