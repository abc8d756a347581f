/* imap.c - an IMAP session: opening, selecting, translating results, closing.
 *
 * Refuses to go on after anything it does not understand: libetpan loses its place in the stream
 * then, and a later command would read the rest of an earlier answer. Never logs in over an
 * unencrypted connection that leaves the machine. Errors begin with "mailbox HOST: ".
 */
#include "mailbox/imap.h"

#include <string.h>

#include "base/error.h"
#include "base/limits.h"
#include "base/text.h"
#include "mailbox/utf7.h"

/* Not even the slowest link is asked to be faster than this, in bytes per second. */
#define SLOWEST_RATE 16384
#define LOGOUT_TIMEOUT_MS 2000
#define SERVER_TEXT_CHARACTERS 200

GfReply gf_imap_reply(const GfImap *imap, int result)
{
    switch (result) {
    case MAILIMAP_NO_ERROR:
    case MAILIMAP_NO_ERROR_AUTHENTICATED:
    case MAILIMAP_NO_ERROR_NON_AUTHENTICATED:
        return GF_REPLY_OK;
    case MAILIMAP_ERROR_STREAM:
        return gf_stream_state(imap->stream) == GF_STREAM_TOO_MUCH ? GF_REPLY_GARBLED
                                                                   : GF_REPLY_LOST;
    case MAILIMAP_ERROR_DONT_ACCEPT_CONNECTION:
    case MAILIMAP_ERROR_CONNECTION_REFUSED:
        return GF_REPLY_LOST;
    case MAILIMAP_ERROR_PROTOCOL:
        return GF_REPLY_BAD;
    case MAILIMAP_ERROR_BAD_STATE:
    case MAILIMAP_ERROR_PARSE:
    case MAILIMAP_ERROR_MEMORY:
    case MAILIMAP_ERROR_FATAL:
    case MAILIMAP_ERROR_INVAL:
    case MAILIMAP_ERROR_EXTENSION:
        return GF_REPLY_GARBLED;
    default:
        return GF_REPLY_NO;
    }
}

char *gf_imap_server_text(const GfImap *imap)
{
    const char *text = imap->session != NULL ? imap->session->imap_response : NULL;
    return gf_text_line(text != NULL ? text : "", SERVER_TEXT_CHARACTERS);
}

gboolean gf_imap_has_code(const GfImap *imap, const char *code)
{
    const struct mailimap_response_info *info = imap->session->imap_response_info;
    return info != NULL && info->rsp_atom != NULL && g_ascii_strcasecmp(info->rsp_atom, code) == 0;
}

void gf_imap_set_error(GfImap *imap, int result, const char *doing, GError **error)
{
    GfReply reply = gf_imap_reply(imap, result);
    g_assert(reply != GF_REPLY_OK);
    g_autofree char *said = gf_imap_server_text(imap);
    g_autoptr(GError) why = NULL;
    if (reply == GF_REPLY_NO)
        g_set_error(&why, GF_ERROR, GF_ERROR_RETRY, "%s: the server refuses: '%s'", doing, said);
    else if (result == MAILIMAP_ERROR_STREAM)
        gf_stream_set_error(imap->stream, doing, &why);
    else if (*said != '\0')
        g_set_error(&why, GF_ERROR, GF_ERROR_MAILBOX, "%s: the server says '%s' (try again later)",
                    doing, said);
    else
        g_set_error(&why, GF_ERROR, GF_ERROR_MAILBOX,
                    "%s: the answer of the server cannot be understood (is this an IMAP server?)",
                    doing);
    gf_error_prefix(&why, "mailbox %s", imap->host);
    g_propagate_error(error, g_steal_pointer(&why));
    if (reply != GF_REPLY_NO)
        gf_imap_drop(imap);
}

void gf_imap_begin(GfImap *imap, guint64 bytes)
{
    gf_stream_begin(imap->stream, GF_IMAP_TIMEOUT_MS + (int) (bytes * 1000 / SLOWEST_RATE),
                    GF_IMAP_ANSWER_BYTES + bytes);
}

void gf_imap_drop(GfImap *imap)
{
    if (imap->session != NULL) {
        /* Else mailimap_free() says goodbye and waits for the answer. */
        if (imap->session->imap_stream != NULL)
            mailstream_close(imap->session->imap_stream);
        imap->session->imap_stream = NULL;
        mailimap_free(g_steal_pointer(&imap->session));
    }
    g_clear_pointer(&imap->stream, gf_stream_free);
    g_clear_pointer(&imap->selected, g_free);
    g_clear_pointer(&imap->listed, g_array_unref);
}

gboolean gf_imap_is_there(GfImap *imap, GError **error)
{
    if (imap->session != NULL)
        return TRUE;
    g_set_error(error, GF_ERROR, GF_ERROR_MAILBOX, "mailbox %s: not connected (open it again)",
                imap->host);
    return FALSE;
}

gboolean gf_imap_select(GfImap *imap, const char *folder, gboolean *ret_missing, GError **error)
{
    if (g_strcmp0(imap->selected, folder) == 0)
        return TRUE;
    /* A SELECT that fails leaves nothing selected. */
    g_clear_pointer(&imap->selected, g_free);
    g_clear_pointer(&imap->listed, g_array_unref);
    g_autofree char *wire = gf_utf7_encode(folder);
    g_autofree char *doing = g_strdup_printf("opening the folder '%s'", folder);
    gf_imap_begin(imap, 0);
    int result = mailimap_select(imap->session, wire);
    if (result == MAILIMAP_ERROR_SELECT && ret_missing != NULL) {
        *ret_missing = TRUE;
        return TRUE;
    }
    if (gf_imap_reply(imap, result) != GF_REPLY_OK) {
        gf_imap_set_error(imap, result, doing, error);
        return FALSE;
    }
    const struct mailimap_selection_info *info = imap->session->imap_selection_info;
    if (info == NULL || info->sel_uidvalidity == 0) {
        g_set_error(error, GF_ERROR, GF_ERROR_MAILBOX,
                    "mailbox %s: %s: the server gives no UIDVALIDITY (use another server)",
                    imap->host, doing);
        gf_imap_drop(imap);
        return FALSE;
    }
    imap->uidvalidity = info->sel_uidvalidity;
    imap->selected = g_strdup(folder);
    return TRUE;
}

gboolean gf_imap_has_uid(GfImap *imap, guint32 uid, gboolean *ret_there, GError **error)
{
    g_autoptr(GfEtpanSearchKey) key = mailimap_search_key_new_uid(mailimap_set_new_single(uid));
    g_autoptr(GfEtpanSearchList) found = NULL;
    gf_imap_begin(imap, 0);
    int result = mailimap_uid_search(imap->session, NULL, key, &found);
    if (gf_imap_reply(imap, result) != GF_REPLY_OK) {
        gf_imap_set_error(imap, result, "looking for a message", error);
        return FALSE;
    }
    *ret_there = found != NULL && clist_count(found) > 0;
    return TRUE;
}

static void set_greeting_error(GfImap *imap, int result, GError **error)
{
    if (result == MAILIMAP_ERROR_STREAM)
        gf_stream_set_error(imap->stream, "waiting for the greeting", error);
    else if (gf_imap_reply(imap, result) == GF_REPLY_LOST)
        g_set_error(error, GF_ERROR, GF_ERROR_MAILBOX,
                    "the server takes no connection now (try again later)");
    else
        g_set_error(error, GF_ERROR, GF_ERROR_MAILBOX,
                    "no greeting of an IMAP server (check host and port in [mailbox])");
}

static gboolean greet(GfImap *imap, GError **error)
{
    imap->session = mailimap_new(0, NULL);
    mailstream *lines = gf_stream_as_mailstream(imap->stream);
    imap->session->imap_stream = lines;
    gf_imap_begin(imap, 0);
    gf_stream_wait(imap->stream, -1, g_get_monotonic_time() + GF_IMAP_TIMEOUT_MS * 1000);
    /* libetpan loses the memory of a greeting that is a goodbye. */
    if (gf_stream_unread_begins(imap->stream, "* BYE")) {
        const char *line = mailimap_read_line(imap->session);
        g_autofree char *said =
            gf_text_line(line != NULL ? line + strlen("* BYE") : "", SERVER_TEXT_CHARACTERS);
        g_set_error(error, GF_ERROR, GF_ERROR_MAILBOX,
                    "the server takes no connection: '%s' (try again later)", said);
        return FALSE;
    }
    int result = mailimap_connect(imap->session, lines);
    if (gf_imap_reply(imap, result) == GF_REPLY_OK)
        return TRUE;
    set_greeting_error(imap, result, error);
    return FALSE;
}

static gboolean start_tls(GfImap *imap, GError **error)
{
    /* Who is greeted as logged in already could be kept from encrypting (RFC 9051 section 7.1.4).
     */
    if (imap->session->imap_state == MAILIMAP_STATE_AUTHENTICATED) {
        g_set_error(error, GF_ERROR, GF_ERROR_ACCOUNT,
                    "the server skips STARTTLS (set tls = implicit)");
        return FALSE;
    }
    gf_imap_begin(imap, 0);
    int result = mailimap_starttls(imap->session);
    /* What came in the clear behind the answer would pass for the server's words later on. */
    gboolean injected =
        imap->session->imap_stream->read_buffer_len > 0 || gf_stream_has_unread(imap->stream);
    if (gf_imap_reply(imap, result) == GF_REPLY_LOST) {
        gf_stream_set_error(imap->stream, "STARTTLS", error);
        return FALSE;
    }
    if (result != MAILIMAP_NO_ERROR || injected) {
        g_set_error(error, GF_ERROR, GF_ERROR_ACCOUNT, "STARTTLS %s (set tls = implicit)",
                    injected ? "is tampered with" : "is refused by the server");
        return FALSE;
    }
    return gf_stream_start_tls(imap->stream, imap->ca_file, error);
}

/* A greeted session, encrypted as configured; errors without "mailbox HOST". */
static gboolean begin_session(GfImap *imap, GError **error)
{
    if (!gf_imap_check_account(imap, error))
        return FALSE;
    imap->stream = gf_stream_connect(imap->host, imap->port, imap->stop_fd, error);
    if (imap->stream == NULL)
        return FALSE;
    if (imap->tls == GF_TLS_IMPLICIT && !gf_stream_start_tls(imap->stream, imap->ca_file, error))
        return FALSE;
    if (imap->tls == GF_TLS_NONE && !gf_stream_is_loopback(imap->stream)) {
        g_set_error(error, GF_ERROR, GF_ERROR_ACCOUNT,
                    "tls = none is for this machine only (set tls = implicit or starttls)");
        return FALSE;
    }
    return greet(imap, error) && (imap->tls != GF_TLS_STARTTLS || start_tls(imap, error));
}

gboolean gf_imap_connect(GfImap *imap, GError **error)
{
    gf_imap_drop(imap);
    g_autoptr(GError) why = NULL;
    if (!begin_session(imap, &why)) {
        gf_error_prefix(&why, "mailbox %s", imap->host);
        g_propagate_error(error, g_steal_pointer(&why));
        gf_imap_drop(imap);
        return FALSE;
    }
    gboolean missing = FALSE;
    if (!gf_imap_log_in(imap, error) || !gf_imap_prepare_folders(imap, error) ||
        !gf_imap_select(imap, imap->folder, &missing, error)) {
        gf_imap_drop(imap);
        return FALSE;
    }
    if (missing) {
        g_autofree char *said = gf_imap_server_text(imap);
        g_set_error(error, GF_ERROR, GF_ERROR_ACCOUNT,
                    "mailbox %s: cannot open the folder '%s': '%s' (check folder in [mailbox])",
                    imap->host, imap->folder, said);
        gf_imap_drop(imap);
        return FALSE;
    }
    return TRUE;
}

static void imap_free(GfImap *imap)
{
    gf_imap_drop(imap);
    if (imap->secret != NULL)
        explicit_bzero(imap->secret, strlen(imap->secret));
    for (guint i = 0; i < G_N_ELEMENTS(imap->targets); i++)
        g_free(imap->targets[i]);
    for (guint i = 0; i < GF_DRAGS; i++)
        g_free(imap->drags[i]);
    g_free(imap->prefix);
    g_free(imap->host);
    g_free(imap->ca_file);
    g_free(imap->user);
    g_free(imap->secret);
    g_free(imap->folder);
    g_free(imap);
}

void gf_imap_close(GfMailbox *mailbox)
{
    GfImap *imap = (GfImap *) mailbox;
    if (imap->session != NULL) {
        gf_stream_begin(imap->stream, LOGOUT_TIMEOUT_MS, GF_IMAP_ANSWER_BYTES);
        mailimap_logout(imap->session);
    }
    imap_free(imap);
}

GfMailbox *gf_imap_open(const GfMailboxOptions *options, int stop_fd, GError **error)
{
    static const GfMailboxKind KIND = {gf_imap_fetch, gf_imap_fetch_dragged, gf_imap_file,
                                       gf_imap_wait, gf_imap_close};
    GfImap *imap = g_new0(GfImap, 1);
    imap->base.kind = &KIND;
    imap->host = g_strdup(options->host != NULL ? options->host : "");
    imap->ca_file = g_strdup(options->ca_file);
    imap->user = g_strdup(options->user);
    imap->secret = g_strdup(options->secret);
    imap->folder = g_strdup(options->folder != NULL ? options->folder : "INBOX");
    imap->port = options->port;
    imap->tls = options->tls;
    imap->auth = options->auth;
    imap->max_message_bytes =
        options->max_message_bytes != 0 ? options->max_message_bytes : GF_LIMIT_MESSAGE_BYTES;
    imap->stop_fd = stop_fd;
    if (gf_imap_connect(imap, error))
        return &imap->base;
    imap_free(imap);
    return NULL;
}
