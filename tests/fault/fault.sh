# fault.sh - what the stories of tests/fault share, after tests/lib.sh: a link that fails on order, and
# whether the daemon stays calm: no busy loop, no flood of lines, nothing that grows.

# link NAME PORT: a faulty link to the server at PORT; $LINK_PORT is where it listens
link() {
    mkfifo "$T/link.$1.hold"
    $PYTHON "$SERVERS/faulty-link.py" "$2" "$T/link.$1" "$T/link.$1.log" <"$T/link.$1.hold" >"$T/link.$1.port" &
    # Held open by this shell: the link ends with it. One descriptor for each link.
    case $1 in
    mailbox) exec 8>"$T/link.$1.hold" ;;
    *) exec 9>"$T/link.$1.hold" ;;
    esac
    wait_until 5 test -s "$T/link.$1.port" || { echo "Bail out! no link"; exit 1; }
    LINK_PORT=$(cat "$T/link.$1.port")
}
# order NAME WORDS: see tests/servers/faulty-link.py
order() { echo "$2" >"$T/link.$1"; }
# How often somebody connected through a link
connects() { grep -c . "$T/link.$1.log" 2>/dev/null; }

logged() { grep -q "$1" "$T/greffed.log"; }
# The lines that tell of trouble, without their times
troubles() { sed -n 's/^[^ ]* \(.* outcome=\(failed\|recovered\|stepped\).*\)/\1/p' "$T/greffed.log"; }

# In clock ticks, 100 a second: the processor time of the daemon's threads
ticks() { sed 's/.*) //' "/proc/$DAEMON/stat" | awk '{print $12 + $13}'; }
kilobytes() { awk '/^VmHWM/ {print $2}' "/proc/$DAEMON/status"; }
# Of the daemon and its reader together, what is theirs alone and their share of the rest
proportional() {
    for each in $DAEMON $(pgrep -P "$DAEMON"); do
        cat "/proc/$each/smaps_rollup" 2>/dev/null
    done | awk '/^Pss:/ {n += $2} END {print n + 0}'
}
turns() { cat /proc/"$DAEMON"/task/*/status | awk '/^voluntary_ctxt_switches/ {n += $2} END {print n}'; }

# calm SECONDS LINES NAME: for so long, the daemon uses at most a twentieth of a processor, its threads wake
# up at most twenty times a second in all, and it writes at most so many lines
calm() {
    before_ticks=$(ticks) before_turns=$(turns) before_lines=$(grep -c . "$T/greffed.log")
    sleep "$1"
    used=$(($(ticks) - before_ticks)) turned=$(($(turns) - before_turns))
    wrote=$(($(grep -c . "$T/greffed.log") - before_lines))
    [ "$used" -le $((5 * $1 + 5)) ] && [ "$turned" -le $((20 * $1)) ] && [ "$wrote" -le "$2" ]
    ok $? "$3: calm ($used ticks, $turned turns, $wrote lines in $1 s)"
}
