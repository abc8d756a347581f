#!/bin/sh
# Where there is no mail server, staff settles a held letter by moving its file from queue/held to
# queue/present, queue/absent or queue/ignored.
. "$(dirname "$0")/../lib.sh"
embedded
queue=$INSTANCE/queue
count() { find "$queue/$1/cur" "$queue/$1/new" -type f | wc -l; }
dragged() { echo $(($(count present) + $(count absent) + $(count ignored))); }
for folder in present absent ignored; do
    is "$(ls "$queue/$folder")" "$(printf 'cur\nnew\ntmp')" "init makes queue/$folder"
done
assembly
convened 2027-03-12 '2027-02-15 09:00'

clock '2027-02-16 10:00'
act <<'PEOPLE'
anne writes "OK"
bruno writes "OK"
chloe@perso.example sends "Bonne journée à tous." subject="Conseil"
david writes "présent" from=david@perso.example
emma clicks google ACCEPTED
farid@perso.example sends "Merci pour tout."
PEOPLE
round
is "$(count held)" 5 'what a human must see is in queue/held'
drag anne@bourg.example present
drag bruno@bourg.example absent
drag chloe@perso.example present
drag david@perso.example present
drag emma@bourg.example absent handled
drag farid@perso.example ignored
round '2027-02-16 11:00'
letters <<'LIST'
anne@bourg.example settled dragged-to-present
bruno@bourg.example settled dragged-to-absent
chloe@perso.example held dragged-without-matter
david@perso.example settled dragged-to-present
emma@bourg.example applied token-from-known
farid@perso.example ignored dragged-to-ignored
LIST
presences <<'LIST'
anne present rule:dragged by:staff answers:1
bruno absent rule:dragged by:staff
david present rule:dragged by:staff
emma present rule:token-from-known answers:1
farid silent
LIST
is "$(dragged) $(count held) $(count incoming)" '0 1 5' 'what is settled lies in queue/incoming/cur, what is not in queue/held'

# The same file, twice to the same directory.
g inbox settle "$(letter_of chloe@perso.example)" conseil/chloe >/dev/null
drag chloe@perso.example present
round '2027-02-16 12:00'
presences <<'LIST'
chloe present rule:dragged by:staff answers:1
LIST
is "$(dragged) $(count held) $(count incoming)" '0 0 6' 'once it is said whose it is, it is settled too'
lines=$(g journal list | wc -l)
drag chloe@perso.example absent handled
round '2027-02-16 12:30'
is "$(dragged) $(count incoming)" '0 6' 'a letter that is settled goes back'
is "$(g journal list | wc -l)" "$lines" 'and stays as it is'

# An instance of before, and a directory that somebody removed: the daemon makes them.
rm -r "$queue/absent" "$queue/ignored"
round '2027-02-16 13:00'
is "$(ls "$queue/absent")" "$(printf 'cur\nnew\ntmp')" 'queue/absent is made anew'

# The daemon sees a file as it is moved.
people look
daemon
is_wakeful() { grep -q 'mailbox outcome=opened' "$T/greffed.log"; }
wait_until 5 is_wakeful
act <<'PEOPLE'
gaelle writes "OK"
PEOPLE
is_held() { [ "$(count held)" = "$1" ]; }
wait_until 10 is_held 1
drag gaelle@bourg.example absent
settled() { [ "$(sql "SELECT state || ' ' || reason FROM message WHERE id = $1")" = "$2" ]; }
begun=$(milliseconds)
wait_until 10 settled "$(letter_of gaelle@bourg.example)" 'settled dragged-to-absent'
ok $? "a file in queue/absent is seen as it is moved there ($(($(milliseconds) - begun)) ms)"
is_filed() { [ "$(dragged) $(count held) $(count incoming)" = "$1" ]; }
wait_until 10 is_filed '0 0 7'
ok $? 'and filed'
stop_daemon
is "$?" 0 'the daemon ends in good order'
done_is 'the journal holds together' g journal verify
done_testing
