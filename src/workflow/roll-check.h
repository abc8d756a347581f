/* roll-check.h - is the roll whole? What apply, import, doctor and the digest say about it beside
 * the rules it breaks (roster.h): offices held by people who have not been imported yet, people who
 * cannot be written to, people whose gender is not known.
 */
#pragma once

#include "workflow/clerk.h"

/* Appends sentences (char *) to both: `notes` is worth knowing, `warnings` has to be mended.
 * `language` "fr": as staff's mail says it, with people's names; "en": as the command does, with
 * identifiers. Reads only. */
gboolean gf_roll_check(const GfClerk *clerk, const char *language, GPtrArray *notes,
                       GPtrArray *warnings, GError **error);
