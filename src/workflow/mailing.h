/* mailing.h - one text to many people: frozen when queued, composed as they leave (press.h),
 * reported when done.
 */
#pragma once

#include "workflow/clerk.h"

/* The kind of a mail to an address that only wants to read along. */
#define GF_MAILING_COPY "copy"

/* Somebody a mailing goes to. */
typedef struct {
    GfMember *member;         /* borrowed */
    GfInvitation *invitation; /* borrowed */
    gboolean copy;            /* a further address: the letter without calendar */
    gboolean shares_mailbox;  /* others read it too: gf_merge_look_up() */
} GfRecipient;

/* What is to leave. All borrowed. */
typedef struct {
    const char *kind; /* of GfMailing */
    const GfSession *session;
    GArray *recipients; /* of GfRecipient; those without a main address are left out */
    gint64 release_at;
} GfMailingPlan;

/* Queues a mailing. Composes the first mail as a trial, so that a fault in a template, address or
 * document refuses the whole before anything is queued. */
gboolean gf_mailing_queue(const GfClerk *clerk, const GfMailingPlan *plan, gint64 *ret_mailing_id,
                          GError **error);

/* A bon à tirer: what the first recipient would get, to every address of staff, with `checks`
 * (texts). GF_ERROR_STATE where nobody has an address. */
gboolean gf_mailing_proof(const GfClerk *clerk, const GfMailingPlan *plan, GPtrArray *checks,
                          GError **error);

/* Tells staff what was refused, late or still waits, once everything has been tried and again at
 * the end, and closes mailings of which nothing is under way any more; a transaction each.
 * `*ret_problem`: a report could not be written (its template). */
gboolean gf_mailing_close_finished(const GfClerk *clerk, GError **ret_problem, GError **error);
