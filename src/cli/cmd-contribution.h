/* cmd-contribution.h - private to contribution: the command with files of its own. */
#pragma once

#include "cli/cli.h"
#include "workflow/contribution.h"

gboolean gf_cmd_contribution_export(GfCli *cli, char **argv, GError **error);
