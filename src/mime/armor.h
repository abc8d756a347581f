/* armor.h - OpenPGP written into the text itself (RFC 4880 sections 6.2 and 7). */
#pragma once

#include <glib.h>

/* The text that was signed, without what is for programs, dashes unescaped, and what stands around
 * it; NULL where `text` is not signed so. Owned. */
char *gf_armor_signed_text(const char *text);

/* TRUE where `text` holds an encrypted message. */
gboolean gf_armor_is_encrypted(const char *text);
