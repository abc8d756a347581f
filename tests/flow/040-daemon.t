#!/bin/sh
# The daemon as it runs for years: it answers at once, takes a new configuration, survives its servers,
# tells systemd, and ends when it is told to (I22).
. "$(dirname "$0")/../lib.sh"
export STAND_RECALL_DELAY=0
stand
assembly
$PYTHON - "$T/notify" "$T/notified" <<'LISTENER' &
import socket, sys
listener = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
listener.bind(sys.argv[1])
while True:
    with open(sys.argv[2], "ab", 0) as told:
        told.write(listener.recv(4096) + b"\n")
LISTENER
LISTENER=$!
at_end() { kill "$LISTENER" 2>/dev/null; }
wait_until 5 test -S "$T/notify"
export NOTIFY_SOCKET="$T/notify" WATCHDOG_USEC=2000000
told() { grep -q "$1" "$T/notified"; }
logged() { grep -q "$1" "$T/greffed.log"; }
answers() { [ "$(sql 'SELECT count(*) FROM answer')" = "$1" ]; }
has_mail() { [ "$(who_has_mail | wc -w)" -ge "$1" ]; }

# Up.
daemon
wait_until 5 told READY=1
ok $? 'READY=1'
wait_until 5 logged 'mailbox outcome=opened'
ok $? 'the mailbox is open'
wait_until 5 told 'WATCHDOG=1'
ok $? 'WATCHDOG=1'
like "$(grep STATUS= "$T/notified" | head -1)" 'STATUS=to send: 0, under way: 0, failed: 0' 'with a status for people'
refused 'a second daemon' "another greffed runs on '$INSTANCE' (process $DAEMON; stop it first)" timeout 10 "$GREFFED" -C "$INSTANCE"
refused 'a round beside it' 'another greffed runs' timeout 10 "$GREFFED" -C "$INSTANCE" --once

# An order wakes it; answers are taken at once.
g session new "$(draft "$(date -d '+40 days' +%F)" 'reminders = J-1')" >/dev/null
begun=$(milliseconds)
g session convene conseil --yes >/dev/null
wait_until 10 has_mail 12
ok $? 'twelve mails leave as soon as they are ordered'
echo "# they took $(($(milliseconds) - begun)) ms"
people look
act <<'PEOPLE'
anne clicks outlook ACCEPTED
bruno writes "absent"
chloe writes "présente"
PEOPLE
begun=$(milliseconds)
wait_until 10 answers 3
ok $? 'three answers are recorded'
took=$(($(milliseconds) - begun))
[ "$took" -lt 5000 ]
ok $? "without waiting for the poll ($took ms)"
wait_until 10 has_mail 2
ok $? 'and acknowledged'
is_filed() { [ "$(filed inbox) $(filed handled)" = "0 $1" ]; }
wait_until 10 is_filed 3
ok $? 'and filed'
act <<'PEOPLE'
david writes "OK"
PEOPLE
is_held() { [ "$(filed held)" = "$1" ]; }
wait_until 10 is_held 1
ok $? 'what is unclear is held'
g inbox settle "$(letter_of david@bourg.example)" present >/dev/null
wait_until 10 is_held 0
ok $? 'and filed again as soon as staff has settled it'

# Another configuration.
cp "$INSTANCE/config/greffe.conf" "$T/good.conf"
echo 'nonsense = 1' >>"$INSTANCE/config/greffe.conf"
kill -HUP "$DAEMON"
wait_until 5 logged 'reload outcome=refused reason=.*nonsense'
ok $? 'a wrong configuration is refused, by name'
act <<'PEOPLE'
emma writes "présente"
PEOPLE
wait_until 10 answers 5
ok $? 'and the daemon goes on as before'
cp "$T/good.conf" "$INSTANCE/config/greffe.conf"
setting instance.acknowledge none
: >"$T/notified"
kill -HUP "$DAEMON"
wait_until 5 logged 'reload outcome=done'
ok $? 'a right one is taken'
wait_until 5 told 'RELOADING=1'
ok $? 'and systemd is told'
wait_until 5 told 'READY=1'
ok $? 'when it is done'
wait_until 10 has_mail 3
people look
act <<'PEOPLE'
farid writes "présent"
PEOPLE
wait_until 10 answers 6
ok $? 'answers are read'
wait_until 10 is_filed 6
is "$(who_has_mail)" '' 'and not acknowledged any more'

# The mail server dies, and comes back with what arrived meanwhile.
"$SERVERS/dovecot.sh" kill "$T"
act <<'PEOPLE'
gaelle writes "présente"
PEOPLE
wait_until 5 logged 'mailbox outcome=failed'
ok $? 'a dead mail server is noticed'
"$SERVERS/dovecot.sh" again "$T"
wait_until 15 answers 7
ok $? 'and what came meanwhile is read when it is back'

# Killed, and started again.
kill -KILL "$DAEMON"
wait "$DAEMON" 2>/dev/null
: >"$T/notified"
daemon
wait_until 5 told READY=1
ok $? 'after a crash it starts again'
act <<'PEOPLE'
hugo clicks google DECLINED
PEOPLE
wait_until 10 answers 8
ok $? 'and works'

# Down, while a server has a mail and does not answer.
head -1 "$DATA/commune.csv" >"$T/hang.csv"
echo 'hang;Mme;Hélène;Lente;F;titulaire;hang@bourg.example;;gt1' >>"$T/hang.csv"
g member import "$T/hang.csv" >/dev/null
sed -i 's/Ouverture/Ouverture de la séance/' "$T"/20*.conf
g session move conseil "$(ls "$T"/20*.conf)" --yes >/dev/null
handed_over() { grep -q 'hang@bourg' "$T/smtpd.log"; }
wait_until 10 handed_over
others_taken() { [ "$(sql "SELECT count(*) FROM outgoing WHERE state <> 'taken'")" = 1 ]; }
wait_until 10 others_taken
ends_within 1000 'SIGTERM'
told STOPPING=1
ok $? 'STOPPING=1'
[ ! -e "$INSTANCE/run/wake" ]
ok $? 'it leaves no socket behind'
done_is 'what is left is one mail of unknown outcome' test \
    "$(sql "SELECT group_concat(recipient || ' ' || unknown_outcomes) FROM outgoing WHERE state <> 'taken'")" = 'hang@bourg.example 1'
done_is 'the journal holds together' g journal verify
done_testing
