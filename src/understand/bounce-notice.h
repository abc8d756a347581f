/* bounce-notice.h - reports of relays that write them as JSON, and refusals by mailing lists. */
#pragma once

#include "letter/letter.h"
#include "letter/part.h"

/* A notification of Amazon's relay (SES through SNS): what happened to a mail of ours, as JSON in
 * the text. Adds its recipients, not yet classified, and the Message-ID where it tells ours. FALSE
 * where the letter is none. */
gboolean gf_bounce_read_notice(const GfLetter *letter, const GPtrArray *parts, GfBounce *bounce,
                               GfKind *ret_kind);

/* TRUE where a list manager's program wrote, by its headers or its address. */
gboolean gf_bounce_is_from_list_manager(const GfLetter *letter, const GPtrArray *parts);

/* Where a list manager (fml, Mailman, Sympa ...) says that it did not distribute our mail: the
 * address of the list, "" where it does not tell it. Owned, NULL where it is no such letter. */
char *gf_bounce_refusing_list(const GfLetter *letter, const GPtrArray *parts, const char *report);
