/* contribution.h - what the writer of a contribution wants done with it. */
#pragma once
#include <glib.h>
typedef enum {
    GF_INTENT_CONTRIBUTE,
    GF_INTENT_ADD,
    GF_INTENT_REPLACE,
    GF_INTENT_WITHDRAW,
    GF_INTENT_NOTHING
} GfIntent;
GfIntent gf_contribution_intent(const char *subject, const char *new_text, gboolean has_files);
