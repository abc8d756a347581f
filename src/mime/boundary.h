/* boundary.h - multiparts whose header does not name the boundary that was written. */
#pragma once

#include <glib.h>

/* The parts in `text` under a boundary of ours, as a multipart of this `type` with its header;
 * NULL where there are no parts in it. Owned. */
GBytes *gf_boundary_restore(const char *text, const char *type);
