"""checks.py - what every mail must be, as far as it can be told without a browser.

Each check is a generator of what is wrong with a mail, in words.
"""
import html.parser
import re
import unicodedata

LINE = 76
# Buttons and links of the page say in a word what the text asks to be written.
ACTIONS = {
    "fr": "répondre répondez répond écrivez envoyer envoyez ma mon contribution le rapport présent absent néant fait ou à "
          "quand c est si notre s il nous est déjà parvenu",
    "en": "reply answer write send my the contribution report present absent nothing done or to when it is "
          "if we have it already",
}
VOID = ("meta", "br", "hr", "img", "link", "input")
TEXT_BLOCKS = ("p", "li", "h1", "h2", "h3", "pre", "div", "br", "ul", "title")


class Page(html.parser.HTMLParser):
    """The words of a page, its links, headings and faults of form."""

    def __init__(self, source):
        super().__init__()
        self.stack, self.faults, self.words, self.links, self.headings = [], [], [], [], []
        self.lang = self.title = self.link = None
        self.feed(source)
        self.close()
        self.faults += ["<%s> is not closed" % tag for tag in self.stack]

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == "html":
            self.lang = attributes.get("lang")
        if tag == "img" or "background-image" in attributes.get("style", "") or tag == "svg":
            self.faults.append("an image: <%s>" % tag)
        if tag == "a":
            self.link = [attributes.get("href", ""), ""] if "href" in attributes else None
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag == "li" and not set(self.stack[-1:]) & {"ul", "ol"}:
            self.faults.append("<li> outside a list")
        if tag in ("ul", "ol", "p") and "p" in self.stack:
            self.faults.append("<%s> within <p>" % tag)
        if tag == "table":
            self.faults.append("a table, which a narrow screen does not break")
        if tag in TEXT_BLOCKS:
            self.words.append(" ")
        if tag not in VOID:
            self.stack.append(tag)

    def handle_endtag(self, tag):
        if not self.stack or self.stack.pop() != tag:
            self.faults.append("</%s> closes nothing" % tag)
        if tag == "a" and self.link:
            self.links.append(self.link)
            self.link = None

    def handle_data(self, data):
        if "title" in self.stack:
            self.title = (self.title or "") + data
        elif "style" not in self.stack:
            self.words.append(data)
            if self.link:
                self.link[1] += data


def words_of(text):
    text = unicodedata.normalize("NFC", text).lower().replace("’", "'")
    return re.findall(r"[\w@.+/:=-]*\w", text)


def unresolved(mail, _):
    for kind, text in (("subject", mail.subject), ("text", mail.text), ("page", mail.html), ("calendar", mail.calendar)):
        for found in re.findall(r"{{.{0,20}|}}|\(null\)|%[sdu]\b", text or ""):
            yield "%s: %r stands in it" % (kind, found)


def lines(mail, _):
    for line in (mail.text or "").splitlines():
        if len(line.rstrip(" ")) > LINE and " " in line[:LINE].strip(" -"):
            yield "a line of %d columns: %s…" % (len(line), line[:50])
    if re.search("\n\n\n", mail.text or ""):
        yield "two empty lines together, before %r" % re.split("\n\n\n", mail.text)[1][:40]


def form(mail, language):
    page = Page(mail.html)
    yield from page.faults
    if page.lang != language:
        yield "the page says lang=%r" % page.lang
    if not (page.title or "").strip():
        yield "the page has no title"
    for before, after in zip([1] + page.headings, page.headings):
        if after > before + 1:
            yield "a heading h%d after h%d" % (after, before)
    for href, words in page.links:
        if len(words_of(words)) == 0 or words.strip().lower() in ("ici", "cliquez ici", "here", "click here"):
            yield "a link without words: %s" % href


def same_words(mail, language):
    if mail.text is None:
        return
    text, page = (re.sub(r"^https?\S+$", "", part) for part in (mail.text, "".join(Page(mail.html).words)))
    actions = set(ACTIONS[language].split())
    for name, there, here in (("the page", words_of(page), words_of(text)), ("the text", words_of(text), words_of(page))):
        missing = {word for word in set(here) - set(there) if not (word in actions or word.isdigit())}
        if missing:
            yield "%s does not say: %s" % (name, " ".join(sorted(missing)))


def french(mail, language):
    """What reads badly where names, numbers and dates are put into sentences."""
    if language != "fr":
        return
    said = " ".join(filter(None, (mail.subject, mail.text, mail.calendar)))
    for pattern, why in ((r"\b1er? [a-zéè]+s attendues?\b", "a plural of one"),
                         (r"\b(?:0|1) (?:réponses|jours|membres|messages|envois|absents|présents|autres)\b", "a plural of one or none"),
                         (r" 1 (?:janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre)", "the first is 1er"),
                         (r"\b(?:de|que|le|la|du) (?:Occitanie|Élise|Albane|Alix|Anatole|Estelle)\b", "no elision"),
                         (r"[«»] ?[«»]", "nested quotation marks"), (r" ,| \.(?!\w)|\(\)|« »", "a hole in a sentence"),
                         (r"\? :|: ;|: :|\.\.(?!\.)", "punctuation on punctuation"), (r" ; *$", "an open end")):
        for found in re.findall(pattern, said, re.M):
            yield "%s: %r" % (why, found)


def subject(mail, _):
    if mail.subject is not None and len(mail.subject) > 150:
        yield "a subject of %d characters" % len(mail.subject)


CHECKS = (unresolved, lines, form, same_words, french, subject)


def faults(kept, language):
    """(name, what is wrong) of all mails."""
    for entry in kept:
        for check in CHECKS:
            for fault in check(entry.mail, language):
                yield entry.name, fault
