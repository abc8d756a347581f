/* cmd-member-import.c - greffe member import FILE.csv [--dry-run] [--skip-bad].
 *
 * Says row by row what changes, what is refused and why. While a row is refused nothing is changed
 * and the exit status is 1, unless --skip-bad.
 */
#include "base/csv.h"
#include "base/text.h"
#include "cli/cmd-member.h"
#include "cli/roll-output.h"
#include "workflow/roll-import.h"

static void print_line(const char *path, const GfRollLine *line)
{
    if (line->outcome == GF_ROLL_UNCHANGED && line->reasons->len == 0)
        return;
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; i < line->differences->len; i++) {
        g_autofree char *difference = gf_difference_text(line->differences->pdata[i]);
        g_string_append_printf(text, "%s%s", text->len > 0 ? "; " : ": ", difference);
    }
    for (guint i = 0; i < line->reasons->len; i++)
        g_string_append_printf(text, "%s%s", text->len > 0 ? "; " : ": ",
                               (char *) line->reasons->pdata[i]);
    g_autofree char *plain = gf_cli_line(text->str);
    g_autofree char *name = gf_cli_line(line->name);
    gf_cli_print("%s:%u: %s %s%s%s%s%s\n", path, line->line, gf_roll_outcome_word(line->outcome),
                 line->slug != NULL ? line->slug : "", line->slug != NULL ? " (" : "", name,
                 line->slug != NULL ? ")" : "", plain);
}

/* "1 added, 0 changed ..." Owned. */
static char *counts_text(const GfRollReport *report)
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < GF_ROLL_OUTCOMES; i++)
        g_string_append_printf(text, "%s%u %s", i > 0 ? ", " : "", report->counts[i],
                               gf_roll_outcome_word(i));
    return g_string_free(text, FALSE);
}

static const char *separator_name(char separator)
{
    static char plain[2];
    plain[0] = separator;
    return separator == '\t' ? "tab" : plain;
}

static void print_text(const GfRollReport *report, const char *path, gboolean dry_run)
{
    for (guint i = 0; i < report->lines->len; i++)
        print_line(path, report->lines->pdata[i]);
    for (guint i = 0; i < report->ignored->len; i++) {
        g_autofree char *name = gf_cli_line(report->ignored->pdata[i]);
        gf_cli_print("note: column '%s' means nothing here: ignored\n", name);
    }
    gf_cli_print_remarks(report->notes, report->warnings);
    g_autofree char *counts = counts_text(report);
    gf_cli_print("%s (%s, separated by %s): %s%s\n", path, report->encoding,
                 separator_name(report->separator), counts,
                 !report->applied ? "; nothing was changed"
                 : dry_run        ? "; nothing was changed (--dry-run)"
                                  : "");
}

static void json_line(JsonBuilder *json, const GfRollLine *line)
{
    gf_json_begin_object(json, NULL);
    gf_json_integer(json, "line", line->line);
    gf_json_text(json, "outcome", gf_roll_outcome_word(line->outcome));
    gf_json_text(json, "member", line->slug);
    gf_json_text(json, "name", line->name);
    gf_json_differences(json, "changes", line->differences, FALSE);
    gf_json_texts_of(json, "reasons", line->reasons);
    gf_json_end_object(json);
}

static void print_json(const GfRollReport *report, const char *path, gboolean dry_run)
{
    JsonBuilder *json = gf_json_new();
    gf_json_text(json, "file", path);
    gf_json_text(json, "encoding", report->encoding);
    gf_json_text(json, "separator", separator_name(report->separator));
    gf_json_boolean(json, "dry_run", dry_run);
    gf_json_boolean(json, "applied", report->applied && !dry_run);
    gf_json_begin_object(json, "counts");
    for (guint i = 0; i < GF_ROLL_OUTCOMES; i++)
        gf_json_integer(json, gf_roll_outcome_word(i), report->counts[i]);
    gf_json_end_object(json);
    gf_json_texts_of(json, "ignored_columns", report->ignored);
    gf_json_begin_list(json, "rows");
    for (guint i = 0; i < report->lines->len; i++)
        json_line(json, report->lines->pdata[i]);
    gf_json_end_list(json);
    gf_json_texts_of(json, "notes", report->notes);
    gf_json_texts_of(json, "warnings", report->warnings);
    gf_json_print(json);
}

gboolean gf_cmd_member_import(GfCli *cli, char **argv, GError **error)
{
    gboolean dry_run = FALSE, skip_bad = FALSE;
    const GOptionEntry entries[] = {
        {"dry-run", 0, 0, G_OPTION_ARG_NONE, &dry_run, "Show what would change, change nothing",
         NULL},
        {"skip-bad", 0, 0, G_OPTION_ARG_NONE, &skip_bad,
         "Import the good rows although others are "
         "refused",
         NULL},
        G_OPTION_ENTRY_NULL,
    };
    g_auto(GStrv) arguments = gf_cli_parse(cli, argv, entries, error);
    if (arguments == NULL || !gf_cli_open(cli, error))
        return FALSE;
    g_autoptr(GBytes) bytes = gf_cli_read_file(arguments[0], GF_CSV_LIMIT_BYTES, error);
    if (bytes == NULL)
        return FALSE;
    const GfRollTable table = {arguments[0], bytes, skip_bad};
    g_autoptr(GfRollReport) report = NULL;
    g_autoptr(GfTransaction) transaction = gf_transaction_begin(cli->store, error);
    if (transaction == NULL || !gf_roll_import(&cli->clerk, &table, &report, error) ||
        (report->applied && !dry_run && !gf_transaction_commit(transaction, error)))
        return FALSE;
    if (cli->json)
        print_json(report, arguments[0], dry_run);
    else
        print_text(report, arguments[0], dry_run);
    if (report->applied)
        return TRUE;
    g_set_error(error, GF_ERROR, GF_ERROR_STATE,
                "%s: rows refused: %u, so nothing was changed (mend them, or leave them out with "
                "--skip-bad)",
                arguments[0], report->counts[GF_ROLL_REFUSED]);
    return FALSE;
}
