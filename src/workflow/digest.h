/* digest.h - what staff is told every working morning, in one mail: letters that wait with the
 * likeliest matters, reports to confirm, what is due and late, who is silent or cannot be reached,
 * and what was done since. One line where all is in order.
 *
 * What can be decided has a number: staff answers line by line (sheet.c).
 */
#pragma once

#include "workflow/clerk.h"

/* Sends the digest if its hour has come on a working day and it has not gone yet; a daemon that was
 * down at that hour sends it later the same day, not at night. Own transaction. `*ret_problem`: its
 * template could not be used. */
gboolean gf_digest_act(const GfClerk *clerk, GError **ret_problem, GError **error);

/* When the next one goes; 0: never (no staff, or switched off). */
gboolean gf_digest_next(const GfClerk *clerk, gint64 *ret_due_at, GError **error);

/* What a letter that waits may be about, likeliest first, each as `inbox settle` takes it:
 * "conseil/anne", "saisine/2017-01", "chantier/gt1-2". At most three. GPtrArray of char *, owned.
 */
gboolean gf_guess_matters(const GfClerk *clerk, const GfMessage *message, GPtrArray **ret,
                          GError **error);
