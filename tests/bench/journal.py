"""greffe journal verify on a long chain, which is made here, by hashes of its own; and greffe backup of the same file.

The bars are in milliseconds: what is allowed, of what it took.
"""
import hashlib
import sqlite3
import time

NAME = "a journal of 1,000,000 lines"
LINES = 1000000
ALLOWED_MS = 5000


def field(value):
    data = str(value).encode()
    return b"%d:%s," % (len(data), data)


def lines():
    previous = ""
    for number in range(1, LINES + 1):
        row = (number, 1800000000 + number, "greffe", "mail.taken", f"outgoing/{number}", "250", "e" * 64, previous)
        previous = hashlib.sha256(b"".join(map(field, row))).hexdigest()
        yield (*row, previous)


def prepare(stand):
    stand.new_instance()
    with sqlite3.connect(stand.instance / "greffe.db") as database:
        database.execute("PRAGMA cache_size = -400000")
        database.executemany("INSERT INTO journal VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", lines())
    database.close()


def milliseconds(stand, *command):
    began = time.monotonic()
    stand.greffe(*command)
    return 1000 * (time.monotonic() - began)


def run(stand, _count):
    prepare(stand)
    copy = stand.folder / "copy.tar"
    copy.unlink(missing_ok=True)
    verify = milliseconds(stand, "journal", "verify")
    backup = milliseconds(stand, "backup", copy)
    return [("ms to verify it: allowed, of taken", ALLOWED_MS, verify, 1),
            (f"ms to back it up ({copy.stat().st_size / 1e6:.0f} MB)", backup, None, None)]
