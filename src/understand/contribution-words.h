/* contribution-words.h - how people say what a contribution is for: tables of phrases. */
#pragma once

#include "understand/phrase.h"

typedef enum {
    GF_PURPOSE_NONE,
    GF_PURPOSE_WITHDRAW,
    GF_PURPOSE_WITHDRAW_ALONE, /* only as the whole message */
    GF_PURPOSE_REPLACE,
    GF_PURPOSE_ADD,
    GF_PURPOSE_ADD_ALONE,
    GF_PURPOSE_ADD_FILES, /* with a few words and files */
    GF_PURPOSE_NOTHING,
    GF_PURPOSE_ASIDE,    /* "pour ma part": no more than what goes with it */
    GF_PURPOSE_ATTACHED, /* "voir pièce jointe" */
    GF_PURPOSE_LEAVE,    /* wants no more mail, or is no member any more */
    GF_PURPOSE_LATER,    /* will contribute another day */
} GfPurpose;

/* What the first words say. */
const GfPhrasebook *gf_contribution_openings(void);
/* What counts anywhere in the first sentences. */
const GfPhrasebook *gf_contribution_anywhere(void);
/* What ends a clause of a subject. */
const GfPhrasebook *gf_contribution_endings(void);
/* What speaks of the writer, and not of the matter, anywhere in a sentence. */
const GfPhrasebook *gf_contribution_asides(void);
/* Clauses that say nothing. */
const GfPhrasebook *gf_contribution_nothings(void);
