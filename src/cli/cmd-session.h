/* cmd-session.h - private to session: the commands with files of their own, and how the people of a
 * session are told.
 */
#pragma once

#include "cli/cli.h"
#include "workflow/tally.h"

gboolean gf_cmd_session_answer(GfCli *cli, char **argv, GError **error);
gboolean gf_cmd_session_show(GfCli *cli, char **argv, GError **error);

/* The order against the notice rule that the present date rests on. */
typedef struct {
    char *act, *reason; /* owned; NULL: nothing was forced */
    gint64 at;
} GfForced;
void gf_forced_clear(GfForced *forced);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(GfForced, gf_forced_clear)

/* "present", "absent", "tentative" or "silent" for the day; static. */
const char *gf_session_presence(const GfTallyPerson *person);
/* Presence in one half of the day; static, NULL where there is none. */
const char *gf_session_half(GfHalf half);
/* Why the pouvoir that a person gave does not count; static, NULL: it does, or there is none. */
const char *gf_session_pouvoir_void(const GfTally *tally, const GfTallyPerson *person);

/* Everybody by name under what they answered. */
void gf_session_print_people(const GfTally *tally);

/* The whole session as fields of `json`; reminders and mailings are the caller's. */
void gf_session_json(const GfCli *cli, JsonBuilder *json, const GfSession *session,
                     const GfTally *tally);
