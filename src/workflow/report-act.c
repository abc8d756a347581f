/* report-act.c - what falls due about reports, and what is written about them; see report.h. */
#include "workflow/report-private.h"

#include "base/date.h"
#include "base/error.h"

#include <string.h>

/* The office as people call its holder. */
static const char *office_words(const GfOfficer *officer, const char *language)
{
    gboolean woman = g_strcmp0(officer->member->gender, "woman") == 0;
    if (!woman || g_str_equal(language, "en") || g_str_equal(officer->role, "copilote"))
        return officer->role;
    return g_str_equal(officer->role, "rapporteur") ? "rapporteure" : "co-rapporteure";
}

static GVariant *names_of(GPtrArray *officers, const char *language)
{
    g_auto(GVariantBuilder) list;
    g_variant_builder_init(&list, G_VARIANT_TYPE("as"));
    for (guint i = 0; i < officers->len; i++) {
        const GfOfficer *officer = officers->pdata[i];
        g_autofree char *name = gf_member_full_name(officer->member);
        g_autofree char *line = g_strdup_printf("%s, %s", name, office_words(officer, language));
        g_variant_builder_add(&list, "s", line);
    }
    return g_variant_builder_end(&list);
}

static void add_report(const GfClerk *clerk, const GfReportCase *of, GVariantDict *dict)
{
    const GfReport *report = of->report;
    const char *language = clerk->config->language;
    g_autofree char *version = g_strdup_printf("%d", report->version);
    g_autofree char *author = of->author != NULL ? gf_member_full_name(of->author) : g_strdup("");
    g_autofree char *moment = gf_wording_moment(clerk, report->arrived_at, language);
    g_auto(GStrv) links = g_strsplit(report->links, "\n", -1);
    g_autoptr(GPtrArray) confirmers = gf_chantier_confirmers(of->chantier, report->member_id);
    g_variant_dict_insert(dict, "version", "s", version);
    g_variant_dict_insert(dict, "report_title", "s", report->title);
    g_variant_dict_insert(dict, "author", "s", author);
    const GfOfficer author_officer = {of->author, report->role};
    g_variant_dict_insert(dict, "role", "s",
                          of->author != NULL ? office_words(&author_officer, language)
                                             : report->role);
    g_variant_dict_insert(dict, "moment", "s", moment);
    g_variant_dict_insert(dict, "progress", "b", g_strcmp0(report->kind, "progress") == 0);
    g_variant_dict_insert(dict, "final", "b", g_strcmp0(report->kind, "final") == 0);
    g_variant_dict_insert(dict, "asking", "b", report->kind == NULL);
    g_variant_dict_insert(dict, "withdrawn", "b", g_str_equal(report->state, "withdrawn"));
    g_variant_dict_insert_value(dict, "files", gf_wording_files(report->files, language));
    g_variant_dict_insert(dict, "has_files", "b", report->files->len > 0);
    g_variant_dict_insert_value(
        dict, "links", g_variant_new_strv((const char *const *) links, report->links[0] ? -1 : 0));
    g_variant_dict_insert(dict, "has_links", "b", report->links[0] != '\0');
    g_variant_dict_insert_value(dict, "confirmers", names_of(confirmers, language));
    gboolean submitted = g_str_equal(report->state, "submitted");
    g_variant_dict_insert(dict, "waits", "b", submitted);
    g_variant_dict_insert(dict, "staff_confirms", "b", g_str_equal(report->state, "staff"));
    g_autofree char *text = g_strstrip(g_strdup(report->text));
    g_variant_dict_insert(dict, "text", "s", text);
    g_variant_dict_insert(dict, "has_text", "b", text[0] != '\0');
}

void gf_report_values(const GfClerk *clerk, const GfReportCase *of, const GfMember *reader,
                      GVariantDict *dict)
{
    const GfBody *body = of->chantier->body;
    g_autofree char *tag = g_ascii_strup(body->slug, -1);
    g_autofree char *address = gf_chantier_address(clerk, body);
    gf_note_values(clerk, reader, dict);
    g_variant_dict_insert(dict, "chantier", "s", body->name);
    g_variant_dict_insert(dict, "tag", "s", tag);
    g_variant_dict_insert(dict, "address", "s", address);
    g_variant_dict_insert_value(dict, "officers",
                                names_of(of->chantier->officers, clerk->config->language));
    g_variant_dict_insert(dict, "has_officers", "b", of->chantier->officers->len > 0);
    if (of->chantier->group != NULL)
        g_variant_dict_insert(dict, "group", "s", of->chantier->group->name);
    if (of->report != NULL)
        add_report(clerk, of, dict);
    if (of->former == NULL)
        return;
    g_autofree char *former_version = g_strdup_printf("%d", of->former->version);
    g_variant_dict_insert(dict, "former_version", "s", former_version);
    g_variant_dict_insert(dict, "own_former", "b", of->former->member_id == of->report->member_id);
    if (of->former_author != NULL) {
        g_autofree char *name = gf_member_full_name(of->former_author);
        g_variant_dict_insert(dict, "former_author", "s", name);
    }
}

static gboolean files_are_there(const GfReport *report)
{
    for (guint i = 0; i < report->files->len; i++) {
        const GfFile *file = report->files->pdata[i];
        if (file->blob_id == 0 && file->lost == NULL)
            return FALSE;
    }
    return TRUE;
}

/* The files that could be taken out, as documents of a mail. Owned. */
static GPtrArray *documents_of(const GfReport *report)
{
    GPtrArray *documents = g_ptr_array_new_with_free_func((GDestroyNotify) gf_document_free);
    for (guint i = 0; i < report->files->len; i++) {
        const GfFile *file = report->files->pdata[i];
        if (file->blob_id == 0)
            continue;
        GfDocument *document = g_new0(GfDocument, 1);
        document->name = g_strdup(file->name);
        document->media_type = g_strdup(file->media_type);
        document->blob_id = file->blob_id;
        g_ptr_array_add(documents, document);
    }
    return documents;
}

/* A mailing of the report with its files. Beyond what may be sent, it goes without them and says
 * so. */
static gboolean open_mailing(const GfClerk *clerk, const GfReportCase *of, GVariantDict *dict,
                             gint64 *ret_id, GError **error)
{
    g_autoptr(GPtrArray) documents = documents_of(of->report);
    g_autoptr(GPtrArray) parts = NULL;
    g_autofree char *subject =
        g_strdup_printf("chantier/%s/report/%d", of->chantier->body->slug, of->report->version);
    guint64 total = 0;
    for (guint i = 0; i < of->report->files->len; i++)
        total += ((const GfFile *) of->report->files->pdata[i])->size;
    if (total > clerk->config->document_bytes) {
        g_ptr_array_set_size(documents, 0);
        g_variant_dict_insert(dict, "too_large", "b", TRUE);
    }
    return gf_note_documents(clerk, documents, &parts, error) &&
           gf_note_open_mailing(
               clerk, &(GfNoteMailing){"report", subject, of->report->title, parts}, ret_id, error);
}

/* The Message-ID of the author's own mail, so that threads hold together; NULL: by hand. */
static gboolean thread_of(const GfClerk *clerk, const GfReport *report, char **ret, GError **error)
{
    g_autoptr(GfMessage) message = NULL;
    *ret = NULL;
    if (report->message_id == 0)
        return TRUE;
    if (!gf_store_message(clerk->store, report->message_id, &message, error))
        return FALSE;
    *ret = g_strdup(message->message_id);
    return TRUE;
}

static gboolean write_to(const GfClerk *clerk, const GfReportCase *of, const char *template,
                         GPtrArray *members, GError **error)
{
    g_auto(GVariantDict) common = G_VARIANT_DICT_INIT(NULL);
    g_autofree char *thread = NULL;
    g_autofree char *address = gf_chantier_address(clerk, of->chantier->body);
    gboolean asks = g_str_equal(template, "report-confirm");
    gint64 mailing_id;
    if (!open_mailing(clerk, of, &common, &mailing_id, error) ||
        !thread_of(clerk, of->report, &thread, error))
        return FALSE;
    gboolean too_large = g_variant_dict_contains(&common, "too_large");
    for (guint i = 0; i < members->len; i++) {
        g_autofree char *token = NULL;
        g_auto(GVariantDict) dict = G_VARIANT_DICT_INIT(NULL);
        if (asks && !gf_report_token(clerk, of, members->pdata[i], &token, error))
            return FALSE;
        gf_report_values(clerk, of, members->pdata[i], &dict);
        g_variant_dict_insert(&dict, "too_large", "b", too_large);
        GfNote note = {
            .kind = asks ? "question" : "report",
            .template = template,
            .reply_token = token,
            .reply_to = asks ? NULL : address,
            .in_reply_to = thread,
            .mailing_id = mailing_id,
            .values = g_variant_dict_end(&dict),
        };
        if (!gf_note_to_member(clerk, &note, members->pdata[i], error))
            return FALSE;
    }
    return TRUE;
}

/* The version before it, where it took that one's place unconfirmed. */
static gboolean load_former(const GfClerk *clerk, GfReportCase *of, GError **error)
{
    g_autoptr(GfReport) before = NULL;
    if (of->report->version == 1)
        return TRUE;
    if (!gf_store_report_of(clerk->store, of->report->body_id, of->report->version - 1, &before,
                            error))
        return FALSE;
    if (before == NULL || !g_str_equal(before->state, "replaced"))
        return TRUE;
    of->former = g_steal_pointer(&before);
    return gf_store_member_by_id(clerk->store, of->former->member_id, &of->former_author, error);
}

static gboolean ask(const GfClerk *clerk, GfReportCase *of, GError **error)
{
    g_autoptr(GPtrArray) confirmers = gf_chantier_confirmers(of->chantier, of->report->member_id);
    g_autoptr(GPtrArray) members = g_ptr_array_new();
    for (guint i = 0; i < confirmers->len; i++)
        g_ptr_array_add(members, ((GfOfficer *) confirmers->pdata[i])->member);
    of->report->asked_at = gf_clerk_now(clerk);
    return load_former(clerk, of, error) && write_to(clerk, of, "report-confirm", members, error) &&
           gf_store_update_report(clerk->store, of->report, error) &&
           gf_report_journal(clerk, of, &(GfAct){"greffe", "report.asked", "pair", NULL}, error);
}

static gboolean hand_to_staff(const GfClerk *clerk, GfReportCase *of, GError **error)
{
    g_free(of->report->state);
    of->report->state = g_strdup("staff");
    return gf_store_update_report(clerk->store, of->report, error) &&
           gf_report_journal(
               clerk, of, &(GfAct){"greffe", "report.to-staff", "confirmation-days", NULL}, error);
}

/* To everybody of the group, and to those who hold an office of the chantier. */
static gboolean distribute(const GfClerk *clerk, GfReportCase *of, GError **error)
{
    g_autoptr(GPtrArray) members = NULL;
    GDate date = gf_clerk_today(clerk);
    g_autofree char *today = gf_date_format(&date);
    const GfBody *group = of->chantier->group != NULL ? of->chantier->group : of->chantier->body;
    if (!gf_store_members_of(clerk->store, group, today, FALSE, &members, error))
        return FALSE;
    g_autoptr(GPtrArray) all = g_ptr_array_copy(members, NULL, NULL);
    g_ptr_array_set_free_func(all, NULL);
    for (guint i = 0; i < of->chantier->officers->len; i++) {
        GfMember *officer = ((GfOfficer *) of->chantier->officers->pdata[i])->member;
        gboolean known = FALSE;
        for (guint j = 0; j < all->len; j++)
            known = known || ((GfMember *) all->pdata[j])->id == officer->id;
        if (!known)
            g_ptr_array_add(all, officer);
    }
    g_free(of->report->state);
    of->report->state = g_strdup("distributed");
    of->report->distributed_at = gf_clerk_now(clerk);
    return write_to(clerk, of, "report", all, error) &&
           gf_store_update_report(clerk->store, of->report, error) &&
           gf_report_journal(clerk, of, &(GfAct){"greffe", "report.distributed", "confirmed", NULL},
                             error);
}

/* When staff is asked instead of who does not answer; 0: nobody is being asked. */
static gint64 patience_ends(const GfClerk *clerk, const GfReport *report, int days)
{
    const char *zone = clerk->config->timezone;
    gint64 since = g_str_equal(report->state, "asking")      ? report->recorded_at
                   : g_str_equal(report->state, "submitted") ? report->asked_at
                                                             : 0;
    int hour, minute;
    if (since == 0)
        return 0;
    GDate day = gf_date_of(since, zone);
    gf_wall_clock(since, zone, NULL, &hour, &minute);
    g_date_add_days(&day, (guint) days);
    return gf_instant_of(&day, hour, minute, zone);
}

/* NULL: nothing is due. */
static gboolean (*what_is_due(const GfClerk *clerk, const GfReport *report,
                              int days))(const GfClerk *clerk, GfReportCase *of, GError **error)
{
    if (!files_are_there(report))
        return NULL;
    if (g_str_equal(report->state, "confirmed"))
        return distribute;
    if (g_str_equal(report->state, "submitted") && report->asked_at == 0)
        return ask;
    gint64 end = patience_ends(clerk, report, days);
    return end != 0 && end <= gf_clerk_now(clerk) ? hand_to_staff : NULL;
}

/* What is due is judged again inside the transaction: staff may just have confirmed it. */
static gboolean act_alone(const GfClerk *clerk, const GfReport *report, int days, GError **error)
{
    g_auto(GfReportCase) of = {0};
    if (what_is_due(clerk, report, days) == NULL)
        return TRUE;
    g_autoptr(GfTransaction) transaction = gf_transaction_begin(clerk->store, error);
    if (transaction == NULL || !gf_report_case_load(clerk, report->id, &of, error))
        return FALSE;
    gboolean (*act)(const GfClerk *, GfReportCase *, GError **) =
        what_is_due(clerk, of.report, days);
    return act == NULL || (act(clerk, &of, error) && gf_transaction_commit(transaction, error));
}

gboolean gf_report_act(const GfClerk *clerk, GError **ret_problem, GError **error)
{
    g_autoptr(GPtrArray) open = NULL;
    g_autoptr(GfAssemblyRules) rules = NULL;
    if (!gf_store_open_reports(clerk->store, &open, error))
        return FALSE;
    if (open->len > 0 && !gf_clerk_rules(clerk, NULL, &rules, error))
        return FALSE;
    for (guint i = 0; i < open->len; i++) {
        g_autoptr(GError) problem = NULL;
        if (act_alone(clerk, open->pdata[i], rules->confirmation_days, &problem))
            continue;
        if (!g_error_matches(problem, GF_ERROR, GF_ERROR_CONFIG)) {
            g_propagate_error(error, g_steal_pointer(&problem));
            return FALSE;
        }
        if (*ret_problem == NULL)
            *ret_problem = g_steal_pointer(&problem);
    }
    return TRUE;
}

gboolean gf_report_next(const GfClerk *clerk, gint64 *ret_due_at, GError **error)
{
    g_autoptr(GPtrArray) open = NULL;
    g_autoptr(GfAssemblyRules) rules = NULL;
    gint64 next = 0;
    if (!gf_store_open_reports(clerk->store, &open, error))
        return FALSE;
    if (open->len > 0 && !gf_clerk_rules(clerk, NULL, &rules, error))
        return FALSE;
    for (guint i = 0; i < open->len; i++) {
        gint64 due = patience_ends(clerk, open->pdata[i], rules->confirmation_days);
        if (due != 0)
            next = next == 0 ? due : MIN(next, due);
    }
    *ret_due_at = next;
    return TRUE;
}
