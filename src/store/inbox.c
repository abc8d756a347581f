/* inbox.c - messages received and what was decided about them; see inbox.h. Where they lie:
 * place.c.
 *
 * The letter is derived from the raw bytes: one that an older version wrote and this one cannot
 * read is left out, not an error.
 */
#include "store/inbox.h"

#include "base/limits.h"
#include "store/sql.h"

GfMessage *gf_message_new(void)
{
    return g_new0(GfMessage, 1);
}

void gf_message_free(GfMessage *message)
{
    if (message == NULL)
        return;
    g_free(message->message_id);
    g_free(message->from_address);
    g_free(message->subject);
    g_free(message->kind);
    gf_letter_free(message->letter);
    g_free(message->state);
    g_free(message->reason);
    g_free(message->detail);
    g_free(message->matter);
    g_free(message);
}

enum { LETTER_PLAIN, LETTER_PACKED };

/* The column of a letter: one byte that says how, then its bytes. NULL for none. Owned. */
static GBytes *letter_to_column(const GfLetter *letter)
{
    if (letter == NULL)
        return NULL;
    g_autoptr(GBytes) plain = gf_letter_to_bytes(letter);
    g_autoptr(GBytes) packed = gf_pack(plain);
    GBytes *body = packed != NULL ? packed : plain;
    GByteArray *column = g_byte_array_sized_new((guint) g_bytes_get_size(body) + 1);
    guint8 how = packed != NULL ? LETTER_PACKED : LETTER_PLAIN;
    g_byte_array_append(column, &how, 1);
    g_byte_array_append(column, g_bytes_get_data(body, NULL), (guint) g_bytes_get_size(body));
    return g_byte_array_free_to_bytes(column);
}

static GfLetter *letter_from_column(GBytes *column)
{
    gsize size = 0;
    const guint8 *data = column != NULL ? g_bytes_get_data(column, &size) : NULL;
    if (size < 1)
        return NULL;
    g_autoptr(GBytes) body = g_bytes_new_from_bytes(column, 1, size - 1);
    g_autoptr(GBytes) plain =
        data[0] == LETTER_PACKED ? gf_unpack(body, GF_LIMIT_LETTER_BYTES, NULL) : g_bytes_ref(body);
    return plain != NULL ? gf_letter_from_bytes(plain, NULL) : NULL;
}

GF_SQL(insert_message,
       "INSERT INTO message (blob_id, message_id, arrived_at, recorded_at, from_address, subject,"
       " kind, reader, state, reason, detail, session_id, member_id, matter, letter)"
       " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");

gboolean gf_store_add_message(GfStore *store, GBytes *raw, const char *sha256, GfMessage *message,
                              GError **error)
{
    g_autoptr(GBytes) letter = letter_to_column(message->letter);
    gint64 blob_id = 0;
    if (!gf_store_put_known_blob(store, raw, sha256, &blob_id, error) ||
        !gf_sql_run(store, &insert_message, error, "itiitttitttzztb", blob_id, message->message_id,
                    message->arrived_at, message->recorded_at, message->from_address,
                    message->subject, message->kind, (gint64) message->reader, message->state,
                    message->reason, message->detail, message->session_id, message->member_id,
                    message->matter, letter))
        return FALSE;
    message->id = gf_sql_last_id(store);
    message->blob_id = blob_id;
    return TRUE;
}

#define MESSAGE_COLUMNS                                                                            \
    "id, blob_id, message_id, arrived_at, recorded_at, from_address, subject, kind, reader,"       \
    " state, reason, detail, session_id, member_id, matter"
enum {
    MESSAGE_ID,
    MESSAGE_BLOB_ID,
    MESSAGE_MESSAGE_ID,
    MESSAGE_ARRIVED_AT,
    MESSAGE_RECORDED_AT,
    MESSAGE_FROM_ADDRESS,
    MESSAGE_SUBJECT,
    MESSAGE_KIND,
    MESSAGE_READER,
    MESSAGE_STATE,
    MESSAGE_REASON,
    MESSAGE_DETAIL,
    MESSAGE_SESSION_ID,
    MESSAGE_MEMBER_ID,
    MESSAGE_MATTER,
    MESSAGE_LETTER,
};

static gpointer read_message(GfRows *rows)
{
    GfMessage *message = gf_message_new();
    message->id = gf_rows_integer(rows, MESSAGE_ID);
    message->blob_id = gf_rows_integer(rows, MESSAGE_BLOB_ID);
    message->message_id = gf_rows_text(rows, MESSAGE_MESSAGE_ID);
    message->arrived_at = gf_rows_integer(rows, MESSAGE_ARRIVED_AT);
    message->recorded_at = gf_rows_integer(rows, MESSAGE_RECORDED_AT);
    message->from_address = gf_rows_text(rows, MESSAGE_FROM_ADDRESS);
    message->subject = gf_rows_text(rows, MESSAGE_SUBJECT);
    message->kind = gf_rows_text(rows, MESSAGE_KIND);
    message->reader = (int) gf_rows_integer(rows, MESSAGE_READER);
    message->state = gf_rows_text(rows, MESSAGE_STATE);
    message->reason = gf_rows_text(rows, MESSAGE_REASON);
    message->detail = gf_rows_text(rows, MESSAGE_DETAIL);
    message->session_id = gf_rows_integer(rows, MESSAGE_SESSION_ID);
    message->member_id = gf_rows_integer(rows, MESSAGE_MEMBER_ID);
    message->matter = gf_rows_text(rows, MESSAGE_MATTER);
    return message;
}

static gpointer read_message_with_letter(GfRows *rows)
{
    GfMessage *message = read_message(rows);
    g_autoptr(GBytes) letter = gf_rows_bytes(rows, MESSAGE_LETTER);
    message->letter = letter_from_column(letter);
    return message;
}

GF_SQL(select_message, "SELECT " MESSAGE_COLUMNS ", letter FROM message WHERE id = ?");

gboolean gf_store_message(GfStore *store, gint64 id, GfMessage **ret, GError **error)
{
    GfRows rows;
    return gf_sql_query(store, &select_message, &rows, error, "i", id) &&
           gf_rows_first(&rows, read_message_with_letter, (GDestroyNotify) gf_message_free, ret,
                         error);
}

GF_SQL(select_message_read_before, "SELECT " MESSAGE_COLUMNS ", letter FROM message"
                                   " WHERE id > ? AND reader < ? ORDER BY id LIMIT 1");

gboolean gf_store_message_read_before(GfStore *store, int reader, gint64 after_id, GfMessage **ret,
                                      GError **error)
{
    GfRows rows;
    return gf_sql_query(store, &select_message_read_before, &rows, error, "ii", after_id,
                        (gint64) reader) &&
           gf_rows_first(&rows, read_message_with_letter, (GDestroyNotify) gf_message_free, ret,
                         error);
}

GF_SQL(select_message_by_content,
       "SELECT m.id FROM blob b JOIN message m ON m.blob_id = b.id WHERE b.sha256 = ?");

gboolean gf_store_message_by_content(GfStore *store, const char *sha256, gint64 *ret_id,
                                     GError **error)
{
    gint64 id = 0;
    if (!gf_sql_integer(store, &select_message_by_content, &id, error, "t", sha256))
        return FALSE;
    *ret_id = id;
    return TRUE;
}

GF_SQL(select_messages_before,
       "SELECT " MESSAGE_COLUMNS " FROM message WHERE id < ? ORDER BY id DESC LIMIT ?");
GF_SQL(select_messages_in,
       "SELECT " MESSAGE_COLUMNS " FROM message WHERE state = ? ORDER BY id DESC LIMIT ?");

gboolean gf_store_messages_before(GfStore *store, gint64 before, guint limit, GPtrArray **ret,
                                  GError **error)
{
    GfRows rows;
    return gf_sql_query(store, &select_messages_before, &rows, error, "ii", before,
                        gf_sql_limit(limit)) &&
           gf_rows_list(&rows, read_message, (GDestroyNotify) gf_message_free, ret, error);
}

gboolean gf_store_messages(GfStore *store, const char *state, guint limit, GPtrArray **ret,
                           GError **error)
{
    GfRows rows;
    if (state == NULL)
        return gf_store_messages_before(store, G_MAXINT64, limit, ret, error);
    return gf_sql_query(store, &select_messages_in, &rows, error, "ti", state,
                        gf_sql_limit(limit)) &&
           gf_rows_list(&rows, read_message, (GDestroyNotify) gf_message_free, ret, error);
}

GF_SQL(update_message,
       "UPDATE message SET state = ?, reason = ?, detail = ?, session_id = ?, member_id = ?,"
       " matter = ? WHERE id = ?");
GF_SQL(update_message_reading,
       "UPDATE message SET message_id = ?, from_address = ?, subject = ?, kind = ?, reader = ?,"
       " letter = ? WHERE id = ?");

gboolean gf_store_decide_message(GfStore *store, const GfMessage *message, GError **error)
{
    if (!gf_sql_run(store, &update_message, error, "tttzzti", message->state, message->reason,
                    message->detail, message->session_id, message->member_id, message->matter,
                    message->id))
        return FALSE;
    if (message->letter == NULL)
        return TRUE;
    g_autoptr(GBytes) letter = letter_to_column(message->letter);
    return gf_sql_run(store, &update_message_reading, error, "ttttibi", message->message_id,
                      message->from_address, message->subject, message->kind,
                      (gint64) message->reader, letter, message->id);
}

GF_SQL(select_message_like,
       "SELECT max(id) FROM message WHERE message_id = ? AND from_address = ? AND id <> ?");

gboolean gf_store_message_like(GfStore *store, const GfMessage *message, gint64 *ret_id,
                               GError **error)
{
    return gf_sql_integer(store, &select_message_like, ret_id, error, "tti", message->message_id,
                          message->from_address, message->id);
}
