#!/usr/bin/env bash
# The roll as the secretariat keeps it: the assembly's file and the members' table, applied, shown,
# mended, applied again; single members shown, ended, brought back, given addresses.
set -u
. "$(dirname "$0")/../lib.sh"
ROLL=$TOP/tests/data/roll
INSTANCE=$T/instance

"$GREFFE" init "$INSTANCE" --rehearsal >/dev/null || { echo "Bail out! no instance"; exit 1; }
clock "2027-01-15 09:00"
config=$INSTANCE/config
# What a command says on standard output, and its exit status
says() {
    "$@" >"$T/out" 2>"$T/err"
    status=$?
    out=$(cat "$T/out")
    err=$(cat "$T/err")
}
# What staff did; the deadlines of terms follow by themselves
lines() { g --json journal list | json 'len([x for x in d["lines"] if x["actor"] == "staff"])'; }
nobody() { is "$(g --json member list | json 'len(d["members"])')" 0 "$1"; }

# The assembly.
says g apply "$config/assembly.conf" --dry-run
is $status 0 "a dry run is good"
like "$out" "added    territory petr-haut-salat" "it shows a territory"
like "$out" "differences: 91, nothing was changed (--dry-run)" "and counts"
is "$(lines)" 0 "and changes nothing"
says g apply "$config/assembly.conf"
like "$out" "differences: 91, applied" "the assembly is applied"
like "$out" "note: offices held by people who are not on the roll yet (23)" "offices may come first"
unlike "$out" "warning:" "the assembly that comes with greffe is in order"
says g apply "$config/assembly.conf"
like "$out" "assembly.conf: nothing changes" "a second time nothing changes"
is "$(lines)" 1 "the journal has one line"

sed 's/^notice = 12/notice = 10/; s/Le tourisme expérientiel/Le tourisme/' "$config/assembly.conf" >"$T/new.conf"
says g apply "$T/new.conf"
like "$out" "changed  rule notice: value: '12' → '10'" "a rule changes"
like "$out" "changed  body gt2-2: name: 'Le tourisme expérientiel' → 'Le tourisme'" "a name changes"
is "$(g --json apply "$config/assembly.conf" | json 'len(d["changes"]), d["applied"]')" "2 True" "and back, as JSON"
sed '/^\[body gt4-2\]/,/^$/d' "$config/assembly.conf" >"$T/less.conf"
says g apply "$T/less.conf"
like "$out" "ended    body gt4-2" "a chantier that is gone has ended"
is "$(g --json body show gt4-2 | json 'd["ended_on"]')" 2027-01-15 "it is not erased"
g apply "$config/assembly.conf" >/dev/null
is "$(g --json body show gt4-2 | json 'd["ended_on"]')" None "and comes back"

printf '[body x]\nname = X\nkind = chantier\nparent = y\n' >"$T/bad.conf"
refused "a wrong file" "bad.conf:4: [body x] parent: there is no [body y]" g apply "$T/bad.conf"
refused "a file that is not there" "none.conf\": " g apply "$T/none.conf"
says g apply
is $status 2 "no file: usage"

# The members.
says g member import "$config/members.csv" --dry-run
is $status 0 "a dry run of the table is good"
like "$out" "277 added, 0 changed, 0 unchanged, 0 repeated, 0 refused; nothing was changed (--dry-run)" "it counts"
nobody "and changes nothing"
says g member import "$config/members.csv"
like "$out" "members.csv:2: added marie-noelle-bessiere (Mme Marie-Noëlle Bessière)" "row by row"
like "$out" "(UTF-8, separated by ;): 277 added" "all are added"
unlike "$out" "warning:" "the members that come with greffe are in order"
before=$(lines)
says g member import "$config/members.csv"
like "$out" "0 added, 0 changed, 277 unchanged" "a second run changes nothing"
unlike "$out" "members.csv:" "and speaks of no row"
is "$(lines)" "$before" "nor does the journal"
says g apply "$config/assembly.conf"
is "$out" "$config/assembly.conf: nothing changes" "the roll is whole"
is "$(g --json body show pleniere | json 'd["member_count"], d["women"], d["men"], d["parity"]')" "232 116 116 True" \
    "232 members in parity"
is "$(g --json body show comite | json 'd["member_count"], d["rules"]["notice"]')" "20 5" "a committee with its own notice"
says g body list
like "$out" "gt1-2                chantier       1  Usages numériques" "the bodies are listed"
is "$(g --json body list | json 'len(d["bodies"]), d["schema"]')" "14 1" "also as JSON"
refused "a body that is not there" "body 'gt9': there is none" g body show gt9

says g doctor
like "$out" "roll           good         277 people" "doctor looks at the roll"
like "$out" "roster         good         the rules of the assembly are kept" "and at its rules"
is "$(g --json doctor | json '[c["warnings"] for c in d["checks"] if c["name"] == "roster"]')" "[[]]" "also as JSON"
clock "2028-06-01 09:00"
says g doctor
is $status 0 "terms that end are no failure"
like "$out" "roster         warning      3 warnings" "but doctor warns"
like "$out" "- 232 mandats prennent fin le vendredi 30 juin 2028 : M. Alban Albarède, M. André Albarède, " "in one line"
like "$out" "Mme Marguerite Aubrespy et 222 autres (demandez les désignations" "that names some, and says what to do"
is "$(g --json doctor | json '[(w["code"], w["severity"], w["about"], len(w["subjects"]))
    for c in d["checks"] if c["name"] == "roster" for w in c["warnings"]]')" \
    "[('office-ending', 'warning', 'member', 10), ('member-term-ending', 'warning', 'member', 232), ('substitute-term-ending', 'warning', 'member', 6)]" \
    "as JSON, with all of them"
clock "2027-01-15 09:00"

# A table with wrong rows, on the small assembly of these tests.
INSTANCE=$T/small
"$GREFFE" init "$INSTANCE" --rehearsal >/dev/null
g apply "$ROLL/assembly.conf" >/dev/null
says g doctor
like "$out" "0 people; offices held by people who are not on the roll yet (3): helene-d-oeuvre, joel-petit and lea-ben-salem" \
    "doctor says who is missing"
like "$out" "- GT1 : 1 chantier (GT1-1), au lieu de 2 (ajoutez ou retirez un chantier" "doctor looks at the groups"
like "$out" "- GT2 : les deux postes de copilote sont vacants (nommez qui manque dans copilotes, [body gt2]" "and at their pairs"
is $status 0 "which is no failure"
says g member import "$ROLL/bad.csv"
is $status 1 "wrong rows: exit status 1"
like "$err" "greffe: $ROLL/bad.csv: rows refused: 8, so nothing was changed" "why, on standard error"
is "$(wc -l <"$T/err")" 1 "in one line"
like "$out" "bad.csv:4: refused M. Bruno Roux: civility 'M.' and gender 'woman' contradict each other" "row by row"
like "$out" "bad.csv:2: added anne-martin" "with what would be added"
like "$out" "8 refused; nothing was changed" "and the sum"
nobody "nothing was changed"
says g --json member import "$ROLL/bad.csv"
is $status 1 "JSON is refused alike"
is "$(json 'd["applied"], d["counts"]["refused"], d["rows"][2]["outcome"], d["rows"][2]["line"]' <"$T/out")" \
    "False 8 refused 4" "and tells the same"
says g member import "$ROLL/bad.csv" --skip-bad --dry-run
is $status 0 "--skip-bad leaves them out"
nobody "--dry-run still changes nothing"
says g member import "$ROLL/bad.csv" --skip-bad
is "$status $(g --json member list | json 'len(d["members"])')" "0 2" "the good rows are in"
says g member import "$ROLL/bad.csv" --skip-bad
like "$out" "0 added, 0 changed, 2 unchanged" "once"
refused "the same person twice" "rows refused: 2" g member import "$ROLL/twice.csv"
like "$(cat "$T/out")" "twice.csv:4: repeated anne-martin (ANNE MARTIN): the same as line 2" "a repetition is told"
like "$(cat "$T/out")" "twice.csv:5: refused bruno-roux (Bruno Roux): the same person as on line 3" "and a contradiction"
for form in semicolons mark-crlf commas windows-1252 tabs-cr line-breaks headers spaces; do
    says g member import "$ROLL/$form.csv"
    like "$out" "$([ $form = semicolons ] && echo 3 added || echo 3 unchanged)" "$form.csv"
done
says g member import "$ROLL/headers.csv"
like "$out" "note: column 'Commune' means nothing here: ignored" "columns of one's own are told"
says g member import - <"$ROLL/commas.csv"
like "$out" "3 unchanged" "a table from standard input"
printf 'a;b\n1;2\n' >"$T/other.csv"
refused "another table" "do not say who a row is about (the first line has to name 'prénom' and 'nom'" g member import "$T/other.csv"
says g member import
is $status 2 "no table: usage"

# One member.
says g member list
like "$out" "joel-petit                   M. Joël PETIT                    joel.petit@poste.example" "the list"
says g member show joel-petit
for words in "identifier     joel-petit" "name           M. Joël PETIT" "territory      cc-causse" "until          2028-06-30" \
    "address        main  joel.petit@poste.example" "sits in        gt1, gt2" "office         copilote of gt1" \
    "office         co-president of pleniere until 2028-06-30"; do
    like "$out" "$words" "show: $words"
done
is "$(g --json member show joel-petit | json 'd["address"], d["reachable"], d["bodies"], d["offices"][0]["role"], d["open_invitations"]')" \
    "joel.petit@poste.example True ['gt1', 'gt2'] copilote []" "also as JSON"
refused "a member who is not there" "member 'joel': that is no identifier (perhaps: joel-petit)" g member show joel

done_is "another main address" g member address joel-petit petit@poste.example
is "$(g --json member show joel-petit | json '[(a["role"], a["address"]) for a in d["addresses"]]')" \
    "[('main', 'petit@poste.example'), ('from', 'joel.petit@poste.example')]" "the former one is still recognised"
done_is "an address for copies" g member address joel-petit secretariat@poste.example copy
refused "no address" "'petit': no address: no @" g member address joel-petit petit
refused "the main one cannot just go" "is the main address (give another main address first)" \
    g member address joel-petit petit@poste.example from
says g member address joel-petit x@y.example cc
is $status 2 "an unknown role: usage"

says g member end joel-petit --on 2027-02-01
like "$out" "member joel-petit: no longer a member from 2027-02-01 on" "a membership ends"
like "$out" "note: still copilote of 'gt1'" "what they leave is told"
is "$(g --json member show joel-petit | json 'd["ended_on"]')" 2027-02-01 "nothing is erased"
clock "2027-02-01 09:00"
is "$(g --json body show gt2 | json '"joel-petit" in [m["id"] for m in d["members"]]')" False "then they sit nowhere"
says g apply "$ROLL/assembly.conf"
like "$out" "warning: 2 offices are held by people who are no longer members since Monday 1 February 2027: M. Joël PETIT (copilote, GT1) and" \
    "and apply says so"
done_is "taken back" g member end joel-petit --undo
is "$(g --json body show gt2 | json '"joel-petit" in [m["id"] for m in d["members"]]')" True "they sit again"
says g member end joel-petit --on hier
is $status 2 "no day: usage"
says g member erase joel-petit
is $status 2 "a command of another day is a usage error"
done_is "the chain holds" g journal verify
like "$(g why joel-petit)" "member.returned" "why tells the acts"
done_testing
