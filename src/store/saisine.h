/* saisine.h - subjects referred to the assembly: questions, stages, assignments, and who was asked.
 *
 * All rows owned by the caller; *ret NULL or 0 where there is none. Nothing is erased; every step
 * of a saisine's life is kept.
 */
#pragma once

#include "store/session.h"
#include "store/store.h"

typedef struct {
    char *stage;  /* a state of GfSaisine */
    char *due_on; /* 'YYYY-MM-DD', NULL: no date */
    char *role;   /* "staff", "contributors", "copilotes", "rapporteurs", "co-presidents" */
} GfStage;
void gf_stage_free(GfStage *stage);

typedef struct {
    gint64 id;
    char *number; /* "2017-01" */
    char *title, *context;
    char *origin; /* "region" | "auto" */
    char *referred_by, *referred_on;
    char
        *state; /* "received", "assigned", "open", "synthesis", "plenary", "opinion", "follow-up" */
    gint64 created_at;
    GPtrArray *questions; /* of char *: question 1 is the first */
    GPtrArray *stages;    /* of GfStage */
    GPtrArray *documents; /* of GfDocument */
    GPtrArray *bodies;    /* of char *: slugs of the bodies it is assigned to */
} GfSaisine;
GfSaisine *gf_saisine_new(void);
void gf_saisine_free(GfSaisine *saisine);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GfSaisine, gf_saisine_free)

/* The stage of that name; borrowed, NULL. */
const GfStage *gf_saisine_stage(const GfSaisine *saisine, const char *stage);

/* Inserts with questions, stages and documents; sets id. A number that exists: GF_ERROR_STATE. */
gboolean gf_store_add_saisine(GfStore *store, GfSaisine *saisine, GError **error);
gboolean gf_store_saisine(GfStore *store, const char *number, GfSaisine **ret, GError **error);
gboolean gf_store_saisine_by_id(GfStore *store, gint64 id, GfSaisine **ret, GError **error);
gboolean gf_store_saisines(GfStore *store, GPtrArray **ret, GError **error); /* by number */
/* Assigns; again changes nothing. */
gboolean gf_store_assign_saisine(GfStore *store, gint64 id, gint64 body_id, gint64 at,
                                 GError **error);

typedef struct {
    char *former, *state, *note;
    gint64 at;
} GfSaisineMove;
void gf_saisine_move_free(GfSaisineMove *move);

/* Writes the new state and the step that led to it. */
gboolean gf_store_move_saisine(GfStore *store, gint64 id, const GfSaisineMove *move,
                               GError **error);
gboolean gf_store_saisine_moves(GfStore *store, gint64 id, GPtrArray **ret,
                                GError **error); /* oldest first */

/* One person asked about one saisine. */
typedef struct {
    gint64 id, saisine_id, member_id;
    char *token;
    gint64 nothing_at; /* said that they have nothing to contribute; 0: did not */
    gint64 created_at;
} GfSolicitation;
void gf_solicitation_free(GfSolicitation *solicitation);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GfSolicitation, gf_solicitation_free)

/* Inserts and makes its token (kind "solicitation") name it; sets id. */
gboolean gf_store_add_solicitation(GfStore *store, GfSolicitation *solicitation, GError **error);
gboolean gf_store_solicitation(GfStore *store, gint64 id, GfSolicitation **ret, GError **error);
gboolean gf_store_solicitation_of(GfStore *store, gint64 saisine_id, gint64 member_id,
                                  GfSolicitation **ret, GError **error);
gboolean gf_store_solicitations(GfStore *store, gint64 saisine_id, GPtrArray **ret,
                                GError **error); /* by id */
/* Those of a member to saisines that are open for contributions. */
gboolean gf_store_open_solicitations_of(GfStore *store, gint64 member_id, GPtrArray **ret,
                                        GError **error);
gboolean gf_store_set_nothing(GfStore *store, gint64 solicitation_id, gint64 at, GError **error);
