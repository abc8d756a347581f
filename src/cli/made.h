/* made.h - the files and folders of a new instance: what `init` and `restore` make, all or nothing.
 *
 * Folders are 0700, for secrets and mail will lie there.
 */
#pragma once

#include "cli/cli.h"

/* What was made so far, in order; removed backwards unless `keep`. Begins as {0}. */
typedef struct {
    GPtrArray *paths;
    gboolean keep;
} GfMade;
void gf_made_clear(GfMade *made);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(GfMade, gf_made_clear)

/* Notes a path that is about to be made. */
void gf_made_note(GfMade *made, const char *path);
/* Notes a database and what SQLite puts beside it. */
void gf_made_database(GfMade *made, const char *path);

/* GF_ERROR_STATE where it cannot be made. */
gboolean gf_made_folder(GfMade *made, const char *path, GError **error);
/* Makes `directory`, or takes it as it is where it is empty; refused where it holds anything. */
gboolean gf_made_directory(GfMade *made, const char *directory, GError **error);
/* run/ and the empty queue/ of an instance. */
gboolean gf_made_queue(GfMade *made, const char *directory, GError **error);
