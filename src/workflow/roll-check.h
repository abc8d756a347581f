/* roll-check.h - is the roll whole? What apply, import and doctor say about it beside what they
 * change: offices held by nobody on the roll, pairs and committees out of balance, chantiers
 * without rapporteur, members in no working group, terms that end, people who cannot be written to
 * (DOMAIN.md section 4).
 */
#pragma once

#include "workflow/clerk.h"

/* Appends sentences (char *) to both: `notes` is worth knowing, `warnings` is against a rule.
 * `language` "fr": as staff's mail says it, with people's names; "en": as the command does, with
 * identifiers. Reads only. */
gboolean gf_roll_check(const GfClerk *clerk, const char *language, GPtrArray *notes,
                       GPtrArray *warnings, GError **error);
