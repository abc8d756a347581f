/* search.h - the words of letters, saisines, contributions and reports (FTS5).
 *
 * Texts are folded here (base/text.h), so that accents, case and œ make no difference. What was
 * indexed once is not indexed again: nothing of it changes.
 */
#pragma once

#include "store/store.h"

typedef struct {
    char *kind; /* "letter", "saisine", "contribution", "report" */
    gint64 object_id, at;
} GfHit;
void gf_hit_free(GfHit *hit);

/* Adds one object's words, as the transaction commits; a second time changes nothing. `title`
 * counts for more than `body`. */
gboolean gf_store_index(GfStore *store, const GfHit *object, const char *title, const char *body,
                        GError **error);

/* Up to `limit` (0: all) objects in which all `words` (NULL-terminated, folded; each the beginning
 * of a word, or several words that follow each other) occur: best first, and newest first where
 * they are more than a thousand. A word that more than a thousand objects have, and several words,
 * are looked for as they are, unless nothing has them together with the others; so is a word of one
 * or two characters. GPtrArray of GfHit, owned. */
gboolean gf_store_search(GfStore *store, const char *const *words, guint limit, GPtrArray **ret,
                         GError **error);
