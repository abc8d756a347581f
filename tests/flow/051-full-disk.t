#!/bin/sh
# The disk is full: every order is refused with its reason, nothing is half done, no mail is lost, and it
# goes on when there is room again (I1, I3).
. "$(dirname "$0")/../own-mounts.sh"
. "$(dirname "$0")/../lib.sh"
[ "$OWN_MOUNTS" = yes ] || skip_all 'no mount namespace is allowed here'
mkdir "$T/instance"
mount -t tmpfs -o size=6m tmpfs "$T/instance" || skip_all 'no tmpfs can be mounted here'
at_end() { umount "$T/instance"; }
embedded
assembly
convened 2027-03-12 '2027-02-15 09:00'
fill() { # BYTES that stay free
    rm -f "$INSTANCE/ballast"
    dd if=/dev/zero of="$INSTANCE/ballast" bs=4096 2>/dev/null
    truncate -s "-$1" "$INSTANCE/ballast"
}
facts() { sqlite3 "$INSTANCE/greffe.db" "SELECT (SELECT count(*) FROM journal), (SELECT count(*) FROM outgoing),
    (SELECT count(*) FROM message), (SELECT count(*) FROM answer), (SELECT group_concat(state) FROM session), (SELECT count(*) FROM blob)"; }

clock '2027-02-16 10:00'
act <<'PEOPLE'
anne writes "présente"
bruno clicks outlook DECLINED
PEOPLE
moved=$(draft 2027-03-19)
before=$(facts)
for free in 0 36864 49152 65536 81920; do
    fill $free
    g session move conseil "$moved" --yes >"$T/out" 2>"$T/err"
    is "$? $(grep -c '^greffe: .*(.*)$' "$T/err")" '1 1' "$free bytes free: a move is refused"
    round
    is "$?" 1 "$free bytes free: a round fails"
    rm "$INSTANCE/ballast"
    is "$(facts)" "$before" "$free bytes free: nothing is half done"
    is "$(find "$INSTANCE/queue/incoming/new" -type f | wc -l)" 2 "$free bytes free: the letters wait"
done
like "$(cat "$T/err")" 'full' 'the reason is told'
refused 'a copy that has no room is refused as a whole' 'o space left' sh -c \
    "dd if=/dev/zero of='$INSTANCE/ballast' bs=4096 2>/dev/null; '$GREFFE' init '$INSTANCE/other'"
[ ! -e "$INSTANCE/other" ]
ok $? 'and leaves nothing behind'
rm "$INSTANCE/ballast"

# The daemon waits, and goes on.
fill 49152
daemon
complained() { grep -q 'database outcome=failed retry_seconds=30 reason=.*full' "$T/greffed.log"; }
wait_until 10 complained
ok $? 'the daemon says what is wrong'
sleep 1
is "$(grep -c 'database outcome=failed' "$T/greffed.log")" 1 'once, without turning in circles'
rm "$INSTANCE/ballast"
stop_daemon
is "$?" 0 'it can be stopped'

# Room again.
round '2027-02-16 11:00'
is "$?" 0 'a round succeeds'
presences <<'LIST'
anne present answers:1
bruno absent answers:1
LIST
done_is 'and so does the move' g session move conseil "$moved" --yes
done_is 'the database is whole' g doctor
done_is 'the journal holds together' g journal verify
done_testing
