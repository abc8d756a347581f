#!/bin/sh
# The relay fails: gone with many mails waiting, busy at the door, silent, cut before and after the dot, slow.
# Nothing is lost, no try is counted where none was made, and the log stays short (I6).
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/fault.sh"
export STAND_RECALL_DELAY=0
stand
link relay "$SMTP_PORT"
setting transport.port "$LINK_PORT"
{
    head -1 "$DATA/commune.csv"
    for i in $(seq 101 300); do echo "m$i;M.;Max;$(echo "M$i" | tr 0-9 a-j);M;titulaire;anne@bourg.example;;gt1"; done
} >"$T/many.csv"
g apply "$DATA/commune.conf" >/dev/null && g member import "$T/many.csv" >"$T/out" 2>&1 || { cat "$T/out"; echo 'Bail out! no members'; exit 1; }
waiting() { sql "SELECT count(*) || ' ' || max(tries) FROM outgoing WHERE state IN ('queued', 'ready')"; }
taken() { [ "$(sql "SELECT count(*) FROM outgoing WHERE state = 'taken'")" -ge "$1" ]; }
to_send() { [ "$(sql "SELECT count(*) FROM outgoing WHERE state IN ('queued', 'ready', 'sending')")" = "$1" ]; }
last_trouble() { troubles | grep '^transport outcome=failed' | tail -1; }

# Gone.
order relay refuse
daemon
wait_until 5 logged 'mailbox outcome=opened'
g session new "$(draft "$(date -d '+40 days' +%F)" 'reminders = J-1')" >/dev/null
g session convene conseil --yes >/dev/null
wait_until 10 logged 'transport outcome=failed retry_seconds=60 reason=localhost port [0-9]*: connection failed: '
ok $? 'a relay that is gone is told, with when it is tried again'
wait_until 10 to_send 200
calm 3 1 '200 mails wait'
is "$(waiting)" '200 0' 'none counts as tried'
is "$(grep -c ' mail=' "$T/greffed.log")" 0 'and none has a line of its own'
[ "$(connects relay)" -le 8 ]
ok $? "the relay was tried $(connects relay) times"
g doctor >"$T/out" 2>&1
like "$(cat "$T/out")" '(mails that wait: 200)' 'doctor names what waits'
like "$(grep '^transport' "$T/out")" 'connection failed' 'and why'
people act <<'PEOPLE'
anne@bourg.example sends "Bonjour" to=greffe@assemblee.example
PEOPLE
read_it() { [ "$(sql 'SELECT count(*) FROM message')" = 1 ]; }
wait_until 10 read_it
ok $? 'mail is read meanwhile'

# Busy at the door.
order relay 'say 421 4.3.2 too many connections'
kill -HUP "$DAEMON"
wait_until 10 logged 'transport outcome=failed retry_seconds=60 .*421 4.3.2 too many connections'
ok $? '421 in place of a greeting is told in its words'
calm 2 1 '421 at the door'
is "$(waiting)" '200 0' 'and costs no try either'

# Silent: connected, and no word.
order relay hold
kill -HUP "$DAEMON"
calm 3 2 'a silent relay'
ends_within 3000 'beside a silent relay'

# Slow and back: all leave, once.
order relay pass
daemon
wait_until 30 taken 200
ok $? 'the relay is back: everything leaves'
# What was on its way when the silent relay was left may have counted as a try, and is the same mail.
is "$(grep -o '"message_id": "[^"]*"' "$T/smtpd.log" | sort | uniq -d | grep -c .)" 0 'each mail once'
stop_daemon

# Within the dialogue: by the words of tests/servers/smtpd.py.
sed -n 1p "$DATA/commune.csv" >"$T/odd.csv"
for who in closing no-data cut-before cut-during slow temp; do
    echo "$who;M.;Paul;$who;M;titulaire;$who@bourg.example;;gt1" >>"$T/odd.csv"
done
g member import "$T/odd.csv" >/dev/null 2>&1
: >"$T/greffed.log"
daemon
wait_until 5 logged 'mailbox outcome=opened'
sed -i 's/^id = conseil/id = autre/' "$T"/20*.conf
g session new "$(ls "$T"/20*.conf)" >/dev/null && g session convene autre --yes >/dev/null
is_state() { [ "$(sql "SELECT state FROM outgoing WHERE recipient = '$1@bourg.example' ORDER BY id DESC LIMIT 1")" = "$2" ]; }
wait_until 15 is_state slow taken
ok $? 'a slow relay is waited for'
wait_until 10 taken 400
ok $? 'and holds up nobody'
settled() { [ "$(sql "SELECT count(*) FROM outgoing WHERE state = 'sending'")" = 0 ]; }
wait_until 20 settled
for who in closing no-data cut-before temp; do
    is_state $who ready
    ok $? "$who: tried again later"
done
calm 3 0 'what was put off'
[ "$(grep -c 'to=.*outcome=\(ready\|uncertain\)' "$T/greffed.log")" -le 9 ]
ok $? 'one line for each try that failed'
stop_daemon
done_is 'the journal holds together' g journal verify
done_testing
