#!/usr/bin/env python3
"""greffe inspect for people: what a letter is told to be, in English and in the language of an instance, and that
whatever a letter holds, it stays within its column of a page of 80, says something in each line, and names no code.
"""
import concurrent.futures
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unicodedata

BUILD = os.environ.get("GREFFE_BUILD", "build/dev")
GREFFE = os.path.join(BUILD, "greffe")
CORPUS = pathlib.Path(os.environ.get("GREFFE_CORPUS", "../shared/corpus"))
READING = pathlib.Path("tests/data/reading")
STEP = 40 if os.path.basename(BUILD) == "san" else 8
COLUMNS, MARGIN, LABEL = 80, 2, 12
LABELS = {
    "en": "what it is|from|sent by|checked|answer to|to|copy to|by a list|date|subject|unwanted|answer|to be read|calendar"
          "|meeting|when|only on|invited by|invited|who|brings|note|reference|address|detail|about|known by|away|turn to"
          "|text|quote cut|signature|notice cut|forwarded|attached|doubtful|",
    "fr": "nature|de|envoyé par|vérifié|répondre à|à|copie à|par liste|date|objet|indésirable|réponse|à lire|agenda"
          "|réunion|quand|seul jour|invité par|invités|qui|amène|mot joint|référence|adresse|détail|concerne|reconnue à"
          "|absence|contact|texte|citation|signature|mention|transmis|joint|douteux|",
}
LABELS = {language: set(labels.split("|")) for language, labels in LABELS.items()}
VAGUE = ("the letter says more", "la lettre en dit davantage", "nothing could be understood", "rien n'a pu")
results = []

BOUNCE = """\
From: Mail Delivery System <MAILER-DAEMON@mairie.example>
To: greffe@assemblee.example
Subject: Undelivered Mail Returned to Sender
Date: Mon, 22 Feb 2027 12:05:00 +0000
Content-Type: multipart/report; report-type=delivery-status; boundary=B

--B

The mail did not arrive.

--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.mairie.example

Final-Recipient: rfc822; a.petit@mairie.example
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 User unknown

Final-Recipient: rfc822; m.roux@mairie.example
Action: failed
Status: 5.2.2

--B
Content-Type: message/rfc822

Message-ID: <seance.7@assemblee.example>
From: greffe@assemblee.example
Subject: Convocation

Bonjour.

--B--
"""
INSIDE_A_QUOTE = """\
From: Anne Petit <anne@mairie.example>
Sender: secretariat@mairie.example
Reply-To: mairie@mairie.example
To: greffe@assemblee.example
Subject: Re: Convocation
Date: Mon, 22 Feb 2027 12:05:00 +0000
Authentication-Results: mx.region.example; dmarc=pass header.from=mairie.example
Authentication-Results: mx.other.example; dmarc=fail header.from=mairie.example

EXTERNE : ce message provient d'un expediteur exterieur.

Le 22/02/2027 10:00, Greffe a ecrit :
> Serez-vous present le matin ?

Oui, le matin, en visio.

> Serez-vous present l'apres-midi ?

Non. Je donne pouvoir a Mme Roux.

-- 
Anne Petit
Maire
"""
PAPERS = """\
From: "president@region.example" <anne@mairie.example>
To: a@x.example, b@x.example, c@x.example, d@x.example, e@x.example, f@x.example, g@x.example
Subject: Contribution
Date: someday
Content-Type: multipart/mixed; boundary=B

--B

Voici notre contribution.
--B
Content-Type: application/msword; name="avis.doc"
Content-Disposition: attachment; filename="avis.doc"

%PDF-1.4
1 0 obj << >> endobj
trailer << >>
%%EOF
--B
Content-Type: application/x-nonsense
Content-Disposition: attachment

xyz
--B--
"""
AWAY = """\
From: Paul Roux <paul@mairie.example>
To: greffe@assemblee.example
Subject: =?utf-8?q?R=C3=A9ponse_automatique_:_Convocation?=
Date: Mon, 22 Feb 2027 12:05:00 +0000
Auto-Submitted: auto-replied
Content-Type: text/plain; charset=utf-8

Je suis absent jusqu'au 12 mars 2027. Contactez Mme Anne Vidal en mon absence.
"""
CALENDAR = """\
From: Anne Petit <anne@mairie.example>
To: greffe@assemblee.example
Subject: Tentative
Date: Mon, 22 Feb 2027 12:05:00 +0000
Content-Type: text/calendar; method=REPLY; charset=utf-8

BEGIN:VCALENDAR
METHOD:REPLY
BEGIN:VEVENT
UID:pleniere.k4x7@assemblee.example
SUMMARY:Séance plénière
DTSTART:20270312T083000Z
DTEND:20270312T160000Z
ORGANIZER:mailto:greffe@assemblee.example
ATTENDEE;CN=Anne Petit;PARTSTAT=DECLINED;SENT-BY="mailto:aide@mairie.example":mailto:anne@mairie.example
COMMENT:Je donne pouvoir à Mme Roux.
END:VEVENT
END:VCALENDAR
"""

PAGES = [
    ("a bounce", BOUNCE, """\
  what it is  non-delivery notice: a mail did not arrive
  from        Mail Delivery System <MAILER-DAEMON@mairie.example>
  to          greffe@assemblee.example
  date        Monday 22 February 2027, 12:05 UTC
  subject     Undelivered Mail Returned to Sender
  address     a.petit@mairie.example: not delivered; the address does not exist
              (permanent)
  detail      550 5.1.1 User unknown
  address     m.roux@mairie.example: not delivered; the mailbox is full, closed
              or not used now (not permanent)
  detail      only the code 5.2.2
  about       the mail seance.7@assemblee.example
  text        The mail did not arrive.
""", """\
  nature      avis de non-remise : un courriel n'est pas arrivé
  de          Mail Delivery System <MAILER-DAEMON@mairie.example>
  à           greffe@assemblee.example
  date        lundi 22 février 2027, 13 h 05
  objet       Undelivered Mail Returned to Sender
  adresse     a.petit@mairie.example : non remis ; l'adresse n'existe pas
              (définitif)
  détail      550 5.1.1 User unknown
  adresse     m.roux@mairie.example : non remis ; la boîte est pleine, fermée ou
              inutilisée pour l'instant (non définitif)
  détail      seulement le code 5.2.2
  concerne    le courriel seance.7@assemblee.example
  texte       The mail did not arrive.
"""),
    ("answers inside a quote, whose sender our server knows", INSIDE_A_QUOTE, """\
  what it is  letter
  from        Anne Petit <anne@mairie.example>
  sent by     secretariat@mairie.example
  checked     mx.region.example confirms the sender's address
              mx.other.example says that the sender's address may be forged
  answer to   mairie@mairie.example
  to          greffe@assemblee.example
  date        Monday 22 February 2027, 12:05 UTC
  subject     Re: Convocation
  answer      none that is certain, pouvoir to Mme Roux
  to be read  by somebody: says one thing and its contrary
  notice cut  [1 line] EXTERNE : ce message provient d'un expediteur exterieur.
  quote cut   [2 lines] Le 22/02/2027 10:00, Greffe a ecrit : / Serez-vous
              present le matin ?
  text        Oui, le matin, en visio.
  quote cut   [1 line] Serez-vous present l'apres-midi ?
  text        Non. Je donne pouvoir a Mme Roux.
  signature   [3 lines] Anne Petit / Maire
""", """\
  nature      lettre
  de          Anne Petit <anne@mairie.example>
  envoyé par  secretariat@mairie.example
  vérifié     mx.region.example confirme l'adresse de l'expéditeur
  répondre à  mairie@mairie.example
  à           greffe@assemblee.example
  date        lundi 22 février 2027, 13 h 05
  objet       Re: Convocation
  réponse     aucune de sûre, pouvoir à Mme Roux
  à lire      par quelqu'un : dit une chose et son contraire
  mention     [1 ligne] EXTERNE : ce message provient d'un expediteur exterieur.
  citation    [2 lignes] Le 22/02/2027 10:00, Greffe a ecrit : / Serez-vous
              present le matin ?
  texte       Oui, le matin, en visio.
  citation    [1 ligne] Serez-vous present l'apres-midi ?
  texte       Non. Je donne pouvoir a Mme Roux.
  signature   [3 lignes] Anne Petit / Maire
"""),
    ("papers that are not what they say, from a name that is not the sender's", PAPERS, """\
  what it is  letter
  from        president@region.example <anne@mairie.example>
              (the name looks like an address, and is not this one)
  checked     no server has confirmed the sender's address
  to          a@x.example, b@x.example, c@x.example, d@x.example, e@x.example
              and 2 more
  subject     Contribution
  answer      none that is certain
  to be read  by somebody: nothing says whether the sender comes
  text        Voici notre contribution.
  attached    avis.doc, PDF, 49 bytes (announced as Word document)
              without a name, file of an unknown kind, 3 bytes
  doubtful    the date cannot be read (someday)
""", """\
  nature      lettre
  de          president@region.example <anne@mairie.example>
              (le nom ressemble à une adresse, qui n'est pas celle-ci)
  vérifié     notre serveur n'a pas confirmé l'adresse de l'expéditeur
  à           a@x.example, b@x.example, c@x.example, d@x.example, e@x.example et
              2 de plus
  objet       Contribution
  réponse     aucune de sûre
  à lire      par quelqu'un : rien ne dit si la personne vient
  texte       Voici notre contribution.
  joint       avis.doc, PDF, 49 octets (annoncé comme document Word)
              sans nom, fichier de nature inconnue, 3 octets
  douteux     la date est illisible (someday)
"""),
    ("an automatic reply", AWAY, """\
  what it is  automatic reply: written by a program, never counted as an answer
  from        Paul Roux <paul@mairie.example>
  checked     no server has confirmed the sender's address
  to          greffe@assemblee.example
  date        Monday 22 February 2027, 12:05 UTC
  subject     Réponse automatique : Convocation
  known by    its header, which says so
  away        until Friday 12 March 2027
  turn to     Mme Anne Vidal
  text        Je suis absent jusqu'au 12 mars 2027. Contactez Mme Anne Vidal en
              mon absence.
""", """\
  nature      réponse automatique, écrite par un programme : ne compte pas
  de          Paul Roux <paul@mairie.example>
  vérifié     notre serveur n'a pas confirmé l'adresse de l'expéditeur
  à           greffe@assemblee.example
  date        lundi 22 février 2027, 13 h 05
  objet       Réponse automatique : Convocation
  reconnue à  son en-tête, qui le dit
  absence     jusqu'au vendredi 12 mars 2027
  contact     Mme Anne Vidal
  texte       Je suis absent jusqu'au 12 mars 2027. Contactez Mme Anne Vidal en
              mon absence.
"""),
    ("a calendar's answer, with a note", CALENDAR, """\
  what it is  calendar message
  from        Anne Petit <anne@mairie.example>
  checked     no server has confirmed the sender's address
  to          greffe@assemblee.example
  date        Monday 22 February 2027, 12:05 UTC
  subject     Tentative
  answer      absent, pouvoir to Mme Roux (said by the calendar)
  calendar    the answer to an invitation
  meeting     Séance plénière
  when        Friday 12 March 2027, 8:30 – 16:00 UTC
  invited by  greffe@assemblee.example
  who         Anne Petit <anne@mairie.example>: declines (sent by
              aide@mairie.example)
  note        Je donne pouvoir à Mme Roux.
  reference   pleniere.k4x7@assemblee.example
""", """\
  nature      message d'agenda
  de          Anne Petit <anne@mairie.example>
  vérifié     notre serveur n'a pas confirmé l'adresse de l'expéditeur
  à           greffe@assemblee.example
  date        lundi 22 février 2027, 13 h 05
  objet       Tentative
  réponse     absent(e), pouvoir à Mme Roux (dit par l'agenda)
  agenda      la réponse à une invitation
  réunion     Séance plénière
  quand       vendredi 12 mars 2027, 9 h 30 – 17 h
  invité par  greffe@assemblee.example
  qui         Anne Petit <anne@mairie.example> : refuse (envoyé par
              aide@mairie.example)
  mot joint   Je donne pouvoir à Mme Roux.
  référence   pleniere.k4x7@assemblee.example
"""),
    ("no byte at all", "", """\
  what it is  letter
  from        nobody is named
  answer      none that is certain
  to be read  by somebody: nothing is written
  doubtful    not one byte in it
""", """\
  nature      lettre
  de          personne n'est nommé
  réponse     aucune de sûre
  à lire      par quelqu'un : rien n'est écrit
  douteux     pas un octet dedans
"""),
]


def check(name, good, *seen):
    results.append(bool(good))
    print(f"{'ok' if good else 'not ok'} {len(results)} - {name}", flush=True)
    if not good:
        for thing in seen:
            for line in str(thing).splitlines()[:40]:
                print("#", line)


def inspect(raw, directory):
    done = subprocess.run([GREFFE, "-C", directory, "inspect", "-"], input=raw, capture_output=True, timeout=60,
                          check=False)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def plain(text):
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def columns(text):
    return sum(0 if unicodedata.category(c) in ("Mn", "Me", "Cf") else 2 if unicodedata.east_asian_width(c) in "WF" else 1
               for c in text)


def faults(page, language):
    """What no letter may do to a page."""
    labels = {plain(label) for label in LABELS[language]}
    found = []
    for line in page.split("\n")[:-1]:
        label = line[MARGIN:MARGIN + LABEL]
        if any(unicodedata.category(c) == "Cc" for c in line):
            found.append(f"control character: {line!r}")
        if columns(line) > COLUMNS:
            found.append(f"{columns(line)} columns: {line!r}")
        if line and (line[:MARGIN].strip() or plain(label.strip()) not in labels or not line[MARGIN + LABEL:].strip()):
            found.append(f"no label, or nothing beside it: {line!r}")
    told = re.search(r"^  (?:doubtful|douteux) .*(?:\n {14}.*)*", page, re.M)
    if told and re.search(r"^.{14}[a-z]+(-[a-z]+)+( \(.*\))?$", told.group(), re.M):
        found.append(f"a code: {told.group()!r}")
    uncertain = re.search(r"^  (?:answer      none that is|answer      perhaps|réponse     aucune de|réponse     peut-être)",
                          page, re.M)
    if uncertain and any(words in plain(page) for words in VAGUE) and "guest" not in page and "invité" not in page:
        found.append("uncertain, and no word why")
    return found


def sweep(paths, directories):
    def one(numbered):
        number, path = numbered
        language = ("en", "fr")[number % 2]
        code, out, err = inspect(path.read_bytes(), directories[language])
        wrong = faults(out, language) + ([f"exit {code}: {err}"] if code or err else [])
        return [f"{path} ({language}): {fault}" for fault in wrong]

    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        return [line for lines in pool.map(one, enumerate(paths)) for line in lines]


def main(folder):
    instance, broken, nowhere = (os.path.join(folder, name) for name in ("instance", "broken", "nowhere"))
    os.mkdir(nowhere)
    for directory in (instance, broken):
        subprocess.run([GREFFE, "init", directory], capture_output=True, check=True)
    with open(os.path.join(instance, "config/greffe.conf"), "r+", encoding="utf-8") as file:
        text = file.read().replace("#authserv_id = mx.example.org", "authserv_id = mx.region.example")
        file.seek(0)
        file.write(text)
    with open(os.path.join(broken, "config/greffe.conf"), "a", encoding="utf-8") as file:
        file.write("[nonsense\n")

    for name, letter, english, french in PAGES:
        code, out, err = inspect(letter.encode(), nowhere)
        check(f"{name}, in English", (code, plain(out), err) == (0, english, ""), err, out)
        code, out, err = inspect(letter.encode(), instance)
        check(f"{name}, in the language and hours of the instance", (code, plain(out), err) == (0, french, ""), err, out)
    code, out, err = inspect(AWAY.encode(), broken)
    check("an instance that cannot be read is as none", (code, out, err) == (0, PAGES[3][2], ""), err, out)

    long = "Subject: long\n\n" + "".join(f"Line {number}\n" for number in range(500))
    _, out, _ = inspect(long.encode(), nowhere)
    check("a long letter is cut, and it is said", "Line 99\n" in out and "Line 100\n" not in out
          and "… and 400 more lines\n" in out, out[-500:])
    forged = ("Subject: x\nFrom: a@b.example\n\n" + "w" * 66 + "answer      forged\n\u202e\u009b31m"
              + " " * 60 + "attached    virus.exe\r  from        pope\n")
    _, out, _ = inspect(forged.encode(), nowhere)
    check("no words of a stranger stand where a label does", not faults(out, "en")
          and not re.search(r"^  (answer {6}forged|attached|from {8}pope)", out, re.M), out)

    directories = {"en": nowhere, "fr": instance}
    own = sorted(READING.rglob("*.eml"))
    wrong = sweep(own, directories)
    check(f"{len(own)} letters of our own", len(own) > 500 and not wrong, "\n".join(wrong))
    if CORPUS.is_dir():
        others = sorted(path for path in CORPUS.rglob("*") if path.is_file())[::STEP]
        wrong = sweep(others, directories)
        check(f"{len(others)} letters of everybody's", not wrong, "\n".join(wrong))
    else:
        print(f"ok {len(results) + 1} # SKIP there is no corpus at {CORPUS}")
        results.append(True)
    print(f"1..{len(results)}")


with tempfile.TemporaryDirectory(prefix="greffe-inspect.") as temporary:
    main(temporary)
sys.exit(0 if all(results) else 1)
