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
for folder in . config templates run queue queue/incoming/new queue/outgoing/cur queue/held/tmp queue/ignored/new; do
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
for check in configuration database roll roster templates clock reader mailbox transport; do
    it "doctor: $check" grep -qE "^$check +good" out
done
run -C first --json doctor
it 'doctor as JSON' says '"name" : "transport"'
echo 'nonsense = 1' >>first/config/greffe.conf
run -C first doctor
it 'doctor finds a key that does not exist' says 'nonsense'
it 'and refuses' status_is 1
it 'and does not look at what depends on it' grep -qE '^mailbox +not checked' out

# What doctor must not call good: the instance second, broken in one way at a time.
broken() { # NAME WORDS: doctor refuses, and says so
    run -C second doctor
    it "doctor refuses: $1" status_is 1
    it "and says why" says "$2"
}
for file in "$OLDPWD"/templates/fr/[!_]*; do
    file=${file##*/}
    mv "second/templates/fr/$file" kept
    broken "$file is missing" "template: 'fr/$file' is missing (copy it from the templates of greffe)"
    mv kept "second/templates/fr/$file"
done
mv second/templates/fr/_foot.txt kept
broken 'a partial is missing' 'refers to "_foot.txt", which is missing'
mv kept second/templates/fr/_foot.txt
cp second/templates/fr/reminder.txt kept
sed -i '1s/^Subject: /Objet : /' second/templates/fr/reminder.txt
broken 'a mail without subject' 'templates/fr/reminder.txt: its first line must begin with "Subject: "'
sed '2s/^/Bonjour/' kept >second/templates/fr/reminder.txt
broken 'a subject of two lines' 'templates/fr/reminder.txt: its second line must be empty'
{ cat kept; echo '{{#open}}'; } >second/templates/fr/reminder.txt
broken 'a template that is none' 'templates/fr/reminder.txt: line '
cp kept second/templates/fr/reminder.txt
mv second/queue/outgoing kept-queue
broken 'no queue/outgoing' '/queue/outgoing": no such file or directory'
it 'which doctor does not make' [ ! -e second/queue/outgoing ]
mv kept-queue second/queue/outgoing
rmdir second/queue/held/tmp
broken 'no queue/held/tmp' '/queue/held/tmp": no such file or directory'
mkdir -m 700 second/queue/held/tmp
sed -i 's|^path = queue/incoming|path = elsewhere|' second/config/greffe.conf
broken 'a mailbox that does not exist' '/second/elsewhere": no such file or directory'
it 'which doctor does not make either' [ ! -e second/elsewhere ]
sed -i 's|^path = elsewhere|path = queue/incoming|' second/config/greffe.conf
cp second/config/greffe.conf kept
sed -i '/^\[mailbox\]/,/^\[transport\]/s|^kind = maildir|kind = imap\nhost = 127.0.0.1\nuser = greffe\nsecret = file:none|' \
    second/config/greffe.conf
broken 'a secret that is not there' \
    '/none": cannot be read: no such file or directory (write the secret there, alone on one line, then chmod 600 it)'
cp kept second/config/greffe.conf
run -C second doctor
it 'doctor is content again' status_is 0

# Files are named as in the shell; documents lie beside the file.
mkdir drafts drafts/pieces
echo rapport >drafts/pieces/rapport.txt
cat >drafts/conseil.conf <<'CONF'
[session]
id = conseil
body = pleniere
title = Conseil
place = Mairie
[part matin]
title = Conseil
start = 2040-03-12 09:30
end = 2040-03-12 12:00
[documents]
rapport = pieces/rapport.txt
CONF
printf '[body pleniere]\nname = Conseil\nkind = plenary\n' >drafts/assembly.conf
run -C second apply drafts/assembly.conf
it 'apply finds a file in the current directory' status_is 0
run -C second session new drafts/conseil.conf
it 'a relative file, with a document beside it' status_is 0
run -C second session show conseil
it 'which is there' says 'document: rapport.txt'
cd drafts || exit 1
sed -i 's/^title = Conseil$/title = Conseil de printemps/' conseil.conf
"$greffe" -C ../second session move conseil conseil.conf >../out 2>../err </dev/null
status=$?
cd ..
it 'and from its own folder' status_is 0
rm drafts/pieces/rapport.txt
run -C second session move conseil drafts/conseil.conf
it 'a document that is not there: refused' complains "document 'rapport': "
run -C second apply config/assembly.conf
it 'never a file of the instance by a name of the instance' complains '"config/assembly.conf": no such file or directory (it is looked for from the current directory'
run apply --help
it 'help says where files are found' says 'FILE is found as in your shell'

# Numbers and words that are none.
while IFS='|' read -r line words; do
    # shellcheck disable=SC2086 # words
    run -C second $line
    it "$line: usage" status_is 2
    it 'and says so' complains "$words"
done <<'LINES'
queue list --state bogus|expected queued, ready, sending
journal list --last 0|'0' is no number
journal list --last -1|'-1' is no number
inbox show x|'x' is not the number of a message
queue show 1x|'1x' is not the number of a mail
queue drop 0|'0' is not the number of a mail
LINES
for line in 'session show x' 'session convene x' 'session recall x' 'session cancel x --reason y' \
    'session move x drafts/conseil.conf' 'session answer x y present' 'member show x' 'member end x' \
    'member address x a@b.example' 'body show x' 'inbox show 9' 'inbox settle 9 present' 'inbox retry 9' \
    'queue show 9' 'queue show 9 --raw' 'queue retry 9' 'queue drop 9'; do
    echo rapport >drafts/pieces/rapport.txt
    # shellcheck disable=SC2086 # words
    run -C second $line
    it "$line: refused" status_is 1
    it 'with where to look' complains 'there is none of that '
done

# Somebody who may not enter, or only look.
as_somebody() { # like run, but not as root, for whom no door is closed
    if [ "$(id -u)" = 0 ]; then
        setpriv --reuid=65534 --regid=65534 --clear-groups "$greffe" "$@" >out 2>err </dev/null
    else
        "$greffe" "$@" >out 2>err </dev/null
    fi
    status=$?
}
chmod 755 .
as_somebody --version
if [ "$status" = 0 ]; then
    chmod 000 second
    as_somebody -C second session list
    it 'a closed directory is not called no instance' complains 'permission denied (run greffe as the account'
    it 'and is refused' status_is 1
    chmod -R a+rX,a-w second
    as_somebody -C second session list
    it 'who may only read is told' complains 'write access is needed, even to look'
    it 'and refused' status_is 1
    as_somebody -C second doctor
    it 'by doctor too' says 'write access is needed, even to look'
    chmod -R u+rwX,go= second
else
    echo "# the program cannot be run as somebody else"
fi

LC_ALL=C run init 'été'
it 'names are UTF-8 in any locale' says 'été'
"$greffe" --help >/dev/full 2>err
status=$?
it 'a full standard output is an error' status_is 1
echo "1..$count"
