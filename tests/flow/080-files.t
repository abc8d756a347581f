#!/bin/sh
# The files of letters: the reader takes each out of its message, byte for byte; what is not there is
# told; a mailbox that is down keeps none back; and whatever is killed, in the end all are there.
. "$(dirname "$0")/../lib.sh"
embedded
assembly
head -c 30000 /dev/urandom >"$T/photo.jpg"
head -c 70000 /dev/urandom >"$T/plan.bin"
printf 'Avis du groupe\r\n\r\nFavorable, à une réserve près.\r\n' >"$T/avis.txt"
: >"$T/vide.txt"
sum() { sha256sum "$1" | cut -d' ' -f1; }

# A letter with its files, as a mail program would write it: letter NAME FILE...
letter() {
    $PYTHON - "$INSTANCE/queue/incoming" "$@" <<'WRITER'
import email.message
import email.policy
import pathlib
import sys
box, name, *files = sys.argv[1:]
message = email.message.EmailMessage()
message["From"], message["Subject"], message["Message-ID"] = "anne@bourg.example", name, "<%s@bourg.example>" % name
message.set_content("Voici.\n")
encodings = {".txt": "quoted-printable", ".jpg": "base64", ".bin": "base64"}
for path in map(pathlib.Path, files):
    message.add_attachment(path.read_bytes(), "application", "octet-stream", filename=path.name, cte=encodings[path.suffix])
(pathlib.Path(box) / "new" / name).write_bytes(message.as_bytes(policy=email.policy.SMTP))
WRITER
}
put() { sqlite3 -cmd '.timeout 5000' -cmd 'PRAGMA foreign_keys = ON' "$INSTANCE/greffe.db" "$1"; }
# expect MESSAGE NAME SHA256...: the files of a letter, as a matter would record them
expect() {
    message=$1
    shift
    while [ $# -gt 0 ]; do
        put "INSERT INTO file (name, media_type, size, sha256, message_id) VALUES ('$1', 'application/octet-stream', 0, '$2', $message)" >/dev/null
        shift 2
    done
}
files() { sql "SELECT f.name, CASE WHEN b.sha256 = f.sha256 AND b.size = f.size THEN b.size ELSE coalesce(f.lost, 'waiting') END
    FROM file f LEFT JOIN blob b ON b.id = f.blob_id ORDER BY f.id"; }

# One round.
letter un "$T/photo.jpg" "$T/avis.txt" "$T/vide.txt"
letter deux "$T/photo.jpg" "$T/plan.bin"
round '2027-02-16 10:00'
one=$(sql "SELECT id FROM message WHERE subject = 'un'") two=$(sql "SELECT id FROM message WHERE subject = 'deux'")
expect "$one" photo.jpg "$(sum "$T/photo.jpg")" avis.txt "$(sum "$T/avis.txt")" vide.txt "$(sum "$T/vide.txt")"
expect "$two" photo.jpg "$(sum "$T/photo.jpg")" plan.bin "$(sum "$T/plan.bin")" autre.pdf "$(sum "$TOP/LICENSE")"
sqlite3 "$INSTANCE/greffe.db" 'PRAGMA wal_checkpoint(TRUNCATE)' >/dev/null
cp -a "$INSTANCE" "$T/beginning"
is "$(files | grep -c waiting)" 6 'six files wait inside their messages'
before=$(sql 'SELECT count(*) FROM journal')
round '2027-02-16 11:00'
is "$?" 0 'a round takes them out'
wanted="photo.jpg|30000
avis.txt|$(stat -c %s "$T/avis.txt")
vide.txt|0
photo.jpg|30000
plan.bin|70000
autre.pdf|the message holds no such file"
is "$(files)" "$wanted" 'each with its bytes, or the reason why not'
sqlite3 -readonly "$INSTANCE/greffe.db" "SELECT writefile('$T/taken', bytes) FROM blob WHERE sha256 = '$(sum "$T/plan.bin")' AND packed = 0" >/dev/null
cmp -s "$T/taken" "$T/plan.bin"
ok $? 'they are the bytes that were sent'
is "$(sql "SELECT count(*) FROM blob WHERE sha256 = '$(sum "$T/photo.jpg")'")" 1 'the same bytes are kept once'
is "$(sql "SELECT actor, act, subject FROM journal WHERE id > $before")" "greffe|file.lost|message/$two" 'the loss is in the journal'
like "$(cat "$T/greffed.log")" "message=$two outcome=lost reason=the message holds no such file" 'and in the log'
size=$(stat -c %s "$T/greffed.log")
round '2027-02-16 12:00'
is "$(stat -c %s "$T/greffed.log")" "$size" 'another round has nothing to do'
is "$(sql "SELECT count(*) FROM journal WHERE id > $before")" 1 'and says nothing twice'

# A message on which the reader dies keeps nobody else's file.
export GF_READER_TEST=1
printf 'X-Test-Reader: crash\nFrom: poison@ailleurs.example\nSubject: poison\n\nx\n' >"$INSTANCE/queue/incoming/new/poison"
round '2027-02-16 13:00'
expect "$(sql "SELECT id FROM message WHERE reason = 'unreadable'")" poison.pdf "$(sum "$TOP/LICENSE")"
expect "$one" avis.txt "$(sum "$T/avis.txt")"
round '2027-02-16 14:00'
is "$?" 0 'a round with a message that kills the reader succeeds'
unset GF_READER_TEST
is "$(files | tail -2 | cut -d: -f1)" "poison.pdf|the message could not be read
avis.txt|$(stat -c %s "$T/avis.txt")" 'that file is lost, the next one is there'
done_is 'the journal holds together' g journal verify

# Killed after every durable step.
case $BUILD in */san) shim= ;; *) shim=$T/kill-after.so ;; esac
if [ -n "$shim" ] && cc -shared -fPIC -O1 -D_GNU_SOURCE -o "$shim" "$TOP/tests/crash/kill-after.c" -ldl 2>/dev/null; then
    step=0 wrong=
    clock '2027-02-16 11:00'
    while :; do
        step=$((step + 1))
        rm -rf "$INSTANCE"
        cp -a "$T/beginning" "$INSTANCE"
        LD_PRELOAD=$shim KILL_KIND=sync KILL_AFTER=$step "$GREFFED" -C "$INSTANCE" --once --now "$NOW" 2>"$T/err"
        status=$?
        halves=$(sql "SELECT count(*) FROM file WHERE blob_id IS NULL AND lost IS NULL")
        case $halves in 0 | 6) ;; *) wrong="$wrong $step:halves" ;; esac
        round && [ "$(files)" = "$wanted" ] || wrong="$wrong $step"
        [ "$(sql "SELECT count(*) FROM journal WHERE act = 'file.lost'")" = 1 ] || wrong="$wrong $step:journal"
        g journal verify >"$T/out" 2>&1 || wrong="$wrong $step:chain"
        [ "$status" != 0 ] || break
    done
    is "$wrong" '' "killed after any of $((step - 1)) syncs, all files are there in the end"
    [ "$step" -gt 1 ]
    ok $? 'it was killed'
else
    skip 'killed after every durable step' 'no compiler, or a sanitized build'
fi

# The daemon: nobody answers at the mailbox, and files are taken out all the same.
rm -rf "$INSTANCE"
cp -a "$T/beginning" "$INSTANCE"
printf 'secret\n' >"$INSTANCE/config/password" && chmod 600 "$INSTANCE/config/password"
port=$($PYTHON -c 'import socket; s = socket.create_server(("127.0.0.1", 0)); print(s.getsockname()[1])')
for line in 'kind imap' 'host 127.0.0.1' "port $port" 'tls none' 'user greffe' 'secret file:config/password' 'path '; do
    setting "mailbox.${line%% *}" "${line#* }"
done
: >"$T/greffed.log"
taken_out() { [ "$(files | head -6)" = "$wanted" ]; }
waiting() { [ "$(files | grep -c waiting)" = "$1" ]; }
daemon
wait_until 10 taken_out
ok $? 'the daemon takes them out while its mailbox is down'
failures() { [ "$(grep -c 'mailbox outcome=failed' "$T/greffed.log")" -ge 1 ]; }
wait_until 10 failures
ok $? 'which it is'
expect "$one" photo.jpg "$(sum "$T/photo.jpg")"
begun=$(milliseconds)
g session new "$(draft 2027-03-12)" >/dev/null
wait_until 20 waiting 0
ok $? "and later ones too ($(($(milliseconds) - begun)) ms)"
stop_daemon
is "$?" 0 'it ends in good order'

# Killed while it works: much to do, a little at a time.
put "UPDATE file SET blob_id = NULL, lost = NULL;
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 400)
    INSERT INTO file (name, media_type, size, sha256, message_id)
    SELECT i, media_type, 0, sha256, message_id FROM file, n WHERE name = 'plan.bin'"
left=407 killed=0
while [ "$killed" -lt 3 ]; do
    daemon
    some() { [ "$(sql 'SELECT count(*) FROM file WHERE blob_id IS NULL AND lost IS NULL')" -lt "$left" ]; }
    wait_until 10 some || break
    kill -KILL "$DAEMON"
    wait "$DAEMON" 2>/dev/null
    killed=$((killed + 1))
    left=$(sql 'SELECT count(*) FROM file WHERE blob_id IS NULL AND lost IS NULL')
done
is "$killed" 3 "killed three times ($left files are left)"
: >"$T/greffed.log"
daemon
started() { grep -q 'outcome=started' "$T/greffed.log"; }
wait_until 10 started
wait_until 10 waiting 0
ok $? 'what was left is done by the next one'
taken_out
ok $? 'and all is as it should be'
is "$(files | sort | uniq -c | grep -c ' 1 .*|70000')" 401 'the many too'
stop_daemon
is "$?" 0 'it ends in good order'
done_is 'the database is whole' test "$(sql 'PRAGMA integrity_check')" = ok
done_is 'the journal holds together' g journal verify
done_testing
