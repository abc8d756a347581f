/* imap-drag.c - the folders into which staff drags what waits for a human.
 *
 * IDLE watches one folder only, so these are asked for their number of messages (STATUS): all at
 * once, which most often ends it, else one after the other. They are opened only where there are
 * any; then the watched folder is opened again. One that
 * somebody removed is made anew; one that may not be opened is left alone.
 */
#include <string.h>

#include "mailbox/imap.h"
#include "mailbox/utf7.h"

#define LOOKING "looking into the folders of staff"

static guint32 told(const GfEtpanStatus *status, int item)
{
    clistiter *i = status != NULL ? clist_begin(status->st_info_list) : NULL;
    for (; i != NULL; i = clist_next(i)) {
        const struct mailimap_status_info *info = clist_content(i);
        if (info->st_att == item)
            return info->st_value;
    }
    return 0;
}

static gboolean count_messages(GfImap *imap, const char *folder, guint32 *ret_count, GError **error)
{
    g_autoptr(GfEtpanStatusItems) wanted = mailimap_status_att_list_new_empty();
    g_autoptr(GfEtpanStatus) status = NULL;
    g_autofree char *wire = gf_utf7_encode(folder);
    mailimap_status_att_list_add(wanted, MAILIMAP_STATUS_ATT_MESSAGES);
    gf_imap_begin(imap, 0);
    int result = mailimap_status(imap->session, wire, wanted, &status);
    *ret_count = told(status, MAILIMAP_STATUS_ATT_MESSAGES);
    if (gf_imap_reply(imap, result) == GF_REPLY_NO)
        return gf_imap_create_folder(imap, folder, error);
    if (gf_imap_reply(imap, result) == GF_REPLY_OK)
        return TRUE;
    gf_imap_set_error(imap, result, LOOKING, error);
    return FALSE;
}

/* What is new in one of them; an empty array where nothing is. */
static GPtrArray *look_into(GfImap *imap, const GfImapLook *look, GError **error)
{
    guint32 count = 0;
    gboolean missing = FALSE;
    if (strcmp(look->folder, imap->folder) != 0 &&
        (!count_messages(imap, look->folder, &count, error) ||
         (count > 0 && !gf_imap_select(imap, look->folder, &missing, error))))
        return NULL;
    if (count > 0 && !missing)
        return gf_imap_look(imap, look, error);
    return g_ptr_array_new_with_free_func((GDestroyNotify) gf_incoming_free);
}

/* The number in an answer to STATUS; FALSE where it has none. */
static gboolean messages_in(const char *line, guint64 *ret_count)
{
    static const char name[] = "MESSAGES ";
    const char *values = strrchr(line, '(');
    const char *words = values != NULL ? strcasestr(values, name) : NULL;
    *ret_count = words != NULL ? g_ascii_strtoull(words + strlen(name), NULL, 10) : 0;
    return words != NULL;
}

/* The commands that ask all of them, which is one wait, and how many these are. Owned. */
static char *question(const GfImap *imap, guint *ret_count)
{
    GString *commands = g_string_new(NULL);
    *ret_count = 0;
    for (guint i = 0; i < GF_DRAGS; i++) {
        g_autofree char *wire = gf_utf7_encode(imap->drags[i]);
        g_autofree char *escaped = g_strescape(wire, NULL); /* ASCII: only " and \ */
        if (strcmp(imap->drags[i], imap->folder) == 0)
            continue;
        g_string_append_printf(commands, GF_IMAP_TAG "%u STATUS \"%s\" (MESSAGES)\r\n",
                               (*ret_count)++, escaped);
    }
    return g_string_free(commands, FALSE);
}

/* What came in while the watched folder was not looked at. */
static void note_news(GfImap *imap)
{
    if (imap->session->imap_selection_info != NULL)
        imap->session->imap_selection_info->sel_has_exists = 1;
    imap->base.was_quiet = FALSE;
}

/* Whether there may be something in one of them: a message, a folder that is missing, or an answer
 * that is not understood here. */
static gboolean ask_all(GfImap *imap, gboolean *ret_any, GError **error)
{
    guint waiting = 0, told = 0;
    g_autofree char *commands = question(imap, &waiting);
    guint asked = waiting;
    *ret_any = FALSE;
    if (waiting > 0 && !gf_imap_send_line(imap, commands, LOOKING, error))
        return FALSE;
    while (waiting > 0) {
        GfImapLine kind = GF_IMAP_LINE_OTHER;
        guint64 count = 0;
        const char *line = gf_imap_read_line(imap, &kind, LOOKING, error);
        if (line == NULL)
            return FALSE;
        if (kind == GF_IMAP_LINE_OK || kind == GF_IMAP_LINE_REFUSED)
            waiting--;
        else if (kind == GF_IMAP_LINE_NEWS)
            note_news(imap);
        else if (messages_in(line, &count))
            told++;
        *ret_any = *ret_any || count > 0;
    }
    *ret_any = *ret_any || told < asked;
    return TRUE;
}

/* Opening a folder reports all that lies in it as news, which would end the waiting at once and, as
 * long as something stays in a folder of staff, again and again. */
static gboolean go_back(GfImap *imap, GError **error)
{
    if (imap->session == NULL || g_strcmp0(imap->selected, imap->folder) == 0)
        return TRUE;
    if (!gf_imap_select(imap, imap->folder, NULL, error))
        return FALSE;
    struct mailimap_selection_info *info = imap->session->imap_selection_info;
    if (info->sel_uidnext != 0 && info->sel_uidnext == imap->next_uid)
        info->sel_has_exists = 0;
    else
        note_news(imap);
    imap->next_uid = info->sel_uidnext;
    return TRUE;
}

GPtrArray *gf_imap_fetch_dragged(GfMailbox *mailbox, guint max, GfKnown known, gpointer user_data,
                                 GError **error)
{
    GfImap *imap = (GfImap *) mailbox;
    g_autoptr(GPtrArray) incoming =
        g_ptr_array_new_with_free_func((GDestroyNotify) gf_incoming_free);
    gboolean any = FALSE;
    if (!gf_imap_is_there(imap, error) || !ask_all(imap, &any, error))
        return NULL;
    for (guint i = 0; any && i < GF_DRAGS && incoming->len == 0; i++) {
        g_autofree char *folder = g_strdup(imap->drags[i]);
        const GfImapLook look = {folder, gf_drags[i].verdict, max, known, user_data};
        g_ptr_array_unref(incoming);
        incoming = look_into(imap, &look, error);
        if (incoming == NULL)
            return NULL;
    }
    return go_back(imap, error) ? g_steal_pointer(&incoming) : NULL;
}
