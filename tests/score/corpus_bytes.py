"""Any file of the corpus, bare bodies also in a mail, read by a program with the sanitizers in it: the same letter, that
the daemon accepts, in two locales, twice in each."""
import os
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from figure import Figure
from letters import CORPUS, around, around_tnef

READ_EACH = os.environ.get("GREFFE_READ_EACH", "build/san/score/read-each")
LOCALES = ("C", "C.UTF-8", "C", "C.UTF-8")
OPTIONS = {"ASAN_OPTIONS": "detect_leaks=1:detect_stack_use_after_return=1", "UBSAN_OPTIONS": "print_stacktrace=1"}
WRAPPED = {".ics": "text/calendar; method=REPLY", ".html": "text/html", ".txt": "text/plain"}


def forms(folder):
    """Every file as it is, and as the body of a mail where it is one: path and what it is."""
    for number, path in enumerate(sorted(path for path in CORPUS.rglob("*") if path.is_file())):
        yield path, str(path.relative_to(CORPUS))
        wrapped = None
        if path.suffix in (".tnef", ".dat"):
            wrapped = around_tnef(path.read_bytes())
        elif path.suffix in WRAPPED:
            wrapped = around(path.read_bytes(), WRAPPED[path.suffix])
        if wrapped is not None:
            form = folder / str(number)
            form.write_bytes(wrapped)
            yield form, f"{path.relative_to(CORPUS)} in a mail"


def read_each(paths, locale):
    """What was read in each, and what the program that reads said where it did not come to its end."""
    done = subprocess.run([READ_EACH], input="".join(f"{path}\n" for path in paths), capture_output=True, text=True,
                          env={**os.environ, **OPTIONS, "LC_ALL": locale}, check=False)
    read = {path: letter for letter, path in (line.split(" ", 1) for line in done.stdout.splitlines())}
    return read, done.stderr if done.returncode != 0 or done.stderr else ""


def score():
    figure = Figure("bytes", "files that crash, hang, differ or are reported", 0, most=True)
    with tempfile.TemporaryDirectory(prefix="greffe-score.") as folder, ThreadPoolExecutor(os.cpu_count()) as pool:
        names = {str(path): name for path, name in forms(Path(folder))}
        runs = list(pool.map(lambda locale: read_each(names, locale), LOCALES))
    for path, name in names.items():
        letters = {read.get(path, "not read") for read, _ in runs}
        figure.add(len(letters) > 1 or not letters.isdisjoint({"refused", "missing", "not read"}),
                   f"{name}: {letters}")
    for _, said in runs:
        if said:
            figure.add(True, f"{READ_EACH}: {said[:2000]}")
    return [figure]
