/* session.c - sessions, version by version, with their parts and documents; see session.h. */
#include "store/session.h"

#include "store/sql.h"

static void part_free(GfPartOfDay *part)
{
    g_free(part->slug);
    g_free(part->title);
    g_free(part);
}

void gf_document_free(GfDocument *document)
{
    if (document == NULL)
        return;
    g_free(document->name);
    g_free(document->media_type);
    g_free(document);
}

GfSession *gf_session_new(void)
{
    GfSession *session = g_new0(GfSession, 1);
    session->parts = g_ptr_array_new_with_free_func((GDestroyNotify) part_free);
    session->documents = g_ptr_array_new_with_free_func((GDestroyNotify) gf_document_free);
    return session;
}

void gf_session_free(GfSession *session)
{
    if (session == NULL)
        return;
    g_free(session->slug);
    g_free(session->state);
    g_free(session->title);
    g_free(session->place);
    g_free(session->video);
    g_free(session->agenda);
    g_free(session->plan);
    g_free(session->plan_hour);
    g_free(session->reason);
    g_ptr_array_unref(session->parts);
    g_ptr_array_unref(session->documents);
    g_free(session);
}

GF_SQL(insert_version,
       "INSERT INTO session_version (session_id, version, sequence, title, place, video, agenda,"
       " starts_at, ends_at, guests, plan, plan_hour, notice, reason, created_at)"
       " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
GF_SQL(insert_part, "INSERT INTO session_part (session_id, version, ordinal, slug, title,"
                    " starts_at, ends_at) VALUES (?, ?, ?, ?, ?, ?, ?)");
GF_SQL(insert_document, "INSERT INTO session_document (session_id, version, ordinal, name,"
                        " media_type, blob_id) VALUES (?, ?, ?, ?, ?, ?)");

static gboolean insert_wording(GfStore *store, const GfSession *session, GError **error)
{
    gint64 version = session->version;
    if (!gf_sql_run(store, &insert_version, error, "iiittttiiittiti", session->id, version,
                    (gint64) session->sequence, session->title, session->place, session->video,
                    gf_sql_text(session->agenda), session->starts_at, session->ends_at,
                    (gint64) (session->guests != 0), gf_sql_text(session->plan),
                    session->plan_hour != NULL ? session->plan_hour : "09:00",
                    (gint64) session->notice, session->reason, session->created_at))
        return FALSE;
    for (guint i = 0; i < session->parts->len; i++) {
        const GfPartOfDay *part = g_ptr_array_index(session->parts, i);
        if (!gf_sql_run(store, &insert_part, error, "iiittii", session->id, version, (gint64) i,
                        part->slug, part->title, part->starts_at, part->ends_at))
            return FALSE;
    }
    for (guint i = 0; i < session->documents->len; i++) {
        const GfDocument *document = g_ptr_array_index(session->documents, i);
        if (!gf_sql_run(store, &insert_document, error, "iiitti", session->id, version, (gint64) i,
                        document->name, document->media_type, document->blob_id))
            return FALSE;
    }
    return TRUE;
}

GF_SQL(insert_session, "INSERT INTO session (slug, body_id, state, version, created_at)"
                       " VALUES (?, ?, 'draft', 1, ?)");

gboolean gf_store_add_session(GfStore *store, GfSession *session, GError **error)
{
    if (!gf_sql_run(store, &insert_session, error, "tii", session->slug, session->body_id,
                    session->created_at))
        return FALSE;
    session->id = gf_sql_last_id(store);
    session->version = 1;
    session->sequence = 0;
    g_free(session->state);
    session->state = g_strdup("draft");
    return insert_wording(store, session, error);
}

GF_SQL(update_version, "UPDATE session SET version = ? WHERE id = ?");

gboolean gf_store_add_session_version(GfStore *store, const GfSession *session, GError **error)
{
    return insert_wording(store, session, error) &&
           gf_sql_run(store, &update_version, error, "ii", (gint64) session->version, session->id);
}

GF_SQL(select_last_version, "SELECT max(version) FROM session_version WHERE session_id = ?");

gboolean gf_store_last_session_version(GfStore *store, gint64 id, int *ret_version, GError **error)
{
    gint64 version = 0;
    if (!gf_sql_integer(store, &select_last_version, &version, error, "i", id))
        return FALSE;
    *ret_version = (int) version;
    return TRUE;
}

#define SESSION_COLUMNS                                                                            \
    "SELECT s.id, s.slug, s.body_id, s.state, v.version, v.sequence, v.title, v.place, v.video,"   \
    " v.agenda, v.starts_at, v.ends_at, v.guests, v.plan, v.plan_hour, v.notice, v.reason,"        \
    " v.created_at, s.convened_at, s.proof_at FROM session s "
enum {
    SESSION_ID,
    SESSION_SLUG,
    SESSION_BODY_ID,
    SESSION_STATE,
    SESSION_VERSION,
    SESSION_SEQUENCE,
    SESSION_TITLE,
    SESSION_PLACE,
    SESSION_VIDEO,
    SESSION_AGENDA,
    SESSION_STARTS_AT,
    SESSION_ENDS_AT,
    SESSION_GUESTS,
    SESSION_PLAN,
    SESSION_PLAN_HOUR,
    SESSION_NOTICE,
    SESSION_REASON,
    SESSION_CREATED_AT,
    SESSION_CONVENED_AT,
    SESSION_PROOF_AT,
};

static gpointer read_session(GfRows *rows)
{
    GfSession *session = gf_session_new();
    session->id = gf_rows_integer(rows, SESSION_ID);
    session->slug = gf_rows_text(rows, SESSION_SLUG);
    session->body_id = gf_rows_integer(rows, SESSION_BODY_ID);
    session->state = gf_rows_text(rows, SESSION_STATE);
    session->version = (int) gf_rows_integer(rows, SESSION_VERSION);
    session->sequence = (int) gf_rows_integer(rows, SESSION_SEQUENCE);
    session->title = gf_rows_text(rows, SESSION_TITLE);
    session->place = gf_rows_text(rows, SESSION_PLACE);
    session->video = gf_rows_text(rows, SESSION_VIDEO);
    session->agenda = gf_rows_text(rows, SESSION_AGENDA);
    session->starts_at = gf_rows_integer(rows, SESSION_STARTS_AT);
    session->ends_at = gf_rows_integer(rows, SESSION_ENDS_AT);
    session->guests = gf_rows_integer(rows, SESSION_GUESTS) != 0;
    session->plan = gf_rows_text(rows, SESSION_PLAN);
    session->plan_hour = gf_rows_text(rows, SESSION_PLAN_HOUR);
    session->notice = (int) gf_rows_integer(rows, SESSION_NOTICE);
    session->reason = gf_rows_text(rows, SESSION_REASON);
    session->created_at = gf_rows_integer(rows, SESSION_CREATED_AT);
    session->convened_at = gf_rows_integer(rows, SESSION_CONVENED_AT);
    session->proof_at = gf_rows_integer(rows, SESSION_PROOF_AT);
    return session;
}

GF_SQL(select_parts, "SELECT slug, title, starts_at, ends_at FROM session_part"
                     " WHERE session_id = ? AND version = ? ORDER BY ordinal");
enum { PART_SLUG, PART_TITLE, PART_STARTS_AT, PART_ENDS_AT };

static gboolean load_parts(GfStore *store, GfSession *session, GError **error)
{
    GfRows rows;
    if (!gf_sql_query(store, &select_parts, &rows, error, "ii", session->id,
                      (gint64) session->version))
        return FALSE;
    while (gf_rows_next(&rows)) {
        GfPartOfDay *part = g_new0(GfPartOfDay, 1);
        part->slug = gf_rows_text(&rows, PART_SLUG);
        part->title = gf_rows_text(&rows, PART_TITLE);
        part->starts_at = gf_rows_integer(&rows, PART_STARTS_AT);
        part->ends_at = gf_rows_integer(&rows, PART_ENDS_AT);
        g_ptr_array_add(session->parts, part);
    }
    return gf_rows_end(&rows, error);
}

GF_SQL(select_documents, "SELECT name, media_type, blob_id FROM session_document"
                         " WHERE session_id = ? AND version = ? ORDER BY ordinal");
enum { DOCUMENT_NAME, DOCUMENT_MEDIA_TYPE, DOCUMENT_BLOB_ID };

static gboolean load_documents(GfStore *store, GfSession *session, GError **error)
{
    GfRows rows;
    if (!gf_sql_query(store, &select_documents, &rows, error, "ii", session->id,
                      (gint64) session->version))
        return FALSE;
    while (gf_rows_next(&rows)) {
        GfDocument *document = g_new0(GfDocument, 1);
        document->name = gf_rows_text(&rows, DOCUMENT_NAME);
        document->media_type = gf_rows_text(&rows, DOCUMENT_MEDIA_TYPE);
        document->blob_id = gf_rows_integer(&rows, DOCUMENT_BLOB_ID);
        g_ptr_array_add(session->documents, document);
    }
    return gf_rows_end(&rows, error);
}

static gboolean load_session(GfStore *store, GfRows *rows, GfSession **ret, GError **error)
{
    g_autoptr(GfSession) session = NULL;
    if (!gf_rows_first(rows, read_session, (GDestroyNotify) gf_session_free, &session, error))
        return FALSE;
    if (session != NULL &&
        (!load_parts(store, session, error) || !load_documents(store, session, error)))
        return FALSE;
    *ret = g_steal_pointer(&session);
    return TRUE;
}

#define VERSION_IN_FORCE "JOIN session_version v ON v.session_id = s.id AND v.version = s.version "

GF_SQL(select_session, SESSION_COLUMNS VERSION_IN_FORCE "WHERE s.slug = ?");

gboolean gf_store_session(GfStore *store, const char *slug, GfSession **ret, GError **error)
{
    GfRows rows;
    return gf_sql_query(store, &select_session, &rows, error, "t", slug) &&
           load_session(store, &rows, ret, error);
}

GF_SQL(select_session_version, SESSION_COLUMNS
       "JOIN session_version v ON v.session_id = s.id"
       " AND v.version = CASE ?2 WHEN 0 THEN s.version ELSE ?2 END WHERE s.id = ?1");

gboolean gf_store_session_by_id(GfStore *store, gint64 id, int version, GfSession **ret,
                                GError **error)
{
    GfRows rows;
    return gf_sql_query(store, &select_session_version, &rows, error, "ii", id, (gint64) version) &&
           load_session(store, &rows, ret, error);
}

GF_SQL(select_sessions, SESSION_COLUMNS VERSION_IN_FORCE "ORDER BY v.starts_at, s.id");

gboolean gf_store_sessions(GfStore *store, GPtrArray **ret, GError **error)
{
    GfRows rows;
    g_autoptr(GPtrArray) sessions = NULL;
    if (!gf_sql_query(store, &select_sessions, &rows, error, "") ||
        !gf_rows_list(&rows, read_session, (GDestroyNotify) gf_session_free, &sessions, error))
        return FALSE;
    for (guint i = 0; i < sessions->len; i++) {
        GfSession *session = g_ptr_array_index(sessions, i);
        if (!load_parts(store, session, error) || !load_documents(store, session, error))
            return FALSE;
    }
    *ret = g_steal_pointer(&sessions);
    return TRUE;
}

GF_SQL(update_session_state,
       "UPDATE session SET state = ?1, version = coalesce(?2, version),"
       " convened_at = CASE ?1 WHEN 'draft' THEN NULL ELSE coalesce(?3, convened_at) END"
       " WHERE id = ?4");

gboolean gf_store_set_session_state(GfStore *store, gint64 id, const char *state, int version,
                                    gint64 convened_at, GError **error)
{
    return gf_sql_run(store, &update_session_state, error, "tzzi", state, (gint64) version,
                      convened_at, id);
}

GF_SQL(update_session_proof, "UPDATE session SET proof_at = ? WHERE id = ?");

gboolean gf_store_set_session_proof(GfStore *store, gint64 id, gint64 at, GError **error)
{
    return gf_sql_run(store, &update_session_proof, error, "zi", at, id);
}
