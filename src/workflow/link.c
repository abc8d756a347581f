/* link.c - see link.h. */
#include "workflow/link.h"

char *gf_link_mail(const char *address, const char *subject, const char *body)
{
    g_autofree char *escaped = g_uri_escape_string(subject, NULL, FALSE);
    g_autofree char *words = body != NULL ? g_uri_escape_string(body, NULL, FALSE) : NULL;
    return g_strconcat("mailto:", address, "?subject=", escaped, words != NULL ? "&body=" : NULL,
                       words, NULL);
}

char *gf_link_answer(const GfClerk *clerk, const GfSession *session, const char *token,
                     gboolean present, const char *language)
{
    gboolean english = g_str_equal(language, "en");
    const char *word = !present ? "Absent" : english ? "Present" : "Présent";
    g_autofree char *address = gf_clerk_return_address(clerk, token);
    g_autofree char *tag =
        clerk->config->subaddressing ? g_strdup("") : g_strdup_printf(" [%s]", session->slug);
    g_autofree char *subject =
        g_strdup_printf(english ? "%s: %s%s" : "%s : %s%s", word, session->title, tag);
    return gf_link_mail(address, subject, word);
}
