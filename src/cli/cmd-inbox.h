/* cmd-inbox.h - private to inbox: the command with a file of its own. */
#pragma once

#include "cli/cli.h"
#include "workflow/incoming.h"

/* One letter with what was decided and recorded, as a line or into a JSON list that has begun;
 * `changes` (NULL: not asked): what another reading of it would change, a line each. */
gboolean gf_cmd_inbox_print(GfCli *cli, const GfMessage *message, const GPtrArray *changes,
                            JsonBuilder *json, GError **error);

gboolean gf_cmd_inbox_reread(GfCli *cli, char **argv, GError **error);
