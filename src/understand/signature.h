/* signature.h - what programs and habits put under or around a text: signatures, banners. */
#pragma once

#include "understand/lines.h"

/* "Envoyé de mon iPhone", "Télécharger Outlook pour Android". */
gboolean gf_signature_is_phone(const GfLine *line);

/* The line "-- " with little enough below it; `text` is that of the lines. */
gboolean gf_signature_is_delimiter(const GArray *lines, guint at, const char *text);

/* "PS : ..." below a signature is written again. */
gboolean gf_signature_is_postscript(const GfLine *line);

/* "Cordialement,". */
gboolean gf_signature_is_closing(const GfLine *line);

/* TRUE where lines [from, to) are certainly name, function, address and telephone, and nothing
 * said. */
gboolean gf_signature_is_block(const GArray *lines, guint from, guint to);

/* Lines of a banner or disclaimer at `at` ("[EXTERNE] ...", "Ce message est confidentiel ..."); 0:
 * none. */
guint gf_signature_banner(const GArray *lines, guint at);
