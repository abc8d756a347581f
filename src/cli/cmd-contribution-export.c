/* cmd-contribution-export.c - greffe contribution export NUMBER DIR: a folder for the rapporteur.
 *
 * Everything is written into a folder beside it, which takes the name when it is complete: nothing
 * half done is ever found under it. Refused where DIR holds something already. What is still inside
 * its message is taken out here, by the sandboxed reader; what cannot be had is named in the index,
 * and in a warning.
 */
#include "cli/cmd-contribution.h"

#include "reader/reader.h"
#include "workflow/export.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

typedef struct {
    GfCli *cli;
    GfExport *export;
    GfReader *reader;   /* started when it is needed first */
    char *final, *path; /* where it is to be, where it is written */
    guint files;
} Export;

static void export_clear(Export *of)
{
    g_clear_pointer(&of->export, gf_export_free);
    g_clear_pointer(&of->reader, gf_reader_free);
    g_free(of->final);
    g_free(of->path);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Export, export_clear)

static gboolean refuse(GError **error, const char *path, const char *why)
{
    g_set_error(error, GF_ERROR, GF_ERROR_STATE, "\"%s\": %s", path, why);
    return FALSE;
}

/* Two levels deep, as it was made; best effort. */
static void remove_all(const char *path)
{
    g_autoptr(GDir) directory = g_dir_open(path, 0, NULL);
    for (const char *name = NULL;
         directory != NULL && (name = g_dir_read_name(directory)) != NULL;) {
        g_autofree char *child = g_build_filename(path, name, NULL);
        g_autoptr(GDir) inner = g_dir_open(child, 0, NULL);
        for (const char *leaf = NULL; inner != NULL && (leaf = g_dir_read_name(inner)) != NULL;) {
            g_autofree char *file = g_build_filename(child, leaf, NULL);
            (void) g_unlink(file);
        }
        (void) g_remove(child);
    }
    (void) g_rmdir(path);
}

/* There is no such thing yet, or an empty folder. */
static gboolean check_free(const char *path, GError **error)
{
    if (!g_file_test(path, G_FILE_TEST_EXISTS))
        return TRUE;
    g_autoptr(GDir) directory = g_dir_open(path, 0, NULL);
    if (directory == NULL)
        return refuse(error, path, "it is there already, and is no folder that can be read");
    if (g_dir_read_name(directory) != NULL)
        return refuse(error, path,
                      "it holds something already (name a new folder; nothing is overwritten)");
    return TRUE;
}

static gboolean open_folder(Export *of, const char *name, GError **error)
{
    of->final = g_canonicalize_filename(name, NULL);
    if (!check_free(of->final, error))
        return FALSE;
    of->path = g_strconcat(of->final, ".part-XXXXXX", NULL);
    if (g_mkdtemp_full(of->path, 0700) != NULL)
        return TRUE;
    int problem = errno;
    g_clear_pointer(&of->path, g_free);
    return refuse(error, of->final, g_strerror(problem));
}

/* `folder` "" for the top. */
static gboolean write_file(const Export *of, const char *folder, const char *name, GBytes *bytes,
                           GError **error)
{
    g_autofree char *path = g_build_filename(of->path, folder, name, NULL);
    g_autoptr(GError) problem = NULL;
    gsize size;
    const char *data = g_bytes_get_data(bytes, &size);
    if (g_file_set_contents_full(path, data != NULL ? data : "", (gssize) size,
                                 G_FILE_SET_CONTENTS_NONE, 0600, &problem))
        return TRUE;
    return refuse(error, of->final, problem->message);
}

/* Takes `text`. */
static gboolean write_text(const Export *of, const char *folder, const char *name, char *text,
                           GError **error)
{
    g_autoptr(GBytes) bytes = g_bytes_new_take(text, strlen(text));
    return write_file(of, folder, name, bytes, error);
}

static gboolean start_reader(Export *of, GError **error)
{
    if (of->reader != NULL)
        return TRUE;
    g_autofree char *program = gf_reader_program(error);
    if (program == NULL)
        return FALSE;
    of->reader = gf_reader_new(program, -1, error);
    return of->reader != NULL;
}

static gboolean extract(Export *of, const GfFile *file, GBytes **ret, GError **error)
{
    GfStore *store = of->cli->store;
    g_autoptr(GfMessage) message = NULL;
    g_autoptr(GBytes) raw = NULL;
    if (!gf_store_message(store, file->message_id, &message, error) ||
        !gf_store_blob(store, message->blob_id, &raw, error) || !start_reader(of, error))
        return FALSE;
    *ret = gf_reader_extract(of->reader, raw, file->sha256, error);
    return *ret != NULL;
}

/* The bytes of a file; what cannot be had any more says why (`file->lost`). */
static gboolean fetch(Export *of, GfExportFile *file, GBytes **ret, GError **error)
{
    const GfFile *row = file->file;
    g_autoptr(GError) problem = NULL;
    if (row->blob_id != 0)
        return gf_store_blob(of->cli->store, row->blob_id, ret, error);
    if (row->lost != NULL) {
        file->lost = g_strdup(row->lost);
        return TRUE;
    }
    if (extract(of, row, ret, &problem))
        return TRUE;
    if (!g_error_matches(problem, GF_ERROR, GF_ERROR_MESSAGE)) {
        g_propagate_error(error, g_steal_pointer(&problem));
        return FALSE;
    }
    file->lost = g_strdup(problem->message);
    return TRUE;
}

static gboolean write_one(Export *of, const GfExportEntry *entry, GfExportFile *file,
                          GError **error)
{
    g_autoptr(GBytes) bytes = NULL;
    if (!fetch(of, file, &bytes, error))
        return FALSE;
    of->files += bytes != NULL;
    return bytes == NULL || write_file(of, entry->folder, file->name, bytes, error);
}

static gboolean write_entry(Export *of, const GfExportEntry *entry, GError **error)
{
    g_autofree char *path = g_build_filename(of->path, entry->folder, NULL);
    if (g_mkdir(path, 0700) != 0)
        return refuse(error, of->final, g_strerror(errno));
    if (entry->text_name != NULL &&
        !write_text(of, entry->folder, entry->text_name,
                    gf_export_text(&of->cli->clerk, of->export, entry), error))
        return FALSE;
    for (guint i = 0; i < entry->files->len; i++)
        if (!write_one(of, entry, entry->files->pdata[i], error))
            return FALSE;
    return TRUE;
}

static gboolean write_index(const Export *of, GError **error)
{
    const GfClerk *clerk = &of->cli->clerk;
    char *page = gf_export_page(clerk, of->export, error);
    return page != NULL && write_text(of, "", "index.html", page, error) &&
           write_text(of, "", "index.csv", gf_export_table(clerk, of->export), error);
}

static gboolean write_all(Export *of, GError **error)
{
    for (guint i = 0; i < of->export->entries->len; i++)
        if (!write_entry(of, of->export->entries->pdata[i], error))
            return FALSE;
    if (!write_index(of, error))
        return FALSE;
    /* An empty folder of that name gives way; one that was filled meanwhile does not. */
    if (g_rename(of->path, of->final) == 0)
        return TRUE;
    return refuse(error, of->final, g_strerror(errno));
}

static void tell_lost(const Export *of, JsonBuilder *json)
{
    if (json != NULL)
        gf_json_begin_list(json, "lost");
    for (guint i = 0; i < of->export->entries->len; i++) {
        const GfExportEntry *entry = of->export->entries->pdata[i];
        for (guint j = 0; j < entry->files->len; j++) {
            const GfExportFile *file = entry->files->pdata[j];
            g_autofree char *path = g_build_filename(entry->folder, file->name, NULL);
            if (file->lost != NULL && json == NULL)
                gf_cli_print("warning: %s: not there: %s (see: greffe inbox show %" G_GINT64_FORMAT
                             " --raw)\n",
                             path, file->lost, file->file->message_id);
            else if (file->lost != NULL)
                json_builder_add_string_value(json, path);
        }
    }
    if (json != NULL)
        gf_json_end_list(json);
}

static void tell(const Export *of)
{
    JsonBuilder *json = of->cli->json ? gf_json_new() : NULL;
    if (json != NULL) {
        gf_json_text(json, "saisine", of->export->view->saisine->number);
        gf_json_text(json, "folder", of->final);
        gf_json_integer(json, "contributions", of->export->entries->len);
        gf_json_integer(json, "files", of->files);
    } else {
        gf_cli_print("saisine %s: %u contribution%s with %u file%s in %s (begin with index.html)\n",
                     of->export->view->saisine->number, of->export->entries->len,
                     gf_cli_plural(of->export->entries->len), of->files, gf_cli_plural(of->files),
                     of->final);
    }
    tell_lost(of, json);
    if (json != NULL)
        gf_json_print(json);
}

gboolean gf_cmd_contribution_export(GfCli *cli, char **argv, GError **error)
{
    g_auto(GStrv) arguments = gf_cli_parse(cli, argv, NULL, error);
    g_auto(Export) of = {.cli = cli};
    if (arguments == NULL || !gf_cli_open(cli, error) ||
        !gf_export_plan(&cli->clerk, arguments[0], &of.export, error) ||
        !open_folder(&of, arguments[1], error))
        return FALSE;
    if (!write_all(&of, error)) {
        remove_all(of.path);
        return FALSE;
    }
    tell(&of);
    return TRUE;
}
