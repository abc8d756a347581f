/* report.c - letters to a chantier become reports; see report.h. */
#include "workflow/report-private.h"

#include "base/address.h"
#include "base/error.h"
#include "base/random.h"
#include "base/text.h"
#include "rules/rules.h"
#include "understand/contribution.h"
#include "understand/links.h"
#include "understand/report-kind.h"
#include "workflow/deadline.h"
#include "workflow/search.h"
#include "workflow/speaker.h"

#include <string.h>

#define TITLE_CHARACTERS 120

void gf_report_case_clear(GfReportCase *of)
{
    g_clear_pointer(&of->report, gf_report_free);
    g_clear_pointer(&of->chantier, gf_chantier_free);
    g_clear_pointer(&of->author, gf_member_free);
    g_clear_pointer(&of->former, gf_report_free);
    g_clear_pointer(&of->former_author, gf_member_free);
}

gboolean gf_report_case_load(const GfClerk *clerk, gint64 report_id, GfReportCase *ret,
                             GError **error)
{
    if (!gf_store_report(clerk->store, report_id, &ret->report, error))
        return FALSE;
    g_assert(ret->report != NULL);
    return gf_chantier_load(clerk, ret->report->body_id, &ret->chantier, error) &&
           gf_store_member_by_id(clerk->store, ret->report->member_id, &ret->author, error);
}

gboolean gf_report_journal(const GfClerk *clerk, const GfReportCase *of, const GfAct *act,
                           GError **error)
{
    return gf_clerk_journal(clerk, act, error, "chantier/%s/report/%d", of->chantier->body->slug,
                            of->report->version);
}

/* The unconfirmed version before this one is set aside, never erased. */
static gboolean replace_former(const GfClerk *clerk, GfReportCase *of, const char *actor,
                               GError **error)
{
    g_autoptr(GPtrArray) all = NULL;
    if (!gf_store_reports(clerk->store, of->report->body_id, &all, error))
        return FALSE;
    for (guint i = 0; i < all->len; i++) {
        GfReport *other = all->pdata[i];
        gboolean waits = g_str_equal(other->state, "asking") ||
                         g_str_equal(other->state, "submitted") ||
                         g_str_equal(other->state, "staff");
        if (other->version >= of->report->version || !waits)
            continue;
        g_free(other->state);
        other->state = g_strdup("replaced");
        if (!gf_store_update_report(clerk->store, other, error) ||
            !gf_clerk_journal(clerk, &(GfAct){actor, "report.replaced", "newer-version", NULL},
                              error, "chantier/%s/report/%d", of->chantier->body->slug,
                              other->version))
            return FALSE;
        g_clear_pointer(&of->former, gf_report_free);
        of->former = g_ptr_array_steal_index(all, i--);
    }
    return of->former == NULL ||
           gf_store_member_by_id(clerk->store, of->former->member_id, &of->former_author, error);
}

gboolean gf_report_submit(const GfClerk *clerk, GfReportCase *of, const char *actor, GError **error)
{
    g_autoptr(GPtrArray) confirmers = gf_chantier_confirmers(of->chantier, of->report->member_id);
    g_autofree char *subject = g_strconcat("body/", of->chantier->body->slug, NULL);
    const GfDeadlineSpec deadline = {.kind = "report", .subject = subject};
    g_free(of->report->state);
    of->report->state = g_strdup(confirmers->len > 0 ? "submitted" : "staff");
    return gf_store_update_report(clerk->store, of->report, error) &&
           replace_former(clerk, of, actor, error) &&
           gf_report_journal(clerk, of,
                             &(GfAct){actor, "report.submitted",
                                      confirmers->len > 0 ? "to-be-confirmed" : "nobody-to-confirm",
                                      NULL},
                             error) &&
           gf_deadline_close(clerk, &deadline, "done", actor, error);
}

gboolean gf_report_index(const GfClerk *clerk, const GfReportCase *of, GError **error)
{
    const GfHit object = {(char *) "report", of->report->id, 0};
    g_autoptr(GString) text = g_string_new(of->report->text);
    g_string_append_printf(text, "\n%s", of->chantier->body->name);
    for (guint i = 0; i < of->report->files->len; i++)
        g_string_append_printf(text, "\n%s", ((const GfFile *) of->report->files->pdata[i])->name);
    return gf_search_add(clerk, &object, of->report->title, text->str, error);
}

static GfFile *file_of(const GfAttachment *attachment, gint64 message_id)
{
    GfFile *file = g_new0(GfFile, 1);
    file->name = g_strdup(attachment->name != NULL ? attachment->name : "document");
    file->media_type = g_strdup(attachment->type);
    file->size = attachment->size;
    file->sha256 = g_strdup(attachment->sha256);
    file->message_id = message_id;
    return file;
}

/* "Rapport final : les circuits courts": what every mail says before the title anyway. */
static const char *after_kind(const char *subject)
{
    static const char *const kinds[] = {"rapport final", "note d'étape", "note d’étape",
                                        "rapport d'étape", "rapport d’étape"};
    for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++) {
        gsize length = strlen(kinds[i]);
        if (g_ascii_strncasecmp(subject, kinds[i], length) != 0)
            continue;
        const char *rest = subject + length;
        rest += strspn(rest, " :,-");
        return *rest != '\0' && rest > subject + length ? rest : subject;
    }
    return subject;
}

/* The subject without its tags and "Re:", as the title of the report. Owned. */
static char *title_of(const GfLetter *letter, const GfBody *body)
{
    const char *subject = letter->subject != NULL ? letter->subject : "";
    for (const char *end = strchr(subject, ']'); end != NULL; end = strchr(subject, ']'))
        subject = end + 1;
    while (g_ascii_strncasecmp(subject, "re:", 3) == 0 ||
           g_ascii_strncasecmp(subject, "re :", 4) == 0 ||
           g_ascii_strncasecmp(subject, "tr:", 3) == 0 || *subject == ' ')
        subject += *subject == ' ' ? 1 : strchr(subject, ':') - subject + 1;
    subject = after_kind(subject);
    char *title = gf_text_line(subject, TITLE_CHARACTERS);
    if (title[0] != '\0')
        return title;
    g_free(title);
    return g_strdup(body->name);
}

/* A new version that answers about the one before keeps its title; and its kind where it says none
 * and takes that one's place. */
static gboolean keep_title(const GfClerk *clerk, const GfLetter *letter, GfReport *report,
                           GError **error)
{
    g_autoptr(GfReport) before = NULL;
    if (!gf_store_report_of(clerk->store, report->body_id, 0, &before, error))
        return FALSE;
    if (before == NULL || letter->subject == NULL || strstr(letter->subject, before->title) == NULL)
        return TRUE;
    g_free(report->title);
    report->title = g_strdup(before->title);
    if (report->kind == NULL && before->confirmed_at == 0)
        report->kind = g_strdup(before->kind);
    return TRUE;
}

static const char *kind_of(GfReportKind kind)
{
    return kind == GF_REPORT_PROGRESS ? "progress" : kind == GF_REPORT_FINAL ? "final" : NULL;
}

static GfReport *report_of(const GfCase *matter, const GfChantier *chantier,
                           const GfOfficer *officer)
{
    const GfLetter *letter = matter->letter;
    GfReport *report = gf_report_new();
    report->text = gf_letter_new_text(letter);
    report->body_id = chantier->body->id;
    report->kind = g_strdup(kind_of(gf_report_kind(letter->subject, report->text)));
    report->state = g_strdup("asking");
    report->member_id = officer->member->id;
    report->role = g_strdup(officer->role);
    report->title = title_of(letter, chantier->body);
    g_autoptr(GPtrArray) links = gf_links_to_drives(report->text);
    g_autoptr(GString) lines = g_string_new(NULL);
    for (guint i = 0; i < links->len; i++)
        g_string_append_printf(lines, "%s%s", i > 0 ? "\n" : "", (const char *) links->pdata[i]);
    report->links = g_strdup(lines->str);
    report->token = gf_random_base32(GF_REPORT_TOKEN_BYTES);
    report->source = g_strdup("mail");
    report->arrived_at = matter->message->arrived_at;
    report->recorded_at = gf_clerk_now(matter->clerk);
    report->message_id = matter->message->id;
    for (guint i = 0; i < letter->attachments->len; i++)
        g_ptr_array_add(report->files, file_of(letter->attachments->pdata[i], matter->message->id));
    return report;
}

/* Of the journal. Owned. */
static char *actor_of(const GfMember *author, const char *rule)
{
    return g_str_equal(rule, GF_REPORT_SETTLED) ? g_strdup("staff")
                                                : g_strconcat("member/", author->slug, NULL);
}

/* Tells the author what was kept, and asks for the kind where that is not clear. */
static gboolean acknowledge(GfCase *matter, const GfReportCase *of, const char *rule,
                            GError **error)
{
    g_auto(GVariantDict) dict = G_VARIANT_DICT_INIT(NULL);
    gf_report_values(matter->clerk, of, of->author, &dict);
    GfNote note = {
        .kind = "acknowledgement",
        .template = "report-received",
        .reply_token = of->report->token,
        .values = g_variant_dict_end(&dict),
    };
    /* Whose it is, staff has said; whether they wrote it is not proved. */
    const char *way = g_str_equal(rule, GF_REPORT_SETTLED) ? "confirmed-by-member" : rule;
    return gf_answer_letter(matter, of->author, way, &note, error);
}

gboolean gf_report_token(const GfClerk *clerk, const GfReportCase *of, const GfMember *reader,
                         char **ret, GError **error)
{
    if (reader->id == of->report->member_id) {
        *ret = g_strdup(of->report->token);
        return TRUE;
    }
    *ret = gf_random_base32(GF_REPORT_TOKEN_BYTES);
    return gf_store_add_token(clerk->store, *ret, "report", of->report->id, error);
}

gboolean gf_report_tell_crossed(const GfClerk *clerk, const GfReportCase *of, GError **error)
{
    if (of->former == NULL || of->former_author == NULL ||
        of->former->member_id == of->report->member_id)
        return TRUE;
    g_autofree char *token = NULL;
    g_auto(GVariantDict) dict = G_VARIANT_DICT_INIT(NULL);
    if (!gf_report_token(clerk, of, of->former_author, &token, error))
        return FALSE;
    gf_report_values(clerk, of, of->former_author, &dict);
    GfNote note = {
        .kind = "notice",
        .template = "report-crossed",
        .reply_token = token,
        .values = g_variant_dict_end(&dict),
    };
    return gf_note_to_member(clerk, &note, of->former_author, error);
}

static gboolean record(GfCase *matter, GfReportCase *of, const char *rule, GError **error)
{
    const GfClerk *clerk = matter->clerk;
    g_autofree char *actor = actor_of(of->author, rule);
    if (!gf_store_add_report(clerk->store, of->report, error) ||
        !gf_report_index(clerk, of, error) ||
        !gf_report_journal(clerk, of, &(GfAct){actor, "report.received", rule, matter->sha256},
                           error) ||
        (of->report->kind != NULL && !gf_report_submit(clerk, of, actor, error)))
        return FALSE;
    gf_case_decide(matter, GF_STATE_APPLIED, rule, NULL);
    return acknowledge(matter, of, rule, error) && gf_report_tell_crossed(clerk, of, error);
}

/* Somebody without an office here: told who may, and a human reads the letter. */
static gboolean refuse(GfCase *matter, const GfChantier *chantier, const GfMember *member,
                       const char *rule, GError **error)
{
    const GfClerk *clerk = matter->clerk;
    g_autoptr(GfBody) elsewhere = NULL;
    GfReportCase of = {.chantier = (GfChantier *) chantier};
    g_auto(GVariantDict) dict = G_VARIANT_DICT_INIT(NULL);
    if (!gf_chantier_elsewhere(clerk, member, chantier->body->id, &elsewhere, error))
        return FALSE;
    gf_report_values(clerk, &of, member, &dict);
    if (elsewhere != NULL) {
        g_autofree char *address = gf_chantier_address(clerk, elsewhere);
        g_variant_dict_insert(&dict, "elsewhere", "s", elsewhere->name);
        g_variant_dict_insert(&dict, "elsewhere_address", "s", address);
    }
    gf_case_decide(
        matter, GF_STATE_HELD, elsewhere != NULL ? "wrong-chantier" : "not-of-the-chantier",
        elsewhere != NULL
            ? "rapport envoyé au mauvais chantier ? l'expéditeur en a été averti"
            : "l'expéditeur ne peut pas déposer de rapport pour ce chantier ; il en a été averti");
    GfNote note = {
        .kind = "refusal",
        .template = "report-refused",
        .values = g_variant_dict_end(&dict),
    };
    return gf_answer_letter(matter, member, rule, &note, error);
}

/* What was done by a report that is taken back is due again. */
static gboolean owe_again(const GfClerk *clerk, const GfReportCase *of, GError **error)
{
    g_autofree char *subject = g_strconcat("body/", of->chantier->body->slug, NULL);
    const GfDeadline key = {.kind = (char *) "report", .subject = subject};
    g_autoptr(GfDeadline) known = NULL;
    if (!gf_store_deadline_like(clerk->store, &key, &known, error))
        return FALSE;
    if (known == NULL || !g_str_equal(known->state, "done") ||
        known->closed_at < of->report->recorded_at)
        return TRUE;
    const GfDeadlineSpec spec = {.kind = known->kind,
                                 .subject = known->subject,
                                 .title = known->title,
                                 .due_on = known->due_on,
                                 .role = known->role,
                                 .plan = known->plan};
    return gf_deadline_set(clerk, &spec, NULL, error);
}

/* The author takes back the version of theirs that nobody has confirmed yet. */
static gboolean withdraw(GfCase *matter, const GfChantier *chantier, const GfMember *member,
                         const char *rule, GError **error)
{
    const GfClerk *clerk = matter->clerk;
    g_autoptr(GfReport) newest = NULL;
    g_auto(GfReportCase) of = {0};
    g_autofree char *actor = actor_of(member, rule);
    if (!gf_store_report_of(clerk->store, chantier->body->id, 0, &newest, error))
        return FALSE;
    if (newest == NULL || newest->member_id != member->id || newest->confirmed_at != 0 ||
        g_str_equal(newest->state, "withdrawn")) {
        gf_case_decide(matter, GF_STATE_HELD, "nothing-to-withdraw",
                       "demande le retrait d'un rapport qui n'est pas en attente : à lire");
        return TRUE;
    }
    if (!gf_report_case_load(clerk, newest->id, &of, error))
        return FALSE;
    g_free(of.report->state);
    of.report->state = g_strdup("withdrawn");
    gf_case_decide(matter, GF_STATE_APPLIED, rule, NULL);
    return gf_store_update_report(clerk->store, of.report, error) &&
           gf_report_journal(clerk, &of, &(GfAct){actor, "report.withdrawn", rule, matter->sha256},
                             error) &&
           owe_again(clerk, &of, error) && acknowledge(matter, &of, rule, error);
}

gboolean gf_report_apply(GfCase *matter, gint64 body_id, const GfMember *member, const char *rule,
                         GError **error)
{
    g_auto(GfReportCase) of = {0};
    g_autofree char *words = gf_letter_new_text(matter->letter);
    if (!gf_chantier_load(matter->clerk, body_id, &of.chantier, error))
        return FALSE;
    const GfOfficer *officer = gf_chantier_officer(of.chantier, member->id);
    matter->message->member_id = member->id;
    if (officer == NULL)
        return refuse(matter, of.chantier, member, rule, error);
    gboolean has_files = matter->letter->attachments->len > 0;
    if (gf_contribution_intent(matter->letter->subject, words, has_files) == GF_INTENT_WITHDRAW)
        return withdraw(matter, of.chantier, member, rule, error);
    of.report = report_of(matter, of.chantier, officer);
    if (!has_files && of.report->links[0] == '\0' && strlen(g_strstrip(words)) < 200 &&
        !g_str_equal(rule, GF_REPORT_SETTLED)) {
        gf_case_decide(matter, GF_STATE_HELD, "no-report-in-it",
                       "message au chantier sans rapport joint : à lire");
        return TRUE;
    }
    return keep_title(matter->clerk, matter->letter, of.report, error) &&
           gf_store_member_by_id(matter->clerk->store, member->id, &of.author, error) &&
           record(matter, &of, rule, error);
}

gboolean gf_report_writer(const GfCase *matter, const GfChantier *chantier, GfMember **ret,
                          gboolean *ret_several, GError **error)
{
    g_autoptr(GArray) ids = NULL;
    gint64 chosen = 0;
    guint officers = 0;
    *ret_several = FALSE;
    if (matter->letter->from == NULL)
        return TRUE;
    if (!gf_store_members_by_address(matter->clerk->store, matter->letter->from->address, &ids,
                                     error))
        return FALSE;
    for (guint i = 0; i < ids->len; i++) {
        gint64 id = g_array_index(ids, gint64, i);
        gboolean officer = gf_chantier_officer(chantier, id) != NULL;
        if (chosen == 0 || (officer && officers == 0))
            chosen = id;
        officers += officer;
    }
    *ret_several = officers > 1;
    return chosen == 0 || *ret_several ||
           gf_store_member_by_id(matter->clerk->store, chosen, ret, error);
}

gboolean gf_report_take(GfCase *matter, const GfMatch *match, const char *rule, const char *actor,
                        GError **error)
{
    (void) actor; /* the author, who said so */
    return gf_report_apply(matter, match->topic_id, match->member, rule, error);
}

/* Nothing proves who writes: an officer of the chantier is asked whether it is theirs. */
static gboolean ask_author(GfCase *matter, const GfChantier *chantier, const GfMember *member,
                           const char *rule, GError **error)
{
    gboolean asked = g_str_equal(matter->message->state, GF_STATE_CONFIRMING);
    const GfReportCase of = {.chantier = (GfChantier *) chantier};
    g_auto(GVariantDict) dict = G_VARIANT_DICT_INIT(NULL);
    gf_case_decide(matter, GF_STATE_HELD, rule,
                   "l'expéditeur n'est pas sûr : à vérifier auprès du membre");
    if (gf_chantier_officer(chantier, member->id) == NULL)
        return TRUE;
    gf_report_values(matter->clerk, &of, member, &dict);
    g_autofree char *title = title_of(matter->letter, chantier->body);
    g_variant_dict_insert(&dict, "sender", "s", matter->letter->from->address);
    g_variant_dict_insert(&dict, "report_title", "s", title);
    const GfNote question = {.template = "confirmation-report",
                             .values = g_variant_dict_end(&dict)};
    if (!asked && !gf_confirm_ask(matter, member, &question, &asked, error)) /* once */
        return FALSE;
    if (asked)
        gf_case_decide(matter, GF_STATE_CONFIRMING, rule,
                       "l'expéditeur n'est pas sûr : confirmation demandée au membre");
    return TRUE;
}

gboolean gf_report_receive(GfCase *matter, const GfMatch *match, GError **error)
{
    g_autoptr(GfChantier) chantier = NULL;
    g_autoptr(GfMember) member = NULL;
    GfSpeaker speaker;
    const char *rule = NULL;
    gboolean several;
    if (!gf_chantier_load(matter->clerk, match->topic_id, &chantier, error) ||
        !gf_report_writer(matter, chantier, &member, &several, error))
        return FALSE;
    g_free(matter->message->matter);
    matter->message->matter = g_strconcat(GF_MATTER_CHANTIER, chantier->body->slug, NULL);
    if (member == NULL) {
        gf_case_decide(matter, GF_STATE_HELD, several ? "several-members" : "unknown-sender",
                       several ? "plusieurs responsables du chantier écrivent de cette adresse : "
                                 "qui envoie ce rapport ?"
                               : "un inconnu écrit à l'adresse d'un chantier");
        return TRUE;
    }
    if (!gf_speaker_of(matter->clerk, matter->letter, member, &speaker, error))
        return FALSE;
    matter->message->member_id = member->id;
    GfTrustFacts facts = {.from_known = speaker.known, .dmarc = speaker.dmarc};
    switch (gf_rule_trust(&facts, &rule)) {
    case GF_TRUST_APPLY:
    case GF_TRUST_APPLY_AND_TELL:
        return gf_report_apply(matter, match->topic_id, member, rule, error);
    case GF_TRUST_CONFIRM:
        return ask_author(matter, chantier, member, rule, error);
    default:
        gf_case_decide(matter, GF_STATE_HELD, rule, "l'identité de l'expéditeur n'est pas établie");
        return TRUE;
    }
}
