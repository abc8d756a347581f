#!/bin/sh
# The disk under the database: a program that reads for long makes the write-ahead log grow; the kernel makes the file
# system read-only under the daemon that works; it is read-only at the start. Each is told with its remedy, nothing is
# half done, and it goes on (I1, I3).
. "$(dirname "$0")/../own-mounts.sh"
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/fault.sh"
command -v cc >/dev/null || skip_all 'no C compiler'
case $BUILD in */san) skip_all 'sanitizers and a preloaded library do not go together' ;; esac
cc -shared -fPIC -O1 -D_GNU_SOURCE -o "$T/read-only.so" "$TOP/tests/fault/read-only.c" -ldl || skip_all 'the shim does not compile'
at_end() {
    [ -z "${HOLDER:-}" ] || kill "$HOLDER" 2>/dev/null
    [ -z "${BOUND:-}" ] || umount "$INSTANCE"
}
embedded
setting mailbox.poll_seconds 5
database=$INSTANCE/greffe.db
messages() { [ "$(sql 'SELECT count(*) FROM message')" = "$1" ]; }
post() { # NUMBER: a letter of a stranger
    printf 'From: x%s@ailleurs.example\nSubject: %s\nMessage-ID: <%s@ailleurs.example>\n\nBonjour\n' \
        "$1" "$1" "$1" >"$INSTANCE/queue/incoming/tmp/$1"
    mv "$INSTANCE/queue/incoming/tmp/$1" "$INSTANCE/queue/incoming/new/$1"
}
printf '#!/bin/sh\nLD_PRELOAD=%s READ_ONLY_DIR=%s READ_ONLY_WHILE=%s exec %s "$@"\n' \
    "$T/read-only.so" "$INSTANCE" "$T/flag" "$GREFFED" >"$T/greffed"
chmod +x "$T/greffed"
really=$GREFFED
GREFFED=$T/greffed
daemon
wait_until 5 logged 'mailbox outcome=opened'
post 1
wait_until 10 messages 1
ok $? 'it works'

# A long reader, while much is written.
$PYTHON - "$database" <<'HOLDER' &
import sqlite3, sys, time
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN")
connection.execute("SELECT count(*) FROM message").fetchall()
open(sys.argv[1] + ".held", "w").close()
time.sleep(600)
HOLDER
HOLDER=$!
wait_until 5 test -e "$database.held"
rm "$database.held"
sqlite3 "$database" "INSERT INTO setting VALUES ('test.fill', hex(randomblob(34000000))); DELETE FROM setting WHERE key = 'test.fill'"
post 2
wait_until 10 messages 2
ok $? 'a long reader: mail is recorded all the same'
kill -HUP "$DAEMON"
wait_until 5 logged "write-ahead-log outcome=failed retry_seconds=300 reason='.*greffe.db-wal' grows, for a program has been reading for long (see: fuser -v "
ok $? 'that the log grows is told, and how to find who reads'
like "$(g doctor 2>&1)" 'MiB, for a program has been reading for long (end that program: fuser -v greffe.db names it)' 'doctor too'
calm 2 1 'a long reader'
kill "$HOLDER"
wait "$HOLDER" 2>/dev/null
HOLDER=
# Two commits cut it, recorded and filed; nobody reads meanwhile, which would put that off to the next one.
post 3
small() { [ "$(stat -c %s "$database-wal")" -lt 67108864 ]; }
wait_until 15 small
ok $? 'when it has gone the file is cut by itself'
wait_until 10 messages 3
kill -HUP "$DAEMON"
wait_until 5 logged 'write-ahead-log outcome=recovered'
ok $? 'which is told'
unlike "$(g doctor 2>&1)" 'has been reading for long' 'doctor has nothing to say of it'

# The kernel makes the file system read-only.
: >"$T/greffed.log"
: >"$T/flag"
post 4
wait_until 10 logged 'database outcome=failed retry_seconds=30 reason=.*(look at the disk: it may be full or failing)'
ok $? 'read-only under the daemon: told, with when it is tried again'
calm 3 1 'a file system that became read-only'
is "$(find "$INSTANCE/queue/incoming/new" -type f | wc -l)" 1 'the letter waits'
messages 3
ok $? 'and is not recorded'
rm "$T/flag"
kill -HUP "$DAEMON"
wait_until 10 messages 4
ok $? 'when it can be written again the letter is recorded'
wait_until 5 logged 'database outcome=recovered'
ok $? 'which is told'
stop_daemon
is "$?" 0 'it ends in good order'

# And at the start.
if [ "$OWN_MOUNTS" = yes ] && mount --bind "$INSTANCE" "$INSTANCE" && BOUND=yes && mount -o remount,bind,ro "$INSTANCE"; then
    "$really" -C "$INSTANCE" >"$T/out" 2>&1
    is "$?" 1 'read-only at the start: it does not start'
    is "$(grep -c . "$T/out")" 1 'and says why in one line'
    like "$(cat "$T/out")" 'ead-only' 'by name'
    refused 'doctor' 'failed' g doctor
    like "$(grep '^database' "$T/out")" 'read-only file system (dmesg says why, where nobody mounted it so: mount it to be written)' 'doctor names the remedy'
    umount "$INSTANCE" && BOUND=
    round
    is "$?" 0 'writable again, it works'
else
    echo '# NO MOUNT NAMESPACE IS ALLOWED HERE: a start on a read-only file system was NOT tried'
    skip 'read-only at the start' 'no mount namespace is allowed here'
fi
done_is 'the journal holds together' g journal verify
done_testing
