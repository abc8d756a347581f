/* cmd-inbox.c - greffe inbox list | show ID [--raw] | held | settle ID VERDICT | retry ID | reread:
 * the letters that came, and staff's decisions about those that wait for a human.
 */
#include "cli/cmd-inbox.h"

#include "base/text.h"
#include "cli/evidence.h"
#include "reader/reader.h"
#include "workflow/settle.h"

#define LIST_LIMIT 200

/* "SESSION/MEMBER", "saisine/2017-01/MEMBER" as far as it is known. Owned, NULL where nothing is.
 */
static gboolean matter_of(GfCli *cli, const GfMessage *message, char **ret, GError **error)
{
    g_autoptr(GfSession) session = NULL;
    g_autoptr(GfMember) member = NULL;
    if (message->session_id != 0 &&
        !gf_store_session_by_id(cli->store, message->session_id, 0, &session, error))
        return FALSE;
    if (message->member_id != 0 &&
        !gf_store_member_by_id(cli->store, message->member_id, &member, error))
        return FALSE;
    const char *about = session != NULL ? session->slug : message->matter;
    *ret = about == NULL && member == NULL ? NULL
                                           : g_strdup_printf("%s/%s", about != NULL ? about : "?",
                                                             member != NULL ? member->slug : "?");
    return TRUE;
}

static gboolean is_held(const GfMessage *message)
{
    return g_str_equal(message->state, GF_STATE_HELD) ||
           g_str_equal(message->state, GF_STATE_CONFIRMING);
}

/* What is known of a letter beside its row. */
typedef struct {
    char *matter;             /* as matter_of() */
    GPtrArray *answers;       /* of GfAnswerRow: recorded of it */
    char *kind, *id;          /* what else it became: "report", "gt1-2/3"; NULL */
    const GPtrArray *changes; /* what another reading would change; borrowed, NULL: not asked */
} Outcome;

static void outcome_clear(Outcome *outcome)
{
    g_clear_pointer(&outcome->matter, g_free);
    g_clear_pointer(&outcome->answers, g_ptr_array_unref);
    g_clear_pointer(&outcome->kind, g_free);
    g_clear_pointer(&outcome->id, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Outcome, outcome_clear)

static gboolean load_outcome(GfCli *cli, const GfMessage *message, Outcome *outcome, GError **error)
{
    return matter_of(cli, message, &outcome->matter, error) &&
           gf_cli_answers_of_message(cli, message, &outcome->answers, error) &&
           gf_cli_became(cli, message, &outcome->kind, &outcome->id, error);
}

/* What was recorded of a letter, and how to open it; of one that waits, also that nothing was. */
static void print_recorded(const GfMessage *message, const Outcome *outcome)
{
    for (guint i = 0; i < outcome->answers->len; i++) {
        g_autofree char *text = gf_cli_answer_text(outcome->answers->pdata[i]);
        gf_cli_print("       recorded: %s (greffe why %s)\n", text, outcome->matter);
    }
    if (outcome->id != NULL)
        gf_cli_print("       recorded: %s %s (greffe %s show %s)\n", outcome->kind, outcome->id,
                     outcome->kind, outcome->id);
    else if (outcome->answers->len == 0 && is_held(message))
        gf_cli_print("       nothing is recorded of it\n");
    for (guint i = 0; outcome->changes != NULL && i < outcome->changes->len; i++)
        gf_cli_print("       now read otherwise: %s\n", (const char *) outcome->changes->pdata[i]);
}

static void print_text(GfCli *cli, const GfMessage *message, const Outcome *outcome)
{
    g_autofree char *arrived = gf_cli_time(cli, message->arrived_at);
    g_autofree char *subject = gf_text_line(message->subject != NULL ? message->subject : "", 70);
    g_autofree char *from =
        gf_text_line(message->from_address != NULL ? message->from_address : "", 60);
    g_autofree char *sender = gf_cli_padded(from, 32);
    gf_cli_print(
        "%6" G_GINT64_FORMAT " %s %-10s %s %s\n       %s%s%s%s%s\n", message->id, arrived,
        message->state, sender, subject, message->reason, message->detail != NULL ? ": " : "",
        message->detail != NULL ? message->detail : "", outcome->matter != NULL ? " — " : "",
        outcome->matter != NULL ? outcome->matter : "");
    print_recorded(message, outcome);
}

static void print_json(GfCli *cli, const GfMessage *message, const Outcome *outcome,
                       JsonBuilder *json)
{
    gf_json_begin_object(json, NULL);
    gf_json_integer(json, "id", message->id);
    gf_json_time(json, "arrived", cli, message->arrived_at);
    gf_json_text(json, "kind", message->kind);
    gf_json_text(json, "state", message->state);
    gf_json_text(json, "reason", message->reason);
    gf_json_text(json, "detail", message->detail);
    gf_json_text(json, "from", message->from_address);
    gf_json_text(json, "subject", message->subject);
    gf_json_text(json, "message_id", message->message_id);
    gf_json_text(json, "matter", outcome->matter);
    gf_json_begin_list(json, "answers");
    for (guint i = 0; i < outcome->answers->len; i++) {
        gf_json_begin_object(json, NULL);
        gf_json_answer(json, cli, outcome->answers->pdata[i]);
        gf_json_end_object(json);
    }
    gf_json_end_list(json);
    g_autofree char *became =
        outcome->id != NULL ? g_strdup_printf("%s %s", outcome->kind, outcome->id) : NULL;
    gf_json_text(json, "became", became);
    if (outcome->changes != NULL) {
        gf_json_begin_list(json, "changes");
        for (guint i = 0; i < outcome->changes->len; i++)
            gf_json_text(json, NULL, outcome->changes->pdata[i]);
        gf_json_end_list(json);
    }
    gf_json_end_object(json);
}

gboolean gf_cmd_inbox_print(GfCli *cli, const GfMessage *message, const GPtrArray *changes,
                            JsonBuilder *json, GError **error)
{
    g_auto(Outcome) outcome = {.changes = changes};
    if (!load_outcome(cli, message, &outcome, error))
        return FALSE;
    if (json != NULL)
        print_json(cli, message, &outcome, json);
    else
        print_text(cli, message, &outcome);
    return TRUE;
}

static gboolean print_page(GfCli *cli, const GPtrArray *messages, GfJsonStream *stream,
                           GError **error)
{
    for (guint i = 0; i < messages->len; i++) {
        g_autoptr(JsonBuilder) json = stream != NULL ? json_builder_new() : NULL;
        if (!gf_cmd_inbox_print(cli, messages->pdata[i], NULL, json, error))
            return FALSE;
        if (json != NULL)
            gf_json_stream_add(stream, g_steal_pointer(&json));
    }
    return TRUE;
}

/* Newest first; a million letters are never in memory at once. `*ret_last`: the last number
 * printed, untouched where there was none. */
static gboolean print_pages(GfCli *cli, gboolean all, GfJsonStream *stream, gint64 *ret_last,
                            GError **error)
{
    guint count;
    do {
        g_autoptr(GPtrArray) messages = NULL;
        if (!gf_store_messages_before(cli->store, *ret_last, LIST_LIMIT, &messages, error) ||
            !print_page(cli, messages, stream, error))
            return FALSE;
        count = messages->len;
        if (count > 0)
            *ret_last = ((const GfMessage *) messages->pdata[count - 1])->id;
    } while (all && count == LIST_LIMIT);
    return TRUE;
}

static void end_list(GfJsonStream *stream, gboolean is_empty)
{
    if (stream != NULL)
        gf_json_stream_end(stream);
    else if (is_empty)
        gf_cli_print("nothing here\n");
}

static gboolean print_all(GfCli *cli, const GPtrArray *messages, GError **error)
{
    g_autoptr(GfJsonStream) stream = cli->json ? gf_json_stream_new("messages") : NULL;
    if (!print_page(cli, messages, stream, error))
        return FALSE;
    end_list(stream, messages->len == 0);
    return TRUE;
}

static gboolean run_list(GfCli *cli, char **argv, GError **error)
{
    gboolean all = FALSE;
    gint64 last = G_MAXINT64;
    const GOptionEntry entries[] = {
        {"all", 0, 0, G_OPTION_ARG_NONE, &all, "Not only the newest", NULL},
        {NULL},
    };
    g_auto(GStrv) arguments = gf_cli_parse(cli, argv, entries, error);
    if (arguments == NULL || !gf_cli_open(cli, error))
        return FALSE;
    g_autoptr(GfJsonStream) stream = cli->json ? gf_json_stream_new("messages") : NULL;
    if (!print_pages(cli, all, stream, &last, error))
        return FALSE;
    end_list(stream, last == G_MAXINT64);
    return TRUE;
}

static gboolean run_held(GfCli *cli, char **argv, GError **error)
{
    g_auto(GStrv) arguments = gf_cli_parse(cli, argv, NULL, error);
    g_autoptr(GPtrArray) messages = NULL;
    g_autoptr(GPtrArray) confirming = NULL;
    if (arguments == NULL || !gf_cli_open(cli, error) ||
        !gf_store_messages(cli->store, GF_STATE_HELD, 0, &messages, error) ||
        !gf_store_messages(cli->store, GF_STATE_CONFIRMING, 0, &confirming, error))
        return FALSE;
    g_ptr_array_extend_and_steal(messages, g_steal_pointer(&confirming));
    return print_all(cli, messages, error);
}

static gboolean load(GfCli *cli, const char *word, GfMessage **ret, GError **error)
{
    gint64 id;
    if (!gf_cli_number(cli, word, "a message", &id, error) || !gf_cli_open(cli, error) ||
        !gf_store_message(cli->store, id, ret, error))
        return FALSE;
    if (*ret != NULL)
        return TRUE;
    g_set_error(
        error, GF_ERROR, GF_ERROR_STATE,
        "message %" G_GINT64_FORMAT ": there is none of that number (see: greffe inbox list)", id);
    return FALSE;
}

static gboolean run_show(GfCli *cli, char **argv, GError **error)
{
    gboolean raw = FALSE;
    const GOptionEntry entries[] = {
        {"raw", 0, 0, G_OPTION_ARG_NONE, &raw, "The message itself, as it came", NULL},
        {NULL},
    };
    g_autoptr(GfMessage) message = NULL;
    g_auto(GStrv) arguments = gf_cli_parse(cli, argv, entries, error);
    if (arguments == NULL || !load(cli, arguments[0], &message, error))
        return FALSE;
    if (raw) {
        g_autoptr(GPtrArray) chunks =
            g_ptr_array_new_with_free_func((GDestroyNotify) g_bytes_unref);
        GBytes *bytes = NULL;
        if (!gf_store_blob(cli->store, message->blob_id, &bytes, error))
            return FALSE;
        g_ptr_array_add(chunks, bytes);
        return gf_cli_print_raw(chunks, error);
    }
    g_autoptr(GPtrArray) one = g_ptr_array_new();
    g_ptr_array_add(one, message);
    if (!print_all(cli, one, error))
        return FALSE;
    if (!cli->json && message->letter != NULL) {
        g_autofree char *words = gf_letter_new_text(message->letter);
        gf_cli_print("\n%s\n", words);
    }
    return TRUE;
}

static const char *what_to_say(const GfMessage *message)
{
    if (message->matter != NULL && g_str_has_prefix(message->matter, "saisine/"))
        return "saisine/NUMBER/MEMBER|ignore";
    if (message->matter != NULL && g_str_has_prefix(message->matter, "chantier/"))
        return "chantier/CHANTIER/MEMBER|ignore";
    return message->session_id != 0 && message->member_id != 0 ? "present|absent|ignore"
                                                               : "SESSION/MEMBER";
}

/* What came of an order about a letter. */
static gboolean print_outcome(GfCli *cli, gint64 id, GError **error)
{
    g_autoptr(GfMessage) message = NULL;
    g_autoptr(GPtrArray) one = g_ptr_array_new();
    g_auto(Outcome) outcome = {0};
    if (!gf_store_message(cli->store, id, &message, error) ||
        !load_outcome(cli, message, &outcome, error))
        return FALSE;
    g_ptr_array_add(one, message);
    if (cli->json)
        return print_all(cli, one, error);
    gf_cli_print("message %" G_GINT64_FORMAT ": %s%s (%s)%s%s\n", id,
                 is_held(message) ? "still " : "", message->state, message->reason,
                 outcome.matter != NULL ? " — " : "", outcome.matter != NULL ? outcome.matter : "");
    if (message->detail != NULL)
        gf_cli_print("       %s\n", message->detail);
    print_recorded(message, &outcome);
    if (g_str_equal(message->state, GF_STATE_IGNORED) && outcome.answers->len > 0)
        gf_cli_print("       which still counts (take it back with: greffe session answer SESSION "
                     "MEMBER silent)\n");
    if (is_held(message))
        gf_cli_print("       to decide: greffe inbox settle %" G_GINT64_FORMAT " %s\n", id,
                     what_to_say(message));
    return TRUE;
}

static gboolean run_settle(GfCli *cli, char **argv, GError **error)
{
    g_autoptr(GfMessage) message = NULL;
    g_auto(GStrv) arguments = gf_cli_parse(cli, argv, NULL, error);
    if (arguments == NULL || !load(cli, arguments[0], &message, error))
        return FALSE;
    g_autoptr(GfTransaction) transaction = gf_transaction_begin(cli->store, error);
    /* "saisine 2017-01", "chantier gt1-2" may be two words. */
    g_autofree char *verdict = g_strjoinv(" ", arguments + 1);
    if (transaction == NULL || !gf_settle_message(&cli->clerk, message->id, verdict, error) ||
        !gf_transaction_commit(transaction, error))
        return FALSE;
    gf_instance_wake_daemon(cli->directory);
    return print_outcome(cli, message->id, error);
}

static gboolean run_retry(GfCli *cli, char **argv, GError **error)
{
    g_autoptr(GfMessage) message = NULL;
    g_autoptr(GBytes) raw = NULL;
    g_auto(GStrv) arguments = gf_cli_parse(cli, argv, NULL, error);
    if (arguments == NULL || !load(cli, arguments[0], &message, error) ||
        !gf_store_blob(cli->store, message->blob_id, &raw, error))
        return FALSE;
    g_autofree char *program = gf_reader_program(error);
    g_autoptr(GfReader) reader = program != NULL ? gf_reader_new(program, -1, error) : NULL;
    g_autoptr(GfLetter) letter = reader != NULL ? gf_reader_read(reader, raw, error) : NULL;
    if (letter == NULL)
        return FALSE;
    g_autoptr(GfTransaction) transaction = gf_transaction_begin(cli->store, error);
    if (transaction == NULL || !gf_incoming_retry(&cli->clerk, message->id, letter, error) ||
        !gf_transaction_commit(transaction, error))
        return FALSE;
    gf_instance_wake_daemon(cli->directory);
    return print_outcome(cli, message->id, error);
}

static const GfCommand subcommands[] = {
    {"list", "[--all]", "List the letters received, newest first", 0, 0, run_list, NULL},
    {"show", "ID [--raw]", "Show one letter and what was decided", 1, 1, run_show, NULL},
    {"held", "", "List what waits for a human", 0, 0, run_held, NULL},
    {"settle",
     "ID present|absent|ignore|SESSION/MEMBER|saisine NUMBER[/MEMBER]|chantier CHANTIER[/MEMBER]",
     "Decide about a held letter", 2, 3, run_settle, NULL},
    {"retry", "ID", "Read a held letter again", 1, 1, run_retry, NULL},
    {"reread", "[--dry-run]", "Tell which letters today's reader understands otherwise", 0, 0,
     gf_cmd_inbox_reread, NULL},
    {NULL},
};

const GfCommand gf_command_inbox = {
    .name = "inbox",
    .arguments = "",
    .summary = "See the letters received; settle what waits for a human",
    .subcommands = subcommands,
};
