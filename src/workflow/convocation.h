/* convocation.h - a session from draft to convened, moved, cancelled, recalled.
 *
 * Each function is one order of staff: it opens its own transaction, checks every rule first, and
 * either does the whole or refuses with GF_ERROR_STATE and the reason. Nothing leaves before the
 * recall delay; the daemon composes and sends what is queued here.
 */
#pragma once

#include "workflow/clerk.h"
#include "workflow/session-file.h"

/* How an order is given. */
typedef struct {
    gboolean yes;              /* FALSE: a bon à tirer to staff, and nothing else */
    const char *force;         /* convene, move: in spite of the notice rule, and why; NULL: no */
    const GfSessionFile *file; /* move: the new wording, used up */
    const char *reason;        /* cancel: why, as everybody will read it */
} GfDirective;

/* What an order does or would do, for the person who gave it. */
typedef struct {
    guint recipients;   /* mails */
    guint answers_kept; /* move: answers that no longer count, kept in the history */
    int jours_francs, notice;
    gboolean forced;      /* the notice is too short, and staff's reason is journalled */
    gint64 release_at;    /* nothing leaves before; 0 for a proof */
    gint64 mailing_id;    /* 0 for a proof */
    gboolean significant; /* move: date, time or place changed; everybody is asked again */
    gboolean replan;      /* the reminders are planned anew */
    gboolean reworded;    /* move of a draft: nobody knows of it, nothing leaves */
    GPtrArray *warnings;  /* of char * */
} GfOrder;
void gf_order_free(GfOrder *order);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GfOrder, gf_order_free)

/* A new draft. `file` is used up. */
gboolean gf_convocation_new(const GfClerk *clerk, const GfSessionFile *file, GfSession **ret,
                            GError **error);

gboolean gf_convocation_convene(const GfClerk *clerk, const char *slug,
                                const GfDirective *directive, GfOrder **ret, GError **error);
/* With a new date, time or place everybody is asked again, and the notice rule is checked again. A
 * draft is only reworded. */
gboolean gf_convocation_move(const GfClerk *clerk, const char *slug, const GfDirective *directive,
                             GfOrder **ret, GError **error);
gboolean gf_convocation_cancel(const GfClerk *clerk, const char *slug, const GfDirective *directive,
                               GfOrder **ret, GError **error);
/* Takes back the last convene, move or cancel while nothing of it has left. */
gboolean gf_convocation_recall(const GfClerk *clerk, const char *slug, GfOrder **ret,
                               GError **error);
