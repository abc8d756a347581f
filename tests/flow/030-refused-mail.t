#!/bin/sh
# What recipients' servers say no to: later is tried again, never is reported to staff, unknown is
# repeated with the same Message-ID three times at most (I6).
. "$(dirname "$0")/../lib.sh"
stand
assembly trouble
state() { sql "SELECT o.state || ' ' || o.tries || ' ' || coalesce(o.code, '-') || ' ' || coalesce(o.status, '-') FROM outgoing o JOIN member m ON m.id = o.member_id WHERE m.slug = '$1' AND o.kind = 'convocation'"; }
transactions() { grep -c "\"rcpt\": \"$1@" "$T/smtpd.log"; }

convened 2027-03-12 '2027-02-15 09:00'
is "$(state anne)" 'taken 1 250 2.0.0' 'taken'
is "$(state bad)" 'failed 1 550 5.1.1' '550 fails at once'
is "$(state multi)" 'failed 1 550 5.7.1' 'so does a refusal by policy'
is "$(state spam)" 'failed 1 554 5.7.1' 'and one of the content'
is "$(state grey)" 'ready 1 451 4.7.1' '451 waits'
is "$(state full)" 'ready 1 452 4.2.2' 'so does a full mailbox'
is "$(state temp)" 'ready 1 451 4.3.0' 'and a server that is not ready'
is "$(state cut-before | cut -d' ' -f1)" ready 'a connection lost before DATA is no more than a delay'
is "$(state cut-after | cut -d' ' -f1,2)" 'uncertain 3' 'lost after the dot: three times, then staff decides'
is "$(unread cut-after)" 3 'each may have arrived'
is "$(grep -hi '^Message-ID' "$MAIL"/cut-after/new/* | sort -u | wc -l)" 1 'with one Message-ID'
is "$(unread bounce)" 0 'taken, and given back later'
presences <<'LIST'
bad silent unreachable
multi silent unreachable
anne silent
LIST
is "$(sql "SELECT group_concat(m.slug) FROM address a JOIN member m ON m.id = a.member_id WHERE a.unreachable_at IS NOT NULL")" \
    bad 'only what blames the address is held against it'

# Staff is told while there is time to telephone.
is "$(unread secretariat)" 1 'a first report, as soon as all has been tried'
report=$(people show secretariat)
for line in 'Basile Absent <bad@bourg.example>, tél. 05 61 00 00 02 : refusé : 550 5.1.1' 'Fanny Pleine <full@bourg.example> : pas encore pris : 452' \
    'Grégoire Gris <grey@bourg.example> : pas encore pris : 451'; do
    like "$report" "$line" "it names: $line"
done
people look

# Tried again: not at once, not never.
tried=$(transactions full)
round
round '2027-02-15 09:13'
is "$(transactions full)" "$tried" 'not before its time'
round '2027-02-15 09:20'
is "$(state grey)" 'taken 2 250 2.0.0' 'grey-listed: taken at the second try'
is "$(unread grey)" 1 'once'
is "$(transactions full)" "$((tried + 1))" 'the full mailbox is tried again'
like "$(g queue list --state ready)" 'full@bourg.example' 'staff sees what waits'
like "$(g queue list)" '452 4.2.2 <full@bourg.example>: mailbox full' 'in the words of the server'
presences <<'LIST'
bounce silent unreachable
LIST

# At the end of its life it fails; staff gets the last report.
people look
round '2027-02-16 12:00'
is "$(unread secretariat)" 0 'no further report while something waits'
round '2027-02-17 09:20'
round '2027-02-17 09:21'
is "$(state full | cut -d' ' -f1,3)" 'failed 452' 'after two days it is given up'
is "$(unread secretariat)" 1 'the last report'
report=$(people show secretariat)
like "$report" 'à vérifier : Conseil' 'the report'
for line in 'Basile Absent <bad@bourg.example>, tél. 05 61 00 00 02 : refusé : 550 5.1.1' 'Fanny Pleine <full@bourg.example> : refusé : 452' \
    'Cyril Coupé <cut-after@bourg.example>' 'Sylvain Filtré' 'Marie Multiple' 'Théo Tardif' 'Claire Coupée'; do
    like "$report" "$line" "it names: $line"
done
unlike "$report" 'Anne Martin' 'and not who was reached'
unlike "$report" 'Grégoire' 'nor who was reached meanwhile'
round '2027-02-18 09:00'
is "$(unread secretariat)" 1 'it comes once'
like "$(g why conseil/mailing/1 2>/dev/null || g why session/conseil/mailing/1)" 'mailing.done' 'the mailing is done'

# Orders of staff.
id=$(g --json queue list | json '[m["id"] for m in d["mails"] if m["recipient"].startswith("cut-after")][0]')
done_is 'staff drops what arrived anyway' g queue drop "$id"
refused 'dropped twice' 'it is dropped' g queue drop "$id"
id=$(g --json queue list | json '[m["id"] for m in d["mails"] if m["recipient"].startswith("temp")][0]')
done_is 'staff has one tried again' g queue retry "$id"
round
is "$(transactions temp)" "$(sql "SELECT tries FROM outgoing WHERE id = $id")" 'it was tried'
refused 'a mail that is not there' 'there is none of that number' g queue retry 999
like "$(g queue show "$id" --raw)" 'Subject: ' 'its bytes can be read'

# Reports that come later by mail.
clock '2027-02-19 10:00'
act <<'PEOPLE'
server bounces anne status=5.2.2 words="552 5.2.2 mailbox full"
server bounces grey status=4.4.1 words="connection timed out"
PEOPLE
round
is "$(sql "SELECT group_concat(m.slug) FROM address a JOIN member m ON m.id = a.member_id WHERE a.unreachable_at IS NOT NULL ORDER BY m.slug")" \
    'bad,bounce' 'a full mailbox and a delay condemn no address'
is "$(sql "SELECT count(*) FROM outgoing WHERE delayed_at IS NOT NULL")" 1 'a delay is noted'
like "$(g why "mail/$(sql "SELECT id FROM outgoing WHERE recipient LIKE 'bounce%'")")" 'mail.bounced' 'the journal tells of the bounce'
is "$(filed inbox)" 0 'reports are filed'
mail=$(sql "SELECT i.token FROM invitation i JOIN member m ON m.id = i.member_id WHERE m.slug = 'bounce'")
act <<PEOPLE
bounce@bourg.example sends "Présente" to=greffe+$mail@assemblee.example
PEOPLE
round '2027-02-19 11:00'
presences <<'LIST'
bounce present
anne silent unreachable
LIST
is "$(sql "SELECT group_concat(m.slug) FROM address a JOIN member m ON m.id = a.member_id WHERE a.unreachable_at IS NOT NULL")" \
    bad 'who writes from an address can be reached there'
done_is 'the journal holds together' g journal verify
done_testing
