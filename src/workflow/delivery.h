/* delivery.h - what became of a mail that was handed to the transport.
 *
 * Five facts, never mixed: queued, taken by the server (its words), refused, bounced, answered; and
 * one more that is a state of its own: begun, outcome unknown.
 */
#pragma once

#include "workflow/clerk.h"

typedef enum {
    GF_DELIVERY_TAKEN,
    GF_DELIVERY_REFUSED,     /* 5xx */
    GF_DELIVERY_DEFERRED,    /* 4xx, or the connection was lost */
    GF_DELIVERY_UNREACHABLE, /* no connection: nothing was tried with this mail */
    GF_DELIVERY_ACCOUNT,     /* our configuration: nothing was tried either */
    GF_DELIVERY_UNCERTAIN,   /* may have been taken */
    GF_DELIVERY_CANCELLED,   /* we stopped before it could be taken */
} GfDeliveryKind;

typedef struct {
    GfDeliveryKind kind;
    int code;
    const char *status, *reply; /* may be NULL */
} GfDelivery;

/* Records an outcome inside the caller's transaction and decides what follows (rules/retry).
 * Changes `outgoing` to what is stored. */
gboolean gf_delivery_record(const GfClerk *clerk, GfOutgoing *outgoing, const GfDelivery *delivery,
                            GError **error);

/* How long nothing is claimed after the relay refused our account, or could not be reached. */
#define GF_DELIVERY_REFUSED_SECONDS 300
#define GF_DELIVERY_UNREACHABLE_SECONDS 60

/* The seconds that are left of that, or for which sending is held; else 0. */
gboolean gf_delivery_rest(const GfClerk *clerk, int *ret_seconds, GError **error);
/* Somebody may have mended the configuration: the rest ends. Own transaction. */
gboolean gf_delivery_end_rest(const GfClerk *clerk, GError **error);

/* After a restore nothing is sent until staff says so, for what waited in the backup may have gone
 * out since. Holds from `at` (when the backup was made) on; inside the caller's transaction. */
gboolean gf_delivery_hold(const GfClerk *clerk, gint64 at, GError **error);
/* Since when; 0: nothing is held. */
gboolean gf_delivery_held(const GfClerk *clerk, gint64 *ret_since, GError **error);
/* What to do with the mails that already waited at that moment. */
typedef enum { GF_RELEASE_IF_NONE, GF_RELEASE_SEND, GF_RELEASE_DROP } GfRelease;
typedef struct {
    guint doubtful; /* waited already then: they may have gone out since */
    guint later;    /* made since then: they leave now */
} GfReleased;
/* Ends the hold. With GF_RELEASE_IF_NONE refused (GF_ERROR_STATE) where a mail is doubtful. Own
 * transaction. */
gboolean gf_delivery_release(const GfClerk *clerk, GfRelease how, GfReleased *ret, GError **error);

/* At start: every mail found `sending` was begun by a daemon that died; decided by rule.
 * `*ret_count`: how many there were. Own transaction. */
gboolean gf_delivery_recover(const GfClerk *clerk, guint *ret_count, GError **error);

/* The clock may have been set back: what was put off by the clock that went ahead is due again, not
 * in a year. Mailings keep their recall delay. `*ret_count`: how many mails and mailings there
 * were. Own transaction. */
gboolean gf_delivery_date_anew(const GfClerk *clerk, guint *ret_count, GError **error);

/* Staff's orders about one mail: send it again now, or never. Own transaction. */
gboolean gf_delivery_retry(const GfClerk *clerk, gint64 outgoing_id, GError **error);
gboolean gf_delivery_drop(const GfClerk *clerk, gint64 outgoing_id, GError **error);
