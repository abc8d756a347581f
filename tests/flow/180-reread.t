#!/bin/sh
# A better reader: what it would decide otherwise of the letters that an earlier one read is told, and no
# decision is changed; what is still held is judged again (I3, I14).
. "$(dirname "$0")/../lib.sh"
stand
assembly
convened 2027-03-12 '2027-02-15 09:00'
people look

clock '2027-02-16 10:00'
act <<'PEOPLE'
anne writes "Je serai présente."
bruno writes "Je serai absent."
chloe writes "OK"
david writes "Je serai présent l'après-midi."
PEOPLE
round '2027-02-16 11:00'
is "$(g inbox reread)" '0 letters of an earlier reader read again: 0 would be read otherwise' 'nothing to tell of one'"'"'s own reading'

# As if an earlier reader had understood one for another, and one not at all.
$PYTHON - "$INSTANCE/greffe.db" "$(letter_of anne@bourg.example)" "$(letter_of bruno@bourg.example)" "$(letter_of chloe@bourg.example)" <<'EARLIER'
import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
anne, bruno, chloe = map(int, sys.argv[2:])
letters = dict(db.execute("SELECT id, letter FROM message"))
db.execute("UPDATE message SET reader = 1")
db.execute("UPDATE message SET letter = ? WHERE id = ?", (letters[bruno], anne))
db.execute("UPDATE message SET letter = ? WHERE id = ?", (letters[anne], chloe))
db.commit()
EARLIER
before=$(g --json journal list | json 'len(d["lines"])')
told=$(g inbox reread --dry-run)
like "$told" 'now read otherwise: answer: absent -> present, all' 'what would be decided otherwise'
like "$told" 'recorded: present' 'beside what was'
like "$told" '4 letters of an earlier reader read again: 2 would be read otherwise' 'all are counted'
like "$told" 'what was decided stands' 'and it is said that nothing changes'
is "$(g --json inbox reread --dry-run | json '[d["read"], d["changed"], d["judged_again"], len(d["messages"][0]["changes"]) > 0]')" '[4, 2, 0, True]' 'the same for programs'
is "$(g --json journal list | json 'len(d["lines"])')" "$before" 'nothing is written by a dry run'

told=$(g inbox reread)
like "$told" '1 of them, which were held, are judged again' 'a held letter is judged again'
presences <<'LIST'
anne present
bruno absent
chloe silent
david present
LIST
letters <<'LIST'
anne@bourg.example applied token-from-known
bruno@bourg.example applied token-from-known
chloe@bourg.example held unclear
david@bourg.example applied token-from-known
LIST
like "$(g inbox reread)" '3 letters of an earlier reader' 'which is then of this reader'
done_testing
