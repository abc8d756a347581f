/* cmd-saisine.h - private to saisine: the command with files of its own. */
#pragma once

#include "cli/cli.h"
#include "workflow/saisine-view.h"

gboolean gf_cmd_saisine_show(GfCli *cli, char **argv, GError **error);

/* "done", "current" or "ahead"; static. */
const char *gf_saisine_progress(const GfStageView *stage);
/* "contributed", "nothing", "silent" or, of who is no member any more, "ended"; static. */
const char *gf_saisine_said(const GfVoice *voice);
/* The questions that a contribution names: GArray of guint from 1, owned; empty: the whole. */
GArray *gf_saisine_named(const GfSaisineView *view, const GfContribution *contribution);

/* The whole as fields of `json`. */
void gf_saisine_json(const GfCli *cli, JsonBuilder *json, const GfSaisineView *view);
