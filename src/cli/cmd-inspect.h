/* cmd-inspect.h - what `greffe inspect` prints for people, and the words it uses.
 *
 * A letter is told to somebody who was not there: what it is, from whom, what it says, what was cut
 * and what is doubtful. Codes of the reader stay in --json; here each has its words, in French and
 * English. What strangers wrote is one line of text, broken within the width of the page, so that
 * it can neither steer a terminal nor pass for a line of ours.
 */
#pragma once

#include "cli/cli.h"
#include "letter/letter.h"

/* What a code of the reader may stand for. */
typedef enum {
    GF_INSPECT_ATTENDEE,   /* GfPartstat: what a person answers */
    GF_INSPECT_AUTOMATIC,  /* GfAutoReply.reason */
    GF_INSPECT_DELIVERY,   /* GfBounceRecipient.action (RFC 3464 section 2.3.3) */
    GF_INSPECT_FAULT_NOW,  /* GfFault, of what may pass */
    GF_INSPECT_FAULT_EVER, /* GfFault, of what stays */
    GF_INSPECT_FIELD,      /* a field of the header */
    GF_INSPECT_KIND,       /* GfKind */
    GF_INSPECT_METHOD,     /* GfMethod: what a calendar wants (RFC 5546 section 1.4) */
    GF_INSPECT_PROBLEM,    /* GfProblem.code */
    GF_INSPECT_REASON,     /* GfAnswer.why, where it is why somebody must read a letter */
    GF_INSPECT_TYPE,       /* a MIME type */
} GfInspectTable;

/* The words for a code, static; NULL where the code is NULL or has none. */
const char *gf_inspect_words(GfInspectTable table, const char *code, gboolean french);

/* Prints the letter. In the language and time zone of the instance where `cli` has opened one,
 * which also says whose word about the sender is believed; else in English and in UTC. */
void gf_inspect_print(const GfCli *cli, const GfLetter *letter);
