/* contribution.h - what the writer of a contribution (or of a report) wants done with it. */
#pragma once

#include <glib.h>

typedef enum {
    GF_INTENT_CONTRIBUTE, /* also: whatever is not certainly one of the others */
    GF_INTENT_ADD,        /* goes with what the writer sent before */
    GF_INTENT_REPLACE,    /* takes the place of what the writer sent before */
    GF_INTENT_WITHDRAW,   /* what the writer sent before shall not count */
    GF_INTENT_NOTHING,    /* has nothing to contribute */
} GfIntent;

/* `subject` and `new_text` (what was written, without quotes) may be NULL. The text comes before
 * the subject. */
GfIntent gf_contribution_intent(const char *subject, const char *new_text, gboolean has_files);

/* TRUE where `text` says only that there is nothing to say: "néant", "sans avis". */
gboolean gf_contribution_is_nothing(const char *text);

/* TRUE where `text` orders something about what was sent, and brings nothing itself: "merci de ne
 * pas tenir compte de mon message". */
gboolean gf_contribution_is_order_alone(const char *text);

/* TRUE where `text` is short and only asks: "Quand est la date limite ?" */
gboolean gf_contribution_is_question(const char *text);

/* TRUE where `text` is short and speaks of its writer, not of the matter: who wants no more mail,
 * has resigned, or only says that an answer will come. */
gboolean gf_contribution_is_aside(const char *text);

/* "add", "contribute" ... */
const char *gf_intent_name(GfIntent intent);
