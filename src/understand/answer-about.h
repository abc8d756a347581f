/* answer-about.h - clauses that say something beside whether one comes: of meals, of the way, of
 * every Wednesday, of two people.
 */
#pragma once

#include "understand/answer-clause.h"

/* Not being there for lunch is not being absent. */
gboolean gf_about_meals(const GfClause *clause);

/* "Je serai là pour le déjeuner" promises no more than that. */
gboolean gf_about_only_meals(const GfClause *clause, const GfWords *words);

/* "Je ne participerai pas en visio" does not say that one stays away. */
gboolean gf_about_mode(const GfClause *clause, const GfWords *words);

/* "Absente le mercredi", on every one of them. */
gboolean gf_about_habit(const GfClause *clause, const GfWords *words);

/* "Même en visio", "ni à distance". */
gboolean gf_about_even(const GfClause *clause, const GfWords *words);

/* "J'aurais aimé venir". */
gboolean gf_about_wish(const GfClause *clause, const GfWords *words);

/* "M. Pons et Mme Roux". */
gboolean gf_about_several(const GfClause *clause, const GfWords *words);
