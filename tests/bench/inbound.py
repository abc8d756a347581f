"""Letters that wait in an IMAP mailbox: fetched, read in the sandbox, recorded with their bytes, filed on the server.

Against the limit program imap_fetch, which fetches fifty at a time and parses, and keeps nothing; mbsync, which keeps the
letters as files; and Mailman 3, which is given some of them by LMTP. Each finds a mailbox that nobody has opened, as new
letters are: a server that has shown them once has their sizes at hand, and is faster.
"""
import peers
from stand import wait_for

NAME = "10,000 letters in"
# Cheap to ask: the last place that was met, if all are filed.
FILED = "SELECT coalesce(max(id), 0) * NOT EXISTS (SELECT 1 FROM place WHERE filed_at IS NULL) FROM place"


def run(stand, count):
    stand.start_dovecot(count)
    limit = stand.limit("imap_fetch", "127.0.0.1", stand.imap_port, "bench", "benchpass", 50, "parse")["per_s"]
    stand.stop_dovecot()
    stand.start_dovecot(count)
    mirrored = peers.mbsync(stand, count)
    stand.stop_dovecot()
    mailman = peers.mailman(stand, count)
    listed = mailman.letters_a_second() if mailman else None
    stand.start_dovecot(count)
    stand.new_instance()
    stand.start_sink()
    stand.start_daemon()
    seconds = wait_for("letters recorded and filed", 600, lambda: stand.count(FILED) >= count, 0.02)
    processor = stand.stop_daemon()
    stand.stop_sink()
    stand.stop_dovecot()
    assert stand.count("SELECT count(*) FROM place JOIN message ON message.id = place.message_id WHERE filed_at > 0") >= count
    return [("letters recorded a second, of imap_fetch's", count / seconds, limit, 0.3),
            ("the same, of mbsync's with fsync", count / seconds, mirrored, 2),
            ("the same, of Mailman 3's by LMTP", count / seconds, listed, 100),
            ("processor, µs a letter", 1e6 * processor / count, None, None)]
