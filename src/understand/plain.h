/* plain.h - text as people see it, where a mail program left HTML in it.
 *
 * Some programs send HTML as text/plain, or entities in the middle of it. Only tags and entities
 * that are known are touched, so that "<nom@mairie.example>" and "a < b" stay what they are.
 */
#pragma once

#include <glib.h>

/* The end of the tag that begins at `text` ("<br>", "</div>"), NULL where it is no known tag.
 * `ret_breaks`: TRUE where the tag ends a line. */
const char *gf_plain_tag_end(const char *text, gboolean *ret_breaks);

/* TRUE where `text` holds HTML tags or entities. */
gboolean gf_plain_has_html(const char *text);

/* Without tags, entities decoded, one line for each block. Owned. */
char *gf_plain_text(const char *text);
