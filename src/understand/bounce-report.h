/* bounce-report.h - reports in a form that machines read: RFC 3464, 8098, 5965.
 */
#pragma once

#include "letter/letter.h"
#include "letter/part.h"

/* Adds the recipients that the fields of a delivery status name; not yet
 * classified. */
void gf_bounce_read_fields(const char *report, GfBounce *bounce);

/* A bounce where anybody failed, else a delay where anybody waits, else a
 * receipt. */
GfKind gf_bounce_kind(const GfBounce *bounce);

/* A disposition notification: a receipt, or a bounce where the mail was
 * refused. `text` is what it says to people. */
GfKind gf_bounce_read_disposition(const char *report, const char *text, GfBounce *bounce);

/* The Message-ID of ours that a delivery status itself tells (X-Original-Message-ID of Gmail, that
 * of RFC 3798). Owned, may be NULL. */
char *gf_bounce_noted_id(const char *report);

/* The Message-ID of a header block, without its brackets. Owned, may be NULL.
 */
char *gf_bounce_message_id(const char *headers);
