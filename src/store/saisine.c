/* saisine.c - see saisine.h. */
#include "store/saisine.h"
#include "store/sql.h"

void gf_stage_free(GfStage *stage)
{
    if (stage == NULL)
        return;
    g_free(stage->stage);
    g_free(stage->due_on);
    g_free(stage->role);
    g_free(stage);
}

GfSaisine *gf_saisine_new(void)
{
    GfSaisine *saisine = g_new0(GfSaisine, 1);
    saisine->questions = g_ptr_array_new_with_free_func(g_free);
    saisine->stages = g_ptr_array_new_with_free_func((GDestroyNotify) gf_stage_free);
    saisine->documents = g_ptr_array_new_with_free_func((GDestroyNotify) gf_document_free);
    saisine->bodies = g_ptr_array_new_with_free_func(g_free);
    return saisine;
}

void gf_saisine_free(GfSaisine *saisine)
{
    if (saisine == NULL)
        return;
    g_free(saisine->number);
    g_free(saisine->title);
    g_free(saisine->context);
    g_free(saisine->origin);
    g_free(saisine->referred_by);
    g_free(saisine->referred_on);
    g_free(saisine->state);
    g_ptr_array_unref(saisine->questions);
    g_ptr_array_unref(saisine->stages);
    g_ptr_array_unref(saisine->documents);
    g_ptr_array_unref(saisine->bodies);
    g_free(saisine);
}

const GfStage *gf_saisine_stage(const GfSaisine *saisine, const char *stage)
{
    for (guint i = 0; i < saisine->stages->len; i++)
        if (g_str_equal(((const GfStage *) saisine->stages->pdata[i])->stage, stage))
            return saisine->stages->pdata[i];
    return NULL;
}

GF_SQL(insert_saisine, "INSERT INTO saisine (number, title, context, origin, referred_by,"
                       " referred_on, state, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
                       " ON CONFLICT DO NOTHING");
GF_SQL(insert_saisine_question,
       "INSERT INTO saisine_question (saisine_id, number, text) VALUES (?, ?, ?)");
GF_SQL(insert_saisine_stage,
       "INSERT INTO saisine_stage (saisine_id, stage, due_on, role) VALUES (?, ?, ?, ?)");
GF_SQL(insert_saisine_document, "INSERT INTO saisine_document (saisine_id, ordinal, name,"
                                " media_type, blob_id) VALUES (?, ?, ?, ?, ?)");

static gboolean add_lists(GfStore *store, const GfSaisine *saisine, GError **error)
{
    for (guint i = 0; i < saisine->questions->len; i++)
        if (!gf_sql_run(store, &insert_saisine_question, error, "iit", saisine->id, (gint64) i + 1,
                        saisine->questions->pdata[i]))
            return FALSE;
    for (guint i = 0; i < saisine->stages->len; i++) {
        const GfStage *stage = saisine->stages->pdata[i];
        if (!gf_sql_run(store, &insert_saisine_stage, error, "ittt", saisine->id, stage->stage,
                        stage->due_on, stage->role))
            return FALSE;
    }
    for (guint i = 0; i < saisine->documents->len; i++) {
        const GfDocument *document = saisine->documents->pdata[i];
        if (!gf_sql_run(store, &insert_saisine_document, error, "iitti", saisine->id, (gint64) i,
                        document->name, document->media_type, document->blob_id))
            return FALSE;
    }
    return TRUE;
}

gboolean gf_store_add_saisine(GfStore *store, GfSaisine *saisine, GError **error)
{
    if (!gf_sql_run(store, &insert_saisine, error, "ttttttti", saisine->number, saisine->title,
                    gf_sql_text(saisine->context), saisine->origin, saisine->referred_by,
                    saisine->referred_on, saisine->state, saisine->created_at))
        return FALSE;
    if (gf_sql_changes(store) != 1) {
        g_set_error(error, GF_ERROR, GF_ERROR_STATE,
                    "saisine '%s': there is one of that number (see: greffe saisine show %s)",
                    saisine->number, saisine->number);
        return FALSE;
    }
    saisine->id = gf_sql_last_id(store);
    return add_lists(store, saisine, error);
}

#define SAISINE_SELECT                                                                             \
    "SELECT id, number, title, context, origin, referred_by, referred_on, state, created_at"       \
    " FROM saisine "
enum {
    SAISINE_ID,
    SAISINE_NUMBER,
    SAISINE_TITLE,
    SAISINE_CONTEXT,
    SAISINE_ORIGIN,
    SAISINE_REFERRED_BY,
    SAISINE_REFERRED_ON,
    SAISINE_STATE,
    SAISINE_CREATED_AT,
};

static gpointer read_saisine(GfRows *rows)
{
    GfSaisine *saisine = gf_saisine_new();
    saisine->id = gf_rows_integer(rows, SAISINE_ID);
    saisine->number = gf_rows_text(rows, SAISINE_NUMBER);
    saisine->title = gf_rows_text(rows, SAISINE_TITLE);
    saisine->context = gf_rows_text(rows, SAISINE_CONTEXT);
    saisine->origin = gf_rows_text(rows, SAISINE_ORIGIN);
    saisine->referred_by = gf_rows_text(rows, SAISINE_REFERRED_BY);
    saisine->referred_on = gf_rows_text(rows, SAISINE_REFERRED_ON);
    saisine->state = gf_rows_text(rows, SAISINE_STATE);
    saisine->created_at = gf_rows_integer(rows, SAISINE_CREATED_AT);
    return saisine;
}

static gpointer read_first_text(GfRows *rows)
{
    return gf_rows_text(rows, 0);
}

static gpointer read_stage(GfRows *rows)
{
    GfStage *stage = g_new0(GfStage, 1);
    stage->stage = gf_rows_text(rows, 0);
    stage->due_on = gf_rows_text(rows, 1);
    stage->role = gf_rows_text(rows, 2);
    return stage;
}

static gpointer read_document(GfRows *rows)
{
    GfDocument *document = g_new0(GfDocument, 1);
    document->name = gf_rows_text(rows, 0);
    document->media_type = gf_rows_text(rows, 1);
    document->blob_id = gf_rows_integer(rows, 2);
    return document;
}

GF_SQL(select_saisine_questions,
       "SELECT text FROM saisine_question WHERE saisine_id = ? ORDER BY number");
GF_SQL(select_saisine_stages,
       "SELECT stage, due_on, role FROM saisine_stage WHERE saisine_id = ? ORDER BY stage");
GF_SQL(select_saisine_documents, "SELECT name, media_type, blob_id FROM saisine_document"
                                 " WHERE saisine_id = ? ORDER BY ordinal");
GF_SQL(select_saisine_bodies, "SELECT b.slug FROM saisine_body s JOIN body b ON b.id = s.body_id"
                              " WHERE s.saisine_id = ? ORDER BY s.assigned_at, b.slug");

static gboolean load_list(GfStore *store, const GfSql *sql, gint64 id, GfRowReader read,
                          GPtrArray **list, GError **error)
{
    GfRows rows;
    GPtrArray *read_all = NULL;
    GDestroyNotify destroy = read == read_stage      ? (GDestroyNotify) gf_stage_free
                             : read == read_document ? (GDestroyNotify) gf_document_free
                                                     : g_free;
    if (!gf_sql_query(store, sql, &rows, error, "i", id) ||
        !gf_rows_list(&rows, read, destroy, &read_all, error))
        return FALSE;
    g_ptr_array_unref(*list);
    *list = read_all;
    return TRUE;
}

static gboolean load_lists(GfStore *store, GfSaisine *saisine, GError **error)
{
    gint64 id = saisine->id;
    return load_list(store, &select_saisine_questions, id, read_first_text, &saisine->questions,
                     error) &&
           load_list(store, &select_saisine_stages, id, read_stage, &saisine->stages, error) &&
           load_list(store, &select_saisine_documents, id, read_document, &saisine->documents,
                     error) &&
           load_list(store, &select_saisine_bodies, id, read_first_text, &saisine->bodies, error);
}

static gboolean load_one(GfStore *store, GfRows *rows, GfSaisine **ret, GError **error)
{
    g_autoptr(GfSaisine) saisine = NULL;
    if (!gf_rows_first(rows, read_saisine, (GDestroyNotify) gf_saisine_free, &saisine, error) ||
        (saisine != NULL && !load_lists(store, saisine, error)))
        return FALSE;
    *ret = g_steal_pointer(&saisine);
    return TRUE;
}

GF_SQL(select_saisine, SAISINE_SELECT "WHERE number = ?");

gboolean gf_store_saisine(GfStore *store, const char *number, GfSaisine **ret, GError **error)
{
    GfRows rows;
    return gf_sql_query(store, &select_saisine, &rows, error, "t", number) &&
           load_one(store, &rows, ret, error);
}

GF_SQL(select_saisine_by_id, SAISINE_SELECT "WHERE id = ?");

gboolean gf_store_saisine_by_id(GfStore *store, gint64 id, GfSaisine **ret, GError **error)
{
    GfRows rows;
    return gf_sql_query(store, &select_saisine_by_id, &rows, error, "i", id) &&
           load_one(store, &rows, ret, error);
}

GF_SQL(select_saisines, SAISINE_SELECT "ORDER BY number");

gboolean gf_store_saisines(GfStore *store, GPtrArray **ret, GError **error)
{
    GfRows rows;
    g_autoptr(GPtrArray) saisines = NULL;
    if (!gf_sql_query(store, &select_saisines, &rows, error, "") ||
        !gf_rows_list(&rows, read_saisine, (GDestroyNotify) gf_saisine_free, &saisines, error))
        return FALSE;
    for (guint i = 0; i < saisines->len; i++)
        if (!load_lists(store, saisines->pdata[i], error))
            return FALSE;
    *ret = g_steal_pointer(&saisines);
    return TRUE;
}

GF_SQL(insert_saisine_body, "INSERT OR IGNORE INTO saisine_body (saisine_id, body_id, assigned_at)"
                            " VALUES (?, ?, ?)");

gboolean gf_store_assign_saisine(GfStore *store, gint64 id, gint64 body_id, gint64 at,
                                 GError **error)
{
    return gf_sql_run(store, &insert_saisine_body, error, "iii", id, body_id, at);
}

void gf_saisine_move_free(GfSaisineMove *move)
{
    if (move == NULL)
        return;
    g_free(move->former);
    g_free(move->state);
    g_free(move->note);
    g_free(move);
}

GF_SQL(update_saisine_state, "UPDATE saisine SET state = ? WHERE id = ?");
GF_SQL(insert_saisine_move, "INSERT INTO saisine_move (saisine_id, former, state, note, at)"
                            " VALUES (?, ?, ?, ?, ?)");

gboolean gf_store_move_saisine(GfStore *store, gint64 id, const GfSaisineMove *move, GError **error)
{
    return gf_sql_run(store, &update_saisine_state, error, "ti", move->state, id) &&
           gf_sql_run(store, &insert_saisine_move, error, "ittti", id, move->former, move->state,
                      gf_sql_text(move->note), move->at);
}

static gpointer read_move(GfRows *rows)
{
    GfSaisineMove *move = g_new0(GfSaisineMove, 1);
    move->former = gf_rows_text(rows, 0);
    move->state = gf_rows_text(rows, 1);
    move->note = gf_rows_text(rows, 2);
    move->at = gf_rows_integer(rows, 3);
    return move;
}

GF_SQL(select_saisine_moves,
       "SELECT former, state, note, at FROM saisine_move WHERE saisine_id = ? ORDER BY id");

gboolean gf_store_saisine_moves(GfStore *store, gint64 id, GPtrArray **ret, GError **error)
{
    GfRows rows;
    return gf_sql_query(store, &select_saisine_moves, &rows, error, "i", id) &&
           gf_rows_list(&rows, read_move, (GDestroyNotify) gf_saisine_move_free, ret, error);
}
