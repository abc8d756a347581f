/* cli-test.c - which command runs, with what, and what is a usage error. */
#include "cli/cli.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

typedef struct {
    const char *ran; /* name of the command that ran, NULL: none */
    char *arguments; /* joined by "|" */
    char *reason;
    gboolean json;
} Seen;

static Seen seen;

static void seen_clear(void)
{
    g_free(seen.arguments);
    g_free(seen.reason);
    memset(&seen, 0, sizeof seen);
}

static gboolean run_plain(GfCli *cli, char **argv, GError **error)
{
    g_autofree char *reason = NULL;
    const GOptionEntry entries[] = {
        {"reason", 0, 0, G_OPTION_ARG_STRING, &reason, "Why", "TEXT"},
        G_OPTION_ENTRY_NULL,
    };
    g_auto(GStrv) arguments = gf_cli_parse(cli, argv, entries, error);
    if (arguments == NULL)
        return FALSE;
    seen.ran = cli->command->name;
    seen.arguments = g_strjoinv("|", arguments);
    seen.reason = g_steal_pointer(&reason);
    seen.json = cli->json;
    return TRUE;
}

static const GfCommand bells[] = {
    {.name = "ring",
     .arguments = "ID",
     .summary = "Ring",
     .minimum = 1,
     .maximum = 1,
     .run = run_plain},
    {.name = "list", .arguments = "", .summary = "List", .run = run_plain},
    {.name = NULL},
};
static const GfCommand plain = {
    .name = "plain", .arguments = "FILE...", .summary = "Do", .maximum = -1, .run = run_plain};
static const GfCommand bell = {
    .name = "bell", .arguments = "", .summary = "Bells", .subcommands = bells};
static const GfCommand *const commands[] = {&plain, &bell, NULL};

typedef struct {
    const char *name;
    const char *line;  /* words separated by one space, after the program's own */
    const char *wrong; /* what the usage error begins with; NULL: none */
    const char *ran, *arguments, *reason;
    gboolean json;
} Row;

static const Row rows[] = {
    {.name = "no-command", .line = "", .wrong = "command missing"},
    {.name = "unknown-command", .line = "vote new", .wrong = "\"vote\": unknown command"},
    {.name = "unknown-global", .line = "--loud plain", .wrong = "unknown option --loud"},
    {.name = "no-arguments", .line = "plain", .ran = "plain", .arguments = ""},
    {.name = "arguments", .line = "plain a b", .ran = "plain", .arguments = "a|b"},
    {.name = "option-after",
     .line = "plain a --reason r",
     .ran = "plain",
     .arguments = "a",
     .reason = "r"},
    {.name = "option-before",
     .line = "plain --reason r a",
     .ran = "plain",
     .arguments = "a",
     .reason = "r"},
    {.name = "option-value-missing", .line = "plain --reason", .wrong = "plain: missing argument"},
    {.name = "unknown-option", .line = "plain --why", .wrong = "plain: unknown option --why"},
    {.name = "standard-input", .line = "plain -", .ran = "plain", .arguments = "-"},
    {.name = "after-dashes", .line = "plain -- --reason", .ran = "plain", .arguments = "--reason"},
    {.name = "json-before", .line = "--json plain", .ran = "plain", .arguments = "", .json = TRUE},
    {.name = "json-after",
     .line = "plain --json -",
     .ran = "plain",
     .arguments = "-",
     .json = TRUE},
    {.name = "word-is-no-option-value",
     .line = "-C /tmp plain x",
     .ran = "plain",
     .arguments = "x"},
    {.name = "subcommand", .line = "bell ring b1", .ran = "ring", .arguments = "b1"},
    {.name = "subcommand-missing", .line = "bell", .wrong = "bell: subcommand missing"},
    {.name = "subcommand-unknown",
     .line = "bell toll",
     .wrong = "bell: \"toll\": unknown subcommand"},
    {.name = "too-few", .line = "bell ring", .wrong = "bell ring: arguments missing, expected ID"},
    {.name = "too-many", .line = "bell list x", .wrong = "bell list: unexpected \"x\""},
    {.name = "now",
     .line = "--now 2027-03-12T09:30:00+01:00 plain",
     .ran = "plain",
     .arguments = ""},
    {.name = "now-wrong", .line = "--now tomorrow plain", .wrong = "--now: \"tomorrow\""},
    {.name = "now-wrong-after", .line = "plain --now 12:00", .wrong = "plain: --now: \"12:00\""},
};

static void test_row(gconstpointer data)
{
    const Row *row = data;
    g_autofree char *line = g_strconcat("greffe ", row->line, NULL);
    g_auto(GStrv) argv = g_strsplit(g_strchomp(line), " ", -1);
    g_auto(GfCli) cli = {0};
    g_autoptr(GError) error = NULL;
    seen_clear();
    gboolean done = gf_cli_run(&cli, commands, argv, &error);
    g_assert_cmpint(done, ==, row->wrong == NULL);
    g_assert_cmpstr(seen.ran, ==, row->ran);
    g_assert_cmpstr(seen.arguments, ==, row->arguments);
    g_assert_cmpstr(seen.reason, ==, row->reason);
    g_assert_cmpint(seen.json, ==, row->json);
    if (row->wrong == NULL) {
        g_assert_no_error(error);
        return;
    }
    g_assert_error(error, GF_ERROR, GF_ERROR_USAGE);
    g_assert_true(g_str_has_prefix(error->message, row->wrong));
    g_assert_nonnull(strstr(error->message, "--help)"));
}

static void test_directory(void)
{
    g_auto(GStrv) argv = g_strsplit("greffe -C /tmp/../srv plain", " ", -1);
    g_auto(GfCli) cli = {0};
    g_autoptr(GError) error = NULL;
    seen_clear();
    g_assert_true(gf_cli_run(&cli, commands, argv, &error));
    g_assert_cmpstr(cli.directory, ==, "/srv");
}

static void test_not_an_instance(void)
{
    g_autofree char *directory = g_dir_make_tmp("greffe-cli-XXXXXX", NULL);
    g_auto(GfCli) cli = {.directory = g_strdup(directory)};
    g_autoptr(GError) error = NULL;
    g_assert_false(gf_cli_open(&cli, &error));
    g_assert_error(error, GF_ERROR, GF_ERROR_CONFIG);
    g_assert_nonnull(strstr(error->message, "not an instance"));
    g_assert_cmpint(g_rmdir(directory), ==, 0);
}

/* Where a directory may not be entered, that is said; root enters everything. */
static void test_forbidden(void)
{
    if (getuid() == 0) {
        g_test_skip("root may enter every directory");
        return;
    }
    g_autofree char *directory = g_dir_make_tmp("greffe-cli-XXXXXX", NULL);
    g_auto(GfCli) cli = {.directory = g_strdup(directory)};
    g_autoptr(GError) error = NULL;
    g_assert_cmpint(g_chmod(directory, 0), ==, 0);
    g_assert_false(gf_cli_open(&cli, &error));
    g_assert_error(error, GF_ERROR, GF_ERROR_STATE);
    g_assert_nonnull(strstr(error->message, "permission denied (run greffe as"));
    g_assert_cmpint(g_chmod(directory, 0700), ==, 0);
    g_assert_cmpint(g_rmdir(directory), ==, 0);
}

static void test_columns(void)
{
    static const struct {
        const char *text;
        int columns;
        const char *padded; /* to six */
    } texts[] = {
        {"", 0, "      "},     {"abc", 3, "abc   "},
        {"été", 3, "été   "},  {"e\xcc\x81t", 2, "e\xcc\x81t    "},
        {"日本", 4, "日本  "}, {"abcdefgh", 8, "abcdefgh"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autofree char *padded = gf_cli_padded(texts[i].text, 6);
        g_assert_cmpint(gf_cli_columns(texts[i].text), ==, texts[i].columns);
        g_assert_cmpstr(padded, ==, texts[i].padded);
    }
}

static void test_number(void)
{
    static const char *const wrong[] = {"", "0", "-1", "x", "1x", " 1", "99999999999999999999"};
    GfCli cli = {.name = (char *) "bell ring"};
    gint64 number = 0;
    g_assert_true(gf_cli_number(&cli, "12", "a mail", &number, NULL));
    g_assert_cmpint(number, ==, 12);
    for (gsize i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *words =
            g_strdup_printf("bell ring: '%s' is not the number of a mail (see: greffe bell ring "
                            "--help)",
                            wrong[i]);
        g_assert_false(gf_cli_number(&cli, wrong[i], "a mail", &number, &error));
        g_assert_error(error, GF_ERROR, GF_ERROR_USAGE);
        g_assert_cmpstr(error->message, ==, words);
    }
}

static void test_file_limit(void)
{
    g_autofree char *directory = g_dir_make_tmp("greffe-cli-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(directory, "file", NULL);
    g_assert_true(g_file_set_contents(path, "12345", 5, NULL));
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) all = gf_cli_read_file(path, 5, &error);
    g_assert_no_error(error);
    g_assert_cmpmem(g_bytes_get_data(all, NULL), g_bytes_get_size(all), "12345", 5);
    g_autoptr(GBytes) too_large = gf_cli_read_file(path, 4, &error);
    g_assert_null(too_large);
    g_assert_error(error, GF_ERROR, GF_ERROR_STATE);
    g_clear_error(&error);
    g_assert_cmpint(g_unlink(path), ==, 0);
    g_autoptr(GBytes) gone = gf_cli_read_file(path, 4, &error);
    g_assert_null(gone);
    g_assert_error(error, GF_ERROR, GF_ERROR_STATE);
    g_assert_cmpint(g_rmdir(directory), ==, 0);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *path = g_strdup_printf("/cli/line/%s", rows[i].name);
        g_test_add_data_func(path, &rows[i], test_row);
    }
    g_test_add_func("/cli/directory", test_directory);
    g_test_add_func("/cli/not-an-instance", test_not_an_instance);
    g_test_add_func("/cli/forbidden", test_forbidden);
    g_test_add_func("/cli/columns", test_columns);
    g_test_add_func("/cli/number", test_number);
    g_test_add_func("/cli/file-limit", test_file_limit);
    int status = g_test_run();
    seen_clear();
    return status;
}
