#!/bin/sh
# The database fails under a running daemon: held by a long writer, by a long reader, no room with a hundred
# letters waiting, a newer schema, a damaged page. Told once, nothing half done, and it goes on (I1, I3, I21).
. "$(dirname "$0")/../own-mounts.sh"
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/fault.sh"
mkdir "$T/instance"
[ "$OWN_MOUNTS" = no ] || mount -t tmpfs -o size=160m tmpfs "$T/instance" || OWN_MOUNTS=no
at_end() {
    [ -z "${HOLDER:-}" ] || kill "$HOLDER" 2>/dev/null
    [ "$OWN_MOUNTS" = no ] || umount "$T/instance"
}
embedded
setting mailbox.poll_seconds 5
assembly
database=$INSTANCE/greffe.db
messages() { [ "$(sql 'SELECT count(*) FROM message')" = "$1" ]; }
post() { # COUNT: so many letters of strangers
    for i in $(seq "$1"); do
        printf 'From: x%s@ailleurs.example\nSubject: %s\nMessage-ID: <%s.%s@ailleurs.example>\n\nBonjour\n' \
            "$i" "$i" "$i" "$(date +%N)" >"$INSTANCE/queue/incoming/tmp/$i.$$"
        mv "$INSTANCE/queue/incoming/tmp/$i.$$" "$INSTANCE/queue/incoming/new/$i.$(date +%N)"
    done
}
# hold SQL: a program that does this and stays; release ends it
hold() {
    $PYTHON - "$database" "$1" <<'HOLDER' &
import sqlite3, sys, time
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
for statement in sys.argv[2].split(";"):
    connection.execute(statement).fetchall()
open(sys.argv[1] + ".held", "w").close()
time.sleep(600)
HOLDER
    HOLDER=$!
    wait_until 5 test -e "$database.held"
    rm -f "$database.held"
}
release() {
    kill "$HOLDER"
    wait "$HOLDER" 2>/dev/null
    HOLDER=
}

daemon
wait_until 5 logged 'mailbox outcome=opened'

# A long writer.
hold 'BEGIN IMMEDIATE'
post 3
wait_until 15 logged 'database outcome=failed retry_seconds=30 reason=database: .* (another program holds it; try again)'
ok $? 'a long writer: told, with when it is tried again'
refused 'doctor' 'failed' g doctor
like "$(grep '^database' "$T/out")" 'another program holds it' 'doctor names the cause'
calm 3 1 'a long writer'
release
kill -HUP "$DAEMON"
wait_until 15 messages 3
ok $? 'when it has gone, everything is recorded'
wait_until 5 logged 'database outcome=recovered'
ok $? 'which is told'

# A long reader holds up nobody.
hold 'BEGIN; SELECT count(*) FROM message'
post 3
wait_until 15 messages 6
ok $? 'a long reader: mail is recorded all the same'
wal=$(stat -c %s "$database-wal")
release
echo "# the write-ahead log has $wal bytes"

# No room.
if [ "$OWN_MOUNTS" = yes ]; then
    : >"$T/greffed.log"
    stop_daemon
    post 100
    dd if=/dev/zero of="$INSTANCE/ballast" bs=64k 2>/dev/null
    truncate -s -120000 "$INSTANCE/ballast"
    daemon
    wait_until 20 logged 'database outcome=failed retry_seconds=30 reason=.*full'
    ok $? 'a full disk: told'
    like "$(g doctor 2>&1)" 'MiB are free on the disk (make room' 'doctor warns of the disk'
    kill -HUP "$DAEMON"
    sleep 1
    kill -HUP "$DAEMON"
    # Once they have been read again.
    sleep 1.5
    calm 3 6 'a hundred letters and no room'
    is "$(grep -c ' message=' "$T/greffed.log")" "$(($(sql 'SELECT count(*) FROM message') - 6))" \
        'what could not be recorded has no line'
    rm "$INSTANCE/ballast"
    kill -HUP "$DAEMON"
    wait_until 30 messages 106
    ok $? 'with room again all are recorded'
else
    echo '# NO MOUNT NAMESPACE IS ALLOWED HERE: the full disk under a running daemon was NOT tried'
    skip 'a full disk under a running daemon' 'no mount namespace is allowed here'
    post 100
    wait_until 30 messages 106
fi

# A newer greffe has changed the schema while this one runs.
: >"$T/greffed.log"
version=$(sql 'PRAGMA user_version')
sqlite3 "$database" 'PRAGMA user_version = 99'
post 1
wait_until 15 logged "database outcome=failed .* was written by a newer greffe (schema 99, this one knows $version; install that version)"
ok $? 'a newer schema: the daemon that runs stops writing'
messages 106
ok $? 'and has written nothing'
refused 'doctor' 'failed' g doctor
like "$(grep '^database' "$T/out")" 'install that version' 'doctor names the remedy'
sqlite3 "$database" "PRAGMA user_version = $version"
kill -HUP "$DAEMON"
wait_until 15 messages 107
ok $? 'with the right version it goes on'

# A damaged page.
stop_daemon
sqlite3 "$database" 'PRAGMA wal_checkpoint(TRUNCATE)' >/dev/null
cp "$database" "$T/good.db"
: >"$T/greffed.log"
daemon
wait_until 5 logged 'mailbox outcome=opened'
root=$(sqlite3 -readonly "$T/good.db" "SELECT rootpage FROM sqlite_schema WHERE name = 'journal'")
size=$(sqlite3 -readonly "$T/good.db" 'PRAGMA page_size')
dd if=/dev/zero of="$database" bs="$size" seek=$((root - 1)) count=1 conv=notrunc 2>/dev/null
# Another program writes: what the daemon remembers of the file is not used any more.
sqlite3 "$database" "INSERT INTO setting VALUES ('test.damage', '1')"
post 1
wait_until 15 logged 'database outcome=failed .*malformed (restore the last backup)'
ok $? 'a damaged page: told with the remedy'
calm 3 1 'a damaged database'
refused 'doctor' 'failed' g doctor
like "$(grep '^database' "$T/out")" '(restore the last backup)' 'doctor too'
stop_daemon
is "$?" 0 'it ends in good order'
is "$(find "$INSTANCE/queue/incoming/new" -type f | wc -l)" 1 'the letter waits'
rm -f "$database"*
cp "$T/good.db" "$database"
round
is "$(sql 'SELECT count(*) FROM message')" 108 'with the last backup it is read'
done_is 'the journal holds together' g journal verify
done_testing
