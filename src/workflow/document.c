/* document.c - see document.h. */
#include "workflow/document.h"

#include "base/error.h"
#include "base/media.h"

static gboolean check_size(const GfClerk *clerk, const GfGivenDocuments *given, GError **error)
{
    guint64 total = 0;
    for (guint i = 0; i < given->contents->len; i++)
        total += g_bytes_get_size(given->contents->pdata[i]);
    if (total <= clerk->config->document_bytes)
        return TRUE;
    g_set_error(error, GF_ERROR, GF_ERROR_STATE,
                "%s: its documents have %" G_GUINT64_FORMAT
                " bytes together, at most %" G_GUINT64_FORMAT
                " can be sent (lighten them, or raise document_bytes in [limits])",
                given->subject, total, clerk->config->document_bytes);
    return FALSE;
}

gboolean gf_documents_keep(const GfClerk *clerk, const GfGivenDocuments *given,
                           GPtrArray *documents, GError **error)
{
    g_assert(given->contents->len == given->paths->len);
    if (!check_size(clerk, given, error))
        return FALSE;
    g_ptr_array_set_size(documents, 0);
    for (guint i = 0; i < given->contents->len; i++) {
        const char *path = given->paths->pdata[i];
        GfDocument *document = g_new0(GfDocument, 1);
        document->name = g_path_get_basename(path);
        document->media_type = g_strdup(gf_media_type_of(path));
        g_ptr_array_add(documents, document);
        if (!gf_store_put_blob(clerk->store, given->contents->pdata[i], &document->blob_id, NULL,
                               error))
            return FALSE;
    }
    return TRUE;
}
