/* assembly.h - `greffe apply`: the roll's territories, bodies, offices and rules become what
 * assembly.conf says, and the differences are told.
 *
 * Nothing is deleted: a body that is no longer in the file is ended, a territory is left and named.
 * Applying the same file again changes nothing.
 */
#pragma once

#include "workflow/clerk.h"
#include "workflow/roll-difference.h"

typedef struct {
    GPtrArray *differences;      /* of GfDifference; empty: nothing changes */
    GPtrArray *notes, *warnings; /* of char *: worth knowing; against a rule of the assembly */
} GfAssemblyReport;
void gf_assembly_report_free(GfAssemblyReport *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GfAssemblyReport, gf_assembly_report_free)

/* Applies the bytes of a file called `name` inside the caller's transaction (which a dry run
 * undoes). GF_ERROR_CONFIG naming line, section and key. `ret` owned. */
gboolean gf_assembly_apply(const GfClerk *clerk, const char *name, GBytes *bytes,
                           GfAssemblyReport **ret, GError **error);
