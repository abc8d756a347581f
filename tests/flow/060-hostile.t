#!/bin/sh
# Mail that nobody should send: too large, empty, malformed, made to break a reader. Each is kept and
# held or read; the others go on (I4, I17, I19).
. "$(dirname "$0")/../lib.sh"
export GF_READER_TEST=1
stand
assembly
convened 2027-03-12 '2027-02-15 09:00'
people look
token() { sql "SELECT i.token FROM invitation i JOIN member m ON m.id = i.member_id WHERE m.slug = '$1'"; }

# drop NAME: standard input as a message in the clerk's INBOX, byte by byte
drop() {
    cat >"$MAIL/greffe/tmp/$1"
    [ "$(id -u)" != 0 ] || chown nobody "$MAIL/greffe/tmp/$1"
    mv "$MAIL/greffe/tmp/$1" "$MAIL/greffe/new/$1"
}
head_of() { # MEMBER SUBJECT: the header of a mail of theirs
    printf 'From: %s@bourg.example\nTo: greffe+%s@assemblee.example\nSubject: %s\nMessage-ID: <%s.%s@bourg.example>\n' \
        "$1" "$(token "$1")" "$2" "$1" "$(echo "$2" | cksum | cut -d' ' -f1)"
    printf 'Date: Tue, 16 Feb 2027 10:00:00 +0100\n'
}
repeat() { $PYTHON -c "import sys; sys.stdout.write(sys.argv[1] * int(sys.argv[2]))" "$1" "$2"; }

mkdir -p "$MAIL/greffe/tmp" "$MAIL/greffe/new" "$MAIL/greffe/cur"
[ "$(id -u)" != 0 ] || chown -R nobody "$MAIL/greffe"
clock '2027-02-16 10:00'

# Larger than 50 MB, from a member and from a stranger.
{ head_of anne 'Mes photos' && echo && dd if=/dev/zero bs=1M count=51 2>/dev/null | tr '\0' 'a' | fold -w 1000; } | drop 01.large
{ printf 'From: inconnu@ailleurs.example\nSubject: Gros\nMessage-ID: <gros@ailleurs.example>\n\n'
  dd if=/dev/zero bs=1M count=51 2>/dev/null | tr '\0' 'b' | fold -w 1000; } | drop 02.large

# Nothing, or nearly.
drop 03.empty </dev/null
printf '\n' | drop 04.newline
printf 'bonjour\n' | drop 05.words
printf '\000\001\377\376 \r\r\n\n\000' | drop 06.bytes
head_of bruno 'sans fin' | tr -d '\n' | drop 07.one-line

# Words in the wrong charset: Latin-1 that says it is UTF-8, and a charset that does not exist.
{ head_of chloe 'Re: Conseil' && printf 'MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\nJe serai pr\351sente.\n'; } | drop 08.latin
{ head_of david 'Re: Conseil' && printf 'MIME-Version: 1.0\nContent-Type: text/plain; charset=klingon\n\nabsent\n'; } | drop 09.klingon

# Too much of everything.
{ head_of emma 'x' | sed "s/^Subject: x/Subject: $(repeat a 100000)/" && repeat 'X-Filler: 0123456789012345678901234567890
' 22000 && printf '\nprésente\n'; } | drop 10.header
{ printf 'From: a@ailleurs.example\nTo: ' && repeat 'a:' 100000 && printf '\nSubject: groupes\n\nx\n'; } | drop 11.groups
{ printf 'From: b@ailleurs.example\nTo: ' && repeat 'g: (' 5000 && printf '\nSubject: commentaires\n\nx\n'; } | drop 12.comments
{ printf 'From: c@ailleurs.example\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b0\n'
  for i in $(seq 0 400); do printf '\n--b%s\nContent-Type: multipart/mixed; boundary=b%s\n' "$i" "$((i + 1))"; done; } | drop 13.deep
{ printf 'From: d@ailleurs.example\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n' && repeat '
--b

x
' 5000 && printf -- '--b--\n'; } | drop 14.parts
{ head_of farid 'Invitation' && printf 'MIME-Version: 1.0\nContent-Type: text/calendar; method=REPLY\n\nBEGIN:VCALENDAR\nMETHOD:REPLY\n' &&
    repeat 'BEGIN:VEVENT
' 50000; } | drop 15.calendar
{ printf 'From: e@ailleurs.example\nMIME-Version: 1.0\nContent-Type: text/html\n\n' && repeat '<div>' 100000 && printf 'x'; } | drop 16.html
{ printf 'From: f@ailleurs.example\nMIME-Version: 1.0\nContent-Type: application/ms-tnef; name=winmail.dat\nContent-Transfer-Encoding: base64\n\n' &&
    head -c 3000 /dev/urandom | base64; } | drop 17.tnef

# Line ends where there should be none.
{ head_of gaelle '=?utf-8?q?Re:_Conseil=0D=0ABcc:_victime@ailleurs.example?=' | sed 's/^From: .*/From: =?utf-8?q?G=0D=0ABcc:_victime@ailleurs.example?= <gaelle@bourg.example>/' &&
    printf '\nprésente\n'; } | drop 18.injection

# What kills the reader outright.
for word in crash exit garbage half; do
    printf 'X-Test-Reader: %s\nFrom: poison@ailleurs.example\nSubject: %s\n\nx\n' $word $word | drop 19.$word
done

# And in between, ordinary people.
act <<'PEOPLE'
hugo writes "présent"
ines clicks outlook DECLINED
louis writes "absent"
PEOPLE
messages=$(find "$MAIL/greffe/new" -type f | wc -l)
begun=$(milliseconds)
round
is "$?" 0 'the round succeeds'
echo "# $messages messages in $(($(milliseconds) - begun)) ms"
is "$(filed inbox)" 0 'nothing is left in INBOX'
is "$(sql 'SELECT count(*) FROM message')" "$messages" 'every message has its row'
presences <<'LIST'
hugo present
ines absent
louis absent
chloe present
david absent
gaelle present
anne silent
LIST
letters <<'LIST'
anne@bourg.example held too-large
inconnu@ailleurs.example held too-large
a@ailleurs.example held unknown-sender
LIST
is "$(sql "SELECT count(*) FROM message WHERE reason = 'unreadable'")" 4 'what breaks the reader is held'
is "$(sql "SELECT count(*) FROM message m JOIN blob b ON b.id = m.blob_id WHERE m.reason = 'unreadable' AND b.size > 60")" 4 'with its bytes'
id=$(sql "SELECT id FROM message WHERE reason = 'unreadable' ORDER BY id LIMIT 1")
like "$(g inbox show "$id" --raw)" 'X-Test-Reader: ' 'that staff can see'
like "$(g inbox held)" 'unreadable: ' 'with the reason'
sizes=$(sql "SELECT max(b.size) < 100000 FROM message m JOIN blob b ON b.id = m.blob_id WHERE m.reason = 'too-large'")
is "$sizes" 1 'of a message that is too large only the header is kept'
is "$(filed held)" "$(sql "SELECT count(*) FROM message WHERE state = 'held'")" 'all that is held lies in Greffe/À vérifier'

# Who is told.
like "$(people show anne)" 'Subject: Message trop volumineux : Mes photos' 'a member is told that the mail was too large'
is "$(unread inconnu) $(unread poison) $(unread victime) $(unread a)" '0 0 0 0' 'strangers are told nothing'
is "$(people raw gaelle | tr -d '\r' | sed '/^$/,$d' | grep -ci '^bcc\|victime')" 0 'no header comes in through a subject or a name'

# A reader that reads what it could not: the letter is read again on demand.
unset GF_READER_TEST
done_is 'read again' g inbox retry "$id"
is "$(sql "SELECT reason FROM message WHERE id = $id")" unknown-sender 'and understood'
round '2027-02-16 11:00'
is "$?" 0 'another round succeeds'
done_is 'the journal holds together' g journal verify

# inspect exits 0 whatever the bytes are.
failed=
for file in "$MAIL"/greffe/.Greffe*/new/* "$MAIL"/greffe/.Greffe*/cur/*; do
    [ "$(stat -c %s "$file")" -lt 20000000 ] || continue
    "$GREFFE" inspect --json "$file" >"$T/out" 2>"$T/err" && $PYTHON -m json.tool "$T/out" >/dev/null || failed="$failed $file"
done
is "$failed" '' 'inspect prints JSON of each'
done_testing
