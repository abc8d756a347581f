/* documents.c - see documents.h. */
#include "cli/documents.h"

#include "base/error.h"
#include "base/media.h"
#include "base/text.h"
#include "store/file.h"

#include <string.h>

#define FILE_LIMIT_BYTES ((gsize) 256 * 1024)

char *gf_cli_read_text(const char *path, GError **error)
{
    g_autoptr(GBytes) bytes = gf_cli_read_file(path, FILE_LIMIT_BYTES, error);
    if (bytes == NULL)
        return NULL;
    gsize size;
    const char *data = g_bytes_get_data(bytes, &size);
    return g_strndup(data != NULL ? data : "", size);
}

gboolean gf_cli_read_documents(const char *path, const GfCliDocuments *documents, gsize limit_bytes,
                               GError **error)
{
    g_autofree char *whole = g_canonicalize_filename(path, NULL);
    g_autofree char *folder = g_path_get_dirname(whole);
    for (guint i = 0; i < documents->paths->len; i++) {
        g_autofree char *name = g_canonicalize_filename(documents->paths->pdata[i], folder);
        GBytes *bytes = gf_cli_read_file(name, limit_bytes, error);
        if (bytes == NULL) {
            gf_error_prefix(error, "document '%s'", (const char *) documents->names->pdata[i]);
            return FALSE;
        }
        g_ptr_array_add(documents->contents, bytes);
    }
    return TRUE;
}

/* A text file in UTF-8, or as older editors of Windows save it. Owned. */
static char *words_of(GBytes *bytes)
{
    gsize size;
    const char *data = g_bytes_get_data(bytes, &size);
    g_autofree char *converted = NULL;
    if (size > 0 && !g_utf8_validate(data, (gssize) size, NULL))
        converted = g_convert(data, (gssize) size, "UTF-8", "WINDOWS-1252", NULL, NULL, NULL);
    const char *text = converted != NULL ? converted : data != NULL ? data : "";
    g_autofree char *clean =
        gf_text_clean(text, converted != NULL ? (gssize) strlen(converted) : (gssize) size);
    const char *mark = "\xEF\xBB\xBF";
    return g_strdup(g_str_has_prefix(clean, mark) ? clean + strlen(mark) : clean);
}

static void add_words(char **text, GBytes *bytes)
{
    g_autofree char *words = words_of(bytes);
    g_autofree char *former = *text;
    g_strstrip(words);
    *text = former == NULL || former[0] == '\0' ? g_strdup(words)
                                                : g_strdup_printf("%s\n\n%s", former, words);
}

static gboolean read_paper(GfCli *cli, const char *path, gsize limit_bytes,
                           const GfCliPapers *papers, GError **error)
{
    g_autoptr(GBytes) bytes = gf_cli_read_file(path, limit_bytes, error);
    if (bytes == NULL)
        return FALSE;
    if (g_bytes_get_size(bytes) == 0) {
        g_set_error(error, GF_ERROR, GF_ERROR_STATE, "\"%s\": it is empty (scan or save it again)",
                    path);
        return FALSE;
    }
    if (g_str_has_suffix(path, ".txt")) {
        add_words(papers->text, bytes);
        return TRUE;
    }
    GfFile *file = g_new0(GfFile, 1);
    file->name = g_path_get_basename(path);
    file->media_type = g_strdup(gf_media_type_of(path));
    file->size = (gint64) g_bytes_get_size(bytes);
    g_ptr_array_add(papers->files, file);
    return gf_store_put_blob(cli->store, bytes, &file->blob_id, &file->sha256, error);
}

gboolean gf_cli_read_papers(GfCli *cli, char *const *paths, gsize limit_bytes,
                            const GfCliPapers *papers, GError **error)
{
    for (gsize i = 0; paths[i] != NULL; i++)
        if (!read_paper(cli, paths[i], limit_bytes, papers, error))
            return FALSE;
    return TRUE;
}
