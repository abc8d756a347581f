#!/usr/bin/python3
"""engine.py BUILD [ROW...] - how fast the engine is, beside the limits and peers of ../shared/bench, in the same run.

Each row is a module of this folder with NAME and run(stand, count), which measures both sides once and returns what it
found: what, ours, theirs, the ratio that is wanted (None: none; theirs None: told alone, or with a wanted ratio a peer
that is not there). RUNS times (5), a module with ONCE one time; the medians and the median of the ratios are printed, as
one table, at the end. N: size (10000). CPUS: processors that both sides and their servers share (0-1). PEERS=required:
fails where a peer is missing. Exit status 1 below a bar.
"""
import importlib
import os
import statistics
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import peers  # noqa: E402
from stand import HARNESS, Stand  # noqa: E402

ROWS = ["inbound", "outbound", "replies", "quiet", "rest", "recipients", "large", "journal"]


def measure(stand, row, runs, count):
    """Medians of what a row measures: what, ours, theirs, ratio, bar."""
    found = {}
    runs = 1 if hasattr(row, "ONCE") else runs
    for number in range(runs):
        print(f"bench: {row.NAME}: run {number + 1} of {runs}", file=sys.stderr, flush=True)
        for what, ours, theirs, bar in row.run(stand, count):
            found.setdefault(what, (bar, []))[1].append((ours, theirs))
    for what, (bar, pairs) in found.items():
        ours = statistics.median(pair[0] for pair in pairs)
        if pairs[0][1] is None:
            yield what, ours, None, None, bar
            continue
        theirs = statistics.median(pair[1] for pair in pairs)
        yield what, ours, theirs, statistics.median(pair[0] / pair[1] for pair in pairs), bar


def verdict(ratio, bar):
    if bar is None:
        return ""
    if ratio is None:
        return "SKIPPED"
    return "ok" if ratio >= bar else "BELOW"


def line(what, ours, theirs, ratio, bar):
    cells = [f"{ours:,.0f}" if ours >= 10 else f"{ours:.2f}",
             "" if theirs is None else f"{theirs:,.0f}" if theirs >= 10 else f"{theirs:.2f}",
             "" if ratio is None else f"{ratio:.2f}", "" if bar is None else f"{bar:.2f}"]
    return f"  {what:76}" + "".join(f"{cell:>11}" for cell in cells) + f"  {verdict(ratio, bar)}"


def print_table(table, runs):
    print(f"\n  {f'medians of {runs}':76}" + "".join(f"{head:>11}" for head in ("ours", "against", "ratio", "at least")))
    for name, found in table:
        print(name)
        for row in found:
            print(line(*row).rstrip())
    results = [verdict(row[3], row[4]) for _, found in table for row in found]
    skipped, low = results.count("SKIPPED"), results.count("BELOW")
    if skipped > 0:
        print(f"SKIPPED: {skipped} lines, for " + "; ".join(f"{name}: {why}" for name, why in peers.missing().items()))
    print(f"{results.count('ok')} of {sum(1 for result in results if result)} bars are met")
    return low == 0


def main():
    build, wanted = sys.argv[1], sys.argv[2:] or ROWS
    if not HARNESS.exists():
        sys.exit(f"bench: SKIPPED: {HARNESS} is not there")
    peers.announce()
    runs, count = int(os.environ.get("RUNS", 5)), int(os.environ.get("N", 10000))
    table = []
    with tempfile.TemporaryDirectory(prefix="greffe-bench.") as folder:
        os.chmod(folder, 0o755)
        stand = Stand(build, folder)
        try:
            for name in wanted:
                row = importlib.import_module(name)
                table.append((row.NAME, list(measure(stand, row, runs, count))))
        finally:
            stand.clear()
            if table:
                good = print_table(table, runs)
    sys.exit(0 if good else 1)


main()
