/* transport.h - where mail goes: SMTP or a Maildir, behind one interface.
 *
 * Knows queued bytes and nothing of the assembly. One recipient per transaction: every mail is
 * one person's, and its one reply is its outcome (decision 3). An outcome is a value, never an
 * error. Runs several transactions at once over reused connections; used by one thread, except
 * gf_transport_wake().
 */
#pragma once

#include "base/config.h"

typedef enum { GF_SMTP_TLS_IMPLICIT, GF_SMTP_TLS_STARTTLS, GF_SMTP_TLS_NONE } GfSmtpTls;
typedef enum { GF_SMTP_AUTH_NONE, GF_SMTP_AUTH_PASSWORD, GF_SMTP_AUTH_XOAUTH2 } GfSmtpAuth;

typedef struct {
    gboolean smtp; /* else a Maildir at `path` */
    const char *path;
    const char *host;
    guint16 port;
    GfSmtpTls tls;
    const char *ca_file; /* NULL: the system's */
    GfSmtpAuth auth;
    const char *user, *secret;
    const char *ehlo_name;
    guint connections; /* at most, in all; at least 1 */
    guint per_domain;  /* transactions at once for one recipient domain, 0: no limit */
} GfTransportOptions;

typedef struct {
    gint64 id;           /* the caller's */
    char *envelope_from; /* "" for <> */
    char *recipient;     /* passed gf_address_is_valid() */
    GPtrArray *chunks;   /* of GBytes, sent in this order; CRLF line ends */
} GfShipment;

GfShipment *gf_shipment_new(gint64 id, const char *envelope_from, const char *recipient);
void gf_shipment_free(GfShipment *shipment);

typedef enum {
    GF_OUTCOME_TAKEN,       /* 250 after the final dot */
    GF_OUTCOME_REFUSED,     /* 5xx: will never be taken */
    GF_OUTCOME_DEFERRED,    /* 4xx, or the connection lost: try again later; surely not taken */
    GF_OUTCOME_UNREACHABLE, /* no connection can be had now: nothing was tried with this mail */
    GF_OUTCOME_ACCOUNT, /* our configuration: log-in, TLS, certificate, no AUTH; surely not taken */
    GF_OUTCOME_UNCERTAIN, /* lost after DATA began: may be taken */
    GF_OUTCOME_CANCELLED, /* we stopped before DATA; surely not taken */
} GfOutcomeKind;

typedef struct {
    gint64 id;
    GfOutcomeKind kind;
    int code;     /* last SMTP reply code, 0: none */
    char *status; /* enhanced code "5.1.1", may be NULL */
    char *reply;  /* the server's words or the reason, one clean line */
} GfOutcome;

void gf_outcome_free(GfOutcome *outcome);

typedef struct GfTransport GfTransport;

/* GF_ERROR_CONFIG where the options make no sense or the Maildir cannot be used. Does not connect.
 */
GfTransport *gf_transport_new(const GfTransportOptions *options, GError **error);

/* The same with [transport] of greffe.conf; the secret is read anew (a token may have expired). */
GfTransport *gf_transport_new_configured(const GfConfig *config, GError **error);

/* Takes ownership of `shipment` and begins it as soon as a connection and the domain allow. */
void gf_transport_submit(GfTransport *transport, GfShipment *shipment);

/* Shipments submitted and without outcome yet. */
guint gf_transport_pending(const GfTransport *transport);

/* Works for at most `timeout_ms` (returns at once when an outcome is there or after
 * gf_transport_wake()): the next outcome, or NULL. Owned. */
GfOutcome *gf_transport_next(GfTransport *transport, int timeout_ms);

/* From any thread: makes a waiting gf_transport_next() return. */
void gf_transport_wake(GfTransport *transport);

/* Ends everything under way: before DATA it is CANCELLED, from DATA on UNCERTAIN; afterwards
 * gf_transport_next() gives these outcomes until NULL. Takes well under a second. */
void gf_transport_cancel(GfTransport *transport);

/* Connects, greets, secures, logs in, sends nothing (for `doctor`). The outcome's reply says what
 * was seen; TAKEN means all is well. Owned. */
GfOutcome *gf_transport_probe(GfTransport *transport, int timeout_ms);

void gf_transport_free(GfTransport *transport);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GfTransport, gf_transport_free)
