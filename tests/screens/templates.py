"""templates.py - which lines of the templates some mail has shown.

The instance of the story gets templates in which every line of words begins with an invisible number,
and so does what stands behind a section opened within a line. The numbers are read in what greffe sent,
then taken out: what is left is what greffe would have sent without them.
"""
import re

# Characters without width, which nothing on the way drops: three digits, and an end.
DIGITS, END = "\u2061\u2062\u2063", "\u2064"
MARK = re.compile("[%s]+%s" % (DIGITS, END))
TAG = re.compile(r"{{[#^/>!]?[^}]*}}}?")
OPENS = re.compile(r"({{[#^][^}]*}})(?={{[^/#^]|[^{])")
NOT_IN_WORDS = re.compile(r"^\s*(</?[a-z0-9]+[^>]*>\s*|<!DOCTYPE html>)*$")


def mark(number):
    text = ""
    while number or not text:
        text = DIGITS[number % 3] + text
        number //= 3
    return text + END


def number_of(mark_text):
    number = 0
    for c in mark_text[:-1]:
        number = number * 3 + DIGITS.index(c)
    return number


def strip(text):
    return MARK.sub("", text)


class Marked:
    """The templates of one language, numbered in place."""

    def __init__(self, folder):
        self.folder = folder
        self.places = []  # (file, line, words), by number
        self.seen = set()
        for path in sorted(folder.iterdir()):
            lines = path.read_text().split("\n")
            path.write_text("\n".join(self.numbered(path.name, rank, line) for rank, line in enumerate(lines, 1)))

    def numbered(self, name, rank, line):
        if not TAG.sub("", line).strip() and not re.search("{{[^#^/>!]", line):
            return line  # tags alone: their line vanishes, and must go on vanishing
        if name.endswith(".html") and NOT_IN_WORDS.match(line):
            return line

        def place(words):
            self.places.append((name, rank, words))
            return mark(len(self.places) - 1)

        parts = OPENS.split(line)
        for i in range(2, len(parts), 2):
            if not self.within_tag("".join(parts[:i])):
                parts[i] = place(parts[i - 1] + parts[i][:60]) + parts[i]
        at = self.first_words(parts[0], name)
        if TAG.sub("", parts[0][at:]).strip() or len(parts) == 1:
            parts[0] = parts[0][:at] + place(line[:60]) + parts[0][at:]
        return "".join(parts)

    @staticmethod
    def within_tag(text):
        return text.rfind("<") > text.rfind(">")

    @staticmethod
    def first_words(text, name):
        """Where a mark may stand: after "Subject: ", in HTML after the first tags."""
        if name.endswith(".txt"):
            return len("Subject: ") if text.startswith("Subject: ") else 0
        return re.match(r"(\s*<[^>]*>)*", text).end()

    def files(self, text):
        """The files whose words stand in it, in their order."""
        return [self.places[number_of(found)][0] for found in MARK.findall(text)]

    def look(self, text):
        self.seen.update(number_of(found) for found in MARK.findall(text))

    def unseen(self):
        """What no mail has shown, as (file, line, words)."""
        return [place for number, place in enumerate(self.places) if number not in self.seen]
