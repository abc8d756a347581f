/* solicitation.c - who was asked about a saisine, each by a token of their own; see saisine.h. */
#include "store/outbox.h"
#include "store/saisine.h"
#include "store/sql.h"

void gf_solicitation_free(GfSolicitation *solicitation)
{
    if (solicitation == NULL)
        return;
    g_free(solicitation->token);
    g_free(solicitation);
}

GF_SQL(insert_solicitation, "INSERT INTO solicitation (saisine_id, member_id, token, nothing_at,"
                            " created_at) VALUES (?, ?, ?, ?, ?)");

gboolean gf_store_add_solicitation(GfStore *store, GfSolicitation *solicitation, GError **error)
{
    if (!gf_sql_run(store, &insert_solicitation, error, "iitzi", solicitation->saisine_id,
                    solicitation->member_id, solicitation->token, solicitation->nothing_at,
                    solicitation->created_at))
        return FALSE;
    solicitation->id = gf_sql_last_id(store);
    return gf_store_add_token(store, solicitation->token, "solicitation", solicitation->id, error);
}

#define SOLICITATION_COLUMNS "s.id, s.saisine_id, s.member_id, s.token, s.nothing_at, s.created_at"
#define SOLICITATION_SELECT "SELECT " SOLICITATION_COLUMNS " FROM solicitation s "
enum {
    SOLICITATION_ID,
    SOLICITATION_SAISINE_ID,
    SOLICITATION_MEMBER_ID,
    SOLICITATION_TOKEN,
    SOLICITATION_NOTHING_AT,
    SOLICITATION_CREATED_AT,
};

static gpointer read_solicitation(GfRows *rows)
{
    GfSolicitation *solicitation = g_new0(GfSolicitation, 1);
    solicitation->id = gf_rows_integer(rows, SOLICITATION_ID);
    solicitation->saisine_id = gf_rows_integer(rows, SOLICITATION_SAISINE_ID);
    solicitation->member_id = gf_rows_integer(rows, SOLICITATION_MEMBER_ID);
    solicitation->token = gf_rows_text(rows, SOLICITATION_TOKEN);
    solicitation->nothing_at = gf_rows_integer(rows, SOLICITATION_NOTHING_AT);
    solicitation->created_at = gf_rows_integer(rows, SOLICITATION_CREATED_AT);
    return solicitation;
}

static gboolean first(GfRows *rows, GfSolicitation **ret, GError **error)
{
    return gf_rows_first(rows, read_solicitation, (GDestroyNotify) gf_solicitation_free, ret,
                         error);
}

static gboolean list(GfRows *rows, GPtrArray **ret, GError **error)
{
    return gf_rows_list(rows, read_solicitation, (GDestroyNotify) gf_solicitation_free, ret, error);
}

GF_SQL(select_solicitation, SOLICITATION_SELECT "WHERE s.id = ?");

gboolean gf_store_solicitation(GfStore *store, gint64 id, GfSolicitation **ret, GError **error)
{
    GfRows rows;
    return gf_sql_query(store, &select_solicitation, &rows, error, "i", id) &&
           first(&rows, ret, error);
}

GF_SQL(select_solicitation_of, SOLICITATION_SELECT "WHERE s.saisine_id = ? AND s.member_id = ?");

gboolean gf_store_solicitation_of(GfStore *store, gint64 saisine_id, gint64 member_id,
                                  GfSolicitation **ret, GError **error)
{
    GfRows rows;
    return gf_sql_query(store, &select_solicitation_of, &rows, error, "ii", saisine_id,
                        member_id) &&
           first(&rows, ret, error);
}

GF_SQL(select_solicitations, SOLICITATION_SELECT "WHERE s.saisine_id = ? ORDER BY s.id");

gboolean gf_store_solicitations(GfStore *store, gint64 saisine_id, GPtrArray **ret, GError **error)
{
    GfRows rows;
    return gf_sql_query(store, &select_solicitations, &rows, error, "i", saisine_id) &&
           list(&rows, ret, error);
}

GF_SQL(select_open_solicitations_of,
       "SELECT " SOLICITATION_COLUMNS " FROM solicitation s JOIN saisine a ON a.id = s.saisine_id"
       " WHERE s.member_id = ? AND a.state IN ('assigned', 'open') ORDER BY s.id");

gboolean gf_store_open_solicitations_of(GfStore *store, gint64 member_id, GPtrArray **ret,
                                        GError **error)
{
    GfRows rows;
    return gf_sql_query(store, &select_open_solicitations_of, &rows, error, "i", member_id) &&
           list(&rows, ret, error);
}

GF_SQL(update_nothing, "UPDATE solicitation SET nothing_at = ? WHERE id = ?");

gboolean gf_store_set_nothing(GfStore *store, gint64 solicitation_id, gint64 at, GError **error)
{
    return gf_sql_run(store, &update_nothing, error, "zi", at, solicitation_id);
}
