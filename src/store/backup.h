/* backup.h - a second copy of the database, made while others write, and the proof that a copy is
 * whole.
 */
#pragma once

#include "store/store.h"

/* Copies the database, as it is at this moment, to `path`, which must not exist; nothing is left of
 * it on failure. Nobody waits for it, and however much is written meanwhile it is read once. The
 * copy is one closed file, of mode 0600; its damages are copied too, see gf_store_verify(). */
gboolean gf_store_copy(GfStore *store, const char *path, GError **error);

/* Every page and index, every reference between rows, and the chain of the journal. Takes seconds
 * for each gigabyte. GF_ERROR_STATE with what does not hold. `ret_lines` (may be NULL): of the
 * journal. */
gboolean gf_store_verify(GfStore *store, gint64 *ret_lines, GError **error);
