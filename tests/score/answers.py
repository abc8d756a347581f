"""Plain answers, as the corpus's own scorer counts them."""
import re
import subprocess

from figure import Figure
from letters import CORPUS, GREFFE

SCORER = "../shared/tools/score-rsvp"


def score():
    done = subprocess.run([SCORER, GREFFE, str(CORPUS / "rsvp-fr/dev.jsonl"), "-v"], capture_output=True, text=True,
                          check=False)
    *told, details, last = done.stdout.strip().split("\n")
    pairs = {name: (int(right), int(of)) for name, right, of in
             re.findall(r"(coverage|wrong decisions|[a-z_]+) (?:[\d.]+ \(|right |missed )(\d+)/(\d+)",
                        f"{details} {last}".replace("agrees", "").replace(", missed", " needs_human missed"))}
    covered = Figure("answers", "coming or not, decided", 95)
    wrong = Figure("answers", "wrong decisions", 0, most=True)
    detail = Figure("answers", "parts, mode, pouvoir, substitute", 95)
    human = Figure("answers", "a person must read it, and was not told", 5, most=True)
    covered.count, covered.all = pairs["coverage"]
    wrong.count, wrong.all = pairs["wrong decisions"]
    for part in ("parts", "mode", "proxy", "substitute"):
        detail.count += pairs[part][0]
        detail.all += pairs[part][1]
    human.count, human.all = pairs["needs_human"]
    covered.misses = told
    return [covered, wrong, detail, human]
