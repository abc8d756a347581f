/* bounce-lines.h - the lines of a report in words: where it ends, and whom it
 * names. */
#pragma once

#include "letter/letter.h"

/* Somebody whom a report names, with what it says of them. */
typedef struct {
    char *address;
    char *words; /* as far as the next one, never NULL */
} GfBounceMention;

void gf_bounce_mention_free(GfBounceMention *mention);

/* What the mail system itself wrote: `text` without the mail that came back,
 * which is `ret_copy` (may be NULL; owned, NULL where there is none). Owned. */
char *gf_bounce_cut(const char *text, char **ret_copy);

/* Those whom `report` names as recipients, each once. Only lines that are built
 * as servers build them count, so that help desks and senders stay out. Owned
 * array of GfBounceMention. */
GPtrArray *gf_bounce_mentions(const char *report, const GfLetter *letter);

/* `text` as one line with single spaces. Owned. */
char *gf_bounce_line(const char *text);

/* The part of `words` that explains best, as one line. Owned, NULL where there
 * are none. */
char *gf_bounce_diagnostic(const char *words);

/* The bare address of a field or name: "rfc822; <a@b>" is a@b. Owned, NULL
 * where there is none. */
char *gf_bounce_address(const char *field);
