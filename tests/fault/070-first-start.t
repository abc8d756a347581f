#!/bin/sh
# Very many messages are found at the first start (FAULT_MESSAGES, 3000 by default): they are read in groups, mail
# leaves and answers count meanwhile, the memory of the daemon does not grow with them.
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/fault.sh"
export STAND_RECALL_DELAY=0
# Memory is judged: sanitizers must not keep what is freed.
export ASAN_OPTIONS="${ASAN_OPTIONS:+$ASAN_OPTIONS:}quarantine_size_mb=1"
count=${FAULT_MESSAGES:-3000}
stand
assembly
$PYTHON - "$MAIL/greffe" "$count" <<'LETTERS'
import os, sys
root, count = sys.argv[1], int(sys.argv[2])
for folder in ("new", "cur", "tmp"):
    os.makedirs(os.path.join(root, folder), exist_ok=True)
for i in range(count):
    with open(os.path.join(root, "new", f"{1700000000 + i}.M{i}.old"), "w") as file:
        file.write(f"From: x{i}@ailleurs.example\nTo: greffe@assemblee.example\nSubject: ancien {i}\n"
                   f"Message-ID: <old.{i}@ailleurs.example>\nDate: Mon, 1 Feb 2027 10:00:00 +0100\n\n"
                   + "Bonjour, ceci est un ancien message.\n" * 40)
LETTERS
[ "$(id -u)" != 0 ] || chown -R nobody "$MAIL/greffe"
recorded() { sql 'SELECT count(*) FROM message'; }
all() { [ "$(recorded)" -ge "$count" ]; }
some() { [ "$(recorded)" -ge 50 ]; }
begun=$(milliseconds)
daemon
wait_until 30 some
g session new "$(draft "$(date -d '+40 days' +%F)" 'reminders = J-1')" >/dev/null
g session convene conseil --yes >/dev/null
has_mail() { [ "$(who_has_mail | wc -w)" -ge 12 ]; }
wait_until 20 has_mail
ok $? "a convocation leaves meanwhile ($(recorded) of $count messages were recorded)"
early=$(kilobytes) shared=$(proportional)
wait_until $((60 + count / 50)) all
ok $? "all $count are recorded ($(($(milliseconds) - begun)) ms)"
late=$(kilobytes)
echo "# the daemon and its reader: $shared KiB at the beginning, $(proportional) KiB at the end (PSS)"
[ "$(proportional)" -le $((shared + 32768)) ]
ok $? 'what both need does not grow with them'
[ "$late" -le $((early + 32768)) ]
ok $? "in bounded memory: $early KiB at the beginning, $late KiB at the end"
is_filed() { [ "$(filed inbox)" = 0 ]; }
wait_until $((60 + count / 50)) is_filed
ok $? 'and filed'
is "$(sql 'SELECT count(*) FROM outgoing WHERE recipient LIKE "%ailleurs%"')" 0 'no stranger is written to'
[ "$(grep -c . "$T/greffed.log")" -le $((count + 60)) ]
ok $? 'one line for each message'
calm 2 0 'afterwards'
stop_daemon
is "$?" 0 'it ends in good order'
done_testing
