/* config.h - greffe.conf: the machine an instance runs on (DESIGN.md section 6).
 *
 * Every key has its place in one table in config.c, which is also what `docs/configuration.md` and
 * the lint check are held against. Paths are made absolute against the instance.
 */
#pragma once

#include <glib.h>

typedef enum { GF_ACKNOWLEDGE_TEXT, GF_ACKNOWLEDGE_ALL, GF_ACKNOWLEDGE_NONE } GfAcknowledge;

typedef struct {
    char *directory; /* of the instance, absolute */
    /* [instance] */
    char *name;     /* "Assemblée des Territoires" */
    char *address;  /* From and ORGANIZER of everything */
    char **staff;   /* addresses */
    char *language; /* "fr" | "en" */
    char *timezone;
    gboolean subaddressing; /* greffe+TOKEN@ works; default true */
    GfAcknowledge acknowledge;
    gboolean digest; /* staff's morning mail; default true */
    /* [mailbox] */
    gboolean mailbox_imap;
    char *mailbox_path, *mailbox_host;
    int mailbox_port;
    char *mailbox_tls; /* "implicit" | "starttls" | "none" */
    char *mailbox_ca_file, *mailbox_auth, *mailbox_user, *mailbox_secret, *mailbox_folder;
    int mailbox_poll_seconds;
    /* [transport] */
    gboolean transport_smtp;
    char *transport_path, *transport_host;
    int transport_port;
    char *transport_tls, *transport_ca_file, *transport_auth, *transport_user, *transport_secret;
    int transport_connections, transport_per_domain;
    int transport_recall_delay_seconds; /* default 600 */
    int transport_lifetime_hours;       /* retry 4xx for this long; default 48 */
    /* [trust] */
    char *authserv_id; /* NULL: no Authentication-Results is believed */
    /* [limits] */
    guint64 message_bytes;
    guint64 document_bytes;      /* of all documents of one mailing */
    int automatic_mails_per_day; /* to one address */
} GfConfig;

/* Reads DIR/config/greffe.conf. GF_ERROR_CONFIG. Owned. */
GfConfig *gf_config_load(const char *directory, GError **error);
void gf_config_free(GfConfig *config);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GfConfig, gf_config_free)

/* The value of a secret = file:PATH | credential:NAME | command:ARGV, without its last line end.
 * Read only when needed. GF_ERROR_CONFIG where it cannot be had or others can read the file. Owned.
 */
char *gf_config_secret(const GfConfig *config, const char *secret, GError **error);

/* TRUE where mail can go only to a Maildir or to a server on loopback: the condition of a
 * rehearsal. */
gboolean gf_config_stays_here(const GfConfig *config);
