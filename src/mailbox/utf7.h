/* utf7.h - the names of IMAP folders on the wire: modified UTF-7 (RFC 3501 section 5.1.3).
 *
 * libetpan does not convert. "Greffe/À vérifier" travels as "Greffe/&AMA- v&AOk-rifier".
 */
#pragma once

#include <glib.h>

/* Valid UTF-8 to the wire. Owned. */
char *gf_utf7_encode(const char *text);

/* The wire to UTF-8; NULL where it is not the encoding of anything. Owned. */
char *gf_utf7_decode(const char *wire);
