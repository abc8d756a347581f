/* answer.c - every answer ever given; see session.h. Which one counts is not decided here. */
#include "store/session.h"
#include "store/sql.h"

void gf_answer_row_free(GfAnswerRow *answer)
{
    if (answer == NULL)
        return;
    g_free(answer->part);
    g_free(answer->presence);
    g_free(answer->mode);
    g_free(answer->proxy_to);
    g_free(answer->substitute);
    g_free(answer->note);
    g_free(answer->source);
    g_free(answer->actor);
    g_free(answer->rule);
    g_free(answer);
}

GF_SQL(insert_answer,
       "INSERT INTO answer (invitation_id, sequence, part, presence, mode, proxy_to, proxy_member,"
       " substitute, note, source, actor, rule, client_at, arrived_at, recorded_at, message_id)"
       " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");

gboolean gf_store_add_answer(GfStore *store, GfAnswerRow *answer, GError **error)
{
    if (!gf_sql_run(store, &insert_answer, error, "iittttztttttiiiz", answer->invitation_id,
                    (gint64) answer->sequence, answer->part, answer->presence, answer->mode,
                    answer->proxy_to, answer->proxy_member, answer->substitute, answer->note,
                    answer->source, answer->actor, answer->rule, answer->client_at,
                    answer->arrived_at, answer->recorded_at, answer->message_id))
        return FALSE;
    answer->id = gf_sql_last_id(store);
    return TRUE;
}

#define ANSWER_SELECT                                                                              \
    "SELECT a.id, a.invitation_id, a.sequence, a.part, a.presence, a.mode, a.proxy_to,"            \
    " a.proxy_member, a.substitute, a.note, a.source, a.actor, a.rule, a.client_at, a.arrived_at," \
    " a.recorded_at, a.message_id FROM "
enum {
    ANSWER_ID,
    ANSWER_INVITATION_ID,
    ANSWER_SEQUENCE,
    ANSWER_PART,
    ANSWER_PRESENCE,
    ANSWER_MODE,
    ANSWER_PROXY_TO,
    ANSWER_PROXY_MEMBER,
    ANSWER_SUBSTITUTE,
    ANSWER_NOTE,
    ANSWER_SOURCE,
    ANSWER_ACTOR,
    ANSWER_RULE,
    ANSWER_CLIENT_AT,
    ANSWER_ARRIVED_AT,
    ANSWER_RECORDED_AT,
    ANSWER_MESSAGE_ID,
};

static gpointer read_answer(GfRows *rows)
{
    GfAnswerRow *answer = g_new0(GfAnswerRow, 1);
    answer->id = gf_rows_integer(rows, ANSWER_ID);
    answer->invitation_id = gf_rows_integer(rows, ANSWER_INVITATION_ID);
    answer->sequence = (int) gf_rows_integer(rows, ANSWER_SEQUENCE);
    answer->part = gf_rows_text(rows, ANSWER_PART);
    answer->presence = gf_rows_text(rows, ANSWER_PRESENCE);
    answer->mode = gf_rows_text(rows, ANSWER_MODE);
    answer->proxy_to = gf_rows_text(rows, ANSWER_PROXY_TO);
    answer->proxy_member = gf_rows_integer(rows, ANSWER_PROXY_MEMBER);
    answer->substitute = gf_rows_text(rows, ANSWER_SUBSTITUTE);
    answer->note = gf_rows_text(rows, ANSWER_NOTE);
    answer->source = gf_rows_text(rows, ANSWER_SOURCE);
    answer->actor = gf_rows_text(rows, ANSWER_ACTOR);
    answer->rule = gf_rows_text(rows, ANSWER_RULE);
    answer->client_at = gf_rows_integer(rows, ANSWER_CLIENT_AT);
    answer->arrived_at = gf_rows_integer(rows, ANSWER_ARRIVED_AT);
    answer->recorded_at = gf_rows_integer(rows, ANSWER_RECORDED_AT);
    answer->message_id = gf_rows_integer(rows, ANSWER_MESSAGE_ID);
    return answer;
}

GF_SQL(select_answers, ANSWER_SELECT "answer a WHERE a.invitation_id = ? ORDER BY a.id");

gboolean gf_store_answers(GfStore *store, gint64 invitation_id, GPtrArray **ret, GError **error)
{
    GfRows rows;
    return gf_sql_query(store, &select_answers, &rows, error, "i", invitation_id) &&
           gf_rows_list(&rows, read_answer, (GDestroyNotify) gf_answer_row_free, ret, error);
}

GF_SQL(select_answers_of_session,
       ANSWER_SELECT "invitation i JOIN answer a ON a.invitation_id = i.id"
                     " WHERE i.session_id = ? ORDER BY i.member_id, a.id");

gboolean gf_store_answers_of_session(GfStore *store, gint64 session_id, GPtrArray **ret,
                                     GError **error)
{
    GfRows rows;
    return gf_sql_query(store, &select_answers_of_session, &rows, error, "i", session_id) &&
           gf_rows_list(&rows, read_answer, (GDestroyNotify) gf_answer_row_free, ret, error);
}
