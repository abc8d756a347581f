/* export.h - the contributions to a saisine as a folder for its rapporteur: what each file is
 * called, and the index, as a table and as a page.
 *
 * Pure: the caller writes the files, and says of each whether its bytes could be had.
 */
#pragma once

#include "workflow/saisine-view.h"

typedef struct {
    const GfFile *file; /* borrowed from the contribution */
    char *name;         /* safe, and the only one in its folder */
    char *lost;         /* why it is not there, NULL: it is; the caller sets it */
} GfExportFile;

typedef struct {
    const GfContribution *contribution; /* borrowed from the view */
    const GfMember *author;
    char *territory;  /* its name, "" where there is none */
    char *folder;     /* "anne-martin-v2" */
    char *text_name;  /* of the file with the words, NULL: there are none */
    GPtrArray *files; /* of GfExportFile */
} GfExportEntry;

typedef struct {
    GfSaisineView *view;
    GPtrArray *entries; /* of GfExportEntry, by territory and name */
} GfExport;
void gf_export_free(GfExport *export);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GfExport, gf_export_free)

/* The contributions that count. GF_ERROR_STATE where there is no such saisine. Owned. */
gboolean gf_export_plan(const GfClerk *clerk, const char *number, GfExport **ret, GError **error);

/* The words of one contribution, with whose they are and when they came. Owned. */
char *gf_export_text(const GfClerk *clerk, const GfExport *export, const GfExportEntry *entry);
/* A row for each contribution, for a spreadsheet. Owned. */
char *gf_export_table(const GfClerk *clerk, const GfExport *export);
/* The page: by question, by territory, and each contribution in full. GF_ERROR_CONFIG where its
 * template is missing. Owned. */
char *gf_export_page(const GfClerk *clerk, const GfExport *export, GError **error);
