/* cmd-backup-restore.c - greffe restore FILE DIR: an instance from a backup, in the empty or new
 * directory DIR.
 *
 * All or nothing: what does not pass its checks leaves nothing behind. The instance sends nothing
 * until `greffe queue release`, for the mails that wait in the backup may have gone out since.
 */
#include "base/date.h"
#include "cli/backup.h"
#include "store/backup.h"
#include "store/journal.h"
#include "workflow/delivery.h"

#include <fcntl.h>
#include <unistd.h>

/* The one clock of the act: --now only where the instance is a rehearsal. */
static GfClock *open_clock(const GfCli *cli, GfStore *store, GError **error)
{
    g_autofree char *rehearsal = NULL;
    gint64 instant = 0;
    if (!gf_store_setting(store, "rehearsal", &rehearsal, error))
        return NULL;
    if (cli->now == NULL)
        return gf_clock_new_system();
    if (rehearsal != NULL && gf_instant_parse_rfc3339(cli->now, &instant))
        return gf_clock_new_fixed(instant);
    g_set_error_literal(error, GF_ERROR, GF_ERROR_STATE,
                        "--now: the backup is not one of a rehearsal instance");
    return NULL;
}

/* The journal of the restored database goes on from the very line that the backup ended with. */
static gboolean check_head(GfStore *store, const GfManifest *manifest, GError **error)
{
    g_autofree char *head = NULL;
    gint64 lines = 0;
    if (!gf_store_verify(store, &lines, error) || !gf_store_journal_head(store, &head, error))
        return FALSE;
    if (lines == manifest->journal_lines && g_str_equal(head, manifest->journal_head))
        return TRUE;
    g_set_error_literal(error, GF_ERROR, GF_ERROR_STATE,
                        "the backup is damaged: its journal is not the one that its " GF_MANIFEST
                        " tells of (take another backup)");
    return FALSE;
}

static gboolean settle(const GfCli *cli, GfStore *store, const GfManifest *manifest, GError **error)
{
    const char *sum = g_hash_table_lookup(manifest->sums, "greffe.db");
    g_autoptr(GfClock) clock = open_clock(cli, store, error);
    if (clock == NULL)
        return FALSE;
    const GfClerk clerk = {.store = store, .clock = clock};
    g_autoptr(GfTransaction) transaction = gf_transaction_begin(store, error);
    return transaction != NULL && gf_delivery_hold(&clerk, manifest->made_at, error) &&
           gf_clerk_journal(&clerk, &(GfAct){"staff", "backup.restored", NULL, sum}, error,
                            "assembly") &&
           gf_transaction_commit(transaction, error);
}

/* Nothing of it is lost any more. */
static void sync_files(const char *directory)
{
    int fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return;
    (void) syncfs(fd);
    close(fd);
}

static gboolean restore(const GfCli *cli, const char *file, const char *directory, GfManifest **ret,
                        GError **error)
{
    g_auto(GfMade) made = {0};
    g_autoptr(GfManifest) manifest = NULL;
    g_autofree char *database = gf_instance_database(directory);
    if (!gf_made_directory(&made, directory, error))
        return FALSE;
    gf_made_database(&made, database);
    if (!gf_backup_read(file, directory, &made, &manifest, error) ||
        !gf_made_queue(&made, directory, error))
        return FALSE;
    g_autoptr(GfStore) store = gf_store_open(database, error);
    if (store == NULL || !check_head(store, manifest, error) ||
        !settle(cli, store, manifest, error))
        return FALSE;
    g_clear_pointer(&store, gf_store_close);
    sync_files(directory);
    made.keep = TRUE;
    *ret = g_steal_pointer(&manifest);
    return TRUE;
}

static void print(const GfCli *cli, const char *directory, const GfManifest *manifest)
{
    g_autofree char *made = gf_cli_time(cli, manifest->made_at);
    if (cli->json) {
        JsonBuilder *json = gf_json_new();
        gf_json_text(json, "directory", directory);
        gf_json_text(json, "instance", manifest->instance);
        gf_json_time(json, "made", cli, manifest->made_at);
        gf_json_integer(json, "journal_lines", manifest->journal_lines);
        gf_json_print(json);
        return;
    }
    gf_cli_print("%s: restored, %s as it was at %s (%" G_GINT64_FORMAT
                 " lines of the journal, the chain holds)\n"
                 "Next: greffe -C %s doctor; in the mailbox move what arrived since then from "
                 "Greffe/Traité and Greffe/À vérifier back to INBOX; start the daemon; nothing is "
                 "sent until: greffe -C %s queue release (see \"BACKUP AND RESTORE\" in "
                 "greffe(1))\n",
                 directory, manifest->instance, made, manifest->journal_lines, directory,
                 directory);
}

static gboolean run(GfCli *cli, char **argv, GError **error)
{
    g_auto(GStrv) arguments = gf_cli_parse(cli, argv, NULL, error);
    g_autoptr(GfManifest) manifest = NULL;
    if (arguments == NULL)
        return FALSE;
    g_autofree char *file = g_canonicalize_filename(arguments[0], NULL);
    g_autofree char *directory = g_canonicalize_filename(arguments[1], NULL);
    if (!restore(cli, file, directory, &manifest, error)) {
        g_prefix_error(error, "nothing was restored: ");
        return FALSE;
    }
    print(cli, directory, manifest);
    return TRUE;
}

const GfCommand gf_command_restore = {
    .name = "restore",
    .arguments = "FILE DIR",
    .summary = "Make the instance of a backup anew in the empty or new directory DIR",
    .minimum = 2,
    .maximum = 2,
    .run = run,
};
