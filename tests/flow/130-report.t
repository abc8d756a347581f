#!/bin/sh
# A chantier's report, by mail: received, its kind asked, confirmed by the pair, distributed to the group with
# its document; and what happens to those who may not, or write to the wrong chantier.
. "$(dirname "$0")/../lib.sh"
stand
assembly chantier commune
PASS='header="Authentication-Results: mx.assemblee.example; dmarc=pass header.from=bourg.example"'
state() { g --json report show "$1" | json 'd["state"]'; }

clock '2027-02-15 10:00'
act <<PEOPLE
chloe@bourg.example sends "Voici le rapport, bonne lecture." to=greffe+gt1-2@assemblee.example subject="Rapport final : usages numériques" attach=rapport.pdf,photo.jpg $PASS
PEOPLE
round
letters <<'LIST'
chloe@bourg.example applied from-dmarc-pass
LIST
is "$(state gt1-2)" submitted 'it waits for the pair'
like "$(g inbox show 1)" 'recorded: report gt1-2/1 (greffe report show gt1-2/1)' 'the letter says what it became'
receipt=$(people show chloe)
like "$receipt" 'Subject: [GT1-2] Rapport bien reçu : usages numériques' 'the author has a receipt'
like "$receipt" 'plain| - rapport.pdf (' 'which lists the files'
like "$receipt" 'plain| - Mme Anne Martin, copilote' 'and who confirms'
round '2027-02-15 10:01'
is "$(g --json report show gt1-2 | json '[f["where"] for f in d["files"]]')" "['kept', 'kept']" 'its files have left the message'
is "$(who_has_mail)" 'anne bruno chloe' 'both copilotes are asked'
question=$(people show bruno)
like "$question" 'Subject: [GT1-2] À confirmer : usages numériques' 'the question says what it is about'
like "$question" 'attachment:rapport.pdf' 'with the report'
like "$question" 'plain| Répondez à ce message par un seul mot : oui.' 'and how to answer'
people look
act <<'PEOPLE'
bruno writes "Oui, très bien."
PEOPLE
round '2027-02-15 11:00'
round '2027-02-15 11:01'
is "$(state gt1-2)" distributed 'a yes distributes it'
is "$(who_has_mail | wc -w)" 13 'to the whole group of twelve, and thanks to who confirmed'
copy=$(people show louis)
like "$copy" 'Subject: [GT1-2] Rapport final : usages numériques' 'the mail of a member'
like "$copy" '<greffe+gt1-2@assemblee.example>' 'answers go to the chantier'
like "$copy" 'attachment:photo.jpg' 'every file is there'
people raw louis >"$T/louis.eml"
is "$($PYTHON -c "
import email, email.policy, sys
m = email.message_from_binary_file(open('$T/louis.eml', 'rb'), policy=email.policy.default)
print([p.get_content() == b'bytes of rapport.pdf\n' * 100 for p in m.iter_attachments() if p.get_filename() == 'rapport.pdf'])")" '[True]' 'byte for byte'
like "$(g why gt1-2)" 'report.distributed' 'the journal tells its life'
like "$(g search usages rapport.pdf)" 'greffe report show gt1-2/1' 'and it is found'
people look

# A copilote's own: only the other confirms. Kind not clear: asked once.
act <<PEOPLE
anne@bourg.example sends "Ci-joint." to=greffe+gt1-2@assemblee.example subject="[GT1-2] Usages" attach=note.pdf $PASS
PEOPLE
round '2027-02-16 09:00'
is "$(state gt1-2)" asking 'the kind is asked'
is "$(who_has_mail)" anne 'nobody else hears of it'
act <<'PEOPLE'
anne writes "Étape"
PEOPLE
round '2027-02-16 09:10'
round '2027-02-16 09:11'
is "$(g --json report show gt1-2 | json '(d["kind"], d["state"])')" "('progress', 'submitted')" 'her answer settles it'
is "$(who_has_mail)" 'anne anne bruno' 'the other copilote is asked'
people look
act <<'PEOPLE'
chloe@bourg.example sends "oui" to=greffe+gt1-2@assemblee.example subject="Re: [GT1-2] À confirmer"
bruno writes "Je corrige la page 2." attach=note-v2.pdf
PEOPLE
round '2027-02-16 10:00'
round '2027-02-16 10:01'
is "$(state gt1-2/2)" replaced 'a correction takes its place'
is "$(g --json report show gt1-2 | json '(d["version"], d["state"])')" "(3, 'submitted')" 'and is a version of its own'
like "$(people show anne '[GT1-2] À confirmer')" 'Cette version remplace la version 2, de Mme Anne Martin, qui' 'who confirms it reads which one it replaces'
round '2027-02-21 09:00'
round '2027-02-21 10:05'
is "$(state gt1-2)" staff 'after five days of silence it is for staff'
done_is 'staff confirms' g report confirm gt1-2
round '2027-02-21 10:10'
is "$(state gt1-2)" distributed 'and it goes out'
people look

# Those who may not, the wrong chantier, strangers.
act <<PEOPLE
louis@bourg.example sends "Mon rapport" to=greffe+gt1-2@assemblee.example subject="Rapport final" attach=r.pdf $PASS
david@bourg.example sends "Mon rapport" to=greffe+gt1-2@assemblee.example subject="Rapport final" attach=r.pdf $PASS
curieux@ailleurs.example sends "Mon rapport" to=greffe+gt1-2@assemblee.example subject="Rapport final" attach=r.pdf
PEOPLE
round '2027-02-22 09:00'
letters <<'LIST'
louis@bourg.example held not-of-the-chantier
david@bourg.example held wrong-chantier
curieux@ailleurs.example held unknown-sender
LIST
is "$(who_has_mail)" 'david louis' 'members are told who may, strangers nothing'
like "$(people show louis)" 'plain| - Mme Chloé Durand, rapporteure' 'who may'
like "$(people show david)" 'greffe+gt1-1@assemblee.example' 'and where theirs goes'

# Staff decides of those that wait, and reads what became of them.
people look
refused 'a report of who may submit none' "may submit no report of 'gt1-2' (those who may: anne, bruno, emma, chloe)" \
    g inbox settle "$(letter_of louis@bourg.example)" chantier gt1-2
refused 'of a group' "chantier 'gt1': there is none of that name" g inbox settle "$(letter_of louis@bourg.example)" chantier gt1
refused 'of nobody known' 'its author: not known (say it: chantier/gt1-2/MEMBER)' \
    g inbox settle "$(letter_of curieux@ailleurs.example)" chantier gt1-2
like "$(g inbox settle "$(letter_of david@bourg.example)" chantier gt1-1)" \
    'recorded: report gt1-1/1 (greffe report show gt1-1/1)' 'the wrong chantier: staff names the right one'
like "$(g inbox settle "$(letter_of curieux@ailleurs.example)" chantier/gt1-2/chloe)" \
    'applied (settled-by-staff) — chantier/gt1-2/chloe' 'a secretary wrote for the rapporteure'
letter=$(letter_of curieux@ailleurs.example)
is "$(g --json inbox show "$letter" | json 'd["messages"][0]["became"]')" 'report gt1-2/4' 'as JSON'
like "$(g report show gt1-2)" 'Mme Chloé Durand' 'it is hers'
is "$(sql "SELECT actor FROM journal WHERE act = 'report.received' AND subject = 'chantier/gt1-2/report/4'")" staff 'the journal says who said so'
round '2027-02-22 09:30'
is "$(who_has_mail)" 'anne anne bruno bruno chloe david' 'both authors have a receipt, the pair is asked of each; who wrote unknown has nothing'
# Taken back by its author, in answer to the receipt; nothing is left to take back then.
people look
act <<PEOPLE
chloe@bourg.example sends "Ci-joint." to=greffe+gt1-2@assemblee.example subject="Note d'étape : les écoles" attach=ecoles.pdf $PASS
PEOPLE
round '2027-02-22 10:00'
act <<'PEOPLE'
chloe writes "Annule" of="[GT1-2] Rapport bien reçu"
PEOPLE
round '2027-02-22 10:10'
is "$(state gt1-2)" withdrawn 'its author takes it back'
like "$(people show chloe)" 'Subject: [GT1-2] Rapport retiré : les écoles' 'and is told so'
act <<'PEOPLE'
chloe writes "Annule" of="[GT1-2] Rapport retiré"
PEOPLE
round '2027-02-22 10:20'
letters <<'LIST'
chloe@bourg.example held nothing-to-withdraw
LIST
people look

# By hand.
printf 'Un texte.\n' >"$T/texte.txt"
printf '%%PDF-1.4\n' >"$T/papier.pdf"
refused 'a member who may not' 'may submit no report' g report add gt1-2 louis "$T/papier.pdf" --kind final
refused 'an unknown chantier' "chantier 'gt9': there is none" g report add gt9 chloe "$T/papier.pdf" --kind final
refused 'a file that is not there' 'no such file' g report add gt1-2 chloe "$T/absent.pdf" --kind final
refused 'a title that says nothing' 'title: it is empty' g report add gt1-2 chloe "$T/papier.pdf" --kind final --title ' '
refused 'a title without end' 'it has more than 200 characters' \
    g report add gt1-2 chloe "$T/papier.pdf" --kind final --title "$(printf '%0201d' 0)"
done_is 'a paper is entered' g report add gt1-2 chloe "$T/papier.pdf" "$T/texte.txt" --kind final --title 'Le rapport'
like "$(g report show gt1-2)" 'Un texte.' 'its words are there'
like "$(g report list)" 'gt1-2/6  submitted' 'it is listed'
done_is 'the journal holds together' g journal verify
done_testing
