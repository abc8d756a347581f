/* parse.h - bytes to parts: the MIME half of reading.
 *
 * Total: any bytes give a letter; what is wrong with them becomes a problem of it. Runs only inside
 * the reader process (GMime and libxml2 are not safe on hostile input).
 */
#pragma once

#include "letter/letter.h"
#include "letter/part.h"

/* Once per process, before any sandbox: GMime, libxml2, and every charset module that may be
 * needed. */
void gf_mime_init(void);

/* Fills the header fields, `text` (the best body: text/plain, else text from HTML; format=flowed
 * joined), attachments and problems of `letter`, and gives the leaves in the order of the message.
 *
 * `ret_html` (may be NULL): the HTML body as clean UTF-8 where the body has one, else NULL; owned.
 * `ret_parts`: of GfPart, owned, never NULL. Parts of winmail.dat and of nested messages are among
 * them.
 */
void gf_mime_parse(GBytes *raw, GfLetter *letter, GPtrArray **ret_parts, char **ret_html);
