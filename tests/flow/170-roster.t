#!/bin/sh
# What is against the règlement, by name: in doctor, and in staff's digest when it has changed and on Mondays; the
# terms that end and the plenary that nobody has planned are deadlines of staff. Mended, all is silent.
. "$(dirname "$0")/../lib.sh"
stand
setting instance.digest true
clock '2027-02-14 20:00'
# Two women for a pair, a pair half vacant, two chantiers without rapporteur; a committee of women; a member in no group.
sed -e 's/^copilotes = anne; bruno/copilotes = anne; chloe\noffices_end_on = 2027-05-15/' -e 's/^copilotes = gaelle; hugo/copilotes = hugo/' \
    -e '/^rapporteurs = ines/d' -e '/^rapporteurs = chloe/d' -e 's/^\[rules\]/&\nchantiers_per_group = 0/' "$DATA/saisine.conf" >"$T/wrong.conf"
sed -e '1s/$/;fin/' -e '/^farid/s/littoral;;/littoral;farid@bourg.example;/' -e 's/^jean\(.*\);gt3$/jean\1;/' \
    -e '/^\(anne\|chloe\|emma\);/s/$/, comite/' -e '/^louis/s/$/;2027-04-30/' "$DATA/saisine.csv" >"$T/wrong.csv"
g apply "$T/wrong.conf" >/dev/null && g member import "$T/wrong.csv" >/dev/null || { echo 'Bail out! no assembly'; exit 1; }

says() { # NAME: each of these sentences is in the text of standard input
    while read -r words; do
        like "$text" "$words" "$1: $words"
    done <<'WORDS'
M. Jean Blanc ne siège dans aucun groupe de travail
GT1 : les deux copilotes sont des femmes (Mme Anne Martin et Mme Chloé Durand)
GT3 : un poste de copilote est vacant, aux côtés de M. Hugo Fabre
Comité d'animation : 3 femmes et 0 homme, pour un écart admis de 1
GT1-2, « Usages numériques » : ce chantier n'a ni rapporteure ni rapporteur
GT3-2, « La politique des bourgs-centres » : ce chantier n'a ni rapporteure ni rapporteur
M. Louis Garcia
WORDS
}
text=$(g doctor)
says doctor
like "$text" '(nommez une femme et un homme dans copilotes, [body gt1] (assembly.conf), puis greffe apply)' 'with how to mend it'
is "$(g --json doctor | json 'sorted(set(w["code"] for c in d["checks"] if c["name"] == "roster" for w in c["warnings"]))')" \
    "['committee-unbalanced', 'member-term-ending', 'member-without-group', 'office-ending', 'pair-same-gender', 'pair-vacant', 'rapporteur-missing']" 'as JSON, by code'
round '2027-02-14 20:01'

# The digest: on Monday; not again on Tuesday; when it changes; and every Monday.
digest() { people show secretariat "Point du $1" | grep '^plain|\|^Subject'; }
round '2027-02-15 08:00'
text=$(digest 'lundi 15')
like "$text" 'À régler dans la liste des membres' 'the digest has it'
says digest
round '2027-02-16 08:00'
is "$(digest 'mardi 16' | head -1)" 'Subject: Point du mardi 16 février 2027 : tout est en ordre' 'not the same again the next day'
g member end jean --on 2027-02-16 >/dev/null
round '2027-02-17 08:00'
text=$(digest 'mercredi 17')
unlike "$text" 'Jean Blanc' 'when it has changed'
like "$text" 'GT1 : les deux copilotes' 'what is left is told'
round '2027-02-22 08:00'
like "$(digest 'lundi 22')" 'GT1 : les deux copilotes' 'and on Mondays'

# The plenary that nobody plans, and the terms, are staff's deadlines.
is "$(g --json deadline list | json '[(x["due"], x["kind"], x["role"]) for x in d["deadlines"]]')" \
    "[('2027-04-30', 'term', 'staff'), ('2027-05-15', 'term', 'staff'), ('2027-08-14', 'rhythm', 'staff')]" 'what ends, and what must be'
like "$(g deadline list)" 'Fin du mandat de M. Louis Garcia' 'by name'
like "$(g deadline list)" 'Fin de mandat : copilotes (Attractivité et innovation)' 'and by body'
people look
round '2027-04-26 08:00'
text=$(digest 'lundi 26')
like "$text" 'Fin du mandat de M. Louis Garcia : vendredi 30 avril 2027 (dans 4 jours)' 'in the week of its end, in the digest'
people look
round '2027-05-14 08:00'
round '2027-05-14 09:00'
is "$(who_has_mail)" secretariat 'and nowhere else'
like "$(digest 'vendredi 14 mai')" 'samedi 14 août 2027 (dans 92 jours)' 'the next plenary, three months before'

# Mended.
clock '2027-05-17 07:00'
sed -e 's/^\[rules\]/&\nchantiers_per_group = 0/' "$DATA/saisine.conf" >"$T/right.conf"
sed -e '1s/$/;fin/' -e '/^farid/s/littoral;;/littoral;farid@bourg.example;/' -e '/^\(anne\|bruno\|chloe\);/s/$/, comite/' \
    -e '/^emma;/s/;gt1$/;gt1/' -e '/^louis/s/$/;2033-04-30/' -e '/^jean/d' "$DATA/saisine.csv" >"$T/right.csv"
g apply "$T/right.conf" >/dev/null && g member import "$T/right.csv" >/dev/null
convened 2027-06-25 '2027-05-17 07:05'
like "$(g doctor)" 'roster         good' 'mended: doctor is content'
round '2027-05-18 08:00'
is "$(digest 'mardi 18' | head -1)" 'Subject: Point du mardi 18 mai 2027 : tout est en ordre' 'and so is the digest'
is "$(g --json deadline list | json '[x["kind"] for x in d["deadlines"] if x["due"] < "2027-12-01" and x["kind"] != "session"]')" '[]' 'nothing ends, and the plenary is planned'
done_is 'the journal holds together' g journal verify
done_testing
