#!/bin/sh
# The daemon is killed at random moments while letters come in and a convocation goes out, both at once: MESSAGES letters
# of the measuring harness, MAILS members, KILLS deaths. Nothing is lost, nothing is repeated but what was under way
# (I1, I2, I3, I6, I7, I15). SEED repeats the moments. CRASH_FULL=1: 20,000 letters, 20,000 mails, 500 deaths.
. "$(dirname "$0")/../lib.sh"
generator=$TOP/../shared/bench/gen_messages.py
[ -f "$generator" ] || {
    echo "load.t: SKIPPED: there is no $generator, whose letters it needs" >&2
    skip_all "there is no $generator"
}
many=600 kills=10
[ -z "${CRASH_FULL:-}" ] || many=20000 kills=500
# Whatever the hour, it is a morning of one day there: nothing falls due, no mail is late.
hour=$(date -u +%-H)
zone=$((hour > 8 ? hour - 8 : 0))
STAND_RECALL_DELAY=0
export STAND_RECALL_DELAY
stand
setting instance.timezone "Etc/GMT+$zone"
setting instance.acknowledge all
begun=$(milliseconds)
day=$(date -d '60 days' +%F)
$PYTHON "$TOP/tests/crash/load-roll.py" "${MAILS:-$many}" >"$T/roll.csv"
g apply "$DATA/commune.conf" >"$T/out" && g member import "$T/roll.csv" >"$T/out" &&
    g session new "$(draft "$day")" >"$T/out" && g session convene conseil --yes >"$T/out" ||
    { echo 'Bail out! the session is not convened'; exit 1; }
mkdir "$T/load"
$PYTHON "$generator" maildir "$T/load/inbox" -n "${MESSAGES:-$many}" --members "${MAILS:-$many}" \
    --to greffe@assemblee.example >"$T/out" || { echo 'Bail out! there are no letters'; exit 1; }
[ "$(id -u)" != 0 ] || chown -R nobody "$T/load/inbox"
mv "$INSTANCE" "$T/load/instance"
echo "# made in $((($(milliseconds) - begun) / 1000)) s: $(cat "$T/out")"
retell 'the load was carried to its end' "$TOP/tests/crash/load.py" "$T" "${KILLS:-$kills}"
done_testing
