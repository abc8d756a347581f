/* extraction.h - taking files out of the messages that brought them: what is to be done, the doing,
 * and what came of it.
 *
 * The list and the record belong to the main thread, which owns the database; the doing belongs to
 * the thread that owns the reader child and needs nothing else, no mailbox either. What was not
 * recorded is listed again, also after a crash: nothing is lost, and nothing is there twice.
 */
#pragma once

#include "reader/reader.h"
#include "store/file.h"
#include "workflow/clerk.h"

/* An order to take one file out of its message, and its result. */
typedef struct {
    gint64 file_id, message_id;
    char *sha256;
    GBytes *raw;   /* the message; NULL once tried */
    GBytes *bytes; /* of the file; NULL where it could not be taken out */
    char *lost;    /* why it never can; NULL with `bytes` NULL: not now */
} GfExtraction;
void gf_extraction_free(GfExtraction *extraction);

/* The next few that are due, oldest first (of GfExtraction, owned): no more than a moment's work to
 * load and to record. */
gboolean gf_extraction_list(const GfClerk *clerk, GPtrArray **ret, GError **error);

/* Does it. Blocking. FALSE where the reader cannot work now or must stop: nothing was found out. */
gboolean gf_extraction_try(GfExtraction *extraction, GfReader *reader, GError **error);
/* Whether something was found out. */
gboolean gf_extraction_is_done(const GfExtraction *extraction);

/* Records a result inside the caller's transaction: the bytes, or why they are lost, with a line in
 * the journal. Does nothing where nothing was found out. */
gboolean gf_extraction_record(const GfClerk *clerk, const GfExtraction *extraction, GError **error);
