/* roster.h - does the roll keep the règlement (DOMAIN.md section 4)? What `greffe doctor`, `apply`,
 * `import` and the digest warn of, by name: members in no working group, pairs and committees out
 * of balance, chantiers too few or without rapporteur, offices held by nobody who is a member,
 * terms and groups that end.
 *
 * Reads only. What an assembly does not have at all (no working group, no copilote, no chantier) is
 * not missed.
 */
#pragma once

#include "workflow/clerk.h"

typedef struct {
    const char *code;     /* stable: "pair-same-gender"; static */
    const char *severity; /* "warning"; static */
    const char *about;    /* "body" | "member": what `subjects` are; static */
    char **subjects;      /* their identifiers, at least one; of a list all, even those the sentence
                           * does not name */
    char *sentence;       /* "GT1 : les deux copilotes sont des hommes (M. X et M. Y)" */
    char *remedy;         /* how to mend it, lower case, no full stop */
} GfFinding;
void gf_finding_free(GfFinding *finding);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GfFinding, gf_finding_free)

/* The findings of today, of GfFinding, in the language of the instance: bodies by slug, then
 * people, then what ends, by date. Perhaps none. Owned. */
gboolean gf_roster_check(const GfClerk *clerk, GPtrArray **ret_findings, GError **error);
/* The same in `language`, "fr" or "en". */
gboolean gf_roster_check_in(const GfClerk *clerk, const char *language, GPtrArray **ret_findings,
                            GError **error);
/* Appends their sentences (char *). */
gboolean gf_roster_sentences(const GfClerk *clerk, const char *language, GPtrArray *sentences,
                             GError **error);
