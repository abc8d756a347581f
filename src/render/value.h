/* value.h - GVariants as Mustache sees them: something to look into, to repeat over, to print.
 *
 * Private to render. A boxed variant ("v") is what it holds; a maybe that holds nothing is NULL,
 * found but false.
 */
#pragma once

#include <glib.h>

/* The member `key` of a dictionary: TRUE where there is one. `ret_value` is owned and may be NULL.
 */
gboolean gf_value_member(GVariant *value, const char *key, GVariant **ret_value);
/* All members of a dictionary, name -> value (NULL: nothing), which `unref` frees; none for
 * anything else. Owned. */
GHashTable *gf_value_members(GVariant *value, GDestroyNotify unref);
/* What is inside boxes; takes `value` over, NULL where there is nothing. Owned. */
GVariant *gf_value_unbox(GVariant *value);
/* TRUE for arrays that are no dictionaries. */
gboolean gf_value_is_list(GVariant *value);
/* FALSE for nothing, false, 0, "" and the empty list. */
gboolean gf_value_is_true(GVariant *value);
/* Text of a string, number or boolean; NULL where there is none. Owned. */
char *gf_value_text(GVariant *value);
