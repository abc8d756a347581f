/* contribution.h - what members contribute to a saisine: every version is kept, one of an author
 * counts.
 *
 * received -> replaced by the author's next version, or withdrawn. A version that adds to the
 * former one links the same files again. All rows owned by the caller; *ret NULL where there is
 * none.
 */
#pragma once

#include "store/file.h"
#include "store/store.h"

/* Bits of `questions`: those that do not fit a bit are answered with the whole. */
#define GF_QUESTIONS_MAX 62

typedef struct {
    gint64 id, saisine_id, member_id;
    int version; /* of this author, from 1 */
    char *state; /* "received", "replaced", "withdrawn" */
    char *text;
    gint64 questions; /* bit n-1: answers question n; 0: the whole */
    char *links;      /* to file drives, one a line */
    gboolean late;    /* by arrival, against the due date of stage "open" */
    char *source;     /* "mail" | "paper" */
    char *actor, *rule;
    gint64 arrived_at, recorded_at;
    gint64 ended_at;   /* when it was replaced or withdrawn, 0 */
    gint64 message_id; /* the evidence, 0: paper */
    GPtrArray *files;  /* of GfFile */
} GfContribution;
GfContribution *gf_contribution_new(void);
void gf_contribution_free(GfContribution *contribution);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GfContribution, gf_contribution_free)

/* Inserts the author's next version, which counts from now on: sets id, version and state
 * "received"; the former one becomes "replaced". Files with an id are linked, others inserted. */
gboolean gf_store_add_contribution(GfStore *store, GfContribution *contribution, GError **error);
/* One that counts does so no more. GF_ERROR_STATE where it does not count. */
gboolean gf_store_withdraw_contribution(GfStore *store, gint64 id, gint64 at, GError **error);

gboolean gf_store_contribution(GfStore *store, gint64 id, GfContribution **ret, GError **error);
/* The one of an author that counts. */
gboolean gf_store_contribution_of(GfStore *store, gint64 saisine_id, gint64 member_id,
                                  GfContribution **ret, GError **error);
/* All versions of an author, oldest first. */
gboolean gf_store_contribution_versions(GfStore *store, gint64 saisine_id, gint64 member_id,
                                        GPtrArray **ret, GError **error);
/* Those that count; `every_version`: the others too. By author and version. */
gboolean gf_store_contributions(GfStore *store, gint64 saisine_id, gboolean every_version,
                                GPtrArray **ret, GError **error);
/* Those of a member that count, to every saisine, oldest first. */
gboolean gf_store_contributions_by(GfStore *store, gint64 member_id, GPtrArray **ret,
                                   GError **error);
/* The members (of gint64) who have one that counts. */
gboolean gf_store_contributors(GfStore *store, gint64 saisine_id, GArray **ret_member_ids,
                               GError **error);
