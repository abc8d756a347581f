/* document.h - private to workflow: the documents that staff gives with a session or a saisine.
 */
#pragma once

#include "workflow/clerk.h"

typedef struct {
    const char *subject;       /* whose they are, for messages: "session 'conseil'" */
    const GPtrArray *paths;    /* of char *: what they are called */
    const GPtrArray *contents; /* of GBytes, alike long */
} GfGivenDocuments;

/* Stores them as blobs; `documents` (of GfDocument) is filled anew, in their order.
 * GF_ERROR_STATE where they are too large together to be sent ([limits] document_bytes). */
gboolean gf_documents_keep(const GfClerk *clerk, const GfGivenDocuments *given,
                           GPtrArray *documents, GError **error);
