"""Who answers: a program or a person."""
import json

from bounces import rows_of
from figure import Figure
from letters import CORPUS, around, has_headers, minimal, read_all

# Replies of the answers' corpus that are automatic ones.
AUTOMATIC_ANSWERS = {"dev-022", "dev-054", "dev-063", "dev-076", "dev-125"}


def as_mail(path):
    """A file of `reply` as a mail: whole, or a bare body in a minimal one."""
    raw = path.read_bytes()
    if path.suffix == ".html":
        return around(raw, "text/html; charset=utf-8")
    whole = path.suffix == ".eml" or path.suffix not in (".txt", ".expected") and has_headers(raw)
    return raw if whole else around(raw, "text/plain; charset=utf-8")


def answer_mail(row):
    mail = minimal()
    mail.replace_header("Subject", row["subject"])
    mail.set_content(row["body"].replace("\r\n", "\n"), cte="quoted-printable")
    return mail.as_bytes()


def judge(figure, names, raws, wanted):
    for name, letter in zip(names, read_all(raws)):
        kind = letter["kind"]
        figure.add(kind != wanted if wanted != "person" else kind not in ("message", "calendar"),
                   f"{name}: {kind}, truth {wanted}")


def score():
    automatic = Figure("senders", "automatic replies not known as such", 0, most=True)
    people = Figure("senders", "people taken for a program", 0, most=True)
    for name, kind, *_rest in rows_of("autoreply/alaveteli"):
        judge(automatic, [name], [(CORPUS / "autoreply/alaveteli" / name).read_bytes()], kind)
    vacations = sorted((CORPUS / "bounce/sisimai").glob("rfc3834-*"))
    judge(automatic, [path.name for path in vacations], [path.read_bytes() for path in vacations], "auto-reply")
    replies = sorted(path for path in (CORPUS / "reply").rglob("*")
                     if path.is_file() and not path.name.startswith("TRUTH"))
    judge(people, [str(path) for path in replies], [as_mail(path) for path in replies], "person")
    lines = (CORPUS / "rsvp-fr/dev.jsonl").read_text().splitlines()
    rows = [row for row in map(json.loads, filter(None, lines))]
    written = [row for row in rows if row["id"] not in AUTOMATIC_ANSWERS]
    judge(people, [row["id"] for row in written], [answer_mail(row) for row in written], "person")
    return [automatic, people]
