/* cmd-member.h - private to greffe member: its subcommands that have a file of their own. */
#pragma once

#include "cli/cli.h"

gboolean gf_cmd_member_import(GfCli *cli, char **argv, GError **error);
gboolean gf_cmd_member_show(GfCli *cli, char **argv, GError **error);
