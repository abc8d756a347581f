/* letter-json.h - a letter as the JSON of `greffe inspect` (DESIGN.md section 6). */
#pragma once

#include "cli/cli.h"
#include "letter/letter.h"

/* Adds every member, each always there, null where it is not said. */
void gf_json_letter(JsonBuilder *json, const GfCli *cli, const GfLetter *letter);
