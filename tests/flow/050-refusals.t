#!/bin/sh
# What is wrong is refused by name, with the reason and how to mend it; exit status 1, 2 for a wrong
# command line; and nothing is half done (I21).
. "$(dirname "$0")/../lib.sh"
embedded
clock '2027-02-15 09:00'
assembly
conf=$INSTANCE/config/greffe.conf
cp "$conf" "$T/good.conf"
dump() { sqlite3 -readonly "$INSTANCE/greffe.db" .dump | sha256sum; }

# refuses NAME MESSAGE COMMAND...: status 1 and exactly this on standard error, less the file and line
refuses() {
    name=$1 message=$2
    shift 2
    "$@" >"$T/out" 2>"$T/err"
    status=$?
    is "$status $(sed "s|^\(greffed*\): /[^ ]*\.conf:\([0-9]*:\)* |\1: |; s|$T/||g" "$T/err")" "1 greffe: $message" "$name"
}

# The configuration, each fault by itself. "section.key value | message"
"$GREFFED" -C "$INSTANCE" --once # what a round plans of itself
before=$(dump)
while IFS='|' read -r change message; do
    setting "${change%% *}" "$(echo "${change#* }" | sed 's/ *$//; s/^-$//')"
    refuses "greffe.conf: $change" "${message# }" g session list
    cp "$T/good.conf" "$conf"
done <<'FAULTS'
instance.name - | [instance] name: missing (it has no default)
instance.timezone Paris | [instance] timezone: "Paris" is not allowed (a time zone such as Europe/Paris)
instance.language de | [instance] language: unknown value "de" (allowed: fr | en)
instance.address greffe | [instance] address: "greffe" is no address we can write to: no @
instance.staff greffe@assemblee.example | [instance] staff: "greffe@assemblee.example" is the address of the instance (staff needs one of its own)
instance.acknowledge text # all | [instance] acknowledge: unknown value "text # all" (allowed: text | all | none); a comment needs a line of its own
mailbox.hots x | [mailbox] hots: unknown key (did you mean "host"? allowed: kind, path, host, port, tls, ca_file, auth, user, secret, folder, poll_seconds)
mailbox.recall_delay 5 | [mailbox] recall_delay: unknown key here (it belongs in [transport]; allowed here: kind, path, host, port, tls, ca_file, auth, user, secret, folder, poll_seconds)
mailbox.kind pop3 | [mailbox] kind: unknown value "pop3" (allowed: maildir | imap)
mailbox.kind imap | [mailbox] host: missing (kind = imap needs it)
mailbox.secret hunter2 | [mailbox] secret: a secret is not written here (file:PATH | credential:NAME | command:ARGV)
transport.kind smtp | [transport] host: missing (kind = smtp needs it)
transport.recall_delay 10 minutes | [transport] recall_delay: "10 minutes" is no whole number from 0 to 86400
transport.path queue/incoming | [transport] path: the same directory as [mailbox] path (mail sent would come in again)
trust.authserv_id mx example | [trust] authserv_id: "mx example" is not one word (the name that your server writes first in Authentication-Results)
limits.message_bytes 52 | [limits] message_bytes: "52" is no whole number from 1024 to 52428800
FAULTS
while IFS='|' read -r change message; do
    setting transport.kind smtp
    setting transport.host smtp.example.org
    setting "${change%% *}" "$(echo "${change#* }" | sed 's/ *$//')"
    refuses "a server: $change" "${message# }" g session list
    cp "$T/good.conf" "$conf"
done <<'FAULTS'
transport.host smtp.example.org:587 | [transport] host: "smtp.example.org:587" is no host (a name or an IP address, without port)
transport.tls none | [transport] tls: "none" sends everything in clear to "smtp.example.org" (implicit | starttls; none only with localhost, 127.0.0.1 or ::1)
transport.user greffe | [transport] secret: missing (kind = smtp needs it)
FAULTS
while IFS='|' read -r line message; do
    # shellcheck disable=SC2059
    printf "$line\n" >>"$conf"
    refuses "greffe.conf: a line $line" "${message# }" g session list
    cp "$T/good.conf" "$conf"
done <<'FAULTS'
[mail]| [mail]: unknown section (allowed: instance, mailbox, transport, trust, limits)
[instance]| [instance]: section given twice (first on line 9)
des mots| [limits]: not a "key = value" line
\351t\351 = 1| not UTF-8 (save the file as UTF-8)
[instance| [limits]: not a section line (write [section] alone on its line)
FAULTS
rm "$conf"
refuses 'no configuration' '"instance": not an instance, it has no config/greffe.conf (name one with -C DIR, or make one with: greffe init DIR)' \
    g session list
cp "$T/good.conf" "$conf"
is "$(dump)" "$before" 'the database was not touched'

# The daemon says the same.
echo 'nonsense = 1' >>"$conf"
"$GREFFED" -C "$INSTANCE" --once 2>"$T/err"
is "$? $(sed 's|greffed: /.*conf:[0-9]*: ||' "$T/err")" \
    '1 [limits] nonsense: unknown key (allowed: message_bytes, document_bytes, automatic_mails_per_day)' 'the daemon refuses it too'
cp "$T/good.conf" "$conf"

# Secrets.
printf 'secret\n' >"$INSTANCE/config/password"
chmod 644 "$INSTANCE/config/password"
for change in 'kind imap' 'host localhost' 'port 1' 'user greffe' 'secret file:config/password'; do
    setting "mailbox.${change%% *}" "${change#* }"
done
refused 'doctor: a secret that others can read' '1 of' g doctor
like "$(cat "$T/out")" "others can read it (chmod 600 $INSTANCE/config/password)" 'and how to mend it'
refused 'so does a round' 'others can read it (chmod 600 ' "$GREFFED" -C "$INSTANCE" --once
chmod 600 "$INSTANCE/config/password"
setting mailbox.secret 'command:false'
refused 'doctor: a command that fails' 'checks failed' g doctor
like "$(cat "$T/out")" 'the command failed (run it by hand to see why)' 'by its name'
setting mailbox.secret 'credential:imap'
refused 'doctor: no credentials here' 'checks failed' g doctor
like "$(cat "$T/out")" 'LoadCredential=imap:PATH' 'and where they come from'
cp "$T/good.conf" "$conf"

# Session files.
session() { sed "$1" "$(draft 2027-03-12)" >"$T/session.conf"; }
while IFS='|' read -r change message; do
    session "$change"
    refuses "session file: $change" "${message# }" g session new "$T/session.conf"
done <<'FAULTS'
s/^body = .*/body = autre/| body 'autre': there is none of that name (see: greffe body list)
/part matin/,/^end/d; /part apres/,/^end/d| session 'conseil': it has no part (add [part matin] with title, start and end)
s/12:30/09:00/| [part matin] end: must be after 'start'
s/14:00/12:00/| [part apres-midi] start: begins before the part above it ends (put the parts in their order)
s/2027-03-12 09:30/2027-03-28 02:30/| [part matin] start: '2027-03-28 02:30' does not exist in Europe/Paris (daylight saving skips it)
s/2027-03-12/2027-02-30/| [part matin] start: "2027-02-30 09:30" is not allowed (a time such as 2027-03-12 09:30)
s/2027-03-12/2026-03-12/| session 'conseil': its date is past
s/^place/lieu/| [session] lieu: unknown key (allowed: id, body, title, place, video, guests, notice, reminders, reminder_hour)
/^place/d| [session] place: neither 'place' nor 'video' is given (say where it is held)
s/^place/reminders = J-7, demain\nplace/| [session] reminders: 'demain' is no step (such as J-15, J-7, J-2)
s/^place/notice = douze\nplace/| [session] notice: "douze" is no whole number from 0 to 365
s/^id = .*/id = Le Conseil/| [session] id: "Le Conseil" is not allowed (a-z, 0-9 and single hyphens)
FAULTS
session '$a [documents]\na = rapport.pdf'
refused 'a document that is not there' "document 'a': \"$T/rapport.pdf\"" g session new "$T/session.conf"
dd if=/dev/zero of="$T/rapport.pdf" bs=1M count=11 2>/dev/null
refused 'a document that is too large' 'larger than 10.0 MiB' g session new "$T/session.conf"
refused 'no such file' '/nowhere.conf"' g session new "$T/nowhere.conf"

# The assembly and its members.
printf '[body pleniere]\nname = P\nkind = parti\n' >"$T/faulty.conf"
refuses 'a kind of body that is none' '[body pleniere] kind: unknown value "parti" (allowed: plenary | committee | group | chantier | temporary | workshop)' \
    g apply "$T/faulty.conf"
printf 'identifiant;prénom;nom;courriel\nzoe;Zoé;Bien;zoe@bourg.example\nyves;Yves;Mal;yves@\n' >"$T/faulty.csv"
refused 'a wrong address in one line' 'nothing was changed' g member import "$T/faulty.csv"
like "$(cat "$T/out")" 'faulty.csv:3: refused' 'by line'
is "$(dump)" "$before" 'the database was not touched'

# The database.
cp "$INSTANCE/greffe.db" "$T/good.db"
broken() { # NAME MESSAGE: the command and the daemon refuse, and leave the file as it is
    sum=$(sha256sum <"$INSTANCE/greffe.db")
    refused "$1" "$2" g session list
    refused "$1 (daemon)" "$2" "$GREFFED" -C "$INSTANCE" --once
    is "$(sha256sum <"$INSTANCE/greffe.db")" "$sum" "$1: the file is not touched"
    rm -f "$INSTANCE"/greffe.db*
    cp "$T/good.db" "$INSTANCE/greffe.db"
}
sqlite3 "$INSTANCE/greffe.db" 'PRAGMA user_version = 99'
broken 'a newer version' "was written by a newer greffe (schema 99, this one knows $(sql 'PRAGMA user_version' >/dev/null; sqlite3 "$T/good.db" 'PRAGMA user_version'); install that version)"
sqlite3 "$INSTANCE/greffe.db" 'PRAGMA application_id = 7'
broken 'another program' 'belongs to another program (give the directory of an instance)'
rm -f "$INSTANCE"/greffe.db-*
echo 'no database at all' >"$INSTANCE/greffe.db"
broken 'no database' 'file is not a database (restore the last backup)'
dd if=/dev/urandom of="$INSTANCE/greffe.db" bs=4096 seek=3 count=6 conv=notrunc 2>/dev/null
refused 'a damaged one is not worked on' "is damaged: " "$GREFFED" -C "$INSTANCE" --once
is "$(wc -l <"$T/err")" 1 'in one line'
refused 'and doctor finds it' 'checks failed' g doctor
rm -f "$INSTANCE"/greffe.db*
refused 'none' 'make an instance with: greffe init DIR' g session list
cp "$T/good.db" "$INSTANCE/greffe.db"

# A directory that cannot be written.
mkdir -p "$T/bin/libexec" && cp "$GREFFE" "$GREFFED" "$T/bin" && cp "$BUILD/libexec/greffe-reader" "$T/bin/libexec"
as_user=
if [ "$(id -u)" = 0 ]; then
    chmod 755 "$T" && chown -R nobody "$INSTANCE"
    as_user='setpriv --reuid=nobody --regid=nogroup --clear-groups'
fi
rm -f "$INSTANCE/run/lock" "$INSTANCE"/greffe.db-*
chmod 400 "$INSTANCE/greffe.db"
needs='permission denied (write access is needed, even to look: run greffe as the account the instance belongs to)'
refused 'a read-only database' "$needs" $as_user "$T/bin/greffe" -C "$INSTANCE" --now "$NOW" session new "$(draft 2027-03-12)"
refused 'a read-only database (daemon)' 'cannot be written (give the user of greffe the right to)' \
    $as_user "$T/bin/greffed" -C "$INSTANCE" --once
chmod 600 "$INSTANCE/greffe.db"
rm -f "$INSTANCE/run/lock"
chmod 500 "$INSTANCE" "$INSTANCE/run"
refused 'a read-only directory' "$needs" $as_user "$T/bin/greffe" -C "$INSTANCE" --now "$NOW" session list
refused 'a read-only directory (daemon)' "cannot open '$INSTANCE/run/lock'" $as_user "$T/bin/greffed" -C "$INSTANCE" --once
chmod 700 "$INSTANCE" "$INSTANCE/run"
[ -z "$as_user" ] || chown -R root "$INSTANCE"
is "$(dump)" "$before" 'the database was not touched'

# A wrong command line.
while read -r command; do
    # shellcheck disable=SC2086
    g $command >"$T/out" 2>"$T/err"
    is "$? $(grep -c '^greffe: ' "$T/err") $(wc -l <"$T/err") $(wc -c <"$T/out")" '2 1 1 0' "usage: $command"
done <<'LINES'
vote open x
contribution open
deadline add
post list gt1
session
session close conseil
session attend conseil liste.csv
session show
session convene a b
session convene --force
session answer conseil anne peut-être
member erase anne
inbox reread 12
inbox settle x present
--now hier session list
LINES
for options in '--now 2027-01-01T00:00:00Z' extra --bad; do
    # shellcheck disable=SC2086
    "$GREFFED" -C "$INSTANCE" $options >"$T/out" 2>"$T/err"
    is "$? $(grep -c '^greffed: [^A-Z]' "$T/err")" '2 1' "usage: greffed $options"
done
is "$(dump)" "$before" 'the database was not touched'
done_testing
