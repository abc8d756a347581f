/* html-place.c - see html-place.h. Each row is what one program writes around quotes or signatures.
 */
#include "mime/html-place.h"

#include <string.h>

static const struct {
    const char *attribute, *part; /* stands in the value */
    char place;
} rows[] = {
    {"class", "gmail_signature", GF_HTML_SIGNATURE},
    {"class", "gmail_attr", GF_HTML_QUOTE},
    {"class", "gmail_quote", GF_HTML_QUOTE},
    {"class", "moz-cite-prefix", GF_HTML_QUOTE},
    {"class", "moz-forward-container", GF_HTML_FORWARD},
    {"class", "moz-signature", GF_HTML_SIGNATURE},
    {"class", "protonmail_signature_block", GF_HTML_SIGNATURE},
    {"class", "protonmail_quote", GF_HTML_QUOTE},
    {"class", "yahoo_quoted", GF_HTML_QUOTE},
    {"class", "OutlookMessageHeader", GF_HTML_REST},
    {"id", "divRplyFwdMsg", GF_HTML_REST},
    {"id", "mail-editor-reference-message-container", GF_HTML_REST},
    {"id", "OLK_SRC_BODY_SECTION", GF_HTML_REST},
    {"id", "zwchr", GF_HTML_REST},
    {"id", "ms-outlook-mobile-signature", GF_HTML_SIGNATURE},
    {"id", "Signature", GF_HTML_SIGNATURE},
    {"id", "composer_signature", GF_HTML_SIGNATURE},
    {"id", "reply-intro", GF_HTML_QUOTE},
    {"data-marker", "__QUOTED_TEXT__", GF_HTML_QUOTE},
    {"data-marker", "__HEADERS__", GF_HTML_QUOTE},
    {"data-marker", "__SIG_", GF_HTML_SIGNATURE},
    {"name", "quote", GF_HTML_QUOTE},
};

static char place_of(const char *attribute, const char *value)
{
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
        if (strcmp(rows[i].attribute, attribute) == 0 && strstr(value, rows[i].part) != NULL)
            return rows[i].place;
    return 0;
}

char gf_html_place(const char *name, const char *const *attributes, const char *style)
{
    for (; attributes != NULL && attributes[0] != NULL; attributes += 2) {
        char place = attributes[1] != NULL ? place_of(attributes[0], attributes[1]) : 0;
        if (place != 0)
            return place;
    }
    if (strcmp(name, "blockquote") == 0)
        return strstr(style, "border:none") != NULL ? GF_HTML_INDENT : GF_HTML_QUOTE;
    /* The border above the headers, of Word and of Windows Mail; colour and width differ by
     * version. */
    return strstr(style, "border:none;border-top:solid") != NULL ||
                   strstr(style, "border-top-style:solid") != NULL
               ? GF_HTML_HEADER
               : 0;
}

gboolean gf_html_has_places(const char *html)
{
    if (strcasestr(html, "blockquote") != NULL || strstr(html, "border-top") != NULL)
        return TRUE;
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
        if (strcmp(rows[i].attribute, "name") != 0 && strstr(html, rows[i].part) != NULL)
            return TRUE;
    return strstr(html, "name=\"quote\"") != NULL;
}
