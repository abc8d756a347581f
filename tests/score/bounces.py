"""Bounces, against what two other programs' tests say of them."""
from figure import Figure
from letters import CORPUS, read, read_all

FAILED = ("bounce", "delay")


def rows_of(folder):
    lines = (CORPUS / folder / "TRUTH.tsv").read_text().splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


def recipients(letter):
    return (letter.get("bounce") or {}).get("recipients") or []


def of_sisimai():
    folder = "bounce/sisimai"
    truth = {}
    for row in rows_of(folder):
        truth.setdefault(row[0], []).append(row)
    number = Figure("sisimai", "number of recipients", 97)
    permanence = Figure("sisimai", "hard or soft", 95)
    digit = Figure("sisimai", "class digit of the status", 95)
    status = Figure("sisimai", "whole status, where the message gives one")
    kind = Figure("sisimai", "a failure, complaint, reply, receipt")
    kinds = {"feedback": "feedback", "vacation": "auto-reply", "delivered": "receipt"}
    for name, letter in zip(truth, read_all((CORPUS / folder / name).read_bytes() for name in truth)):
        rows = truth[name]
        wanted = kinds.get(rows[0][4], "bounce")
        kind.add(letter["kind"] in FAILED if wanted == "bounce" else letter["kind"] == wanted,
                 f"{name}: {letter['kind']}, truth {wanted}")
        if wanted in ("auto-reply", "feedback", "receipt"):
            continue
        got = recipients(letter)
        number.add(len(got) == len(rows), f"{name}: {len(got)}, truth {len(rows)}")
        for at, row in enumerate(rows):
            of = got[at] if at < len(got) else {}
            hard, soft = "hard" if row[5] == "true" else "soft", of.get("permanence")
            told = f"{name} {at + 1}: {soft} {of.get('status')} {of.get('diagnostic')!r:.160}, truth {hard} " \
                   f"{row[2]} {row[3]} {row[4]}"
            permanence.add(soft == hard, told)
            if row[2]:
                digit.add((of.get("status") or " ")[0] == row[2][0], told)
            if row[2] and ".0.9" not in row[2]:
                status.add(of.get("status") == row[2], told)
    return [number, permanence, digit, status, kind]


def not_bounces():
    figure = Figure("sisimai", "no bounce where there is none", 100)
    for path in sorted((CORPUS / "bounce/sisimai-not-a-bounce").iterdir()):
        letter = read(path.read_bytes())
        figure.add(letter["kind"] not in FAILED, f"{path.name}: {letter['kind']}")
    return figure


def of_mysociety():
    folder = "bounce/mysociety-commonlib"
    address = Figure("mysociety", "address", 100)
    status = Figure("mysociety", "status", 100)
    others = Figure("mysociety", "an address that is not in the truth", 0, most=True)
    for name, wanted, wanted_status, *_rest in rows_of(folder):
        got = recipients(read((CORPUS / folder / name).read_bytes()))
        if wanted:
            address.add(any(of["address"] == wanted for of in got), f"{name}: {got}, truth {wanted}")
        if wanted_status:
            status.add(any(of["status"] == wanted_status for of in got), f"{name}: {got}, truth {wanted_status}")
        for of in got:
            if of["address"]:
                others.add(bool(wanted) and of["address"] != wanted, f"{name}: {of['address']}")
    return [address, status, others]


def score():
    return [*of_sisimai(), not_bounces(), *of_mysociety()]
