#!/bin/sh
# Our own relay refuses us, is not the one it should be, or is gone: no mail is lost, none goes out
# without log-in and verified TLS, none twice (I20).
. "$(dirname "$0")/../lib.sh"
stand
assembly
said() { tail -1 "$T/greffed.log"; }
waiting() { sql "SELECT count(*) || ' ' || coalesce(max(tries), 0) FROM outgoing WHERE state IN ('queued', 'ready')"; }
sent() { grep -c . "$T/smtpd.log" 2>/dev/null; }

# A wrong password is tried once a round, not once a mail.
printf 'faux\n' >"$T/wrong" && chmod 600 "$T/wrong"
setting transport.secret "file:$T/wrong"
refused 'doctor finds it' 'check' g doctor
like "$(cat "$T/out")" '535' 'in the words of the server'
: >"$T/sessions.log"
convened 2027-03-12 '2027-02-15 09:00'
is "$(waiting)" '12 0' 'everything waits, no try is counted'
refusals=$(grep -c '"ok": false' "$T/sessions.log")
[ "$refusals" -le 4 ]
ok $? "at most one log-in a connection ($refusals)"
round '2027-02-15 09:12'
is "$(grep -c '"ok": false' "$T/sessions.log")" "$refusals" 'the account rests'

# A certificate nobody vouches for.
setting transport.secret file:config/password
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj /CN=other \
    -keyout "$T/other.key" -out "$T/other.pem" 2>/dev/null
setting transport.ca_file "$T/other.pem"
refused 'doctor finds it' 'check' g doctor
like "$(cat "$T/out")" 'certificate' 'and says so'
: >"$T/sessions.log"
round '2027-02-15 09:20'
is "$(waiting | cut -d' ' -f1)" 12 'everything waits'
is "$(grep -c '"auth"' "$T/sessions.log")" 0 'no password was told to it'
setting transport.ca_file "$CA"

# A server without log-in, and one without TLS.
mail_server stop
mail_server start --no-auth
refused 'doctor finds it' 'check' g doctor
like "$(cat "$T/out")" 'the server offers no log-in' 'no log-in'
round '2027-02-15 09:30'
is "$(sent)" '' 'nothing goes out as nobody'
mail_server stop
mail_server start --no-starttls
refused 'doctor finds it' 'check' g doctor
round '2027-02-15 09:40'
is "$(sent)" '' 'nothing goes out in clear'
is "$(grep -c '"auth"' "$T/sessions.log")" 0 'and no password'

# Gone, and back.
mail_server stop
round '2027-02-15 09:50'
is "$(waiting | cut -d' ' -f1)" 12 'everything waits'
is "$(sql "SELECT count(*) FROM outgoing WHERE state NOT IN ('queued', 'ready', 'taken')")" 0 'nothing is given up'
mail_server start
round '2027-02-15 16:00'
is "$(who_has_mail)" 'anne bruno chloe david emma farid gaelle hugo ines louis mairie mairie' 'everybody has one mail'
is "$(waiting)" '0 0' 'nothing waits'
round '2027-02-15 16:30'
is "$(sent)" 12 'twelve transactions in all'
done_is 'doctor is content' g doctor

# The mailbox is not reached: what is to be sent leaves all the same, and staff is told by the log.
people look
setting mailbox.ca_file "$T/other.pem"
refused 'doctor finds a mailbox that is not the one it should be' '1 of' g doctor
like "$(grep '^mailbox' "$T/out")" 'certificate' 'and says so'
setting mailbox.ca_file "$CA"
setting mailbox.secret "file:$T/wrong"
refused 'doctor finds a wrong password' '1 of' g doctor
like "$(grep '^mailbox' "$T/out")" "log-in refused for 'greffe'" 'and says so'
clock '2027-02-16 09:00'
act <<'PEOPLE'
anne clicks outlook ACCEPTED
PEOPLE
g session cancel conseil --reason 'Orage' --yes >/dev/null
round '2027-02-16 10:00'
is "$?" 1 'a round without mailbox fails'
like "$(cat "$T/greffed.log")" 'outcome=failed' 'and says so'
is "$(who_has_mail | wc -w)" 12 'but it sends'
setting mailbox.secret file:config/password
round '2027-02-16 10:10'
letters <<'LIST'
anne@bourg.example noted session-cancelled
LIST
done_testing
