/* incoming.h - one message in, one decision: the order of DESIGN.md section 4.
 *
 * Runs inside the caller's transaction, several messages may share a commit. The message is
 * recorded once however often it is met; what it changes, the journal and the mails it causes
 * commit with it.
 */
#pragma once

#include "workflow/clerk.h"

/* One message as it arrived. All borrowed. */
typedef struct {
    GBytes *raw;
    const GfLetter *letter; /* NULL where it could not be read */
    const char *mailbox;
    guint32 uidvalidity, uid;
    const char *name;       /* "" in IMAP */
    gint64 arrived_at;      /* INTERNALDATE, never the time of fetching */
    gboolean cut;           /* only its header, or nothing, could be fetched */
    gboolean too_large;     /* ... because of its size */
    const char *unreadable; /* why the reader gave it up, NULL: it did not */
    const char *verdict; /* "present", "absent", "ignore": staff dragged it there; NULL: nobody */
} GfArrival;

/* `*ret_message_id`: its row, new or known. A verdict of staff is carried out once, however often
 * the message is met where they put it. */
gboolean gf_incoming_receive(const GfClerk *clerk, const GfArrival *arrival, gint64 *ret_message_id,
                             GError **error);

/* Reads a held message again with a letter made anew (inbox retry). */
gboolean gf_incoming_retry(const GfClerk *clerk, gint64 message_id, const GfLetter *letter,
                           GError **error);
