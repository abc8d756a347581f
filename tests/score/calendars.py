"""Calendar mail with a method, against what a small line reader found in the same bytes.

That reader is no truth: each difference is looked at by hand and explained in calendar-differences.tsv (file,
field, why). One that is not explained misses, and so does an explanation of what no longer differs.
"""
from pathlib import Path

from bounces import rows_of
from figure import Figure
from letters import CORPUS, read_all

EXPLAINED = Path("tests/score/calendar-differences.tsv")
FILE, KIND, METHOD, _COMPONENT, UID, _RECURRENCE, SEQUENCE, _ORGANIZER, ATTENDEES, _PRODID = range(10)


def facts():
    lines = (CORPUS / "itip/FACTS.tsv").read_text().splitlines()
    of = {}
    for line in lines:
        row = line.split("\t") + [""] * 10
        if not line.startswith("#") and row[KIND] == "mail" and row[METHOD]:
            of.setdefault(row[FILE], []).append(row)
    return of


def explained():
    rows = [line.split("\t") for line in EXPLAINED.read_text().splitlines() if line and not line.startswith("#")]
    return {(name, field): why for name, field, why in rows}


def attendees(calendar):
    return {f"{of['address'].lower()}={(of['partstat'] or 'NEEDS-ACTION').upper()}" for of in calendar["attendees"]}


def differences(rows, calendar):
    """The fields in which no component of the facts agrees with what was read, with both."""
    if calendar is None:
        return {"calendar": "none read"}
    of_uid = [row for row in rows if row[UID] == (calendar["uid"] or "")]
    found = {}
    if not of_uid:
        found["uid"] = f"{calendar['uid']}, facts {[row[UID] for row in rows]}"
    best = of_uid or rows
    wanted = {"method": [row[METHOD] for row in best], "sequence": [row[SEQUENCE] or "0" for row in best],
              "attendees": [sorted(of.lower().rsplit("=", 1)[0] + "=" + of.rsplit("=", 1)[1]
                                   for of in row[ATTENDEES].split()) for row in best]}
    got = {"method": calendar["method"], "sequence": str(calendar["sequence"]),
           "attendees": sorted(attendees(calendar))}
    for field, value in got.items():
        if value not in wanted[field]:
            found[field] = f"{value}, facts {wanted[field]}"
    return found


def score():
    why = explained()
    figure = Figure("calendars", "mails read as the facts say, or explained", 100)
    fields = Figure("calendars", "differences explained")
    wanted = facts()
    seen = set()
    for (name, rows), letter in zip(wanted.items(), read_all((CORPUS / "itip" / name).read_bytes() for name in wanted)):
        found = differences(rows, letter["calendar"])
        seen |= {(name, field) for field in found}
        unexplained = {field: told for field, told in found.items() if (name, field) not in why}
        figure.add(not unexplained, f"{name}: {unexplained}")
    for name, field in sorted(why.keys() - seen):
        figure.add(False, f"{name}: {field} is explained and does not differ")
    fields.count = len(seen & why.keys())
    fields.all = len(seen)
    return [figure, fields]
