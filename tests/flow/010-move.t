#!/bin/sh
# The date moves: the same event is updated and everybody is asked again. A misprint is corrected: the
# answers stay. A cancellation ends it (I9, I13).
. "$(dirname "$0")/../lib.sh"
stand
assembly
convened 2027-03-12 '2027-02-15 09:00'
people look
act <<'PEOPLE'
anne clicks outlook ACCEPTED
bruno writes "présent"
chloe writes "absente"
david clicks google ACCEPTED
PEOPLE
round '2027-02-16 10:00'
uids=$(sql 'SELECT group_concat(uid) FROM (SELECT uid FROM invitation ORDER BY id)')
people look

# A proof, a refusal, an order that is taken back.
clock '2027-02-22 09:00'
moved=$(draft 2027-03-19)
done_is 'a proof of the move' g session move conseil "$moved"
round
is "$(who_has_mail)" secretariat 'goes to staff only'
like "$(people show secretariat 'Bon à tirer')" 'Objet : Changement : Conseil, désormais vendredi 19 mars 2027' 'as it will be'
is "$(g --json session show conseil | json 'd["start"][:10], d["version"], d["sequence"]')" '2027-03-12 1 0' 'nothing has changed'
refused 'a date too near' 'convened too late' g session move conseil "$(draft 2027-03-01)" --yes
sed 's/^id = .*/id = autre/' "$moved" >"$T/autre.conf"
refused 'the file of another session' 'is of another session or body' g session move conseil "$T/autre.conf" --yes
like "$(g session move conseil "$moved" --yes)" '4 people who had answered are asked again' 'moved'
presences <<'LIST'
anne silent before answers:1
LIST
round '2027-02-22 09:05'
done_is 'taken back' g session recall conseil
round '2027-02-22 10:00'
is "$(who_has_mail)" 'secretariat' 'what was taken back never leaves'
is "$(g --json session show conseil | json 'd["state"], d["start"][:10], d["sequence"]')" 'convened 2027-03-12 0' 'the former date is in force'
presences <<'LIST'
anne present answers:1
chloe absent
LIST
is "$(g --json session show conseil | json '" ".join(str(r["step"]) for r in d["reminders"] if r["state"] == "planned")')" \
    '-15 -7 -2' 'and so are its reminders'

# Moved for good. Words that arrive before the mail has left answer the former date.
people look
clock '2027-02-23 09:00'
g session move conseil "$moved" --yes >/dev/null
echo 'courriel.example none' >"$T/dmarc"
act <<'PEOPLE'
emma writes "présente"
ines writes "présente" from=secretaire@courriel.example
PEOPLE
round '2027-02-23 09:05'
round '2027-02-23 09:11'
presences <<'LIST'
anne silent before
emma silent before answers:1
LIST
like "$(people show emma 'À répondre de nouveau')" "concerne l'ancienne convocation" 'who was too early is told'
mail=$(people show anne)
like "$mail" 'Subject: Changement : Conseil, désormais vendredi 19 mars 2027 à 9 h 30' 'the change'
like "$mail" 'ics METHOD:REQUEST' 'a request again'
like "$mail" 'ics SEQUENCE:1' 'a higher SEQUENCE asks calendars anew'
like "$mail" 'ics DTSTART:20270319T083000Z' 'the new date'
like "$mail" 'Les réponses déjà reçues valaient pour l' 'answers are asked anew'
is "$(sql 'SELECT group_concat(uid) FROM (SELECT uid FROM invitation ORDER BY id)')" "$uids" 'the same events'
is "$(g --json session show conseil | json 'd["day"]["silent"], d["day"]["invited"]')" '12 12' 'all are silent again'
is "$(g --json session show conseil | json '[(r["step"], r["sequence"], r["due"][:10]) for r in d["reminders"] if r["state"] == "planned"]')" \
    "[(-15, 1, '2027-03-04'), (-7, 1, '2027-03-12'), (-2, 1, '2027-03-17')]" 'reminders follow the date'

# Answers to the old mail and to the new one.
people look
clock '2027-02-24 10:00'
act <<'PEOPLE'
anne clicks outlook ACCEPTED sequence=0
bruno writes "présent" of="Convocation"
chloe writes "présente"
david clicks thunderbird DECLINED
farid writes "absent" bare=yes subject="Réunion"
PEOPLE
round
presences <<'LIST'
anne silent before answers:2
bruno silent before
chloe present
david absent
farid absent
LIST
is "$(who_has_mail)" 'anne bruno chloe farid' 'who is told'
like "$(people show anne 'À répondre de nouveau')" "vendredi 19 mars 2027" 'an old answer is told the new date'
like "$(people show anne 'À répondre de nouveau')" "plain| Répondez de nouveau à ce message par un seul mot : présent ou absent." 'and asked again'
unlike "$(people show chloe)" "ancienne convocation" 'an answer to the new date is simply noted'

# Corrections keep SEQUENCE and answers.
people look
sed -i 's/Ouverture/Ouverture de la séance/' "$moved"
clock '2027-02-25 09:00'
like "$(g session move conseil "$moved" --yes)" 'corrected' 'another agenda is a correction'
round '2027-02-25 09:11'
mail=$(people show chloe)
like "$mail" 'Subject: Précision : Conseil' 'a correction'
like "$mail" 'votre réponse reste valable' 'says that answers stay'
like "$mail" 'ics SEQUENCE:1' 'the same SEQUENCE'
like "$mail" 'Ouverture de la séance' 'the new agenda'
presences <<'LIST'
chloe present
david absent
LIST
is "$(g --json session show conseil | json 'd["version"], d["sequence"], [(m["kind"], m["state"], m["taken"]) for m in d["mailings"]]')" \
    "4 1 [('convocation', 'done', 12), ('move', 'recalled', 0), ('move', 'done', 12), ('correction', 'done', 12)]" 'its mailings'

# What was said of the former date counts for it, however late it is confirmed.
act <<'PEOPLE'
ines writes "oui" of="Est-ce bien vous"
PEOPLE
round '2027-02-25 10:00'
presences <<'LIST'
ines silent before rule:confirmed-by-member
LIST

# Forced to another hour on the eve.
clock '2027-03-15 09:00'
sed 's/ 09:30/ 10:00/' "$moved" >"$T/later.conf"
refused 'another hour is a change too' 'convened too late' g session move conseil "$T/later.conf" --yes
done_is 'forced' g session move conseil "$T/later.conf" --yes --force 'Retard du train'
done_is 'and taken back' g session recall conseil

# Cancelled.
people look
g session cancel conseil --yes >"$T/out" 2>"$T/err"
is "$? $(cut -c1-33 "$T/err")" '2 greffe: session cancel: --reason ' 'a cancellation needs its reason'
done_is 'a proof of it' g session cancel conseil --reason 'Intempéries'
done_is 'cancelled' g session cancel conseil --reason 'Intempéries' --yes
done_is 'taken back in time' g session recall conseil
is "$(g --json session show conseil | json 'd["state"], d["sequence"]')" 'convened 1' 'it is on again'
done_is 'cancelled after all' g session cancel conseil --reason 'Intempéries' --yes
round '2027-03-15 09:11'
mail=$(people show chloe)
like "$mail" 'Subject: Annulation : Conseil' 'the cancellation'
like "$mail" 'Motif : Intempéries' 'its reason'
like "$mail" 'text/calendar;charset=UTF-8;method=CANCEL' 'for calendars'
like "$mail" 'ics STATUS:CANCELLED' 'cancelled'
like "$mail" 'ics SEQUENCE:2' 'with a higher SEQUENCE'
refused 'cancelled twice' 'it is cancelled, not convened' g session cancel conseil --reason x --yes
refused 'nor moved' 'it is cancelled, not convened' g session move conseil "$moved" --yes
is "$(g --json session show conseil | json 'sum(r["state"] == "planned" for r in d["reminders"])')" 0 'no reminder is left'
people look
act <<'PEOPLE'
emma writes "présente"
PEOPLE
round '2027-03-16 10:00'
letters <<'LIST'
emma@bourg.example noted session-cancelled
LIST
round '2027-03-17 09:01'
is "$(who_has_mail)" '' 'silence from now on'
done_is 'the journal holds together' g journal verify
done_testing
