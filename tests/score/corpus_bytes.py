"""Any file of the corpus, bare bodies also in a mail, under the sanitizers: read to the same valid output in two
locales, twice in each."""
import json
import os
from concurrent.futures import ThreadPoolExecutor

from figure import Figure
from letters import CORPUS, Unreadable, around, around_tnef, inspect

SANITIZED = os.environ.get("GREFFE_SANITIZED", "build/san/greffe")
LOCALES = ("C", "fr_FR.UTF-8", "C", "fr_FR.UTF-8")
OPTIONS = {"ASAN_OPTIONS": "detect_leaks=1:detect_stack_use_after_return=1", "UBSAN_OPTIONS": "print_stacktrace=1"}
WRAPPED = {".ics": "text/calendar; method=REPLY", ".html": "text/html", ".txt": "text/plain"}


def forms(path):
    """The file as it is, and as the body of a mail where it is one."""
    raw = path.read_bytes()
    yield raw
    if path.suffix in (".tnef", ".dat"):
        yield around_tnef(raw)
    elif path.suffix in WRAPPED:
        yield around(raw, WRAPPED[path.suffix])


def trouble(path):
    """What is wrong with the reading of one file; None where nothing is."""
    for raw in forms(path):
        try:
            read = {inspect(raw, SANITIZED, {"LC_ALL": locale, **OPTIONS}) for locale in LOCALES}
            if len(read) > 1:
                return "differs between two runs or locales"
            json.loads(read.pop().decode("utf-8", "strict"))
        except (Unreadable, ValueError) as wrong:
            return str(wrong)
    return None


def score():
    figure = Figure("bytes", "files that crash, hang, differ or are reported", 0, most=True)
    paths = sorted(path for path in CORPUS.rglob("*") if path.is_file())
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for path, wrong in zip(paths, pool.map(trouble, paths)):
            figure.add(wrong is not None, f"{path.relative_to(CORPUS)}: {wrong}")
    return [figure]
