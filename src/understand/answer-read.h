/* answer-read.h - one text, one answer: what a person's own words say about coming. */
#pragma once

#include "letter/letter.h"

/* Fills `answer` (as gf_answer_new() gives it) from the sender's `own` words; `subject` and `quote`
 * (either may be NULL) are context; `signer` (may be NULL) are the words by which the sender is
 * known: display name, address, signature. Sure or silent: whatever is not certain is unclear and
 * needs a human. */
void gf_answer_read(const char *own, const char *subject, const char *quote, const char *signer,
                    GfAnswer *answer);

/* Sets presence and rule; parts, mode and names go where presence leaves no room for them. */
void gf_answer_set(GfAnswer *answer, GfPresence presence, gboolean needs_human, const char *why);
