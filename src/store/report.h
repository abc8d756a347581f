/* report.h - the reports of chantiers: every version is kept, with its files and what became of it.
 *
 * asking (progress or final?) -> submitted -> confirmed -> distributed; submitted -> staff where
 * nobody confirmed in time, asking -> staff where its author did not say; replaced by a newer
 * version before it was confirmed; withdrawn.
 */
#pragma once

#include "store/file.h"
#include "store/store.h"

typedef struct {
    gint64 id, body_id;
    int version;      /* of the chantier, from 1 */
    char *kind;       /* "progress" | "final"; NULL: its author has not said */
    char *state;      /* "asking", "submitted", "staff", "confirmed", "distributed", "replaced",
                         "withdrawn" */
    gint64 member_id; /* who submitted it */
    char *role;       /* "copilote", "rapporteur", "co-rapporteur" */
    char *title, *text;
    char *links; /* to file drives, one a line */
    char *token;
    char *source; /* "mail" | "paper" */
    gint64 arrived_at, recorded_at;
    gint64 asked_at; /* when confirmation was asked, 0: not yet */
    gint64 confirmed_at;
    char *confirmed_by; /* actor, NULL */
    gint64 distributed_at;
    gint64 message_id; /* the evidence, 0: paper */
    GPtrArray *files;  /* of GfFile */
} GfReport;
GfReport *gf_report_new(void);
void gf_report_free(GfReport *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GfReport, gf_report_free)

/* Inserts the next version of its chantier with its files (which are inserted too) and its token
 * (kind "report"); sets id and version. */
gboolean gf_store_add_report(GfStore *store, GfReport *report, GError **error);
gboolean gf_store_report(GfStore *store, gint64 id, GfReport **ret, GError **error);
/* A version of a chantier; the newest where `version` is 0. */
gboolean gf_store_report_of(GfStore *store, gint64 body_id, int version, GfReport **ret,
                            GError **error);
/* All of a chantier (0: of all), oldest first. */
gboolean gf_store_reports(GfStore *store, gint64 body_id, GPtrArray **ret, GError **error);
/* Those that wait for something: asking, submitted, staff, confirmed. */
gboolean gf_store_open_reports(GfStore *store, GPtrArray **ret, GError **error);
/* Writes kind, state, asked_at, confirmed_at, confirmed_by and distributed_at. */
gboolean gf_store_update_report(GfStore *store, const GfReport *report, GError **error);
