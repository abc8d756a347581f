"""Our own cases: what each says of a letter is what is read in it.

tests/data/reading/KIND holds letters as they travel, NAME.eml beside what is expected of it, NAME.json; and
KIND.jsonl, a case a line, letters that need no care for their bytes: {"id", "headers" (more than those of a minimal
mail, or others), "body" and perhaps "html", "expect"}.

What is expected is a part of what `greffe inspect --json` prints: a value must be equal, an object must hold at least
what is named, a list must have as many members. Texts are compared line by line, spaces at their ends aside.
"""
import json
from pathlib import Path

from figure import Figure
from letters import minimal, read_all

CASES = Path("tests/data/reading")


def mail_of(case):
    mail = minimal()
    for name, value in case.get("headers", {}).items():
        del mail[name]
        mail[name] = value
    mail.set_content(case["body"], cte="quoted-printable")
    if "html" in case:
        mail.add_alternative(case["html"], subtype="html", cte="quoted-printable")
    return mail.as_bytes()


def cases_of(folder):
    """Each case of a kind: its name, its bytes, what is expected."""
    for path in sorted(folder.glob("*.eml")):
        yield str(path), path.read_bytes(), json.loads(path.with_suffix(".json").read_text())
    for path in sorted(folder.glob("*.jsonl")):
        for line in filter(str.strip, path.read_text().splitlines()):
            case = json.loads(line)
            yield f"{path} {case['id']}", mail_of(case), case["expect"]


def lines_of(text):
    return [line.rstrip() for line in text.replace("\u00a0", " ").strip().split("\n")]


def agrees(wanted, got):
    if isinstance(wanted, dict):
        return isinstance(got, dict) and all(agrees(of, got.get(name)) for name, of in wanted.items())
    if isinstance(wanted, list):
        return isinstance(got, list) and len(wanted) == len(got) and all(map(agrees, wanted, got))
    if isinstance(wanted, str) and isinstance(got, str):
        return lines_of(wanted) == lines_of(got)
    return wanted == got


def difference(wanted, got):
    """The fields that differ, for a person."""
    return "; ".join(f"{name}: {got.get(name)!r}, wanted {of!r}" for name, of in wanted.items()
                     if not agrees(of, got.get(name)))


def score():
    figures = []
    for folder in sorted(path for path in CASES.iterdir() if path.is_dir()):
        figure = Figure("own", folder.name, 100)
        cases = list(cases_of(folder))
        for (name, _, wanted), letter in zip(cases, read_all(raw for _, raw, _ in cases)):
            figure.add(agrees(wanted, letter), f"{name}: {difference(wanted, letter)}")
        figures.append(figure)
    return figures
