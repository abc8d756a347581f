#!/bin/sh
# The embedded default: no server at all, mail comes and goes in Maildirs of the instance, with the same
# outcome.
. "$(dirname "$0")/../lib.sh"
embedded
out=$INSTANCE/queue/outgoing incoming=$INSTANCE/queue/incoming held=$INSTANCE/queue/held
count() { find "$1/$2" -type f | wc -l; }
assembly
done_is 'doctor is content' g doctor
convened 2027-03-12 '2027-02-15 09:00'
is "$(count "$out" new)" 12 'twelve mails lie in queue/outgoing'
mail=$(people show anne)
like "$mail" 'Subject: Convocation : Conseil' 'as they would have left'
like "$mail" 'method=REQUEST' 'with the invitation'
is "$(grep -c "$(printf '\r')" "$(find "$out/new" -type f | head -1)")" 0 'with the line ends of this system'

clock '2027-02-16 10:00'
act <<'PEOPLE'
anne clicks outlook ACCEPTED
bruno writes "absent"
chloe writes "OK"
david writes "présent" from=david@perso.example
curieux@ailleurs.example sends "Gagnez" header="X-Spam-Flag: YES"
PEOPLE
round
presences <<'LIST'
anne present
bruno absent
chloe silent
david silent
LIST
is "$(count "$incoming" new)" 0 'nothing waits'
is "$(count "$incoming" cur)" 3 'what is done is in queue/incoming/cur, and spam too'
is "$(($(count "$held" new) + $(count "$held" cur)))" 2 'what a human must see is in queue/held'
like "$(people show bruno)" 'Absence notée' 'an acknowledgement'
like "$(people show david)" 'Est-ce bien vous' 'a question'
act <<'PEOPLE'
david writes "oui" of="Est-ce bien vous"
PEOPLE
g inbox settle "$(letter_of chloe@bourg.example)" present >/dev/null
round '2027-02-16 11:00'
presences <<'LIST'
chloe present
david present rule:confirmed-by-member
LIST
is "$(count "$held" new) $(count "$held" cur)" '0 0' 'settled letters go back to queue/incoming/cur'
lines=$(g journal list | wc -l)
round '2027-02-16 12:00'
is "$(g journal list | wc -l)" "$lines" 'and are not read again'

# The daemon sees a file as it comes.
daemon
is_wakeful() { grep -q 'mailbox outcome=opened' "$T/greffed.log"; }
wait_until 5 is_wakeful
act <<'PEOPLE'
emma clicks google DECLINED
PEOPLE
answers() { [ "$(sql 'SELECT count(*) FROM answer')" = "$1" ]; }
begun=$(milliseconds)
wait_until 10 answers 5
ok $? "a file in queue/incoming is read as it comes ($(($(milliseconds) - begun)) ms)"
stop_daemon
is "$?" 0 'and the daemon ends in good order'

# A real instance is not a rehearsal.
"$GREFFE" init "$T/real" >/dev/null
refused 'no played time outside a rehearsal' 'not a rehearsal instance' "$GREFFE" -C "$T/real" --now 2027-01-01T00:00:00Z session list
refused 'nor for the daemon' '--now: this instance is no rehearsal' "$GREFFED" -C "$T/real" --once --now 2027-01-01T00:00:00Z
done_is 'a round of an empty instance' "$GREFFED" -C "$T/real" --once
setting transport.kind smtp
setting transport.host smtp.example.org
refused "a rehearsal's mail stays here" 'its mail could leave this machine' g session list
refused 'for the daemon too' 'whose mail must stay on this machine' "$GREFFED" -C "$INSTANCE" --once
done_testing
