/* answer-halves.h - which half of the day a clause speaks of. */
#pragma once

#include "understand/answer-clause.h"

/* Sets halves and hinted of `clause`, by the words for halves, times of day, meals and the
 * programme. A refusal that holds for a few hours only ("pris jusqu'à 11 h") loses its sign. */
void gf_halves_find(GfClause *clause, const GfWords *words, const GfMeeting *meeting);
