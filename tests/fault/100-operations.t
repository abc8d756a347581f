#!/bin/sh
# Every alarm that docs/operations.md quotes is what the program prints.
cd "$(dirname "$0")/../.." || exit 1
exec /usr/bin/python3 - <<'CHECK'
import pathlib, re

# Neighbouring pieces of a literal are one, and what varies is "…".
sources = ""
for path in sorted(pathlib.Path("src").rglob("*.c")):
    if not path.name.endswith("-test.c"):
        text = path.read_text(encoding="utf-8")
        text = re.sub(r'"\s*\n\s*"', "", text)
        text = re.sub(r'%" *(G_G[A-Z0-9_]+)\s*"', "…", text)
        sources += re.sub(r"%(\.\d)?[sdug]", "…", text).replace('\\"', '"')

rows = [line for line in pathlib.Path("docs/operations.md").read_text(encoding="utf-8").splitlines()
        if line.startswith("| `")]
alarms = [words for line in rows for words in re.findall(r"`([^`]+)`", line.split(" | ")[0])]
# States of a mail, and the first word of a line of the log.
words_of_state = {"taken", "ready", "failed", "uncertain"}
missing = []
for alarm in alarms:
    pieces = [piece for piece in re.split("…", alarm) if len(piece.strip()) > 2]
    if alarm not in words_of_state and not all(piece in sources for piece in pieces):
        missing.append(alarm)
print("ok 1 - every alarm is in the sources" if not missing else "not ok 1 - every alarm is in the sources")
for alarm in missing:
    print(f"# not found: {alarm}")
print(f"{'' if len(alarms) > 40 else 'not '}ok 2 - there are {len(alarms)} of them")
print("1..2")
raise SystemExit(1 if missing else 0)
CHECK
