/* documents.c - see documents.h. */
#include "cli/documents.h"

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
