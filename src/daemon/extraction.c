/* extraction.c - see extraction.h.
 *
 * Even where the same bytes are stored already, as another's file, they are taken out of the
 * message: what the letter says of them is the word of a process that met a stranger's bytes.
 */
#include "daemon/extraction.h"

#include "base/error.h"
#include "base/log.h"

#define BATCH 10
/* Messages are loaded until they come to so much: an ordinary one, or a whole batch of small ones.
 */
#define BATCH_BYTES ((gsize) 8 * 1024 * 1024)

void gf_extraction_free(GfExtraction *extraction)
{
    if (extraction == NULL)
        return;
    g_free(extraction->sha256);
    g_clear_pointer(&extraction->raw, g_bytes_unref);
    g_clear_pointer(&extraction->bytes, g_bytes_unref);
    g_free(extraction->lost);
    g_free(extraction);
}

/* The blob of a message: a file refers to one that is there. */
static gboolean find_raw(const GfClerk *clerk, gint64 message_id, gint64 *ret_blob_id,
                         GError **error)
{
    g_autoptr(GfMessage) message = NULL;
    if (!gf_store_message(clerk->store, message_id, &message, error))
        return FALSE;
    g_assert(message != NULL);
    *ret_blob_id = message->blob_id;
    return TRUE;
}

static gboolean load_raw(const GfClerk *clerk, gint64 message_id, GBytes **ret, GError **error)
{
    gint64 blob_id = 0;
    return find_raw(clerk, message_id, &blob_id, error) &&
           gf_store_blob(clerk->store, blob_id, ret, error);
}

/* `former` (may be NULL) may lie in the same message: its bytes are shared. */
static GfExtraction *extraction_of(const GfClerk *clerk, const GfFile *file,
                                   const GfExtraction *former, GError **error)
{
    g_autoptr(GBytes) raw = NULL;
    if (former != NULL && former->message_id == file->message_id)
        raw = g_bytes_ref(former->raw);
    else if (!load_raw(clerk, file->message_id, &raw, error))
        return NULL;
    GfExtraction *extraction = g_new0(GfExtraction, 1);
    extraction->file_id = file->id;
    extraction->message_id = file->message_id;
    extraction->sha256 = g_strdup(file->sha256);
    extraction->raw = g_steal_pointer(&raw);
    return extraction;
}

gboolean gf_extraction_list(const GfClerk *clerk, GPtrArray **ret, GError **error)
{
    g_autoptr(GPtrArray) files = NULL;
    g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func((GDestroyNotify) gf_extraction_free);
    if (!gf_store_files_to_extract(clerk->store, BATCH, &files, error))
        return FALSE;
    const GfExtraction *former = NULL;
    gsize loaded = 0;
    for (guint i = 0; i < files->len; i++) {
        const GfFile *file = files->pdata[i];
        gboolean same = former != NULL && former->message_id == file->message_id;
        if (!same && loaded >= BATCH_BYTES)
            break;
        GfExtraction *extraction = extraction_of(clerk, file, former, error);
        if (extraction == NULL)
            return FALSE;
        loaded += same ? 0 : g_bytes_get_size(extraction->raw);
        g_ptr_array_add(list, extraction);
        former = extraction;
    }
    *ret = g_steal_pointer(&list);
    return TRUE;
}

gboolean gf_extraction_try(GfExtraction *extraction, GfReader *reader, GError **error)
{
    g_autoptr(GError) problem = NULL;
    extraction->bytes = gf_reader_extract(reader, extraction->raw, extraction->sha256, &problem);
    g_clear_pointer(&extraction->raw, g_bytes_unref);
    if (g_error_matches(problem, GF_ERROR, GF_ERROR_MESSAGE))
        extraction->lost = g_strdup(problem->message);
    else if (problem != NULL)
        g_propagate_error(error, g_steal_pointer(&problem));
    return gf_extraction_is_done(extraction);
}

gboolean gf_extraction_is_done(const GfExtraction *extraction)
{
    return extraction->bytes != NULL || extraction->lost != NULL;
}

static gboolean record_bytes(const GfClerk *clerk, const GfExtraction *extraction, GError **error)
{
    gint64 blob_id = 0;
    if (!gf_store_put_blob(clerk->store, extraction->bytes, &blob_id, NULL, error) ||
        !gf_store_set_extracted(clerk->store, extraction->file_id, blob_id, error))
        return FALSE;
    gf_log_event(G_LOG_LEVEL_INFO,
                 "file=%" G_GINT64_FORMAT " message=%" G_GINT64_FORMAT " size=%" G_GSIZE_FORMAT
                 " outcome=extracted",
                 extraction->file_id, extraction->message_id, g_bytes_get_size(extraction->bytes));
    return TRUE;
}

static gboolean record_loss(const GfClerk *clerk, const GfExtraction *extraction, GError **error)
{
    g_autofree char *evidence = NULL;
    gint64 blob_id = 0;
    if (!gf_store_set_lost(clerk->store, extraction->file_id, extraction->lost, error) ||
        !find_raw(clerk, extraction->message_id, &blob_id, error) ||
        !gf_store_blob_sha256(clerk->store, blob_id, &evidence, error) ||
        !gf_clerk_journal(clerk, &(GfAct){"greffe", "file.lost", NULL, evidence}, error,
                          "message/%" G_GINT64_FORMAT, extraction->message_id))
        return FALSE;
    gf_log_event(G_LOG_LEVEL_WARNING,
                 "file=%" G_GINT64_FORMAT " message=%" G_GINT64_FORMAT " outcome=lost reason=%s",
                 extraction->file_id, extraction->message_id, extraction->lost);
    return TRUE;
}

gboolean gf_extraction_record(const GfClerk *clerk, const GfExtraction *extraction, GError **error)
{
    if (extraction->bytes != NULL)
        return record_bytes(clerk, extraction, error);
    return extraction->lost == NULL || record_loss(clerk, extraction, error);
}
