/* evidence.c - see evidence.h.
 *
 * The journal holds identifiers and hashes only: the words behind them are read from their rows and
 * blobs. What is not there any more (an erased blob, a recalled invitation) is left out, never an
 * error.
 */
#include "cli/evidence.h"

#include "base/text.h"

#include <string.h>

#define REASON_CHARACTERS 500

char *gf_cli_answer_text(const GfAnswerRow *answer)
{
    GString *text = g_string_new(answer->presence);
    if (!g_str_equal(answer->part, "all"))
        g_string_append_printf(text, ", %s", answer->part);
    if (answer->mode != NULL)
        g_string_append_printf(text, ", %s",
                               g_str_equal(answer->mode, "onsite") ? "on site" : answer->mode);
    g_autofree char *proxy = answer->proxy_to != NULL ? gf_text_line(answer->proxy_to, 60) : NULL;
    if (proxy != NULL)
        g_string_append_printf(text, ", pouvoir to %s", proxy);
    g_autofree char *other = answer->substitute != NULL ? gf_text_line(answer->substitute, 60) : NULL;
    if (other != NULL)
        g_string_append_printf(text, ", substitute %s", other);
    return g_string_free(text, FALSE);
}

char *gf_cli_answer_story(const GfAnswerRow *answer)
{
    g_autofree char *text = gf_cli_answer_text(answer);
    g_autofree char *note = answer->note != NULL ? gf_text_line(answer->note, 100) : NULL;
    GString *story = g_string_new(NULL);
    g_string_append_printf(story, "%s — from %s", text,
                           g_str_equal(answer->source, "staff") ? "staff" : answer->source);
    if (answer->message_id != 0)
        g_string_append_printf(story,
                               " of message %" G_GINT64_FORMAT
                               " (greffe inbox show %" G_GINT64_FORMAT ")",
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

/* The answers of an invitation of which `chosen` (id of the answer, or of the message) is true. */
static gboolean answers_of(GfCli *cli, gint64 session_id, gint64 member_id, gboolean by_message,
                           gint64 chosen, GPtrArray **ret, GError **error);

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
