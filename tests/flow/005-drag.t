#!/bin/sh
# Staff settles a held letter in the mail program, by dragging it into Présent, Absent or Ignoré; nothing
# is guessed there either, and nothing is settled twice (I1, I2, I3, I14).
. "$(dirname "$0")/../lib.sh"
stand
printf 'courriel.example none\n' >"$T/dmarc"
assembly
convened 2027-03-12 '2027-02-15 09:00'
people look
# How many letters lie in the three folders together.
dragged() { echo $(($(filed present) + $(filed absent) + $(filed ignored))); }

clock '2027-02-16 10:00'
act <<'PEOPLE'
anne writes "OK"
bruno writes "OK"
chloe@perso.example sends "Bonne journée à tous." subject="Conseil"
david writes "présent" from=david@courriel.example
emma writes "absente" envelope=x@pirate.example
farid@perso.example sends "Merci pour tout."
hugo clicks google ACCEPTED
curieux@ailleurs.example sends "Gagnez" header="X-Spam-Flag: YES"
PEOPLE
round
letters <<'LIST'
anne@bourg.example held unclear
bruno@bourg.example held unclear
chloe@perso.example held unknown-sender
david@courriel.example confirming token-from-unknown
emma@bourg.example held dmarc-fail
farid@perso.example held unknown-sender
hugo@bourg.example applied token-from-known
curieux@ailleurs.example junk spam-verdict
LIST
is "$(filed held) $(filed handled) $(filed junk)" '6 1 1' 'they lie where staff looks for them'

# Into each folder; as a mail program of today does it, and one of old.
drag anne@bourg.example present
drag bruno@bourg.example absent held copied
drag emma@bourg.example absent
drag david@courriel.example present
drag farid@perso.example ignored
round '2027-02-16 11:00'
letters <<'LIST'
anne@bourg.example settled dragged-to-present
bruno@bourg.example settled dragged-to-absent
emma@bourg.example settled dragged-to-absent
david@courriel.example settled dragged-to-present
farid@perso.example ignored dragged-to-ignored
LIST
presences <<'LIST'
anne present rule:dragged by:staff answers:1
bruno absent rule:dragged by:staff
david present rule:dragged by:staff
emma absent rule:dragged by:staff
farid silent
LIST
is "$(filed inbox) $(dragged) $(filed held) $(filed handled)" '0 0 1 6' 'what is settled lies in Greffe/Traité'
why=$(g why conseil/anne)
like "$why" 'answer.recorded' 'why: the act'
like "$why" 'staff' 'why: by staff'
like "$why" 'rule dragged' 'why: and how'
like "$(g why "message/$(letter_of anne@bourg.example)")" 'message.settled' 'why of the letter'
is "$(g --json why conseil/anne | json 'd["lines"][0]["evidence"]')" \
    "$(sql "SELECT b.sha256 FROM message m JOIN blob b ON b.id = m.blob_id WHERE m.id = $(letter_of anne@bourg.example)")" \
    'why: the letter behind it'
is "$(who_has_mail)" 'david' 'nobody is written to for it: this is the question of before'

# Whose it is, nobody knows: back it goes, and says what to do; then the same gesture does it.
drag chloe@perso.example present
round '2027-02-16 12:00'
id=$(letter_of chloe@perso.example)
letters <<'LIST'
chloe@perso.example held dragged-without-matter
LIST
is "$(dragged) $(filed held)" '0 1' 'a letter of nobody goes back to Greffe/À vérifier'
like "$(g inbox held)" "déposé dans Présent, mais on ne sait pas de qui ni pour quelle séance : dites-le par « greffe inbox settle $id SEANCE/MEMBRE »" 'with what to do'
like "$(g why "message/$id")" 'message.held' 'and the journal has it'
g inbox settle "$id" conseil/chloe >/dev/null
drag chloe@perso.example absent
round '2027-02-16 13:00'
presences <<'LIST'
chloe absent rule:dragged by:staff answers:1
LIST
is "$(dragged) $(filed held) $(filed handled)" '0 0 7' 'once that is said it is settled like the others'

# What is decided stays: what was applied, what was settled. Staff says otherwise by an order.
lines=$(g journal list | wc -l)
drag hugo@bourg.example absent handled
drag anne@bourg.example ignored handled
round '2027-02-16 14:00'
presences <<'LIST'
hugo present rule:token-from-known answers:1
anne present rule:dragged answers:1
LIST
is "$(dragged) $(filed handled)" '0 7' 'a letter that is decided goes back to Greffe/Traité'
is "$(g journal list | wc -l)" "$lines" 'and nothing is done for it'
like "$(cat "$T/greffed.log")" 'dragged=absent outcome=unchanged state=applied reason=token-from-known' 'but the log says so'

# What the server took for spam, staff does not.
drag curieux@ailleurs.example present junk
round '2027-02-16 14:30'
letters <<'LIST'
curieux@ailleurs.example held dragged-without-matter
LIST
is "$(filed junk) $(filed held)" '0 1' 'dragged from Junk, a letter is looked at after all'
drag curieux@ailleurs.example ignored
round '2027-02-16 14:40'
is "$(filed junk) $(filed held) $(filed handled)" '0 0 8' 'and may be ignored'

# Never seen before: received as any other first.
act <<'PEOPLE'
gaelle writes "OK"
ines writes "absente"
louis writes "présent" from=louis@courriel.example
inconnu@ailleurs.example sends "Qui êtes-vous ?"
PEOPLE
people look
arrived() { [ "$(filed inbox)" = "$1" ]; }
wait_until 5 arrived 4
drag gaelle@bourg.example present inbox
drag ines@bourg.example present inbox
drag louis@courriel.example absent inbox
drag inconnu@ailleurs.example absent inbox
round '2027-02-16 15:00'
letters <<'LIST'
gaelle@bourg.example settled dragged-to-present
ines@bourg.example applied token-from-known
louis@courriel.example settled dragged-to-absent
inconnu@ailleurs.example held dragged-without-matter
LIST
presences <<'LIST'
gaelle present rule:dragged
ines absent rule:token-from-known answers:1
louis absent rule:dragged
LIST
is "$(who_has_mail)" 'ines' 'who needs not confirm any more is not asked'
is "$(filed inbox) $(dragged) $(filed held)" '0 0 1' 'and all of them are filed'

# Somebody removed a folder: it is there again.
rm -rf "$MAIL/greffe/.Greffe.Absent"
round '2027-02-16 15:30'
[ -d "$MAIL/greffe/.Greffe.Absent" ]
ok $? 'a folder that was removed is made anew'

# Killed after every durable step of a round: settled once, filed in the end.
settled_once() { # LETTER: what is wrong
    round '2027-02-17 12:00'
    [ "$(sql "SELECT count(*) FROM answer WHERE message_id = $1 AND rule = 'dragged'")" = 1 ] || echo 'answers'
    [ "$(sql "SELECT count(*) FROM journal WHERE act = 'message.settled' AND subject = 'message/$1'")" = 1 ] || echo 'journal'
    [ "$(dragged) $(filed held)" = '0 1' ] || echo 'filing'
}
case $BUILD in
*/san) skip 'killed after every step' 'sanitizers and a preloaded library do not go together' ;;
*)
    cc -shared -fPIC -O1 -D_GNU_SOURCE -o "$T/kill-after.so" "$TOP/tests/crash/kill-after.c" -ldl
    step=0 unfiled=0 wrong=
    while :; do
        step=$((step + 1))
        clock '2027-02-17 09:00'
        echo "mairie writes \"OK\" named=Karine header=\"X-Step: $step\"" | act
        round '2027-02-17 10:00'
        id=$(letter_of mairie@village.example)
        drag mairie@village.example present
        env LD_PRELOAD="$T/kill-after.so" KILL_KIND=sync KILL_AFTER=$step \
            "$GREFFED" -C "$INSTANCE" --once --now "$NOW" 2>>"$T/greffed.log"
        status=$?
        [ "$(sql "SELECT state FROM message WHERE id = $id") $(filed present)" != 'settled 1' ] || unfiled=$((unfiled + 1))
        wrong=$wrong$(settled_once "$id")
        [ "$status" != 0 ] || break
    done
    is "$wrong" '' "killed after any of $((step - 1)) syncs: settled once, and filed"
    [ "$unfiled" -gt 0 ]
    ok $? 'among them: settled, and not filed yet'
    ;;
esac
done_is 'the journal holds together' g journal verify

# The running daemon looks at every poll. Its clock is that of the machine: what is due by now is done first.
setting mailbox.poll_seconds 1
round '2027-02-18 09:00'
people look
daemon
opened() { [ "$(grep -c 'mailbox outcome=opened' "$T/greffed.log")" -ge "$1" ]; }
is_filed() { [ "$(filed inbox) $(dragged) $(filed held)" = "$1" ]; }
settled() { [ "$(sql "SELECT state || ' ' || reason FROM message WHERE id = $1")" = "$2" ]; }
wait_until 5 opened 1
act <<'PEOPLE'
farid writes "OK"
PEOPLE
wait_until 10 is_filed '0 0 2'
ok $? 'a letter that is unclear is held'
drag farid@bourg.example absent
begun=$(milliseconds)
wait_until 10 settled "$(letter_of farid@bourg.example)" 'settled dragged-to-absent'
ok $? 'the daemon sees within a poll of one second that it was dragged'
took=$(($(milliseconds) - begun))
[ "$took" -lt 3000 ]
ok $? "in time ($took ms)"
wait_until 10 is_filed '0 0 1'
ok $? 'and files it'

# Between polls, whatever comes in wakes it; and that comes first.
setting mailbox.poll_seconds 300
kill -HUP "$DAEMON"
wait_until 5 opened 2
act <<'PEOPLE'
gaelle writes "Oui et non"
PEOPLE
wait_until 10 is_filed '0 0 2'
drag gaelle@bourg.example absent
before=$(sql 'SELECT count(*) FROM answer')
answers() { [ "$(sql 'SELECT count(*) FROM answer')" -ge "$1" ]; }
act <<'PEOPLE'
mairie writes "présent" named=Jean
PEOPLE
begun=$(milliseconds)
wait_until 10 answers "$((before + 1))"
echo "# an answer took $(($(milliseconds) - begun)) ms"
wait_until 10 settled "$(letter_of gaelle@bourg.example)" 'settled dragged-to-absent'
ok $? 'what was dragged is seen when something else comes in'
wait_until 10 is_filed '0 0 1'
ok $? 'and both are filed'
done_is 'nothing failed meanwhile' sh -c "! grep 'outcome=failed' '$T/greffed.log'"
stop_daemon
is "$?" 0 'it ends in good order'

# A server that refuses the folders of staff: that is told, and what comes in is taken all the same.
mkfifo "$T/hold"
"$SERVERS/hostile-imap.py" drag-refused "$T/told" <"$T/hold" >"$T/port" &
HOSTILE=$!
exec 9>"$T/hold"
at_end() { kill "$HOSTILE" 2>/dev/null; }
wait_until 5 test -s "$T/port"
setting mailbox.host 127.0.0.1
setting mailbox.port "$(cat "$T/port")"
setting mailbox.tls none
setting mailbox.ca_file ''
setting mailbox.poll_seconds 1
before=$(sql 'SELECT count(*) FROM message')
taken() { [ "$(sql 'SELECT count(*) FROM message')" = "$((before + 3))" ]; }
asked() { [ "$(grep -c 'STATUS.*sent' "$T/told")" -ge "$1" ]; }
daemon
wait_until 10 taken
ok $? 'three letters are taken'
wait_until 10 asked 3
ok $? 'the folder is asked about again at the next polls'
like "$(grep 'outcome=failed' "$T/greffed.log")" "cannot create the folder 'Greffe/Présent': 'not for you'" 'and the log tells why not'
opened 4
is "$?" 1 'in one and the same connection'
stop_daemon
done_testing
