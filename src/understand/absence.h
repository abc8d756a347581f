/* absence.h - what an automatic reply says: until when, and whom to turn to. */
#pragma once

#include "letter/letter.h"

/* Sets `until` and `replacement` of `reply` where the subject or `text`, the letter's own words,
 * states them. */
void gf_absence_read(const GfLetter *letter, const char *text, GfAutoReply *reply);
