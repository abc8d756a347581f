#!/usr/bin/python3
"""drag.py DIR ADDRESS TO [FROM] [copied] - staff drags the newest letter of ADDRESS to another folder.

Folders: inbox, held (without FROM), handled, junk, present, absent, ignored. On the server of DIR/stand.env
by IMAP, as a mail program does: MOVE, or with `copied` as an old one does (COPY, mark, EXPUNGE). Without
servers the file is moved from Maildir to Maildir.
"""
import base64
import imaplib
import re
import ssl
import sys
from pathlib import Path

DIR, ADDRESS, TO = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
FROM = sys.argv[4] if len(sys.argv) > 4 else "held"
COPIED = "copied" in sys.argv[5:]
FOLDERS = {"inbox": "INBOX", "held": "Greffe/À vérifier", "handled": "Greffe/Traité", "junk": "Junk",
           "present": "Greffe/Présent", "absent": "Greffe/Absent", "ignored": "Greffe/Ignoré"}
MAILDIRS = {"inbox": "incoming", "handled": "incoming", "junk": "incoming"}


def on_the_wire(name):
    """RFC 3501 section 5.1.3."""
    def encode(found):
        data = base64.b64encode(found.group().encode("utf-16-be")).rstrip(b"=").replace(b"/", b",")
        return "&%s-" % data.decode("ascii")
    return '"%s"' % re.sub(r"[^\x20-\x7e]+", encode, name.replace("&", "&-"))


def must(answer):
    status, data = answer
    if status != "OK":
        sys.exit("drag.py: the server says %s %r" % (status, data))
    return data


def by_imap(values):
    trusted = ssl.create_default_context(cafile=values["CA"])
    server = imaplib.IMAP4_SSL("localhost", int(values["IMAPS_PORT"]), ssl_context=trusted)
    must(server.login("greffe", "secret"))
    must(server.select(on_the_wire(FOLDERS[FROM])))
    uids = must(server.uid("SEARCH", "UNDELETED", "FROM", ADDRESS))[0].split()
    if not uids:
        sys.exit("drag.py: no letter of %s in %s" % (ADDRESS, FOLDERS[FROM]))
    uid, target = uids[-1].decode("ascii"), on_the_wire(FOLDERS[TO])
    if COPIED:
        must(server.uid("COPY", uid, target))
        must(server.uid("STORE", uid, "+FLAGS.SILENT", r"(\Deleted)"))
        must(server.expunge())
    else:
        must(server.uid("MOVE", uid, target))
    server.logout()


def by_file(queue):
    box = queue / MAILDIRS.get(FROM, FROM)
    letters = [path for part in ("new", "cur") for path in (box / part).iterdir()
               if re.search(rb"(?m)^From: .*%s" % re.escape(ADDRESS.encode()), path.read_bytes())]
    if not letters:
        sys.exit("drag.py: no letter of %s in %s" % (ADDRESS, box))
    newest = max(letters, key=lambda path: path.stat().st_mtime)
    newest.rename(queue / MAILDIRS.get(TO, TO) / "cur" / newest.name)


def main():
    values = dict(line.split("=", 1) for line in (DIR / "stand.env").read_text().splitlines())
    if values["SMTP_PORT"]:
        by_imap(values)
    else:
        by_file(Path(values["INSTANCE"]) / "queue")


main()
