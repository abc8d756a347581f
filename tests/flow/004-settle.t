#!/bin/sh
# What the program does not know for certain waits for a human, who settles it; answers by telephone and
# on paper; and why everything is as it is (I3, I14, I15).
. "$(dirname "$0")/../lib.sh"
stand
assembly
convened 2027-03-12 '2027-02-15 09:00'
people look

clock '2027-02-16 10:00'
act <<'PEOPLE'
anne writes "OK"
bruno writes "Y a-t-il un parking ? Est-ce accessible ?"
chloe@perso.example sends "Je serai présente." subject="Conseil"
david@perso.example sends "Bonne journée à tous." subject="Conseil"
emma writes "absente" envelope=x@pirate.example
farid@perso.example sends "Merci pour tout."
PEOPLE
round '2027-02-16 11:00'
letters <<'LIST'
anne@bourg.example held unclear
chloe@perso.example held unknown-sender
david@perso.example held unknown-sender
emma@bourg.example held dmarc-fail
farid@perso.example held unknown-sender
LIST
held=$(g --json inbox held | json 'len(d["messages"])')
is "$(filed held)" "$held" 'what is held lies in Greffe/À vérifier'
like "$(g inbox held)" "le message ne dit pas clairement si la personne vient — conseil/anne" 'with its reason and matter'
like "$(g inbox show "$(letter_of anne@bourg.example)")" 'OK' 'staff reads the words'
like "$(g inbox show "$(letter_of anne@bourg.example)" --raw)" 'Delivered-To: greffe+' 'and the message as it came'

# Settled: present, absent, ignored, and by naming whose it is.
refused 'a letter of nobody is not simply "present"' 'whose answer it is, is not known' \
    g inbox settle "$(letter_of chloe@perso.example)" present
refused 'a verdict that is none' 'not a decision (present, absent, ignore, SESSION/MEMBER, saisine/NUMBER/MEMBER, or chantier/SLUG/MEMBER)' \
    g inbox settle "$(letter_of anne@bourg.example)" peut-être
refused 'a member who is not there' "there is none of that name" g inbox settle "$(letter_of chloe@perso.example)" conseil/personne
refused 'a letter that is not there' 'there is none of that number' g inbox settle 999 present
done_is 'OK meant yes' g inbox settle "$(letter_of anne@bourg.example)" present
done_is 'a forged mail after a call' g inbox settle "$(letter_of emma@bourg.example)" absent
done_is "Chloé's other address" g inbox settle "$(letter_of chloe@perso.example)" conseil/chloe
done_is "David's, who does not say" g inbox settle "$(letter_of david@perso.example)" conseil/david
letters <<'LIST'
anne@bourg.example settled present
emma@bourg.example settled absent
chloe@perso.example applied settled-by-staff
david@perso.example held matter-given-by-staff
LIST
done_is 'then what he says' g inbox settle "$(letter_of david@perso.example)" absent
done_is 'ignored' g inbox settle "$(letter_of farid@perso.example)" ignore
refused 'settled twice' 'it is not held but ignored' g inbox settle "$(letter_of farid@perso.example)" present
presences <<'LIST'
anne present rule:order by:staff
emma absent rule:order by:staff
chloe present rule:settled-by-staff by:staff
david absent
farid silent
LIST
round '2027-02-16 12:00'
is "$(filed held) $(filed handled)" "$((held - 5)) $((6 - held + 5))" 'settled letters move to Greffe/Traité'

# By telephone, on paper.
clock '2027-02-17 09:00'
done_is 'by telephone' g session answer conseil gaelle present --remote
done_is 'for a part' g session answer conseil hugo present --part morning
done_is 'with a pouvoir' g session answer conseil ines absent --pouvoir anne
done_is 'a second one to the same holder' g session answer conseil jean absent --pouvoir anne
done_is 'with a suppléant' g session answer conseil karine absent --suppleant
refused 'a pouvoir to oneself' "cannot hold this pouvoir" g session answer conseil louis absent --pouvoir louis
refused 'a pouvoir to nobody' "cannot hold this pouvoir" g session answer conseil louis absent --pouvoir personne
refused 'an answer of nobody' "there is none of that name" g session answer conseil personne present
presences <<'LIST'
gaelle present remote
hugo present matin:present apres-midi:silent
ines absent pouvoir:anne:valid
jean absent pouvoir:anne:void
karine absent suppleant
louis silent
LIST
done_is 'the holder is not coming any more' g session answer conseil anne absent
presences <<'LIST'
ines absent pouvoir:anne:void
LIST
is "$(g --json session show conseil |
    json 'd["day"]["present"], d["day"]["absent"], d["day"]["represented"], d["day"]["silent"], d["day"]["women"], d["day"]["men"]')" \
    '3 6 1 3 2 1' 'the figures'
is "$(who_has_mail)" 'chloe' 'what staff enters is not acknowledged'

# Why?
why=$(g why conseil/anne)
like "$why" 'answer.recorded' 'why: the act'
like "$why" 'staff' 'why: the person'
like "$why" 'rule order' 'why: the rule'
like "$(g --json why conseil/anne | json 'd["lines"][0]["evidence"]')" \
    "$(sql "SELECT b.sha256 FROM message m JOIN blob b ON b.id = m.blob_id WHERE m.id = $(letter_of anne@bourg.example)")" \
    'why: the message behind it'
like "$(g why "message/$(letter_of anne@bourg.example)")" 'message.settled' 'why of a letter'
like "$(g why mail/1)" 'mail.taken' 'why of a mail'
like "$(g why conseil)" 'session.convened' 'why of a session'
refused 'why of nothing' 'the journal says nothing of it' g why conseil/personne

# A letter read again after its matter is known.
id=$(letter_of bruno@bourg.example)
done_is 'read again' g inbox retry "$id"
is "$(g --json session show conseil | json 'd["schema"], d["id"], d["start"], d["sequence"]')" \
    '1 conseil 2027-03-12T09:30:00+01:00 0' 'show --json has a schema and times with their offset'
like "$(g session show conseil)" 'quorum: 3 missing (7 required)' 'show for people'
like "$(g session show conseil)" 'silent (' 'who is silent'

# The journal cannot be changed unnoticed.
g journal verify >"$T/verify"
head=$(sed 's/.*head //' "$T/verify")
refused 'a head that no mail could have carried' "$(printf '%.16s' 0000000000000000)" g journal verify --head "$(printf '%064d' 0)"
sqlite3 "$INSTANCE/greffe.db" 'UPDATE journal SET actor = "x" WHERE id = 3' 2>"$T/err"
like "$(cat "$T/err")" 'the journal is never changed' 'the database itself refuses'
cp "$INSTANCE/greffe.db" "$T/copy.db"
sqlite3 "$INSTANCE/greffe.db" 'DROP TRIGGER journal_no_update; UPDATE journal SET actor = "x" WHERE id = 3'
refused 'a changed line is found' '3' g journal verify
sqlite3 "$INSTANCE/greffe.db" "DROP TRIGGER journal_no_delete; DELETE FROM journal WHERE id = (SELECT max(id) FROM journal)"
refused 'a shortened journal does not have the head any more' '' g journal verify --head "$head"
done_testing
