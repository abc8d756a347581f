"""Attachments in a winmail.dat, by name."""
import json

from figure import Figure
from letters import CORPUS, around_tnef, read_all


def wanted_names():
    for truth in json.loads((CORPUS / "tnef/TRUTH.json").read_text()):
        yield CORPUS / "tnef" / truth["file"], truth["attachments"]
    for path in sorted((CORPUS / "tnef/mimekit").glob("*.list")):
        yield path.with_suffix(".tnef"), path.read_text().split("\n")


def score():
    figure = Figure("tnef", "attachments by name", 100)
    wanted = [(path, [name for name in names if name]) for path, names in wanted_names() if path.exists()]
    for (path, names), letter in zip(wanted, read_all(around_tnef(path.read_bytes()) for path, _ in wanted)):
        got = [of["name"] for of in letter["attachments"]]
        for name in names:
            figure.add(name in got, f"{path.relative_to(CORPUS)}: {name!r} not in {got}")
    return [figure]
