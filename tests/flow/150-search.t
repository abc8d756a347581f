#!/bin/sh
# Everything that was written is found again by its words, whatever the accents: letters, contributions, reports and
# saisines, ranked, with an extract and the command that opens each; and nothing that is typed is syntax.
. "$(dirname "$0")/../lib.sh"
stand
clock '2017-03-31 10:00'
assembly saisine
printf '[saisine]\nnumber = 2017-01\ntitle = Le cœur des bourgs-centres\ncontext = Les bourgs rendent des services.\\nIls perdent des commerces.\nreferred_by = La Région\nreferred_on = 2017-03-31\n[questions]\n1 = Quels signes d'"'"'été ?\n[stage open]\ndue_on = 2017-05-31\n' >"$T/saisine.conf"
g saisine new "$T/saisine.conf" >/dev/null && g saisine assign 2017-01 gt3 >/dev/null && g saisine advance 2017-01 open >/dev/null
round '2017-03-31 10:05'
people look
act <<'PEOPLE'
gaelle writes "Il faut rouvrir la mœlleuse boulangerie du cœur de ville, à Saint-Gaudens, et l'ŒUVRE des œnologues."
hugo writes "Une ligne de car vers la gare." attach=Évaluation.pdf
louis writes "Première version : des loyers modérés pour les pharmacies."
ines@bourg.example sends "Le rapport est joint." to=greffe+gt3-2@assemblee.example subject="Rapport final : des halles couvertes" attach=halles.pdf
curieux@ailleurs.example sends "Bonjour, le cœur n'y est pas. Quelqu'un écoute-t-il les oiseaux migrateurs sous les halles ?" subject="Question"
PEOPLE
round '2017-03-31 11:00'
round '2017-03-31 11:01'
clock '2017-04-03 09:00'
act <<'PEOPLE'
louis writes "Annule et remplace. Seconde version : des loyers modérés, et des pharmacies de garde ouvertes la nuit." of="[Saisine 2017-01] Contribution"
hugo writes "annule" of="[Saisine 2017-01] Contribution"
PEOPLE
round '2017-04-03 09:10'
found() { g --json search "$@" | json '[x["open"] for x in d["found"]]'; }

# Accents, œ and capitals are no matter, from both sides.
for words in coeur cœur COEUR CŒUR Cœur; do
    like "$(found "$words")" 'contribution show 2017-01/gaelle/1' "$words"
done
is "$(found oeuvre)" "$(found ŒUVRE)" 'oeuvre is ŒUVRE'
like "$(found moelleuse)" 'gaelle/1' 'moelleuse'
like "$(found 'ETE')" 'saisine show 2017-01' "an accent in a question"
like "$(found premiere version)" 'louis/1' 'several words, all of them'
is "$(found premiere gaudens)" '[]' 'and not one of them only'
like "$(found boulang)" 'gaelle/1' 'the beginning of a word'
is "$(found oulangerie)" '[]' 'not its end'
like "$(found saint-gaudens)" 'gaelle/1' 'a name with a hyphen'
like "$(found '"ligne de car"')" 'hugo/1' 'words that follow each other'
is "$(found '"car de ligne"')" '[]' 'in that order'
like "$(found "l'oeuvre")" 'gaelle/1' 'an apostrophe'

# Each kind, with its extract and what opens it; every printed way really works.
like "$(found evaluation.pdf)" 'contribution show 2017-01/hugo/1' 'the name of a file'
like "$(found halles couvertes)" 'report show gt3-2/1' 'a report by its title'
like "$(found halles.pdf)" 'report show gt3-2/1' 'and its file'
like "$(found commerces)" 'saisine show 2017-01' 'a saisine by its context'
like "$(found oiseaux)" 'inbox show' 'a letter that became nothing'
like "$(found curieux@ailleurs.example)" 'inbox show' 'and by who wrote it'
out=$(g search gaudens)
like "$out" '2017-03-31  Saisine 2017-01 : Le cœur des bourgs-centres, Mme Gaëlle Roux' 'when, what, who'
like "$out" '…la mœlleuse boulangerie du cœur de ville, à Saint-Gaudens, et l'"'"'ŒUVRE' 'the extract, as it was written, around the word'
like "$out" '    greffe contribution show 2017-01/gaelle/1' 'how to open it'
{ g search coeur; g search version; g search halles; g search oiseaux; g search ligne; } | sed -n 's/^    greffe //p' | sort -u >"$T/ways"
is "$(cut -d' ' -f1 "$T/ways" | sort -u | paste -sd' ')" 'contribution inbox report saisine' 'all four kinds'
failed=
while read -r way; do
    # shellcheck disable=SC2086 # the words of a command
    g $way >"$T/opened" 2>&1 && [ -s "$T/opened" ] || failed="$failed$way; "
done <"$T/ways"
is "$failed" '' 'every way that is printed opens it'

# Ranked: the title before the text; newest first among equals; what counts no more says so.
is "$(g --json search halles | json '[x["title"] for x in d["found"]][-1]')" Question 'who is called so comes before who speaks of it'
like "$(g search pharmacies)" 'M. Louis Garcia (replaced)' 'a replaced version is found, and says so'
like "$(g search '"ligne de car"')" 'M. Hugo Fabre (withdrawn)' 'and a withdrawn one'
is "$(g --json search pharmacies garde nuit | json '[x["state"] for x in d["found"] if x["kind"] == "contribution"]')" '[None]' 'the one that counts does not'
is "$(g --json search pharmacies --limit 1 | json 'len(d["found"])')" 1 'as many as asked'
is "$(g --json search coeur | json 'd["schema"], sorted(d["found"][0])')" \
    "1 ['at', 'extract', 'kind', 'open', 'state', 'title', 'who']" 'as JSON'

# Nothing found, nothing to look for.
is "$(g search licorne)" 'nothing found' 'nothing is found'
is "$(g --json search licorne | json 'd["found"]')" '[]' 'as JSON'
refused 'an empty text' "search: '' has no word to look for" g search ''
refused 'signs alone' 'has no word to look for' g search '*' '"' '!'
g search >"$T/out" 2>"$T/err"
is "$?" 2 'no text is a slip of the pen'
g search coeur --limit 0 >"$T/out" 2>"$T/err"
is "$?" 2 'nor is it a limit'

# Nothing is syntax: what SQL and the index know is looked for as words.
wild() { # TEXT: exit status 0, or 1 because it has no word; never another error
    g search -- "$1" >"$T/out" 2>"$T/err"
    status=$?
    [ "$status" = 0 ] || { [ "$status" = 1 ] && grep -q 'has no word to look for' "$T/err"; }
    ok $? "hostile: $(printf '%s' "$1" | tr '\n' ' ' | cut -c1-40)"
}
for text in '"' '""' '"cœur' 'cœur"' 'a"b"c' '*' 'coe*' '*eur' 'cœur*' 'AND' 'cœur AND' 'OR' 'NOT cœur' 'NEAR(a b)' 'title:cœur' \
    'body : x' '^cœur' '(cœur' 'cœur)' '{a b}' "'; DROP TABLE search_entry; --" "'" "\\" '%' '_' '-cœur' '+a' 'a + b' '<script>' \
    "$(printf 'a\tb\nc')" "$(printf 'bad \377 bytes')" "$(printf 'e\314\201te')" '🌲' "$(printf '%05000d' 7)" \
    "$(printf 'mot %.0s' $(seq 500))"; do
    wild "$text"
done
is "$(found 'coeur*')" "$(found coeur)" 'a star is nothing'
is "$(found 'coeur AND rouvrir')" '[]' 'AND is a word like others'
like "$(found "$(printf 'e\314\201valuation')")" 'hugo/1' 'an accent written apart'
like "$(found -- coeur)" 'gaelle/1' 'behind two dashes'
is "$(sql 'SELECT count(*) > 0 FROM search_entry')" 1 'and the index is there'
done_is 'the journal holds together' g journal verify
done_testing
