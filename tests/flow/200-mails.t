#!/bin/sh
# Every mail that greffe can send, made by a year of the reference assembly: no word of the templates that no mail
# has shown, text and page say the same, short lines, good French; and docs/mails.md is what they are.
. "$(dirname "$0")/../lib.sh"
out=$("$TOP/tests/screens/run" --check 2>&1)
is "$? $(echo "$out" | grep -c ' 0 things wrong$')" '0 2' 'nothing is wrong with the mails of both languages'
[ "$(echo "$out" | wc -l)" -le 2 ] || echo "$out" | head -100 | sed 's/^/# /'
done_testing
