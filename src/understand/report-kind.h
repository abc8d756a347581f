/* report-kind.h - what the letter around a chantier's report says: which kind it is, yes or no. */
#pragma once

#include <glib.h>

typedef enum {
    GF_REPORT_UNCLEAR, /* neither, or both: somebody must be asked */
    GF_REPORT_PROGRESS,
    GF_REPORT_FINAL,
} GfReportKind;

/* From the subject and the first words of the text; each may be NULL. What is announced, asked or
 * denied ("avant le rapport final") does not count. */
GfReportKind gf_report_kind(const char *subject, const char *new_text);

typedef enum {
    GF_CONSENT_UNCLEAR, /* also: with reservations */
    GF_CONSENT_YES,     /* and nothing else */
    GF_CONSENT_NO,      /* the first words; reasons may follow */
} GfConsent;

/* The answer to "confirmez-vous ce document ? oui / non". `new_text` may be NULL. */
GfConsent gf_consent(const char *new_text);
