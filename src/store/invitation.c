/* invitation.c - who is invited to a session, found by person, UID or session; see session.h. */
#include "store/session.h"

#include "store/outbox.h"
#include "store/sql.h"

void gf_invitation_free(GfInvitation *invitation)
{
    if (invitation == NULL)
        return;
    g_free(invitation->uid);
    g_free(invitation->token);
    g_free(invitation);
}

GF_SQL(insert_invitation,
       "INSERT INTO invitation (session_id, member_id, uid, token, guest, created_at)"
       " VALUES (?, ?, ?, ?, ?, ?)");

gboolean gf_store_add_invitation(GfStore *store, GfInvitation *invitation, GError **error)
{
    if (!gf_sql_run(store, &insert_invitation, error, "iittii", invitation->session_id,
                    invitation->member_id, invitation->uid, invitation->token,
                    (gint64) (invitation->guest != 0), invitation->created_at))
        return FALSE;
    invitation->id = gf_sql_last_id(store);
    return gf_store_add_token(store, invitation->token, "invitation", invitation->id, error);
}

#define INVITATION_SELECT                                                                          \
    "SELECT i.id, i.session_id, i.member_id, i.uid, i.token, i.guest, i.created_at"                \
    " FROM invitation i "
enum {
    INVITATION_ID,
    INVITATION_SESSION_ID,
    INVITATION_MEMBER_ID,
    INVITATION_UID,
    INVITATION_TOKEN,
    INVITATION_GUEST,
    INVITATION_CREATED_AT,
};

static gpointer read_invitation(GfRows *rows)
{
    GfInvitation *invitation = g_new0(GfInvitation, 1);
    invitation->id = gf_rows_integer(rows, INVITATION_ID);
    invitation->session_id = gf_rows_integer(rows, INVITATION_SESSION_ID);
    invitation->member_id = gf_rows_integer(rows, INVITATION_MEMBER_ID);
    invitation->uid = gf_rows_text(rows, INVITATION_UID);
    invitation->token = gf_rows_text(rows, INVITATION_TOKEN);
    invitation->guest = gf_rows_integer(rows, INVITATION_GUEST) != 0;
    invitation->created_at = gf_rows_integer(rows, INVITATION_CREATED_AT);
    return invitation;
}

static gboolean first(GfRows *rows, GfInvitation **ret, GError **error)
{
    return gf_rows_first(rows, read_invitation, (GDestroyNotify) gf_invitation_free, ret, error);
}

static gboolean list(GfRows *rows, GPtrArray **ret, GError **error)
{
    return gf_rows_list(rows, read_invitation, (GDestroyNotify) gf_invitation_free, ret, error);
}

GF_SQL(select_invitation, INVITATION_SELECT "WHERE i.id = ?");

gboolean gf_store_invitation(GfStore *store, gint64 id, GfInvitation **ret, GError **error)
{
    GfRows rows;
    return gf_sql_query(store, &select_invitation, &rows, error, "i", id) &&
           first(&rows, ret, error);
}

GF_SQL(select_invitation_of, INVITATION_SELECT "WHERE i.session_id = ? AND i.member_id = ?");

gboolean gf_store_invitation_of(GfStore *store, gint64 session_id, gint64 member_id,
                                GfInvitation **ret, GError **error)
{
    GfRows rows;
    return gf_sql_query(store, &select_invitation_of, &rows, error, "ii", session_id, member_id) &&
           first(&rows, ret, error);
}

GF_SQL(select_invitation_by_uid, INVITATION_SELECT "WHERE i.uid = ?");

gboolean gf_store_invitation_by_uid(GfStore *store, const char *uid, GfInvitation **ret,
                                    GError **error)
{
    GfRows rows;
    return gf_sql_query(store, &select_invitation_by_uid, &rows, error, "t", uid) &&
           first(&rows, ret, error);
}

GF_SQL(select_invitations, INVITATION_SELECT "WHERE i.session_id = ? ORDER BY i.member_id");

gboolean gf_store_invitations(GfStore *store, gint64 session_id, GPtrArray **ret, GError **error)
{
    GfRows rows;
    return gf_sql_query(store, &select_invitations, &rows, error, "i", session_id) &&
           list(&rows, ret, error);
}

GF_SQL(delete_invitation_tokens,
       "DELETE FROM token WHERE token IN (SELECT token FROM invitation WHERE session_id = ?)");
GF_SQL(delete_invitations, "DELETE FROM invitation WHERE session_id = ?");

gboolean gf_store_remove_invitations(GfStore *store, gint64 session_id, GError **error)
{
    return gf_sql_run(store, &delete_invitation_tokens, error, "i", session_id) &&
           gf_sql_run(store, &delete_invitations, error, "i", session_id);
}

GF_SQL(select_open_invitations,
       INVITATION_SELECT "JOIN session s ON s.id = i.session_id"
                         " JOIN session_version v ON v.session_id = s.id AND v.version = s.version"
                         " WHERE i.member_id = ? AND s.state = 'convened' AND v.ends_at > ?"
                         " ORDER BY v.starts_at, i.id");

gboolean gf_store_open_invitations_of(GfStore *store, gint64 member_id, gint64 now, GPtrArray **ret,
                                      GError **error)
{
    GfRows rows;
    return gf_sql_query(store, &select_open_invitations, &rows, error, "ii", member_id, now) &&
           list(&rows, ret, error);
}
