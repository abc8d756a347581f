/* contribution.c - what the writer of a contribution wants done with it; see contribution.h. */
#include "understand/contribution.h"

#include "base/text.h"

GfIntent gf_contribution_intent(const char *subject, const char *new_text, gboolean has_files)
{
    g_autofree char *slug = gf_text_slug(new_text);
    (void) subject;
    (void) has_files;
    return g_str_has_prefix(slug, "annule") ? GF_INTENT_WITHDRAW : GF_INTENT_CONTRIBUTE;
}
