/* authentication.h - one Authentication-Results header (RFC 8601).
 *
 * Only reads what is said. Whom to believe is the workflow's business (configured authserv-id).
 */
#pragma once

#include "letter/letter.h"

/* What an unfolded header value says; fields that are absent or malformed stay NULL. Never NULL.
 * Owned. */
GfAuthentication *gf_authentication_parse(const char *value);
