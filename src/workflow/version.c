/* version.c - see version.h. */
#include "workflow/version.h"

#include "base/error.h"
#include "workflow/document.h"

gboolean gf_version_load(const GfClerk *clerk, const char *slug, GfSession **ret, GError **error)
{
    g_autoptr(GfSession) session = NULL;
    if (!gf_store_session(clerk->store, slug, &session, error))
        return FALSE;
    if (session == NULL) {
        g_set_error(error, GF_ERROR, GF_ERROR_STATE,
                    "session '%s': there is none of that name (see: greffe session list)", slug);
        return FALSE;
    }
    *ret = g_steal_pointer(&session);
    return TRUE;
}

static gboolean load_body(const GfClerk *clerk, const char *slug, GfBody **ret, GError **error)
{
    g_autoptr(GfBody) body = NULL;
    if (!gf_store_body(clerk->store, slug, &body, error))
        return FALSE;
    if (body == NULL || body->ended_on != NULL) {
        g_set_error(error, GF_ERROR, GF_ERROR_STATE,
                    "body '%s': there is none of that name (see: greffe body list)", slug);
        return FALSE;
    }
    *ret = g_steal_pointer(&body);
    return TRUE;
}

static gboolean fill_rules(const GfClerk *clerk, const GfSessionFile *file, GError **error)
{
    GfSession *session = file->session;
    g_autoptr(GfAssemblyRules) rules = NULL;
    if (!gf_clerk_rules(clerk, file->body, &rules, error))
        return FALSE;
    g_free(session->plan);
    g_free(session->plan_hour);
    session->notice = file->notice >= 0 ? file->notice : rules->notice;
    session->plan = g_strdup(file->plan != NULL ? file->plan : rules->plan);
    session->plan_hour = g_strdup(file->plan_hour != NULL ? file->plan_hour : rules->plan_hour);
    session->created_at = gf_clerk_now(clerk);
    return TRUE;
}

static gboolean fill_documents(const GfClerk *clerk, const GfSessionFile *file, GError **error)
{
    g_autofree char *subject = g_strdup_printf("session '%s'", file->session->slug);
    const GfGivenDocuments given = {subject, file->document_paths, file->documents};
    return gf_documents_keep(clerk, &given, file->session->documents, error);
}

gboolean gf_version_add_draft(const GfClerk *clerk, const GfSessionFile *file, GError **error)
{
    GfSession *session = file->session;
    g_autoptr(GfBody) body = NULL;
    g_autoptr(GfSession) former = NULL;
    if (!load_body(clerk, file->body, &body, error) ||
        !gf_store_session(clerk->store, session->slug, &former, error))
        return FALSE;
    if (former != NULL) {
        g_set_error(
            error, GF_ERROR, GF_ERROR_STATE,
            "session '%s': there is one of that name already (choose another id, or move it)",
            session->slug);
        return FALSE;
    }
    if (session->starts_at <= gf_clerk_now(clerk)) {
        g_set_error(error, GF_ERROR, GF_ERROR_STATE, "session '%s': its date is past",
                    session->slug);
        return FALSE;
    }
    session->body_id = body->id;
    return fill_rules(clerk, file, error) && fill_documents(clerk, file, error) &&
           gf_store_add_session(clerk->store, session, error);
}

static gboolean same_time_and_place(const GfSession *a, const GfSession *b)
{
    if (a->starts_at != b->starts_at || a->ends_at != b->ends_at ||
        g_strcmp0(a->place, b->place) != 0 || g_strcmp0(a->video, b->video) != 0 ||
        a->parts->len != b->parts->len)
        return FALSE;
    for (guint i = 0; i < a->parts->len; i++) {
        const GfPartOfDay *x = a->parts->pdata[i], *y = b->parts->pdata[i];
        if (x->starts_at != y->starts_at || x->ends_at != y->ends_at)
            return FALSE;
    }
    return TRUE;
}

static gboolean same_documents(const GfSession *a, const GfSession *b)
{
    if (a->documents->len != b->documents->len)
        return FALSE;
    for (guint i = 0; i < a->documents->len; i++) {
        const GfDocument *x = a->documents->pdata[i], *y = b->documents->pdata[i];
        if (x->blob_id != y->blob_id || !g_str_equal(x->name, y->name))
            return FALSE;
    }
    return TRUE;
}

static gboolean same_wording(const GfSession *a, const GfSession *b)
{
    for (guint i = 0; i < a->parts->len && i < b->parts->len; i++) {
        const GfPartOfDay *x = a->parts->pdata[i], *y = b->parts->pdata[i];
        if (!g_str_equal(x->title, y->title))
            return FALSE;
    }
    return same_documents(a, b) && g_str_equal(a->title, b->title) &&
           g_str_equal(a->agenda, b->agenda) && g_str_equal(a->plan, b->plan) &&
           g_str_equal(a->plan_hour, b->plan_hour) && a->guests == b->guests &&
           a->notice == b->notice;
}

static GfChange change_between(const GfSession *a, const GfSession *b)
{
    if (!same_time_and_place(a, b))
        return GF_CHANGE_DATE_OR_PLACE;
    return same_wording(a, b) ? GF_CHANGE_NONE : GF_CHANGE_WORDING;
}

gboolean gf_version_add_next(const GfClerk *clerk, const GfSession *former,
                             const GfSessionFile *file, GfChange *ret_change, GError **error)
{
    GfSession *session = file->session;
    gboolean is_draft = g_str_equal(former->state, "draft");
    int last;
    g_autoptr(GfBody) body = NULL;
    if (!load_body(clerk, file->body, &body, error) ||
        !gf_store_last_session_version(clerk->store, former->id, &last, error))
        return FALSE;
    if (!g_str_equal(session->slug, former->slug) || body->id != former->body_id) {
        g_set_error(
            error, GF_ERROR, GF_ERROR_STATE,
            "session '%s': the file '%s' is of another session or body (id and body never change)",
            former->slug, file->name);
        return FALSE;
    }
    session->id = former->id;
    session->body_id = former->body_id;
    session->version = last + 1;
    if (!fill_rules(clerk, file, error) || !fill_documents(clerk, file, error))
        return FALSE;
    *ret_change = change_between(former, session);
    session->sequence = former->sequence + (*ret_change == GF_CHANGE_DATE_OR_PLACE && !is_draft);
    return *ret_change == GF_CHANGE_NONE ||
           gf_store_add_session_version(clerk->store, session, error);
}
