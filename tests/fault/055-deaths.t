#!/bin/sh
# The daemon dies again and again with mails under way. What a death leaves in doubt is repeated last and alone, by a
# daemon that has lived for ten seconds or was told to reload: neither deaths that have nothing to do with mails nor one
# mail that it dies of takes another mail to staff (I6).
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/fault.sh"
export STAND_RECALL_DELAY=0
stand
link relay "$SMTP_PORT"
setting transport.port "$LINK_PORT"
{
    sed -n 1p "$DATA/commune.csv"
    for i in $(seq 11 20); do echo "m$i;M.;Max;$(echo "M$i" | tr 0-9 a-j);M;titulaire;m$i@bourg.example;;gt1"; done
    echo 'killer;M.;Max;Tueur;M;titulaire;slow@bourg.example;;gt1'
} >"$T/roll.csv"
g apply "$DATA/commune.conf" >/dev/null && g member import "$T/roll.csv" >"$T/out" 2>&1 || { cat "$T/out"; echo 'Bail out! no members'; exit 1; }
under_way() { [ "$(sql "SELECT count(*) FROM outgoing WHERE state = 'sending'")" -ge "$1" ]; }
doubts() { sql "SELECT count(*) || ' ' || coalesce(max(unknown_outcomes), 0) FROM outgoing WHERE unknown_outcomes > 0"; }
taken() { [ "$(sql "SELECT count(*) FROM outgoing WHERE state = 'taken'")" = "$1" ]; }
# Its handlers are in place
started() { grep -q 'mailbox outcome=opened' "$T/greffed.log"; }
life() {
    : >"$T/greffed.log"
    daemon
    wait_until 10 started
}
dead() { [ "$(sql "SELECT state FROM outgoing WHERE recipient = 'slow@bourg.example'")" = sending ]; }
die() {
    kill -KILL "$DAEMON"
    wait "$DAEMON" 2>/dev/null
    DAEMON=
}

# Whatever it dies of, it does as soon as mails are under way.
order relay hold
g session new "$(draft "$(date -d '+40 days' +%F)" 'reminders = J-1')" >/dev/null
g session convene conseil --yes >/dev/null
for _ in 1 2 3; do
    daemon
    wait_until 10 under_way 3
    die
done
for _ in 4 5 6 7; do
    life
    sleep 0.3
    die
done
is "$(doubts)" '11 1' 'seven deaths: each mail is in doubt, and was so once'
is "$(sql "SELECT count(*) FROM outgoing WHERE state = 'uncertain'")" 0 'none is left to staff'

# One mail is what it dies of.
order relay pass
deaths=0
while [ "$deaths" -lt 5 ]; do
    life
    kill -HUP "$DAEMON"
    wait_until 4 dead || break
    deaths=$((deaths + 1))
    die
done
is "$deaths" 2 'a mail that it dies of: two more deaths'
wait_until 10 taken 11
is "$(sql "SELECT group_concat(recipient) FROM outgoing WHERE state = 'uncertain'")" 'slow@bourg.example' 'it alone is left to staff'
is "$(sql "SELECT count(*) || ' ' || max(unknown_outcomes) FROM outgoing WHERE state = 'taken' AND kind = 'convocation'")" '10 1' \
    'the others have left, in doubt once'
stop_daemon
is "$?" 0 'it ends in good order'
done_is 'the journal holds together' g journal verify
done_testing
