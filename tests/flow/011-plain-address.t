#!/bin/sh
# A server without sub-addressing: the identifier of the invitation, the thread and a tag in the subject
# do the work of the token.
. "$(dirname "$0")/../lib.sh"
stand
setting instance.subaddressing false
assembly
convened 2027-03-12 '2027-02-15 09:00'
mail=$(people show anne)
like "$mail" 'Return-Path: <greffe@assemblee.example>' 'the plain address is the envelope sender'
unlike "$(echo "$mail" | grep -v '^ics')" 'greffe+' 'and the only one'
like "$mail" ' [conseil]' 'the subject has a tag'
people look

clock '2027-02-16 10:00'
act <<'PEOPLE'
anne clicks outlook ACCEPTED
bruno writes "présent"
chloe writes "absente" bare=yes subject="Re: Réunion [conseil]"
david writes "absent" bare=yes subject="Réunion"
emma writes "présente" from=emma@perso.example
mairie writes "présent" named=Blanc
server bounces farid
PEOPLE
round
presences <<'LIST'
anne present rule:token-from-known
bruno present rule:token-from-known
chloe absent rule:from-dmarc-pass
david absent rule:from-dmarc-pass
emma present rule:token-dmarc-pass
jean present
karine silent
farid silent unreachable
LIST
like "$(people show chloe)" '[conseil]' 'acknowledgements have the tag too'

# Two sessions are open: the tag says which; without it nobody guesses.
clock '2027-02-17 09:00'
sed 's/^id = .*/id = bureau/; s/^title = Conseil/title = Bureau/' "$(draft 2027-03-18)" >"$T/bureau.conf"
g session new "$T/bureau.conf" >/dev/null
g session convene bureau --yes >/dev/null
round '2027-02-17 09:11'
people look
act <<'PEOPLE'
gaelle writes "présente" bare=yes subject="Re: Réunion [bureau]"
hugo writes "présent" bare=yes subject="Réunion"
ines writes "absente" of="Convocation : Bureau"
anne clicks google DECLINED of="Convocation : Bureau"
mairie writes "présents" bare=yes subject="Re: [bureau]"
PEOPLE
round '2027-02-18 10:00'
presences bureau <<'LIST'
gaelle present
hugo silent
ines absent
anne absent
jean silent
karine silent
LIST
presences conseil <<'LIST'
gaelle silent
hugo silent
ines silent
anne present
LIST
letters <<'LIST'
hugo@bourg.example held several-matters
mairie@village.example held several-matters
LIST

# A confirmation comes back by its thread.
printf 'bourg.example none\n' >"$T/dmarc"
people look
act <<'PEOPLE'
louis writes "absent" bare=yes subject="Re: [conseil]"
PEOPLE
round '2027-02-18 11:00'
is "$(who_has_mail)" louis 'the member is asked'
act <<'PEOPLE'
louis writes "oui" of="Est-ce bien vous"
PEOPLE
round '2027-02-18 12:00'
presences <<'LIST'
louis absent rule:confirmed-by-member
LIST
done_testing
