#!/bin/sh
# Staff at work: answers by telephone and their slips, who comes by name, what was recorded of a letter,
# why a session is as it is, and raw mail that must not reach a terminal (I14, I15).
. "$(dirname "$0")/../lib.sh"
embedded
g apply "$DATA/commune.conf" >/dev/null
{
    cat "$DATA/commune.csv"
    echo 'prefet;M.;Paul;Grand;M;invité;prefet@etat.example;;'
    echo 'mairesse;Mme;Zoé;Haut;F;invité;zoe@etat.example;;'
    echo 'meiling;Mme;美玲;Wang;F;titulaire;meiling@bourg.example;05 61 00 00 14;gt1'
} >"$T/members.csv"
g member import "$T/members.csv" >/dev/null || { echo "Bail out! the assembly was not taken"; exit 1; }
convened 2027-03-12 '2027-02-15 09:00' 'guests = true'
clock '2027-02-16 09:00'

usage() { # NAME WORDS COMMAND...: exit status 2, nothing recorded, and the words
    name=$1 words=$2
    shift 2
    before=$(sql 'SELECT count(*) FROM answer')
    "$@" >"$T/out" 2>"$T/err"
    is "$? $(($(sql 'SELECT count(*) FROM answer') - before))" '2 0' "$name: usage, nothing is recorded"
    like "$(cat "$T/err")" "$words" "$name: says why"
}

# What contradicts itself.
usage 'present with a pouvoir' '--pouvoir is for somebody who is absent' g session answer conseil anne present --pouvoir bruno
usage 'present with a suppléant' '--suppleant is for somebody who is absent' g session answer conseil anne present --suppleant
usage 'tentative with a pouvoir' '--pouvoir is for somebody' g session answer conseil anne tentative --pouvoir bruno
usage 'both represented' 'exclude each other' g session answer conseil anne absent --pouvoir bruno --suppleant
usage 'absent by video' '--remote is for somebody who comes' g session answer conseil anne absent --remote
usage 'a word that is none' "'oui' is no answer" g session answer conseil anne oui
usage 'a part that is none' "'soir' is no part" g session answer conseil anne present --part soir
refused 'a pouvoir to a guest' 'cannot hold this pouvoir: a guest has no vote' g session answer conseil anne absent --pouvoir prefet
refused 'a pouvoir of a guest' 'a guest has no vote' g session answer conseil prefet absent --pouvoir anne

# What is recorded is said back, and can be taken back.
like "$(g session answer conseil anne present)" \
    'session conseil: Mme Anne Martin (anne): recorded present, all parts' 'the answer is said back'
like "$(g session answer conseil bruno present --part matin --remote)" \
    'M. Bruno Petit (bruno): recorded present, morning, remote' 'with its part'
like "$(g session answer conseil chloe absent --pouvoir anne)" \
    'recorded absent, all parts, pouvoir to Mme Anne Martin (anne)' 'with its pouvoir, by name'
like "$(g session answer conseil david absent --pouvoir anne)" \
    'note: the pouvoir does not count as things stand: the holder has as many as the rules allow' 'one too many'
like "$(g session answer conseil emma absent --pouvoir farid)" 'the holder has not answered' 'a silent holder'
g session answer conseil gaelle absent --pouvoir hugo >/dev/null
g session answer conseil hugo absent >/dev/null
like "$(g session answer conseil ines absent --suppleant)" 'the suppléant comes instead' 'a suppléant'
g session answer conseil prefet present >/dev/null
g session answer conseil meiling present >/dev/null
is "$(g --json session answer conseil louis absent --pouvoir bruno --part afternoon |
    json 'd["session"], d["member"], d["name"], d["presence"], d["part"], d["proxy_to"], d["proxy_void"]')" \
    "conseil louis M. Louis Garcia absent afternoon bruno None" 'as JSON'
like "$(g session answer conseil louis silent)" 'recorded silent (the answer is taken back)' 'taken back'
presences <<'LIST'
louis silent answers:2
bruno present matin:present apres-midi:silent remote
LIST

# Who comes, by name.
g session show conseil >"$T/show"
group() { sed -n "/^$1 (/,/^\$/p" "$T/show"; } # the lines under a title
like "$(group present)" 'present (4)' 'those who come are counted'
like "$(group present)" 'Mme Anne Martin   05 61 00 00 01  morning and afternoon' 'and named'
like "$(group present)" 'morning present, afternoon silent, remote' 'with the half of the day'
like "$(group present)" 'morning and afternoon, guest' 'and guests as such'
like "$(group absent)" 'absent (6)' 'who is absent'
pouvoirs=$(group 'represented by a pouvoir')
like "$pouvoirs" 'to Mme Anne Martin: valid' 'a pouvoir that counts'
like "$pouvoirs" 'to Mme Anne Martin: void, the holder has as many as the rules allow' 'and why others do not: too many'
like "$pouvoirs" 'to M. Farid Benali: void, the holder has not answered' 'silent'
like "$pouvoirs" 'to M. Hugo Fabre: void, the holder is absent' 'absent'
like "$(group 'represented by a suppléant')" 'the suppléant comes instead' 'who sends a suppléant'
like "$(group silent)" 'M. Louis Garcia' 'who is silent'
unlike "$(group silent)" 'Haut' 'a silent guest is not among them'
like "$(group 'silent guests')" 'Mme Zoé Haut' 'but has a list too'
like "$(cat "$T/show")" "agenda 2: Budget de l'été" 'the agenda'
columns=$(group present | $PYTHON -c '
import sys, unicodedata
wide = lambda text: sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
print(*{wide(line[:line.index("morning")]) for line in sys.stdin.read().splitlines()[1:] if line})')
is "$(echo "$columns" | wc -w)" 1 'the columns are straight, whatever the script'
is "$(g --json session show conseil | json 'd["agenda"], [s["member"] for s in d["substitutes"]], d["forced"],
    [p["proxy_void"] for p in d["people"] if p["member"] == "gaelle"]')" \
    "['Ouverture', \"Budget de l'été\"] ['ines'] None ['the holder is absent']" 'as JSON'
g member end farid --on 2027-03-01 >/dev/null
unlike "$(g session show conseil)" 'Benali ' 'who has left is not listed any more'
g member end farid --undo >/dev/null

# What was recorded of a letter, and what comes of a decision.
act <<'PEOPLE'
louis writes "OK"
hugo writes "Je serai présent, mais pouvez-vous me dire où me garer ?"
farid@perso.example sends "Je serai présent." subject="Conseil"
jean@perso.example sends "Bonne journée à tous." subject="Conseil"
PEOPLE
round '2027-02-16 11:00'
g inbox held >"$T/held"
like "$(grep -A2 'louis@' "$T/held")" 'nothing is recorded of it' 'held: nothing was recorded'
like "$(grep -A2 'hugo@' "$T/held")" 'recorded: present, all parts' 'held: what was recorded all the same'
hugo=$(letter_of hugo@bourg.example)
like "$(g inbox show "$hugo")" 'recorded: present, all parts (greffe why conseil/hugo)' 'inbox show says it too'
is "$(g --json inbox show "$hugo" | json '[(a["presence"], a["source"]) for a in d["messages"][0]["answers"]]')" \
    "[('present', 'words')]" 'and as JSON'
like "$(g inbox settle "$(letter_of farid@perso.example)" conseil/farid)" 'applied (settled-by-staff) — conseil/farid
       recorded: present, all parts' 'a matter that settles it'
jean=$(letter_of jean@perso.example)
like "$(g inbox settle "$jean" conseil/jean)" 'still held (matter-given-by-staff) — conseil/jean' 'and one that does not'
like "$(g inbox settle "$jean" absent)" 'settled (absent) — conseil/jean
       recorded: absent, all parts' 'present or absent is said afterwards'
like "$(g inbox retry "$(letter_of louis@bourg.example)")" 'still held (unclear) — conseil/louis' 'what reading again changed'
like "$(g inbox settle "$hugo" ignore)" 'which still counts (take it back with: ' 'an ignored letter does not take its answer back'

# Why.
why=$(g why conseil/hugo)
like "$why" "present, all parts — source words, message $hugo (greffe inbox show $hugo), by member/hugo" 'why: what was said, and where'
like "$(g why conseil/chloe)" 'absent, all parts, pouvoir to anne — source staff, by staff' 'why: what staff entered'
is "$(g --json why conseil/hugo | json '[l["answer"]["message"] for l in d["lines"] if l["rule"] != "order"]')" "[$hugo]" 'as JSON'
clock '2027-02-16 12:00'
sed 's/^id = .*/id = anne/' "$(draft 2027-02-20)" >"$T/urgent.conf"
g session new "$T/urgent.conf" >/dev/null
g session convene anne --yes --force 'Crue : décision du préfet' >/dev/null
like "$(g why anne)" '    reason: Crue : décision du préfet' "why: staff's words"
unlike "$(g why anne)" 'member.added' 'a session comes before a member of the same name'
like "$(g why member/anne)" 'member.added' 'who has another'
like "$(g session show anne)" 'convened in spite of the notice rule: Crue : décision du préfet' 'show says it was forced'
is "$(g --json session show anne | json 'd["forced"]["act"], d["forced"]["reason"]')" \
    'session.convened Crue : décision du préfet' 'as JSON'
round '2027-02-16 12:11'
sed -i 's/2027-02-20/2027-02-21/' "$T/urgent.conf"
g session move anne "$T/urgent.conf" --yes --force 'Route coupée' >/dev/null
like "$(g session show anne)" 'moved in spite of the notice rule: Route coupée' 'moved and forced'
g session recall anne >/dev/null
like "$(g session show anne)" 'convened in spite of the notice rule: Crue' 'and taken back'
g session cancel anne --yes --reason 'Plus de crue' >/dev/null
like "$(g why anne)" '    reason: Plus de crue' 'why: the reason of a cancellation'
like "$(g session show anne)" 'cancelled because: Plus de crue' 'show says it'
is "$(g --json why anne | json '[l["reason"] for l in d["lines"] if l["reason"]]')" \
    "['Crue : décision du préfet', 'Route coupée', 'Plus de crue']" 'as JSON'

# Raw bytes are for files and pagers.
terminal() { # COMMAND...: with a terminal as standard output; its exit status, and standard error
    $PYTHON -c '
import os, pty, subprocess, sys
near, far = pty.openpty()
done = subprocess.run(sys.argv[1:], stdout=far, stderr=subprocess.PIPE, text=True)
print(("%s %s" % (done.returncode, done.stderr)).strip())' "$GREFFE" -C "$INSTANCE" --now "$NOW" "$@"
}
like "$(terminal inbox show 1 --raw)" '1 greffe: standard output: a terminal, which the bytes of a mail can steer' 'inbox show --raw'
like "$(terminal queue show 1 --raw)" '> mail.eml, or through a pager: | less' 'queue show --raw'
is "$(terminal inbox show 1)" 0 'but words are shown there'
like "$(g inbox show 1 --raw)" 'Subject: ' 'and bytes elsewhere'
like "$(g queue show 1 --raw)" 'Subject: ' 'of both kinds'
done_testing
