/* imap-file.c - moving messages that were handled, all of one folder with one command.
 *
 * MOVE where the server has it, else COPY, mark as deleted and expunge that one UID; never a plain
 * EXPUNGE, which would remove what somebody else marked. Everything may be repeated: a message that
 * is gone, a folder that is gone or was made anew, are success with nothing done.
 */
#include <string.h>

#include "base/error.h"
#include "mailbox/imap.h"
#include "mailbox/utf7.h"

#define GROUP 500 /* messages in one command: some servers take lines of eight kilobytes only */
#define REFUSALS 100

typedef struct {
    guint32 uidvalidity;
    struct mailimap_set *source, *target; /* owned; NULL where the server did not tell */
    gboolean copied;                      /* but not removed: another attempt would copy again */
} Moved;

static void moved_clear(Moved *moved)
{
    g_clear_pointer(&moved->source, mailimap_set_free);
    g_clear_pointer(&moved->target, mailimap_set_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Moved, moved_clear)

/* The messages of a group as a set of ranges. */
static struct mailimap_set *set_of(const GPtrArray *group)
{
    struct mailimap_set *set = mailimap_set_new_empty();
    for (guint i = 0; i < group->len;) {
        guint32 first = ((const GfFiling *) group->pdata[i])->place->uid, last = first;
        for (i++; i < group->len && ((const GfFiling *) group->pdata[i])->place->uid == last + 1;
             i++)
            last++;
        mailimap_set_add_interval(set, first, last);
    }
    return set;
}

static int add_flag(GfImap *imap, const GPtrArray *group, struct mailimap_flag *flag)
{
    struct mailimap_flag_list *flags = mailimap_flag_list_new_empty();
    mailimap_flag_list_add(flags, flag);
    g_autoptr(GfEtpanStoreFlags) store = mailimap_store_att_flags_new_add_flags_silent(flags);
    g_autoptr(GfEtpanSet) set = set_of(group);
    gf_imap_begin(imap, 0);
    return mailimap_uid_store(imap->session, set, store);
}

/* Copied, but not yet removed here. */
static int copy(GfImap *imap, const GPtrArray *group, const char *wire, Moved *moved)
{
    g_autoptr(GfEtpanSet) set = set_of(group);
    gf_imap_begin(imap, 0);
    return mailimap_uidplus_uid_copy(imap->session, set, wire, &moved->uidvalidity, &moved->source,
                                     &moved->target);
}

static int remove_copied(GfImap *imap, const GPtrArray *group)
{
    int result = add_flag(imap, group, mailimap_flag_new_deleted());
    if (result != MAILIMAP_NO_ERROR || !imap->can_uidplus)
        return result;
    g_autoptr(GfEtpanSet) set = set_of(group);
    gf_imap_begin(imap, 0);
    return mailimap_uid_expunge(imap->session, set);
}

static int move(GfImap *imap, const GPtrArray *group, const char *wire, Moved *moved)
{
    if (imap->can_move) {
        g_autoptr(GfEtpanSet) set = set_of(group);
        gf_imap_begin(imap, 0);
        return mailimap_uidplus_uid_move(imap->session, set, wire, &moved->uidvalidity,
                                         &moved->source, &moved->target);
    }
    int result = copy(imap, group, wire, moved);
    moved->copied = result == MAILIMAP_NO_ERROR;
    return moved->copied ? remove_copied(imap, group) : result;
}

/* A message that the server would not move: gone, or its target was removed by somebody, which is
 * made again; else GF_ERROR_RETRY. */
static gboolean move_refused(GfImap *imap, const GPtrArray *group, const char *target, Moved *moved,
                             GError **error)
{
    const GfFiling *filing = group->pdata[0];
    g_autofree char *wire = gf_utf7_encode(target);
    gboolean there = FALSE;
    if (!gf_imap_has_uid(imap, filing->place->uid, &there, error))
        return FALSE;
    if (!there)
        return TRUE;
    if (!gf_imap_create_folder(imap, target, error))
        return FALSE;
    moved_clear(moved);
    int result = move(imap, group, wire, moved);
    if (gf_imap_reply(imap, result) == GF_REPLY_OK)
        return TRUE;
    g_autofree char *doing = g_strdup_printf("moving a message to '%s'", target);
    gf_imap_set_error(imap, result, doing, error);
    return FALSE;
}

/* As read by somebody, for the eyes of staff; a courtesy that may be refused. */
static gboolean mark_seen(GfImap *imap, const GPtrArray *group, GError **error)
{
    int result = add_flag(imap, group, mailimap_flag_new_seen());
    GfReply reply = gf_imap_reply(imap, result);
    if (reply == GF_REPLY_OK || reply == GF_REPLY_NO)
        return TRUE;
    gf_imap_set_error(imap, result, "marking messages as read", error);
    return FALSE;
}

/* The UIDs of a set in its order, at most `most` of them. Owned. */
static GArray *uids_of(const struct mailimap_set *set, guint most)
{
    GArray *uids = g_array_new(FALSE, FALSE, sizeof(guint32));
    for (clistiter *i = set != NULL ? clist_begin(set->set_list) : NULL; i != NULL;
         i = clist_next(i)) {
        const struct mailimap_set_item *item = clist_content(i);
        guint64 first = MIN(item->set_first, item->set_last);
        guint64 last = MAX(item->set_first, item->set_last);
        for (guint64 uid = first; uid <= last && uids->len < most; uid++) {
            guint32 one = (guint32) uid;
            g_array_append_val(uids, one);
        }
    }
    return uids;
}

/* Both sets tell the same messages in the same order (RFC 4315 section 3); a message that was gone
 * is in neither. */
static void note_places(const Moved *moved, const char *target, const GPtrArray *group)
{
    g_autoptr(GArray) from = uids_of(moved->source, group->len);
    g_autoptr(GArray) to = uids_of(moved->target, group->len);
    for (guint i = 0; i < group->len; i++) {
        GfFiling *filing = group->pdata[i];
        filing->filed = TRUE;
        for (guint at = 0; from->len == to->len && at < from->len; at++) {
            guint32 uid = g_array_index(to, guint32, at);
            if (g_array_index(from, guint32, at) == filing->place->uid && uid != 0 &&
                filing->moved == NULL)
                filing->moved = gf_place_new(target, moved->uidvalidity, uid, NULL);
        }
    }
}

static gboolean file_one_by_one(GfImap *imap, GPtrArray *group, GError **error);

/* Messages of the selected folder that go to the same one. */
static gboolean move_group(GfImap *imap, GPtrArray *group, const char *target, GError **error)
{
    g_auto(Moved) moved = {0};
    g_autofree char *wire = gf_utf7_encode(target);
    int result = move(imap, group, wire, &moved);
    GfReply reply = gf_imap_reply(imap, result);
    gboolean refused = reply == GF_REPLY_NO && !moved.copied;
    if (refused && group->len > 1)
        return file_one_by_one(imap, group, error);
    if (refused && !move_refused(imap, group, target, &moved, error))
        return FALSE;
    if (reply != GF_REPLY_OK && !refused) {
        g_autofree char *doing = g_strdup_printf("moving a message to '%s'", target);
        gf_imap_set_error(imap, result, doing, error);
        return FALSE;
    }
    note_places(&moved, target, group);
    return TRUE;
}

static void note_filed(const GPtrArray *group, gboolean in_place)
{
    for (guint i = 0; i < group->len; i++) {
        GfFiling *filing = group->pdata[i];
        filing->filed = TRUE;
        if (in_place)
            filing->moved = gf_place_copy(filing->place);
    }
}

static gboolean file_group(GfImap *imap, GPtrArray *group, GError **error)
{
    const GfFiling *first = group->pdata[0];
    const char *target = imap->targets[first->folder];
    gboolean missing = FALSE;
    if (strcmp(first->place->mailbox, target) == 0) {
        note_filed(group, TRUE);
        return TRUE;
    }
    if (!gf_imap_is_there(imap, error) ||
        !gf_imap_select(imap, first->place->mailbox, &missing, error))
        return FALSE;
    if (missing || imap->uidvalidity != first->place->uidvalidity) {
        note_filed(group, FALSE);
        return TRUE;
    }
    return (first->folder != GF_FOLDER_DONE || mark_seen(imap, group, error)) &&
           move_group(imap, group, target, error);
}

/* FALSE where nothing more can be tried; what the server refuses is kept in `refusal`. */
static gboolean go_on(GError *problem, GError **refusal, GError **error)
{
    if (!g_error_matches(problem, GF_ERROR, GF_ERROR_RETRY)) {
        g_propagate_error(error, problem);
        return FALSE;
    }
    if (*refusal == NULL)
        *refusal = problem;
    else
        g_error_free(problem);
    return TRUE;
}

/* One message may be what the server refuses of all; where it refuses many in a row, the rest
 * waits.
 */
static gboolean file_one_by_one(GfImap *imap, GPtrArray *group, GError **error)
{
    g_autoptr(GError) refusal = NULL;
    for (guint i = 0, refused = 0; i < group->len && refused < REFUSALS; i++) {
        g_autoptr(GPtrArray) alone = g_ptr_array_new();
        GError *problem = NULL;
        g_ptr_array_add(alone, group->pdata[i]);
        gboolean filed = file_group(imap, alone, &problem);
        if (!filed && !go_on(problem, &refusal, error))
            return FALSE;
        refused = filed ? 0 : refused + 1;
    }
    if (refusal == NULL)
        return TRUE;
    g_propagate_error(error, g_steal_pointer(&refusal));
    return FALSE;
}

static gboolean goes_with(const GfFiling *a, const GfFiling *b)
{
    return a->folder == b->folder && a->place->uidvalidity == b->place->uidvalidity &&
           strcmp(a->place->mailbox, b->place->mailbox) == 0;
}

static int by_uid(gconstpointer left, gconstpointer right)
{
    guint32 a = (*(GfFiling *const *) left)->place->uid,
            b = (*(GfFiling *const *) right)->place->uid;
    return a < b ? -1 : a > b;
}

/* Takes those that go with the first out of `left`, no more than one command may name; in
 * ascending order. */
static GPtrArray *take_group(GPtrArray *left)
{
    GPtrArray *group = g_ptr_array_new();
    guint kept = 0;
    for (guint i = 0; i < left->len; i++) {
        if (group->len == 0 || (group->len < GROUP && goes_with(left->pdata[i], group->pdata[0])))
            g_ptr_array_add(group, left->pdata[i]);
        else
            left->pdata[kept++] = left->pdata[i];
    }
    g_ptr_array_set_size(left, (gint) kept);
    g_ptr_array_sort(group, by_uid);
    return group;
}

gboolean gf_imap_file(GfMailbox *mailbox, GPtrArray *filings, GError **error)
{
    GfImap *imap = (GfImap *) mailbox;
    g_autoptr(GPtrArray) left = g_ptr_array_copy(filings, NULL, NULL);
    g_autoptr(GError) refusal = NULL;
    g_ptr_array_set_free_func(left, NULL);
    if (!gf_imap_is_there(imap, error))
        return FALSE;
    while (left->len > 0) {
        g_autoptr(GPtrArray) group = take_group(left);
        GError *problem = NULL;
        if (!file_group(imap, group, &problem) && !go_on(problem, &refusal, error))
            return FALSE;
    }
    if (refusal == NULL)
        return TRUE;
    g_propagate_error(error, g_steal_pointer(&refusal));
    return FALSE;
}
