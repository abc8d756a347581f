#!/usr/bin/python3
"""reader.py BUILD - how fast letters are read: CPU seconds of one reader and of who asks it, against GMime alone.

Ten thousand generated messages (N), both sides in turn, RUNS times on the same processor; then one message of 50 MB
among a few, for the memory of the reader. Exit status 1 below the bars: 0.4 of GMime's speed, 128 MiB.
"""
import base64
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

BUILD = Path(sys.argv[1])
GENERATOR = Path("../shared/bench/gen_messages.py")
COUNT, RUNS = int(os.environ.get("N", 10000)), int(os.environ.get("RUNS", 5))
SPEED, MEMORY = 0.4, 128  # bars
LARGE = 50_000_000  # bytes of a whole message


def run(program, paths):
    """The figures that a program prints, all on one processor."""
    done = subprocess.run(["taskset", "-c", "0", BUILD / "bench" / program, *paths], capture_output=True, text=True,
                          check=False)
    if done.returncode != 0:
        sys.exit(f"{program}: {done.stderr.strip()[:400]}")
    return [float(word) for word in done.stdout.split()]


def large_message(path):
    """A photo, far larger than ordinary mail."""
    body = base64.encodebytes(os.urandom(LARGE * 54 // 74 - 4096))
    path.write_bytes(b"From: anne@bourg.example\r\nSubject: Photo\r\nMIME-Version: 1.0\r\n"
                     b"Content-Type: image/jpeg; name=photo.jpg\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                     + body.replace(b"\n", b"\r\n"))


def main():
    if not GENERATOR.exists():
        sys.exit(f"bench-reader: SKIPPED: {GENERATOR} is not there")
    with tempfile.TemporaryDirectory(prefix="greffe-bench.") as folder:
        messages = Path(folder, "messages")
        subprocess.run([sys.executable, GENERATOR, "inbound", messages, "-n", str(COUNT)], check=True,
                       stdout=subprocess.DEVNULL)
        paths = sorted(messages.glob("*.eml"))
        limit, ours, memory = [], [], 0
        for _ in range(RUNS):
            limit.append(run("gmime-walk", paths)[3])
            _, seconds, held = run("read-all", paths)
            ours.append(seconds)
            memory = max(memory, held)
        large = Path(folder, "large.eml")
        large_message(large)
        held = run("read-all", [*paths[:50], large, *paths[50:100]])[2]
        ratio = statistics.median(limit) / statistics.median(ours)
        print(f"{len(paths)} messages, {RUNS} runs: GMime alone {statistics.median(limit):.2f} s of CPU, greffe "
              f"{statistics.median(ours):.2f} s: {ratio:.2f} of its speed (bar {SPEED}), "
              f"{1e6 * statistics.median(ours) / len(paths):.0f} µs each")
        print(f"most memory of a reader: {memory:.0f} MiB, {held:.0f} MiB with a message of "
              f"{large.stat().st_size / 1e6:.0f} MB among them (bar {MEMORY} MiB)")
        sys.exit(0 if ratio >= SPEED and max(memory, held) <= MEMORY else 1)


main()
