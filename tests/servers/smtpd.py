#!/usr/bin/python3
"""A real SMTP server for the tests: TLS, AUTH, delivery into Maildirs, and misbehaviour on demand.

    smtpd.py --dir DIR --port-file FILE [--tls none|starttls|implicit --cert FILE --key FILE] ...

Listens on 127.0.0.1 on a free port, which it writes to FILE. DIR/smtpd.log has one JSON line per
transaction, DIR/sessions.log one per connection and log-in. What it does with a mail is decided by
the local part of the recipient, without +detail and trailing digits: see BEHAVIOURS. Runs until
SIGTERM.
"""

import argparse
import asyncio
import email
import email.policy
import email.utils
import json
import logging
import os
import pwd
import re
import signal
import socket
import ssl
import sys
import time
import warnings

from aiosmtpd.smtp import SMTP, AuthResult

BEHAVIOURS = {
    "bad": "550 at RCPT",
    "full": "452 at RCPT",
    "grey": "451 at the first RCPT, taken from then on",
    "multi": "550 in three lines at RCPT",
    "closing": "421 at RCPT, then closes",
    "no-data": "451 at DATA",
    "cut-before": "closes at DATA without a word",
    "cut-during": "closes within the body",
    "spam": "554 after the dot",
    "temp": "451 after the dot",
    "slow": "250 three seconds after the dot",
    "cut-after": "delivers, then closes instead of 250",
    "hang": "delivers, then never answers",
    "bounce": "taken; a DSN goes to the envelope sender (also: the list of --bounce-list)",
    "delay": "taken; a DSN that reports a delay goes to the envelope sender",
}
AT_RECIPIENT = {
    "bad": "550 5.1.1 <{0}>: no such mailbox",
    "full": "452 4.2.2 <{0}>: mailbox full",
    "multi": "550-5.7.1 <{0}>: refused by policy\r\n550-5.7.1 see the list\r\n550 5.7.1 of rules",
    "closing": "421 4.3.2 closing now",
}
AFTER_DOT = {"spam": "554 5.7.1 this looks like spam", "temp": "451 4.3.0 try again later"}
HOST = "localhost"
MEGABYTE = 1024 * 1024


def behaviour(address):
    """The word of BEHAVIOURS that an address asks for, or its local part."""
    return re.sub(r"[-.]?\d+$", "", address.partition("@")[0].partition("+")[0].lower())


def now_date():
    return email.utils.formatdate(localtime=False)


def append_json(path, **fields):
    """One line, written at once, so that several readers can follow the file."""
    with open(path, "a", encoding="utf-8") as log:
        log.write(json.dumps(fields, ensure_ascii=False) + "\n")


def lines_of(path):
    """The words of each line of a file; comments and absent files count as nothing."""
    if not path or not os.path.exists(path):
        return []
    with open(path, encoding="utf-8") as file:
        words = [line.split() for line in file if not line.startswith("#")]
    return [line for line in words if line]


class Post:
    """Writes mail into MAILROOT/USER, as a delivery agent would."""

    def __init__(self, options):
        self.options = options
        self.owner = pwd.getpwnam(options.chown) if options.chown else None
        self.count = 0

    def user_of(self, address):
        aliases = {line[0].lower(): line[1] for line in lines_of(self.options.map) if len(line) > 1}
        local, _, domain = address.lower().partition("@")
        base = local.partition("+")[0]
        for key in (address.lower(), f"{base}@{domain}"):
            if key in aliases:
                return aliases[key]
        return base

    def can_file(self, address):
        """False where the user would be no name of a directory."""
        user = self.user_of(address)
        return user != "" and "/" not in user and not user.startswith(".")

    def own(self, path):
        if self.owner and os.geteuid() == 0:
            os.chown(path, self.owner.pw_uid, self.owner.pw_gid)

    def maildir(self, user):
        root = os.path.join(self.options.deliver, user)
        for path in [root] + [os.path.join(root, name) for name in ("cur", "new", "tmp")]:
            if not os.path.isdir(path):
                os.makedirs(path, mode=0o700, exist_ok=True)
                self.own(path)
        return root

    def deliver(self, sender, recipient, content, received=""):
        """Puts one mail into the mailbox of `recipient`, with the header a final delivery adds."""
        if not self.options.deliver:
            return
        root = self.maildir(self.user_of(recipient))
        self.count += 1
        name = f"{time.time():.6f}.M{os.getpid()}Q{self.count}.{HOST}"
        head = f"Return-Path: <{sender}>\nDelivered-To: {recipient}\n{received}"
        path = os.path.join(root, "tmp", name)
        with open(path, "wb") as file:
            file.write(head.encode() + content.replace(b"\r\n", b"\n"))
        self.own(path)
        os.rename(path, os.path.join(root, "new", name))


class Judge:
    """The verdicts a receiving server writes above a mail: Received and Authentication-Results."""

    def __init__(self, options):
        self.options = options

    def received(self, peer, recipient):
        return (
            f"Received: from {peer[0]} by {HOST} with ESMTP\n"
            f"\tfor <{recipient}>; {now_date()}\n"
        )

    def results(self, sender, header):
        if not self.options.authserv_id:
            return ""
        author = email.utils.parseaddr(str(header.get("From", "")))[1].rpartition("@")[2].lower()
        domain = sender.rpartition("@")[2].lower()
        spf = f"spf=pass smtp.mailfrom={sender}" if sender else "spf=none"
        return (
            f"Authentication-Results: {self.options.authserv_id};\n"
            f"\tdmarc={self.verdict(domain, author)} header.from={author or 'unknown'};\n\t{spf}\n"
        )

    def verdict(self, domain, author):
        for line in lines_of(self.options.dmarc_list):
            if line[0].lower() == author and len(line) > 1:
                return line[1]
        if self.options.dmarc != "auto":
            return self.options.dmarc
        return "pass" if author and domain == author else "fail"

    def without_forged(self, content):
        """Results in our own name that came with the mail are dropped (RFC 8601 section 5)."""
        if not self.options.authserv_id:
            return content
        head, blank, body = content.partition(b"\r\n\r\n")
        if not blank:
            return content
        own = re.escape(self.options.authserv_id.encode())
        forged = rb"(?mi)^authentication-results:\s*" + own + rb"\b.*(\r\n[ \t].*)*(\r\n|\Z)"
        return re.sub(forged, b"", head + b"\r\n") + b"\r\n" + body


def report(sender, recipient, content, delayed, status, words):
    """A delivery status notification (RFC 3464) about one recipient."""
    head = content.partition(b"\r\n\r\n")[0].replace(b"\r\n", b"\n").decode("utf-8", "replace")
    action = "delayed" if delayed else "failed"
    subject = "Delayed Mail" if delayed else "Undelivered Mail Returned to Sender"
    mark = f"=_{time.time_ns():x}"
    text = (
        f"From: Mail Delivery System <MAILER-DAEMON@{HOST}>\nTo: {sender}\nSubject: {subject}\n"
        f"Date: {now_date()}\nMessage-ID: {email.utils.make_msgid(domain=HOST)}\n"
        f"Auto-Submitted: auto-replied\nMIME-Version: 1.0\n"
        f"Content-Type: multipart/report; report-type=delivery-status;\n\tboundary=\"{mark}\"\n\n"
        f"--{mark}\nContent-Type: text/plain; charset=us-ascii\n\n"
        f"This is the mail system at host {HOST}.\n\n<{recipient}>: {words}\n\n"
        f"--{mark}\nContent-Type: message/delivery-status\n\n"
        f"Reporting-MTA: dns; {HOST}\nArrival-Date: {now_date()}\n\n"
        f"Final-Recipient: rfc822; {recipient}\nAction: {action}\nStatus: {status}\n"
        f"Diagnostic-Code: smtp; {words}\n\n"
        f"--{mark}\nContent-Type: text/rfc822-headers\n\n{head}\n\n--{mark}--\n"
    )
    return text.encode()


class Handler:
    """What is said to each command."""

    def __init__(self, options):
        self.options = options
        self.post = Post(options)
        self.judge = Judge(options)
        self.met = set()

    async def handle_EHLO(self, server, session, _envelope, hostname, responses):
        session.host_name = hostname
        offered = [line for line in responses if not line.startswith("250-AUTH")]
        mechanisms = "XOAUTH2" if self.options.bearer else "LOGIN PLAIN"
        wants = self.options.user and not self.options.no_auth
        if wants and (self.options.tls != "starttls" or session.ssl):
            offered.insert(1, f"250-AUTH {mechanisms}")
        offered.insert(1, "250-ENHANCEDSTATUSCODES")
        return offered

    async def handle_MAIL(self, server, session, envelope, address, options):
        sender = "" if address == "<>" else address
        if behaviour(sender) == "blocked":
            self.log(session, sender, "", 550)
            return "550 5.7.1 sender refused"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 sender ok"

    async def handle_RCPT(self, server, session, envelope, address, _options):
        kind = behaviour(address)
        answer = AT_RECIPIENT.get(kind, "250 2.1.5 recipient ok")
        if kind == "grey" and address not in self.met:
            self.met.add(address)
            answer = "451 4.7.1 <{0}>: greylisted, come back"
        if not self.post.can_file(address):
            answer = "553 5.1.3 <{0}>: no mailbox can have this name"
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
            return answer
        self.log(session, envelope.mail_from, address, int(answer[:3]))
        if kind == "closing":
            server.close_soon()
        return answer.format(address)

    async def handle_DATA(self, server, session, envelope):
        answer = "250 2.0.0 queued as {}".format(f"{time.time_ns():X}"[-10:])
        recipients = list(envelope.rcpt_tos)
        kinds = {behaviour(recipient) for recipient in recipients}
        for kind, refusal in AFTER_DOT.items():
            if kind in kinds:
                answer = refusal
        for recipient in recipients:
            self.log(session, envelope.mail_from, recipient, int(answer[:3]), envelope)
            if answer.startswith("250"):
                self.take(session, envelope, recipient)
        await self.before_answer(server, kinds)
        server.idle_from_now()
        return answer

    async def before_answer(self, server, kinds):
        if "slow" in kinds:
            await asyncio.sleep(3)
        if "cut-after" in kinds:
            server.transport.abort()
        if kinds & {"hang", "cut-after"}:
            await asyncio.sleep(3600)
        if self.options.latency:
            await asyncio.sleep(self.options.latency)

    def take(self, session, envelope, recipient):
        sender = envelope.mail_from.strip("<>")
        content = self.judge.without_forged(envelope.content)
        header = email.message_from_bytes(content.partition(b"\r\n\r\n")[0] + b"\r\n\r\n")
        top = self.judge.received(session.peer, recipient) + self.judge.results(sender, header)
        bounce = next((b for b in lines_of(self.options.bounce_list)
                       if b[0].lower() == recipient.lower()), None)
        kind = behaviour(recipient)
        if bounce or kind in ("bounce", "delay"):
            self.bounce(sender, recipient, content, bounce)
        else:
            self.post.deliver(sender, recipient, content, top)

    def bounce(self, sender, recipient, content, line):
        if not sender:
            return
        delayed = behaviour(recipient) == "delay"
        status = line[1] if line and len(line) > 1 else "4.4.1" if delayed else "5.1.1"
        words = " ".join(line[2:]) if line else ""
        words = words or ("connection timed out" if delayed else f"550 {status} no such user")
        content = report(sender, recipient, content, delayed, status, words)
        self.post.deliver("", sender, content)

    def log(self, session, sender, recipient, code, envelope=None):
        content = envelope.content if envelope else b""
        found = re.search(rb"(?mi)^message-id:\s*<([^>\r\n]*)>", content.partition(b"\r\n\r\n")[0])
        append_json(
            os.path.join(self.options.dir, "smtpd.log"),
            time=round(time.time(), 3), peer=f"{session.peer[0]}:{session.peer[1]}",
            mail_from=(sender or "").strip("<>"), rcpt=recipient, code=code, size=len(content),
            message_id=found.group(1).decode("utf-8", "replace") if found else None)


class Server(SMTP):
    """aiosmtpd's protocol, with the misbehaviour that its hooks do not allow."""

    def __init__(self, handler, options, tls_context):
        self.options = options
        self.idle_timer = None
        super().__init__(
            handler, hostname=HOST, ident="tests", data_size_limit=options.size_limit,
            tls_context=tls_context, require_starttls=tls_context is not None,
            auth_required=bool(options.user) and not options.no_auth,
            auth_require_tls=tls_context is not None, authenticator=self.check,
            loop=asyncio.get_running_loop())
        self.command_size_limit = 2048

    def check(self, _server, session, _envelope, mechanism, data):
        login, password = data.login.decode(), data.password.decode()
        expected = self.options.bearer if mechanism == "XOAUTH2" else self.options.password
        good = login == self.options.user and password == expected
        self.note("auth", session, mechanism=mechanism, user=login, ok=good)
        return AuthResult(success=good, handled=False, auth_data=data)

    async def auth_XOAUTH2(self, _server, args):
        from aiosmtpd.smtp import LoginPassword, b64decode
        blob = b64decode(args[1]) if len(args) > 1 else await self.challenge_auth("")
        found = re.fullmatch(rb"user=([^\x01]*)\x01auth=Bearer ([^\x01]*)\x01\x01", blob or b"")
        if not found:
            return AuthResult(success=False)
        return self._authenticate("XOAUTH2", LoginPassword(found.group(1), found.group(2)))

    def note(self, event, session, **fields):
        append_json(
            os.path.join(self.options.dir, "sessions.log"), time=round(time.time(), 3), event=event,
            peer=f"{session.peer[0]}:{session.peer[1]}", **fields)

    def connection_made(self, transport):
        super().connection_made(transport)
        if self._original_transport is None:
            self.note("connect", self.session)

    def idle_from_now(self):
        """With --close-idle-421: says 421 and closes where no command follows."""
        if self.options.close_idle_421 is not None:
            self.idle_timer = self.loop.call_later(
                self.options.close_idle_421, lambda: self.loop.create_task(self.say_421()))

    async def say_421(self):
        await self.push("421 4.4.2 idle for too long, closing")
        self.transport.close()

    def close_soon(self):
        self.loop.call_later(0.01, lambda: self.transport and self.transport.close())

    async def smtp_MAIL(self, arg):
        if self.idle_timer:
            self.idle_timer.cancel()
        await super().smtp_MAIL(arg)

    async def smtp_DATA(self, arg):
        kinds = {behaviour(recipient) for recipient in self.envelope.rcpt_tos}
        if "no-data" in kinds:
            self._set_rset_state()
            await self.push("451 4.3.0 not now")
            return
        if "cut-during" in kinds:
            await self.push("354 go on")
            await self._reader.readuntil(b"\r\n")
        if kinds & {"cut-before", "cut-during"}:
            self.transport.abort()
            await asyncio.sleep(3600)
        await super().smtp_DATA(arg)


def arguments():
    parser = argparse.ArgumentParser(
        description="SMTP server of the tests",
        epilog="recipients: " + "; ".join(f"{k}@: {v}" for k, v in BEHAVIOURS.items()))
    add = parser.add_argument
    add("--dir", required=True, help="for the logs")
    add("--port-file", required=True)
    add("--port", type=int, default=0, help="default: a free one")
    add("--tls", choices=["none", "starttls", "implicit"], default="none")
    add("--cert")
    add("--key")
    add("--user", help="AUTH is required then")
    add("--password", default="")
    add("--bearer", help="offer XOAUTH2 with this token instead of passwords")
    add("--deliver", metavar="MAILROOT", help="without it mail is taken and dropped")
    add("--map", help="file of lines 'ADDRESS USER'; else the local part is the user")
    add("--chown", metavar="USER", help="owner of what is delivered, where run as root")
    add("--authserv-id", help="write Authentication-Results in this name")
    add("--dmarc", choices=["auto", "pass", "fail", "none"], default="auto",
        help="auto: pass where MAIL FROM and From have the same domain, else fail")
    add("--dmarc-list", help="file of lines 'DOMAIN VERDICT' that goes before --dmarc")
    add("--bounce-list", help="file of lines 'ADDRESS [STATUS [WORDS]]', read for every mail")
    add("--size-limit", type=int, default=50 * MEGABYTE)
    add("--latency", type=float, default=0, help="seconds between the dot and its answer")
    add("--no-auth", action="store_true", help="offer no AUTH, and take mail without")
    add("--no-starttls", action="store_true", help="offer no STARTTLS")
    add("--close-idle-421", type=float, metavar="SECONDS", nargs="?", const=0.3,
        help="say 421 and close that long after a mail")
    add("--with-parent", action="store_true", help="end when the process that started it does")
    return parser.parse_args()


def listening_socket(port):
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    return listener


def write_port(path, port):
    """By rename: who waits for the file never reads half of it."""
    with open(path + ".part", "w", encoding="ascii") as file:
        file.write(f"{port}\n")
    os.rename(path + ".part", path)


async def serve(options):
    context = None
    if options.tls != "none":
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(options.cert, options.key)
    handler = Handler(options)
    upgrade = context if options.tls == "starttls" and not options.no_starttls else None
    listener = listening_socket(options.port)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: Server(handler, options, upgrade), sock=listener, backlog=200,
        ssl=context if options.tls == "implicit" else None)
    stop = loop.create_future()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, lambda: stop.done() or stop.set_result(None))
    write_port(options.port_file, listener.getsockname()[1])
    parent = os.getppid()
    while options.with_parent and os.getppid() == parent and not stop.done():
        await asyncio.wait([stop], timeout=0.5)
    if not options.with_parent:
        await stop
    server.close()


def main():
    options = arguments()
    if options.tls != "none" and not (options.cert and options.key):
        sys.exit("smtpd.py: --tls: needs --cert and --key")
    os.makedirs(options.dir, exist_ok=True)
    warnings.simplefilter("ignore")
    logging.disable(logging.WARNING)
    # Work in progress at the end is of no interest: leaving at once spares traces of its tasks.
    loop = asyncio.new_event_loop()
    loop.set_exception_handler(lambda _loop, _context: None)
    loop.run_until_complete(serve(options))
    os._exit(0)


if __name__ == "__main__":
    main()
