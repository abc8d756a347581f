/* body.h - the bytes of a shipment as they go onto the wire after DATA (RFC 5321 section 4.5.2).
 *
 * Dots at line starts are doubled, the end is CRLF "." CRLF. A body with a bare CR or LF is never
 * sent: servers disagree about where its lines end, which lets one mail be read as two.
 */
#pragma once

#include <glib.h>

typedef struct {
    const GPtrArray *chunks; /* of GBytes, borrowed */
    guint chunk;             /* under way */
    gsize offset;            /* in it */
    gboolean at_line_start;
    gsize tail; /* bytes of the end already given */
} GfBody;

/* FALSE where the body cannot be sent, `ret_why` (static text) says why. `ret_size` is the size
 * before dots are doubled; `ret_eight_bit` whether a byte is beyond ASCII. All set where TRUE is
 * returned. */
gboolean gf_body_check(const GPtrArray *chunks, guint64 *ret_size, gboolean *ret_eight_bit,
                       const char **ret_why);

/* Begins at the start of chunks that passed gf_body_check(); they must stay. */
void gf_body_init(GfBody *body, const GPtrArray *chunks);

/* The next bytes, at most `size`, across chunks; 0 where everything was given, the end included. */
gsize gf_body_fill(GfBody *body, guint8 *buffer, gsize size);
