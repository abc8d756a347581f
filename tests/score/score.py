"""Every set, one line a figure; see run."""
import argparse
import sys

import answers
import bounces
import calendars
import corpus_bytes
import own
import reading_page
import replies
import senders
import tnef
from letters import CORPUS

SETS = {"bounces": bounces, "senders": senders, "replies": replies, "calendars": calendars, "tnef": tnef,
        "answers": answers, "own": own, "bytes": corpus_bytes}


def main():
    words = argparse.ArgumentParser(prog="tests/score/run")
    words.add_argument("-v", action="store_true", help="name every miss")
    words.add_argument("--docs", action="store_true", help="write docs/reading.md anew")
    words.add_argument("set", nargs="*", choices=[*SETS, []], help="one of: " + " ".join(SETS))
    asked = words.parse_args()
    figures = []
    for name in asked.set or SETS:
        if name != "own" and not CORPUS.is_dir():
            print(f"{name:<12} SKIPPED: {CORPUS} is not there")
            continue
        for figure in SETS[name].score():
            figures.append(figure)
            print(figure, flush=True)
            for miss in figure.misses if asked.v else []:
                print(f"    {miss}")
    if asked.docs:
        reading_page.write(figures)
    bad = [figure for figure in figures if not figure.good]
    print(f"{len(figures)} figures, {len(bad)} below the bar")
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
