#!/bin/sh
# Contributions where the server has no sub-addressing: the thread proves who was asked, a tag in the subject says
# which saisine; the question "is it you?" comes back by its thread too. And the orders of who is not sure.
. "$(dirname "$0")/../lib.sh"
stand
setting instance.subaddressing false
clock '2017-03-31 10:00'
assembly saisine
g saisine new "$TOP/config/saisines/2017-01.conf" >/dev/null
g saisine assign 2017-01 gt3 >/dev/null
g saisine advance 2017-01 open >/dev/null
round '2017-03-31 10:05'
unlike "$(people show gaelle)" 'greffe+' 'only the plain address'
people look
printf 'perso.example none\n' >"$T/dmarc"

clock '2017-03-31 11:00'
act <<'PEOPLE'
gaelle writes "Q2 : des logements au-dessus des commerces." attach=plan.pdf
hugo writes "Il faut une ligne de car." from=hugo@perso.example
louis writes "Une halle et un marché le samedi." bare=yes subject="[Saisine 2017-01] mon avis"
ines writes "Des médecins." from=gaelle@bourg.example
PEOPLE
round
letters <<'LIST'
hugo@perso.example confirming token-from-unknown
louis@bourg.example applied from-dmarc-pass
gaelle@bourg.example held other-member
LIST
is "$(g --json contribution list | json '[(c["member"], c["questions"], c["files"]) for c in d["contributions"]]')" \
    "[('gaelle', [2], 1), ('louis', [], 0)]" 'by thread and by tag; the thread of one used by another waits'
is "$(people show gaelle | grep '^Reply-To')" 'Reply-To: Assemblée des Territoires <greffe@assemblee.example>' 'answers come to the plain address'

# The round trip, by its thread; then no.
people look
clock '2017-03-31 12:00'
act <<'PEOPLE'
hugo writes "oui, c'est bien moi" of="[Saisine 2017-01] Est-ce bien vous"
gaelle writes "complète : et des vitrines ouvertes." of="[Saisine 2017-01] Contribution enregistrée"
louis writes "Et puis un distributeur." from=louis@perso.example of="[Saisine 2017-01] Contribution enregistrée"
PEOPLE
round
is "$(g --json contribution show 2017-01/hugo | json 'd["versions"][0]["rule"], d["versions"][0]["actor"]')" \
    'confirmed-by-member member/hugo' 'who confirmed'
is "$(g --json contribution show 2017-01/gaelle | json '[(v["state"], len(v["files"])) for v in d["versions"]]')" \
    "[('received', 1), ('replaced', 1)]" 'an answer to the acknowledgement, by its thread'
like "$(g contribution show 2017-01/gaelle)" 'vitrines ouvertes' 'is added'
people look
clock '2017-03-31 13:00'
act <<'PEOPLE'
louis writes "Non" of="[Saisine 2017-01] Est-ce bien vous"
PEOPLE
round
letters <<'LIST'
louis@perso.example ignored denied-by-member
louis@bourg.example applied confirmation
LIST
is "$(g --json contribution show 2017-01/louis | json 'len(d["versions"])')" 1 'what is not theirs is not kept as theirs'
like "$(g journal verify)" 'the chain holds' 'and the journal too'
done_testing
