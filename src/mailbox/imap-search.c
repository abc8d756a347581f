/* imap-search.c - which messages of a folder are still to be brought.
 *
 * What an earlier search found and no fetch has tried comes first, so that a full folder is not
 * listed for every batch of it.
 */
#include "mailbox/imap.h"

/* An answer to SEARCH: three million messages. */
#define SEARCH_BYTES (32 * 1024 * 1024)

static int by_uid(gconstpointer a, gconstpointer b)
{
    guint32 x = *(const guint32 *) a, y = *(const guint32 *) b;
    return x < y ? -1 : x > y;
}

/* UIDs of the selected folder that are not deleted, ascending. Owned. */
static GArray *search(GfImap *imap, GError **error)
{
    g_autoptr(GfEtpanSearchKey) key = mailimap_search_key_new_all();
    key->sk_type = MAILIMAP_SEARCH_KEY_UNDELETED;
    g_autoptr(GfEtpanSearchList) found = NULL;
    gf_imap_begin(imap, SEARCH_BYTES);
    /* From here on a new message is news to gf_imap_wait(). */
    imap->session->imap_selection_info->sel_has_exists = 0;
    int result = mailimap_uid_search(imap->session, NULL, key, &found);
    if (gf_imap_reply(imap, result) != GF_REPLY_OK) {
        gf_imap_set_error(imap, result, "listing the messages", error);
        return NULL;
    }
    GArray *uids = g_array_new(FALSE, FALSE, sizeof(guint32));
    for (clistiter *i = found != NULL ? clist_begin(found) : NULL; i != NULL; i = clist_next(i))
        g_array_append_vals(uids, clist_content(i), 1);
    g_array_sort(uids, by_uid);

    guint kept = 0;
    for (guint i = 0; i < uids->len; i++) {
        guint32 uid = g_array_index(uids, guint32, i);
        if (uid != 0 && (kept == 0 || g_array_index(uids, guint32, kept - 1) != uid))
            g_array_index(uids, guint32, kept++) = uid;
    }
    return g_array_set_size(uids, kept);
}

/* Those of the last search that are not known; at most as many as are looked for, taken out of the
 * list. Owned. */
static GArray *take_unknown(GfImap *imap, const GfImapLook *look)
{
    GArray *taken = g_array_new(FALSE, FALSE, sizeof(guint32));
    guint at = 0;
    for (; imap->listed != NULL && at < imap->listed->len && taken->len < look->max; at++) {
        guint32 uid = g_array_index(imap->listed, guint32, at);
        GfPlace place = {imap->selected, imap->uidvalidity, uid, NULL};
        if (look->known == NULL || !look->known(&place, look->user_data))
            g_array_append_val(taken, uid);
    }
    if (at > 0)
        g_array_remove_range(imap->listed, 0, at);
    return taken;
}

GArray *gf_imap_search(GfImap *imap, const GfImapLook *look, GError **error)
{
    GArray *uids = take_unknown(imap, look);
    if (uids->len > 0)
        return uids;
    g_array_unref(uids);
    GArray *listed = search(imap, error);
    if (listed == NULL)
        return NULL;
    g_clear_pointer(&imap->listed, g_array_unref);
    imap->listed = listed;
    return take_unknown(imap, look);
}
