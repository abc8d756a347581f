/* sheet.c - an answer, line by line, to a numbered list that we sent: staff's to the digest, a
 * member's to a reminder of several things.
 *
 * Each line is carried out for itself; what cannot be is said in the transcript that goes back, and
 * undoes nothing of the others. A reminder that listed one thing may be answered without numbers.
 */
#include "workflow/case.h"

#include "base/address.h"
#include "base/date.h"
#include "base/error.h"
#include "base/text.h"
#include "rules/rules.h"
#include "store/deadline.h"
#include "store/saisine.h"
#include "understand/orders.h"
#include "understand/report-kind.h"
#include "workflow/report.h"
#include "workflow/settle.h"
#include "workflow/speaker.h"

#include <string.h>

#define LINE_CHARACTERS 120

typedef struct {
    GfCase *matter;
    GfClerk clerk; /* whose refusals stand in the transcript */
    GfSheet *sheet;
    GfMember *member;    /* NULL: staff */
    const char *address; /* where the transcript goes: one that is known; borrowed */
    char *instead;       /* of a line that was carried out, but not as its writer thinks; NULL */
    GVariantBuilder results;
    guint failed;
    GPtrArray *skipped; /* lines that were not understood */
} Sitting;

static gboolean is_english(const Sitting *sitting)
{
    return g_str_equal(sitting->matter->clerk->config->language, "en");
}

static gboolean refuse(GError **error, const char *french, const char *english, gboolean in_english)
{
    g_set_error_literal(error, GF_ERROR, GF_ERROR_STATE, in_english ? english : french);
    return FALSE;
}

/* `fits` in the language of the letter: what would do; NULL where nothing would. */
static gboolean not_for_this_line(const Sitting *sitting, const char *fits, GError **error)
{
    const char *refusal =
        is_english(sitting) ? "that does not fit this line" : "cela ne convient pas à cette ligne";
    const char *hint = is_english(sitting) ? ": answer " : " : répondez ";
    g_autofree char *all = g_strconcat(refusal, fits != NULL ? hint : "", fits, NULL);
    return refuse(error, all, all, FALSE);
}

/* "saisine 2017-01" as `inbox settle` takes it: "saisine/2017-01". Owned. */
static char *verdict_of(const GfOrderLine *order)
{
    switch (order->verb) {
    case GF_ORDER_PRESENT:
        return g_strdup("present");
    case GF_ORDER_ABSENT:
        return g_strdup("absent");
    case GF_ORDER_IGNORE:
        return g_strdup("ignore");
    case GF_ORDER_MATTER: {
        g_auto(GStrv) words = gf_text_split(order->rest, " ");
        return g_strjoinv("/", words);
    }
    default:
        return NULL;
    }
}

/* What staff most often meets is said in words of its own. */
static gboolean check_message(const Sitting *sitting, const GfMessage *message,
                              const GfOrderLine *order, GError **error)
{
    if (!g_str_equal(message->state, GF_STATE_HELD) &&
        !g_str_equal(message->state, GF_STATE_CONFIRMING))
        return refuse(error, "c'est déjà réglé", "that is settled already", is_english(sitting));
    gboolean presence = order->verb == GF_ORDER_PRESENT || order->verb == GF_ORDER_ABSENT;
    return !presence || (message->session_id != 0 && message->member_id != 0) ||
           refuse(error,
                  "on ne sait pas encore de qui est cette réponse, ni pour quelle réunion : "
                  "dites-le d'abord, sous la forme « 1 conseil/anne-martin »",
                  "whose answer it is, and to which meeting, is not known yet: say that first, as "
                  "in \"1 conseil/anne-martin\"",
                  is_english(sitting));
}

static gboolean on_message(Sitting *sitting, const char *id, const GfOrderLine *order,
                           GError **error)
{
    const GfClerk *clerk = sitting->matter->clerk;
    gint64 message_id = g_ascii_strtoll(id, NULL, 10);
    g_autofree char *verdict = verdict_of(order);
    g_autoptr(GfMessage) message = NULL;
    g_autoptr(GfMessage) after = NULL;
    if (verdict == NULL || sitting->member != NULL)
        return not_for_this_line(
            sitting,
            is_english(sitting)
                ? "\"present\", \"absent\", \"saisine 2017-01\", \"chantier gt1-2\" or \"ignore\""
                : "« présent », « absent », « saisine 2017-01 », « chantier gt1-2 » ou « ignorer »",
            error);
    if (!gf_store_message(clerk->store, message_id, &message, error) ||
        !check_message(sitting, message, order, error))
        return FALSE;
    if (!gf_settle_message(&sitting->clerk, message_id, verdict, error))
        return FALSE;
    if (!gf_store_message(clerk->store, message_id, &after, error))
        return FALSE;
    if (g_str_equal(after->state, GF_STATE_HELD))
        sitting->instead = g_strdup(after->detail != NULL ? after->detail : after->reason);
    return TRUE;
}

static gboolean close_deadline(const Sitting *sitting, GfDeadline *deadline, GError **error)
{
    const GfClerk *clerk = sitting->matter->clerk;
    g_autofree char *actor = sitting->member == NULL
                                 ? g_strdup("staff")
                                 : g_strconcat("member/", sitting->member->slug, NULL);
    g_free(deadline->state);
    g_free(deadline->closed_by);
    deadline->state = g_strdup("done");
    deadline->closed_at = gf_clerk_now(clerk);
    deadline->closed_by = g_strdup(actor);
    return gf_store_close_deadline(clerk->store, deadline, error) &&
           gf_clerk_journal(
               clerk, &(GfAct){actor, "deadline.done", "line-of-a-list", sitting->matter->sha256},
               error, "%s/deadline/%" G_GINT64_FORMAT, deadline->subject, deadline->id);
}

/* A stage is over when staff says so: a member's word silences their reminders only. */
static gboolean declare_done(const Sitting *sitting, const GfDeadline *deadline, GError **error)
{
    const GfClerk *clerk = sitting->matter->clerk;
    g_autofree char *actor = g_strconcat("member/", sitting->member->slug, NULL);
    return gf_store_add_deadline_done(clerk->store, deadline->id, sitting->member->id,
                                      gf_clerk_now(clerk), error) &&
           gf_clerk_journal(
               clerk,
               &(GfAct){actor, "deadline.declared-done", "line-of-a-list", sitting->matter->sha256},
               error, "%s/deadline/%" G_GINT64_FORMAT, deadline->subject, deadline->id);
}

static gboolean on_deadline(Sitting *sitting, const char *id, const GfOrderLine *order,
                            GError **error)
{
    const GfClerk *clerk = sitting->matter->clerk;
    g_autoptr(GfDeadline) deadline = NULL;
    if (order->verb != GF_ORDER_DONE && order->verb != GF_ORDER_NOTHING)
        return not_for_this_line(
            sitting, is_english(sitting) ? "\"done\" when it is done" : "« fait » quand c'est fait",
            error);
    if (!gf_store_deadline(clerk->store, g_ascii_strtoll(id, NULL, 10), &deadline, error))
        return FALSE;
    if (deadline == NULL || !g_str_equal(deadline->state, "open"))
        return refuse(error, "c'est déjà fait", "that is done already", is_english(sitting));
    if (sitting->member != NULL && g_str_equal(deadline->kind, "stage"))
        return declare_done(sitting, deadline, error);
    return close_deadline(sitting, deadline, error);
}

/* "4 oui"; "4 final", "4 étape" of a report whose author has not said which it is. */
static gboolean on_report(Sitting *sitting, const char *name, const GfOrderLine *order,
                          GError **error)
{
    GfReportKind said =
        order->verb == GF_ORDER_UNKNOWN ? gf_report_kind(NULL, order->word) : GF_REPORT_UNCLEAR;
    const char *kind = said == GF_REPORT_FINAL      ? "final"
                       : said == GF_REPORT_PROGRESS ? "progress"
                                                    : NULL;
    if (sitting->member != NULL ||
        (order->verb != GF_ORDER_YES && order->verb != GF_ORDER_DONE && kind == NULL))
        return not_for_this_line(
            sitting, is_english(sitting) ? "\"yes\" to confirm it" : "« oui » pour le confirmer",
            error);
    return gf_report_confirm(&sitting->clerk, name, kind, error);
}

static gboolean on_session(Sitting *sitting, const char *name, const GfOrderLine *order,
                           GError **error)
{
    const GfClerk *clerk = sitting->matter->clerk;
    g_autoptr(GfSession) session = NULL;
    g_autofree char *verdict = verdict_of(order);
    if (sitting->member == NULL || verdict == NULL ||
        (order->verb != GF_ORDER_PRESENT && order->verb != GF_ORDER_ABSENT))
        return not_for_this_line(
            sitting,
            is_english(sitting) ? "\"present\" or \"absent\"" : "« présent » ou « absent »", error);
    if (!gf_store_session(clerk->store, name, &session, error))
        return FALSE;
    if (session == NULL || !g_str_equal(session->state, "convened") ||
        sitting->matter->message->arrived_at >= session->starts_at)
        return refuse(error, "cette réunion a commencé, ou n'a plus lieu",
                      "that meeting has begun, or does not take place", is_english(sitting));
    GfStaffAnswer answer = {.presence = verdict,
                            .message_id = sitting->matter->message->id,
                            .evidence = sitting->matter->sha256,
                            .arrived_at = sitting->matter->message->arrived_at};
    if (!gf_answer_sequence_at(clerk, session, sitting->sheet->created_at, &answer.sequence, error))
        return FALSE;
    if (!gf_settle_answer(&sitting->clerk, name, sitting->member->slug, &answer, error))
        return FALSE;
    if (answer.sequence < session->sequence)
        sitting->instead = g_strdup(
            is_english(sitting)
                ? "recorded, but the meeting has changed since: please answer the new convocation"
                : "noté, mais la réunion a changé depuis : merci de répondre à la nouvelle "
                  "convocation");
    return TRUE;
}

/* A contribution among the lines is not kept: its writer learns where it is to go. */
static gboolean not_as_a_line(const Sitting *sitting, const GfSolicitation *asked, GError **error)
{
    g_autofree char *address = gf_clerk_return_address(sitting->matter->clerk, asked->token);
    g_autofree char *fits = g_strdup_printf(
        is_english(sitting)
            ? "\"nothing\", or send your contribution to %s: it is not recorded yet"
            : "« néant », ou envoyez votre contribution à %s : elle n'est pas encore enregistrée",
        address);
    return not_for_this_line(sitting, fits, error);
}

static gboolean on_saisine(Sitting *sitting, const char *number, const GfOrderLine *order,
                           GError **error)
{
    const GfClerk *clerk = sitting->matter->clerk;
    g_autoptr(GfSaisine) saisine = NULL;
    g_autoptr(GfSolicitation) asked = NULL;
    if (sitting->member == NULL)
        return not_for_this_line(sitting, NULL, error);
    if (!gf_store_saisine(clerk->store, number, &saisine, error) ||
        (saisine != NULL &&
         !gf_store_solicitation_of(clerk->store, saisine->id, sitting->member->id, &asked, error)))
        return FALSE;
    if (asked == NULL)
        return not_for_this_line(sitting, NULL, error);
    if (order->verb != GF_ORDER_NOTHING)
        return not_as_a_line(sitting, asked, error);
    g_autofree char *actor = g_strconcat("member/", sitting->member->slug, NULL);
    return gf_store_set_nothing(clerk->store, asked->id, gf_clerk_now(clerk), error) &&
           gf_clerk_journal(
               clerk,
               &(GfAct){actor, "contribution.nothing", "line-of-a-list", sitting->matter->sha256},
               error, "saisine/%s/member/%s", number, sitting->member->slug);
}

/* What others owe was told for information only. */
static gboolean on_late(Sitting *sitting, G_GNUC_UNUSED const char *id,
                        G_GNUC_UNUSED const GfOrderLine *order, GError **error)
{
    return not_for_this_line(sitting, NULL, error);
}

typedef gboolean (*OnLine)(Sitting *sitting, const char *name, const GfOrderLine *order,
                           GError **error);

/* What a line's subject is about, and the rest of the subject. */
static OnLine find_line(const char *subject, const char **ret_name)
{
    static const struct {
        const char *prefix;
        OnLine act;
    } table[] = {{"message/", on_message}, {"deadline/", on_deadline}, {"report/", on_report},
                 {"session/", on_session}, {"saisine/", on_saisine},   {"late/", on_late}};
    for (gsize i = 0; i < G_N_ELEMENTS(table); i++) {
        if (!g_str_has_prefix(subject, table[i].prefix))
            continue;
        *ret_name = subject + strlen(table[i].prefix);
        return table[i].act;
    }
    g_assert_not_reached();
}

static void tell(Sitting *sitting, const char *line, const char *result)
{
    g_autofree char *short_line = gf_text_line(line, LINE_CHARACTERS);
    g_autofree char *text =
        g_strdup_printf(is_english(sitting) ? "%s: %s" : "%s : %s", short_line, result);
    g_variant_builder_add(&sitting->results, "s", text);
}

static gboolean carry_out(Sitting *sitting, int number, const GfOrderLine *order, GError **error)
{
    GfStore *store = sitting->matter->clerk->store;
    guint index = (guint) (number - 1);
    const char *name = NULL;
    g_autoptr(GError) problem = NULL;
    if (number < 1 || index >= sitting->sheet->lines->len) {
        sitting->failed++;
        tell(sitting, order->line,
             is_english(sitting) ? "there is no such line" : "il n'y a pas de ligne de ce numéro");
        return TRUE;
    }
    OnLine act = find_line(sitting->sheet->lines->pdata[index], &name);
    if (!gf_store_set_point(store, error))
        return FALSE;
    if (act(sitting, name, order, &problem)) {
        g_autofree char *instead = g_steal_pointer(&sitting->instead);
        sitting->failed += instead != NULL;
        tell(sitting, order->line,
             instead != NULL ? instead : (is_english(sitting) ? "noted" : "c'est noté"));
        return gf_store_keep_point(store, error);
    }
    if (!g_error_matches(problem, GF_ERROR, GF_ERROR_STATE) || !gf_store_in_transaction(store)) {
        g_propagate_error(error, g_steal_pointer(&problem));
        return FALSE;
    }
    sitting->failed++;
    tell(sitting, order->line, problem->message);
    return gf_store_undo_to_point(store, error);
}

/* The lines that ask for something: what others owe stands below, without a number. */
static guint own_lines(const GfSheet *sheet)
{
    guint count = 0;
    for (guint i = 0; i < sheet->lines->len; i++)
        count += !g_str_has_prefix(sheet->lines->pdata[i], "late/");
    return count;
}

/* "tout fait" is said of every line. */
static gboolean carry_out_all(Sitting *sitting, const GfOrderLine *order, GError **error)
{
    for (guint i = 0; i < own_lines(sitting->sheet); i++) {
        g_autofree char *line = g_strdup_printf("%u (%s)", i + 1, order->line);
        const GfOrderLine one = {order->verb, (int) i + 1, order->word, order->rest, line};
        if (!carry_out(sitting, one.number, &one, error))
            return FALSE;
    }
    return TRUE;
}

/* A word without a number is said of the only line there is. */
static gboolean follow(Sitting *sitting, const GfOrderLine *order, GError **error)
{
    if (order->number == GF_ORDER_ALL)
        return carry_out_all(sitting, order, error);
    gboolean only = order->number == GF_ORDER_NO_NUMBER && own_lines(sitting->sheet) == 1;
    return carry_out(sitting, only ? 1 : order->number, order, error);
}

/* Who answers: staff from one of its addresses, or the member; `*ret_rule` NULL: neither for sure.
 */
static gboolean who_answers(Sitting *sitting, const char **ret_rule, GError **error)
{
    GfCase *matter = sitting->matter;
    const GfClerk *clerk = matter->clerk;
    GfSpeaker speaker = {0};
    static const GfMember nobody = {0};
    *ret_rule = NULL;
    if (matter->letter->from == NULL)
        return TRUE;
    if (!gf_speaker_of(clerk, matter->letter, sitting->member != NULL ? sitting->member : &nobody,
                       &speaker, error))
        return FALSE;
    gboolean known = speaker.known;
    sitting->address = speaker.known_address;
    if (sitting->member == NULL) {
        known = FALSE;
        sitting->address = matter->letter->from->address;
        for (gsize i = 0; clerk->config->staff[i] != NULL; i++)
            known =
                known || gf_address_equal(matter->letter->from->address, clerk->config->staff[i]);
    }
    GfTrustFacts facts = {.token = TRUE, .from_known = known, .dmarc = speaker.dmarc};
    const char *rule = NULL;
    GfTrust trust = gf_rule_trust(&facts, &rule);
    if (known && (trust == GF_TRUST_APPLY || trust == GF_TRUST_APPLY_AND_TELL))
        *ret_rule = rule;
    return TRUE;
}

/* What was done of each line goes back to who asked. */
static gboolean send_transcript(Sitting *sitting, GError **error)
{
    const GfCase *matter = sitting->matter;
    g_auto(GVariantDict) dict = G_VARIANT_DICT_INIT(NULL);
    gboolean allowed;
    gf_note_values(matter->clerk, sitting->member, &dict);
    g_variant_dict_insert_value(&dict, "lines", g_variant_builder_end(&sitting->results));
    g_variant_dict_insert(&dict, "all_done", "b", sitting->failed == 0);
    GfNote note = {
        .kind = "acknowledgement",
        .template = "transcript",
        .recipient = sitting->address,
        .reply_token = sitting->sheet->token,
        .in_reply_to = matter->letter->message_id,
        .member_id = sitting->member != NULL ? sitting->member->id : 0,
        .answers_id = matter->message->id,
        .values = g_variant_dict_end(&dict),
    };
    g_autoptr(GVariant) values = g_variant_ref_sink(note.values);
    if (gf_is_from_program(matter->letter))
        return TRUE;
    if (!gf_may_write(matter->clerk, note.recipient, &allowed, error))
        return FALSE;
    return !allowed || gf_clerk_send(matter->clerk, &note, error);
}

/* The matter of a line, as if the letter had come to it. `ret` stays empty where it has none. */
static gboolean match_session(const Sitting *sitting, const char *name, GfMatch *ret,
                              GError **error)
{
    const GfClerk *clerk = sitting->matter->clerk;
    g_autoptr(GfSession) session = NULL;
    g_autoptr(GfInvitation) invitation = NULL;
    if (!gf_store_session(clerk->store, name, &session, error) ||
        (session != NULL && !gf_store_invitation_of(clerk->store, session->id, sitting->member->id,
                                                    &invitation, error)))
        return FALSE;
    return invitation == NULL || (gf_match_load(clerk, invitation->id, ret, error) &&
                                  gf_answer_sequence_at(clerk, session, sitting->sheet->created_at,
                                                        &ret->answered_sequence, error));
}

static gboolean match_saisine(const Sitting *sitting, const char *number, GfMatch *ret,
                              GError **error)
{
    GfStore *store = sitting->matter->clerk->store;
    g_autoptr(GfSaisine) saisine = NULL;
    g_autoptr(GfSolicitation) asked = NULL;
    if (!gf_store_saisine(store, number, &saisine, error) ||
        (saisine != NULL &&
         !gf_store_solicitation_of(store, saisine->id, sitting->member->id, &asked, error)))
        return FALSE;
    if (asked == NULL)
        return TRUE;
    ret->topic = GF_TOPIC_SOLICITATION;
    ret->topic_id = asked->id;
    return TRUE;
}

/* What is due of a chantier is its report. */
static gboolean match_deadline(const Sitting *sitting, const char *id, GfMatch *ret, GError **error)
{
    GfStore *store = sitting->matter->clerk->store;
    g_autoptr(GfDeadline) deadline = NULL;
    g_autoptr(GfBody) body = NULL;
    if (!gf_store_deadline(store, g_ascii_strtoll(id, NULL, 10), &deadline, error))
        return FALSE;
    if (deadline == NULL || !g_str_equal(deadline->kind, "report"))
        return TRUE;
    if (!gf_store_body(store, deadline->subject + strlen("body/"), &body, error))
        return FALSE;
    ret->topic = body != NULL ? GF_TOPIC_CHANTIER : GF_TOPIC_NONE;
    ret->topic_id = body != NULL ? body->id : 0;
    return TRUE;
}

/* The one thing that a list asks for. Borrowed. */
static const char *only_subject(const GfSheet *sheet)
{
    for (guint i = 0; i < sheet->lines->len; i++)
        if (!g_str_has_prefix(sheet->lines->pdata[i], "late/"))
            return sheet->lines->pdata[i];
    g_assert_not_reached();
}

/* A reminder of one thing, answered in words of one's own: that matter's business. */
static gboolean answer_single(Sitting *sitting, const char *rule, gboolean *ret_done,
                              GError **error)
{
    const char *name = NULL;
    OnLine about = find_line(only_subject(sitting->sheet), &name);
    g_auto(GfMatch) match = {.answered_sequence = -1, .proved = TRUE, .how = "token"};
    gboolean (*find)(const Sitting *, const char *, GfMatch *, GError **) =
        about == on_session    ? match_session
        : about == on_saisine  ? match_saisine
        : about == on_deadline ? match_deadline
                               : NULL;
    *ret_done = FALSE;
    if (find == NULL)
        return TRUE;
    if (!find(sitting, name, &match, error))
        return FALSE;
    *ret_done = match.invitation != NULL || match.topic != GF_TOPIC_NONE;
    if (match.invitation != NULL)
        return gf_answer_receive(sitting->matter, &match, error);
    if (match.topic == GF_TOPIC_SOLICITATION)
        return gf_contribution_receive(sitting->matter, &match, error);
    if (match.topic == GF_TOPIC_NONE)
        return TRUE;
    if (!gf_store_member_by_id(sitting->matter->clerk->store, sitting->member->id, &match.member,
                               error))
        return FALSE;
    return gf_report_take(sitting->matter, &match, rule, NULL, error);
}

static gboolean sit(Sitting *sitting, GPtrArray *orders, GError **error)
{
    g_variant_builder_init(&sitting->results, G_VARIANT_TYPE("as"));
    for (guint i = 0; i < orders->len; i++) {
        if (follow(sitting, orders->pdata[i], error))
            continue;
        g_variant_builder_clear(&sitting->results);
        return FALSE;
    }
    for (guint i = 0; i < sitting->skipped->len; i++) {
        sitting->failed++;
        tell(sitting, sitting->skipped->pdata[i],
             is_english(sitting) ? "not understood" : "n'a pas été compris");
    }
    guint files = sitting->matter->letter->attachments->len;
    if (sitting->failed > 0 && sitting->member != NULL && files > 0)
        tell(sitting, is_english(sitting) ? "Files attached" : "Fichiers joints",
             is_english(sitting) ? "they are not recorded, send them with the contribution"
                                 : "ils ne sont pas enregistrés, joignez-les à la contribution");
    gf_case_decide(sitting->matter, GF_STATE_APPLIED, "lines-of-a-list", NULL);
    return send_transcript(sitting, error);
}

static gboolean has_numbers(const GPtrArray *orders)
{
    for (guint i = 0; i < orders->len; i++)
        if (((const GfOrderLine *) orders->pdata[i])->number != GF_ORDER_NO_NUMBER)
            return TRUE;
    return FALSE;
}

/* "Fait", "néant": in answer to a list of one their number is understood. */
static gboolean says_it_is_done(const GPtrArray *orders)
{
    const GfOrderLine *first = orders->len > 0 ? orders->pdata[0] : NULL;
    return first != NULL && (first->verb == GF_ORDER_DONE || first->verb == GF_ORDER_NOTHING);
}

static gboolean receive(Sitting *sitting, GError **error)
{
    g_autofree char *words = gf_letter_new_text(sitting->matter->letter);
    g_autoptr(GPtrArray) orders = gf_orders_read(words, &sitting->skipped);
    g_autoptr(GPtrArray) skipped = sitting->skipped;
    const char *rule = NULL;
    gboolean done = FALSE;
    if (!who_answers(sitting, &rule, error))
        return FALSE;
    if (rule == NULL) {
        gf_case_decide(
            sitting->matter, GF_STATE_HELD, "list-other-sender",
            "réponse à une liste, venue d'une adresse qui n'est pas celle de son destinataire");
        return TRUE;
    }
    gboolean one = sitting->member != NULL && own_lines(sitting->sheet) == 1;
    if (has_numbers(orders) || (one && says_it_is_done(orders)))
        return sit(sitting, orders, error);
    if (one && !answer_single(sitting, rule, &done, error))
        return FALSE;
    if (!done)
        gf_case_decide(sitting->matter, GF_STATE_HELD, "list-without-numbers",
                       "réponse à une liste, sans numéro de ligne : à lire");
    return TRUE;
}

gboolean gf_sheet_receive(GfCase *matter, const GfMatch *match, GError **error)
{
    g_autoptr(GfSheet) sheet = NULL;
    g_autoptr(GfMember) member = NULL;
    const GfClerk *clerk = matter->clerk;
    if (!gf_store_sheet(clerk->store, match->topic_id, &sheet, error))
        return FALSE;
    g_assert(sheet != NULL);
    if (sheet->member_id != 0 &&
        !gf_store_member_by_id(clerk->store, sheet->member_id, &member, error))
        return FALSE;
    matter->message->member_id = sheet->member_id;
    Sitting sitting = {.matter = matter, .clerk = *clerk, .sheet = sheet, .member = member};
    sitting.clerk.in_mail = TRUE;
    return receive(&sitting, error);
}
