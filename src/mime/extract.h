/* extract.h - one document of a message, by the SHA-256 that its letter gave for it. */
#pragma once

#include <glib.h>

/* The decoded bytes of the part of `raw` whose SHA-256 is `sha256` (GfAttachment.sha256), NULL
 * where there is none; any text may be asked for. Parts of winmail.dat and of nested messages are
 * among them, those of the message itself come first. Runs only inside the reader process. Owned.
 */
GBytes *gf_mime_extract(GBytes *raw, const char *sha256);
