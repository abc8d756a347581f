/* deadline.c - what is due, when, and who owes it; see deadline.h. */
#include "store/deadline.h"
#include "store/sql.h"

void gf_deadline_free(GfDeadline *deadline)
{
    if (deadline == NULL)
        return;
    g_free(deadline->kind);
    g_free(deadline->subject);
    g_free(deadline->detail);
    g_free(deadline->title);
    g_free(deadline->due_on);
    g_free(deadline->role);
    g_free(deadline->plan);
    g_free(deadline->plan_hour);
    g_free(deadline->state);
    g_free(deadline->closed_by);
    g_free(deadline);
}

GF_SQL(insert_deadline,
       "INSERT INTO deadline (kind, subject, detail, session_id, title, due_on, role, plan,"
       " plan_hour, state, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
GF_SQL(update_deadline, "UPDATE deadline SET title = ?, due_on = ?, role = ?, plan = ?,"
                        " plan_hour = ?, state = ?, closed_at = NULL, closed_by = NULL"
                        " WHERE id = ?");

gboolean gf_store_save_deadline(GfStore *store, GfDeadline *deadline, GError **error)
{
    if (deadline->id != 0)
        return gf_sql_run(store, &update_deadline, error, "tttttti", deadline->title,
                          deadline->due_on, deadline->role, deadline->plan, deadline->plan_hour,
                          deadline->state, deadline->id);
    if (!gf_sql_run(store, &insert_deadline, error, "tttztttttti", deadline->kind,
                    deadline->subject, gf_sql_text(deadline->detail), deadline->session_id,
                    deadline->title, deadline->due_on, deadline->role, deadline->plan,
                    deadline->plan_hour, deadline->state, deadline->created_at))
        return FALSE;
    deadline->id = gf_sql_last_id(store);
    return TRUE;
}

#define DEADLINE_SELECT                                                                            \
    "SELECT id, kind, subject, detail, session_id, title, due_on, role, plan, plan_hour, state,"   \
    " created_at, closed_at, closed_by FROM deadline "
enum {
    DEADLINE_ID,
    DEADLINE_KIND,
    DEADLINE_SUBJECT,
    DEADLINE_DETAIL,
    DEADLINE_SESSION_ID,
    DEADLINE_TITLE,
    DEADLINE_DUE_ON,
    DEADLINE_ROLE,
    DEADLINE_PLAN,
    DEADLINE_PLAN_HOUR,
    DEADLINE_STATE,
    DEADLINE_CREATED_AT,
    DEADLINE_CLOSED_AT,
    DEADLINE_CLOSED_BY,
};

static gpointer read_deadline(GfRows *rows)
{
    GfDeadline *deadline = g_new0(GfDeadline, 1);
    deadline->id = gf_rows_integer(rows, DEADLINE_ID);
    deadline->kind = gf_rows_text(rows, DEADLINE_KIND);
    deadline->subject = gf_rows_text(rows, DEADLINE_SUBJECT);
    deadline->detail = gf_rows_text(rows, DEADLINE_DETAIL);
    deadline->session_id = gf_rows_integer(rows, DEADLINE_SESSION_ID);
    deadline->title = gf_rows_text(rows, DEADLINE_TITLE);
    deadline->due_on = gf_rows_text(rows, DEADLINE_DUE_ON);
    deadline->role = gf_rows_text(rows, DEADLINE_ROLE);
    deadline->plan = gf_rows_text(rows, DEADLINE_PLAN);
    deadline->plan_hour = gf_rows_text(rows, DEADLINE_PLAN_HOUR);
    deadline->state = gf_rows_text(rows, DEADLINE_STATE);
    deadline->created_at = gf_rows_integer(rows, DEADLINE_CREATED_AT);
    deadline->closed_at = gf_rows_integer(rows, DEADLINE_CLOSED_AT);
    deadline->closed_by = gf_rows_text(rows, DEADLINE_CLOSED_BY);
    return deadline;
}

static gboolean first(GfRows *rows, GfDeadline **ret, GError **error)
{
    return gf_rows_first(rows, read_deadline, (GDestroyNotify) gf_deadline_free, ret, error);
}

static gboolean list(GfRows *rows, GPtrArray **ret, GError **error)
{
    return gf_rows_list(rows, read_deadline, (GDestroyNotify) gf_deadline_free, ret, error);
}

GF_SQL(select_deadline, DEADLINE_SELECT "WHERE id = ?");

gboolean gf_store_deadline(GfStore *store, gint64 id, GfDeadline **ret, GError **error)
{
    GfRows rows;
    return gf_sql_query(store, &select_deadline, &rows, error, "i", id) && first(&rows, ret, error);
}

GF_SQL(select_deadline_like, DEADLINE_SELECT "WHERE subject = ? AND kind = ? AND detail = ?"
                                             " ORDER BY id DESC LIMIT 1");

gboolean gf_store_deadline_like(GfStore *store, const GfDeadline *key, GfDeadline **ret,
                                GError **error)
{
    GfRows rows;
    return gf_sql_query(store, &select_deadline_like, &rows, error, "ttt", key->subject, key->kind,
                        gf_sql_text(key->detail)) &&
           first(&rows, ret, error);
}

GF_SQL(select_deadline_of_session, DEADLINE_SELECT "WHERE session_id = ?");

gboolean gf_store_deadline_of_session(GfStore *store, gint64 session_id, GfDeadline **ret,
                                      GError **error)
{
    GfRows rows;
    return gf_sql_query(store, &select_deadline_of_session, &rows, error, "i", session_id) &&
           first(&rows, ret, error);
}

GF_SQL(select_deadlines, DEADLINE_SELECT "ORDER BY due_on, id");
GF_SQL(select_open_deadlines, DEADLINE_SELECT "WHERE state = 'open' ORDER BY due_on, id");

gboolean gf_store_deadlines(GfStore *store, gboolean all, GPtrArray **ret, GError **error)
{
    GfRows rows;
    return gf_sql_query(store, all ? &select_deadlines : &select_open_deadlines, &rows, error,
                        "") &&
           list(&rows, ret, error);
}

GF_SQL(select_deadlines_of,
       DEADLINE_SELECT "WHERE subject = ? AND state = 'open' ORDER BY due_on, id");

gboolean gf_store_deadlines_of(GfStore *store, const char *subject, GPtrArray **ret, GError **error)
{
    GfRows rows;
    return gf_sql_query(store, &select_deadlines_of, &rows, error, "t", subject) &&
           list(&rows, ret, error);
}

GF_SQL(close_deadline, "UPDATE deadline SET state = ?, closed_at = ?, closed_by = ? WHERE id = ?");

gboolean gf_store_close_deadline(GfStore *store, const GfDeadline *deadline, GError **error)
{
    return gf_sql_run(store, &close_deadline, error, "titi", deadline->state, deadline->closed_at,
                      deadline->closed_by, deadline->id) &&
           gf_store_stop_reminders(store, deadline->id, deadline->closed_at, error);
}

GF_SQL(insert_deadline_done, "INSERT OR IGNORE INTO deadline_done (deadline_id, member_id, at)"
                             " VALUES (?, ?, ?)");

gboolean gf_store_add_deadline_done(GfStore *store, gint64 deadline_id, gint64 member_id, gint64 at,
                                    GError **error)
{
    return gf_sql_run(store, &insert_deadline_done, error, "iii", deadline_id, member_id, at);
}

GF_SQL(select_deadline_done,
       "SELECT member_id FROM deadline_done WHERE deadline_id = ? ORDER BY member_id");

gboolean gf_store_deadline_done(GfStore *store, gint64 deadline_id, GArray **ret, GError **error)
{
    GfRows rows;
    return gf_sql_query(store, &select_deadline_done, &rows, error, "i", deadline_id) &&
           gf_rows_ids(&rows, ret, error);
}
