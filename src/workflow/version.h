/* version.h - private to workflow: what the file of staff says becomes a version of a session, with
 * the rules of its body where the file is silent. Versions are added, never edited.
 *
 * All of these use up file->session: it becomes the stored version.
 */
#pragma once

#include "workflow/clerk.h"
#include "workflow/session-file.h"

/* The session of that name in its version in force. GF_ERROR_STATE where there is none. */
gboolean gf_version_load(const GfClerk *clerk, const char *slug, GfSession **ret, GError **error);

/* Stores the draft of a new session. */
gboolean gf_version_add_draft(const GfClerk *clerk, const GfSessionFile *file, GError **error);

typedef enum {
    GF_CHANGE_NONE,
    GF_CHANGE_WORDING,
    GF_CHANGE_DATE_OR_PLACE, /* everybody is asked again */
} GfChange;

/* Stores the next version of `former`, unless nothing changes. Where date, time or place do and it
 * has been convened, its sequence rises. GF_ERROR_STATE where the file is of another session or
 * body. */
gboolean gf_version_add_next(const GfClerk *clerk, const GfSession *former,
                             const GfSessionFile *file, GfChange *ret_change, GError **error);
