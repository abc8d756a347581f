/* zone.h - time zones of the system, read as they lie in their files.
 *
 * A file of zoneinfo (RFC 8536) is loaded once, checked, and kept; an offset is looked up in its
 * bytes. GLib's GTimeZone works out each change until the year 2800 before it answers anything,
 * which costs a process that may need any zone more than a hundred letters.
 */
#pragma once

#include <glib.h>

typedef struct GfZone GfZone;

/* The zone of this IANA name, a file below zoneinfo that means the same everywhere; NULL where
 * there is none. Once opened it needs no file any more. Borrowed, lives as long as the process. */
const GfZone *gf_zone_open(const char *name);

/* Seconds east of UTC at an instant. */
gint64 gf_zone_offset(const GfZone *zone, gint64 instant);
