#!/bin/sh
# Seven weeks of the assembly: a plenary convened and held, four saisines referred and assigned; every reminder and
# every digest is one of the table that table.py works out from the dates alone, and none is missing (I8).
. "$(dirname "$0")/../lib.sh"
is "$($PYTHON "$TOP/tests/year/table.py" --self-test)" 'self-test: good' 'the table agrees with cases worked out by hand'
out=$($PYTHON "$TOP/tests/year/story.py" "$T" 2027-02-22 2027-04-12)
is "$? $(echo "$out" | tail -1 | sed 's/.*digests; //')" '0 0 missing, 0 surplus, 0 twice' 'what left is what the table says'
echo "$out" | sed 's/^/# /'
done_testing
