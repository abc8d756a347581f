#!/bin/sh
# A backup made while the daemon works, the day the machine is lost, and the instance made anew from it:
# nothing is sent twice without being asked, and what came since is fetched again. What is damaged or has no
# room is refused, and leaves nothing (I2, I3, I6, I15).
. "$(dirname "$0")/../lib.sh"
stand
assembly
KEPT=$T/kept
mkdir "$KEPT"
left() { find "$1" -mindepth 1 | wc -l; }
mails_to() { find "$MAIL/$1" -path '*/new/*' -o -path '*/cur/*' | wc -l; }
member() { tar xOf "$1" "$2"; } # FILE NAME: the bytes of a member

# Under load: letters come in and are answered, mails go out, somebody takes backups. Each is whole.
setting transport.recall_delay 0
daemon
g session new "$(draft "$(date -d '+40 days' +%F)" 'reminders = J-1')" >/dev/null
g session convene conseil --yes >/dev/null
have_mail() { [ "$(who_has_mail | wc -w)" = 12 ]; }
wait_until 20 have_mail
people look
for _ in 1 2 3 4 5 6; do
    printf '%s writes "présent"\n' anne bruno chloe david emma farid gaelle hugo
done >"$T/deeds"
act <"$T/deeds" &
WRITER=$!
for n in 1 2 3 4 5; do
    g backup "$KEPT/load-$n.tar" >"$T/out" 2>"$T/err"
    is "$? $(cat "$T/err")" '0 ' "backup $n under load"
    sleep 0.3
done
wait "$WRITER"
all_answered() { [ "$(sql 'SELECT count(*) FROM answer')" = 48 ]; }
wait_until 30 all_answered
ok $? 'and every letter is recorded meanwhile'
stop_daemon
lines=
for n in 1 2 3 4 5; do
    mkdir "$T/plain-$n"
    tar xmf "$KEPT/load-$n.tar" -C "$T/plain-$n"
    (cd "$T/plain-$n" && sha256sum --quiet --strict -c MANIFEST) >"$T/out" 2>&1
    is "$? $(cat "$T/out")" '0 ' "backup $n: sha256sum agrees with its MANIFEST"
    is "$(sqlite3 "$T/plain-$n/greffe.db" 'PRAGMA integrity_check')" ok "backup $n: SQLite finds it whole"
    lines="$lines $(sqlite3 "$T/plain-$n/greffe.db" 'SELECT count(*) FROM journal')"
done
echo "# lines of the journal in them:$lines; now $(sql 'SELECT count(*) FROM journal')"
is "$(stat -c %a "$KEPT/load-1.tar")" 600 'others cannot read it'
is "$(left "$KEPT")" 5 'nothing else is left beside them'
is "$(sql "SELECT count(*) FROM journal WHERE act = 'backup.made'")" 5 'the journal knows of them'
like "$(g doctor)" 'the last one 0 h ago' 'and so does doctor'

# By hand, without greffe: it does not send either.
mkdir -p "$T/plain-5/run"
like "$("$GREFFE" -C "$T/plain-5" queue list)" 'sending is held' 'unpacked by tar alone, it sends nothing either'

# One evening a convocation waits when the backup is taken.
setting transport.recall_delay 600
g session cancel conseil --yes --reason 'Essai' >/dev/null
NOW=$(date -d '+1 hour' +%FT%T%:z)
round
people look
sed 's/^id = .*/id = budget/' "$(draft "$(date -d '+50 days' +%F)" 'reminders = J-1')" >"$T/budget.conf"
g session new "$T/budget.conf" >/dev/null
g session convene budget --yes >/dev/null
g backup "$KEPT/evening.tar" >"$T/out" 2>"$T/err"
is "$? $(cat "$T/err")" '0 ' 'a backup of the evening'
like "$(cat "$T/out")" 'It holds the secrets of config/ and all mail' 'it says that secrets are in it'
like "$(cat "$T/out")" "Not in it, back it up by itself: $CA (ca_file of [mailbox])" 'and what is not'
is "$(member "$KEPT/evening.tar" config/password)" secret 'the password is in it'
refused 'the same name again' 'exists already, and is not overwritten' g backup "$KEPT/evening.tar"
is "$(g --json backup "$KEPT/json.tar" | json 'd["database_schema"] > 0, d["journal_lines"] > 0, len(d["journal_head"]), d["file"]')" \
    "True True 64 $KEPT/json.tar" 'as JSON'

# The night: it leaves, Anne answers, is acknowledged and filed. Then the disk is lost.
NOW=$(date -d '+2 hours' +%FT%T%:z)
round
is "$(who_has_mail | wc -w)" 12 'after the backup the convocation leaves'
before=$(mails_to bruno)
people look
act <<'PEOPLE'
anne writes "absente"
PEOPLE
round
is "$(filed handled)" 49 'and an answer is recorded and filed'
is "$(who_has_mail)" anne 'and acknowledged'
people look
mv "$INSTANCE" "$T/lost"

# Made anew.
"$GREFFE" restore "$KEPT/evening.tar" "$T/anew" --now "$NOW" >"$T/out" 2>"$T/err"
is "$? $(cat "$T/err")" '0 ' 'restore'
like "$(cat "$T/out")" 'nothing is sent until' 'it says what comes next'
INSTANCE=$T/anew
is "$(stat -c %a "$INSTANCE" "$INSTANCE/config/password" "$INSTANCE/greffe.db" | tr '\n' ' ')" '700 600 600 ' 'private as before'
diff -r "$T/lost/config" "$INSTANCE/config" >/dev/null && diff -r "$T/lost/templates" "$INSTANCE/templates" >/dev/null
ok $? 'configuration and templates are the same'
done_is 'doctor finds everything' g doctor
like "$(cat "$T/out")" 'held, the instance was restored from the backup of' 'and tells that sending is held'
is "$(sql "SELECT count(*) FROM outgoing WHERE state = 'queued'")" 12 'the convocation waits in it'

# The operator puts back what was filed since (and, to be sure, more than that).
is "$(sql "SELECT count(*) FROM answer a JOIN invitation i ON i.id = a.invitation_id JOIN session s ON s.id = i.session_id WHERE s.slug = 'budget'")" 0 \
    'the answer of the night is not known'
done_is 'staff moves the letter of the night back' drag anne@bourg.example inbox handled
done_is 'and an older one too' drag bruno@bourg.example inbox handled
round
is "$?" 0 'a round'
is "$(who_has_mail)" '' 'sends nothing'
presences budget <<'LIST'
anne absent answers:1
LIST
is "$(filed inbox) $(filed handled)" '0 49' 'both letters are filed again'
is "$(sql 'SELECT count(*) FROM answer')" 49 'the known one is recognised'
like "$(g queue list)" 'sending is held: this instance was restored from the backup' 'queue list says it'
is "$(g --json queue list | json 'd["held_since"] is not None, len(d["mails"])')" 'True 13' 'as JSON'
refused 'release without a word' '12 mails waited already when the backup was made' g queue release
round
is "$(who_has_mail)" '' 'so that nothing is sent yet'
done_is 'staff knows that they have gone out' g queue release --drop
like "$(cat "$T/out")" 'of the backup 12 mails given up' 'which is told'
round
is "$(who_has_mail)" anne 'what came since is sent: the acknowledgement'
is "$(mails_to bruno)" "$before" 'and nobody has the convocation twice'
refused 'release again' 'sending is not held' g queue release
act <<'PEOPLE'
bruno writes "présent"
PEOPLE
round
presences budget <<'LIST'
bruno present
LIST
is "$(who_has_mail)" 'anne bruno' 'the instance works as ever'
done_is 'the journal holds together' g journal verify
like "$(g journal list)" 'backup.restored' 'and tells of the restore'
done_is 'and another backup of it' g backup "$KEPT/next.tar"

# What is no whole backup is refused, and nothing is left of the attempt.
size=$(stat -c %s "$KEPT/evening.tar")
spoil() { # NAME: a copy to be spoilt
    cp "$KEPT/evening.tar" "$T/$1.tar"
    echo "$T/$1.tar"
}
not_restored() { # NAME WORDS FILE
    refused "$1" "$2" "$GREFFE" restore "$3" "$T/none"
    [ ! -e "$T/none" ]
    ok $? "$1: nothing is left"
}
truncate -s $((size / 2)) "$(spoil half)"
not_restored 'a backup cut in half' 'nothing was restored: ' "$T/half.tar"
printf 'X' | dd of="$(spoil bit)" bs=1 seek=$((size - 20000)) conv=notrunc 2>/dev/null
not_restored 'a byte that is another' "'greffe.db' is not what was written" "$T/bit.tar"
mkdir "$T/parts"
tar xmf "$KEPT/evening.tar" -C "$T/parts"
sed -i 's/^# schema .*/# schema 999/' "$T/parts/MANIFEST"
tar cf "$T/newer.tar" -C "$T/parts" MANIFEST config templates greffe.db
not_restored 'a backup of a newer greffe' 'made by a newer greffe (schema 999' "$T/newer.tar"
tar cf "$T/late.tar" -C "$T/parts" config/greffe.conf MANIFEST
not_restored 'no MANIFEST first' 'it is no backup of greffe' "$T/late.tar"
sed -i 's/^# schema .*/# schema 1/' "$T/parts/MANIFEST"
tar cf "$T/less.tar" -C "$T/parts" MANIFEST config/greffe.conf greffe.db
not_restored 'a file too few' 'is missing' "$T/less.tar"
echo x >"$T/parts/more"
tar cf "$T/more.tar" -C "$T/parts" --transform 's|^more|../more|' -P MANIFEST more
not_restored 'a name that leads outside' 'no ordinary file of a safe name' "$T/more.tar"
not_restored 'another file' 'nothing was restored' "$TOP/README.md"
not_restored 'no file' 'no such file' "$T/absent.tar"
mkdir "$T/full"
echo mine >"$T/full/mine"
refused 'a folder that holds something' 'not empty' "$GREFFE" restore "$KEPT/evening.tar" "$T/full"
is "$(cat "$T/full"/*)" mine 'and keeps it'

# An instance whose journal was rewritten, or whose file is damaged, gives no backup.
cp -r "$INSTANCE" "$T/forged"
sqlite3 "$T/forged/greffe.db" "DROP TRIGGER journal_no_update; UPDATE journal SET actor = 'x' WHERE id = 5"
refused 'a rewritten journal' 'no backup was made: journal: line 5 does not hold' \
    "$GREFFE" -C "$T/forged" backup "$KEPT/forged.tar"
cp -r "$INSTANCE" "$T/broken"
sqlite3 "$T/broken/greffe.db" 'PRAGMA wal_checkpoint(TRUNCATE)' >/dev/null
page=$(sqlite3 "$T/broken/greffe.db" "SELECT rootpage FROM sqlite_master WHERE name = 'answer_by_invitation'")
head -c 3000 /dev/zero | tr '\0' Z |
    dd of="$T/broken/greffe.db" bs=4096 seek=$((page - 1)) conv=notrunc 2>/dev/null
refused 'a damaged page' 'no backup was made: database: ' "$GREFFE" -C "$T/broken" backup "$KEPT/broken.tar"
is "$(find "$KEPT" -name '*forged*' -o -name '*broken*' | wc -l)" 0 'nothing is left of them'

# No room for it.
case $BUILD in
*san) skip 'a disk without room' 'the sanitizers must be loaded first' ;;
*)
    cc -shared -fPIC -o "$T/no-space.so" "$TOP/tests/flow/no-space.c" -ldl
    ok $? 'a disk without room'
    mkdir "$T/small"
    for bytes in 0 100000 $((size * 3 / 4)) $((size * 3 / 2)); do
        LD_PRELOAD="$T/no-space.so" NO_SPACE_DIR="$T/small" NO_SPACE_BYTES=$bytes \
            "$GREFFE" -C "$INSTANCE" backup "$T/small/x.tar" >"$T/out" 2>"$T/err"
        is "$? $(grep -c '^greffe: no backup was made: ' "$T/err") $(left "$T/small")" '1 1 0' "$bytes bytes of room: refused in one line, nothing is left"
        sed 's/^/# /' "$T/err"
    done
    LD_PRELOAD="$T/no-space.so" NO_SPACE_DIR="$T/small" NO_SPACE_BYTES=$((size / 2)) \
        "$GREFFE" restore "$KEPT/evening.tar" "$T/small/x" >"$T/out" 2>"$T/err"
    is "$? $(left "$T/small")" '1 0' 'a restore without room: nothing is left'
    sed 's/^/# /' "$T/err"
    ;;
esac
done_testing
