/* tally.h - who comes: the answers of a session folded to what counts now.
 *
 * The last valid answer wins, per half of the day; answers to a date that has changed are shown but
 * do not count. Nothing is written.
 */
#pragma once

#include "workflow/clerk.h"

/* Presence in one half of the day. */
typedef enum {
    GF_HALF_NONE, /* the session has no part there */
    GF_HALF_SILENT,
    GF_HALF_PRESENT,
    GF_HALF_ABSENT,
    GF_HALF_TENTATIVE,
} GfHalf;

typedef struct {
    GfMember *member;
    GfInvitation *invitation;
    GfHalf morning, afternoon;
    gboolean silent;           /* no answer that counts */
    gboolean before_change;    /* silent, but had answered before the change */
    const GfAnswerRow *last;   /* the newest answer that counts; borrowed, NULL */
    const GfAnswerRow *former; /* the newest answer before the change; borrowed, NULL */
    const char *mode;          /* "onsite" | "remote" | NULL */
    GfMember *proxy;           /* who holds the pouvoir; borrowed, NULL */
    gboolean proxy_valid;      /* the holder comes, is no guest, and holds no more than allowed */
    const char *substitute;    /* borrowed, NULL */
    const char *unreachable;   /* why mail does not get there; owned by the tally, NULL */
    GPtrArray *answers;        /* all, oldest first; borrowed rows */
} GfTallyPerson;

typedef struct {
    int invited; /* counted people only, not guests; as all figures below */
    int present, absent, tentative, silent, unreachable;
    int onsite, remote;
    int represented; /* by a valid pouvoir or a suppléant */
    int substituted; /* by a suppléant, who counts as present (DOMAIN.md section 3) */
    int women, men;  /* present */
    int guests_present;
} GfTallyFigures;

typedef struct {
    GPtrArray *people;  /* of GfTallyPerson, by name; those in force on the day */
    GPtrArray *answers; /* owner of the rows */
    GfTallyFigures day, morning, afternoon;
    gboolean has_morning, has_afternoon;
    int quorum_required, quorum_missing; /* on the first part; missing 0: reached */
    gboolean quorum_reached;
    gboolean parity;
} GfTally;

gboolean gf_tally_session(const GfClerk *clerk, const GfSession *session, GfTally **ret,
                          GError **error);
void gf_tally_free(GfTally *tally);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GfTally, gf_tally_free)
