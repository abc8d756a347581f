#!/bin/sh
# The programs die as they work, at random changes of files, over a week and a half of the year's story: four saisines
# referred and asked about, contributions, a report, reminders and digests (CRASH_FULL=1: two hundred times, over the
# whole year). What people read and what is recorded is as if they had not (I2, I3, I6, I8, I15).
. "$(dirname "$0")/../lib.sh"
command -v cc >/dev/null || skip_all 'no C compiler'
case $BUILD in */san) skip_all 'sanitizers and a preloaded library do not go together' ;; esac
cc -shared -fPIC -O1 -D_GNU_SOURCE -o "$T/kill-after.so" "$TOP/tests/crash/kill-after.c" -ldl || skip_all 'the shim does not compile'
period='2027-03-30 2027-04-08 10'
[ -z "${CRASH_FULL:-}" ] || period='2027-01-04 2027-12-31 200'
# shellcheck disable=SC2086
retell 'the story was told to its end' "$TOP/tests/crash/year.py" "$T" "$T/kill-after.so" $period
done_testing
