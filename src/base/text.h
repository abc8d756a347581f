/* text.h - small truths about text that every folder needs.
 *
 * Pure functions over UTF-8; none depends on the locale of the process.
 */
#pragma once

#include <glib.h>

/* Valid UTF-8 without NUL and without control characters other than tab and newline; CRLF and CR
 * become newline. Invalid bytes become U+FFFD. Owned. */
char *gf_text_clean(const char *text, gssize length);

/* TRUE where gf_text_clean() would leave every byte as it is. */
gboolean gf_text_is_clean(const char *text, gsize length);

/* TRUE where all is visible ASCII and spaces. */
gboolean gf_text_is_plain(const char *text, gsize length);

/* One line for logs, headers and terminals: control characters and line ends become one space,
 * trimmed, cut to `max_characters` with an ellipsis (0: no cut). Owned. */
char *gf_text_line(const char *text, gsize max_characters);

/* French typography: no-break spaces where a line must not end, before ; : ! ? and », after «,
 * "M." and "Mme", within an hour ("9 h 30"), a size ("43 ko") and a number ("05 61 00 00 00").
 * Nothing else changes. Owned. */
char *gf_text_bind(const char *text);

/* For comparing and searching: lower case, without diacritics, œ and æ as oe and ae, curly
 * apostrophes straight, all kinds of spaces and dashes as plain ones, runs of spaces as one,
 * trimmed. Owned. */
char *gf_text_fold(const char *text);

/* A name in identifiers: gf_text_fold() with everything but a-z and 0-9 as single hyphens:
 * "Hélène d'Œuvre" -> "helene-d-oeuvre". Owned, perhaps empty. */
char *gf_text_slug(const char *text);

/* TRUE where `text` is a slug: a-z, 0-9 and single inner hyphens, 1 to 80 characters. */
gboolean gf_text_is_slug(const char *text);

/* Parts of `text` between any of `separators`, trimmed, empty ones dropped. Owned, NULL-terminated.
 */
char **gf_text_split(const char *text, const char *separators);

/* Lower-case base 32 (RFC 4648 section 6 alphabet, no padding). Owned. */
char *gf_text_base32(const guint8 *bytes, gsize length);

/* Lower-case hexadecimal SHA-256 of bytes. Owned. */
char *gf_text_sha256(const void *bytes, gsize length);
