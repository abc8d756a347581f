#!/bin/sh
# The reader is truly out of memory: a long letter meets a limit of the kernel, of its address space (prlimit), then of
# a group of processes (memory cgroup, where one may be made), as a small machine has it. It dies once: the letter is
# read by the next one; twice: the letter is held with its bytes, and the others go on (I4).
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/fault.sh"
command -v prlimit >/dev/null || skip_all 'prlimit is not installed'
case $BUILD in */san) skip_all 'sanitizers need more memory than there is' ;; esac
GROUP=/sys/fs/cgroup/memory/greffe-story.$$
at_end() {
    [ -z "${STARVER:-}" ] || kill "$STARVER" 2>/dev/null
    [ ! -d "$GROUP" ] || { sleep 0.2; rmdir "$GROUP"; }
}
embedded
setting mailbox.poll_seconds 5
incoming=$INSTANCE/queue/incoming
COUNT=0
head -c 20000000 /dev/zero | tr '\0' 'x' | fold -w 70 >"$T/long"
post() { # [FILE]: a letter of a stranger
    COUNT=$((COUNT + 1))
    printf 'From: x%s@ailleurs.example\nSubject: %s\nMessage-ID: <%s@ailleurs.example>\n\nBonjour %s\n' \
        $COUNT $COUNT $COUNT $COUNT >"$incoming/tmp/$COUNT"
    [ -z "${1:-}" ] || cat "$1" >>"$incoming/tmp/$COUNT"
    mv "$incoming/tmp/$COUNT" "$incoming/new/$COUNT"
}
messages() { [ "$(sql 'SELECT count(*) FROM message')" = "$1" ]; }
readers() { pgrep -P "$DAEMON"; }
has_reader() { [ -n "$(readers)" ]; }
unreadable() { sql "SELECT group_concat(id) FROM message WHERE reason = 'unreadable'"; }
# starve READER: once it is ready and locked in, it gets what the first one had then, and four megabytes more
starve() { ! grep -q '^Seccomp:.*2' "/proc/$1/status" 2>/dev/null || prlimit --pid "$1" --as="$enough" 2>/dev/null; }
daemon
wait_until 5 logged 'mailbox outcome=opened'
post
wait_until 10 messages 1
ok $? 'it reads'

wait_until 5 has_reader
reader=$(readers)
enough=$(($(cut -d' ' -f1 "/proc/$reader/statm") * $(getconf PAGESIZE) + 4000000))
starve "$reader"
post "$T/long"
post
wait_until 20 messages 3
ok $? 'out of address space once: the next reader reads the letter'
[ "$(readers)" != "$reader" ]
ok $? 'it is another one'
is "$(unreadable)" '' 'and nothing is held'

starve_all() {
    while :; do
        for each in $(readers); do starve "$each"; done
        sleep 0.005
    done
}
starve_all &
STARVER=$!
post "$T/long"
post
wait_until 30 messages 5
ok $? 'each reader is: the others go on'
kill "$STARVER"
wait "$STARVER" 2>/dev/null
STARVER=
is "$(unreadable)" 4 'the letter is held'
like "$(sql 'SELECT b.size FROM message m JOIN blob b ON b.id = m.blob_id WHERE m.id = 4')" 20 'with its bytes'
like "$(g inbox show 4 2>&1)" 'could not be read' 'and staff is told why'
[ "$(kilobytes)" -lt 200000 ]
ok $? "the daemon itself stayed small ($(kilobytes) KiB)"

if mkdir "$GROUP" 2>/dev/null && echo 4000000 >"$GROUP/memory.limit_in_bytes" 2>/dev/null; then
    # The last one that was starved may still be there.
    for each in $(readers); do kill -KILL "$each"; done
    post
    wait_until 10 messages 6
    wait_until 5 has_reader
    for each in $(readers); do echo "$each" >"$GROUP/cgroup.procs"; done
    post "$T/long"
    post
    wait_until 20 messages 8
    ok $? 'killed by the kernel for want of memory: the next reader reads the letter'
    is "$(unreadable)" 4 'and nothing more is held'
    is "$(sed -n 's/^oom_kill //p' "$GROUP/memory.oom_control")" 1 'the kernel killed one'
else
    echo '# NO MEMORY CGROUP CAN BE MADE HERE: a reader that the kernel kills was NOT tried'
    skip 'killed by the kernel for want of memory' 'no memory cgroup can be made here'
fi
calm 2 0 'afterwards'
stop_daemon
is "$?" 0 'it ends in good order'
done_testing
