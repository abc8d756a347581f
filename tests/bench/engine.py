#!/usr/bin/python3
"""engine.py BUILD [ROW...] - how fast the engine is, beside the limits and peers of ../shared/bench, in the same run.

Each row is a module of this folder with NAME and run(stand, count), which measures both sides once and returns what it
found: what, ours, theirs, the ratio that is wanted. RUNS times (5); the medians are printed. N: size (10000). CPUS:
processors that both sides and their servers share (0-1). Exit status 1 below a bar.
"""
import importlib
import os
import statistics
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from stand import HARNESS, Stand  # noqa: E402

ROWS = ["inbound", "outbound", "replies", "quiet", "rest", "journal"]


def measure(stand, row, runs, count):
    """Medians of what a row measures: what -> (ours, theirs, bar)."""
    found = {}
    for _ in range(runs):
        for what, ours, theirs, bar in row.run(stand, count):
            found.setdefault(what, (bar, []))[1].append((ours, theirs))
    for what, (bar, pairs) in found.items():
        ours = statistics.median(pair[0] for pair in pairs)
        theirs = statistics.median(pair[1] for pair in pairs) if pairs[0][1] is not None else None
        ratios = [pair[0] / pair[1] for pair in pairs if pair[1]]
        yield what, ours, theirs, statistics.median(ratios) if ratios else None, bar


def main():
    build, wanted = sys.argv[1], sys.argv[2:] or ROWS
    if not HARNESS.exists():
        sys.exit(f"bench: SKIPPED: {HARNESS} is not there")
    runs, count = int(os.environ.get("RUNS", 5)), int(os.environ.get("N", 10000))
    low = 0
    with tempfile.TemporaryDirectory(prefix="greffe-bench.") as folder:
        os.chmod(folder, 0o755)
        stand = Stand(build, folder)
        try:
            for name in wanted:
                row = importlib.import_module(name)
                print(row.NAME)
                for what, ours, theirs, ratio, bar in measure(stand, row, runs, count):
                    low += bar is not None and ratio < bar
                    print(f"  {what:48} {ours:10.0f}" + (f" of {theirs:8.0f}  {ratio:5.2f}" if theirs else "")
                          + (f"  at least {bar}  {'ok' if ratio >= bar else 'BELOW'}" if bar is not None else ""))
        finally:
            stand.clear()
    sys.exit(1 if low else 0)


main()
