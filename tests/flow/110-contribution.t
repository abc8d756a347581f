#!/bin/sh
# What members contribute to a saisine, on the real servers: by token, by address, from a telephone, in several
# mails, corrected, withdrawn, late, from elsewhere; told back, settled by staff, and handed to the rapporteur.
. "$(dirname "$0")/../lib.sh"
stand
clock '2017-03-31 10:00'
assembly saisine
g saisine new "$TOP/config/saisines/2017-01.conf" >/dev/null
g saisine new "$TOP/config/saisines/2017-02.conf" >/dev/null
g saisine assign 2017-01 gt3 >/dev/null
g saisine advance 2017-01 open >/dev/null
round '2017-03-31 10:05'
people look
printf 'perso.example none\n' >"$T/dmarc"
ADDRESS=greffe+saisine-2017-01@assemblee.example
ACK='[Saisine 2017-01] Contribution enregistrée'
kept() { g --json contribution show "2017-01/$1" >"$T/kept.json" && json "$2" <"$T/kept.json"; }

# The first letters, in all shapes.
clock '2017-03-31 11:00'
act <<'PEOPLE'
gaelle writes "Q1 : il faut des médecins et une halle couverte." attach=halle.jpg
hugo writes "Bonjour,\n\nVoici l'avis de notre pays, avec le plan et les comptes.\n\nHugo Fabre\nMaire" attach=avis.pdf,plan.pdf,comptes.pdf
louis writes "Nos bourgs ont besoin d'une ligne de car le dimanche." from=louis@perso.example
mairie writes "Néant"
PEOPLE
echo "ines@bourg.example sends 'Les commerces ferment : voir https://we.tl/t-abcdef' to=$ADDRESS subject='Notre avis'" | act
echo "bruno@bourg.example sends 'Je ne suis pas du groupe, mais voici mon avis : aidez les bistrots.' to=$ADDRESS" | act
echo "curieux@ailleurs.example sends 'Et moi alors ?' to=$ADDRESS" | act
echo "gaelle writes 'Avec un autre sujet.' subject='Re: [Saisine 2017-02] Tourisme'" | act
round
letters <<'LIST'
hugo@bourg.example applied token-from-known
louis@perso.example confirming token-from-unknown
mairie@village.example applied token-from-known
ines@bourg.example applied from-dmarc-pass
bruno@bourg.example applied from-dmarc-pass
curieux@ailleurs.example held unknown-sender
gaelle@bourg.example held several-matters
LIST
is "$(who_has_mail)" 'bruno curieux gaelle hugo ines louis mairie' 'who wrote is told; a stranger whose domain is proved too'
is "$(g --json contribution list 2017-01 | json '[(c["member"], c["version"], c["files"], c["questions"], c["late"]) for c in d["contributions"]]')" \
    "[('bruno', 1, 0, [], False), ('gaelle', 1, 1, [1], False), ('hugo', 1, 3, [], False), ('ines', 1, 0, [], False)]" 'what is kept'

# What they are told.
mail=$(people show gaelle "$ACK")
token=$(sql "SELECT token FROM solicitation s JOIN member m ON m.id = s.member_id WHERE m.slug = 'gaelle' AND saisine_id = 1")
like "$mail" "$ACK : La politique des bourgs-centres" 'the subject'
like "$mail" "Reply-To: Assemblée des Territoires <greffe+$token@assemblee.example>" 'an answer comes back by the same token'
like "$mail" 'plain| - halle.jpg (2 ko)' 'each file with its size'
like "$mail" "plain| D'après ce que nous avons lu, elle porte sur : question 1." 'the questions'
like "$mail" 'Texte : « Q1 : il faut des médecins et une halle couverte. »' 'the text as it was read, without the quote'
like "$mail" 'par le seul mot « annule » : la contribution est retirée.' 'how to correct it'
like "$(people show hugo "$ACK")" 'comptes.pdf (2 ko)' 'three files'
like "$(people show ines "$ACK")" 'dont le greffe ne garde pas de copie' 'a link to a drive is flagged'
like "$(people show mairie '[Saisine 2017-01] Réponse enregistrée')" 'Nous ne vous enverrons plus de rappel' 'nothing to say is noted'
like "$(people show curieux)" 'le lira et vous répondra si besoin' 'the stranger reads that a human will read it'
is "$(people show louis | grep '^plain|' | head -1)" 'plain| Répondez à ce message par un seul mot : oui ou non.' 'the question'
like "$(people show louis)" "une ligne de car le dimanche" 'says what the letter says'
unlike "$(people show louis)" 'Contribution enregistrée' 'nothing is recorded yet'

# The same letter twice; the round trip; more of the same; corrected; withdrawn.
people look
clock '2017-03-31 14:00'
act <<PEOPLE
louis writes "Oui" of="[Saisine 2017-01] Est-ce bien vous"
hugo writes "" of="$ACK" attach=photo.jpg
gaelle writes "annule" of="$ACK"
ines writes "Annule et remplace. Les commerces ferment, et les médecins aussi : il nous faut une maison de santé." of="$ACK"
bruno writes "Merci beaucoup !" of="$ACK"
PEOPLE
round
letters <<'LIST'
louis@perso.example applied confirmed-by-member
louis@bourg.example applied confirmation
hugo@bourg.example applied token-from-known
gaelle@bourg.example applied token-from-known
ines@bourg.example applied token-from-known
bruno@bourg.example noted politeness
LIST
is "$(who_has_mail)" 'gaelle hugo ines louis' 'thanks are not answered'
like "$(people show louis)" 'Nos bourgs ont besoin' 'who confirmed reads what was kept'
is "$(kept hugo '[(v["version"], v["state"], [f["name"] for f in v["files"]]) for v in d["versions"]]')" \
    "[(2, 'received', ['avis.pdf', 'plan.pdf', 'comptes.pdf', 'photo.jpg']), (1, 'replaced', ['avis.pdf', 'plan.pdf', 'comptes.pdf'])]" \
    'a photo goes with what was there'
like "$(people show hugo "$ACK")" "Nous avons ajouté votre envoi à votre contribution" 'and says so'
is "$(kept gaelle '[(v["version"], v["state"]) for v in d["versions"]]')" "[(1, 'withdrawn')]" 'withdrawn, not erased'
like "$(people show gaelle '[Saisine 2017-01] Retrait enregistré')" 'est retirée' 'and told'
is "$(kept ines '[(v["version"], v["state"], v["text"][:17]) for v in d["versions"]]')" \
    "[(2, 'received', 'Annule et remplac'), (1, 'replaced', 'Les commerces fer')]" 'replaced, both kept'
like "$(g why saisine/2017-01/member/ines)" 'contribution.replaced' 'the journal tells why'

# Staff: the two held letters, and a paper.
people look
held=$(letter_of curieux@ailleurs.example)
refused 'a letter of nobody known' 'its author: not known' g inbox settle "$held" saisine 2017-01
refused 'a saisine that is none' "saisine '2017-09': there is none of that number" g inbox settle "$held" saisine 2017-09
like "$(g inbox settle "$held" saisine/2017-01/karine)" 'applied (settled-by-staff) — saisine/2017-01/karine' 'now it is a member'"'"'s'
two=$(sql "SELECT id FROM message WHERE reason = 'several-matters'")
like "$(g inbox settle "$two" saisine 2017-01)" 'saisine/2017-01/gaelle' 'of two saisines the one that staff says'
printf 'Une lettre \340 la main.\r\nQ2 : un commerce.\r\n' >"$T/lettre.txt"
printf 'scan' >"$T/.scan: page?1.pdf"
like "$(g contribution add 2017-01 emma "$T/lettre.txt" "$T/.scan: page?1.pdf")" 'contribution 2017-01/emma/1: recorded, 1 file, on question 2' 'a paper'
is "$(kept emma '[d["versions"][0]["text"], d["versions"][0]["source"]]')" "['Une lettre à la main.\\nQ2 : un commerce.', 'paper']" 'its words, from an old Windows'
printf 'page 2' >"$T/page2.pdf"
like "$(g contribution add 2017-01 emma --more "$T/page2.pdf")" '2017-01/emma/2: recorded, 2 files' 'and a second page'
refused 'nobody' "member 'personne': there is none of that name" g contribution add 2017-01 personne "$T/page2.pdf"
refused 'no such file' 'rien.pdf' g contribution add 2017-01 emma "$T/rien.pdf"
echo ' ' >"$T/vide.txt"
refused 'an empty paper' 'no text and no file' g contribution add 2017-01 emma "$T/vide.txt"
is "$(sql "SELECT max(version) FROM contribution c JOIN member m ON m.id = c.member_id WHERE slug = 'emma'")" 2 'nothing of that is kept'
round
like "$(people show mairie '[Saisine 2017-01] Contribution enregistrée')" 'Et moi alors ?' 'a member reads what staff did in their name'

like "$(g inbox show "$held")" 'recorded: contribution 2017-01/karine/1 (greffe contribution show 2017-01/karine/1)' 'the letter says what it became'

# Late: the first minute of the next day, and after the synthesis; never refused.
people look
clock '2017-04-01 00:00'
act <<PEOPLE
gaelle writes "con.txt" attach=con.txt of="$ACK"
PEOPLE
round
is "$(kept gaelle 'd["versions"][0]["version"], d["versions"][0]["late"]')" '3 True' 'late by a minute'
like "$(people show gaelle "$ACK")" 'après la date prévue (vendredi 31 mars 2017). Elle est bien prise en compte' 'kindly said'
g saisine advance 2017-01 synthesis >/dev/null
echo "anne@bourg.example sends 'Un avis tardif, mais réfléchi.' to=$ADDRESS" | act
round '2017-04-03 09:00'
is "$(kept anne 'd["versions"][0]["late"]')" True 'after the synthesis has begun'

# For the rapporteur.
like "$(g contribution show 2017-01/hugo)" 'version 1: replaced on 2017-03-31' 'show tells the history'
like "$(g contribution show 2017-01/hugo/1)" 'greffe inbox show' 'and the evidence'
like "$(g contribution list)" '2017-01/louis/1' 'the list of all'
like "$(g search bistrots)" 'greffe contribution show 2017-01/bruno/1' 'found by its words'
refused 'no such contribution' "there is none of that name" g contribution show 2017-01/jean
mkdir "$T/plein" && : >"$T/plein/a"
refused 'a folder that holds something' 'it holds something already' g contribution export 2017-01 "$T/plein"
refused 'a folder in none' 'No such file' g contribution export 2017-01 "$T/nulle-part/dossier"
refused 'an unknown saisine' 'there is none of that number' g contribution export 2017-09 "$T/dossier"
is "$(find "$T" -maxdepth 1 -name '*.part-*')" '' 'nothing half done is left'
# One file is still inside its message, one is lost.
sqlite3 "$INSTANCE/greffe.db" "UPDATE file SET blob_id = NULL WHERE name = 'plan.pdf';
    UPDATE file SET blob_id = NULL, lost = 'the reader gave it up' WHERE name = 'comptes.pdf'"
mkdir "$T/dossier"
out=$(g contribution export 2017-01 "$T/dossier")
like "$out" 'saisine 2017-01: 8 contributions with 6 files in' 'an empty folder is taken'
like "$out" 'warning: hugo-v2/comptes.pdf: not there: the reader gave it up' 'what is lost is said'
is "$(cd "$T/dossier" && find . -type f | LC_ALL=C sort | tr '\n' ' ')" \
    './anne-v1/texte.txt ./bruno-v1/texte.txt ./emma-v2/page2.pdf ./emma-v2/scan- page-1.pdf ./emma-v2/texte.txt ./gaelle-v3/_con.txt ./gaelle-v3/texte.txt ./hugo-v2/avis.pdf ./hugo-v2/photo.jpg ./hugo-v2/plan.pdf ./hugo-v2/texte.txt ./index.csv ./index.html ./ines-v2/texte.txt ./karine-v1/texte.txt ./louis-v1/texte.txt ' \
    'every file under a safe name'
bytes_of() { $PYTHON -c "import sys; sys.stdout.write('bytes of $1\n' * 100)"; }
for name in hugo-v2/avis.pdf hugo-v2/photo.jpg hugo-v2/plan.pdf; do
    bytes_of "${name#*/}" | cmp -s - "$T/dossier/$name"
    ok $? "$name, byte for byte"
done
bytes_of con.txt | cmp -s - "$T/dossier/gaelle-v3/_con.txt"
ok $? 'gaelle-v3/_con.txt, byte for byte'
is "$(cat "$T/dossier/emma-v2/scan- page-1.pdf" "$T/dossier/emma-v2/page2.pdf")" 'scanpage 2' 'the papers too'
text=$(cat "$T/dossier/louis-v1/texte.txt")
like "$text" 'M. Louis Garcia, Métropole du Littoral' 'a text says whose it is'
like "$text" 'Sur : l'"'"'ensemble de la saisine' 'and on what'
like "$text" 'Nos bourgs ont besoin' 'and all its words'
$PYTHON - "$T/dossier" >"$T/index.txt" <<'CHECK'
import csv, html.parser, pathlib, sys, urllib.parse
folder = pathlib.Path(sys.argv[1])
raw = (folder / "index.csv").read_bytes()
print("mark", raw.startswith(b"\xef\xbb\xbf"))
rows = list(csv.DictReader(raw.decode("utf-8-sig").splitlines(), delimiter=";"))
for row in rows:
    print("row", row["membre"], row["territoire"], row["version"], row["retard"] or "-", row["questions"] or "-", row["reçue"])
    for path in [row["texte"]] + [p for p in row["fichiers"].split(" | ") if p and not p.endswith("(?)")]:
        print("there" if (folder / path).is_file() else "MISSING", path)
class Page(html.parser.HTMLParser):
    ids, links, text, stack = set(), [], [], []
    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if "id" in attributes: self.ids.add(attributes["id"])
        if tag == "a": self.links.append(attributes["href"])
        if tag not in ("meta",): self.stack.append(tag)
    def handle_endtag(self, tag):
        if self.stack.pop() != tag: print("UNBALANCED", tag)
    def handle_data(self, data): self.text.append(data)
page = Page()
page.feed((folder / "index.html").read_text("utf-8"))
for link in page.links:
    if link.startswith("#"):
        if link[1:] not in page.ids: print("NO ANCHOR", link)
    elif "://" not in link and not (folder / urllib.parse.unquote(link)).is_file():
        print("NO FILE", link)
print("text", " ".join("".join(page.text).split()))
CHECK
index=$(cat "$T/index.txt")
for bad in MISSING UNBALANCED 'NO ANCHOR' 'NO FILE'; do unlike "$index" "$bad" "the index: nothing $bad"; done
like "$index" 'mark True' 'the table begins as spreadsheets want it'
like "$index" 'row gaelle PETR de la Montagne 3 en retard' 'late ones are marked, with their territory'
like "$index" 'row emma Métropole du Littoral 2 - 2 2017-03-31 14:00' 'questions too'
like "$index" "Question 2 : " 'the page goes by question'
like "$index" 'Métropole du Littoral Mme Inès Costa' 'by territory'
like "$index" 'comptes.pdf (2 ko) : absent de ce dossier, the reader gave it up' 'what is missing is said there'
like "$index" 'Contributions reçues : 8, dont en retard : 2' 'counted'
is "$(g --json contribution export 2017-01 "$T/autre" | json 'd["contributions"], d["files"], d["lost"]')" "8 6 ['hugo-v2/comptes.pdf']" 'as JSON'
diff -r "$T/dossier" "$T/autre" >"$T/diff"
is "$(cat "$T/diff")" '' 'twice the same'
done_testing
