#!/bin/sh
# The clock of the machine is set a year ahead under the daemon that works, and back (hurry.c). It is told, what was put
# off meanwhile is due again, no mail is repeated, and nothing turns in circles.
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/fault.sh"
export STAND_RECALL_DELAY=0
command -v cc >/dev/null || skip_all 'no C compiler'
case $BUILD in */san) skip_all 'sanitizers and a preloaded library do not go together' ;; esac
cc -shared -fPIC -O1 -D_GNU_SOURCE -o "$T/hurry.so" "$TOP/tests/fault/hurry.c" || skip_all 'the shim does not compile'
embedded
setting transport.recall_delay 0
setting mailbox.poll_seconds 5
assembly
printf '#!/bin/sh\nLD_PRELOAD=%s HURRY_STEP=%s exec %s "$@"\n' "$T/hurry.so" "$T/step" "$GREFFED" >"$T/greffed"
chmod +x "$T/greffed"
GREFFED=$T/greffed
year=31536000
taken() { [ "$(sql "SELECT count(*) FROM outgoing WHERE state = 'taken' AND kind = 'convocation'")" = "$1" ]; }
read_all() { [ "$(sql 'SELECT count(*) FROM message')" = "$1" ]; }
daemon
wait_until 5 logged 'mailbox outcome=opened'
g session new "$(draft "$(date -d '+40 days' +%F)" 'reminders = J-1')" >/dev/null
g session convene conseil --yes >/dev/null
wait_until 10 taken 12
ok $? 'it works'

# Ahead. A mail that waits by the right clock is told of by the wrong one.
echo $year >"$T/step"
people act <<'PEOPLE'
anne writes "présente"
PEOPLE
wait_until 10 read_all 1
ok $? 'a year ahead: mail is read'
wait_until 65 logged "clock by_seconds=3153[0-9]* outcome=stepped reason=the clock was set forward"
ok $? 'the log tells it'
calm 3 1 'a year ahead'
taken 12
ok $? 'no mail is repeated'

# And back.
sed -i 's/^id = conseil/id = autre/' "$T"/20*.conf
g session new "$(ls "$T"/20*.conf)" >/dev/null && g session convene autre --yes >/dev/null
echo 0 >"$T/step"
people act <<'PEOPLE'
bruno writes "absent"
PEOPLE
wait_until 10 read_all 2
ok $? 'set back: mail is read'
wait_until 10 logged "clock by_seconds=-3153[0-9]* outcome=stepped reason=the clock was set back"
ok $? 'which is told too'
wait_until 10 taken 24
ok $? 'a convocation leaves'
calm 3 1 'set back'
is "$(sql "SELECT count(*) FROM answer")" 2 'both answers count'
[ "$(grep -c 'clock by_seconds' "$T/greffed.log")" = 2 ]
ok $? 'two lines tell of the clock'
stop_daemon
is "$?" 0 'it ends in good order'
done_is 'the journal holds together' g journal verify
done_testing
