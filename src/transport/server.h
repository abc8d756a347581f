/* server.h - the relay: where it is and as whom we log in, checked. */
#pragma once

#include <glib.h>

#include "transport/transport.h"

typedef struct {
    char *url; /* smtp://host:port/ehlo.name */
    char *host;
    guint16 port;
    GfSmtpTls tls;
    char *ca_file; /* NULL: the system's */
    GfSmtpAuth auth;
    char *user, *secret;
} GfServer;

/* Copies what the options say. GF_ERROR_CONFIG where they make no sense; `ret_server` is untouched
 * then. */
gboolean gf_server_init(GfServer *ret_server, const GfTransportOptions *options, GError **error);
void gf_server_clear(GfServer *server);
