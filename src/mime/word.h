/* word.h - text in headers: RFC 2047 encoded words, raw 8-bit text, RFC 2231 parameters.
 *
 * Our own because GMime 3.2.13 loses what follows the first padded word of a run (FIELD-GUIDE
 * section 3.4).
 */
#pragma once

#include <glib.h>

/* One clean line of UTF-8 from an unfolded header value; words of one charset that follow each
 * other are joined before conversion, since mailers cut characters. Owned. */
char *gf_word_decode(const char *raw);

/* The same, and in `ret_guessed` (may be NULL) what was believed where a charset was missing or
 * wrong (gf_charset_decode()), else NULL. Owned. */
char *gf_word_read(const char *raw, const char **ret_guessed);

/* The length of the encoded word at `text`, 0 where there is none. */
gsize gf_word_length(const char *text);

/* The value of parameter `name` (lower case) of a structured header such as Content-Type:
 * continuations and charsets of RFC 2231, else RFC 2047 or raw text. NULL where it is absent.
 * Owned. */
char *gf_word_parameter(const char *header, const char *name);
