#!/bin/sh
# Everybody answers in the way of their own program or in their own words; the last answer counts, in
# the order in which it was meant (I2, I12, I14).
. "$(dirname "$0")/../lib.sh"
stand
assembly
convened 2027-03-12 '2027-02-15 09:00'
people look

# The first day: five calendars, words for everything, an absence notice, a read receipt.
clock '2027-02-16 10:00'
act <<'PEOPLE'
anne clicks outlook ACCEPTED
bruno clicks google DECLINED note="Merci et à bientôt"
chloe clicks thunderbird TENTATIVE
david clicks sogo ACCEPTED
emma clicks apple DECLINED
farid writes "Bonjour,\nJe serai présent le matin seulement.\nCordialement"
gaelle writes "Je serai présente en visioconférence."
hugo writes "Absent, je donne pouvoir à Mme Martin."
ines writes "Absente, mon suppléant me remplacera."
louis writes "Je suis absent du bureau jusqu'au 1er mars." subject="Réponse automatique : Convocation" header="Auto-Submitted: auto-replied"
mairie writes "Présent." named=Blanc
mairie clicks outlook DECLINED named=Noir
louis posts tests/data/flow/receipt.eml
PEOPLE
round '2027-02-16 12:00'
presences <<'LIST'
anne present matin:present apres-midi:present answers:1 rule:token-from-known by:member/anne
bruno absent answers:1
chloe tentative answers:1
david present answers:1
emma absent answers:1
farid present matin:present apres-midi:absent
gaelle present remote
hugo absent pouvoir:anne:valid
ines absent suppleant
louis silent answers:0
jean present
karine absent
LIST
letters <<'LIST'
anne@bourg.example applied token-from-known
louis@bourg.example noted receipt
mairie@village.example applied token-from-known
LIST
is "$(filed inbox) $(filed handled) $(filed held)" '0 13 0' 'everything is filed as done'
is "$(g --json session show conseil |
    json 'd["day"]["present"], d["day"]["remote"], d["day"]["absent"], d["day"]["represented"], d["day"]["tentative"], d["day"]["silent"]')" \
    '5 1 5 2 1 1' 'the figures of the day'
is "$(g --json session show conseil | json 'd["afternoon"]["present"], d["quorum"]["missing"], d["quorum"]["reached"]')" \
    '4 1 False' 'the afternoon, and the quorum of the morning, where a suppléant sits'
is "$(g --json session show conseil | json '[p["answers"][0]["note"] for p in d["people"] if p["member"] == "bruno"]')" \
    "['Merci et à bientôt']" 'a note is kept'

# Words are acknowledged, clicks and programs are not.
is "$(who_has_mail)" 'farid gaelle hugo ines mairie' 'who is told'
like "$(people show farid)" 'Nous avons bien noté pour M. Farid Benali : présence le matin.' 'what was understood'
like "$(people show gaelle)" 'présence à distance.' 'remote'
like "$(people show hugo)" 'absence, avec pouvoir à ' 'the pouvoir'
like "$(people show hugo)" 'Return-Path: <>' 'an acknowledgement cannot bounce'
like "$(people show hugo)" 'Auto-Submitted: auto-replied' 'and says that it is one'
like "$(people show mairie 'Présence')" 'pour M. Jean Blanc' 'a shared mailbox reads whose answer it was'
people look

# The second day: people change their minds; mails overtake each other and come twice.
clock '2027-02-17 12:00'
act <<'PEOPLE'
emma clicks apple ACCEPTED at=2027-02-17T11:00:00+01:00
emma clicks outlook DECLINED at=2027-02-17T10:30:00+01:00
bruno clicks google ACCEPTED
bruno clicks google ACCEPTED
david clicks sogo NEEDS-ACTION
chloe writes "Finalement je viendrai."
gaelle clicks sogo ACCEPTED at=2027-02-17T11:00:00+01:00
gaelle clicks sogo DECLINED at=2027-02-17T11:05:00+01:00
gaelle clicks sogo ACCEPTED at=2027-02-17T11:10:00+01:00
hugo writes "Je viendrai finalement, présent."
PEOPLE
copy=$(grep -l 'chloe' "$MAIL"/greffe/new/* | head -1)
cp -p "$copy" "$MAIL/greffe/new/again.1"
before=$(sql 'SELECT count(*) FROM message')
round
presences <<'LIST'
emma present answers:3
bruno present answers:3
david silent answers:2
chloe present answers:2
gaelle present answers:4
hugo present
LIST
is "$(sql 'SELECT count(*) FROM message')" "$((before + 10))" 'the same mail at two places is one letter'
is "$(filed inbox)" 0 'and is filed twice'
is "$(sql "SELECT count(*) FROM outgoing WHERE kind = 'acknowledgement' AND recipient LIKE 'chloe%'")" 1 'but told once'

# A second round finds nothing new.
lines=$(g journal list | wc -l)
round
is "$(g journal list | wc -l)" "$lines" 'nothing happens twice'

# What calendars can say beside yes and no.
people look
clock '2027-02-18 10:00'
act <<'PEOPLE'
farid clicks outlook TENTATIVE change='METHOD:REPLY => METHOD:COUNTER'
ines clicks outlook ACCEPTED change='^UID:.* => UID:inconnu@ailleurs.example'
anne clicks google ACCEPTED change='^ATTENDEE => ATTENDEE;PARTSTAT=DECLINED:mailto:bruno@bourg.example\nATTENDEE'
hugo clicks google DECLINED change='mailto:hugo => mailto:anne'
louis clicks apple ACCEPTED note=x change='METHOD:REPLY => METHOD:REQUEST'
bruno clicks google ACCEPTED change='X-NUM-GUESTS=0 => X-NUM-GUESTS=2'
PEOPLE
round
letters <<'LIST'
farid@bourg.example held needs-reading
ines@bourg.example held calendar-unknown-event
anne@bourg.example applied token-from-known
hugo@bourg.example held other-member
louis@bourg.example held calendar-not-a-reply
bruno@bourg.example held needs-reading
LIST
presences <<'LIST'
farid tentative
ines absent
anne present answers:2
bruno present answers:4
hugo present
louis silent
LIST
is "$(filed held)" 5 'what a human must read lies in Greffe/À vérifier'

# An answer that contradicts itself, and text that a client wrote.
act <<'PEOPLE'
david clicks google ACCEPTED note="Je serai absent"
emma writes "Je ne sais pas encore si je viendrai, à voir."
chloe writes "Y aura-t-il un repas sur place ?"
karine@ailleurs.example sends "Puis-je assister à la séance ?"
curieux@ailleurs.example sends "Gagnez un voyage" header="X-Spam-Flag: YES"
anne writes "absente" header="X-Spam-Flag: YES"
PEOPLE
round '2027-02-18 15:00'
letters <<'LIST'
david@bourg.example held unclear
karine@ailleurs.example held unknown-sender
curieux@ailleurs.example junk spam-verdict
anne@bourg.example held spam-verdict
LIST
presences <<'LIST'
david silent
anne present answers:2
LIST
is "$(filed junk)" 1 'spam goes to Junk'
is "$(unread curieux) $(unread karine)" '0 0' 'strangers are told nothing'

# After the opening an answer is for staff.
clock '2027-03-12 09:31'
act <<'PEOPLE'
louis writes "présent"
PEOPLE
round
letters <<'LIST'
louis@bourg.example held after-opening
LIST
done_is 'the journal holds together' g journal verify
done_testing
