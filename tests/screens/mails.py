#!/usr/bin/python3
"""mails.py LANGUAGE OUT - every mail that greffe can send, as files; with --docs FILE also as a document.

In OUT (new or empty) each mail is NAME.txt (what a text client shows) and NAME.html. Says what is wrong
with them (checks.py), and which words of the templates no mail has shown. Exit status 1 where anything is.
"""
import re
import sys
import tempfile
from pathlib import Path

import checks
import story

# Words that this story cannot bring about: more than fifty lines of one kind, a half day's absence (which
# greffe holds for a human), a file that the reader had to give up.
NOT_TOLD = (("digest", "_more"), ("_said.txt", "morning"), ("_said.txt", "afternoon"), ("contributions.html", "lost"))

HEAD = """\
# Les courriels de greffe

Tout ce que greffe écrit, mot pour mot, dans l'ordre de la vie d'une assemblée : une répétition de l'assemblée de
référence (`config/`), jouée par `tests/screens`. Les mots sont ceux de `templates/fr`, que chaque assemblée peut
changer. Chaque courriel existe aussi en page (HTML), qui dit la même chose ; `make screens` en fait des images, à 320
et à 800 points de large. `make check` compare cette page aux modèles ; `tests/screens/run --docs` la refait.
"""


def stable(text):
    """Without what differs from one run to the next."""
    text = re.sub(r"greffe\+[a-z2-7]{16}@", "greffe+JETON@", text)
    return re.sub(r"\b[0-9a-f]{64}\b", "(soixante-quatre chiffres et lettres)", text)


def shown(text):
    return "".join(line.rstrip() + "\n" for line in stable(text).rstrip().splitlines())


def document(kept):
    told = [entry for entry in kept if entry.chapter]
    parts = [HEAD]
    for chapter in dict.fromkeys(entry.chapter for entry in told):
        parts.append("## %s\n" % chapter)
        for entry in (entry for entry in told if entry.chapter == chapter):
            parts.append("### %s\n\nÀ : %s. Quand : %s.\n\n**%s**\n\n```text\n%s```\n" % (
                entry.title, entry.to, entry.when, stable(entry.mail.subject), shown(entry.mail.text)))
            if entry.mail.documents:
                parts.append("Joint : %s.\n" % ", ".join(entry.mail.documents))
            if entry.mail.calendar and entry.name in ("convocation", "annulation", "saisine"):
                parts.append("Dans l'agenda :\n\n```text\n%s```\n" % shown(entry.mail.calendar))
    return "\n".join(parts)


def is_not_told(place):
    return any(place[0].startswith(file) and words in place[2] for file, words in NOT_TOLD)


def write(kept, out):
    out.mkdir(parents=True, exist_ok=True)
    for rank, entry in enumerate(kept, 1):
        name = "%02d-%s" % (rank, entry.name)
        (out / (name + ".html")).write_text(entry.mail.html)
        if entry.mail.text is not None:
            (out / (name + ".txt")).write_text("%s\n\n%s" % (entry.mail.subject, entry.mail.text))


def main():
    language, out = sys.argv[1], Path(sys.argv[2])
    # In memory where that can be: the office waits for the disk at every step.
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(prefix="greffe-mails.", dir=memory if memory.is_dir() else None) as folder:
        played = story.Story(folder, language).play()
        write(played.kept, out)
    wrong = ["%s: %s" % fault for fault in checks.faults(played.kept, language)]
    wrong += ["templates/%s/%s, line %d: no mail says: %s" % ((language,) + place)
              for place in played.office.marked.unseen() if not is_not_told(place)]
    print("".join(line + "\n" for line in wrong), end="")
    print("%d mails in %s, %d things wrong" % (len(played.kept), out, len(wrong)))
    if len(sys.argv) > 3:
        Path(sys.argv[4]).write_text(document(played.kept))
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
