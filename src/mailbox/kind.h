/* kind.h - what IMAP and Maildir have in common inside this folder.
 *
 * A mailbox begins with the table of its kind; mailbox.c dispatches through it. Nothing here is for
 * other folders.
 */
#pragma once

#include "mailbox/mailbox.h"

typedef struct {
    GPtrArray *(*fetch)(GfMailbox *mailbox, guint max, GfKnown known, gpointer user_data,
                        GError **error);
    GPtrArray *(*fetch_dragged)(GfMailbox *mailbox, guint max, GfKnown known, gpointer user_data,
                                GError **error);
    gboolean (*file)(GfMailbox *mailbox, GPtrArray *filings, GError **error);
    gboolean (*wait)(GfMailbox *mailbox, gint64 until_us, int wake_fd, GError **error);
    void (*close)(GfMailbox *mailbox);
} GfMailboxKind;

struct GfMailbox {
    const GfMailboxKind *kind;
    gboolean was_quiet; /* set by wait */
};

/* What staff says by dragging a message, and where to. */
#define GF_DRAGS 3
typedef struct {
    const char *verdict;
    const char *folder;    /* IMAP, beside Greffe/Traité */
    const char *directory; /* Maildir, below settle_path */
} GfDrag;
extern const GfDrag gf_drags[GF_DRAGS];

GfMailbox *gf_imap_open(const GfMailboxOptions *options, int stop_fd, GError **error);
GfMailbox *gf_maildir_open(const GfMailboxOptions *options, int stop_fd, GError **error);

/* Owned. `name` may be NULL. */
GfPlace *gf_place_new(const char *mailbox, guint32 uidvalidity, guint32 uid, const char *name);

/* Takes `place` and `raw`. */
GfIncoming *gf_incoming_new(GfPlace *place, gint64 arrived_at, guint64 size, GBytes *raw,
                            gboolean cut);

/* Oldest first, by arrival, then by UID or name. */
void gf_incoming_sort(GPtrArray *incoming);
