#!/bin/sh
# The mailbox is full: what is recorded cannot be filed, stays where it is and is not recorded again, though the
# server gives all messages new numbers meanwhile (UIDVALIDITY); with room it is filed (I1, I2).
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/fault.sh"
export STAND_RECALL_DELAY=0
stand
[ -e /usr/lib/dovecot/modules/lib10_quota_plugin.so ] || skip_all 'this Dovecot has no quota plugin'
assembly
cat >>"$T/dovecot.conf" <<'CONF'
mail_plugins = quota
plugin {
  quota = maildir:User quota
  quota_rule = *:storage=20K
}
protocol imap {
  imap_capability = IMAP4rev1 LITERAL+ SASL-IR ID IDLE UIDPLUS NAMESPACE SPECIAL-USE
}
CONF
"$SERVERS/dovecot.sh" kill "$T"
"$SERVERS/dovecot.sh" again "$T"
messages() { [ "$(sql 'SELECT count(*) FROM message')" = "$1" ]; }
daemon
wait_until 5 logged 'mailbox outcome=opened'
# Delivered from outside, which asks for no quota here.
people act <<'PEOPLE'
anne@bourg.example sends "Une question" to=greffe@assemblee.example
bruno@bourg.example sends "Une autre" to=greffe@assemblee.example
PEOPLE
head -c 30000 /dev/zero | tr '\0' 'x' | fold -w 70 >"$T/long"
{ printf 'From: chloe@bourg.example\nSubject: Long\nMessage-ID: <long@bourg.example>\n\n' && cat "$T/long"; } >"$MAIL/greffe/tmp/long"
[ "$(id -u)" != 0 ] || chown nobody "$MAIL/greffe/tmp/long"
mv "$MAIL/greffe/tmp/long" "$MAIL/greffe/new/long"
wait_until 10 messages 3
ok $? 'a full mailbox is read'
wait_until 10 logged 'filing outcome=failed retry_seconds=300 reason=mailbox localhost: moving a message to .*uota'
ok $? 'that nothing can be filed is told, in the words of the server'
[ "$(filed inbox)" -ge 1 ]
ok $? "messages stay where they are ($(filed inbox))"
g doctor >"$T/out" 2>&1
like "$(cat "$T/out")" 'messages recorded and not filed in the mailbox yet: ' 'doctor counts them'
people look
g session new "$(draft "$(date -d '+40 days' +%F)" 'reminders = J-1')" >/dev/null
g session convene conseil --yes >/dev/null
has_mail() { [ "$(who_has_mail | wc -w)" -ge 12 ]; }
wait_until 10 has_mail
ok $? 'mail leaves meanwhile'
calm 3 0 'a full mailbox'

# New numbers.
before=$(sql 'SELECT max(uidvalidity) FROM place')
"$SERVERS/dovecot.sh" kill "$T"
find "$MAIL/greffe" -maxdepth 1 -name 'dovecot*' -exec rm -f {} +
sleep 1
"$SERVERS/dovecot.sh" again "$T"
met_again() { [ "$(sql "SELECT count(*) FROM place WHERE uidvalidity > $before AND mailbox = 'INBOX'")" -ge 1 ]; }
wait_until 15 met_again
ok $? 'with a new UIDVALIDITY they are met again'
messages 3
ok $? 'and not recorded again'

# Room again.
sed -i 's/storage=20K/storage=20M/' "$T/dovecot.conf"
"$SERVERS/dovecot.sh" kill "$T"
"$SERVERS/dovecot.sh" again "$T"
kill -HUP "$DAEMON"
is_filed() { [ "$(filed inbox)" = 0 ]; }
wait_until 15 is_filed
ok $? 'with room they are filed'
messages 3
ok $? 'three messages in all'
wait_until 5 logged 'filing outcome=recovered'
ok $? 'and the log tells it'
stop_daemon
is "$?" 0 'it ends in good order'
done_is 'the journal holds together' g journal verify
done_testing
