/* session-file.h - a session as staff writes it: config/session.conf is the commented example.
 *
 * [session] id, body, title, place, video, guests, notice, reminders, reminder_hour; [part SLUG]
 * title, start, end; [agenda] 1, 2, ...; [documents] NAME = path beside the file.
 */
#pragma once

#include "workflow/clerk.h"

typedef struct {
    char *name;                                 /* of the file, for messages */
    char *body;                                 /* slug */
    GfSession *session;                         /* id, body_id 0; documents empty */
    int notice;                                 /* -1: as the rules say */
    char *plan;                                 /* NULL: as the rules say */
    char *plan_hour;                            /* NULL */
    GPtrArray *document_names, *document_paths; /* of char *, alike long */
    GPtrArray *documents; /* of GBytes: empty until the caller has read them, then alike long */
} GfSessionFile;

/* Reads the text of a file called `name`. GF_ERROR_CONFIG naming line, section and key. Owned. */
GfSessionFile *gf_session_file_parse(const char *name, const char *text, const char *timezone,
                                     GError **error);
void gf_session_file_free(GfSessionFile *file);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GfSessionFile, gf_session_file_free)
