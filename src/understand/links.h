/* links.h - links to file drives: what a contributor sent elsewhere instead of attaching it.
 *
 * A link is only recognised, never followed. Such links expire and may be private: whoever gets the
 * contribution must be told.
 */
#pragma once

#include <glib.h>

/* The links in `text` (may be NULL) that lead to a drive or a transfer service: as written, each
 * once, in order, at most GF_LIMIT_DRIVE_LINKS; "we.tl/x" gets its "https://", and a link that a
 * mail filter or search engine wrapped comes out of its wrapping. Of char *, owned. */
GPtrArray *gf_links_to_drives(const char *text);
