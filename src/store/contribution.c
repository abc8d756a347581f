/* contribution.c - see contribution.h. */
#include "store/contribution.h"

#include "store/sql.h"

GfContribution *gf_contribution_new(void)
{
    GfContribution *contribution = g_new0(GfContribution, 1);
    contribution->files = g_ptr_array_new_with_free_func((GDestroyNotify) gf_file_free);
    return contribution;
}

void gf_contribution_free(GfContribution *contribution)
{
    if (contribution == NULL)
        return;
    g_free(contribution->state);
    g_free(contribution->text);
    g_free(contribution->links);
    g_free(contribution->source);
    g_free(contribution->actor);
    g_free(contribution->rule);
    g_ptr_array_unref(contribution->files);
    g_free(contribution);
}

GF_SQL(select_next_contribution_version, "SELECT coalesce(max(version), 0) + 1 FROM contribution"
                                         " WHERE saisine_id = ? AND member_id = ?");
GF_SQL(update_contribution_replaced,
       "UPDATE contribution SET state = 'replaced', ended_at = ?"
       " WHERE saisine_id = ? AND member_id = ? AND state = 'received'");
GF_SQL(insert_contribution,
       "INSERT INTO contribution (saisine_id, member_id, version, state, text, questions, links,"
       " late, source, actor, rule, arrived_at, recorded_at, message_id)"
       " VALUES (?, ?, ?, 'received', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
GF_SQL(insert_contribution_file,
       "INSERT INTO contribution_file (contribution_id, ordinal, file_id) VALUES (?, ?, ?)");

static gboolean add_files(GfStore *store, GfContribution *contribution, GError **error)
{
    for (guint i = 0; i < contribution->files->len; i++) {
        GfFile *file = contribution->files->pdata[i];
        if ((file->id == 0 && !gf_store_add_file(store, file, error)) ||
            !gf_sql_run(store, &insert_contribution_file, error, "iii", contribution->id,
                        (gint64) i, file->id))
            return FALSE;
    }
    return TRUE;
}

gboolean gf_store_add_contribution(GfStore *store, GfContribution *contribution, GError **error)
{
    gint64 saisine_id = contribution->saisine_id, member_id = contribution->member_id;
    gint64 version = 0;
    if (!gf_sql_integer(store, &select_next_contribution_version, &version, error, "ii", saisine_id,
                        member_id) ||
        !gf_sql_run(store, &update_contribution_replaced, error, "iii", contribution->recorded_at,
                    saisine_id, member_id) ||
        !gf_sql_run(store, &insert_contribution, error,
                    "iiititittt"
                    "iiz",
                    saisine_id, member_id, version, gf_sql_text(contribution->text),
                    contribution->questions, gf_sql_text(contribution->links),
                    (gint64) contribution->late, contribution->source, contribution->actor,
                    contribution->rule, contribution->arrived_at, contribution->recorded_at,
                    contribution->message_id))
        return FALSE;
    contribution->id = gf_sql_last_id(store);
    contribution->version = (int) version;
    g_free(contribution->state);
    contribution->state = g_strdup("received");
    return add_files(store, contribution, error);
}

GF_SQL(update_contribution_withdrawn, "UPDATE contribution SET state = 'withdrawn', ended_at = ?"
                                      " WHERE id = ? AND state = 'received'");

gboolean gf_store_withdraw_contribution(GfStore *store, gint64 id, gint64 at, GError **error)
{
    if (!gf_sql_run(store, &update_contribution_withdrawn, error, "ii", at, id))
        return FALSE;
    if (gf_sql_changes(store) == 1)
        return TRUE;
    g_set_error(error, GF_ERROR, GF_ERROR_STATE,
                "contribution %" G_GINT64_FORMAT
                ": it does not count any more (see: greffe contribution show %" G_GINT64_FORMAT ")",
                id, id);
    return FALSE;
}

#define CONTRIBUTION_SELECT                                                                        \
    "SELECT id, saisine_id, member_id, version, state, text, questions, links, late, source,"      \
    " actor, rule, arrived_at, recorded_at, ended_at, message_id FROM contribution "
enum {
    CONTRIBUTION_ID,
    CONTRIBUTION_SAISINE_ID,
    CONTRIBUTION_MEMBER_ID,
    CONTRIBUTION_VERSION,
    CONTRIBUTION_STATE,
    CONTRIBUTION_TEXT,
    CONTRIBUTION_QUESTIONS,
    CONTRIBUTION_LINKS,
    CONTRIBUTION_LATE,
    CONTRIBUTION_SOURCE,
    CONTRIBUTION_ACTOR,
    CONTRIBUTION_RULE,
    CONTRIBUTION_ARRIVED_AT,
    CONTRIBUTION_RECORDED_AT,
    CONTRIBUTION_ENDED_AT,
    CONTRIBUTION_MESSAGE_ID,
};

static gpointer read_contribution(GfRows *rows)
{
    GfContribution *contribution = gf_contribution_new();
    contribution->id = gf_rows_integer(rows, CONTRIBUTION_ID);
    contribution->saisine_id = gf_rows_integer(rows, CONTRIBUTION_SAISINE_ID);
    contribution->member_id = gf_rows_integer(rows, CONTRIBUTION_MEMBER_ID);
    contribution->version = (int) gf_rows_integer(rows, CONTRIBUTION_VERSION);
    contribution->state = gf_rows_text(rows, CONTRIBUTION_STATE);
    contribution->text = gf_rows_text(rows, CONTRIBUTION_TEXT);
    contribution->questions = gf_rows_integer(rows, CONTRIBUTION_QUESTIONS);
    contribution->links = gf_rows_text(rows, CONTRIBUTION_LINKS);
    contribution->late = gf_rows_integer(rows, CONTRIBUTION_LATE) != 0;
    contribution->source = gf_rows_text(rows, CONTRIBUTION_SOURCE);
    contribution->actor = gf_rows_text(rows, CONTRIBUTION_ACTOR);
    contribution->rule = gf_rows_text(rows, CONTRIBUTION_RULE);
    contribution->arrived_at = gf_rows_integer(rows, CONTRIBUTION_ARRIVED_AT);
    contribution->recorded_at = gf_rows_integer(rows, CONTRIBUTION_RECORDED_AT);
    contribution->ended_at = gf_rows_integer(rows, CONTRIBUTION_ENDED_AT);
    contribution->message_id = gf_rows_integer(rows, CONTRIBUTION_MESSAGE_ID);
    return contribution;
}

GF_SQL(select_contribution_files,
       "SELECT file_id FROM contribution_file WHERE contribution_id = ? ORDER BY ordinal");

static gboolean load_one(GfStore *store, GfRows *rows, GfContribution **ret, GError **error)
{
    g_autoptr(GfContribution) contribution = NULL;
    if (!gf_rows_first(rows, read_contribution, (GDestroyNotify) gf_contribution_free,
                       &contribution, error) ||
        (contribution != NULL && !gf_sql_files(store, &select_contribution_files, contribution->id,
                                               contribution->files, error)))
        return FALSE;
    *ret = g_steal_pointer(&contribution);
    return TRUE;
}

static gboolean load_all(GfStore *store, GfRows *rows, GPtrArray **ret, GError **error)
{
    g_autoptr(GPtrArray) all = NULL;
    if (!gf_rows_list(rows, read_contribution, (GDestroyNotify) gf_contribution_free, &all, error))
        return FALSE;
    for (guint i = 0; i < all->len; i++) {
        const GfContribution *one = all->pdata[i];
        if (!gf_sql_files(store, &select_contribution_files, one->id, one->files, error))
            return FALSE;
    }
    *ret = g_steal_pointer(&all);
    return TRUE;
}

GF_SQL(select_contribution, CONTRIBUTION_SELECT "WHERE id = ?");

gboolean gf_store_contribution(GfStore *store, gint64 id, GfContribution **ret, GError **error)
{
    GfRows rows;
    return gf_sql_query(store, &select_contribution, &rows, error, "i", id) &&
           load_one(store, &rows, ret, error);
}

GF_SQL(select_contribution_of,
       CONTRIBUTION_SELECT "WHERE saisine_id = ? AND member_id = ? AND state = 'received'");

gboolean gf_store_contribution_of(GfStore *store, gint64 saisine_id, gint64 member_id,
                                  GfContribution **ret, GError **error)
{
    GfRows rows;
    return gf_sql_query(store, &select_contribution_of, &rows, error, "ii", saisine_id,
                        member_id) &&
           load_one(store, &rows, ret, error);
}

GF_SQL(select_contribution_versions,
       CONTRIBUTION_SELECT "WHERE saisine_id = ? AND member_id = ? ORDER BY version");

gboolean gf_store_contribution_versions(GfStore *store, gint64 saisine_id, gint64 member_id,
                                        GPtrArray **ret, GError **error)
{
    GfRows rows;
    return gf_sql_query(store, &select_contribution_versions, &rows, error, "ii", saisine_id,
                        member_id) &&
           load_all(store, &rows, ret, error);
}

GF_SQL(select_contributions, CONTRIBUTION_SELECT "WHERE saisine_id = ? AND state = 'received'"
                                                 " ORDER BY member_id");
GF_SQL(select_every_version,
       CONTRIBUTION_SELECT "WHERE saisine_id = ? ORDER BY member_id, version");

gboolean gf_store_contributions(GfStore *store, gint64 saisine_id, gboolean every_version,
                                GPtrArray **ret, GError **error)
{
    GfRows rows;
    return gf_sql_query(store, every_version ? &select_every_version : &select_contributions, &rows,
                        error, "i", saisine_id) &&
           load_all(store, &rows, ret, error);
}

GF_SQL(select_contributions_by,
       CONTRIBUTION_SELECT "WHERE member_id = ? AND state = 'received' ORDER BY id");

gboolean gf_store_contributions_by(GfStore *store, gint64 member_id, GPtrArray **ret,
                                   GError **error)
{
    GfRows rows;
    return gf_sql_query(store, &select_contributions_by, &rows, error, "i", member_id) &&
           load_all(store, &rows, ret, error);
}

GF_SQL(select_contributors, "SELECT member_id FROM contribution WHERE saisine_id = ?"
                            " AND state = 'received' ORDER BY member_id");

gboolean gf_store_contributors(GfStore *store, gint64 saisine_id, GArray **ret_member_ids,
                               GError **error)
{
    GfRows rows;
    return gf_sql_query(store, &select_contributors, &rows, error, "i", saisine_id) &&
           gf_rows_ids(&rows, ret_member_ids, error);
}
