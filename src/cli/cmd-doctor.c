/* cmd-doctor.c - greffe doctor: is everything this instance needs there and willing?
 *
 * One line per check, and where one fails, why and how to mend it. Logs in to the mail servers as
 * the daemon would; reads no message, sends none, changes nothing. What cannot be looked at because
 * an earlier check failed is said so and is no failure of its own; what is against a rule of the
 * assembly is a warning, and no failure either.
 */
#include "cli/cmd-doctor.h"

#include "base/reason.h"
#include "base/text.h"
#include "mailbox/mailbox.h"
#include "reader/reader.h"
#include "transport/transport.h"
#include "workflow/roll-check.h"
#include "workflow/roster.h"

#include <errno.h>
#include <string.h>
#include <sys/timex.h>
#include <unistd.h>

#define PROBE_TIMEOUT_MS 30000
/* A machine that believes to be before this day has lost its clock: 2025-01-01. */
#define CLOCK_FLOOR G_GINT64_CONSTANT(1735689600)

/* A check: what it saw, owned; NULL with an error where it fails. */
typedef char *(*Check)(GfCli *cli, GError **error);
/* A check that warns: its findings, owned, none where all is well; NULL with an error. */
typedef GPtrArray *(*Warn)(GfCli *cli, GError **error);

static char *check_configuration(GfCli *cli, GError **error)
{
    if (!gf_cli_open_instance(cli, error))
        return NULL;
    const GfConfig *config = cli->instance->config;
    return g_strdup_printf("%s, %s", config->name, config->address);
}

/* Whether it can be written: begun, and undone. */
static gboolean check_writing(GfCli *cli, GError **error)
{
    g_autoptr(GfTransaction) transaction = gf_transaction_begin(cli->store, error);
    return transaction != NULL;
}

static char *check_database(GfCli *cli, GError **error)
{
    if (!gf_cli_open_store(cli, error) ||
        !gf_store_check(cli->store, GF_STORE_CHECKED_WHOLE_BYTES, error) ||
        !check_writing(cli, error) || !gf_cli_open_clock(cli, error))
        return NULL;
    g_autofree char *rehearsal = NULL;
    gint64 bytes = 0;
    if (!gf_store_setting(cli->store, "rehearsal", &rehearsal, error) ||
        !gf_store_bytes(cli->store, &bytes, error))
        return NULL;
    gboolean whole = bytes <= GF_STORE_CHECKED_WHOLE_BYTES;
    return g_strdup_printf("schema %d%s%s", gf_store_schema_version(),
                           rehearsal != NULL ? ", rehearsal" : "",
                           whole ? "" : ", its history left to greffe backup to check");
}

/* A roll that is not whole is no failure of the machine: it is told. */
static char *check_roll(GfCli *cli, GError **error)
{
    GfClerk clerk = {cli->store, cli->instance->config, cli->instance->templates, cli->clock};
    g_autoptr(GPtrArray) members = NULL;
    g_autoptr(GPtrArray) remarks = g_ptr_array_new_with_free_func(g_free);
    if (!gf_store_members(cli->store, &members, error) ||
        !gf_roll_check(&clerk, "en", remarks, remarks, error))
        return NULL;
    g_ptr_array_insert(remarks, 0, g_strdup_printf("%u people", members->len));
    g_ptr_array_add(remarks, NULL);
    return g_strjoinv("; ", (char **) remarks->pdata);
}

static GPtrArray *check_roster(GfCli *cli, GError **error)
{
    GfClerk clerk = {cli->store, cli->instance->config, cli->instance->templates, cli->clock};
    GPtrArray *findings = NULL;
    return gf_roster_check(&clerk, &findings, error) ? findings : NULL;
}

static char *check_clock(GfCli *cli, GError **error)
{
    g_autoptr(GfClock) clock = gf_clock_new_system();
    g_autofree char *now = gf_cli_time(cli, gf_clock_now(clock));
    struct timex state = {0};
    int status = adjtimex(&state);
    if (gf_clock_now(clock) < CLOCK_FLOOR) {
        g_set_error(
            error, GF_ERROR, GF_ERROR_STATE,
            "the machine believes it is %s (set its clock, and let it follow a time server)", now);
        return NULL;
    }
    gboolean follows = status >= 0 && (state.status & STA_UNSYNC) == 0;
    return g_strdup_printf("%s%s", now,
                           follows ? "" : ", follows no time server as far as the kernel knows");
}

static char *check_reader(GfCli *cli, GError **error)
{
    (void) cli;
    g_autofree char *program = gf_reader_program(error);
    if (program == NULL)
        return NULL;
    static const char message[] = "From: a@example.org\r\nSubject: doctor\r\n\r\nbonjour\r\n";
    g_autoptr(GBytes) raw = g_bytes_new_static(message, strlen(message));
    g_autoptr(GfReader) reader = gf_reader_new(program, -1, error);
    g_autoptr(GfLetter) letter = reader != NULL ? gf_reader_read(reader, raw, error) : NULL;
    return letter != NULL ? g_steal_pointer(&program) : NULL;
}

/* Looked at and not opened, for the daemon makes what is missing: a wrong path would pass. */
static gboolean check_maildir(const char *path, const char *setting, GError **error)
{
    static const char *const parts[] = {NULL, "new", "cur", "tmp"};
    for (gsize i = 0; i < G_N_ELEMENTS(parts); i++) {
        g_autofree char *folder = g_build_filename(path, parts[i], NULL);
        gboolean is_file =
            g_file_test(folder, G_FILE_TEST_EXISTS) && !g_file_test(folder, G_FILE_TEST_IS_DIR);
        if (!is_file && access(folder, R_OK | W_OK | X_OK) == 0)
            continue;
        g_autofree char *reason = gf_reason(is_file ? ENOTDIR : errno);
        g_set_error(error, GF_ERROR, GF_ERROR_CONFIG,
                    "\"%s\": %s (a Maildir with new, cur and tmp, all of the account that runs "
                    "greffe, has to be there: make it, or mend %s)",
                    folder, reason, setting);
        return FALSE;
    }
    return TRUE;
}

static char *check_mailbox(GfCli *cli, GError **error)
{
    const GfConfig *config = cli->instance->config;
    if (!config->mailbox_imap) {
        g_autofree char *held = g_build_filename(config->directory, "queue", "held", NULL);
        return check_maildir(config->mailbox_path, "[mailbox] path", error) &&
                       check_maildir(held, "the instance", error)
                   ? g_strdup(config->mailbox_path)
                   : NULL;
    }
    g_autoptr(GfMailbox) mailbox = gf_mailbox_open_configured(config, -1, error);
    if (mailbox == NULL)
        return NULL;
    return g_strdup_printf("%s:%d, logged in as %s, %s", config->mailbox_host, config->mailbox_port,
                           config->mailbox_user, config->mailbox_folder);
}

static char *probe(GfTransport *transport, const GfConfig *config, GError **error)
{
    GfOutcome *outcome = gf_transport_probe(transport, PROBE_TIMEOUT_MS);
    char *seen = NULL;
    if (outcome->kind == GF_OUTCOME_TAKEN)
        seen = config->transport_smtp ? g_strdup_printf("%s:%d, %s", config->transport_host,
                                                        config->transport_port, outcome->reply)
                                      : g_strdup(config->transport_path);
    else
        g_set_error(error, GF_ERROR, GF_ERROR_ACCOUNT, "%s (see [transport] in greffe.conf)",
                    outcome->reply);
    gf_outcome_free(outcome);
    return seen;
}

static char *check_transport(GfCli *cli, GError **error)
{
    const GfConfig *config = cli->instance->config;
    if (!config->transport_smtp &&
        !check_maildir(config->transport_path, "[transport] path", error))
        return NULL;
    g_autoptr(GfTransport) transport = gf_transport_new_configured(config, error);
    return transport != NULL ? probe(transport, config, error) : NULL;
}

static const struct {
    const char *name;
    Check check;
    enum { NOTHING, CONFIGURATION, DATABASE } needs;
    Warn warn;        /* instead of `check` */
    const char *calm; /* what to say where `warn` finds nothing */
} checks[] = {
    {"configuration", check_configuration, NOTHING},
    {"database", check_database, CONFIGURATION},
    {"roll", check_roll, DATABASE},
    {"roster", NULL, DATABASE, check_roster, "the rules of the assembly are kept"},
    {"work", NULL, DATABASE, gf_doctor_work, "nothing waits for an administrator"},
    {"templates", gf_doctor_templates, CONFIGURATION},
    {"clock", check_clock, NOTHING},
    {"reader", check_reader, NOTHING},
    {"mailbox", check_mailbox, CONFIGURATION},
    {"transport", check_transport, CONFIGURATION},
    {"sending", gf_doctor_sending, DATABASE},
    {"backup", gf_doctor_backup, DATABASE},
};

/* What `check` still lacks; NULL where it can begin. */
static const char *missing_for(const GfCli *cli, gsize check)
{
    if (checks[check].needs != NOTHING && cli->instance == NULL)
        return "the configuration comes first";
    /* The clock is set last of what the database gives. */
    if (checks[check].needs == DATABASE && cli->clock == NULL)
        return "the database comes first";
    return NULL;
}

static void json_finding(JsonBuilder *json, const GfFinding *finding)
{
    gf_json_begin_object(json, NULL);
    gf_json_text(json, "code", finding->code);
    gf_json_text(json, "severity", finding->severity);
    gf_json_text(json, "about", finding->about);
    gf_json_texts(json, "subjects", (const char *const *) finding->subjects);
    gf_json_text(json, "text", finding->sentence);
    gf_json_text(json, "remedy", finding->remedy);
    gf_json_end_object(json);
}

/* `findings` (of GfFinding) may be NULL: the check does not warn. */
static void tell(JsonBuilder *json, const char *name, const char *state, const char *detail,
                 const GPtrArray *findings)
{
    if (json == NULL)
        gf_cli_print("%-14s %-12s %s\n", name, state, detail);
    for (guint i = 0; json == NULL && findings != NULL && i < findings->len; i++) {
        const GfFinding *finding = findings->pdata[i];
        g_autofree char *sentence = gf_text_line(finding->sentence, 0);
        gf_cli_print("%-14s - %s (%s)\n", "", sentence, finding->remedy);
    }
    if (json == NULL)
        return;
    gf_json_begin_object(json, NULL);
    gf_json_text(json, "name", name);
    gf_json_text(json, "state", state);
    gf_json_text(json, "detail", detail);
    if (findings != NULL) {
        gf_json_begin_list(json, "warnings");
        for (guint i = 0; i < findings->len; i++)
            json_finding(json, findings->pdata[i]);
        gf_json_end_list(json);
    }
    gf_json_end_object(json);
}

static gboolean run_check(GfCli *cli, JsonBuilder *json, gsize check)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *seen = checks[check].check(cli, &error);
    g_autofree char *detail = gf_text_line(seen != NULL ? seen : error->message, 0);
    tell(json, checks[check].name, seen != NULL ? "good" : "failed", detail, NULL);
    return seen != NULL;
}

static gboolean run_warn(GfCli *cli, JsonBuilder *json, gsize check)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) findings = checks[check].warn(cli, &error);
    g_autofree char *detail = findings == NULL     ? gf_text_line(error->message, 0)
                              : findings->len == 0 ? g_strdup(checks[check].calm)
                                                   : g_strdup_printf("%u warning%s", findings->len,
                                                                     findings->len == 1 ? "" : "s");
    const char *state = findings == NULL ? "failed" : findings->len == 0 ? "good" : "warning";
    tell(json, checks[check].name, state, detail, findings);
    return findings != NULL;
}

/* Runs all checks; how many failed. */
static guint run_checks(GfCli *cli, JsonBuilder *json)
{
    guint failed = 0;
    for (gsize i = 0; i < G_N_ELEMENTS(checks); i++) {
        const char *missing = missing_for(cli, i);
        if (missing != NULL)
            tell(json, checks[i].name, "not checked", missing, NULL);
        else if (checks[i].warn != NULL)
            failed += !run_warn(cli, json, i);
        else
            failed += !run_check(cli, json, i);
    }
    return failed;
}

static gboolean run(GfCli *cli, char **argv, GError **error)
{
    g_auto(GStrv) arguments = gf_cli_parse(cli, argv, NULL, error);
    if (arguments == NULL)
        return FALSE;
    JsonBuilder *json = cli->json ? gf_json_new() : NULL;
    if (json != NULL)
        gf_json_begin_list(json, "checks");
    guint failed = run_checks(cli, json);
    if (json != NULL) {
        gf_json_end_list(json);
        gf_json_print(json);
    }
    if (failed == 0)
        return TRUE;
    g_set_error(error, GF_ERROR, GF_ERROR_STATE,
                "doctor: %u of %" G_GSIZE_FORMAT
                " checks failed (each line above says how to mend it)",
                failed, G_N_ELEMENTS(checks));
    return FALSE;
}

const GfCommand gf_command_doctor = {
    .name = "doctor",
    .arguments = "",
    .summary = "Check configuration, database, templates, clock, and log in to the mail servers",
    .run = run,
};
