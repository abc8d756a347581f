/* bounce-class.h - whose fault a failed delivery is, and whether the address is
 * gone. */
#pragma once

#include "letter/letter.h"

/* Fills code, permanence and fault of `recipient`, and its status where it has
 * none or only a vague one, from its diagnostic and from `context`, the
 * report's own words about it (may be NULL), which count less. Hard is only
 * what says that the address or its domain does not exist; everything else may
 * work another day or is our own fault. */
void gf_bounce_classify(GfBounceRecipient *recipient, const char *context);

/* TRUE where these words hold a status or reply code; where they say why a
 * server refuses. */
gboolean gf_bounce_has_number(const char *words);
gboolean gf_bounce_explains(const char *words);
