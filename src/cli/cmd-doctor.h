/* cmd-doctor.h - private to doctor: checks with a file of their own. */
#pragma once

#include "cli/cli.h"

/* Every template that a mail of the workflow needs is there, can be read as Mustache, and finds the
 * partials it refers to. What was seen, owned; NULL with GF_ERROR_CONFIG. */
char *gf_doctor_templates(GfCli *cli, GError **error);

/* When the last backup was made. Warns of nothing: where it is kept, and how often it is made,
 * greffe cannot know. Owned. */
char *gf_doctor_backup(GfCli *cli, GError **error);
/* Whether mails leave; they are held after the restore of a backup. Owned. */
char *gf_doctor_sending(GfCli *cli, GError **error);
/* What keeps work from being done though everything is there: no daemon, a relay that rests, mails
 * that staff must decide, messages not filed, a disk that is nearly full, a clock that was set
 * back. Findings (of GfFinding), perhaps none. Owned. */
GPtrArray *gf_doctor_work(GfCli *cli, GError **error);
