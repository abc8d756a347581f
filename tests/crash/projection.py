"""projection.py - what must be equal after a crash and without one.

Everything that people could tell apart is here. Left out are times, numbers of tries and unknown
outcomes, tokens and Message-IDs (they are random), and row numbers; of the journal, the lines that tell
of the crash itself ("mail.uncertain").
"""
import sqlite3
from collections import Counter

QUERIES = {
    "answers": """
        SELECT m.slug, a.sequence, a.part, a.presence, a.mode, a.proxy_to, a.source, a.actor, a.rule
        FROM answer a JOIN invitation i ON i.id = a.invitation_id JOIN member m ON m.id = i.member_id""",
    "letters": """
        SELECT l.from_address, l.kind, l.state, l.reason, m.slug
        FROM message l LEFT JOIN member m ON m.id = l.member_id""",
    "filing": """
        SELECT l.from_address, p.folder, count(*)
        FROM place p JOIN message l ON l.id = p.message_id GROUP BY l.id, p.folder""",
    "not filed": "SELECT id FROM place WHERE filed_at IS NULL",
    "mails": "SELECT kind, recipient, state FROM outgoing",
    "mailings": "SELECT kind, version, state FROM mailing",
    "sessions": "SELECT slug, state, version FROM session",
    "invitations": """
        SELECT s.slug, m.slug FROM invitation i JOIN session s ON s.id = i.session_id
        JOIN member m ON m.id = i.member_id""",
    "deadlines": "SELECT kind, subject, detail, title, due_on, state, closed_by FROM deadline",
    "said to be done": "SELECT deadline_id, member_id FROM deadline_done",
    "reminders": """
        SELECT d.subject, d.title, r.sequence, r.step, r.escalated, r.day, r.state
        FROM reminder r JOIN deadline d ON d.id = r.deadline_id""",
    "lists": """
        SELECT s.kind, s.recipient, s.member_id, s.day, l.number, l.subject
        FROM sheet s LEFT JOIN sheet_line l ON l.sheet_id = s.id""",
    "saisines": "SELECT number, state FROM saisine",
    "their stages": "SELECT saisine_id, former, state, note FROM saisine_move",
    "who is asked": "SELECT saisine_id, member_id, nothing_at IS NOT NULL FROM solicitation",
    "contributions": """
        SELECT c.saisine_id, c.member_id, c.version, c.state, c.text, c.questions, c.links, c.late, c.source,
               c.actor, c.rule, f.name, f.sha256, f.blob_id IS NOT NULL, f.lost
        FROM contribution c LEFT JOIN contribution_file cf ON cf.contribution_id = c.id
        LEFT JOIN file f ON f.id = cf.file_id""",
    "reports": """
        SELECT r.body_id, r.version, r.kind, r.state, r.member_id, r.title, r.confirmed_by,
               f.name, f.sha256, f.blob_id IS NOT NULL, f.lost
        FROM report r LEFT JOIN report_file rf ON rf.report_id = r.id LEFT JOIN file f ON f.id = rf.file_id""",
    "found by words": "SELECT kind, object_id FROM search_entry",
    "addresses": "SELECT address, unreachable_at IS NULL FROM address",
    "journal": "SELECT actor, act, rule FROM journal WHERE act <> 'mail.uncertain'",
}


def projection(path):
    """The rows of each query, as a sorted list of their texts."""
    database = sqlite3.connect("file:%s?mode=ro" % path, uri=True)
    found = {name: sorted(map(repr, database.execute(query))) for name, query in QUERIES.items()}
    database.close()
    return found


def differences(wanted, got):
    """Lines that tell them apart; none where they are equal."""
    lines = []
    for name in QUERIES:
        for sign, some, others in (("-", wanted[name], got[name]), ("+", got[name], wanted[name])):
            rest = Counter(some) - Counter(others)
            lines += ["%s %s: %s" % (sign, name, row) for row in rest.elements()]
    return lines


def sent(path):
    """(Message-ID, recipient, whether its outcome was unknown once) of every mail that was taken."""
    database = sqlite3.connect("file:%s?mode=ro" % path, uri=True)
    rows = database.execute(
        "SELECT message_id, recipient, unknown_outcomes FROM outgoing WHERE state = 'taken'").fetchall()
    database.close()
    return rows
