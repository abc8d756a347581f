#!/bin/sh
# One folder takes nothing, another does: the trouble of the one is told once, and is over when nothing waits for it.
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/fault.sh"
export STAND_RECALL_DELAY=0
stand
assembly
daemon
wait_until 5 logged 'mailbox outcome=opened'
g session new "$(draft "$(date -d '+40 days' +%F)" 'reminders = J-1')" >/dev/null
g session convene conseil --yes >/dev/null
has_mail() { [ "$(who_has_mail | wc -w)" -ge 12 ]; }
wait_until 10 has_mail
people look

# The user of the server is refused.
held="$MAIL/greffe/.Greffe.&AMA- v&AOk-rifier"
chmod 555 "$held/cur" "$held/new" "$held/tmp"
people act <<'PEOPLE'
curieux@ailleurs.example sends "Offre" to=greffe@assemblee.example
anne writes "Je serai présente."
PEOPLE
wait_until 10 logged 'filing outcome=failed retry_seconds=300 reason=.*À vérifier'
ok $? 'that nothing can be moved there is told'
handled() { [ "$(filed handled)" = "$1" ]; }
wait_until 10 handled 1
ok $? 'what goes elsewhere is filed'
people act <<'PEOPLE'
bruno writes "Je serai présent."
PEOPLE
wait_until 10 handled 2
ok $? 'and goes on to be'
people act <<'PEOPLE'
curieux@ailleurs.example sends "Autre offre" to=greffe@assemblee.example
PEOPLE
left() { [ "$(sql 'SELECT count(*) FROM message')" = 4 ] && [ "$(filed inbox)" = 2 ]; }
wait_until 10 left
ok $? 'what cannot be moved stays where it is'
! logged 'filing outcome=recovered'
ok $? 'no trouble is said to be over'
is "$(grep -c 'filing outcome=failed' "$T/greffed.log")" 1 'nor told twice'
chmod 700 "$held/cur" "$held/new" "$held/tmp"
kill -HUP "$DAEMON"
all() { [ "$(filed held)" = 2 ] && [ "$(filed inbox)" = 0 ]; }
wait_until 15 all
ok $? 'with the folder mended they are filed'
wait_until 5 logged 'filing outcome=recovered'
ok $? 'and the log tells it'
stop_daemon
is "$?" 0 'it ends in good order'
done_testing
