/* evidence.c - see evidence.h.
 *
 * The journal holds identifiers and hashes only: the words behind them are read from their rows and
 * blobs. What is not there any more (an erased blob, a recalled invitation) is left out, never an
 * error.
 */
#include "cli/evidence.h"

#include "base/text.h"
#include "store/contribution.h"
#include "store/report.h"
#include "store/saisine.h"

#include <string.h>

#define REASON_CHARACTERS 500

char *gf_cli_answer_text(const GfAnswerRow *answer)
{
    GString *text = g_string_new(answer->presence);
    g_string_append_printf(text, ", %s",
                           g_str_equal(answer->part, "all") ? "all parts" : answer->part);
    if (answer->mode != NULL)
        g_string_append_printf(text, ", %s",
                               g_str_equal(answer->mode, "onsite") ? "on site" : answer->mode);
    g_autofree char *proxy = answer->proxy_to != NULL ? gf_text_line(answer->proxy_to, 60) : NULL;
    if (proxy != NULL)
        g_string_append_printf(text, ", pouvoir to %s", proxy);
    g_autofree char *other =
        answer->substitute != NULL ? gf_text_line(answer->substitute, 60) : NULL;
    if (other != NULL)
        g_string_append_printf(text, ", substitute %s", other);
    return g_string_free(text, FALSE);
}

char *gf_cli_answer_story(const GfAnswerRow *answer)
{
    g_autofree char *text = gf_cli_answer_text(answer);
    g_autofree char *note = answer->note != NULL ? gf_text_line(answer->note, 100) : NULL;
    GString *story = g_string_new(NULL);
    g_string_append_printf(story, "%s — source %s", text, answer->source);
    if (answer->message_id != 0)
        g_string_append_printf(
            story, ", message %" G_GINT64_FORMAT " (greffe inbox show %" G_GINT64_FORMAT ")",
            answer->message_id, answer->message_id);
    g_string_append_printf(story, ", by %s", answer->actor);
    if (note != NULL)
        g_string_append_printf(story, "; note: %s", note);
    return g_string_free(story, FALSE);
}

void gf_json_answer(JsonBuilder *json, const GfCli *cli, const GfAnswerRow *answer)
{
    gf_json_text(json, "presence", answer->presence);
    gf_json_text(json, "part", answer->part);
    gf_json_text(json, "mode", answer->mode);
    gf_json_text(json, "proxy_to", answer->proxy_to);
    gf_json_text(json, "substitute", answer->substitute);
    gf_json_text(json, "note", answer->note);
    gf_json_text(json, "source", answer->source);
    gf_json_text(json, "actor", answer->actor);
    gf_json_text(json, "rule", answer->rule);
    gf_json_integer(json, "sequence", answer->sequence);
    gf_json_time(json, "arrived", cli, answer->arrived_at);
    gf_json_integer(json, "message", answer->message_id);
}

/* All answers of a member in a session. */
static gboolean load_answers(GfCli *cli, gint64 session_id, gint64 member_id, GPtrArray **ret,
                             GError **error)
{
    g_autoptr(GfInvitation) invitation = NULL;
    if (!gf_store_invitation_of(cli->store, session_id, member_id, &invitation, error))
        return FALSE;
    if (invitation != NULL)
        return gf_store_answers(cli->store, invitation->id, ret, error);
    *ret = g_ptr_array_new();
    return TRUE;
}

/* Keeps those whose number, or whose message's, is `wanted`. */
static void keep(GPtrArray *answers, gboolean by_message, gint64 wanted)
{
    for (guint i = answers->len; i > 0; i--) {
        const GfAnswerRow *answer = answers->pdata[i - 1];
        if ((by_message ? answer->message_id : answer->id) != wanted)
            g_ptr_array_remove_index(answers, i - 1);
    }
}

gboolean gf_cli_answers_of_message(GfCli *cli, const GfMessage *message, GPtrArray **ret,
                                   GError **error)
{
    if (!load_answers(cli, message->session_id, message->member_id, ret, error))
        return FALSE;
    keep(*ret, TRUE, message->id);
    return TRUE;
}

static gboolean became_contribution(GfCli *cli, const GfMessage *message, const char *number,
                                    char **ret_id, GError **error)
{
    g_autoptr(GfSaisine) saisine = NULL;
    g_autoptr(GfMember) author = NULL;
    g_autoptr(GPtrArray) versions = NULL;
    if (!gf_store_saisine(cli->store, number, &saisine, error) ||
        !gf_store_member_by_id(cli->store, message->member_id, &author, error) ||
        (saisine != NULL && !gf_store_contribution_versions(cli->store, saisine->id,
                                                            message->member_id, &versions, error)))
        return FALSE;
    for (guint i = 0; versions != NULL && author != NULL && i < versions->len; i++) {
        const GfContribution *version = versions->pdata[i];
        if (version->message_id == message->id)
            *ret_id = g_strdup_printf("%s/%s/%d", number, author->slug, version->version);
    }
    return TRUE;
}

static gboolean became_report(GfCli *cli, const GfMessage *message, const char *slug, char **ret_id,
                              GError **error)
{
    g_autoptr(GfBody) body = NULL;
    g_autoptr(GPtrArray) reports = NULL;
    if (!gf_store_body(cli->store, slug, &body, error) ||
        (body != NULL && !gf_store_reports(cli->store, body->id, &reports, error)))
        return FALSE;
    for (guint i = 0; reports != NULL && i < reports->len; i++) {
        const GfReport *report = reports->pdata[i];
        if (report->message_id == message->id)
            *ret_id = g_strdup_printf("%s/%d", slug, report->version);
    }
    return TRUE;
}

gboolean gf_cli_became(GfCli *cli, const GfMessage *message, char **ret_kind, char **ret_id,
                       GError **error)
{
    static const struct {
        const char *prefix, *kind;
        gboolean (*find)(GfCli *, const GfMessage *, const char *, char **, GError **);
    } table[] = {{"saisine/", "contribution", became_contribution},
                 {"chantier/", "report", became_report}};
    g_autofree char *id = NULL;
    *ret_kind = *ret_id = NULL;
    for (gsize i = 0; message->matter != NULL && i < G_N_ELEMENTS(table); i++) {
        if (!g_str_has_prefix(message->matter, table[i].prefix))
            continue;
        if (!table[i].find(cli, message, message->matter + strlen(table[i].prefix), &id, error))
            return FALSE;
        *ret_kind = id != NULL ? g_strdup(table[i].kind) : NULL;
        *ret_id = g_steal_pointer(&id);
    }
    return TRUE;
}

gboolean gf_cli_answer_of_act(GfCli *cli, const GfJournalLine *line, GPtrArray **ret,
                              GError **error)
{
    /* session/SESSION/member/MEMBER/answer/NUMBER */
    g_auto(GStrv) words = g_strsplit(line->subject, "/", -1);
    g_autoptr(GfSession) session = NULL;
    g_autoptr(GfMember) member = NULL;
    gint64 number = 0;
    if (g_str_equal(line->act, "answer.recorded") && g_strv_length(words) == 6 &&
        g_ascii_string_to_signed(words[5], 10, 1, G_MAXINT64, &number, NULL) &&
        (!gf_store_session(cli->store, words[1], &session, error) ||
         !gf_store_member(cli->store, words[3], &member, error)))
        return FALSE;
    if (!load_answers(cli, session != NULL ? session->id : 0, member != NULL ? member->id : 0, ret,
                      error))
        return FALSE;
    keep(*ret, FALSE, number);
    return TRUE;
}

static gboolean has_reason(const GfJournalLine *line)
{
    static const char *const acts[] = {"session.convened", "session.moved", "session.cancelled",
                                       NULL};
    if (line->evidence[0] == '\0')
        return FALSE;
    return g_str_equal(line->act, "saisine.advanced") ||
           (g_strv_contains(acts, line->act) &&
            (g_str_equal(line->rule, "force") || g_str_equal(line->rule, "order")));
}

gboolean gf_cli_reason_of_act(GfCli *cli, const GfJournalLine *line, char **ret, GError **error)
{
    g_autoptr(GBytes) bytes = NULL;
    gint64 blob_id = 0;
    *ret = NULL;
    if (!has_reason(line))
        return TRUE;
    if (!gf_store_find_blob(cli->store, line->evidence, &blob_id, error))
        return FALSE;
    if (blob_id == 0)
        return TRUE;
    if (!gf_store_blob(cli->store, blob_id, &bytes, error))
        return FALSE;
    gsize size;
    const char *data = g_bytes_get_data(bytes, &size);
    g_autofree char *text = g_utf8_make_valid(data != NULL ? data : "", (gssize) size);
    *ret = gf_text_line(text, REASON_CHARACTERS);
    return TRUE;
}
