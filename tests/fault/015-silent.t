#!/bin/sh
# Servers that say nothing any more: the true timeouts are waited out, on a clock that goes HURRY times as fast for the
# daemon (hurry.c; HURRY=1 takes a good half hour). What waits for them holds up nothing else, and ends in staff's
# hands where it may have arrived (I6). The seconds told are those of the daemon's clock.
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/fault.sh"
export STAND_RECALL_DELAY=0
hurry=${HURRY:-60}
command -v cc >/dev/null || skip_all 'no C compiler'
case $BUILD in */san) skip_all 'sanitizers and a preloaded library do not go together' ;; esac
cc -shared -fPIC -O1 -D_GNU_SOURCE -o "$T/hurry.so" "$TOP/tests/fault/hurry.c" || skip_all 'the shim does not compile'
stand
link mailbox "$IMAPS_PORT"
setting mailbox.port "$LINK_PORT"
link relay "$SMTP_PORT"
setting transport.port "$LINK_PORT"
{
    sed -n 1,2p "$DATA/commune.csv"
    echo 'm2;M.;Paul;Muet;M;titulaire;hang@muet.example;;gt1'
} >"$T/two.csv"
g apply "$DATA/commune.conf" >/dev/null && g member import "$T/two.csv" >"$T/out" 2>&1 ||
    { cat "$T/out"; echo 'Bail out! no members'; exit 1; }
printf '#!/bin/sh\nLD_PRELOAD=%s HURRY=%s exec %s "$@"\n' "$T/hurry.so" "$hurry" "$GREFFED" >"$T/hurried"
chmod +x "$T/hurried"
GREFFED=$T/hurried
daemon
# The second, on the daemon's clock, of the Nth line with WORDS: second_of N WORDS
second_of() { date -d "$(grep "$2" "$T/greffed.log" | sed -n "$1s/ .*//p")" +%s; }
# Seconds of the daemon's clock as this machine waits for them
within() { echo $(($1 / hurry + 10)); }
lines() { [ "$(grep -c "$1" "$T/greffed.log")" -ge "$2" ]; }
state() { sql "SELECT state FROM outgoing WHERE recipient LIKE '$1%' ORDER BY id DESC LIMIT 1"; }
is_state() { [ "$(state "$1")" = "$2" ]; }
wait_until 10 logged 'mailbox outcome=opened'

# The mailbox, within IDLE; then from the greeting on.
order mailbox hold
begun=$(second_of 1 'mailbox outcome=opened')
wait_until "$(within 200)" lines 'mailbox outcome=failed' 1
ok $? 'a mailbox that falls silent within IDLE is given up'
took=$(($(second_of 1 'mailbox outcome=failed') - begun))
[ "$took" -le 180 ]
ok $? "after $took s"
logged 'mailbox outcome=failed retry_seconds=1 reason=mailbox localhost: .*: no answer in time (try again later)'
ok $? 'which is told'
g session new "$(draft "$(date -d '+40 days' +%F)" 'reminders = J-1')" >/dev/null
g session convene conseil --yes >/dev/null
wait_until 10 is_state anne taken
ok $? 'mail leaves meanwhile'
wait_until "$(within 200)" lines 'mailbox outcome=failed.*TLS: no answer in time' 1
ok $? 'a server that does not even greet is told as such'
order mailbox pass
wait_until "$(within 400)" logged 'mailbox outcome=recovered'
ok $? 'when it speaks again it is read'

# The relay, after the dot: three times five minutes, then staff decides.
wait_until "$(within 1000)" is_state hang uncertain
ok $? 'a relay that never answers the dot: staff decides'
first=$(second_of 1 'to=hang@muet.example') last=$(second_of 3 'to=hang@muet.example')
took=$((last - first))
[ "$took" -ge 590 ] && [ "$took" -le 800 ]
ok $? "after two repetitions, $took s later"
is "$(grep -c 'to=hang@muet.example.*after DATA began: ' "$T/greffed.log")" 3 'each is one line, with the reason'
is "$(grep -c '"rcpt": "hang@muet.example"' "$T/smtpd.log")" 3 'it was given the mail three times'
is "$(grep '"rcpt": "hang@muet.example"' "$T/smtpd.log" | grep -o '"message_id": "[^"]*"' | sort -u | grep -c .)" 1 'with one Message-ID'
g doctor >"$T/out" 2>&1
like "$(cat "$T/out")" 'mails that may have been sent or not: 1' 'doctor tells it, and the remedy'

# The relay, from the greeting on.
order relay hold
sed -i 's/^id = conseil/id = autre/' "$T"/20*.conf
g session new "$(ls "$T"/20*.conf)" >/dev/null && g session convene autre --yes >/dev/null
begun=$(milliseconds)
wait_until "$(within 400)" logged 'transport outcome=failed retry_seconds=60 '
ok $? "a relay that does not greet is told ($((($(milliseconds) - begun) * hurry / 1000)) s, the dialogue that was open before it)"
is "$(sql "SELECT count(*) || ' ' || max(tries) FROM outgoing WHERE state IN ('queued', 'ready')")" '2 1' 'and costs no try but that of the dialogue that was open'
order relay pass
wait_until "$(within 800)" is_state anne taken
ok $? 'when it speaks again everything leaves'
stop_daemon
is "$?" 0 'it ends in good order'
lines=$(troubles | grep -c .)
[ "$lines" -le 12 ]
ok $? "all that in $lines lines of trouble"
done_testing
