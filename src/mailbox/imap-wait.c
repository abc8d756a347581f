/* imap-wait.c - waiting for news: IDLE (RFC 2177), or a plain wait.
 *
 * libetpan's own IDLE hangs where a message arrives at the wrong moment. IDLE is a hint: the caller
 * lists the folder after news, and now and then without. Renewed before the half hour
 * after which servers hang up. Any failure ends the session.
 */
#include "mailbox/imap.h"

#define WAITING "waiting for messages"
#define RENEW_US (25 * 60 * (gint64) G_USEC_PER_SEC)
/* Between two looks at a server without IDLE. */
#define LOOK_US (60 * (gint64) G_USEC_PER_SEC)

static gboolean enter_idle(GfImap *imap, gboolean *news, GError **error)
{
    if (!gf_imap_send_line(imap, GF_IMAP_TAG " IDLE\r\n", WAITING, error))
        return FALSE;
    for (GfImapLine line = GF_IMAP_LINE_OTHER; line != GF_IMAP_LINE_GO;) {
        if (gf_imap_read_line(imap, &line, WAITING, error) == NULL)
            return FALSE;
        *news = *news || line == GF_IMAP_LINE_NEWS;
        if (line == GF_IMAP_LINE_OK || line == GF_IMAP_LINE_REFUSED) {
            imap->can_idle = FALSE;
            return TRUE;
        }
    }
    return TRUE;
}

static gboolean leave_idle(GfImap *imap, gboolean *news, GError **error)
{
    if (!gf_imap_send_line(imap, "DONE\r\n", WAITING, error))
        return FALSE;
    for (GfImapLine line = GF_IMAP_LINE_OTHER;
         line != GF_IMAP_LINE_OK && line != GF_IMAP_LINE_REFUSED;) {
        if (gf_imap_read_line(imap, &line, WAITING, error) == NULL)
            return FALSE;
        *news = *news || line == GF_IMAP_LINE_NEWS;
    }
    return TRUE;
}

static gboolean lose(GfImap *imap, GError **error)
{
    gf_imap_set_error(imap, MAILIMAP_ERROR_STREAM, WAITING, error);
    return FALSE;
}

/* TRUE where a line can be had without waiting. */
static gboolean has_unread(const GfImap *imap)
{
    return imap->session->imap_stream->read_buffer_len > 0 || gf_stream_has_unread(imap->stream);
}

/* Within IDLE: until news, `until_us` or a wake-up. FALSE where the session is lost. */
static gboolean listen(GfImap *imap, int wake_fd, gint64 until_us, gboolean *ret_done,
                       GError **error)
{
    gboolean news = FALSE;
    while (!news) {
        GfEvent event =
            has_unread(imap) ? GF_EVENT_READY : gf_stream_wait(imap->stream, wake_fd, until_us);
        if (event == GF_EVENT_STOP)
            return lose(imap, error);
        if (event == GF_EVENT_TIMEOUT)
            return TRUE;
        if (event == GF_EVENT_WAKE)
            break;
        GfImapLine line = GF_IMAP_LINE_OTHER;
        gf_imap_begin(imap, 0);
        if (gf_imap_read_line(imap, &line, WAITING, error) == NULL)
            return FALSE;
        news = line == GF_IMAP_LINE_NEWS;
    }
    *ret_done = TRUE;
    return TRUE;
}

static gboolean idle(GfImap *imap, int wake_fd, gint64 until_us, GError **error)
{
    gboolean done = FALSE;
    while (!done && imap->can_idle) {
        gint64 renew_us = MIN(until_us, g_get_monotonic_time() + RENEW_US);
        if (!enter_idle(imap, &done, error))
            return FALSE;
        if (!imap->can_idle)
            return TRUE;
        if (!done && !listen(imap, wake_fd, renew_us, &done, error))
            return FALSE;
        if (!leave_idle(imap, &done, error))
            return FALSE;
        imap->base.was_quiet = !done && !imap->left_behind;
        done = done || g_get_monotonic_time() >= until_us;
    }
    return TRUE;
}

static gboolean has_news(const GfImap *imap)
{
    return imap->session->imap_selection_info->sel_has_exists;
}

/* Without IDLE: asks now and then, which also keeps the connection. */
static gboolean look(GfImap *imap, int wake_fd, gint64 until_us, GError **error)
{
    while (!has_news(imap)) {
        gint64 next_us = MIN(until_us, g_get_monotonic_time() + LOOK_US);
        switch (gf_stream_wait(imap->stream, wake_fd, next_us)) {
        case GF_EVENT_STOP:
            return lose(imap, error);
        case GF_EVENT_WAKE:
            return TRUE;
        case GF_EVENT_READY:
        case GF_EVENT_TIMEOUT:
            break;
        }
        gf_imap_begin(imap, 0);
        int result = mailimap_noop(imap->session);
        if (gf_imap_reply(imap, result) != GF_REPLY_OK) {
            gf_imap_set_error(imap, result, WAITING, error);
            return FALSE;
        }
        if (g_get_monotonic_time() >= until_us)
            return TRUE;
    }
    return TRUE;
}

gboolean gf_imap_wait(GfMailbox *mailbox, gint64 until_us, int wake_fd, GError **error)
{
    GfImap *imap = (GfImap *) mailbox;
    if (!gf_imap_is_there(imap, error) || !gf_imap_select(imap, imap->folder, NULL, error))
        return FALSE;
    /* Reported by another command since the folder was last listed: IDLE would not repeat it. */
    if (has_news(imap))
        return TRUE;
    if (imap->can_idle && !idle(imap, wake_fd, until_us, error))
        return FALSE;
    return imap->can_idle || look(imap, wake_fd, until_us, error);
}
