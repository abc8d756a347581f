/* imap-login.c - who we are to the server.
 *
 * Refuses users and secrets that would end the command line (libetpan does not), and to send a
 * password where the server forbids it. A refused log-in is GF_ERROR_ACCOUNT: repeating it locks
 * accounts. What the server itself calls a passing trouble is GF_ERROR_MAILBOX.
 */
#include <string.h>

#include "base/error.h"
#include "mailbox/imap.h"

gboolean gf_imap_check_account(const GfImap *imap, GError **error)
{
    const struct {
        const char *name, *value;
    } FIELDS[] = {{"host", imap->host}, {"user", imap->user}, {"secret", imap->secret}};
    for (guint i = 0; i < G_N_ELEMENTS(FIELDS); i++) {
        const char *value = FIELDS[i].value;
        if (value != NULL && *value != '\0' && strpbrk(value, "\r\n\001") == NULL)
            continue;
        g_set_error(error, GF_ERROR, GF_ERROR_ACCOUNT, "the %s %s (set %s in [mailbox])",
                    FIELDS[i].name,
                    value == NULL || *value == '\0' ? "is missing" : "has a line end in it",
                    FIELDS[i].name);
        return FALSE;
    }
    return TRUE;
}

gboolean gf_imap_read_capabilities(GfImap *imap, GError **error)
{
    /* What was said before TLS or before the log-in must not stand. */
    struct mailimap_connection_info *info = imap->session->imap_connection_info;
    if (info != NULL && info->imap_capability != NULL)
        mailimap_capability_data_free(g_steal_pointer(&info->imap_capability));
    gf_imap_begin(imap, 0);
    /* Not mailimap_capability(), which follows a NULL where the server says OK and nothing else. */
    int result = mailimap_custom_command(imap->session, "CAPABILITY");
    if (gf_imap_reply(imap, result) != GF_REPLY_OK) {
        gf_imap_set_error(imap, result, "asking for the capabilities", error);
        return FALSE;
    }
    info = imap->session->imap_connection_info;
    if (info == NULL || info->imap_capability == NULL) {
        g_set_error(error, GF_ERROR, GF_ERROR_MAILBOX,
                    "mailbox %s: the server has no capabilities (is this an IMAP server?)",
                    imap->host);
        return FALSE;
    }
    imap->can_move = mailimap_has_extension(imap->session, "MOVE");
    imap->can_uidplus = mailimap_has_extension(imap->session, "UIDPLUS");
    imap->can_idle = mailimap_has_extension(imap->session, "IDLE");
    return TRUE;
}

static void set_refusal(GfImap *imap, GError **error)
{
    /* RFC 5530: the server's trouble, not ours. */
    static const char *const PASSING[] = {"UNAVAILABLE", "INUSE", "LIMIT", "SERVERBUG"};
    g_autofree char *said = gf_imap_server_text(imap);
    for (guint i = 0; i < G_N_ELEMENTS(PASSING); i++) {
        if (!gf_imap_has_code(imap, PASSING[i]))
            continue;
        g_set_error(error, GF_ERROR, GF_ERROR_MAILBOX,
                    "mailbox %s: log-in not possible now: %s (try again later)", imap->host, said);
        return;
    }
    g_set_error(error, GF_ERROR, GF_ERROR_ACCOUNT,
                "mailbox %s: log-in refused for '%s': %s (check user and secret in [mailbox])",
                imap->host, imap->user, said);
}

/* FALSE with an error where the server takes no log-in of the configured kind. */
static gboolean is_offered(GfImap *imap, GError **error)
{
    if (imap->auth == GF_AUTH_XOAUTH2 && !mailimap_has_xoauth2(imap->session)) {
        g_set_error(error, GF_ERROR, GF_ERROR_ACCOUNT,
                    "mailbox %s: the server does not offer XOAUTH2 (set auth = password)",
                    imap->host);
        return FALSE;
    }
    if (imap->auth == GF_AUTH_PASSWORD && mailimap_has_extension(imap->session, "LOGINDISABLED")) {
        g_set_error(error, GF_ERROR, GF_ERROR_ACCOUNT,
                    "mailbox %s: the server takes no password here (set tls or auth = xoauth2)",
                    imap->host);
        return FALSE;
    }
    return TRUE;
}

gboolean gf_imap_log_in(GfImap *imap, GError **error)
{
    if (!gf_imap_read_capabilities(imap, error))
        return FALSE;
    if (imap->session->imap_state == MAILIMAP_STATE_AUTHENTICATED)
        return TRUE;
    if (!is_offered(imap, error))
        return FALSE;
    gf_imap_begin(imap, 0);
    int result = imap->auth == GF_AUTH_XOAUTH2
                     ? mailimap_oauth2_authenticate(imap->session, imap->user, imap->secret)
                     : mailimap_login(imap->session, imap->user, imap->secret);
    gboolean answered_bad =
        result == MAILIMAP_ERROR_PROTOCOL && imap->session->imap_response != NULL;
    if (result == MAILIMAP_ERROR_LOGIN || answered_bad) {
        set_refusal(imap, error);
        return FALSE;
    }
    if (result != MAILIMAP_NO_ERROR) {
        gf_imap_set_error(imap, result, "log-in", error);
        return FALSE;
    }
    return gf_imap_read_capabilities(imap, error);
}
