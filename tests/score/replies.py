"""What a person wrote, without the quote and the signature: exact, and no line lost.

talon's truth takes away the quote and no more: a signature that the reader tells from the text is in it.
"""
import json
from collections import Counter

from bounces import rows_of
from figure import Figure
from letters import CORPUS, read_all
from senders import as_mail


ABOVE_THE_QUOTE = ("new", "signature")


def wanted_texts():
    """Each file whose new text is known exactly, with it and the kinds of segments it is made of."""
    crisp = json.loads((CORPUS / "reply/crisp/TRUTH.json").read_text())
    for name, truth in sorted(crisp.items()):
        if "new_text" in truth:
            yield CORPUS / "reply/crisp" / name, truth["new_text"], ("new",)
    for name, text in rows_of("reply/talon-standard"):
        yield CORPUS / "reply/talon-standard" / name, text.replace("\\n", "\n"), ABOVE_THE_QUOTE


def lines_of(text):
    """Lines as they read: spaces and blank lines aside."""
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


def score():
    exact = Figure("replies", "exactly what was written", 85)
    lost = Figure("replies", "lines written and lost", 1, most=True)
    wanted = list(wanted_texts())
    for (path, text, kinds), letter in zip(wanted, read_all(as_mail(path) for path, *_ in wanted)):
        got = "".join(segment["text"] for segment in letter["segments"] if segment["kind"] in kinds)
        name = path.relative_to(CORPUS / "reply")
        exact.add(lines_of(got) == lines_of(text), f"{name}:\n      got   {got.strip()!r}\n      truth {text!r}")
        missing = Counter(lines_of(text)) - Counter(lines_of(got))
        lost.add(missing.total(), f"{name}: {list(missing)}", len(lines_of(text)))
    return [exact, lost]
