/* documents.h - the files that staff describes a session or a saisine in, and the documents beside
 * them; and papers that came by hand.
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

typedef struct {
    char **text;      /* owned: the words of what is a .txt file are added to it */
    GPtrArray *files; /* of GfFile: what is any other file is added here, its bytes stored */
} GfCliPapers;

/* Reads papers that came by hand. GF_ERROR_STATE that names the file where it cannot be read, is
 * empty, or is larger than `limit_bytes`. Inside the caller's transaction: what is refused leaves
 * nothing behind. */
gboolean gf_cli_read_papers(GfCli *cli, char *const *paths, gsize limit_bytes,
                            const GfCliPapers *papers, GError **error);
