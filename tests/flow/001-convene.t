#!/bin/sh
# A council is drafted, proof-read, convened in time, taken back once, and convened again: everybody
# gets one mail that every client can answer (I9, I16).
. "$(dirname "$0")/../lib.sh"
stand
assembly

# The draft, with two parts and a document.
mkdir "$T/documents"
printf '%%PDF-1.4 rapport\n' >"$T/documents/rapport-été.pdf"
clock '2027-02-15 09:00'
file=$(draft 2027-03-12 'video = https://visio.bourg.example/conseil')
cat >>"$file" <<'LINES'
[documents]
rapport = documents/rapport-été.pdf
LINES
done_is 'a draft is made' g session new "$file"
like "$(g session list)" 'conseil' 'and is listed'
refused 'the same identifier twice' 'there is one of that name already' g session new "$file"
refused 'nothing is convened that does not exist' 'there is none of that name' g session convene autre --yes

# Too late: twelve jours francs for a session on 12 March end on 27 February.
clock '2027-02-28 10:00'
refused 'one day too late' \
    "11 jours francs are left, 12 are required, the last day to convene was 2027-02-27" g session convene conseil --yes
clock '2027-02-27 23:55'
refused 'the day of sending is that after the recall delay' 'convened too late' g session convene conseil --yes
clock '2027-03-12 10:00'
refused 'never after the session began' 'its date is past' g session convene conseil --yes --force urgence
is "$(sql 'SELECT count(*) FROM outgoing')" 0 'what was refused queued nothing'

# The proof goes to staff alone.
clock '2027-02-15 09:00'
g --json session convene conseil >"$T/order.json"
is "$(json 'd["act"], d["mails"], d["jours_francs"], d["notice"], d["release"]' <"$T/order.json")" \
    'proof 12 24 12 None' 'a proof, for 12 mails, 24 jours francs before'
round
is "$(who_has_mail)" 'secretariat' 'the proof went to staff only'
proof=$(people show secretariat 'Bon à tirer')
like "$proof" 'la première des 12 personnes destinataires' 'the proof says to how many'
like "$proof" 'Objet : Convocation : Conseil' 'and how it will look'
is "$(g --json session show conseil | json 'd["state"]')" draft 'the session is a draft still'
people look

# Convened, and taken back within the recall delay.
done_is 'convened' g session convene conseil --yes
refused 'convened twice' 'it is convened already' g session convene conseil --yes
round '2027-02-15 09:09'
is "$(who_has_mail)" '' 'nothing leaves within the recall delay'
done_is 'taken back' g session recall conseil
round '2027-02-15 12:00'
is "$(who_has_mail)" '' 'what was taken back never leaves'
is "$(g --json session show conseil | json 'd["state"], len(d["people"])')" 'draft 0' 'it is a draft again, nobody is invited'
refused 'nothing is left to take back' 'nothing was sent that could be recalled' g session recall conseil

# Convened again; the delay passes.
clock '2027-02-15 13:00'
done_is 'convened again' g session convene conseil --yes
round '2027-02-15 13:11'
is "$(who_has_mail)" \
    'anne bruno chloe david emma farid gaelle hugo ines louis mairie mairie' 'one mail to each'
refused 'too late to take back' 'has been leaving since 2027-02-15T13:10:00+01:00' g session recall conseil
round
is "$(unread anne)" 1 'a second round sends nothing'

# What lies in a mailbox.
mail=$(people show anne)
like "$mail" 'From: Assemblée des Territoires <greffe@assemblee.example>' 'From is the one address'
like "$mail" 'To: Mme Anne Martin <anne@bourg.example>' 'one person per mail'
like "$mail" 'Subject: Convocation : Conseil, vendredi 12 mars 2027 à 9 h 30' 'the subject says what and when'
like "$mail" 'Auto-Submitted: auto-generated' 'it says that a program wrote it'
like "$mail" 'Date: Mon, 15 Feb 2027 13:11:00 +0100' 'dated in the zone of the assembly'
token=$(echo "$mail" | sed -n 's/^Reply-To: .*greffe+\([a-z2-7]*\)@.*/\1/p')
is "${#token}" 16 'Reply-To has a token of 80 bits'
like "$mail" "Return-Path: <greffe+$token@assemblee.example>" 'and so has the envelope'
like "$mail" 'structure: multipart/mixed(multipart/alternative(text/plain;charset=utf-8;' 'text first'
like "$mail" 'text/html;charset=utf-8;' 'HTML'
like "$mail" 'text/calendar;charset=UTF-8;method=REQUEST;base64)' 'the invitation is last in the alternative'
like "$mail" 'application/ics;base64;attachment:invite.ics' 'and there as a file'
like "$mail" 'application/pdf;base64;attachment:rapport-été.pdf' 'with the document'
is "$(echo "$mail" | grep '^plain|' | head -1)" \
    'plain| Répondez à ce message par un seul mot : présent ou absent.' 'the first line says how to answer'
for line in 'plain| Madame,' 'plain| Vous êtes convoquée' 'Lieu : Mairie, 1 place de la Liberté' \
    'Visioconférence : https://visio.bourg.example/conseil' '- Ateliers, de 14 h à 16 h 30' \
    "- Budget de l'été" '- rapport-été.pdf' 'Empreinte du registre : '; do
    like "$mail" "$line" "the letter has: $line"
done
like "$mail" "mailto:greffe+$token@assemblee.example?subject=Pr%C3%A9sent" 'the HTML has a link that answers'
for line in METHOD:REQUEST DTSTART:20270312T083000Z DTEND:20270312T153000Z SEQUENCE:0 STATUS:CONFIRMED \
    DTSTAMP:20270215T121100Z 'SUMMARY:Convocation : Conseil\, vendredi 12 mars 2027 à 9 h 30' \
    'ORGANIZER;CN=Assemblée des Territoires:mailto:greffe@assemblee.example' RSVP=TRUE \
    'LOCATION:Mairie\, 1 place de la Liberté' 'mailto:anne@bourg.example'; do
    like "$(echo "$mail" | grep '^ics ')" "$line" "the invitation has: $line"
done
is "$(echo "$mail" | grep -c '^ics ATTENDEE')" 1 'one ATTENDEE'
like "$mail" "par un seul mot : présent ou absent.\n" 'DESCRIPTION says all that a calendar shows'
like "$(people show bruno)" 'Vous êtes convoqué à' 'a man is addressed as one'
is "$(people raw anne | awk 'length > 999' | wc -l)" 0 'no line is too long'
is "$(sql 'SELECT count(DISTINCT uid), count(DISTINCT token) FROM invitation')" \
    '12|12' 'every invitation has its own UID and token'

# A mailbox that two members share.
subjects=$(grep -h '^Subject' "$MAIL"/mairie/new/* | wc -l)
is "$subjects" 2 'two mails where two share a mailbox'
like "$(people show mairie)" ' — pour ' 'the subject names the person'

# Forced.
clock '2027-03-05 09:00'
sed 's/^id = .*/id = urgent/' "$(draft 2027-03-12)" >"$T/urgent.conf"
g session new "$T/urgent.conf" >/dev/null
refused 'seven days are too few' 'convened too late' g session convene urgent --yes
done_is 'forced, with a reason' g session convene urgent --yes --force 'Crue : décision du préfet'
like "$(g why urgent)" 'rule force' 'the journal says so'
evidence=$(g --json why urgent | json '[l["evidence"] for l in d["lines"] if l["act"] == "session.convened"][0]')
is "$evidence" "$(printf 'Crue : décision du préfet' | sha256sum | cut -d' ' -f1)" 'and keeps the reason as evidence'
like "$(g journal verify)" 'the chain holds' 'the journal holds together'
head=$(echo "$mail" | sed -n 's/^plain| Empreinte du registre : //p')
done_is "the head that the mail carries is part of it" g journal verify --head "$head"
done_testing
