/* outbox.h - mailings and the mails to one person each, with what became of them.
 *
 * queued or ready -> sending -> taken | failed, or ready again (4xx), or uncertain. A row is
 * durable as `sending` before the first byte leaves, and its outcome after: what a crash finds
 * `sending` is uncertain, decided by rules/retry.
 */
#pragma once

#include "store/store.h"

typedef struct {
    gint64 id;
    char *kind;        /* "convocation", "move", "correction", "cancel", "reminder"; "saisine",
                          "follow-up", "report" */
    char *subject;     /* as in the journal: "session/conseil", "saisine/2017-01" */
    gint64 session_id; /* 0: of another matter */
    int version;
    char *state; /* "queued", "leaving", "done", "recalled" */
    GBytes *frozen;
    gint64 queued_at, release_at, reported_at;
} GfMailing;
void gf_mailing_free(GfMailing *mailing);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GfMailing, gf_mailing_free)

gboolean gf_store_add_mailing(GfStore *store, GfMailing *mailing, GError **error);
gboolean gf_store_mailing(GfStore *store, gint64 id, GfMailing **ret, GError **error);
gboolean gf_store_set_mailing_state(GfStore *store, gint64 id, const char *state, GError **error);
gboolean gf_store_set_mailing_reported(GfStore *store, gint64 id, gint64 at, GError **error);
/* Mailings of a session, oldest first. */
gboolean gf_store_mailings(GfStore *store, gint64 session_id, GPtrArray **ret, GError **error);
/* Mailings queued or leaving, oldest first. */
gboolean gf_store_open_mailings(GfStore *store, GPtrArray **ret, GError **error);
/* Ids (gint64) of queued mailings whose release has come, oldest first. */
gboolean gf_store_mailings_to_begin(GfStore *store, gint64 now, GArray **ret, GError **error);
/* Takes a mailing back: its mails that are still queued or ready become `recalled`, and it too.
 * `*ret_mails`: how many. */
gboolean gf_store_recall_mailing(GfStore *store, gint64 id, gint64 at, guint *ret_mails,
                                 GError **error);
/* What has not been taken of the session's earlier mailings is dropped: a later one says otherwise.
 */
gboolean gf_store_supersede_mailings(GfStore *store, const GfMailing *by, gint64 at,
                                     guint *ret_mails, GError **error);
gboolean gf_store_add_mailing_chunk(GfStore *store, gint64 mailing_id, int ordinal, gint64 blob_id,
                                    GError **error);

typedef struct {
    gint64 id;
    char *kind; /* of its mailing, or "acknowledgement", "confirmation", "refusal", "proof",
                   "notice" */
    gint64 mailing_id, invitation_id, member_id, answers_id; /* 0: none */
    char *token; /* of its Reply-To: who answers it means that object; NULL: none */
    char *message_id, *envelope_from, *recipient;
    gint64 blob_id;   /* its personal part, or what that is packed like; 0 while queued */
    char *sha256;     /* of its personal part; NULL: as the blob's */
    GBytes *packed;   /* only to be claimed with: packed like the blob; NULL: it is the blob */
    GBytes *personal; /* its personal part where it is at hand, else NULL */
    char *state;
    gint64 queued_at, due_at;
    int tries, unknown_outcomes;
    gint64 outcome_at;
    int code;
    char *status, *reply;
    gint64 bounced_at, delayed_at;
    char *bounce_status, *bounce_words;
    gint64 bounce_message;
} GfOutgoing;
void gf_outgoing_free(GfOutgoing *outgoing);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GfOutgoing, gf_outgoing_free)

gboolean gf_store_add_outgoing(GfStore *store, GfOutgoing *outgoing, GError **error);
gboolean gf_store_outgoing(GfStore *store, gint64 id, GfOutgoing **ret, GError **error);
gboolean gf_store_outgoing_by_message_id(GfStore *store, const char *message_id, GfOutgoing **ret,
                                         GError **error);
/* `state` NULL: all that are not taken, recalled or dropped; `limit` 0: all. GPtrArray of
 * GfOutgoing, oldest first. */
gboolean gf_store_outgoings(GfStore *store, const char *state, guint limit, GPtrArray **ret,
                            GError **error);
gboolean gf_store_outgoings_of_mailing(GfStore *store, gint64 mailing_id, GPtrArray **ret,
                                       GError **error);
/* The newest mail to an invitation that carries it (convocation, move, correction, cancel,
 * reminder); recalled ones do not count. */
gboolean gf_store_last_outgoing_of(GfStore *store, gint64 invitation_id, GfOutgoing **ret,
                                   GError **error);
/* The last mail under a token to an address that a report may come back from; NULL: none. */
gboolean gf_store_last_outgoing_to(GfStore *store, const char *recipient, const char *token,
                                   GfOutgoing **ret, GError **error);
/* The first mailing that leaves and has queued mails, to be composed; 0: none. */
gboolean gf_store_mailing_to_compose(GfStore *store, gint64 *ret_id, GError **error);
/* The next of its queued mails behind `after_id`: up to GF_STORE_COMPOSE_MANY. GPtrArray of
 * GfOutgoing. */
#define GF_STORE_COMPOSE_MANY 24
gboolean gf_store_outgoings_to_compose(GfStore *store, gint64 mailing_id, gint64 after_id,
                                       GPtrArray **ret, GError **error);
/* Whether the mail is queued still. */
gboolean gf_store_is_queued(GfStore *store, gint64 id, gboolean *ret, GError **error);
/* Claims a mail with its composed personal part (queued -> sending, tries + 1), if it is queued
 * still. */
gboolean gf_store_claim_composed(GfStore *store, const GfOutgoing *outgoing, gboolean *ret_claimed,
                                 GError **error);
/* Claims up to `limit` ready mails due at `now` that are not in doubt (ready -> sending, tries +
 * 1), by due time: those to one person, or those of mailings. They are added to `claimed` (of
 * GfOutgoing, which owns them). */
gboolean gf_store_claim_alone(GfStore *store, gint64 now, guint limit, GPtrArray *claimed,
                              GError **error);
gboolean gf_store_claim_of_mailings(GfStore *store, gint64 now, guint limit, GPtrArray *claimed,
                                    GError **error);
/* One that is in doubt (its outcome was unknown once), the one that was least often. Looks through
 * all that is due: for when there is nothing else. */
gboolean gf_store_claim_in_doubt(GfStore *store, gint64 now, GPtrArray *claimed, GError **error);
/* The chunks of a mail, in order: its personal part, then its mailing's. GPtrArray of GBytes. */
gboolean gf_store_outgoing_chunks(GfStore *store, const GfOutgoing *outgoing, GPtrArray **ret,
                                  GError **error);
/* SHA-256 of its personal part, in hexadecimal; "" while queued. Owned. */
gboolean gf_store_outgoing_sha256(GfStore *store, const GfOutgoing *outgoing, char **ret,
                                  GError **error);
/* Records an outcome: any field of GfOutgoing from state to reply, tries, unknown_outcomes; where
 * it is ready again, its dates too. */
gboolean gf_store_record_outcome(GfStore *store, const GfOutgoing *outgoing, GError **error);
gboolean gf_store_record_bounce(GfStore *store, const GfOutgoing *outgoing, GError **error);
/* When the next thing is due: a ready mail, or the release of a mailing that is queued or has mails
 * to compose; 0: nothing. */
gboolean gf_store_next_outgoing(GfStore *store, gint64 *ret_due_at, GError **error);
/* The clock was set back. Mails that are due only after `latest` become due at `now`; mailings that
 * were queued after `now` leave at `release_at`. Add to `*count`. Inside a transaction. */
gboolean gf_store_date_mails_anew(GfStore *store, gint64 now, gint64 latest, guint *count,
                                  GError **error);
gboolean gf_store_date_mailings_anew(GfStore *store, gint64 now, gint64 release_at, guint *count,
                                     GError **error);

/* How many automatic mails (acknowledgement, confirmation, refusal) an address got since `since`.
 */
gboolean gf_store_count_automatic(GfStore *store, const char *recipient, gint64 since, guint *ret,
                                  GError **error);

typedef struct {
    guint queued, ready, sending, taken, failed, uncertain, recalled, dropped, bounced;
} GfOutboxCounts;
/* Of one mailing; where mailing_id is 0, of everything that is not done: what was taken in years,
 * or given up, is not counted. */
gboolean gf_store_outbox_counts(GfStore *store, gint64 mailing_id, GfOutboxCounts *ret,
                                GError **error);

/* Tokens: 16 characters of base 32 (80 bits). */
gboolean gf_store_add_token(GfStore *store, const char *token, const char *kind, gint64 object_id,
                            GError **error);
/* The object of a token; one wrong character is repaired where exactly one token fits. `*ret_kind`
 * NULL: unknown or revoked; owned. `ret_token` (may be NULL): the token as it should be. */
gboolean gf_store_find_token(GfStore *store, const char *token, char **ret_kind,
                             gint64 *ret_object_id, char **ret_token, GError **error);
/* To which member a mail with that token in its Reply-To went; 0: to none. */
gboolean gf_store_token_holder(GfStore *store, const char *token, gint64 *ret_member_id,
                               GError **error);
gboolean gf_store_revoke_token(GfStore *store, const char *token, gint64 at, GError **error);
