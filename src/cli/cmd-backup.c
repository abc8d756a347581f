/* cmd-backup.c - greffe backup FILE: everything that a restore needs, in one file, while the daemon
 * works.
 *
 * In a folder beside FILE: the database is copied and the copy verified; it and the files of
 * config/ and templates/ become an archive, which is read again as a restore would; only then does
 * it get the name FILE. The copy is marked, so that an instance made from it, in whatever way,
 * sends nothing until staff says so (workflow/delivery.h). What fails leaves nothing under that
 * name.
 */
#include "base/reason.h"
#include "base/text.h"
#include "cli/archive.h"
#include "cli/backup.h"
#include "cli/outside.h"
#include "store/backup.h"
#include "store/journal.h"
#include "workflow/delivery.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* Files of config/ and templates/ are read whole. */
#define FILE_BYTES (64 * 1024 * 1024)

/* A backup being made. */
typedef struct {
    GfCli *cli;
    char *file;               /* as it will be called; absolute */
    char *database, *archive; /* in a folder beside it */
    GPtrArray *names;         /* of the small files, and */
    GPtrArray *contents;      /* their GBytes */
    GfManifest *manifest;
    gint64 size_bytes;
} Work;

static gboolean refuse(const char *path, int code, GError **error)
{
    g_autofree char *reason = gf_reason(code);
    g_set_error(error, GF_ERROR, GF_ERROR_STATE, "'%s': %s", path, reason);
    return FALSE;
}

static gboolean refuse_existing(const char *file, GError **error)
{
    g_set_error(error, GF_ERROR, GF_ERROR_STATE,
                "'%s': it exists already, and is not overwritten (give another name)", file);
    return FALSE;
}

/* Marks the copy and proves it; what is noted in it now comes back with a restore. */
static gboolean seal(Work *work, GError **error)
{
    GfManifest *manifest = work->manifest;
    g_autoptr(GfStore) copy = gf_store_open(work->database, error);
    if (copy == NULL)
        return FALSE;
    GfClerk clerk = work->cli->clerk;
    clerk.store = copy;
    g_autoptr(GfTransaction) transaction = gf_transaction_begin(copy, error);
    g_autofree char *at = g_strdup_printf("%" G_GINT64_FORMAT, manifest->made_at);
    return transaction != NULL && gf_delivery_hold(&clerk, manifest->made_at, error) &&
           gf_store_set_setting(copy, GF_LAST_BACKUP, at, error) &&
           gf_transaction_commit(transaction, error) &&
           gf_store_verify(copy, &manifest->journal_lines, error) &&
           gf_store_journal_head(copy, &manifest->journal_head, error);
}

static gboolean add_small(Work *work, const char *name, const char *path, GError **error)
{
    g_autoptr(GBytes) bytes = gf_cli_read_file(path, FILE_BYTES, error);
    if (bytes == NULL)
        return FALSE;
    for (const char *at = name; *at != '\0'; at++)
        if (g_ascii_iscntrl(*at) || *at == '\\' || !g_utf8_validate(name, -1, NULL)) {
            g_set_error(error, GF_ERROR, GF_ERROR_STATE,
                        "'%s': a name that cannot be backed up (rename it)", path);
            return FALSE;
        }
    gsize size = 0;
    const void *data = g_bytes_get_data(bytes, &size);
    g_hash_table_insert(work->manifest->sums, g_strdup(name), gf_text_sha256(data, size));
    g_ptr_array_add(work->names, g_strdup(name));
    g_ptr_array_add(work->contents, g_steal_pointer(&bytes));
    return TRUE;
}

/* What the folder `name` holds; folders met on the way join `waiting`. */
static gboolean add_folder(Work *work, const char *name, GPtrArray *waiting, GError **error)
{
    g_autofree char *path = g_build_filename(work->cli->directory, name, NULL);
    g_autoptr(GError) cause = NULL;
    g_autoptr(GDir) dir = g_dir_open(path, 0, &cause);
    if (dir == NULL) {
        g_set_error_literal(error, GF_ERROR, GF_ERROR_STATE, cause->message);
        return FALSE;
    }
    for (const char *entry = NULL; (entry = g_dir_read_name(dir)) != NULL;) {
        g_autofree char *below = g_build_filename(name, entry, NULL);
        g_autofree char *at = g_build_filename(path, entry, NULL);
        GStatBuf status;
        if (g_stat(at, &status) != 0)
            return refuse(at, errno, error);
        if (S_ISDIR(status.st_mode))
            g_ptr_array_add(waiting, g_steal_pointer(&below));
        else if (S_ISREG(status.st_mode) && !add_small(work, below, at, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean gather(Work *work, GError **error)
{
    g_autoptr(GPtrArray) waiting = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(waiting, g_strdup("config"));
    g_ptr_array_add(waiting, g_strdup("templates"));
    for (guint i = 0; i < waiting->len; i++)
        if (!add_folder(work, waiting->pdata[i], waiting, error))
            return FALSE;
    char *sum = gf_backup_sum(work->database, error);
    if (sum != NULL)
        g_hash_table_insert(work->manifest->sums, g_strdup("greffe.db"), sum);
    return sum != NULL;
}

static gboolean write_archive(const Work *work, GError **error)
{
    g_autoptr(GfArchive) archive = gf_archive_create(work->archive, work->manifest->made_at, error);
    g_autoptr(GBytes) manifest =
        gf_manifest_write(work->manifest, work->cli->instance->config->timezone);
    if (archive == NULL || !gf_archive_add_bytes(archive, GF_MANIFEST, manifest, error))
        return FALSE;
    for (guint i = 0; i < work->names->len; i++)
        if (!gf_archive_add_bytes(archive, work->names->pdata[i], work->contents->pdata[i], error))
            return FALSE;
    return gf_archive_add_file(archive, "greffe.db", work->database, error) &&
           gf_archive_finish(archive, error);
}

/* Gives the archive its name, for good. */
static gboolean name_archive(Work *work, GError **error)
{
    struct stat status;
    g_autofree char *folder = g_path_get_dirname(work->file);
    if (stat(work->archive, &status) != 0)
        return refuse(work->archive, errno, error);
    work->size_bytes = status.st_size;
    int code =
        renameat2(AT_FDCWD, work->archive, AT_FDCWD, work->file, RENAME_NOREPLACE) == 0 ? 0 : errno;
    /* A file system that cannot refuse by itself. */
    if (code == EINVAL && g_access(work->file, F_OK) != 0)
        code = g_rename(work->archive, work->file) == 0 ? 0 : errno;
    if (code != 0)
        return code == EEXIST ? refuse_existing(work->file, error)
                              : refuse(work->file, code, error);
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    code = fd >= 0 && fsync(fd) == 0 ? 0 : errno;
    if (fd >= 0)
        close(fd);
    return code == 0 || refuse(folder, code, error);
}

static gboolean make(Work *work, GError **error)
{
    GfManifest *read = NULL;
    gboolean good = gf_store_copy(work->cli->store, work->database, error) && seal(work, error) &&
                    gather(work, error) && write_archive(work, error) &&
                    gf_backup_read(work->archive, NULL, NULL, &read, error) &&
                    name_archive(work, error);
    gf_manifest_free(read);
    return good;
}

/* The act, for the journal and doctor. */
static gboolean note(const Work *work, GError **error)
{
    GfCli *cli = work->cli;
    const char *sum = g_hash_table_lookup(work->manifest->sums, "greffe.db");
    g_autofree char *at = g_strdup_printf("%" G_GINT64_FORMAT, work->manifest->made_at);
    g_autoptr(GfTransaction) transaction = gf_transaction_begin(cli->store, error);
    gboolean noted = transaction != NULL &&
                     gf_store_set_setting(cli->store, GF_LAST_BACKUP, at, error) &&
                     gf_clerk_journal(&cli->clerk, &(GfAct){"staff", "backup.made", NULL, sum},
                                      error, "assembly") &&
                     gf_transaction_commit(transaction, error);
    if (!noted)
        g_prefix_error(
            error, "'%s' is made and whole, but the database does not know of it: ", work->file);
    return noted;
}

static void print(const Work *work)
{
    GfCli *cli = work->cli;
    const GfManifest *manifest = work->manifest;
    g_autoptr(GPtrArray) outside = gf_cli_outside(cli->instance->config);
    if (cli->json) {
        JsonBuilder *json = gf_json_new();
        gf_json_text(json, "file", work->file);
        gf_json_integer(json, "size", work->size_bytes);
        gf_json_time(json, "made", cli, manifest->made_at);
        gf_json_integer(json, "database_schema", manifest->schema);
        gf_json_integer(json, "journal_lines", manifest->journal_lines);
        gf_json_text(json, "journal_head", manifest->journal_head);
        gf_json_integer(json, "files", work->names->len);
        gf_json_texts(json, "outside", (const char *const *) outside->pdata);
        gf_json_print(json);
        return;
    }
    g_autofree char *size = g_format_size((guint64) work->size_bytes);
    gf_cli_print("%s: %s, verified: the database (schema %d, %" G_GINT64_FORMAT
                 " lines of the journal) and %u files of config/ and templates/\n"
                 "It holds the secrets of config/ and all mail: keep it where nobody else can read "
                 "it (its mode is 0600).\n",
                 work->file, size, manifest->schema, manifest->journal_lines, work->names->len);
    for (guint i = 0; i + 1 < outside->len; i++)
        gf_cli_print("Not in it, back it up by itself: %s\n", (char *) outside->pdata[i]);
}

static void work_clear(Work *work)
{
    g_clear_pointer(&work->file, g_free);
    g_clear_pointer(&work->database, g_free);
    g_clear_pointer(&work->archive, g_free);
    g_clear_pointer(&work->names, g_ptr_array_unref);
    g_clear_pointer(&work->contents, g_ptr_array_unref);
    g_clear_pointer(&work->manifest, gf_manifest_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Work, work_clear)

/* The folder in which it is made: on the same file system, and hidden. Owned. */
static char *make_folder(GfMade *made, const char *file, GError **error)
{
    g_autofree char *beside = g_path_get_dirname(file);
    g_autofree char *name = g_path_get_basename(file);
    g_autofree char *hidden = g_strdup_printf(".%s.part-XXXXXX", name);
    g_autofree char *folder = g_build_filename(beside, hidden, NULL);
    if (g_mkdtemp(folder) == NULL) {
        (void) refuse(beside, errno, error);
        return NULL;
    }
    gf_made_note(made, folder);
    return g_steal_pointer(&folder);
}

static gboolean back_up(Work *work, GError **error)
{
    g_auto(GfMade) made = {0};
    g_autofree char *folder = make_folder(&made, work->file, error);
    if (folder == NULL)
        return FALSE;
    work->database = g_build_filename(folder, "greffe.db", NULL);
    work->archive = g_build_filename(folder, "archive.tar", NULL);
    gf_made_database(&made, work->database);
    gf_made_note(&made, work->archive);
    work->names = g_ptr_array_new_with_free_func(g_free);
    work->contents = g_ptr_array_new_with_free_func((GDestroyNotify) g_bytes_unref);
    work->manifest = gf_manifest_new();
    work->manifest->made_at = gf_cli_now(work->cli);
    work->manifest->schema = gf_store_schema_version();
    work->manifest->greffe = g_strdup(GF_VERSION);
    work->manifest->instance = g_strdup(work->cli->instance->config->name);
    if (make(work, error))
        return TRUE;
    g_prefix_error(error, "no backup was made: ");
    return FALSE;
}

static gboolean run(GfCli *cli, char **argv, GError **error)
{
    g_auto(GStrv) arguments = gf_cli_parse(cli, argv, NULL, error);
    if (arguments == NULL)
        return FALSE;
    g_auto(Work) work = {.cli = cli, .file = g_canonicalize_filename(arguments[0], NULL)};
    if (g_file_test(work.file, G_FILE_TEST_EXISTS))
        return refuse_existing(work.file, error);
    if (!gf_cli_open(cli, error) || !back_up(&work, error) || !note(&work, error))
        return FALSE;
    print(&work);
    return TRUE;
}

const GfCommand gf_command_backup = {
    .name = "backup",
    .arguments = "FILE",
    .summary = "Copy everything that a restore needs into the new FILE, while the daemon works",
    .minimum = 1,
    .maximum = 1,
    .run = run,
};
