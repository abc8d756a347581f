#!/usr/bin/python3
"""people.py DIR TIME act|show|raw|look|presences|letters|setting ... - what the stories ask of people.

`act` reads deeds from standard input, one a line, words quoted as in a shell:

    anne clicks outlook ACCEPTED [note=...] [sequence=N] [change='A => B'] [KEY=VALUE ...]
    bruno writes "Je serai présent." [subject=...] [KEY=VALUE ...]
    curieux@ailleurs.example sends "Bonjour" [to=...] [subject=...] [KEY=VALUE ...]
    server bounces anne [status=5.1.1] [words=...]
    anne posts FILE.eml (with @BACK@, @FROM@, @UID@, @TOKEN@, @MESSAGE-ID@ of the invitation filled in)

KEY: from= another address, envelope= another envelope sender, to=, header='Name: value' (several),
at= another time for the client's Date, of= the subject's beginning of the mail that is answered,
named= whose invitation where several share a mailbox, attach= files joined (separated by commas; a name
that is no file is a file of that name with some bytes of its own). `anne` is the mailbox of that name.

`show USER [SUBJECT]` describes the newest mail (of a subject beginning so) line by line; `raw` prints
it; `look` marks everybody's mail as read. The others make lines of greffe's JSON, see tests/lib.sh.
"""
import base64
import datetime
import email
import email.policy
import json
import re
import shlex
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "demo"))
import correspondent  # noqa: E402

DIR = Path(sys.argv[1])
CLIENTS = ("outlook", "google", "thunderbird", "sogo", "apple")


def environment():
    return dict(line.split("=", 1) for line in (DIR / "stand.env").read_text().splitlines())


class Embedded(correspondent.Post):
    """Where there is no server: what is sent lies in the incoming Maildir."""

    def send(self, message, sender, recipient):
        self.count += 1
        head = "Return-Path: <%s>\nDelivered-To: %s\n" % (sender, recipient)
        name = "%f.P%d.people" % (time.time(), self.count)
        content = message.as_bytes(policy=email.policy.SMTP.clone(linesep="\n"))
        box = Path(environment()["INSTANCE"]) / "queue" / "incoming"
        (box / "tmp" / name).write_bytes(head.encode() + content)
        (box / "tmp" / name).rename(box / "new" / name)


def the_post():
    values = environment()
    kind = correspondent.Post if values["SMTP_PORT"] else Embedded
    return kind(values["MAIL"], int(values["SMTP_PORT"] or 0), values["CA"], "greffe@" + values["DOMAIN"])


def the_time(text):
    if text == "-":
        return datetime.datetime.now(datetime.timezone.utc)
    return datetime.datetime.fromisoformat(text)


# Reading mail ----------------------------------------------------------------------------------------


def mails_of(user):
    """The mails of a user, newest first; without servers, what went out to them."""
    embedded = not environment()["SMTP_PORT"]
    box = Path(environment()["INSTANCE"]) / "queue" / "outgoing" if embedded else DIR / "mail" / user
    paths = [path for folder in ("new", "cur") for path in (box / folder).glob("*")]
    if embedded:
        paths = [path for path in paths
                 if correspondent.address_of(correspondent.read_mail(path)["To"]).startswith(user + "@")]
    return sorted(paths, key=lambda path: path.name.split(":")[0], reverse=True)


def newest(user, subject=""):
    for path in mails_of(user):
        message = correspondent.read_mail(path)
        if str(message["Subject"]).startswith(subject):
            return message
    sys.exit("people.py: %s has no mail of that subject: %r" % (user, subject))


def invitation_of(user, subject="", named=""):
    """The newest invitation in a mailbox, where several share it that of `named`."""
    for path in mails_of(user):
        message = correspondent.read_mail(path)
        text = correspondent.calendar_of(message)
        if text is None or not str(message["Subject"]).startswith(subject):
            continue
        fields = correspondent.parse_event(text)
        head, value = fields["ATTENDEE"]
        name = re.search(r'CN="?([^";:]+)', head).group(1)
        if named in name:
            address = re.sub("(?i)^mailto:", "", value)
            return correspondent.Invitation(user, message, fields, address, name)
    sys.exit("people.py: %s has no invitation %r" % (user, subject))


def structure(part):
    kind = part.get_content_type()
    if part.is_multipart() and kind != "message/rfc822":
        return "%s(%s)" % (kind, " ".join(structure(child) for child in part.iter_parts()))
    words = [kind]
    for name in ("charset", "method"):
        if part.get_param(name):
            words.append("%s=%s" % (name, part.get_param(name)))
    words.append(str(part["Content-Transfer-Encoding"]))
    if part.get_filename():
        words.append("%s:%s" % (part.get_content_disposition(), part.get_filename()))
    return ";".join(words)


def describe(message):
    for name in ("Return-Path", "From", "To", "Reply-To", "Subject", "Date", "Auto-Submitted",
                 "In-Reply-To", "Message-ID", "Precedence", "Content-Language"):
        if message[name] is not None:
            print("%s: %s" % (name, message[name]))
    print("structure: " + structure(message))
    text = correspondent.calendar_of(message)
    for line in correspondent.unfold(text or "").splitlines():
        print("ics " + line)
    for part in message.iter_attachments() if message.is_multipart() else ():
        if part.get_content_type() == "text/calendar" and not part.get_param("method"):
            for line in correspondent.unfold(part.get_content()).splitlines():
                print("day " + line)
    for kind in ("plain", "html"):
        for line in correspondent.text_of(message, kind).splitlines():
            print("%s| %s" % (kind, line))


# Writing mail ----------------------------------------------------------------------------------------


class Deed:
    """One line of a story."""

    def __init__(self, line, now):
        self.words, self.options, self.headers = [], {}, []
        for word in shlex.split(line):
            found = re.match(r"(from|envelope|to|header|at|of|named|note|sequence|change|subject|"
                             r"status|words|bare|cc|attach)=(.*)", word, re.S)
            if not found:
                self.words.append(word)
            elif found.group(1) == "header":
                self.headers.append(found.group(2).split(": ", 1))
            else:
                self.options[found.group(1)] = found.group(2)
        self.now = now

    def get(self, name, fallback=None):
        return self.options.get(name, fallback)

    @property
    def when(self):
        return the_time(self.get("at")) if self.get("at") else self.now

    def invitation(self):
        return invitation_of(self.words[0], self.get("of", ""), self.get("named", ""))


def rewrite_calendar(reply, change):
    """`A => B` (a regular expression) in every calendar part."""
    pattern, _, replacement = change.partition(" => ")
    replacement = replacement.replace("\\n", "\r\n")
    for part in reply.walk():
        if part.get_content_type() in ("text/calendar", "application/ics"):
            text = part.get_payload(decode=True).decode("utf-8")
            text = re.sub("(?m)" + pattern, lambda _: replacement, text)
            part.replace_header("Content-Transfer-Encoding", "base64")
            part.set_payload(base64.encodebytes(text.encode("utf-8")).decode("ascii"))


def attach(message, names):
    for name in names.split(","):
        path = Path(name)
        content = path.read_bytes() if path.is_file() else ("bytes of %s\n" % name).encode() * 100
        kind = {".pdf": "application/pdf", ".jpg": "image/jpeg", ".txt": "text/plain"}.get(path.suffix, "application/octet-stream")
        main, sub = kind.split("/")
        message.add_attachment(content, maintype=main, subtype=sub, filename=path.name)


def finish(post, deed, message, sender, recipient):
    if deed.get("attach"):
        attach(message, deed.get("attach"))
    for name, value in deed.headers:
        del message[name]
        message[name] = value
    if deed.get("cc"):
        message["Cc"] = deed.get("cc")
    post.send(message, deed.get("envelope", sender), recipient)


def click(post, deed):
    invitation = deed.invitation()
    client, partstat = deed.words[2], deed.words[3]
    sequence = int(deed.get("sequence", invitation.sequence))
    build = getattr(correspondent, client)
    reply, _ = build(invitation, partstat, deed.when, deed.get("note"), sequence)
    if deed.get("change"):
        rewrite_calendar(reply, deed.get("change"))
    sender = deed.get("from", invitation.attendee)
    to = deed.get("to", post.greffe)
    reply["From"] = email.utils.formataddr((invitation.name, sender))
    reply["To"] = to
    reply["Date"] = email.utils.format_datetime(deed.when)
    reply["Message-ID"] = email.utils.make_msgid(domain=sender.split("@")[1])
    finish(post, deed, reply, sender, to)


def write(post, deed):
    """Answers by text, above the quote; with bare=yes without quote, thread and Reply-To."""
    if correspondent.calendar_of(newest(deed.words[0], deed.get("of", ""))) is None:
        original, name = newest(deed.words[0], deed.get("of", "")), deed.words[0]
        attendee = correspondent.address_of(original["To"])
    else:
        invitation = deed.invitation()
        original, name, attendee = invitation.message, invitation.name, invitation.attendee
    sender = deed.get("from", attendee)
    bare = deed.get("bare") is not None
    reply = email.message.EmailMessage(policy=email.policy.SMTP)
    reply["From"] = email.utils.formataddr((name, sender))
    reply["To"] = deed.get("to", post.greffe if bare else str(original["Reply-To"] or original["From"]))
    reply["Subject"] = deed.get("subject", "Re: " + str(original["Subject"]))
    reply["Date"] = email.utils.format_datetime(deed.when)
    reply["Message-ID"] = email.utils.make_msgid(domain=sender.split("@")[1])
    text = deed.words[2].replace("\\n", "\n") + "\n"
    if not bare:
        reply["In-Reply-To"] = reply["References"] = original["Message-ID"]
        body = correspondent.text_of(original)
        text += "\nLe lun. 15 févr. 2027 à 09:11, Le greffe <%s> a écrit :\n" % post.greffe
        text += "".join("> " + line + "\n" for line in body.splitlines())
    reply.set_content(text)
    finish(post, deed, reply, sender, correspondent.address_of(reply["To"]))


def send(post, deed):
    sender = deed.words[0]
    mail = email.message.EmailMessage(policy=email.policy.SMTP)
    mail["From"] = sender
    mail["To"] = deed.get("to", post.greffe)
    mail["Subject"] = deed.get("subject", "Bonjour")
    mail["Date"] = email.utils.format_datetime(deed.when)
    mail["Message-ID"] = email.utils.make_msgid(domain=sender.split("@")[1])
    mail.set_content(deed.words[2].replace("\\n", "\n") + "\n")
    finish(post, deed, mail, sender, correspondent.address_of(mail["To"]))


def bounce(post, deed):
    """A server gives one of our mails up (RFC 3464)."""
    original = newest(deed.words[2], deed.get("of", ""))
    back = correspondent.address_of(original["Return-Path"])
    status = deed.get("status", "5.1.1")
    words = deed.get("words", "550 %s user unknown" % status)
    action = "failed" if status[0] == "5" else "delayed"
    text = (
        "From: MAILER-DAEMON@mx.bourg.example\nTo: %s\nSubject: Undelivered Mail Returned to Sender\n"
        "Date: %s\nMessage-ID: %s\nAuto-Submitted: auto-replied\nMIME-Version: 1.0\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
        "--b\nContent-Type: text/plain\n\nYour message could not be delivered.\n\n"
        "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.bourg.example\n\n"
        "Final-Recipient: rfc822; %s\nAction: %s\nStatus: %s\nDiagnostic-Code: smtp; %s\n\n"
        "--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: %s\n\n--b--\n"
        % (back, email.utils.format_datetime(deed.when), email.utils.make_msgid(domain="mx.bourg.example"),
           correspondent.address_of(original["To"]), action, status, words, original["Message-ID"]))
    post.send(email.message_from_string(text), "", back)


def post_file(post, deed):
    invitation = deed.invitation()
    back = correspondent.address_of(invitation.message["Reply-To"])
    facts = {"BACK": back, "FROM": invitation.attendee, "UID": invitation.uid,
             "TOKEN": back.partition("+")[2].partition("@")[0], "SUBJECT": str(invitation.message["Subject"]),
             "MESSAGE-ID": invitation.message["Message-ID"], "DATE": email.utils.format_datetime(deed.when)}
    content = Path(deed.words[2]).read_bytes()
    for name, value in facts.items():
        content = content.replace(b"@%s@" % name.encode(), value.encode())
    post.send(email.message_from_bytes(content), deed.get("envelope", invitation.attendee), back)


DEEDS = {"clicks": click, "writes": write, "sends": send, "bounces": bounce, "posts": post_file}


def act(now):
    post = the_post()
    for line in sys.stdin:
        if line.strip() and not line.startswith("#"):
            deed = Deed(line, now)
            DEEDS[deed.words[1]](post, deed)
    post.close()


def look():
    for path in (DIR / "mail").glob("*/new/*"):
        if path.parts[-3] != "greffe":
            path.rename(path.parent.parent / "cur" / (path.name + ":2,S"))


# greffe's JSON as lines ------------------------------------------------------------------------------


def presences(path):
    for person in json.loads(Path(path).read_text())["people"]:
        words = [person["member"], person["presence"]]
        for half, name in (("morning", "matin"), ("afternoon", "apres-midi")):
            if person[half]:
                words.append("%s:%s" % (name, person[half]))
        if person["mode"]:
            words.append(person["mode"])
        if person["proxy"]:
            words.append("pouvoir:%s:%s" % (person["proxy"], "valid" if person["proxy_valid"] else "void"))
        if person["substitute"]:
            words.append("suppleant")
        if person["answered_before_change"]:
            words.append("before")
        if person["unreachable"]:
            words.append("unreachable")
        answers = person["answers"]
        words.append("answers:%d" % len(answers))
        if answers:
            words += ["rule:" + answers[-1]["rule"], "by:" + answers[-1]["actor"]]
        print(" ".join(words))


def letters(path):
    for message in json.loads(Path(path).read_text())["messages"]:
        print(message["from"] or "-", message["id"], message["state"], message["reason"],
              message["matter"] or "-", "|", message["detail"] or "", "|", message["subject"])


def setting(name, value):
    """SECTION.KEY of greffe.conf; an empty value removes the line."""
    path = Path(environment()["INSTANCE"]) / "config" / "greffe.conf"
    section, key = name.split(".")
    lines = path.read_text().splitlines()
    if "[%s]" % section not in lines:
        lines.append("[%s]" % section)
    start = lines.index("[%s]" % section) + 1
    end = next((i for i in range(start, len(lines)) if lines[i].startswith("[")), len(lines))
    kept = [line for line in lines[start:end] if line.split("=")[0].strip() != key]
    added = ["%s = %s" % (key, value)] if value else []
    path.write_text("\n".join(lines[:start] + added + kept + lines[end:]) + "\n")


def main():
    command, arguments = sys.argv[3], sys.argv[4:]
    if command == "act":
        act(the_time(sys.argv[2]))
    elif command == "show":
        describe(newest(*arguments))
    elif command == "raw":
        sys.stdout.buffer.write(bytes(newest(*arguments)))
    else:
        {"look": look, "presences": presences, "letters": letters, "setting": setting}[command](*arguments)


main()
