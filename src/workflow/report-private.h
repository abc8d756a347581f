/* report-private.h - what the files about reports share. */
#pragma once

#include "workflow/case.h"
#include "workflow/chantier.h"
#include "workflow/report.h"

#define GF_REPORT_TOKEN_BYTES 10
/* The rule of what staff has said a letter is. */
#define GF_REPORT_SETTLED "settled-by-staff"

/* A report with its chantier and people. */
typedef struct {
    GfReport *report;
    GfChantier *chantier;
    GfMember *author; /* NULL: none on the roll */
    GfReport *former; /* the unconfirmed version it took the place of, NULL */
    GfMember *former_author;
} GfReportCase;
void gf_report_case_clear(GfReportCase *of);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(GfReportCase, gf_report_case_clear)
gboolean gf_report_case_load(const GfClerk *clerk, gint64 report_id, GfReportCase *ret,
                             GError **error);

/* What a template may say of a report: a{sv} begun in `dict` with the reader's own values. */
void gf_report_values(const GfClerk *clerk, const GfReportCase *of, const GfMember *reader,
                      GVariantDict *dict);

/* The secret of one reader's mails about a report: what comes back with it is theirs. Owned. */
gboolean gf_report_token(const GfClerk *clerk, const GfReportCase *of, const GfMember *reader,
                         char **ret, GError **error);

/* One line of the journal about a report. */
gboolean gf_report_journal(const GfClerk *clerk, const GfReportCase *of, const GfAct *act,
                           GError **error);

/* Kind known: it waits for confirmation now, the deadline of the chantier's report is kept, and an
 * unconfirmed earlier version is set aside. */
gboolean gf_report_submit(const GfClerk *clerk, GfReportCase *of, const char *actor,
                          GError **error);

/* Records a letter as a report; trust has been decided. */
gboolean gf_report_apply(GfCase *matter, gint64 body_id, const GfMember *member, const char *rule,
                         GError **error);

/* The words of a report, its title and the names of its files can be found by searching. */
gboolean gf_report_index(const GfClerk *clerk, const GfReportCase *of, GError **error);
/* Both copilotes sent their own within the hour: the other one is told that theirs is set aside. */
gboolean gf_report_tell_crossed(const GfClerk *clerk, const GfReportCase *of, GError **error);
/* Of those who share the address, the one who holds an office; else the first. `*ret` NULL: nobody
 * known, or, `*ret_several`, one of several who hold one. */
gboolean gf_report_writer(const GfCase *matter, const GfChantier *chantier, GfMember **ret,
                          gboolean *ret_several, GError **error);
