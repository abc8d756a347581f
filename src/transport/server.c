/* server.c - see server.h. Refuses what would send mail or a secret in clear over a network. */
#include "transport/server.h"

#include <errno.h>
#include <gio/gio.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/reason.h"

/* More is of no use to any relay, and each costs memory and a socket. */
#define CONNECTIONS_MAXIMUM 100

static gboolean is_loopback(const char *host)
{
    g_autoptr(GInetAddress) address = g_inet_address_new_from_string(host);
    return g_ascii_strcasecmp(host, "localhost") == 0 ||
           (address != NULL && g_inet_address_get_is_loopback(address));
}

/* TRUE where `text` can stand in a URL as it is: a host name, an address, an EHLO name. */
static gboolean is_name(const char *text)
{
    return text != NULL && text[0] != '\0' && text[0] != '-' &&
           strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_:") ==
               strlen(text);
}

static gboolean is_secret(const char *text)
{
    return text != NULL && text[0] != '\0' && strpbrk(text, "\r\n") == NULL;
}

static gboolean wrong(GError **error, const char *key, const char *why)
{
    g_set_error(error, GF_ERROR, GF_ERROR_CONFIG, "[transport] %s: %s", key, why);
    return FALSE;
}

static gboolean check(const GfTransportOptions *options, GError **error)
{
    if (!is_name(options->host))
        return wrong(error, "host", "no host name (for example smtp.example.org)");
    if (options->port == 0)
        return wrong(error, "port", "missing (587 with starttls, 465 with implicit)");
    if (options->connections == 0 || options->connections > CONNECTIONS_MAXIMUM)
        return wrong(error, "connections", "must be 1 to 100");
    if (options->ehlo_name != NULL && !is_name(options->ehlo_name))
        return wrong(error, "host", "the name of this machine cannot be used to greet the server");
    if (options->tls == GF_SMTP_TLS_NONE && !is_loopback(options->host))
        return wrong(error, "tls", "none only on loopback (use starttls or implicit)");
    if (options->auth != GF_SMTP_AUTH_NONE && !is_secret(options->user))
        return wrong(error, "user", "missing, or with a line end (log-in needs it)");
    if (options->auth != GF_SMTP_AUTH_NONE && !is_secret(options->secret))
        return wrong(error, "secret", "missing, or with a line end (log-in needs it)");
    if (options->ca_file != NULL && access(options->ca_file, R_OK) != 0) {
        g_autofree char *reason = gf_reason(errno);
        g_set_error(error, GF_ERROR, GF_ERROR_CONFIG, "[transport] ca_file: \"%s\": %s",
                    options->ca_file, reason);
        return FALSE;
    }
    return TRUE;
}

static char *url_of(const GfTransportOptions *options)
{
    gboolean bracketed = strchr(options->host, ':') != NULL;
    return g_strdup_printf("%s://%s%s%s:%u/%s",
                           options->tls == GF_SMTP_TLS_IMPLICIT ? "smtps" : "smtp",
                           bracketed ? "[" : "", options->host, bracketed ? "]" : "", options->port,
                           options->ehlo_name == NULL ? "localhost" : options->ehlo_name);
}

gboolean gf_server_init(GfServer *ret_server, const GfTransportOptions *options, GError **error)
{
    if (!check(options, error))
        return FALSE;
    *ret_server = (GfServer){
        .url = url_of(options),
        .host = g_strdup(options->host),
        .port = options->port,
        .tls = options->tls,
        .ca_file = g_strdup(options->ca_file),
        .auth = options->auth,
        .user = g_strdup(options->user),
        .secret = g_strdup(options->secret),
    };
    return TRUE;
}

void gf_server_clear(GfServer *server)
{
    g_free(server->url);
    g_free(server->host);
    g_free(server->ca_file);
    g_free(server->user);
    g_free(server->secret);
    *server = (GfServer){0};
}
