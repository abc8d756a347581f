/* cmd-apply.c - greffe apply assembly.conf [--dry-run]: territories, bodies, offices and rules
 * become what the file says; every difference is shown. One transaction; a second time changes
 * nothing.
 */
#include "cli/cli.h"
#include "cli/roll-output.h"
#include "workflow/assembly.h"

#define FILE_LIMIT_BYTES ((gsize) 1024 * 1024)

static void print_report(GfCli *cli, const GfAssemblyReport *report, const char *path,
                         gboolean dry_run)
{
    guint count = report->differences->len;
    if (cli->json) {
        JsonBuilder *json = gf_json_new();
        gf_json_text(json, "file", path);
        gf_json_boolean(json, "dry_run", dry_run);
        gf_json_boolean(json, "applied", !dry_run);
        gf_json_differences(json, "changes", report->differences, TRUE);
        gf_json_texts_of(json, "notes", report->notes);
        gf_json_texts_of(json, "warnings", report->warnings);
        gf_json_print(json);
        return;
    }
    for (guint i = 0; i < count; i++) {
        const GfDifference *difference = g_ptr_array_index(report->differences, i);
        g_autofree char *text = gf_difference_text(difference);
        gf_cli_print("%-8s %s %s%s%s\n", gf_difference_word(difference->kind), difference->object,
                     difference->id, text[0] != '\0' ? ": " : "", text);
    }
    gf_cli_print_remarks(report->notes, report->warnings);
    if (count == 0)
        gf_cli_print("%s: nothing changes\n", path);
    else
        gf_cli_print("%s: differences: %u%s\n", path, count,
                     dry_run ? ", nothing was changed (--dry-run)" : ", applied");
}

static gboolean run(GfCli *cli, char **argv, GError **error)
{
    gboolean dry_run = FALSE;
    const GOptionEntry entries[] = {
        {"dry-run", 0, 0, G_OPTION_ARG_NONE, &dry_run, "Show the differences, change nothing",
         NULL},
        G_OPTION_ENTRY_NULL,
    };
    g_auto(GStrv) arguments = gf_cli_parse(cli, argv, entries, error);
    if (arguments == NULL || !gf_cli_open(cli, error))
        return FALSE;
    g_autoptr(GBytes) bytes = gf_cli_read_file(arguments[0], FILE_LIMIT_BYTES, error);
    if (bytes == NULL)
        return FALSE;
    g_autoptr(GfAssemblyReport) report = NULL;
    g_autoptr(GfTransaction) transaction = gf_transaction_begin(cli->store, error);
    if (transaction == NULL ||
        !gf_assembly_apply(&cli->clerk, arguments[0], bytes, &report, error) ||
        (!dry_run && !gf_transaction_commit(transaction, error)))
        return FALSE;
    print_report(cli, report, arguments[0], dry_run);
    return TRUE;
}

const GfCommand gf_command_apply = {
    .name = "apply",
    .arguments = "FILE [--dry-run]",
    .summary = "Make territories, bodies, offices and rules what assembly.conf says",
    .minimum = 1,
    .maximum = 1,
    .run = run,
};
