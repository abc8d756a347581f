/* documents.h - the files that staff describes a session or a saisine in, and the documents beside
 * them.
 */
#pragma once

#include "cli/cli.h"

/* The text of such a file. GF_ERROR_STATE. Owned. */
char *gf_cli_read_text(const char *path, GError **error);

typedef struct {
    const GPtrArray *names, *paths; /* of char *: as the file says */
    GPtrArray *contents;            /* of GBytes: what is read is added here */
} GfCliDocuments;

/* Reads documents, which lie beside the file `path` that names them; none may be larger than
 * `limit_bytes`. GF_ERROR_STATE that names the document. */
gboolean gf_cli_read_documents(const char *path, const GfCliDocuments *documents, gsize limit_bytes,
                               GError **error);
