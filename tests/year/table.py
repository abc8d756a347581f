#!/usr/bin/env python3
"""table.py - every reminder and every digest of a period, from the dates alone.

By the rules of the assembly, not by greffe's code: to be held against what greffe sends. All times
are wall clocks of one place.

    table.py FILE.json    one mail a line: day, hour, kind, recipient, items ("; " between them),
                          separated by tabs; by day, hour, kind, recipient
    table.py --self-test  cases worked out by hand

The file (moments are "2027-03-12 09:30", or "2027-03-12" for the beginning of that day):

    {"from": "2027-01-01", "to": "2027-12-31",      days of the table, both included
     "reminder_hour": "09:00", "digest_hour": "08:00",              as here where left out
     "escalation_days": 7, "soon_days": 7, "silent_days": 30, "also_owed": false,     these, too
     "plan": "J-30, J-15, J-7, J-1, J+1",           for things without one
     "staff": "secretariat", "co_presidents": ["lucile", "michel"],
     "outages": [["2027-06-08 19:00", "2027-06-17 14:00"]],         nothing is done from, until
     "things": [
       {"name": "saisine 2017-01, contributions",   what a mail lists
        "kind": "stage",                session, stage, report, term, rhythm, manual or waiting
        "date": "2027-03-31",           J
        "created": "2027-01-04 10:00",  steps before it are left out (a session: when convened)
        "owed_by": ["anne", "bruno"],
        "plan": "J-15, J-7, J+1", "hour": "10:15",                optional
        "done": {"anne": "2027-02-01"},  optional: each is silent from that moment; of several
                                         moments, owes it again from the second one, and so on
        "closed": "2027-03-30 18:00"}]}  optional: the thing is over (a session: when it begins;
                                         a date that moves: closed here, created anew there)

A mail to a person is of kind "reminder" and lists what has a step on that day, as "NAME (J-7)", at
the earliest hour of these; with also_owed what else this person owes then, as "NAME". Co-presidents
read "NAME (overdue, J+7)" of a stage, a report or a manual deadline. Staff has no mail but the
digest: "silent: NAME (4)" of sessions within silent_days, "due: NAME" within soon_days and, of what
staff owes, on the days of its steps, "overdue: NAME", on the day of the first step after the date
"overdue: NAME (J+1)", "waiting: NAME" of what waits for a decision of staff; else "in order".

What an outage has swallowed, being over more than an hour after it: of each thing the newest step
goes at the first hour of an open day after the outage, the others never; so does the word to the
co-presidents. Of the digests the one of the day on which it ends goes at that moment, before 20:00.
"""
import json
import re
import sys
from collections import defaultdict
from datetime import date, datetime, time, timedelta

DEFAULTS = {"reminder_hour": "09:00", "digest_hour": "08:00", "escalation_days": 7, "soon_days": 7,
            "silent_days": 30, "also_owed": False, "plan": "J-30, J-15, J-7, J-1, J+1",
            "staff": "staff", "co_presidents": [], "outages": []}
THING_KEYS = {"name", "kind", "date", "created", "owed_by", "plan", "hour", "done", "closed"}
KINDS = {"session", "stage", "report", "term", "rhythm", "manual", "waiting"}
ESCALATED = {"stage", "report", "manual"}
ONE_DAY = timedelta(days=1)
LATE_MAY_GO = timedelta(hours=1)
LAST_DIGEST = time(20)
moment = datetime.fromisoformat


def easter(year):
    """Gauss, with the two corrections of his."""
    century = year // 100
    shift = (15 - (13 + 8 * century) // 25 + century - century // 4) % 30
    moon = (19 * (year % 19) + shift) % 30
    sunday = (2 * (year % 4) + 4 * (year % 7) + 6 * moon + (4 + century - century // 4) % 7) % 7
    if sunday == 6 and (moon == 29 or (moon == 28 and year % 19 > 10)):
        sunday -= 7
    return date(year, 3, 22) + timedelta(days=moon + sunday)


def is_open(day):
    fixed = {(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)}
    moveable = {easter(day.year) + timedelta(days=days) for days in (1, 39, 50)}
    return day.weekday() < 5 and (day.month, day.day) not in fixed and day not in moveable


def to_open(day, direction):
    while not is_open(day):
        day += direction * ONE_DAY
    return day


def step_day(due, offset):
    return to_open(due + timedelta(days=offset), 1 if offset > 0 else -1)


def at(day, hour):
    return datetime.combine(day, time.fromisoformat(hour))


def swallowed(outages, when, patience=timedelta()):
    """The end of the outage that swallows what goes at `when`; None: it goes."""
    return next((end for begin, end in outages if begin <= when and when + patience < end), None)


def going_day(day, hour, outages):
    """The day on which something goes that is to go on `day` at `hour`."""
    end = swallowed(outages, at(day, hour), LATE_MAY_GO)
    while end is not None:
        day = to_open(end.date(), 1)
        if at(day, hour) < end:
            day = to_open(day + ONE_DAY, 1)
        end = swallowed(outages, at(day, hour), LATE_MAY_GO)
    return day


def offsets_of(plan):
    found = [re.fullmatch(r"J(?:([+-])(\d+))?", word.strip()) for word in plan.split(",")]
    if None in found:
        raise SystemExit(f"table.py: {plan!r} is no plan (such as \"J-15, J-7, J+1\")")
    return sorted({int((match[1] or "") + (match[2] or "0")) for match in found})


class Thing:
    """One thing that is owed, its steps, and those that go: {day: offset}."""

    def __init__(self, given, settings):
        unknown = set(given) - THING_KEYS
        if unknown or given["kind"] not in KINDS:
            raise SystemExit(f"table.py: {given['name']}: unknown {unknown or given['kind']}")
        self.name, self.kind, self.owed_by = given["name"], given["kind"], given["owed_by"]
        self.due = date.fromisoformat(given["date"])
        self.created = moment(given["created"])
        self.hour = given.get("hour", settings["reminder_hour"])
        self.closed = moment(given["closed"]) if "closed" in given else datetime.max
        self.done = {who: [moment(one) for one in ([when] if isinstance(when, str) else when)]
                     for who, when in given.get("done", {}).items()}
        if set(self.done) - set(self.owed_by):
            raise SystemExit(f"table.py: {self.name}: done by who does not owe it")
        self.steps = self.plan_steps(offsets_of(given.get("plan", settings["plan"])))
        self.outages = [(moment(begin), moment(end)) for begin, end in settings["outages"]]
        self.going = {}
        for day, offset in sorted(self.steps.items()):  # where some meet, the newest stays
            self.going[going_day(day, self.hour, self.outages)] = offset
        late = step_day(self.due, settings["escalation_days"])
        self.told_above_on = going_day(late, self.hour, self.outages)

    def plan_steps(self, offsets):
        steps = {}
        if self.kind == "waiting":
            return steps
        for offset in sorted(offsets, key=abs):  # on one day the nearest to the date stays
            day = step_day(self.due, offset)
            if at(day, self.hour) >= self.created:
                steps.setdefault(day, offset)
        return steps

    def owing(self, now):
        """Who still owes it."""
        if not self.created <= now < self.closed:
            return []
        return [who for who in self.owed_by
                if sum(when <= now for when in self.done.get(who, [])) % 2 == 0]


def reminders(day, things, settings):
    """{who: (hour, [items])} of a day."""
    stepping, days = defaultdict(list), settings["escalation_days"]
    for thing in things:
        owing, step = thing.owing(at(day, thing.hour)), thing.going.get(day)
        if step is not None:
            for who in set(owing) - {settings["staff"]}:
                stepping[who].append((thing, f" (J{step:+d})" if step else " (J)"))
        if owing and thing.kind in ESCALATED and thing.told_above_on == day:
            for who in settings["co_presidents"]:
                stepping[who].append((thing, f" (overdue, J{days:+d})"))
    mails = {}
    for who, items in stepping.items():
        hour = min(thing.hour for thing, _ in items)
        if settings["also_owed"]:
            listed = [thing for thing, _ in items]
            items += [(thing, "") for thing in things
                      if thing not in listed and who in thing.owing(at(day, hour))]
        items.sort(key=lambda item: (item[0].due, item[0].name, item[1]))
        mails[who] = hour, [thing.name + tag for thing, tag in items]
    return mails


def digest_moment(day, settings):
    """When the digest of an open day goes; None: an outage swallows it."""
    usual = at(day, settings["digest_hour"])
    end = swallowed([(moment(begin), moment(end)) for begin, end in settings["outages"]], usual)
    if end is None:
        return usual
    return end if end.date() == day and end.time() < LAST_DIGEST else None


def digest(now, things, settings):
    day, items = now.date(), []
    for thing in things:
        owing, left = thing.owing(now), (thing.due - day).days
        first_after = min((d for d, offset in thing.steps.items() if offset > 0), default=None)
        if not owing:
            continue
        if thing.kind == "waiting":
            items.append((3, thing.due, f"waiting: {thing.name}"))
        elif thing.kind == "session":
            if 0 <= left <= settings["silent_days"]:
                items.append((0, thing.due, f"silent: {thing.name} ({len(owing)})"))
        elif left < 0:
            step = f" (J{thing.steps[day]:+d})" if day == first_after else ""
            items.append((2, thing.due, f"overdue: {thing.name}{step}"))
        elif left <= settings["soon_days"] or (settings["staff"] in owing and day in thing.going):
            items.append((1, thing.due, f"due: {thing.name}"))
    return [text for *_, text in sorted(items)] or ["in order"]


def table(given):
    """[(day, hour, kind, recipient, [items])]"""
    unknown = set(given) - set(DEFAULTS) - {"from", "to", "things"}
    if unknown:
        raise SystemExit(f"table.py: unknown {unknown}")
    settings = {**DEFAULTS, **given}
    things = [Thing(thing, settings) for thing in settings["things"]]
    rows, day = [], date.fromisoformat(settings["from"])
    while day <= date.fromisoformat(settings["to"]):
        if is_open(day):
            now = digest_moment(day, settings)
            if now is not None:
                rows.append((str(day), f"{now:%H:%M}", "digest", settings["staff"],
                             digest(now, things, settings)))
            for who, (hour, items) in reminders(day, things, settings).items():
                rows.append((str(day), hour, "reminder", who, items))
        day += ONE_DAY
    return sorted(rows)


def self_test():
    def one(**more):
        return {"name": "a", "kind": "stage", "date": "2027-03-12", "created": "2027-01-04",
                "owed_by": ["anne"], **more}

    def run(*things, kind="reminder", **more):
        rows = table({"from": "2026-01-01", "to": "2027-12-31", "things": list(things),
                      "co_presidents": ["lucile"], **more})
        return [f"{row[0][5:]} {row[1]} {row[3]} {'; '.join(row[4])}".replace("09:00 ", "")
                .replace("08:00 staff ", "") for row in rows
                if row[2] == kind and row[4] != ["in order"]]

    def check(name, found, *expected):
        if found != list(expected):
            raise SystemExit(f"self-test: {name}:\n  found    {found}\n  expected {list(expected)}")

    for text in ("1954-04-18", "1981-04-19", "2008-03-23", "2027-03-28", "2038-04-25"):
        check("Easter", [str(easter(int(text[:4])))], text)
    # 261 weekdays, less 1 January, 29 March, 6 and 17 May, 14 July, 1 and 11 November.
    year = {"from": "2027-01-01", "to": "2027-12-31", "things": []}
    check("a year of digests", [len(table(year))], 254)
    check("a weekend after Friday 12 March", run(one(plan="J-5, J, J+1")), "03-05 anne a (J-5)",
          "03-12 anne a (J)", "03-15 anne a (J+1)", "03-19 lucile a (overdue, J+7)")
    check("Sunday: the steps before meet on Friday", run(one(
        date="2027-03-14", plan="J-3, J-2, J-1, J", kind="term")),
          "03-11 anne a (J-3)", "03-12 anne a (J)")
    check("the long weekend of 8 May 2026", run(one(
        date="2026-05-09", created="2026-04-01", plan="J-1, J+1, J+2", kind="term")),
          "05-07 anne a (J-1)", "05-11 anne a (J+1)")
    check("escalation on Easter Monday goes on Tuesday", run(one(date="2027-03-22", plan="J-1")),
          "03-19 anne a (J-1)", "03-30 lucile a (overdue, J+7)")
    check("created at the very hour, a minute later", run(
        one(created="2027-03-05 09:00", plan="J-15, J-7"),
        one(name="b", created="2027-03-05 09:01", plan="J-7"), co_presidents=[]),
          "03-05 anne a (J-7)")
    check("done by one, then over", run(one(
        owed_by=["anne", "bruno"], done={"anne": "2027-03-05 08:59"}, plan="J-8, J-7, J-1",
        closed="2027-03-11 09:00")),
          "03-04 anne a (J-8)", "03-04 bruno a (J-8)", "03-05 bruno a (J-7)")
    check("one mail a day, of everything, at the earliest hour", run(
        one(plan="J-7", closed="2027-03-12"),
        one(name="b", date="2027-03-06", plan="J-1", kind="session", hour="08:30"),
        one(name="c", date="2027-03-03", plan="J+1", owed_by=["lucile"], closed="2027-03-06"),
        one(name="d", date="2027-02-26", plan="J-30", closed="2027-03-06")),
          "01-27 anne d (J-30)", "03-04 lucile c (J+1)", "03-05 08:30 anne b (J-1); a (J-7)",
          "03-05 lucile d (overdue, J+7)")
    check("and of what else is owed", run(one(plan="J-7", closed="2027-03-12"), one(
        name="b", date="2028-06-30", kind="term", plan="J-30"), also_owed=True),
          "03-05 anne a (J-7); b")
    check("the digest of a thing late by a weekend", run(one(
        plan="J-1, J+1", done={"anne": "2027-03-16 12:00"}), kind="digest", soon_days=1),
          "03-11 due: a", "03-12 due: a", "03-15 overdue: a (J+1)", "03-16 overdue: a")
    check("the digest of a session, silent by and by", run(one(
        kind="session", owed_by=["anne", "bruno"], done={"anne": "2027-03-10 10:00"},
        closed="2027-03-12 09:30"), kind="digest", silent_days=2),
          "03-10 silent: a (2)", "03-11 silent: a (1)", "03-12 silent: a (1)")
    check("done, taken back, done again", run(one(
        plan="J-8, J-7, J-1", closed="2027-03-12",
        done={"anne": ["2027-03-04", "2027-03-05", "2027-03-06 12:00"]})), "03-05 anne a (J-7)")
    check("what waits for staff", run(one(
        kind="waiting", created="2027-03-08 10:00", owed_by=["staff"], closed="2027-03-10 10:00"),
        kind="digest"), "03-09 waiting: a", "03-10 waiting: a")
    # Monday 1 March, 12:00, until Tuesday 9 March, 14:00.
    silence = {"outages": [["2027-03-01 12:00", "2027-03-09 14:00"]]}
    check("of what an outage swallows the newest step goes", run(one(
        plan="J-11, J-9, J-7, J-1"), one(name="b", date="2027-02-25", plan="J-1"), **silence),
          "02-24 anne b (J-1)", "03-01 anne a (J-11)", "03-10 anne a (J-7)",
          "03-10 lucile b (overdue, J+7)", "03-11 anne a (J-1)", "03-19 lucile a (overdue, J+7)")
    check("the newest of the missed and of that day's own", run(one(
        plan="J-7, J-2", closed="2027-03-12"), **silence), "03-10 anne a (J-2)")
    check("an hour late is not too late", run(one(plan="J-7", closed="2027-03-12"), outages=[
        ["2027-03-05 08:00", "2027-03-05 10:00"]]), "03-05 anne a (J-7)")
    check("the digest after an outage", run(one(plan="J-1", closed="2027-03-10"), kind="digest",
                                            **silence), "03-09 14:00 staff due: a")
    check("not in the evening", run(one(plan="J-1", closed="2027-03-10 23:00"), kind="digest",
                                    outages=[["2027-03-03 12:00", "2027-03-09 21:00"]]),
          "03-10 due: a")
    check("what staff owes is in its digest alone", run(one(owed_by=["staff"], kind="rhythm")))
    check("there on the days of its steps", run(one(
        owed_by=["staff"], kind="rhythm", plan="J-20, J-1", closed="2027-03-12"),
        kind="digest", soon_days=2), "02-19 due: a", "03-10 due: a", "03-11 due: a")
    print("self-test: good")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit("usage: table.py FILE.json | table.py --self-test")
    if sys.argv[1] == "--self-test":
        self_test()
    else:
        with open(sys.argv[1], encoding="utf-8") as given_file:
            for line in table(json.load(given_file)):
                print(*line[:4], "; ".join(line[4]), sep="\t")
