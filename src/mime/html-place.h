/* html-place.h - what an element says of the words in it: quoted, signed, the writer's own. */
#pragma once

#include <glib.h>

/* The letters that gf_html_outline() puts before lines. */
enum {
    GF_HTML_PLAIN = 'n',
    GF_HTML_QUOTE = 'q',
    GF_HTML_FORWARD = 'f',
    GF_HTML_SIGNATURE = 's',
    GF_HTML_INDENT = 'm', /* the writer's own, set in */
    GF_HTML_HEADER = 'h', /* where Outlook puts the headers of the mail that is answered */
    GF_HTML_REST = 'r',   /* this and all that follows is quoted */
};

/* Of an element by its name, its attributes (names and values in turns, NULL behind them; may be
 * NULL) and its style without blanks, in lower case; 0: it says nothing. */
char gf_html_place(const char *name, const char *const *attributes, const char *style);

/* FALSE where no element of `html` can say anything. */
gboolean gf_html_has_places(const char *html);
