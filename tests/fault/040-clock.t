#!/bin/sh
# The clock goes a year ahead, and is set back: what was put off meanwhile is due again, the digest comes, nobody
# is kept out; and set forward, what was due is done once.
. "$(dirname "$0")/../lib.sh"
stand
setting instance.digest true
assembly trouble
digests() { find "$MAIL/secretariat/new" -type f -exec grep -l 'Subject: Point du' {} + 2>/dev/null | wc -l; }
taken() { sql "SELECT count(*) FROM outgoing WHERE state = 'taken' AND kind = '$1'"; }

# A year ahead: a digest, a mail put off, a mailing that waits for its release.
round '2028-02-15 07:00'
round '2028-02-15 08:30'
g session new "$(draft 2028-03-24 'reminders = J-1')" >/dev/null
g session convene conseil --yes >/dev/null
round '2028-02-15 08:45'
is "$(sql "SELECT state FROM outgoing WHERE recipient LIKE 'grey@%' AND kind = 'convocation'")" ready 'grey-listed: put off'
sed -i 's/^id = conseil/id = autre/' "$T/2028-03-24.conf"
g session new "$T/2028-03-24.conf" >/dev/null && g session convene autre --yes >/dev/null
is "$(sql "SELECT count(*) FROM mailing WHERE state = 'queued'")" 1 'another convocation waits for its release'

# Set back.
: >"$T/greffed.log"
round '2027-02-15 07:00'
like "$(cat "$T/greffed.log")" 'outcome=due-again reason=they were put off by a clock that went ahead' 'set back: the log tells it'
is "$(sql "SELECT state FROM outgoing WHERE recipient LIKE 'grey@%' AND kind = 'convocation' ORDER BY id LIMIT 1")" taken 'what was put off leaves'
is "$(sql "SELECT release_at - $(date -d "$NOW" +%s) FROM mailing WHERE state = 'queued'")" 600 'the mailing keeps its recall delay, counted anew'
like "$(g doctor)" 'the journal goes on until 2028-02-15' 'doctor: the clock and the journal'
people look
round '2027-02-15 07:15'
is "$(sql "SELECT count(*) FROM mailing WHERE state = 'queued'")" 0 'and leaves'
round '2027-02-15 08:30'
round '2027-02-15 08:45'
is "$(digests)" 1 'one digest of the day'
: >"$T/greffed.log"
round '2027-02-15 08:50'
is "$(grep -c 'due-again' "$T/greffed.log")" 0 'that is told once'
is "$(digests)" 1 'and done once'

# Forward a year.
before=$(taken convocation)
round '2028-02-14 09:00'
round '2028-02-14 09:05'
is "$(taken convocation)" "$before" 'forward again: no mail is repeated'
done_is 'the journal holds together' g journal verify
done_testing
