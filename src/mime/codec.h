/* codec.h - transfer encodings and what is like them, decoded without ever giving up. */
#pragma once

#include <glib.h>

/* Base 64 (RFC 2045 section 6.8): characters outside the alphabet are skipped; padding in the
 * middle ends one chunk and the next begins (GMime 3.2.13 stops there). Appends. */
void gf_codec_base64(GByteArray *out, const char *text, gsize length);

/* The same for a text, which may end in plain lines, or be plain as a whole: programs name base 64
 * and do not write it, lists append a footer behind it. From the first line that no encoder writes
 * on it is taken as it stands. FALSE where there is such a line. Appends. */
gboolean gf_codec_base64_text(GByteArray *out, const char *text, gsize length);

/* Quoted-printable (RFC 2045 section 6.7): a wrong escape stays as it is. Appends. */
void gf_codec_quoted_printable(GByteArray *out, const char *text, gsize length);

/* The "Q" of RFC 2047: as above, and an underscore is a space. Appends. */
void gf_codec_q(GByteArray *out, const char *text, gsize length);

/* "%E9" (RFC 2231, RFC 3986). Appends. */
void gf_codec_percent(GByteArray *out, const char *text, gsize length);
