/* understand.h - what the parts mean: pure functions, GLib only, tables for words.
 *
 * Sure or silent: what these do not know for certain they leave to a human. The order in which they
 * are asked is gf_understand()'s; each also stands alone for its tests.
 */
#pragma once

#include "letter/letter.h"
#include "letter/part.h"

/* Completes a letter that `mime` (and `ical`: letter->calendar) has filled: kind, bounce,
 * auto_reply, segments, answer. `parts` of GfPart; `outline` (may be NULL): see
 * gf_understand_segments(). */
void gf_understand(GfLetter *letter, GPtrArray *parts, const char *outline);

/* RFC 3464 reports, RFC 8098 receipts, ARF (RFC 5965), and free-form bounces. TRUE where the
 * message is one of them: sets letter->kind (bounce, delay, receipt, feedback) and letter->bounce.
 */
gboolean gf_understand_bounce(GfLetter *letter, GPtrArray *parts);

/* RFC 3834 and its neighbours. TRUE where a program answered: sets letter->kind and
 * letter->auto_reply. */
gboolean gf_understand_auto_reply(GfLetter *letter, GPtrArray *parts);

/* Cuts letter->text into letter->segments without losing a character. `outline` (may be NULL): the
 * lines of its HTML, each behind a letter that says what it is (mime's gf_html_outline()). */
void gf_understand_segments(GfLetter *letter, const char *outline);

/* Fills letter->answer from the new segments, with subject and quote as context, and from
 * letter->calendar (PARTSTAT, own note) where there is one. */
void gf_understand_answer(GfLetter *letter);
