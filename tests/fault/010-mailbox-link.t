#!/bin/sh
# The way to the mailbox fails: cut within a FETCH and within IDLE, silent, refused, the password changed, the
# certificate expired. Mail leaves meanwhile, nothing is read twice, and the log tells it in few lines (I2).
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/fault.sh"
export STAND_RECALL_DELAY=0
stand
assembly
link mailbox "$IMAPS_PORT"
setting mailbox.port "$LINK_PORT"
answers() { [ "$(sql 'SELECT count(*) FROM answer')" = "$1" ]; }
has_mail() { [ "$(who_has_mail | wc -w)" -ge "$1" ]; }
messages() { sql 'SELECT count(*) FROM message'; }
troubled() { [ "$(troubles | grep -c 'mailbox outcome=failed')" -ge "$1" ]; }
opened() { [ "$(grep -c 'mailbox outcome=opened' "$T/greffed.log")" -ge "$1" ]; }
daemon
wait_until 5 opened 1
ok $? 'the mailbox is open'
g session new "$(draft "$(date -d '+40 days' +%F)" 'reminders = J-1')" >/dev/null
g session convene conseil --yes >/dev/null
wait_until 10 has_mail 12
people look

# Within IDLE.
sleep 0.3
order mailbox cut
wait_until 5 troubled 1
ok $? 'cut within IDLE: it is told'
like "$(troubles)" 'mailbox outcome=failed retry_seconds=1 reason=mailbox localhost: ' 'in one line, with when it is tried again'
act <<'PEOPLE'
anne writes "présente"
PEOPLE
wait_until 10 answers 1
ok $? 'and what comes is read again within seconds'
wait_until 5 logged 'mailbox outcome=recovered'
ok $? 'which is told too'

# Within a FETCH, at any byte: each connection ends after so many bytes of the server.
order mailbox 'cut-after 6000'
{
    printf 'bruno writes "absent"\nchloe writes "présente"\ndavid clicks outlook ACCEPTED\n'
    printf 'emma writes "présente"\nfarid clicks google DECLINED\n'
} | people act
order mailbox cut
wait_until 10 troubled 3
ok $? 'cut within a FETCH: it tries again'
order mailbox pass
wait_until 20 answers 6
ok $? 'and everything is read when it holds'
is "$(messages)" 6 'once'

# Mail leaves while nobody answers at the mailbox.
order mailbox refuse
order mailbox cut
before=$(connects mailbox)
people look
g session cancel conseil --reason 'Orage' --yes >/dev/null
wait_until 10 has_mail 12
ok $? 'what is to be sent leaves while the mailbox cannot be reached'
calm 3 3 'a mailbox that refuses connections'
tried=$(($(connects mailbox) - before))
[ "$tried" -le 6 ]
ok $? "it is tried less and less often ($tried times)"
refused 'doctor' 'checks failed' g doctor
like "$(grep '^mailbox' "$T/out")" 'failed' 'doctor names the mailbox'
order mailbox pass
kill -HUP "$DAEMON"
opened_now=$(grep -c 'mailbox outcome=opened' "$T/greffed.log")
wait_until 5 opened $((opened_now + 1))
ok $? 'SIGHUP ends the wait'

# Silent: no word, no end of the connection.
order mailbox hold
people look
g session new "$(draft "$(date -d '+50 days' +%F)" 'reminders = J-1' | tee "$T/second")" >/dev/null 2>&1
sed -i 's/^id = conseil/id = autre/' "$(cat "$T/second")"
g session new "$(cat "$T/second")" >/dev/null && g session convene autre --yes >/dev/null
wait_until 10 has_mail 12
ok $? 'a mailbox that says nothing holds up no mail'
calm 2 3 'a silent mailbox'
order mailbox pass

# The password was changed, elsewhere.
"$SERVERS/dovecot.sh" kill "$T"
sed -i 's/^  args = password=.*/  args = password=autre/' "$T/dovecot.conf"
"$SERVERS/dovecot.sh" again "$T"
wait_until 10 logged "mailbox outcome=failed .*log-in refused for 'greffe'"
ok $? 'a refused log-in is told by name'
[ "$(troubles | sed -n 's/.*retry_seconds=\([0-9]*\) .*log-in refused.*/\1/p' | head -1)" -ge 30 ]
ok $? 'and tried again after half a minute or more'
refused 'doctor' 'checks failed' g doctor
like "$(grep '^mailbox' "$T/out")" "log-in refused for 'greffe'" 'doctor: the log-in'
calm 2 0 'a refused log-in'

# The certificate has expired.
mkdir "$T/good"
cp -p "$T/tls/cert.pem" "$T/tls/key.pem" "$T/good"
"$SERVERS/make-certs.sh" --expired "$T/tls" DNS:localhost,IP:127.0.0.1
"$SERVERS/dovecot.sh" kill "$T"
sed -i 's/^  args = password=.*/  args = password=secret/' "$T/dovecot.conf"
"$SERVERS/dovecot.sh" again "$T"
kill -HUP "$DAEMON"
wait_until 10 logged 'mailbox outcome=failed .*expired'
ok $? 'an expired certificate is told as such'
refused 'doctor' 'checks failed' g doctor
like "$(grep '^mailbox' "$T/out")" 'expired' 'doctor: the certificate of the mailbox'
mail_server stop
mail_server start
refused 'doctor' 'checks failed' g doctor
like "$(grep '^transport' "$T/out")" 'expired' 'doctor: the certificate of the relay'
cp -p "$T/good/cert.pem" "$T/good/key.pem" "$T/tls"
mail_server stop
mail_server start
"$SERVERS/dovecot.sh" kill "$T"
"$SERVERS/dovecot.sh" again "$T"
act <<'PEOPLE'
gaelle writes "présente"
PEOPLE
kill -HUP "$DAEMON"
arrived() { [ "$(messages)" = 7 ]; }
wait_until 10 arrived
ok $? 'with a new certificate, everything is as before'
stop_daemon
is "$?" 0 'it ends in good order'
lines=$(troubles | grep -c .)
[ "$lines" -le 20 ]
ok $? "all that in $lines lines of the log"
done_testing
