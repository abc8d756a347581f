/* contribution.h - what members contribute to a saisine: papers entered by staff, and the words in
 * which a contribution is told of.
 *
 * What comes by mail: gf_contribution_receive() (case.h). Nothing is refused for being late, and
 * nothing is erased: a version that counts no more is kept.
 */
#pragma once

#include "store/contribution.h"
#include "workflow/saisine.h"

/* A contribution that came by hand. */
typedef struct {
    const char *saisine, *member; /* number, slug */
    gboolean adds;                /* to what the member contributed already, instead of replacing */
} GfPaper;
/* Records it, arrived now: `contribution` brings text and files (kept as blobs) and learns the
 * rest. GF_ERROR_STATE where there is no such saisine or member. Inside the caller's transaction.
 */
gboolean gf_contribution_add(const GfClerk *clerk, const GfPaper *paper,
                             GfContribution *contribution, GError **error);

/* Whether what arrived at `arrived_at` came after the due date of stage `open` (its whole day
 * counts, in the zone of the instance), or after contributions were closed. */
gboolean gf_contribution_is_late(const GfClerk *clerk, const GfSaisine *saisine, gint64 arrived_at,
                                 gboolean *ret, GError **error);

/* "questions 1 et 3", "l'ensemble de la saisine". Owned. */
char *gf_contribution_questions_text(gint64 questions, const char *language);
