/* roll-output.h - how apply, member and body show what changes on the roll and who is on it. */
#pragma once

#include "cli/cli.h"
#include "workflow/roll-difference.h"

/* A list of differences; `with_object`: each says what it is about. */
void gf_json_differences(JsonBuilder *json, const char *name, const GPtrArray *differences,
                         gboolean with_object);
/* A list of texts (char *). */
void gf_json_texts_of(JsonBuilder *json, const char *name, const GPtrArray *texts);

/* "note: ..." and "warning: ...", a line each. */
void gf_cli_print_remarks(const GPtrArray *notes, const GPtrArray *warnings);

/* The fields of a member, into an object that has begun. */
void gf_json_member(JsonBuilder *json, const GfMember *member);
/* One line about a member: identifier, name, address. */
void gf_cli_print_member(const GfMember *member);
/* A text of the roll on one line, "" for NULL. Owned. */
char *gf_cli_line(const char *text);
