/* saisine.h - the life of a saisine: entered, assigned, moved on from stage to stage or one step
 * back (DOMAIN.md section 3).
 *
 * Each order of staff opens its own transaction, and does the whole or refuses with GF_ERROR_STATE
 * and the reason. What people write about a saisine is contribution.c's.
 */
#pragma once

#include "workflow/saisine-file.h"

/* The stages in their order, "received" to "follow-up"; ended by NULL. */
extern const char *const gf_saisine_states[];
/* The place of a state in that order, from 0; -1: it is none. */
int gf_saisine_position(const char *state);

/* The saisine of that number. GF_ERROR_STATE where there is none. Owned. */
gboolean gf_saisine_find(const GfClerk *clerk, const char *number, GfSaisine **ret, GError **error);

/* Enters a saisine; every stage with a date becomes a deadline. Refuses dates that are past; `file`
 * is used up. */
gboolean gf_saisine_enter(const GfClerk *clerk, const GfSaisineFile *file, GfSaisine **ret,
                          GError **error);

/* What an assignment did. */
typedef struct {
    gboolean moved;       /* it was the first: the saisine is assigned now */
    guint members;        /* who sit in the body today */
    guint newcomers;      /* who had not been asked about it yet, and are now */
    guint mails;          /* persons written to */
    gint64 mailing_id;    /* 0: nobody was */
    GPtrArray *unreached; /* of GfMember: newcomers to whom no mail could go */
    GPtrArray *doubtful;  /* of GfMember: written to, though their address has failed lately */
    gboolean overdue;     /* the contributions were due before today */
} GfAssignment;
void gf_assignment_free(GfAssignment *assignment);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GfAssignment, gf_assignment_free)

/* Assigns to a group, a chantier or the plenary, and asks everybody in force there whom nobody has
 * asked yet. Refused once contributions are closed. */
gboolean gf_saisine_assign(const GfClerk *clerk, const char *number, const char *body_slug,
                           GfAssignment **ret, GError **error);

/* What a move did. */
typedef struct {
    char *former, *state;
    gboolean undone;      /* it took the last step back */
    guint mails;          /* follow-up: contributors written to */
    GPtrArray *unreached; /* of GfMember: contributors to whom no mail could go */
} GfAdvance;
void gf_advance_free(GfAdvance *advance);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GfAdvance, gf_advance_free)

/* To the next stage, or back by the last step. `note` (may be NULL) is kept; for the follow-up it
 * must be there: those who contributed read it. */
gboolean gf_saisine_advance(const GfClerk *clerk, const char *number, const GfSaisineMove *to,
                            GfAdvance **ret, GError **error);
