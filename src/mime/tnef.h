/* tnef.h - winmail.dat: what Exchange and Outlook put there instead of MIME parts.
 *
 * Our own reader, bounded and without recursion: libytnef writes to standard output, leaks, and has
 * a history of overflows.
 */
#pragma once

#include "mime/walk.h"

/* TRUE where the bytes begin as a stream does, whatever the part is called. */
gboolean gf_tnef_is_stream(GBytes *bytes);

/* Appends a GfLeaf to `leaves` for each attachment (those of attached messages after them), as
 * fallback for each body, and a text/calendar for a meeting response, request or cancellation. A
 * message class that is not the ordinary one becomes the problem "tnef-class", damage
 * "tnef-damaged". FALSE where it is no TNEF at all. */
gboolean gf_tnef_read(const GfPart *part, GfLetter *letter, GPtrArray *leaves);
