"""correspondent.py - the people who write to greffe in the demo and the stories.

Reads the mail that was delivered to them and answers as real clients do: the shapes of Outlook, Google,
Thunderbird, SOGo and Apple, and plain words. Knows nothing of greffe's code.
"""
import email
import email.message
import email.policy
import email.utils
import re
import smtplib
import ssl
from dataclasses import dataclass
from pathlib import Path


@dataclass
class Invitation:
    """One convocation as it lies in a member's mailbox."""

    user: str
    message: email.message.EmailMessage
    fields: dict
    attendee: str
    name: str

    @property
    def guest(self):
        return "OPT-PARTICIPANT" in self.fields["ATTENDEE"][0]

    @property
    def uid(self):
        return self.fields["UID"][1]

    @property
    def sequence(self):
        return int(self.fields["SEQUENCE"][1])


def unfold(text):
    return re.sub(r"\r?\n[ \t]", "", text)


def parse_event(text):
    fields = {}
    inside = False
    for line in unfold(text).splitlines():
        if line.startswith("BEGIN:VEVENT"):
            inside = True
        elif line.startswith("END:VEVENT"):
            inside = False
        elif ":" in line:
            head, value = split_value(line)
            key = head.split(";")[0]
            if inside or key == "METHOD":
                fields[key] = (head, value)
    return fields


def split_value(line):
    quoted = False
    for i, c in enumerate(line):
        if c == '"':
            quoted = not quoted
        elif c == ":" and not quoted:
            return line[:i], line[i + 1 :]
    return line, ""


def read_mail(path):
    return email.message_from_bytes(path.read_bytes(), policy=email.policy.default)


def text_of(message, kind="plain"):
    """Its words as a person reads them: lines as they were meant, and every space the same."""
    part = message.get_body((kind,))
    text = part.get_content() if part else ""
    if part and part.get_param("format") == "flowed":
        text = re.sub(r"(?m)^ ", "", re.sub(r"(?m)(?<!^--) \n", " ", text))
    return text.replace("\u00a0", " ")


def calendar_of(message, bare=False):
    """What a client takes for a calendar message (bare: without method too, as some reply); not a day to keep,
    which is an attached file.
    """
    for part in message.walk():
        if part.get_content_type() == "text/calendar" and (bare or part.get_param("method")):
            return part.get_payload(decode=True).decode("utf-8")
    return None


class Post:
    """The mailboxes, and the way to write to the clerk."""

    def __init__(self, mail, smtp_port, ca, greffe):
        self.mail = Path(mail)
        self.port, self.ca, self.greffe = smtp_port, ca, greffe
        self.seen = set()
        self.count = 0
        self.recordings = recordings()
        self.connection = None

    def new_mail(self, user=None):
        """Mail not seen before, as (user, message)."""
        found = []
        users = [self.mail / user] if user else sorted(self.mail.iterdir())
        for box in users:
            for path in sorted((box / "new").glob("*")) if (box / "new").is_dir() else []:
                if path not in self.seen and box.name != "greffe":
                    self.seen.add(path)
                    found.append((box.name, read_mail(path)))
        return found

    def new_invitations(self):
        found = []
        for user, message in self.new_mail():
            text = calendar_of(message)
            if text is None:
                continue
            fields = parse_event(text)
            head, value = fields["ATTENDEE"]
            name = re.search(r'CN="?([^";:]+)', head)
            address = re.sub("(?i)^mailto:", "", value)
            found.append(Invitation(user, message, fields, address, name.group(1) if name else ""))
        return sorted(found, key=lambda i: (i.attendee, i.name))

    def send(self, message, sender, recipient):
        if self.connection is None:
            context = ssl.create_default_context(cafile=self.ca)
            self.connection = smtplib.SMTP("localhost", self.port)
            self.connection.starttls(context=context)
            self.connection.login("greffe", "secret")
        self.connection.send_message(message, sender, [recipient])

    def close(self):
        if self.connection is not None:
            self.connection.quit()
            self.connection = None

    def message_id(self, domain):
        self.count += 1
        return "<%06d.demo@%s>" % (self.count, domain)

    # Plain words -----------------------------------------------------------------------------------

    def words(self, invitation, text, when, sender=None, headers=None, subject=None):
        """Answers a mail by text, quoting it as people do."""
        original = invitation.message
        sender = sender or invitation.attendee
        reply = email.message.EmailMessage(policy=email.policy.SMTP)
        reply["From"] = email.utils.formataddr((invitation.name, sender))
        reply["To"] = original["Reply-To"]
        reply["Subject"] = subject or "Re: " + original["Subject"]
        reply["Date"] = email.utils.format_datetime(when)
        reply["Message-ID"] = self.message_id(sender.split("@")[1])
        reply["In-Reply-To"] = original["Message-ID"]
        reply["References"] = original["Message-ID"]
        for key, value in (headers or {}).items():
            reply[key] = value
        body = text_of(original)
        quote = "".join("> " + line + "\n" for line in body.splitlines())
        reply.set_content("%s\n\nLe lun. 15 févr. 2027 à 09:11, Assemblée des Territoires <%s> a écrit :\n%s"
                          % (text, self.greffe, quote))
        self.send(reply, sender, address_of(original["Reply-To"]))

    # Calendar clients ------------------------------------------------------------------------------

    def click(self, invitation, client, partstat, when, comment=None, sequence=None):
        """Presses a button of the invitation in `client`."""
        build = {"outlook": outlook, "google": google, "thunderbird": thunderbird, "sogo": sogo,
                 "apple": apple, "recorded": self.recorded}[client]
        reply, text = build(invitation, partstat, when, comment,
                            invitation.sequence if sequence is None else sequence)
        reply["From"] = email.utils.formataddr((invitation.name, invitation.attendee))
        reply["To"] = self.greffe
        reply["Date"] = email.utils.format_datetime(when)
        reply["Message-ID"] = self.message_id(invitation.attendee.split("@")[1])
        self.send(reply, invitation.attendee, self.greffe)

    def recorded(self, invitation, partstat, when, comment, sequence):
        """A reply of a real client, as recorded, now about this invitation; else Apple's shape."""
        if not self.recordings:
            return apple(invitation, partstat, when, comment, sequence)
        text = about(self.recordings[self.count % len(self.recordings)], invitation, partstat, when,
                     sequence)
        reply = email.message.EmailMessage(policy=email.policy.SMTP)
        reply["Subject"] = invitation.message["Subject"]
        reply.set_content("\n")
        reply.make_alternative()
        reply.attach(calendar_part(text))
        return reply, text

    def unknown(self, sender, subject, text, when, to=None, headers=None):
        mail = email.message.EmailMessage(policy=email.policy.SMTP)
        mail["From"] = sender
        mail["To"] = to or self.greffe
        mail["Subject"] = subject
        mail["Date"] = email.utils.format_datetime(when)
        mail["Message-ID"] = self.message_id(sender.split("@")[1].rstrip(">"))
        for key, value in (headers or {}).items():
            mail[key] = value
        mail.set_content(text)
        self.send(mail, address_of(sender), address_of(mail["To"]))


# Replies of Apple, Thunderbird, KDE, Google, Twake and Nextcloud, where the corpus is beside the project.
CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus" / "itip"
RECORDED = ["apple-ccs-imip/good_reply", "james/calendar.eml", "kcalutils/itip-event-accepted-reply.ical",
            "nylas/invite_w_rsvps3.ics", "tmail/ics__replyWithoutOrganizer.ics",
            "nextcloud-calendar/vcalendars-scheduling__reply.ics"]


def recordings():
    found = []
    for name in RECORDED:
        path = CORPUS / name
        if not path.exists():
            continue
        raw = path.read_bytes()
        text = None if raw.lstrip().startswith(b"BEGIN:VCALENDAR") else calendar_of(read_mail(path), bare=True)
        found.append(text or raw.decode("utf-8", "replace"))
    return found


def about(text, invitation, partstat, when, sequence):
    """The same reply, with the UID, attendee, answer and times of this invitation."""
    lines = []
    answered = False
    for line in unfold(text).splitlines():
        key = re.split("[;:]", line, maxsplit=1)[0].upper()
        if key == "UID":
            line = "UID:" + invitation.uid
        elif key in ("SEQUENCE", "RECURRENCE-ID", "RRULE", "EXDATE"):
            continue
        elif key == "DTSTAMP":
            line = "DTSTAMP:%s\r\nSEQUENCE:%d" % (stamp(when), sequence)
        elif key == "ATTENDEE" and answered:
            continue
        elif key == "ATTENDEE":
            answered = True
            head = split_value(line)[0]
            line = re.sub("(?i)PARTSTAT=[A-Z-]+", "PARTSTAT=" + partstat, head) + ":mailto:" + invitation.attendee
        lines.append(line)
    return "\r\n".join(lines) + "\r\n"


def address_of(header):
    return email.utils.parseaddr(str(header))[1]


def stamp(when):
    import datetime

    return when.astimezone(datetime.timezone.utc).strftime("%Y%m%dT%H%M%SZ")


def calendar_part(text, charset="utf-8", extra=""):
    part = email.message.MIMEPart(policy=email.policy.SMTP)
    part.set_content(text, subtype="calendar", cte="base64", charset=charset)
    part.set_param("method", "REPLY")
    return part


def event_lines(invitation, lines):
    return "\r\n".join(lines) + "\r\n"


def outlook(invitation, partstat, when, comment, sequence):
    """Exchange: no ORGANIZER, Windows zone, localized summary, MAILTO in capitals."""
    word = {"ACCEPTED": "Accepté", "DECLINED": "Refusé", "TENTATIVE": "Provisoire"}[partstat]
    start, end = invitation.fields["DTSTART"][1], invitation.fields["DTEND"][1]
    lines = ["BEGIN:VCALENDAR", "METHOD:REPLY", "PRODID:Microsoft Exchange Server 2010", "VERSION:2.0",
             "BEGIN:VTIMEZONE", "TZID:Romance Standard Time", "BEGIN:STANDARD",
             "DTSTART:16010101T030000", "TZOFFSETFROM:+0200", "TZOFFSETTO:+0100",
             "RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10", "END:STANDARD", "BEGIN:DAYLIGHT",
             "DTSTART:16010101T020000", "TZOFFSETFROM:+0100", "TZOFFSETTO:+0200",
             "RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3", "END:DAYLIGHT", "END:VTIMEZONE",
             "BEGIN:VEVENT",
             'ATTENDEE;PARTSTAT=%s;CN="%s":MAILTO:%s' % (partstat, invitation.name, invitation.attendee)]
    if comment:
        lines.append("COMMENT;LANGUAGE=fr-FR:%s\\n" % comment)
    lines += ["UID:" + invitation.uid,
              "SUMMARY;LANGUAGE=fr-FR:%s : %s" % (word, invitation.fields["SUMMARY"][1]),
              "DTSTART;TZID=Romance Standard Time:" + start.rstrip("Z"),
              "DTEND;TZID=Romance Standard Time:" + end.rstrip("Z"),
              "CLASS:PUBLIC", "PRIORITY:5", "DTSTAMP:" + stamp(when), "TRANSP:OPAQUE",
              "STATUS:CONFIRMED", "SEQUENCE:%d" % sequence, "X-MICROSOFT-CDO-APPT-SEQUENCE:%d" % sequence,
              "END:VEVENT", "END:VCALENDAR"]
    text = event_lines(invitation, lines)
    reply = email.message.EmailMessage(policy=email.policy.SMTP)
    reply["Subject"] = "%s : %s" % (word, invitation.message["Subject"])
    reply.set_content("\n")
    reply.make_alternative()
    reply.attach(calendar_part(text))
    return reply, text


def google(invitation, partstat, when, comment, sequence):
    """Google Calendar: the note is a parameter of ATTENDEE."""
    note = ';X-RESPONSE-COMMENT="%s"' % comment if comment else ""
    lines = ["BEGIN:VCALENDAR", "PRODID:-//Google Inc//Google Calendar 70.9054//EN", "VERSION:2.0",
             "CALSCALE:GREGORIAN", "METHOD:REPLY", "BEGIN:VEVENT",
             "DTSTART:" + invitation.fields["DTSTART"][1], "DTEND:" + invitation.fields["DTEND"][1],
             "DTSTAMP:" + stamp(when), "ORGANIZER;CN=greffe:" + invitation.fields["ORGANIZER"][1],
             "UID:" + invitation.uid,
             "ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=%s;CN=%s;X-NUM-GUESTS=0%s:mailto:%s"
             % (partstat, invitation.attendee, note, invitation.attendee),
             "SEQUENCE:%d" % sequence, "STATUS:CONFIRMED", "SUMMARY:" + invitation.fields["SUMMARY"][1],
             "TRANSP:OPAQUE", "END:VEVENT", "END:VCALENDAR"]
    text = event_lines(invitation, lines)
    reply = email.message.EmailMessage(policy=email.policy.SMTP)
    reply["Subject"] = "Accepté : " + invitation.message["Subject"]
    reply.set_content("%s a répondu à cette invitation.\n" % invitation.name)
    reply.make_alternative()
    reply.attach(calendar_part(text))
    reply.make_mixed()
    reply.add_attachment(text.encode(), maintype="application", subtype="ics", filename="invite.ics")
    return reply, text


def thunderbird(invitation, partstat, when, comment, sequence):
    """Thunderbird: echoes the event; a tentative answer's text says "accepted"."""
    lines = ["BEGIN:VCALENDAR", "PRODID:-//Mozilla.org/NONSGML Mozilla Calendar V1.1//EN", "VERSION:2.0",
             "METHOD:REPLY", "BEGIN:VEVENT", "LAST-MODIFIED:" + stamp(when), "DTSTAMP:" + stamp(when),
             "UID:" + invitation.uid, "SUMMARY:" + invitation.fields["SUMMARY"][1],
             ":".join(invitation.fields["ORGANIZER"]),
             "ATTENDEE;CN=%s;PARTSTAT=%s;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT:mailto:%s"
             % (invitation.name, partstat, invitation.attendee),
             "DTSTART:" + invitation.fields["DTSTART"][1], "DTEND:" + invitation.fields["DTEND"][1],
             "SEQUENCE:%d" % sequence, "END:VEVENT", "END:VCALENDAR"]
    text = event_lines(invitation, lines)
    word = {"ACCEPTED": "Acceptée", "DECLINED": "Invitation refusée", "TENTATIVE": "Proposée"}[partstat]
    reply = email.message.EmailMessage(policy=email.policy.SMTP)
    reply["Subject"] = "%s\u00a0: %s" % (word, invitation.fields["SUMMARY"][1])
    reply.set_content("%s <%s> a accepté votre invitation.\n" % (invitation.name, invitation.attendee))
    reply.make_alternative()
    reply.attach(calendar_part(text))
    reply.make_mixed()
    reply.add_attachment(text.encode(), maintype="application", subtype="ics", filename="invite.ics")
    return reply, text


def sogo(invitation, partstat, when, comment, sequence):
    """SOGo: HTML and calendar only; the DTSTAMP is that of the invitation."""
    lines = ["BEGIN:VCALENDAR", "PRODID:-//greffe//greffe//FR", "VERSION:2.0", "METHOD:REPLY",
             "BEGIN:VEVENT", "UID:" + invitation.uid, "DTSTAMP:" + invitation.fields["DTSTAMP"][1],
             "SUMMARY:" + invitation.fields["SUMMARY"][1], ":".join(invitation.fields["ORGANIZER"]),
             "ATTENDEE;PARTSTAT=%s;CN=%s:mailto:%s" % (partstat, invitation.name, invitation.attendee),
             "DTSTART:" + invitation.fields["DTSTART"][1], "DTEND:" + invitation.fields["DTEND"][1],
             "SEQUENCE:%d" % sequence, "END:VEVENT", "END:VCALENDAR"]
    text = event_lines(invitation, lines)
    reply = email.message.EmailMessage(policy=email.policy.SMTP)
    word, deed = {"ACCEPTED": ("Accepté", "a accepté"), "DECLINED": ("Refusé", "a refusé")}.get(
        partstat, ("Sans décision", "n'a pas pris de décision concernant"))
    reply["Subject"] = "%s : «%s»" % (word, invitation.fields["SUMMARY"][1])
    reply.set_content("<html><body><p>%s %s votre invitation.</p></body></html>" % (invitation.name, deed),
                      subtype="html")
    reply.make_mixed()
    reply.attach(calendar_part(text))
    return reply, text


def apple(invitation, partstat, when, comment, sequence):
    """Apple Calendar: one calendar part in an alternative."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Apple Inc.//macOS 14.5//EN", "CALSCALE:GREGORIAN",
             "METHOD:REPLY", "BEGIN:VEVENT", "UID:" + invitation.uid,
             "DTSTART:" + invitation.fields["DTSTART"][1], "DTEND:" + invitation.fields["DTEND"][1],
             "DTSTAMP:" + stamp(when), "SEQUENCE:%d" % sequence,
             "ORGANIZER:" + invitation.fields["ORGANIZER"][1],
             'ATTENDEE;CN="%s";CUTYPE=INDIVIDUAL;PARTSTAT=%s:mailto:%s'
             % (invitation.name, partstat, invitation.attendee),
             "SUMMARY:" + invitation.fields["SUMMARY"][1], "END:VEVENT", "END:VCALENDAR"]
    text = event_lines(invitation, lines)
    reply = email.message.EmailMessage(policy=email.policy.SMTP)
    reply["Subject"] = invitation.message["Subject"]
    reply.set_content("%s a répondu à votre invitation.\n" % invitation.name)
    reply.make_alternative()
    reply.attach(calendar_part(text))
    return reply, text
