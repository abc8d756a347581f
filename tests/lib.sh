# lib.sh - what the stories of tests/flow and tests/crash share: TAP, a stand of servers, the two programs.
#
# A story sources this, says `plan N` or `done_testing`, and checks with ok, is, like, refused. The temporary
# directory and the servers go when it ends.

TOP=$(cd "$(dirname "$0")/../.." && pwd)
BUILD=${GREFFE_BUILD:-$TOP/build/dev}
SERVERS=$TOP/tests/servers
GREFFE=$BUILD/greffe
GREFFED=$BUILD/greffed
PYTHON=/usr/bin/python3
T=$(mktemp -d "${TMPDIR:-/tmp}/greffe-story.XXXXXX")
TESTS=0
FAILED=0

cleanup() {
    [ ! -e "$T/stand.env" ] || "$SERVERS/stand.sh" stop "$T" 2>/dev/null
    if [ -n "${KEEP:-}" ]; then echo "# kept $T"; else rm -rf "$T"; fi
}
trap cleanup EXIT
trap 'exit 130' INT TERM

skip_all() {
    echo "1..0 # SKIP $1"
    exit 0
}

ok() { # STATUS NAME
    TESTS=$((TESTS + 1))
    if [ "$1" = 0 ]; then
        echo "ok $TESTS - $2"
    else
        FAILED=$((FAILED + 1))
        echo "not ok $TESTS - $2"
    fi
}

is() { # GOT WANTED NAME
    [ "$1" = "$2" ]
    ok $? "$3"
    [ "$1" = "$2" ] || printf '# got:    %s\n# wanted: %s\n' "$1" "$2"
}

like() { # TEXT PATTERN NAME (a fixed string)
    case $1 in
    *"$2"*) ok 0 "$3" ;;
    *)
        ok 1 "$3"
        printf '%s\n' "$1" | sed 's/^/# got: /'
        printf '# wanted: %s\n' "$2"
        ;;
    esac
}

# refused NAME WORDS COMMAND...: exit status 1 and WORDS on standard error
refused() {
    name=$1 words=$2
    shift 2
    out=$("$@" 2>&1 >/dev/null)
    status=$?
    is "$status" 1 "$name: exit status 1"
    like "$out" "$words" "$name: says why"
}

done_testing() {
    echo "1..$TESTS"
    [ "$FAILED" = 0 ]
    exit $?
}

stand() { # servers and a rehearsal instance; skips the story where they are not installed
    command -v dovecot >/dev/null || skip_all "dovecot is not installed"
    $PYTHON -c 'import aiosmtpd' 2>/dev/null || skip_all "python3-aiosmtpd is not installed"
    "$SERVERS/stand.sh" start "$T" >/dev/null || { echo "Bail out! the servers did not start"; exit 1; }
    . "$T/stand.env"
}

g() { "$GREFFE" -C "$INSTANCE" "$@"; }
round() { "$GREFFED" -C "$INSTANCE" --once --now "$1" 2>>"$T/greffed.log"; } # RFC3339

# json FILTER: standard input through a Python expression on `d`
json() { $PYTHON -c "import json,sys; d=json.load(sys.stdin); print($1)"; }
