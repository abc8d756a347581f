# lib.sh - what the stories of tests/flow and tests/crash share: TAP, a stand of servers, a clock that
# is played, the two programs, and the people who write (tests/flow/people.py).
#
# A story sources this, checks with ok, is, like, unlike, refused, and ends with done_testing. The
# temporary directory $T, the servers and the daemon go when it ends; KEEP=1 leaves the directory.

TOP=$(cd "$(dirname "$0")/../.." && pwd)
BUILD=${GREFFE_BUILD:-$TOP/build/dev}
case $BUILD in /*) ;; *) BUILD=$TOP/$BUILD ;; esac
export GREFFE_BUILD="$BUILD"
SERVERS=$TOP/tests/servers
GREFFE=$BUILD/greffe
GREFFED=$BUILD/greffed
PYTHON=/usr/bin/python3
DATA=$TOP/tests/data/flow
T=$(mktemp -d "${TMPDIR:-/tmp}/greffe-story.XXXXXX")
TESTS=0
FAILED=0
NOW=
DAEMON=
cd "$TOP" || exit 1

# A story with more to end than this defines `at_end`.
cleanup() {
    ! command -v at_end >/dev/null || at_end
    [ -z "$DAEMON" ] || kill -KILL "$DAEMON" 2>/dev/null
    [ ! -e "$T/smtpd.pid" ] && [ ! -e "$T/dovecot.env" ] || "$SERVERS/stand.sh" stop "$T" 2>/dev/null
    if [ -n "${KEEP:-}" ]; then echo "# kept $T"; else rm -rf "$T"; fi
}
trap cleanup EXIT
trap 'exit 130' INT TERM

# TAP -------------------------------------------------------------------------------------------

skip_all() {
    echo "1..0 # SKIP $1"
    exit 0
}

skip() { # NAME WHY
    TESTS=$((TESTS + 1))
    echo "ok $TESTS - $1 # SKIP $2"
}

ok() { # STATUS NAME
    TESTS=$((TESTS + 1))
    if [ "$1" = 0 ]; then
        printf 'ok %s - %s\n' "$TESTS" "$2"
    else
        FAILED=$((FAILED + 1))
        printf 'not ok %s - %s\n' "$TESTS" "$2"
    fi
}

is() { # GOT WANTED NAME
    [ "$1" = "$2" ]
    ok $? "$3"
    [ "$1" = "$2" ] || printf '# got:    %s\n# wanted: %s\n' "$1" "$2" | sed '/^#/!s/^/#         /'
}

like() { # TEXT PATTERN NAME (a fixed string)
    case $1 in
    *"$2"*) ok 0 "$3" ;;
    *)
        ok 1 "$3"
        printf '%s\n' "$1" | head -20 | cut -c1-300 | sed 's/^/# got: /'
        printf '# wanted: %s\n' "$2"
        ;;
    esac
}

# retell NAME PROGRAM ARGUMENT...: the tests that a Python program tells, without numbers, are ours
retell() {
    name=$1
    shift
    $PYTHON "$@" >"$T/told.out"
    ok $? "$name"
    cat "$T/told.out"
    wrong=$(grep -c '^not ok' "$T/told.out")
    TESTS=$((TESTS + $(grep -c '^\(not \)*ok' "$T/told.out")))
    FAILED=$((FAILED + wrong))
    [ "$wrong" = 0 ] || grep '^#' "$T/told.out" >&2
}

unlike() { # TEXT PATTERN NAME (a fixed string that must not be there)
    case $1 in
    *"$2"*)
        ok 1 "$3"
        printf '# not wanted: %s\n' "$2"
        ;;
    *) ok 0 "$3" ;;
    esac
}

done_is() { # NAME COMMAND...: exit status 0
    name=$1
    shift
    "$@" >"$T/out" 2>"$T/err"
    status=$?
    ok $status "$name"
    [ "$status" = 0 ] || sed 's/^/# /' "$T/err"
}

# refused NAME WORDS COMMAND...: exit status 1, and one line on standard error with WORDS in it
refused() {
    name=$1 words=$2
    shift 2
    "$@" >"$T/out" 2>"$T/err"
    status=$?
    is "$status" 1 "$name: exit status 1"
    like "$(cat "$T/err")" "$words" "$name: says why"
}

done_testing() {
    echo "1..$TESTS"
    [ "$FAILED" = 0 ]
    exit $?
}

# wait_until SECONDS COMMAND...: asks again and again; status 0 as soon as it is so
wait_until() {
    tries=$(($1 * 20))
    shift
    while ! "$@" >/dev/null 2>&1; do
        tries=$((tries - 1))
        [ "$tries" -gt 0 ] || return 1
        sleep 0.05
    done
}

# The stand, the clock, the programs --------------------------------------------------------------

stand() { # servers and a rehearsal instance; skips the story where they are not installed
    PATH=$PATH:/usr/sbin:/sbin
    command -v dovecot >/dev/null || skip_all "dovecot is not installed"
    $PYTHON -c 'import aiosmtpd' 2>/dev/null || skip_all "python3-aiosmtpd is not installed"
    "$SERVERS/stand.sh" start "$T" >"$T/stand.log" 2>&1 || {
        sed 's/^/# /' "$T/stand.log"
        echo "Bail out! the servers did not start"
        exit 1
    }
    . "$T/stand.env"
}

embedded() { # an instance as `init` makes it: no server, two Maildirs
    INSTANCE=$T/instance MAIL=$T/mail
    "$GREFFE" init "$INSTANCE" --rehearsal >/dev/null || { echo "Bail out! no instance"; exit 1; }
    sed -i 's/^address = .*/address = greffe@assemblee.example/; s/^digest = .*/digest = false/' \
        "$INSTANCE/config/greffe.conf"
    printf '%s\n' IMAP_PORT= SMTP_PORT= "MAIL=$MAIL" CA= "INSTANCE=$INSTANCE" DOMAIN=assemblee.example >"$T/stand.env"
}

# The mail server goes and comes back, on its port: mail_server stop | start [OPTION...] of smtpd.py
mail_server() { "$SERVERS/stand.sh" "mail-$1" "$T" "${2:-}"; }

clock() { NOW=$(TZ=Europe/Paris date -d "$1" +%FT%T%:z); } # "2027-02-15 09:00", as a clock in Paris
g() { "$GREFFE" -C "$INSTANCE" ${NOW:+--now "$NOW"} "$@"; }
round() { # [TIME]: one round of the daemon
    [ -z "${1:-}" ] || clock "$1"
    "$GREFFED" -C "$INSTANCE" --once ${NOW:+--now "$NOW"} 2>>"$T/greffed.log"
}
# The daemon itself, on the clock of the machine: daemon starts it, stop_daemon ends it politely
daemon() {
    NOW=
    "$GREFFED" -C "$INSTANCE" >>"$T/greffed.log" 2>&1 &
    DAEMON=$!
}
stop_daemon() {
    kill -TERM "$DAEMON" && wait "$DAEMON"
    status=$?
    DAEMON=
    return $status
}
# ends_within MILLISECONDS NAME: it ends in good order, and so soon
ends_within() {
    begun=$(milliseconds)
    stop_daemon
    is "$?" 0 "$2: exit status 0"
    took=$(($(milliseconds) - begun))
    [ "$took" -lt "$1" ]
    ok $? "$2: within $1 ms ($took ms)"
}
milliseconds() { date +%s%3N; }
sql() { sqlite3 -readonly "$INSTANCE/greffe.db" "$1"; }
# setting SECTION.KEY VALUE: changes a line of greffe.conf; an empty value removes it
setting() { $PYTHON "$TOP/tests/flow/people.py" "$T" - setting "$1" "$2"; }

# json FILTER: standard input through a Python expression on `d`
json() { $PYTHON -c "import json,sys; d=json.load(sys.stdin); print($1)"; }

# The assembly of the stories -----------------------------------------------------------------------

assembly() { # [NAME [MEMBERS]]: the bodies of tests/data/flow/NAME.conf, the members of NAME.csv or MEMBERS.csv
    g apply "$DATA/${1:-commune}.conf" >/dev/null && g member import "$DATA/${2:-${1:-commune}}.csv" >/dev/null ||
        { echo "Bail out! the assembly was not taken"; exit 1; }
}

# draft DAY [LINE...]: a session file for a day, lines added to [session]; its name
draft() {
    day=$1
    shift
    {
        printf '[session]\nid = conseil\nbody = pleniere\ntitle = Conseil\n'
        printf 'place = Mairie, 1 place de la Liberté\n'
        [ $# = 0 ] || printf '%s\n' "$@"
        printf '[part matin]\ntitle = Séance\nstart = %s 09:30\nend = %s 12:30\n' "$day" "$day"
        printf '[part apres-midi]\ntitle = Ateliers\nstart = %s 14:00\nend = %s 16:30\n' "$day" "$day"
        printf '[agenda]\n1 = Ouverture\n2 = Budget de l'"'"'été\n'
    } >"$T/$day.conf"
    echo "$T/$day.conf"
}

# convened DAY TIME [LINE...]: the council of that day is convened at TIME and everybody has the mail
convened() {
    day=$1
    clock "$2"
    shift 2
    g session new "$(draft "$day" "$@")" >/dev/null && g session convene conseil --yes >/dev/null ||
        { echo "Bail out! the session was not convened"; exit 1; }
    NOW=$(TZ=Europe/Paris date -d "$NOW + 11 minutes" +%FT%T%:z)
    round
}

# People and mailboxes ------------------------------------------------------------------------------

# people COMMAND...: see tests/flow/people.py
people() { $PYTHON "$TOP/tests/flow/people.py" "$T" "${NOW:--}" "$@"; }
# act: what people do now, one deed a line on standard input
act() { people act; }
# How many mails USER has that nobody looked at
unread() { find "$MAIL/$1/new" -type f 2>/dev/null | wc -l; }
# Users with mail that nobody looked at, in alphabetical order
who_has_mail() {
    found=$(find "$MAIL" -path '*/new/*' -type f ! -path "$MAIL/greffe/*" | sed "s|^$MAIL/||; s|/.*||" | sort)
    echo $found
}
# drag ADDRESS TO [FROM]: staff moves the newest letter of ADDRESS, see tests/flow/drag.py
drag() { $PYTHON "$TOP/tests/flow/drag.py" "$T" "$@"; }
# How many messages lie in a folder of the clerk: inbox, handled, held, junk, present, absent, ignored
filed() {
    case $1 in
    inbox) folder=$MAIL/greffe ;;
    handled) folder="$MAIL/greffe/.Greffe.Trait&AOk-" ;;
    held) folder="$MAIL/greffe/.Greffe.&AMA- v&AOk-rifier" ;;
    junk) folder=$MAIL/greffe/.Junk ;;
    present) folder="$MAIL/greffe/.Greffe.Pr&AOk-sent" ;;
    absent) folder=$MAIL/greffe/.Greffe.Absent ;;
    ignored) folder="$MAIL/greffe/.Greffe.Ignor&AOk-" ;;
    esac
    find "$folder/cur" "$folder/new" -type f 2>/dev/null | wc -l
}

# Who comes, and why: each line "MEMBER WORDS" of standard input is a test on that member's line in the
# session (presence, then matin/apres-midi, remote, pouvoir, suppleant, before, rule, as far as asked)
presences() { # [SESSION]
    g --json session show "${1:-conseil}" >"$T/show.json"
    $PYTHON "$TOP/tests/flow/people.py" "$T" - presences "$T/show.json" >"$T/show.txt"
    while read -r member wanted; do
        line=$(grep "^$member " "$T/show.txt")
        missing=
        for word in $wanted; do
            case " ${line#* } " in *" $word "*) ;; *) missing="$missing $word" ;; esac
        done
        is "${missing:+$line}" "" "$member: $wanted"
    done
}

# letters: each line "FROM STATE REASON" of standard input is a test on the newest letter of that sender
letters() {
    g --json inbox list --all >"$T/inbox.json"
    $PYTHON "$TOP/tests/flow/people.py" "$T" - letters "$T/inbox.json" >"$T/inbox.txt"
    while read -r from wanted; do
        is "$(grep "^$from " "$T/inbox.txt" | head -1 | cut -d' ' -f3-4)" "$wanted" "$from: $wanted"
    done
}
# The number of the newest letter of a sender
letter_of() {
    g --json inbox list --all >"$T/inbox.json"
    $PYTHON "$TOP/tests/flow/people.py" "$T" - letters "$T/inbox.json" | grep "^$1 " | head -1 | cut -d' ' -f2
}
