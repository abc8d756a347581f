/* owed.h - who owes what is due: the role of a deadline, turned into people of today.
 *
 * Silent members of a session, those who were asked about a saisine and have not contributed, the
 * holders of an office of the bodies concerned, or one member; never those who said that their part
 * is done. Staff owes nothing here: it has its digest. Reads only.
 */
#pragma once

#include "store/deadline.h"
#include "workflow/clerk.h"

/* One person who owes a deadline. */
typedef struct {
    GfMember *member;
    GfInvitation *invitation; /* kind session; else NULL */
    char *token;              /* role contributors: of the solicitation; else NULL */
    gint64 asked_at;          /* likewise, when they were asked; else 0 */
} GfOwed;
void gf_owed_free(GfOwed *owed);

/* Those who owe `deadline` now, with and without address, each once, in the order of the roll. Of
 * GfOwed, owned. `ret_vacant` (may be NULL): nobody ever owed it (nobody was asked, or nobody holds
 * the office); FALSE where the list is empty because all have done it. */
gboolean gf_owed_by(const GfClerk *clerk, const GfDeadline *deadline, GPtrArray **ret,
                    gboolean *ret_vacant, GError **error);

/* Their names, at most about `most` of them, as a sentence takes them; NULL where there are none.
 * `owing` of GfOwed. Owned. */
char *gf_owed_names(const GPtrArray *owing, guint most, const char *language);

/* The co-presidents of the plenary in force today. Of GfOwed, owned. */
gboolean gf_owed_co_presidents(const GfClerk *clerk, GPtrArray **ret, GError **error);

/* Those who owe something that is late, or due in at most
 * `days`, and whom no mail reaches (no address, or one that refused the last mails), each once.
 * Sessions are left out: they have a tally. Of GfMember, owned. */
gboolean gf_owed_unreachable(const GfClerk *clerk, int days, GPtrArray **ret, GError **error);
