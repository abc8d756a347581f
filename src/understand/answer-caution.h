/* answer-caution.h - reasons for which what is read is not certain.
 *
 * These only take away: a statement that they touch is dropped, narrowed to a half, or left to a
 * human. None of them makes anybody present or absent.
 */
#pragma once

#include "understand/answer-clause.h"
#include "understand/answer-tally.h"

/* Goes over clauses that are read and linked: buttons and boxes, fields, parts, hours. */
void gf_caution_read(GArray *clauses, const GfWords *words, const GfMeeting *meeting);

/* TRUE where hours, minutes or a beginning limit what the clause states. */
gboolean gf_hours_restrict(const GfClause *clause, const GfWords *words, const GfMeeting *meeting);

/* TRUE where a counted statement names a person whom neither `signer` (words: the sender's display
 * name, address, signature; may be NULL) nor the end of the text knows, and no office writes. */
gboolean gf_person_is_stranger(const GfWords *words, const GArray *clauses, const GfTally *tally,
                               const char *signer);

/* TRUE where the mail that is answered is our own note of an answer ("Présence notée"). */
gboolean gf_noted_quoted(const char *subject, const char *quote);

/* What a bare yes or no says to that note; anything more is left as it was decided. */
void gf_noted_answer(const GfTally *tally, const GfWords *words, GfAnswer *answer);
