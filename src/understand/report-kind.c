/* report-kind.c - see report-kind.h. */
#include "understand/report-kind.h"

#include "base/text.h"

#include <string.h>

GfReportKind gf_report_kind(const char *subject, const char *new_text)
{
    g_autofree char *all = g_strconcat(subject ? subject : "", " ", new_text ? new_text : "", NULL);
    g_autofree char *f = gf_text_fold(all);
    if (strstr(f, "etape"))
        return GF_REPORT_PROGRESS;
    if (strstr(f, "final"))
        return GF_REPORT_FINAL;
    return GF_REPORT_UNCLEAR;
}

GfConsent gf_consent(const char *new_text)
{
    g_autofree char *slug = gf_text_slug(new_text);
    if (g_str_has_prefix(slug, "oui"))
        return GF_CONSENT_YES;
    if (g_str_has_prefix(slug, "non"))
        return GF_CONSENT_NO;
    return GF_CONSENT_UNCLEAR;
}
