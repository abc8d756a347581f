/* headers.h - header fields of a block of text: the message's own, a bounced one's, a report's. */
#pragma once

#include "letter/part.h"

/* The first line of a block, and the line behind another; NULL where the block ends. Borrowed. */
const char *gf_headers_line(const char *line);
const char *gf_headers_next_line(const char *line);

/* The value of field `name`, unfolded and trimmed, where this line begins it, else NULL. Owned. */
char *gf_headers_value(const char *line, const char *name);

/* The value of the first field `name` of the block, unfolded and trimmed; NULL where it is not
 * there. Owned. */
char *gf_headers_get(const char *block, const char *name);

/* The next field `name` from `*at` on, unfolded; `*at`, at first the block, then stands behind it.
 * NULL where there is none. Owned. */
char *gf_headers_next(const char **at, const char *name);

/* The header block of the message itself, NULL where the parts have none. Borrowed. */
const char *gf_headers_of(const GPtrArray *parts);

/* The text of any part as clean UTF-8, at most `maximum` bytes of it. Owned. */
char *gf_headers_part_text(const GfPart *part, gsize maximum);
