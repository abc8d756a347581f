"""The figures of docs/reading.md, between its two marks."""
from pathlib import Path

PAGE = Path("docs/reading.md")
BEGIN, END = "<!-- figures: tests/score/run --docs -->\n", "<!-- end of figures -->\n"


def write(figures):
    before, rest = PAGE.read_text().split(BEGIN)
    after = rest.split(END)[1]
    rows = ["| set | figure | now | bar |\n", "|---|---|---|---|\n"]
    rows += [f"| {of.of} | {of.what} | {of.count} of {of.all}, {of.share:.1f} % | {of.bar_in_words} |\n"
             for of in figures]
    PAGE.write_text(before + BEGIN + "".join(rows) + END + after)
