/* imap.h - one IMAP session and what its parts share.
 *
 * imap.c opens and closes it, imap-folders.c finds and makes our folders, imap-search.c lists,
 * imap-fetch.c reads, imap-drag.c reads what staff dragged, imap-file.c moves, imap-wait.c waits,
 * imap-line.c says what libetpan cannot. A tagged NO leaves the session healthy; anything else that
 * is not OK ends it (`session` is NULL from then on), because libetpan has lost its place in the
 * stream.
 */
#pragma once

#include "mailbox/kind.h"
#include "mailbox/stream.h"

/* One command, all of it; and what its answer may weigh where it carries no message. */
#define GF_IMAP_TIMEOUT_MS 60000
#define GF_IMAP_ANSWER_BYTES (4 * 1024 * 1024)

typedef struct {
    GfMailbox base;
    /* options, owned */
    char *host, *ca_file, *user, *secret, *folder;
    guint16 port;
    GfTls tls;
    GfAuth auth;
    guint64 max_message_bytes;
    int stop_fd;

    GfStream *stream;
    mailimap *session; /* NULL: lost */
    gboolean can_move, can_uidplus, can_idle;
    char delimiter;                    /* '\0': the server has no hierarchy */
    char *prefix;                      /* of our own folders, UTF-8, "" or "INBOX." */
    char *targets[GF_FOLDER_JUNK + 1]; /* full names by GfFolder, UTF-8 */
    char *drags[GF_DRAGS];             /* full names in the order of gf_drags, UTF-8 */
    char *selected;                    /* UTF-8; NULL: none */
    guint32 uidvalidity;               /* of `selected` */
    guint32 next_uid;     /* of `folder`, when it was last opened after the folders of staff */
    gboolean left_behind; /* the last look into `folder` did not bring all that it found */
    GArray *listed;       /* UIDs of `selected` that the last search found and no fetch has tried,
                             ascending; NULL: none */
} GfImap;

typedef enum {
    GF_REPLY_OK,
    GF_REPLY_NO,      /* refused; the session is healthy */
    GF_REPLY_BAD,     /* the server does not understand us, or is in trouble */
    GF_REPLY_GARBLED, /* cannot be understood, or is too much: the same question may fail again */
    GF_REPLY_LOST,    /* connection broken, time-out, stopped */
} GfReply;

/* What a result code of libetpan means. */
GfReply gf_imap_reply(const GfImap *imap, int result);

/* Sets the error for a result that is not OK, "mailbox HOST: DOING: why": GF_ERROR_RETRY for NO,
 * else GF_ERROR_MAILBOX or GF_ERROR_CANCELLED, and then the session is dropped. */
void gf_imap_set_error(GfImap *imap, int result, const char *doing, GError **error);

/* What the server said last, on one line. Owned. */
char *gf_imap_server_text(const GfImap *imap);
/* TRUE where the last answer carries this response code (RFC 5530), for example "ALREADYEXISTS". */
gboolean gf_imap_has_code(const GfImap *imap, const char *code);

/* Before a command: deadline and budget. `bytes` is what a message may add to the answer. */
void gf_imap_begin(GfImap *imap, guint64 bytes);

/* Connects, logs in, finds folders, selects options->folder. Also after gf_imap_drop(). */
gboolean gf_imap_connect(GfImap *imap, GError **error);
/* Ends the connection without a word. */
void gf_imap_drop(GfImap *imap);

/* TRUE where there is a session; else GF_ERROR_MAILBOX. */
gboolean gf_imap_is_there(GfImap *imap, GError **error);

/* Selects a folder unless it is selected. `ret_missing` (may be NULL): set where the server says
 * NO, which otherwise is GF_ERROR_RETRY. */
gboolean gf_imap_select(GfImap *imap, const char *folder, gboolean *ret_missing, GError **error);

/* imap-line.c: what a line of the server is, to commands that carry GF_IMAP_TAG. */
#define GF_IMAP_TAG "GRF" /* digits may follow */
typedef enum {
    GF_IMAP_LINE_OTHER,
    GF_IMAP_LINE_NEWS,   /* "* 12 EXISTS" */
    GF_IMAP_LINE_GO,     /* "+ idling" */
    GF_IMAP_LINE_OK,     /* "GRF OK ..." */
    GF_IMAP_LINE_REFUSED /* "GRF NO ...", "GRF BAD ..." */
} GfImapLine;
/* One line or more, with their ends. `doing` is for the error. */
gboolean gf_imap_send_line(GfImap *imap, const char *line, const char *doing, GError **error);
/* One line, which holds until the next; NULL where the session is lost. */
const char *gf_imap_read_line(GfImap *imap, GfImapLine *ret_kind, const char *doing,
                              GError **error);

/* Whether the selected folder still has this message. */
gboolean gf_imap_has_uid(GfImap *imap, guint32 uid, gboolean *ret_there, GError **error);

/* imap-folders.c: fills delimiter, prefix and targets, creates what is missing. */
gboolean gf_imap_prepare_folders(GfImap *imap, GError **error);
/* Creates one folder and subscribes to it; there already is success. GF_ERROR_ACCOUNT where
 * refused. */
gboolean gf_imap_create_folder(GfImap *imap, const char *folder, GError **error);

/* One look into a folder: up to `max` messages that are not known, as gf_mailbox_fetch() says. All
 * borrowed; `folder` must outlive a new connection. */
typedef struct {
    const char *folder, *verdict;
    guint max;
    GfKnown known;
    gpointer user_data;
} GfImapLook;
/* imap-search.c: UIDs of the selected folder that are not deleted and not known, ascending, at most
 * `look->max`, taken out of imap->listed. Owned; NULL on error. */
GArray *gf_imap_search(GfImap *imap, const GfImapLook *look, GError **error);
/* imap-fetch.c */
GPtrArray *gf_imap_look(GfImap *imap, const GfImapLook *look, GError **error);

/* imap-login.c */
gboolean gf_imap_check_account(const GfImap *imap, GError **error);
gboolean gf_imap_read_capabilities(GfImap *imap, GError **error);
gboolean gf_imap_log_in(GfImap *imap, GError **error);

/* The table of mailbox.c. */
GPtrArray *gf_imap_fetch(GfMailbox *mailbox, guint max, GfKnown known, gpointer user_data,
                         GError **error);
GPtrArray *gf_imap_fetch_dragged(GfMailbox *mailbox, guint max, GfKnown known, gpointer user_data,
                                 GError **error);
gboolean gf_imap_file(GfMailbox *mailbox, GPtrArray *filings, GError **error);
gboolean gf_imap_wait(GfMailbox *mailbox, gint64 until_us, int wake_fd, GError **error);
void gf_imap_close(GfMailbox *mailbox);
