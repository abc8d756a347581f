/* report-answer.c - what people answer when greffe asks about a report: which kind it is, and
 * whether they confirm it; and staff's own word. See report.h.
 */
#include "workflow/report-private.h"

#include "base/error.h"
#include "rules/rules.h"
#include "store/journal.h"
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

/* Staff says which kind it is, as its author would have. */
static gboolean give_kind(const GfClerk *clerk, GfReportCase *of, const char *kind, GError **error)
{
    of->report->kind = g_strdup(kind);
    return gf_report_journal(clerk, of, &(GfAct){"staff", "report.kind", kind, NULL}, error) &&
           gf_report_submit(clerk, of, "staff", error);
}

/* The rest of a sentence that begins with the report; NULL: staff may. */
static const char *why_not_to_confirm(const GfClerk *clerk, const GfReport *report,
                                      const char *kind)
{
    static const struct {
        const char *state, *french;
    } words[] = {{"confirmed", "est déjà confirmé"},
                 {"distributed", "est déjà parti"},
                 {"replaced", "a été remplacé par un autre"},
                 {"withdrawn", "a été retiré"}};
    for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
        if (g_str_equal(report->state, words[i].state))
            return gf_clerk_words(clerk, report->state, words[i].french);
    if (report->kind == NULL && kind == NULL)
        return gf_clerk_words(
            clerk,
            "not known whether a progress note or final: its author has not said so (say it: "
            "--kind progress or --kind final)",
            "n'est encore ni note d'étape, ni rapport final : dites « étape » ou « final »");
    if (report->kind != NULL && kind != NULL && !g_str_equal(kind, report->kind))
        return gf_clerk_words(clerk, "of another kind, as its author says",
                              "est d'une autre sorte, d'après son auteur");
    return NULL;
}

gboolean gf_report_confirm(const GfClerk *clerk, const char *name, const char *kind, GError **error)
{
    g_autoptr(GfReport) report = NULL;
    g_auto(GfReportCase) of = {0};
    if (!gf_report_find(clerk, name, &report, NULL, error) ||
        !gf_report_case_load(clerk, report->id, &of, error))
        return FALSE;
    const char *why = why_not_to_confirm(clerk, of.report, kind);
    if (why != NULL) {
        g_set_error(error, GF_ERROR, GF_ERROR_STATE,
                    gf_clerk_words(clerk, "report '%s': it is %s", "le rapport %s %s"), name, why);
        return FALSE;
    }
    return (of.report->kind != NULL || give_kind(clerk, &of, kind, error)) &&
           confirm(clerk, &of, &(GfAct){"staff", "report.confirmed", "order", NULL}, error);
}

static void hold(GfCase *matter, const char *rule, const char *detail)
{
    gf_case_decide(matter, GF_STATE_HELD, rule, detail);
}

/* The officer whom our mail went to: a token is one person's. `*ret` NULL: they hold no office any
 * more. */
static gboolean find_holder(const GfCase *matter, const GfReportCase *of, const char *token,
                            const GfOfficer **ret, GError **error)
{
    gint64 member_id = of->report->member_id;
    if (!g_str_equal(token, of->report->token) &&
        !gf_store_token_holder(matter->clerk->store, token, &member_id, error))
        return FALSE;
    *ret = gf_chantier_officer(of->chantier, member_id);
    return TRUE;
}

/* The holder of the token, where the trust table knows them again. `*ret` NULL: decided already. */
static gboolean who_answers(GfCase *matter, const GfReportCase *of, const char *token,
                            const GfOfficer **ret, const char **ret_rule, GError **error)
{
    const GfOfficer *holder = NULL;
    GfSpeaker speaker;
    *ret = NULL;
    if (!find_holder(matter, of, token, &holder, error))
        return FALSE;
    if (holder == NULL) {
        hold(matter, "report-former-officer",
             "réponse au sujet d'un rapport, d'une personne qui n'est plus responsable du "
             "chantier : à lire");
        return TRUE;
    }
    if (!gf_speaker_of(matter->clerk, matter->letter, holder->member, &speaker, error))
        return FALSE;
    GfTrust trust = gf_speaker_trust(&speaker, TRUE, ret_rule);
    matter->message->member_id = holder->member->id;
    if (trust == GF_TRUST_APPLY || trust == GF_TRUST_APPLY_AND_TELL)
        *ret = holder;
    else
        hold(matter, "report-other-sender",
             "réponse au sujet d'un rapport, dont l'expéditeur n'est pas sûrement la personne "
             "interrogée : à vérifier");
    return TRUE;
}

static gboolean answer(GfCase *matter, const GfReportCase *of, const GfMember *member,
                       const char *template, const char *rule, GError **error)
{
    g_autofree char *token = NULL;
    g_auto(GVariantDict) dict = G_VARIANT_DICT_INIT(NULL);
    if (!gf_report_token(matter->clerk, of, member, &token, error))
        return FALSE;
    gf_report_values(matter->clerk, of, member, &dict);
    g_variant_dict_insert(&dict, "confirmed", "b", g_str_equal(of->report->state, "confirmed"));
    GfNote note = {
        .kind = "acknowledgement",
        .template = template,
        .reply_token = token,
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
    if (matter->letter->attachments->len > 0)
        hold(matter, "report-kind",
             "le type du rapport est noté, mais la réponse porte aussi une image : à lire");
    else
        gf_case_decide(matter, GF_STATE_APPLIED, "report-kind", NULL);
    return gf_report_journal(matter->clerk, of,
                             &(GfAct){actor, "report.kind", of->report->kind, matter->sha256},
                             error) &&
           gf_report_submit(matter->clerk, of, actor, error) &&
           answer(matter, of, of->author, "report-received", rule, error);
}

/* Whether a letter brings what could be a report: the images and cards of a signature are none. */
static gboolean brings_files(const GfLetter *letter)
{
    for (guint i = 0; i < letter->attachments->len; i++) {
        const char *type = ((const GfAttachment *) letter->attachments->pdata[i])->type;
        if (!g_str_has_prefix(type, "image/") && !g_str_has_suffix(type, "vcard"))
            return TRUE;
    }
    return FALSE;
}

static gboolean is_confirmer(const GfReportCase *of, gint64 member_id)
{
    g_autoptr(GPtrArray) confirmers = gf_chantier_confirmers(of->chantier, of->report->member_id);
    for (guint i = 0; i < confirmers->len; i++)
        if (((const GfOfficer *) confirmers->pdata[i])->member->id == member_id)
            return TRUE;
    return FALSE;
}

/* Whether somebody else has said no: the pair does not agree, and staff sees to it. */
static gboolean find_objection(const GfClerk *clerk, const GfReportCase *of, const char *actor,
                               gboolean *ret, GError **error)
{
    g_autoptr(GPtrArray) lines = NULL;
    g_autofree char *subject =
        g_strdup_printf("chantier/%s/report/%d", of->chantier->body->slug, of->report->version);
    *ret = FALSE;
    if (!gf_store_journal_about(clerk->store, subject, &lines, error))
        return FALSE;
    for (guint i = 0; i < lines->len; i++) {
        const GfJournalLine *line = lines->pdata[i];
        *ret =
            *ret || (g_str_equal(line->act, "report.objected") && !g_str_equal(line->actor, actor));
    }
    return TRUE;
}

static gboolean consented(GfCase *matter, GfReportCase *of, const GfAct *act, GError **error)
{
    gboolean contested;
    if (!find_objection(matter->clerk, of, act->actor, &contested, error))
        return FALSE;
    if (contested) {
        hold(matter, "report-contested",
             "confirme un rapport que l'autre personne ne confirme pas : à voir avec le binôme");
        return TRUE;
    }
    gf_case_decide(matter, GF_STATE_APPLIED, "report-confirmed", NULL);
    return confirm(matter->clerk, of, act, error);
}

static gboolean objected(GfCase *matter, GfReportCase *of, const GfAct *act, GError **error)
{
    hold(matter, "report-not-confirmed", "ne confirme pas le rapport : à voir avec le binôme");
    g_free(of->report->state);
    of->report->state = g_strdup("staff");
    return gf_store_update_report(matter->clerk->store, of->report, error) &&
           gf_report_journal(matter->clerk, of, act, error);
}

static gboolean told_consent(GfCase *matter, GfReportCase *of, const GfOfficer *officer,
                             const char *rule, GError **error)
{
    g_autofree char *words = gf_letter_new_text(matter->letter);
    g_autofree char *actor = g_strdup_printf("member/%s", officer->member->slug);
    GfConsent consent = gf_consent(words);
    /* A corrected version is a report of its own. */
    if (brings_files(matter->letter) ||
        (matter->letter->attachments->len > 0 && consent == GF_CONSENT_UNCLEAR))
        return gf_report_apply(matter, of->report->body_id, officer->member, rule, error);
    if (!is_confirmer(of, officer->member->id)) {
        hold(matter, "not-a-confirmer",
             "répond au sujet d'un rapport qu'une autre personne doit confirmer : à lire");
        return TRUE;
    }
    const GfAct act = {actor, consent == GF_CONSENT_YES ? "report.confirmed" : "report.objected",
                       rule, matter->sha256};
    gboolean good = TRUE;
    if (consent == GF_CONSENT_YES)
        good = consented(matter, of, &act, error);
    else if (consent == GF_CONSENT_NO)
        good = objected(matter, of, &act, error);
    else
        hold(matter, "report-consent-unclear", "ni oui ni non au sujet d'un rapport : à lire");
    return good && answer(matter, of, officer->member, "report-answer", rule, error);
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
    matter->message->matter = g_strconcat(GF_MATTER_CHANTIER, of.chantier->body->slug, NULL);
    if (!who_answers(matter, &of, match->token, &officer, &rule, error))
        return FALSE;
    if (officer == NULL)
        return TRUE;
    if (takes_back(matter, &of, words))
        return gf_report_apply(matter, of.report->body_id, officer->member, rule, error);
    gboolean asked =
        g_str_equal(of.report->state, "asking") || (waits(of.report) && of.report->kind == NULL);
    if (asked && !brings_files(matter->letter))
        return told_kind(matter, &of, words, rule, error);
    if (waits(of.report) || brings_files(matter->letter))
        return told_consent(matter, &of, officer, rule, error);
    if (gf_consent(words) == GF_CONSENT_YES)
        gf_case_decide(matter, GF_STATE_NOTED, "report-settled-already", NULL);
    else
        hold(matter, "report-settled-already",
             "réponse au sujet d'un rapport déjà confirmé, remplacé ou retiré : à lire");
    return TRUE;
}
