#!/bin/sh
# The daemon is killed after every durable step of four rounds: the convocation of twenty members, their
# twenty answers with as many acknowledgements, staff's digest, and the reminders of who is silent. Nothing
# is lost, nothing is repeated, nothing is half done (I1, I2, I3, I6, I7, I8). Then the plug is pulled in the
# first two, and under the daemon itself with an IMAP server and with a Maildir: what was not synced is lost.
. "$(dirname "$0")/../lib.sh"
command -v cc >/dev/null || skip_all 'no C compiler'
case $BUILD in */san) skip_all 'sanitizers and a preloaded library do not go together' ;; esac
for shim in kill-after plug; do
    cc -shared -fPIC -O1 -D_GNU_SOURCE -o "$T/$shim.so" "$TOP/tests/crash/$shim.c" -ldl || skip_all 'the shim does not compile'
done
stand
setting instance.acknowledge all
members='albert barbier caron dumas etienne faure garnier henry jacquet klein
    lambert masson noel olivier perrin quentin rousseau simon thomas vidal'
{
    echo 'identifiant;prénom;nom;sexe;qualité;courriel'
    for name in $members; do echo "$name;Camille;$name;F;titulaire;$name@bourg.example"; done
} >"$T/twenty.csv"
clock '2027-02-15 09:00'
g apply "$DATA/commune.conf" >"$T/out" && g member import "$T/twenty.csv" >"$T/out" &&
    g session new "$(draft 2027-03-12)" >"$T/out" || { echo 'Bail out! there is no session'; exit 1; }

# The beginning of a phase: the instance, and the clerk's mailbox.
keep() {
    mkdir "$T/$1"
    sqlite3 "$INSTANCE/greffe.db" 'PRAGMA wal_checkpoint(TRUNCATE)' >/dev/null
    cp -a "$INSTANCE" "$T/$1/instance"
    mkdir -p "$MAIL/greffe/cur" "$MAIL/greffe/new" "$MAIL/greffe/tmp"
    [ "$(id -u)" != 0 ] || chown -R nobody "$MAIL/greffe"
    cp -a "$MAIL/greffe" "$T/$1/inbox"
}

# The order itself: all of it, or nothing.
keep order
facts="SELECT state, (SELECT count(*) FROM invitation), (SELECT count(*) FROM outgoing), (SELECT count(*) FROM token) FROM session"
step=0 halves=0
while :; do
    step=$((step + 1))
    rm -rf "$INSTANCE"
    cp -a "$T/order/instance" "$INSTANCE"
    env LD_PRELOAD="$T/kill-after.so" KILL_KIND=sync KILL_AFTER=$step "$GREFFE" -C "$INSTANCE" --now "$NOW" \
        session convene conseil --yes >"$T/out" 2>&1
    status=$?
    case $(sql "$facts") in 'draft|0|0|0' | 'convened|20|20|20') ;; *) halves=$((halves + 1)) ;; esac
    [ "$status" != 0 ] || break
    g journal verify >"$T/out" 2>&1 || halves=$((halves + 1))
done
is "$halves" 0 "convene: killed after any of $((step - 1)) syncs, all of it is ordered, or nothing"
[ "$step" -gt 2 ]
ok $? 'convene: it was killed'
keep convocation
round '2027-02-15 09:11'

clock '2027-02-16 10:00'
set -- $members
for words in 'clicks outlook ACCEPTED' 'clicks google DECLINED' 'clicks thunderbird TENTATIVE' 'clicks sogo ACCEPTED' \
    'clicks apple DECLINED' 'writes présente' 'writes absente' 'writes "présent le matin seulement"' \
    'writes "Absente, je donne pouvoir à Mme Albert."' 'writes OK' 'writes présente from=secretaire@bourg.example' \
    'writes "présente en visioconférence"' 'writes "Y a-t-il un parking ?"' 'clicks outlook ACCEPTED note="Merci et à bientôt"' \
    'clicks google ACCEPTED sequence=0' 'writes Oui' 'writes Non' 'writes présente header="X-Spam-Flag: YES"' \
    'writes "Je suis absent." header="Auto-Submitted: auto-replied"' 'clicks sogo DECLINED'; do
    echo "$1 $words"
    shift
done | act
keep answers
setting instance.digest true
round
keep digest
round '2027-02-25 08:00'
keep reminders
[ -z "${CRASH_FULL:-}" ] || daemon=answers:-
convocation=convocation:2027-02-15T09:11:00+01:00 answers=answers:2027-02-16T10:00:00+01:00
retell 'driver.py: every phase was told to its end' "$TOP/tests/crash/driver.py" "$T" "$T/kill-after.so" \
    $convocation $answers digest:2027-02-25T08:00:00+01:00 reminders:2027-02-25T09:00:00+01:00 ${daemon:-}
retell 'pull.py: every phase was told to its end' "$TOP/tests/crash/pull.py" "$T" "$T/kill-after.so" "$T/plug.so" \
    $convocation $answers answers:- answers/maildir:-
done_testing
