/* cmd-journal.c - greffe journal list | verify, and greffe why SUBJECT: what happened, and its
 * proof.
 */
#include "base/text.h"
#include "cli/cli.h"
#include "store/journal.h"

static void print_line(GfCli *cli, const GfJournalLine *line, JsonBuilder *json)
{
    g_autofree char *at = gf_cli_time(cli, line->at);
    if (json == NULL) {
        gf_cli_print("%s  %-22s %-20s %s%s%s%s%s%s\n", at, line->act, line->actor, line->subject,
                     line->rule[0] != '\0' ? "  rule " : "", line->rule,
                     line->evidence[0] != '\0' ? "  evidence " : "",
                     line->evidence[0] != '\0' ? line->evidence : "", "");
        return;
    }
    gf_json_begin_object(json, NULL);
    gf_json_integer(json, "id", line->id);
    gf_json_text(json, "at", at);
    gf_json_text(json, "actor", line->actor);
    gf_json_text(json, "act", line->act);
    gf_json_text(json, "subject", line->subject);
    gf_json_text(json, "rule", line->rule);
    gf_json_text(json, "evidence", line->evidence);
    gf_json_text(json, "hash", line->hash);
    gf_json_end_object(json);
}

static void print_lines(GfCli *cli, const GPtrArray *lines)
{
    JsonBuilder *json = cli->json ? gf_json_new() : NULL;
    if (json != NULL)
        gf_json_begin_list(json, "lines");
    for (guint i = 0; i < lines->len; i++)
        print_line(cli, lines->pdata[i], json);
    if (json != NULL) {
        gf_json_end_list(json);
        gf_json_print(json);
    }
}

static gboolean run_list(GfCli *cli, char **argv, GError **error)
{
    int last = 0;
    const GOptionEntry entries[] = {
        {"last", 0, 0, G_OPTION_ARG_INT, &last, "Only the last N lines", "N"},
        {NULL},
    };
    g_auto(GStrv) arguments = gf_cli_parse(cli, argv, entries, error);
    g_autoptr(GPtrArray) lines = NULL;
    if (arguments == NULL || !gf_cli_open(cli, error) ||
        !gf_store_journal_lines(cli->store, (guint) MAX(last, 0), &lines, error))
        return FALSE;
    print_lines(cli, lines);
    return TRUE;
}

static gboolean run_verify(GfCli *cli, char **argv, GError **error)
{
    g_autofree char *head = NULL;
    const GOptionEntry entries[] = {
        {"head", 0, 0, G_OPTION_ARG_STRING, &head, "A hash that a mail of greffe witnessed",
         "HASH"},
        {NULL},
    };
    gint64 count = 0;
    g_autofree char *newest = NULL;
    g_auto(GStrv) arguments = gf_cli_parse(cli, argv, entries, error);
    if (arguments == NULL || !gf_cli_open(cli, error) ||
        !gf_store_journal_verify(cli->store, head, &count, error) ||
        !gf_store_journal_head(cli->store, &newest, error))
        return FALSE;
    if (cli->json) {
        JsonBuilder *json = gf_json_new();
        gf_json_integer(json, "lines", count);
        gf_json_text(json, "head", newest);
        gf_json_print(json);
        return TRUE;
    }
    gf_cli_print("journal: %" G_GINT64_FORMAT " lines, the chain holds; head %s\n", count, newest);
    return TRUE;
}

/* What people write for a subject: "SESSION", "SESSION/MEMBER", "message/12", "mail/12", or as it
 * is in the journal. */
static gboolean subject_of(GfCli *cli, const char *word, char **ret, GError **error)
{
    g_auto(GStrv) names = g_strsplit(word, "/", 2);
    g_autoptr(GfSession) session = NULL;
    if (!gf_store_session(cli->store, names[0], &session, error))
        return FALSE;
    if (session != NULL && names[1] != NULL)
        *ret = g_strdup_printf("session/%s/member/%s", names[0], names[1]);
    else if (session != NULL)
        *ret = g_strdup_printf("session/%s", names[0]);
    else if (names[1] != NULL && g_str_equal(names[0], "mail"))
        *ret = g_strdup_printf("outgoing/%s", names[1]);
    else if (names[1] == NULL)
        *ret = g_strdup_printf("member/%s", names[0]);
    else
        *ret = g_strdup(word);
    return TRUE;
}

static gboolean run_why(GfCli *cli, char **argv, GError **error)
{
    g_auto(GStrv) arguments = gf_cli_parse(cli, argv, NULL, error);
    g_autofree char *subject = NULL;
    g_autoptr(GPtrArray) lines = NULL;
    if (arguments == NULL || !gf_cli_open(cli, error) ||
        !subject_of(cli, arguments[0], &subject, error) ||
        !gf_store_journal_about(cli->store, subject, &lines, error))
        return FALSE;
    if (lines->len == 0) {
        g_set_error(error, GF_ERROR, GF_ERROR_STATE,
                    "'%s': the journal says nothing of it (SESSION, SESSION/MEMBER, MEMBER, "
                    "message/N or mail/N)",
                    arguments[0]);
        return FALSE;
    }
    print_lines(cli, lines);
    return TRUE;
}

static const GfCommand subcommands[] = {
    {"list", "[--last N]", "List the acts", 0, 0, run_list, NULL},
    {"verify", "[--head HASH]", "Check the whole chain", 0, 0, run_verify, NULL},
    {NULL},
};

const GfCommand gf_command_journal = {
    .name = "journal",
    .arguments = "",
    .summary = "Read and verify the journal of all acts",
    .subcommands = subcommands,
};

const GfCommand gf_command_why = {
    .name = "why",
    .arguments = "SUBJECT",
    .summary = "Tell the rule, message and person behind a state",
    .minimum = 1,
    .maximum = 1,
    .run = run_why,
};
