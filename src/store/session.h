/* session.h - sessions with their versions, invitations and answers.
 *
 * A session's wording is never edited: each change is a new version. The last valid answer counts,
 * by rules/order; every one is kept.
 */
#pragma once

#include "letter/letter.h"
#include "store/store.h"

typedef struct {
    char *slug, *title;
    gint64 starts_at, ends_at;
} GfPartOfDay;

typedef struct {
    char *name, *media_type;
    gint64 blob_id;
} GfDocument;
void gf_document_free(GfDocument *document);

/* A session in one version. */
typedef struct {
    gint64 id;
    char *slug;
    gint64 body_id;
    char *state; /* "draft", "convened", "cancelled", "closed" */
    int version, sequence;
    char *title, *place, *video; /* place, video: may be NULL */
    char *agenda;                /* one item a line */
    gint64 starts_at, ends_at;
    gboolean guests;
    char *plan, *plan_hour;
    int notice;
    char *reason;
    gint64 created_at;            /* of this version */
    gint64 convened_at, proof_at; /* 0: not yet */
    GPtrArray *parts;             /* of GfPartOfDay */
    GPtrArray *documents;         /* of GfDocument */
} GfSession;
GfSession *gf_session_new(void);
void gf_session_free(GfSession *session);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GfSession, gf_session_free)

/* Inserts a draft (version 1, sequence 0) or, with an id, a new version (session->version,
 * session->sequence as given) which becomes the one in force. */
gboolean gf_store_add_session(GfStore *store, GfSession *session, GError **error);
gboolean gf_store_add_session_version(GfStore *store, const GfSession *session, GError **error);
/* The version in force, or `version` where it is not 0. */
gboolean gf_store_session(GfStore *store, const char *slug, GfSession **ret, GError **error);
gboolean gf_store_session_by_id(GfStore *store, gint64 id, int version, GfSession **ret,
                                GError **error);
/* The highest version ever stored, in force or recalled. */
gboolean gf_store_last_session_version(GfStore *store, gint64 id, int *ret_version, GError **error);
gboolean gf_store_sessions(GfStore *store, GPtrArray **ret, GError **error); /* by date */
/* `version` 0 and `convened_at` 0 leave them as they are; but a draft was never convened. */
gboolean gf_store_set_session_state(GfStore *store, gint64 id, const char *state, int version,
                                    gint64 convened_at, GError **error);
gboolean gf_store_set_session_proof(GfStore *store, gint64 id, gint64 at, GError **error);

typedef struct {
    gint64 id, session_id, member_id;
    char *uid, *token;
    gboolean guest;
    gint64 created_at;
} GfInvitation;
void gf_invitation_free(GfInvitation *invitation);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GfInvitation, gf_invitation_free)

/* Sets id, and adds its token, which names it. */
gboolean gf_store_add_invitation(GfStore *store, GfInvitation *invitation, GError **error);
gboolean gf_store_invitation(GfStore *store, gint64 id, GfInvitation **ret, GError **error);
gboolean gf_store_invitation_of(GfStore *store, gint64 session_id, gint64 member_id,
                                GfInvitation **ret, GError **error);
gboolean gf_store_invitation_by_uid(GfStore *store, const char *uid, GfInvitation **ret,
                                    GError **error);
gboolean gf_store_invitations(GfStore *store, gint64 session_id, GPtrArray **ret,
                              GError **error); /* by member */
/* Forgets the invitations of a session that was recalled before anything left. */
gboolean gf_store_remove_invitations(GfStore *store, gint64 session_id, GError **error);
/* Invitations of a member to sessions that are convened and not over at `now`, soonest first. */
gboolean gf_store_open_invitations_of(GfStore *store, gint64 member_id, gint64 now, GPtrArray **ret,
                                      GError **error);

typedef struct {
    gint64 id, invitation_id;
    int sequence;
    char *part;     /* "all", "morning", "afternoon" */
    char *presence; /* "present", "absent", "tentative", "silent" (an answer taken back) */
    char *mode;     /* "onsite", "remote", NULL */
    char *proxy_to; /* as written, NULL */
    gint64 proxy_member;
    char *substitute, *note;
    char *source; /* "calendar", "words", "staff" */
    char *actor, *rule;
    gint64 client_at, arrived_at, recorded_at;
    gint64 message_id; /* row of the evidence, 0: none */
} GfAnswerRow;
void gf_answer_row_free(GfAnswerRow *answer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GfAnswerRow, gf_answer_row_free)

gboolean gf_store_add_answer(GfStore *store, GfAnswerRow *answer, GError **error);
gboolean gf_store_answers(GfStore *store, gint64 invitation_id, GPtrArray **ret, GError **error);
gboolean gf_store_answers_of_session(GfStore *store, gint64 session_id, GPtrArray **ret,
                                     GError **error);
