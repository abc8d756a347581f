/* configured.c - from [mailbox] of greffe.conf to an open mailbox. */
#include "mailbox/mailbox.h"

static GfTls tls_of(const char *word)
{
    if (g_strcmp0(word, "starttls") == 0)
        return GF_TLS_STARTTLS;
    return g_strcmp0(word, "none") == 0 ? GF_TLS_NONE : GF_TLS_IMPLICIT;
}

GfMailbox *gf_mailbox_open_configured(const GfConfig *config, int stop_fd, GError **error)
{
    g_autofree char *secret = NULL;
    g_autofree char *queue = g_build_filename(config->directory, "queue", NULL);
    g_autofree char *held = g_build_filename(queue, "held", NULL);
    if (config->mailbox_imap) {
        secret = gf_config_secret(config, config->mailbox_secret, error);
        if (secret == NULL)
            return NULL;
    }
    const GfMailboxOptions options = {
        .imap = config->mailbox_imap,
        .path = config->mailbox_path,
        .held_path = held,
        .settle_path = queue,
        .host = config->mailbox_host,
        .port = (guint16) config->mailbox_port,
        .tls = tls_of(config->mailbox_tls),
        .ca_file = config->mailbox_ca_file,
        .auth =
            g_strcmp0(config->mailbox_auth, "xoauth2") == 0 ? GF_AUTH_XOAUTH2 : GF_AUTH_PASSWORD,
        .user = config->mailbox_user,
        .secret = secret,
        .folder = config->mailbox_folder,
        .max_message_bytes = config->message_bytes,
    };
    return gf_mailbox_open(&options, stop_fd, error);
}
