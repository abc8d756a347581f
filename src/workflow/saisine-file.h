/* saisine-file.h - a saisine as staff writes it: config/saisine.conf is the commented example.
 *
 * [saisine] number, title, context, origin, referred_by, referred_on; [questions] 1, 2, ...;
 * [stage STATE] due_on, role; [documents] NAME = path beside the file.
 */
#pragma once

#include "store/saisine.h"
#include "workflow/clerk.h"

typedef struct {
    char *name;                                 /* of the file, for messages */
    GBytes *text;                               /* of the file: the evidence */
    GfSaisine *saisine;                         /* id 0; all seven stages; documents empty */
    GPtrArray *document_names, *document_paths; /* of char *, alike long */
    GPtrArray *documents; /* of GBytes: empty until the caller has read them, then alike long */
} GfSaisineFile;

/* Reads the text of a file called `name`. GF_ERROR_CONFIG naming line, section and key. Owned. */
GfSaisineFile *gf_saisine_file_parse(const char *name, const char *text, GError **error);
void gf_saisine_file_free(GfSaisineFile *file);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GfSaisineFile, gf_saisine_file_free)
