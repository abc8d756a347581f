#!/usr/bin/env python3
"""Everybody's mail through `greffe inspect --json`: whatever the bytes, it exits 0 with one JSON document
in UTF-8 that has exactly the members of DESIGN.md section 6, and in good time.

GREFFE_BUILD names the build (build/dev). Sanitizers make every process several times slower: there only
each sixth file is taken; all of them go through the sanitized reader in src/reader/corpus-test.c.
"""
import concurrent.futures
import json
import os
import pathlib
import subprocess
import sys
import time

BUILD = os.environ.get("GREFFE_BUILD", "build/dev")
GREFFE = os.path.join(BUILD, "greffe")
CORPUS = pathlib.Path(os.environ.get("GREFFE_CORPUS", "../shared/corpus"))
SANITIZED = os.path.basename(BUILD) == "san"
STEP = 6 if SANITIZED else 1
WORKERS = 2
SECONDS = 30

LETTER = {
    "schema", "kind", "from", "sender", "reply_to", "to", "cc", "delivered_to", "return_path", "subject",
    "date", "message_id", "in_reply_to", "references", "list_id", "authentication", "spam", "text",
    "new_text", "segments", "attachments", "bounce", "auto_reply", "calendar", "answer", "problems",
}
MEMBERS = {
    "from": {"name", "address"},
    "sender": {"name", "address"},
    "reply_to": {"name", "address"},
    "to": {"name", "address"},
    "cc": {"name", "address"},
    "authentication": {"authserv_id", "dmarc", "dkim", "spf", "from_domain"},
    "segments": {"kind", "text"},
    "attachments": {"name", "declared_type", "type", "size", "sha256"},
    "bounce": {"recipients", "original_message_id"},
    "auto_reply": {"reason", "until", "replacement"},
    "calendar": {"method", "uid", "sequence", "dtstamp", "recurrence_id", "organizer", "start", "end",
                 "summary", "comment", "guests", "attendees"},
    "answer": {"presence", "parts", "mode", "proxy_to", "substitute", "needs_human", "why"},
    "problems": {"code", "part", "detail"},
}
RECIPIENT = {"address", "action", "status", "code", "diagnostic", "permanence", "fault"}
ATTENDEE = {"address", "name", "partstat", "role", "delegated_to", "delegated_from", "sent_by"}
WORDS = {
    "kind": {"bounce", "delay", "auto-reply", "receipt", "feedback", "calendar", "message"},
    "presence": {"present", "absent", "tentative", "unclear"},
    "parts": {"all", "morning", "afternoon", None},
    "mode": {"onsite", "remote", None},
    "segment": {"new", "quote", "signature", "banner", "forward"},
    "permanence": {"hard", "soft"},
    "fault": {"address", "mailbox", "policy", "content", "network", "unknown"},
}


def check_members(letter):
    """What is wrong with the members, '' where nothing is."""
    if set(letter) != LETTER:
        return f"members {sorted(set(letter) ^ LETTER)}"
    for name, members in MEMBERS.items():
        values = letter[name] if isinstance(letter[name], list) else [letter[name]]
        for value in values:
            if value is not None and set(value) != members:
                return f"members of {name}: {sorted(set(value) ^ members)}"
    for recipient in (letter["bounce"] or {"recipients": []})["recipients"]:
        if set(recipient) != RECIPIENT:
            return "members of a recipient"
    for attendee in (letter["calendar"] or {"attendees": []})["attendees"]:
        if set(attendee) != ATTENDEE:
            return "members of an attendee"
    return ""


def check_words(letter):
    said = [("kind", letter["kind"])]
    said += [(name, letter["answer"][name]) for name in ("presence", "parts", "mode")]
    said += [("segment", segment["kind"]) for segment in letter["segments"]]
    for recipient in (letter["bounce"] or {"recipients": []})["recipients"]:
        said += [(name, recipient[name]) for name in ("permanence", "fault")]
    wrong = [f"{name} {word}" for name, word in said if word not in WORDS[name]]
    return ", ".join(wrong)


def check_text(letter):
    joined = "".join(segment["text"] for segment in letter["segments"])
    fresh = "".join(s["text"] for s in letter["segments"] if s["kind"] == "new")
    if joined != letter["text"]:
        return "the segments are not the text"
    if fresh != letter["new_text"]:
        return "the new segments are not new_text"
    if any(ord(c) < 32 and c not in "\t\n" for c in letter["text"]):
        return "control characters in the text"
    return ""


def check_letter(letter):
    if letter.get("schema") != 1:
        return "schema is not 1"
    wrong = check_members(letter) or check_words(letter) or check_text(letter)
    if any(problem["code"] == "unreadable" for problem in letter.get("problems", [])):
        wrong = wrong or "unreadable: " + letter["problems"][0]["detail"]
    return wrong


def inspect(path):
    """(what is wrong or '', kind, seconds)"""
    before = time.monotonic()
    try:
        done = subprocess.run([GREFFE, "inspect", "--json", path], stdin=subprocess.DEVNULL,
                              capture_output=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return f"hangs for {SECONDS} s", "", SECONDS
    except OSError as error:
        return str(error), "", 0.0
    took = time.monotonic() - before
    if done.returncode != 0:
        return f"exit {done.returncode}: {done.stderr.decode(errors='replace').strip()[-300:]}", "", took
    if done.stderr:
        return f"standard error: {done.stderr.decode(errors='replace').strip()[:300]}", "", took
    try:
        letter = json.loads(done.stdout.decode("utf-8", "strict"))
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        return f"no JSON in UTF-8: {error}", "", took
    return check_letter(letter), letter.get("kind"), took


def story(number, folder, pool):
    paths = sorted(path for path in folder.rglob("*") if path.is_file())[::STEP]
    kinds, wrong, slowest = {}, [], 0.0
    for path, (what, kind, took) in zip(paths, pool.map(inspect, paths)):
        kinds[kind] = kinds.get(kind, 0) + 1
        slowest = max(slowest, took)
        if what:
            wrong.append(f"{path}: {what}")
    for line in wrong[:10]:
        print("# " + line.replace("\n", " "))
    figures = ", ".join(f"{count} {kind or '?'}" for kind, count in sorted(kinds.items(), key=str))
    print(f"# {folder.name}: {len(paths)} files: {figures}; slowest {slowest:.2f} s")
    print(f"{'not ok' if wrong else 'ok'} {number} - {folder.name}: {len(wrong)} wrong", flush=True)
    return not wrong


def main():
    folders = sorted(p for p in CORPUS.glob("*") if p.is_dir()) if CORPUS.is_dir() else []
    if not folders:
        print(f"1..0 # SKIP there is no corpus at {CORPUS}")
        return 0
    print(f"1..{len(folders)}")
    if STEP > 1:
        print(f"# sanitized: every {STEP}th file only")
    with concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
        results = [story(number, folder, pool) for number, folder in enumerate(folders, 1)]
    return 0 if all(results) else 1


sys.exit(main())
