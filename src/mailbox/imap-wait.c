/* imap-wait.c - waiting for news: IDLE (RFC 2177) by hand, or a plain wait.
 *
 * libetpan's own IDLE hangs where a message arrives at the wrong moment. IDLE is a hint: a time-out
 * is as good as news, and the caller lists the folder after both. Renewed before the half hour
 * after which servers hang up. Any failure ends the session.
 */
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "mailbox/imap.h"

#define TAG "GRF"
#define RENEW_US (25 * 60 * (gint64) G_USEC_PER_SEC)
/* Between two looks at a server without IDLE. */
#define LOOK_US (60 * (gint64) G_USEC_PER_SEC)

typedef enum {
    LINE_OTHER,
    LINE_NEWS,   /* "* 12 EXISTS" */
    LINE_GO,     /* "+ idling" */
    LINE_OK,     /* "GRF OK ..." */
    LINE_REFUSED /* "GRF NO ...", "GRF BAD ..." */
} Line;

static Line classify(const char *line)
{
    if (*line == '+')
        return LINE_GO;
    if (g_ascii_strncasecmp(line, TAG " OK", strlen(TAG " OK")) == 0)
        return LINE_OK;
    if (g_str_has_prefix(line, TAG " "))
        return LINE_REFUSED;
    if (!g_str_has_prefix(line, "* ") || !g_ascii_isdigit(line[2]))
        return LINE_OTHER;
    const char *word = line + 2 + strspn(line + 2, "0123456789");
    return g_ascii_strncasecmp(word, " EXISTS", strlen(" EXISTS")) == 0 ? LINE_NEWS : LINE_OTHER;
}

static gboolean lose(GfImap *imap, GError **error)
{
    gf_imap_set_error(imap, MAILIMAP_ERROR_STREAM, "waiting for messages", error);
    return FALSE;
}

/* One line of the server; FALSE where the session is lost. */
static gboolean read_line(GfImap *imap, Line *ret_line, GError **error)
{
    const char *line = mailimap_read_line(imap->session);
    if (line == NULL)
        return lose(imap, error);
    if (g_ascii_strncasecmp(line, "* BYE", strlen("* BYE")) == 0) {
        g_autofree char *said = gf_text_line(line + strlen("* BYE"), 200);
        g_set_error(error, GF_ERROR, GF_ERROR_MAILBOX,
                    "mailbox %s: the server hangs up: '%s' (try again later)", imap->host, said);
        gf_imap_drop(imap);
        return FALSE;
    }
    *ret_line = classify(line);
    return TRUE;
}

static gboolean send_line(GfImap *imap, const char *line, GError **error)
{
    gf_imap_begin(imap, 0);
    mailstream *out = imap->session->imap_stream;
    if (mailstream_write(out, line, strlen(line)) < 0 || mailstream_flush(out) < 0)
        return lose(imap, error);
    return TRUE;
}

static gboolean enter_idle(GfImap *imap, gboolean *news, GError **error)
{
    if (!send_line(imap, TAG " IDLE\r\n", error))
        return FALSE;
    for (Line line = LINE_OTHER; line != LINE_GO;) {
        if (!read_line(imap, &line, error))
            return FALSE;
        *news = *news || line == LINE_NEWS;
        if (line == LINE_OK || line == LINE_REFUSED) {
            imap->can_idle = FALSE;
            return TRUE;
        }
    }
    return TRUE;
}

static gboolean leave_idle(GfImap *imap, gboolean *news, GError **error)
{
    if (!send_line(imap, "DONE\r\n", error))
        return FALSE;
    for (Line line = LINE_OTHER; line != LINE_OK && line != LINE_REFUSED;) {
        if (!read_line(imap, &line, error))
            return FALSE;
        *news = *news || line == LINE_NEWS;
    }
    return TRUE;
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
        Line line = LINE_OTHER;
        gf_imap_begin(imap, 0);
        if (!read_line(imap, &line, error))
            return FALSE;
        news = line == LINE_NEWS;
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
            gf_imap_set_error(imap, result, "waiting for messages", error);
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
