/* answer-subject.h - who a clause speaks of. */
#pragma once

#include "understand/answer-clause.h"

/* Sets who, name and plural of `clause`; `predicate` is the byte of the text where its predicate
 * stands. */
void gf_subject_find(GfClause *clause, const GfWords *words, gsize predicate);

/* TRUE where words [from, to) hold a verb of the third person. */
gboolean gf_subject_has_verb(const GfWords *words, guint from, guint to);
