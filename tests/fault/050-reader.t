#!/bin/sh
# The reader is killed, frozen, out of memory, under a running daemon: a new one takes over, the message is read or
# held, the others go on, and mail leaves meanwhile (I4).
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/fault.sh"
export GF_READER_TEST=1
embedded
setting mailbox.poll_seconds 5
setting transport.recall_delay 0
assembly
incoming=$INSTANCE/queue/incoming
COUNT=0
post() { # [HEADER]: a letter of a stranger
    COUNT=$((COUNT + 1))
    printf '%sFrom: x%s@ailleurs.example\nSubject: %s\nMessage-ID: <%s@ailleurs.example>\n\nBonjour %s\n' \
        "${1:+$1
}" $COUNT $COUNT $COUNT $COUNT >"$incoming/tmp/$COUNT"
    mv "$incoming/tmp/$COUNT" "$incoming/new/$COUNT"
}
messages() { [ "$(sql 'SELECT count(*) FROM message')" = "$1" ]; }
readers() { cat /proc/"$DAEMON"/task/*/children | tr ' ' '\n' | grep -c .; }
reader() { cat /proc/"$DAEMON"/task/*/children | tr -d ' '; }
unreadable() { sql "SELECT count(*) FROM message WHERE reason = 'unreadable'"; }
daemon
wait_until 5 logged 'mailbox outcome=opened'
post
wait_until 10 messages 1
ok $? 'it reads'

kill -KILL "$(reader)"
post
wait_until 10 messages 2
ok $? 'killed: a new one reads'
is "$(unreadable) $(readers)" '0 1' 'and there is one'

kill -STOP "$(reader)"
post
post
g session new "$(draft "$(date -d '+40 days' +%F)" 'reminders = J-1')" >/dev/null
g session convene conseil --yes >/dev/null
leaves() { [ "$(sql "SELECT count(*) FROM outgoing WHERE state = 'taken'")" = 12 ]; }
wait_until 8 leaves
ok $? 'frozen: mail leaves meanwhile'
wait_until 25 messages 4
ok $? 'it is replaced after ten seconds, and everything is read'
is "$(unreadable) $(readers)" '0 1' 'none is held, none left behind'

# What the reader does on order, where GF_READER_TEST is set: more memory than its limit is refused to it, and a
# reader that dies where its memory ends dies as any other.
post 'X-Test-Reader: memory'
post 'X-Test-Reader: crash'
post
wait_until 30 messages 7
ok $? 'out of memory: the limit holds, and the next one is read'
is "$(unreadable) $(readers)" '1 1' 'what it dies of twice is held'
[ "$(kilobytes)" -lt 200000 ]
ok $? "the daemon itself stayed small ($(kilobytes) KiB)"
calm 2 0 'afterwards'
stop_daemon
is "$?" 0 'it ends in good order'
done_testing
