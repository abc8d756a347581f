/* keyfile-private.h - what keyfile.c is made of: the types of values and the hints in its messages.
 */
#pragma once

#include "base/keyfile.h"

/* Why `raw` (stripped) is no value for `spec`, as "why (what is allowed)"; NULL where it is one.
 * Owned. */
char *gf_keyfile_value_refusal(const GfKeySpec *spec, const char *raw);
/* The text that `raw` means: \n, \t, \s (space), \; and \\ are replaced. Owned. */
char *gf_keyfile_value_text(const char *raw);
/* Its parts between semicolons, stripped, empty ones dropped. Owned, NULL-terminated. */
char **gf_keyfile_value_list(const char *raw);

/* TRUE where the group of a table ("body *") stands for `group` ("body gt1"); `ret_bad_name` where
 * only the name after the space is no slug. */
gboolean gf_keyfile_group_matches(const char *pattern, const char *group, gboolean *ret_bad_name);
/* "unknown section (did you mean ...? allowed: ...)". Owned. */
char *gf_keyfile_unknown_group(const GfKeySpec *specs, const char *group);
/* "unknown key (did you mean ...? allowed: ...)". Owned. */
char *gf_keyfile_unknown_key(const GfKeySpec *specs, const char *group, const char *key);
