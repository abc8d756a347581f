/* tnef.h - winmail.dat: what Exchange and Outlook put there instead of MIME parts.
 *
 * Our own reader, bounded and without recursion: libytnef writes to standard output, leaks, and has
 * a history of overflows. Compressed RTF bodies are not read; Outlook sends a text beside them.
 */
#pragma once

#include "mime/walk.h"

/* Appends a GfLeaf to `leaves` for each attachment and, as fallback, for each body. The message
 * class becomes the problem "tnef-class" (meeting answers say nothing else), damage "tnef-damaged".
 * FALSE where it is no TNEF at all. */
gboolean gf_tnef_read(const GfPart *part, GfLetter *letter, GPtrArray *leaves);
