/* report-staff.c - what staff does about reports: enters what came by hand, says of a held letter
 * that it is one, finds one by name. (It confirms in report-answer.c.) See report.h.
 */
#include "workflow/report-private.h"

#include "base/error.h"
#include "base/random.h"

static gboolean none(GError **error, const char *what, const char *name, const char *list)
{
    g_set_error(error, GF_ERROR, GF_ERROR_STATE,
                "%s '%s': there is none of that name (see: greffe %s)", what, name, list);
    return FALSE;
}

static gboolean check_officer(const GfChantier *chantier, const GfMember *member,
                              const GfOfficer **ret, GError **error)
{
    g_autoptr(GString) names = g_string_new(NULL);
    *ret = gf_chantier_officer(chantier, member->id);
    if (*ret != NULL)
        return TRUE;
    for (guint i = 0; i < chantier->officers->len; i++)
        g_string_append_printf(names, "%s%s", i > 0 ? ", " : "",
                               ((GfOfficer *) chantier->officers->pdata[i])->member->slug);
    g_set_error(error, GF_ERROR, GF_ERROR_STATE,
                "member '%s': may submit no report of '%s' (those who may: %s)", member->slug,
                chantier->body->slug,
                names->len > 0 ? names->str : "nobody, its offices are vacant");
    return FALSE;
}

/* The member whom staff names; else who wrote it, or who is known already. */
static gboolean settled_author(const GfCase *matter, const GfChantier *chantier, const char *slug,
                               GfMember **ret, GError **error)
{
    GfStore *store = matter->clerk->store;
    gboolean several;
    if (slug != NULL)
        return gf_store_member(store, slug, ret, error) &&
               (*ret != NULL || none(error, "member", slug, "member list"));
    if (!gf_report_writer(matter, chantier, ret, &several, error) ||
        (*ret == NULL && !several && matter->message->member_id != 0 &&
         !gf_store_member_by_id(store, matter->message->member_id, ret, error)))
        return FALSE;
    if (*ret == NULL)
        g_set_error(error, GF_ERROR, GF_ERROR_STATE,
                    "its author: not known (say it: chantier/%s/MEMBER)", chantier->body->slug);
    return *ret != NULL;
}

gboolean gf_report_settle(GfCase *matter, const char *body_slug, const char *member_slug,
                          GError **error)
{
    GfStore *store = matter->clerk->store;
    g_autoptr(GfBody) body = NULL;
    g_autoptr(GfChantier) chantier = NULL;
    g_autoptr(GfMember) author = NULL;
    const GfOfficer *officer = NULL;
    if (!gf_store_body(store, body_slug, &body, error))
        return FALSE;
    if (body == NULL || !g_str_equal(body->kind, "chantier"))
        return none(error, "chantier", body_slug, "body list");
    if (matter->letter == NULL) {
        g_set_error(error, GF_ERROR, GF_ERROR_STATE,
                    "message %" G_GINT64_FORMAT
                    ": it could not be read (enter it with: greffe report add)",
                    matter->message->id);
        return FALSE;
    }
    if (!gf_chantier_load(matter->clerk, body->id, &chantier, error) ||
        !settled_author(matter, chantier, member_slug, &author, error) ||
        !check_officer(chantier, author, &officer, error))
        return FALSE;
    matter->message->session_id = 0;
    g_free(matter->message->matter);
    matter->message->matter = g_strconcat(GF_MATTER_CHANTIER, body->slug, NULL);
    return gf_report_apply(matter, body->id, author, GF_REPORT_SETTLED, error);
}

static gboolean add_by_hand(const GfClerk *clerk, GfReportCase *of, const GfOfficer *officer,
                            GError **error)
{
    GfReport *report = of->report;
    report->body_id = of->chantier->body->id;
    report->state = g_strdup("submitted");
    report->member_id = officer->member->id;
    report->role = g_strdup(officer->role);
    report->token = gf_random_base32(GF_REPORT_TOKEN_BYTES);
    report->source = g_strdup("paper");
    report->links = g_strdup("");
    if (report->text == NULL)
        report->text = g_strdup("");
    report->arrived_at = report->recorded_at = gf_clerk_now(clerk);
    return gf_store_add_report(clerk->store, report, error) && gf_report_index(clerk, of, error) &&
           gf_report_journal(clerk, of, &(GfAct){"staff", "report.received", "by-hand", NULL},
                             error) &&
           gf_report_submit(clerk, of, "staff", error) && gf_report_tell_crossed(clerk, of, error);
}

gboolean gf_report_add(const GfClerk *clerk, const char *body_slug, const char *member_slug,
                       GfReport *report, GError **error)
{
    g_autoptr(GfTransaction) transaction = gf_transaction_begin(clerk->store, error);
    g_autoptr(GfBody) body = NULL;
    g_autoptr(GfMember) member = NULL;
    const GfOfficer *officer = NULL;
    if (transaction == NULL || !gf_store_body(clerk->store, body_slug, &body, error) ||
        !gf_store_member(clerk->store, member_slug, &member, error))
        return FALSE;
    if (body == NULL || !g_str_equal(body->kind, "chantier"))
        return none(error, "chantier", body_slug, "body list");
    if (member == NULL)
        return none(error, "member", member_slug, "member list");
    GfReportCase of = {.report = report};
    gboolean good = gf_chantier_load(clerk, body->id, &of.chantier, error) &&
                    check_officer(of.chantier, member, &officer, error) &&
                    gf_store_member_by_id(clerk->store, member->id, &of.author, error) &&
                    add_by_hand(clerk, &of, officer, error) &&
                    gf_transaction_commit(transaction, error);
    of.report = NULL; /* the caller's */
    gf_report_case_clear(&of);
    return good;
}

gboolean gf_report_find(const GfClerk *clerk, const char *name, GfReport **ret, GfBody **ret_body,
                        GError **error)
{
    g_auto(GStrv) words = g_strsplit(name, "/", 2);
    guint64 version = 0;
    g_autoptr(GfBody) body = NULL;
    g_autoptr(GfReport) report = NULL;
    gboolean numbered = words[0] != NULL && words[1] != NULL;
    if (words[0] == NULL ||
        (numbered && !g_ascii_string_to_unsigned(words[1], 10, 1, G_MAXINT, &version, NULL)))
        return none(error, "report", name, "report list");
    if (!gf_store_body(clerk->store, words[0], &body, error) ||
        (body != NULL &&
         !gf_store_report_of(clerk->store, body->id, (int) version, &report, error)))
        return FALSE;
    if (report == NULL)
        return none(error, "report", name, "report list");
    if (ret_body != NULL)
        *ret_body = g_steal_pointer(&body);
    *ret = g_steal_pointer(&report);
    return TRUE;
}
