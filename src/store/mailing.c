/* mailing.c - one text to many people, frozen when queued, and its shared chunks; see outbox.h. */
#include "store/outbox.h"
#include "store/sql.h"

void gf_mailing_free(GfMailing *mailing)
{
    if (mailing == NULL)
        return;
    g_free(mailing->kind);
    g_free(mailing->subject);
    g_free(mailing->state);
    g_clear_pointer(&mailing->frozen, g_bytes_unref);
    g_free(mailing);
}

GF_SQL(insert_mailing,
       "INSERT INTO mailing (kind, subject, session_id, version, state, frozen, queued_at,"
       " release_at, reported_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");

gboolean gf_store_add_mailing(GfStore *store, GfMailing *mailing, GError **error)
{
    if (!gf_sql_run(store, &insert_mailing, error, "ttzitbiiz", mailing->kind, mailing->subject,
                    mailing->session_id, (gint64) mailing->version, mailing->state, mailing->frozen,
                    mailing->queued_at, mailing->release_at, mailing->reported_at))
        return FALSE;
    mailing->id = gf_sql_last_id(store);
    return TRUE;
}

#define MAILING_SELECT                                                                             \
    "SELECT id, kind, subject, session_id, version, state, frozen, queued_at, release_at, "        \
    "reported_at"                                                                                  \
    " FROM mailing "
enum {
    MAILING_ID,
    MAILING_KIND,
    MAILING_SUBJECT,
    MAILING_SESSION_ID,
    MAILING_VERSION,
    MAILING_STATE,
    MAILING_FROZEN,
    MAILING_QUEUED_AT,
    MAILING_RELEASE_AT,
    MAILING_REPORTED_AT,
};

static gpointer read_mailing(GfRows *rows)
{
    GfMailing *mailing = g_new0(GfMailing, 1);
    mailing->id = gf_rows_integer(rows, MAILING_ID);
    mailing->kind = gf_rows_text(rows, MAILING_KIND);
    mailing->subject = gf_rows_text(rows, MAILING_SUBJECT);
    mailing->session_id = gf_rows_integer(rows, MAILING_SESSION_ID);
    mailing->version = (int) gf_rows_integer(rows, MAILING_VERSION);
    mailing->state = gf_rows_text(rows, MAILING_STATE);
    mailing->frozen = gf_rows_bytes(rows, MAILING_FROZEN);
    mailing->queued_at = gf_rows_integer(rows, MAILING_QUEUED_AT);
    mailing->release_at = gf_rows_integer(rows, MAILING_RELEASE_AT);
    mailing->reported_at = gf_rows_integer(rows, MAILING_REPORTED_AT);
    return mailing;
}

GF_SQL(select_mailing, MAILING_SELECT "WHERE id = ?");

gboolean gf_store_mailing(GfStore *store, gint64 id, GfMailing **ret, GError **error)
{
    GfRows rows;
    return gf_sql_query(store, &select_mailing, &rows, error, "i", id) &&
           gf_rows_first(&rows, read_mailing, (GDestroyNotify) gf_mailing_free, ret, error);
}

GF_SQL(select_mailings, MAILING_SELECT "WHERE session_id = ? ORDER BY id");

gboolean gf_store_mailings(GfStore *store, gint64 session_id, GPtrArray **ret, GError **error)
{
    GfRows rows;
    return gf_sql_query(store, &select_mailings, &rows, error, "i", session_id) &&
           gf_rows_list(&rows, read_mailing, (GDestroyNotify) gf_mailing_free, ret, error);
}

GF_SQL(select_open_mailings, MAILING_SELECT "WHERE state IN ('queued', 'leaving') ORDER BY id");

gboolean gf_store_open_mailings(GfStore *store, GPtrArray **ret, GError **error)
{
    GfRows rows;
    return gf_sql_query(store, &select_open_mailings, &rows, error, "") &&
           gf_rows_list(&rows, read_mailing, (GDestroyNotify) gf_mailing_free, ret, error);
}

GF_SQL(update_mailing_state, "UPDATE mailing SET state = ? WHERE id = ?");

gboolean gf_store_set_mailing_state(GfStore *store, gint64 id, const char *state, GError **error)
{
    return gf_sql_run(store, &update_mailing_state, error, "ti", state, id);
}

GF_SQL(update_mailing_reported, "UPDATE mailing SET reported_at = ? WHERE id = ?");

gboolean gf_store_set_mailing_reported(GfStore *store, gint64 id, gint64 at, GError **error)
{
    return gf_sql_run(store, &update_mailing_reported, error, "zi", at, id);
}

/* Both conditions on the state: the first one names the index of the open ones. */
GF_SQL(select_mailings_to_begin, "SELECT id FROM mailing WHERE state IN ('queued', 'leaving')"
                                 " AND state = 'queued' AND release_at <= ? ORDER BY id");

gboolean gf_store_mailings_to_begin(GfStore *store, gint64 now, GArray **ret, GError **error)
{
    GfRows rows;
    return gf_sql_query(store, &select_mailings_to_begin, &rows, error, "i", now) &&
           gf_rows_ids(&rows, ret, error);
}

GF_SQL(recall_queued, "UPDATE outgoing SET state = 'recalled', outcome_at = ?"
                      " WHERE mailing_id = ? AND state IN ('queued', 'ready')");

gboolean gf_store_recall_mailing(GfStore *store, gint64 id, gint64 at, guint *ret_mails,
                                 GError **error)
{
    if (!gf_sql_run(store, &recall_queued, error, "zi", at, id))
        return FALSE;
    guint mails = (guint) gf_sql_changes(store);
    if (!gf_store_set_mailing_state(store, id, "recalled", error))
        return FALSE;
    *ret_mails = mails;
    return TRUE;
}

GF_SQL(insert_mailing_chunk,
       "INSERT INTO mailing_chunk (mailing_id, ordinal, blob_id) VALUES (?, ?, ?)");

gboolean gf_store_add_mailing_chunk(GfStore *store, gint64 mailing_id, int ordinal, gint64 blob_id,
                                    GError **error)
{
    gf_store_cache_chunks(store, 0, NULL);
    return gf_sql_run(store, &insert_mailing_chunk, error, "iii", mailing_id, (gint64) ordinal,
                      blob_id);
}

GF_SQL(supersede, "UPDATE outgoing SET state = 'dropped', outcome_at = ?1,"
                  " reply = 'a later mail about this session replaces it'"
                  " WHERE mailing_id IN (SELECT id FROM mailing WHERE session_id = ?2 AND id < ?3)"
                  " AND state IN ('queued', 'ready')");

gboolean gf_store_supersede_mailings(GfStore *store, const GfMailing *by, gint64 at,
                                     guint *ret_mails, GError **error)
{
    if (!gf_sql_run(store, &supersede, error, "iii", at, by->session_id, by->id))
        return FALSE;
    *ret_mails = (guint) gf_sql_changes(store);
    return TRUE;
}
