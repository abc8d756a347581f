/* saisine-view.h - where a saisine stands: its stages, who has contributed, who and what is still
 * silent, what is next and whom to press. Reads only.
 */
#pragma once

#include "store/contribution.h"
#include "workflow/saisine.h"

#define GF_STAGES 7

typedef enum { GF_STAGE_OVER, GF_STAGE_CURRENT, GF_STAGE_AHEAD } GfStageProgress;

typedef struct {
    const GfStage *stage; /* of the saisine; NULL: it has no row */
    GfStageProgress progress;
    gint64 entered_at, left_at; /* 0: not (any more) */
    gboolean overdue;           /* its date is past, and it is not over */
} GfStageView;

/* One person who was asked, or who contributed without. */
typedef struct {
    GfMember *member;
    gint64 asked_at;              /* 0: was not */
    gint64 nothing_at;            /* said that they have nothing to add; 0: did not */
    GfContribution *contribution; /* the one that counts, NULL */
    gboolean in_force;            /* a member today */
} GfVoice;
/* Asked, still a member, and not heard. */
gboolean gf_voice_is_silent(const GfVoice *voice);

typedef struct {
    GfSaisine *saisine;
    GPtrArray *moves; /* of GfSaisineMove, oldest first */
    GfStageView stages[GF_STAGES];
    GPtrArray *voices; /* of GfVoice, by name */
    guint contributed, nothing, silent;
    GArray *named;                 /* of guint: by how many contributions each question is named */
    guint whole;                   /* contributions that name none */
    guint territories;             /* those of the people who were asked */
    GPtrArray *silent_territories; /* of char *: names of those nobody of whom was heard */
    const char *next;              /* the state that follows, NULL: none; static */
    const GfStageView *current;    /* among stages */
    GPtrArray *press;              /* of GfMember: who has to act now; empty where that is staff, or
                                      where nobody holds the office */
} GfSaisineView;
void gf_saisine_view_free(GfSaisineView *view);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GfSaisineView, gf_saisine_view_free)

/* GF_ERROR_STATE where there is none of that number. Owned. */
gboolean gf_saisine_view(const GfClerk *clerk, const char *number, GfSaisineView **ret,
                         GError **error);

/* Who holds the role of a stage for that saisine today: "rapporteurs" (and co-rapporteurs) of its
 * chantiers, where there are none the copilotes; "copilotes" of its groups and of the groups of its
 * chantiers; "co-presidents". Of GfMember, owned; empty for "staff" and "contributors". */
gboolean gf_saisine_responsible(const GfClerk *clerk, const GfSaisine *saisine, const char *role,
                                GPtrArray **ret, GError **error);
