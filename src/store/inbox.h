/* inbox.h - messages received, where they were met, and what was decided about them.
 *
 * A message is recorded once however often it is met: by place (UID and UIDVALIDITY), else by
 * content.
 */
#pragma once

#include "letter/letter.h"
#include "store/store.h"

/* What became of a message. */
#define GF_STATE_APPLIED "applied"       /* it changed something */
#define GF_STATE_NOTED "noted"           /* understood, nothing to change */
#define GF_STATE_HELD "held"             /* a human decides */
#define GF_STATE_CONFIRMING "confirming" /* the member has been asked to confirm */
#define GF_STATE_SETTLED "settled"       /* a human decided */
#define GF_STATE_IGNORED "ignored"       /* a human set it aside */
#define GF_STATE_JUNK "junk"

typedef struct {
    gint64 id, blob_id;
    char *message_id; /* NULL: none */
    gint64 arrived_at, recorded_at;
    char *from_address, *subject; /* may be NULL */
    char *kind;                   /* gf_kind_name(), or "unreadable", "too-large" */
    int reader;
    GfLetter *letter; /* NULL where it could not be read, or not by this version; filled by
                         gf_store_message() */
    char *state, *reason, *detail;
    gint64 session_id, member_id; /* 0: not known */
    char *matter; /* what else it is about: "saisine/2017-01", "chantier/gt1-2"; NULL */
} GfMessage;
GfMessage *gf_message_new(void);
void gf_message_free(GfMessage *message);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GfMessage, gf_message_free)

/* Stores raw bytes (`sha256`: theirs, in hexadecimal), letter and decision; sets id and blob_id. */
gboolean gf_store_add_message(GfStore *store, GBytes *raw, const char *sha256, GfMessage *message,
                              GError **error);
gboolean gf_store_message(GfStore *store, gint64 id, GfMessage **ret, GError **error);
gboolean gf_store_message_by_content(GfStore *store, const char *sha256, gint64 *ret_id,
                                     GError **error);
/* An earlier message with the same Message-ID header and sender; 0: none. */
gboolean gf_store_message_like(GfStore *store, const GfMessage *message, gint64 *ret_id,
                               GError **error);
/* The first message after `after_id` that was read by a reader before `reader`; NULL: none. */
gboolean gf_store_message_read_before(GfStore *store, int reader, gint64 after_id, GfMessage **ret,
                                      GError **error);
/* Newest first, without letters; `state` NULL: all. `limit` 0: all. */
gboolean gf_store_messages(GfStore *store, const char *state, guint limit, GPtrArray **ret,
                           GError **error);
/* The same of all before number `before`, for what is listed page by page. */
gboolean gf_store_messages_before(GfStore *store, gint64 before, guint limit, GPtrArray **ret,
                                  GError **error);
/* Writes state, reason, detail, session and member; where there is a letter also that and what was
 * read with it (message_id, from_address, subject, kind, reader). */
gboolean gf_store_decide_message(GfStore *store, const GfMessage *message, GError **error);

typedef struct {
    gint64 id, message_id;
    char *mailbox;
    guint32 uidvalidity, uid;
    char *name;   /* "" in IMAP */
    char *folder; /* where it must be: "done", "held", "junk" */
} GfPlaceRow;
void gf_place_row_free(GfPlaceRow *place);

/* The message met at a place (mailbox, uidvalidity, uid, name); 0: not met there yet. `ret_filed`
 * (may be NULL): nothing is left to file there. */
gboolean gf_store_message_at(GfStore *store, const GfPlaceRow *place, gint64 *ret_message_id,
                             gboolean *ret_filed, GError **error);
gboolean gf_store_add_place(GfStore *store, const GfPlaceRow *place, GError **error);
/* Places whose message is not where it must be yet, oldest first. */
gboolean gf_store_places_to_file(GfStore *store, guint limit, GPtrArray **ret, GError **error);
/* Filed in the folder of `ordered` (id, folder); `moved` (may be NULL): where it is now (mailbox,
 * uidvalidity, uid, name). */
gboolean gf_store_set_filed(GfStore *store, const GfPlaceRow *ordered, gint64 at,
                            const GfPlaceRow *moved, GError **error);
/* A decision of staff moves the message to another folder at the next round. */
gboolean gf_store_refile(GfStore *store, gint64 message_id, const char *folder, GError **error);
