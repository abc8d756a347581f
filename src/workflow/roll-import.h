/* roll-import.h - `greffe member import`: a table of members becomes the roll, row by row.
 *
 * A row is about the member whose identifier it gives, else about the one of that name who has the
 * same address or territory; otherwise somebody new. Empty cells and missing columns leave what is
 * there. The same person twice is told: repeated where both rows say the same, else both refused.
 * While a row is refused nothing is written, unless asked for. A second run changes nothing.
 */
#pragma once

#include "workflow/clerk.h"
#include "workflow/roll-difference.h"

typedef enum {
    GF_ROLL_ADDED,
    GF_ROLL_CHANGED,
    GF_ROLL_UNCHANGED,
    GF_ROLL_REPEATED,
    GF_ROLL_REFUSED,
    GF_ROLL_OUTCOMES
} GfRollOutcome;
/* "added", "changed" ...; static. */
const char *gf_roll_outcome_word(GfRollOutcome outcome);

typedef struct {
    guint line; /* of the file, where the row begins */
    GfRollOutcome outcome;
    char *slug;             /* of the member; NULL where it is not known */
    char *name;             /* as the row has it; may be "" */
    GPtrArray *differences; /* of GfDifference: of a changed member */
    GPtrArray *reasons;     /* of char *: why it is refused; what else is to be known */
} GfRollLine;

typedef struct {
    char *encoding;
    char separator;
    GPtrArray *ignored; /* of char *: columns that mean nothing here */
    GPtrArray *lines;   /* of GfRollLine, in the order of the file */
    guint counts[GF_ROLL_OUTCOMES];
    gboolean applied;            /* FALSE: rows were refused, nothing was written */
    GPtrArray *notes, *warnings; /* of char *, of the whole roll as it is then */
} GfRollReport;
void gf_roll_report_free(GfRollReport *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GfRollReport, gf_roll_report_free)

/* A table, and whether its good rows are taken even where others are refused. */
typedef struct {
    const char *name; /* of the file, for messages */
    GBytes *bytes;
    gboolean skip_bad;
} GfRollTable;

/* Imports a table inside the caller's transaction (which a dry run undoes). GF_ERROR_CONFIG where
 * the file is no such table. `ret` owned. */
gboolean gf_roll_import(const GfClerk *clerk, const GfRollTable *table, GfRollReport **ret,
                        GError **error);
