/* evidence.h - what the lines of the journal and the letters stand for: the answers recorded of a
 * letter, and the reasons that staff gave.
 */
#pragma once

#include "cli/cli.h"
#include "store/journal.h"

/* "absent, all parts, pouvoir to anne". Owned. */
char *gf_cli_answer_text(const GfAnswerRow *answer);
/* The same with where it comes from: "source words, message 12 (greffe inbox show 12), by
 * member/anne". Owned. */
char *gf_cli_answer_story(const GfAnswerRow *answer);
/* The fields of an answer, into an object that has begun. */
void gf_json_answer(JsonBuilder *json, const GfCli *cli, const GfAnswerRow *answer);

/* The answers that a letter gave, oldest first: GPtrArray of GfAnswerRow, owned, perhaps empty. */
gboolean gf_cli_answers_of_message(GfCli *cli, const GfMessage *message, GPtrArray **ret,
                                   GError **error);
/* What else a letter became: "contribution 2017-01/anne/2", "report gt1-2/3", as `greffe KIND show`
 * takes it. Owned, NULL: nothing. */
gboolean gf_cli_became(GfCli *cli, const GfMessage *message, char **ret_kind, char **ret_id,
                       GError **error);
/* The answer that an act recorded, the only element of an array, owned; empty where it is another
 * act. */
gboolean gf_cli_answer_of_act(GfCli *cli, const GfJournalLine *line, GPtrArray **ret,
                              GError **error);
/* Why staff gave an order against the rules, or cancelled, or what they noted of a saisine's step;
 * NULL: the act has no such words. Owned. */
gboolean gf_cli_reason_of_act(GfCli *cli, const GfJournalLine *line, char **ret, GError **error);
