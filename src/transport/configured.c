/* configured.c - from [transport] of greffe.conf to a transport. */
#include "base/address.h"
#include "transport/transport.h"

static GfSmtpTls tls_of(const char *word)
{
    if (g_strcmp0(word, "implicit") == 0)
        return GF_SMTP_TLS_IMPLICIT;
    return g_strcmp0(word, "none") == 0 ? GF_SMTP_TLS_NONE : GF_SMTP_TLS_STARTTLS;
}

static GfSmtpAuth auth_of(const char *word)
{
    if (g_strcmp0(word, "none") == 0)
        return GF_SMTP_AUTH_NONE;
    return g_strcmp0(word, "xoauth2") == 0 ? GF_SMTP_AUTH_XOAUTH2 : GF_SMTP_AUTH_PASSWORD;
}

GfTransport *gf_transport_new_configured(const GfConfig *config, GError **error)
{
    g_autofree char *secret = NULL;
    g_autofree char *domain = gf_address_domain(config->address);
    GfSmtpAuth auth = auth_of(config->transport_auth);
    if (config->transport_smtp && auth != GF_SMTP_AUTH_NONE) {
        secret = gf_config_secret(config, config->transport_secret, error);
        if (secret == NULL)
            return NULL;
    }
    const GfTransportOptions options = {
        .smtp = config->transport_smtp,
        .path = config->transport_path,
        .host = config->transport_host,
        .port = (guint16) config->transport_port,
        .tls = tls_of(config->transport_tls),
        .ca_file = config->transport_ca_file,
        .auth = auth,
        .user = config->transport_user,
        .secret = secret,
        .ehlo_name = domain,
        .connections = (guint) config->transport_connections,
        .per_domain = (guint) config->transport_per_domain,
    };
    return gf_transport_new(&options, error);
}
