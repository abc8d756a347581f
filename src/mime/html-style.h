/* html-style.h - what attributes, styles and signs of HTML mean to the eye.
 *
 * Attributes as libxml2 gives them: name, value, ..., NULL. A folded style is in lower case and
 * without blanks.
 */
#pragma once

#include <glib.h>
#include <libxml/xmlstring.h>

/* NULL where it is absent. Borrowed. */
const char *gf_html_attribute(const xmlChar **attributes, const char *name);

/* A number, or `otherwise`. */
int gf_html_number(const xmlChar **attributes, const char *name, int otherwise);

/* The style attribute, folded. Owned, perhaps empty. */
char *gf_html_folded_style(const xmlChar **attributes);

/* Where the value of `property` ("opacity:") stands in a folded style, NULL where it does not. */
const char *gf_html_style_value(const char *style, const char *property);
gboolean gf_html_style_is_zero(const char *style, const char *property);

/* Nobody sees this element: previews, text for other programs. */
gboolean gf_html_is_hidden(const xmlChar **attributes, const char *style);

/* A picture of a pixel or two counts readers; it says nothing. */
gboolean gf_html_is_pixel(const xmlChar **attributes, const char *style);

/* A table that shows its cells: an empty one keeps its place. */
gboolean gf_html_is_grid(const xmlChar **attributes);

/* Outlook writes each line as a paragraph without margin. */
gboolean gf_html_is_tight(const xmlChar **attributes, const char *style);

/* What stands before an item: "- ", "3. ", "c. ", "iii. ". `numbering`: '1', 'a', 'A', 'i', 'I', or
 * '\0' for bullets. */
void gf_html_append_label(GString *out, char numbering, int number);

/* Without what browsers take for comments and libxml2 for text: "<![if !vml]>" of Word. Owned. */
char *gf_html_without_declarations(const char *html);

/* Bytes of the character at `text` if it is without width: it hints at line ends or fills a
 * preview; else 0. Joiners stay where letters of other scripts (`before`) or pictures are joined.
 */
gsize gf_html_invisible(const char *text, gsize left, const GString *before);
