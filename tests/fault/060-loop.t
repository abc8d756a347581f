#!/bin/sh
# Correspondents that answer every automatic mail: one says so (Auto-Submitted), one seems to be a person, one writes
# as if by hand to each acknowledgement, with nothing that tells what it answers. The mails end, the queue does not grow
# without bound (I10).
. "$(dirname "$0")/../lib.sh"
stand
setting instance.acknowledge all
assembly
limit=10
convened 2027-03-12 '2027-02-15 09:00'
people look
written() { sql "SELECT count(*) FROM outgoing WHERE recipient = '$1@bourg.example'"; }
token() { sql "SELECT i.token FROM invitation i JOIN member m ON m.id = i.member_id WHERE m.slug = '$1'"; }
anne=$(token anne) bruno=$(token bruno)
clock '2027-02-16 10:00'
for turn in $(seq 40); do
    clock "2027-02-16 10:00 CET $turn minutes"
    people act <<PEOPLE
anne@bourg.example sends "présente, tour $turn" to=greffe+$anne@assemblee.example
bruno@bourg.example sends "Je suis absent du bureau, tour $turn" to=greffe+$bruno@assemblee.example
inconnu@ailleurs.example sends "Merci de votre message, tour $turn" to=greffe@assemblee.example
PEOPLE
    [ $((turn % 8)) != 0 ] || round
done
round
to_anne=$(written anne) to_bruno=$(written bruno)
[ "$to_anne" -le $((limit + 1)) ]
ok $? "somebody who answers each acknowledgement gets $to_anne mails in a day, at most $limit and the convocation"
[ "$to_bruno" -le $((limit + 1)) ]
ok $? "and who is always out of the office $to_bruno"
is "$(sql "SELECT count(*) FROM outgoing WHERE recipient LIKE '%@ailleurs.example'")" 0 'a stranger none'
is "$(sql 'SELECT count(*) FROM message')" 120 'every letter is kept'
is "$(filed inbox)" 0 'and filed'
before=$(written anne)
clock '2027-02-18 10:00'
people act <<PEOPLE
anne@bourg.example sends "absente, finalement" to=greffe+$anne@assemblee.example
PEOPLE
round
[ "$(written anne)" -gt "$before" ]
ok $? 'two days later she is answered again'

# Robots: each answers whatever it is sent, at once, for as long as it is sent something.
robots='chloe david emma farid'
people look
sent_to() { sql "SELECT count(*) FROM outgoing WHERE recipient LIKE '$1@%'"; }
clock '2027-02-22 07:00'
sed -i 's/^id = conseil/id = autre/' "$T/2027-03-12.conf"
for robot in $robots; do sent_to $robot >"$T/before.$robot"; done
g session new "$T/2027-03-12.conf" >/dev/null && g session convene autre --yes >/dev/null
turn=0 silent=0
while [ $turn -lt 60 ] && [ $silent -lt 2 ]; do
    turn=$((turn + 1))
    clock "2027-02-22 08:00 CET $((turn * 12)) minutes"
    round
    for robot in $robots; do
        [ "$(unread $robot)" -gt 0 ] || continue
        case $robot in
        chloe) echo 'chloe writes "présente" header="Auto-Submitted: auto-replied"' ;;
        david) echo 'david writes "présent, merci"' ;;
        # Nothing of what is answered: no In-Reply-To, another Message-ID, another subject.
        emma) echo "emma@bourg.example sends \"présente, tour $turn\" to=greffe+$(token emma | tail -1)@assemblee.example" ;;
        farid) echo "farid@bourg.example sends \"présent, tour $turn\" to=greffe@assemblee.example" ;;
        esac
    done >"$T/deeds"
    people look
    if [ -s "$T/deeds" ]; then act <"$T/deeds"; silent=0; else silent=$((silent + 1)); fi
done
[ $silent = 2 ]
ok $? "four robots that answer everything: it is quiet after $turn turns"
for robot in $robots; do
    count=$(($(sent_to $robot) - $(cat "$T/before.$robot")))
    [ "$count" -ge 1 ] && [ "$count" -le $((limit + 1)) ]
    ok $? "$robot was sent $count mails, the convocation among them"
done
is "$(filed inbox)" 0 'every letter of theirs is filed'
is "$(sql "SELECT count(*) FROM outgoing WHERE kind = 'acknowledgement' AND recipient LIKE 'chloe@%'")" 0 \
    'what says of itself that it is automatic is not answered at all'
done_is 'the journal holds together' g journal verify
done_testing
