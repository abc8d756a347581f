/* report-kind.h - which kind a report is, and yes or no. */
#pragma once
#include <glib.h>
typedef enum { GF_REPORT_UNCLEAR, GF_REPORT_PROGRESS, GF_REPORT_FINAL } GfReportKind;
GfReportKind gf_report_kind(const char *subject, const char *new_text);
typedef enum { GF_CONSENT_UNCLEAR, GF_CONSENT_YES, GF_CONSENT_NO } GfConsent;
GfConsent gf_consent(const char *new_text);
