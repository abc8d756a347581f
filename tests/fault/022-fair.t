#!/bin/sh
# A mailing to a provider that takes three seconds for each mail: who answers meanwhile is acknowledged at once.
. "$(dirname "$0")/../lib.sh"
export STAND_RECALL_DELAY=0
stand
setting instance.acknowledge all
{
    sed -n 1,2p "$DATA/commune.csv"
    for i in $(seq 11 22); do echo "m$i;M.;Max;$(echo "M$i" | tr 0-9 a-j);M;titulaire;slow-$i@lent.example;;gt1"; done
} >"$T/slow.csv"
g apply "$DATA/commune.conf" >/dev/null && g member import "$T/slow.csv" >"$T/out" 2>&1 || { cat "$T/out"; echo 'Bail out! no members'; exit 1; }
taken() { [ "$(sql "SELECT count(*) FROM outgoing WHERE kind = '$1' AND state = 'taken'")" -ge "$2" ]; }
daemon
wait_until 5 grep -q 'mailbox outcome=opened' "$T/greffed.log"
g session new "$(draft "$(date -d '+40 days' +%F)" 'reminders = J-1')" >/dev/null && g session convene conseil --yes >/dev/null
wait_until 10 taken convocation 1
people look
act <<'PEOPLE'
anne clicks outlook ACCEPTED
PEOPLE
begun=$(milliseconds)
wait_until 10 taken acknowledgement 1
ok $? 'an answer is acknowledged'
took=$(($(milliseconds) - begun))
left=$(sql "SELECT count(*) FROM outgoing WHERE kind = 'convocation' AND state <> 'taken'")
[ "$left" -gt 3 ]
ok $? "while the mailing goes on ($left mails left)"
[ "$took" -lt 2500 ]
ok $? "and does not wait for the slow ones ($took ms)"
under_way=$(sql "SELECT count(*) FROM outgoing WHERE kind = 'convocation' AND state = 'sending'")
[ "$under_way" -ge 1 ] && [ "$under_way" -le 3 ]
ok $? "a place is kept for one person's mail ($under_way mails of the mailing under way, 4 connections)"
wait_until 30 taken convocation 13
ok $? 'and all leave'
stop_daemon
done_testing
