#!/bin/sh
# Deadlines of every matter over five weeks: one mail a day to each who owes something, answered line by line;
# silent once it is done, late to the co-presidents; and the command that sets, lists and ends them (I8).
. "$(dirname "$0")/../lib.sh"
stand
clock '2027-02-15 09:00'
cp "$DATA/commune.csv" "$T/members.csv"
g apply "$DATA/chantier.conf" >/dev/null && g member import "$T/members.csv" >/dev/null || { echo 'Bail out! no assembly'; exit 1; }
convened 2027-03-12 '2027-02-15 09:00'
clock '2027-02-15 09:20'
cat >"$T/saisine.conf" <<'SAISINE'
[saisine]
number = 2027-01
title = Usages numériques
referred_by = La Région
referred_on = 2027-02-15
[questions]
1 = Que manque-t-il ?
[stage open]
due_on = 2027-03-12
SAISINE
g saisine new "$T/saisine.conf" >/dev/null && g saisine assign 2027-01 gt1-2 >/dev/null
round '2027-02-15 09:21'
people look
state() { g --json deadline list --all | json "[(x['state'], x['closed_by']) for x in d['deadlines'] if x['id'] == $1]"; }
number() { g --json deadline list | json "[x['id'] for x in d['deadlines'] if x['title'] == \"$1\"][0]"; }

# What is refused, and says what would be taken.
lines=$(g journal list | wc -l)
refused 'a date in the past' '2027-02-14 is past' g deadline add louis 2027-02-14 'Note de frais'
refused 'nobody of that name' 'there is nothing of that name (a saisine'"'"'s number, a group or chantier, a session, a member, or assembly)' \
    g deadline add personne 2027-03-08 'Note de frais'
refused 'a plan that is none' "'demain' is no step (such as J-15, J-7, J+1)" \
    g deadline add louis 2027-03-08 'Note de frais' --plan 'J-3, demain'
refused 'without a title' 'title: it is empty' g deadline add louis 2027-03-08 ' '
refused 'a number that is none' 'deadline 99: there is none of that number' g deadline done 99
g deadline add louis demain 'Note de frais' >/dev/null 2>"$T/err"
is "$?" 2 'a date that is none is a slip of the pen'
like "$(cat "$T/err")" "'demain' is no date (such as 2027-03-12)" 'and told'
is "$(g journal list | wc -l)" "$lines" 'nothing of it is in the journal'

# Set by staff, for whom it concerns.
out=$(g deadline add gt1-2 2027-03-12 "Rapport d'étape")
like "$out" "2027-03-12, Rapport d'étape" 'the report of a chantier'
like "$out" 'owed by: Mme Chloé Durand' 'its rapporteure owes it'
like "$out" 'owed by: Mme Emma Leroy' 'and its co-rapporteure'
like "$out" 'reminders: 2027-02-25, 2027-03-05, 2027-03-11, 2027-03-15, 2027-03-19 (to the co-presidents)' 'on these days'
like "$(g deadline add louis 2027-03-08 'Note de frais' --plan 'J-3, J+1')" \
    'reminders: 2027-03-05, 2027-03-09, 2027-03-15 (to the co-presidents)' 'a member, with a plan'
like "$(g deadline add gt1 2027-03-05 'Programme' --plan 'J-1, J+1')" 'owed by: M. Bruno Petit' 'the pair of a group'
like "$(g deadline add assembly 2027-03-10 'Relevé')" 'owed by staff' 'staff itself'
report=$(number "Rapport d'étape") frais=$(number 'Note de frais') programme=$(number 'Programme')
is "$(g --json deadline list | json '[(x["due"], x["kind"], x["role"]) for x in d["deadlines"]]')" \
    "[('2027-03-05', 'manual', 'copilotes'), ('2027-03-08', 'manual', 'member'), ('2027-03-10', 'manual', 'staff'), ('2027-03-12', 'session', 'silent'), ('2027-03-12', 'stage', 'contributors'), ('2027-03-12', 'report', 'rapporteurs')]" \
    'the list, by date'
refused 'a session closes by itself' "a session's ends with it" g deadline done "$(number Conseil)"

# Three things on one day are one mail; one who owes the session alone has its event.
round '2027-02-25 08:59'
is "$(who_has_mail)" '' 'none before the hour'
round '2027-02-25 09:00'
is "$(who_has_mail)" 'anne bruno chloe david emma farid gaelle hugo ines louis mairie mairie' 'one mail to each'
mail=$(people show chloe)
like "$mail" 'Subject: Rappel : 3 réponses attendues' 'what somebody owes'
like "$mail" 'plain| Répondez à ce message, une ligne par numéro, par exemple : 1 présent / 2 néant / 3 fait' 'and how to answer, first'
like "$mail" 'plain| 1. Conseil' 'the session'
like "$mail" 'plain| vendredi 12 mars 2027 à 9 h 30, dans 15 jours' 'its date in full, and how far it is'
like "$mail" 'plain| 2. Saisine 2027-01, contributions (« Usages numériques »)' 'the saisine'
like "$mail" "plain| 3. Rapport d'étape" 'the report'
like "$mail" 'greffe+gt1-2@assemblee.example' 'and where it goes'
like "$mail" 'Auto-Submitted: auto-generated' 'a program wrote it'
unlike "$mail" 'ics ' 'no event beside the list'
mail=$(people show david)
like "$mail" 'Subject: Rappel : Conseil, vendredi 12 mars 2027' 'the session alone'
like "$mail" 'ics SEQUENCE:0' 'keeps its event'
like "$mail" 'method=REQUEST' 'and buttons'
people look
round '2027-02-25 09:01'
is "$(who_has_mail)" '' 'once'

# Answered line by line.
act <<'PEOPLE'
chloe writes "1 présente\n2 néant\n3 fait\n4 fait" of="Rappel"
emma writes "1 absente\n2 Il nous faut une halle couverte et un médecin." of="Rappel" attach=halle.jpg
PEOPLE
round '2027-02-25 10:00'
letters <<'LIST'
chloe@bourg.example applied lines-of-a-list
emma@bourg.example applied lines-of-a-list
LIST
presences <<'LIST'
chloe present
emma absent
david silent
LIST
like "$(people show chloe 'Compte rendu')" 'plain| - 4 fait : il n'"'"'y a pas de ligne de ce numéro' 'a transcript comes back'
mail=$(people show emma 'Compte rendu')
like "$mail" "plain| - 1 absente : c'est noté" 'what can be done is done'
like "$mail" ": cela ne convient pas à cette ligne : répondez « néant », ou envoyez votre contribution à greffe+$(sql "SELECT token FROM solicitation s JOIN member m ON m.id = s.member_id WHERE slug = 'emma'")@assemblee.example : elle n'est pas encore enregistrée" \
    'a contribution among the lines: where it is to go'
like "$mail" 'plain| - Fichiers joints : ils ne sont pas enregistrés, joignez-les à la contribution' 'and its files'
is "$(state "$report")" "[('done', 'member/chloe')]" 'the report is done'
is "$(sql "SELECT count(*) FROM solicitation WHERE nothing_at IS NOT NULL")" 1 'she has nothing to contribute'
people look

# The pair of the group.
round '2027-03-04 09:00'
is "$(who_has_mail)" 'anne bruno' 'those who owe it'
like "$(people show anne)" 'plain| Quand c'"'"'est fait, répondez à ce message par un seul mot : fait.' 'and how to say so'
people look
round '2027-03-05 09:00'
is "$(who_has_mail)" 'anne bruno david emma farid gaelle hugo ines louis mairie mairie' 'who has done all has no mail'
like "$(people show emma)" 'Subject: Rappel : Saisine 2027-01, contributions, vendredi 12 mars 2027' 'one thing by its name'
like "$(people show louis)" 'Subject: Rappel : 2 réponses attendues' 'two of different matters'
people look

# A contribution in answer to the reminder; staff says what it heard by telephone.
act <<'PEOPLE'
emma writes "Il manque un accès dans les hameaux." of="Rappel" attach=carte.pdf
PEOPLE
round '2027-03-05 11:00'
is "$(sql "SELECT m.slug || ' ' || c.state FROM contribution c JOIN member m ON m.id = c.member_id")" 'emma received' \
    'it is recorded'
people look
round '2027-03-06 09:00'
round '2027-03-07 09:00'
is "$(who_has_mail)" '' 'nothing at the weekend'
round '2027-03-08 09:00'
is "$(who_has_mail)" 'anne bruno' 'what fell on a Saturday, on Monday'
like "$(people show anne)" 'plain| vendredi 5 mars 2027, en retard de 3 jours' 'since when it is late'
like "$(g why "deadline/$programme")" 'deadline.overdue' 'and it is late in the journal'
people look
round '2027-03-09 09:00'
is "$(who_has_mail)" 'louis' 'the day after, one person'
act <<'PEOPLE'
louis writes "Fait." of="Rappel"
PEOPLE
round '2027-03-09 09:30'
is "$(state "$frais")" "[('done', 'member/louis')]" 'a word is enough'
people look

# Late by a week: the co-presidents; then the session is over, and its deadline with it.
round '2027-03-10 09:00'
is "$(who_has_mail)" 'anne bruno david farid gaelle hugo ines louis mairie mairie' 'the session goes on'
people look
round '2027-03-11 09:00'
is "$(who_has_mail)" '' 'what all have done reminds nobody'
round '2027-03-12 09:00'
is "$(who_has_mail)" 'gaelle hugo' 'the co-presidents are told'
mail=$(people show gaelle)
like "$mail" 'Subject: Pour information, en retard : Programme' 'what is late'
like "$mail" 'plain| - Programme (« Attractivité et innovation »), vendredi 5 mars 2027, en retard de 7 jours. Attendu de Mme Anne Martin et M. Bruno Petit' \
    'since when, and from whom'
people look
done_is 'staff ends it' g deadline done "$programme"
is "$(state "$programme")" "[('done', 'staff')]" 'and said so'
g deadline done "$(number Relevé)" >/dev/null
refused 'once' 'it is closed already' g deadline done "$programme"
round '2027-03-15 09:00'
round '2027-03-19 09:00'
is "$(who_has_mail)" '' 'nothing is left to remind of'
is "$(g --json deadline list | json '[(x["due"], x["kind"], x["subject"]) for x in d["deadlines"] if x["kind"] in ("session", "rhythm")]')" \
    "[('2027-09-12', 'rhythm', 'assembly')]" 'the session is over; the next plenary is to be planned'
is "$(sql "SELECT count(*) FROM reminder WHERE state = 'planned' AND deadline_id NOT IN (SELECT id FROM deadline WHERE state = 'open')")" \
    0 'no step is left of what is closed'
is "$(sql "SELECT count(*) FROM (SELECT 1 FROM outgoing WHERE kind = 'reminder' GROUP BY recipient, member_id, date(queued_at, 'unixepoch') HAVING count(*) > 1)")" \
    0 'nobody had two reminders on one day'

# Two things with one name.
head -1 "$T/members.csv" >"$T/double.csv"
echo 'gt1-1;M.;Guy;Tardieu;M;titulaire;guy@bourg.example;;gt1' >>"$T/double.csv"
g member import "$T/double.csv" >/dev/null
refused 'two things with one name' "it means two things (say 'body/gt1-1' or 'member/gt1-1')" \
    g deadline add gt1-1 2027-04-30 'Rapport final'
like "$(g deadline add body/gt1-1 2027-04-30 'Rapport final')" 'owed by: M. David Moreau' 'the whole name is clear'
like "$(g deadline add member/gt1-1 2027-04-30 'Fiche')" 'owed by: M. Guy Tardieu' 'for both'
like "$(g deadline add body/gt1-1 2027-05-14 'Rapport final')" 'it was due on 2027-04-30, that moves' 'one report is due at a time'
done_testing
