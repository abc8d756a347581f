"""One convocation to every member: composed, queued, sent one by one with its own invitation, each outcome recorded.

Against the limit program smtp_curl, whose mails are ready and forgotten once they are sent: libcurl's multi interface with
ten connections. Of our ten, a mailing has nine. And against Mailman 3 where each recipient has a text of their own.
"""
import datetime
import time

import peers
from stand import wait_for

NAME = "one convocation out"
CONNECTIONS = 10
ALLOWED_MS = 500
# Cheap to ask: what is not taken has an index.
ALL_TAKEN = "SELECT NOT EXISTS (SELECT 1 FROM outgoing WHERE state <> 'taken')"
ROLL_LINES = 20000  # no table of members may be longer
ASSEMBLY = "[rules]\nnotice = 12\nquorum = 1/2\n\n[body pleniere]\nname = Assemblée\nkind = plenary\n"


def name_of(number):
    """A name of letters only, another one for each number."""
    letters = [chr(ord("a") + number // 26**place % 26) for place in range(4)]
    return "Membre" + "".join(letters)


def write_roll(path, numbers, body_of=lambda number: ""):
    lines = ["identifiant;civilité;prénom;nom;sexe;qualité;courriel;téléphone;groupes"]
    lines += [f"m{i:06};Mme;Anne;{name_of(i)};F;titulaire;user{i:06}@members.example;;{body_of(i)}"
              for i in numbers]
    path.write_text("\n".join(lines) + "\n")


def write_session(path, name="conseil", body="pleniere"):
    day = datetime.date.today() + datetime.timedelta(days=60)
    path.write_text(f"[session]\nid = {name}\nbody = {body}\ntitle = Conseil\nplace = Mairie\n"
                    f"[part matin]\ntitle = Séance\nstart = {day} 09:30\nend = {day} 12:30\n"
                    "[agenda]\n1 = Ouverture\n2 = Budget\n")


def prepare(stand, count):
    """An assembly of so many members, and a session to convene."""
    stand.new_instance(connections=CONNECTIONS, per_domain=0, recall_delay=0)
    (stand.folder / "assembly.conf").write_text(ASSEMBLY)
    write_session(stand.folder / "session.conf")
    stand.greffe("apply", stand.folder / "assembly.conf")
    for first in range(0, count, ROLL_LINES):
        write_roll(stand.folder / "roll.csv", range(first, min(first + ROLL_LINES, count)))
        stand.greffe("member", "import", stand.folder / "roll.csv")
    stand.greffe("session", "new", stand.folder / "session.conf")


def run(stand, count):
    mails = stand.generate("outbound", count)
    stand.start_sink()
    limit = stand.limit("smtp_curl", f"smtp://127.0.0.1:{stand.smtp_port}", mails, CONNECTIONS, "perform")["per_s"]
    stand.stop_sink()
    mailman = peers.mailman(stand, count)
    theirs = mailman.mails_a_second() if mailman else None
    prepare(stand, count)
    stand.start_dovecot(0)
    stand.start_sink()
    stand.start_daemon()
    time.sleep(1)
    began = time.monotonic()
    stand.greffe("session", "convene", "conseil", "--yes")
    wait_for("the first mail", 60, lambda: stand.taken() > 0)
    first = time.monotonic() - began
    wait_for("all mails taken", 900, lambda: stand.count(ALL_TAKEN) == 1, 0.02)
    seconds = time.monotonic() - began
    processor = stand.stop_daemon()
    stand.stop_sink()
    stand.stop_dovecot()
    assert stand.count("SELECT count(*) FROM outgoing WHERE state = 'taken'") == count
    return [("mails sent a second, of smtp_curl's", count / seconds, limit, 0.6),
            ("the same, of Mailman 3's with personal texts", count / seconds, theirs, 40),
            ("ms to the first mail: allowed, of taken", ALLOWED_MS, 1e3 * first, 1),
            ("processor, µs a mail", 1e6 * processor / count, None, None)]
