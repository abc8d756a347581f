/* press.h - the mails of queued mailings, composed ahead and claimed for sending.
 *
 * The text of the mailing in print stays prepared, and the next of its mails are composed, hashed
 * and packed in a thread of their own, and kept in memory for a minute at most: nothing is claimed
 * before it may leave, and what is recalled meanwhile is thrown away. A mailing that is in print is
 * printed to its end. All that the database knows is read before; the press itself belongs to one
 * thread.
 */
#pragma once

#include "workflow/clerk.h"

typedef struct GfPress GfPress;

/* `clerk` is borrowed. Owned. */
GfPress *gf_press_new(const GfClerk *clerk);
void gf_press_free(GfPress *press);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GfPress, gf_press_free)

/* Forgets the mailing in print and what is composed: what was begun with it is undone, or the
 * configuration is another. */
void gf_press_clear(GfPress *press);

/* Mailings that are released begin to leave; what has not left of earlier ones that they contradict
 * is dropped. Before anything of mailings is claimed. */
gboolean gf_press_begin(GfPress *press, GError **error);

/* Has the next mails composed in another thread, until they are claimed. */
gboolean gf_press_compose_ahead(GfPress *press, GError **error);

/* Claims up to `limit` queued mails of mailings that leave (queued -> sending), composed; they are
 * added to `claimed` (of GfOutgoing, which owns them). One that cannot be composed fails alone,
 * with its reason. Where the transaction is undone, gf_press_clear() must follow. */
gboolean gf_press_claim(GfPress *press, guint limit, GPtrArray *claimed, GError **error);
