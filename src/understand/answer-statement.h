/* answer-statement.h - what one clause states: sign, weight, person, part. */
#pragma once

#include "understand/answer-clause.h"

/* Fills everything of `clause` that comes from its own words. */
void gf_statement_read(GfClause *clause, const GfWords *words, const GfMeeting *meeting);

/* Gives clauses what their neighbours in the sentence say for them: "Le 14 mars, je serai absent".
 */
void gf_statements_link(GArray *clauses, const GfWords *words);
