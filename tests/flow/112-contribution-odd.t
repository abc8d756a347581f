#!/bin/sh
# Contributions in odd shapes: from a telephone, between the quoted questions, with the token of somebody else, to two
# saisines at once, from a mailbox of several, withdrawn in other words, with links only; on an auto-saisine.
. "$(dirname "$0")/../lib.sh"
stand
clock '2017-03-31 10:00'
assembly saisine
saisine() { # NUMBER TITLE ORIGIN
    printf '[saisine]\nnumber = %s\ntitle = %s\norigin = %s\nreferred_by = La Région\nreferred_on = 2017-03-31\n[questions]\n1 = Que manque-t-il à vos habitants ?\n2 = Quelles actions sont urgentes ?\n3 = Comment associer les communes voisines ?\n[stage open]\ndue_on = 2017-04-20\n' \
        "$1" "$2" "$3" >"$T/$1.conf"
    g saisine new "$T/$1.conf" >/dev/null && g saisine assign "$1" gt3 >/dev/null && g saisine advance "$1" open >/dev/null
}
saisine 2017-01 'Bourgs-centres' region
saisine 2017-02 'Tourisme hivernal' auto
round '2017-03-31 10:05'
printf 'perso.example none\n' >"$T/dmarc"
token() { sql "SELECT s.token FROM solicitation s JOIN member m ON m.id = s.member_id JOIN saisine a ON a.id = s.saisine_id WHERE m.slug = '$1' AND a.number = '$2'"; }
address() { echo "greffe+$(token "$1" "$2")@assemblee.example"; }
versions() { g --json contribution show "$1" | json '[(v["version"], v["state"], v["questions"]) for v in d["versions"]]'; }
text() { g --json contribution show "$1" | json 'd["versions"][0]["text"]'; }
ACK='[Saisine 2017-01] Contribution enregistrée'

# An auto-saisine is told as such.
mail=$(people show gaelle '[Saisine 2017-02]')
like "$mail" "plain| Auto-saisine de l'assemblée, à l'initiative de : La Région" 'an auto-saisine: the assembly asks itself'
is "$(g --json saisine show 2017-02 | json 'd["origin"]')" auto 'and is one'
people look

# From a telephone; between the quoted questions; three mails in a row.
clock '2017-03-31 12:00'
act <<PEOPLE
hugo writes "Plus de cars le soir svp\n\nEnvoyé de mon iPhone" of="[Saisine 2017-01]" attach=IMG_0012.jpg,IMG_0013.jpg
ines@bourg.example sends "Bonjour,\n\nLe 31/03/2017 à 10:05, Le greffe a écrit :\n> Q1. Que manque-t-il à vos habitants ?\n\nDes médecins et une pharmacie.\n\n> Q2. Quelles actions sont urgentes ?\n> Q3. Comment associer les communes voisines ?\n\nAvec les communes voisines.\n\nInès Costa" to=$(address ines 2017-01) subject="Re: [Saisine 2017-01] Bourgs-centres"
louis writes "Q1 : des logements." of="[Saisine 2017-01]"
PEOPLE
round '2017-03-31 12:01'
is "$(text 2017-01/hugo)" 'Plus de cars le soir svp' 'a telephone: its words, without its signature'
is "$(g --json contribution show 2017-01/hugo | json '[f["name"] for f in d["versions"][0]["files"]]')" "['IMG_0012.jpg', 'IMG_0013.jpg']" 'two photos'
is "$(versions 2017-01/ines)" "[(1, 'received', [1, 3])]" 'answers between the quoted questions are tied to them'
like "$(text 2017-01/ines)" 'Des médecins et une pharmacie.' 'with their words'
like "$(people show ines "$ACK")" 'questions 1 et 3' 'and she is told to which'
clock '2017-03-31 12:10'
echo 'louis writes "Q2 : une halle, tout de suite." of="[Saisine 2017-01]"' | act
round '2017-03-31 12:11'
echo 'louis writes "" of="[Saisine 2017-01]" attach=plan.pdf' | act
round '2017-03-31 12:20'
is "$(versions 2017-01/louis)" "[(3, 'received', [1, 2]), (2, 'replaced', [1, 2]), (1, 'replaced', [1])]" 'several mails, another question each: added up'
like "$(text 2017-01/louis)" 'Q1 : des logements.' 'the first is in it'
like "$(g contribution show 2017-01/louis)" 'plan.pdf' 'and the last'

# The token of somebody else, and of a member's own second address.
people look
act <<PEOPLE
bruno@bourg.example sends "Mon avis : des vélos." to=$(address gaelle 2017-01) subject="Re: [Saisine 2017-01] Bourgs-centres"
curieux@perso.example sends "Et des trains." to=$(address gaelle 2017-01) subject="Re: [Saisine 2017-01] Bourgs-centres"
PEOPLE
round '2017-03-31 13:00'
letters <<'LIST'
bruno@bourg.example held other-member
LIST
is "$(sql "SELECT count(*) FROM contribution c JOIN member m ON m.id = c.member_id WHERE slug IN ('gaelle', 'bruno')")" 0 'nothing is recorded of another member, for either (I11)'
is "$(sql "SELECT state FROM message WHERE from_address = 'curieux@perso.example'")" confirming 'of somebody unknown the member is asked'
is "$(people show gaelle '[Saisine 2017-01] Est-ce bien vous' | grep '^plain|' | head -1)" 'plain| Répondez à ce message par un seul mot : oui ou non.' 'by one closed question'
unlike "$(who_has_mail)" curieux 'to her, not to who wrote'
echo 'gaelle writes "non" of="[Saisine 2017-01] Est-ce bien vous"' | act
round '2017-03-31 13:10'
is "$(sql "SELECT state || ' ' || reason FROM message WHERE from_address = 'curieux@perso.example'")" 'ignored denied-by-member' 'her no sets it aside'
bruno=$(letter_of bruno@bourg.example)
like "$(g inbox settle "$bruno" saisine 2017-01)" 'recorded: contribution 2017-01/bruno/1' 'staff: it was his own'

# Two saisines at once: by two tokens, by two addresses, by one and a name; each for staff, who decides.
people look
act <<PEOPLE
gaelle@bourg.example sends "Pour les deux : des navettes." to=$(address gaelle 2017-01) cc=$(address gaelle 2017-02) subject="Mes avis"
emma@bourg.example sends "Pour les deux : des gîtes." to=greffe+saisine-2017-01@assemblee.example cc=greffe+saisine-2017-02@assemblee.example subject="Mes avis"
david@bourg.example sends "Des remontées." to=greffe+saisine-2017-01@assemblee.example subject="Saisine 2017-02 : tourisme"
PEOPLE
round '2017-03-31 14:00'
is "$(g --json inbox held | json 'sorted((m["from"], m["reason"]) for m in d["messages"])')" \
    "[('david@bourg.example', 'several-matters'), ('emma@bourg.example', 'several-matters'), ('gaelle@bourg.example', 'several-matters')]" 'each is held'
is "$(sql "SELECT count(*) FROM contribution c JOIN member m ON m.id = c.member_id WHERE slug IN ('gaelle', 'emma', 'david')")" 0 'and nothing recorded'
like "$(g inbox settle "$(letter_of gaelle@bourg.example)" saisine 2017-02)" 'recorded: contribution 2017-02/gaelle/1' 'staff says which'
like "$(g inbox settle "$(letter_of david@bourg.example)" 2017-02)" 'recorded: contribution 2017-02/david/1' 'the number alone is enough'

# A mailbox of several: by the name it writes, else for staff.
act <<PEOPLE
mairie@village.example sends "La mairie demande une école." to=greffe+saisine-2017-01@assemblee.example subject="Avis"
PEOPLE
round '2017-03-31 15:00'
letters <<'LIST'
mairie@village.example held several-members
LIST
act <<PEOPLE
mairie@village.example sends "Il faut une école." to=greffe+saisine-2017-01@assemblee.example subject="Avis" header='From: "Karine Noir" <mairie@village.example>'
PEOPLE
round '2017-03-31 15:05'
is "$(versions 2017-01/karine)" "[(1, 'received', [])]" 'who signs the address is its author'
like "$(people show mairie "$ACK")" 'Subject: [Saisine 2017-01] Contribution enregistrée : Bourgs-centres — pour Mme Karine Noir' 'and the answer says whose it is'

# Links alone; flagged for all who read.
people look
echo 'hugo writes "Annule et remplace. Tout est ici : https://drive.google.com/file/d/abc/view et https://we.tl/t-xyz" of="[Saisine 2017-01]"' | act
round '2017-03-31 16:00'
like "$(people show hugo "$ACK")" 'dont le greffe ne garde pas de copie' 'a link is flagged to its author'
like "$(g contribution show 2017-01/hugo)" 'https://we.tl/t-xyz' 'to staff'
like "$(g contribution list 2017-01)" 'with links' 'in the list'
g contribution export 2017-01 "$T/dossier" >/dev/null
like "$(cat "$T/dossier/index.html")" 'drive.google.com' 'and to the rapporteur'

# Withdrawn in other words; twice; and contributed anew.
people look
echo 'ines writes "Je retire ma contribution, merci." of="[Saisine 2017-01] Contribution"' | act
round '2017-03-31 17:00'
is "$(versions 2017-01/ines)" "[(1, 'withdrawn', [1, 3])]" 'retire'
like "$(g saisine show 2017-01)" 'Q3  silent' 'her question is silent again'
echo 'ines writes "annule" of="[Saisine 2017-01] Retrait"' | act
round '2017-03-31 17:10'
letters <<'LIST'
ines@bourg.example held nothing-to-withdraw
LIST
echo 'ines writes "Q3 : avec la chambre de métiers." of="[Saisine 2017-01] Retrait"' | act
round '2017-03-31 17:20'
is "$(versions 2017-01/ines)" "[(2, 'received', [3]), (1, 'withdrawn', [1, 3])]" 'contributed anew'

# Late by arrival, not by reading: the office was closed, the mail was there.
clock '2017-04-20 23:58'
echo 'louis writes "Q3 : avec les artisans." of="[Saisine 2017-01]"' | act
round '2017-04-20 23:59'
clock '2017-04-21 00:01'
echo 'bruno@bourg.example sends "Un mot encore, sur les écoles." to=greffe+saisine-2017-01@assemblee.example' | act
round '2017-04-24 09:00'
is "$(g --json contribution list 2017-01 | json '[(c["member"], c["late"]) for c in d["contributions"] if c["member"] in ("bruno", "louis")]')" \
    "[('bruno', True), ('louis', False)]" 'late after the last minute of the day, not before'
like "$(people show bruno "$ACK")" 'après la date prévue (jeudi 20 avril 2017)' 'told, and taken'
done_is 'the journal holds together' g journal verify
done_testing
