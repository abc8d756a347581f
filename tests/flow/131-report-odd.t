#!/bin/sh
# A chantier's report where things cross: both copilotes within the hour, a vacancy in the pair, a kind asked once, a
# link in place of a file, files too large to send, a report taken back, and no answer at all.
. "$(dirname "$0")/../lib.sh"
stand
assembly chantier commune
TO='to=greffe+gt1-2@assemblee.example'
state() { g --json report show "$1" | json 'd["state"]'; }
rounds() { round "$1"; round; } # files leave the message between the two

# Both copilotes within the hour: the newer version is to be confirmed, by the author of the other.
clock '2027-02-15 10:00'
act <<PEOPLE
anne@bourg.example sends "Voici notre rapport." $TO subject="Rapport final : version d'Anne" attach=anne.pdf
PEOPLE
rounds '2027-02-15 10:01'
is "$(state gt1-2) $(who_has_mail)" 'submitted anne bruno' 'hers waits for him'
people look
clock '2027-02-15 10:40'
act <<PEOPLE
bruno@bourg.example sends "Voici notre rapport." $TO subject="Rapport final : version de Bruno" attach=bruno.pdf
PEOPLE
rounds '2027-02-15 10:41'
is "$(state gt1-2/1) $(state gt1-2/2)" 'replaced submitted' 'his takes its place'
mail=$(people show anne '[GT1-2] Deux versions')
like "$mail" "Votre version 1 n'était pas encore confirmée" 'she is told that hers is set aside'
like "$mail" 'M. Bruno Petit' 'by whose'
like "$(people show anne '[GT1-2] À confirmer')" 'attachment:bruno.pdf' 'and asked about his'
clock '2027-02-15 10:50'
echo 'bruno writes "oui" of="[GT1-2] À confirmer"' | act
round '2027-02-15 10:51'
letters <<'LIST'
bruno@bourg.example noted report-settled-already
LIST
is "$(state gt1-2/1) $(state gt1-2/2)" 'replaced submitted' 'his yes to hers, crossed, changes nothing'
echo 'anne writes "Oui, merci Bruno." of="[GT1-2] À confirmer"' | act
rounds '2027-02-15 11:00'
is "$(state gt1-2)" distributed 'her yes to his does'
mail=$(people show louis '[GT1-2] Rapport final')
like "$mail" 'attachment:bruno.pdf' 'the group has it'
like "$mail" 'In-Reply-To: <' 'in a thread'
like "$(g search "version d'Anne")" '(replaced)' 'both are kept, and found'
people look

# The kind is asked once; what is not clear again is for staff.
clock '2027-02-16 09:00'
act <<PEOPLE
chloe@bourg.example sends "Bonjour, voici." $TO subject="Usages" attach=note.pdf
PEOPLE
rounds '2027-02-16 09:01'
is "$(state gt1-2) $(who_has_mail)" 'asking chloe' 'asked'
like "$(people show chloe)" 'Subject: [GT1-2] Étape ou final ? Document reçu : Usages' 'which kind'
people look
echo 'chloe writes "Je ne sais pas trop, les deux ?"' | act
rounds '2027-02-16 09:10'
letters <<'LIST'
chloe@bourg.example held report-kind-unclear
LIST
is "$(state gt1-2) $(who_has_mail)" 'asking ' 'not clear: not asked again'
echo 'chloe writes "annule"' | act
rounds '2027-02-16 09:20'
is "$(state gt1-2)" withdrawn 'taken back'
like "$(people show chloe '[GT1-2]')" 'retir' 'and told'
people look

# A link in place of a file is kept and flagged.
act <<PEOPLE
emma@bourg.example sends "Le rapport final est ici : https://drive.google.com/file/d/abc/view" $TO subject="Rapport final : usages"
PEOPLE
rounds '2027-02-17 09:00'
like "$(people show emma)" 'https://drive.google.com/file/d/abc/view' 'the author sees the link flagged'
like "$(people show emma)" 'copie' 'and that nothing is kept of it'
like "$(g report show gt1-2)" 'https://drive.google.com/file/d/abc/view' 'staff too'
like "$(people show anne '[GT1-2] À confirmer')" 'https://drive.google.com/file/d/abc/view' 'and the pair'
people look
echo 'anne writes "Non, il manque les annexes."' | act
rounds '2027-02-17 10:00'
letters <<'LIST'
anne@bourg.example held report-not-confirmed
LIST
is "$(state gt1-2)" staff 'a no confirms nothing: it is for staff'
people look
rounds '2027-02-22 09:59'
is "$(state gt1-2)" staff 'and still is after some days'
g report confirm gt1-2 >/dev/null
rounds '2027-02-22 10:00'
is "$(state gt1-2)" distributed 'who confirms'
refused 'twice' "report 'gt1-2': it is distributed" g report confirm gt1-2
people look

# Files over what one mail may carry: the report goes without them, and says so.
setting limits.document_bytes 1000
clock '2027-02-23 09:00'
head -c 3000 /dev/urandom >"$T/lourd.pdf"
act <<PEOPLE
chloe@bourg.example sends "Voici." $TO subject="Rapport final : avec photos" attach=$T/lourd.pdf
PEOPLE
rounds '2027-02-23 09:01'
unlike "$(people show bruno '[GT1-2] À confirmer')" 'attachment:lourd.pdf' 'too large to be sent'
like "$(people show bruno '[GT1-2] À confirmer')" 'lourd.pdf' 'but named'
is "$(g --json report show gt1-2 | json '[f["where"] for f in d["files"]]')" "['kept']" 'and kept'
people look
setting limits.document_bytes ''

# A vacancy in the pair: nobody is left to ask, it is staff's at once; and the answer says so.
sed 's/^copilotes = .*/copilotes = anne/' "$DATA/chantier.conf" >"$T/chantier.conf"
g apply "$T/chantier.conf" >/dev/null
clock '2027-03-01 09:00'
act <<PEOPLE
anne@bourg.example sends "Voici." $TO subject="Note d'étape : mars" attach=mars.pdf
PEOPLE
rounds '2027-03-01 09:01'
is "$(state gt1-2)" staff 'of a copilote alone: staff confirms'
like "$(people show anne)" 'Le binôme de copilotes est incomplet' 'she is told why'
is "$(who_has_mail)" 'anne chloe' 'nobody is asked; she whose version it replaced is told'
like "$(g report list)" 'staff' 'it is listed so'
g report confirm gt1-2 >/dev/null
rounds '2027-03-01 09:30'
is "$(state gt1-2)" distributed 'and goes out'
people look
act <<PEOPLE
chloe@bourg.example sends "Voici." $TO subject="Note d'étape : avril" attach=avril.pdf
PEOPLE
rounds '2027-03-02 09:00'
is "$(who_has_mail)" 'anne chloe' "a rapporteure's: the copilote who is there"
sed '/^copilotes/d; /^rapporteurs = chloe/d; /^co_rapporteurs/d' "$DATA/chantier.conf" >"$T/chantier.conf"
g apply "$T/chantier.conf" >/dev/null
refused 'where every office is vacant' 'nobody, its offices are vacant' g report add gt1-2 chloe "$T/lourd.pdf" --kind final
people look
act <<PEOPLE
chloe@bourg.example sends "Voici." $TO subject="Rapport final : sans office" attach=fin.pdf
PEOPLE
rounds '2027-03-03 09:00'
letters <<'LIST'
chloe@bourg.example held not-of-the-chantier
LIST
is "$(who_has_mail)" chloe 'who has left the office is told'
done_is 'the journal holds together' g journal verify
done_testing
