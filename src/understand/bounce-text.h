/* bounce-text.h - bounces in words: qmail, Exim, old Exchange, Gmail, Domino
 * and their kin. */
#pragma once

#include "letter/letter.h"
#include "letter/part.h"

/* TRUE where a mail system wrote the letter to say that something was not
 * delivered. Only when sure: the sender is a mail system (or unknown) and both
 * name and words of the letter are those of such reports, or Exim's
 * X-Failed-Recipients is there. Sets `ret_kind`, adds to `bounce`, and gives
 * what came back behind the report as `ret_copy` (owned, may be NULL). */
gboolean gf_bounce_read_text(const GfLetter *letter, const GPtrArray *parts, GfBounce *bounce,
                             GfKind *ret_kind, char **ret_copy);

/* TRUE where sender and subject both are those of a report. */
gboolean gf_bounce_is_named(const GfLetter *letter);

/* TRUE where a mail system or another program sent the letter. */
gboolean gf_bounce_is_from_machine(const GfLetter *letter);

/* Completes `bounce` from the words of the letter: diagnostics, recipients
 * where it has none, who `action` ("failed", "delayed") happened to; and
 * classifies them all. */
void gf_bounce_settle(const GfLetter *letter, GfBounce *bounce, const char *action);
