/* html.h - HTML mail as the text a person would have typed.
 *
 * Lines, lists, quotes and link targets survive; style, scripts and what is hidden do not. libxml2
 * gives events, no tree, so that depth costs nothing and nothing recurses.
 */
#pragma once

#include <glib.h>

/* `html`: UTF-8. Quoted blocks become "> " lines, links "text <target>", table rows lines.
 * `ret_complete` (may be NULL): FALSE where too many elements are open at once and the rest was not
 * read. Owned. */
char *gf_html_to_text(const char *html, gboolean *ret_complete);

/* The same lines without quote marks, each with a letter before it that says what its elements are:
 * 'q' quoted, 'f' forwarded, 's' a signature, 'm' set in by the writer, 'h' headers of the mail
 * that is answered, 'n' none of these. NULL where no element says anything. Owned. */
char *gf_html_outline(const char *html);

/* The charset that a <meta> near the top declares; NULL where there is none. Owned. */
char *gf_html_declared_charset(const char *bytes, gsize length);
