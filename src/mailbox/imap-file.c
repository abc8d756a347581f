/* imap-file.c - moving a message that was handled.
 *
 * MOVE where the server has it, else COPY, mark as deleted and expunge that one UID; never a plain
 * EXPUNGE, which would remove what somebody else marked. Everything may be repeated: a message that
 * is gone, a folder that is gone or was made anew, are success with nothing done.
 */
#include <string.h>

#include "base/error.h"
#include "mailbox/imap.h"
#include "mailbox/utf7.h"

typedef struct {
    guint32 uidvalidity;
    struct mailimap_set *source, *target; /* owned; NULL where the server did not tell */
} Moved;

static void moved_clear(Moved *moved)
{
    g_clear_pointer(&moved->source, mailimap_set_free);
    g_clear_pointer(&moved->target, mailimap_set_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Moved, moved_clear)

static guint32 only_uid(const struct mailimap_set *set)
{
    clistiter *first = set != NULL ? clist_begin(set->set_list) : NULL;
    const struct mailimap_set_item *item = first != NULL ? clist_content(first) : NULL;
    return item != NULL ? item->set_first : 0;
}

static int add_flag(GfImap *imap, guint32 uid, struct mailimap_flag *flag)
{
    struct mailimap_flag_list *flags = mailimap_flag_list_new_empty();
    mailimap_flag_list_add(flags, flag);
    g_autoptr(GfEtpanStoreFlags) store = mailimap_store_att_flags_new_add_flags_silent(flags);
    g_autoptr(GfEtpanSet) set = mailimap_set_new_single(uid);
    gf_imap_begin(imap, 0);
    return mailimap_uid_store(imap->session, set, store);
}

/* Copied, but not yet removed here. */
static int copy(GfImap *imap, guint32 uid, const char *wire, Moved *moved)
{
    g_autoptr(GfEtpanSet) set = mailimap_set_new_single(uid);
    gf_imap_begin(imap, 0);
    return mailimap_uidplus_uid_copy(imap->session, set, wire, &moved->uidvalidity, &moved->source,
                                     &moved->target);
}

static int remove_copied(GfImap *imap, guint32 uid)
{
    int result = add_flag(imap, uid, mailimap_flag_new_deleted());
    if (result != MAILIMAP_NO_ERROR || !imap->can_uidplus)
        return result;
    g_autoptr(GfEtpanSet) set = mailimap_set_new_single(uid);
    gf_imap_begin(imap, 0);
    return mailimap_uid_expunge(imap->session, set);
}

static int move(GfImap *imap, guint32 uid, const char *wire, Moved *moved)
{
    if (imap->can_move) {
        g_autoptr(GfEtpanSet) set = mailimap_set_new_single(uid);
        gf_imap_begin(imap, 0);
        return mailimap_uidplus_uid_move(imap->session, set, wire, &moved->uidvalidity,
                                         &moved->source, &moved->target);
    }
    int result = copy(imap, uid, wire, moved);
    return result == MAILIMAP_NO_ERROR ? remove_copied(imap, uid) : result;
}

/* Repeats the move where the target had been removed by somebody. */
static gboolean move_to(GfImap *imap, guint32 uid, const char *target, Moved *moved, GError **error)
{
    g_autofree char *wire = gf_utf7_encode(target);
    int result = move(imap, uid, wire, moved);
    if (gf_imap_reply(imap, result) == GF_REPLY_NO) {
        gboolean there = FALSE;
        if (!gf_imap_has_uid(imap, uid, &there, error))
            return FALSE;
        if (!there)
            return TRUE;
        if (!gf_imap_create_folder(imap, target, error))
            return FALSE;
        moved_clear(moved);
        result = move(imap, uid, wire, moved);
    }
    if (gf_imap_reply(imap, result) == GF_REPLY_OK)
        return TRUE;
    g_autofree char *doing = g_strdup_printf("moving a message to '%s'", target);
    gf_imap_set_error(imap, result, doing, error);
    return FALSE;
}

/* As read by somebody, for the eyes of staff; a courtesy that may be refused. */
static gboolean mark_seen(GfImap *imap, guint32 uid, GError **error)
{
    int result = add_flag(imap, uid, mailimap_flag_new_seen());
    GfReply reply = gf_imap_reply(imap, result);
    if (reply == GF_REPLY_OK || reply == GF_REPLY_NO)
        return TRUE;
    gf_imap_set_error(imap, result, "marking a message as read", error);
    return FALSE;
}

gboolean gf_imap_file(GfMailbox *mailbox, const GfPlace *place, GfFolder folder,
                      GfPlace **ret_place, GError **error)
{
    GfImap *imap = (GfImap *) mailbox;
    if (!gf_imap_is_there(imap, error))
        return FALSE;
    const char *target = imap->targets[folder];
    if (strcmp(place->mailbox, target) == 0) {
        *ret_place = gf_place_copy(place);
        return TRUE;
    }
    gboolean missing = FALSE;
    if (!gf_imap_select(imap, place->mailbox, &missing, error))
        return FALSE;
    if (missing || imap->uidvalidity != place->uidvalidity)
        return TRUE;
    if (folder == GF_FOLDER_DONE && !mark_seen(imap, place->uid, error))
        return FALSE;
    g_auto(Moved) moved = {0};
    if (!move_to(imap, place->uid, target, &moved, error))
        return FALSE;
    guint32 uid = only_uid(moved.target);
    if (uid != 0)
        *ret_place = gf_place_new(target, moved.uidvalidity, uid, NULL);
    return TRUE;
}
