/* people.h - address lists as people and programs write them (RFC 5322 section 3.4, and worse).
 *
 * Our own because GMime recurses on nested groups, stops at a semicolon, takes "mailto:" for a
 * group and shortens encoded names (FIELD-GUIDE section 3.5). Iterative; never guesses an address
 * out of a name.
 */
#pragma once

#include <glib.h>

#include "letter/letter.h"

typedef enum {
    GF_PEOPLE_ADDRESSES,  /* only what has an @ */
    GF_PEOPLE_BARE_WORDS, /* MAILER-DAEMON too */
} GfPeopleMode;

/* Appends GfPerson to `people`, at most GF_LIMIT_RECIPIENTS in all; FALSE where some were left out.
 * `value` is an unfolded header value. */
gboolean gf_people_parse(const char *value, GfPeopleMode mode, GPtrArray *people);
