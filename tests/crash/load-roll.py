#!/usr/bin/python3
"""load-roll.py COUNT - a roll of so many members, who are the correspondents of the measuring harness's letters."""
import sys


def name_of(number):
    """A name of letters only, another one for each number."""
    return "Membre" + "".join(chr(ord("a") + number // 26**place % 26) for place in range(4))


print("identifiant;prénom;nom;sexe;qualité;courriel")
for number in range(int(sys.argv[1])):
    print(f"m{number:05};Anne;{name_of(number)};F;titulaire;user{number:05}@members.example")
