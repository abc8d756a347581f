#!/usr/bin/env python3
"""hostile-imap.py CASE LOG - an IMAP server that misbehaves in one way, for the tests of src/mailbox.

Listens on 127.0.0.1, prints its port, writes every line it receives to LOG, and ends when its standard
input does. Without the misbehaviour it is a small honest server: one user, an INBOX of three messages.
Refuses nothing and checks nothing: any name and password will do, unless CASE says otherwise.
"""

import re
import socket
import sys
import threading
import time

BODIES = {
    1: b"Subject: one\r\n\r\nfirst\r\n",
    2: b"Subject: two\r\n\r\nsecond\r\n",
    3: b"Subject: three\r\n\r\nthird\r\n",
}
DATES = {
    1: "01-Feb-2025 09:00:00 +0100",
    2: "01-Feb-2025 10:00:00 -0130",
    3: "01-Feb-2025 10:00:00 +0000",
}
CAPABILITIES = "IMAP4rev1 NAMESPACE IDLE UIDPLUS MOVE SASL-IR AUTH=XOAUTH2"
LOG_LOCK = threading.Lock()


def literal(data):
    return b"{%d}\r\n%s" % (len(data), data)


def uids_in(arguments):
    """The numbers of a set: 1,3:5."""
    numbers = [part.partition(":") for part in arguments.split(" ")[0].split(",")]
    return {uid for first, _, last in numbers for uid in range(int(first), int(last or first) + 1)}


class Session:
    """One connection of a well-behaved server; a method CASE_COMMAND of Misbehaviour goes first."""

    uidvalidity = 7

    def __init__(self, connection, case, log):
        self.connection = connection
        self.stream = connection.makefile("rb")
        self.case = case.replace("-", "_")
        self.log = log
        self.tag = ""

    def send(self, *lines):
        for line in lines:
            data = line if isinstance(line, bytes) else line.encode()
            self.connection.sendall(data + b"\r\n")

    def ok(self, text="done"):
        self.send(f"{self.tag} OK {text}")

    def no(self, text):
        self.send(f"{self.tag} NO {text}")

    def receive(self):
        line = self.stream.readline().decode("utf-8", "replace").rstrip("\r\n")
        if line:
            with LOG_LOCK, open(self.log, "a", encoding="utf-8") as log:
                log.write(line + "\n")
        return line

    def run(self):
        try:
            self.dispatch("greeting", "")
            while line := self.receive():
                self.tag, _, rest = line.partition(" ")
                command, _, arguments = rest.partition(" ")
                if command.upper() == "UID":
                    command, _, arguments = arguments.partition(" ")
                    command = "uid" + command
                self.dispatch(command.lower(), arguments)
        except OSError:
            pass
        finally:
            self.connection.close()

    def dispatch(self, command, arguments):
        self.arguments = arguments
        own = getattr(Misbehaviour, f"{self.case}_{command}", None)
        usual = getattr(self, f"do_{command}", None)
        if own:
            own(self, arguments)
        elif usual:
            usual(arguments)
        else:
            self.send(f"{self.tag} BAD unknown command")

    def do_greeting(self, _):
        self.send("* OK ready")

    def do_capability(self, _):
        self.send(f"* CAPABILITY {CAPABILITIES}")
        self.ok()

    def do_login(self, _):
        self.ok("logged in")

    def do_namespace(self, _):
        self.send('* NAMESPACE (("" "/")) NIL NIL')
        self.ok()

    def do_list(self, arguments):
        if arguments.endswith('""'):
            self.send('* LIST (\\Noselect) "/" ""')
        elif arguments.endswith("INBOX"):
            self.send('* LIST () "/" INBOX')
        self.ok()

    def do_create(self, _):
        self.ok()

    do_subscribe = do_noop = do_uidstore = do_uidexpunge = do_create

    def do_status(self, arguments):
        self.send(f"* STATUS {arguments.rpartition(' (')[0]} (MESSAGES 0)")
        self.ok()

    def do_select(self, _):
        self.send("* FLAGS (\\Seen \\Deleted)", "* 3 EXISTS", "* 0 RECENT",
                  f"* OK [UIDVALIDITY {self.uidvalidity}] valid", "* OK [UIDNEXT 4] next")
        self.ok("[READ-WRITE] selected")

    def do_uidsearch(self, _):
        self.send("* SEARCH 1 2 3")
        self.ok()

    def do_uidfetch(self, arguments):
        for uid in self.wanted(arguments):
            self.send(self.listing(uid) if "RFC822.SIZE" in arguments else self.body(uid))
        self.ok()

    def wanted(self, arguments):
        numbers = arguments.split(" ")[0].split(",")
        return [uid for uid in BODIES if str(uid) in numbers]

    def listing(self, uid, size=None, date=None, body=None):
        """Size and date, with the beginning of the body where that is asked for too."""
        size = len(BODIES[uid]) if size is None else size
        date = DATES[uid] if date is None else date
        told = f'* {uid} FETCH (UID {uid} RFC822.SIZE {size} INTERNALDATE "{date}"'.encode()
        if "BODY.PEEK" in self.arguments:
            told += b" BODY[]<0> " + (literal(BODIES[uid]) if body is None else body)
        return told + b")"

    def body(self, uid, data=None, section="BODY[]"):
        data = BODIES[uid] if data is None else data
        if "RFC822.SIZE" in self.arguments:
            return self.listing(uid, size=len(data), body=literal(data))
        return f"* {uid} FETCH (UID {uid} {section} ".encode() + literal(data) + b")"

    def do_uidmove(self, _):
        self.ok("[COPYUID 9 1 41] moved")

    do_uidcopy = do_uidmove

    def do_idle(self, _):
        self.send("+ idling")
        idle_tag = self.tag
        self.receive()
        self.tag = idle_tag
        self.ok()

    def do_logout(self, _):
        self.send("* BYE bye")
        self.ok()


class Misbehaviour:
    """CASE_COMMAND(session, arguments), with underscores for hyphens."""

    # Nothing of the kind: what the others are compared with.
    def honest_never(self, _):
        pass

    # What an answer to FETCH may hold.
    def unknown_item_uidfetch(self, arguments):
        for uid in self.wanted(arguments):
            if "RFC822.SIZE" not in arguments:
                self.send(self.body(uid))
            elif uid == 2:
                self.send('* 2 FETCH (UID 2 X-GREFFE ((a b)) RFC822.SIZE 5)')
            else:
                self.send(self.listing(uid))
        self.ok()

    def bad_date_uidfetch(self, arguments):
        for uid in self.wanted(arguments):
            if "RFC822.SIZE" not in arguments:
                self.send(self.body(uid))
            else:
                self.send(self.listing(uid, date="yesterday" if uid == 2 else None))
        self.ok()

    def odd_date_uidfetch(self, arguments):
        for uid in self.wanted(arguments):
            if "RFC822.SIZE" not in arguments:
                self.send(self.body(uid))
            else:
                date = "31-Feb-2025 25:00:00 +0000" if uid == 2 else None
                self.send(self.listing(uid, date=date))
        self.ok()

    def garbled_everywhere_uidfetch(self, arguments):
        self.send(f"* 1 FETCH (UID {arguments[0]} ((((")
        self.ok()

    def bad_everywhere_uidfetch(self, _):
        self.send(f"{self.tag} BAD User is authenticated but not connected.")

    def bad_one_uidfetch(self, arguments):
        if 2 in self.wanted(arguments):
            self.send(f"{self.tag} BAD cannot do that")
        else:
            self.do_uidfetch(arguments)

    def garbled_body_uidfetch(self, arguments):
        if "BODY.PEEK" in arguments and 2 in self.wanted(arguments):
            for uid in self.wanted(arguments):
                self.send(self.body(uid) if uid != 2 else "* 2 FETCH (UID 2 BODY[] {x}")
            self.ok()
        else:
            self.do_uidfetch(arguments)

    def refused_body_uidfetch(self, arguments):
        if "BODY.PEEK[]" in arguments and 2 in self.wanted(arguments):
            self.no("[SERVERBUG] cannot read that")
        else:
            self.do_uidfetch(arguments)

    def unsolicited_uidfetch(self, arguments):
        self.send("* 9 FETCH (FLAGS (\\Seen))", "* 4 EXPUNGE", "* 8 EXISTS",
                  '* 1 FETCH (UID 1234 RFC822.SIZE 77 INTERNALDATE "01-Jan-2020 00:00:00 +0000")',
                  b"* 5 FETCH (UID 555 BODY[] " + literal(b"not this one") + b")")
        self.do_uidfetch(arguments)

    def vanished_uidfetch(self, arguments):
        for uid in self.wanted(arguments):
            if "BODY.PEEK" in arguments:
                if uid == 1 or (uid == 2 and "RFC822.SIZE" not in arguments):
                    self.send(self.body(uid))
            elif uid != 2:
                self.send(self.listing(uid))
        self.ok()

    def raw_bytes_uidfetch(self, arguments):
        for uid in self.wanted(arguments):
            data = b"Subject: raw\r\n\r\na\0b\rc\nd\xff\r\n"
            self.send(self.body(uid, data) if "BODY.PEEK" in arguments else self.listing(uid))
        self.ok()

    def quoted_body_uidfetch(self, arguments):
        for uid in self.wanted(arguments):
            if "RFC822.SIZE" in arguments:
                self.send(self.listing(uid, size=10, body=f'"Subject: {uid}"'.encode()))
            else:
                self.send(f'* {uid} FETCH (BODY[] "Subject: {uid}" UID {uid})')
        self.ok()

    def nil_body_uidfetch(self, arguments):
        for uid in self.wanted(arguments):
            if "RFC822.SIZE" in arguments:
                self.send(self.listing(uid, body=b"NIL"))
            else:
                self.send(f"* {uid} FETCH (UID {uid} BODY[] NIL)")
        self.ok()

    # More bytes than were announced: the size wraps, or is a lie.
    def huge_size_uidfetch(self, arguments):
        for uid in self.wanted(arguments):
            if "HEADER" in arguments:
                self.send(self.body(uid, b"Subject: huge\r\n\r\n", "BODY[HEADER]<0>"))
            elif "RFC822.SIZE" not in arguments:
                self.connection.sendall(b"* %d FETCH (UID %d BODY[] {4000000000}\r\n" % (uid, uid))
                while True:
                    self.connection.sendall(b"x" * 65536)
            else:
                self.send(self.listing(uid, size=2**32 + 30))
        self.ok()

    # Ends and silences.
    def bye_uidfetch(self, _):
        self.send("* BYE closing down")
        self.connection.shutdown(socket.SHUT_RDWR)

    def bye_at_once_greeting(self, _):
        self.send("* BYE too many connections")
        self.connection.shutdown(socket.SHUT_RDWR)

    def http_greeting(self, _):
        self.send("HTTP/1.1 400 Bad Request", "")

    def silent_uidfetch(self, _):
        time.sleep(30)

    def silent_at_once_greeting(self, _):
        time.sleep(30)

    def drip_uidfetch(self, _):
        while True:
            self.connection.sendall(b"*")
            time.sleep(0.01)

    def endless_line_uidfetch(self, _):
        while True:
            self.connection.sendall(b"* OK " + b"x" * 65536)

    # Before the log-in.
    def injection_starttls(self, _):
        self.connection.sendall(self.tag.encode() + b" OK begin TLS\r\n* CAPABILITY IMAP4rev1\r\n")
        time.sleep(1)

    def no_starttls_starttls(self, _):
        self.no("not here")

    def preauth_greeting(self, _):
        self.send("* PREAUTH welcome")

    def no_capability_capability(self, _):
        self.ok()

    def login_disabled_capability(self, _):
        self.send("* CAPABILITY IMAP4rev1 LOGINDISABLED")
        self.ok()

    def login_bad_login(self, _):
        self.send(f"{self.tag} BAD too long")

    def login_refused_login(self, _):
        self.no("[AUTHENTICATIONFAILED] wrong\x07 words")

    def unavailable_login(self, _):
        self.no("[UNAVAILABLE] the directory is down")

    def token_authenticate(self, arguments):
        self.ok()

    def bad_token_authenticate(self, _):
        self.send("+ eyJzdGF0dXMiOiI0MDEifQ==")
        authenticate_tag = self.tag
        self.stream.readline()
        self.tag = authenticate_tag
        self.no("[AUTHENTICATIONFAILED] token expired")

    # Folders.
    def prefix_namespace(self, _):
        self.send('* NAMESPACE (("INBOX." ".")) NIL NIL')
        self.ok()

    def prefix_list(self, arguments):
        if arguments.endswith('"INBOX.%"') or arguments.endswith(" INBOX.%"):
            self.send('* LIST (\\Junk) "." INBOX.&AGE-',
                      '* LIST (\\HasNoChildren \\Junk) "." INBOX.Ind&AOk-sirables',
                      '* LIST () "." "INBOX.Bad&Name"')
        if "Greffe" in arguments:
            self.send('* LIST () "." INBOX.Greffe.Absent')
        self.ok()

    def old_capability(self, _):
        self.send("* CAPABILITY IMAP4rev1")
        self.ok()

    def old_list(self, arguments):
        self.send('* LIST (\\Noselect) "." ""')
        self.ok()

    def old_uidcopy(self, _):
        self.ok()

    def flat_capability(self, _):
        self.send("* CAPABILITY IMAP4rev1")
        self.ok()

    def flat_list(self, _):
        self.send('* LIST () NIL ""')
        self.ok()

    def forbidden_create(self, _):
        self.no("[NOPERM] not for you")

    def there_already_create(self, _):
        self.no("[ALREADYEXISTS] there already")

    def no_inbox_select(self, _):
        self.no("no such folder")

    def no_uidvalidity_select(self, _):
        self.send("* 3 EXISTS")
        self.ok()

    # What staff dragged. Everything lies in Absent.
    def tell_absent(self, arguments):
        count = 3 if "Absent" in arguments else 0
        self.send(f"* STATUS {arguments.rpartition(' (')[0]} (MESSAGES {count})")

    def dragged_status(self, arguments):
        Misbehaviour.tell_absent(self, arguments)
        self.ok()

    drag_odd_status = drag_closed_status = drag_bye_status = dragged_status

    def drag_odd_uidfetch(self, arguments):
        Misbehaviour.unknown_item_uidfetch(self, arguments)

    def drag_closed_select(self, arguments):
        if "Absent" in arguments:
            self.no("[NOPERM] not for you")
        else:
            self.do_select(arguments)

    def drag_bye_uidfetch(self, arguments):
        Misbehaviour.bye_uidfetch(self, arguments)

    def drag_news_status(self, arguments):
        Misbehaviour.dragged_status(self, arguments)

    # One more message each time the watched folder is opened.
    def drag_news_select(self, arguments):
        self.opened = getattr(self, "opened", 3) + ("INBOX" in arguments)
        self.send(f"* {self.opened} EXISTS", f"* OK [UIDVALIDITY {self.uidvalidity}] valid",
                  f"* OK [UIDNEXT {self.opened}] next")
        self.ok("[READ-WRITE] selected")

    def no_status_status(self, _):
        self.no("[NONEXISTENT] no such folder")

    def drag_refused_status(self, _):
        self.asked = True
        self.no("[NOPERM] not for you")

    def drag_refused_create(self, _):
        if getattr(self, "asked", False):
            self.no("[NOPERM] not for you")
        else:
            self.ok()

    def empty_status_status(self, _):
        self.ok("nothing to say")

    def bad_status_status(self, _):
        self.send(f"{self.tag} BAD what?")

    # All answers to STATUS before any of them ends.
    def mixed_status_status(self, arguments):
        self.asked = getattr(self, "asked", []) + [(self.tag, arguments)]
        if len(self.asked) < 3:
            return
        for _, each in self.asked:
            Misbehaviour.tell_absent(self, each)
        for self.tag, _ in self.asked:
            self.ok()

    def mixed_status_select(self, arguments):
        self.absent = "Absent" in arguments
        self.do_select(arguments)

    def mixed_status_uidsearch(self, _):
        self.send("* SEARCH 1 2 3" if self.absent else "* SEARCH")
        self.ok()

    # Takes IDLE and never tells; 250 letters lie there when it is asked for the second time.
    def deaf_select(self, _):
        self.left = getattr(self, "left", None)
        self.send("* 0 EXISTS", f"* OK [UIDVALIDITY {self.uidvalidity}] valid", "* OK [UIDNEXT 1] next")
        self.ok("[READ-WRITE] selected")

    def deaf_uidsearch(self, _):
        self.send("* SEARCH " + " ".join(map(str, sorted(self.left or []))))
        self.left = set(range(1, 251)) if self.left is None else self.left
        self.ok()

    def deaf_uidfetch(self, arguments):
        for uid in sorted(self.left & uids_in(arguments)):
            text = b"From: x@ailleurs.example\r\nSubject: %d\r\nMessage-ID: <%d@ailleurs.example>\r\n\r\nBonjour\r\n" % (uid, uid)
            self.send(f'* {uid} FETCH (UID {uid} RFC822.SIZE {len(text)} INTERNALDATE "{DATES[3]}" BODY[]<0> '.encode()
                      + literal(text) + b")")
        self.ok()

    def deaf_uidmove(self, arguments):
        self.left -= uids_in(arguments)
        self.ok("moved")

    # Filing.
    def move_gone_uidmove(self, _):
        self.ok("nothing to move")

    def move_refused_uidmove(self, _):
        self.no("[OVERQUOTA] full")

    def group_together_uidmove(self, _):
        self.ok("[COPYUID 9 1:3 41:43] moved")

    # Message 2 was gone.
    def group_in_any_order_uidmove(self, _):
        self.ok("[COPYUID 9 3,1 41,50] moved")

    def group_endless_uidmove(self, _):
        self.ok("[COPYUID 9 1:4294967295 7:8] moved")

    def group_twice_uidmove(self, _):
        self.ok("[COPYUID 9 1,1 41,42] moved")

    def group_one_refused_uidmove(self, arguments):
        uids = arguments.split(" ")[0]
        if uids in ("1:3", "2"):
            self.no("[SERVERBUG] cannot move that")
        else:
            self.ok(f"[COPYUID 9 {uids} 4{uids}] moved")

    def group_kept_capability(self, _):
        self.send("* CAPABILITY IMAP4rev1 UIDPLUS")
        self.ok()

    def group_kept_uidstore(self, arguments):
        if "Deleted" in arguments:
            self.no("[NOPERM] nothing is deleted here")
        else:
            self.ok()

    def move_missing_uidmove(self, arguments):
        if getattr(self, "created", False):
            self.do_uidmove(arguments)
        else:
            self.no("[TRYCREATE] no such folder")

    def move_missing_create(self, arguments):
        self.created = getattr(self, "selected_once", False)
        self.ok()

    def move_missing_select(self, arguments):
        self.selected_once = True
        self.do_select(arguments)

    # Waiting.
    def exists_first_idle(self, _):
        idle_tag = self.tag
        self.send("* 4 EXISTS", "+ idling")
        self.receive()
        self.tag = idle_tag
        self.ok()

    def exists_together_idle(self, _):
        idle_tag = self.tag
        self.send("+ idling")
        time.sleep(0.1)
        self.connection.sendall(b"* OK still here\r\n* 4 EXISTS\r\n* 1 RECENT\r\n")
        self.receive()
        self.tag = idle_tag
        self.ok()

    def half_line_idle(self, _):
        idle_tag = self.tag
        self.send("+ idling")
        self.connection.sendall(b"* 4 EX")
        time.sleep(0.2)
        self.connection.sendall(b"ISTS\r\n")
        self.receive()
        self.tag = idle_tag
        self.ok()

    def idle_bye_idle(self, _):
        self.send("+ idling", "* BYE idle for too long")
        time.sleep(1)

    def idle_refused_idle(self, _):
        self.no("not now")

    def seen_before_uidmove(self, arguments):
        self.send("* 4 EXISTS")
        self.do_uidmove(arguments)


def main():
    case, log = sys.argv[1], sys.argv[2]
    if not any(re.match(case.replace("-", "_") + "_", name) for name in dir(Misbehaviour)):
        sys.exit(f"hostile-imap.py: no such case: {case}")
    server = socket.create_server(("127.0.0.1", 0))
    print(server.getsockname()[1], flush=True)

    def accept():
        while True:
            connection, _ = server.accept()
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            session = Session(connection, case, log)
            threading.Thread(target=session.run, daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    sys.stdin.read()


main()
