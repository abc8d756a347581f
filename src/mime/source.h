/* source.h - the raw bytes, looked over before GMime sees them.
 *
 * One linear pass that imposes GF_LIMIT_* (FIELD-GUIDE section 3.2): what exceeds a limit is cut
 * out of the copy that GMime gets, and noted as a problem. It also mends what GMime cannot read at
 * all: lines ended by CR alone, an mbox line or byte order mark on top, a header block without its
 * empty line. Fields on top are ours to read: GMime, which would parse each, gets only Content-*.
 */
#pragma once

#include <glib.h>

#include "letter/letter.h"

typedef struct {
    char *name;  /* lower case */
    char *value; /* unfolded, trimmed, otherwise as written: perhaps 8 bit, perhaps encoded */
} GfField;

typedef struct {
    GBytes *bytes;     /* the message within the limits */
    GBytes *structure; /* for GMime: the same without the fields on top that say nothing of the
                          parts, or `bytes` themselves where they are large */
    GPtrArray *fields; /* of GfField, the header block in its order */
    gboolean headless; /* no header block: `bytes` are a text, not a message */
} GfSource;

/* `letter` receives the problems, with `part` (may be NULL). Owned. */
GfSource *gf_source_new(GBytes *raw, GfLetter *letter, const char *part);
void gf_source_free(GfSource *source);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GfSource, gf_source_free)

/* The first field of this name, NULL where there is none. Borrowed. */
const char *gf_source_field(const GfSource *source, const char *name);
