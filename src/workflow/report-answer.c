/* report-answer.c - what people answer when greffe asks about a report: which kind it is, and
 * whether they confirm it; and staff's own word. See report.h.
 */
#include "workflow/report-private.h"

#include "base/error.h"
#include "rules/rules.h"
#include "understand/contribution.h"
#include "understand/report-kind.h"
#include "workflow/speaker.h"

#include <string.h>

static gboolean waits(const GfReport *report)
{
    return g_str_equal(report->state, "submitted") || g_str_equal(report->state, "staff");
}

static gboolean confirm(const GfClerk *clerk, GfReportCase *of, const GfAct *act, GError **error)
{
    GfReport *report = of->report;
    g_free(report->state);
    g_free(report->confirmed_by);
    report->state = g_strdup("confirmed");
    report->confirmed_at = gf_clerk_now(clerk);
    report->confirmed_by = g_strdup(act->actor);
    return gf_store_update_report(clerk->store, report, error) &&
           gf_report_journal(clerk, of, act, error);
}

gboolean gf_report_confirm(const GfClerk *clerk, const char *name, GError **error)
{
    g_autoptr(GfReport) report = NULL;
    g_auto(GfReportCase) of = {0};
    if (!gf_report_find(clerk, name, &report, NULL, error) ||
        !gf_report_case_load(clerk, report->id, &of, error))
        return FALSE;
    if (!waits(of.report)) {
        g_set_error(error, GF_ERROR, GF_ERROR_STATE, "report '%s': it is %s%s", name,
                    of.report->state,
                    of.report->kind == NULL ? " (its author has not said which kind it is)" : "");
        return FALSE;
    }
    return confirm(clerk, &of, &(GfAct){"staff", "report.confirmed", "order", NULL}, error);
}

static void hold(GfCase *matter, const char *rule, const char *detail)
{
    gf_case_decide(matter, GF_STATE_HELD, rule, detail);
}

/* Whoever holds the token and writes from an address of somebody concerned. `*ret` NULL: decided
 * already. */
static gboolean who_answers(GfCase *matter, const GfReportCase *of, const GfOfficer **ret,
                            const char **ret_rule, GError **error)
{
    *ret = NULL;
    for (guint i = 0; i < of->chantier->officers->len; i++) {
        const GfOfficer *officer = of->chantier->officers->pdata[i];
        GfSpeaker speaker;
        if (!gf_speaker_of(matter->clerk, matter->letter, officer->member, &speaker, error))
            return FALSE;
        if (!speaker.known)
            continue;
        GfTrustFacts facts = {.token = TRUE, .from_known = TRUE, .dmarc = speaker.dmarc};
        GfTrust trust = gf_rule_trust(&facts, ret_rule);
        if (trust != GF_TRUST_APPLY && trust != GF_TRUST_APPLY_AND_TELL)
            break;
        *ret = officer;
        matter->message->member_id = officer->member->id;
        return TRUE;
    }
    hold(matter, "report-other-sender",
         "réponse au sujet d'un rapport, venue d'une adresse qui n'est celle d'aucun responsable "
         "du chantier");
    return TRUE;
}

static gboolean answer(GfCase *matter, const GfReportCase *of, const GfMember *member,
                       const char *template, const char *rule, GError **error)
{
    g_auto(GVariantDict) dict = G_VARIANT_DICT_INIT(NULL);
    gf_report_values(matter->clerk, of, member, &dict);
    g_variant_dict_insert(&dict, "confirmed", "b", g_str_equal(of->report->state, "confirmed"));
    GfNote note = {
        .kind = "acknowledgement",
        .template = template,
        .reply_token = of->report->token,
        .values = g_variant_dict_end(&dict),
    };
    return gf_answer_letter(matter, member, rule, &note, error);
}

/* "étape" or "final", from its author. */
static gboolean told_kind(GfCase *matter, GfReportCase *of, const char *words, const char *rule,
                          GError **error)
{
    GfReportKind kind = gf_report_kind(NULL, words);
    g_autofree char *actor = g_strdup_printf("member/%s", of->author->slug);
    if (matter->message->member_id != of->report->member_id || kind == GF_REPORT_UNCLEAR) {
        hold(matter, "report-kind-unclear",
             "ne dit pas s'il s'agit d'une note d'étape ou du rapport final");
        return TRUE;
    }
    g_free(of->report->kind);
    of->report->kind = g_strdup(kind == GF_REPORT_FINAL ? "final" : "progress");
    gf_case_decide(matter, GF_STATE_APPLIED, "report-kind", NULL);
    return gf_report_journal(matter->clerk, of,
                             &(GfAct){actor, "report.kind", of->report->kind, matter->sha256},
                             error) &&
           gf_report_submit(matter->clerk, of, actor, error) &&
           answer(matter, of, of->author, "report-received", rule, error);
}

static gboolean is_confirmer(const GfReportCase *of, gint64 member_id)
{
    g_autoptr(GPtrArray) confirmers = gf_chantier_confirmers(of->chantier, of->report->member_id);
    for (guint i = 0; i < confirmers->len; i++)
        if (((const GfOfficer *) confirmers->pdata[i])->member->id == member_id)
            return TRUE;
    return FALSE;
}

static gboolean told_consent(GfCase *matter, GfReportCase *of, const GfOfficer *officer,
                             const char *rule, GError **error)
{
    g_autofree char *words = gf_letter_new_text(matter->letter);
    g_autofree char *actor = g_strdup_printf("member/%s", officer->member->slug);
    GfConsent consent = gf_consent(words);
    /* A corrected version is a report of its own. */
    if (matter->letter->attachments->len > 0)
        return gf_report_apply(matter, of->report->body_id, officer->member, rule, error);
    if (!is_confirmer(of, officer->member->id)) {
        hold(matter, "not-a-confirmer",
             "répond au sujet d'un rapport qu'une autre personne doit confirmer : à lire");
        return TRUE;
    }
    if (consent == GF_CONSENT_YES) {
        gf_case_decide(matter, GF_STATE_APPLIED, "report-confirmed", NULL);
        return confirm(matter->clerk, of, &(GfAct){actor, "report.confirmed", rule, matter->sha256},
                       error) &&
               answer(matter, of, officer->member, "report-answer", rule, error);
    }
    hold(matter, consent == GF_CONSENT_NO ? "report-not-confirmed" : "report-consent-unclear",
         consent == GF_CONSENT_NO ? "ne confirme pas le rapport : à voir avec le binôme"
                                  : "ni oui ni non au sujet d'un rapport : à lire");
    return answer(matter, of, officer->member, "report-answer", rule, error);
}

/* Its author writes "annule", in answer to what we wrote about it. */
static gboolean takes_back(const GfCase *matter, const GfReportCase *of, const char *words)
{
    gboolean has_files = matter->letter->attachments->len > 0;
    return matter->message->member_id == of->report->member_id &&
           gf_contribution_intent(NULL, words, has_files) == GF_INTENT_WITHDRAW;
}

gboolean gf_report_answered(GfCase *matter, const GfMatch *match, GError **error)
{
    g_auto(GfReportCase) of = {0};
    const GfOfficer *officer = NULL;
    const char *rule = NULL;
    g_autofree char *words = gf_letter_new_text(matter->letter);
    if (!gf_report_case_load(matter->clerk, match->topic_id, &of, error))
        return FALSE;
    g_free(matter->message->matter);
    matter->message->matter = g_strconcat("chantier/", of.chantier->body->slug, NULL);
    if (!who_answers(matter, &of, &officer, &rule, error))
        return FALSE;
    if (officer == NULL)
        return TRUE;
    if (takes_back(matter, &of, words))
        return gf_report_apply(matter, of.report->body_id, officer->member, rule, error);
    if (g_str_equal(of.report->state, "asking") && matter->letter->attachments->len == 0)
        return told_kind(matter, &of, words, rule, error);
    if (waits(of.report) || matter->letter->attachments->len > 0)
        return told_consent(matter, &of, officer, rule, error);
    gf_case_decide(matter, GF_STATE_NOTED, "report-settled-already", NULL);
    return TRUE;
}
