"""A thousand calendar replies that wait in the mailbox: recorded and tallied; and with acknowledgements, these taken too.

Timed from the start of the daemon. The bars are the limit: what is allowed, of what is taken.
"""
import os
import subprocess
import sqlite3

import outbound
from stand import wait_for

NAME = "1,000 calendar replies"
REPLIES = 1000
ALLOWED_MS = {"none": 1000, "all": 2000}
PASSED = "SELECT count(*) FROM outgoing WHERE kind = 'acknowledgement' AND state = 'taken'"


def reply(uid, token, address, name, number=None):
    """What the button of a calendar client sends; `name` tells it from others."""
    status = ("ACCEPTED", "DECLINED", "TENTATIVE")[(name if number is None else number) % 3]
    event = ("BEGIN:VCALENDAR\r\nPRODID:-//bench//EN\r\nVERSION:2.0\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\n"
             f"UID:{uid}\r\nDTSTAMP:20300101T000000Z\r\nSEQUENCE:0\r\n"
             f"ATTENDEE;PARTSTAT={status}:mailto:{address}\r\n"
             "ORGANIZER:mailto:greffe@lists.example\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n")
    return (f"From: <{address}>\r\nTo: greffe+{token}@lists.example\r\nSubject: Re: Convocation\r\n"
            f"Message-ID: <reply-{name}@members.example>\r\nDate: Fri, 27 Nov 2026 10:00:00 +0100\r\n"
            "MIME-Version: 1.0\r\nContent-Type: text/calendar; method=REPLY; charset=UTF-8\r\n\r\n" + event).encode()


def invitations(stand, session="conseil"):
    with sqlite3.connect(f"file:{stand.instance / 'greffe.db'}?mode=ro", uri=True) as database:
        return database.execute("SELECT i.uid, i.token, a.address FROM session s JOIN invitation i ON i.session_id = s.id"
                                " JOIN address a ON a.member_id = i.member_id AND a.role = 'main' WHERE s.slug = ?",
                                (session,)).fetchall()


def convene(stand, count, **instance):
    """A session that so many members are invited to, all of whose mails are taken."""
    outbound.prepare(stand, count)
    conf = stand.instance / "config" / "greffe.conf"
    more = "".join(f"{key} = {value}\n" for key, value in instance.items())
    conf.write_text(conf.read_text().replace("digest = false\n", "digest = false\n" + more))
    stand.start_dovecot(0)
    stand.start_sink()
    stand.start_daemon()
    stand.greffe("session", "convene", "conseil", "--yes")
    wait_for("all convened", 120, lambda: stand.count("SELECT count(*) FROM outgoing WHERE state = 'taken'") >= count)
    stand.stop_daemon()


def fill(stand):
    """All replies lie in the mailbox."""
    new = stand.folder / "maildir" / "new"
    new.mkdir(parents=True, exist_ok=True)
    for number, invitation in enumerate(invitations(stand)):
        (new / f"{1700000000 + number}.bench{number}").write_bytes(reply(*invitation, number))
    if os.geteuid() == 0:
        subprocess.run(["chown", "-R", "dovecot:", stand.folder / "maildir"], check=True)


def run(stand, _count):
    found = []
    for acknowledge, allowed in ALLOWED_MS.items():
        convene(stand, REPLIES, acknowledge=acknowledge)
        fill(stand)
        stand.start_daemon()
        seconds = wait_for("answers recorded", 120, lambda: stand.count("SELECT count(*) FROM answer") >= REPLIES)
        what = "recorded"
        if acknowledge == "all":
            seconds += wait_for("answers acknowledged", 120, lambda: stand.count(PASSED) >= REPLIES)
            what = "recorded and acknowledged"
        stand.stop_daemon()
        stand.stop_sink()
        stand.stop_dovecot()
        assert f"{REPLIES // 3 + 1}" in stand.greffe("session", "show", "conseil")
        found.append((f"ms, {what}: allowed, of taken", allowed, 1e3 * seconds, 1))
    return found
