/* sniff.h - what a file is by its bytes, and a name that is safe to show. */
#pragma once

#include <glib.h>

/* The media type that the first bytes tell, static; NULL where they tell nothing surer than
 * `declared`. */
const char *gf_sniff_type(const guint8 *bytes, gsize length, const char *declared,
                          const char *name);

/* TRUE for a picture, `declared` and named so, that the letter is about even where its text shows
 * it. A HTML body shows logos mostly, but a telephone puts its photos there, and people paste plans
 * and screens. What a camera took (HEIC, JPEG with the maker in its EXIF data) and JPEG as large as
 * a screen are no logos, nor is what has more bytes than logos have. */
gboolean gf_sniff_is_matter(const guint8 *bytes, gsize length, const char *declared,
                            const char *name);

/* TRUE for a GIF or PNG of so few pixels that nobody sees it: it counts readers. */
gboolean gf_sniff_is_pixel(const guint8 *bytes, gsize length);

/* A file name from a stranger: last path component, NFC, no control, direction or reserved
 * characters, at most GF_LIMIT_FILENAME_BYTES with its suffix kept. NULL where nothing is left.
 * Owned. */
char *gf_sniff_safe_name(const char *name);
