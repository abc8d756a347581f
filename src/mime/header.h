/* header.h - the header block of a message into the fields of a letter. */
#pragma once

#include "mime/source.h"

/* Fills everything from `from` to `auto_submitted` of letter.h; doubled or unreadable fields are
 * noted as problems, the first one counts. */
void gf_header_fill(GfLetter *letter, const GfSource *source);
