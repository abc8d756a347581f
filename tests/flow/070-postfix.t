#!/bin/sh
# Through a real Postfix, private to this story: it takes and delivers our mails, relays some to a server
# far away, and reports in its own words what that one refuses.
. "$(dirname "$0")/../lib.sh"
PATH=$PATH:/usr/sbin:/sbin
[ "$(id -u)" = 0 ] || skip_all 'Postfix needs root, even a private one'
command -v postfix >/dev/null || skip_all 'postfix is not installed'
programs=$(postconf -dh daemon_directory)
[ -x "$programs/master" ] || skip_all 'postfix is not complete'
stand
assembly

# The server far away: no TLS, no log-in, refuses bad@.
mkdir "$T/far"
$PYTHON "$SERVERS/smtpd.py" --dir "$T/far" --port-file "$T/far/port" --deliver "$T/far/mail" >"$T/far/out" 2>&1 &
FAR=$!
MASTER=
at_end() {
    kill "$FAR" 2>/dev/null
    [ -n "$MASTER" ] || return
    kill -TERM "$MASTER" 2>/dev/null
    is_gone() { ! kill -0 "$MASTER" 2>/dev/null; }
    wait_until 5 is_gone
}
wait_until 5 test -s "$T/far/port"

port=$($PYTHON -c 'import socket; s = socket.create_server(("127.0.0.1", 0)); print(s.getsockname()[1])')
mkdir "$T/postfix" "$T/postfix/queue" "$T/postfix/data"
chown postfix "$T/postfix/data"
mkdir -p "$MAIL" && chown nobody "$MAIL"
chmod 755 "$T" "$T/postfix" "$T/postfix/queue"
for address in greffe@assemblee.example secretariat@assemblee.example $(grep -o '[a-z]*@[a-z]*.example' "$DATA/commune.csv" | sort -u); do
    echo "$address ${address%@*}/"
done >"$T/postfix/users"
cat >"$T/postfix/main.cf" <<CONF
compatibility_level = 3.6
queue_directory = $T/postfix/queue
data_directory = $T/postfix/data
maillog_file = $T/postfix/log
maillog_file_prefixes = $T
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mx.assemblee.example
mydestination =
mynetworks = 127.0.0.0/8
relayhost = [127.0.0.1]:$(cat "$T/far/port")
recipient_delimiter = +
virtual_mailbox_domains = assemblee.example, bourg.example, village.example
virtual_mailbox_base = $MAIL
virtual_mailbox_maps = texthash:$T/postfix/users
virtual_uid_maps = static:$(id -u nobody)
virtual_gid_maps = static:$(id -g nobody)
virtual_minimum_uid = 1
smtpd_tls_security_level = encrypt
smtpd_tls_cert_file = $T/tls/cert.pem
smtpd_tls_key_file = $T/tls/key.pem
smtp_dns_support_level = disabled
smtp_host_lookup = native
alias_maps =
biff = no
CONF
cat >"$T/postfix/master.cf" <<CONF
127.0.0.1:$port inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
CONF
postfix -c "$T/postfix" start >"$T/postfix/start" 2>&1
wait_until 10 test -s "$T/postfix/queue/pid/master.pid" || skip_all "postfix does not start here: $(tail -1 "$T/postfix/start")"
MASTER=$(tr -d ' ' <"$T/postfix/queue/pid/master.pid")

# Our transport is Postfix now: it knows this machine, nobody logs in.
setting transport.port "$port"
setting transport.auth none
setting transport.user ''
setting transport.secret ''
done_is 'doctor is content' g doctor
like "$(cat "$T/out")" 'TLS verified, no log-in' 'over TLS, without log-in'
cp "$DATA/commune.csv" "$T/members.csv"
printf '%s\n' 'loin;Mme;Lise;Loin;F;titulaire;lise@loin.example;;gt1' 'bad;M.;Basile;Parti;M;titulaire;bad@loin.example;;gt1' >>"$T/members.csv"
g member import "$T/members.csv" >/dev/null
convened 2027-03-12 '2027-02-15 09:00'
is "$(sql "SELECT count(*) FROM outgoing WHERE state = 'taken' AND reply LIKE '250 2.0.0 Ok: queued as %'")" 14 'Postfix takes fourteen mails'
everybody() { [ "$(who_has_mail)" = 'anne bruno chloe david emma farid gaelle hugo ines louis mairie mairie' ]; }
wait_until 20 everybody
ok $? 'and delivers those of its own domains'
far_away() { [ "$(find "$T/far/mail/lise/new" -type f 2>/dev/null | wc -l)" = 1 ]; }
wait_until 20 far_away
ok $? 'and the one far away'
mail=$(people show anne)
like "$mail" 'Return-Path: <greffe+' 'the envelope sender is as we gave it'
like "$mail" 'method=REQUEST' 'the invitation is whole'
is "$(people raw anne | grep -c 'est-il possible\|=3D=3D')" 0 'and nothing was encoded twice'

# The report of Postfix about bad@loin.example.
reported() { [ "$(filed inbox)" -ge 1 ]; }
wait_until 20 reported
ok $? 'Postfix reports what could not be delivered'
people look
act <<'PEOPLE'
anne writes "présente"
bruno clicks outlook ACCEPTED
PEOPLE
round '2027-02-15 12:00'
presences <<'LIST'
bad silent unreachable
loin silent
anne present
bruno present
LIST
like "$(g --json session show conseil | json '[p["unreachable"] for p in d["people"] if p["member"] == "bad"][0]')" \
    'no such mailbox' 'in the words of the server far away'
like "$(g why "mail/$(sql "SELECT id FROM outgoing WHERE recipient LIKE 'bad@%'")")" 'address-gone' 'the journal says what is held against the address'
is "$(sql "SELECT kind || ' ' || state FROM message WHERE from_address LIKE 'MAILER-DAEMON%'")" 'bounce applied' 'the report is understood and filed'
acknowledged() { [ "$(who_has_mail)" = anne ]; }
wait_until 20 acknowledged
ok $? 'an acknowledgement comes through it too'
done_testing
