/* cmd-search.c - greffe search TEXT: letters, contributions, reports and saisines by their words.
 */
#include "base/text.h"
#include "cli/cli.h"
#include "workflow/search.h"

static void print_found(GfCli *cli, const GfFound *found, JsonBuilder *json)
{
    g_autofree char *at = gf_cli_time(cli, found->at);
    if (json != NULL) {
        gf_json_begin_object(json, NULL);
        gf_json_text(json, "kind", found->kind);
        gf_json_text(json, "at", at);
        gf_json_text(json, "who", found->who);
        gf_json_text(json, "title", found->title);
        gf_json_text(json, "state", found->state);
        gf_json_text(json, "extract", found->extract);
        gf_json_text(json, "open", found->open);
        gf_json_end_object(json);
        return;
    }
    g_autofree char *who = gf_text_line(found->who != NULL ? found->who : "", 60);
    g_autofree char *title = gf_text_line(found->title, 80);
    gf_cli_print("%.10s  %s%s%s%s%s%s\n    %s\n    greffe %s\n", at, title,
                 who[0] != '\0' ? ", " : "", who, found->state != NULL ? " (" : "",
                 found->state != NULL ? found->state : "", found->state != NULL ? ")" : "",
                 found->extract, found->open);
}

static gboolean run(GfCli *cli, char **argv, GError **error)
{
    int limit = 20;
    const GOptionEntry entries[] = {
        {"limit", 0, 0, G_OPTION_ARG_INT, &limit, "Show at most N (default: 20)", "N"},
        {NULL},
    };
    g_auto(GStrv) arguments = gf_cli_parse(cli, argv, entries, error);
    g_autoptr(GPtrArray) found = NULL;
    if (arguments == NULL)
        return FALSE;
    if (limit < 1) {
        gf_cli_usage_error(cli, error, "--limit: '%d' is no number from 1", limit);
        return FALSE;
    }
    g_autofree char *text = g_strjoinv(" ", arguments);
    if (!gf_cli_open(cli, error) || !gf_search(&cli->clerk, text, (guint) limit, &found, error))
        return FALSE;
    JsonBuilder *json = cli->json ? gf_json_new() : NULL;
    if (json != NULL)
        gf_json_begin_list(json, "found");
    for (guint i = 0; i < found->len; i++)
        print_found(cli, found->pdata[i], json);
    if (json != NULL) {
        gf_json_end_list(json);
        gf_json_print(json);
    } else if (found->len == 0) {
        gf_cli_print("nothing found\n");
    }
    return TRUE;
}

const GfCommand gf_command_search = {
    .name = "search",
    .arguments = "TEXT... [--limit N]",
    .summary = "Find letters, contributions, reports and saisines by their words",
    .minimum = 1,
    .maximum = -1,
    .run = run,
};
