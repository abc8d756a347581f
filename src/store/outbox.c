/* outbox.c - the mails to one person each and what became of them; see outbox.h.
 *
 * A mail is claimed (durable as `sending`) by one statement before its first byte leaves. What
 * answers one person goes before what goes to everybody: a mailing of 100,000 delays no
 * acknowledgement.
 */
#include "store/outbox.h"

#include "base/address.h"
#include "store/sql.h"

void gf_outgoing_free(GfOutgoing *outgoing)
{
    if (outgoing == NULL)
        return;
    g_free(outgoing->kind);
    g_free(outgoing->token);
    g_free(outgoing->message_id);
    g_free(outgoing->envelope_from);
    g_free(outgoing->recipient);
    g_free(outgoing->sha256);
    g_clear_pointer(&outgoing->packed, g_bytes_unref);
    g_clear_pointer(&outgoing->personal, g_bytes_unref);
    g_free(outgoing->state);
    g_free(outgoing->status);
    g_free(outgoing->reply);
    g_free(outgoing->bounce_status);
    g_free(outgoing->bounce_words);
    g_free(outgoing);
}

GF_SQL(insert_outgoing,
       "INSERT INTO outgoing (kind, mailing_id, invitation_id, member_id, answers_id, token,"
       " message_id, envelope_from, recipient, folded, blob_id, state, queued_at, due_at)"
       " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");

gboolean gf_store_add_outgoing(GfStore *store, GfOutgoing *outgoing, GError **error)
{
    g_autofree char *folded = gf_address_fold(outgoing->recipient);
    if (!gf_sql_run(store, &insert_outgoing, error, "tzzzztttttztii", outgoing->kind,
                    outgoing->mailing_id, outgoing->invitation_id, outgoing->member_id,
                    outgoing->answers_id, outgoing->token, outgoing->message_id,
                    outgoing->envelope_from, outgoing->recipient, folded, outgoing->blob_id,
                    outgoing->state, outgoing->queued_at, outgoing->due_at))
        return FALSE;
    outgoing->id = gf_sql_last_id(store);
    return TRUE;
}

#define OUTGOING_COLUMNS                                                                           \
    "id, kind, mailing_id, invitation_id, member_id, answers_id, token, message_id,"               \
    " envelope_from, recipient, blob_id, sha256, state, queued_at, due_at, tries,"                 \
    " unknown_outcomes, outcome_at, code,"                                                         \
    " status, reply, bounced_at, delayed_at, bounce_status, bounce_words, bounce_message"
#define OUTGOING_SELECT "SELECT " OUTGOING_COLUMNS " FROM outgoing "
enum {
    OUTGOING_ID,
    OUTGOING_KIND,
    OUTGOING_MAILING_ID,
    OUTGOING_INVITATION_ID,
    OUTGOING_MEMBER_ID,
    OUTGOING_ANSWERS_ID,
    OUTGOING_TOKEN,
    OUTGOING_MESSAGE_ID,
    OUTGOING_ENVELOPE_FROM,
    OUTGOING_RECIPIENT,
    OUTGOING_BLOB_ID,
    OUTGOING_SHA256,
    OUTGOING_STATE,
    OUTGOING_QUEUED_AT,
    OUTGOING_DUE_AT,
    OUTGOING_TRIES,
    OUTGOING_UNKNOWN_OUTCOMES,
    OUTGOING_OUTCOME_AT,
    OUTGOING_CODE,
    OUTGOING_STATUS,
    OUTGOING_REPLY,
    OUTGOING_BOUNCED_AT,
    OUTGOING_DELAYED_AT,
    OUTGOING_BOUNCE_STATUS,
    OUTGOING_BOUNCE_WORDS,
    OUTGOING_BOUNCE_MESSAGE,
};

static gpointer read_outgoing(GfRows *rows)
{
    GfOutgoing *outgoing = g_new0(GfOutgoing, 1);
    outgoing->id = gf_rows_integer(rows, OUTGOING_ID);
    outgoing->kind = gf_rows_text(rows, OUTGOING_KIND);
    outgoing->mailing_id = gf_rows_integer(rows, OUTGOING_MAILING_ID);
    outgoing->invitation_id = gf_rows_integer(rows, OUTGOING_INVITATION_ID);
    outgoing->member_id = gf_rows_integer(rows, OUTGOING_MEMBER_ID);
    outgoing->answers_id = gf_rows_integer(rows, OUTGOING_ANSWERS_ID);
    outgoing->token = gf_rows_text(rows, OUTGOING_TOKEN);
    outgoing->message_id = gf_rows_text(rows, OUTGOING_MESSAGE_ID);
    outgoing->envelope_from = gf_rows_text(rows, OUTGOING_ENVELOPE_FROM);
    outgoing->recipient = gf_rows_text(rows, OUTGOING_RECIPIENT);
    outgoing->blob_id = gf_rows_integer(rows, OUTGOING_BLOB_ID);
    outgoing->sha256 = gf_rows_text(rows, OUTGOING_SHA256);
    outgoing->state = gf_rows_text(rows, OUTGOING_STATE);
    outgoing->queued_at = gf_rows_integer(rows, OUTGOING_QUEUED_AT);
    outgoing->due_at = gf_rows_integer(rows, OUTGOING_DUE_AT);
    outgoing->tries = (int) gf_rows_integer(rows, OUTGOING_TRIES);
    outgoing->unknown_outcomes = (int) gf_rows_integer(rows, OUTGOING_UNKNOWN_OUTCOMES);
    outgoing->outcome_at = gf_rows_integer(rows, OUTGOING_OUTCOME_AT);
    outgoing->code = (int) gf_rows_integer(rows, OUTGOING_CODE);
    outgoing->status = gf_rows_text(rows, OUTGOING_STATUS);
    outgoing->reply = gf_rows_text(rows, OUTGOING_REPLY);
    outgoing->bounced_at = gf_rows_integer(rows, OUTGOING_BOUNCED_AT);
    outgoing->delayed_at = gf_rows_integer(rows, OUTGOING_DELAYED_AT);
    outgoing->bounce_status = gf_rows_text(rows, OUTGOING_BOUNCE_STATUS);
    outgoing->bounce_words = gf_rows_text(rows, OUTGOING_BOUNCE_WORDS);
    outgoing->bounce_message = gf_rows_integer(rows, OUTGOING_BOUNCE_MESSAGE);
    return outgoing;
}

static gboolean first(GfRows *rows, GfOutgoing **ret, GError **error)
{
    return gf_rows_first(rows, read_outgoing, (GDestroyNotify) gf_outgoing_free, ret, error);
}

static gboolean list(GfRows *rows, GPtrArray **ret, GError **error)
{
    return gf_rows_list(rows, read_outgoing, (GDestroyNotify) gf_outgoing_free, ret, error);
}

GF_SQL(select_outgoing, OUTGOING_SELECT "WHERE id = ?");

gboolean gf_store_outgoing(GfStore *store, gint64 id, GfOutgoing **ret, GError **error)
{
    GfRows rows;
    return gf_sql_query(store, &select_outgoing, &rows, error, "i", id) && first(&rows, ret, error);
}

GF_SQL(select_outgoing_by_message_id, OUTGOING_SELECT "WHERE message_id = ?");

gboolean gf_store_outgoing_by_message_id(GfStore *store, const char *message_id, GfOutgoing **ret,
                                         GError **error)
{
    GfRows rows;
    return gf_sql_query(store, &select_outgoing_by_message_id, &rows, error, "t", message_id) &&
           first(&rows, ret, error);
}

/* All but taken mails have an index; those are most, and are read one after the other. */
#define NOT_TAKEN "state <> 'taken' AND state "
GF_SQL(select_outgoings, OUTGOING_SELECT "WHERE " NOT_TAKEN "= ? ORDER BY id LIMIT ?");
GF_SQL(select_outgoings_taken,
       OUTGOING_SELECT "WHERE id > 0 AND state = 'taken' ORDER BY id LIMIT ?");
#define UNFINISHED NOT_TAKEN "IN ('queued', 'ready', 'sending', 'failed', 'uncertain')"
GF_SQL(select_unfinished, OUTGOING_SELECT "WHERE " UNFINISHED " ORDER BY id LIMIT ?");

gboolean gf_store_outgoings(GfStore *store, const char *state, guint limit, GPtrArray **ret,
                            GError **error)
{
    GfRows rows;
    gint64 most = gf_sql_limit(limit);
    gboolean begun = FALSE;
    if (state == NULL)
        begun = gf_sql_query(store, &select_unfinished, &rows, error, "i", most);
    else if (g_str_equal(state, "taken"))
        begun = gf_sql_query(store, &select_outgoings_taken, &rows, error, "i", most);
    else
        begun = gf_sql_query(store, &select_outgoings, &rows, error, "ti", state, most);
    return begun && list(&rows, ret, error);
}

GF_SQL(select_outgoings_of_mailing, OUTGOING_SELECT "WHERE mailing_id = ? ORDER BY id");

gboolean gf_store_outgoings_of_mailing(GfStore *store, gint64 mailing_id, GPtrArray **ret,
                                       GError **error)
{
    GfRows rows;
    return gf_sql_query(store, &select_outgoings_of_mailing, &rows, error, "i", mailing_id) &&
           list(&rows, ret, error);
}

GF_SQL(select_last_outgoing_of, OUTGOING_SELECT
       "WHERE invitation_id = ? AND state <> 'recalled' AND kind IN ('convocation', 'move',"
       " 'correction', 'cancel', 'reminder') ORDER BY id DESC LIMIT 1");

gboolean gf_store_last_outgoing_of(GfStore *store, gint64 invitation_id, GfOutgoing **ret,
                                   GError **error)
{
    GfRows rows;
    return gf_sql_query(store, &select_last_outgoing_of, &rows, error, "i", invitation_id) &&
           first(&rows, ret, error);
}

GF_SQL(select_last_outgoing_to,
       OUTGOING_SELECT "WHERE folded = ? AND token = ? AND envelope_from <> ''"
                       " AND state <> 'recalled' ORDER BY id DESC LIMIT 1");

gboolean gf_store_last_outgoing_to(GfStore *store, const char *recipient, const char *token,
                                   GfOutgoing **ret, GError **error)
{
    GfRows rows;
    g_autofree char *folded = gf_address_fold(recipient);
    return gf_sql_query(store, &select_last_outgoing_to, &rows, error, "tt", folded, token) &&
           first(&rows, ret, error);
}

#define QUEUED_OF                                                                                  \
    "FROM outgoing o INDEXED BY outgoing_not_taken"                                                \
    " WHERE o.state <> 'taken' AND o.state = 'queued' AND o.mailing_id = "

GF_SQL(select_mailing_to_compose,
       "SELECT m.id FROM mailing m WHERE m.state IN ('queued', 'leaving') AND m.state = 'leaving'"
       " AND EXISTS (SELECT 1 " QUEUED_OF "m.id) ORDER BY m.id LIMIT 1");

gboolean gf_store_mailing_to_compose(GfStore *store, gint64 *ret_id, GError **error)
{
    *ret_id = 0;
    return gf_sql_integer(store, &select_mailing_to_compose, ret_id, error, "");
}

GF_SQL(select_outgoings_to_compose,
       "SELECT " OUTGOING_COLUMNS " " QUEUED_OF "?1 AND o.id > ?2 ORDER BY o.id LIMIT ?3");

gboolean gf_store_outgoings_to_compose(GfStore *store, gint64 mailing_id, gint64 after_id,
                                       GPtrArray **ret, GError **error)
{
    GfRows rows;
    return gf_sql_query(store, &select_outgoings_to_compose, &rows, error, "iii", mailing_id,
                        after_id, (gint64) GF_STORE_COMPOSE_MANY) &&
           list(&rows, ret, error);
}

GF_SQL(count_queued, "SELECT count(*) FROM outgoing WHERE id = ? AND state = 'queued'");

gboolean gf_store_is_queued(GfStore *store, gint64 id, gboolean *ret, GError **error)
{
    gint64 count = 0;
    if (!gf_sql_integer(store, &count_queued, &count, error, "i", id))
        return FALSE;
    *ret = count > 0;
    return TRUE;
}

GF_SQL(claim_composed, "UPDATE outgoing SET blob_id = ?, packed = ?, sha256 = ?, state = 'sending',"
                       " tries = tries + 1 WHERE id = ? AND state = 'queued'");

gboolean gf_store_claim_composed(GfStore *store, const GfOutgoing *outgoing, gboolean *ret_claimed,
                                 GError **error)
{
    if (!gf_sql_run(store, &claim_composed, error, "ibti", outgoing->blob_id, outgoing->packed,
                    outgoing->sha256, outgoing->id))
        return FALSE;
    *ret_claimed = gf_sql_changes(store) == 1;
    return TRUE;
}

static int compare_due(gconstpointer a, gconstpointer b)
{
    const GfOutgoing *left = *(const GfOutgoing *const *) a;
    const GfOutgoing *right = *(const GfOutgoing *const *) b;
    if (left->due_at != right->due_at)
        return left->due_at < right->due_at ? -1 : 1;
    return (left->id > right->id) - (left->id < right->id);
}

/* The planner would rather read and sort all that is ready: the index is named. */
#define CLAIM(INDEX, WHICH)                                                                        \
    "UPDATE outgoing SET state = 'sending', tries = tries + 1 WHERE id IN"                         \
    " (SELECT id FROM outgoing INDEXED BY " INDEX                                                  \
    " WHERE state = 'ready' AND mailing_id IS " WHICH                                              \
    " AND due_at <= ? AND unknown_outcomes = 0 ORDER BY due_at, id LIMIT ?)"                       \
    " RETURNING " OUTGOING_COLUMNS

GF_SQL(claim_alone, CLAIM("outgoing_ready_alone", "NULL"));
GF_SQL(claim_of_mailings, CLAIM("outgoing_ready_mailing", "NOT NULL"));

static gboolean claim(GfStore *store, const GfSql *sql, gint64 now, guint limit, GPtrArray *claimed,
                      GError **error)
{
    GfRows rows;
    g_autoptr(GPtrArray) found = NULL;
    if (!gf_sql_query(store, sql, &rows, error, "ii", now, (gint64) limit) ||
        !list(&rows, &found, error))
        return FALSE;
    g_ptr_array_sort(found, compare_due); /* RETURNING promises no order */
    g_ptr_array_extend_and_steal(claimed, g_steal_pointer(&found));
    return TRUE;
}

gboolean gf_store_claim_alone(GfStore *store, gint64 now, guint limit, GPtrArray *claimed,
                              GError **error)
{
    return claim(store, &claim_alone, now, limit, claimed, error);
}

gboolean gf_store_claim_of_mailings(GfStore *store, gint64 now, guint limit, GPtrArray *claimed,
                                    GError **error)
{
    return claim(store, &claim_of_mailings, now, limit, claimed, error);
}

#define IN_DOUBT(INDEX, WHICH)                                                                     \
    "SELECT id, due_at, unknown_outcomes FROM outgoing INDEXED BY " INDEX                          \
    " WHERE state = 'ready' AND mailing_id IS " WHICH " AND due_at <= ?1 AND unknown_outcomes > 0"
GF_SQL(claim_in_doubt,
       "UPDATE outgoing SET state = 'sending', tries = tries + 1 WHERE id IN (SELECT id FROM "
       "(" IN_DOUBT("outgoing_ready_alone", "NULL") " UNION ALL " IN_DOUBT(
           "outgoing_ready_mailing", "NOT NULL") ") ORDER BY unknown_outcomes, due_at, id LIMIT "
                                                 "?2) RETURNING " OUTGOING_COLUMNS);

gboolean gf_store_claim_in_doubt(GfStore *store, gint64 now, GPtrArray *claimed, GError **error)
{
    return claim(store, &claim_in_doubt, now, 1, claimed, error);
}

GF_SQL(select_mailing_chunks,
       "SELECT blob_id FROM mailing_chunk WHERE mailing_id = ? ORDER BY ordinal");

static gboolean load_mailing_chunks(GfStore *store, gint64 mailing_id, GError **error)
{
    GfRows rows;
    g_autoptr(GArray) ids = NULL;
    if (!gf_sql_query(store, &select_mailing_chunks, &rows, error, "i", mailing_id) ||
        !gf_rows_ids(&rows, &ids, error))
        return FALSE;
    g_autoptr(GPtrArray) chunks = g_ptr_array_new_with_free_func((GDestroyNotify) g_bytes_unref);
    for (guint i = 0; i < ids->len; i++) {
        GBytes *chunk = NULL;
        if (!gf_store_blob(store, g_array_index(ids, gint64, i), &chunk, error))
            return FALSE;
        g_ptr_array_add(chunks, chunk);
    }
    gf_store_cache_chunks(store, mailing_id, chunks);
    return TRUE;
}

GF_SQL(select_packed, "SELECT packed FROM outgoing WHERE id = ?");

static gboolean load_personal(GfStore *store, const GfOutgoing *outgoing, GBytes **ret,
                              GError **error)
{
    GfRows rows;
    if (!gf_sql_query(store, &select_packed, &rows, error, "i", outgoing->id))
        return FALSE;
    g_autoptr(GBytes) packed = gf_rows_next(&rows) ? gf_rows_bytes(&rows, 0) : NULL;
    if (!gf_rows_end(&rows, error))
        return FALSE;
    if (packed == NULL)
        return gf_store_blob(store, outgoing->blob_id, ret, error);
    g_autoptr(GfModel) model = gf_store_model(store, outgoing->blob_id, error);
    return model != NULL && (*ret = gf_model_unpack(model, packed, error)) != NULL;
}

gboolean gf_store_outgoing_sha256(GfStore *store, const GfOutgoing *outgoing, char **ret,
                                  GError **error)
{
    if (outgoing->sha256 == NULL)
        return gf_store_blob_sha256(store, outgoing->blob_id, ret, error);
    *ret = g_strdup(outgoing->sha256);
    return TRUE;
}

gboolean gf_store_outgoing_chunks(GfStore *store, const GfOutgoing *outgoing, GPtrArray **ret,
                                  GError **error)
{
    g_autoptr(GPtrArray) chunks = g_ptr_array_new_with_free_func((GDestroyNotify) g_bytes_unref);
    GBytes *personal = outgoing->personal != NULL ? g_bytes_ref(outgoing->personal) : NULL;
    if (personal == NULL && !load_personal(store, outgoing, &personal, error))
        return FALSE;
    g_ptr_array_add(chunks, personal);
    if (outgoing->mailing_id != 0) {
        if (gf_store_cached_chunks(store, outgoing->mailing_id) == NULL &&
            !load_mailing_chunks(store, outgoing->mailing_id, error))
            return FALSE;
        GPtrArray *shared = gf_store_cached_chunks(store, outgoing->mailing_id);
        for (guint i = 0; i < shared->len; i++)
            g_ptr_array_add(chunks, g_bytes_ref(g_ptr_array_index(shared, i)));
    }
    *ret = g_steal_pointer(&chunks);
    return TRUE;
}

/* What is done has no use for a time: to write it again would change the indexes that have it. */
GF_SQL(update_dates, "UPDATE outgoing SET queued_at = ?, due_at = ? WHERE id = ?");
GF_SQL(update_outcome, "UPDATE outgoing SET state = ?, tries = ?, unknown_outcomes = ?,"
                       " outcome_at = ?, code = ?, status = ?, reply = ? WHERE id = ?");

gboolean gf_store_record_outcome(GfStore *store, const GfOutgoing *outgoing, GError **error)
{
    gboolean waits = g_str_equal(outgoing->state, "ready");
    return (!waits || gf_sql_run(store, &update_dates, error, "iii", outgoing->queued_at,
                                 outgoing->due_at, outgoing->id)) &&
           gf_sql_run(store, &update_outcome, error, "tiizztti", outgoing->state,
                      (gint64) outgoing->tries, (gint64) outgoing->unknown_outcomes,
                      outgoing->outcome_at, (gint64) outgoing->code, outgoing->status,
                      outgoing->reply, outgoing->id);
}

GF_SQL(update_bounce, "UPDATE outgoing SET bounced_at = ?, delayed_at = ?, bounce_status = ?,"
                      " bounce_words = ?, bounce_message = ? WHERE id = ?");

gboolean gf_store_record_bounce(GfStore *store, const GfOutgoing *outgoing, GError **error)
{
    return gf_sql_run(store, &update_bounce, error, "zzttzi", outgoing->bounced_at,
                      outgoing->delayed_at, outgoing->bounce_status, outgoing->bounce_words,
                      outgoing->bounce_message, outgoing->id);
}

/* A mailing that is leaving is due as long as it has mails to compose. */
GF_SQL(select_next_outgoing,
       "SELECT coalesce(min(due), 0) FROM ("
       " SELECT min(due_at) AS due FROM outgoing INDEXED BY outgoing_ready_alone"
       " WHERE state = 'ready' AND mailing_id IS NULL"
       " UNION ALL SELECT min(due_at) FROM outgoing INDEXED BY outgoing_ready_mailing"
       " WHERE state = 'ready' AND mailing_id IS NOT NULL"
       " UNION ALL SELECT min(release_at) FROM mailing m WHERE m.state IN ('queued', 'leaving')"
       " AND (m.state = 'queued' OR EXISTS (SELECT 1 " QUEUED_OF "m.id)))");

gboolean gf_store_next_outgoing(GfStore *store, gint64 *ret_due_at, GError **error)
{
    return gf_sql_integer(store, &select_next_outgoing, ret_due_at, error, "");
}

#define DATE_ANEW(INDEX, WHICH)                                                                    \
    "UPDATE outgoing SET due_at = ?1, queued_at = min(queued_at, ?1) WHERE id IN (SELECT id FROM " \
    "outgoing INDEXED BY " INDEX " WHERE state = 'ready' AND mailing_id IS " WHICH                 \
    " AND due_at > ?2)"

GF_SQL(date_alone_anew, DATE_ANEW("outgoing_ready_alone", "NULL"));
GF_SQL(date_of_mailings_anew, DATE_ANEW("outgoing_ready_mailing", "NOT NULL"));
GF_SQL(date_mailings_anew, "UPDATE mailing SET queued_at = ?1, release_at = ?2"
                           " WHERE state IN ('queued', 'leaving') AND release_at > ?2"
                           " AND queued_at > ?1");

static gboolean add_changes(GfStore *store, gboolean done, guint *count)
{
    *count += done ? (guint) gf_sql_changes(store) : 0;
    return done;
}

gboolean gf_store_date_mails_anew(GfStore *store, gint64 now, gint64 latest, guint *count,
                                  GError **error)
{
    return add_changes(store, gf_sql_run(store, &date_alone_anew, error, "ii", now, latest),
                       count) &&
           add_changes(store, gf_sql_run(store, &date_of_mailings_anew, error, "ii", now, latest),
                       count);
}

gboolean gf_store_date_mailings_anew(GfStore *store, gint64 now, gint64 release_at, guint *count,
                                     GError **error)
{
    return add_changes(store, gf_sql_run(store, &date_mailings_anew, error, "ii", now, release_at),
                       count);
}

GF_SQL(count_automatic, "SELECT count(*) FROM outgoing WHERE folded = ? AND queued_at >= ?"
                        " AND kind IN ('acknowledgement', 'confirmation', 'refusal')");

gboolean gf_store_count_automatic(GfStore *store, const char *recipient, gint64 since, guint *ret,
                                  GError **error)
{
    g_autofree char *folded = gf_address_fold(recipient);
    gint64 count = 0;
    if (!gf_sql_integer(store, &count_automatic, &count, error, "ti", folded, since))
        return FALSE;
    *ret = (guint) count;
    return TRUE;
}

static guint *count_of(GfOutboxCounts *counts, const char *state)
{
    const struct {
        const char *state;
        guint *count;
    } table[] = {
        {"queued", &counts->queued},     {"ready", &counts->ready},
        {"sending", &counts->sending},   {"taken", &counts->taken},
        {"failed", &counts->failed},     {"uncertain", &counts->uncertain},
        {"recalled", &counts->recalled}, {"dropped", &counts->dropped},
        {"bounced", &counts->bounced},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(table); i++)
        if (g_strcmp0(table[i].state, state) == 0)
            return table[i].count;
    g_assert_not_reached();
}

GF_SQL(count_unfinished,
       "SELECT state, count(*) FROM outgoing WHERE " UNFINISHED " GROUP BY state");
GF_SQL(
    count_mailing,
    "SELECT state, count(*) FROM outgoing WHERE mailing_id = ?1 GROUP BY state UNION ALL"
    " SELECT 'bounced', count(*) FROM outgoing WHERE mailing_id = ?1 AND bounced_at IS NOT NULL");
enum { COUNT_STATE, COUNT_COUNT };

gboolean gf_store_outbox_counts(GfStore *store, gint64 mailing_id, GfOutboxCounts *ret,
                                GError **error)
{
    GfRows rows;
    if (!(mailing_id == 0 ? gf_sql_query(store, &count_unfinished, &rows, error, "")
                          : gf_sql_query(store, &count_mailing, &rows, error, "i", mailing_id)))
        return FALSE;
    GfOutboxCounts counts = {0};
    while (gf_rows_next(&rows)) {
        g_autofree char *state = gf_rows_text(&rows, COUNT_STATE);
        *count_of(&counts, state) = (guint) gf_rows_integer(&rows, COUNT_COUNT);
    }
    if (!gf_rows_end(&rows, error))
        return FALSE;
    *ret = counts;
    return TRUE;
}
