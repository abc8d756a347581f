/* place.c - where messages were met, and where they must be filed; see inbox.h. */
#include "store/inbox.h"
#include "store/sql.h"

void gf_place_row_free(GfPlaceRow *place)
{
    if (place == NULL)
        return;
    g_free(place->mailbox);
    g_free(place->name);
    g_free(place->folder);
    g_free(place);
}

GF_SQL(select_message_at, "SELECT message_id, filed_at IS NOT NULL FROM place WHERE mailbox = ?"
                          " AND uidvalidity = ? AND uid = ? AND name = ?");
enum { AT_MESSAGE_ID, AT_FILED };

gboolean gf_store_message_at(GfStore *store, const GfPlaceRow *place, gint64 *ret_message_id,
                             gboolean *ret_filed, GError **error)
{
    GfRows rows;
    if (!gf_sql_query(store, &select_message_at, &rows, error, "tiit", place->mailbox,
                      (gint64) place->uidvalidity, (gint64) place->uid, gf_sql_text(place->name)))
        return FALSE;
    gboolean met = gf_rows_next(&rows);
    gint64 id = met ? gf_rows_integer(&rows, AT_MESSAGE_ID) : 0;
    gboolean filed = met && gf_rows_integer(&rows, AT_FILED) != 0;
    if (!gf_rows_end(&rows, error))
        return FALSE;
    *ret_message_id = id;
    if (ret_filed != NULL)
        *ret_filed = filed;
    return TRUE;
}

/* A place that was known for something else now holds this message: the newest sight is right. */
GF_SQL(insert_place,
       "INSERT INTO place (message_id, mailbox, uidvalidity, uid, name, folder)"
       " VALUES (?, ?, ?, ?, ?, ?)"
       " ON CONFLICT (mailbox, uidvalidity, uid, name) DO UPDATE SET"
       " message_id = excluded.message_id, folder = excluded.folder, filed_at = NULL");

gboolean gf_store_add_place(GfStore *store, const GfPlaceRow *place, GError **error)
{
    return gf_sql_run(store, &insert_place, error, "itiitt", place->message_id, place->mailbox,
                      (gint64) place->uidvalidity, (gint64) place->uid, gf_sql_text(place->name),
                      place->folder);
}

GF_SQL(select_places_to_file,
       "SELECT id, message_id, mailbox, uidvalidity, uid, name, folder FROM place"
       " WHERE filed_at IS NULL ORDER BY id LIMIT ?");
enum {
    PLACE_ID,
    PLACE_MESSAGE_ID,
    PLACE_MAILBOX,
    PLACE_UIDVALIDITY,
    PLACE_UID,
    PLACE_NAME,
    PLACE_FOLDER,
};

static gpointer read_place(GfRows *rows)
{
    GfPlaceRow *place = g_new0(GfPlaceRow, 1);
    place->id = gf_rows_integer(rows, PLACE_ID);
    place->message_id = gf_rows_integer(rows, PLACE_MESSAGE_ID);
    place->mailbox = gf_rows_text(rows, PLACE_MAILBOX);
    place->uidvalidity = (guint32) gf_rows_integer(rows, PLACE_UIDVALIDITY);
    place->uid = (guint32) gf_rows_integer(rows, PLACE_UID);
    place->name = gf_rows_text(rows, PLACE_NAME);
    place->folder = gf_rows_text(rows, PLACE_FOLDER);
    return place;
}

gboolean gf_store_places_to_file(GfStore *store, guint limit, GPtrArray **ret, GError **error)
{
    GfRows rows;
    return gf_sql_query(store, &select_places_to_file, &rows, error, "i", gf_sql_limit(limit)) &&
           gf_rows_list(&rows, read_place, (GDestroyNotify) gf_place_row_free, ret, error);
}

/* A place that was given another folder meanwhile is not filed yet. */
#define FILED "filed_at = CASE WHEN folder = ?1 THEN ?2 END"
GF_SQL(update_filed, "UPDATE place SET " FILED " WHERE id = ?3");
GF_SQL(update_moved, "UPDATE OR REPLACE place SET " FILED ", mailbox = ?4, uidvalidity = ?5,"
                     " uid = ?6, name = ?7 WHERE id = ?3");

gboolean gf_store_set_filed(GfStore *store, const GfPlaceRow *ordered, gint64 at,
                            const GfPlaceRow *moved, GError **error)
{
    if (moved == NULL)
        return gf_sql_run(store, &update_filed, error, "tii", ordered->folder, at, ordered->id);
    return gf_sql_run(store, &update_moved, error, "tiitiit", ordered->folder, at, ordered->id,
                      moved->mailbox, (gint64) moved->uidvalidity, (gint64) moved->uid,
                      gf_sql_text(moved->name));
}

GF_SQL(refile, "UPDATE place SET folder = ?1, filed_at = NULL WHERE message_id = ?2"
               " AND folder <> ?1");

gboolean gf_store_refile(GfStore *store, gint64 message_id, const char *folder, GError **error)
{
    return gf_sql_run(store, &refile, error, "ti", folder, message_id);
}
