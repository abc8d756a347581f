/* cmd-inbox-reread.c - greffe inbox reread [--dry-run]: what the reader of today makes of the
 * letters that an earlier one read.
 *
 * What was decided stands and is only told. A letter that is still held is judged again where it
 * now reads otherwise, as by greffe inbox retry; with --dry-run not even that.
 */
#include "cli/cmd-inbox.h"

#include "reader/reader.h"
#include "workflow/reread.h"

typedef struct {
    GfCli *cli;
    GfReader *reader;
    JsonBuilder *json; /* NULL: for people */
    gboolean dry_run;
    guint read, changed, judged;
} Reread;

static void reread_clear(Reread *of)
{
    g_clear_pointer(&of->reader, gf_reader_free);
    g_clear_object(&of->json);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Reread, reread_clear)

/* Of a letter whose former reading is not kept only the kind can be compared. */
static GPtrArray *differences(const GfMessage *message, const GfLetter *now)
{
    if (message->letter != NULL)
        return gf_reread_differences(message->letter, now);
    GPtrArray *lines = g_ptr_array_new_with_free_func(g_free);
    const char *kind = gf_kind_name(now->kind);
    if (!g_str_equal(message->kind, kind) && !g_str_equal(message->kind, "too-large"))
        g_ptr_array_add(lines, g_strdup_printf("kind: %s -> %s", message->kind, kind));
    return lines;
}

/* Held, and whole. */
static gboolean may_be_judged(const GfMessage *message)
{
    return g_str_equal(message->state, GF_STATE_HELD) && !g_str_equal(message->kind, "too-large") &&
           !g_str_equal(message->reason, "not-fetched");
}

static gboolean judge_again(Reread *of, const GfMessage *message, const GfLetter *now,
                            GError **error)
{
    if (of->dry_run || !may_be_judged(message))
        return TRUE;
    g_autoptr(GfTransaction) transaction = gf_transaction_begin(of->cli->store, error);
    if (transaction == NULL || !gf_incoming_retry(&of->cli->clerk, message->id, now, error) ||
        !gf_transaction_commit(transaction, error))
        return FALSE;
    of->judged++;
    gf_instance_wake_daemon(of->cli->directory);
    return TRUE;
}

static gboolean reread(Reread *of, const GfMessage *message, GError **error)
{
    g_autoptr(GBytes) raw = NULL;
    if (!gf_store_blob(of->cli->store, message->blob_id, &raw, error))
        return FALSE;
    g_autoptr(GError) cause = NULL;
    g_autoptr(GfLetter) now = gf_reader_read(of->reader, raw, &cause);
    of->read++;
    if (now == NULL && g_error_matches(cause, GF_ERROR, GF_ERROR_MESSAGE))
        return TRUE; /* as unreadable as before */
    if (now == NULL) {
        g_propagate_error(error, g_steal_pointer(&cause));
        return FALSE;
    }
    g_autoptr(GPtrArray) changes = differences(message, now);
    if (changes->len == 0)
        return TRUE;
    of->changed++;
    return gf_cmd_inbox_print(of->cli, message, changes, of->json, error) &&
           judge_again(of, message, now, error);
}

static gboolean reread_all(Reread *of, GError **error)
{
    for (gint64 after = 0;;) {
        g_autoptr(GfMessage) message = NULL;
        if (!gf_store_message_read_before(of->cli->store, GF_READER_VERSION, after, &message,
                                          error))
            return FALSE;
        if (message == NULL)
            return TRUE;
        after = message->id;
        if (!reread(of, message, error))
            return FALSE;
    }
}

static void print_sums(Reread *of)
{
    if (of->json != NULL) {
        gf_json_end_list(of->json);
        gf_json_integer(of->json, "read", of->read);
        gf_json_integer(of->json, "changed", of->changed);
        gf_json_integer(of->json, "judged_again", of->judged);
        gf_json_print(g_steal_pointer(&of->json));
        return;
    }
    gf_cli_print("%u letters of an earlier reader read again: %u would be read otherwise\n",
                 of->read, of->changed);
    if (of->judged > 0)
        gf_cli_print("%u of them, which were held, are judged again (see: greffe inbox list)\n",
                     of->judged);
    if (of->changed > of->judged)
        gf_cli_print(
            "nothing else is changed: what was decided stands until you decide otherwise\n");
}

gboolean gf_cmd_inbox_reread(GfCli *cli, char **argv, GError **error)
{
    g_auto(Reread) of = {.cli = cli};
    const GOptionEntry entries[] = {
        {"dry-run", 'n', 0, G_OPTION_ARG_NONE, &of.dry_run, "Change nothing at all", NULL},
        {NULL},
    };
    g_auto(GStrv) arguments = gf_cli_parse(cli, argv, entries, error);
    g_autofree char *program = arguments != NULL ? gf_reader_program(error) : NULL;
    if (program == NULL || !gf_cli_open(cli, error))
        return FALSE;
    of.reader = gf_reader_new(program, -1, error);
    of.json = cli->json ? gf_json_new() : NULL;
    if (of.json != NULL)
        gf_json_begin_list(of.json, "messages");
    if (of.reader == NULL || !reread_all(&of, error))
        return FALSE;
    print_sums(&of);
    return TRUE;
}
