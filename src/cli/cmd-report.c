/* cmd-report.c - greffe report add | list | show | confirm: the reports of chantiers. A report is
 * named as people say it: "gt1-2" (the newest of that chantier) or "gt1-2/3".
 */
#include "base/media.h"
#include "base/text.h"
#include "cli/cli.h"
#include "workflow/report.h"

#include <string.h>

static gboolean is_text(const char *path)
{
    return g_str_has_suffix(path, ".txt");
}

/* A text file becomes the report's own words, any other an attached file. */
static gboolean read_one(GfCli *cli, const char *path, GfReport *report, GError **error)
{
    g_autoptr(GBytes) bytes =
        gf_cli_read_file(path, (gsize) cli->instance->config->document_bytes, error);
    if (bytes == NULL)
        return FALSE;
    gsize size;
    const char *data = g_bytes_get_data(bytes, &size);
    if (is_text(path)) {
        g_autofree char *words = gf_text_clean(data, (gssize) size);
        g_autofree char *former = report->text;
        report->text = g_strconcat(former != NULL ? former : "", words, NULL);
        return TRUE;
    }
    GfFile *file = g_new0(GfFile, 1);
    file->name = g_path_get_basename(path);
    file->media_type = g_strdup(gf_media_type_of(path));
    file->size = size;
    g_ptr_array_add(report->files, file);
    return gf_store_put_blob(cli->store, bytes, &file->blob_id, &file->sha256, error);
}

static gboolean check_kind(const GfCli *cli, const char *kind, GError **error)
{
    if (kind != NULL && (g_str_equal(kind, "progress") || g_str_equal(kind, "final")))
        return TRUE;
    gf_cli_usage_error(cli, error, "--kind: say progress or final");
    return FALSE;
}

static gboolean add(GfCli *cli, char **arguments, GfReport *report, GError **error)
{
    g_autofree char *base = g_path_get_basename(arguments[2]);
    g_autofree char *wanted = report->title != NULL ? report->title : gf_text_line(base, 120);
    report->title = gf_cli_title(wanted, error);
    if (report->title == NULL)
        return FALSE;
    /* The files' bytes go in first; alone they are nobody's and do no harm. */
    g_autoptr(GfTransaction) transaction = gf_transaction_begin(cli->store, error);
    if (transaction == NULL)
        return FALSE;
    for (gsize i = 2; arguments[i] != NULL; i++)
        if (!read_one(cli, arguments[i], report, error))
            return FALSE;
    return gf_transaction_commit(transaction, error) &&
           gf_report_add(&cli->clerk, arguments[0], arguments[1], report, error);
}

static gboolean run_add(GfCli *cli, char **argv, GError **error)
{
    g_autofree char *kind = NULL;
    g_autofree char *title = NULL;
    const GOptionEntry entries[] = {
        {"kind", 0, 0, G_OPTION_ARG_STRING, &kind, "progress or final", "KIND"},
        {"title", 0, 0, G_OPTION_ARG_STRING, &title, "Its title (default: the first file's name)",
         "TEXT"},
        {NULL},
    };
    g_auto(GStrv) arguments = gf_cli_parse(cli, argv, entries, error);
    if (arguments == NULL || !check_kind(cli, kind, error) || !gf_cli_open(cli, error))
        return FALSE;
    g_autoptr(GfReport) report = gf_report_new();
    report->kind = g_steal_pointer(&kind);
    report->title = g_steal_pointer(&title);
    if (!add(cli, arguments, report, error))
        return FALSE;
    gf_cli_print("report %s/%d: recorded, %s\n", arguments[0], report->version,
                 g_str_equal(report->state, "staff")
                     ? "nobody of the pair can confirm it (greffe report confirm)"
                     : "the pair is asked to confirm it");
    gf_instance_wake_daemon(cli->directory);
    return TRUE;
}

static gboolean author_of(GfCli *cli, const GfReport *report, char **ret, GError **error)
{
    g_autoptr(GfMember) member = NULL;
    if (!gf_store_member_by_id(cli->store, report->member_id, &member, error))
        return FALSE;
    *ret = member != NULL ? gf_member_full_name(member) : g_strdup("?");
    return TRUE;
}

static void report_json(GfCli *cli, const GfReport *report, const char *body, const char *author,
                        JsonBuilder *json)
{
    g_autofree char *id = g_strdup_printf("%s/%d", body, report->version);
    gf_json_text(json, "id", id);
    gf_json_text(json, "chantier", body);
    gf_json_integer(json, "version", report->version);
    gf_json_text(json, "kind", report->kind);
    gf_json_text(json, "state", report->state);
    gf_json_text(json, "title", report->title);
    gf_json_text(json, "author", author);
    gf_json_text(json, "role", report->role);
    gf_json_time(json, "arrived", cli, report->arrived_at);
    gf_json_time(json, "asked", cli, report->asked_at);
    gf_json_time(json, "confirmed", cli, report->confirmed_at);
    gf_json_text(json, "confirmed_by", report->confirmed_by);
    gf_json_time(json, "distributed", cli, report->distributed_at);
}

static gboolean list_one(GfCli *cli, const GfReport *report, JsonBuilder *json, GError **error)
{
    g_autoptr(GfBody) body = NULL;
    g_autofree char *author = NULL;
    if (!gf_store_body_by_id(cli->store, report->body_id, &body, error) ||
        !author_of(cli, report, &author, error))
        return FALSE;
    if (json != NULL) {
        gf_json_begin_object(json, NULL);
        report_json(cli, report, body->slug, author, json);
        gf_json_end_object(json);
        return TRUE;
    }
    g_autofree char *at = gf_cli_time(cli, report->arrived_at);
    g_autofree char *title = gf_text_line(report->title, 60);
    gf_cli_print("%s/%d  %-11s %-8s %.10s  %s (%s)\n", body->slug, report->version, report->state,
                 report->kind != NULL ? report->kind : "?", at, title, author);
    return TRUE;
}

static gboolean run_list(GfCli *cli, char **argv, GError **error)
{
    g_auto(GStrv) arguments = gf_cli_parse(cli, argv, NULL, error);
    g_autoptr(GPtrArray) reports = NULL;
    if (arguments == NULL || !gf_cli_open(cli, error) ||
        !gf_store_reports(cli->store, 0, &reports, error))
        return FALSE;
    JsonBuilder *json = cli->json ? gf_json_new() : NULL;
    if (json != NULL)
        gf_json_begin_list(json, "reports");
    for (guint i = 0; i < reports->len; i++)
        if (!list_one(cli, reports->pdata[i], json, error)) {
            g_clear_object(&json);
            return FALSE;
        }
    if (json != NULL) {
        gf_json_end_list(json);
        gf_json_print(json);
    } else if (reports->len == 0) {
        gf_cli_print("no report yet\n");
    }
    return TRUE;
}

static const char *where(const GfFile *file)
{
    return file->blob_id != 0 ? "kept" : file->lost != NULL ? "lost" : "in its message";
}

static void show_files(const GfReport *report, JsonBuilder *json)
{
    if (json != NULL)
        gf_json_begin_list(json, "files");
    for (guint i = 0; i < report->files->len; i++) {
        const GfFile *file = report->files->pdata[i];
        g_autofree char *name = gf_text_line(file->name, 0);
        if (json == NULL) {
            gf_cli_print("  %s, %" G_GUINT64_FORMAT " bytes, %s, %s\n", name, file->size,
                         file->media_type, where(file));
            continue;
        }
        gf_json_begin_object(json, NULL);
        gf_json_text(json, "name", file->name);
        gf_json_text(json, "type", file->media_type);
        gf_json_integer(json, "size", (gint64) file->size);
        gf_json_text(json, "sha256", file->sha256);
        gf_json_text(json, "where", where(file));
        gf_json_end_object(json);
    }
    if (json != NULL)
        gf_json_end_list(json);
}

static void show_times(GfCli *cli, const GfReport *report)
{
    const struct {
        const char *what;
        gint64 at;
    } times[] = {{"arrived", report->arrived_at},
                 {"confirmation asked", report->asked_at},
                 {"confirmed", report->confirmed_at},
                 {"distributed", report->distributed_at}};
    for (gsize i = 0; i < G_N_ELEMENTS(times); i++) {
        g_autofree char *at = gf_cli_time(cli, times[i].at);
        if (at != NULL)
            gf_cli_print("%s: %s%s%s\n", times[i].what, at, i == 2 ? " by " : "",
                         i == 2 && report->confirmed_by != NULL ? report->confirmed_by : "");
    }
}

static gboolean run_show(GfCli *cli, char **argv, GError **error)
{
    g_auto(GStrv) arguments = gf_cli_parse(cli, argv, NULL, error);
    g_autoptr(GfReport) report = NULL;
    g_autoptr(GfBody) body = NULL;
    g_autofree char *author = NULL;
    if (arguments == NULL || !gf_cli_open(cli, error) ||
        !gf_report_find(&cli->clerk, arguments[0], &report, &body, error) ||
        !author_of(cli, report, &author, error))
        return FALSE;
    if (cli->json) {
        JsonBuilder *json = gf_json_new();
        report_json(cli, report, body->slug, author, json);
        gf_json_text(json, "text", report->text);
        gf_json_text(json, "links", report->links);
        gf_json_integer(json, "message", report->message_id);
        show_files(report, json);
        gf_json_print(json);
        return TRUE;
    }
    gf_cli_print("report %s/%d: %s (%s), %s\n%s, by %s (%s)\n", body->slug, report->version,
                 report->title, report->kind != NULL ? report->kind : "kind not known yet",
                 report->state, body->name, author, report->role);
    show_times(cli, report);
    if (report->message_id != 0)
        gf_cli_print("message: greffe inbox show %" G_GINT64_FORMAT "\n", report->message_id);
    show_files(report, NULL);
    if (report->links[0] != '\0')
        gf_cli_print("links (no copy is kept):\n%s\n", report->links);
    if (report->text[0] != '\0')
        gf_cli_print("\n%s\n", report->text);
    return TRUE;
}

static gboolean run_confirm(GfCli *cli, char **argv, GError **error)
{
    g_autofree char *kind = NULL;
    const GOptionEntry entries[] = {
        {"kind", 0, 0, G_OPTION_ARG_STRING, &kind,
         "progress or final, where its author has not said which", "KIND"},
        {NULL},
    };
    g_auto(GStrv) arguments = gf_cli_parse(cli, argv, entries, error);
    if (arguments == NULL || (kind != NULL && !check_kind(cli, kind, error)) ||
        !gf_cli_open(cli, error))
        return FALSE;
    g_autoptr(GfTransaction) transaction = gf_transaction_begin(cli->store, error);
    if (transaction == NULL || !gf_report_confirm(&cli->clerk, arguments[0], kind, error) ||
        !gf_transaction_commit(transaction, error))
        return FALSE;
    gf_cli_print("report %s: confirmed, it goes to the group\n", arguments[0]);
    gf_instance_wake_daemon(cli->directory);
    return TRUE;
}

static const GfCommand subcommands[] = {
    {"add", "CHANTIER MEMBER FILE... --kind progress|final [--title TEXT]",
     "Enter a report that came by hand; .txt files are its words, others its documents", 3, -1,
     run_add, NULL},
    {"list", "", "List the reports of all chantiers", 0, 0, run_list, NULL},
    {"show", "ID", "Show a report and what became of it (ID: gt1-2, or gt1-2/3)", 1, 1, run_show,
     NULL},
    {"confirm", "ID [--kind progress|final]",
     "Confirm a report in place of the pair; it goes to the group", 1, 1, run_confirm, NULL},
    {NULL},
};

const GfCommand gf_command_report = {
    .name = "report",
    .arguments = "",
    .summary = "The reports of chantiers: received, confirmed, distributed",
    .subcommands = subcommands,
};
