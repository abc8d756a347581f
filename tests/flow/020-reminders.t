#!/bin/sh
# Reminders go to the silent only, each step once, on working days; an outage repeats nothing (I8).
. "$(dirname "$0")/../lib.sh"
stand
assembly
steps() { g --json session show "${1:-conseil}" | json '" ".join("%d:%s:%s" % (r["step"], r["due"][5:16], r["state"]) for r in d["reminders"])'; }

# A Friday; Thursday J-15, Friday J-7, Wednesday J-2.
convened 2027-03-12 '2027-02-15 09:00'
people look
is "$(steps)" '-15:02-25T09:00:planned -7:03-05T09:00:planned -2:03-10T09:00:planned' 'the plan of the règlement'
clock '2027-02-16 10:00'
act <<'PEOPLE'
anne clicks outlook ACCEPTED
bruno writes "absent"
chloe clicks thunderbird TENTATIVE
mairie writes "présent" named=Blanc
PEOPLE
round
people look
round '2027-02-25 08:59'
is "$(who_has_mail)" '' 'none before its hour'
round '2027-02-25 09:00'
is "$(who_has_mail)" 'david emma farid gaelle hugo ines louis mairie' 'one to each who is silent'
mail=$(people show mairie Rappel)
like "$mail" 'Subject: Rappel : Conseil, vendredi 12 mars 2027 à 9 h 30 — pour Mme Karine Noir' 'for the silent one of two'
like "$mail" 'ics SEQUENCE:0' 'the same event'
like "$mail" 'method=REQUEST' 'that can be answered'
unlike "$mail" 'Pièces jointes' 'without the documents'
people look
round '2027-02-25 09:01'
round '2027-02-25 15:00'
is "$(who_has_mail)" '' 'once'
is "$(steps)" '-15:02-25T09:00:sent -7:03-05T09:00:planned -2:03-10T09:00:planned' 'the step is done'
act <<'PEOPLE'
david writes "présent"
PEOPLE
round
is "$(g --json session show conseil | json '[p["presence"] for p in d["people"] if p["member"] == "david"]')" "['present']" \
    'a reminder can be answered'
people look

# The daemon is out from Thursday to Friday afternoon: the step goes on Monday morning.
round '2027-03-05 15:00'
is "$(who_has_mail)" '' 'not in the afternoon of a missed hour'
round '2027-03-06 09:00'
round '2027-03-07 09:00'
is "$(who_has_mail)" '' 'nor at the weekend'
round '2027-03-08 09:00'
is "$(who_has_mail)" 'emma farid gaelle hugo ines louis mairie' 'at the hour of the next working day'
people look

# All answer: the last step has nobody to go to.
clock '2027-03-09 10:00'
act <<'PEOPLE'
emma writes "présente"
farid writes "présent"
gaelle writes "présente"
hugo writes "présent"
ines writes "présente"
louis writes "présent"
mairie writes "présente" named=Noir
PEOPLE
round
people look
round '2027-03-10 09:00'
is "$(who_has_mail)" '' 'nobody is silent, nobody is reminded'
is "$(steps)" '-15:02-25T09:00:sent -7:03-08T09:00:sent -2:03-10T09:00:skipped' 'and the step is done'
like "$(g why 'session/conseil/reminder/0/J-2')" 'nobody-is-silent' 'the journal says why'

# An outage over two steps: only the newest goes.
clock '2027-03-15 09:00'
sed 's/^id = .*/id = deux/' "$(draft 2027-04-16 'reminders = J-10, J-8, J-1')" >"$T/deux.conf"
g session new "$T/deux.conf" >/dev/null && g session convene deux --yes >/dev/null
round '2027-03-15 09:11'
people look
is "$(steps deux)" '-10:04-06T09:00:planned -8:04-08T09:00:planned -1:04-15T09:00:planned' 'two steps in one week'
round '2027-04-08 20:00'
round '2027-04-09 09:30'
is "$(who_has_mail | wc -w)" 12 'one mail to each after the outage'
is "$(steps deux)" '-10:04-06T09:00:skipped -8:04-09T09:00:sent -1:04-15T09:00:planned' 'the older step is left out'
like "$(g why session/deux/reminder/0/J-10)" 'newer-step-missed-too' 'and why'
people look
g session cancel deux --reason 'Faute de quorum' --yes >/dev/null
round '2027-04-09 10:00'
people look
round '2027-04-15 09:00'
is "$(who_has_mail)" '' 'no reminder of what is cancelled'
is "$(steps deux | grep -o '[a-z]*$')" stopped 'the step is stopped'

# Whit Monday 2027 is 17 May: J-1 and J-3 both fall on the Friday before, and become one.
clock '2027-04-20 09:00'
sed 's/^id = .*/id = mardi/' "$(draft 2027-05-18 'reminders = J-3, J-1' 'reminder_hour = 08:30')" >"$T/mardi.conf"
g session new "$T/mardi.conf" >/dev/null && g session convene mardi --yes >/dev/null
is "$(steps mardi)" '-1:05-14T08:30:planned' 'steps that meet become one'
round '2027-04-20 09:11'
people look

# Somebody joins; the correction that follows invites them, and they are reminded like the others.
head -1 "$DATA/commune.csv" >"$T/late.csv"
echo 'nadia;Mme;Nadia;Tard;F;titulaire;nadia@bourg.example;;gt1' >>"$T/late.csv"
done_is 'a member joins' g member import "$T/late.csv"
sed -i 's/Ouverture/Ouverture de la séance/' "$T/mardi.conf"
g session move mardi "$T/mardi.conf" --yes >/dev/null
round '2027-04-20 09:30'
mail=$(people show nadia)
like "$mail" 'ics SEQUENCE:0' 'the late joiner gets the event as it is'
is "$(unread nadia)" 1 'once'
people look
act <<'PEOPLE'
anne writes "présente"
PEOPLE
round '2027-04-21 09:00'
people look
round '2027-05-14 08:29'
is "$(who_has_mail)" '' 'not before its hour'
round '2027-05-14 08:30'
is "$(who_has_mail)" 'bruno chloe david emma farid gaelle hugo ines louis mairie mairie nadia' \
    'reminded on the Friday before Whit Monday, at the hour of the session'
round '2027-05-17 09:00'
is "$(who_has_mail | wc -w)" 12 'and not on the holiday'
is "$(sql 'SELECT count(*) FROM (SELECT 1 FROM outgoing WHERE kind = "reminder" GROUP BY invitation_id, mailing_id HAVING count(*) > 1)')" \
    0 'no step went twice to anybody'
done_testing
