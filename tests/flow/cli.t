#!/usr/bin/env bash
# The command as a script meets it: exit statuses, where words go, what init makes and refuses.
set -u
greffe=$PWD/${GREFFE_BUILD:-build/dev}/greffe
place=$(mktemp -d)
trap 'chmod -R u+rwX "$place"; rm -rf "$place"' EXIT
cd "$place" || exit 1
count=0

# it NAME CONDITION...: one test.
it() {
    local name=$1
    shift
    count=$((count + 1))
    if "$@"; then
        echo "ok $count - $name"
    else
        echo "not ok $count - $name"
        printf '# status %s\n# out: %s\n# err: %s\n' "$status" "$(cat out)" "$(cat err)"
    fi
}

# run ARGUMENT...: greffe, with its exit status in $status and its words in the files out and err.
run() {
    "$greffe" "$@" >out 2>err </dev/null
    status=$?
}

status_is() { [ "$status" = "$1" ]; }
says() { grep -qF -- "$1" out; }
complains() { [ "$(wc -l <err)" = 1 ] && grep -q '^greffe: ' err && grep -qF -- "$1" err; }
silent() { [ ! -s "$1" ]; }
mode() { [ "$(stat -c %a "$2")" = "$1" ]; }
empty() { [ -z "$(ls -A "$1")" ]; }

run
it 'no command: usage' status_is 2
it 'no command: said on standard error' complains 'command missing'
it 'no command: nothing on standard output' silent out
run vote open x
it 'a command of another day is a usage error' status_is 2
it 'and is named' complains '"vote": unknown command'
run --help
it 'help is no error' status_is 0
it 'help lists the commands' says 'init DIR [--rehearsal]'
it 'help says nothing on standard error' silent err
run init --help
it 'help of one command' says '--rehearsal'
run --version
it 'the version' says 'greffe '
run init
it 'an argument missing: usage' status_is 2
run init a b
it 'an argument too many: usage' status_is 2
run init --loud a
it 'an unknown option: usage' complains 'unknown option --loud'
it 'and nothing was made' [ ! -e a ]

run -C nowhere doctor
it 'no instance there: refused' status_is 1
it 'and doctor says so' says 'not an instance'

run init first
it 'init makes an instance' status_is 0
for folder in . config templates run queue queue/incoming/new queue/outgoing/cur queue/held/tmp; do
    it "init: $folder is private" mode 700 "first/$folder"
done
for file in config/greffe.conf greffe.db; do
    it "init: $file is private" mode 600 "first/$file"
done
it 'init copies every template' diff -r "first/templates" "$OLDPWD/templates"
it 'init leaves the queue empty' empty first/queue/incoming/new
run init first
it 'init refuses what is there' status_is 1
it 'and says why and how to mend it' complains 'not empty (give a directory'

mkdir -m 755 second
run --json init second --rehearsal
it 'init takes an empty directory' status_is 0
it 'and makes it private' mode 700 second
it 'JSON has a schema' says '"schema" : 1'
it 'JSON tells the rehearsal' says '"rehearsal" : true'

mkdir data data/config data/templates
echo '[instance]' >data/config/greffe.conf
ln -s /nowhere/at/all data/templates/broken
export GREFFE_DATA=$place/data
run init third
it 'init fails where it cannot copy all' status_is 1
it 'and leaves nothing behind' [ ! -e third ]
mkdir fourth
run init fourth
it 'nor in a directory that was there' empty fourth
GREFFE_DATA=$place/nothing
run init fifth
it 'init without data to copy is refused' complains 'GREFFE_DATA'
it 'and leaves nothing behind either' [ ! -e fifth ]
unset GREFFE_DATA

run -C first --now 2027-03-12T09:30:00+01:00 doctor
it '--now outside a rehearsal is refused' says 'not a rehearsal instance'
run -C second --now 2027-03-12T09:30:00+01:00 doctor
it '--now in a rehearsal is taken' status_is 0
run -C second --now 12:00 doctor
it '--now must be a time: usage' status_is 2
run init --now 2027-03-12T09:30:00+01:00 sixth
it 'init --now without --rehearsal is refused' status_is 1

run -C first doctor
it 'doctor is content with a new instance' status_is 0
for check in configuration database templates clock reader mailbox transport; do
    it "doctor: $check" grep -qE "^$check +good" out
done
run -C first --json doctor
it 'doctor as JSON' says '"name" : "transport"'
echo 'nonsense = 1' >>first/config/greffe.conf
run -C first doctor
it 'doctor finds a key that does not exist' says 'nonsense'
it 'and refuses' status_is 1
it 'and does not look at what depends on it' grep -qE '^mailbox +not checked' out

LC_ALL=C run init 'été'
it 'names are UTF-8 in any locale' says 'été'
"$greffe" --help >/dev/full 2>err
status=$?
it 'a full standard output is an error' status_is 1
echo "1..$count"
