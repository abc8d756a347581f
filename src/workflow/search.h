/* search.h - finding letters, saisines, contributions and reports by their words.
 *
 * Pure reading: what is found is shown with an extract and the command that opens it.
 */
#pragma once

#include "store/search.h"
#include "workflow/clerk.h"

typedef struct {
    char *kind; /* "letter", "saisine", "contribution", "report" */
    gint64 at;  /* when it arrived or was made */
    char *who;  /* the author, NULL: nobody in particular */
    char *title;
    char
        *state; /* of a contribution or report that counts no more: "replaced", "withdrawn"; NULL */
    char *extract; /* one line around the first word that was looked for; matters in the text as
                      they were written */
    char *open;    /* "inbox show 12": the command that shows it */
} GfFound;
void gf_found_free(GfFound *found);

/* What holds all words of `text` (their beginnings; words in double quotes follow each other), best
 * first, at most `limit`. GF_ERROR_STATE where `text` has no word. GPtrArray of GfFound, owned. */
gboolean gf_search(const GfClerk *clerk, const char *text, guint limit, GPtrArray **ret,
                   GError **error);

/* Puts a letter's words into the index: subject, own words, names of attachments. */
gboolean gf_search_add_letter(const GfClerk *clerk, const GfMessage *message,
                              const GfLetter *letter, GError **error);

/* Puts a saisine, contribution or report into the index; its time is now. */
gboolean gf_search_add(const GfClerk *clerk, const GfHit *object, const char *title,
                       const char *text, GError **error);

/* One line of `text` around the first place where a word begins with one of `words`
 * (NULL-terminated, folded), `characters` long at most; its beginning where none does. Owned. */
char *gf_search_extract(const char *text, const char *const *words, guint characters);
