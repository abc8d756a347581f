/* cmd-queue.c - greffe queue list | show ID [--raw] | retry ID | drop ID | release [--send|--drop]:
 * the mails that leave.
 */
#include "base/text.h"
#include "cli/cli.h"
#include "workflow/delivery.h"

#define LIST_LIMIT 100000

static void print_mail(GfCli *cli, const GfOutgoing *mail, JsonBuilder *json)
{
    g_autofree char *due = gf_cli_time(cli, mail->due_at);
    g_autofree char *reply = gf_text_line(mail->reply != NULL ? mail->reply : "", 120);
    if (json == NULL) {
        gf_cli_print("%6" G_GINT64_FORMAT " %-9s %-15s %-40s %s  tries %d  %s\n", mail->id,
                     mail->state, mail->kind, mail->recipient, due, mail->tries, reply);
        return;
    }
    gf_json_begin_object(json, NULL);
    gf_json_integer(json, "id", mail->id);
    gf_json_text(json, "state", mail->state);
    gf_json_text(json, "kind", mail->kind);
    gf_json_text(json, "recipient", mail->recipient);
    gf_json_text(json, "message_id", mail->message_id);
    gf_json_text(json, "due", due);
    gf_json_integer(json, "tries", mail->tries);
    gf_json_integer(json, "code", mail->code);
    gf_json_text(json, "status", mail->status);
    gf_json_text(json, "reply", mail->reply);
    gf_json_time(json, "outcome", cli, mail->outcome_at);
    gf_json_time(json, "bounced", cli, mail->bounced_at);
    gf_json_end_object(json);
}

#define STATES "queued, ready, sending, taken, failed, uncertain, recalled or dropped"

static gboolean check_state(const GfCli *cli, const char *state, GError **error)
{
    static const char *const states[] = {"queued",    "ready",    "sending", "taken", "failed",
                                         "uncertain", "recalled", "dropped", NULL};
    if (state == NULL || g_strv_contains(states, state))
        return TRUE;
    gf_cli_usage_error(cli, error, "--state: '%s' is no state, expected " STATES, state);
    return FALSE;
}

static void print_list(GfCli *cli, const GPtrArray *mails, gint64 held_since)
{
    JsonBuilder *json = cli->json ? gf_json_new() : NULL;
    if (json != NULL)
        gf_json_begin_list(json, "mails");
    for (guint i = 0; i < mails->len; i++)
        print_mail(cli, mails->pdata[i], json);
    if (json != NULL) {
        gf_json_end_list(json);
        gf_json_time(json, "held_since", cli, held_since);
        gf_json_print(json);
        return;
    }
    if (mails->len == 0)
        gf_cli_print("nothing waits to be sent\n");
    if (held_since == 0)
        return;
    g_autofree char *since = gf_cli_time(cli, held_since);
    gf_cli_print("sending is held: this instance was restored from the backup of %s, and what "
                 "waited then may have gone out since (greffe queue drop ID, then greffe queue "
                 "release)\n",
                 since);
}

static gboolean run_list(GfCli *cli, char **argv, GError **error)
{
    gint64 held_since = 0;
    g_autofree char *state = NULL;
    const GOptionEntry entries[] = {
        {"state", 0, 0, G_OPTION_ARG_STRING, &state, "Only " STATES, "STATE"},
        {NULL},
    };
    g_auto(GStrv) arguments = gf_cli_parse(cli, argv, entries, error);
    g_autoptr(GPtrArray) mails = NULL;
    if (arguments == NULL || !check_state(cli, state, error) || !gf_cli_open(cli, error) ||
        !gf_store_outgoings(cli->store, state, LIST_LIMIT, &mails, error) ||
        !gf_delivery_held(&cli->clerk, &held_since, error))
        return FALSE;
    print_list(cli, mails, held_since);
    return TRUE;
}

static gboolean print_raw(GfCli *cli, const GfOutgoing *mail, GError **error)
{
    g_autoptr(GPtrArray) chunks = NULL;
    if (mail->blob_id == 0) {
        g_set_error(error, GF_ERROR, GF_ERROR_STATE,
                    "mail %" G_GINT64_FORMAT ": it has not been composed yet", mail->id);
        return FALSE;
    }
    return gf_store_outgoing_chunks(cli->store, mail, &chunks, error) &&
           gf_cli_print_raw(chunks, error);
}

static gboolean run_show(GfCli *cli, char **argv, GError **error)
{
    gboolean raw = FALSE;
    const GOptionEntry entries[] = {
        {"raw", 0, 0, G_OPTION_ARG_NONE, &raw, "The message itself, as it is sent", NULL},
        {NULL},
    };
    gint64 id;
    g_autoptr(GfOutgoing) mail = NULL;
    g_auto(GStrv) arguments = gf_cli_parse(cli, argv, entries, error);
    if (arguments == NULL || !gf_cli_number(cli, arguments[0], "a mail", &id, error) ||
        !gf_cli_open(cli, error) || !gf_store_outgoing(cli->store, id, &mail, error))
        return FALSE;
    if (mail == NULL) {
        g_set_error(
            error, GF_ERROR, GF_ERROR_STATE,
            "mail %" G_GINT64_FORMAT ": there is none of that number (see: greffe queue list)", id);
        return FALSE;
    }
    if (raw)
        return print_raw(cli, mail, error);
    JsonBuilder *json = cli->json ? gf_json_new() : NULL;
    if (json != NULL)
        gf_json_begin_list(json, "mails");
    print_mail(cli, mail, json);
    if (json != NULL) {
        gf_json_end_list(json);
        gf_json_print(json);
    }
    return TRUE;
}

static gboolean order(GfCli *cli, char **argv, gboolean (*act)(const GfClerk *, gint64, GError **),
                      const char *done, GError **error)
{
    gint64 id;
    g_auto(GStrv) arguments = gf_cli_parse(cli, argv, NULL, error);
    if (arguments == NULL || !gf_cli_number(cli, arguments[0], "a mail", &id, error) ||
        !gf_cli_open(cli, error) || !act(&cli->clerk, id, error))
        return FALSE;
    gf_cli_print("mail %" G_GINT64_FORMAT ": %s\n", id, done);
    gf_instance_wake_daemon(cli->directory);
    return TRUE;
}

static gboolean run_retry(GfCli *cli, char **argv, GError **error)
{
    return order(cli, argv, gf_delivery_retry, "will be sent again at once", error);
}

static gboolean run_drop(GfCli *cli, char **argv, GError **error)
{
    return order(cli, argv, gf_delivery_drop, "will not be sent", error);
}

static gboolean run_release(GfCli *cli, char **argv, GError **error)
{
    gboolean send = FALSE, drop = FALSE;
    GfReleased mails = {0};
    const GOptionEntry entries[] = {
        {"send", 0, 0, G_OPTION_ARG_NONE, &send,
         "Send what waited in the backup, even if it has gone out since", NULL},
        {"drop", 0, 0, G_OPTION_ARG_NONE, &drop, "Give up what waited in the backup", NULL},
        {NULL},
    };
    g_auto(GStrv) arguments = gf_cli_parse(cli, argv, entries, error);
    if (arguments == NULL)
        return FALSE;
    if (send && drop) {
        gf_cli_usage_error(cli, error, "--send and --drop exclude each other");
        return FALSE;
    }
    GfRelease how = send ? GF_RELEASE_SEND : drop ? GF_RELEASE_DROP : GF_RELEASE_IF_NONE;
    if (!gf_cli_open(cli, error) || !gf_delivery_release(&cli->clerk, how, &mails, error))
        return FALSE;
    gf_cli_print("sending goes on; of the backup %u mail%s %s, and %u made since then to be sent\n",
                 mails.doubtful, gf_cli_plural(mails.doubtful), drop ? "given up" : "to be sent",
                 mails.later);
    gf_instance_wake_daemon(cli->directory);
    return TRUE;
}

static const GfCommand subcommands[] = {
    {"list", "[--state STATE]", "List the mails that are not done", 0, 0, run_list, NULL},
    {"show", "ID [--raw]", "Show one mail and what became of it", 1, 1, run_show, NULL},
    {"retry", "ID", "Send a mail again now", 1, 1, run_retry, NULL},
    {"drop", "ID", "Never send a mail", 1, 1, run_drop, NULL},
    {"release", "[--send|--drop]", "Send again after the restore of a backup", 0, 0, run_release,
     NULL},
    {NULL},
};

const GfCommand gf_command_queue = {
    .name = "queue",
    .arguments = "",
    .summary = "See and steer the mails that leave",
    .subcommands = subcommands,
};
