/* report-staff.c - what staff does about reports: enters what came by hand, says of a held letter
 * that it is one, finds one by name. (It confirms in report-answer.c.) See report.h.
 */
#include "workflow/report-private.h"

#include "base/error.h"
#include "base/random.h"
#include "workflow/roll-member.h"

static gboolean check_officer(const GfClerk *clerk, const GfChantier *chantier,
                              const GfMember *member, const GfOfficer **ret, GError **error)
{
    g_autoptr(GString) names = g_string_new(NULL);
    *ret = gf_chantier_officer(chantier, member->id);
    if (*ret != NULL)
        return TRUE;
    for (guint i = 0; i < chantier->officers->len; i++)
        g_string_append_printf(names, "%s%s", i > 0 ? ", " : "",
                               ((GfOfficer *) chantier->officers->pdata[i])->member->slug);
    g_set_error(error, GF_ERROR, GF_ERROR_STATE,
                gf_clerk_words(clerk,
                               "member '%s': may submit no report of '%s' (those who may: %s)",
                               "« %s » ne peut pas déposer de rapport pour « %s » (qui le peut : "
                               "%s)"),
                member->slug, chantier->body->slug,
                names->len > 0 ? names->str
                               : gf_clerk_words(clerk, "nobody, its offices are vacant",
                                                "personne, tout y est vacant"));
    return FALSE;
}

/* The chantier of that name. */
static gboolean find_chantier(const GfClerk *clerk, const char *slug, GfChantier **ret,
                              GError **error)
{
    g_autoptr(GfBody) body = NULL;
    if (!gf_store_body(clerk->store, slug, &body, error))
        return FALSE;
    if (body != NULL && g_str_equal(body->kind, "chantier"))
        return gf_chantier_load(clerk, body->id, ret, error);
    g_set_error(error, GF_ERROR, GF_ERROR_STATE,
                gf_clerk_words(clerk,
                               "chantier '%s': there is none of that name (see: greffe body list)",
                               "« %s » : aucun chantier de ce nom"),
                slug);
    return FALSE;
}

/* The member whom staff names; else who wrote it, or who is known already. */
static gboolean settled_author(const GfCase *matter, const GfChantier *chantier, const char *slug,
                               GfMember **ret, GError **error)
{
    const GfClerk *clerk = matter->clerk;
    gint64 known = matter->message->member_id;
    gboolean several = FALSE;
    if (slug != NULL)
        return gf_roll_member(clerk, slug, ret, error);
    if (!gf_report_writer(matter, chantier, ret, &several, error) ||
        (*ret == NULL && !several && known != 0 &&
         !gf_store_member_by_id(clerk->store, known, ret, error)))
        return FALSE;
    if (*ret != NULL)
        return TRUE;
    g_set_error(error, GF_ERROR, GF_ERROR_STATE,
                gf_clerk_words(clerk, "its author: not known (say it: chantier/%s/MEMBER)",
                               "on ne sait pas de qui est ce message (dites-le : chantier "
                               "%s/MEMBRE)"),
                chantier->body->slug);
    return FALSE;
}

gboolean gf_report_settle(GfCase *matter, const char *body_slug, const char *member_slug,
                          GError **error)
{
    g_autoptr(GfChantier) chantier = NULL;
    g_autoptr(GfMember) author = NULL;
    const GfOfficer *officer = NULL;
    if (matter->letter == NULL) {
        g_set_error(error, GF_ERROR, GF_ERROR_STATE,
                    gf_clerk_words(matter->clerk,
                                   "message %" G_GINT64_FORMAT
                                   ": it could not be read (enter it with: greffe report add)",
                                   "le message %" G_GINT64_FORMAT
                                   " n'a pas pu être lu (« greffe report add » enregistre ses "
                                   "pièces)"),
                    matter->message->id);
        return FALSE;
    }
    if (!find_chantier(matter->clerk, body_slug, &chantier, error) ||
        !settled_author(matter, chantier, member_slug, &author, error) ||
        !check_officer(matter->clerk, chantier, author, &officer, error))
        return FALSE;
    matter->message->session_id = 0;
    return gf_report_apply(matter, chantier->body->id, author, GF_REPORT_SETTLED, error);
}

static gboolean check_content(const GfReport *report, GError **error)
{
    if (report->files->len > 0 || (report->text != NULL && report->text[0] != '\0'))
        return TRUE;
    g_set_error_literal(error, GF_ERROR, GF_ERROR_STATE, "report: no text and no file");
    return FALSE;
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
    g_autoptr(GfMember) member = NULL;
    const GfOfficer *officer = NULL;
    GfReportCase of = {.report = report};
    gboolean good = find_chantier(clerk, body_slug, &of.chantier, error) &&
                    gf_roll_member(clerk, member_slug, &member, error) &&
                    check_officer(clerk, of.chantier, member, &officer, error) &&
                    gf_store_member_by_id(clerk->store, member->id, &of.author, error) &&
                    check_content(report, error) && add_by_hand(clerk, &of, officer, error);
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
    gboolean good =
        words[0] != NULL &&
        (!numbered || g_ascii_string_to_unsigned(words[1], 10, 1, G_MAXINT, &version, NULL));
    if (good && (!gf_store_body(clerk->store, words[0], &body, error) ||
                 (body != NULL &&
                  !gf_store_report_of(clerk->store, body->id, (int) version, &report, error))))
        return FALSE;
    if (report == NULL) {
        g_set_error(error, GF_ERROR, GF_ERROR_STATE,
                    gf_clerk_words(clerk,
                                   "report '%s': there is none of that name (see: greffe report "
                                   "list)",
                                   "« %s » : aucun rapport de ce nom"),
                    name);
        return FALSE;
    }
    if (ret_body != NULL)
        *ret_body = g_steal_pointer(&body);
    *ret = g_steal_pointer(&report);
    return TRUE;
}
