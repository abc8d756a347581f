#!/usr/bin/env python3
"""greffe inspect: what it prints, what it refuses, and that no bytes make it fail."""
import json
import os
import subprocess
import sys

BUILD = os.environ.get("GREFFE_BUILD", "build/dev")
GREFFE = os.path.join(BUILD, "greffe")
ANSWER = "tests/data/reader/accept-twice.eml"
results = []


def greffe(*arguments, given=b"", **environment):
    done = subprocess.run([GREFFE, *arguments], input=given, capture_output=True, timeout=60,
                          check=False, env={**os.environ, **environment})
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def check(name, good, *seen):
    results.append(bool(good))
    print(f"{'ok' if good else 'not ok'} {len(results)} - {name}")
    if not good:
        for line in seen:
            print("#", repr(line))


code, out, err = greffe("-C", "/", "inspect", ANSWER)
check("people see what it is and what it says",
      code == 0 and not err and "what it is  calendar message" in out
      and "answer      present, the whole meeting (said by the calendar)" in out
      and "Anne Petit <anne@exemple.fr>: accepts" in out, code, out, err)

code, out, err = greffe("inspect", "--json", ANSWER)
letter = json.loads(out)
check("programs see one document", code == 0 and letter["schema"] == 1 and letter["kind"] == "calendar", code, err)
check("times have an offset", letter["date"] == "2027-02-22T12:05:00+00:00"
      and letter["calendar"]["start"] == "2027-03-12T08:30:00+00:00", letter["date"], letter["calendar"]["start"])
check("what is not said is null", letter["bounce"] is None and letter["calendar"]["end"] is None
      and letter["spam"] is None and letter["return_path"] is None, letter)

code, out, _ = greffe("--json", "inspect", "-", given=open(ANSWER, "rb").read())
check("standard input gives the same, and --json may come first", code == 0 and json.loads(out) == letter, out)

code, out, err = greffe("inspect", "--json", "-", given=b"")
check("an empty message is a message with a problem",
      code == 0 and json.loads(out)["kind"] == "message" and json.loads(out)["problems"], code, out, err)

code, out, err = greffe("inspect", "-", given=b"Subject: \x1b[2J\x07evil\r\n\r\n\x1b]0;title\x07 \xe2\x80\xae text\x9b31m\r\n")
check("nothing reaches the terminal but text",
      code == 0 and "evil" in out and not any(ord(c) < 32 and c != "\n" or 127 <= ord(c) < 160 for c in out), out)

poison = b"X-Test-Reader: crash\r\nSubject: poison\r\n\r\n"
code, out, err = greffe("inspect", "--json", "-", given=poison, GF_READER_TEST="1")
broken = json.loads(out)
check("what kills the reader is unreadable, not a failure",
      code == 0 and broken["kind"] == "message" and broken["answer"]["needs_human"]
      and [problem["code"] for problem in broken["problems"]] == ["unreadable"]
      and "signal 5 twice" in broken["problems"][0]["detail"] and set(broken) == set(letter), code, out)
code, out, err = greffe("inspect", "--json", "-", given=poison)
check("and does nothing to a reader that is not under test",
      code == 0 and json.loads(out)["subject"] == "poison", code, out)

code, out, err = greffe("inspect", "/nonexistent")
check("a file that is not there is refused",
      code == 1 and not out and err == 'greffe: "/nonexistent": no such file or directory\n', code, out, err)
code, out, err = greffe("inspect")
check("no file is a usage error", code == 2 and not out and err.startswith("greffe: inspect:"), code, err)
code, out, err = greffe("inspect", "a", "b")
check("two files are a usage error", code == 2 and not out, code, err)

print(f"1..{len(results)}")
sys.exit(0 if all(results) else 1)
