/* imap-drag.c - the folders into which staff drags what waits for a human.
 *
 * IDLE watches one folder only, so these are asked for their number of messages (STATUS), all at
 * once, and opened only where there are any; then the watched folder is opened again. One that
 * somebody removed is made anew; one that may not be opened is left alone.
 */
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "mailbox/imap.h"
#include "mailbox/utf7.h"

#define LOOKING "looking into the folders of staff"

/* What is new in one of them; an empty array where nothing is. */
static GPtrArray *look_into(GfImap *imap, const GfImapLook *look, GError **error)
{
    gboolean missing = FALSE;
    if (!gf_imap_select(imap, look->folder, &missing, error))
        return NULL;
    if (!missing)
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

/* The commands that ask all of them, which is one wait; each has its number for a tag. Owned. */
static char *question(const GfImap *imap, guint *ret_count)
{
    GString *commands = g_string_new(NULL);
    *ret_count = 0;
    for (guint i = 0; i < GF_DRAGS; i++) {
        g_autofree char *wire = gf_utf7_encode(imap->drags[i]);
        g_autofree char *escaped = g_strescape(wire, NULL); /* ASCII: only " and \ */
        if (strcmp(imap->drags[i], imap->folder) == 0)
            continue;
        g_string_append_printf(commands, GF_IMAP_TAG "%u STATUS \"%s\" (MESSAGES)\r\n", i, escaped);
        (*ret_count)++;
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

/* What the answers tell so far. */
typedef struct {
    guint64 counts[GF_DRAGS]; /* of messages */
    gboolean missing[GF_DRAGS];
    char *refused; /* owned; the words of a server that does not understand, NULL: it does */
    /* Told and not yet of any folder. Where a server answers several before it ends the first, all
     * of these may hold the most: one is opened in vain. */
    guint told;
    guint64 most;
} Answers;

static void answers_clear(Answers *answers)
{
    g_free(answers->refused);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Answers, answers_clear)

static void end_answer(Answers *answers, const char *line, gboolean good)
{
    char *words = NULL;
    guint64 folder = g_ascii_strtoull(line + strlen(GF_IMAP_TAG), &words, 10);
    if (folder >= GF_DRAGS)
        return;
    answers->counts[folder] = good ? answers->most : 0;
    answers->missing[folder] = !good && g_ascii_strncasecmp(words, " NO", strlen(" NO")) == 0;
    if (!good && !answers->missing[folder] && answers->refused == NULL)
        answers->refused = gf_text_line(words, 200);
    if (answers->told <= 1)
        answers->told = answers->most = 0;
}

static gboolean ask_all(GfImap *imap, Answers *answers, GError **error)
{
    guint waiting = 0;
    g_autofree char *commands = question(imap, &waiting);
    if (waiting > 0 && !gf_imap_send_line(imap, commands, LOOKING, error))
        return FALSE;
    while (waiting > 0) {
        GfImapLine kind = GF_IMAP_LINE_OTHER;
        guint64 count = 0;
        const char *line = gf_imap_read_line(imap, &kind, LOOKING, error);
        if (line == NULL)
            return FALSE;
        if (kind == GF_IMAP_LINE_OK || kind == GF_IMAP_LINE_REFUSED) {
            end_answer(answers, line, kind == GF_IMAP_LINE_OK);
            waiting--;
        } else if (kind == GF_IMAP_LINE_NEWS) {
            note_news(imap);
        } else if (messages_in(line, &count)) {
            answers->told++;
            answers->most = MAX(answers->most, count);
        }
    }
    if (answers->refused == NULL)
        return TRUE;
    g_set_error(error, GF_ERROR, GF_ERROR_RETRY,
                "mailbox %s: " LOOKING ": the server says '%s' (try again later)", imap->host,
                answers->refused);
    return FALSE;
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
    g_auto(Answers) answers = {0};
    if (!gf_imap_is_there(imap, error) || !ask_all(imap, &answers, error))
        return NULL;
    for (guint i = 0; i < GF_DRAGS && incoming->len == 0; i++) {
        g_autofree char *folder = g_strdup(imap->drags[i]);
        const GfImapLook look = {folder, gf_drags[i].verdict, max, known, user_data};
        if (answers.missing[i] && !gf_imap_create_folder(imap, folder, error))
            return NULL;
        if (answers.counts[i] == 0)
            continue;
        g_ptr_array_unref(incoming);
        incoming = look_into(imap, &look, error);
        if (incoming == NULL)
            return NULL;
    }
    return go_back(imap, error) ? g_steal_pointer(&incoming) : NULL;
}
