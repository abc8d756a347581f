#!/bin/sh
# Correspondents that answer every automatic mail: one says so (Auto-Submitted), one seems to be a person, one writes
# as if by hand to each acknowledgement. The mails end, the queue does not grow without bound (I10).
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
done_is 'the journal holds together' g journal verify
done_testing
