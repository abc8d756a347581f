/* part.h - the leaves of one message, decoded, between `mime`, `ical` and `understand`.
 *
 * Plain data that never leaves the reader process.
 *
 * Two parts are no leaves, because what they mean needs them whole: the header block of the message
 * comes first, as GF_PART_HEADER with type "text/rfc822-headers" (how bounces and automatic replies
 * show themselves: X-Failed-Recipients, X-Autoreply, Precedence ...), and a nested message stands
 * before its own leaves as "message/rfc822" with all its bytes (the Message-ID of what bounced).
 */
#pragma once

#include <glib.h>

/* The path of the header block (IMAP: BODY[HEADER]); its `text` is clean, still folded. */
#define GF_PART_HEADER "HEADER"

typedef struct {
    char *path;        /* "1.2.1", as IMAP counts (RFC 3501 section 6.4.5) */
    char *type;        /* declared, lower case: "text/plain" */
    char *charset;     /* declared, may be NULL */
    char *method;      /* the method parameter of text/calendar, upper case, may be NULL */
    char *name;        /* safe file name, may be NULL */
    gboolean attached; /* Content-Disposition: attachment, or a name on a part that is no body */
    gboolean inline_;  /* a picture of the look of the letter, not of its matter */
    gboolean nested; /* inside message/rfc822 or a forwarded message: never the sender's own act */
    char *container; /* type of the multipart or message that holds it, may be NULL */
    GBytes *bytes;   /* decoded, never NULL; of message/rfc822 the whole nested message */
    char *text;      /* text/ parts, delivery-status and rfc822-headers: clean UTF-8; else NULL */
} GfPart;

void gf_part_free(GfPart *part);
