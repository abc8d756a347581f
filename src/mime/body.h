/* body.h - of all the leaves, which are the body for people, and which are documents. */
#pragma once

#include "mime/walk.h"

/* Sets letter->text and, where the body has HTML, `ret_html` (may be NULL; owned, else NULL). Marks
 * the leaves that were used. */
void gf_body_choose(GfLetter *letter, GPtrArray *leaves, char **ret_html);

/* Sets `attached` and `inline_` of the parts and lists the documents in letter->attachments. After
 * gf_body_choose(). `html` may be NULL. */
void gf_body_attachments(GfLetter *letter, GPtrArray *leaves, const char *html);
