/* delivery.c - see delivery.h. */
#include "workflow/delivery.h"

#include "base/error.h"
#include "base/random.h"
#include "rules/rules.h"

#include <string.h>

/* The relay refused our account, or could not be reached: until then nothing is tried, by whichever
 * process. A further try would lock the account, or be one more line for each mail that waits. */
#define REST_SETTING "transport.rest_until"
/* The instance comes from a backup made then; see gf_delivery_hold(). */
#define HOLD_SETTING "delivery.held_since"
#define RECOVER_LIMIT 100000
/* More than any mail is ever put off (rules/retry.c). */
#define LATEST_SECONDS (6 * 3600)
/* When the digest began to be looked for: at most tomorrow. */
#define DIGEST_SETTING "digest.since"
#define DIGEST_LATEST_SECONDS (2 * 86400)

static void set_state(GfOutgoing *outgoing, const char *state)
{
    g_free(outgoing->state);
    outgoing->state = g_strdup(state);
}

static gboolean journal(const GfClerk *clerk, const GfOutgoing *outgoing, const char *act,
                        const char *rule, GError **error)
{
    g_autofree char *sha256 = NULL;
    if (!gf_store_outgoing_sha256(clerk->store, outgoing, &sha256, error))
        return FALSE;
    return gf_clerk_journal(clerk, &(GfAct){"greffe", act, rule, sha256}, error,
                            "outgoing/%" G_GINT64_FORMAT, outgoing->id);
}

/* RFC 3463: X.1.Z is about the address itself. Everything else may be our own fault. */
static gboolean blames_address(const GfOutgoing *outgoing)
{
    return outgoing->status != NULL && g_str_has_prefix(outgoing->status, "5.1.") &&
           !g_str_equal(outgoing->status, "5.1.7") && !g_str_equal(outgoing->status, "5.1.8");
}

static gboolean taken(const GfClerk *clerk, GfOutgoing *outgoing, GError **error)
{
    set_state(outgoing, "taken");
    return journal(clerk, outgoing, "mail.taken", "250", error);
}

static gboolean failed(const GfClerk *clerk, GfOutgoing *outgoing, const char *rule, GError **error)
{
    set_state(outgoing, "failed");
    if (blames_address(outgoing) && outgoing->member_id != 0 &&
        !gf_store_mark_address(clerk->store, outgoing->member_id, outgoing->recipient,
                               gf_clerk_now(clerk), outgoing->reply, error))
        return FALSE;
    return journal(clerk, outgoing, "mail.failed", rule, error);
}

static gboolean deferred(const GfClerk *clerk, GfOutgoing *outgoing, GError **error)
{
    gint64 now = gf_clerk_now(clerk);
    int delay = gf_rule_retry_delay(outgoing->tries, gf_random_fraction(), outgoing->queued_at,
                                    clerk->config->transport_lifetime_hours * 3600, now);
    if (delay < 0)
        return failed(clerk, outgoing, "lifetime", error);
    set_state(outgoing, "ready");
    outgoing->due_at = now + delay;
    return journal(clerk, outgoing, "mail.deferred", "retry", error);
}

static gboolean uncertain(const GfClerk *clerk, GfOutgoing *outgoing, GError **error)
{
    outgoing->unknown_outcomes++;
    gboolean repeat = gf_rule_uncertain(outgoing->unknown_outcomes) == GF_UNCERTAIN_REPEAT;
    set_state(outgoing, repeat ? "ready" : "uncertain");
    outgoing->due_at = gf_clerk_now(clerk);
    return repeat ? journal(clerk, outgoing, "mail.uncertain", "repeat-same-message-id", error)
                  : journal(clerk, outgoing, "mail.undecided", "staff-decides", error);
}

/* Nothing was tried with this mail: it waits, not longer than its lifetime; all rest so long. */
static gboolean not_tried(const GfClerk *clerk, GfOutgoing *outgoing, int rest_seconds,
                          GError **error)
{
    gint64 now = gf_clerk_now(clerk);
    if (now - outgoing->queued_at >
        clerk->config->transport_lifetime_hours * G_GINT64_CONSTANT(3600))
        return failed(clerk, outgoing, "lifetime", error);
    set_state(outgoing, "ready");
    outgoing->tries = MAX(outgoing->tries - 1, 0);
    outgoing->due_at = now;
    g_autofree char *until = g_strdup_printf("%" G_GINT64_FORMAT, now + rest_seconds);
    return rest_seconds == 0 || gf_store_set_setting(clerk->store, REST_SETTING, until, error);
}

gboolean gf_delivery_rest(const GfClerk *clerk, int *ret_seconds, GError **error)
{
    g_autofree char *until = NULL;
    gint64 held_since = 0;
    if (!gf_store_setting(clerk->store, REST_SETTING, &until, error) ||
        !gf_delivery_held(clerk, &held_since, error))
        return FALSE;
    gint64 left = until != NULL ? g_ascii_strtoll(until, NULL, 10) - gf_clerk_now(clerk) : 0;
    /* More than was ever given: the clock was set back. */
    *ret_seconds = left < 0 || left > GF_DELIVERY_REFUSED_SECONDS ? 0 : (int) left;
    if (held_since != 0)
        *ret_seconds = GF_DELIVERY_REFUSED_SECONDS;
    return TRUE;
}

gboolean gf_delivery_end_rest(const GfClerk *clerk, GError **error)
{
    g_autoptr(GfTransaction) transaction = gf_transaction_begin(clerk->store, error);
    return transaction != NULL && gf_store_set_setting(clerk->store, REST_SETTING, NULL, error) &&
           gf_transaction_commit(transaction, error);
}

gboolean gf_delivery_record(const GfClerk *clerk, GfOutgoing *outgoing, const GfDelivery *delivery,
                            GError **error)
{
    gboolean good = TRUE;
    g_free(outgoing->status);
    g_free(outgoing->reply);
    outgoing->code = delivery->code;
    outgoing->status = g_strdup(delivery->status);
    outgoing->reply = g_strdup(delivery->reply);
    outgoing->outcome_at = gf_clerk_now(clerk);
    switch (delivery->kind) {
    case GF_DELIVERY_TAKEN:
        good = taken(clerk, outgoing, error);
        break;
    case GF_DELIVERY_REFUSED:
        good = failed(clerk, outgoing, "5xx", error);
        break;
    case GF_DELIVERY_DEFERRED:
        good = deferred(clerk, outgoing, error);
        break;
    case GF_DELIVERY_UNCERTAIN:
        good = uncertain(clerk, outgoing, error);
        break;
    case GF_DELIVERY_UNREACHABLE:
        good = not_tried(clerk, outgoing, GF_DELIVERY_UNREACHABLE_SECONDS, error);
        break;
    case GF_DELIVERY_ACCOUNT:
        good = not_tried(clerk, outgoing, GF_DELIVERY_REFUSED_SECONDS, error);
        break;
    case GF_DELIVERY_CANCELLED:
        good = not_tried(clerk, outgoing, 0, error);
        break;
    }
    return good && gf_store_record_outcome(clerk->store, outgoing, error);
}

gboolean gf_delivery_recover(const GfClerk *clerk, guint *ret_count, GError **error)
{
    static const GfDelivery unknown = {
        .kind = GF_DELIVERY_UNCERTAIN,
        .reply = "the daemon was stopped while this mail was being sent",
    };
    g_autoptr(GfTransaction) transaction = gf_transaction_begin(clerk->store, error);
    g_autoptr(GPtrArray) begun = NULL;
    if (transaction == NULL ||
        !gf_store_outgoings(clerk->store, "sending", RECOVER_LIMIT, &begun, error))
        return FALSE;
    for (guint i = 0; i < begun->len; i++)
        if (!gf_delivery_record(clerk, begun->pdata[i], &unknown, error))
            return FALSE;
    *ret_count = begun->len;
    return gf_transaction_commit(transaction, error);
}

gboolean gf_delivery_hold(const GfClerk *clerk, gint64 at, GError **error)
{
    g_autofree char *value = g_strdup_printf("%" G_GINT64_FORMAT, at);
    return gf_store_set_setting(clerk->store, HOLD_SETTING, value, error);
}

gboolean gf_delivery_held(const GfClerk *clerk, gint64 *ret_since, GError **error)
{
    g_autofree char *value = NULL;
    if (!gf_store_setting(clerk->store, HOLD_SETTING, &value, error))
        return FALSE;
    *ret_since = value != NULL ? MAX(g_ascii_strtoll(value, NULL, 10), 1) : 0;
    return TRUE;
}

/* Gives up a mail that the backup had not sent yet. */
static gboolean give_up(const GfClerk *clerk, GfOutgoing *outgoing, GError **error)
{
    set_state(outgoing, "dropped");
    return gf_store_record_outcome(clerk->store, outgoing, error) &&
           gf_clerk_journal(clerk, &(GfAct){"staff", "mail.dropped", "restored", NULL}, error,
                            "outgoing/%" G_GINT64_FORMAT, outgoing->id);
}

/* What waited when the backup was made; given up where `drop`. */
static gboolean settle_doubtful(const GfClerk *clerk, gint64 since, gboolean drop, GfReleased *ret,
                                GError **error)
{
    static const char *const states[] = {"queued", "ready", "sending", "uncertain"};
    *ret = (GfReleased){0};
    for (gsize i = 0; i < G_N_ELEMENTS(states); i++) {
        g_autoptr(GPtrArray) waiting = NULL;
        if (!gf_store_outgoings(clerk->store, states[i], 0, &waiting, error))
            return FALSE;
        for (guint j = 0; j < waiting->len; j++) {
            GfOutgoing *outgoing = waiting->pdata[j];
            gboolean later = outgoing->queued_at > since;
            *(later ? &ret->later : &ret->doubtful) += 1;
            if (!later && drop && !give_up(clerk, outgoing, error))
                return FALSE;
        }
    }
    return TRUE;
}

gboolean gf_delivery_release(const GfClerk *clerk, GfRelease how, GfReleased *ret, GError **error)
{
    gint64 since = 0;
    g_autoptr(GfTransaction) transaction = gf_transaction_begin(clerk->store, error);
    if (transaction == NULL || !gf_delivery_held(clerk, &since, error))
        return FALSE;
    if (since == 0) {
        g_set_error_literal(error, GF_ERROR, GF_ERROR_STATE,
                            "sending is not held (it is after the restore of a backup)");
        return FALSE;
    }
    if (!settle_doubtful(clerk, since, how == GF_RELEASE_DROP, ret, error))
        return FALSE;
    if (ret->doubtful > 0 && how == GF_RELEASE_IF_NONE) {
        g_set_error(error, GF_ERROR, GF_ERROR_STATE,
                    "%u mail%s waited already when the backup was made and may have gone out since "
                    "(see: greffe queue list; then --drop to give them up, or --send to send them "
                    "all the same)",
                    ret->doubtful, ret->doubtful == 1 ? "" : "s");
        return FALSE;
    }
    return gf_store_set_setting(clerk->store, HOLD_SETTING, NULL, error) &&
           gf_clerk_journal(clerk,
                            &(GfAct){"staff", "sending.released",
                                     how == GF_RELEASE_DROP ? "drop" : "send", NULL},
                            error, "assembly") &&
           gf_transaction_commit(transaction, error);
}

static gboolean date_digest_anew(const GfClerk *clerk, gint64 now, GError **error)
{
    g_autofree char *since = NULL;
    g_autofree char *anew = g_strdup_printf("%" G_GINT64_FORMAT, now);
    if (!gf_store_setting(clerk->store, DIGEST_SETTING, &since, error))
        return FALSE;
    return since == NULL || g_ascii_strtoll(since, NULL, 10) <= now + DIGEST_LATEST_SECONDS ||
           gf_store_set_setting(clerk->store, DIGEST_SETTING, anew, error);
}

gboolean gf_delivery_date_anew(const GfClerk *clerk, guint *ret_count, GError **error)
{
    guint count = 0;
    gint64 now = gf_clerk_now(clerk);
    gint64 release_at = now + clerk->config->transport_recall_delay_seconds;
    g_autoptr(GfTransaction) transaction = gf_transaction_begin(clerk->store, error);
    if (transaction == NULL || !date_digest_anew(clerk, now, error) ||
        !gf_store_date_mails_anew(clerk->store, now, now + LATEST_SECONDS, &count, error) ||
        !gf_store_date_mailings_anew(clerk->store, now, release_at, &count, error) ||
        !gf_transaction_commit(transaction, error))
        return FALSE;
    *ret_count = count;
    return TRUE;
}

static gboolean take_up(const GfClerk *clerk, gint64 outgoing_id, GfOutgoing **ret, GError **error)
{
    if (!gf_store_outgoing(clerk->store, outgoing_id, ret, error))
        return FALSE;
    const char *state = *ret != NULL ? (*ret)->state : NULL;
    if (state == NULL) {
        g_set_error(error, GF_ERROR, GF_ERROR_STATE,
                    "mail %" G_GINT64_FORMAT
                    ": there is none of that number (see: greffe queue list)",
                    outgoing_id);
        return FALSE;
    }
    if (g_str_equal(state, "ready") || g_str_equal(state, "failed") ||
        g_str_equal(state, "uncertain"))
        return TRUE;
    g_set_error(error, GF_ERROR, GF_ERROR_STATE, "mail %" G_GINT64_FORMAT ": it is %s", outgoing_id,
                state);
    return FALSE;
}

static gboolean order(const GfClerk *clerk, gint64 outgoing_id, const char *state, const char *act,
                      GError **error)
{
    g_autoptr(GfTransaction) transaction = gf_transaction_begin(clerk->store, error);
    g_autoptr(GfOutgoing) outgoing = NULL;
    if (transaction == NULL || !take_up(clerk, outgoing_id, &outgoing, error))
        return FALSE;
    if (outgoing->blob_id == 0 && g_str_equal(state, "ready")) {
        g_set_error(error, GF_ERROR, GF_ERROR_STATE,
                    "mail %" G_GINT64_FORMAT ": it was never composed: %s", outgoing_id,
                    outgoing->reply);
        return FALSE;
    }
    set_state(outgoing, state);
    outgoing->due_at = gf_clerk_now(clerk);
    outgoing->unknown_outcomes = 0;
    return gf_store_record_outcome(clerk->store, outgoing, error) &&
           gf_clerk_journal(clerk, &(GfAct){"staff", act, "order", NULL}, error,
                            "outgoing/%" G_GINT64_FORMAT, outgoing->id) &&
           gf_transaction_commit(transaction, error);
}

gboolean gf_delivery_retry(const GfClerk *clerk, gint64 outgoing_id, GError **error)
{
    return order(clerk, outgoing_id, "ready", "mail.retried", error);
}

gboolean gf_delivery_drop(const GfClerk *clerk, gint64 outgoing_id, GError **error)
{
    return order(clerk, outgoing_id, "dropped", "mail.dropped", error);
}
