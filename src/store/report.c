/* report.c - see report.h. */
#include "store/report.h"

#include "store/outbox.h"
#include "store/sql.h"

GfReport *gf_report_new(void)
{
    GfReport *report = g_new0(GfReport, 1);
    report->files = g_ptr_array_new_with_free_func((GDestroyNotify) gf_file_free);
    return report;
}

void gf_report_free(GfReport *report)
{
    if (report == NULL)
        return;
    g_free(report->kind);
    g_free(report->state);
    g_free(report->role);
    g_free(report->title);
    g_free(report->text);
    g_free(report->links);
    g_free(report->token);
    g_free(report->source);
    g_free(report->confirmed_by);
    g_ptr_array_unref(report->files);
    g_free(report);
}

GF_SQL(select_next_report_version,
       "SELECT coalesce(max(version), 0) + 1 FROM report WHERE body_id = ?");
GF_SQL(insert_report,
       "INSERT INTO report (body_id, version, kind, state, member_id, role, title, text, links,"
       " token, source, arrived_at, recorded_at, message_id)"
       " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
GF_SQL(insert_report_file,
       "INSERT INTO report_file (report_id, ordinal, file_id) VALUES (?, ?, ?)");

static gboolean add_files(GfStore *store, GfReport *report, GError **error)
{
    for (guint i = 0; i < report->files->len; i++) {
        GfFile *file = report->files->pdata[i];
        if (!gf_store_add_file(store, file, error) ||
            !gf_sql_run(store, &insert_report_file, error, "iii", report->id, (gint64) i, file->id))
            return FALSE;
    }
    return TRUE;
}

gboolean gf_store_add_report(GfStore *store, GfReport *report, GError **error)
{
    gint64 version = 0;
    if (!gf_sql_integer(store, &select_next_report_version, &version, error, "i",
                        report->body_id) ||
        !gf_sql_run(store, &insert_report, error, "iittzttttttiiz", report->body_id, version,
                    report->kind, report->state, report->member_id, report->role, report->title,
                    gf_sql_text(report->text), gf_sql_text(report->links), report->token,
                    report->source, report->arrived_at, report->recorded_at, report->message_id))
        return FALSE;
    report->id = gf_sql_last_id(store);
    report->version = (int) version;
    return add_files(store, report, error) &&
           gf_store_add_token(store, report->token, "report", report->id, error);
}

#define REPORT_SELECT                                                                              \
    "SELECT id, body_id, version, kind, state, member_id, role, title, text, links, token,"        \
    " source, arrived_at, recorded_at, asked_at, confirmed_at, confirmed_by, distributed_at,"      \
    " message_id FROM report "
enum {
    REPORT_ID,
    REPORT_BODY_ID,
    REPORT_VERSION,
    REPORT_KIND,
    REPORT_STATE,
    REPORT_MEMBER_ID,
    REPORT_ROLE,
    REPORT_TITLE,
    REPORT_TEXT,
    REPORT_LINKS,
    REPORT_TOKEN,
    REPORT_SOURCE,
    REPORT_ARRIVED_AT,
    REPORT_RECORDED_AT,
    REPORT_ASKED_AT,
    REPORT_CONFIRMED_AT,
    REPORT_CONFIRMED_BY,
    REPORT_DISTRIBUTED_AT,
    REPORT_MESSAGE_ID,
};

static gpointer read_report(GfRows *rows)
{
    GfReport *report = gf_report_new();
    report->id = gf_rows_integer(rows, REPORT_ID);
    report->body_id = gf_rows_integer(rows, REPORT_BODY_ID);
    report->version = (int) gf_rows_integer(rows, REPORT_VERSION);
    report->kind = gf_rows_text(rows, REPORT_KIND);
    report->state = gf_rows_text(rows, REPORT_STATE);
    report->member_id = gf_rows_integer(rows, REPORT_MEMBER_ID);
    report->role = gf_rows_text(rows, REPORT_ROLE);
    report->title = gf_rows_text(rows, REPORT_TITLE);
    report->text = gf_rows_text(rows, REPORT_TEXT);
    report->links = gf_rows_text(rows, REPORT_LINKS);
    report->token = gf_rows_text(rows, REPORT_TOKEN);
    report->source = gf_rows_text(rows, REPORT_SOURCE);
    report->arrived_at = gf_rows_integer(rows, REPORT_ARRIVED_AT);
    report->recorded_at = gf_rows_integer(rows, REPORT_RECORDED_AT);
    report->asked_at = gf_rows_integer(rows, REPORT_ASKED_AT);
    report->confirmed_at = gf_rows_integer(rows, REPORT_CONFIRMED_AT);
    report->confirmed_by = gf_rows_text(rows, REPORT_CONFIRMED_BY);
    report->distributed_at = gf_rows_integer(rows, REPORT_DISTRIBUTED_AT);
    report->message_id = gf_rows_integer(rows, REPORT_MESSAGE_ID);
    return report;
}

GF_SQL(select_report_files, "SELECT file_id FROM report_file WHERE report_id = ? ORDER BY ordinal");

static gboolean load_one(GfStore *store, GfRows *rows, GfReport **ret, GError **error)
{
    g_autoptr(GfReport) report = NULL;
    if (!gf_rows_first(rows, read_report, (GDestroyNotify) gf_report_free, &report, error) ||
        (report != NULL &&
         !gf_sql_files(store, &select_report_files, report->id, report->files, error)))
        return FALSE;
    *ret = g_steal_pointer(&report);
    return TRUE;
}

static gboolean load_all(GfStore *store, GfRows *rows, GPtrArray **ret, GError **error)
{
    g_autoptr(GPtrArray) reports = NULL;
    if (!gf_rows_list(rows, read_report, (GDestroyNotify) gf_report_free, &reports, error))
        return FALSE;
    for (guint i = 0; i < reports->len; i++) {
        const GfReport *one = reports->pdata[i];
        if (!gf_sql_files(store, &select_report_files, one->id, one->files, error))
            return FALSE;
    }
    *ret = g_steal_pointer(&reports);
    return TRUE;
}

GF_SQL(select_report, REPORT_SELECT "WHERE id = ?");

gboolean gf_store_report(GfStore *store, gint64 id, GfReport **ret, GError **error)
{
    GfRows rows;
    return gf_sql_query(store, &select_report, &rows, error, "i", id) &&
           load_one(store, &rows, ret, error);
}

GF_SQL(select_report_of, REPORT_SELECT "WHERE body_id = ?1 AND (?2 = 0 OR version = ?2)"
                                       " ORDER BY version DESC LIMIT 1");

gboolean gf_store_report_of(GfStore *store, gint64 body_id, int version, GfReport **ret,
                            GError **error)
{
    GfRows rows;
    return gf_sql_query(store, &select_report_of, &rows, error, "ii", body_id, (gint64) version) &&
           load_one(store, &rows, ret, error);
}

GF_SQL(select_reports, REPORT_SELECT "ORDER BY id");
GF_SQL(select_reports_of, REPORT_SELECT "WHERE body_id = ? ORDER BY version");

gboolean gf_store_reports(GfStore *store, gint64 body_id, GPtrArray **ret, GError **error)
{
    GfRows rows;
    gboolean begun = body_id == 0
                         ? gf_sql_query(store, &select_reports, &rows, error, "")
                         : gf_sql_query(store, &select_reports_of, &rows, error, "i", body_id);
    return begun && load_all(store, &rows, ret, error);
}

GF_SQL(select_open_reports,
       REPORT_SELECT "WHERE state IN ('asking', 'submitted', 'staff', 'confirmed') ORDER BY id");

gboolean gf_store_open_reports(GfStore *store, GPtrArray **ret, GError **error)
{
    GfRows rows;
    return gf_sql_query(store, &select_open_reports, &rows, error, "") &&
           load_all(store, &rows, ret, error);
}

GF_SQL(update_report, "UPDATE report SET kind = ?, state = ?, asked_at = ?, confirmed_at = ?,"
                      " confirmed_by = ?, distributed_at = ? WHERE id = ?");

gboolean gf_store_update_report(GfStore *store, const GfReport *report, GError **error)
{
    return gf_sql_run(store, &update_report, error, "ttzztzi", report->kind, report->state,
                      report->asked_at, report->confirmed_at, report->confirmed_by,
                      report->distributed_at, report->id);
}
