"""Attachments in a winmail.dat, by name.

Names that the programs of the truth made up are no names in the stream: they are explained in tnef-differences.tsv
(file, name, why) and not counted. An explanation of a name that is found misses.
"""
import json
from pathlib import Path

from figure import Figure
from letters import CORPUS, around_tnef, read_all

EXPLAINED = Path("tests/score/tnef-differences.tsv")


def explained():
    rows = [line.split("\t") for line in EXPLAINED.read_text().splitlines() if line and not line.startswith("#")]
    return {(name, attachment) for name, attachment, _why in rows}


def wanted_names():
    for truth in json.loads((CORPUS / "tnef/TRUTH.json").read_text()):
        yield CORPUS / "tnef" / truth["file"], truth["attachments"]
    for path in sorted((CORPUS / "tnef/mimekit").glob("*.list")):
        yield path.with_suffix(".tnef"), path.read_text().split("\n")


def score():
    figure = Figure("tnef", "attachments by name", 100)
    made_up = explained()
    wanted = [(path, [name for name in names if name]) for path, names in wanted_names() if path.exists()]
    for (path, names), letter in zip(wanted, read_all(around_tnef(path.read_bytes()) for path, _ in wanted)):
        got = [of["name"] for of in letter["attachments"]]
        file = str(path.relative_to(CORPUS))
        for name in names:
            if (file, name) not in made_up:
                figure.add(name in got, f"{file}: {name!r} not in {got}")
            elif name in got:
                figure.add(False, f"{file}: {name!r} is explained and is found")
    return [figure]
