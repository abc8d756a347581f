#!/usr/bin/python3
"""story.py DIR TOP - plays the demo: see run. Every figure is checked; exit status 1 where one is off.

The expected figures are computed here from what the people of the story do, never asked of greffe.
"""
import datetime
import email
import json
import os
import subprocess
import sys
import zoneinfo
from collections import Counter
from pathlib import Path

from correspondent import Post, text_of

PARIS = zoneinfo.ZoneInfo("Europe/Paris")
DIR, TOP = Path(sys.argv[1]), Path(sys.argv[2])
BUILD = Path(os.environ["GREFFE_BUILD"])
ENV = dict(line.split("=", 1) for line in (DIR / "stand.env").read_text().splitlines())
INSTANCE = ENV["INSTANCE"]
FAULTS = []


def at(text):
    return datetime.datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=PARIS)


def greffe(*arguments, now=None, fail=False):
    command = [BUILD / "greffe", "-C", INSTANCE]
    if now:
        command += ["--now", now.isoformat()]
    done = subprocess.run(command + list(arguments), capture_output=True, text=True)
    if (done.returncode != 0) != fail:
        print(done.stdout + done.stderr)
        sys.exit("demo: greffe %s: exit status %d" % (" ".join(arguments), done.returncode))
    return done.stderr if fail else done.stdout


def a_round(now):
    done = subprocess.run([BUILD / "greffed", "-C", INSTANCE, "--once", "--now", now.isoformat()],
                          capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit("demo: greffed --once: " + done.stderr)


def show(session):
    return json.loads(greffe("--json", "session", "show", session))


def check(name, got, wanted):
    if got != wanted:
        FAULTS.append(name)
        print("   OFF: %s is %r, should be %r" % (name, got, wanted))


def tell(text):
    print(text, flush=True)


def tell_tally(shown):
    day = shown["day"]
    tell("   present %(present)d (remote %(remote)d), absent %(absent)d (represented %(represented)d), "
         "tentative %(tentative)d, silent %(silent)d" % day)
    quorum = shown["quorum"]
    tell("   quorum %s of %d required" % ("reached:" if quorum["reached"] else
                                          "missing %d" % quorum["missing"], quorum["required"]))


# What the members do: (how many, what, expected presence, morning, afternoon) -------------------------

PRESENT = ["présent", "Présente", "Oui", "Bonjour,\nJe serai présent.\nCordialement",
           "Je confirme ma présence.", "oui je viendrai, merci", "Je participerai à la séance."]
ABSENT = ["absent", "Absente", "Non", "Bonjour,\nJe ne pourrai pas être présent, veuillez m'excuser.",
          "Je serai absente.", "Désolé, je ne viendrai pas."]
FIRST = [
    (40, "outlook ACCEPTED", "present"),
    (30, "google ACCEPTED", "present"),
    (15, "thunderbird DECLINED", "absent"),
    (10, "sogo TENTATIVE", "tentative"),
    (10, "apple ACCEPTED", "present"),
    (12, "recorded ACCEPTED", "present"),
    (6, "recorded DECLINED", "absent"),
    (35, "words present", "present"),
    (20, "words absent", "absent"),
    (5, "words morning", "morning"),
    (5, "words remote", "remote"),
    (3, "words pouvoir", "represented"),
    (1, "words suppleant", "represented"),
    (1, "decline then accept, delivered in reverse", "present"),
    (1, "outlook DECLINED twice", "absent"),
    (1, "another address", "present"),
    (1, "bounce", "silent"),
    (1, "out of office", "silent"),
    (1, "ok", "silent"),
    (1, "question", "silent"),
]


def deal(table, people):
    """Hands the behaviours of a table out; the others stay silent."""
    deals = []
    rest = iter(people)
    for count, what, expected in table:
        for _ in range(count):
            deals.append((next(rest), what, expected))
    return deals, list(rest)


def act(post, invitation, what, when, index, holder):
    client, _, detail = what.partition(" ")
    if client in ("outlook", "google", "thunderbird", "sogo", "apple", "recorded"):
        word, _, twice = detail.partition(" ")
        note = "Merci et à bientôt" if client == "google" and index % 10 == 0 else None
        for _ in range(2 if twice else 1):
            post.click(invitation, client, word, when, comment=note)
    elif what == "words present":
        post.words(invitation, PRESENT[index % len(PRESENT)], when)
    elif what == "words absent":
        post.words(invitation, ABSENT[index % len(ABSENT)], when)
    elif what == "words morning":
        post.words(invitation, "Je serai présent le matin seulement.", when)
    elif what == "words remote":
        post.words(invitation, "Je serai présente en visioconférence.", when)
    elif what == "words pouvoir":
        post.words(invitation, "Absent, je donne pouvoir à %s." % holder.name, when)
    elif what == "words suppleant":
        post.words(invitation, "Absente, mon suppléant me remplacera.", when)
    elif what.startswith("decline then accept"):
        earlier = when - datetime.timedelta(minutes=30)
        post.click(invitation, "apple", "ACCEPTED", when)
        post.click(invitation, "outlook", "DECLINED", earlier)
    elif what == "another address":
        post.words(invitation, "présent", when, sender="perso.%d@courriel.example" % index)
    elif what == "out of office":
        post.words(invitation, "Je suis absent du bureau jusqu'au 1er mars.", when,
                   subject="Réponse automatique : " + invitation.message["Subject"],
                   headers={"Auto-Submitted": "auto-replied"})
    elif what == "ok":
        post.words(invitation, "OK", when)
    elif what == "question":
        post.words(invitation, "Bonjour, y aura-t-il un repas sur place ?", when)
    elif what != "bounce":
        raise ValueError(what)


def expectations(deals, silent):
    """The tally that the deeds amount to."""
    wanted = Counter(expected for _, _, expected in deals)
    return {
        "present": wanted["present"] + wanted["morning"] + wanted["remote"],
        "remote": wanted["remote"],
        "absent": wanted["absent"] + wanted["represented"],
        "represented": wanted["represented"],
        "tentative": wanted["tentative"],
        "silent": wanted["silent"] + len(silent),
    }


def check_tally(title, shown, wanted):
    for key, value in wanted.items():
        check("%s: %s" % (title, key), shown["day"][key], value)


def lint(invitation):
    """What every client needs of a convocation."""
    message, fields = invitation.message, invitation.fields
    text = text_of(message)
    check("first line of the convocation", text.splitlines()[0],
          "Répondez à ce message par un seul mot : présent ou absent.")
    check("ORGANIZER", fields["ORGANIZER"][1], "mailto:greffe@" + ENV["DOMAIN"])
    check("RSVP", "RSVP=TRUE" in fields["ATTENDEE"][0], True)
    check("one ATTENDEE, the recipient", fields["ATTENDEE"][1].lower(),
          "mailto:" + str(message["To"].addresses[0].addr_spec).lower())
    check("times in UTC", fields["DTSTART"][1][-1], "Z")
    check("SUMMARY is the Subject", fields["SUMMARY"][1].replace("\\,", ","), str(message["Subject"]))


# The story ------------------------------------------------------------------------------------------


def prepare():
    tell("1. The assembly: 58 territories, 232 members, 4 groups, 8 chantiers.")
    config = Path(INSTANCE) / "config"
    greffe("apply", str(config / "assembly.conf"))
    greffe("member", "import", str(config / "members.csv"))
    again = greffe("member", "import", str(config / "members.csv"))
    check("a second import changes nothing", "unchanged" in again or "nothing" in again, True)


def write_session(day, name="session.conf"):
    text = (Path(INSTANCE) / "config" / "session.conf").read_text()
    text = text.replace("start = 2027-03-12", "start = " + day).replace("end = 2027-03-12", "end = " + day)
    path = DIR / name
    path.write_text(text)
    return str(path)


def convene(post):
    session = "pleniere-2027-03-12"
    now = at("2027-02-15 09:00")
    tell("2. A plenary on 12 March 2027 is drafted; too late a convocation is refused.")
    greffe("session", "new", write_session("2027-03-12"), now=now)
    words = greffe("session", "convene", session, "--yes", now=at("2027-03-02 09:00"), fail=True)
    check("late convocation refused", "convened too late" in words, True)
    tell("3. Staff reads the bon à tirer, then convenes.")
    greffe("session", "convene", session, now=now)
    a_round(now)
    proof = [m for _, m in post.new_mail("secretariat")]
    check("bon à tirer", [m["Subject"].startswith("Bon à tirer") for m in proof], [True])
    greffe("session", "convene", session, "--yes", now=now)
    a_round(at("2027-02-15 09:05"))
    check("nothing leaves within the recall delay", len(post.new_invitations()), 0)
    a_round(at("2027-02-15 09:11"))
    invitations = post.new_invitations()
    members = [i for i in invitations if not i.guest]
    tell("   %d members and %d guests have their convocation." % (len(members), len(invitations) - len(members)))
    check("members convened", len(members), 232)
    check("every UID is its own", len({i.uid for i in invitations}), len(invitations))
    lint(members[0])
    return session, members


def first_answers(post, session, members):
    tell("4. They answer: Outlook, Google, Thunderbird, SOGo, Apple, plain words, from other addresses.")
    bounced = [m for m in members if sum(o.attendee == m.attendee for o in members) == 1]
    deals, silent = deal(FIRST, bounced + [m for m in members if m not in bounced])
    when = at("2027-02-16 10:00")
    for index, (invitation, what, _) in enumerate(deals):
        act(post, invitation, what, when, index, deals[index % 40][0])
    post.unknown("curieux@ailleurs.example", "Assemblée plénière", "Bonjour, puis-je assister à la séance ?", when)
    gone = next(i for i, what, _ in deals if what == "bounce")
    bounce(post, gone, when)
    a_round(at("2027-02-16 12:00"))
    wanted = expectations(deals, silent)
    asked = [m for _, m in post.new_mail() if "Est-ce bien vous" in str(m["Subject"])]
    shown = show(session)
    tell_tally(shown)
    check_tally("first answers", shown, wanted)
    check("nobody was asked to confirm what a DMARC pass proves", len(asked), 0)
    held = json.loads(greffe("--json", "inbox", "held"))["messages"]
    tell("   %d letters wait for a human: %s" % (len(held), ", ".join(sorted({m["reason"] for m in held}))))
    check("held letters", sorted(m["reason"] for m in held),
          sorted(["unknown-sender", "unclear", "unclear"]))
    check("cannot be reached", [p["name"] for p in shown["people"] if p["unreachable"]], [gone.name])
    settle(session, held, deals)
    return deals, silent


def bounce(post, invitation, when):
    """The member's server gives the convocation up, hours later (RFC 3464)."""
    text = """\
From: MAILER-DAEMON@mx.mairie.example
To: %(back)s
Subject: Undelivered Mail Returned to Sender
Date: %(date)s
Message-ID: <bounce.demo@mx.mairie.example>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain; charset=us-ascii

Your message could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.mairie.example

Final-Recipient: rfc822; %(to)s
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 User unknown

--b
Content-Type: text/rfc822-headers

Message-ID: %(id)s
Subject: x

--b--
""" % {"back": invitation.message["Reply-To"], "to": invitation.attendee,
       "id": invitation.message["Message-ID"],
       "date": when.strftime("%a, %d %b %Y %H:%M:%S %z")}
    message = email.message_from_string(text)
    post.send(message, "", invitation.message["Reply-To"].addresses[0].addr_spec)


def settle(session, held, deals):
    """Staff settles the "OK": it meant yes."""
    ok_member = next(i for i, what, _ in deals if what == "ok")
    for message in held:
        if message["from"] == ok_member.attendee:
            greffe("inbox", "settle", str(message["id"]), "present", now=at("2027-02-16 14:00"))
        else:
            greffe("inbox", "settle", str(message["id"]), "ignore", now=at("2027-02-16 14:00"))
    for index, (invitation, what, expected) in enumerate(deals):
        if what == "ok":
            deals[index] = (invitation, what, "present")
    shown = show(session)
    check("after staff settled the OK", shown["day"]["present"],
          expectations(deals, [])["present"])


def move(post, session, members):
    tell("5. The session moves to 19 March: the same event is updated and everybody is asked again.")
    now = at("2027-02-22 09:00")
    greffe("session", "move", session, write_session("2027-03-19", "moved.conf"), "--yes", now=now)
    a_round(at("2027-02-22 09:11"))
    invitations = [i for i in post.new_invitations() if not i.guest]
    before = {i.uid: i for i in members}
    check("everybody gets the change", len(invitations) , 232)
    check("same events", {i.uid for i in invitations}, set(before))
    check("SEQUENCE rises", {i.sequence for i in invitations}, {1})
    check("all silent again", show(session)["day"]["silent"], 232)
    return invitations


def second_answers(post, session, invitations, old):
    tell("6. They answer again; five answer the old convocation.")
    when = at("2027-02-23 10:00")
    table = [(80, "outlook ACCEPTED", "present"), (40, "words present", "present"),
             (20, "google DECLINED", "absent")]
    deals, silent = deal(table, invitations)
    for index, (invitation, what, _) in enumerate(deals):
        act(post, invitation, what, when, index, deals[index % 40][0])
    late = silent[:5]
    for invitation in late:
        post.click(invitation, "outlook", "ACCEPTED", when, sequence=0)
    a_round(at("2027-02-23 12:00"))
    shown = show(session)
    tell_tally(shown)
    check_tally("after the move", shown, expectations(deals, silent))
    people = {p["name"] + str(i): p for i, p in enumerate(shown["people"])}
    check("answers before the change are kept",
          sum(1 for p in people.values() if any(a["before_change"] for a in p["answers"])) > 150, True)
    again = [m for _, m in post.new_mail() if "ancienne convocation" in text_of(m)]
    check("who answered the old date is told", len(again), 5)
    return deals, silent


def reminders(post, session, deals, silent):
    tell("7. The silent are reminded on J-15, J-7 and J-2, each step once.")
    steps = [("2027-03-04 09:00", 10), ("2027-03-12 09:00", 10), ("2027-03-17 09:00", 0)]
    unreachable = 0
    for day, answering in steps:
        now = at(day)
        a_round(now - datetime.timedelta(minutes=1))
        check("no reminder before its hour", len(post.new_invitations()), 0)
        a_round(now + datetime.timedelta(minutes=1))
        a_round(now + datetime.timedelta(minutes=2))
        got = post.new_invitations()
        tell("   %s: %d reminders" % (day[:10], len(got)))
        check("reminders of " + day[:10], len(got), len(silent) - unreachable)
        check("only the silent", {i.attendee for i in got} <= {i.attendee for i in silent}, True)
        names = {(i.attendee, i.name) for i in got[:answering]}
        for invitation in got[:answering]:
            post.words(invitation, "présente", now + datetime.timedelta(hours=1))
            deals.append((invitation, "words present", "present"))
        silent = [i for i in silent if (i.attendee, i.name) not in names]
        a_round(now + datetime.timedelta(hours=2))
        check_tally("after the reminder of " + day[:10], show(session), expectations(deals, silent))
        post.new_mail()
    return silent


def end(session):
    shown = show(session)
    tell("8. Who comes:")
    tell_tally(shown)
    lines = json.loads(greffe("--json", "journal", "verify"))["lines"]
    tell("   the journal's %d lines hold together." % lines)
    mails = json.loads(greffe("--json", "queue", "list"))["mails"]
    check("nothing left in the queue", [m for m in mails if m["state"] != "taken"], [])


def main():
    tell("greffe demo: real servers on 127.0.0.1, time is played.")
    post = Post(ENV["MAIL"], int(ENV["SMTP_PORT"]), ENV["CA"], "greffe@" + ENV["DOMAIN"])
    prepare()
    session, members = convene(post)
    first_answers(post, session, members)
    invitations = move(post, session, members)
    post.new_mail()
    deals, silent = second_answers(post, session, invitations, members)
    reminders(post, session, deals, silent)
    end(session)
    post.close()
    tell("Mailboxes: %s/mail/USER, database: %s/greffe.db%s"
         % (DIR, INSTANCE, "" if os.environ.get("KEEP") else " (gone at the end; KEEP=1 make demo keeps them)"))
    if FAULTS:
        sys.exit("demo: %d figures are off" % len(FAULTS))
    tell("All figures are as they should be.")


main()
