#!/bin/sh
# Seven weeks of the assembly: a plenary convened and held, four saisines referred and assigned, the first sixteen who
# contribute, a report confirmed and distributed, two days without the daemon. Every reminder and every digest is one of
# the table that table.py works out from the dates alone, and none is missing (I8); what is kept is what was written.
. "$(dirname "$0")/../lib.sh"
is "$($PYTHON "$TOP/tests/year/table.py" --self-test)" 'self-test: good' 'the table agrees with cases worked out by hand'
out=$($PYTHON "$TOP/tests/year/story.py" "$T" 2027-02-22 2027-04-12)
is "$?" 0 'the story went well'
like "$out" '  0 missing, 0 surplus, 0 twice' 'what left is what the table says'
like "$out" '  0 off from the books' 'what is recorded and acknowledged is what people wrote'
echo "$out" | sed 's/^/# /'
done_testing
