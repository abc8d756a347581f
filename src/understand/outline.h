/* outline.h - what the HTML of a mail says of the lines of its text. */
#pragma once

#include "understand/lines.h"

/* GfLine.place, as mime's gf_html_outline() writes it. */
enum {
    GF_PLACE_PLAIN = 'n',
    GF_PLACE_QUOTE = 'q',
    GF_PLACE_FORWARD = 'f',
    GF_PLACE_SIGNATURE = 's',
    GF_PLACE_INDENT = 'm',
    GF_PLACE_HEADER = 'h',
};

/* Sets the place of each line whose words stand in `outline`, in their order, in one kind of line.
 * The text may be another version of the same mail: wrapped, marked, with links written out. */
void gf_outline_apply(GArray *lines, const char *outline);
