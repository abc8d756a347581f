/* uu.h - files that old programs write into the text itself: "begin 644 avis.pdf" (POSIX uuencode).
 */
#pragma once

#include <glib.h>

typedef struct {
    char *name; /* safe, may be NULL */
    GBytes *bytes;
} GfUuFile;

void gf_uu_file_free(GfUuFile *file);

/* The text without its files, which are appended to `files` (of GfUuFile), 100 at most; NULL where
 * there are none. What only looks like a file, or has no end, stays text. Owned. */
GBytes *gf_uu_take(GBytes *text, GPtrArray *files);
