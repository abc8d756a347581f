#!/bin/sh
# A saisine from the letter of referral to the follow-up: entered, asked of a chantier and of its group, moved
# on and one step back, with every mail that leaves and everything that is refused.
. "$(dirname "$0")/../lib.sh"
stand
clock '2017-03-31 10:00'
assembly saisine

# What staff writes: the reference saisine, with its letter.
mkdir "$T/saisines"
printf '%%PDF-1.4 lettre de saisine\n' >"$T/saisines/Lettre de saisine.pdf"
{
    cat "$TOP/config/saisines/2017-01.conf"
    printf '[documents]\nlettre = Lettre de saisine.pdf\n'
} >"$T/saisines/2017-01.conf"
# faulty SED-EXPRESSION: the same file, changed
faulty() { sed "$1" "$T/saisines/2017-01.conf" >"$T/saisines/faulty.conf" && echo "$T/saisines/faulty.conf"; }
state() { g --json saisine show 2017-01 | json 'd["state"]'; }
lines() { g journal list | wc -l; }

done_is 'init copies the example' test -f "$INSTANCE/config/saisine.conf"
done_is 'and the four of 2017' test -f "$INSTANCE/config/saisines/2017-04.conf"

# Refused, and nothing is half done.
before=$(lines)
refused 'a file that is not there' 'no such file' g saisine new "$T/saisines/2017-09.conf"
refused 'a question missing' '[questions] 3: question 2 is missing before it' g saisine new "$(faulty '/^2 = /d')"
refused 'no such stage' '[stage vote]: no stage of a saisine' g saisine new "$(faulty 's/stage plenary/stage vote/')"
refused 'dates that go back' 'is before 2017-05-12 of [stage synthesis]' \
    g saisine new "$(faulty 's/2017-06-23/2017-05-11/')"
refused 'a document that is not there' "document 'lettre'" g saisine new "$(faulty 's/^lettre = .*/lettre = rien.pdf/')"
head -c 20000000 /dev/zero >"$T/saisines/enorme.pdf"
refused 'a document over the limit' "document 'lettre': \"$T/saisines/enorme.pdf\": larger than" \
    g saisine new "$(faulty 's/^lettre = .*/lettre = enorme.pdf/')"
rm "$T/saisines/enorme.pdf"
clock '2017-04-01 10:00'
refused 'a date in the past' '[stage open] due_on: 2017-03-31 is past, today is 2017-04-01' \
    g saisine new "$T/saisines/2017-01.conf"
refused 'an unknown saisine' "saisine '2017-01': there is none of that number" g saisine show 2017-01
is "$(lines)" "$before" 'the journal has no line of all that'
like "$(g saisine list)" 'no saisine yet' 'and there is none'

# Entered on the day itself.
clock '2017-03-31 10:00'
like "$(g saisine new "$T/saisines/2017-01.conf")" 'saisine 2017-01: received, 3 questions, 1 document;' 'it is entered'
refused 'the same number again' 'there is one of that number' g saisine new "$T/saisines/2017-01.conf"
for number in 2017-02 2017-03 2017-04; do
    done_is "the saisine $number of the example" g saisine new "$TOP/config/saisines/$number.conf"
done
is "$(g --json saisine list | json '[(s["id"], s["state"], s["due_on"]) for s in d["saisines"]]')" \
    "[('2017-01', 'received', None), ('2017-02', 'received', '2017-04-07'), ('2017-03', 'received', '2017-04-28'), ('2017-04', 'received', '2017-04-28')]" \
    'the list, with what is due first'
is "$(sql "SELECT group_concat(detail || ' ' || due_on || ' ' || role, ', ') FROM (SELECT * FROM deadline
    WHERE subject = 'saisine/2017-01' AND kind = 'stage' AND state = 'open' ORDER BY due_on, id)")" \
    'open 2017-03-31 contributors, synthesis 2017-05-12 rapporteurs, plenary 2017-06-23 co-presidents, opinion 2017-07-07 co-presidents, follow-up 2017-12-15 staff' \
    'every stage with a date is a deadline'
like "$(g search contrat bourgs)" 'greffe saisine show 2017-01' 'it is found by its words'
refused 'open before anybody is asked' 'it moves on when it is assigned (greffe saisine assign 2017-01 BODY)' \
    g saisine advance 2017-01 open

# Asked of a chantier, then of its group: everybody once.
refused 'an unknown body' "there is no body 'gt9'" g saisine assign 2017-01 gt9
refused 'a committee' "the body 'comite' is a committee (assign it to a group, to a chantier or to the plenary)" \
    g saisine assign 2017-01 comite
is "$(state)" received 'nothing has moved'
like "$(g saisine assign 2017-01 gt3-2)" 'assigned to gt3-2, 1 of its 1 people are asked now, 1 of them by mail' 'the chantier'
is "$(g --json saisine assign 2017-01 gt3 | json 'd["members"], d["asked"], d["mails"], d["moved"]')" \
    '6 5 5 False' 'the group, less the one who was asked'
is "$(state)" assigned 'it is assigned'
round '2017-03-31 10:05'
is "$(who_has_mail)" 'gaelle hugo ines louis mairie mairie secretariat' 'who is written to'
is "$(unread ines)" 1 'once, though of both'

mail=$(people show gaelle)
token=$(sql "SELECT token FROM solicitation s JOIN member m ON m.id = s.member_id WHERE m.slug = 'gaelle'")
like "$mail" 'Subject: [Saisine 2017-01] La politique des bourgs-centres : votre contribution pour le vendredi 31 mars 2017' \
    'the subject: which, what, until when'
like "$mail" "Reply-To: Assemblée des Territoires <greffe+$token@assemblee.example>" 'an answer comes back by a token'
like "$mail" "Return-Path: <greffe+$token@assemblee.example>" 'and so does a bounce'
like "$mail" 'plain| Répondez à ce message : votre contribution est attendue pour le vendredi 31 mars 2017.' 'what to do comes first'
like "$mail" 'plain| Q2. Quelles actions sont les plus urgentes' 'the questions have their numbers'
like "$mail" 'ou écrivez à greffe+saisine-2017-01@assemblee.example' 'the address of the saisine'
like "$mail" 'plain| - Lettre de saisine.pdf' 'the document is named'
like "$mail" 'structure: multipart/mixed(multipart/alternative(text/plain;charset=utf-8;quoted-printable text/html;charset=utf-8;quoted-printable) application/pdf;base64;attachment:Lettre de saisine.pdf text/calendar;charset=utf-8;base64;attachment:echeance-saisine-2017-01.ics)' \
    'the day is an attached file without method: no client takes it for an invitation'
like "$mail" 'day METHOD:PUBLISH' 'the day is published'
like "$mail" 'day UID:saisine-2017-01@assemblee.example' 'under a name that stays'
like "$mail" 'day DTSTART;VALUE=DATE:20170331' 'it is the day contributions are due'
unlike "$mail" 'ATTENDEE' 'and asks nobody'
like "$(people show mairie)" ' — pour ' 'a shared mailbox reads whose mail it is'
people raw gaelle >"$T/gaelle.eml"
is "$($PYTHON -c "
import email, email.policy
m = email.message_from_binary_file(open('$T/gaelle.eml', 'rb'), policy=email.policy.default)
print([p.get_content() for p in m.iter_attachments() if p.get_content_type() == 'application/pdf'])")" \
    "[b'%PDF-1.4 lettre de saisine\\n']" 'the letter arrives byte for byte'
people look

# Again: nobody new. Then somebody joins the group, and somebody of another one has no address.
like "$(g saisine assign 2017-01 gt3)" 'nobody new there (its 6 people have been asked already)' 'nobody is asked twice'
before=$(lines)
g saisine assign 2017-01 gt3 >/dev/null
is "$(lines)" "$before" 'an order that changes nothing leaves no line'
sed 's/^david;.*gt1$/david;M.;David;Moreau;M;titulaire;plaine;david@bourg.example;;;gt1, gt3/' "$DATA/saisine.csv" >"$T/joined.csv"
g member import "$T/joined.csv" >/dev/null
like "$(g saisine assign 2017-01 gt3)" '1 of its 7 people are asked now' 'who joined late is asked'
like "$(g saisine assign 2017-04 gt1)" 'warning: M. Farid Benali (farid), tel. 05 61 00 00 06: no address a mail can go to' \
    'who has no address is for staff'
round '2017-03-31 10:10'
is "$(who_has_mail)" 'anne bruno chloe david david emma' 'only those are written to'
people look

# Contributions, as they are kept.
contributes() { # MEMBER QUESTIONS (bits)
    sqlite3 "$INSTANCE/greffe.db" "INSERT INTO contribution (saisine_id, member_id, version, state, text, questions, late,
        source, actor, rule, arrived_at, recorded_at) SELECT s.id, m.id, 1, 'received', 'Un médecin.', $2, 0, 'paper', 'staff',
        'by-hand', 1490950800, 1490950800 FROM saisine s, member m WHERE s.number = '2017-01' AND m.slug = '$1'"
}

# Stage by stage.
like "$(g saisine advance 2017-01 open)" 'saisine 2017-01: from assigned to open' 'it is open'
contributes gaelle 1
contributes louis 5
contributes bruno 0
sqlite3 "$INSTANCE/greffe.db" "UPDATE solicitation SET nothing_at = 1490950800
    WHERE member_id = (SELECT id FROM member WHERE slug = 'hugo') AND saisine_id = 1"
show=$(g saisine show 2017-01)
like "$show" '2017-01 — La politique des bourgs-centres (open)' 'where it stands'
like "$show" 'open       current  contributors  due 2017-03-31' 'the stage, its date, who owes it'
like "$show" '3 contributed, 1 have nothing to add, 4 are silent' 'who was heard'
like "$show" 'Q2  silent, nobody named it: Quelles actions' 'a question nobody named'
like "$show" 'Q1  2 named it' 'and one that two did'
like "$show" '1 wrote on the whole' 'what names none'
like "$show" 'next: synthesis, by 2017-03-31; it is for the contributors' 'what is next'
is "$(g --json saisine show 2017-01 | json 'd["silent_territories"], sorted(d["next"]["press"])')" \
    "[] ['david', 'ines', 'jean', 'karine']" 'who is pressed'
is "$(g --json saisine show 2017-01 | json '[(p["id"], p["contribution"]["questions"]) for p in d["people"] if p["said"] == "contributed"]')" \
    "[('louis', [1, 3]), ('bruno', []), ('gaelle', [1])]" 'to what each contributed'

refused 'a stage left out' 'opinion does not follow open (next: synthesis)' g saisine advance 2017-01 opinion
refused 'no stage' "'vote' is no stage" g saisine advance 2017-01 vote
refused 'where it is' 'it is open already' g saisine advance 2017-01 open
is "$(state)" open 'it has not moved'
g saisine advance 2017-01 synthesis --note 'ateliers clos à 17 h' >/dev/null
is "$(sql "SELECT state FROM deadline WHERE subject = 'saisine/2017-01' AND detail = 'open'")" 'done' 'the deadline is over'
refused 'asking once it is closed' 'it is in synthesis, contributions are closed' g saisine assign 2017-01 gt1
is "$(g --json saisine show 2017-01 | json 'd["next"]["role"], d["next"]["press"]')" "rapporteurs ['ines']" 'now the rapporteure'
like "$(g saisine advance 2017-01 open)" 'saisine 2017-01: back from synthesis to open' 'one step back'
refused 'a second step back' 'one step is taken back, not more' g saisine advance 2017-01 assigned
is "$(sql "SELECT group_concat(state) FROM deadline WHERE subject = 'saisine/2017-01' AND detail = 'open' ORDER BY id")" \
    'done,open' 'the deadline is there again'
for stage in synthesis plenary opinion; do g saisine advance 2017-01 $stage >/dev/null; done
is "$(state)" opinion 'the opinion is given'
is "$(g --json saisine show 2017-01 | json 'd["next"]["press"]')" "['gaelle', 'hugo']" 'now the co-presidents'
round '2017-03-31 15:00'
people look

# The follow-up: exactly those who contributed, and not without words.
refused 'a follow-up that says nothing' 'what was done with the opinion is not told (--note TEXT' g saisine advance 2017-01 follow-up
is "$(state)" opinion 'it waits'
like "$(g saisine advance 2017-01 follow-up --note 'Un contrat est voté pour 120 communes.')" '3 people who contributed are written to' 'it is told'
round '2017-03-31 15:10'
is "$(who_has_mail)" 'bruno gaelle louis secretariat' 'those who contributed, and a copy'
mail=$(people show bruno)
like "$mail" 'Subject: Saisine 2017-01, La politique des bourgs-centres : les suites données' 'the mail'
like "$mail" 'plain| Un contrat est voté pour 120 communes.' 'with the words'
like "$(g saisine show 2017-01)" 'next: nothing, the follow-up was told' 'that is the end'
is "$(sql "SELECT count(*) FROM deadline WHERE subject = 'saisine/2017-01' AND state = 'open'")" 0 'nothing is due any more'
people look
act <<'PEOPLE'
bruno writes "Merci beaucoup."
PEOPLE
round '2017-03-31 16:00'
is "$(sql "SELECT count(*) FROM contribution WHERE text LIKE 'Merci%'") $(filed held)" '0 1' 'thanks are read by staff, and replace nothing'

why=$(g why 2017-01)
for act in saisine.received saisine.assigned saisine.solicited saisine.advanced deadline.done; do
    like "$why" "$act" "the journal tells: $act"
done
like "$why" 'reason: ateliers clos à 17 h' 'with the words of staff'
like "$(g why 2017-01/gaelle)" 'saisine.solicited' 'and of one member'
done_is 'the journal holds together' g journal verify

# Without sub-addressing: the tag, and the plain address.
setting instance.subaddressing false
clock '2017-03-31 17:00'
g saisine assign 2017-03 gt3-2 >/dev/null
round '2017-03-31 17:05'
mail=$(people show ines)
unlike "$mail" 'greffe+' 'no detail in any address'
like "$mail" 'Subject: [Saisine 2017-03] L' 'the tag is in the subject'
like "$mail" 'en laissant [Saisine 2017-03] dans l'"'"'objet' 'and is asked to stay there'
done_testing
