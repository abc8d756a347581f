/* roster-words.h - private to workflow: what a finding of the roster says, in both languages. */
#pragma once

#include "workflow/roster.h"

typedef enum {
    GF_ROSTER_MEMBER_WITHOUT_GROUP,
    GF_ROSTER_PAIR_VACANT,
    GF_ROSTER_PAIR_SAME_GENDER,
    GF_ROSTER_PAIR_UNSURE,
    GF_ROSTER_PAIR_TOO_MANY,
    GF_ROSTER_COMMITTEE_UNBALANCED,
    GF_ROSTER_CHANTIER_COUNT,
    GF_ROSTER_RAPPORTEUR_MISSING,
    GF_ROSTER_RAPPORTEUR_DOUBLE,
    GF_ROSTER_HOLDER_UNKNOWN,
    GF_ROSTER_HOLDER_LEFT,
    GF_ROSTER_HOLDER_EARLY,
    GF_ROSTER_OFFICE_EXPIRED,
    GF_ROSTER_OFFICE_ENDING,
    GF_ROSTER_TERM_ENDING,
    GF_ROSTER_SUBSTITUTE_ENDING,
    GF_ROSTER_BODY_PAST,
} GfRosterRule;

/* A finding about `subjects` (taken over); `values` (a{sv}, consumed if floating) is what its
 * sentence and remedy name. Owned. */
GfFinding *gf_roster_say(GfRosterRule rule, const char *language, char **subjects,
                         GVariant *values);

/* What a person in that office is called; `gender` of GfMember, may be NULL. Static. */
const char *gf_roster_role(const char *role, const char *gender, const char *language);
/* Two people of one gender in that office. Static. */
const char *gf_roster_both(const char *role, const char *gender, const char *language);
/* "un poste de ...". Static. */
const char *gf_roster_post(const char *role, const char *language);
/* The key that fills the office in assembly.conf. Static. */
const char *gf_roster_key(const char *role);
/* What people call a body: "GT1", "GT1-2", else its name. Owned. */
char *gf_roster_body(const GfBody *body);
