/* filename.h - names of strangers' files, made safe to write to a disk and readable on any system.
 *
 * Pure. The result is one component of a path: no separator, no control or invisible character, no
 * leading dot, nothing that Windows forbids, at most GF_LIMIT_FILENAME_BYTES bytes.
 */
#pragma once

#include <glib.h>

/* "C:\scans\..\avis?.pdf" -> "avis-.pdf"; `fallback` where nothing remains. Owned. */
char *gf_filename_safe(const char *name, const char *fallback);

/* The same name with a number where `taken` (of folded names, filled here) has it already, whatever
 * its case and accents: "photo.jpg", "photo-2.jpg". Owned. */
char *gf_filename_unique(const char *safe, GHashTable *taken);

/* A set for `taken`. Owned. */
GHashTable *gf_filename_set(void);
