"""office.py - an instance in rehearsal, its mailboxes, and the people who write to it, for story.py."""
import csv
import email.message
import email.parser
import email.policy
import email.utils
import os
import re
import shutil
import subprocess
import sys
from datetime import datetime
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

TOP = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(TOP / "tests" / "demo"))
import correspondent  # noqa: E402
import templates  # noqa: E402

BUILD = Path(os.environ.get("GREFFE_BUILD", TOP / "build" / "dev")).resolve()
GREFFE, STAFF = "greffe@assemblee.example", "secretariat@region.example"
PARIS = ZoneInfo("Europe/Paris")


def at(text):
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=PARIS)


class Mail:
    """What somebody received; read in full when it is looked at."""

    def __init__(self, path, when, marked):
        self.bytes, self.when, self.marked = path.read_bytes(), when, marked
        head = email.parser.BytesHeaderParser(policy=email.policy.default).parsebytes(self.bytes)
        self.to, self.subject = correspondent.address_of(head["To"]), templates.strip(str(head["Subject"]))
        self.template = marked.files(str(head["Subject"]))[0][:-len(".txt")]

    @cached_property
    def message(self):
        return email.message_from_bytes(self.bytes, policy=email.policy.default)

    @cached_property
    def text(self):
        return templates.strip(self.part("plain"))

    @cached_property
    def html(self):
        return templates.strip(self.part("html"))

    def look(self):
        """Its words count as shown."""
        self.calendar
        for words in (str(self.message["Subject"]), self.part("plain"), self.part("html")):
            self.marked.look(words)

    def part(self, kind):
        body = self.message.get_body((kind,))
        return body.get_content() if body else ""

    @cached_property
    def calendar(self):
        """What a calendar shows: of an invitation, or of a day to keep."""
        for part in self.message.walk():
            if part.get_content_type() == "text/calendar":
                text = part.get_payload(decode=True).decode("utf-8")
                self.marked.look(correspondent.unfold(text))
                words = correspondent.parse_event(templates.strip(correspondent.unfold(text)))["DESCRIPTION"][1]
                return re.sub(r"\\(.)", lambda c: "\n" if c[1] in "nN" else c[1], words)
        return None

    @property
    def documents(self):
        return [part.get_filename() for part in self.message.iter_attachments()
                if part.get_content_type() != "application/ics"]


class Page:
    """A file to be opened, which is no mail: the index of contributions."""

    def __init__(self, path, marked):
        self.raw, self.marked = path.read_text(), marked
        self.subject = self.text = self.calendar = None
        self.template, self.html = "contributions", templates.strip(self.raw)

    def look(self):
        self.marked.look(self.raw)


class Office:
    def __init__(self, folder, language="fr"):
        self.instance, self.language = Path(folder) / "instance", language
        self.config = self.instance / "config"
        self.now, self.count = None, 0
        self.mails = []
        subprocess.run([BUILD / "greffe", "init", self.instance, "--rehearsal"], check=True, capture_output=True)
        for name in ("saisines", "session.conf", "assembly.conf", "members.csv"):
            source, target = TOP / "config" / name, self.config / name
            shutil.rmtree(target) if target.is_dir() else target.unlink()
            shutil.copytree(source, target) if source.is_dir() else shutil.copy(source, target)
        shutil.rmtree(self.instance / "templates")
        shutil.copytree(TOP / "templates", self.instance / "templates")
        self.marked = templates.Marked(self.instance / "templates" / language)
        for key, value in (("address", GREFFE), ("staff", STAFF), ("language", language), ("message_bytes", "1048576"),
                           ("authserv_id", "mx.assemblee.example"), ("document_bytes", "200000"),
                           ("automatic_mails_per_day", "1000")):
            self.setting(key, value)
        with open(self.config / "members.csv", encoding="utf-8") as lines:
            self.roll = {row["identifiant"]: row for row in csv.DictReader(lines, delimiter=";")}

    def setting(self, key, value):
        path = self.config / "greffe.conf"
        text, count = re.subn(r"(?m)^#?%s = .*" % key, "%s = %s" % (key, value), path.read_text())
        assert count == 1, key
        path.write_text(text)

    # The clock, the programs.

    def run(self, program, *arguments):
        command = [BUILD / program, "-C", self.instance, "--now", at(self.now).isoformat()]
        done = subprocess.run(command + list(arguments), capture_output=True, text=True)
        if done.returncode != 0:
            sys.exit("%s %s, at %s: %s" % (program, " ".join(arguments), self.now, done.stderr + done.stdout))
        return done.stdout

    def greffe(self, *arguments):
        return self.run("greffe", *arguments)

    def round(self, now):
        """The clock is set, the daemon has its turn; what left since."""
        self.now = now
        self.run("greffed", "--once")
        found = []
        for path in sorted((self.instance / "queue" / "outgoing" / "new").iterdir()):
            found.append(Mail(path, now, self.marked))
            path.unlink()
        self.mails += found
        return found

    # What people received.

    def address(self, who):
        return self.roll[who]["courriel"] if who in self.roll else who

    def mail(self, to, template, words=""):
        """The newest mail to somebody that was made of a template (and whose subject has these words)."""
        known = [mail for mail in self.mails if mail.to == self.address(to)]
        for mail in reversed(known):
            if mail.template == template and words in mail.subject:
                return mail
        sys.exit("%s: no %s to %s; there are: %s" % (self.now, template, to, [(m.template, m.subject) for m in known]))

    # What they write.

    def post(self, message, sender, recipient, dmarc):
        self.count += 1
        message["Date"] = email.utils.format_datetime(at(self.now))
        message["Message-ID"] = "<%04d@%s>" % (self.count, sender.split("@")[1])
        head = "Return-Path: <%s>\nDelivered-To: %s\n" % (sender, recipient)
        head += "Authentication-Results: mx.assemblee.example; dmarc=%s header.from=%s\n" % (dmarc, sender.split("@")[1])
        box = self.instance / "queue" / "incoming"
        name = "%04d.P1.story" % self.count
        content = message.as_bytes(policy=email.policy.SMTP.clone(linesep="\n"))
        (box / "tmp" / name).write_bytes(head.encode() + content)
        (box / "tmp" / name).rename(box / "new" / name)

    def write(self, who, to, subject, text, files=(), dmarc="pass", sender=None, thread=None):
        message = email.message.EmailMessage(policy=email.policy.SMTP)
        sender = sender or self.address(who)
        row = self.roll.get(who)
        message["From"] = email.utils.formataddr(("%(prénom)s %(nom)s" % row if row else "", sender))
        message["To"], message["Subject"] = to, subject
        if thread:
            message["In-Reply-To"] = message["References"] = thread
        message.set_content(text + "\n")
        for name, size in files:
            kind = {".pdf": "application/pdf", ".jpg": "image/jpeg"}[Path(name).suffix].split("/")
            message.add_attachment(("%s\n" % name).encode() * (size // (len(name) + 1)),
                                   maintype=kind[0], subtype=kind[1], filename=name)
        self.post(message, sender, to, dmarc)

    def answer(self, mail, text, **more):
        """In a mail program: above the quote, in the thread."""
        who = next((slug for slug, row in self.roll.items() if row["courriel"] == mail.to), mail.to)
        quote = "".join("> " + line + "\n" for line in mail.text.splitlines())
        head = "Le lun. 15 févr. 2027 à 09:11, Assemblée des Territoires <%s> a écrit :\n" % GREFFE
        back = correspondent.address_of(mail.message["Reply-To"] or mail.message["From"])
        self.write(more.pop("who", who), back, "Re: " + mail.subject, "%s\n\n%s%s" % (text, head, quote),
                   thread=mail.message["Message-ID"], **more)

    def click(self, mail, partstat, sequence=None):
        """A button of the calendar, as Google writes it."""
        fields = correspondent.parse_event(correspondent.calendar_of(mail.message))
        head, value = fields["ATTENDEE"]
        invitation = correspondent.Invitation("", mail.message, fields, re.sub("(?i)^mailto:", "", value), "")
        reply, _ = correspondent.google(invitation, partstat, at(self.now), None,
                                        invitation.sequence if sequence is None else sequence)
        reply["From"], reply["To"] = mail.to, GREFFE
        self.post(reply, mail.to, GREFFE, "pass")

    # Files that staff writes.

    def file(self, name, text):
        path = self.instance / name
        path.write_text(text) if isinstance(text, str) else path.write_bytes(text)
        return str(path)

