/* cli.c - which command is meant, with which options; see cli.h.
 *
 * Everything wrong here is GF_ERROR_USAGE and names the command whose --help tells more.
 */
#include "cli/cli.h"

#include "base/date.h"
#include "base/text.h"

#include <string.h>

#define TITLE_CHARACTERS 200
#define FILE_NOTE "FILE is found as in your shell, from the current directory, whatever -C names.\n"

/* The options every command takes, before its word or after it. */
typedef struct {
    char *directory, *now;
    gboolean json, help, version;
} Globals;

static void globals_clear(Globals *globals)
{
    g_free(globals->directory);
    g_free(globals->now);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Globals, globals_clear)

void gf_cli_clear(GfCli *cli)
{
    g_clear_pointer(&cli->clock, gf_clock_free);
    g_clear_pointer(&cli->store, gf_store_close);
    g_clear_pointer(&cli->instance, gf_instance_free);
    g_clear_pointer(&cli->directory, g_free);
    g_clear_pointer(&cli->now, g_free);
    g_clear_pointer(&cli->name, g_free);
}

void gf_cli_usage_error(const GfCli *cli, GError **error, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *why = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    const char *name = cli->name;
    g_set_error(error, GF_ERROR, GF_ERROR_USAGE, "%s%s%s (see: greffe %s%s--help)",
                name != NULL ? name : "", name != NULL ? ": " : "", why, name != NULL ? name : "",
                name != NULL ? " " : "");
}

gboolean gf_cli_number(const GfCli *cli, const char *word, const char *what, gint64 *ret,
                       GError **error)
{
    if (g_ascii_string_to_signed(word, 10, 1, G_MAXINT64, ret, NULL))
        return TRUE;
    gf_cli_usage_error(cli, error, "'%s' is not the number of %s", word, what);
    return FALSE;
}

char *gf_cli_title(const char *text, GError **error)
{
    g_autofree char *title = gf_text_line(text, 0);
    const char *why = title[0] == '\0' ? "it is empty (say what it is about)"
                      : g_utf8_strlen(title, -1) > TITLE_CHARACTERS
                          ? "it has more than 200 characters (shorten it)"
                          : NULL;
    if (why == NULL)
        return g_steal_pointer(&title);
    g_set_error(error, GF_ERROR, GF_ERROR_STATE, "title: %s", why);
    return NULL;
}

/* GOption's words, in our form: lower case at the beginning. */
static void translate(const GfCli *cli, const GError *cause, GError **error)
{
    g_autofree char *why = g_strdup(cause->message);
    why[0] = g_ascii_tolower(why[0]);
    gf_cli_usage_error(cli, error, "%s", why);
}

static gboolean globals_apply(GfCli *cli, Globals *globals, GError **error)
{
    gint64 instant = 0;
    if (globals->now != NULL && !gf_instant_parse_rfc3339(globals->now, &instant)) {
        gf_cli_usage_error(cli, error,
                           "--now: \"%s\" is no RFC 3339 time, as 2027-03-12T09:30:00+01:00",
                           globals->now);
        return FALSE;
    }
    if (globals->now != NULL) {
        g_free(cli->now);
        cli->now = g_steal_pointer(&globals->now);
    }
    if (globals->directory != NULL) {
        g_free(cli->directory);
        cli->directory = g_canonicalize_filename(globals->directory, NULL);
    }
    cli->json = cli->json || globals->json;
    return TRUE;
}

/* Adds the global options to `context`; visible in help only where `visible`. */
static void globals_add(GOptionContext *context, Globals *globals, gboolean visible)
{
    int hidden = visible ? 0 : G_OPTION_FLAG_HIDDEN;
    const GOptionEntry entries[] = {
        {"directory", 'C', hidden, G_OPTION_ARG_FILENAME, &globals->directory,
         "The instance (default: the current directory); files are still named as in your shell",
         "DIR"},
        {"json", 0, 0, G_OPTION_ARG_NONE, &globals->json, "Print one JSON document", NULL},
        {"now", 0, hidden, G_OPTION_ARG_STRING, &globals->now,
         "Act as if it were this moment (rehearsal instances only)", "RFC3339"},
        {"version", 0, hidden, G_OPTION_ARG_NONE, &globals->version, "Print the version", NULL},
        {"help", 'h', 0, G_OPTION_ARG_NONE, &globals->help, "Print this help", NULL},
        G_OPTION_ENTRY_NULL,
    };
    g_option_context_set_help_enabled(context, FALSE);
    g_option_context_add_main_entries(context, entries, NULL);
}

static void print_help(GOptionContext *context, const char *program)
{
    g_set_prgname(program);
    g_autofree char *help = g_option_context_get_help(context, TRUE, NULL);
    gf_cli_print("%s", help);
}

static gboolean arguments_fit(const GfCli *cli, char **arguments, GError **error)
{
    const GfCommand *command = cli->command;
    int count = (int) g_strv_length(arguments);
    if (count < command->minimum) {
        gf_cli_usage_error(cli, error, "arguments missing, expected %s", command->arguments);
        return FALSE;
    }
    if (command->maximum >= 0 && count > command->maximum) {
        gf_cli_usage_error(cli, error, "unexpected \"%s\"", arguments[command->maximum]);
        return FALSE;
    }
    return TRUE;
}

/* What options left over: the positional arguments, without the "--" that may come before them.
 * Owned. */
static char **positional_of(char **arguments)
{
    g_autoptr(GPtrArray) positional = g_ptr_array_new();
    gboolean ended = FALSE;
    for (gsize i = 1; arguments[i] != NULL; i++) {
        if (!ended && g_str_equal(arguments[i], "--"))
            ended = TRUE;
        else
            g_ptr_array_add(positional, g_strdup(arguments[i]));
    }
    g_ptr_array_add(positional, NULL);
    return (char **) g_ptr_array_steal(positional, NULL);
}

char **gf_cli_parse(GfCli *cli, char **argv, const GOptionEntry *entries, GError **error)
{
    g_auto(Globals) globals = {0};
    g_autoptr(GOptionContext) context = g_option_context_new(cli->command->arguments);
    g_option_context_set_summary(context, cli->command->summary);
    if (strstr(cli->command->arguments, "FILE") != NULL)
        g_option_context_set_description(context, FILE_NOTE);
    if (entries != NULL)
        g_option_context_add_main_entries(context, entries, NULL);
    globals_add(context, &globals, FALSE);

    g_auto(GStrv) arguments = g_strdupv(argv);
    g_autoptr(GError) cause = NULL;
    if (!g_option_context_parse_strv(context, &arguments, &cause)) {
        translate(cli, cause, error);
        return NULL;
    }
    if (globals.help) {
        g_autofree char *program = g_strdup_printf("greffe %s", cli->name);
        print_help(context, program);
        return NULL;
    }
    g_auto(GStrv) positional = positional_of(arguments);
    if (!globals_apply(cli, &globals, error) || !arguments_fit(cli, positional, error))
        return NULL;
    return g_steal_pointer(&positional);
}

/* The command `word` of a table, either form; NULL where there is none. */
static const GfCommand *find_in(const GfCommand *const *commands, const GfCommand *subcommands,
                                const char *word)
{
    for (gsize i = 0; commands != NULL && commands[i] != NULL; i++)
        if (g_str_equal(commands[i]->name, word))
            return commands[i];
    for (gsize i = 0; subcommands != NULL && subcommands[i].name != NULL; i++)
        if (g_str_equal(subcommands[i].name, word))
            return &subcommands[i];
    return NULL;
}

static void describe(GString *help, const char *parent, const GfCommand *command)
{
    g_string_append_printf(help, "  %s%s%s%s%s\n      %s\n", parent, *parent != '\0' ? " " : "",
                           command->name, *command->arguments != '\0' ? " " : "",
                           command->arguments, command->summary);
}

static void describe_all(GString *help, const GfCommand *command)
{
    if (command->subcommands == NULL)
        describe(help, "", command);
    for (const GfCommand *sub = command->subcommands; sub != NULL && sub->name != NULL; sub++)
        describe(help, command->name, sub);
}

/* Runs `command`, or the subcommand that argv[1] names. */
static gboolean run_command(GfCli *cli, const GfCommand *command, char **argv, GError **error)
{
    cli->name = g_strdup(command->name);
    if (command->subcommands == NULL) {
        cli->command = command;
        return command->run(cli, argv, error);
    }
    const char *word = argv[1];
    if (word == NULL) {
        gf_cli_usage_error(cli, error, "subcommand missing");
        return FALSE;
    }
    if (g_str_equal(word, "--help") || g_str_equal(word, "-h")) {
        g_autoptr(GString) help = g_string_new(NULL);
        g_string_append_printf(help, "greffe %s: %s\n\n", command->name, command->summary);
        describe_all(help, command);
        gf_cli_print("%s", help->str);
        return FALSE;
    }
    const GfCommand *sub = find_in(NULL, command->subcommands, word);
    if (sub == NULL) {
        gf_cli_usage_error(cli, error, "\"%s\": unknown subcommand", word);
        return FALSE;
    }
    g_autofree char *parent = g_steal_pointer(&cli->name);
    cli->name = g_strdup_printf("%s %s", parent, sub->name);
    cli->command = sub;
    return sub->run(cli, argv + 1, error);
}

static GOptionContext *main_context(Globals *globals, const GfCommand *const *commands)
{
    GOptionContext *context = g_option_context_new("COMMAND");
    g_option_context_set_strict_posix(context, TRUE);
    g_option_context_set_summary(context, "The office of an assembly that lives by mail.");
    globals_add(context, globals, TRUE);
    g_autoptr(GString) help = g_string_new("Commands:\n");
    for (gsize i = 0; commands[i] != NULL; i++)
        describe_all(help, commands[i]);
    g_string_append(help, "\n\"greffe COMMAND --help\" tells the options of one command.");
    g_option_context_set_description(context, help->str);
    return context;
}

gboolean gf_cli_run(GfCli *cli, const GfCommand *const *commands, char **argv, GError **error)
{
    g_auto(Globals) globals = {0};
    g_autoptr(GOptionContext) context = main_context(&globals, commands);
    g_auto(GStrv) arguments = g_strdupv(argv);
    g_autoptr(GError) cause = NULL;
    if (!g_option_context_parse_strv(context, &arguments, &cause)) {
        translate(cli, cause, error);
        return FALSE;
    }
    if (globals.help || globals.version) {
        if (globals.help)
            print_help(context, "greffe");
        else
            gf_cli_print("greffe %s\n", GF_VERSION);
        return FALSE;
    }
    cli->directory = g_canonicalize_filename(".", NULL);
    if (!globals_apply(cli, &globals, error))
        return FALSE;
    if (arguments[1] == NULL) {
        gf_cli_usage_error(cli, error, "command missing");
        return FALSE;
    }
    const GfCommand *command = find_in(commands, NULL, arguments[1]);
    if (command == NULL) {
        gf_cli_usage_error(cli, error, "\"%s\": unknown command", arguments[1]);
        return FALSE;
    }
    return run_command(cli, command, arguments + 1, error);
}
