/* mailbox.h - where mail comes from: IMAP or a Maildir, behind one interface.
 *
 * Blocking; used by one thread. Knows nothing of the assembly. The database, not the mailbox,
 * remembers what was handled: a message may be listed again after any failure, and filing one that
 * is gone is no error. Cancelled within a moment when `stop_fd` becomes readable
 * (GF_ERROR_CANCELLED).
 */
#pragma once

#include "base/config.h"

typedef enum { GF_TLS_IMPLICIT, GF_TLS_STARTTLS, GF_TLS_NONE } GfTls;
typedef enum { GF_AUTH_PASSWORD, GF_AUTH_XOAUTH2 } GfAuth;

typedef struct {
    gboolean imap;                /* else a Maildir at `path` */
    const char *path, *held_path; /* Maildir: incoming; where held messages are put */
    const char
        *settle_path; /* Maildir: has present/, absent/ and ignored/; NULL: no such folders */
    const char *host;
    guint16 port;
    GfTls tls;
    const char *ca_file; /* NULL: the system's */
    GfAuth auth;
    const char *user, *secret; /* password or token */
    const char *folder;        /* "INBOX" */
    guint64 max_message_bytes;
} GfMailboxOptions;

/* Where a message was met: enough to find it again and to recognise it. */
typedef struct {
    char *mailbox;       /* folder name in UTF-8, or Maildir path */
    guint32 uidvalidity; /* 0 in a Maildir */
    guint32 uid;         /* 0 in a Maildir */
    char *name;          /* Maildir: the part of the file name before ":2,"; else NULL */
} GfPlace;

GfPlace *gf_place_copy(const GfPlace *place);
void gf_place_free(GfPlace *place);
/* The same text for the same place, another one for any other. Owned. */
char *gf_place_key(const GfPlace *place);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GfPlace, gf_place_free)

typedef struct {
    GfPlace *place;
    gint64
        arrived_at; /* INTERNALDATE or mtime, UTC seconds; now where the server's is unreadable */
    guint64 size;   /* as the server says */
    GBytes *raw;    /* the message; only its header block, or nothing, where `cut` */
    gboolean cut;   /* larger than max_message_bytes, or the server cannot give all of it */
    const char
        *verdict; /* static: "present", "absent", "ignore" where staff dragged it; else NULL */
} GfIncoming;

void gf_incoming_free(GfIncoming *incoming);

typedef enum {
    GF_FOLDER_DONE, /* Greffe/Traité;    Maildir: cur/ of incoming */
    GF_FOLDER_HELD, /* Greffe/À vérifier; Maildir: held_path */
    GF_FOLDER_JUNK, /* Junk;             Maildir: cur/ */
} GfFolder;

typedef struct GfMailbox GfMailbox;

/* Connects, authenticates, selects, and creates the folders that are missing. GF_ERROR_MAILBOX (try
 * again later), GF_ERROR_ACCOUNT (refused log-in, bad certificate), GF_ERROR_CANCELLED. Owned. */
GfMailbox *gf_mailbox_open(const GfMailboxOptions *options, int stop_fd, GError **error);

/* The same with [mailbox] of greffe.conf; the secret is read anew (a token may have expired). */
GfMailbox *gf_mailbox_open_configured(const GfConfig *config, int stop_fd, GError **error);

/* Up to `max` messages of the folder that are not in `known` (a predicate on places, may be NULL),
 * oldest first: GPtrArray of GfIncoming, owned, empty when there is nothing more. Fewer where they
 * would fill memory, or where the connection broke on the way, which the next call reports. A
 * message that vanishes meanwhile is no error. */
typedef gboolean (*GfKnown)(const GfPlace *place, gpointer user_data);
GPtrArray *gf_mailbox_fetch(GfMailbox *mailbox, guint max, GfKnown known, gpointer user_data,
                            GError **error);

/* The same from the folders that staff drags held messages into (Greffe/Présent, Absent, Ignoré;
 * Maildir: below settle_path), each with its verdict; of the first in which there is something.
 * They are not what gf_mailbox_wait() watches on a server: call it now and then. */
GPtrArray *gf_mailbox_fetch_dragged(GfMailbox *mailbox, guint max, GfKnown known,
                                    gpointer user_data, GError **error);

/* A message to be moved, and what came of it. */
typedef struct {
    gint64 id; /* the caller's */
    GfPlace *place;
    GfFolder folder;
    gboolean filed; /* or gone already */
    GfPlace *moved; /* where it is now, NULL where the server does not tell */
} GfFiling;

/* Takes `place`. Owned. */
GfFiling *gf_filing_new(gint64 id, GfPlace *place, GfFolder folder);
void gf_filing_free(GfFiling *filing);

/* Moves messages (of GfFiling), those of one folder with one command. FALSE with GF_ERROR_RETRY
 * where the server would not take some of them, which are not `filed`; with any other error where
 * the rest was not tried. */
gboolean gf_mailbox_file(GfMailbox *mailbox, GPtrArray *filings, GError **error);

/* Waits until something may have changed since the last fetch, at most `timeout_ms`, IDLE or
 * inotify where there is one, a plain wait otherwise. Also returns (TRUE) when `wake_fd` (-1: none)
 * becomes readable. */
gboolean gf_mailbox_wait(GfMailbox *mailbox, int timeout_ms, int wake_fd, GError **error);
/* TRUE where the last wait ended only because its time was over, at a server that tells what comes
 * in: it need not be listed, but now and then, for some servers forget to tell. */
gboolean gf_mailbox_was_quiet(const GfMailbox *mailbox);

void gf_mailbox_close(GfMailbox *mailbox);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GfMailbox, gf_mailbox_close)
