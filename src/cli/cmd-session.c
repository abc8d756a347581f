/* cmd-session.c - greffe session: new, list, convene, recall, move, cancel; answer and show are in
 * files of their own.
 *
 * Reads the session's file and its documents, hands them to the workflow, tells what will leave and
 * when, and wakes the daemon.
 */
#include "cli/cmd-session.h"
#include "base/text.h"
#include "cli/documents.h"
#include "workflow/convocation.h"

static GfSessionFile *read_session(GfCli *cli, const char *path, GError **error)
{
    const GfConfig *config = cli->instance->config;
    g_autofree char *text = gf_cli_read_text(path, error);
    g_autoptr(GfSessionFile) file =
        text != NULL ? gf_session_file_parse(path, text, config->timezone, error) : NULL;
    if (file == NULL)
        return NULL;
    const GfCliDocuments documents = {file->document_names, file->document_paths, file->documents};
    return gf_cli_read_documents(path, &documents, (gsize) config->document_bytes, error)
               ? g_steal_pointer(&file)
               : NULL;
}

static gboolean run_new(GfCli *cli, char **argv, GError **error)
{
    g_auto(GStrv) arguments = gf_cli_parse(cli, argv, NULL, error);
    g_autoptr(GfSessionFile) file = NULL;
    g_autoptr(GfSession) session = NULL;
    if (arguments == NULL || !gf_cli_open(cli, error) ||
        (file = read_session(cli, arguments[0], error)) == NULL ||
        !gf_convocation_new(&cli->clerk, file, &session, error))
        return FALSE;
    if (cli->json) {
        JsonBuilder *json = gf_json_new();
        gf_json_text(json, "session", session->slug);
        gf_json_text(json, "state", session->state);
        gf_json_print(json);
        return TRUE;
    }
    gf_cli_print("session %s: draft made; read it with \"greffe session show %s\", then send "
                 "yourself a proof with \"greffe session convene %s\"\n",
                 session->slug, session->slug, session->slug);
    return TRUE;
}

static void list_one(GfCli *cli, const GfSession *session, JsonBuilder *json)
{
    g_autofree char *start = gf_cli_time(cli, session->starts_at);
    if (json == NULL) {
        gf_cli_print("%-28s %-10s %s  %s\n", session->slug, session->state, start, session->title);
        return;
    }
    gf_json_begin_object(json, NULL);
    gf_json_text(json, "id", session->slug);
    gf_json_text(json, "state", session->state);
    gf_json_text(json, "title", session->title);
    gf_json_text(json, "start", start);
    gf_json_end_object(json);
}

static gboolean run_list(GfCli *cli, char **argv, GError **error)
{
    g_auto(GStrv) arguments = gf_cli_parse(cli, argv, NULL, error);
    g_autoptr(GPtrArray) sessions = NULL;
    if (arguments == NULL || !gf_cli_open(cli, error) ||
        !gf_store_sessions(cli->store, &sessions, error))
        return FALSE;
    JsonBuilder *json = cli->json ? gf_json_new() : NULL;
    if (json != NULL)
        gf_json_begin_list(json, "sessions");
    for (guint i = 0; i < sessions->len; i++)
        list_one(cli, sessions->pdata[i], json);
    if (json != NULL) {
        gf_json_end_list(json);
        gf_json_print(json);
    } else if (sessions->len == 0) {
        gf_cli_print("no session yet (greffe session new FILE)\n");
    }
    return TRUE;
}

static void print_order_json(GfCli *cli, const char *slug, const char *act, const GfOrder *order)
{
    JsonBuilder *json = gf_json_new();
    gf_json_text(json, "session", slug);
    gf_json_text(json, "act",
                 order->reworded          ? "reworded"
                 : order->mailing_id == 0 ? "proof"
                                          : act);
    gf_json_integer(json, "mails", order->recipients);
    gf_json_integer(json, "jours_francs", order->jours_francs);
    gf_json_integer(json, "notice", order->notice);
    gf_json_integer(json, "answers_no_longer_counted", order->answers_kept);
    gf_json_time(json, "release", cli, order->release_at);
    gf_json_begin_list(json, "warnings");
    for (guint i = 0; i < order->warnings->len; i++)
        gf_json_text(json, NULL, order->warnings->pdata[i]);
    gf_json_end_list(json);
    gf_json_print(json);
}

/* What an order did, and what to do next. */
static void print_order(GfCli *cli, const char *slug, const char *act, const GfOrder *order)
{
    if (cli->json) {
        print_order_json(cli, slug, act, order);
        return;
    }
    for (guint i = 0; i < order->warnings->len; i++)
        gf_cli_print("warning: %s\n", (const char *) order->warnings->pdata[i]);
    if (order->reworded) {
        gf_cli_print("session %s: the draft is reworded, nothing leaves\n", slug);
        return;
    }
    if (order->mailing_id == 0) {
        gf_cli_print("session %s: a bon à tirer goes to staff; %u mails would leave (say the same "
                     "with --yes to send them)\n",
                     slug, order->recipients);
        return;
    }
    g_autofree char *release = gf_cli_time(cli, order->release_at);
    gf_cli_print("session %s: %s, %u mails queued; they leave at %s (until then: greffe session "
                 "recall %s)\n",
                 slug, act, order->recipients, release, slug);
    if (order->answers_kept > 0)
        gf_cli_print("%u people who had answered are asked again\n", order->answers_kept);
}

static gboolean finish(GfCli *cli, const char *slug, const char *act, const GfOrder *order)
{
    print_order(cli, slug, act, order);
    gf_instance_wake_daemon(cli->directory);
    return TRUE;
}

static gboolean run_convene(GfCli *cli, char **argv, GError **error)
{
    gboolean yes = FALSE;
    g_autofree char *force = NULL;
    const GOptionEntry entries[] = {
        {"yes", 0, 0, G_OPTION_ARG_NONE, &yes,
         "Queue the convocation; without it, a proof to staff", NULL},
        {"force", 0, 0, G_OPTION_ARG_STRING, &force,
         "Convene in spite of the notice rule; the reason is journalled", "REASON"},
        {NULL},
    };
    g_auto(GStrv) arguments = gf_cli_parse(cli, argv, entries, error);
    g_autoptr(GfOrder) order = NULL;
    return arguments != NULL && gf_cli_open(cli, error) &&
           gf_convocation_convene(&cli->clerk, arguments[0],
                                  &(GfDirective){.yes = yes, .force = force}, &order, error) &&
           finish(cli, arguments[0], "convened", order);
}

static gboolean run_move(GfCli *cli, char **argv, GError **error)
{
    gboolean yes = FALSE;
    g_autofree char *force = NULL;
    const GOptionEntry entries[] = {
        {"yes", 0, 0, G_OPTION_ARG_NONE, &yes, "Queue the change; without it, a proof to staff",
         NULL},
        {"force", 0, 0, G_OPTION_ARG_STRING, &force,
         "Move in spite of the notice rule; the reason is journalled", "REASON"},
        {NULL},
    };
    g_auto(GStrv) arguments = gf_cli_parse(cli, argv, entries, error);
    g_autoptr(GfSessionFile) file = NULL;
    g_autoptr(GfOrder) order = NULL;
    return arguments != NULL && gf_cli_open(cli, error) &&
           (file = read_session(cli, arguments[1], error)) != NULL &&
           gf_convocation_move(&cli->clerk, arguments[0],
                               &(GfDirective){.yes = yes, .force = force, .file = file}, &order,
                               error) &&
           finish(cli, arguments[0], order->significant ? "moved" : "corrected", order);
}

static gboolean run_cancel(GfCli *cli, char **argv, GError **error)
{
    gboolean yes = FALSE;
    g_autofree char *reason = NULL;
    const GOptionEntry entries[] = {
        {"yes", 0, 0, G_OPTION_ARG_NONE, &yes,
         "Queue the cancellation; without it, a proof to staff", NULL},
        {"reason", 0, 0, G_OPTION_ARG_STRING, &reason, "Why, as everybody will read it", "TEXT"},
        {NULL},
    };
    g_auto(GStrv) arguments = gf_cli_parse(cli, argv, entries, error);
    g_autoptr(GfOrder) order = NULL;
    if (arguments == NULL)
        return FALSE;
    if (reason == NULL || reason[0] == '\0') {
        g_set_error_literal(error, GF_ERROR, GF_ERROR_USAGE,
                            "session cancel: --reason TEXT is missing (everybody will read it)");
        return FALSE;
    }
    return gf_cli_open(cli, error) &&
           gf_convocation_cancel(&cli->clerk, arguments[0],
                                 &(GfDirective){.yes = yes, .reason = reason}, &order, error) &&
           finish(cli, arguments[0], "cancelled", order);
}

static gboolean run_recall(GfCli *cli, char **argv, GError **error)
{
    g_auto(GStrv) arguments = gf_cli_parse(cli, argv, NULL, error);
    g_autoptr(GfOrder) order = NULL;
    if (arguments == NULL || !gf_cli_open(cli, error) ||
        !gf_convocation_recall(&cli->clerk, arguments[0], &order, error))
        return FALSE;
    gf_cli_print("session %s: recalled, %u mails will not leave\n", arguments[0],
                 order->recipients);
    return TRUE;
}

static const GfCommand subcommands[] = {
    {"new", "FILE", "Make a draft from a file (example: config/session.conf)", 1, 1, run_new, NULL},
    {"list", "", "List the sessions", 0, 0, run_list, NULL},
    {"show", "ID", "Show who comes, who is silent, who cannot be reached", 1, 1,
     gf_cmd_session_show, NULL},
    {"convene", "ID [--yes] [--force REASON]", "Send a proof to staff; with --yes, convene", 1, 1,
     run_convene, NULL},
    {"recall", "ID", "Take back what has not left yet", 1, 1, run_recall, NULL},
    {"move", "ID FILE [--yes] [--force REASON]", "Change date, time, place or anything else", 2, 2,
     run_move, NULL},
    {"cancel", "ID --reason TEXT [--yes]", "Cancel a session", 1, 1, run_cancel, NULL},
    {"answer",
     "ID MEMBER present|absent|tentative|silent [--part P] [--remote] [--pouvoir MEMBER] "
     "[--suppleant]",
     "Enter an answer that came by telephone or on paper; silent takes one back", 3, 3,
     gf_cmd_session_answer, NULL},
    {NULL},
};

const GfCommand gf_command_session = {
    .name = "session",
    .arguments = "",
    .summary = "Draft, convene, move and cancel sessions; see who comes",
    .subcommands = subcommands,
};
