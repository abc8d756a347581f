#!/bin/sh
# Bad input about the assembly's matters: refused by name, with the reason and how to mend it, exit status 1 (2 for
# a slip of the pen), one line on standard error, and not a byte of the database changed.
. "$(dirname "$0")/../lib.sh"
embedded
clock '2027-02-15 09:00'
cp "$DATA/saisine.csv" "$T/members.csv"
{
    echo 'anne-2;Mme;Anne;Martin;F;titulaire;montagne;anne.martin@hameau.example;;;gt1'
    echo 'paul;M.;Paul;Martin;M;titulaire;montagne;paul@bourg.example;;;gt1'
} >>"$T/members.csv"
g apply "$DATA/saisine.conf" >/dev/null && g member import "$T/members.csv" >/dev/null || { echo 'Bail out! no assembly'; exit 1; }

# saisine NUMBER [SED-EXPRESSION]: a file to enter
saisine() {
    printf '[saisine]\nnumber = %s\ntitle = Bourgs-centres\nreferred_by = La Région\nreferred_on = 2027-02-15\n[questions]\n1 = Que faire ?\n2 = Avec qui ?\n[stage open]\ndue_on = 2027-03-31\n[stage synthesis]\ndue_on = 2027-05-12\n' "$1" |
        sed "${2:-}" >"$T/$1.conf"
    echo "$T/$1.conf"
}
g saisine new "$(saisine 2027-01)" >/dev/null
g saisine new "$(saisine 2027-02)" >/dev/null
g saisine assign 2027-01 gt3 >/dev/null && g saisine advance 2027-01 open >/dev/null
printf 'Un avis.\n' >"$T/avis.txt"
printf '%%PDF-1.4\n' >"$T/rapport.pdf"
g contribution add 2027-01 gaelle "$T/avis.txt" >/dev/null
g report add gt1-2 chloe "$T/rapport.pdf" --kind progress >/dev/null
g deadline add assembly 2027-03-08 'Relevé' >/dev/null
convened 2027-03-12 '2027-02-15 09:05'
echo 'curieux@ailleurs.example sends "Bonjour" subject="Question"' | act
round '2027-02-15 09:30'
letter=$(letter_of curieux@ailleurs.example)

state() { sqlite3 -readonly "$INSTANCE/greffe.db" .dump | sha256sum; }
refuse() { # STATUS NAME WORDS COMMAND...
    wanted=$1 name=$2 words=$3
    shift 3
    before=$(state)
    "$@" >"$T/out" 2>"$T/err"
    is "$? $(wc -l <"$T/err")" "$wanted 1" "$name: exit status $wanted, one line"
    like "$(cat "$T/err")" "$words" "$name: says why"
    [ "$before" = "$(state)" ]
    ok $? "$name: nothing has changed"
}
no() { refuse 1 "$@"; }
slip() { # NAME WORDS COMMAND...: exit status 2, nothing changed
    name=$1 words=$2
    shift 2
    before=$(state)
    "$@" >"$T/out" 2>"$T/err"
    is "$?" 2 "$name: exit status 2"
    like "$(cat "$T/err")" "$words" "$name: says why"
    [ "$before" = "$(state)" ]
    ok $? "$name: nothing has changed"
}

# An unknown saisine, everywhere one is named.
none="saisine '2027-09': there is none of that number (see: greffe saisine list)"
no 'show an unknown saisine' "$none" g saisine show 2027-09
no 'assign it' "$none" g saisine assign 2027-09 gt3
no 'advance it' "$none" g saisine advance 2027-09 open
no 'contribute to it' "$none" g contribution add 2027-09 gaelle "$T/avis.txt"
no 'list its contributions' "$none" g contribution list 2027-09
no 'show one' "$none" g contribution show 2027-09/gaelle
no 'export it' "$none" g contribution export 2027-09 "$T/dossier"
no 'settle a letter on it' "$none" g inbox settle "$letter" saisine/2027-09/gaelle
no 'a deadline of it' "'2027-09': there is nothing of that name" g deadline add 2027-09 2027-03-31 'Avis'
no 'why of it' 'the journal says nothing of it' g why 2027-09
no 'the same number twice' "there is one of that number" g saisine new "$(saisine 2027-02)"

# A stage out of order.
no 'a stage left out' 'opinion does not follow open (next: synthesis)' g saisine advance 2027-01 opinion
no 'two steps back' 'received' g saisine advance 2027-01 received
no 'the stage where it is' 'it is open already' g saisine advance 2027-01 open
no 'a stage that is none' "'vote' is no stage" g saisine advance 2027-01 vote
no 'open before it is assigned' 'it moves on when it is assigned (greffe saisine assign 2027-02 BODY)' g saisine advance 2027-02 open
no 'assign to a committee' "the body 'comite' is a committee (assign it to a group, to a chantier or to the plenary)" g saisine assign 2027-02 comite
no 'assign to nothing' "there is no body 'gt9'" g saisine assign 2027-02 gt9

# A date in the past, or none.
no 'a stage in the past' '[stage open] due_on: 2027-01-31 is past, today is 2027-02-15' g saisine new "$(saisine 2027-03 's/2027-03-31/2027-01-31/; s/^referred_on.*/referred_on = 2027-01-15/')"
no 'dates that go back' 'is before 2027-03-31 of [stage open]' g saisine new "$(saisine 2027-03 's/2027-05-12/2027-03-01/')"
no 'a day that is none' '[stage open] due_on: "2027-02-30" is not allowed (a day such as 2027-03-12)' g saisine new "$(saisine 2027-03 's/2027-03-31/2027-02-30/')"
no 'a deadline in the past' '2027-02-14 is past' g deadline add assembly 2027-02-14 'Relevé'
no "a report's" '2027-02-14 is past' g deadline add gt1-2 2027-02-14 'Rapport'
slip 'a deadline on no day' "'2027-02-30' is no date" g deadline add gt1-2 2027-02-30 'Rapport'
no 'a session in the past' 'past' g session new "$(draft 2027-02-14 'x = y' | xargs sed -i 's/^x = y//;s/^id = conseil/id = hier/' ; echo "$T/2027-02-14.conf")"

# Files.
echo ' ' >"$T/blanc.txt"
: >"$T/vide.pdf"
: >"$T/vide.conf"
mkdir "$T/dossier.pdf" "$T/plein" && : >"$T/plein/a"
truncate -s 60M "$T/enorme.pdf"
head -c 300000 /dev/zero | tr '\0' 'x' >"$T/long.conf"
printf '\377\376\000' >"$T/octets.conf"
papers() { # WHAT COMMAND...: a file is its last argument
    what=$1
    shift
    no "$what: no such file" "no such file" "$@" "$T/absent.pdf"
    no "$what: a directory" "is a directory" "$@" "$T/dossier.pdf"
    no "$what: over the limit" 'larger than' "$@" "$T/enorme.pdf"
    no "$what: empty" 'empty' "$@" "$T/vide.pdf"
    if [ "$(id -u)" != 0 ]; then
        printf x >"$T/secret.pdf"
        chmod 000 "$T/secret.pdf"
        no "$what: not to be read" 'ermission' "$@" "$T/secret.pdf"
    fi
}
papers 'a contribution' g contribution add 2027-01 hugo
papers 'a report' g report add gt1-2 chloe --kind final
papers 'one of two files' g report add gt1-2 chloe --kind final "$T/rapport.pdf"
printf 'neuf' >"$T/neuf.pdf"
no 'a new file of nobody' "member 'personne'" g contribution add 2027-01 personne "$T/neuf.pdf"
no 'of who may not' 'may submit no report' g report add gt1-2 louis "$T/neuf.pdf" --kind final
no 'beside one that is not there' 'no such file' g contribution add 2027-01 hugo "$T/neuf.pdf" "$T/absent.pdf"
no 'a contribution without words' 'no text and no file' g contribution add 2027-01 hugo "$T/blanc.txt"
no 'a report without words' 'no text and no file' g report add gt1-2 chloe --kind final "$T/blanc.txt"
for file in absent.conf dossier.pdf vide.conf octets.conf long.conf; do
    no "a saisine from $file" "$file" g saisine new "$T/$file"
    no "members from $file" "$file" g member import "$T/$file"
    no "a session from $file" "$file" g session new "$T/$file"
done
mkdir "$T/s"
saisine 2027-03 >/dev/null
{ cat "$T/2027-03.conf"; printf '[documents]\nlettre = lettre.pdf\n'; } >"$T/s/2027-03.conf"
no "a saisine's document that is not there" "document 'lettre'" g saisine new "$T/s/2027-03.conf"
cp "$T/enorme.pdf" "$T/s/lettre.pdf"
no 'one over the limit' 'larger than' g saisine new "$T/s/2027-03.conf"
rm -r "$T/s/lettre.pdf" && mkdir "$T/s/lettre.pdf"
no 'one that is a directory' 'is a directory' g saisine new "$T/s/2027-03.conf"
no 'a folder that holds something' 'it holds something already' g contribution export 2027-01 "$T/plein"
is "$(ls -A "$T/plein")" a 'and still does'
no 'a folder in none' 'o such file' g contribution export 2027-01 "$T/nulle-part/dossier"
no 'a file for a folder' "$T/avis.txt" g contribution export 2027-01 "$T/avis.txt"

# Two people with one name, and names for identifiers.
two='several people are called so (say which: anne, anne-2)'
no 'a report' "$two" g report add gt1-2 'Anne Martin' "$T/rapport.pdf" --kind final
no 'a contribution' "$two" g contribution add 2027-01 'Anne Martin' "$T/avis.txt"
no 'a contribution shown' "$two" g contribution show '2027-01/Anne Martin'
no 'an answer' "$two" g session answer conseil 'Anne Martin' present
no 'a pouvoir' "$two" g session answer conseil bruno absent --pouvoir 'Anne Martin'
no 'a letter' "$two" g inbox settle "$letter" 'conseil/Martin-Anne'
no 'a letter on a saisine' "$two" g inbox settle "$letter" 'saisine/2027-01/Martin-Anne'
no 'a letter to a chantier' "$two" g inbox settle "$letter" 'chantier/gt1-2/Anne-Martin'
no 'a member shown' "$two" g member show 'Anne Martin'
no 'a member ended' "$two" g member end 'anne martin'
no 'an address' "$two" g member address 'Anne MARTIN' anne@nouveau.example
no 'a deadline' "'Anne Martin': there is nothing of that name" g deadline add 'Anne Martin' 2027-03-31 'Note'
no 'three of one family' 'several people are called so (say which: anne, anne-2, paul)' g member show martin
no 'one of that name' "member 'Hugo Fabre': that is no identifier (perhaps: hugo)" g member show 'Hugo Fabre'
no 'nobody of that name' "member 'personne': there is none of that name (see: greffe member list)" g member show personne
head -1 "$T/members.csv" >"$T/homonyme.csv"
echo ';Mme;Anne;Martin;F;titulaire;montagne;;;;gt1' >>"$T/homonyme.csv"
no 'a row of which of two' 'rows refused: 1' g member import "$T/homonyme.csv"
like "$(cat "$T/out")" "'anne' or 'anne-2' (write the identifier)" 'the row says which there are'
head -1 "$T/members.csv" >"$T/double.csv"
for address in zoe@bourg.example zoe@village.example; do
    echo ";Mme;Zoé;Haut;F;titulaire;montagne;$address;;;gt1" >>"$T/double.csv"
done
no 'two rows of one name' 'rows refused: 2' g member import "$T/double.csv"
like "$(cat "$T/out")" 'the same person as on line 2' 'the table is asked which'

# What a command takes, and does not.
no 'a report of who may not' "member 'louis': may submit no report of 'gt1-2' (those who may: anne, bruno, emma, chloe)" \
    g report add gt1-2 louis "$T/rapport.pdf" --kind final
no 'an unknown chantier' "chantier 'gt9': there is none of that name (see: greffe body list)" g report add gt9 chloe "$T/rapport.pdf" --kind final
no 'a group for a chantier' "chantier 'gt1': there is none of that name" g report add gt1 chloe "$T/rapport.pdf" --kind final
slip 'a report of no kind' '--kind' g report add gt1-2 chloe "$T/rapport.pdf"
slip 'a kind that is none' '--kind: say progress or final' g report add gt1-2 chloe "$T/rapport.pdf" --kind fin
no 'a report that is none' "report 'gt1-2/9': there is none of that name (see: greffe report list)" g report confirm gt1-2/9
no 'a report of no chantier' "report 'gt9': there is none of that name" g report show gt9
no 'a report with a word for a number' "report 'gt1-2/x': there is none of that name" g report show gt1-2/x
no 'a deadline that is none' 'deadline 99: there is none of that number' g deadline done 99
slip 'a deadline with a word for a number' "'demain'" g deadline done demain
no 'a deadline without a title' 'it is empty' g deadline add assembly 2027-03-31 ' '
no 'a plan that is none' "'demain' is no step" g deadline add assembly 2027-03-31 'Avis' --plan 'J-3, demain'
no 'a letter that is none' 'message 999: there is none of that number (see: greffe inbox list)' g inbox settle 999 present
no 'a decision that is none' "'perhaps': not a decision" g inbox settle "$letter" perhaps
no 'an answer of nobody knows whom' 'whose answer it is, is not known' g inbox settle "$letter" present
no 'a follow-up without words' 'follow-up' g saisine advance 2027-01 follow-up
slip 'a word too many' 'unexpected "2027-02"' g saisine show 2027-01 2027-02
slip 'a word too few' 'arguments missing, expected NO STATE' g saisine advance 2027-01

# What is odd, and done all the same, says so.
printf 'Q9 : un avis.\n' >"$T/q9.txt"
like "$(g contribution add 2027-01 hugo "$T/q9.txt")" 'on the whole saisine' 'a question that is none: it is on the whole'
clock '2027-04-01 09:00'
like "$(g saisine assign 2027-02 gt3)" 'warning: the contributions were due before today; the mails say so' 'assigned after its own date'
done_is 'the journal holds together' g journal verify
done_testing
