#!/bin/sh
# Who speaks? A token proves who was written to, our server's DMARC verdict proves the domain, a bare
# From proves nothing (I10, I11).
. "$(dirname "$0")/../lib.sh"
stand
assembly
convened 2027-03-12 '2027-02-15 09:00'
people look
token() { sql "SELECT i.token FROM invitation i JOIN member m ON m.id = i.member_id WHERE m.slug = '$1'"; }
printf 'courriel.example none\npirate.example none\n' >"$T/dmarc"

# Their own token, from elsewhere.
clock '2027-02-16 10:00'
act <<'PEOPLE'
anne writes "présente" from=am@perso.example
bruno writes "absent" from=bp@courriel.example
chloe writes "présente" from=cd@courriel.example
david writes "présent" envelope=x@pirate.example
emma writes "présente" from=farid@bourg.example
gaelle clicks outlook ACCEPTED from=secretaire@courriel.example
PEOPLE
round '2027-02-16 11:00'
letters <<'LIST'
am@perso.example applied token-dmarc-pass
bp@courriel.example confirming token-from-unknown
cd@courriel.example confirming token-from-unknown
david@bourg.example held dmarc-fail
farid@bourg.example held other-member
secretaire@courriel.example confirming token-from-unknown
LIST
presences <<'LIST'
anne present rule:token-dmarc-pass by:somebody-for/anne
bruno silent answers:0
chloe silent answers:0
david silent answers:0
emma silent answers:0
farid silent answers:0
gaelle silent answers:0
LIST
is "$(who_has_mail)" 'am anne bruno chloe gaelle' 'both addresses are told, or the member is asked'
like "$(people show anne)" "d'une autre adresse que la vôtre" 'the member reads that it came from elsewhere'
like "$(people show bruno)" 'Subject: Est-ce bien vous ?' 'the question'
like "$(people show bruno)" "Nous avons reçu de l'adresse bp@courriel.example une réponse au nom de M. Bruno Petit : absence." 'what and from where'
is "$(people show bruno | grep '^plain|' | head -1)" \
    'plain| Répondez à ce message par un seul mot : oui ou non.' 'its first line says how to answer'
is "$(filed handled) $(filed held)" '1 5' 'what is not decided lies in Greffe/À vérifier'
people look

# The round trip: yes, no, something else, and yes once more.
clock '2027-02-16 14:00'
act <<'PEOPLE'
bruno writes "Oui" of="Est-ce bien vous" envelope=x@pirate.example
bruno writes "Oui" of="Est-ce bien vous" from=anne@bourg.example
PEOPLE
round
letters <<'LIST'
bp@courriel.example confirming token-from-unknown
bruno@bourg.example held dmarc-fail
anne@bourg.example held other-member
LIST
act <<'PEOPLE'
bruno writes "Oui" of="Est-ce bien vous"
chloe writes "Non" of="Est-ce bien vous"
gaelle writes "Qui demande cela ?" of="Est-ce bien vous"
PEOPLE
round
presences <<'LIST'
bruno absent answers:1 rule:confirmed-by-member by:member/bruno
chloe silent answers:0
gaelle silent
LIST
letters <<'LIST'
bp@courriel.example applied confirmed-by-member
cd@courriel.example ignored denied-by-member
bruno@bourg.example applied confirmation
chloe@bourg.example applied confirmation
gaelle@bourg.example held confirmation-unclear
LIST
is "$(filed handled)" 5 'what was confirmed or denied is filed again'
like "$(people show bruno)" 'Absence notée' 'the member is told what was recorded'
act <<'PEOPLE'
bruno writes "Oui" of="Est-ce bien vous"
gaelle writes "oui" of="Est-ce bien vous"
PEOPLE
round '2027-02-16 15:00'
presences <<'LIST'
bruno absent answers:1
gaelle present answers:1 rule:confirmed-by-member
LIST
letters <<'LIST'
bruno@bourg.example noted confirmed-already
LIST

# Without a token: the address and the domain's proof, or a question.
people look
echo 'laposte.example none' >>"$T/dmarc"
clock '2027-02-17 10:00'
act <<PEOPLE
hugo writes "présent" bare=yes subject="Réunion"
ines writes "absente" bare=yes subject="Réunion" envelope=x@pirate.example
emma writes "présente" to=greffe+$(token emma | tr a-z A-Z)@assemblee.example bare=yes
farid writes "présent" to=greffe+$(token farid | tr 'a-y' 'b-z' | cut -c1)$(token farid | cut -c2-)@assemblee.example bare=yes
mairie writes "présents" bare=yes subject="Réunion"
mairie writes "présent" named=Blanc cc=greffe+$(token karine)@assemblee.example
inconnu@ailleurs.example sends "présent" subject="Convocation [conseil]"
greffe@assemblee.example sends "présent" to=greffe+$(token louis)@assemblee.example
PEOPLE
round
letters <<'LIST'
hugo@bourg.example applied from-dmarc-pass
ines@bourg.example held dmarc-fail
emma@bourg.example applied token-from-known
farid@bourg.example applied token-from-known
mairie@village.example held several-matters
inconnu@ailleurs.example held unknown-sender
greffe@assemblee.example noted own-mail
LIST
is "$(grep -c '^mairie@village.example .* held several-matters' "$T/inbox.txt")" 2 \
    'a shared mailbox without one token is for a human'
presences <<'LIST'
hugo present rule:from-dmarc-pass
ines silent
emma present
farid present
jean silent
karine silent
louis silent
LIST
is "$(unread inconnu) $(unread ines) $(unread x)" '0 0 0' 'who is not proved is told nothing'
like "$(people show hugo)" 'Présence notée' 'who is known only by the domain is told'

# From alone, where the domain proves nothing.
printf 'bourg.example none\n' >"$T/dmarc"
people look
act <<'PEOPLE'
louis writes "présent" bare=yes subject="Réunion"
louis writes "absent du bureau" bare=yes subject="Réponse automatique" header="Auto-Submitted: auto-replied"
PEOPLE
round '2027-02-17 12:00'
is "$(who_has_mail)" louis 'the member is asked, once, and no program is'
is "$(sql "SELECT state || ' ' || reason FROM message WHERE from_address LIKE 'louis%' ORDER BY id" | tr '\n' ',')" \
    'confirming from-alone,noted auto-reply,' 'from alone'
act <<'PEOPLE'
louis writes "oui" of="Est-ce bien vous"
PEOPLE
round '2027-02-17 13:00'
presences <<'LIST'
louis present rule:confirmed-by-member
LIST

# A name of our server that a stranger wrote is not believed.
printf 'bourg.example fail\n' >"$T/dmarc"
act <<'PEOPLE'
ines writes "présente" header="Authentication-Results: mx.assemblee.example; dmarc=pass header.from=bourg.example"
ines clicks google ACCEPTED header="Authentication-Results: autre.example; dmarc=pass header.from=bourg.example"
PEOPLE
round '2027-02-17 14:00'
presences <<'LIST'
ines silent
LIST

# The fuse: so many automatic mails to one address and day, and no more.
rm "$T/dmarc"
people look
setting limits.automatic_mails_per_day 3
act <<'PEOPLE'
anne writes "présente"
anne writes "absente"
anne writes "présente"
anne writes "absente"
anne writes "présente"
PEOPLE
round '2027-02-18 10:00'
is "$(unread anne)" 3 'the fourth acknowledgement of a day is not sent'
presences <<'LIST'
anne present answers:6
LIST
done_is 'the journal holds together' g journal verify
done_testing
