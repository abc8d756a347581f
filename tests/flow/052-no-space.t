#!/bin/sh
# A disk without room, where none can be mounted: orders and rounds are refused with the reason, nothing is
# half done, and it goes on when there is room again (I1, I3).
. "$(dirname "$0")/../lib.sh"
case $BUILD in *san) skip_all 'the sanitizers must be loaded first' ;; esac
cc -shared -fPIC -o "$T/no-space.so" "$TOP/tests/flow/no-space.c" -ldl || skip_all 'no compiler'
embedded
assembly
convened 2027-03-12 '2027-02-15 09:00'
clock '2027-02-16 10:00'
act <<'PEOPLE'
anne writes "présente"
PEOPLE
moved=$(draft 2027-03-19)
facts() { sqlite3 "$INSTANCE/greffe.db" "SELECT (SELECT count(*) FROM journal), (SELECT count(*) FROM outgoing),
    (SELECT count(*) FROM message), (SELECT count(*) FROM answer), (SELECT group_concat(state) FROM session)"; }
before=$(facts)
for bytes in 0 20000 60000; do
    export LD_PRELOAD="$T/no-space.so" NO_SPACE_DIR="$INSTANCE" NO_SPACE_BYTES=$bytes
    g session move conseil "$moved" --yes >"$T/out" 2>"$T/err"
    status=$?
    round
    rounded=$?
    unset LD_PRELOAD NO_SPACE_DIR NO_SPACE_BYTES
    is "$status $(grep -c '^greffe: ' "$T/err")" '1 1' "$bytes bytes of room: a move is refused with one line"
    is "$rounded" 1 "$bytes bytes of room: a round fails"
    is "$(facts)" "$before" "$bytes bytes of room: nothing is half done"
    is "$(find "$INSTANCE/queue/incoming/new" -type f | wc -l)" 1 "$bytes bytes of room: the letter waits"
done
round '2027-02-16 11:00'
is "$?" 0 'with room again a round succeeds'
presences <<'LIST'
anne present answers:1
LIST
done_is 'and so does the move' g session move conseil "$moved" --yes
done_is 'the journal holds together' g journal verify
done_testing
