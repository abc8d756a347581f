/* compose.h - mail out: bytes of what greffe says, ready for SMTP (CRLF, 7 bit, lines under 78).
 *
 * Pure and reproducible: the same GfMail gives the same bytes. The result is cut in two so that a
 * document sent to thousands is encoded and stored once: `head` (headers, bodies, calendar) is one
 * person's; then follow the shared document parts made by gf_compose_document(), then
 * gf_compose_tail(). Sent in that order they are one message. See FIELD-GUIDE sections 3.10, 5.1.
 */
#pragma once

#include <glib.h>

typedef struct {
    const char *from_name, *from_address;
    const char *to_name, *to_address;
    const char *reply_to;          /* may be NULL */
    const char *subject;           /* UTF-8 */
    const char *message_id;        /* without angle brackets */
    const char *in_reply_to;       /* without angle brackets, may be NULL */
    const char *const *references; /* NULL-terminated, may be NULL */
    gint64 date;                   /* UTC seconds */
    const char *timezone;          /* IANA name for the Date header */
    const char *auto_submitted;    /* "auto-generated", "auto-replied" (RFC 3834 section 5) */
    const char *language;          /* "fr": Content-Language */
    const char *text;              /* UTF-8, newline line ends */
    const char *html;              /* may be NULL */
    const char *calendar;          /* an iCalendar object, may be NULL */
    const char *calendar_method;   /* "REQUEST", "CANCEL"; with calendar */
    gboolean has_documents;        /* documents follow: leave the outer multipart open */
} GfMail;

/* The person's part: complete without documents, else open. GF_ERROR_CONFIG where an address or
 * header is not fit to send (says which). Owned. */
GBytes *gf_compose_head(const GfMail *mail, GError **error);

/* One document as a body part with its leading boundary. `name` is a plain file name (UTF-8).
 * Owned. */
GBytes *gf_compose_document(const char *name, const char *media_type, GBytes *content);

/* What closes a message with documents. Owned. */
GBytes *gf_compose_tail(void);
