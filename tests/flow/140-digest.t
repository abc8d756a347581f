#!/bin/sh
# Staff's morning: one line when all is in order; else what waits, with ranked guesses, who cannot be reached, what
# is late and what was done. Answered line by line from a telephone; a transcript comes back (I10, I14).
. "$(dirname "$0")/../lib.sh"
stand
setting instance.digest true
sed 's/^\[rules\]/&\nchantiers_per_group = 0\nconfirmation_days = 5/' "$DATA/saisine.conf" >"$T/saisine.conf"
sed '/^farid/s/littoral;;/littoral;farid@bourg.example;/' "$DATA/saisine.csv" >"$T/members.csv"
clock '2027-02-14 20:00'
g apply "$T/saisine.conf" >/dev/null && g member import "$T/members.csv" >/dev/null || { echo 'Bail out! no assembly'; exit 1; }
printf 'perso.example none\n' >"$T/dmarc"
digest() { people show secretariat "Point du $1" | grep -v '^html|'; } # [DAY]: that morning's mail, as text
line_of() { digest "$1" | sed -n "s/^plain| \([0-9]*\)\. .*$2.*/\1/p" | head -1; } # DAY WORDS: the number of a line
subject_of() { people show secretariat 'Point du' | sed -n 's/^Subject: //p'; }

# Not at the weekend; on Monday one line.
round '2027-02-14 20:01'
is "$(who_has_mail)" '' 'nothing on a Sunday'
round '2027-02-15 07:59'
is "$(who_has_mail)" '' 'nor before the hour'
round '2027-02-15 08:00'
is "$(who_has_mail)" 'secretariat' 'at the hour, staff'
is "$(subject_of)" 'Point du lundi 15 février 2027 : tout est en ordre' 'all is in order: the subject says so'
is "$(digest lundi | sed -n 's/^plain| //p' | grep -v '^$' | head -2 | paste -sd'|')" \
    'Tout est en ordre.|Assemblée des Territoires, le greffe' 'in one line'
round '2027-02-15 08:01'
is "$(unread secretariat)" 1 'once a day'

# A week of the office.
clock '2027-02-15 09:00'
for number in 2027-01 2027-02; do
    printf '[saisine]\nnumber = %s\ntitle = %s\nreferred_by = La Région\nreferred_on = 2027-02-15\n[questions]\n1 = Que faire ?\n[stage open]\ndue_on = %s\n' \
        "$number" "$([ $number = 2027-01 ] && echo 'Bourgs-centres' || echo 'Tourisme hivernal')" "2027-03-3${number#*-0}" >"$T/s.conf"
    sed -i 's/2027-03-32/2027-04-02/' "$T/s.conf"
    g saisine new "$T/s.conf" >/dev/null && g saisine assign "$number" gt3 >/dev/null && g saisine advance "$number" open >/dev/null
done
convened 2027-03-12 '2027-02-15 09:05'
g deadline add assembly 2027-02-19 'Envoyer le relevé' >/dev/null
g deadline add assembly 2027-02-25 'Réserver la salle' >/dev/null
g deadline add assembly 2027-04-30 'Commander les badges' >/dev/null
clock '2027-02-15 10:00'
act <<'PEOPLE'
ines@bourg.example sends "Le rapport." to=greffe+gt3-2@assemblee.example subject="Rapport final : les bourgs" attach=rapport.pdf
bruno writes "présent" of=Convocation
server bounces louis of=Convocation
PEOPLE
round '2027-02-15 10:01'
round '2027-02-15 10:02'
clock '2027-02-19 11:00'
people look
act <<'PEOPLE'
anne writes "OK" of=Convocation
gaelle writes "Q1 : des médecins, et des loyers modérés pour les boutiques." of="[Saisine 2027-01]" subject="Re: [Saisine 2027-01] et [Saisine 2027-02]"
PEOPLE
round '2027-02-19 11:01'
act <<'PEOPLE'
chloe@perso.example sends "Je serai présente au conseil." subject="Conseil"
chloe@bourg.example sends "Note d'étape : rien de neuf." to=greffe+gt1-2@assemblee.example subject="Usages"
david@perso.example sends "Gagnez un voyage" subject="Promotion"
emma writes "Je ne sais pas encore, voyez avec mon secrétariat ?" of=Convocation
PEOPLE
round '2027-02-19 11:02'
round '2027-02-20 10:03'
people look

# Monday morning.
round '2027-02-22 08:00'
is "$(who_has_mail)" 'secretariat' 'one mail, to staff'
text=$(digest 'lundi 22')
like "$text" 'Subject: Point du lundi 22 février 2027' 'the subject has the day'
unlike "$text" 'tout est en ordre' 'and no more'
like "$text" 'Auto-Submitted: auto-generated' 'a program wrote it'
like "$text" 'anne@bourg.example>, vendredi 19 février 2027 à 11 h 01, « Re: Convocation' 'a letter: who, when, what about'
like "$text" 'Peut-être : 1 conseil/anne' 'and what it may be, as it is answered'
like "$text" "$(line_of 'lundi 22' gaelle@) saisine/2027-01/gaelle, ou $(line_of 'lundi 22' gaelle@) saisine/2027-02/gaelle, ou $(line_of 'lundi 22' gaelle@) conseil/gaelle" \
    'several, the likeliest first'
like "$text" "Peut-être : $(line_of 'lundi 22' 'chloe@bourg') chantier/gt1-2/chloe" 'a chantier it came to, before the session'
unlike "$(printf '%s\n' "$text" | grep perso.example)" 'Peut-être' 'of who is unknown nothing is guessed'
like "$text" 'GT3-2, version 1 : « les bourgs », Mme Inès Costa' 'the report that nobody confirmed'
like "$text" 'Envoyer le relevé : vendredi 19 février 2027 (en retard de 3 jours)' 'what is late'
like "$text" 'Réserver la salle : jeudi 25 février 2027 (dans 3 jours)' 'what is due this week'
unlike "$text" 'badges' 'and nothing of April'
like "$text" 'M. Louis Garcia, tél. 05 61 00 00 12 : ' 'who is to be telephoned'
like "$text" 'Conseil, vendredi 12 mars 2027 à 9 h 30 : 1 présent, 0 absent, 1 incertain, 10 sans réponse : Mme Anne Martin, Mme Chloé Durand,' 'the session, its silent members by name'
like "$text" 'messages reçus' 'what was done since'
held=$(g --json inbox held | json 'len(d["messages"])')
is "$(printf '%s\n' "$text" | grep -c '^plain| [0-9]*\. ')" "$((held + 3))" 'every letter, the report and both deadlines have a number'

# Answered from a telephone, the digest quoted below; one line wrong, one twice, one unclear.
N() { line_of 'lundi 22' "$1"; }
anne=$(N anne@) gaelle=$(N gaelle@) perso=$(N chloe@perso) note=$(N 'chloe@bourg') spam=$(N david@perso) emma=$(N emma@)
report=$(N 'version 1') late=$(N 'relevé') room=$(N 'salle')
people look
clock '2027-02-22 08:20'
act <<PEOPLE
secretariat writes "Bonjour,\n\n$anne présente\n$anne absente\n$gaelle saisine 2027-01\n$perso conseil/chloé\n$perso conseil/chloe\n$note chantier/gt1-2/chloe\n$spam ignorer\n$report oui\n$late fait\n$room oui\n$emma saisine 2027-09\n99 fait\nBonne journée\n\nEnvoyé de mon iPhone" of="Point du lundi 22"
PEOPLE
round '2027-02-22 08:21'
round '2027-02-22 08:22'
letters <<'LIST'
secretariat@assemblee.example applied lines-of-a-list
anne@bourg.example settled present
gaelle@bourg.example applied settled-by-staff
chloe@perso.example applied settled-by-staff
chloe@bourg.example applied settled-by-staff
david@perso.example ignored ignored-by-staff
emma@bourg.example held needs-reading
LIST
presences <<'LIST'
anne present rule:order by:staff
chloe present rule:settled-by-staff by:staff
bruno present
emma tentative
LIST
mail=$(people show secretariat 'Compte rendu')
like "$mail" 'Subject: Compte rendu : tout n'"'"'a pas pu être fait' 'a transcript comes back'
like "$mail" "In-Reply-To: " 'in the thread of the answer'
like "$mail" "plain| - $anne présente : c'est noté" 'line by line'
like "$mail" "plain| - $anne absente : c'est déjà réglé" 'twice: the first counts'
like "$mail" "plain| - $gaelle saisine 2027-01 : c'est noté" 'a contribution'
like "$mail" "plain| - $note chantier/gt1-2/chloe : c'est noté" 'a report, as the guess is printed'
like "$mail" "plain| - $spam ignorer : c'est noté" 'an ignored one'
like "$mail" "plain| - $report oui : c'est noté" 'a report confirmed'
like "$mail" "plain| - $late fait : c'est noté" 'a deadline done'
like "$mail" "plain| - $room oui : cela ne convient pas à cette ligne : répondez « fait » quand c'est fait" 'an answer that does not fit'
like "$mail" "plain| - $emma saisine 2027-09 : « 2027-09 » : aucune saisine de ce numéro" 'a saisine that is none, in French'
like "$mail" "plain| - 99 fait : il n'y a pas de ligne de ce numéro" 'a line that is none'
like "$mail" 'les numéros restent les mêmes' 'and how to go on'
unlike "$mail" 'iPhone' 'a signature is no line'
unlike "$mail" 'Bonne journée' 'nor is a greeting'
like "$(g contribution show 2027-01/gaelle)" 'des médecins' 'the contribution is there'
like "$(g saisine show 2027-01)" '1 contributed' 'and counts'
like "$(g report list)" 'gt3-2/1  distributed' 'the report is out'
is "$(g --json deadline list | json '[x["title"] for x in d["deadlines"] if x["role"] == "staff" and x["kind"] == "manual"]')" \
    "['Réserver la salle', 'Commander les badges']" 'the deadline is closed'
like "$(g why "message/$(letter_of anne@bourg.example)")" 'staff                message' 'the journal says who decided'
like "$(g inbox show "$(letter_of anne@bourg.example)")" 'recorded: present, all parts (greffe why conseil/anne)' 'inbox show opens what came of it'
like "$(g journal list)" 'message.settled' 'the journal has the acts'

# What was left, answered below the quote, to the transcript; and the same answer once more.
people look
clock '2027-02-22 09:00'
act <<PEOPLE
secretariat writes "$room fait\n$emma absent" of="Compte rendu"
PEOPLE
round '2027-02-22 09:01'
like "$(people show secretariat "C'est fait")" "plain| - $room fait : c'est noté" 'the numbers stay the same'
presences <<'LIST'
emma absent
LIST
before=$(sql "SELECT count(*) FROM answer") lines=$(sql "SELECT count(*) FROM journal WHERE act LIKE 'deadline.%'")
people look
act <<PEOPLE
secretariat writes "$room fait\n$emma présent" of="Point du lundi 22"
PEOPLE
round '2027-02-22 09:10'
mail=$(people show secretariat 'Compte rendu')
like "$mail" "plain| - $room fait : c'est déjà fait" 'answered twice: said, not done again'
is "$(sql "SELECT count(*) FROM answer") $(sql "SELECT count(*) FROM journal WHERE act LIKE 'deadline.%'")" "$before $lines" 'and nothing changes'

# Bottom-posted, under the quoted list, whose lines are no orders.
clock '2027-02-23 08:00'
round
people look
act <<'PEOPLE'
anne@perso.example sends "Serai-je attendue ?" subject="Conseil"
PEOPLE
round '2027-02-23 09:00'
round '2027-02-24 08:00'
n=$(line_of 'mercredi 24' 'anne@perso')
back=$(digest 'mercredi 24' | sed -n 's/^Reply-To: .*<\(.*\)>/\1/p')
quoted=$(digest 'mercredi 24' | sed -n 's/^plain| />/p' | tr '\n"' "~'" | sed 's/~/\\n/g')
people look
act <<PEOPLE
secretariat@assemblee.example sends "Le 24/02/2027 à 08:00, Le greffe a écrit :\n$quoted\n\n$n ignorer" to=$back subject="Re: Point"
PEOPLE
round '2027-02-24 08:10'
letters <<'LIST'
anne@perso.example ignored ignored-by-staff
LIST
like "$(people show secretariat "C'est fait")" "plain| - $n ignorer : c'est noté" 'an answer under the quote'

# Who is not staff.
act <<'PEOPLE'
bruno@perso.example sends "Qui préside ?" subject="Conseil"
PEOPLE
round '2027-02-24 09:00'
round '2027-02-25 08:00'
n=$(line_of 'jeudi 25' 'bruno@perso')
back=$(digest 'jeudi 25' | sed -n 's/^Reply-To: .*<\(.*\)>/\1/p')
people look
act <<PEOPLE
curieux@ailleurs.example sends "$n ignorer" to=$back
anne@bourg.example sends "$n conseil/anne" to=$back
secretariat@assemblee.example sends "$n ignorer" to=$back envelope=x@pirate.example
secretariat@assemblee.example sends "Merci, c'est noté" to=$back
PEOPLE
round '2027-02-25 08:10'
letters <<'LIST'
curieux@ailleurs.example held list-other-sender
anne@bourg.example held list-other-sender
bruno@perso.example held unknown-sender
secretariat@assemblee.example held list-without-numbers
LIST
is "$(sql "SELECT count(*) FROM message WHERE from_address = 'secretariat@assemblee.example' AND reason = 'list-other-sender'")" 1 'a forged staff is nobody'
is "$(who_has_mail)" '' 'nobody of them has an answer'
for id in $(g --json inbox held | json '" ".join(str(m["id"]) for m in d["messages"])'); do g inbox settle "$id" ignore >/dev/null; done

# In order again, but for who cannot be reached; then altogether.
round '2027-02-26 08:00'
like "$(digest 'vendredi 26')" 'M. Louis Garcia, tél. 05 61 00 00 12' 'what stays is said again'
g report confirm gt1-2 >/dev/null
g member address louis louis@village.example >/dev/null
round '2027-03-15 08:00'
is "$(subject_of)" 'Point du lundi 15 mars 2027 : tout est en ordre' 'when all is in order again, one line'
done_is 'the journal holds together' g journal verify
done_testing
